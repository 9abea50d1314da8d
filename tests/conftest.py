"""What every test may count on: off-screen Qt unless --onscreen, one language, marked tests counted aloud."""

import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest
from hypothesis import settings

from eduaid_desktop.services import office, sample
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import keyring

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


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Counted where the reports of all processes come together."""
    if report.when == "call" or report.skipped:
        for mark in NEEDS:
            if mark in report.keywords:
                outcomes[mark, "skipped" if report.skipped else "ran"] += 1


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for mark in NEEDS:
        ran, skipped = outcomes[mark, "ran"], outcomes[mark, "skipped"]
        terminalreporter.write_line(f"tests marked {mark}: {ran} ran, {skipped} skipped")


VILLAGES = (
    "上格桑村", "下格桑村", "达瓦村", "热柯村", "措卡村", "绒巴村",
    "亚曲村", "扎西岗村", "俄洛村", "仁真村", "白玛塘村",
)  # fmt: skip


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of the sample workbooks and of expected.json."""
    return Path(__file__).parent / "data" / "samples"


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office file with the villages of the sample township on its fixed date; copied, never opened."""
    path = tmp_path_factory.mktemp("template") / "格桑镇.eduaid"
    villages = [(f"513399101{200 + n}", name) for n, name in enumerate(VILLAGES)]
    office.create(
        path, name="格桑镇", code="513399101", county="云岭县", villages=villages, fixed_date="2018-06-12"
    ).close()
    return path


@pytest.fixture(scope="session")
def township(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample township, where there is something of everything; built once, copied, never written to."""
    path = tmp_path_factory.mktemp("township") / "格桑镇.eduaid"
    sample.build(path)
    return path


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords stretched in no time; what a slot was made with is written in it."""
    monkeypatch.setattr(keyring, "_PASSES", 1)
    monkeypatch.setattr(keyring, "_MEMORY_KIB", 64)


@pytest.fixture
def office_file(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the template that belongs to one test."""
    monkeypatch.setenv("EDUAID_OPERATOR", "拥珍")
    monkeypatch.delenv("EDUAID_TODAY", raising=False)
    return Path(shutil.copy(template, tmp_path / template.name))


@pytest.fixture
def clerk(office_file: Path) -> Iterator[Desk]:
    """A desk at an office without people yet."""
    with Desk.open(office_file) as opened:
        yield opened


@pytest.fixture
def desk(clerk: Desk) -> Desk:
    """The same; folders of tests may lay something on it."""
    return clerk


@pytest.fixture(scope="session")
def wait_until() -> Callable[[Callable[[], bool]], None]:
    """wait_until(condition): return as soon as it holds; fail when it does not within ten seconds."""

    def wait(condition: Callable[[], bool]) -> None:
        end = monotonic() + 10
        while not condition():
            assert monotonic() < end, "it did not happen within ten seconds"
            sleep(0.005)

    return wait
