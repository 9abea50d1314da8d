"""政策: the rates in force on a day as a person reads them, for the register and the command line."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from eduaid_desktop.domain import money, programmes
from eduaid_desktop.domain.programmes import NoRate
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.services import policies
from eduaid_desktop.services.desk import Desk

SHIPPED = "随程序"


@dataclass(frozen=True)
class RateLine:
    """One rate. amount: fen for each unit; per_term: fen of one payment, None where that is no whole number.

    who: for whom; sure: how certain it is, in words; package: the county's package it comes from, or SHIPPED.
    """

    programme: str
    programme_name: str
    key: str
    who: str
    amount: int
    unit: str
    per_term: int | None
    valid_from: str
    valid_to: str
    clause: str
    source: str
    certainty: str
    sure: str
    package: str


def lines(desk: Desk, day: date | None = None) -> list[RateLine]:
    """Every rate in force on a day (today when None), by programme."""
    rules = desk.rules(day or desk.today())
    return [_line(entry, rules) for entry in policies.rates(desk, day)]


def _line(entry: Mapping[str, Any], rules: Rules) -> RateLine:
    period = rules.policy["programme"].get(entry["programme"], {}).get("period", "term")
    try:
        per_term: int | None = programmes.per_term(entry, period)
    except NoRate:
        per_term = None
    return RateLine(
        programme=entry["programme"],
        programme_name=entry["programme_name"],
        key=entry["key"],
        who=who(entry, rules),
        amount=money.yuan_to_fen(entry["yuan"]),
        unit=programmes.UNITS[entry["unit"]],
        per_term=per_term,
        valid_from=entry["valid_from"],
        valid_to=entry["valid_to"],
        clause=entry["clause"],
        source=entry.get("source", ""),
        certainty=entry["certainty"],
        sure=programmes.certainty(entry),
        package=entry["package"] or SHIPPED,
    )


def who(entry: Mapping[str, Any], rules: Rules) -> str:
    """For whom a rate is: 小学、寄宿、特别困难; 全部 where it makes no difference."""
    words = [rules.label("stage", code) for code in entry.get("stages", ())]
    words += entry.get("grades", ())
    words += [rules.label("hardship_level", code) for code in entry.get("levels", ())]
    for name, yes, no in (("boarding", "寄宿", "非寄宿"), ("registered", "建档立卡", "非建档立卡")):
        if name in entry:
            words.append(yes if entry[name] else no)
    return "、".join(words) or "全部"
