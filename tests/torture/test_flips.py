"""Bytes of the office file that turned over: found by the opening or the check, or nothing reads differently."""

import random
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from eduaid_desktop.services import checking, home, list_kinds, lists, logins, people
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import driver, keyring
from eduaid_desktop.store.keyring import Keys

from .conftest import PASSWORD, copy_office
from .work import Clerk, said

# What is rebuilt or thrown away without loss: a draft is shown before it is taken over.
_NO_RECORDS = ("draft", "search_key", "name_key", "sqlite_sequence", "_sqlite_migrations")


def content(path: Path, key: bytes | None) -> dict[str, list[Any]]:
    """Every row of every table that holds records or counts them."""
    with closing(driver.connect(path, key)) as connection:
        connection.row_factory = None
        names = [n for (n,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            n: connection.execute(f'SELECT * FROM "{n}" NOT INDEXED').fetchall()
            for n in names
            if n not in _NO_RECORDS
        }


def flip(path: Path, dice: random.Random) -> str:
    """Turn a few bits, overwrite some bytes or lose a page; what was done."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        at = dice.randrange(size if dice.random() < 0.9 else 4096)
        kind = dice.choice(["bit", "bit", "bytes", "page", "zeros"])
        file.seek(at if kind != "page" else at // 4096 * 4096)
        old = file.read({"bit": 1, "bytes": 8, "page": 4096, "zeros": 64}[kind])
        new = {
            "bit": lambda: bytes([old[0] ^ 1 << dice.randrange(8)]),
            "bytes": lambda: dice.randbytes(len(old)),
            "page": lambda: dice.randbytes(len(old)),
            "zeros": lambda: bytes(len(old)),
        }[kind]()
        file.seek(-len(old), 1)
        file.write(new)
    return f"{kind} at {at}: {old[:16]!r} -> {new[:16]!r}"


def look(path: Path, keys: Keys | None) -> list[str]:
    """What the check finds; where it finds nothing, every list must read as well as the window reads it."""
    with logins.enter(path, "拥珍", keys) if keys else Desk.open(path) as desk:
        findings: list[str] = checking.check(desk)["findings"]
        if not findings:
            home.overview(desk)
            people.find(desk, "qp")
            for kind in list_kinds.KINDS_OF_LIST:
                source = lists.open_list(desk, kind)
                source.rows(source.ids()[:50])
                source.totals()
        return findings


@pytest.fixture
def small(office: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file in which a clerk has worked for a while: small, because it is read as often as it is spoilt."""
    folder = tmp_path_factory.mktemp("flips")
    path = copy_office(office, folder)
    with Desk.open(path) as desk:
        clerk = Clerk(desk, folder, random.Random(1))
        for _ in range(15):
            said(clerk.case)
            said(clerk.child)
        for job in [clerk.step] * 90 + [clerk.export, clerk.reply, clerk.project, clerk.part, clerk.roll]:
            said(job)
    return path


def test_flipped_bytes(
    small: Path, times: Callable[[int, int], int], figures: Counter[str], dice: random.Random, tmp_path: Path
) -> None:
    keys = logins.unlock(small, "拥珍", PASSWORD) if keyring.path_of(small).exists() else None
    sound = content(small, keys.data if keys else None)
    for _ in range(times(20, 2000)):
        path = copy_office(small, tmp_path)
        done = flip(path, dice)
        findings: list[str] = []
        try:
            refused = said(lambda: findings.extend(look(path, keys)))  # noqa: B023
        except Exception as error:
            raise AssertionError(f"{done}: {error!r}") from error
        if not refused and not findings:
            assert content(path, keys.data if keys else None) == sound, done
        result = "refused" if refused else "found by the check" if findings else "harmless"
        figures[result] += 1
        figures["flips"] += 1
        for left in tmp_path.iterdir():
            if left.is_file():
                left.unlink()
