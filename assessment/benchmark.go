package assessment

import (
	"math/big"
	"strconv"
	"strings"
)

// Shared is what an organisation shares for a benchmark: scores, and nothing else.
type Shared struct {
	Organisation string              // id; empty: one that has left
	Scores       map[string]*big.Rat // by scope: "overall", "dimension:data"
}

// Edition is what a benchmark is of: results of different major versions are not compared.
type Edition struct {
	Model string
	Major int
}

// Edition is the benchmark that results of the model belong to.
func (m *Model) Edition() Edition {
	major, _, _ := strings.Cut(m.Version, ".")
	n, err := strconv.Atoi(major)
	if err != nil {
		n = 0
	}
	return Edition{m.ID, n}
}
