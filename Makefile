# briefgen: `make brief` builds every brief, `make test` runs every check. Both install what is missing first.
.DEFAULT_GOAL := help
SHELL := /bin/bash

# The newest of these that is there and is 3.11 or later makes the virtual environment.
PYTHON ?= $(firstword $(foreach p,python3 python3.13 python3.12 python3.11,\
  $(shell $(p) -c 'import sys; sys.version_info >= (3, 11) and print("$(p)")' 2>/dev/null)))
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
CHECKED := briefgen tests scripts

.PHONY: help brief test lint format bench load fuzz faults protections mutants docs pictures clean system

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

brief: system $(VENV)/brief-ready ## install what is missing, then build every brief under content/ into output/
	@$(BIN)/briefgen build

test bench fuzz faults protections mutants: SYSTEM := --test
MINUTES ?= 30
KILLS ?= 200
PROJECTS ?= 40

test: system $(VENV)/test-ready ## install what the tests need, then lint, check types and run the tests
	@$(MAKE) --no-print-directory lint
	$(BIN)/python -m pytest -n 2

lint: $(VENV)/test-ready ## format, lint and types: checked, not changed
	$(BIN)/ruff format --check $(CHECKED)
	$(BIN)/ruff check $(CHECKED)
	$(BIN)/mypy

format: $(VENV)/test-ready ## format the code and fix what ruff can fix
	$(BIN)/ruff check --fix $(CHECKED)
	$(BIN)/ruff format $(CHECKED)

bench: system $(VENV)/test-ready ## the benchmarks: ratios to plain WeasyPrint, in one run
	$(BIN)/python -m pytest tests/benchmarks -q -s -p no:xdist

fuzz: system $(VENV)/fuzz-ready ## look for inputs that break briefgen, MINUTES=30
	$(BIN)/python scripts/fuzz.py --minutes $(MINUTES)

faults: system $(VENV)/test-ready ## kill builds at KILLS=200 moments; edit and build PROJECTS=40 projects at random
	BRIEFGEN_KILLS=$(KILLS) BRIEFGEN_CAMPAIGN=$(PROJECTS) \
	  $(BIN)/python -m pytest -s -p no:xdist tests/cli/test_killed.py tests/cli/test_incremental.py

protections: system $(VENV)/test-ready ## take out each protection in turn and see that a test misses it (half an hour)
	$(BIN)/python scripts/unguard.py --sound

mutants: system $(VENV)/fuzz-ready ## how many small changes of the code the tests notice, MINUTES=30
	$(BIN)/python scripts/mutate.py --minutes $(MINUTES)

load: system $(VENV)/brief-ready ## how long large projects take, and how much memory (an hour)
	$(BIN)/python scripts/load.py

docs: $(VENV)/brief-ready ## the pages of docs/ that are made from the code, and the pages of the help
	$(BIN)/python -m briefgen.cli.reference > docs/cli.md
	$(BIN)/python -m briefgen.cli.reference en > briefgen/data/help.en.txt
	$(BIN)/python -m briefgen.cli.reference zh > briefgen/data/help.zh.txt
	$(BIN)/python -m briefgen.cli.reference commands > briefgen/data/commands.txt
	$(BIN)/python scripts/message_page.py > docs/messages.md
	$(BIN)/python scripts/word_page.py > docs/word.md

pictures: $(VENV)/brief-ready ## the pictures of the documentation: first pages as PDF and, by LibreOffice, as Word; every template
	$(BIN)/python scripts/pictures.py

clean: ## remove what was built (and the virtual environment)
	rm -rf output dist build $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis

system: # libraries and fonts; it says what it cannot install, and goes on
	@scripts/install-system $(SYSTEM)

# --- the virtual environment: one stamp file for what `brief` needs, one for the tests ---

# Debian keeps venv in a package of its own, so the system comes first; `make lint` need not ask again.
$(VENV)/bin/python: | $(if $(wildcard $(VENV)/bin/python),,system)
	@$(if $(PYTHON),,echo "briefgen needs Python 3.11 or later: set PYTHON=/path/to/python3" >&2; exit 3)
	@$(PYTHON) -m venv --clear $(VENV)

$(VENV)/brief-ready: requirements.txt requirements-build.txt pyproject.toml | $(VENV)/bin/python
	@echo "installing the pinned packages into $(VENV)"
	@$(PIP) -r requirements-build.txt -r requirements.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/fuzz-ready: $(VENV)/test-ready requirements-fuzz.txt
	@$(PIP) --no-deps -r requirements-fuzz.txt
	@touch $@

$(VENV)/test-ready: $(VENV)/brief-ready requirements-dev.txt
	@$(PIP) -r requirements-dev.txt
	@touch $@
