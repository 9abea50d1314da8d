"""The verb evidence: which documents a relief case or a term still lacks, and ticking those that came."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from eduaid_desktop.cli.group import FILE, JSON, answer, main, open_desk
from eduaid_desktop.errors import UserError
from eduaid_desktop.services.desk import Desk


@main.command()
@FILE
@click.argument("case", required=False)
@click.option("--term", help="列出一个学期里缺材料、待补签的全部申请，如 2018S")
@click.option("--village", default="", help="只列一个村的（村名或代码）")
@click.option("--missing", is_flag=True, help="只列还缺的必备材料")
@click.option(
    "--received", multiple=True, help="勾选收到的材料，可以给几次，如 --received E02 --received E03"
)
@click.option(
    "--scan", "scans", nargs=2, multiple=True, help="材料代码和照片或 PDF，如 --scan E02 户口簿.jpg"
)
@click.option("--date", "on_date", default="", help="哪天收到，如 2018-06-12；不给为今天")
@JSON
def evidence(
    file: Path,
    case: str | None,
    term: str | None,
    village: str,
    missing: bool,
    received: tuple[str, ...],
    scans: tuple[tuple[str, str], ...],
    on_date: str,
    as_json: bool,
) -> None:
    """列出救助申请的佐证材料，或勾选收到的。"""
    if bool(case) == bool(term) or (term and (received or scans)):
        raise UserError("请给一份申请的编号，或用 --term 指明一个学期；勾选收到的材料要给申请的编号。")
    with open_desk(file, write=bool(received or scans)) as desk:
        if term:
            rows = _of_term(desk, term, village)
            lines = [_case_line(row) for row in rows] or ["没有缺材料或待补签的申请。"]
        else:
            rows = _of_case(desk, case or "", received, scans, on_date)
            rows = [row for row in rows if row["required"] and not row["present"]] if missing else rows
            lines = [_line(row) for row in rows] or ["必备的材料都齐了。"]
    answer(as_json, {"count": len(rows), "rows": rows}, lines)


def _of_case(
    desk: Desk, ref: str, received: Sequence[str], scans: Sequence[tuple[str, str]], on_date: str
) -> list[dict[str, Any]]:
    from eduaid_desktop.domain import dates
    from eduaid_desktop.services import evidence as service
    from eduaid_desktop.services import relief

    case_id = relief.find_case(desk, ref)["id"]
    day = dates.parse(on_date) if on_date else None
    if on_date and day is None:
        raise UserError(f"日期“{on_date}”读不懂，请写成 2018-6-12 这样的形式。")
    if received:
        service.tick(desk, case_id, dict.fromkeys(received, True), day.isoformat() if day else "")
    for code, scan in scans:
        service.attach(desk, case_id, code, Path(scan))
    return service.of(desk, case_id)


def _of_term(desk: Desk, term: str, village: str) -> list[dict[str, Any]]:
    from eduaid_desktop.services import evidence as service
    from eduaid_desktop.services import villages

    found = service.lacking(desk, term, villages.code_of(desk, village))
    shown = ("id", "case_no", "name", "village_name", "head_name", "agent_name", "missing", "unsigned")
    return [{name: row[name] for name in shown} for row in found]


def _line(row: dict[str, Any]) -> str:
    need = "必备" if row["required"] else "视情况"
    came = f"已收到　{row['received_on'] or ''}　{row['count']} 件" if row["present"] else "还没有收到"
    return f"{row['code']}　{row['label']}　{need}　{came}".rstrip()


def _case_line(row: dict[str, Any]) -> str:
    unsigned = "　待补签" if row["unsigned"] else ""
    number = row["case_no"] or f"草稿 {row['id']}"
    return f"{number}　{row['village_name'] or ''}　{row['name']}　缺：{'、'.join(row['missing']) or '无'}{unsigned}"
