"""How much torture: a bounded slice in every test run, TORTURE=full for the whole of it, and its figures told."""

import os
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from eduaid_desktop.domain import roles
from eduaid_desktop.services import encryption
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import keyring

FULL = os.environ.get("TORTURE") == "full"
SEED = os.environ.get("TORTURE_SEED", "0")
told: list[str] = []


@pytest.fixture
def times() -> Callable[[int, int], int]:
    """times(slice, full): how often to do something in this run."""
    return lambda slice_, full: full if FULL else slice_


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> Iterator[Counter[str]]:
    """What a test counts; printed at the end of the run."""
    counted: Counter[str] = Counter()
    yield counted
    words = ", ".join(f"{count:,} {what}" for what, count in counted.items())
    told.append(f"{request.node.name}: {words} (seed {SEED})")


@pytest.fixture
def dice(request: pytest.FixtureRequest) -> random.Random:
    """Chance that TORTURE_SEED repeats, another one for every test."""
    return random.Random(f"{SEED} {request.node.name}")


PASSWORD = "correct horse battery"


@pytest.fixture(scope="session")
def locked(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The office of the template, encrypted for 拥珍, who may do everything; copied with lock_copy, never opened."""
    path = Path(shutil.copy(template, tmp_path_factory.mktemp("locked") / template.name))
    with encryption.encrypt(Desk.open(path), encryption.First("拥珍", PASSWORD, roles.EVERY)):
        return path


@pytest.fixture(params=["plain", "encrypted"])
def office(request: pytest.FixtureRequest, template: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An office file without operators, and one of an operator who is logged in by the environment."""
    monkeypatch.setenv("EDUAID_OPERATOR", "拥珍")
    monkeypatch.setenv("EDUAID_PASSWORD", PASSWORD)
    found: Path = request.getfixturevalue("locked") if request.param == "encrypted" else template
    return found


def copy_office(office: Path, folder: Path) -> Path:
    """A copy of an office file, with its key slots where it has any."""
    path = Path(shutil.copy(office, folder / office.name))
    slots = keyring.path_of(office)
    if slots.exists():
        shutil.copy(slots, keyring.path_of(path))
    return path


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for line in told:
        terminalreporter.write_line(f"torture {line}")
