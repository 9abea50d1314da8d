"""银行模板: the empty workbooks that banks want filled, as shipped or dropped in, and what stands in which column."""

import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from eduaid_desktop.documents import reader, template_workbook
from eduaid_desktop.domain import header, roles, text
from eduaid_desktop.domain.header import Header, column_letters
from eduaid_desktop.domain.payment_list import TEMPLATE
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.paths import resources
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.importing import mappings
from eduaid_desktop.store import payment_queries as queries
from eduaid_desktop.store.store import Row

# template.kind of workbooks for payments.
KIND = "payment"
_LONGEST_NAME = 40
_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LABELS = {each.name: each.label for each in TEMPLATE.fields}
# Any header will do to begin with; what it lacks is told.
_ANY = replace(TEMPLATE, signature=frozenset(), one_of=frozenset(_LABELS))


@dataclass(frozen=True)
class Template:
    """key: what it is asked for by; id: None for one that is shipped. first: the row (from 0) below its header.

    columns: field of domain.payment_list.TEMPLATE to column from 0. headings: column to its words.
    """

    key: str
    name: str
    sheet: str
    first: int
    columns: Mapping[str, int]
    headings: Mapping[int, str]
    id: int | None = None
    suffix: str = ".xlsx"

    def told(self) -> str:
        """户名 → 户名、账号 → 账号."""
        return "、".join(
            f"{self.headings.get(c, column_letters(c))} → {_LABELS[n]}" for n, c in self.columns.items()
        )


@dataclass(frozen=True)
class Read:
    """A workbook that was looked at. missing: labels of what no column takes; in_the_way: cells below the header.

    empty: headings that no field fills. data: its bytes.
    """

    template: Template
    missing: tuple[str, ...]
    in_the_way: tuple[str, ...]
    empty: tuple[str, ...]
    data: bytes = field(repr=False)

    @property
    def why_not(self) -> str:
        """Why it cannot be taken, "" when it can."""
        if self.missing:
            return f"没有认出{'、'.join(self.missing)}的列。请指明哪一列是它，或改好模板的表头。"
        if self.in_the_way:
            return f"表头下面还有内容：{'、'.join(self.in_the_way)}。请在模板里删去这些行（如示例行、合计行）再放进来。"
        return ""


def templates(desk: Desk) -> list[Template]:
    """The office's own, the newest first, then those that are shipped."""
    own = [_of_row(row) for row in reversed(desk.store.select("template", kind=KIND))]
    return [*own, *_shipped()]


def find(desk: Desk, wanted: str = "") -> Template:
    """A template by its key or name, the first of all when "". Raises UserError when there is none."""
    offered = templates(desk)
    found = next((t for t in offered if wanted in ("", t.key, t.name)), None)
    if found is None:
        raise UserError(f"没有名为“{wanted}”的银行模板。可用：{'、'.join(t.name for t in offered)}。")
    return found


def content(desk: Desk, template: Template) -> bytes:
    """The empty workbook of a template."""
    return _blank(template.key) if template.id is None else queries.template_file(desk.store, template.id)


def look(desk: Desk, path: Path, columns: Mapping[str, str] | None = None) -> Read:
    """What an empty workbook asks for, before it is taken in.

    columns: heading or letters of a column → field, its label, or 不读, where the guess is wrong; what was said of
    the same header before is remembered. Raises UserError for a file that cannot be filled.
    """
    book, data = reader.read(path), path.read_bytes()
    said = mappings.resolve(book.sheets, columns or {}, _ANY, {})
    found = [(head, sheet) for sheet in book.sheets if (head := _head(desk, sheet, said.get(sheet.name)))]
    if not found:
        raise UserError(f"“{path.name}”里没有认出表头（要有户名、账号、金额等列）。请选择银行给的空表。")
    head, sheet = max(found, key=lambda pair: len(pair[0].columns))
    # Told now, not when the list is to be sent.
    template_workbook.fill(data, path.name, sheet.name, head.last + 1, [])
    suffix = ".xlsm" if path.suffix.lower() == ".xlsm" else ".xlsx"
    made = Template("", path.stem, sheet.name, head.last + 1, head.columns, head.headings, suffix=suffix)
    missing = tuple(_LABELS[name] for name in _LABELS if name in TEMPLATE.signature - head.columns.keys())
    return Read(made, missing, tuple(_in_the_way(sheet, head)), tuple(h for _, h in head.unmapped()), data)


def add(desk: Desk, path: Path, name: str = "", columns: Mapping[str, str] | None = None) -> Template:
    """Take the bank's empty workbook in, with what stands in which column; one of the same name is replaced.

    Raises UserError as look does, Refused where it lacks a column or is not empty.
    """
    desk.store.require_writer()
    found = look(desk, path, columns)
    if found.why_not:
        raise Refused(f"“{path.name}”{found.why_not}")
    called = text.tidy(name or path.stem)[:_LONGEST_NAME]
    made = found.template
    about = {"columns": dict(made.columns), "headings": {str(c): h for c, h in made.headings.items()}}
    about["suffix"] = made.suffix
    row = {"kind": KIND, "name": called, "sheet": made.sheet, "header_row": made.first}
    kept = {"name": path.name, "media_type": _MEDIA_TYPE, "sha256": hashlib.sha256(found.data).hexdigest()}
    with desk.change(f"放入银行模板“{called}”", role=(roles.CLERK, roles.REVIEWER)) as change:
        for old in change.select("template", kind=KIND, name=called):
            change.withdraw("template", old["id"])
        told = {"fields": json.dumps(about, ensure_ascii=False), "added_on": desk.today().isoformat()}
        number = change.insert("template", {**row, **told})
        change.insert(
            "attachment", {**kept, "content": found.data, "owner_table": "template", "owner_id": number}
        )
    return _of_row(desk.store.get("template", number))


def remove(desk: Desk, template: Template) -> None:
    """Offer a template of the office's own no longer. Raises Refused for one that is shipped."""
    if template.id is None:
        raise Refused(f"“{template.name}”是出厂的模板，不能撤下。")
    with desk.change(f"撤下银行模板“{template.name}”", role=(roles.CLERK, roles.REVIEWER)) as change:
        change.withdraw("template", template.id)


def _head(desk: Desk, sheet: "reader.Sheet", said: Mapping[int, str | None] | None) -> Header | None:
    """The header by what is said, was said of it before, and its words; of one in unknown words the widest row."""
    known = {**_remembered(desk, sheet), **(said or {})}
    return header.find(sheet.rows, sheet.merged, [_ANY], known) or _widest(sheet)


def _remembered(desk: Desk, sheet: "reader.Sheet") -> dict[int, str | None]:
    """What the columns of this very header were said to hold, the last time that it came."""
    kept = [_of_row(row) for row in reversed(desk.store.select("template", kind=KIND))]
    for headings in header.candidates(sheet.rows, sheet.merged) if kept else ():
        for known in kept:
            if dict(known.headings) == headings:
                by_column = {column: name for name, column in known.columns.items()}
                return {column: by_column.get(column) for column in headings}
    return {}


def _widest(sheet: "reader.Sheet") -> Header | None:
    rows = [
        {c: text.tidy(cell) for c, cell in enumerate(row) if isinstance(cell, str) and text.tidy(cell)}
        for row in sheet.rows
    ]
    found = max(enumerate(rows), key=lambda pair: len(pair[1]), default=(0, dict[int, str]()))
    return (
        Header(_ANY, found[0], found[0], {}, found[1]) if len(found[1]) >= len(TEMPLATE.signature) else None
    )


def _in_the_way(sheet: "reader.Sheet", head: Header) -> list[str]:
    """The cells below the header that hold something, but for serial numbers; what rows would be written over."""
    serial = head.columns.get("position")
    found = [
        f"{column_letters(c)}{r + 1}" + (f"“{text.tidy(cell)[:10]}”" if cell is not None else "的公式")
        for r, row in enumerate(sheet.rows)
        for c, cell in enumerate(row)
        if r > head.last
        and (cell not in (None, "") or (r, c) in sheet.unread)
        and not (c == serial and cell == r - head.last)
    ]
    found += [
        f"合并的{column_letters(left)}{top + 1}" for (top, left), (end, _) in sheet.merged if end > head.last
    ]
    return found[:5]


def _of_row(row: Row) -> Template:
    told: dict[str, Any] = json.loads(row["fields"])
    headings = {int(column): words for column, words in told["headings"].items()}
    return Template(
        str(row["id"]),
        row["name"],
        row["sheet"],
        row["header_row"],
        told["columns"],
        headings,
        row["id"],
        told["suffix"],
    )


@cache
def _tables() -> Sequence[Row]:
    found = tomllib.loads((resources() / "templates" / "payment.toml").read_text(encoding="utf-8"))
    return tuple(found["template"])


def _shipped() -> list[Template]:
    made = []
    for table in _tables():
        columns = {each["field"]: place for place, each in enumerate(table["columns"])}
        headings = {place: each["heading"] for place, each in enumerate(table["columns"])}
        made.append(Template(table["key"], table["name"], "代发明细", 1, columns, headings))
    return made


@cache
def _blank(key: str) -> bytes:
    columns = next(table["columns"] for table in _tables() if table["key"] == key)
    return template_workbook.blank([c["heading"] for c in columns], [c["width"] for c in columns])
