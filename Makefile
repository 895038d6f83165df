# Each target sets up what it needs; second runs are quick.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMPS := .stamps

.PHONY: demo test walks dialects vllm vllm-bench check format setup model editor-test vsix bench linters results clean help

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: setup model ## complete at real sites of a real library, unguided and guided
	@$(BIN)/guyline bench demo

# What neither measures times nor shares a model or a cluster may run two files at a time.
ALONE := $(wildcard tests/test_*.py) tests/bench tests/hints/test_effects.py tests/lsp tests/models \
  tests/proof/sandbox tests/proof/test_recorder.py tests/proof/test_pytest_case.py

test: setup model $(STAMPS)/extension ## everything that is tested without an editor
	@$(BIN)/python -m pytest -n 2 --dist loadfile $(ALONE:%=--ignore=%)
	@$(BIN)/python -m pytest $(ALONE)
	@cd extension && npm test --silent

walks: setup ## a million random walks through all monitors at once (half an hour)
	@WALKS=1000000 $(BIN)/python -m pytest tests/decoding/test_walks.py

dialects: setup ## a hundred thousand constraints in every engine that reads them (an hour)
	@DIALECTS=100000 $(BIN)/python -m pytest tests/models/dialects
	@$(BIN)/python -m tests.models.dialects.times

vllm: setup model ## a real vLLM, without a graphics card (Linux; two gigabytes in the cache)
	@$(BIN)/python -m tests.models.real.run $(BIN)/python -m pytest tests/models/real

vllm-bench: setup model ## measure beside it, and write docs/results/vllm.json
	@$(BIN)/python -m tests.models.real.run $(BIN)/guyline bench decode --sites 40 --rounds 2 \
	  --out docs/results/vllm.json

editor-test: setup model $(STAMPS)/extension ## ghost text in a real VS Code in a real browser
	@cd extension && PYTHON=$(CURDIR)/$(BIN)/python npm run --silent test:editor

vsix: setup $(STAMPS)/extension ## package the extension
	@cd extension && PYTHON=$(CURDIR)/$(BIN)/python npm run --silent package

check: setup ## formatting, lint, types and layers only
	@$(BIN)/python -m pytest tests/test_conventions.py

format: setup ## format and fix what can be fixed
	@$(BIN)/ruff format server tests
	@$(BIN)/ruff check --fix server tests

bench: setup model ## measure, and write docs/results
	@$(BIN)/guyline bench decode

linters: ## the linters of guyline bench hints --beside --tools .linters/bin
	@$(PYTHON) -m venv .linters
	@.linters/bin/python -m pip install --quiet --upgrade 'pip>=25.1'
	@.linters/bin/python -m pip install --quiet --group beside

setup: $(STAMPS)/python

model: $(STAMPS)/python
	@$(BIN)/guyline model pull

$(STAMPS)/python: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Guyline needs Python 3.11 or newer; set PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Setting up $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	@$(BIN)/python -m pip install --quiet --editable '.[embedded]' --group dev
	@$(BIN)/python -m pip install --quiet --no-deps --group engines
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/extension: extension/package-lock.json
	@command -v node >/dev/null || { echo "The extension needs Node 20 or newer"; exit 1; }
	@echo "Setting up the extension"
	@cd extension && npm ci --silent --no-audit --no-fund
	@mkdir -p $(STAMPS) && touch $@

clean: ## remove what the other targets made
	rm -rf $(VENV) $(STAMPS) dist extension/node_modules extension/dist extension/bundled extension/*.vsix
