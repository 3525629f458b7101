SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup build manual install deb tar sbom run test test-browser package-test fuzz sanitize gallery bench format lint clean

EASEMENT := .build/release/easement
PREFIX ?= /usr/local
DESTDIR ?=
SOURCES := Sources Tests Package.swift

help: ## list what make can do here
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## look for Swift and install libgraphviz and jemalloc if they are missing
	@scripts/setup

build: setup ## build the tool in release mode
	@scripts/build

manual: build ## write the manual pages and completions into .build/manual
	@scripts/manual $(EASEMENT) .build/manual

install: manual ## install tool, manual and completions below PREFIX (/usr/local), or DESTDIR
	@scripts/install "$(DESTDIR)$(PREFIX)"

deb: manual ## make a Debian package in out/
	@scripts/package deb out

tar: manual ## make an archive of what `make install` installs in out/
	@scripts/package tar out

sbom: setup ## list what the tool is made of in out/easement.spdx.json
	@scripts/sbom out/easement.spdx.json

package-test: deb ## install the Debian package in a clean root without Swift, and use it there (needs root)
	@scripts/package-test out

run: build ## compile, prove and draw the example graph into out/
	@rm -rf out/acme out/acme.svg out/acme.png out/acme.html && mkdir -p out
	$(EASEMENT) check examples/acme
	$(EASEMENT) compile examples/acme -o out/acme
	$(EASEMENT) verify examples/acme --against out/acme
	$(EASEMENT) diagram examples/acme -o out/acme.svg
	$(EASEMENT) diagram examples/acme -o out/acme.png
	$(EASEMENT) report examples/acme -o out/acme.html
	@echo
	@echo "wrote $$(find out/acme -type f -name '*.yaml' | wc -l) YAML files below out/acme, and out/acme.svg, out/acme.png and out/acme.html"
	@echo "open  out/acme.html in a browser for the whole graph, out/acme/prod/ for the policies of one cluster"

test: setup ## build and run every test, then take the examples through the tool
	swift build --build-tests
	@scripts/test
	scripts/check-examples .build/debug/easement .build/examples

fuzz: setup ## feed made-up input to all readers for SECONDS (60), found breakage fails
	@scripts/fuzz $(if $(SECONDS),$(SECONDS),60)

sanitize: setup ## run the tests under the address sanitizer, or SANITIZER=thread
	@scripts/sanitize $(if $(SANITIZER),$(SANITIZER),address)

test-browser: build ## open reports in Chromium and use them; pictures of every view go to .build/browser
	Tests/browser/run $(EASEMENT) .build/browser

gallery: build ## draw the pictures of the documentation
	scripts/gallery $(EASEMENT)

bench: build ## time the tool on generated graphs and clusters, whole and stage by stage
	@scripts/build stages
	Benchmarks/run $(EASEMENT) .build/release/stages

format: ## format the Swift sources
	swift format --in-place --parallel --recursive $(SOURCES)

lint: ## fail on any finding of the formatter's strict rules
	swift format lint --strict --parallel --recursive $(SOURCES)

clean: ## remove build products and out/
	rm -rf .build out
