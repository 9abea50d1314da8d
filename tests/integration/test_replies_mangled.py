"""A reply in every state in which counties send it: each damage alone, and in pairs, against what it truly says."""

import copy
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import pytest

from eduaid_desktop.domain.reply import Preview
from eduaid_desktop.services import office
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.term_batch import batches, replies

from .. import mangler
from ..mangler import DAMAGES, Damage, Mess
from .conftest import VILLAGES, add_ready_case

NAMES = ("matched", "changed", "rejected", "returned", "pending", "missing", "conflicts")
PAPER = {"审批文号": "云教助〔2018〕7号", "审批日期": "2018-06-12"}


def agreed(amount: float) -> dict[str, Any]:
    return {"审批结果": "同意", "审批金额": amount, "不予原因": None, **PAPER}


def sent(serial: int) -> int:
    return 100050 + 10000 * (serial % 5)


SAID: dict[int, dict[str, Any]] = {n: agreed(sent(n) / 100) for n in (1, 2, 7, 8)} | {
    3: agreed(800),
    4: {"审批结果": "不同意", "审批金额": None, "不予原因": "已享受同类资助", **PAPER},
    5: {"审批结果": "退回", "审批金额": None, "不予原因": "账号与户名不符", **PAPER},
    6: {**agreed(0), "审批结果": "超限额待批", "审批金额": None},
}
TRUTH: dict[int, mangler.Truth] = {n: ("matched", sent(n)) for n in (1, 2, 7, 8)} | {
    3: ("changed", 80000),
    4: ("rejected", None),
    5: ("returned", None),
    6: ("pending", None),
    9: ("missing", None),
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """An office that sent nine cases up; nothing here writes into it."""
    folder = tmp_path_factory.mktemp("office")
    head = {"name": "格桑镇", "code": "513399101", "county": "云岭县", "fixed_date": "2018-06-12"}
    with office.create(folder / "格桑镇.eduaid", villages=VILLAGES, **head) as opened:
        at_work = Desk(opened.store, "经办人甲")
        for serial in range(1, 10):
            add_ready_case(at_work, serial)
        batches.export(at_work, "2018S", folder)
        yield at_work


@pytest.fixture(scope="module")
def filled(desk: Desk) -> Mess:
    """The reply before anything happens to it."""
    from openpyxl import load_workbook

    (path,) = Path(desk.store.path).parent.glob("PC-*.xlsx")
    book = load_workbook(path)
    header, *rows = ([*line] for line in book["导入数据"].iter_rows(values_only=True))
    cover = [[*line] for line in book["封面"].iter_rows(values_only=True)]
    return mangler.mess(header, rows, cover, SAID, TRUTH)


def told(found: Preview) -> str:
    return "\n".join(p.message for p in (*found.unknown, *found.problems, *found.notes))


def require(found: Preview, mess: Mess) -> None:
    """Every line in exactly one list, the right one, with the right sum; every altered cell, and no other."""
    placed = [(int(e.case_no[-4:]), (name, e.approved_fen)) for name in NAMES for e in getattr(found, name)]
    assert sorted(serial for serial, _ in placed) == list(range(1, 10))
    assert dict(placed) == mess.truth, told(found)
    assert {(int(t.case_no[-4:]), t.column) for t in found.touched} == mess.touched
    for words in mess.words:
        assert words in told(found)


def damaged(filled: Mess, *damages: Damage, seed: int = 1) -> Mess:
    made = copy.deepcopy(filled)
    dice = Random(seed)
    for damage in sorted(damages, key=list(DAMAGES).index):
        damage(made, dice)
    return made


PAIRS = [(a, b) for a, b in combinations(DAMAGES, 2) if mangler.together(a, b)]
ALWAYS = Random(11).sample(PAIRS, 24)


def _name(damages: tuple[Damage, ...]) -> str:
    return "+".join(each.__name__.strip("_") for each in damages)


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda d: d.__name__.strip("_"))
def test_every_damage_alone(desk: Desk, filled: Mess, tmp_path: Path, damage: Damage) -> None:
    made = damaged(filled, damage)
    require(replies.preview(desk, made.xlsx(tmp_path / "回执.xlsx")), made)


@pytest.mark.parametrize("pair", ALWAYS, ids=_name)
def test_some_damages_in_pairs(desk: Desk, filled: Mess, tmp_path: Path, pair: tuple[Damage, ...]) -> None:
    made = damaged(filled, *pair, seed=PAIRS.index(pair))
    require(replies.preview(desk, made.xlsx(tmp_path / "回执.xlsx")), made)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(len(PAIRS)))
def test_all_damages_in_pairs(desk: Desk, filled: Mess, tmp_path: Path, seed: int) -> None:
    made = damaged(filled, *PAIRS[seed], seed=seed)
    require(replies.preview(desk, made.xlsx(tmp_path / "回执.xlsx")), made)


SAVED: dict[str, Callable[[Mess, Path], Path]] = {
    "csv GBK": lambda made, folder: made.csv(folder / "回执.csv", "gbk"),
    "csv UTF-8": lambda made, folder: made.csv(folder / "回执.csv", "utf-8-sig"),
    "xlsb": lambda made, folder: made.xlsb(folder / "回执.xlsb"),
    "html": lambda made, folder: made.html(folder / "回执.xls"),
    "xlsm": lambda made, folder: made.xlsx(folder / "回执.xlsx").rename(folder / "回执.xlsm"),
}


@pytest.mark.parametrize("saved", SAVED)
@pytest.mark.parametrize(
    "damage", [mangler.sorted_, mangler.two_header_rows, mangler.words, mangler.other_heads]
)
def test_in_other_formats(desk: Desk, filled: Mess, tmp_path: Path, saved: str, damage: Damage) -> None:
    made = damaged(filled, damage)
    require(replies.preview(desk, SAVED[saved](made, tmp_path)), made)
