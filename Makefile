# Set-up needs python3 (3.11 or 3.12) with venv, and make; uv, where it is there, does the installing faster.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: setup run test lint bench lock clean

setup: $(STAMP)

# The stamp is older than a changed lock, which is then installed again; a second `make` installs nothing.
# Bytecode is compiled once: where Python may write none, each start would compile 2,400 modules, for 15 seconds.
$(STAMP): requirements.lock pyproject.toml
	@if command -v uv >/dev/null 2>&1; then \
	    test -x $(BIN)/python || uv venv --quiet --python $(PYTHON) .venv; \
	    uv pip install --quiet --python $(BIN)/python --compile-bytecode --no-deps --require-hashes -r requirements.lock && \
	    uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .; \
	else \
	    test -x $(BIN)/pip || $(PYTHON) -m venv .venv; \
	    $(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock && \
	    $(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .; \
	fi
	@touch $@

run: setup
	@$(BIN)/kechuang run || test $$? -eq 3 # 3: published, and the lines above name what was left out

test: setup
	$(BIN)/python -m pytest -n 2 --dist loadfile

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: setup
	$(BIN)/python -m benchmarks

lock:
	uv pip compile --universal --python-version 3.11 --extra dev --generate-hashes --no-emit-index-url \
	    --no-emit-find-links --no-annotate --upgrade --quiet pyproject.toml -o requirements.lock

clean:
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
