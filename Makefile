# make demo    render the example inventory into out/, and that with a house into out-house/
# make test    what every change has to pass: all tests but the long ones (see make endure)
# make slow    the slowest 20 tests of the last `make test`
# make bench   measure, and write docs/benchmarks*.md (40 minutes, on a machine that does nothing else); PARTS="press before"
#              for some of it, AGAINST=COMMIT for what to compare with
# make proof   pages filled in against pages set, and what lies where on them, for every path: an hour
# make wheelhouse  wheelhouse/: one folder with which a bare Debian 12 without a network installs the kit
# make lock    write the lock files anew
# make lowest  the tests with the oldest versions that pyproject.toml allows
# make endure  200 random stops and leaks over 200 sites with all their documents (an hour); the kit on a bare Debian 12 without
#              a network (as root, with debootstrap); whether the tests notice 600 faults
# make sbom    what an installed kit consists of: sbom.json (CycloneDX)
# make audit   known vulnerabilities of what is locked
# make pages   write anew what the pages look like, once PAGES in runbook/model/revision.py was raised
# make editors   what editors and other programs check the JSON Schemas with, into .bench/editors (needs npm); tests use it
# make browsers  what tests drive browsers with, into .bench/browsers (needs npm); tests use it, and the browsers that are there
# make messages  take new texts into the catalogues of locales/

BIN := .venv/bin
EXAMPLE := examples/inventory.yaml
WITH_HOUSE := examples/with-house/inventory.yaml

.PHONY: demo test lint bench proof lock lowest endure sbom audit messages findings pages editors browsers setup slow wheelhouse

demo: setup
	$(BIN)/runbook render $(EXAMPLE) --out out
	$(BIN)/runbook render $(WITH_HOUSE) --out out-house
	@echo "Look into out/, and into out-house/ for an organisation's own steps: a folder for each site, in it one for each change."
	@echo "Open a runbook there: runbook.fr.pdf, runbook.en.pdf or both, by the languages of the site."

# Types are checked beside the tests, which wait now and then and leave a core free.
# What Python compiles is kept: hundreds of processes of the kit would each compile it again.
test: setup
	@scripts/setup tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	@$(BIN)/mypy & types=$$!; \
	PYTHONDONTWRITEBYTECODE= $(BIN)/pytest -n auto --dist worksteal --junitxml=.pytest_cache/last-run.xml; tests=$$?; \
	wait $$types || { echo "The types do not agree: see \`make lint\`."; exit 1; }; exit $$tests

slow: setup
	@[ -e .pytest_cache/last-run.xml ] || $(MAKE) test
	@$(BIN)/python scripts/slow.py

lint: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

bench: setup
	@scripts/setup bench
	$(BIN)/python scripts/bench_all.py $(PARTS)

proof: setup
	LONG=1 EVERY_PATH=1 $(BIN)/pytest -n auto tests/pdf tests/planning/test_all_plans.py tests/verify/test_all_plans.py tests/document tests/procedures tests/checklist tests/web

wheelhouse: setup
	$(BIN)/python scripts/wheelhouse.py

lock:
	scripts/lock

lowest: setup
	scripts/lowest

# The pages of all codes and of a plan's fields, and the sample records: to be written anew where codes, plans or
# procedures change.
findings: setup
	$(BIN)/python -m runbook.report.findings_page > docs/findings.md
	$(BIN)/python -m runbook.reading.plan_page > docs/plan.md
	$(BIN)/python -m tests.verify.make_examples
	$(BIN)/python -m tests.verify.make_form_examples

# tests/document/pages.lock; it is refused while pages are other ones under the number of the last.
pages: setup
	$(BIN)/python -m tests.document.pages_lock

editors:
	npm install --no-save --no-audit --no-fund --prefix .bench/editors ajv@8.20.0 yaml-language-server@1.25.0

browsers:
	PUPPETEER_SKIP_DOWNLOAD=1 npm install --no-save --no-audit --no-fund --prefix .bench/browsers puppeteer-core@24.9.0 axe-core@4.14.1 typescript@7.0.2

endure: setup
	@scripts/setup tests
	LONG=1 $(BIN)/pytest tests/build tests/offline tests/test_spoilt_cache.py
	LONG=1 $(BIN)/pytest -n auto -m "sampled or long"
	$(BIN)/python scripts/mutate.py

sbom: setup
	@scripts/setup tests
	$(BIN)/python scripts/supply.py --sbom sbom.json

audit: setup
	@scripts/setup tests
	@$(BIN)/python scripts/supply.py --audit || [ $$? -eq 3 ] # 3: skipped, and said so last

messages: setup
	$(BIN)/python scripts/messages.py

setup:
	@scripts/setup
