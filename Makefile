# 备会 Beihui: what one does with it. `make help` lists it.
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
.PHONY: help run test bench bench-long counts format lint asan tsan coverage build web clean

PORT ?= 8080
DATA ?= data/demo
jobs := $(shell nproc)

help: ## 列出全部命令 / list all commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' Makefile

run: build ## 编译并启动演示 / build and serve the demonstration (PORT=8080 DATA=data/demo)
	@mkdir -p $(DATA)
	@exec build/release/beihui serve --data $(DATA) --listen 127.0.0.1:$(PORT) --demo

# The program that people run and its pages, without tests.
build: ## 编译程序与页面 / build the program and its pages
	@REPEAT="scripts/install build" scripts/step install scripts/install build
	@[ ! -e web/package.json ] || REPEAT="scripts/web dist" scripts/step pages scripts/web dist
	@REPEAT="make build" scripts/step configure cmake --preset release -DBEIHUI_TESTS=OFF
	@REPEAT="make build" scripts/step program cmake --build --preset release --target beihui -j $(jobs)

test: ## 检查并测试一切 / check and test everything
	@scripts/test

bench: ## 测速，约十分钟内 / measure speed, within ten minutes: build/bench/bench.md
bench-long: ## 测速：慢盘、一千万案卷、全国汇总 / the rows that take an hour and much disk
bench bench-long:
	@REPEAT="scripts/install build test bench" scripts/step install scripts/install build test bench
	@REPEAT="make $@" scripts/step configure cmake --preset release -DBEIHUI_TESTS=ON -DBEIHUI_BENCH=ON
	@REPEAT="make $@" scripts/step program cmake --build --preset release -j $(jobs) --target beihui beihui_bench
	@tests/bench/run $(if $(filter bench-long,$@),long,short)

counts: ## 记下固定工作的指令数 / write down the instructions of fixed work
	@REPEAT="scripts/install build test" scripts/step install scripts/install build test
	@REPEAT="make counts" scripts/step configure cmake --preset release -DBEIHUI_TESTS=ON
	@REPEAT="make counts" scripts/step program cmake --build --preset release --target beihui_counts -j $(jobs)
	@tests/counts/run build/release/beihui_counts --renew

format: ## 统一排版 / lay out all sources as agreed
	@scripts/install test
	@scripts/format --fix

lint: ## 深入检查 C++（约十分钟） / clang-tidy on all C++ (about ten minutes)
	@REPEAT="scripts/install build test lint" scripts/step install scripts/install build test lint
	@REPEAT="make lint" scripts/step configure cmake --preset dev
	@REPEAT="make lint" scripts/step generated cmake --build --preset dev -j $(jobs)
	@REPEAT="make lint" scripts/step tidy scripts/tidy

asan: ## 以内存与未定义行为检查运行测试 / tests under AddressSanitizer and UBSan
tsan: ## 以数据竞争检查运行测试 / tests under ThreadSanitizer
asan tsan:
	@REPEAT="scripts/install" scripts/step install scripts/install
	@REPEAT="make $@" scripts/step $@-configure cmake --preset $@
	@REPEAT="make $@" scripts/step $@-build cmake --build --preset $@ -j $(jobs)
	@ctest --preset $@ -j $(jobs)

coverage: ## 测试触及哪些代码 / what the tests reach: build/coverage/report.txt
	@REPEAT="scripts/install build test coverage" scripts/step install scripts/install build test coverage
	@REPEAT="make coverage" scripts/step coverage-configure cmake --preset coverage
	@REPEAT="make coverage" scripts/step coverage-build cmake --build --preset coverage -j $(jobs)
	@ctest --preset coverage -j $(jobs)
	@gcovr --root . --filter server/ --filter plugins/ build/coverage >build/coverage/report.txt
	@tail -n 4 build/coverage/report.txt

clean: ## 删除编译结果（不删数据） / remove what was built (keeps data/)
	rm -rf build web/dist
