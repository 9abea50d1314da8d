"""HTML tables, which many information systems hand out under the name .xls, also inside a web archive (MHTML).

Every cell is text.
"""

import re
from html.parser import HTMLParser

from eduaid_desktop.documents import formats
from eduaid_desktop.errors import UserError

Range = tuple[tuple[int, int], tuple[int, int]]
Named = tuple[str, list[list[str]], list[Range]]

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_WIDEST_SPAN = 1000


def tables(data: bytes) -> list[Named]:
    """Every outermost table as (name, rows, merged ranges). Raises UserError when there is none."""
    found = [table for page in _pages(data) for table in _found(page) if table.cells]
    if not found:
        raise UserError(
            "“{name}”是网页，里面没有表格。请用 Excel 或 WPS 打开它，另存为“Excel 工作簿（.xlsx）”后再导入。"
        )
    names = [""] if len(found) == 1 else [f"表{n + 1}" for n in range(len(found))]
    return [(name, table.rows(), table.merged) for name, table in zip(names, found, strict=True)]


def _pages(data: bytes) -> list[bytes]:
    if not data[:2048].lstrip().lower().startswith(b"mime-version:"):
        return [data]
    import email

    parts = email.message_from_bytes(data).walk()
    return [bytes(part.get_payload(decode=True)) for part in parts if part.get_content_type() == "text/html"]


def _found(page: bytes) -> "list[_Table]":
    parser = _Tables()
    parser.feed(_decoded(page))
    parser.close()
    return parser.tables


def _decoded(data: bytes) -> str:
    declared = _CHARSET.search(data[:2000])
    encoding = declared[1].decode("ascii") if declared else ""
    if encoding.lower() in {"gb2312", "gbk", "gb18030"}:
        return data.decode("gb18030", errors="replace")
    return formats.decode(data) or data.decode("utf-8", errors="replace")


class _Table:
    """A table that is being read: the cells by position, spans already taken into account."""

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], str] = {}
        self.merged: list[Range] = []
        self._taken: set[tuple[int, int]] = set()
        self._row = -1

    def start_row(self) -> None:
        self._row += 1

    def add(self, text: str, down: int, across: int) -> None:
        row = max(self._row, 0)
        column = 0
        while (row, column) in self._taken:
            column += 1
        self.cells[row, column] = text
        self._taken |= {(row + d, column + a) for d in range(down) for a in range(across)}
        if down > 1 or across > 1:
            self.merged.append(((row, column), (row + down - 1, column + across - 1)))

    def rows(self) -> list[list[str]]:
        height = max(row for row, _ in self.cells) + 1
        width = max(column for _, column in self._taken) + 1
        return [[self.cells.get((row, column), "") for column in range(width)] for row in range(height)]


class _Tables(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self._depth = 0
        self._text: list[str] | None = None
        self._spans = (1, 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.tables.append(_Table())
        elif self._depth == 1 and tag == "tr":
            self._end_cell()
            self.tables[-1].start_row()
        elif self._depth == 1 and tag in ("td", "th"):
            self._end_cell()
            given = dict(attrs)
            self._text = []
            self._spans = (_span(given.get("rowspan")), _span(given.get("colspan")))
        elif tag == "br" and self._text is not None:
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "table" and self._depth:
            if self._depth == 1:
                self._end_cell()
            self._depth -= 1
        elif self._depth == 1 and tag in ("td", "th", "tr"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    def close(self) -> None:
        super().close()
        self._end_cell()

    def _end_cell(self) -> None:
        if self._text is not None:
            self.tables[-1].add("".join(self._text).strip(), *self._spans)
            self._text = None


def _span(written: str | None) -> int:
    return min(max(int(written), 1), _WIDEST_SPAN) if written and written.strip().isdecimal() else 1
