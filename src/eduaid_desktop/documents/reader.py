"""Reading workbooks that clerks bring: what a file is is decided by its bytes, never by its name.

The parsing runs in a process of its own (reader_process), bounded in time and memory: a library that
panics, aborts or never ends on a damaged file cannot take the window down.
"""

import hashlib
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from eduaid_desktop.documents import reader_run
from eduaid_desktop.errors import PasswordNeeded, UserError

Cell = str | int | float | bool | date | datetime | None
Range = tuple[tuple[int, int], tuple[int, int]]
Progress = Callable[[int, int], object]

_LARGEST = 200 * 1024 * 1024
_PATIENCE, _PATIENT_BYTES, _PER_SECOND = 16.0, 16 << 20, 1 << 20


@dataclass(frozen=True)
class Sheet:
    """One sheet. rows[r][c] is the cell in Excel row r+1, column c+1; leading empty rows are kept, empty rows
    and columns at the end are not. rows is there to be read: empty rows may be one and the same list, and where
    a sheet is wider than 256 columns its rows end with their last cell.

    Empty cells are None, dates are date or datetime, times and durations text (08:30:00, 26:15:00), numbers
    what the file holds, never rounded. merged holds ((row, column), (row, column)) with
    both ends included, counted from 0 like hidden_rows, hidden_columns and the keys of unread. unread
    tells which cells hold something that could not be read: "formula" (a formula that was never
    calculated) or "error" (#N/A and the like).
    """

    name: str
    rows: list[list[Cell]]
    merged: list[Range] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    unread: dict[tuple[int, int], str] = field(default_factory=dict)
    visible: bool = True


@dataclass(frozen=True)
class Workbook:
    """A file that was read: xlsx (also .xlsm), xlsb, xls, ods, csv, html or xml (2003), and the hash of
    its bytes.

    blind: what could not be looked for in this file, so that its absence in Sheet means nothing: "formula" and
    "error" (such cells may stand as empty ones or with an old value), "hidden" (rows and columns), "merged".
    """

    format: str
    sheets: tuple[Sheet, ...]
    sha256: str
    blind: tuple[str, ...] = ()


def read(
    path: Path,
    password: str | None = None,
    *,
    timeout: float | None = None,
    cancelled: Callable[[], bool] | None = None,
    progress: Progress | None = None,
) -> Workbook:
    """Read a whole workbook.

    timeout: seconds of work, as reader_run.Run explains; as it stands 16, and for a file over 16 MB one more for
    every MB over it. cancelled is asked many times a second; progress(done, total) counts rows, total those known
    so far. What either raises ends the reading. Raises PasswordNeeded without or with a wrong password, Stopped
    when cancelled, UserError when it is no workbook or cannot be read.
    """
    return parse(bytes_of(path), path.name, password, timeout=timeout, cancelled=cancelled, progress=progress)


def parse(
    data: bytes,
    name: str,
    password: str | None = None,
    *,
    timeout: float | None = None,
    cancelled: Callable[[], bool] | None = None,
    progress: Progress | None = None,
) -> Workbook:
    """The same of a workbook's bytes; name: what it is called in sentences."""
    seconds = _patience(data) if timeout is None else timeout
    run = reader_run.Run(name, password, seconds, cancelled)
    gathered = _Gathered(progress)
    try:
        gathered.take_all(run.answers(data))
    except reader_run.Died:
        if gathered.format != "xlsx":
            raise
        gathered.take_all(run.answers(data, careful=True))
    if not gathered.sheets:
        raise UserError(reader_run.DAMAGED.format(name=name))
    sha256 = hashlib.sha256(data).hexdigest()
    return Workbook(gathered.format, tuple(gathered.sheets), sha256, gathered.blind)


def stream(data: bytes, name: str) -> Iterator[tuple[int, list[list[Cell]]]]:
    """The rows of an xlsx as they are read, none of them kept: place of the sheet (from 0) and the next of its rows.

    Sheets without a cell give none. Raises UserError as read does.
    """
    place = 0
    gathered = _Gathered(None)
    with closing(reader_run.Run(name, None, _patience(data), None).answers(data)) as answers:
        for what, *held in answers:
            if what != "rows":
                gathered.take(what, held)
                place += what == "sheet"
            else:
                yield place, gathered.with_dates(*held)


def _patience(data: bytes) -> float:
    return _PATIENCE + max(len(data) - _PATIENT_BYTES, 0) / _PER_SECOND


class _Gathered:
    """What a reader process said so far."""

    def __init__(self, progress: Progress | None) -> None:
        self.format = ""
        self._progress = progress
        self._days: dict[str, date] = {}
        self._begin()

    def _begin(self) -> None:
        self.sheets: list[Sheet] = []
        self.blind: tuple[str, ...] = ()
        self._rows: list[list[Cell]] = []
        self._known = self._done = 0

    def take_all(self, answers: Generator[reader_run.Answer, None, None]) -> None:
        """Everything that one process says; the process ends with it, however it ends."""
        self._begin()
        with closing(answers):
            for what, *held in answers:
                self.take(what, held)

    def take(self, what: str, held: list[Any]) -> None:
        """One answer."""
        if what == "rows":
            self._add_rows(*held)
        elif what == "height":
            self._known = self._done + held[0]
        elif what == "sheet":
            name, about = held
            self.sheets.append(Sheet(name, self._rows, **about))
            self._rows = []
        elif what == "format":
            (self.format,) = held
        elif what == "blind":
            self.blind = tuple(held)
        elif what == "again":
            self._begin()
        elif what == "password":
            raise PasswordNeeded(*held)
        else:
            raise UserError(held[0])

    def _add_rows(self, rows: list[list[Cell]], dates: list[tuple[int, int, str]]) -> None:
        self._rows += self.with_dates(rows, dates)
        self._done += len(rows)
        if self._progress:
            self._progress(self._done, max(self._known, self._done))

    def with_dates(self, rows: list[list[Cell]], dates: list[tuple[int, int, str]]) -> list[list[Cell]]:
        """The same rows, the dates that were carried beside them in their places."""
        days = self._days
        for row, column, written in dates:
            if (day := days.get(written)) is None:
                moment = datetime.fromisoformat(written)
                day = days[written] = moment if "T" in written else moment.date()
            rows[row][column] = day
        return rows


def bytes_of(path: Path) -> bytes:
    """What a file holds. Raises UserError for none, a folder, one that cannot be read, and one over 200 MB."""
    try:
        if path.stat().st_size > _LARGEST:
            raise UserError(
                f"“{path.name}”超过 200 MB，无法导入。请拆成几个小文件，或删去其中的图片后再导入。"
            )
        if not path.is_file() and not path.is_dir():
            raise UserError(f"“{path.name}”不是普通文件，无法读取。请选择一个工作簿文件。")
        return path.read_bytes()
    except FileNotFoundError:
        raise UserError(f"找不到文件“{path.name}”。请检查它是否已改名或移走，重新选择。") from None
    except IsADirectoryError:
        raise UserError(f"“{path.name}”是文件夹。请选择其中的一个工作簿文件。") from None
    except PermissionError:
        if path.is_dir():
            raise UserError(f"“{path.name}”是文件夹。请选择其中的一个工作簿文件。") from None
        raise UserError(
            f"“{path.name}”打不开：它正被别的程序占用，或没有读取权限。请在 Excel 或 WPS 中关闭它，"
            "或复制到“文档”文件夹后再导入。"
        ) from None
    except OSError as wrong:
        raise UserError(
            f"读取“{path.name}”时出错（{wrong.strerror or wrong}）。请把它复制到本机的“文档”文件夹后再导入。"
        ) from wrong
