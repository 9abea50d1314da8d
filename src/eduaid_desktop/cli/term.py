"""Verbs of the term's exchange with the county: preflight, export, verify, reply."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from eduaid_desktop.cli.group import FILE, JSON, PURPOSE, RECIPIENT, answer, fail, main, open_desk
from eduaid_desktop.domain import masks
from eduaid_desktop.domain.reply import Preview

PATH = click.Path(path_type=Path)
_KINDS = {
    "matched": "一致", "changed": "金额有改动", "rejected": "不予救助", "returned": "退回", "pending": "待县政府批准",
    "missing": "没有批复", "conflicts": "与已登记的不一致", "touched": "被改动",
}  # fmt: skip


@main.command()
@FILE
@click.option("--term", required=True, help="学期，如 2018S")
@click.option("--out", type=PATH, required=True, help="放上报文件的文件夹")
@click.option("--leave-out", is_flag=True, help="会被退的这次不报，只封存其余的")
@click.option("--reason", default="", help="要核对的为什么照报，记入操作日志")
@PURPOSE
@RECIPIENT
@JSON
def export(
    file: Path,
    term: str,
    out: Path,
    leave_out: bool,
    reason: str,
    purpose: str,
    recipient: str,
    as_json: bool,
) -> None:
    """把本学期待上报的救助申请封存成一个上报文件；不给用途和接收单位的，记作本学期上报，交县教育局。"""
    from eduaid_desktop.services import batches
    from eduaid_desktop.services.preflight import Passing

    passing = Passing(leave_out, reason)
    with open_desk(file, write=True) as desk:
        done = batches.export(desk, term, out, purpose=purpose, recipient=recipient, passing=passing)
    data = {**asdict(done), "path": str(done.path)}
    left = [f"{done.passed.removeprefix('；')}。"] if done.passed else []
    told = [f"已上报 {done.rows} 人：{done.path}", f"批次 {done.batch_no}，核对码 {done.check_code}", *left]
    answer(as_json, data, told)


@main.command()
@FILE
@click.option("--term", required=True, help="学期，如 2018S")
@JSON
def preflight(file: Path, term: str, as_json: bool) -> None:
    """封存以前先检查：待上报的申请里，哪些县里会退，退在哪一列。"""
    from eduaid_desktop.domain.preflight import SEVERITIES
    from eduaid_desktop.services import preflight as service

    with open_desk(file, write=False) as desk:
        report = service.preflight(desk, term)
    whose = ("　".join(filter(None, (f.case_no, f.name, f.place, f.rule))) for f in report.findings)
    told = zip(whose, report.findings, strict=True)
    lines = [f"{SEVERITIES[f.severity]}　{who}：{f.sentence}{f.advice}" for who, f in told]
    answer(as_json, report.as_json(), [*map(masks.in_text, lines), report.headline])
    if report.refused:
        fail(
            f"{len(report.refused)} 人的上报内容县里会退。请逐件改好，或用 eduaid export --leave-out 只封存其余的。"
        )


@main.command()
@click.argument("batch", type=PATH)
@JSON
def verify(batch: Path, as_json: bool) -> None:
    """核对一个上报文件有没有被改动。"""
    from eduaid_desktop.services import batches

    found = batches.verify(batch)
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
