"""Names and secrets of the command line: from the environment or typed on a terminal, never an argument.

What is asked goes to the error stream, so that the answer of a verb stands alone on the output.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from eduaid_desktop.domain import recovery_code, roles
from eduaid_desktop.errors import LoginNeeded, Refused, UserError

if TYPE_CHECKING:
    from eduaid_desktop.services.desk import Desk
    from eduaid_desktop.services.encryption import First
    from eduaid_desktop.services.logins import WayIn

_TRIES = 3


def on_terminal() -> bool:
    """Whether there is somebody to ask."""
    return sys.stdin is not None and sys.stdin.isatty()


def operator(known: Sequence[str]) -> str:
    """Who logs in: EDUAID_OPERATOR or the only one is offered."""
    offered = os.environ.get("EDUAID_OPERATOR") or (known[0] if len(known) == 1 else None)
    return str(click.prompt("操作员", default=offered, err=True, prompt_suffix="："))


def secret(variable: str, words: str, *, twice: bool = False, shown: bool = False) -> str:
    """What an environment variable holds, else what is typed. Raises UserError where there is nobody to ask."""
    if given := os.environ.get(variable):
        return given
    if not on_terminal():
        raise UserError(f"请用环境变量 {variable} 给出{words}，或在终端里运行并按提示输入。")
    for _ in range(_TRIES):
        typed = _typed(words, shown)
        if not twice or typed == _typed("再输入一次", shown):
            return typed
        click.echo("两次输入的不一样，请重新输入。", err=True)
    raise Refused("两次输入的不一样，没有办成。请想好密码再试。")


def _typed(words: str, shown: bool) -> str:
    return str(click.prompt(words, hide_input=not shown, err=True, prompt_suffix="："))


def first_operator(*, reviewer: bool) -> "First":
    """Who is the first operator of a file that is about to be encrypted, with her password typed twice.

    Raises UserError where neither the environment nor anybody tells it.
    """
    from eduaid_desktop.services.encryption import First

    name, password = os.environ.get("EDUAID_OPERATOR", ""), os.environ.get("EDUAID_PASSWORD", "")
    if not on_terminal() and not (name and password):
        raise UserError(
            "请先用环境变量 EDUAID_OPERATOR 和 EDUAID_PASSWORD 给出第一位操作员的姓名和密码，"
            "或在终端里运行并按提示输入；不要密码的用 --plain 新建。"
        )
    name = name or operator(())
    password = password or secret("EDUAID_PASSWORD", f"为{name}设置密码", twice=True)
    return First(name, password, frozenset({roles.CLERK, *([roles.REVIEWER] if reviewer else [])}))


def way_in(backup: Path) -> "WayIn":
    """What opens an encrypted backup. Raises LoginNeeded where nobody tells it."""
    from eduaid_desktop.services.logins import WayIn

    name, password = os.environ.get("EDUAID_OPERATOR", ""), os.environ.get("EDUAID_PASSWORD", "")
    if code := os.environ.get("EDUAID_RECOVERY_KEY"):
        return WayIn(code=code)
    if name and password:
        return WayIn(name, password)
    if not on_terminal():
        raise LoginNeeded(
            f"“{backup.name}”是加密的。请用环境变量 EDUAID_OPERATOR 和 EDUAID_PASSWORD 给出当时一位管理员的姓名和密码，"
            "或用 EDUAID_RECOVERY_KEY 给出当时的恢复密钥。"
        )
    asked = "当时一位管理员的姓名（用恢复密钥单的直接回车）"
    name = str(click.prompt(asked, default=name, show_default=bool(name), err=True, prompt_suffix="："))
    if name:
        return WayIn(name, secret("EDUAID_PASSWORD", f"{name}当时的密码"))
    return WayIn(code=recovery_key())


def recovery_key() -> str:
    """The forty characters of the sheet; shown while they are typed, nobody copies them blind."""
    words = f"恢复密钥（{recovery_code.GROUPS} 组，每组 4 个字符）"
    return secret("EDUAID_RECOVERY_KEY", words, shown=True)


def asked_groups() -> str:
    """Which characters of the sheet are typed back: 第 2 组和第 7 组的 8 个字符."""
    first, second = recovery_code.ASKED
    return f"恢复密钥单上第 {first} 组和第 {second} 组的 8 个字符"


def confirm_sheet(desk: "Desk") -> bool:
    """Let somebody at a terminal read the eight characters from the printed sheet; False when that is for later."""
    from eduaid_desktop.services import operators

    for _ in range(_TRIES if on_terminal() else 0):
        words = f"请打印密钥单，输入{asked_groups()}（以后再核对的直接回车）"
        typed = str(click.prompt(words, default="", show_default=False, err=True, prompt_suffix="："))
        if not typed:
            return False
        try:
            operators.confirm_sheet(desk, typed)
        except Refused as wrong:
            click.echo(wrong.sentence, err=True)
        else:
            return True
    return False
