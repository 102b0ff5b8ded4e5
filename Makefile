# make run    set everything up, then open the window (without a display: the same job headless, into out/)
# make test   the whole test suite          make lint   ruff, mypy, import contracts
# make bench  the table of measured ratios  make zoo    export every reference network at full size, into a table
# make clean  forget the environment and the results
#
# PYTHON=...    the interpreter to build .venv from (3.11 or newer)
# PIP_ARGS=...  more arguments for pip install, for example --find-links FOLDER with a torch file at hand

PYTHON ?= $(shell command -v python3.11 || command -v python3)
PIP_ARGS ?=
PY := .venv/bin/python
RUN_READY := .venv/.run-ready
DEV_READY := .venv/.dev-ready

.PHONY: run test lint bench zoo clean

run: $(RUN_READY)
	$(PY) main.py

test: $(DEV_READY)
	$(PY) -m pytest -n auto --dist worksteal

lint: $(DEV_READY)
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports --no-cache

bench: $(DEV_READY)
	$(PY) -m tests.bench.bench

zoo: $(DEV_READY)
	$(PY) -m app.zoo
	$(PY) -m tests.bench.zoo

clean:
	rm -rf .venv out .mypy_cache .ruff_cache .pytest_cache

$(PY):
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Netloom needs Python 3.11 or newer, this is " + sys.version.split()[0] + "; name another with make PYTHON=...")'
	$(PYTHON) -m venv .venv

$(RUN_READY): requirements.lock .ci/qt-libraries | $(PY)
	$(PY) -m pip install --quiet $(PIP_ARGS) -r requirements.lock
	.ci/qt-libraries $(PY)
	touch $@

$(DEV_READY): requirements-dev.lock $(RUN_READY)
	$(PY) -m pip install --quiet $(PIP_ARGS) -r requirements-dev.lock
	touch $@
