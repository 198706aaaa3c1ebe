package assessment

import (
	_ "embed"
	"strings"
	"time"
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

// ModelVersion is an imported version of a model.
type ModelVersion struct {
	Model       string // id
	Version     string
	Digest      string
	ImportedAt  time.Time
	Assessments int // that use it
	Chosen      bool
	Published   bool // its digest is that of the published version
}
