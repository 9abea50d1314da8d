"""Killed at a random moment of removing people and changing keys: who stays gets in, who left does not."""

import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from eduaid_desktop.domain import recovery_code, roles
from eduaid_desktop.errors import Refused
from eduaid_desktop.services import checking, keys, logins, office, operators
from eduaid_desktop.services.encryption import First
from eduaid_desktop.store import keyring

from .keeper import ADMIN, CLERK, PASSWORD

_KEEPER = Path(__file__).with_name("keeper.py")


@pytest.fixture
def encrypted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An office of 拥珍, who administers, and 卓玛, who keys."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setattr(keyring, "_PASSES", 1)
    monkeypatch.setattr(keyring, "_MEMORY_KIB", 64)
    path = tmp_path / "格桑镇.eduaid"
    head = {"name": "格桑镇", "code": "513399101", "fixed_date": "2018-06-12"}
    with office.create(path, operator=First(ADMIN, PASSWORD), **head) as desk:  # type: ignore[arg-type]
        operators.add(desk, CLERK, [roles.CLERK], PASSWORD)
    return path


def kill_a_keeper(path: Path, dice: random.Random) -> list[list[str]]:
    """Let her work for a while; what she was told."""
    command = [sys.executable, str(_KEEPER), str(path), str(dice.random())]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as keeper:
        assert keeper.stdout
        assert keeper.stderr
        first = keeper.stdout.readline()
        time.sleep(dice.uniform(0, 0.6))
        keeper.kill()
        said, wrong = first + keeper.stdout.read(), keeper.stderr.read().decode()
    assert wrong == ""
    return [line.split() for line in said.decode().splitlines(keepends=True) if line.endswith("\n")]


def look(path: Path, told: list[list[str]]) -> str:
    """Everything that must hold after a kill; what was left to be made up for."""
    with logins.log_in(path, CLERK, PASSWORD) as desk:
        assert checking.check(desk)["findings"] == []
        schools = {row["name"] for row in desk.store.select("school")}
        assert {words[1] for words in told if words[0] == "school"} <= schools
    assert list(path.parent.glob(".*")) == []
    for name in (words[1] for words in told if words[0] == "removed"):
        with pytest.raises(Refused):
            logins.log_in(path, name, PASSWORD)
    with logins.log_in(path, ADMIN, PASSWORD) as desk:
        due = keyring.load(path).change_due
        desk = operators.settle(desk)
        code = keys.code_of(desk)
        for name in [
            each.name
            for each in operators.listing(desk)
            if each.name.startswith("新人") and not each.valid_to
        ]:
            desk = operators.remove(desk, name)
            code = keys.code_of(desk)
    assert set(keyring.load(path).slots) == {ADMIN, CLERK}
    assert len(keyring.load(path).seals) == 1
    # The sheet of today opens it, whatever became of the slots.
    assert keyring.data_key(code, keyring.salt_of(path)) == desk.store.key
    assert recovery_code.parse(code) == code
    logins.log_in(path, CLERK, PASSWORD).close()
    return f"kills that left {due or 'nothing'} to change"


@pytest.mark.skipif(sys.platform == "win32", reason="killing works otherwise on Windows")
def test_killed_while_people_are_removed(
    encrypted: Path,
    times: Callable[[int, int], int],
    figures: Counter[str],
    dice: random.Random,
) -> None:
    for _ in range(times(10, 500)):
        told = kill_a_keeper(encrypted, dice)
        figures[look(encrypted, told)] += 1
        figures["removed"] += sum(words[0] == "removed" for words in told)
        figures["kills"] += 1
    assert figures["removed"] > 0
