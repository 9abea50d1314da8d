"""The reader process: bytes of a file on standard input, its sheets as marshal on standard output.

A built program starts itself with --reader in the place of this module. The answer is a dict of plain
values: {"sheets": [...]} as documents.reader expects them, or {"refused": sentence with {name} in it}.
"""

import contextlib
import io
import marshal
import sys
from datetime import date, datetime
from typing import Any

from eduaid_desktop.errors import UserError

_MEMORY = 1536 * 1024 * 1024
_PASSWORD = "“{name}”设了打开密码。请用 Excel 或 WPS 打开它，去掉密码后保存，再导入。"
_UNREADABLE = (
    "无法读取“{name}”，文件可能已损坏。请用 Excel 或 WPS 打开它，另存为“Excel 工作簿（.xlsx）”后再导入。"
)

Found = dict[str, Any]


def main(arguments: list[str]) -> int:
    """Answer one request. arguments holds the format: xlsx, xlsb, xls, ods, csv or html."""
    _limit_memory()
    with open(0, "rb", closefd=False) as source, open(1, "wb", closefd=False) as target:
        answer = _answer(arguments[0], source.read())
        target.write(marshal.dumps(answer))
    return 0


def _limit_memory() -> None:
    """Windows has no such limit; there the time limit alone stops a file that grows without end."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def _answer(kind: str, data: bytes) -> Found:
    try:
        return {"sheets": _sheets(kind, data)}
    except UserError as refused:
        return {"refused": refused.sentence}
    except MemoryError:
        return {"refused": _UNREADABLE}


def _sheets(kind: str, data: bytes) -> list[Found]:
    if kind == "csv":
        from eduaid_desktop.documents import delimited

        return [_found("", delimited.rows(data))]
    if kind == "html":
        from eduaid_desktop.documents import html_table

        return [_found(name, rows, merged) for name, rows, merged in html_table.tables(data)]
    return _calamine(kind, data)


def _calamine(kind: str, data: bytes) -> list[Found]:
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [
            _worksheet(book, each)
            for each in book.sheets_metadata
            if each.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]
    except python_calamine.PasswordError:
        raise UserError(_PASSWORD) from None
    except python_calamine.CalamineError:
        raise UserError(_UNREADABLE) from None
    if kind == "xlsx":
        _scan(data, sheets)
    return sheets


def _worksheet(book: Any, about: Any) -> Found:
    sheet = book.get_sheet_by_name(about.name)
    rows = sheet.to_python(skip_empty_area=False)
    merged = [(tuple(start), tuple(end)) for start, end in sheet.merged_cell_ranges or ()]
    return _found(about.name, rows, merged, visible=str(about.visible).endswith("Visible"))


def _scan(data: bytes, sheets: list[Found]) -> None:
    from eduaid_desktop.documents import sheet_scan

    seen = sheet_scan.scan(data)
    for sheet in sheets:
        sheet.update(seen.get(sheet["name"], {}))


def _found(name: str, rows: list[list[Any]], merged: Any = (), visible: bool = True) -> Found:
    plain, dates = _plain(rows)
    return {
        "name": name,
        "rows": plain,
        "dates": dates,
        "merged": list(merged),
        "hidden_rows": set(),
        "hidden_columns": set(),
        "unread": {},
        "visible": visible,
    }


def _plain(rows: list[list[Any]]) -> tuple[list[list[Any]], list[tuple[int, int, str]]]:
    """Cells that marshal can carry; which of them are dates is told beside them."""
    dates: list[tuple[int, int, str]] = []
    carried = {str, float, int, bool}
    plain: list[list[Any]] = []
    for r, row in enumerate(rows):
        kept = [None if cell == "" else cell for cell in row]
        for c, cell in enumerate(kept):
            if cell is None or type(cell) in carried:
                continue
            if isinstance(cell, (date, datetime)):
                dates.append((r, c, cell.isoformat()))
            kept[c] = str(cell)
        plain.append(kept)
    return plain, dates


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
