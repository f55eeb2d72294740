# Every target sets up what it needs. Without make (Windows): see README.md.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MADE := $(VENV)/.made

.PHONY: setup course test test-all check-style exercises golden constraints bench bench-marking cohort

setup: $(MADE)

# An editable install holds a copy of labextension/, so a change there installs again.
$(MADE): pyproject.toml hatch_build.py constraints.txt $(wildcard labextension/* labextension/static/*)
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Doorstep needs Python 3.11 or newer; $(PYTHON) is older. Give another: make setup PYTHON=python3.12"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	@touch $(MADE)

course: setup
	@$(BIN)/doorstep open

check-style: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

# One worker plays a whole file, so that a server is started once for it.
test: setup
	@browser=$$($(BIN)/python tests/browser/find_browser.py) && \
	$(MAKE) --no-print-directory check-style && \
	DOORSTEP_BROWSER="$$browser" $(BIN)/python -m pytest -n 2 --dist loadfile -m "not long"

test-all: setup
	@browser=$$($(BIN)/python tests/browser/find_browser.py) && \
	$(MAKE) --no-print-directory check-style && \
	DOORSTEP_BROWSER="$$browser" $(BIN)/python -m pytest -n 2 --dist loadfile -m "long or not long" -rA

# What trainees get is what nbgrader makes of solutions/; `doorstep check` finds any drift.
exercises: setup
	@$(BIN)/doorstep cells
	@for folder in solutions/*/; do \
		$(BIN)/nbgrader generate_assignment "$$(basename "$$folder")" --force --create || exit 1; \
	done

# Trails with their expected marks. A change to one is a new rules version.
golden: setup
	$(BIN)/python tests/golden/record.py

# What is tested, exactly: taken afresh from pyproject.toml, with no address of any registry in it.
constraints:
	@fresh=$$(mktemp -d) && trap 'rm -rf "$$fresh"' EXIT && \
	$(PYTHON) -m venv "$$fresh" && \
	"$$fresh/bin/python" -m pip install --quiet --disable-pip-version-check '.[test]' && \
	"$$fresh/bin/python" -m pip freeze --disable-pip-version-check --exclude doorstep-course > "$$fresh/frozen" && \
	cp "$$fresh/frozen" constraints.txt && wc -l constraints.txt

bench: setup
	@browser=$$($(BIN)/python tests/browser/find_browser.py) && \
	DOORSTEP_BROWSER="$$browser" $(BIN)/python -m benchmarks

# Half an hour: nbgrader marks 40 hand-ins three times and 160 once.
bench-marking: setup
	$(BIN)/python -m benchmarks.marking

# Bots' hand-ins for trying the marking: make cohort SIZE=30
EXERCISE ?= at-the-door
SIZE ?= 10
SEED ?= 1
cohort: setup
	@$(BIN)/doorstep cohort --exercise $(EXERCISE) --size $(SIZE) --out grading/submitted --seed $(SEED)
