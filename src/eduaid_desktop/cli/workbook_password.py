"""The password that a workbook asks for: from a file, the environment or the terminal, never an argument."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from eduaid_desktop.cli import prompts
from eduaid_desktop.domain import open_phrase
from eduaid_desktop.errors import PasswordNeeded, UserError

_VARIABLE = "EDUAID_WORKBOOK_PASSWORD"
PASSWORD_FILE = click.option(
    "--password-file",
    type=click.Path(path_type=Path),
    help=f"第一行是表格打开密码的文件；或用环境变量 {_VARIABLE}",
)
PROTECT = click.option(
    "--protect", is_flag=True, help="加打开密码：Excel、WPS 打开文件时要输入；密码由程序生成"
)
PHRASE_FILE = click.option(
    "--phrase-file", type=click.Path(path_type=Path), help="自己定打开密码：写在这个文本文件的第一行"
)
Found = TypeVar("Found")


def wanted_phrase(protect: bool, phrase_file: Path | None) -> str | None:
    """None for a file that opens without, "" for a password made here, else the one in the file."""
    if phrase_file is not None:
        return first_line(phrase_file)
    return "" if protect else None


def phrase(protect: bool, phrase_file: Path | None) -> str:
    """The password of a file that keeps none, "" for a file that opens without. Raises Refused."""
    return open_phrase.chosen(wanted_phrase(protect, phrase_file))


def looked(look: Callable[[str | None], Found], password_file: Path | None) -> Found:
    """What look(password) finds; the password is that of the file, the environment, or typed where one is wanted."""
    given = given_password(password_file)
    try:
        return look(given)
    except PasswordNeeded as needed:
        if given is not None or not prompts.on_terminal():
            how = f"用 --password-file 或环境变量 {_VARIABLE} 给出它的打开密码。"
            raise UserError(f"{needed.sentence}{how}") from None
    return look(prompts.secret(_VARIABLE, "表格的打开密码"))


def given_password(password_file: Path | None) -> str | None:
    """The password in the file, else in the environment; None where neither has one."""
    return first_line(password_file) if password_file else os.environ.get(_VARIABLE)


def first_line(path: Path) -> str:
    """The password in a file. Raises UserError where there is none."""
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()[0]
    except (OSError, UnicodeDecodeError, IndexError):
        raise UserError(f"读不出“{path}”里的密码。请把密码写在这个文本文件的第一行。") from None
