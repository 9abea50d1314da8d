"""One sheet of somebody else's workbook as text: rows are put in, what stands below them moves down."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from eduaid_desktop.documents import sheet_scan, template_shift
from eduaid_desktop.documents.template_package import attribute, plain_text, written_text, wrong_kind
from eduaid_desktop.documents.template_shift import Stretch
from eduaid_desktop.documents.template_styles import Styles, Value
from eduaid_desktop.domain.header import column_letters
from eduaid_desktop.errors import UserError

Cells = dict[int, str]
_FIRST_DAY, _FIRST_DAY_1904 = date(1899, 12, 30), date(1904, 1, 1)
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
# A row of ours is seen, whatever a filter or a hidden example left there.
_HIDDEN = re.compile(r'\s*(?<![\w:])(?:hidden|collapsed)="[^"]*"')
_SUM = re.compile(r"SUM\(\$?([A-Z]{1,3})\$?(\d+):\$?\1\$?(\d+)\)")


@dataclass(frozen=True)
class Rows:
    """What comes into a sheet. change: where; cleared: rows of examples; values: by row, column from 0 to value."""

    change: Stretch
    values: Sequence[Mapping[int, Value]]
    cleared: frozenset[int] = frozenset()
    since_1904: bool = False


@dataclass
class _Row:
    about: str
    cells: Cells = field(default_factory=dict)


class SheetText:
    """The part of one sheet."""

    def __init__(self, text: str, styles: Styles, name: str) -> None:
        root = re.search(r"<((?:\w+:)?)worksheet\b", text)
        self._p = p = root[1] if root else ""
        found = re.search(rf"<{p}sheetData\s*(?:/>|>(.*?)</{p}sheetData>)", text, re.DOTALL)
        if root is None or found is None:
            raise UserError(wrong_kind(name))
        self._styles = styles
        self.before, self.after = text[: found.start()], text[found.end() :]
        self._row = re.compile(rf"<{p}row\b([^>]*?)(?:/>|>(.*?)</{p}row>)", re.DOTALL)
        self._cell = re.compile(rf"<{p}c\b([^>]*?)(?:/>|>(.*?)</{p}c>)", re.DOTALL)
        self._formula = re.compile(rf"<{p}f\b([^>]*?)(?:/>|>(.*?)</{p}f>)", re.DOTALL)
        self._rows = self._read(found[1] or "")
        self._bases: dict[tuple[str, str, int], int] = {}
        self._single_formulas()

    @property
    def merged(self) -> list[str]:
        """The merged areas as they are written, such as A1:C1."""
        return [attribute(tag, "ref") for tag in re.findall(rf"<{self._p}mergeCell\b[^>]*>", self.after)]

    def formulas(self) -> dict[tuple[int, int], str]:
        """Row and column (from 0) to the formula there, without its equals sign."""
        return {
            (number, column): plain_text(found[2] or "")
            for number, row in self._rows.items()
            for column, cell in row.cells.items()
            if (found := self._formula.search(cell))
        }

    def format(self, number: int, column: int) -> int:
        """The number of the format of a cell, of its row or its column where it has none."""
        row = self._rows.get(number, _Row(""))
        about = self._cell.fullmatch(row.cells.get(column, ""))
        own = attribute(about[1], "s") if about else ""
        return int(own or attribute(row.about, "s") or self._format_of_column(column) or 0)

    def fill(self, rows: Rows) -> str:
        """The whole part with these rows in it."""
        change, made = rows.change, dict[int, _Row]()
        for number, row in self._rows.items():
            inside = change.first <= number and (change.foot is None or number < change.foot)
            cells = {c: self._kept(cell, change, inside) for c, cell in row.cells.items()}
            moved = change.row(number)
            if number in rows.cleared:
                cells = {c: self._bare(cell, number, c) for c, cell in cells.items()}
            elif moved != number:
                cells = {c: _placed(cell, moved) for c, cell in cells.items()}
            made[moved] = _Row(row.about, {c: self._with_sum(cell, rows) for c, cell in cells.items()})
        for number, values in enumerate(rows.values, change.first):
            made[number] = self._data_row(number, values, made, rows)
        filled = "".join(self._written_row(number, row) for number, row in sorted(made.items()))
        return f"{self._head(change)}<{self._p}sheetData>{filled}</{self._p}sheetData>{self._tail(change)}"

    def _data_row(
        self, number: int, values: Mapping[int, Value], made: Mapping[int, _Row], rows: Rows
    ) -> _Row:
        """A row of ours: the cells that stand there, or copies of the first row's, with the values on top."""
        first = rows.change.first
        own = number == first or self._has_room(number, rows.change)
        row = made.get(number, _Row("")) if own else _Row("")
        model = self._rows.get(first, _Row(""))
        there = {} if number in rows.cleared else row.cells
        cells = {
            c: there.get(c) or self._copied(cell, number, c, first)
            for c, cell in {**model.cells, **there}.items()
            if c not in values
        }
        about = _HIDDEN.sub("", row.about or model.about)
        for column, value in values.items():
            base = self._base(there.get(column) or model.cells.get(column, ""), about, column)
            cells[column] = self._written(number, column, value, base, rows)
        return _Row(about, cells)

    def _base(self, cell: str, about: str, column: int) -> int:
        """The format that a cell of ours begins with."""
        key = cell, about, column
        if key not in self._bases:
            match = self._cell.fullmatch(cell)
            own = match and attribute(match[1], "s")
            self._bases[key] = int(own or attribute(about, "s") or self._format_of_column(column) or 0)
        return self._bases[key]

    def _has_room(self, number: int, change: Stretch) -> bool:
        """Whether the template has a row there of its own, which keeps its format."""
        return number in self._rows and (change.foot is None or number < change.foot)

    def _kept(self, cell: str, change: Stretch, inside: bool) -> str:
        """A cell of the template: its formula speaks of the same rows as before, and has to be calculated again."""
        found = self._formula.search(cell)
        if found is None:
            return cell
        written = change.formula(found[2] or "", here=True, widened=not inside)
        area = re.sub(r'(\bref=")([^"]*)', lambda m: m[1] + change.areas(m[2], widened=False), found[1])
        return template_shift.without_result(
            cell.replace(found[0], f"<{self._p}f{area}>{written}</{self._p}f>")
        )

    def _copied(self, cell: str, number: int, column: int, first: int) -> str:
        """A cell of the first row for another one: the format, and a formula as if filled down."""
        bare, found = self._bare(cell, number, column), self._formula.search(cell)
        if found is None or "t=" in found[1]:
            return bare
        letters = column_letters(column)
        here, there = f"{letters}{first + 1}", f"{letters}{number + 1}"
        written = template_shift.filled_down(found[2] or "", here, there)
        return f"{bare[:-2]}><{self._p}f>{written}</{self._p}f></{self._p}c>"

    def _bare(self, cell: str, number: int, column: int) -> str:
        """The format of a cell without what stands in it."""
        about = self._cell.fullmatch(cell)
        style = attribute(about[1], "s") if about else ""
        return f'<{self._p}c r="{column_letters(column)}{number + 1}"' + (
            f' s="{style}"/>' if style else "/>"
        )

    def _written(self, number: int, column: int, value: Value, base: int, rows: Rows) -> str:
        p, style = self._p, self._styles.of(base, value)
        head = f'<{p}c r="{column_letters(column)}{number + 1}" s="{style}"'
        if isinstance(value, str):
            inside = f'<{p}t xml:space="preserve">{_escaped(value)}</{p}t>'
            return f'{head} t="inlineStr"><{p}is>{inside}</{p}is></{p}c>'
        if isinstance(value, date):
            value = (value - (_FIRST_DAY_1904 if rows.since_1904 else _FIRST_DAY)).days
        return f"{head}><{p}v>{value}</{p}v></{p}c>"

    def _written_row(self, number: int, row: _Row) -> str:
        inside = "".join(cell for _, cell in sorted(row.cells.items()))
        rest = re.sub(r'\s*(?<![\w:])r="[^"]*"', "", row.about).strip()
        return f'<{self._p}row r="{number + 1}"' + (f" {rest}" if rest else "") + f">{inside}</{self._p}row>"

    def _with_sum(self, cell: str, rows: Rows) -> str:
        """What a viewer that does not calculate shows of a plain sum over our rows."""
        found = self._formula.search(cell) if "SUM(" in cell else None
        told = _SUM.fullmatch(plain_text(found[2] or "")) if found else None
        if found is None or told is None:
            return cell
        top, bottom = int(told[2]) - 1, int(told[3]) - 1
        if top < rows.change.first or bottom > rows.change.last:
            return cell
        column = sheet_scan.column(told[1])
        values = [
            row.get(column) for row in rows.values[top - rows.change.first : bottom - rows.change.first + 1]
        ]
        total = sum(value for value in values if isinstance(value, int | Decimal))
        return cell.replace(found[0], f"{found[0]}<{self._p}v>{total}</{self._p}v>")

    def _head(self, change: Stretch) -> str:
        head = re.sub(rf"<{self._p}dimension\b[^>]*/>", "", self.before)
        return template_shift.in_tags(
            head, "selection|pane|sheetView", "sqref|activeCell|topLeftCell", change, widened=False
        )

    def _tail(self, change: Stretch) -> str:
        tail = self._merges(change)
        tail = template_shift.in_tags(
            tail,
            "dataValidation|conditionalFormatting|autoFilter|ignoredError|protectedRange",
            "sqref|ref",
            change,
        )
        tail = template_shift.in_tags(tail, "hyperlink|cellWatch", "ref|r", change, widened=False)
        tail = template_shift.in_formulas(tail, "formula|formula1|formula2|f", change, here=True)
        tail = re.sub(r"(<xm:sqref>)([^<]*)(</)", lambda m: f"{m[1]}{change.areas(m[2])}{m[3]}", tail)
        tail = re.sub(
            rf'(<{self._p}brk\b[^>]*?\bid=")(\d+)(?="[^>]*\bmax="1638\d")',
            lambda m: f"{m[1]}{change.row(int(m[2]))}",
            tail,
        )
        return template_shift.in_anchors(tail, change)

    def _merges(self, change: Stretch) -> str:
        """Merged cells move; what is merged across in the first row of the data is so in every row that came in."""
        p, merged = self._p, self.merged
        if not merged:
            return self.after
        made = [change.areas(each, widened=False) for each in merged]
        across = [m for m in (_across(each, change.first) for each in merged) if m]
        for number in range(change.first + 1, change.last + 1):
            made += [f"{left}{number + 1}:{right}{number + 1}" for left, right in across]
        if made == merged:
            return self.after
        areas = dict.fromkeys(made)
        told = "".join(f'<{p}mergeCell ref="{each}"/>' for each in areas)
        whole = f'<{p}mergeCells count="{len(areas)}">{told}</{p}mergeCells>'
        return re.sub(rf"<{p}mergeCells\b.*?</{p}mergeCells>", lambda m: whole, self.after, flags=re.DOTALL)

    def _format_of_column(self, column: int) -> str:
        for tag in re.findall(rf"<{self._p}col\b[^>]*>", self.before):
            if int(attribute(tag, "min") or 0) <= column + 1 <= int(attribute(tag, "max") or 0):
                return attribute(tag, "style")
        return ""

    def _read(self, inside: str) -> dict[int, _Row]:
        found: dict[int, _Row] = {}
        number = -1
        for match in self._row.finditer(inside):
            number = int(attribute(match[1], "r") or number + 2) - 1
            cells: Cells = {}
            for cell in self._cell.finditer(match[2] or ""):
                place = attribute(cell[1], "r")
                cells[sheet_scan.column(place) if place else len(cells)] = cell[0]
            found[number] = _Row(re.sub(r'\s*\bspans="[^"]*"', "", match[1]), cells)
        return found

    def _single_formulas(self) -> None:
        """Formulas that several cells share are written out in each, so that each can be moved."""
        p, masters = self._p, dict[str, tuple[str, str]]()
        for number, row in self._rows.items():
            for column, cell in row.cells.items():
                found = self._formula.search(cell) if "shared" in cell else None
                if found is None or attribute(found[1], "t") != "shared":
                    continue
                place, key = f"{column_letters(column)}{number + 1}", attribute(found[1], "si")
                if found[2]:
                    masters[key] = found[2], place
                if key in masters:
                    words, origin = masters[key]
                    told = template_shift.filled_down(words, origin, place)
                    row.cells[column] = cell.replace(found[0], f"<{p}f>{told}</{p}f>")


def _across(area: str, first: int) -> tuple[str, str] | None:
    """The columns of an area that is merged across in one row, the first of the data."""
    found = re.fullmatch(r"([A-Z]+)(\d+):([A-Z]+)(\d+)", area)
    return (found[1], found[3]) if found and found[2] == found[4] == str(first + 1) else None


def _placed(cell: str, number: int) -> str:
    """A cell of another row in this one."""
    return re.sub(r'^(<[^>]*?\br="[A-Z]+)\d+"', rf'\g<1>{number + 1}"', cell, count=1)


def _escaped(value: str) -> str:
    """What XML cannot hold is written as the file format has it (_x000D_), and so is a text that looks like that."""
    if "_x" in value:
        value = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", value)
    return written_text(_UNWRITABLE.sub(lambda m: f"_x{ord(m[0]):04X}_", value))
