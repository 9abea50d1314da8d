"""Verbs of the term's exchange with the county: export, verify, reply."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from eduaid_desktop.cli.group import FILE, JSON, PURPOSE, RECIPIENT, answer, fail, main, open_desk
from eduaid_desktop.cli.workbook_password import PASSWORD_FILE, PHRASE_FILE, PROTECT, looked, wanted_phrase
from eduaid_desktop.domain import masks, open_phrase
from eduaid_desktop.domain.reply import Preview

if TYPE_CHECKING:
    from eduaid_desktop.services.batches import Exported

PATH = click.Path(path_type=Path)
_KINDS = {
    "matched": "一致", "changed": "金额有改动", "rejected": "不予救助", "returned": "退回", "pending": "待县政府批准",
    "missing": "没有批复", "conflicts": "与已登记的不一致", "touched": "被改动",
}  # fmt: skip


@main.command()
@FILE
@click.option("--term", help="学期，如 2018S：封存本学期待上报的申请")
@click.option("--again", metavar="批次号", help="把已经封存的一个批次再写出一份")
@click.option("--out", type=PATH, required=True, help="放上报文件的文件夹")
@PROTECT
@PHRASE_FILE
@PURPOSE
@RECIPIENT
@JSON
def export(
    file: Path, term: str | None, again: str | None, out: Path, protect: bool, phrase_file: Path | None,
    as_json: bool, **why: str,
) -> None:  # fmt: skip
    """把本学期待上报的救助申请封存成一个上报文件；不给用途和接收单位的，记作本学期上报，交县教育局。"""
    from eduaid_desktop.services import batches

    if bool(term) == bool(again):
        raise click.UsageError("请给出 --term（封存一个学期）或 --again（再写一份）中的一个。")
    how: dict[str, Any] = {**why, "phrase": wanted_phrase(protect, phrase_file)}
    with open_desk(file, write=True) as desk:
        write = batches.write_again if again else batches.export
        done = write(desk, again or term or "", out, **how)
    data = {**asdict(done), "path": str(done.path)}
    answer(as_json, data, _done(done, "已再写出" if again else "已上报"))


def _done(done: "Exported", what: str) -> Iterator[str]:
    from eduaid_desktop.services import places

    yield f"{what} {done.rows} 人：{done.path}"
    yield f"批次 {done.batch_no}，核对码 {done.check_code}"
    if done.phrase:
        yield f"打开密码 {open_phrase.grouped(done.phrase)}，也印在批次封面的裁切联上；请与文件分开传递。"
    if told := places.pull_out(done.path):
        yield told


@main.command()
@click.argument("batch", type=PATH)
@PASSWORD_FILE
@JSON
def verify(batch: Path, password_file: Path | None, as_json: bool) -> None:
    """核对一个上报文件有没有被改动。"""
    from eduaid_desktop.services import batches

    found = looked(lambda word: batches.verify(batch, password=word), password_file)
    data = {**asdict(found), "findings": [asdict(f) for f in found.findings]}
    lines = [
        masks.in_text(f"{f'第 {f.row} 行 ' if f.row else ''}{f.column}：原为“{f.old}”，现为“{f.new}”")
        for f in found.findings
    ]
    answer(as_json, data, lines or [f"完好：{found.batch_no}，{found.rows} 人。"])
    if not found.ok:
        count = f"“{batch.name}”与封存时有 {len(found.findings)} 处不同（第一处：{lines[0]}）"
        fail(f"{count}。请不要采用，向出具单位要原来的文件。")


@main.command()
@FILE
@click.argument("workbook", type=PATH)
@PASSWORD_FILE
@click.option("--dry-run", is_flag=True, help="只预览，不写入")
@JSON
def reply(file: Path, workbook: Path, password_file: Path | None, dry_run: bool, as_json: bool) -> None:
    """读回县里的批复文件。"""
    from eduaid_desktop.services import replies

    read = replies.preview if dry_run else replies.apply
    with open_desk(file, write=True) as desk:
        result = looked(lambda word: read(desk, workbook, word), password_file)
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
