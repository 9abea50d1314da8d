"""Verbs of safe-keeping: backup, restore, backups."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from eduaid_desktop.cli import prompts
from eduaid_desktop.cli.group import FILE, JSON, answer, fail, main, open_desk

if TYPE_CHECKING:
    from eduaid_desktop.services.backups import Restored

PATH = click.Path(path_type=Path)


@main.command()
@FILE
@click.argument("folder", type=PATH)
@JSON
def backup(file: Path, folder: Path, as_json: bool) -> None:
    """把数据文件备份到一个文件夹（如 U 盘），验证后才算数；窗口开着也可以。"""
    from eduaid_desktop.services import backups

    with open_desk(file, write=False) as desk:
        made = backups.back_up(desk, folder)
    data = backups.as_json(made)
    answer(
        as_json, data, [f"已备份并验证：{made.path}（{data['records']} 条记录，{data['changes']} 次操作）。"]
    )
    if data["findings"]:
        fail(f"备份已照原样保存，但数据文件核对有 {data['findings']} 处问题。请用 eduaid check 查看。")


@main.command()
@click.argument("backup", type=PATH)
@FILE
@JSON
def restore(backup: Path, file: Path, as_json: bool) -> None:
    """用一个备份恢复数据文件；被替换的先另存为“恢复前”的备份。"""
    from eduaid_desktop.services import backups

    way_in = prompts.way_in(backup) if backups.is_encrypted(backup) else None
    done = backups.restore(backup, file, way_in=way_in)
    said = done.manifest
    data = {"file": str(done.path), "backup": str(backup), "kept": str(done.kept) if done.kept else None}
    data |= {name: asdict(said)[name] for name in ("made_at", "records", "changes", "findings")}
    answer(as_json, data | {"continued": done.continued, "numbers_known": done.numbers_known}, _told(done))


def _told(done: "Restored") -> Iterator[str]:
    """What stands in the office file now, and what wants a look."""
    said = done.manifest
    yield f"已恢复 {done.path}：{_spoken(said.made_at)}的备份，{said.records} 条记录。"
    if said.encrypted:
        yield "操作员、密码和恢复密钥单都是备份那天的：后来增加的人不能登录，后来移除的人请再移除一次。"
    if done.kept:
        yield f"被替换的内容另存为 {done.kept}。"
    if done.continued:
        yield "备份之后用过的编号不再使用，新的编号接着往后排。"
    if not done.numbers_known:
        why = "密码或密钥与备份的不同，打不开" if said.encrypted else "已损坏"
        yield f"原文件{why}，读不出最后用过的编号。请先核对最近一份纸质单据的编号，再受理新的申请。"
    if said.findings:
        yield f"这个备份保存时核对有 {said.findings} 处问题。请用 eduaid check 查看。"


@main.command()
@FILE
@click.option("--in", "folder", type=PATH, help="看另一个文件夹，如 U 盘；不给为文件旁边的“备份”文件夹")
@JSON
def backups(file: Path, folder: Path | None, as_json: bool) -> None:
    """列出备份，逐个读到底：验证过的、空的、不完整的、损坏的分开说。"""
    from eduaid_desktop.services import backups as service

    found = service.listing(file, folder)
    rows = [service.as_json(each) for each in found]
    lines = []
    for row in rows:
        when = _spoken(row["made_at"]) if row["made_at"] else "时间不明"
        count = "" if row["records"] is None else f"　{row['records']} 条记录"
        why = service.REASONS.get(row["reason"], "")
        lines.append(f"{when}　{service.STATES[row['state']]}{count}　{why}　{Path(row['path']).name}")
    answer(
        as_json, {"count": len(rows), "rows": rows}, lines or ["还没有备份。可以用 eduaid backup 做一个。"]
    )


def _spoken(iso: str) -> str:
    return f"{datetime.fromisoformat(iso):%Y-%m-%d %H:%M}"
