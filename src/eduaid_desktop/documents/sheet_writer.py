"""Writing official sheets row by row, so that a long one needs no more memory than a short one.

Fonts are named, not shipped: 宋体 and 仿宋 stand on every office computer in the country.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl import Workbook

Styled = tuple[Any, str]

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
    "decision": ("仿宋", 10, False, "000000", _PALE, "center", True, "@", True),
    "decision_money": ("仿宋", 10, False, "000000", _PALE, "right", False, "#,##0.00", True),
    "decision_date": ("仿宋", 10, False, "000000", _PALE, "center", False, "yyyy-mm-dd", True),
}


class SheetWriter:
    """One sheet of a write-only workbook. Set everything that stands before the rows in the constructor."""

    def __init__(
        self,
        book: "Workbook",
        title: str,
        widths: Sequence[float],
        *,
        header_rows: str = "",
        freeze: str = "",
        landscape: bool = True,
        pages_wide: int = 1,
        mark: str = "",
    ) -> None:
        """widths in characters, header_rows such as "1:4" are repeated on every page, mark stands on top of it."""
        self.sheet: Any = book.create_sheet(title)
        self.count = 0
        for number, width in enumerate(widths, 1):
            self.sheet.column_dimensions[letter(number)].width = width
        if freeze:
            self.sheet.freeze_panes = freeze
        if header_rows:
            self.sheet.print_title_rows = header_rows
        self._set_page(landscape, pages_wide, mark)
        self._styles = _styles_of(book)

    def row(self, cells: Iterable[Styled], height: float | None = None) -> int:
        """Append a row of (value, style name); returns its number. A text stays text, also =1+1."""
        from openpyxl.cell import WriteOnlyCell

        self.count += 1
        if height:
            self.sheet.row_dimensions[self.count].height = height
        written = []
        for value, style in cells:
            formula = isinstance(value, Formula)
            cell = WriteOnlyCell(self.sheet, escaped(value.text if formula else value))
            if isinstance(value, str):
                cell.data_type = "s"
            cell._style = self._styles[style]  # type: ignore[attr-defined]
            written.append(cell)
        self.sheet.append(written)
        return self.count

    def keep_text(self) -> None:
        """Let what is typed below the rows be text too."""
        for dimension in self.sheet.column_dimensions.values():
            dimension.number_format = "@"

    def merge(self, *ranges: str) -> None:
        """Join the cells of ranges such as A1:F1 into one."""
        for each in ranges:
            self.sheet.merged_cells.add(each)

    def _set_page(self, landscape: bool, pages_wide: int, mark: str) -> None:
        """A4 with the binding edge on the left (section 12.3), the page number at the foot."""
        from openpyxl.worksheet.properties import PageSetupProperties

        sheet = self.sheet
        sheet.page_setup.paperSize = 9
        sheet.page_setup.orientation = "landscape" if landscape else "portrait"
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = pages_wide, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        margins = sheet.page_margins
        margins.left, margins.right, margins.top, margins.bottom = 28 / 25.4, 15 / 25.4, 20 / 25.4, 18 / 25.4
        sheet.print_options.horizontalCentered = True
        sheet.oddFooter.center.text = "第 &P 页　共 &N 页"
        sheet.oddHeader.right.text = mark or None or None


class Formula:
    """A formula and the value it has, so that a viewer that does not calculate shows it too."""

    def __init__(self, text: str, value: int | Decimal) -> None:
        self.text, self.value = text, value


def escaped(value: Any) -> Any:
    """A text that looks like the file format's own escape (_x0041_) is escaped, so that it comes back."""
    import re

    return re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", value) if isinstance(value, str) else value


def letter(column: int) -> str:
    """The letter of a column counted from 1."""
    from openpyxl.utils import get_column_letter

    return get_column_letter(column)


def _styles_of(book: "Workbook") -> dict[str, Any]:
    """Every style once per workbook, as openpyxl's style array."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    sheet = book.worksheets[0]
    thin = Side(style="thin", color="000000")
    frame = Border(left=thin, right=thin, top=thin, bottom=thin)
    styles = {}
    for name, (face, size, bold, colour, fill, across, wrap, number, framed) in _STYLES.items():
        cell: Any = WriteOnlyCell(sheet)
        cell.font = Font(name=face, size=size, bold=bold, color=f"FF{colour}")
        indent = 1 if framed and across == "left" else 0
        cell.alignment = Alignment(horizontal=across, vertical="center", wrap_text=wrap, indent=indent)
        cell.number_format = number
        if fill:
            cell.fill = PatternFill("solid", fgColor=f"FF{fill}")
        if framed:
            cell.border = frame
        styles[name] = cell._style
    return styles
