"""Verbs about records that are one thing: merge, split; and about villages and schools: rename, close."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from eduaid_desktop.cli.group import FILE, JSON, answer, main, open_desk
from eduaid_desktop.domain import dates, masks
from eduaid_desktop.errors import UserError

if TYPE_CHECKING:
    from eduaid_desktop.services.dated_names import Kind
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


KIND = click.argument("kind", type=click.Choice(["village", "school"]))
FROM = click.option("--from", "since", required=True, metavar="日期", help="从哪一天起，如 2018-06-01")
DOCUMENT = click.option("--document", default="", help="依据的文件，如 云民发〔2018〕3号")


@main.command()
@FILE
@KIND
@click.argument("name")
@click.argument("new")
@FROM
@DOCUMENT
@JSON
def rename(file: Path, kind: str, name: str, new: str, since: str, document: str, as_json: bool) -> None:
    """给村（village）或学校（school）改名：旧日期的文件仍用旧名，旧名仍能查到、能导入。"""
    from eduaid_desktop.services import dated_names

    with open_desk(file, write=True) as desk:
        which, day = _kind(kind), _day(since)
        row = dated_names.find(desk, which, name)
        dated_names.rename(desk, which, row["id"], new, day, document)
        told = [*dated_names.told(desk, which, which.get(desk.store, row["id"]))]
    answer(as_json, {"id": row["id"], "old": row["name"], "name": new, "from": day.isoformat()}, told)


@main.command()
@FILE
@KIND
@click.argument("name")
@click.option("--into", required=True, metavar="名称", help="并入哪一个")
@FROM
@DOCUMENT
@JSON
def close(file: Path, kind: str, name: str, into: str, since: str, document: str, as_json: bool) -> None:
    """把一个村（village）或学校（school）并入另一个：之后的表单不再列出，原有记录不动。"""
    from eduaid_desktop.services import dated_names

    with open_desk(file, write=True) as desk:
        which, day = _kind(kind), _day(since)
        row, other = (dated_names.find(desk, which, each) for each in (name, into))
        dated_names.close(desk, which, row["id"], other["id"], day, document)
        told = [*dated_names.told(desk, which, which.get(desk.store, row["id"]))]
    data = {"id": row["id"], "name": row["name"], "into": other["name"], "from": day.isoformat()}
    answer(as_json, data, told)


def _kind(word: str) -> "Kind":
    from eduaid_desktop.services import schools, villages

    return villages.VILLAGE if word == "village" else schools.SCHOOL


def _day(written: str) -> date:
    day = dates.parse(written)
    if day is None:
        raise UserError(f"“{written}”不是日期，请写成 2018-06-01。")
    return day
