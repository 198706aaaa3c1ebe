package store

import "syscall"

// networkFileSystems are those on which SQLite's locks and its shared memory do not work, by the number that statfs
// reports.
var networkFileSystems = map[uint32]string{
	0x6969:     "NFS",
	0x517b:     "SMB",
	0xff534d42: "CIFS",
	0xfe534d42: "SMB2",
}

// networkFileSystem names the network file system that path is on, if it is on one.
func networkFileSystem(path string) string {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(path, &fs); err != nil {
		return ""
	}
	return networkFileSystems[uint32(fs.Type)]
}
