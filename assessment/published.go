package assessment

import (
	_ "embed"
	"strings"
)

//go:embed testdata/published.txt
var publishedList string

// Published returns the digest of every published version of the shipped model by version. Results rest on a published
// version, so its files never change again; a change needs a new version.
func Published() map[string]string {
	digests := map[string]string{}
	for line := range strings.Lines(publishedList) {
		if fields := strings.Fields(line); len(fields) == 2 && !strings.HasPrefix(line, "#") {
			digests[fields[0]] = fields[1]
		}
	}
	return digests
}
