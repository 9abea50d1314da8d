"""What can be imported: an ImportKind names the columns of a table that clerks bring and its checks."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from eduaid_desktop.domain import text
from eduaid_desktop.domain.fields import Field, Values
from eduaid_desktop.domain.problems import NOTE, Problem
from eduaid_desktop.domain.rules import Rules

Raw = Mapping[str, Any]
RowCheck = Callable[[Values, Raw, Rules], Iterator[Problem]]
Around = Callable[[str, str], Mapping[str, Any]]
TableCheck = Callable[[Sequence[Values], Rules], Iterator[tuple[int, Problem]]]


@dataclass(frozen=True)
class Unread:
    """Stands for a cell that holds something the reader could not read: "formula" or "error"."""

    why: str

    def problem(self, field: Field) -> Problem:
        """What to do about it."""
        if self.why == "formula":
            words = "是没有计算结果的公式。请用 Excel 或 WPS 打开后保存一次，再导入。"
        else:
            words = "是错误值（如 #N/A）。请在表中改正后再导入。"
        return Problem(field.name, f"{field.label}：单元格{words}")


def _no_checks(*_: Any) -> Iterator[Any]:
    return iter(())


@dataclass(frozen=True)
class ImportKind:
    """A kind of table.

    signature: the fields without whose columns a table is not of this kind; one_of: of these it has
    at least one. foreign: words of headings that show that a table is of another kind. spare: fields
    that are left empty, with a note, when they cannot be read, instead of refusing the row. by_term:
    whether the rows belong to one term.

    prepare parts cells that hold two things. complete fills in what other cells of the row tell. check_row
    sees the cleaned values and what was written. check_table sees the values of all rows of a file, may
    complete them by what other rows tell, and yields (index of the row, Problem).

    around: what the name of the sheet and the words around the table say about every row that has no column
    for it. carried: the fields of a household that stand once beside its children. summed: the fields whose
    printed totals are added up again.
    """

    name: str
    title: str
    fields: tuple[Field, ...]
    signature: frozenset[str]
    by_term: bool = False
    one_of: frozenset[str] = frozenset()
    foreign: tuple[str, ...] = ()
    spare: frozenset[str] = frozenset()
    complete: Callable[[Values, Raw], Values] = lambda values, raw: values
    check_row: RowCheck = _no_checks
    check_table: TableCheck = _no_checks
    prepare: Callable[[Raw], Raw] = lambda raw: raw
    around: Around = lambda sheet, words: {}
    carried: tuple[str, ...] = ()
    summed: tuple[str, ...] = ()

    def clean(self, raw: Raw, rules: Rules) -> tuple[Values, list[Problem]]:
        """One row: every field cleaned, checked as written, then completed. Returns (values, problems)."""
        values: Values = {}
        problems: list[Problem] = []
        raw = self.prepare(raw)
        for field in self.fields:
            asked = field.of_document(values.get("id_type"))
            values[field.name], found = self._clean_field(asked, raw.get(field.name), rules)
            problems += found
        problems += self.check_row(values, raw, rules)
        return self.complete(values, raw), problems

    def _clean_field(self, field: Field, raw: Any, rules: Rules) -> tuple[Any, list[Problem]]:
        if isinstance(raw, Unread):
            value, found = None, [raw.problem(field)]
        else:
            value, found = field.clean(raw, rules)
        if field.name in self.spare and any(p.blocking for p in found):
            return None, [_left_empty(p) if p.blocking else p for p in found]
        return value, found


def _left_empty(problem: Problem) -> Problem:
    """The rule's code is dropped with the severity: it would say that the row is refused."""
    return replace(problem, message=f"{problem.message}本栏暂时留空。", severity=NOTE, rule="")


def written_id_number(raw: Raw) -> str:
    """The ID number as written, when it has 18 characters and could be compared with; else ""."""
    written = raw.get("id_number")
    if not isinstance(written, str):
        return ""
    number = text.compact(written)
    number = number[:18] if len(number) in (20, 22) else number
    return number if len(number) == 18 and number[:17].isdecimal() else ""
