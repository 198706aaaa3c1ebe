package web

import (
	"bytes"
	"compress/gzip"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func TestAssets(t *testing.T) {
	s := newSite(t)
	types := map[string]string{
		"base.css": "text/css; charset=utf-8",
		"fonts/source-sans-3-latin-wght-normal.woff2": "font/woff2",
		"fonts/source-serif-4-latin-600-normal.woff2": "font/woff2",
	}
	for name, kind := range types {
		plain := s.visitor().get(s.server.assets.url(name)).is(200)
		if got := plain.Header.Get("Content-Type"); got != kind {
			t.Errorf("%s: type %q, want %q", name, got, kind)
		}
		if got := plain.Header.Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
			t.Errorf("%s: Cache-Control %q", name, got)
		}
		if plain.Header.Get("Content-Encoding") != "" {
			t.Errorf("%s: compressed for a browser that didn’t ask", name)
		}
		v := s.visitor()
		v.headers.Set("Accept-Encoding", "gzip, br")
		zipped := v.get(s.server.assets.url(name)).is(200)
		want := ""
		if !strings.HasSuffix(name, ".woff2") {
			want = "gzip"
		}
		if got := zipped.Header.Get("Content-Encoding"); got != want {
			t.Errorf("%s: Content-Encoding %q, want %q", name, got, want)
			continue
		}
		if want == "gzip" {
			r, err := gzip.NewReader(strings.NewReader(zipped.body))
			if err != nil {
				t.Fatal(err)
			}
			if content, err := io.ReadAll(r); err != nil || string(content) != plain.body {
				t.Errorf("%s: what is unpacked differs: %v", name, err)
			}
			if zipped.Header.Get("Vary") != "Accept-Encoding" {
				t.Errorf("%s: Vary %q", name, zipped.Header.Get("Vary"))
			}
		}
	}
}

// Only what stands in web/static is served, and only under the current digest.
func TestAssetsThatDoNotExist(t *testing.T) {
	s := newSite(t)
	version := s.server.assets.version
	for _, path := range []string{
		"/static/000000000000/base.css",
		"/static/base.css",
		"/static/" + version + "/",
		"/static/" + version + "/fonts",
		"/static/" + version + "/nothing.css",
		"/static/" + version + "/../server.go",
		"/static/" + version + "/..%2fserver.go",
		"/static/" + version + "/%2e%2e/server.go",
		"/static/" + version + "//base.css",
		"/static/" + version + "/./base.css",
		"/static/" + version + "/BASE.CSS",
		"/static/" + version + "/base.css%00",
	} {
		s.visitor().get(path).is(404)
	}
}

// A change of any file, or of its name, changes the address of all, so a browser never mixes two versions.
func TestAssetDigest(t *testing.T) {
	digest := func(files map[string]string) string {
		fsys := fstest.MapFS{}
		for name, content := range files {
			fsys["static/"+name] = &fstest.MapFile{Data: []byte(content)}
		}
		a, err := readAssets(fsys, "static")
		if err != nil || len(a.version) != 12 {
			t.Fatal(a.version, err)
		}
		return a.version
	}
	seen := map[string]bool{}
	for _, files := range []map[string]string{
		{"a.css": "x", "fonts/b.woff2": "y"},
		{"a.css": "x", "fonts/b.woff2": "z"},
		{"a.css": "x", "fonts/c.woff2": "y"},
		{"a.css": "x"},
	} {
		if version := digest(files); version != digest(files) || seen[version] {
			t.Errorf("%v: %s", files, version)
		} else {
			seen[version] = true
		}
	}
}

// Every file that a style sheet names is there, and none comes from elsewhere.
func TestStyleSheetsNameFilesThatExist(t *testing.T) {
	named := regexp.MustCompile(`url\(([^)]*)\)|@import[^;]*`)
	files := embeddedAssets().files
	for name, file := range files {
		if !strings.HasSuffix(name, ".css") {
			continue
		}
		for _, found := range named.FindAllSubmatch(file.plain, -1) {
			if _, ok := files[string(found[1])]; !ok {
				t.Errorf("%s: %s is not among the files", name, found[0])
			}
		}
	}
}

var imported = regexp.MustCompile(`from "\./([^"]+)"`)

// withImports are a module and all that a page loads with it.
func withImports(files map[string]asset, name string) map[string]bool {
	all := map[string]bool{name: true}
	for _, found := range imported.FindAllSubmatch(files[name].plain, -1) {
		for module := range withImports(files, string(found[1])) {
			all[module] = true
		}
	}
	return all
}

// A page loads the base and at most one sheet more, together 12 KB at most.
func TestWeight(t *testing.T) {
	packed := func(content []byte) int {
		var b bytes.Buffer
		w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
		w.Write(content)
		w.Close()
		return b.Len()
	}
	files := embeddedAssets().files
	base := packed(files["base.css"].plain)
	if base > 7<<10 {
		t.Errorf("base.css has %d bytes", base)
	}
	fonts := 0
	for _, name := range slices.Sorted(maps.Keys(files)) {
		size := packed(files[name].plain)
		switch {
		case strings.HasSuffix(name, ".css") && name != "base.css":
			if base+size > 12<<10 {
				t.Errorf("base.css and %s have %d bytes", name, base+size)
			}
		case strings.HasSuffix(name, ".woff2"):
			fonts += len(files[name].plain)
		case strings.HasSuffix(name, ".js"):
			scripts := 0
			for module := range withImports(files, name) {
				scripts += packed(files[module].plain)
			}
			if scripts > 10<<10 {
				t.Errorf("%s and what it imports have %d bytes", name, scripts)
			}
		}
	}
	if fonts > 52<<10 {
		t.Errorf("fonts %d bytes", fonts)
	}
	s := newSite(t)
	for _, path := range []string{"/", "/method", "/method/questions", "/method/questions/data.rights.objection", "/legal/privacy"} {
		v := s.visitor()
		v.headers.Set("Accept-Encoding", "gzip")
		for _, lang := range []string{"en", "de"} {
			a := v.get(path + "?lang=" + lang).is(200)
			if a.Header.Get("Content-Encoding") != "gzip" || len(a.body) > 12<<10 {
				t.Errorf("%s (%s): %d bytes, %s", path, lang, len(a.body), a.Header.Get("Content-Encoding"))
			}
		}
	}
}
