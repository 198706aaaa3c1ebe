package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// mayImport is who may import whom inside the module. What is not listed is not allowed.
var mayImport = map[string][]string{
	"lauter/internal/locale":      {},
	"lauter/internal/chart":       {},
	"lauter/assessment":           {"lauter/internal/locale"},
	"lauter/internal/pdf":         {"lauter/internal/chart"},
	"lauter/internal/pdf/pdftest": {},
	"lauter/internal/scoring":     {"lauter/assessment", "lauter/internal/locale"},
	"lauter/internal/account":     {},
	"lauter/internal/mail":        {},
	"lauter/internal/live":        {},
	"lauter/internal/picture":     {},
	"lauter/internal/provider":    {},
	"lauter/internal/store":       {"lauter/assessment", "lauter/internal/locale"},
	"lauter/internal/wording":     {"lauter/assessment", "lauter/internal/locale", "lauter/internal/scoring"},
	"lauter/internal/report": {"lauter/assessment", "lauter/internal/locale", "lauter/internal/scoring",
		"lauter/internal/wording", "lauter/internal/chart", "lauter/internal/pdf"},
	"lauter/web/templates": {"lauter/assessment", "lauter/internal/locale", "lauter/internal/scoring",
		"lauter/internal/wording", "lauter/internal/chart"},
	"lauter/web": {"lauter/assessment", "lauter/internal/account", "lauter/internal/live", "lauter/internal/locale", "lauter/internal/mail", "lauter/internal/picture", "lauter/internal/provider", "lauter/internal/scoring", "lauter/internal/wording",
		"lauter/internal/chart", "lauter/internal/report", "lauter/internal/store", "lauter/web/templates"},
	"lauter/cmd/server": {"lauter/assessment", "lauter/internal/account", "lauter/internal/locale", "lauter/internal/mail", "lauter/internal/provider", "lauter/internal/scoring", "lauter/internal/store", "lauter/web"},
}

// onlyIn names the one package that may import a third party's.
var onlyIn = map[string][]string{
	"github.com/labstack/echo":           {"lauter/web"},
	"github.com/go-playground/validator": {"lauter/web"},
	"github.com/a-h/templ":               {"lauter/web", "lauter/web/templates"},
	"modernc.org/sqlite":                 {"lauter/internal/store"},
	"github.com/pressly/goose":           {"lauter/internal/store"},
	"github.com/google/uuid":             {"lauter/internal/store"},
	"go.yaml.in/yaml":                    {"lauter/assessment"},
	"github.com/go-text/typesetting":     {"lauter/internal/pdf"},
	"github.com/go-playground/locales":   {"lauter/internal/locale"},
	"golang.org/x/text":                  {"lauter/internal/locale", "lauter/internal/account"},
	"golang.org/x/crypto":                {"lauter/internal/account"},
	"github.com/wneessen/go-mail":        {"lauter/internal/mail"},
	"golang.org/x/net/idna":              {"lauter/internal/mail"},
	"github.com/pquerna/otp":             {"lauter/internal/account"},
	"github.com/boombuler/barcode":       {"lauter/internal/account"},
	"github.com/go-webauthn/webauthn":    {"lauter/internal/account"},
	"github.com/coreos/go-oidc":          {"lauter/internal/provider"},
	"golang.org/x/oauth2":                {"lauter/internal/provider"},
	"github.com/jessevdk/go-flags":       {"lauter/cmd/server"},
}

func TestImportsFlowOneWay(t *testing.T) {
	for _, p := range listPackages(t) {
		allowed, listed := mayImport[p.ImportPath]
		if !listed {
			t.Errorf("%s is new: say in this test what it may import", p.ImportPath)
			continue
		}
		for _, imported := range p.Imports {
			if strings.HasPrefix(imported, "lauter/") && !slices.Contains(allowed, imported) {
				t.Errorf("%s must not import %s", p.ImportPath, imported)
			}
			checkThirdParty(t, p.ImportPath, imported)
		}
	}
}

func checkThirdParty(t *testing.T, importer, imported string) {
	host, _, _ := strings.Cut(imported, "/")
	if !strings.Contains(host, ".") {
		return
	}
	for prefix, owners := range onlyIn {
		if strings.HasPrefix(imported, prefix) {
			if !slices.Contains(owners, importer) {
				t.Errorf("%s must not import %s: that is for %s", importer, imported, strings.Join(owners, ", "))
			}
			return
		}
	}
	t.Errorf("%s imports %s: say in this test which package may", importer, imported)
}

type goPackage struct {
	ImportPath string
	Imports    []string
}

func listPackages(t *testing.T) []goPackage {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "lauter/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []goPackage
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}
