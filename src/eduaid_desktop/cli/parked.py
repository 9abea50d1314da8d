"""Verbs about rows that wait: parked (list them) and decide."""

from pathlib import Path

import click

from eduaid_desktop.cli.group import FILE, JSON, answer, main, open_desk
from eduaid_desktop.domain import masks
from eduaid_desktop.services.parked import Sides


@main.command()
@FILE
@JSON
def parked(file: Path, as_json: bool) -> None:
    """列出待定的行：导入时拿不准是不是已登记的某人。"""
    from eduaid_desktop.services import parked as service
    from eduaid_desktop.services.lists import open_list

    with open_desk(file, write=False) as desk:
        found = [service.side_by_side(desk, row) for row in open_list(desk, "parked").ids()]
    lines = [line for each in found for line in _told(each)] or ["没有待定的行。"]
    answer(as_json, {"count": len(found), "rows": [each.as_json() for each in found]}, lines)


def _told(sides: Sides) -> list[str]:
    people = "、".join(f"{each['name']}（编号 {each['id']}）" for each in sides.candidates)
    head = f"{sides.row_id}　{sides.name}　{sides.place}　可能是：{people}"
    return [head, f"    {masks.in_text(sides.message)}"]


@main.command()
@FILE
@click.argument("row", type=click.IntRange(1, 2**62))
@click.argument("decision", type=click.Choice(["same", "different", "discard"]))
@click.option("--person", type=click.IntRange(1, 2**62), help="与哪一位是同一人；只有一位可选时不用给")
@click.option("--number", default="", type=click.Choice(["", "row", "known"]),
              help="两边身份证号不同时哪个对：row 本表的，known 已登记的")  # fmt: skip
@click.option("--note", default="", help="原因或依据；不要这一行时必须写")
@click.option("--alike", is_flag=True, help="说的是同样几个人的其他待定行一并决定")
@JSON
def decide(
    file: Path,
    row: int,
    decision: str,
    person: int | None,
    number: str,
    note: str,
    alike: bool,
    as_json: bool,
) -> None:
    """决定待定的一行：same 是同一人，different 不是同一人，discard 不要这一行。"""
    from eduaid_desktop.services import parked as service

    with open_desk(file, write=True) as desk:
        done = service.decide(desk, row, decision, person, number=number, note=note, also_alike=alike)
    data = {"change": done.change_id, "rows": done.rows, "sentence": done.sentence}
    answer(as_json, data, [f"已记下：{done.sentence}。要改主意，请撤销第 {done.change_id} 号操作。"])
