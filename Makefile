# Everything needed is installed into .venv, from the hashed locks, by whichever target needs it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# With the machine's own certificates, as pip: some networks have a proxy with one of its own.
UV := $(BIN)/uv --system-certs
# The quick ones come first: see testpaths in pyproject.toml.
TESTS ?=
# A worker a core; more than four only wait for the disk.
WORKERS := -n logical --maxprocesses 4 --dist worksteal

# Bytecode is compiled at install and used at every start, which is three times quicker.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help install demo run test check-code bench chaos looks soak lock clean
help:            ## Show what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

install: $(READY)  ## Install into .venv, which each of the others does by itself

demo: $(READY)   ## Watch an invented Ofsted site, with alerts in this terminal; Ctrl-C stops it
	@$(BIN)/send-monitor demo

run: $(READY)    ## Watch the real site, as config/ says, until interrupted
	@$(BIN)/send-monitor run

test: $(READY)   ## Run every test, with real servers
	$(BIN)/python -m pytest $(WORKERS) $(TESTS)

check-code: $(READY)  ## Check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(READY)  ## Measure ratios against the goals; ONLY=name picks a part, FULL=1 adds the long ones
	$(BIN)/python -m tests.benchmarks $(if $(ONLY),--only $(ONLY)) $(if $(FULL),--full)

chaos: $(READY)  ## Pull the plug at every point, many rounds
	CHAOS_ROUNDS=20 $(BIN)/python -m pytest tests/chaos

soak: $(READY)   ## A day of 10,000 polls on a made-up clock, with every fault, the ledger checked after each
	$(BIN)/python -m tests.chaos.soak

looks: $(READY)  ## Draw every mail and page in a real browser into build/looks, to be looked at
	$(BIN)/python -m tests.looks

lock: $(READY)   ## Write the locks anew from pyproject.toml
	$(UV) pip compile pyproject.toml --upgrade --generate-hashes --no-emit-index-url --quiet \
		--python-version 3.11 --custom-compile-command "make lock" -o requirements.lock
	$(UV) pip compile pyproject.toml --extra channels --extra demo --extra postgres --group dev --upgrade \
		--generate-hashes --no-emit-index-url --quiet --python-version 3.11 --custom-compile-command "make lock" -o requirements-dev.lock
	$(BIN)/uv pip compile pyproject.toml --extra channels --extra demo --extra postgres --constraint requirements-dev.lock \
		--generate-hashes --no-emit-index-url --quiet --python-version 3.11 --custom-compile-command "make lock" -o requirements-image.lock

clean:           ## Remove what was installed and cached
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(READY): pyproject.toml requirements-dev.lock
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check "$$(sed -n 's/^\(uv==[^ ]*\).*/\1/p' requirements-dev.lock)"
	$(UV) pip sync --quiet --compile-bytecode --require-hashes --python $(BIN)/python requirements-dev.lock
	$(UV) pip install --quiet --no-deps --no-build-isolation --python $(BIN)/python --editable .
	$(BIN)/python -m compileall -q monitor workers
	@touch $@
