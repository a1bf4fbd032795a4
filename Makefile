# `make help` lists the tasks. Needs Python 3.11 or newer, git and make; installs everything else itself.
SHELL := /bin/bash
PANGO := /usr/share/doc/libpangoft2-1.0-0
AJV := tests/verify/js/node_modules
PAGE := tools/page/node_modules
OUTPUTS := tests/outputs/js/node_modules
JACKSON := /usr/share/java/jackson-databind.jar
PYTHON ?= python3
BIN := .venv/bin
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
APT := $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends
PIP := $(BIN)/python -m pip install -q --disable-pip-version-check --no-input
BYTECODE := env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -c 'from compileall import compile_dir as c; c("src", quiet=1); from eformc.portal.html.environment import prepare; prepare()'
# as pip does for what is not editable; templates too
COMPILE := $(BIN)/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-config \
  --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

.PHONY: needs help attack demo serve test test-long check types lint arrows unit mutants lock wheel clean page docs fixtures import-benchmark

help: ## list the tasks
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

demo: .venv/run ## build the twenty procedures, lint them, print the reduction
	@$(BIN)/eformc build specs/procedures -o build
	@$(BIN)/eformc lint specs/procedures || [ $$? -eq 1 ]  # findings are no failure of the demo
	@$(BIN)/eformc report specs/procedures
	@echo
	@echo "The same forms as printed: every line is asked; “if bound” is what eformc would suggest, by its words alone:"
	@$(BIN)/eformc report examples/as-printed
	@echo
	@echo "Open build/index.html, for instance build/khai-sinh/form.vi.html; or fill in the forms as somebody else: make serve"

serve: .venv/run ## fill in the forms in a browser, as synthetic citizens (http://127.0.0.1:8000/)
	@$(BIN)/eformc serve specs/procedures

needs: .venv/dev /usr/bin/chromium /usr/bin/pdftotext /usr/lib/postgresql $(PANGO) $(AJV) $(PAGE) $(OUTPUTS) /usr/bin/javac $(JACKSON) /usr/bin/strace # what the tests need beside Python

test: needs check unit ## what a change must pass, in under ten minutes

test-long: .venv/dev /usr/bin/chromium /usr/lib/postgresql $(AJV) $(PAGE) $(OUTPUTS) ## walks, attacks, foreign tools: what CI runs after `make test`
	$(BIN)/pytest -q -n auto --dist loadgroup -m long $(ARGS)

check: .venv/dev lint types arrows ## style, types, arrows between rooms

lint: .venv/dev ## style (ruff)
	$(BIN)/ruff check src tests tools benchmarks

types: .venv/dev ## types (mypy --strict)
	$(BIN)/mypy

arrows: .venv/dev ## arrows between rooms (import-linter)
	$(BIN)/lint-imports --no-logo

unit: .venv/dev ## the tests alone; `make unit ARGS="-k paper"`
	$(BIN)/pytest -q -n auto --dist loadgroup -m 'not long' $(ARGS)

attack: .venv/dev /usr/bin/strace ## the long attacks with large counts (`EFORMC_ATTACK_FAULTS`, `EFORMC_ATTACK_LOOKS`); figures for docs/reliability.md
	EFORMC_ATTACK_FAULTS=$${EFORMC_ATTACK_FAULTS:-200} EFORMC_ATTACK_LOOKS=$${EFORMC_ATTACK_LOOKS:-100000} $(BIN)/pytest -q -rP -n 0 tests/attack $(ARGS)

mutants: .venv/dev ## faults put into kernel, seals, decoding, publishing one by one: which tests miss (`ROOM=seals ARGS="--sample 300"`)
	for room in $${ROOM:-kernel seals decoding publishing}; do $(BIN)/python tools/mutants.py $$room $(ARGS) || exit 1; done

lock: .venv/dev ## write the lock files again
	$(PIP) uv
	$(COMPILE) pyproject.toml --group dev -o requirements/dev.txt
	$(COMPILE) pyproject.toml --extra serve -c requirements/dev.txt -o requirements/run.txt
	$(COMPILE) --group build -c requirements/dev.txt -o requirements/build.txt

docs: .venv/dev ## the documentation as a site, in site/
	PYTHONPATH=tools/site $(BIN)/zensical build --strict --clean

fixtures: .venv/dev ## a plain page of every control with its examples, in build/controls
	$(BIN)/python tools/fixtures.py build/controls

import-benchmark: .venv/dev ## what importers make of the real forms of ../shared/corpora
	@$(BIN)/python benchmarks/imports.py $(ARGS)

wheel: .venv/dev ## build the wheel, the source archive and the bill of materials into dist/
	$(BIN)/python -m hatchling build
	$(BIN)/python tools/sbom.py dist

clean: ## remove what was made here
	rm -rf build dist site .cache .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "eformc needs Python 3.11 or newer: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { $(SUDO) apt-get update -qq && $(APT) python3-venv; }
	$(PYTHON) -m venv .venv

.venv/run: .venv/bin/python requirements/run.txt requirements/build.txt pyproject.toml
	@$(PIP) --require-hashes -r requirements/run.txt -r requirements/build.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@$(BYTECODE)
	@touch $@

.venv/dev: .venv/bin/python requirements/dev.txt pyproject.toml
	@$(PIP) --require-hashes -r requirements/dev.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@$(BYTECODE)
	@touch $@ .venv/run

/usr/bin/npm:
	$(SUDO) apt-get update -qq
	$(APT) nodejs npm

$(AJV): tests/verify/js/package-lock.json | /usr/bin/npm
	cd tests/verify/js && npm ci --silent --no-audit --no-fund
	@touch $@

$(OUTPUTS): tests/outputs/js/package-lock.json | /usr/bin/npm
	cd tests/outputs/js && npm ci --silent --no-audit --no-fund
	@touch $@

/usr/bin/pdftotext:
	$(SUDO) apt-get update -qq
	$(APT) poppler-utils

$(PANGO):
	$(SUDO) apt-get update -qq
	$(APT) libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0

/usr/bin/chromium:
	$(SUDO) apt-get update -qq
	$(APT) chromium

/usr/lib/postgresql:
	$(SUDO) apt-get update -qq
	$(APT) postgresql

$(PAGE): tools/page/package-lock.json | /usr/bin/npm
	cd tools/page && npm ci --silent --no-audit --no-fund
	@touch $@

page: $(PAGE) ## make the page's script and style small again, of their sources
	node tools/page/build.mjs

/usr/bin/javac:
	$(SUDO) apt-get update -qq
	$(APT) default-jdk-headless

$(JACKSON):
	$(SUDO) apt-get update -qq
	$(APT) libjackson2-databind-java

/usr/bin/strace:
	$(SUDO) apt-get update -qq
	$(APT) strace
