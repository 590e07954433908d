# Every target sets up what it needs; nothing has to be installed first but Python 3.11 or newer and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help demo test coverage lint bench sample docs clean

help: ## show the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)$$/  make \1	\2/'

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $(READY)

demo: $(READY) ## run the main job on the sample school and show where the workbooks are
	$(BIN)/tmi flag sample_data/exports --groups sample_data/lists --session 2025-26 --policy balerno --out out/demo

test: $(READY) ## run the tests
	$(BIN)/python -m pytest

coverage: $(READY) ## run the tests, and show which lines and branches none of them reaches
	$(BIN)/python -m pytest --cov --cov-report=term:skip-covered

lint: $(READY) ## style, types, and which module may import which
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY) ## measure against the floor and against a plain script, as ratios
	$(BIN)/python -m benchmarks.run

sample: $(READY) ## write the committed sample school and its expected flags again
	$(BIN)/python sample_data/make.py

docs: $(READY) ## write the generated pages of docs/ again
	$(BIN)/python docs/make.py

clean: ## remove what the targets made
	rm -rf $(VENV) out dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage
