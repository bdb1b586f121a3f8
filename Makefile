# Thin names for the common jobs. The work is in CMakePresets.json, ctest and scripts/.
SHELL := /bin/bash
JOBS ?= $(shell nproc)
# Objects that another checkout of the same source has compiled are taken from ccache.
export CCACHE_BASEDIR ?= $(CURDIR)
export CCACHE_NOHASHDIR ?= 1

# $(call build,PRESET,TARGETS): configures and builds one of CMakePresets.json, all of it where no targets are given.
build = cmake --preset $(1) && cmake --build --preset $(1) -j $(JOBS) $(if $(2),--target $(2))
test = ctest --preset $(1) -j $(JOBS)

.DEFAULT_GOAL := build
.PHONY: help build demo test oracle full bench format lint docs python asan tsan aarch64 i386 fuzz setup setup-ci clean

help:  ## this list
	@grep -E '^[a-z0-9-]+:.*##' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 12

build: setup docs  ## build what users get, into build/
	@$(call build,release)

demo: setup docs  ## classify pictures of digits with a float and an int8 model, and time both
	@$(call build,release,goldcrest benchmark_model)
	@scripts/demo

test: build  ## build and run every test of the release build and of the Python package
	@scripts/python_env
	@$(call test,release)

python: setup  ## the Python package and its tests, in build/venv
	@scripts/python_env
	@scripts/pytest tests/python

oracle: setup docs  ## compare every operator with TensorFlow Lite (installs TensorFlow, 2 GB), and write docs/oracle.md
	@scripts/python_env
	@scripts/oracle_env
	@build/venv/bin/python tests/oracle/run.py --report docs/oracle.md --record

full: setup-ci  ## everything, for hours: all builds, all CPU targets under sanitizers, fuzzing
	@scripts/full

bench: setup  ## micro-benchmarks of the kernels
	@cmake --preset release && cmake --build --preset release -j $(JOBS) --target benches
	@scripts/bench

format: setup-ci  ## bring C and C++ files into the house format
	@scripts/lint --fix

lint: setup-ci  ## check format, layering and, with clang-tidy, common mistakes
	@scripts/lint --tidy

docs: setup  ## write the generated pages of docs/ (part of every build)
	@scripts/make_docs

asan: setup-ci  ## tests under AddressSanitizer and UndefinedBehaviorSanitizer
	@$(call build,asan) && $(call test,asan)

tsan: setup-ci  ## tests under ThreadSanitizer
	@$(call build,tsan) && $(call test,tsan)

aarch64: setup-ci  ## tests for 64-bit Arm, under qemu
	@$(call build,aarch64) && $(call test,aarch64)

i386: setup-ci  ## the core's tests with addresses of 32 bits
	@cmake --preset i386 && cmake --build --preset i386 -j $(JOBS) --target core_tests
	@ctest --preset i386 -j $(JOBS) -L '^(base|model|runtime|kernels|compile|robustness)_test$$'

fuzz: setup-ci  ## fuzz every reader and the whole way of a model, SECONDS (60) each
	@scripts/fuzz $(or $(SECONDS),60)

setup:
	@scripts/setup

setup-ci:
	@scripts/setup --ci

clean:  ## remove every build folder
	rm -rf build build-*
