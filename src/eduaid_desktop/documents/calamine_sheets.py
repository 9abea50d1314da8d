"""Sheets of xlsx, xlsb, xls and ods: their cells by calamine, and beside it a look at what calamine does not tell."""

import io
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from eduaid_desktop.documents.carrying import Carrier
from eduaid_desktop.documents.reader_run import DAMAGED, Answer
from eduaid_desktop.errors import UserError

_NO_SHEETS = "“{name}”里没有可读的工作表（只有图表或宏表）。请用 Excel 或 WPS 打开它，检查内容后再导入。"
_SAME_NAMES = "“{name}”里有两个工作表都叫“{sheet}”。请用 Excel 或 WPS 打开它，改名后另存，再导入。"
_EVERYTHING = ("formula", "error", "hidden", "merged")

Seen = dict[str | int, dict[str, Any]]


def answers(kind: str, data: bytes, carrier: Carrier, careful: bool) -> Iterator[Answer | bytes]:
    """The answers about every sheet, as reader_process gives them, and what could not be looked for.

    careful: not by calamine, which has failed.
    """
    with ThreadPoolExecutor(1) as pool:
        looking = pool.submit(_look, kind, data)
        # At an early end of the XML of an ods calamine 0.37 goes round for ever (ods.rs, read_table); expat sees it.
        if kind == "ods" and looking.result() is None:
            raise UserError(DAMAGED)
        if not careful:
            try:
                yield from _answers(data, carrier, looking)
            except _failures():
                careful = kind == "xlsx"
                if not careful:
                    raise UserError(DAMAGED) from None
                yield ("again",)
        if careful:
            from eduaid_desktop.documents import sparse_sheets

            yield from sparse_sheets.answers(data, Carrier(), lambda name: _seen(looking, -1, name))
            yield "blind", *(() if looking.result() else _EVERYTHING)


def _failures() -> tuple[type[Exception], ...]:
    import python_calamine

    return (python_calamine.CalamineError, OSError)


def _answers(data: bytes, carrier: Carrier, looking: "Future[Seen | None]") -> Iterator[Answer | bytes]:
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    for place, about in _worksheets(book):
        sheet = book.get_sheet_by_name(about.name)
        yield "height", sheet.total_height + 1
        height = yield from _rows(sheet, carrier)
        yield carrier.end(about.name, height, _about(sheet, about, _seen(looking, place, about.name)))
    yield "blind", *_blind(looking.result(), book)


def _worksheets(book: Any) -> list[tuple[int, Any]]:
    """Every sheet with cells, and its place. calamine finds sheets by name alone: of two it would show one twice."""
    import python_calamine

    wanted = python_calamine.SheetTypeEnum.WorkSheet
    found = [(place, about) for place, about in enumerate(book.sheets_metadata) if about.typ == wanted]
    if not found:
        raise UserError(_NO_SHEETS)
    name, times = Counter(about.name for _, about in found).most_common(1)[0]
    if times > 1:
        raise UserError(_SAME_NAMES.replace("{sheet}", name))
    return found


def _rows(sheet: Any, carrier: Carrier) -> Any:
    """iter_rows gives the rows from the first on, their cells from the first column that holds anything."""
    if sheet.start is None:  # iter_rows would panic (python-calamine 0.9: start().unwrap())
        return 0
    return (yield from carrier.rows(sheet.iter_rows(), left=sheet.start[1]))


def _about(sheet: Any, about: Any, seen: dict[str, Any]) -> dict[str, Any]:
    merged = [(tuple(start), tuple(end)) for start, end in sheet.merged_cell_ranges or ()]
    return {"merged": merged, "visible": str(about.visible).endswith("Visible"), **seen}


def _look(kind: str, data: bytes) -> Seen | None:
    """What calamine does not tell, by the name or the place of a sheet; None where it cannot be looked for."""
    try:
        seen: Seen = _scanner(kind)(data)
        return seen
    except MemoryError:
        raise
    except Exception:  # calamine decides whether a file can be read; what this cannot see is told as blind
        return None


def _scanner(kind: str) -> Callable[[bytes], Any]:
    if kind == "xlsx":
        from eduaid_desktop.documents import sheet_scan

        return sheet_scan.scan
    if kind == "xlsb":
        from eduaid_desktop.documents import xlsb_scan

        return xlsb_scan.scan
    if kind == "xls":
        from eduaid_desktop.documents import xls_scan

        return xls_scan.scan
    from eduaid_desktop.documents import ods_scan

    return ods_scan.scan


def _seen(looking: "Future[Seen | None]", place: int, name: str) -> dict[str, Any]:
    seen = looking.result() or {}
    return seen.get(place, seen.get(name, {}))


def _blind(seen: Seen | None, book: Any) -> tuple[str, ...]:
    """A sheet that the look did not come by is as if nobody had looked."""
    found = seen is not None and all(
        place in seen or about.name in seen for place, about in _worksheets(book)
    )
    return () if found else _EVERYTHING
