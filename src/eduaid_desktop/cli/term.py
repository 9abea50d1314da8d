"""Verbs of the term's exchange with the county: preflight, export, reply."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from eduaid_desktop.cli.group import FILE, JSON, PURPOSE, RECIPIENT, answer, fail, main, open_desk
from eduaid_desktop.cli.workbook_password import PASSWORD_FILE, PHRASE_FILE, PROTECT, looked, wanted_phrase
from eduaid_desktop.domain import masks, open_phrase
from eduaid_desktop.domain.batch_kinds import KINDS, marked
from eduaid_desktop.domain.reply import Preview

if TYPE_CHECKING:
    from eduaid_desktop.services.term_batch.batches import Exported

PATH = click.Path(path_type=Path)
_WAYS = "；".join(f"{kind} {words}" for kind, words in KINDS.items())
_KINDS = {
    "matched": "一致", "changed": "金额有改动", "rejected": "不予救助", "returned": "退回", "pending": "待县政府批准",
    "missing": "没有批复", "conflicts": "与已登记的不一致", "touched": "被改动",
}  # fmt: skip


@main.command()
@FILE
@click.option("--term", help="学期，如 2018S：封存本学期待上报的申请")
@click.option("--again", metavar="批次号", help="把已经封存的一个批次再写出一份")
@click.option("--out", type=PATH, required=True, help="放上报文件的文件夹")
@click.option("--kind", type=click.Choice(list(KINDS)), help=f"{_WAYS}；只有一种待上报时不用写")
@click.option("--leave-out", is_flag=True, help="会被退的这次不报，只封存其余的")
@click.option("--reason", default="", help="要核对的为什么照报，记入操作日志")
@PROTECT
@PHRASE_FILE
@PURPOSE
@RECIPIENT
@JSON
def export(
    file: Path, term: str | None, again: str | None, out: Path, kind: str | None, leave_out: bool, reason: str,
    protect: bool, phrase_file: Path | None, as_json: bool, **why: str,
) -> None:  # fmt: skip
    """把本学期待上报的救助申请封存成一个上报文件，一个批次只装一种；不给用途的，记作本学期上报，交县教育局。"""
    from eduaid_desktop.services.term_batch import batches
    from eduaid_desktop.services.term_batch.preflight import Passing

    if bool(term) == bool(again):
        raise click.UsageError("请给出 --term（封存一个学期）或 --again（再写一份）中的一个。")
    how: dict[str, Any] = {**why, "phrase": wanted_phrase(protect, phrase_file)}
    if not again:
        how |= {"kind": kind or "", "passing": Passing(leave_out, reason)}
    with open_desk(file, write=True) as desk:
        write = batches.write_again if again else batches.export
        done = write(desk, again or term or "", out, **how)
    data = {**asdict(done), "path": str(done.path)}
    answer(as_json, data, _done(done, "已再写出" if again else "已上报"))


def _done(done: "Exported", what: str) -> Iterator[str]:
    from eduaid_desktop.services import places

    yield f"{what} {done.rows} 人：{done.path}"
    yield f"{marked(f'批次 {done.batch_no}', done.kind)}，核对码 {done.check_code}"
    if done.passed:
        yield f"{done.passed.removeprefix('；')}。"
    if done.phrase:
        yield f"打开密码 {open_phrase.grouped(done.phrase)}，也印在批次封面的裁切联上；请与文件分开传递。"
    if told := places.pull_out(done.path):
        yield told


@main.command()
@FILE
@click.option("--term", required=True, help="学期，如 2018S")
@JSON
def preflight(file: Path, term: str, as_json: bool) -> None:
    """封存以前先检查：待上报的申请里，哪些县里会退，退在哪一列。"""
    from eduaid_desktop.domain.preflight import SEVERITIES
    from eduaid_desktop.services.term_batch import preflight as service

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
@FILE
@click.argument("workbook", type=PATH)
@click.option("--batch", default="", help="文件里有几个批次的行时，读哪一个批次")
@click.option("--document", default="", help="县里没有逐行填的审批文号")
@click.option("--date", "on", default="", help="县里没有逐行填的审批日期，如 2018-06-28")
@click.option("--as-proposed", is_flag=True, help="写了同意而没有填审批金额的，按建议金额")
@PASSWORD_FILE
@click.option("--dry-run", is_flag=True, help="只预览，不写入")
@JSON
def reply(
    file: Path,
    workbook: Path,
    batch: str,
    document: str,
    on: str,
    as_proposed: bool,
    password_file: Path | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """读回县里的批复文件。"""
    from eduaid_desktop.domain.reply import Assumed
    from eduaid_desktop.services.term_batch import replies
    from eduaid_desktop.services.term_batch.replies import Wanted

    look = replies.preview if dry_run else replies.apply
    wanted = Wanted(batch_no=batch, assumed=Assumed(document, on, as_proposed))
    with open_desk(file, write=True) as desk:
        result = looked(lambda word: look(desk, workbook, word, wanted=wanted), password_file)
    answer(as_json, result.as_json(), map(masks.in_text, _told(result)))


def _told(result: Preview) -> Iterator[str]:
    """What a reply says, for a person: how many lines of each kind, then whatever wants a look."""
    yield result.about
    yield f"批次 {result.batch_no}：" + "，".join(
        f"{word} {len(getattr(result, name))} 行" for name, word in _KINDS.items()
    )
    for note in result.notes:
        yield f"  注意：{note.place}{note.message}"
    for entry in (*result.rejected, *result.returned, *result.missing, *result.conflicts):
        yield f"  {entry.case_no} {entry.name}：{entry.reason}"
    said = {entry.reason for entry in (*result.missing, *result.conflicts)}
    for p in (*result.unknown, *result.problems):
        if p.message not in said:
            yield f"  {p.place}{p.message}"
    for cell in result.touched:
        place = f"“{cell.sheet}”" if cell.sheet else ""
        told = f"上报时是“{cell.old}”，回执里是“{cell.new}”，仍按上报的"
        yield f"  {place}第 {cell.row} 行 {cell.column}：{told}{f'（{cell.harmless}）' if cell.harmless else ''}。"
    if result.gaps:
        gaps = "、".join(f"{name} {count} 行" for name, count in result.gaps.items())
        yield f"  只缺这些就能登记：{gaps}。可以用 --document、--date、--as-proposed 一次说明。"
