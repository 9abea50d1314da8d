"""Verbs of the term's exchange with the county: export, verify, reply."""

from dataclasses import asdict
from pathlib import Path

import click

from eduaid_desktop.cli.group import FILE, JSON, answer, fail, main, open_desk

PATH = click.Path(path_type=Path)


@main.command()
@FILE
@click.option("--term", required=True, help="学期，如 2018S")
@click.option("--out", type=PATH, required=True, help="放上报文件的文件夹")
@JSON
def export(file: Path, term: str, out: Path, as_json: bool) -> None:
    """把本学期待上报的救助申请封存成一个上报文件。"""
    from eduaid_desktop.services import batches

    with open_desk(file, write=True) as desk:
        done = batches.export(desk, term, out)
    data = {**asdict(done), "path": str(done.path)}
    answer(
        as_json,
        data,
        [f"已上报 {done.rows} 人：{done.path}", f"批次 {done.batch_no}，核对码 {done.check_code}"],
    )


@main.command()
@click.argument("batch", type=PATH)
@JSON
def verify(batch: Path, as_json: bool) -> None:
    """核对一个上报文件有没有被改动。"""
    from eduaid_desktop.services import batches

    found = batches.verify(batch)
    data = {**asdict(found), "findings": [asdict(f) for f in found.findings]}
    answer(as_json, data, [f"完好：{found.batch_no}，{found.rows} 人。"] if found.ok else [])
    if not found.ok:
        lines = [f"第 {f.row} 行 {f.column}：原为“{f.old}”，现为“{f.new}”" for f in found.findings]
        fail("文件与封存时不同，请向出具单位核对：\n" + "\n".join(lines))


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
    data = result.as_json()
    words = {"matched": "一致", "changed": "金额有改动", "rejected": "不予救助", "missing": "没有批复"}
    words["touched"] = "被改动"
    answer(as_json, data, [f"{word} {len(data[key])} 行" for key, word in words.items()])
