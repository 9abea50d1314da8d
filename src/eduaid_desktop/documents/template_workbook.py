"""Filling an empty workbook of somebody else: rows go below its header, everything else stays as it is to the byte.

The parts of the file are patched as text, because openpyxl would drop text boxes, controls, extended rules and
calculated values of a workbook that it loads (measured). Whoever calls reads the result back and compares.
"""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial
from xml.sax.saxutils import escape, unescape

from eduaid_desktop.documents.sheet_writer import escaped
from eduaid_desktop.domain.header import column_letters
from eduaid_desktop.errors import UserError

# A text, a whole number, or an amount in yuan.
Value = str | int | Decimal
_LARGEST = 20 * 1024 * 1024
_TEXT_FORMAT, _MONEY_FORMAT = 49, 2
_TWO_DECIMALS = {2, 4, 7, 8, 39, 40, 43, 44}
_ATTRIBUTE = r'\b{}="([^"]*)"'


def blank(headings: Sequence[str], widths: Sequence[float]) -> bytes:
    """An empty workbook with one header row, for an office whose bank gave none."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "代发明细"
    sheet.append(list(headings))
    for place, wide in enumerate(widths, 1):
        cell = sheet.cell(1, place)
        cell.font, cell.alignment = Font(bold=True), Alignment(horizontal="center")
        sheet.column_dimensions[get_column_letter(place)].width = wide
    sheet.freeze_panes = "A2"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def fill(data: bytes, name: str, sheet: str, first: int, rows: Sequence[Mapping[int, Value]]) -> bytes:
    """The workbook with rows (column from 0 to value) from row first (from 0) on.

    Text stays text, amounts are numbers with two decimals; each cell keeps the format that the template gives its
    place, or its first row. Raises UserError for a workbook that is no .xlsx or .xlsm, or has not that sheet.
    """
    parts = _parts(data, name)
    place = _place_of(parts, sheet, name)
    styles = _Styles(parts.get("xl/styles.xml", b"").decode("utf-8"), name)
    filled = _Sheet(parts[place].decode("utf-8"), styles, name).fill(first, rows)
    changed = {place: filled.encode(), "xl/styles.xml": styles.text.encode()}
    if re.search(r"<(?:\w+:)?f[ >/]", filled):
        changed["xl/workbook.xml"] = _recalculated(parts["xl/workbook.xml"].decode("utf-8")).encode()
    return _zipped(data, changed)


def _parts(data: bytes, name: str) -> dict[str, bytes]:
    """The parts of the file that are looked at. Raises UserError where it is none that can be filled."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            wanted = [i for i in file.infolist() if i.filename.endswith((".xml", ".rels"))]
            if sum(info.file_size for info in wanted) > _LARGEST:
                raise UserError(f"“{name}”太大，不像一张空表。请用银行给的空白模板。")
            parts = {info.filename: file.read(info) for info in wanted}
    except (zipfile.BadZipFile, RuntimeError, OSError, EOFError) as wrong:
        raise UserError(_wrong_kind(name)) from wrong
    if "xl/workbook.xml" not in parts or "xl/styles.xml" not in parts:
        raise UserError(_wrong_kind(name))
    return parts


def _wrong_kind(name: str) -> str:
    return (
        f"“{name}”不是 .xlsx 表格，不能往里填。请用 Excel 或 WPS 打开它，另存为 .xlsx（没有密码）后再放进来。"
    )


def _place_of(parts: Mapping[str, bytes], sheet: str, name: str) -> str:
    """The path of a sheet's part by its name."""
    book, links = (parts[p].decode("utf-8") for p in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"))
    for tag in re.findall(r"<(?:\w+:)?sheet\b[^>]*>", book):
        if unescape(_attribute(tag, "name"), {"&quot;": '"', "&apos;": "'"}) == sheet:
            wanted = re.search(r'\b\w+:id="([^"]*)"', tag)
            for link in re.findall(r"<(?:\w+:)?Relationship\b[^>]*>", links):
                if wanted and _attribute(link, "Id") == wanted[1]:
                    target = _attribute(link, "Target")
                    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    raise UserError(f"“{name}”里没有工作表“{sheet}”。请重新把银行的空表放进来。")


class _Sheet:
    """The part of one sheet as text."""

    def __init__(self, text: str, styles: "_Styles", name: str) -> None:
        root = re.search(r"<((?:\w+:)?)worksheet\b", text)
        prefix = root[1] if root else ""
        found = re.search(rf"<{prefix}sheetData\s*(?:/>|>(.*?)</{prefix}sheetData>)", text, re.DOTALL)
        if root is None or found is None:
            raise UserError(_wrong_kind(name))
        self._text, self._prefix, self._data, self._styles = text, prefix, found, styles
        self._row = re.compile(rf"<{prefix}row\b([^>]*?)(?:/>|>(.*?)</{prefix}row>)", re.DOTALL)
        self._cell = re.compile(rf"<{prefix}c\b([^>]*?)(?:/>|>(.*?)</{prefix}c>)", re.DOTALL)

    def fill(self, first: int, rows: Sequence[Mapping[int, Value]]) -> str:
        """The text with these rows from row first (from 0) on."""
        there = self._rows()
        model = self._cells(there.get(first, ("", ""))[1])
        for number, values in enumerate(rows, first):
            about, inside = there.get(number, there.get(first, ("", "")))
            cells = model | self._cells(inside) if number in there else dict(model)
            written = {c: self._written(number, c, v, cells.get(c, ""), about) for c, v in values.items()}
            kept = {c: self._moved(cell, number, c) for c, cell in cells.items()}
            there[number] = about, "".join(cell for _, cell in sorted({**kept, **written}.items()))
        p = self._prefix
        data = "".join(
            f"<{p}row{_at(about, number + 1)}>{inside}</{p}row>"
            for number, (about, inside) in sorted(there.items())
        )
        before, after = self._text[: self._data.start()], self._text[self._data.end() :]
        before = re.sub(rf"<{p}dimension\b[^>]*/>", "", before)
        return f"{before}<{p}sheetData>{self._without_results(data)}</{p}sheetData>{after}"

    def _rows(self) -> dict[int, tuple[str, str]]:
        """By number from 0: the attributes of a row, and its cells as text."""
        found: dict[int, tuple[str, str]] = {}
        for match in self._row.finditer(self._data[1] or ""):
            number = int(_attribute(match[1], "r") or len(found) + 1) - 1
            found[number] = re.sub(r'\s*\bspans="[^"]*"', "", match[1]), match[2] or ""
        return found

    def _cells(self, inside: str) -> dict[int, str]:
        found: dict[int, str] = {}
        for match in self._cell.finditer(inside):
            place = _attribute(match[1], "r")
            found[_column(place) if place else len(found)] = match[0]
        return found

    def _moved(self, cell: str, number: int, column: int) -> str:
        """A cell that the row brings along; of one of another row only the format."""
        place = f"{column_letters(column)}{number + 1}"
        about = self._cell.fullmatch(cell)
        if about is None or _attribute(about[1], "r") == place:
            return cell
        style = _attribute(about[1], "s")
        return f'<{self._prefix}c r="{place}"' + (f' s="{style}"' if style else "") + "/>"

    def _written(self, number: int, column: int, value: Value, cell: str, about: str) -> str:
        match = self._cell.fullmatch(cell)
        base = (
            (match and _attribute(match[1], "s")) or _attribute(about, "s") or self._style_of_column(column)
        )
        p, place = self._prefix, f"{column_letters(column)}{number + 1}"
        style = self._styles.of(int(base or 0), value)
        head = f'<{p}c r="{place}" s="{style}"'
        if isinstance(value, str):
            words = escape(escaped(value))
            return f'{head} t="inlineStr"><{p}is><{p}t xml:space="preserve">{words}</{p}t></{p}is></{p}c>'
        return f"{head}><{p}v>{value}</{p}v></{p}c>"

    def _style_of_column(self, column: int) -> str:
        for tag in re.findall(rf"<{self._prefix}col\b[^>]*>", self._text[: self._data.start()]):
            if int(_attribute(tag, "min") or 0) <= column + 1 <= int(_attribute(tag, "max") or 0):
                return _attribute(tag, "style")
        return ""

    def _without_results(self, data: str) -> str:
        """What formulas gave for the empty table is no longer true; the program that opens it calculates."""
        p = self._prefix
        return self._cell.sub(partial(_without_result, f"<{p}f", rf"<{p}v>.*?</{p}v>"), data)


def _without_result(formula: str, result: str, cell: re.Match[str]) -> str:
    return re.sub(result, "", cell[0], flags=re.DOTALL) if formula in (cell[2] or "") else cell[0]


class _Styles:
    """The formats of the workbook; one that lacks what a value needs is copied and added."""

    def __init__(self, text: str, name: str) -> None:
        self.text = text
        root = re.search(r"<((?:\w+:)?)styleSheet\b", text)
        self._prefix = p = root[1] if root else ""
        self._list = re.compile(rf"<{p}cellXfs\b[^>]*>(.*?)</{p}cellXfs>", re.DOTALL)
        found = self._list.search(text)
        if found is None:
            raise UserError(_wrong_kind(name))
        self._formats = re.findall(rf"<{p}xf\b[^>]*?(?:/>|>.*?</{p}xf>)", found[1], re.DOTALL)
        self._known: dict[tuple[int, int], int] = {}

    def of(self, base: int, value: Value) -> int:
        """The number of a format like base in which this value stands whole."""
        if isinstance(value, int) or base >= len(self._formats):
            return base
        wanted = _TEXT_FORMAT if isinstance(value, str) else _MONEY_FORMAT
        now = int(_attribute(self._formats[base], "numFmtId") or 0)
        fits = now == _TEXT_FORMAT if wanted == _TEXT_FORMAT else self._two_decimals(now)
        if fits:
            return base
        if (base, wanted) not in self._known:
            self._known[base, wanted] = self._add(self._formats[base], wanted)
        return self._known[base, wanted]

    def _two_decimals(self, number: int) -> bool:
        own = re.search(rf'<(?:\w+:)?numFmt\b[^>]*numFmtId="{number}"[^>]*>', self.text)
        return number in _TWO_DECIMALS or bool(own and "0.00" in _attribute(own[0], "formatCode"))

    def _add(self, like: str, wanted: int) -> int:
        made = re.sub(r'\s*\bapplyNumberFormat="[^"]*"', "", like)
        made = re.sub(r'\bnumFmtId="[^"]*"', f'numFmtId="{wanted}" applyNumberFormat="1"', made, count=1)
        self._formats.append(made)
        p = self._prefix
        whole = f'<{p}cellXfs count="{len(self._formats)}">{"".join(self._formats)}</{p}cellXfs>'
        self.text = self._list.sub(lambda match: whole, self.text, count=1)
        return len(self._formats) - 1


def _recalculated(book: str) -> str:
    """The workbook's part, asking whoever opens it to calculate its formulas."""
    if found := re.search(r"<((?:\w+:)?)calcPr\b([^>]*?)/>", book):
        rest = re.sub(r'\s*\bfullCalcOnLoad="[^"]*"', "", found[2])
        return book.replace(found[0], f'<{found[1]}calcPr{rest} fullCalcOnLoad="1"/>')
    ends = list(re.finditer(r"</((?:\w+:)?)(?:sheets|externalReferences|definedNames)>", book))
    last = ends[-1]
    return f'{book[: last.end()]}<{last[1]}calcPr fullCalcOnLoad="1"/>{book[last.end() :]}'


def _zipped(data: bytes, changed: Mapping[str, bytes]) -> bytes:
    """The same file with some parts changed."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info, changed.get(info.filename, old.read(info)), zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _attribute(tag: str, name: str) -> str:
    found = re.search(_ATTRIBUTE.format(name), tag)
    return found[1] if found else ""


def _at(about: str, number: int) -> str:
    """The attributes of a row, for the row of this number."""
    rest = re.sub(r'\s*\br="[^"]*"', "", about).strip()
    return f' r="{number}"' + (f" {rest}" if rest else "")


def _column(place: str) -> int:
    """2 for C7."""
    number = 0
    for letter in re.sub(r"[^A-Z]", "", place):
        number = number * 26 + ord(letter) - 64
    return number - 1
