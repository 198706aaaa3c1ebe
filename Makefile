# Everything that is done with this repository. `make` alone lists it.

GO ?= go
export CGO_ENABLED ?= 0

.PHONY: help run test check race bench generate licences tools build

help:
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

run: ## start the product on http://127.0.0.1:8080
	$(GO) run ./cmd/server

test: tools ## run all tests, browser included
	LAUTER_REQUIRE_BROWSER=1 LAUTER_REQUIRE_TOOLS=1 $(GO) test -count=1 -timeout 30m ./...

check: ## generated code current, formatting, vet, staticcheck
	.ci/check

race: ## tests with the race detector, without the browser (needs a C compiler)
	CGO_ENABLED=1 LAUTER_NO_BROWSER=1 $(GO) test -race -count=1 -timeout 45m ./...

bench: ## measure, each figure beside its yardstick, and write docs/performance.md
	LAUTER_PERFORMANCE=$(CURDIR)/docs/performance.md $(GO) test -count=1 -timeout 30m -v -run '^TestWritePerformance$$' ./cmd/server

generate: ## write the Go code of the templates
	$(GO) tool templ generate -path web/templates

licences: ## write THIRD-PARTY.txt, after a change of the dependencies
	LAUTER_LICENCES=write $(GO) test -count=1 -run '^TestLicencesAreComplete$$' ./cmd/server

build: ## the static program, as ./lauter
	GO=$(GO) .ci/build lauter

tools: ## install what the tests need (Debian's chromium, poppler-utils, qpdf), if it is missing
	.ci/tools
