package web

import (
	"fmt"
	"testing"
)

func TestKeptPagesAreBounded(t *testing.T) {
	var k kept
	key := func(n int) keptKey { return keptKey{assessment: fmt.Sprint(n), rev: 1} }
	for n := range keptPages {
		k.put(key(n), []byte{byte(n)})
	}
	k.get(key(0)) // used again
	k.put(key(keptPages), nil)
	if k.recent.Len() != keptPages || len(k.pages) != keptPages {
		t.Errorf("%d and %d pages are kept, want %d", k.recent.Len(), len(k.pages), keptPages)
	}
	if k.get(key(0)) == nil || k.get(key(1)) != nil {
		t.Error("not the page that nobody asked for longest was dropped")
	}
}

func TestKeptPagesGoWithTheirReason(t *testing.T) {
	page := []byte("page")
	for name, test := range map[string]struct {
		change func(*kept)
		left   int
	}{
		"the same again":             {func(k *kept) { k.put(keptKey{assessment: "a", rev: 1, day: "1"}, page) }, 2},
		"another revision":           {func(k *kept) { k.put(keptKey{assessment: "a", rev: 2, day: "1"}, page) }, 2},
		"another language":           {func(k *kept) { k.put(keptKey{assessment: "a", rev: 1, day: "1", lang: "de"}, page) }, 3},
		"another day":                {func(k *kept) { k.put(keptKey{assessment: "c", rev: 1, day: "2"}, page) }, 1},
		"deletion":                   {func(k *kept) { k.drop("a") }, 1},
		"deletion of something else": {func(k *kept) { k.drop("c") }, 2},
	} {
		var k kept
		k.put(keptKey{assessment: "a", rev: 1, day: "1"}, page)
		k.put(keptKey{assessment: "b", rev: 1, day: "1"}, page)
		test.change(&k)
		if len(k.pages) != test.left || k.recent.Len() != test.left {
			t.Errorf("%s: %d and %d pages are left, want %d", name, len(k.pages), k.recent.Len(), test.left)
		}
	}
}
