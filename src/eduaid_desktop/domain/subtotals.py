"""Printed subtotals and totals against the rows they stand under; a sum is never data."""

from collections.abc import Iterator, Mapping
from typing import Any

from eduaid_desktop.domain.importing import ImportKind, Unread
from eduaid_desktop.domain.problems import WARN, Problem
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.domain.table import Table

Sums = Mapping[int, int]


def check(table: Table, read: Mapping[int, Mapping[str, Any]], rules: Rules) -> Iterator[tuple[int, Problem]]:
    """(Excel row of the printed sum, what is wrong with it).

    read: Excel row -> cleaned values, refused rows among them, because the sum on paper counts them too. A sum is
    right when it is that of the rows since the sum before it, or that of the whole table.
    """
    for name in table.kind.summed if table.sums else ():
        if name in table.columns:
            yield from _check(
                table, name, {row: values.get(name) or 0 for row, values in read.items()}, rules
            )


def _check(table: Table, name: str, amounts: Sums, rules: Rules) -> Iterator[tuple[int, Problem]]:
    written = {row: cells[name] for row, cells in table.rows}
    before = 0
    for row, cells in table.sums:
        since = [r for r in amounts if before < r < row]
        printed = _printed(table.kind, name, cells[name], rules)
        both = sum(amounts[r] for r in since), sum(amounts.values())
        if printed is not None and printed not in both:
            right = both[0] if table.kind_of(row) == "subtotal" else both[1]
            counted = since if table.kind_of(row) == "subtotal" else list(amounts)
            as_text = [r for r in counted if isinstance(written.get(r), str) and amounts[r]]
            if sum(amounts[r] for r in as_text) != right - printed:
                as_text = []
            yield row, _wrong(table.kind, name, printed, right, as_text, rules)
        before = row


def _printed(kind: ImportKind, name: str, cell: Any, rules: Rules) -> int | None:
    field = next(f for f in kind.fields if f.name == name)
    value: int | None = None if isinstance(cell, Unread) else field.clean(cell, rules)[0]
    return value


def _wrong(
    kind: ImportKind, name: str, printed: int, right: int, as_text: list[int], rules: Rules
) -> Problem:
    field = next(f for f in kind.fields if f.name == name)
    shown = [field.shown(value, rules) for value in (printed, right)]
    words = f"{field.label}：表中的合计是 {shown[0]}，各行相加是 {shown[1]}，请核对。"
    if as_text:
        rows = "、".join(str(r) for r in as_text)
        words += f"第 {rows} 行的数填成了文字，表中的公式没有把它加进去。"
    return Problem(name, words, WARN, "W_SUBTOTAL")
