package scoring

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// absent stands for a value that is not there.
type absent struct{}

// compareJSON reports every place where two JSON values differ, by its JSON pointer. The order of keys does not matter,
// that of lists does, and numbers are equal as numbers.
func compareJSON(path string, got, want any, report func(path, got, want string)) {
	gotObject, isObject := got.(map[string]any)
	if wantObject, ok := want.(map[string]any); ok && isObject {
		keys := slices.AppendSeq(slices.Collect(maps.Keys(gotObject)), maps.Keys(wantObject))
		slices.Sort(keys)
		for _, key := range slices.Compact(keys) {
			compareJSON(path+"/"+pointer.Replace(key), member(gotObject, key), member(wantObject, key), report)
		}
		return
	}
	gotList, isList := got.([]any)
	if wantList, ok := want.([]any); ok && isList {
		for i := range max(len(gotList), len(wantList)) {
			compareJSON(path+"/"+strconv.Itoa(i), element(gotList, i), element(wantList, i), report)
		}
		return
	}
	if !sameScalar(got, want) {
		report(cmp.Or(path, "/"), jsonText(got), jsonText(want))
	}
}

// pointer escapes a key for a JSON pointer (RFC 6901).
var pointer = strings.NewReplacer("~", "~0", "/", "~1")

func member(o map[string]any, key string) any {
	if v, ok := o[key]; ok {
		return v
	}
	return absent{}
}

func element(list []any, i int) any {
	if i < len(list) {
		return list[i]
	}
	return absent{}
}

// sameScalar compares values of which at most one is an object, and at most one a list.
func sameScalar(a, b any) bool {
	x, ok := a.(json.Number)
	if !ok {
		return a == b
	}
	y, ok := b.(json.Number)
	return ok && sameNumber(x, y)
}

func sameNumber(a, b json.Number) bool {
	x, y := readNumber(string(a)), readNumber(string(b))
	if x == nil || y == nil {
		return a == b
	}
	return x.Cmp(y) == 0
}

// jsonText writes a value on one line.
func jsonText(v any) string {
	if v == (absent{}) {
		return "nothing"
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err.Error()
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// readFraction reads "277/72", "3", "-1/3" or "4.75", in lowest terms or not; nil if it is none of these.
func readFraction(v any) *big.Rat {
	switch v := v.(type) {
	case json.Number:
		return readNumber(string(v))
	case string:
		over, under, divided := strings.Cut(v, "/")
		x := readNumber(over)
		if !divided || x == nil {
			return x
		}
		if y := readNumber(under); y != nil && y.Sign() > 0 {
			return x.Quo(x, y)
		}
	}
	return nil
}

// longestNumber is how many digits a number may have, written out.
const longestNumber = 400

// readNumber reads a decimal number, nil if it is none or would be unreasonably long.
func readNumber(s string) *big.Rat {
	digits, exponent := s, 0
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		n, err := strconv.Atoi(s[i+1:])
		if err != nil || n > longestNumber || n < -longestNumber {
			return nil
		}
		digits, exponent = s[:i], n
	}
	whole, part, pointed := strings.Cut(digits, ".")
	sign := strings.HasPrefix(whole, "-")
	whole = strings.TrimPrefix(whole, "-")
	if whole == "" || pointed && part == "" || len(whole+part) > longestNumber || strings.Trim(whole+part, "0123456789") != "" {
		return nil
	}
	n, _ := new(big.Int).SetString(whole+part, 10)
	if sign {
		n.Neg(n)
	}
	exponent -= len(part)
	x := new(big.Rat).SetInt(n)
	if power := new(big.Rat).SetInt(pow10(max(exponent, -exponent))); exponent < 0 {
		x.Quo(x, power)
	} else {
		x.Mul(x, power)
	}
	return x
}

// readInt reads a whole number.
func readInt(v any) (int, bool) {
	n, ok := v.(json.Number)
	if !ok {
		return 0, false
	}
	x := readNumber(string(n))
	if x == nil || !x.IsInt() || !x.Num().IsInt64() {
		return 0, false
	}
	return int(x.Num().Int64()), true
}
