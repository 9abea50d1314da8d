"""What every test may count on: off-screen Qt unless --onscreen, one language, marked tests counted aloud."""

import os
import shutil
import sys
from collections import Counter

import pytest
from hypothesis import settings

os.environ["LANG"] = "C.UTF-8"
if "--onscreen" not in sys.argv:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"

settings.register_profile("torture", max_examples=5_000, deadline=None)
settings.register_profile("default", deadline=None)
settings.load_profile("default")

NEEDS = {"libreoffice": "soffice", "cups": "lp"}
outcomes: Counter[tuple[str, str]] = Counter()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--onscreen", action="store_true", help="show the windows that the gui tests drive")


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark, program in NEEDS.items():
        if item.get_closest_marker(mark) and not shutil.which(program):
            pytest.skip(f"{program} is not installed")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> object:
    report = yield
    if report.when == "call" or report.skipped:
        for mark in NEEDS:
            if item.get_closest_marker(mark):
                outcomes[mark, "skipped" if report.skipped else "ran"] += 1
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for mark in NEEDS:
        ran, skipped = outcomes[mark, "ran"], outcomes[mark, "skipped"]
        terminalreporter.write_line(f"tests marked {mark}: {ran} ran, {skipped} skipped")
