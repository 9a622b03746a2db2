# make run    build and start a demo world on http://admin.localhost:8080
# make test   everything: checks, SQLite, PostgreSQL, browser journeys
# make torture  power losses, kills, rushes: the long forms of the tests of endurance
# make check  the quick part: format, vet, staticcheck, generated files, SQLite

GO ?= go
LISTEN ?= 127.0.0.1:8080
BIN := bin/coulisse
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)

.PHONY: vendor-js run build test check test-sqlite test-pg lint fresh generate bench bench-packages torture deps

run: build
	$(BIN) demo --listen $(LISTEN)

build:
	$(GO) build -trimpath -ldflags "-s -w -X main.version=$(VERSION)" -o $(BIN) ./cmd/coulisse

test: deps lint fresh test-sqlite test-pg

check: lint fresh test-sqlite

test-sqlite:
	$(GO) test -timeout 20m ./...

# The same tests on a temporary PostgreSQL server. Packages that never open a
# database (ui, liquid, text …) and the browser journeys have run above.
test-pg:
	COULISSE_TEST_ENGINE=postgres $(GO) test -timeout 20m $$(.ci/pg-packages)

lint:
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); echo "run: gofmt -w on the files above"; exit 1; }
	$(GO) vet ./...
	$(GO) tool staticcheck ./...

# Generated files must be what the generator makes of their sources today.
fresh:
	.ci/fresh

generate:
	$(GO) tool templ generate
	$(GO) run ./cmd/coulisse docs schema > docs/schema.sql
	$(GO) run ./cmd/coulisse docs openapi > docs/openapi.json
	$(GO) run ./cmd/coulisse docs openapi-storefront > docs/openapi-storefront.json

# The bundles of others that pages load when they need them (kit/ui/thirdparty/README.md).
ISLANDS := kit/ui/thirdparty/islands
vendor-js:
	npm --prefix $(ISLANDS) ci --ignore-scripts --no-audit --no-fund
	for island in editor chart; do \
		$(GO) run github.com/evanw/esbuild/cmd/esbuild@v0.28.2 $(ISLANDS)/$$island.js --bundle --minify --format=esm --target=es2022 \
			--legal-comments=none --outfile=kit/ui/thirdparty/$$island.min.js || exit 1; done
	rm -rf $(ISLANDS)/node_modules
	sha256sum kit/ui/thirdparty/*.min.js

# A shop of BENCH_PRODUCTS and BENCH_ORDERS is filled and measured on both engines, each
# figure beside bare net/http and the engine alone: docs/benchmarks.md.
BENCH_DATA ?= $(or $(TMPDIR),/tmp)/coulisse-bench
BENCH_PRODUCTS ?= 10000
BENCH_ORDERS ?= 10000

bench: build
	rm -rf $(BENCH_DATA) && mkdir -p $(BENCH_DATA)
	$(BIN) bench --data $(BENCH_DATA)/sqlite --products $(BENCH_PRODUCTS) --orders $(BENCH_ORDERS) --out $(BENCH_DATA)/sqlite.json
	bench/with-postgres $(BIN) bench --data $(BENCH_DATA)/postgres --products $(BENCH_PRODUCTS) --orders $(BENCH_ORDERS) --out $(BENCH_DATA)/postgres.json
	$(BIN) bench table $(BENCH_DATA)/sqlite.json $(BENCH_DATA)/postgres.json

# The benchmarks of single packages: templates, lists, requests.
bench-packages:
	$(GO) test -run '^$$' -bench . -benchmem ./...

# The tests of endurance in their long form, on both engines (docs/reliability.md). Each
# prints its seed; SEED=… repeats one, TORTURE="T2=1000" chooses other lengths.
TORTURE ?= T1=60 T2=20000 T3=40 T4=5000 T5=1000 T6=2000 T7=1000 T10=60 T11=500
torture: deps
	COULISSE_SEED=$(SEED) COULISSE_TORTURE="$(TORTURE)" $(GO) test -count=1 -timeout 6h -v -run '^TestT[0-9]' $$(.ci/torture-packages)
	COULISSE_SEED=$(SEED) COULISSE_TORTURE="$(TORTURE)" COULISSE_TEST_ENGINE=postgres $(GO) test -count=1 -timeout 6h -v -run '^TestT[0-9]' $$(.ci/torture-packages)

deps:
	@.ci/deps
