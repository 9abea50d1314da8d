"""Reading workbooks that clerks bring: what a file is is decided by its bytes, never by its name.

The parsing runs in a process of its own (reader_process), bounded in time and memory: a library that
panics, aborts or never ends on a damaged file cannot take the window down.
"""

import hashlib
import marshal
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from eduaid_desktop.documents import formats
from eduaid_desktop.errors import UserError

Cell = str | int | float | bool | date | datetime | None
Range = tuple[tuple[int, int], tuple[int, int]]

_LARGEST = 200 * 1024 * 1024
_DAMAGED = (
    "无法读取“{name}”，文件可能已损坏。请用 Excel 或 WPS 打开它，另存为“Excel 工作簿（.xlsx）”后再导入。"
)
_SLOW = "读取“{name}”超过 {seconds} 秒，已停止。请用 Excel 或 WPS 打开它，删去多余的空白行列，另存为新文件后再导入。"


@dataclass(frozen=True)
class Sheet:
    """One sheet. rows[r][c] is the cell in Excel row r+1, column c+1; leading empty rows are kept.

    Empty cells are None, dates are date or datetime. merged holds ((row, column), (row, column)) with
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
    """A file that was read: xlsx (also .xlsm), xlsb, xls, ods, csv or html, and the hash of its bytes."""

    format: str
    sheets: tuple[Sheet, ...]
    sha256: str


def read(path: Path, *, timeout: float = 120) -> Workbook:
    """Read a whole workbook within timeout seconds. Raises UserError when it is none or cannot be read."""
    return parse(_bytes(path), path.name, timeout=timeout)


def parse(data: bytes, name: str, *, timeout: float = 120) -> Workbook:
    """The same of a workbook's bytes; name: what it is called in sentences."""
    kind = formats.recognise(data, name)
    answer = _ask(kind, data, name, timeout)
    if "refused" in answer:
        raise UserError(answer["refused"].format(name=name))
    sheets = tuple(_sheet(each) for each in answer["sheets"])
    if not sheets:
        raise UserError(_DAMAGED.format(name=name))
    return Workbook(kind, sheets, hashlib.sha256(data).hexdigest())


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST:
            raise UserError(
                f"“{path.name}”超过 200 MB，无法导入。请拆成几个小文件，或删去其中的图片后再导入。"
            )
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


def command() -> list[str]:
    """The command that starts the reader process: in a built program the program itself."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--reader"]
    return [sys.executable, "-P", "-m", "eduaid_desktop.documents.reader_process"]


def _ask(kind: str, data: bytes, name: str, timeout: float) -> dict[str, Any]:
    """Hand the bytes to a reader process and wait for what it found."""
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    try:
        done = subprocess.run(
            [*command(), kind], input=data, capture_output=True, timeout=timeout, creationflags=flags
        )
    except subprocess.TimeoutExpired:
        raise UserError(_SLOW.format(name=name, seconds=round(timeout))) from None
    if done.returncode != 0:
        raise UserError(_DAMAGED.format(name=name))
    answer: dict[str, Any] = marshal.loads(done.stdout)
    return answer


def _sheet(found: dict[str, Any]) -> Sheet:
    rows = found["rows"]
    for row, column, written in found["dates"]:
        moment = datetime.fromisoformat(written)
        rows[row][column] = moment if "T" in written else moment.date()
    return Sheet(
        found["name"],
        rows,
        found["merged"],
        found["hidden_rows"],
        found["hidden_columns"],
        found["unread"],
        found["visible"],
    )
