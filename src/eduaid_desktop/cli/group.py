"""The click group, and what all verbs share: arguments, JSON, sentences and exit codes."""

import json
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from eduaid_desktop.cli import prompts
from eduaid_desktop.domain.fields import FormSpec
from eduaid_desktop.domain.problems import Problem
from eduaid_desktop.errors import LoginNeeded, UserError
from eduaid_desktop.services.desk import Desk

FILE = click.argument("file", type=click.Path(path_type=Path))
JSON = click.option("--json", "as_json", is_flag=True, help="在标准输出上给出一个 JSON 对象")
PURPOSE = click.option("--purpose", default="", help="外发的用途，记入外发记录")
RECIPIENT = click.option("--recipient", default="", help="接收单位，记入外发记录")


class Verbs(click.Group):
    """A refused verb says one sentence on stderr and ends with 1; wrong usage ends with 2."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except UserError as error:
            click.echo(error.sentence, err=True)
            ctx.exit(1)
        except (KeyboardInterrupt, click.Abort):
            click.echo("已停止。没有办完的这一步不会留下改动，可以重新运行。", err=True)
            ctx.exit(1)


@click.group(cls=Verbs, invoke_without_command=False)
@click.version_option(package_name="eduaid-desktop", message="%(version)s")
def main() -> None:
    """乡镇教育资助。不带命令时打开窗口：eduaid [文件]。"""


def open_desk(file: Path, *, write: bool, if_free: bool = False) -> Desk:
    """Open the office file for a verb; a verb that writes is refused while a window holds the file.

    if_free: it is read all the same then, as desk.store.read_only says, and where its folder takes no file. An
    encrypted one asks for name and password on a terminal, where the environment does not tell them.
    """
    write = write and not (if_free and not _can_write(file))
    desk = _opened(file, write)
    if write:
        try:
            desk.store.require_writer()
        except UserError:
            if if_free:
                return desk
            desk.close()
            raise
        _tell_place(desk)
        desk = settled(desk)
        click.get_current_context().call_on_close(lambda: _tell_backup(desk))
    return desk


def _can_write(file: Path) -> bool:
    return os.access(file, os.W_OK) and os.access(file.absolute().parent, os.W_OK)


def _tell_place(desk: Desk) -> None:
    """A file on the network or in a synchronised folder is worked on with a warning."""
    from eduaid_desktop.services import places

    if sentence := places.warning(desk.store.path):
        click.echo(sentence, err=True)


def _opened(file: Path, write: bool) -> Desk:
    try:
        return Desk.open(file, writable=write)
    except LoginNeeded:
        if not prompts.on_terminal():
            raise
    from eduaid_desktop.services import logins

    name = prompts.operator(logins.names(file))
    return logins.log_in(file, name, prompts.secret("EDUAID_PASSWORD", f"{name}的密码"), writable=write)


def settled(desk: Desk) -> Desk:
    """Make up for a change of keys that another window prevented; it stops no verb, and is said when it cannot be."""
    if not desk.keys:
        return desk
    from eduaid_desktop.services import operators

    try:
        return operators.settle(desk)
    except UserError as error:
        click.echo(f"钥匙还没有换：{error.sentence}", err=True)
        return desk


def _tell_backup(desk: Desk) -> None:
    """An automatic backup that failed does not stop a verb; it is said all the same."""
    if desk.store.backup_failed:
        click.echo(desk.store.backup_failed, err=True)


def answer(as_json: bool, data: Mapping[str, Any], lines: Iterable[str]) -> None:
    """Print data as one JSON object, or the lines for a person."""
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False, indent=1, default=str))
        return
    for line in lines:
        click.echo(line)


def with_fen(row: Mapping[str, Any], spec_or_kinds: FormSpec | Mapping[str, str]) -> dict[str, Any]:
    """A record for JSON, by its FormSpec or by the kind of each field.

    Amounts carry the suffix _fen, so that nobody takes them for yuan; measured quantities are plain numbers.
    """
    if isinstance(spec_or_kinds, FormSpec):
        spec_or_kinds = {f.name: f.kind for f in spec_or_kinds.fields} | dict.fromkeys(
            spec_or_kinds.amounts, "money"
        )
    found = {}
    for name, value in row.items():
        kind = spec_or_kinds.get(name)
        if kind == "decimal" and value is not None:
            value = value / 100
        found[f"{name}_fen" if kind == "money" else name] = value
    return found


def problem_rows(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Problems for JSON."""
    return [asdict(p) for p in problems]


def problem_lines(problems: Iterable[Problem]) -> list[str]:
    """Problems for a person."""
    words = {"block": "必须改", "warn": "请核对", "note": "说明"}
    return [f"  {words[p.severity]}：{p.message}" for p in problems]


def fail(sentence: str) -> None:
    """Say the sentence on stderr and end with exit status 1."""
    click.echo(sentence, err=True)
    sys.exit(1)
