# The few commands of the house. `make run` and `make test` need nothing beforehand but Python and make.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
# The oldest Python we support: a lock made for it serves the later ones too.
LOWEST := 3.11

PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCK := $(BIN)/uv pip compile --universal --generate-hashes --no-header --quiet --python-version $(LOWEST)
CATALOGUES := $(shell find core countries -name '*.po' 2>/dev/null)

export PORT

.DEFAULT_GOAL := help
.PHONY: help run test check lock messages bench screenshots clean

help:
	@echo "make run          the demonstration network on http://127.0.0.1:$(PORT)"
	@echo "make test         every check and every test"
	@echo "make check        the static checks alone"
	@echo "make lock         the requirement files, made again from setup.cfg"
	@echo "make messages     the catalogues, compiled"
	@echo "make bench        the measurements of benchmarks/"
	@echo "make screenshots  the pictures of the documentation"
	@echo "make clean        everything that was installed or compiled; the stores under var/ stay"

# exec: the server takes the signals itself, and nothing outlives this command.
run: $(VENV)/.runtime $(VENV)/.messages
	@exec $(BIN)/abrigo demo --serve

test: $(VENV)/.test $(VENV)/.messages
	@exec $(BIN)/python scripts/test $(ARGS)

check: $(VENV)/.test
	@exec $(BIN)/python scripts/test --static

messages: $(VENV)/.runtime
	$(BIN)/python -m core.i18n build
	@touch $(VENV)/.messages

bench: $(VENV)/.test $(VENV)/.messages
	@exec $(BIN)/python benchmarks/run.py $(ARGS)

screenshots: $(VENV)/.test $(VENV)/.messages
	@exec $(BIN)/python scripts/screenshots.py $(ARGS)

# The second file takes the first as its constraint, so that what is tested is what runs. Reading setup.cfg leaves an
# egg-info behind, whose entry points would be found beside the installed ones.
lock: $(VENV)/bin/python
	$(PIP) install uv
	$(LOCK) --upgrade --extra build setup.cfg --output-file requirements.txt
	$(LOCK) --upgrade --extra build --extra test --constraint requirements.txt setup.cfg --output-file requirements-test.txt
	rm -rf abrigo.egg-info

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Abrigo needs Python 3.11 or later: make PYTHON=...")'
	$(PYTHON) -m venv $(VENV)

# Stamps: an installation runs again only when its lock or setup.cfg changed.
$(VENV)/.runtime: requirements.txt setup.cfg pyproject.toml | $(VENV)/bin/python
	@echo "Installing what Abrigo needs (once; a minute or two) ..."
	$(PIP) install --require-hashes -r requirements.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q core plugins countries  # also where Python was told to write none by itself
	@touch $@

$(VENV)/.test: requirements-test.txt $(VENV)/.runtime
	@echo "Installing what the tests need ..."
	$(PIP) install --require-hashes -r requirements-test.txt
	@touch $@

$(VENV)/.messages: $(CATALOGUES) $(VENV)/.runtime
	$(BIN)/python -m core.i18n build
	@touch $@
