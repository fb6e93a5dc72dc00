# One word per job. `make` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON := .venv/bin/python
PYTEST := $(PYTHON) -m pytest
ENVIRONMENT := rednote/supervisor/environment.sh
APPS := core accounts media shop notes feed messaging campaigns live rednote

.PHONY: help run test test-fast test-faults test-long bench bench-large lint types messages seed shell clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## start the whole site here; PORT=8123 picks the port (default 8000)
	@$(ENVIRONMENT) base
	@exec $(PYTHON) -m rednote.supervisor run

test: ## all tests: unit and API, browser (BROWSER=0 leaves it out), faults
	@$(ENVIRONMENT) dev
	@exec $(PYTHON) -m tests.stages

test-fast: ## unit and API tests alone, while working
	@$(ENVIRONMENT) dev
	@exec $(PYTEST) -n 2 -m "not browser and not faults and not long"

test-faults: ## kills and database faults, serial, on durable servers of their own
	@$(ENVIRONMENT) dev
	@exec $(PYTHON) -m tests.stages faults

test-long: ## rounds in the hundreds, Spark (needs Java 17)
	@$(ENVIRONMENT) dev
	@$(ENVIRONMENT) spark
	@exec $(PYTHON) -m tests.stages long

bench: ## speed against two floors, at 1,000 and 10,000 notes (5 minutes)
	@$(ENVIRONMENT) dev
	@exec $(PYTHON) -m bench

bench-large: ## the same at 100,000 notes
	@$(ENVIRONMENT) dev
	@exec $(PYTHON) -m bench --large

lint: ## style, types, floors, migrations, translations
	@$(ENVIRONMENT) dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/lint-imports
	$(PYTHON) manage.py makemigrations --check --dry-run --settings rednote.settings.test
	$(PYTHON) manage.py check_texts --settings rednote.settings.test
	.venv/bin/mypy $(APPS)

types: ## mypy alone
	@$(ENVIRONMENT) dev
	.venv/bin/mypy $(APPS)

messages: ## compile the translations
	@$(ENVIRONMENT) base
	$(PYTHON) manage.py compile_texts

seed: ## load the demo data into the running site's database
	@$(ENVIRONMENT) base
	$(PYTHON) manage.py seed

shell: ## a Python prompt with the models; the site must run
	@$(ENVIRONMENT) base
	@exec $(PYTHON) manage.py shell

clean: ## remove what tools leave behind; var/ (your data) and .venv stay
	find . -name __pycache__ -not -path "./.venv/*" -not -path "./var/*" -prune -exec rm -rf {} +
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache htmlcov .coverage
