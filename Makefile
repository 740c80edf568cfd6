# Thin: every target is one command of .venv. `make help` explains them.
SHELL := /bin/bash
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help setup run test check bench soak attack words format pictures

BIN := .venv/bin
spread := -n 2 --dist loadfile --no-loadscope-reorder
step = @printf '\n\033[1m== %s\033[0m\n' '$(1)'; echo '$(2)'; $(2)

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1 \t/p' Makefile | expand -t 18

setup: ## Make .venv and install everything that running and testing need
	@scripts/setup

run: ## Start the bank: database, workers, three surfaces (FRESH=1 starts over, PORT=8000)
	@scripts/setup run && exec $(BIN)/guildhall up $(if $(filter-out 0,$(FRESH)),--fresh)

test: setup ## Run the tests (about ten minutes on two cores)
	@$(BIN)/pytest $(spread)

check: setup ## Everything that must hold before a change lands: format, lint, types, imports, tests
	$(call step,Format,$(BIN)/ruff format --check .)
	$(call step,Lint,$(BIN)/ruff check .)
	$(call step,Types,$(BIN)/mypy)
	$(call step,Imports,$(BIN)/lint-imports)
	$(call step,Templates,$(BIN)/djlint --lint --quiet $(wildcard app reports))
	$(call step,Migration round trip,$(BIN)/python -m migrations.round_trip)
	$(call step,Tests,$(MAKE) test)

bench: setup ## Measure the ledger beside its references (ONLY=T1,T9, FULL=1, REV=HEAD~1)
	@$(BIN)/python -m bench.run

soak: setup ## Run every test, with those that take long (figures in var/soak, sizes in docs/attacks.md)
	@$(BIN)/pytest $(spread) -m ""

attack: setup ## Attack the walls between partners at full size (results in var/attack/last.json)
	@$(BIN)/python -m tests.tenancy.whole_attack

words: setup ## Gather what customers read into the languages' catalogues
	@$(BIN)/python -m scripts.words

pictures: setup ## Take the README's pictures from a running demo (PORT=8000)
	@$(BIN)/python -m scripts.pictures

format: setup ## Format code and mend what the linter can mend
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .
