"""The password of a workbook: from a file, the environment or the terminal, never an argument."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from eduaid_desktop.cli import prompts
from eduaid_desktop.errors import PasswordNeeded, UserError

T = TypeVar("T")
_VARIABLE = "EDUAID_WORKBOOK_PASSWORD"


def looked(look: Callable[[str | None], T], password_file: Path | None) -> T:
    """With the password from the file, the environment or the terminal where the workbook wants one."""
    given = _first_line(password_file) if password_file else os.environ.get(_VARIABLE)
    try:
        return look(given)
    except PasswordNeeded as needed:
        if given is not None or not prompts.on_terminal():
            how = f"用 --password-file 或环境变量 {_VARIABLE} 给出它的打开密码。"
            raise UserError(f"{needed.sentence}{how}") from None
    return look(prompts.secret(_VARIABLE, "表格的打开密码"))


def _first_line(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()[0]
    except (OSError, UnicodeDecodeError, IndexError):
        raise UserError(f"读不出“{path}”里的密码。请把密码写在这个文本文件的第一行。") from None
