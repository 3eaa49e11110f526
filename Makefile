# Everything a person or CI runs here. `make` alone lists the targets.
.DEFAULT_GOAL := help

# A name that makes Microsoft's worker library believe that it runs in Azure.
unexport CONTAINER_NAME

BIN := .venv/bin
PYTHON := $(BIN)/python
PIP := $(PYTHON) -m pip --quiet --disable-pip-version-check
AZURITE := local_host/azurite/node_modules/.package-lock.json

.PHONY: help setup run demo screenshots chromium test checks browser licences sbom scan faults burst

help: ## list the targets
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 14

setup: .venv/installed $(AZURITE) ## make the environment in .venv, with Node, Azurite and Tesseract
	@sh local_host/install_tesseract.sh $(PYTHON)

run: setup ## run everything here until Ctrl-C; WORKERS=n in so many processes; PHOTOS=dir sends the photos in dir and ends; TRACE=1 prints each photo's trace
	@$(if $(TRACE),NAMECARD_TELEMETRY=console )$(PYTHON) -m local_host$(if $(PHOTOS), --photos "$(PHOTOS)")$(if $(PORT), --port $(PORT))$(if $(STORAGE_PORT), --storage-port $(STORAGE_PORT))$(if $(WORKERS), --workers $(WORKERS))

demo: setup ## draw sample photos of cards and send them through
	@$(PYTHON) -m bench synth demo-photos --demo
	@$(MAKE) --no-print-directory run PHOTOS=demo-photos

screenshots: setup chromium ## write pictures of the page into out/screenshots, of drawn cards
	@$(PYTHON) -m bench screenshots

chromium: setup
	@sh local_host/install_chromium.sh

test: setup chromium ## run everything that CI runs
	@$(MAKE) --no-print-directory -j 2 checks browser
	$(BIN)/pytest -n auto --maxprocesses 4 --dist worksteal --ignore tests/browser

checks:
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(PYTHON) -m bench.supply audit

browser:
	$(BIN)/pytest tests/browser

licences: setup ## print the licence of every package
	@$(PYTHON) -m bench.supply licences

sbom: setup ## write what is deployed, as CycloneDX, to sbom.cdx.json
	@$(PYTHON) -m bench.supply sbom

scan: .checkov/installed ## look for insecure settings in infra, deploy, Dockerfile and workflows (checkov)
	@.checkov/bin/checkov -d .

# Apart from .venv: it pins older versions of what the tests need.
.checkov/installed:
	@$(PYTHON) -m venv .checkov
	@.checkov/bin/python -m pip --quiet --disable-pip-version-check install checkov==3.3.30
	@touch $@

faults: setup ## break everything that can break, the fault matrix row by row
	@ls /usr/lib/*/faketime >/dev/null 2>&1 || sh local_host/apt_get.sh faketime \
	|| echo "Workers with a wrong clock are left out: libfaketime is missing (Debian: faketime)." >&2
	$(BIN)/pytest tests/faults -m fault

burst: setup ## send PHOTOS=n photos at once (10,000) and kill a worker every 20 s
	$(PYTHON) -m tests.faults.burst$(if $(PHOTOS), --photos $(PHOTOS))

.venv/installed: pyproject.toml requirements.txt requirements-dev.txt constraints.txt
	@$(PYTHON) -m pip --version >/dev/null 2>&1 || sh local_host/make_venv.sh .venv
	@echo "Installing the packages into .venv ..."
	@$(PIP) install -r requirements-dev.txt
	@$(PIP) install --no-deps --editable .
	@# Metadata asks for Python 3.13 and newer, where Azure runs it; it works on the older ones too.
	@$(PIP) install --no-deps --ignore-requires-python azure-functions-runtime==1.3.0
	@touch $@

$(AZURITE): .venv/installed local_host/azurite/package.json local_host/azurite/package-lock.json
	@$(PYTHON) -m local_host.node
	@touch $@
