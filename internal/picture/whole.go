package picture

import "encoding/binary"

// wholePNG says that a file is a PNG from its first byte to its last: chunks, of which the last ends the picture, and
// nothing behind it.
func wholePNG(file []byte) bool {
	const mark, frame = 8, 12 // length, name and sum of a chunk
	for at := mark; at+frame <= len(file); {
		claimed := binary.BigEndian.Uint32(file[at:])
		if claimed > MaxFile {
			return false
		}
		length := int(claimed)
		name := string(file[at+4 : at+8])
		at += frame + length
		if name == "IEND" {
			return length == 0 && at == len(file)
		}
	}
	return false
}

// maxScans is the most passes over a JPEG. Progressive ones have about ten; each costs as much time as a whole picture.
const maxScans = 24

// wholeJPEG says that a file is one JPEG from its first byte to its last, in no more passes than are usual.
func wholeJPEG(file []byte) bool {
	scans := 0
	for at := 2; at+2 <= len(file); {
		if file[at] != 0xff {
			return false
		}
		switch marker := file[at+1]; {
		case marker == 0xff: // fills up
			at++
		case marker == 0xd9: // the end
			return at+2 == len(file)
		case marker == 0xd8 || marker == 0x01 || marker == 0x00 || 0xd0 <= marker && marker <= 0xd7:
			return false
		default:
			if at+4 > len(file) {
				return false
			}
			at += 2 + int(binary.BigEndian.Uint16(file[at+2:]))
			if marker != 0xda {
				continue
			}
			if scans++; scans > maxScans {
				return false
			}
			at = afterScan(file, at)
		}
	}
	return false
}

// afterScan is where the next marker stands behind the data of a scan, in which 0xff is followed by zero, or by the
// marker of a restart.
func afterScan(file []byte, at int) int {
	for ; at+1 < len(file); at++ {
		if file[at] != 0xff {
			continue
		}
		if next := file[at+1]; next != 0 && (next < 0xd0 || next > 0xd7) {
			return at
		}
	}
	return len(file)
}
