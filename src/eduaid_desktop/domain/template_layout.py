"""Somebody else's empty table: where our rows go, what stands below them, and what is in their way."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eduaid_desktop.domain import table_rows, text
from eduaid_desktop.domain.header import Header, Range, Rows, column_letters

_EXAMPLE = re.compile(r"示例|样例|范例|例如|举例|填写例|\(例\)|^例[::]")
# What begins a cell of a total, a line of signatures, or a remark, however many stand beside it.
_FOOT_WORDS = re.compile(
    r"(小|合|总|共)\s*计|(填报|填表|制表|经办|审核|复核|负责|主管|分管|领导|签字|签名|签章)|联系(人|电话|方式)\s*:"
    r"|(注|备注|说明|填表说明|附注)\d?\s*[:.、]"
)
_ROW_OF_REFERENCE = re.compile(r"(?<![A-Za-z_.])\$?[A-Z]{1,3}\$?(\d+)(?![\d(])")
_FOOT = (table_rows.SUBTOTAL, table_rows.TOTAL, table_rows.FOOTER, table_rows.HEADER, table_rows.TITLE)
_MOST_TOLD = 5
# In characters; shorter ones are marks such as … or 例.
_SENTENCE = 5


@dataclass(frozen=True)
class Layout:
    """first: the first row (from 0) for data; foot: the row below them that holds something, None for none.

    examples: rows of examples above the foot; in_the_way: what keeps rows from being put there, in words.
    calculated: the columns that the table works out itself in every row.
    """

    first: int
    foot: int | None
    examples: tuple[int, ...] = ()
    in_the_way: tuple[str, ...] = ()
    calculated: tuple[int, ...] = ()


@dataclass(frozen=True)
class Below:
    """The rows of a sheet under its header. serial: the column of serial numbers, None for none.

    formulas: row and column (from 0) to what is calculated there. hidden: rows that nobody sees; those right under
    the header hold the codes by which the other side's program knows its columns, and stay.
    """

    rows: Rows
    merged: Sequence[Range]
    formulas: Mapping[tuple[int, int], str]
    head: Header
    serial: int | None
    hidden: Collection[int] = ()

    def layout(self, drop: bool = False) -> Layout:
        """drop: rows that hold something which is no foot are examples, whose content may go."""
        judge, first = table_rows.Judge(self.head, self.rows), self.head.last + 1
        while first in self.hidden and first < len(self.rows) and not self._is_empty(first):
            first += 1
        examples: list[int] = []
        wrong: list[str] = []
        foot = None
        for number in range(first, len(self.rows)):
            if self._is_empty(number):
                continue
            if self._is_foot(number, judge(self.rows[number])):
                foot = number
                break
            if drop or self._says_example(number):
                examples.append(number)
            else:
                wrong += self._cells(number)
        wrong += self._merged(first, foot)
        calculated = tuple(
            sorted({c for r, c in self.formulas if r == first and (foot is None or first < foot)})
        )
        return Layout(first, foot, tuple(examples), tuple(wrong[:_MOST_TOLD]), calculated)

    def _is_empty(self, number: int) -> bool:
        """Nothing but serial numbers, and formulas that speak of their own row."""
        left = [
            c
            for c, cell in enumerate(self.rows[number])
            if not table_rows.is_blank(cell) and (number, c) not in self.formulas
        ]
        own = all(
            {int(r) for r in _ROW_OF_REFERENCE.findall(words)} <= {number + 1}
            for (r, _), words in self.formulas.items()
            if r == number
        )
        return own and all(c == self.serial and _is_number(self.rows[number][c]) for c in left)

    def _is_foot(self, number: int, judged: str) -> bool:
        """A total, a signature, a remark: not a row of cells under the columns."""
        if judged in _FOOT or any(r == number for r, _ in self.formulas):
            return True
        across = any(top <= number <= bottom and right > left for (top, left), (bottom, right) in self.merged)
        beside = not set(self.head.columns.values()).intersection(
            c for c, cell in enumerate(self.rows[number]) if not table_rows.is_blank(cell)
        )
        if judged == table_rows.NOTE and (across or beside):
            return True
        words = [text.half_width(text.tidy(cell)) for cell in self.rows[number] if isinstance(cell, str)]
        return self._is_sentence(number) or any(_FOOT_WORDS.match(word) for word in words)

    def _is_sentence(self, number: int) -> bool:
        """Words that begin in the column of the serial numbers and have nothing beside them: 以上情况属实。"""
        filled = {c: cell for c, cell in enumerate(self.rows[number]) if not table_rows.is_blank(cell)}
        return [*filled] == [self.serial] and len(text.tidy(filled[self.serial or 0])) >= _SENTENCE

    def _says_example(self, number: int) -> bool:
        return any(
            _EXAMPLE.search(text.half_width(text.tidy(cell)))
            for cell in self.rows[number]
            if isinstance(cell, str)
        )

    def _cells(self, number: int) -> list[str]:
        return [
            f"{column_letters(c)}{number + 1}“{text.tidy(cell)[:10]}”"
            for c, cell in enumerate(self.rows[number])
            if not table_rows.is_blank(cell) and not (c == self.serial and _is_number(cell))
        ]

    def _merged(self, first: int, foot: int | None) -> list[str]:
        """Cells merged over several of the rows, or from the header or the foot into them."""
        return [
            f"合并的{column_letters(left)}{top + 1}:{column_letters(right)}{bottom + 1}"
            for (top, left), (bottom, right) in self.merged
            if bottom > top and bottom >= first and (foot is None or top < foot)
        ]


def covered(merged: Sequence[Range], row: int) -> Collection[int]:
    """The columns of a row that are hidden by a cell merged across them."""
    return {
        c
        for (top, left), (bottom, right) in merged
        if top <= row <= bottom
        for c in range(left + (0 if top < row else 1), right + 1)
    }


def _is_number(cell: Any) -> bool:
    return isinstance(cell, int | float) or (isinstance(cell, str) and cell.strip().isdecimal())
