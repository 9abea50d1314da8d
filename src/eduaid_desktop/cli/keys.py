"""Verbs about the keys of an office file: sheet, recover, encrypt, decrypt, keys."""

from pathlib import Path
from typing import Any

import click

from eduaid_desktop.cli import prompts
from eduaid_desktop.cli.group import FILE, JSON, answer, main, open_desk, settled
from eduaid_desktop.errors import UserError
from eduaid_desktop.services.desk import Desk

PATH = click.Path(path_type=Path)
SHEET = click.option("--sheet", type=PATH, help="恢复密钥单写到哪个 PDF；打印、封存后删除")
REVIEWER = click.option("--reviewer", is_flag=True, help="第一位操作员也是审核员")


@main.command()
@FILE
@click.option("--out", type=PATH, help="恢复密钥单写到哪个 PDF；打印、封存后删除")
@click.option("--confirm", is_flag=True, help="核对打印件：输入第 2 组和第 7 组（或用 EDUAID_SHEET）")
@JSON
def sheet(file: Path, out: Path | None, confirm: bool, as_json: bool) -> None:
    """打印恢复密钥单，或核对打印件；由管理员办理。"""
    from eduaid_desktop.services import keys, operators

    if not (out or confirm):
        raise click.UsageError("请用 --out 写明密钥单写到哪个 PDF，或用 --confirm 核对打印件。")
    # For writing, so that a change of keys that is due comes before the sheet and not after it.
    with open_desk(file, write=True) as desk:
        lines = sheet_lines(desk, write_sheet(desk, out)) if out else []
        if confirm:
            keys.code_of(desk)
            operators.confirm_sheet(desk, prompts.secret("EDUAID_SHEET", prompts.asked_groups(), shown=True))
            lines.append("打印件与密钥一致，设置完成。请封存密钥单，删除 PDF。")
        data = {"file": str(out) if out else None, "mark": keys.mark_of(desk)}
        data |= {"confirmed": keys.sheet_confirmed(desk) or None}
    answer(as_json, data, lines)


def write_sheet(desk: Desk, out: Path) -> Path:
    """The recovery sheet as PDF."""
    from eduaid_desktop.services import sheets

    sheets.write_recovery_sheet(desk, out)
    return out


def finish_setting_up(desk: Desk, out: Path | None) -> tuple[list[str], dict[str, Any]]:
    """The sheet of a file that has just been encrypted, typed back on a terminal; what to say of it.

    out: None leaves the sheet to be printed in the window, or by the verb sheet. Raises UserError when it
    cannot be written; the file is encrypted all the same, and the sentence says so.
    """
    from eduaid_desktop.services import keys

    data = {"operator": desk.actor, "sheet": None, "mark": keys.mark_of(desk), "confirmed": None}
    if out is None:
        words = (
            f"恢复密钥单还没有打印：请在窗口里打印，或运行 eduaid sheet {desk.store.path} --out 密钥单.pdf，"
        )
        return [f"{words}核对打印件以后，设置才算完成。"], data
    try:
        write_sheet(desk, out)
    except UserError as error:
        again = f"请用 eduaid sheet {desk.store.path} --out 再写一次。"
        raise UserError(f"数据文件已经加密，但恢复密钥单没有写成：{error.sentence}{again}") from error
    lines = sheet_lines(desk, out)
    if prompts.confirm_sheet(desk):
        lines.append("打印件与密钥一致，设置完成。")
    else:
        asked = prompts.asked_groups()
        lines.append(
            f"打印后在窗口里，或运行 eduaid sheet {desk.store.path} --confirm，输入{asked}，设置才算完成。"
        )
    return lines, data | {"sheet": str(out), "confirmed": keys.sheet_confirmed(desk) or None}


def sheet_lines(desk: Desk, out: Path) -> list[str]:
    """What is to be done with the sheet."""
    from eduaid_desktop.services import keys

    return [f"恢复密钥单（编号 {keys.mark_of(desk)}）写在 {out}。请打印，装入信封封存，然后删除这个 PDF。"]


@main.command()
@FILE
@click.option("--name", required=True, help="管理员的姓名")
@JSON
def recover(file: Path, name: str, as_json: bool) -> None:
    """忘了密码或丢了钥匙文件时，用恢复密钥单为一位管理员设置新密码。"""
    from eduaid_desktop.services import logins, operators

    code = prompts.recovery_key()
    password = prompts.secret("EDUAID_NEW_PASSWORD", f"{name}的新密码", twice=True)
    with logins.recover(file, code, name, password) as desk:
        desk = settled(desk)
        shut = [each.name for each in operators.listing(desk) if not (each.way_in or each.valid_to)]
    lines = [f"已为{name}设置新密码。请把恢复密钥单装入新信封，重新封存。"]
    if shut:
        lines.append(
            f"{'、'.join(shut)}还不能登录，请用 eduaid operators {file} password 姓名 为其设置密码。"
        )
    answer(as_json, {"file": str(file), "name": name, "without_password": shut}, lines)


@main.command()
@FILE
@SHEET
@REVIEWER
@click.option("--remove-plain-backups", is_flag=True, help="做一个加密的备份，再删除旁边没有加密的旧备份")
@JSON
def encrypt(
    file: Path, sheet: Path | None, reviewer: bool, remove_plain_backups: bool, as_json: bool
) -> None:
    """为没有加密的数据文件设置密码，登记第一位操作员。"""
    from eduaid_desktop.services import encryption, slips

    with open_desk(file, write=True) as desk:
        encryption.require_plain(desk)
        first = prompts.first_operator(reviewer=reviewer)
        if sheet:
            slips.require_place(sheet)
        desk = encryption.encrypt(desk, first)
        lines, data = finish_setting_up(desk, sheet)
        gone = encryption.remove_plain_backups(desk) if remove_plain_backups else 0
        left = [str(found.path) for found in encryption.plain_backups(desk)]
    lines.insert(0, f"“{file.name}”已加密，第一位操作员是{desk.actor}。")
    lines += [f"已删除 {gone} 个没有加密的旧备份。"] if gone else []
    if left:
        lines.append(
            f"旁边还有 {len(left)} 个没有加密的旧备份，U 盘上的也要清理。可以用 --remove-plain-backups 删除。"
        )
    answer(as_json, {"file": str(file), **data, "plain_backups": left, "removed": gone}, lines)


@main.command()
@FILE
@JSON
def decrypt(file: Path, as_json: bool) -> None:
    """取消数据文件的加密，不再设操作员；由管理员办理。"""
    from eduaid_desktop.services import encryption

    with open_desk(file, write=True) as desk:
        encryption.require_encrypted(desk)
        encryption.decrypt(desk, prompts.secret("EDUAID_PASSWORD", f"再输入一次{desk.actor}的密码"))
    said = f"“{file.name}”不再加密，谁都能打开。以前的备份仍要用当时的密码或恢复密钥单打开。"
    answer(as_json, {"file": str(file)}, [said])


@main.command()
@FILE
@click.option("--from", "backup", type=PATH, required=True, help="哪个备份")
@JSON
def keys(file: Path, backup: Path, as_json: bool) -> None:
    """钥匙文件丢了时，从备份里取回；操作员和密码是备份那天的。"""
    from eduaid_desktop.services import backups

    names = backups.take_keys(backup, file)
    said = f"已取回钥匙文件。可以登录的是：{'、'.join(names)}，密码是备份那天的。"
    answer(as_json, {"file": str(file), "backup": str(backup), "operators": names}, [said])
