"""Verbs about records that are one thing: merge, split; and about villages and schools: rename, close."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from eduaid_desktop.cli.group import FILE, JSON, answer, main, open_desk
from eduaid_desktop.domain import masks

if TYPE_CHECKING:
    from eduaid_desktop.services.merging import Side

DRY = click.option("--dry-run", is_flag=True, help="只看会怎样，不写入")


@main.command()
@FILE
@click.argument("keep")
@click.argument("gone")
@click.option(
    "--take", "taken", multiple=True, metavar="字段", help="这个字段取 GONE 的值，可重复；空的总会补上"
)
@DRY
@JSON
def merge(file: Path, keep: str, gone: str, taken: tuple[str, ...], dry_run: bool, as_json: bool) -> None:
    """把重复的人员 GONE 并入 KEEP（编号或证件号码）：在读、资助、救助申请和附件一起移过去，原号码仍能查到。"""
    from eduaid_desktop.services import merging, splitting

    with open_desk(file, write=True) as desk:
        first, second = (splitting.find(desk, each)["id"] for each in (keep, gone))
        done = merging.merge(desk, first, second, taken, dry_run=dry_run)
    who = f"{done.gone['name']}（第 {done.gone['id']} 号）并入{done.keep['name']}（第 {done.keep['id']} 号）"
    said = f"将把{who}" if dry_run else f"已把{who}，是第 {done.change_id} 号操作，可以拆分"
    lines = [said, *(masks.in_text(f"    {_kept(side)}") for side in done.fields if side.differs)]
    lines += [f"    {words}" for words in done.told()]
    answer(as_json, done.as_json(), lines + [f"请决定：{words}" for words in done.doubles])


def _kept(side: "Side") -> str:
    stays, other = (side.gone, side.keep) if side.takes_gone else (side.keep, side.gone)
    return f"{side.label}：保留“{stays}”，另一方“{other}”"


@main.command()
@FILE
@click.argument("person")
@DRY
@JSON
def split(file: Path, person: str, dry_run: bool, as_json: bool) -> None:
    """拆分错误的合并：PERSON 是被并入的人，或只并入过一人的那位；之后的修改保留。"""
    from eduaid_desktop.services import splitting

    with open_desk(file, write=True) as desk:
        gone = splitting.one_merged(desk, splitting.find(desk, person))
        done = splitting.split(desk, gone, dry_run=dry_run)
    answer(
        as_json,
        done.as_json(),
        [f"{'将拆分' if dry_run else '已拆分'}：", *(f"    {x}" for x in done.told())],
    )
