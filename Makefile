# Everything from a fresh checkout: needs Python 3.11 or newer with pip, and make.
#   make graph   read seeds/, write the graph into exports/, name the page to open
#   make test    run the tests
#   make lint    formatter (checking only), linter, strict types, import contract
#   make format  put the code into the one format
#   make docs    write the pages in docs/ that are made from the ontology and the queries
#   make site    build the documentation into build/site
#   make clean   remove what these targets made

ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11 python; do \
	$$python -c "$(ENOUGH)" 2>/dev/null && echo $$python && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: graph test lint format docs site clean

graph: .venv/installed
	@$(BIN)/kg build

test: .venv/installed-dev
	@PATH="$(CURDIR)/$(BIN):$$PATH" .ci/check test

lint: .venv/installed-dev
	@PATH="$(CURDIR)/$(BIN):$$PATH" .ci/check lint

format: .venv/installed-dev
	@PATH="$(CURDIR)/$(BIN):$$PATH" .ci/check format

docs: .venv/installed-dev
	@$(BIN)/python docs/make.py

site: .venv/installed-dev
	@PATH="$(CURDIR)/$(BIN):$$PATH" .ci/check site
	@echo "Open file://$(CURDIR)/build/site/index.html in a browser."

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find kg tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
	find exports -mindepth 1 ! -name README.md -delete

.venv/installed: pyproject.toml | .venv/bin/python
	@echo "Installing what the graph needs into .venv ..."
	@$(PIP) install --editable .
	@touch $@

.venv/installed-dev: pyproject.toml | .venv/bin/python
	@echo "Installing what the tests need into .venv ..."
	@$(PIP) install --editable '.[dev]'
	@touch $@

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or newer was found; install one, or name it: make PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -c "$(ENOUGH)" || { echo "$(PYTHON) is older than Python 3.11; name a newer one: make PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -m venv .venv
