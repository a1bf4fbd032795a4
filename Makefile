# `make help` lists the tasks. Needs Python 3.11 or newer, git and make; installs everything else itself.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
APT := $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends

.PHONY: help demo test check types lint arrows unit lock wheel clean

help: ## list the tasks
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

demo: .venv/run ## build the eight procedures, lint them, print the reduction
	@$(BIN)/eformc build specs/procedures -o build
	@$(BIN)/eformc lint specs/procedures || true
	@$(BIN)/eformc report specs/procedures
	@echo
	@echo "As printed, before eformc (what recognition alone finds):"
	@$(BIN)/eformc report examples/as-printed
	@echo
	@echo "Open build/index.html, for instance build/khai-sinh/form.vi.html"

test: .venv/dev /usr/bin/chromium check unit ## everything CI runs

check: .venv/dev lint types arrows ## style, types, arrows between rooms

lint: .venv/dev
	$(BIN)/ruff check src tests tools benchmarks

types: .venv/dev
	$(BIN)/mypy

arrows: .venv/dev
	$(BIN)/lint-imports

unit: .venv/dev
	$(BIN)/pytest -q -n 2

lock: .venv/dev ## write the lock files again
	$(BIN)/pip install -q uv
	for set in run dev; do group=; [ $$set = dev ] && group="--group dev"; \
	  $(BIN)/uv pip compile pyproject.toml $$group --generate-hashes --universal --python-version 3.11 \
	    --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --upgrade -q -o requirements/$$set.txt; done

wheel: .venv/dev ## build the wheel and the source archive into dist/
	$(BIN)/python -m hatchling build

clean: ## remove what was made here
	rm -rf build dist .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis

.venv/bin/python:
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { $(SUDO) apt-get update -qq && $(APT) python3-venv; }
	$(PYTHON) -m venv .venv

.venv/run: .venv/bin/python requirements/run.txt pyproject.toml
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/python -c "import hatchling, editables" 2>/dev/null || $(BIN)/python -m pip install -q --disable-pip-version-check hatchling editables
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev: .venv/bin/python requirements/dev.txt pyproject.toml
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@ .venv/run

/usr/bin/chromium:
	$(SUDO) apt-get update -qq
	$(APT) chromium
