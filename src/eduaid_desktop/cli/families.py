"""Verbs of the calendar and the families: deadlines."""

from collections.abc import Iterator
from pathlib import Path

import click

from eduaid_desktop.cli.group import FILE, JSON, answer, main, open_desk
from eduaid_desktop.domain import terms
from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.services.deadlines import Board


@main.command()
@FILE
@click.option("--term", help="学期，如 2018S；不给为本学期")
@JSON
def deadlines(file: Path, term: str | None, as_json: bool) -> None:
    """期限板：每一步最迟哪天、还剩几天、几份有风险，哪些村还没有交来。"""
    from eduaid_desktop.services import deadlines as service

    with open_desk(file, write=False) as desk:
        board = service.board(desk, term)
        risky = service.at_risk(desk, board.term)
        data = service.as_json(board, risky)
    answer(as_json, data, _told(board))
    if not as_json:
        for case in risky:
            click.echo(
                f"  {case['village'] or ''}　{case['name']}　{case['case_no'] or '还没有编号'}　{case['label']}"
                f"　{case['holder']}：{case['why']}。"
            )


def _told(board: Board) -> Iterator[str]:
    end = f"{spoken(board.deadline)}前发放到位（{board.left_words}）"
    yield f"{terms.label(board.term)}：{end}，还有 {board.open} 份没有办完，{board.at_risk} 份有风险。"
    for line in board.lines:
        yield f"{line.name}：{line.count} 份，最迟{spoken(line.last)}（{line.left_words}），有风险 {line.at_risk} 份"
    if board.missing:
        yield f"还没有交来申请的村：{'、'.join(board.missing)}"
    for packet in board.packets:
        counted = f"封面 {packet['cover_count']} 份，录入 {packet['keyed']} 份"
        yield f"没有收齐的村包：{packet['village']} {packet['packet_no']}，{counted}"
    for notice in board.ending:
        yield f"本周到期的公示：{notice['village'] or '乡镇'}（{notice['count']} 人，{spoken(notice['to_date'])}）"
    for term, count in board.earlier:
        yield f"{terms.label(term)}还有 {count} 份没有办完"
    if board.remark:
        yield board.remark
