"""Saving a list as a workbook that leaves the office: masked unless asked otherwise, for a purpose, logged."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from eduaid_desktop.documents import list_workbook
from eduaid_desktop.documents.list_workbook import Heading, ListSheet, Value
from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.errors import Refused
from eduaid_desktop.services import exports, office
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.exports import Reason
from eduaid_desktop.services.list_columns import Column
from eduaid_desktop.services.lists import ListSource, cell
from eduaid_desktop.services.templates import filling
from eduaid_desktop.services.templates.filling import Record
from eduaid_desktop.services.templates.kept import Template
from eduaid_desktop.services.templates.kinds import serial_of
from eduaid_desktop.store.store import Row

# A character of a sheet is about as wide as so many pixels of the window.
_PIXELS = 7
_INTERNAL = "内部资料"
# Kinds of columns that a template is given as they are stored.
_AS_STORED = ("money", "integer", "decimal", "date")


def save(
    desk: Desk, source: ListSource, target: Path, why: Reason, *, filter: str = "", full: bool = False
) -> Path:
    """Write the rows of a list under a filter; with full its numbers stand in full, else masked.

    What is unmasked on the screen makes no difference. Raises Refused for a list that does not leave the
    office, without a purpose, and where nothing is listed.
    """
    ids = _require_rows(source, why, filter)
    data = list_workbook.build(_of_list(desk, source, ids, full))
    return exports.write(desk, _named(target, ".xlsx"), data, replace(why, rows=len(ids)))


def save_in(
    desk: Desk,
    source: ListSource,
    template: Template,
    target: Path,
    why: Reason,
    *,
    filter: str = "",
    full: bool = False,
    anyway: bool = False,
) -> Path:
    """The same in somebody else's empty workbook, as a template for this list has it.

    anyway: also where the template forbids a value. Raises Refused as save does and where the template forbids one.
    """
    ids = _require_rows(source, why, filter)
    filled = filling.build(desk, template, [*records(source, ids, full)])
    filled.require_allowed(anyway)
    return exports.write(desk, _named(target, template.suffix), filled.data, replace(why, rows=len(ids)))


def records(source: ListSource, ids: Sequence[int], full: bool) -> Iterator[Record]:
    """Rows of a list by the fields of a template for it; what is masked on paper is masked there."""
    shown = source.rows(ids, full=full)
    for number, row in enumerate(source.raw(ids), 1):
        words = shown[row["id"]]
        as_stored = {c.name: row[c.name] for c in source.columns if c.kind in _AS_STORED}
        yield {**words, **as_stored, serial_of(source.columns): number}


def _require_rows(source: ListSource, why: Reason, filter: str) -> Sequence[int]:
    if not source.kind.title:
        raise Refused("这个列表只供本单位查看，不能存为表格外发。")
    why.require()
    ids = source.ids(filter=filter)
    if not ids:
        raise Refused("列表里没有记录，没有写出。请先放宽筛选。")
    return ids


def _named(target: Path, suffix: str) -> Path:
    return target if target.suffix.lower() == suffix else target.with_name(f"{target.name}{suffix}")


def save_rows(
    desk: Desk,
    title: str,
    columns: Sequence[Column],
    rows: Sequence[Mapping[str, Any]],
    target: Path,
    why: Reason,
    *,
    full: bool = False,
) -> Path:
    """Write rows that stand in memory, as save writes those of a list: stored values by the name of their column.

    Raises Refused without a purpose and where nothing is listed.
    """
    why.require()
    if not rows:
        raise Refused("这个列表里没有记录，没有写出。")
    rules = desk.rules()
    stored = [{c.name: row.get(c.name) for c in columns} for row in rows]
    values = [
        [_value(c, row[c.name], cell(c, row[c.name], rules, full=full)) for c in columns] for row in stored
    ]
    summed = {c.name for c in columns if c.kind == "money"}
    data = list_workbook.build(_sheet(desk, title, columns, stored, values, summed, full))
    return exports.write(desk, _named(target, ".xlsx"), data, replace(why, rows=len(rows)))


def _of_list(desk: Desk, source: ListSource, ids: Sequence[int], full: bool) -> ListSheet:
    stored, shown = source.raw(ids), source.rows(ids, full=full)
    values = [[_value(c, row[c.name], shown[row["id"]][c.name]) for c in source.columns] for row in stored]
    kind = source.kind
    return _sheet(desk, kind.title, source.columns, stored, values, kind.listing.summed, full)


def _sheet(
    desk: Desk,
    title: str,
    columns: Sequence[Column],
    stored: Sequence[Row],
    values: Sequence[Sequence[Value]],
    summed: Collection[str],
    full: bool,
) -> ListSheet:
    """stored: rows by column, amounts in fen; values: their cells as written; summed: columns with a total."""
    seen = "号码为完整号码" if full else "号码已遮住"
    return ListSheet(
        title=f"{office.info(desk)['name']}{title}",
        remark=f"{spoken(desk.today().isoformat())}　共 {len(values)} 条　{seen}",
        headings=[Heading("序号", 6), *(Heading(c.title, max(c.width // _PIXELS, 8)) for c in columns)],
        rows=[[number, *cells] for number, cells in enumerate(values, 1)],
        total=["合计", *(_total(c.name, stored) if c.name in summed else None for c in columns)],
        mark=_INTERNAL if full else "",
    )


def _value(column: Column, stored: Any, shown: str) -> Value:
    if stored is None:
        return None
    if column.kind == "money":
        return Decimal(stored) / 100
    return int(stored) if column.kind == "integer" else shown


def _total(column: str, stored: Sequence[Row]) -> Decimal:
    return Decimal(sum(row[column] or 0 for row in stored)) / 100
