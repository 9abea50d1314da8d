"""Verbs about what the files say differently: reconcile, conclude."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from eduaid_desktop.cli.group import FILE, JSON, PURPOSE, RECIPIENT, answer, main, open_desk
from eduaid_desktop.domain import reconciling

if TYPE_CHECKING:
    from eduaid_desktop.services.desk import Desk

TERM = click.option("--term", help="学期，如 2018S；不给为本学期")
_VIEWS = {
    **{view: view for view in reconciling.VIEWS},
    **{words: view for view, words in reconciling.VIEWS.items()},
}


@main.command()
@FILE
@TERM
@click.option(
    "--view", type=click.Choice(list(_VIEWS)), metavar="视图", help="只看一种，如 unenrolled 或 有户无学籍"
)
@click.option("--open", "only_open", is_flag=True, help="只列没有结论的")
@click.option("--out", type=click.Path(path_type=Path), help="写成外发的表格（xlsx），要写明用途；号码遮住")
@click.option("--full", is_flag=True, help="外发的表格带完整号码")
@PURPOSE
@RECIPIENT
@JSON
def reconcile(
    file: Path,
    term: str | None,
    view: str | None,
    only_open: bool,
    out: Path | None,
    as_json: bool,
    **about: Any,
) -> None:
    """核对学籍、户籍、申请和资助的说法：哪里不一致，各写在哪里。号码遮住，--json 是原样。"""
    from eduaid_desktop.services import finding_list
    from eduaid_desktop.services import reconciling as service

    with open_desk(file, write=out is not None) as desk:
        found = service.findings(desk, term, _VIEWS[view] if view else None)
        found = [each for each in found if not (only_open and each.decision)]
        if out is not None:
            _save(desk, finding_list.FindingSource(desk, found), out, as_json, **about)
            return
        lines = [line for each in found for line in _told(desk, each)]
    open_, all_ = finding_list.counts(found)[""]
    answer(
        as_json,
        {"count": all_, "open": open_, "rows": [_row(each) for each in found]},
        [*lines, f"共 {all_} 条，未处理 {open_} 条。"],
    )


def _row(each: reconciling.Finding) -> dict[str, Any]:
    made, before = each.decision, each.earlier
    return {
        "rule": each.rule, "subject": each.subject, "view": each.view, "person_id": each.person_id,
        "person": each.name, "id_number": each.id_number, "village": each.village, "school": each.school,
        "sentence": each.sentence,
        "facts": [{"source": s.source, "says": s.says, "proof": s.proof} for s in each.sides],
        "proof": [s.proof for s in each.sides if s.proof],
        "decision": made.decision if made else None, "note": made.note if made else None,
        "decided_on": made.decided_on if made else None,
        "earlier": before.decision if before else None,
        "offered": [choice.label for choice in each.offered],
    }  # fmt: skip


def _told(desk: "Desk", each: reconciling.Finding) -> list[str]:
    from eduaid_desktop.services.finding_list import shown

    made, before = each.decision, each.earlier
    state = f"{made.decision}（{made.decided_on}）{made.note}" if made else "未处理"
    state += f"；依据已变，{before.decided_on} 的结论是{before.decision}" if before else ""
    who = "　".join(filter(None, (each.rule, each.subject, each.name, each.village, each.school)))
    lines = [f"{who}　{state}", f"    {shown(desk, each.sentence)}"]
    return lines + [f"    {side.source}：{side.proof}" for side in each.sides if side.proof]


def _save(
    desk: "Desk", source: Any, out: Path, as_json: bool, *, full: bool, purpose: str, recipient: str
) -> None:
    from eduaid_desktop.services import list_export
    from eduaid_desktop.services.exports import Reason

    path = list_export.save(desk, source, out, Reason(purpose, recipient), full=full)
    count = len(source.ids())
    answer(as_json, {"file": str(path), "count": count}, [f"已写出 {count} 条：{path}，已记入外发记录。"])


@main.command()
@FILE
@click.argument("rule")
@click.argument("subject")
@click.argument("decision")
@click.option("--note", default="", help="如何时、由谁核实；查无此人、情况属实必填")
@click.option("--proof", type=click.Path(path_type=Path), help="作为依据的照片或 PDF")
@click.option("--no-correction", is_flag=True, help="只记结论，不改登记")
@TERM
@JSON
def conclude(
    file: Path,
    rule: str,
    subject: str,
    decision: str,
    note: str,
    proof: Path | None,
    no_correction: bool,
    term: str | None,
    as_json: bool,
) -> None:
    """为一条核对写结论：已更正、以学籍为准、以户籍为准、查无此人、情况属实，或该条自己的选项。"""
    from eduaid_desktop.services import reconciling as service

    with open_desk(file, write=True) as desk:
        found = service.find(desk, rule, subject, term)
        number = service.conclude(desk, found, decision, note, correct=not no_correction, proof=proof)
    data = {"id": number, "rule": rule, "subject": subject, "decision": decision}
    answer(as_json, data, [f"已记下“{found.name}”的结论：{decision}。改变主意可以撤销这次操作。"])
