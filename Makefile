# make demo    render the example inventory into out/
# make test    every check that a change has to pass
# make bench   measure, and write docs/benchmarks.md and docs/benchmarks-verify.md
# make lock    write the lock files anew
# make lowest  the tests with the oldest versions that pyproject.toml allows
# make messages  take new texts into the catalogues of locales/

BIN := .venv/bin
EXAMPLE := examples/inventory.yaml

.PHONY: demo test lint bench lock lowest messages findings setup

demo: setup
	$(BIN)/runbook render $(EXAMPLE) --out out
	@echo "Look into out/: a folder a site, in it a folder a change; open runbook.en.pdf or runbook.fr.pdf there."

test: lint
	@scripts/setup tests
	$(BIN)/pytest -n auto

lint: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

bench: setup
	$(BIN)/python scripts/bench.py
	$(BIN)/python scripts/bench_verify.py

lock:
	scripts/lock

lowest: setup
	scripts/lowest

# The page of all codes, and the sample records: to be written anew where codes, plans or procedures change.
findings: setup
	$(BIN)/python -m runbook.report.codepage > docs/findings.md
	$(BIN)/python -m tests.verify.make_examples

messages: setup
	$(BIN)/python scripts/messages.py

setup:
	@scripts/setup
