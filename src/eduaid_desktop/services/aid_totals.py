"""资助汇总: persons, person-times and fen of a term or a year, each figure with the filters that open its rows."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eduaid_desktop.domain import programmes
from eduaid_desktop.domain import terms as term_words
from eduaid_desktop.domain.money import wan, yuan
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.errors import UserError
from eduaid_desktop.services import rules as rules_
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import aid_queries

SPLITS = {
    "programme": "资助项目", "stage": "学段", "school": "学校", "village": "行政村", "household_type": "户类型",
    "term": "学期",
}  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """One line of a table: persons, times (人次), fen; unknown: rows whose amount is not known.

    counts: "times" or "persons", by which the programme itself is counted ("" where several stand together).
    filters: what open_list("aid", …) needs to show the rows behind it.
    """

    label: str
    persons: int
    times: int
    fen: int
    unknown: int
    counts: str
    filters: Mapping[str, Any]

    @property
    def counted(self) -> str:
        """829 人次, or 76 人 where the programme is counted by persons."""
        return f"{self.persons:,} 人" if self.counts == "persons" else f"{self.times:,} 人次"

    @property
    def money(self) -> str:
        """51,847.50 元."""
        return f"{yuan(self.fen)} 元"


def of_terms(
    desk: Desk, terms: Collection[str], by: str, filters: Mapping[str, Any] | None = None
) -> list[Figure]:
    """The aid of some terms split by one of SPLITS; drafts count nowhere. Raises UserError for another split.

    A loan is no aid: it stands in the split by programme alone.
    """
    if by not in SPLITS:
        raise UserError(f"不能按“{by}”汇总，可以按 {'、'.join(SPLITS.values())}。")
    rules = desk.rules()
    known = rules_.programmes(desk.store)
    without = () if by == "programme" else _loans(known)
    found = aid_queries.totals(desk.store, terms, by, filters, without)
    return [
        Figure(
            _label(by, row["value"], rules),
            row["persons"],
            row["times"],
            row["fen"],
            row["unknown"],
            _counts(known.get(row["value"])) if by == "programme" else "",
            {**(filters or {}), **_opens(by, row["value"]), **_behind(terms, without)},
        )
        for row in found
    ]


def table(desk: Desk, terms: Collection[str], by: str, split: list[Figure]) -> list[Figure]:
    """The lines by one of SPLITS or by "heading"; split: the same terms by programme."""
    if by == "heading":
        return by_heading(desk, terms, split)
    return split if by == "programme" else of_terms(desk, terms, by)


def whole(desk: Desk, terms: Collection[str], filters: Mapping[str, Any] | None = None) -> Figure:
    """The same as one line, without loans."""
    without = _loans(rules_.programmes(desk.store))
    row = aid_queries.total(desk.store, terms, filters, without)
    return Figure(
        "合计",
        row["persons"],
        row["times"],
        row["fen"],
        row["unknown"],
        "",
        {**(filters or {}), **_behind(terms, without)},
    )


def by_heading(desk: Desk, terms: Collection[str], split: Sequence[Figure] | None = None) -> list[Figure]:
    """By the heading under which summaries report a programme (学前一免一补 …), persons counted once in each.

    What ended since, or is not in force yet, keeps its heading: the lines add up to what was given.
    split: the same terms by programme, where they were asked for already; here as in scope and by_form.
    """
    split = of_terms(desk, terms, "programme") if split is None else split
    headings: dict[str, list[str]] = {}
    for entry in rules_.programmes(desk.store).values():
        headings.setdefault(entry["heading"], []).append(entry["key"])
    given = {f.filters["programme"]: f for f in split}
    found = []
    for heading, keys in headings.items():
        own = [given[key] for key in keys if key in given]
        if own:
            found.append(_together(desk, terms, heading, own))
    return found


def _together(desk: Desk, terms: Collection[str], heading: str, own: list[Figure]) -> Figure:
    keys = tuple(f.filters["programme"] for f in own)
    persons = aid_queries.persons(desk.store, terms, keys)
    counts = {f.counts for f in own}
    return Figure(
        heading,
        persons,
        sum(f.times for f in own),
        sum(f.fen for f in own),
        sum(f.unknown for f in own),
        counts.pop() if len(counts) == 1 else "times",
        {"programmes": json.dumps(keys), "terms": json.dumps([*terms])},
    )


def scope(desk: Desk, terms: Collection[str], split: Sequence[Figure] | None = None) -> str:
    """口径: what a total of these terms includes and leaves out, to stand under every table."""
    split = of_terms(desk, terms, "programme") if split is None else split
    names = "、".join(f.label for f in split)
    borrowed = _loans(rules_.programmes(desk.store))
    loans = [f for f in split if f.filters["programme"] in borrowed]
    parts = [f"口径：{'、'.join(_term_names(terms))}已登记的资助，含{names or '（没有）'}；草稿不计"]
    if loans:
        parts.append(f"其中贷款 {yuan(sum(f.fen for f in loans))} 元不是资助，不计入合计")
    if unknown := sum(f.unknown for f in split):
        parts.append(f"有 {unknown} 条没有登记金额，合计里按没有计")
    return "；".join(parts) + "。"


def by_form(desk: Desk, terms: Collection[str], split: Sequence[Figure] | None = None) -> dict[str, int]:
    """Fen by form (waiver, subsidy, in_kind, loan): what is waived, paid and given in kind is kept apart."""
    known = rules_.programmes(desk.store)
    found: dict[str, int] = dict.fromkeys(programmes.FORMS, 0)
    for figure in of_terms(desk, terms, "programme") if split is None else split:
        found[known[figure.filters["programme"]]["form"]] += figure.fen
    return found


def in_wan(figure: Figure) -> str:
    """518.414 万元, as the yearly summary states it."""
    return f"{wan(figure.fen)} 万元"


def _opens(by: str, value: str | None) -> dict[str, str]:
    return {"blank": by} if value is None else {by: value}


def _label(by: str, value: str | None, rules: Rules) -> str:
    if value is None:
        return "（没有登记）"
    if by == "term":
        return term_words.label(value)
    return rules.label(by, value) if by in ("programme", "stage", "village") else value


def _behind(terms: Collection[str], without: Collection[str]) -> dict[str, str]:
    """What the list of the rows behind a figure is narrowed by: its terms, and no loans where it counts none."""
    found = {"terms": json.dumps([*terms])}
    return found | ({"without": json.dumps([*without])} if without else {})


def _loans(known: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(key for key, entry in known.items() if entry["form"] == "loan")


def _counts(entry: Mapping[str, Any] | None) -> str:
    return str(entry["counts"]) if entry else ""


def _term_names(terms: Collection[str]) -> list[str]:
    return [term_words.label(term) for term in terms]
