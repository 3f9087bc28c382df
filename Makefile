# Two commands: `make demo` and `make test`. Everything else is a convenience.
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)
export EVENHAND_DATA ?= $(CURDIR)/../shared/data

.PHONY: demo test test-slow lint types imports format bench clean lock help

help:            ## what there is
	@grep -E '^[a-z-]+:.*##' Makefile | sed 's/:.*##/\t/'

$(BIN)/python:
	$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v <= (3, 13) else f"Evenhand needs Python 3.11 to 3.13, this is {sys.version.split()[0]}; try: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)

# One stamp a lock: set-up runs again only when what it installs has changed.
$(VENV)/.runtime: requirements/runtime.txt pyproject.toml | $(BIN)/python
ifdef UV
	$(UV) pip install -q --python $(BIN)/python --compile-bytecode --require-hashes --only-binary :all: -r requirements/runtime.txt
else
	env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --only-binary :all: -r requirements/runtime.txt
endif
	$(MAKE) --no-print-directory link
	@touch $@

$(VENV)/.test: requirements/test.txt pyproject.toml | $(BIN)/python
ifdef UV
	$(UV) pip install -q --python $(BIN)/python --compile-bytecode --require-hashes --only-binary :all: -r requirements/test.txt
else
	env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --only-binary :all: -r requirements/test.txt
endif
	$(MAKE) --no-print-directory link
	@touch $@

# The project itself needs no build step: a .pth file and a launcher, so set-up asks no registry for a build backend.
.PHONY: link
link:
	@$(BIN)/python -c 'import pathlib, sysconfig; pathlib.Path(sysconfig.get_path("purelib"), "evenhand.pth").write_text(str(pathlib.Path("src").resolve()) + "\n")'
	@printf '#!/bin/sh\nexec "$$(dirname "$$0")/python" -m evenhand "$$@"\n' > $(BIN)/evenhand && chmod +x $(BIN)/evenhand
	@printf '#!/bin/sh\nexec "$$(dirname "$$0")/python" -m evenhand_verify "$$@"\n' > $(BIN)/evenhand-verify && chmod +x $(BIN)/evenhand-verify
	@printf '#!/bin/sh\nexec "$$(dirname "$$0")/python" -m evenhand_verify.witness_state "$$@"\n' > $(BIN)/evenhand-witness && chmod +x $(BIN)/evenhand-witness

# This environment may set PYTHONDONTWRITEBYTECODE; without bytecode every start costs seconds.
.PHONY: bytecode
bytecode:
	@env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m compileall -q src

demo: $(VENV)/.runtime bytecode  ## set up and run the main job
	$(BIN)/evenhand demo

test: $(VENV)/.test bytecode lint types imports  ## set up and run all tests (under ten minutes on two cores)
	$(BIN)/python -m pytest -q -n 2 --dist loadgroup -m "not slow"

test-slow: $(VENV)/.test bytecode  ## the long simulations and fuzz runs
	$(BIN)/python -m pytest -q -n 2 --dist loadgroup -m slow

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.test
	$(BIN)/mypy src

imports: $(VENV)/.test
	PYTHONPATH=src $(BIN)/lint-imports --config .importlinter

format: $(VENV)/.test  ## rewrite the sources in the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock:            ## resolve requirements/*.in again (needs uv)
	for n in runtime test postgres; do uv pip compile --universal --python-version 3.11 --generate-hashes --only-binary :all: --no-annotate --no-header requirements/$$n.in -o requirements/$$n.txt -q || exit 1; done

clean:
	rm -rf $(VENV) evenhand-demo .mypy_cache .pytest_cache .ruff_cache build dist
