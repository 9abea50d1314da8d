"""A batch of 14,467: out, verified, answered with one word or with all of them, through the services."""

import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from eduaid_desktop.services import batches, replies
from eduaid_desktop.services.batches import Exported
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import integrity

from . import large_term

Decided = tuple[str, str, str, str, str]
AGREED: Decided = ("同意", "", "", "云教助〔2018〕7号", "2018-06-12")
# How a county decides on one line after the other; "" for the amount: as proposed.
MIXED: tuple[Decided, ...] = (
    AGREED, ("同意", "800", "", "云教助〔2018〕7号", "2018-06-12"), AGREED,
    ("不同意", "", "已享受同类资助", "", "2018-06-12"), ("退回", "", "账号与户名不符", "", "2018-06-12"), AGREED,
    ("超限额待批", "", "", "云教助〔2018〕7号", "2018-06-12"), ("", "", "", "", ""), AGREED,
)  # fmt: skip


@pytest.fixture
def pupils(times: Callable[[int, int], int]) -> int:
    return times(120, large_term.PUPILS)


@pytest.fixture
def desk(tmp_path: Path, pupils: int) -> Iterator[Desk]:
    with large_term.build(tmp_path / "格桑镇.eduaid", pupils) as desk:
        yield desk


@pytest.fixture
def timed(figures: Counter[str]) -> Callable[[str, Callable[[], Any]], Any]:
    """Do something, and tell how many milliseconds of whole clock it took."""

    def time(what: str, work: Callable[[], Any]) -> Any:
        start = perf_counter()
        found = work()
        figures[f"ms {what}"] = round((perf_counter() - start) * 1000)
        return found

    return time


def filled(source: Path, target: Path, decisions: tuple[Decided, ...]) -> Path:
    """The file with the county's five columns filled, row after row in the order of the decisions."""
    with (
        zipfile.ZipFile(source) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for info in old.infolist():
            part = old.read(info)
            if info.filename == "xl/worksheets/sheet4.xml":
                part = _filled(part.decode(), decisions).encode()
            new.writestr(info.filename, part)
    return target


def _filled(sheet: str, decisions: tuple[Decided, ...]) -> str:
    proposed = dict(re.findall(r'<c r="AE(\d+)"[^>]*><v>([^<]*)</v>', sheet))

    def answered(line: re.Match[str]) -> str:
        row = int(line[2])
        decided = decisions[row % len(decisions)]
        cells = "" if row == 1 else "".join(_cells(row, decided, proposed[str(row)]))
        return f"{line[1]}{cells}</row>"

    empty = re.sub(r'<c r="A[O-S](?!1")\d+"[^>]*?(?:/>|>.*?</c>)', "", sheet, flags=re.DOTALL)
    return re.sub(r'(<row r="(\d+)".*?)</row>', answered, empty, flags=re.DOTALL)


def _cells(row: int, decided: Decided, proposed: str) -> Iterator[str]:
    for column, words in zip(("AO", "AP", "AQ", "AR", "AS"), decided, strict=True):
        if column == "AP" and decided == AGREED:
            yield f'<c r="AP{row}"><v>{proposed}</v></c>'
        elif words:
            yield f'<c r="{column}{row}" t="inlineStr"><is><t>{words}</t></is></c>'


@pytest.fixture
def exported(desk: Desk, pupils: int, tmp_path: Path, timed: Callable[..., Any]) -> Exported:
    found: Exported = timed("export", lambda: batches.export(desk, large_term.TERM, tmp_path / "上报"))
    assert found.rows == pupils
    for what, known in (("verify alone", None), ("verify by the office", desk)):
        assert timed(what, lambda known=known: batches.verify(found.path, known)).findings == []
    return found


def test_all_are_agreed_to(
    desk: Desk, exported: Exported, pupils: int, tmp_path: Path, timed: Callable[..., Any]
) -> None:
    path = filled(exported.path, tmp_path / "回执.xlsx", (AGREED,))
    found = timed("preview", lambda: replies.preview(desk, path))
    assert (len(found.matched), found.touched, found.problems) == (pupils, [], [])
    timed("registering", lambda: replies.apply(desk, path))
    assert {case["state"] for case in desk.store.select("relief_case")} == {80}
    assert desk.store.select("batch")[0]["status"] == "answered"
    assert timed("reading again", lambda: replies.apply(desk, path)).new == []
    assert timed("structure, chain and rows", lambda: integrity.check(desk.store)) == []


def test_the_county_decides_in_every_way(
    desk: Desk, exported: Exported, pupils: int, tmp_path: Path, timed: Callable[..., Any]
) -> None:
    path = filled(exported.path, tmp_path / "回执.xlsx", MIXED)
    found = timed("registering", lambda: replies.apply(desk, path))
    sizes = {
        name: len(getattr(found, name)) for name in ("changed", "rejected", "returned", "pending", "missing")
    }
    expected = Counter(MIXED[row % len(MIXED)] for row in range(2, pupils + 2))
    assert sizes == {
        name: expected[MIXED[place]]
        for name, place in (("changed", 1), ("rejected", 3), ("returned", 4), ("pending", 6), ("missing", 7))
    }
    assert len(found.matched) == expected[AGREED]
    assert (found.touched, found.problems, found.conflicts) == ([], [], [])
    states = Counter(case["state"] for case in desk.store.select("relief_case"))
    assert states == {
        80: sizes["changed"] + len(found.matched), 200: sizes["rejected"], 75: sizes["returned"],
        85: sizes["pending"], 70: sizes["missing"],
    }  # fmt: skip
    assert desk.store.select("batch")[0]["status"] == "open"
