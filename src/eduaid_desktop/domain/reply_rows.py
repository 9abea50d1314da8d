"""Which line of a batch a row of a reply belongs to, and which of its cells say something else than was sent."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from eduaid_desktop.domain import alike, id_number, text
from eduaid_desktop.domain.alike import CASE_SHAPE, code_key
from eduaid_desktop.domain.batch import BY_NAME, NAMES, PLACES
from eduaid_desktop.domain.batch_check import FileRow
from eduaid_desktop.domain.reply import Sent, Touched

# A cell that was damaged is passed over where these say who the child is: one of the numbers, or all three.
_NUMBERS, _TOGETHER = ("申请编号", "身份证号"), ("姓名", "账号", "乡镇建议金额")
_LEAST_PART = 10


class Finder:
    """Finds lines by 申请编号, else by 身份证号, else, where both are damaged, by the name and what is left of them or
    the account; only where there is no second one.
    """

    def __init__(self, lines: Sequence[Sent]) -> None:
        self._lines = lines
        self._by_number = _only(lines, lambda line: code_key(line.case_no))
        self._by_id = _only(lines, lambda line: code_key(line.id_number))
        self._by_account = _only(lines, lambda line: _name_and_account(line.name, cell_of(line, "账号")))

    def of(self, row: FileRow) -> Sent | None:
        """The line that a row is about, None for a stranger."""
        number, name = code_key(row["申请编号"]), text.without_spaces(text.name(row["姓名"]))
        found = self._by_number.get(number) or self._by_id.get(_id_key(row["身份证号"]))
        if found or CASE_SHAPE.fullmatch(number) or not id_number.fault(_id_key(row["身份证号"])):
            return found
        return self._damaged(row, name) or self._by_account.get(_name_and_account(name, row["账号"]))

    def _damaged(self, row: FileRow, name: str) -> Sent | None:
        """By a number of which a part is left, and the name."""
        found = [
            line
            for line in (self._lines if name else ())
            if text.without_spaces(line.name) == name and _is_part_of(line, row)
        ]
        return found[0] if len(found) == 1 else None


def _is_part_of(line: Sent, row: FileRow) -> bool:
    for column, whole in zip(_NUMBERS, (line.case_no, line.id_number), strict=True):
        cell = row.cells.get(column)
        enough = isinstance(cell, float) or len(code_key(row[column])) >= _LEAST_PART
        if cell is not None and whole and enough and alike.damage(column, whole, cell):
            return True
    return False


def _only(lines: Sequence[Sent], key: Callable[[Sent], str]) -> dict[str, Sent]:
    found: dict[str, list[Sent]] = defaultdict(list)
    for line in lines:
        if known := key(line):
            found[known].append(line)
    return {known: own[0] for known, own in found.items() if len(own) == 1}


def _id_key(written: str) -> str:
    key = code_key(written)
    return id_number.expand(key) if len(key) == 15 and key.isdigit() else key


def _name_and_account(name: str, account: str) -> str:
    key = code_key(account)
    return f"{text.without_spaces(name)} {key}" if name and key else ""


def cell_of(line: Sent, column: str) -> str:
    """What was sent in a column."""
    return line.cells[PLACES[column]]


def touched(line: Sent, row: FileRow) -> Iterator[Touched]:
    """The machine cells of a row, of the columns it has, that say something else than what was sent."""
    for name, old in zip(NAMES, line.cells, strict=True):
        if name in row.cells and (name in row.unread or not alike.same(name, old, row.cells[name])):
            harmless = "" if name in row.unread else alike.damage(name, old, row.cells[name])
            yield Touched(line.case_no, line.name, row.number, name, old, row[name], harmless, row.sheet)


def certain(row: FileRow, found: Sequence[Touched]) -> bool:
    """Whether a row is the child's without any doubt, though a program damaged some of its cells."""
    wrong = {each.column for each in found}
    right = {
        name for name in (*_NUMBERS, *_TOGETHER) if not _empty(row.cells.get(name)) and name not in wrong
    }
    return any(name in right for name in _NUMBERS) or right.issuperset(_TOGETHER)


def _empty(cell: Any) -> bool:
    return cell is None or not text.tidy(cell)


def is_frozen(each: Touched) -> bool:
    """Whether the cell says who the child is, how much, or to which account."""
    return BY_NAME[each.column].frozen
