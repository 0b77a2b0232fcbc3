PYTHON ?= python3.11
BIN := .venv/bin
READY := .venv/.ready

GOLD := $(firstword $(wildcard ../shared/gold/dev) tests/corpus/dev)

.PHONY: run test test-slow check format docs eval clean

run: $(READY)
	$(BIN)/evledger run --archive samples/sample.warc.gz --warehouse data/sample.duckdb
	$(BIN)/evledger prices --files samples/synthetic-prices --warehouse data/sample.duckdb

test: check
	$(BIN)/python -m pytest

test-slow: $(READY)
	$(BIN)/python -m pytest -m slow

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(READY)
	$(BIN)/python docs/build.py

eval: $(READY)
	$(BIN)/evledger eval $(GOLD)
	$(BIN)/python benchmarks/reader/left_out.py $(GOLD)

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(READY): requirements.lock pyproject.toml
	command -v $(PYTHON) >/dev/null && $(PYTHON) -m venv .venv || python3 -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	touch $@

clean:
	rm -rf .venv data build *.egg-info
