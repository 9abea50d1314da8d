"""救助汇总: how many applications with how much money, by village, stage and kind of household, and what they count.

Source: sections 5.9 and 11.1 of the domain rules. A batch counts as it was sealed, whatever was changed since.
"""

from dataclasses import dataclass
from datetime import date

from eduaid_desktop.domain import batch, terms
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.domain.workflow import AMOUNTS
from eduaid_desktop.services import villages
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.term_batch import batches
from eduaid_desktop.store import relief_tables
from eduaid_desktop.store.store import Row


@dataclass(frozen=True)
class Lot:
    """Cases of a term, village, stage and kind of household together: how many, and their fen by which amount.

    village: (code, name). stage: its code, "" where none is registered. poor: registered poor, as it was called then.
    """

    term: str
    village: tuple[str, str]
    stage: str
    poor: bool
    amount: str
    count: int
    fen: int


@dataclass(frozen=True)
class Summary:
    """terms, in their order, and their lots; day (ISO) and its rules; scope: what it counts (口径), in words."""

    terms: tuple[str, ...]
    lots: list[Lot]
    day: str
    rules: Rules
    scope: str


def of_batch(desk: Desk, row: Row) -> Summary:
    """What was sealed in a batch (its row): what was applied for, and what the township proposed."""
    rules = desk.rules(date.fromisoformat(row["sealed_on"]))
    lots = [
        lot
        for line in relief_tables.sealed(desk.store, row["id"])
        for lot in _sealed(row["term"], line, rules)
    ]
    words = f"上报批次 {row['batch_no']} 封存时的内容；乡镇建议金额与上报文件的“汇总表”一致"
    return Summary((row["term"],), lots, row["sealed_on"], rules, words)


def _sealed(term: str, line: Row, rules: Rules) -> list[Lot]:
    cells = dict(zip(batch.NAMES, batches.cells_of(line), strict=True))
    stage = rules.codes["stage"].find(cells["学段"])
    place = (line["village"] or "", cells["村名称"])
    poor = cells["户类型"] in rules.policy["registered_household"]
    amounts = {"applied": batch.fen_of(cells["申请金额"]), "proposed": line["amount"]}
    return [
        Lot(term, place, stage.code if stage else "", poor, amount, 1, fen) for amount, fen in amounts.items()
    ]


def of_terms(desk: Desk, wanted: tuple[str, ...]) -> Summary:
    """The cases of some terms that count: accepted, and neither refused nor given up nor wholly recovered.

    A village stands under the name of the table's day; one that was closed counts with the one that took it over.
    """
    day = min(desk.today(), date.fromisoformat(terms.last_day(wanted[-1])))
    rules = desk.rules(day)
    found = [(amount, row) for amount in AMOUNTS for row in relief_tables.sums(desk.store, wanted, amount)]
    places = {code: _place(desk, code, day.isoformat()) for code in {row["village"] for _, row in found}}
    poor = rules.policy["registered_household"]
    lots = [
        Lot(
            row["term"], places[row["village"]], row["stage"] or "", row["household_type"] in poor, amount,
            row["count"], row["fen"],
        )
        for amount, row in found
    ]  # fmt: skip
    called = "、".join(map(terms.label, wanted))
    words = f"{called}已受理的申请，草稿、不予救助、申请人撤回和全部追回的不计"
    return Summary(wanted, lots, desk.today().isoformat(), rules, words)


def _place(desk: Desk, code: str | None, day: str) -> tuple[str, str]:
    now = villages.current(desk.store, code, day)
    return now or "", villages.name_on(desk.store, now, day)
