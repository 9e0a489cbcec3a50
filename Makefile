# make app · make test · make check · make bench · make gallery · make train TASK=translate-en-fr DATA=folder
# Each sets up what it needs in .venv and nowhere else. TORCH_CPU=1 takes torch's small build without CUDA (Linux).
# make app MODELS=DIR reads Hugging Face checkpoints of yours too: DIR is one, or a folder of them.

SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c '$(NEW_ENOUGH)' 2>/dev/null && echo $$p && break; done)
TORCH_CPU ?=
PIP_FLAGS := --quiet --disable-pip-version-check $(if $(filter-out 0,$(TORCH_CPU)),--extra-index-url https://download.pytorch.org/whl/cpu)
TASK ?= translate-en-fr
DATA ?= data
MODELS ?=

.PHONY: app test check bench gallery train chromium clean
.DEFAULT_GOAL := app

app: $(VENV)/app.stamp $(if $(MODELS),$(VENV)/foreign.stamp)
	@$(if $(MODELS),UNROLLED_MODELS="$(MODELS)") $(BIN)/python -m ui.launch

test: $(VENV)/test.stamp chromium
	$(BIN)/python -m pytest -q -n 2 --dist loadfile

check: $(VENV)/test.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(MAKE) test

bench: $(VENV)/test.stamp chromium
	$(BIN)/python -m benchmarks

gallery: $(VENV)/app.stamp
	$(BIN)/python -m ui.gallery

train: $(VENV)/app.stamp
	$(BIN)/python -m training train $(TASK) --data $(DATA)

chromium: $(VENV)/test.stamp
	@$(BIN)/python -m tests.browser.chromium

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis

# The stamps say which requirements are in the environment; a changed file installs again.
$(VENV)/app.stamp: requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install $(PIP_FLAGS) -r requirements.txt
	@touch $@

$(VENV)/test.stamp: tests/requirements.txt requirements.txt foreign/requirements.txt training/board/requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install $(PIP_FLAGS) -r tests/requirements.txt
	@touch $@ $(VENV)/app.stamp

$(VENV)/foreign.stamp: foreign/requirements.txt $(VENV)/app.stamp
	$(BIN)/python -m pip install $(PIP_FLAGS) -r foreign/requirements.txt
	@touch $@

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Unrolled needs Python 3.11 or newer: https://www.python.org/downloads/"; exit 1; }
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python's venv module is missing (Debian: apt install python3-venv)"; exit 1; }
