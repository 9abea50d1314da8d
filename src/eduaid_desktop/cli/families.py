"""Verbs of the calendar and the families: deadlines, household."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from eduaid_desktop.cli.group import FILE, JSON, answer, main, open_desk
from eduaid_desktop.domain import masks, terms
from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.domain.family import Family
from eduaid_desktop.domain.money import yuan
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


@main.command()
@FILE
@click.argument("number", metavar="户编号")
@JSON
def household(file: Path, number: str, as_json: bool) -> None:
    """一户的全部孩子、项目、学期，每年合计，和家访要问明的事。"""
    from eduaid_desktop.services import household_page

    with open_desk(file, write=False) as desk:
        found = household_page.by_number(desk, number)
    answer(as_json, asdict(found), _family(found))


def _family(found: Family) -> Iterator[str]:
    people = f"家庭人口 {found.population} 人" if found.population is not None else ""
    phone = f"电话 {masks.phone(found.phone)}" if found.phone else ""
    head = f"户主 {found.head_name or '没有登记'}"
    about = (f"户编号 {found.number}", head, found.village, "、".join(found.types), people, phone)
    yield "　".join(filter(None, about))
    for member in found.members:
        yield "　".join(filter(None, (member.name, member.relation, spoken(member.birth_date), member.place)))
        for item in member.items:
            amount = f"{yuan(item.amount_fen)} 元" if item.amount_fen is not None else ""
            yield "  " + "　".join(filter(None, (item.when, item.title, amount, item.state)))
    for year in found.years:
        cap = f"，每户封顶 {yuan(year.cap_fen)} 元" if year.cap_fen is not None else ""
        yield f"{year.year}年：救助金 {yuan(year.relief_fen)} 元{cap}；资助登记 {yuan(year.aid_fen)} 元"
    for question in found.questions:
        yield f"请问明：{question}"
