"""控辍保学: who is of compulsory age, whether she is at school, and tables of them that add up.

Source: section 9 of the domain rules. A child stands in exactly one place of every table, so that its rows, its columns
and the list behind it have one sum.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eduaid_desktop.domain import terms

Child = Mapping[str, Any]
# The stages of compulsory schooling: primary and junior.
COMPULSORY = ("2", "3")
PLACES = ("in_county", "in_province", "other_province")
# 就读方式 of children who need not come, and of those who do not come though the roll has them (domain 7.5).
EXCUSED = ("免学", "缓学", "休学")
LEFT = ("疑似辍学", "辍学", "毕业", "转出")
# How disabled children are taught (domain 9.2), without those who need not come.
TAUGHT = ("普通就读", "随班就读", "特教学校", "普校特教班", "送教上门")
AT_SCHOOL, AWAY, OPEN = "at_school", "excused", "open"
# 健康状况 of the household base.
_DISABLED = "残疾"


def born(window: Mapping[str, Any], term: str) -> tuple[str, str]:
    """The first and the last birth date (ISO) of an age window, full years on 31 August before the term."""
    year = int(terms.school_year(term)[:4])
    return f"{year - window['max'] - 1}-09-01", f"{year - window['min']}-08-31"


def standing(child: Child) -> str:
    """AT_SCHOOL, AWAY for those exempt, deferred or on leave, OPEN for whoever has to be looked for."""
    if child["enrolment_id"] is None or child["placement"] in LEFT:
        return OPEN
    return AWAY if child["placement"] in EXCUSED else AT_SCHOOL


def doubt(child: Child) -> str:
    """What the records say of a child that has to be looked for."""
    if child["enrolment_id"] is not None:
        words = [f"名册写“{child['placement']}”"]
    else:
        words = ["学籍名册里没有", f"户籍写“{child['student_state']}”" if child["student_state"] else ""]
    return "；".join(filter(None, (*words, child["remark"])))


def is_disabled(child: Child) -> bool:
    """By her certificate, or by what the household base says of her health."""
    return bool(child["disability_kind"] or child["disability_number"] or child["health"] == _DISABLED)


def is_placed(child: Child) -> bool:
    """Whether she stands in the table of placements: she is disabled, or is taught or excused in a way of her own."""
    ordinary = child["placement"] in (None, TAUGHT[0], *LEFT)
    return is_disabled(child) or (child["enrolment_id"] is not None and not ordinary)


@dataclass(frozen=True)
class Table:
    """How many children are of which row and column; both know every key that a child can have."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: Mapping[tuple[str, str], int]

    def count(self, row: str | None = None, column: str | None = None) -> int:
        """Of a row and a column; None for all of them."""
        rows = self.rows if row is None else (row,)
        columns = self.columns if column is None else (column,)
        return sum(self.counts.get((r, c), 0) for r in rows for c in columns)

    def line(self, row: str | None = None) -> list[int]:
        """A row column by column, its sum at the end; None for the sums."""
        return [*(self.count(row, column) for column in self.columns), self.count(row)]


def table(
    children: Iterable[Child],
    row: Callable[[Child], str],
    column: Callable[[Child], str],
    rows: Sequence[str] = (),
    columns: Sequence[str] = (),
) -> Table:
    """Count children; rows, columns: those that are shown though nobody is of them, in their order, others behind."""
    counts = Counter((row(child), column(child)) for child in children)
    found = [
        dict.fromkeys([*known, *sorted(k[n] for k in counts)]) for n, known in enumerate((rows, columns))
    ]
    return Table(tuple(found[0]), tuple(found[1]), counts)


def by_class(pupils: Iterable[Child]) -> dict[tuple[str, str], list[Child]]:
    """Pupils by grade and class."""
    found: dict[tuple[str, str], list[Child]] = {}
    for child in pupils:
        found.setdefault((child["grade"] or "", child["class_name"] or ""), []).append(child)
    return found
