# `make run` and `make test` bring everything else on a machine that has Python 3.11, make and git.
.DEFAULT_GOAL := help
.PHONY: help run test check format package bench goldens torture clean ready

export LANG := C.UTF-8
export PYTHONUTF8 := 1
BIN := .venv/bin
SYNCED := .venv/.synced
FORMS := src/eduaid_desktop/forms/__init__.py

help:
	@echo "make run      打开窗口（示例乡镇）；没有显示器时离屏走完主要流程"
	@echo "make test     代码检查和全部测试"
	@echo "make check    几十秒内的全部守卫：ruff、mypy、导入方向、规矩"
	@echo "make format   按项目的格式整理代码"
	@echo "make package  生成 dist/eduaid/ 并自检"
	@echo "make goldens  按示例乡镇重写每种单据的对照文件 tests/data/paper/"
	@echo "make bench    性能对比；make torture 长时间的折磨测试；make clean 清理"

$(SYNCED): pyproject.toml uv.lock installer/bootstrap.sh
	@sh installer/bootstrap.sh

$(FORMS): $(SYNCED) installer/build_hook.py $(wildcard ui/*.ui)
	@$(BIN)/python installer/build_hook.py

ready: $(SYNCED) $(FORMS)

run: ready
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then $(BIN)/eduaid --sample; \
	else QT_QPA_PLATFORM=offscreen $(BIN)/eduaid demo --out out/demo; fi

test: ready
	$(BIN)/ruff check
	QT_QPA_PLATFORM=offscreen $(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder

check: ready
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	QT_QPA_PLATFORM=offscreen $(BIN)/pytest -q tests/unit/test_house.py

format: ready
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

package: ready
	@sh installer/bootstrap.sh package
	$(BIN)/pyinstaller --noconfirm --clean --log-level WARN installer/eduaid.spec
	QT_QPA_PLATFORM=offscreen dist/eduaid/eduaid selftest

bench: ready
	$(BIN)/python tests/benchmarks/lengths.py
	@for side in tests/benchmarks/bench_*.py; do \
		[ ! -e "$$side" ] || QT_QPA_PLATFORM=offscreen $(BIN)/python "$$side" || exit 1; done

goldens: ready
	QT_QPA_PLATFORM=offscreen $(BIN)/python tests/paper_goldens.py

torture: ready
	TORTURE=full QT_QPA_PLATFORM=offscreen $(BIN)/pytest tests/torture
	QT_QPA_PLATFORM=offscreen $(BIN)/pytest -m "slow or not slow" --hypothesis-profile=torture --ignore=tests/torture

clean:
	rm -rf .venv .uv build dist out src/eduaid_desktop/forms .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests installer -name __pycache__ -type d -prune -exec rm -rf {} +
