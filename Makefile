# Two commands matter: `make run` shows the program on a demo office, `make test` proves all of it.
# Both work on a fresh machine that has python3 and make; everything else they fetch, by hash, into .venv.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
WORKERS ?= 2
PYTEST_FLAGS ?=
PROGRAM := naryad norms worklog audit payroll

.DEFAULT_GOAL := help
.PHONY: help run test check pytest machine bench messages requirements clean

help: ## this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /make \1|/' | awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'

run: $(READY) ## a demo office, one month from letters to the workbook, then the pages on http://127.0.0.1:8000
	$(BIN)/naryad demo
	$(BIN)/naryad serve

test: $(READY) machine check pytest ## everything: checks, SQLite, PostgreSQL, the browser, the mail server, the wheel

check: $(READY) ## ruff, mypy --strict and the import contracts
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m tests.house.imports

pytest: $(READY)
	$(BIN)/pytest -n $(WORKERS) --dist loadscope $(PYTEST_FLAGS)

machine: ## the Debian programs that some tests need, by apt where we may
	@sh .ci/machine

bench: $(READY) ## every figure of docs/performance.md, each as a ratio to a yardstick of the same run
	$(BIN)/python -m bench

messages: $(READY) ## the Russian catalog brought up to date with the texts in code and pages
	$(BIN)/python -m tests.house.messages

requirements: $(READY) ## newer versions of everything, pinned by hash
	$(BIN)/uv pip compile --upgrade --universal --all-extras --generate-hashes --no-emit-index-url --group dev \
		--custom-compile-command "make requirements" --quiet -o requirements.txt pyproject.toml

$(READY): requirements.txt pyproject.toml
	@PYTHON="$(PYTHON)" sh .ci/environment
	@touch $@

clean: ## remove what the commands made, except the data under var/
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
