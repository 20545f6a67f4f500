# Everything a newcomer needs: `make run`, `make test`. `make help` lists the rest.
SHELL := /bin/sh
.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEV := $(VENV)/.installed-dev
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary pocketsphinx
TRAINED := nlu/.trained/.made

# The first interpreter that fits requires-python and has venv and pip.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3 python; do \
	if command -v $$p >/dev/null 2>&1 && $$p -c 'import sys, venv, ensurepip; sys.exit(not ((3,11) <= sys.version_info < (3,14)))' 2>/dev/null; \
	then command -v $$p; break; fi; done)

.PHONY: help install run test lint bench peers rasa rasa-start rasa-stop voices clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: $(STAMP) $(TRAINED) ## make .venv, install the project into it, train its dialogue

$(STAMP): pyproject.toml
	@test -n "$(PYTHON)" || { echo "No Python 3.11, 3.12 or 3.13 with venv and pip was found. On Debian/Ubuntu: apt install python3-venv. Elsewhere: install one and say 'make PYTHON=/where/it/is'." >&2; exit 1; }
	@test -x $(BIN)/python || "$(PYTHON)" -m venv $(VENV)
	@echo "Installing into $(VENV) with $$($(BIN)/python --version) …"
	@$(PIP) -e .
	@touch $@

$(DEV): $(STAMP)
	@echo "Installing what tests, checks and benchmarks need …"
	@$(PIP) -e '.[dev]'
	@touch $@

$(TRAINED): $(STAMP) $(wildcard nlu/*/domain.yml nlu/*/config.yml nlu/*/data/*.yml) receptionist/dialogue/embedded/classifier.py
	@echo "Training the dialogue …"
	@$(BIN)/python -m receptionist.dialogue.embedded.prepare nlu
	@touch $@

run: install ## start the server with the sample firms; a recorded caller phones in and books; then it serves
	@exec $(BIN)/receptionist serve --demo

test: install $(DEV) ## the whole test suite
	@$(BIN)/python -m pytest

lint: install $(DEV) ## ruff and mypy
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

bench: install $(DEV) ## the benchmarks: latency of an answer, media load, booking races, speech engines
	@$(BIN)/python -m bench

peers: ## Debian's packages that the full suite uses as real peers
	@command -v apt-get >/dev/null || { echo "make peers knows Debian and Ubuntu only; see docs/development.md for the list" >&2; exit 1; }
	@sh tests/peers.sh

rasa: ## the Rasa environment (Python 3.10), the trained models
	@sh nlu/rasa.sh

rasa-start: ## a Rasa server a language, and what to set to use them
	@sh nlu/rasa.sh start

rasa-stop: ## end them
	@sh nlu/rasa.sh stop

voices: install ## which speech models there are and which are installed
	@$(BIN)/receptionist voices list

clean: ## remove what was made (not var/, which holds data)
	rm -rf $(VENV) nlu/.trained .mypy_cache .ruff_cache .pytest_cache .hypothesis dist build
