"""The verb notice: how a public notice stands, its photograph, taking it down."""

from pathlib import Path
from typing import Any

import click

from eduaid_desktop.cli.group import FILE, JSON, answer, main, open_desk
from eduaid_desktop.domain import masks
from eduaid_desktop.domain.workflow import state_name
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.notice_board import Sheet


@main.command()
@FILE
@click.argument("number", type=int)
@click.argument("action", required=False, type=click.Choice(["photo", "takedown", "recompute"]))
@click.argument("photo", required=False, type=click.Path(path_type=Path))
@click.option("--date", "on_date", default="", help="撤下日期，如 2018-06-19；不给为今天")
@click.option("--result", default="", help="公示结果；不给则按有没有异议写")
@click.option("--reason", default="", help="为什么重算截止日期")
@JSON
def notice(
    file: Path,
    number: int,
    action: str | None,
    photo: Path | None,
    as_json: bool,
    **given: str,
) -> None:
    """看一个公示（编号见 list notices）：名单、异议；添加照片、撤下、按工作日表重算截止日期。"""
    from eduaid_desktop.services import notice_board

    if (action == "photo") is not bool(photo):
        raise click.UsageError("添加照片要写明文件，如 notice 文件 3 photo 照片.jpg；其他的不用。")
    with open_desk(file, write=action is not None) as desk:
        if action:
            _act(desk, number, action, photo, given)
        found = notice_board.sheet(desk, number)
    answer(as_json, _data(found), _lines(found))


def _act(desk: Desk, number: int, action: str, photo: Path | None, given: dict[str, str]) -> None:
    from eduaid_desktop.services import attachments, notice_board

    if photo is not None:
        attachments.add(desk, "notice", number, photo)
    elif action == "takedown":
        notice_board.take_down(desk, number, given["on_date"], given["result"])
    else:
        notice_board.recompute(desk, number, given["reason"])


def _data(found: Sheet) -> dict[str, Any]:
    cases = [
        {name: case[name] for name in ("id", "case_no", "name", "state", "passed")}
        | {"amount_fen": case["amount"]}
        for case in found.cases
    ]
    about = {"place": found.place, "photos": found.photos, "days_left": found.days_left}
    rest = {"cases": cases, "objections": found.objections, "remarks": found.remarks}
    return {**found.row, **about, **rest}


def _lines(found: Sheet) -> list[str]:
    row = found.row
    down = f"，{row['taken_down']} 撤下：{row['result']}" if row["taken_down"] else ""
    lines = [f"{found.place}　{found.period}　{found.photos} 张照片{down}"]
    lines += [f"  {each['name']}　{each['case_no']}　{state_name(each['state'])}" for each in found.cases]
    lines += [
        masks.in_text(
            f"  异议：{each['received_on']}　{each['name']}　{each['content']}　{each['result']}"
            f"　{each['finding'] or ''}"
        )
        for each in found.objections
    ]
    return [*lines, *(f"▲ {each}" for each in found.remarks)]
