# The names of the commands; what the longer ones do is in .ci/ and in syndicate/dev/.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

BIN := .venv/bin
CATALOGUE := syndicate/locale/ja/LC_MESSAGES/messages
# A lock names every file by its hash, which no constraint of the machine can make any safer, only
# impossible. Without -qq pip repeats warnings about the machine's own configuration for each package.
PIP := PIP_CONSTRAINT=/dev/null $(BIN)/python -m pip --disable-pip-version-check --no-input -qq
COMPILE := CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --upgrade \
  --generate-hashes --allow-unsafe --strip-extras --build-deps-for editable --no-emit-index-url \
  --no-emit-trusted-host --no-emit-find-links --no-emit-options pyproject.toml

.PHONY: help
help: ## List these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' Makefile

.PHONY: setup
setup: .venv/.dev $(CATALOGUE).mo system ## Prepare .venv and the programs the tests need

.PHONY: demo
demo: .venv/.project $(CATALOGUE).mo ## Everything on this machine, with sample stories (ARGS="--port 9000")
	@exec $(BIN)/syndicate demo $(ARGS)

.PHONY: test
test: setup ## All tests, or some (ARGS="-k consent")
	@$(BIN)/pytest -n 2 --dist worksteal $(ARGS)

.PHONY: coverage
coverage: setup ## All tests, and which lines and branches they reach
	@$(BIN)/pytest -n 2 --dist worksteal --cov --cov-report=term

.PHONY: check
check: .venv/.dev $(CATALOGUE).mo ## Format, lint, types, import rules, migrations, docs, catalogues
	@$(BIN)/python -m syndicate.dev.checks

.PHONY: bench
bench: setup ## Measure, always against something on the same machine
	@$(BIN)/python -m syndicate.dev.bench $(ARGS)

N ?= 1000
SEED ?= 1
DB ?= sqlite
CARRIER ?= worker

.PHONY: faults
faults: setup ## Kill, stop and lose everything while it delivers (N=1000 SEED=1,2 DB=sqlite CARRIER=worker)
	@$(BIN)/python -m tests.faults --n $(N) --seed $(SEED) --db $(DB) --carrier $(CARRIER) $(ARGS)

.PHONY: lock
lock: .venv/.dev ## Write the lock files anew, with the newest versions pyproject.toml allows
	@$(COMPILE) --output-file .locks/runtime.txt
	@$(COMPILE) --extra objects --constraint .locks/runtime.txt --output-file .locks/objects.txt
	@$(COMPILE) --extra dev --constraint .locks/runtime.txt --output-file .locks/dev.txt

.PHONY: clean
clean: ## Remove what can be made again; .venv and var/ stay
	@rm -rf build dist htmlcov .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache \
	  .pytest_cache .ruff_cache $(CATALOGUE).mo
	@find syndicate workflows publishers tests -name __pycache__ -type d -exec rm -rf {} +

.PHONY: system
system:
	@.ci/system-packages

.venv/.python:
	@.ci/make-venv .venv
	@touch $@

.venv/.runtime: .locks/runtime.txt | .venv/.python
	@echo "Installing the locked packages of syndicate …"
	@$(PIP) install --require-hashes --no-deps -r $<
	@touch $@

.venv/.project: pyproject.toml .venv/.runtime
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: .locks/dev.txt .venv/.project
	@echo "Installing the locked packages of its tests and checks …"
	@$(PIP) install --require-hashes --no-deps -r $<
	@touch $@

$(CATALOGUE).mo: $(CATALOGUE).po .venv/.project
	@$(BIN)/python -m syndicate.dev.catalogues compile
