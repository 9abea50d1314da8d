"""Filling somebody else's workbook: every value as the template dictates it, and every cell read back and compared."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from eduaid_desktop.documents import reader, template_validation, template_workbook
from eduaid_desktop.documents.reader import Sheet, Workbook
from eduaid_desktop.documents.template_shift import Stretch
from eduaid_desktop.documents.template_styles import Look, Value
from eduaid_desktop.documents.template_workbook import Shape
from eduaid_desktop.domain.fields import Field
from eduaid_desktop.domain.header import column_letters
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.templates import kept
from eduaid_desktop.services.templates.kept import FIXED, Template
from eduaid_desktop.services.templates.kinds import kind_of
from eduaid_desktop.services.templates.reading import STARS
from eduaid_desktop.services.templates.values import Column, unit_of

# A record by the names of the fields of the kind: fen, ISO dates, words of choices, texts.
Record = Mapping[str, Any]
_NAMES = ("姓名", "payee_name", "name")
_MOST_SAID = 6
_SUM = re.compile(r"(?:SUM|SUBTOTAL)\((?:9,|109,)?\$?([A-Z]{1,3})\$?(\d+):\$?\1\$?(\d+)\)")
# By sheet: row and column to what is calculated there.
Formulas = Mapping[str, Mapping[tuple[int, int], str]]


@dataclass(frozen=True)
class Filled:
    """The written workbook. findings: what the template does not allow, or requires and we do not have."""

    data: bytes = field(repr=False)
    rows: int
    findings: tuple[str, ...] = ()

    def require_allowed(self, anyway: bool) -> None:
        """Raises Refused for values that the template forbids, unless they are to be written all the same."""
        if self.findings and not anyway:
            more = f"（共 {len(self.findings)} 处）" if len(self.findings) > 1 else ""
            raise Refused(
                f"模板不允许{more}：{'；'.join(self.findings[:_MOST_SAID])}。请先改正；确实要这样写的，选“仍然照写”。",
                "anyway",
            )


def build(desk: Desk, template: Template, records: Sequence[Record]) -> Filled:
    """The workbook with these records. Raises UserError when it reads back as anything else than was put in."""
    empty = kept.content(desk, template)
    before, rules = reader.parse(empty, template.name), desk.rules()
    columns, findings, rows = columns_of(template, empty, before), [], list[dict[int, Value]]()
    for number, record in enumerate(records, 1):
        cells: dict[int, Value] = {}
        for place, (name, column) in columns.items():
            raw = name[1:] if name.startswith(FIXED) else record.get(name)
            value, wrong = column.write(raw, rules)
            if value is not None:
                cells[place] = value
            if wrong:
                findings.append(f"第 {number} 行 {_who(record)}：{wrong}")
        rows.append(cells)
    known = template_workbook.formulas(empty, template.name, _names(before))
    findings += _sums(template, known[template.place.sheet], len(rows))
    data = template_workbook.fill(empty, template.name, template.place, rows)
    _require_same(before, data, template, rows, known)
    return Filled(data, len(rows), tuple(findings))


def columns_of(template: Template, empty: bytes, book: Workbook) -> dict[int, tuple[str, Column]]:
    """Column to the name of its field, and how it is written. book: the empty workbook as it was read."""
    place, name = template.place, template.name
    fields = {f.name: f for f in kind_of(template.kind).table.fields}
    sheet = next((s for s in book.sheets if s.name == place.sheet), Sheet("", []))
    header = next((r for r in range(place.first - 1, 0, -1) if r not in sheet.hidden_rows), place.first - 1)
    shape: Shape = template_workbook.shape(empty, name, place.sheet, header, place.first, [*template.columns])
    rules = template_validation.rules(empty, name, book.sheets, place.sheet, place.first)
    above = sheet.rows[: place.first]
    unit = unit_of(" ".join(str(cell) for row in above for cell in row if isinstance(cell, str)))
    found = {}
    for column, field_name in template.columns.items():
        look = shape.headings.get(column, Look())
        starred = any(STARS.search(str(row[column])) for row in above if column < len(row) and row[column])
        example = sheet.rows[place.first][column : column + 1] if place.first < len(sheet.rows) else []
        known = fields.get(field_name, Field(field_name, field_name))
        found[column] = field_name, Column(
            known, template.headings.get(column, ""), shape.cells.get(column, Look()), rules.get(column),
            str(example[0] or "") if example else "", unit, starred or (look.red and look.grey),
        )  # fmt: skip
    return found


def _who(record: Record) -> str:
    return next((str(record[n]) for n in _NAMES if record.get(n)), "")


def _require_same(
    before: Workbook, data: bytes, template: Template, rows: Sequence[Mapping[int, Value]], known: Formulas
) -> None:
    """Read the written file as they will: our cells as they were put in, all others as the template has them."""
    change = template.place.stretch(len(rows))
    after = reader.parse(data, template.name)
    if _names(before) != _names(after):
        raise UserError(_differs(template, "工作表", "、".join(_names(before))))
    for old, new in zip(before.sheets, after.sheets, strict=True):
        ours = dict(enumerate(rows, change.first)) if new.name == change.sheet else {}
        for number, values in ours.items():
            for column, value in values.items():
                if not _equal(_at(new, number, column), value):
                    raise UserError(_differs(template, f"{column_letters(column)}{number + 1}", str(value)))
        for number, column, cell in _theirs(old, template, change, known[old.name]):
            if column not in ours.get(number, {}) and (_at(new, number, column) or None) != (cell or None):
                raise UserError(_differs(template, f"{column_letters(column)}{number + 1}", str(cell)))


def _theirs(
    old: Sheet, template: Template, change: Stretch, formulas: Collection[tuple[int, int]]
) -> Iterator[tuple[int, int, object]]:
    """Row and column in the written file and content of every cell of the template that stays as it is."""
    here = old.name == change.sheet
    for number, cells in enumerate(old.rows):
        if here and number in template.place.cleared:
            continue
        for column, cell in enumerate(cells):
            if (number, column) not in formulas:
                yield change.row(number) if here else number, column, cell


def _sums(template: Template, formulas: Mapping[tuple[int, int], str], count: int) -> Iterator[str]:
    """Sums below the data that do not take in every row of it: the template would show a wrong total."""
    change = template.place.stretch(count)
    for (row, column), words in formulas.items():
        found = _SUM.fullmatch(change.formula(words, here=True))
        if change.foot is None or row < change.foot or found is None:
            continue
        top, bottom = int(found[2]) - 1, int(found[3]) - 1
        if bottom <= change.last and not (top <= change.first and bottom == change.last):
            yield (
                f"表尾 {column_letters(column)}{change.row(row) + 1} 的合计公式 {found[0]} 没有包括全部 {count} 行，"
                "请在模板的表头与表尾之间留空行，并让公式包括它们"
            )


def _names(book: Workbook) -> list[str]:
    return [sheet.name for sheet in book.sheets]


def _at(sheet: Sheet, number: int, column: int) -> object:
    row = sheet.rows[number] if number < len(sheet.rows) else []
    return row[column] if column < len(row) else None


def _equal(cell: object, value: Value) -> bool:
    if isinstance(value, str):
        return cell == value
    if isinstance(value, date):
        return (cell.date() if isinstance(cell, datetime) else cell) == value
    return isinstance(cell, int | float) and Decimal(str(cell)) == Decimal(value)


def _differs(template: Template, place: str, value: str) -> str:
    return (
        f"按“{template.name}”写出的文件读回来不一样（单元格 {place} 应为“{value}”），没有写出。"
        "请用 Excel 或 WPS 把对方的空表另存一次，重新放进来；或改用别的模板。"
    )
