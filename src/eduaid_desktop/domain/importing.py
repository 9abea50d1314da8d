"""What can be imported: an ImportKind names the columns of a table that clerks bring and its checks."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
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
        return Cleaner(self, rules)(raw)

    def clean_field(self, field: Field, raw: Any, rules: Rules) -> tuple[Any, list[Problem]]:
        """One cell: its value and what is to be said about it."""
        if isinstance(raw, Unread):
            value, found = None, [raw.problem(field)]
        else:
            value, found = field.clean(raw, rules)
        if found and field.name in self.spare and any(p.blocking for p in found):
            return None, [_left_empty(p) if p.blocking else p for p in found]
        return value, found


class _Memory(dict[str, tuple[Any, list[Problem]]]):
    """What the texts of one column mean: most columns of a long table say the same few things."""

    def __init__(self, kind: ImportKind, field: Field, rules: Rules) -> None:
        super().__init__()
        self._field, self._rules = field, rules
        self.clean: Callable[[Any], tuple[Any, list[Problem]]] = partial(kind.clean_field, field, rules=rules)
        self.of_nothing = self.clean(None)

    def __missing__(self, raw: str) -> tuple[Any, list[Problem]]:
        answer = self._field.clean(raw, self._rules)
        if answer[1]:
            answer = self.clean(raw)
        if len(self) < _REMEMBERED:
            self[raw] = answer
        return answer


# In a column that says more than this, little comes again.
_REMEMBERED = 5000


class Cleaner:
    """ImportKind.clean for the rows of one table."""

    def __init__(self, kind: ImportKind, rules: Rules) -> None:
        self._kind, self._rules = kind, rules
        self._memories = {f.name: self._memory(f) for f in kind.fields}
        self._empty = {name: memory.of_nothing[0] for name, memory in self._memories.items()}
        self._plans: dict[tuple[str, ...], list[tuple[str, _Memory]]] = {}
        self._of_document: dict[str, _Memory] = {}

    def __call__(self, raw: Raw) -> tuple[Values, list[Problem]]:
        """One row as ImportKind.clean gives it."""
        values: Values = self._empty.copy()
        problems: list[Problem] = []
        raw = self._kind.prepare(raw)
        columns = tuple(raw)
        for name, memory in self._plans.get(columns) or self._plan(columns):
            cell = raw.get(name)
            if name == "id_number" and (document := values.get("id_type")):
                memory = self._of_document.get(document) or self._numbers(document)
            if cell is None:
                values[name], found = memory.of_nothing
            elif type(cell) is str:
                values[name], found = memory[cell]
            else:
                values[name], found = memory.clean(cell)
            if found:
                problems += found
        problems += self._kind.check_row(values, raw, self._rules)
        return self._kind.complete(values, raw), problems

    def _memory(self, field: Field) -> _Memory:
        return _Memory(self._kind, field, self._rules)

    def _plan(self, columns: tuple[str, ...]) -> list[tuple[str, _Memory]]:
        """The fields to look at in rows with these cells: what is not there and need not be is as good as read."""
        there = {*columns}
        found = [(n, m) for n, m in self._memories.items() if n in there or m.of_nothing[1]]
        self._plans[columns] = found
        return found

    def _numbers(self, document: str) -> _Memory:
        """The ID numbers of a kind of document."""
        (field,) = (f for f in self._kind.fields if f.name == "id_number")
        found = self._of_document[document] = self._memory(field.of_document(document))
        return found


def _left_empty(problem: Problem) -> Problem:
    """The rule's code is dropped with the severity: it would say that the row is refused."""
    return replace(problem, message=f"{problem.message}本栏暂时留空。", severity=NOTE, rule="")


def written_id_number(raw: Raw) -> str:
    """The ID number as written, when it has 18 characters and could be compared with; else ""."""
    written = raw.get("id_number")
    if not isinstance(written, str):
        return ""
    number = text.compact(written)
    if len(number) == 18 and number.isascii() and number[:17].isdecimal():
        return number
    number = number[:18] if len(number) in (20, 22) else number
    return number if len(number) == 18 and number[:17].isdecimal() else ""
