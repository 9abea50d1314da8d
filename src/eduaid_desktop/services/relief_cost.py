"""What a term would cost if other bands applied: its cases as they are, each held against another preset or package."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from eduaid_desktop.domain import relief_bands, terms
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.services import rules as dated
from eduaid_desktop.services import tables
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import relief_queries as queries


@dataclass(frozen=True)
class Cost:
    """The cases of one stage: how many, what they come to now and would come to then, in fen.

    open: how many the other bands say no amount for; they are counted then as they are now.
    """

    stage: str
    cases: int
    now: int
    then: int
    open: int


def with_preset(desk: Desk, preset: str) -> Rules:
    """Today's rules with another preset (A to E)."""
    rules = desk.rules()
    return replace(rules, settings={**rules.settings, "relief_preset": preset})


def with_package(desk: Desk, content: str, file_name: str) -> Rules:
    """Today's rules under a package (its text), as they will stand when the last of its bands begins."""
    rules = desk.rules()
    entries = tables.package(content, file_name)[1]
    begins = [entry["valid_from"] for entry in entries.get("relief_band", ()) if entry["valid_from"]]
    day = date.fromisoformat(max(begins)) if begins else rules.today
    return replace(rules, policy=dated.over(rules.policy, entries, day))


def compare(desk: Desk, term: str, other: Rules) -> list[Cost]:
    """By stage what the cases of a term that count come to, and what they would come to under other rules.

    A case counts with what was approved, else proposed, else applied for; a range moves an amount that lies outside
    to its nearer end, a fixed amount and the costs of an itemised band take its place.
    """
    found: dict[str, list[tuple[int, int | None]]] = defaultdict(list)
    for case in queries.counting_in(desk.store, term):
        found[case["stage"] or ""].append((case["amount"] or 0, _amount(case, other)))
    label = desk.rules().codes["stage"].label
    return [_cost(label(stage) or "没有学段", amounts) for stage, amounts in sorted(found.items())]


def _cost(stage: str, amounts: Sequence[tuple[int, int | None]]) -> Cost:
    then = sum(now if other is None else other for now, other in amounts)
    unknown = sum(other is None for _, other in amounts)
    return Cost(stage, len(amounts), sum(now for now, _ in amounts), then, unknown)


def _amount(case: Mapping[str, Any], other: Rules) -> int | None:
    band = relief_bands.band(case, other)
    if band is None or band.kind in ("none", "plausible"):
        return None
    if band.kind == "range":
        return min(max(case["amount"] or 0, band.least), band.most)
    return band.suggested


def words(term: str, costs: Sequence[Cost]) -> str:
    """One sentence for a person; "" for a term without cases."""
    cases, open_ = sum(c.cases for c in costs), sum(c.open for c in costs)
    if not cases:
        return ""
    now, then = sum(c.now for c in costs), sum(c.then for c in costs)
    change = f"{'多' if then > now else '少'} {yuan(abs(then - now))} 元" if then != now else "不变"
    rest = f"；其中 {open_} 件没有标准可比，仍按现在的金额算" if open_ else ""
    sums = f"现在合计 {yuan(now)} 元，按这个标准 {yuan(then)} 元"
    return f"按{terms.label(term)}的 {cases} 件算：{sums}，{change}{rest}。"
