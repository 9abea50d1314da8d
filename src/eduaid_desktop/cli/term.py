"""Verbs of the term's exchange with the county: export, reply."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from eduaid_desktop.cli.group import FILE, JSON, PURPOSE, RECIPIENT, answer, main, open_desk
from eduaid_desktop.domain import masks
from eduaid_desktop.domain.batch_kinds import KINDS, marked
from eduaid_desktop.domain.reply import Preview

PATH = click.Path(path_type=Path)
_WAYS = "；".join(f"{kind} {words}" for kind, words in KINDS.items())
_KINDS = {
    "matched": "一致", "changed": "金额有改动", "rejected": "不予救助", "returned": "退回", "pending": "待县政府批准",
    "missing": "没有批复", "conflicts": "与已登记的不一致", "touched": "被改动",
}  # fmt: skip


@main.command()
@FILE
@click.option("--term", required=True, help="学期，如 2018S")
@click.option("--out", type=PATH, required=True, help="放上报文件的文件夹")
@click.option("--kind", type=click.Choice(list(KINDS)), help=f"{_WAYS}；只有一种待上报时不用写")
@PURPOSE
@RECIPIENT
@JSON
def export(
    file: Path, term: str, out: Path, kind: str | None, purpose: str, recipient: str, as_json: bool
) -> None:
    """把本学期待上报的救助申请封存成一个上报文件，一个批次只装一种；不给用途的，记作本学期上报，交县教育局。"""
    from eduaid_desktop.services import batches

    with open_desk(file, write=True) as desk:
        done = batches.export(desk, term, out, kind=kind or "", purpose=purpose, recipient=recipient)
    data = {**asdict(done), "path": str(done.path)}
    answer(
        as_json,
        data,
        [
            f"已上报 {done.rows} 人：{done.path}",
            f"{marked(f'批次 {done.batch_no}', done.kind)}，核对码 {done.check_code}",
        ],
    )


@main.command()
@FILE
@click.argument("workbook", type=PATH)
@click.option("--dry-run", is_flag=True, help="只预览，不写入")
@JSON
def reply(file: Path, workbook: Path, dry_run: bool, as_json: bool) -> None:
    """读回县里的批复文件。"""
    from eduaid_desktop.services import replies

    with open_desk(file, write=True) as desk:
        result = replies.preview(desk, workbook) if dry_run else replies.apply(desk, workbook)
    answer(as_json, result.as_json(), map(masks.in_text, _told(result)))


def _told(result: Preview) -> Iterator[str]:
    """What a reply says, for a person: how many lines of each kind, then whatever wants a look."""
    yield f"批次 {result.batch_no}：" + "，".join(
        f"{word} {len(getattr(result, name))} 行" for name, word in _KINDS.items()
    )
    for entry in (*result.rejected, *result.returned, *result.missing, *result.conflicts):
        yield f"  {entry.case_no} {entry.name}：{entry.reason}"
    said = {entry.reason for entry in (*result.missing, *result.conflicts)}
    for p in (*result.unknown, *result.problems):
        if p.message not in said:
            yield f"  {f'第 {p.row} 行 ' if p.row else ''}{p.message}"
    for cell in result.touched:
        yield f"  第 {cell.row} 行 {cell.column}：上报时是“{cell.old}”，回执里是“{cell.new}”，仍按上报的。"
