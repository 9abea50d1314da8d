"""Writing official sheets row by row, so that a long one needs no more memory than a short one.

Fonts are named, not shipped: 宋体 and 仿宋 stand on every office computer in the country.
"""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from itertools import chain, count
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Any, Self

from eduaid_desktop.errors import UserError

Styled = tuple[Any, str]
# Cells and the height in points, None for the height that the sheet gives.
Row = tuple[Sequence[Styled], float | None]

_GREY, _BLUE, _YELLOW, _PALE, _RED = "E7E6E6", "DDEBF7", "FFE699", "FFFBE6", "F8CBAD"
# name: font, size, bold, colour of the letters, fill, horizontal, wrapped, number format, framed
_STYLES: dict[str, tuple[str, float, bool, str, str, str, bool, str, bool]] = {
    "title": ("宋体", 18, True, "000000", "", "center", True, "@", False),
    "plain": ("仿宋", 11, False, "000000", "", "left", False, "@", False),
    "plain_center": ("仿宋", 11, False, "000000", "", "center", False, "@", False),
    "plain_right": ("仿宋", 11, False, "000000", "", "right", False, "@", False),
    "prose": ("仿宋", 11, False, "000000", "", "left", True, "@", False),
    "label": ("宋体", 11, True, "000000", _BLUE, "center", True, "@", True),
    "value": ("仿宋", 12, False, "000000", "", "left", True, "@", True),
    "head": ("宋体", 10, True, "000000", _BLUE, "center", True, "@", True),
    "head_required": ("宋体", 10, True, "C00000", _GREY, "center", True, "@", True),
    "head_conditional": ("宋体", 10, True, "C00000", "", "center", True, "@", True),
    "head_optional": ("宋体", 10, True, "000000", "", "center", True, "@", True),
    "head_decision": ("宋体", 10, True, "7F3F00", _YELLOW, "center", True, "@", True),
    "text": ("仿宋", 10, False, "000000", "", "left", True, "@", True),
    "center": ("仿宋", 10, False, "000000", "", "center", True, "@", True),
    "one_line": ("仿宋", 10, False, "000000", "", "left", False, "@", True),
    "money": ("仿宋", 10, False, "000000", "", "right", False, "#,##0.00", True),
    "number": ("仿宋", 10, False, "000000", "", "center", False, "0", True),
    # In a summary a zero is an empty cell on paper.
    "sum": ("仿宋", 10, False, "000000", "", "right", False, "#,##0.00;-#,##0.00;", True),
    "count": ("仿宋", 10, False, "000000", "", "right", False, "0;-0;", True),
    "total": ("宋体", 10, True, "000000", _GREY, "center", True, "@", True),
    "total_money": ("宋体", 10, True, "000000", _GREY, "right", False, "#,##0.00;-#,##0.00;", True),
    "total_number": ("宋体", 10, True, "000000", _GREY, "right", False, "0;-0;", True),
    "title_line": ("宋体", 11, False, "000000", "", "left", False, "@", False),
    "plain_text": ("宋体", 10, False, "000000", "", "left", False, "@", True),
    "wrong": ("宋体", 10, True, "9C0006", _RED, "left", False, "@", True),
    "doubtful": ("宋体", 10, False, "7F3F00", _YELLOW, "left", False, "@", True),
    "reason": ("宋体", 10, False, "9C0006", "", "left", True, "@", True),
    # What somebody types where nothing is written; colour and frame come from decision_columns.
    "typed": ("宋体", 10, False, "000000", "", "left", False, "@", False),
    "decision": ("仿宋", 10, False, "000000", "", "center", True, "@", False),
    "decision_money": ("仿宋", 10, False, "000000", "", "right", False, "#,##0.00", False),
    "decision_date": ("仿宋", 10, False, "000000", "", "center", False, "yyyy-mm-dd", False),
}
_FORBIDDEN_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff\ufffe\uffff]")
# In units of UTF-16, as Excel counts.
_LONGEST_NAME, _LONGEST_TEXT, _MOST_ROWS = 31, 32_767, 1_048_576
# Of a row, in points.
HIGHEST = 409
_OLDEST = datetime(1980, 1, 1)
# What XML cannot carry; tabs and line breaks it can.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Book:
    """A workbook that grows row by row in a temporary folder, so that a long one needs no more memory than a short one.

    Its bytes depend on nothing but what is put into it. Use it in a with statement.
    """

    def __init__(self, title: str = "", author: str = "", moment: str = "") -> None:
        """moment: when it is said to have been made, as 2018-06-12 09:30:00; the oldest one a file can bear if ""."""
        import xlsxwriter  # type: ignore[import-untyped]

        self._folder = TemporaryDirectory(ignore_cleanup_errors=True)
        self._path = Path(self._folder.name) / "book.xlsx"
        options = {"constant_memory": True, "tmpdir": self._folder.name}
        self._book: Any = xlsxwriter.Workbook(str(self._path), options)
        made = datetime.fromisoformat(moment) if moment else _OLDEST
        self._book.set_properties({"title": title, "author": author, "created": made})
        self.formats = {name: self._book.add_format(_properties(*style)) for name, style in _STYLES.items()}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, wrong: BaseException | None, *_: object) -> None:
        """Takes the folder away. Raises UserError where it had no room for the rows."""
        from xlsxwriter.exceptions import FileCreateError  # type: ignore[import-untyped]

        for sheet in self._book.worksheets():
            with suppress(OSError):
                sheet._opt_close()
        self._book.fileclosed = True
        self._folder.cleanup()
        if isinstance(wrong, (OSError, FileCreateError)):
            raise UserError(
                f"生成表格时不能写入临时文件夹“{gettempdir()}”（{wrong}）。请清理出磁盘空间，再导出一次。"
            ) from wrong

    def rule_style(self, colour: str) -> Any:
        """A framed cell of a colour such as #FFF2B3, for a conditional format."""
        return self._book.add_format({"bg_color": colour, "border": 1})

    def sheet(self, title: str) -> Any:
        """A new sheet; what no sheet may be called, or another one is called already, is altered."""
        from eduaid_desktop.documents.streamed_sheet import StreamedSheet

        plain = _cut(_FORBIDDEN_NAME.sub("_", title).strip("'"), _LONGEST_NAME) or "Sheet"
        known = {sheet.name.lower() for sheet in self._book.worksheets()}
        names = chain([plain], (f"{_cut(plain, _LONGEST_NAME - len(str(n)))}{n}" for n in count(1)))
        name = next(name for name in names if name.lower() not in known)
        return self._book.add_worksheet(name, StreamedSheet)

    def bytes(self) -> bytes:
        """The finished file; nothing can be added after."""
        self._book.close()
        return self._path.read_bytes()


class SheetWriter:
    """One sheet of a book, written from its first row to its last."""

    def __init__(
        self,
        book: Book,
        title: str,
        widths: Sequence[float],
        *,
        header_rows: str = "",
        freeze: str = "",
        landscape: bool = True,
        pages_wide: int = 1,
        mark: str = "",
        height: float | None = None,
    ) -> None:
        """widths in characters, header_rows such as "1:4" are repeated on every page, mark stands on top of it.

        height: of every row that is given none, in points.
        """
        self._book, self._formats = book, book.formats
        self.sheet = book.sheet(title)
        self.count = 0
        self._widths = list(widths)
        for number, width in enumerate(widths):
            self.sheet.set_column(number, number, width)
        if height:
            self.sheet.set_default_row(height)
        if freeze:
            self.sheet.freeze_panes(freeze)
        if header_rows:
            first, last = header_rows.split(":")
            self.sheet.repeat_rows(int(first) - 1, int(last) - 1)
        self._set_page(landscape, pages_wide, mark)

    def row(self, cells: Iterable[Styled], height: float | None = None) -> int:
        """Append a row of (value, style name); returns its number. A text stays text, also =1+1.

        Raises UserError for a text that no workbook can hold: with a control character, or above 32,767 characters.
        """
        pairs = list(cells)
        return self.fill([value for value, _ in pairs], [style for _, style in pairs], height)

    def fill(self, values: Sequence[Any], styles: Sequence[str], height: float | None = None) -> int:
        """The same with the values apart from their styles, which for the rows of a long sheet are always the same."""
        at = self.count
        if at == _MOST_ROWS:
            raise UserError("一张工作表放不下 104 万行以上。请缩小范围，分几次导出。")
        _require_writable(values)
        if height:
            self.sheet.set_row(at, height)
        write_text, formats = self.sheet.write_text, self._formats
        for column, (value, style) in enumerate(zip(values, styles, strict=True)):
            if value.__class__ is str and value:
                write_text(at, column, value, formats[style])
            else:
                self._write_other(at, column, value, formats[style])
        self.count = at + 1
        return self.count

    def _write_other(self, row: int, column: int, value: Any, style: Any) -> None:
        if value is None or value == "":
            self.sheet.write_blank(row, column, None, style)
        elif isinstance(value, Formula):
            self.sheet.write_formula(row, column, value.text, style, value.value)
        else:
            self.sheet.write_number(row, column, value, style)

    def style_column(self, column: int, style: str) -> None:
        """How the cells of a column (from 1) look that are never written, down to the last row there can be."""
        self.sheet.set_column(column - 1, column - 1, self._widths[column - 1], self._formats[style])

    def rule_style(self, colour: str) -> Any:
        """A framed cell of a colour such as #FFF2B3, for a conditional format."""
        return self._book.rule_style(colour)

    def keep_text(self) -> None:
        """Let what is typed below the rows be text too."""
        for number in range(1, len(self._widths) + 1):
            self.style_column(number, "typed")

    def merge(self, *ranges: str) -> None:
        """Join the cells of ranges such as A1:F1 into one."""
        from xlsxwriter.utility import xl_cell_to_rowcol  # type: ignore[import-untyped]

        for each in ranges:
            first, last = each.split(":")
            # merge_range would write the cells once more, and in a streamed sheet rows are written once.
            self.sheet.merge.append([*xl_cell_to_rowcol(first), *xl_cell_to_rowcol(last)])

    def _set_page(self, landscape: bool, pages_wide: int, mark: str) -> None:
        """A4 with the binding edge on the left (section 12.3), the page number at the foot."""
        sheet = self.sheet
        sheet.set_paper(9)
        (sheet.set_landscape if landscape else sheet.set_portrait)()
        sheet.fit_to_pages(pages_wide, 0)
        sheet.set_margins(28 / 25.4, 15 / 25.4, 20 / 25.4, 18 / 25.4)
        sheet.center_horizontally()
        sheet.set_footer("&C第 &P 页　共 &N 页")
        if mark:
            sheet.set_header("&R" + mark.replace("&", "&&"))


class Formula:
    """A formula and the value it has, so that a viewer that does not calculate shows it too."""

    def __init__(self, text: str, value: int | Decimal | str) -> None:
        self.text, self.value = text, value


def lines_of(words: str, width: float) -> int:
    """How many lines a wrapped text in 10 points takes in a column this many characters wide, rather one too many.

    A sheet that nobody opens in Excel before printing does not fit its rows by itself.
    """
    room = max(int(width) - 1, 2)
    return -(-len(words.encode("gb18030", "replace")) // room)


def letter(column: int) -> str:
    """The letter of a column counted from 1."""
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def _cut(name: str, units: int) -> str:
    return name.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore").rstrip("'")


def _require_writable(values: Iterable[Any]) -> None:
    """One look at the whole row; only where it finds something the cells are looked at."""
    texts = [value for value in values if isinstance(value, str)]
    whole = "".join(texts)
    if len(whole) <= _LONGEST_TEXT // 2 and not _UNWRITABLE.search(whole):
        return
    for text in texts:
        if found := _UNWRITABLE.search(text):
            raise UserError(
                f"“{_UNWRITABLE.sub('□', text)[:40]}”里有表格文件不能保存的字符（U+{ord(found[0]):04X}，"
                "上面显示为 □）。请在记录里删去它，再导出一次。"
            )
        if len(text.encode("utf-16-le")) // 2 > _LONGEST_TEXT:
            raise UserError(
                f"“{text[:20]}……”超过 32,767 字，表格的一格放不下。请在记录里缩短它，再导出一次。"
            )


def _properties(
    face: str,
    size: float,
    bold: bool,
    colour: str,
    fill: str,
    across: str,
    wrap: bool,
    number: str,
    framed: bool,
) -> dict[str, Any]:
    """A style in the words of XlsxWriter."""
    given = {"font_name": face, "font_size": size, "bold": bold, "font_color": f"#{colour}", "align": across}
    given |= {"valign": "vcenter", "text_wrap": wrap, "num_format": number, "border": int(framed)}
    given |= {"indent": 1} if framed and across != "center" else {}
    return given | ({"bg_color": f"#{fill}"} if fill else {})
