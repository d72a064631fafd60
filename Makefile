# Assay. `make` lists what can be done.

export PATH := $(CURDIR)/.tools/bin:$(CURDIR)/tests/e2e/node_modules/.bin:$(PATH)
TARGET := $(or $(CARGO_TARGET_DIR),target)
PORT := 8080

# All that dist/ is made of.
SOURCES := $(shell find .cargo src style -type f) Cargo.toml Cargo.lock Makefile Trunk.toml index.html
SAMPLES := $(TARGET)/samples/tampered.oci.tar

# Ties the page to its worker: see protocol::BUILD. Made of the sources, so
# that a second build of the same sources has nothing to do.
BUILD_ID = $(shell find src Cargo.toml Cargo.lock -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c1-12)

# Named one by one: with all features wasm-opt writes compact imports, which
# Chromium refuses ("Invalid import kind 127").
WASM_FEATURES := --enable-bulk-memory --enable-multivalue --enable-mutable-globals \
	--enable-nontrapping-float-to-int --enable-reference-types --enable-sign-ext --enable-simd

# Panics name their source: not with the folder of whoever built it, so that the
# same sources make the same bytes wherever that is.
NAMELESS := --remap-path-prefix=$(or $(CARGO_HOME),$(HOME)/.cargo)/registry/src=crates

.PHONY: help dev serve build test bench audit screenshots samples clean setup setup-test setup-audit finish-dist

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

serve: build ## install what is missing, build the release page, serve it with its relay at http://127.0.0.1:8080
	@ASSAY_LISTEN=127.0.0.1:$(PORT) exec deploy/serve

build: setup dist/index.html ## install what is missing, build the release page into dist/

# A file, so that nothing is done where nothing has changed.
dist/index.html: $(SOURCES) $(SAMPLES)
	@ASSAY_BUILD=$(BUILD_ID) CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="$(NAMELESS)" trunk --quiet build --release --locked

dev: setup ## serve an unoptimised page that is built again on each change
	@# Beside dist/, which holds the release page.
	@mkdir -p $(TARGET)/dev
	@ASSAY_BUILD=dev trunk serve --locked --dist $(TARGET)/dev --address 127.0.0.1 --port $(PORT)

test: setup-test ## install what is missing, run everything that must be green
	@exec tests/run

bench: setup-test build ## compare the page's speed with the native tools (not part of test)
	@node bench/run.mjs

audit: setup-audit build ## measure the page with Lighthouse, mobile and desktop (not part of test)
	@node tests/audit/run.js

screenshots: setup-test build ## take every state in both themes and four widths into tests/e2e/output
	@node tests/e2e/screenshots.js

samples: $(SAMPLES) ## build the small sample archives that the page offers

# The last of those that are written.
$(SAMPLES): $(shell find tests/samples tests/images -type f) $(filter src/%,$(SOURCES)) Cargo.lock
	@rm -rf $(TARGET)/samples
	@cargo run --quiet --locked --example samples -- $(TARGET)/samples

clean: ## remove what was built (dist, target), keep the installed tools
	rm -rf dist tests/e2e/output
	cargo clean

setup:
	@.ci/setup build

setup-test:
	@.ci/setup test

setup-audit:
	@.ci/setup audit

# Called by Trunk, with dist/ still under its working name.
finish-dist: $(SAMPLES)
	@cp -R $(TARGET)/samples "$(TRUNK_STAGING_DIR)/samples"
	@cat src/words/zh-Hans/*.txt >"$(TRUNK_STAGING_DIR)/zh-Hans.txt"
	@src/page/styles.py "$(TRUNK_STAGING_DIR)"
	@src/page/split.py "$(TRUNK_STAGING_DIR)" $(TARGET)/wasm32-unknown-unknown/$(TRUNK_PROFILE)/page.wasm $(TARGET)/split
	@# It warns of the names that the splitter has given, and drops them.
	@test "$(TRUNK_PROFILE)" = release || exit 0; \
	command -v wasm-opt >/dev/null || { echo "wasm-opt is not here: the page works, and is larger" >&2; exit 0; }; \
	ls "$(TRUNK_STAGING_DIR)"/*.wasm | xargs -P 2 -I FILE sh -c \
	'case FILE in *worker_bg.wasm | *files_bg.wasm) for=-O3 ;; *) for=-Oz ;; esac; \
	said=$$(wasm-opt $$for $(WASM_FEATURES) FILE -o FILE 2>&1) || { echo "$$said" >&2; exit 1; }'
	@# Last: it names what all the others have made.
	@src/page/offline.py "$(TRUNK_STAGING_DIR)" "$(if $(filter release,$(TRUNK_PROFILE)),$(ASSAY_BUILD))"
