"""The program as a script calls it, inside this process: what it said and how it ended."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from eduaid_desktop import __main__ as front_door


@dataclass
class Said:
    status: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Said]


@pytest.fixture(autouse=True)
def quick_passwords(cheap: None) -> None:
    """How a password is stretched is tried elsewhere; here it would take half of a login."""


@pytest.fixture
def township(township: Path, tmp_path: Path) -> Path:
    """A copy of the sample township that belongs to one test."""
    return Path(shutil.copy(township, tmp_path / township.name))


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """eduaid with these words, inside this process."""

    def go(*words: str | Path) -> Said:
        try:
            status = front_door.main([str(word) for word in words])
        except SystemExit as end:
            status = int(end.code or 0)
        out, err = capsys.readouterr()
        return Said(status, out, err)

    return go


def pairs(values: dict[str, str]) -> list[str]:
    return [word for name, value in values.items() for word in ("--set", f"{name}={value}")]


def refused(said: Said, words: str) -> None:
    assert said.status == 1
    assert said.err.count("\n") == 1
    assert words in said.err
