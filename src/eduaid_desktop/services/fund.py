"""基金收支: registering the fund's money, its ledger by year, and how much of it is bound and free."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from weakref import WeakKeyDictionary

from eduaid_desktop.domain import roles
from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.domain.fields import Values
from eduaid_desktop.domain.fund import (
    APPROVED,
    BINDING,
    FUND_ENTRY,
    IN_TRANSIT,
    OPENING,
    RESERVED,
    Standing,
    opening_problem,
)
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.domain.problems import WARN, Problem
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.records import Saved, merged, require_valid
from eduaid_desktop.store import fund_queries as queries
from eduaid_desktop.store.store import Row, Store

AVAILABLE = "基金结余减去发放在途、县里已批待发、乡镇已建议待批复的金额；今天可以再建议的数"
_ROLES = (roles.CLERK, roles.REVIEWER)


# How the fund of an open file stood after its last change, which a page asks for again and again.
_KNOWN: "WeakKeyDictionary[Store, tuple[tuple[int, date], Standing]]" = WeakKeyDictionary()


@dataclass(frozen=True)
class YearLedger:
    """A year of the ledger, in fen. carried: what the year before left; closing: what this one leaves.

    lines: on_date, kind, party, document, remark, amount (negative for what went out), balance after it, id.
    """

    year: int
    carried: int
    lines: list[Row]

    @property
    def opening(self) -> int:
        """The balance with which the ledger begins, where that was in this year; it is part of the income."""
        return sum(int(line["amount"]) for line in self.lines if line["kind"] == OPENING)

    @property
    def income(self) -> int:
        """What came in."""
        return sum(int(line["amount"]) for line in self.lines if line["amount"] > 0)

    @property
    def outgo(self) -> int:
        """What went out, as a positive number."""
        return -sum(int(line["amount"]) for line in self.lines if line["amount"] < 0)

    @property
    def closing(self) -> int:
        """What is left at its end."""
        return self.carried + self.income - self.outgo


def save(
    desk: Desk, raw: Mapping[str, Any], entry_id: int | None = None, revision: int | None = None
) -> Saved:
    """Register an entry, or correct one. Raises Invalid, or Conflict when the record moved on.

    What looks keyed twice, and a fund that is bound beyond what it holds afterwards, come back as warnings.
    """
    stored: Row = load(desk, entry_id) if entry_id else {}
    values, problems = FUND_ENTRY.clean(merged(FUND_ENTRY, stored, raw), desk.rules())
    require_valid(problems)
    others = [e for e in _entries(desk) if e["id"] != entry_id]
    if wrong := opening_problem(values, others):
        require_valid([wrong])
    problems += _twice(desk, values, entry_id)
    sentence = f"{'更正' if entry_id else '登记'}基金收支：{_named(desk, values)}"
    with desk.change(sentence, role=_ROLES) as change:
        if entry_id is None:
            entry_id, now = change.insert("fund_entry", values), 1
        else:
            now = change.update("fund_entry", entry_id, values, revision=revision)
    return Saved(entry_id, now, problems + beyond(desk))


def withdraw(desk: Desk, entry_id: int) -> list[Problem]:
    """Take back an entry that was keyed by mistake; the history keeps it, and it can be undone.

    Returns what deserves a look afterwards.
    """
    entry = load(desk, entry_id)
    with desk.change(f"撤回基金收支：{_named(desk, entry)}", role=_ROLES) as change:
        change.withdraw("fund_entry", entry_id)
    return beyond(desk)


def load(desk: Desk, entry_id: int) -> Row:
    """One entry."""
    return desk.store.get("fund_entry", entry_id)


def _named(desk: Desk, entry: Values) -> str:
    return f"{FUND_ENTRY.called(entry, desk.rules())} {yuan(entry['amount'])} 元"


def _entries(desk: Desk) -> list[Row]:
    return sorted(desk.store.select("fund_entry"), key=lambda e: str(e["on_date"]))


def _twice(desk: Desk, values: Values, entry_id: int | None) -> list[Problem]:
    if not queries.same_entry(desk.store, values, entry_id):
        return []
    text = "同一天、同一种类、同样金额的一笔已经登记过，请核对是不是重复；重复的请撤回一笔。"
    return [Problem("amount", text, WARN, "W_FUND_TWICE")]


def beyond(desk: Desk) -> list[Problem]:
    """What is to be said when more is bound or gone than the fund holds now, whoever wrote it."""
    now = standing(desk)
    if not now.kept or now.available >= 0:
        return []
    text = f"基金已经超支占用：可用余额是 {yuan(now.available)} 元，请核对收支，或补登记拨款。"
    return [Problem("amount", text, WARN, "W_FUND_BEYOND")]


def balance(desk: Desk, day: date | None = None) -> int:
    """What the fund holds at the end of a day (today when None), in fen; the same as its ledger says."""
    return queries.balance(desk.store, (day or desk.today()).isoformat())


def standing(desk: Desk, day: date | None = None) -> Standing:
    """How the fund stands at the end of a day, today when None: balance, what is bound, what is free."""
    if day is not None:
        return _standing(desk, day)
    store, key = desk.store, (queries.last_change(desk.store), desk.today())
    if store.connection.in_transaction:
        return _standing(desk, desk.today())
    if _KNOWN.get(store, (None,))[0] != key:
        _KNOWN[store] = (key, _standing(desk, desk.today()))
    return _KNOWN[store][1]


def _standing(desk: Desk, day: date) -> Standing:
    iso, today = day.isoformat(), desk.today()
    begun = queries.begun(desk.store)
    bound = queries.bound_on(desk.store, iso, now=iso >= today.isoformat())
    return Standing(begun is not None and begun <= iso, queries.balance(desk.store, iso), **bound)


def year(desk: Desk, wanted: int) -> YearLedger:
    """The ledger of a calendar year, line by line, with what the year before left."""
    carried = queries.balance(desk.store, f"{wanted - 1}-12-31")
    return YearLedger(wanted, carried, queries.lines(desk.store, wanted))


def source_of(line_id: int) -> tuple[str, int]:
    """The table and the id that a line of the ledger comes from: fund_entry, payment, relief_step, relief_case."""
    return queries.source_of(line_id)


def line_of(entry_id: int) -> int:
    """The id that an entry has as a line of the ledger."""
    return queries.line_of("fund_entry", entry_id)


def years(desk: Desk) -> list[int]:
    """The years that have a ledger, newest first; this year always."""
    return sorted({desk.today().year, *queries.years(desk.store)}, reverse=True)


def rows_of(figure: str) -> dict[str, str]:
    """The filters of the relief list that open the cases behind a figure: what is bound, for what is free all of it."""
    states = {"in_transit": IN_TRANSIT, "approved": APPROVED, "reserved": RESERVED}
    return {"bound": json.dumps(states.get(figure, BINDING))}


def scope(desk: Desk) -> str:
    """What the ledger counts (口径), in a few sentences."""
    begun, opened = queries.begun(desk.store), queries.opened(desk.store)
    said = ["发放按到账日期、追回按追回日期从救助申请自动取，不另登记。"]
    if begun is None:
        return "还没有登记基金收入，办理时不核对余额；请先登记期初结余或拨款。" + said[0]
    said.append(f"历史补录的救助从{spoken(begun)}（账上第一笔）起按发放日期计入，以前的不计。")
    if opened and (held := queries.paid_before(desk.store, opened))["count"]:
        said.append(f"期初以前到账的 {held['count']} 笔 {yuan(held['fen'])} 元已含在期初结余里。")
    return "".join(said)


def begun(desk: Desk) -> str | None:
    """The day (ISO) of the first entry; None while nothing is registered."""
    return queries.begun(desk.store)


def kept(desk: Desk) -> bool:
    """Whether anything is registered of the fund's money."""
    return queries.begun(desk.store) is not None
