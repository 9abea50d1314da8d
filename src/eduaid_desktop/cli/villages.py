"""Verbs of village packets and of taking a whole village one step further: packet and advance."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from eduaid_desktop.cli.group import FILE, JSON, answer, main, open_desk
from eduaid_desktop.domain.fields import Field
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.errors import UserError
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store.store import Row

if TYPE_CHECKING:
    from eduaid_desktop.services.relief_bulk import Own, Plan

_VILLAGE = click.option("--village", help="行政村的名称或代码")
_TERM = click.option("--term", help="学期，如 2018S")
_DOES = ("list", "open", "show", "add", "remove", "close", "cover", "reopen")


@main.command()
@FILE
@click.argument("what", type=click.Choice(_DOES), default="list")
@click.argument("refs", nargs=-1)
@_VILLAGE
@_TERM
@click.option("--count", help="封面份数")
@click.option("--amount", help="封面金额，元")
@click.option("--by", "brought_by", help="送交人")
@click.option("--date", "received_on", help="收到日期；不给为今天")
@click.option("--reason", default="", help="改正封面或重新打开的原因")
@JSON
def packet(file: Path, what: str, refs: tuple[str, ...], as_json: bool, **given: str | None) -> None:
    """村包：list 列出，open 新开；show、close、cover（改正封面）、reopen 跟村包编号；add 编号 [申请…]，remove 申请。"""
    with open_desk(file, write=what not in ("list", "show")) as desk:
        if what == "list":
            data, lines = _list(desk, given)
        else:
            data, lines = _PACKET[what](desk, refs, given)
    answer(as_json, data, lines)


Told = tuple[dict[str, Any], list[str]]
Given = Mapping[str, str | None]


def _list(desk: Desk, given: Given) -> Told:
    from eduaid_desktop.services import packets
    from eduaid_desktop.services.lists import open_list

    filters = {"term": given["term"], "village": _village(desk, given["village"])}
    rows = [packets.packet(desk, i) for i in open_list(desk, "packets", **filters).ids()]
    told = [_told(desk, row) for row in rows]
    return {"count": len(rows), "rows": [data for data, _ in told]}, [line for _, line in told]


def _told(desk: Desk, row: Row) -> tuple[dict[str, Any], str]:
    """A packet for JSON and as a line."""
    from eduaid_desktop.services import packets

    keyed = packets.progress(desk, row["id"])
    named = ("id", "packet_no", "village", "village_name", "term", "cover_count", "brought_by", "received_on")
    data = {name: row[name] for name in (*named, "closed_on", "remark")}
    data |= {"cover_amount_fen": row["cover_amount"], "keyed": keyed.count, "amount_fen": keyed.amount}
    state = f"{row['closed_on']} 收齐" if row["closed_on"] else "还没收齐"
    line = f"{row['packet_no']}　{packets.title(row)}　{keyed.words}　{state}"
    return data | {"names": keyed.names, "difference": keyed.difference}, line


def _one(act: Callable[[Desk, Row, tuple[str, ...], Given], str]) -> Callable[..., Told]:
    """A verb about the packet that the first word names; act says what was done."""

    def run(desk: Desk, refs: tuple[str, ...], given: Given) -> Told:
        from eduaid_desktop.services import packets

        if not refs:
            raise click.UsageError("请写村包编号，如 CB-513399101-2018S-001。")
        row = packets.find(desk, refs[0])
        done = act(desk, row, refs[1:], given)
        data, line = _told(desk, packets.packet(desk, row["id"]))
        return data, [*filter(None, (done,)), line]

    return run


def _open(desk: Desk, refs: tuple[str, ...], given: Given) -> Told:
    from eduaid_desktop.services import packets

    raw = {"village": given["village"], "term": given["term"], "cover_count": given["count"],
           "cover_amount": given["amount"], "brought_by": given["brought_by"],
           "received_on": given["received_on"] or desk.today().isoformat()}  # fmt: skip
    data, line = _told(desk, packets.begin(desk, raw))
    return data, [f"已新开：{line}"]


def _remove(desk: Desk, refs: tuple[str, ...], given: Given) -> Told:
    from eduaid_desktop.services import packets, relief

    if not refs:
        raise click.UsageError("请写要移出的申请编号（草稿用列表里的序号）。")
    for ref in refs:
        packets.take_out(desk, relief.find_case(desk, ref)["id"])
    return {"removed": len(refs)}, [f"已移出 {len(refs)} 份。"]


def _add(desk: Desk, row: Row, refs: tuple[str, ...], given: Given) -> str:
    from eduaid_desktop.services import packets, relief

    cases = [relief.find_case(desk, ref)["id"] for ref in refs] or None
    return f"已放进 {packets.put_in(desk, row['id'], cases)} 份。"


def _close(desk: Desk, row: Row, refs: tuple[str, ...], given: Given) -> str:
    from eduaid_desktop.services import packets

    packets.close(desk, row["id"])
    return "已收齐关闭。"


def _cover(desk: Desk, row: Row, refs: tuple[str, ...], given: Given) -> str:
    from eduaid_desktop.domain.money import plain_yuan
    from eduaid_desktop.services import packets

    count = given["count"] or str(row["cover_count"])
    amount = plain_yuan(row["cover_amount"]) if given["amount"] is None else given["amount"]
    raw = {"cover_count": count, "cover_amount": amount}
    packets.correct_cover(desk, row["id"], raw, given["reason"] or "")
    return "已改正封面。"


def _reopen(desk: Desk, row: Row, refs: tuple[str, ...], given: Given) -> str:
    from eduaid_desktop.services import packets

    packets.reopen(desk, row["id"], given["reason"] or "")
    return "已重新打开。"


_PACKET: Mapping[str, Callable[..., Told]] = {
    "open": _open,
    "remove": _remove,
    "show": _one(lambda desk, row, refs, given: ""),
    "add": _one(_add),
    "close": _one(_close),
    "cover": _one(_cover),
    "reopen": _one(_reopen),
}


@main.command()
@FILE
@click.argument("action")
@_VILLAGE
@_TERM
@click.option("--packet", "packet_no", help="只办一个村包里的申请")
@click.option("--except", "left_out", multiple=True, help="这一份不办（申请编号，可写多次）")
@click.option("--amount", "amounts", multiple=True, help="这一份另定金额：申请编号=元")
@click.option("--reject", "rejected", multiple=True, help="这一份不予救助：申请编号=原因")
@click.option("--send-back", "sent_back", multiple=True, help="这一份退回村里补正：申请编号=原因")
@click.option("--date", "on_date", help="纸上的日期；不给为今天")
@click.option("--by", "signer", help="签字人")
@click.option("--reason", help="超标准理由等")
@click.option("--from-date", help="公示开始日期")
@click.option("--document", help="档案号")
@click.option("--dry-run", is_flag=True, help="只看哪些能办、哪些不能和为什么")
@JSON
def advance(
    file: Path, action: str, village: str | None, term: str | None, packet_no: str | None, dry_run: bool,
    as_json: bool, left_out: tuple[str, ...], amounts: tuple[str, ...], rejected: tuple[str, ...],
    sent_back: tuple[str, ...], **common: str | None,
) -> None:  # fmt: skip
    """整村办理一步（如 village_agree）：能办的一次办完，不能办的说明原因；可以逐份除外。"""
    from eduaid_desktop.services import packets, relief_bulk

    with open_desk(file, write=True) as desk:
        packet_id = packets.find(desk, packet_no)["id"] if packet_no else None
        selection = {"village": _village(desk, village), "term": term, "packet": packet_id}
        own = dict(_own(desk, left_out, amounts, rejected, sent_back))
        plan = relief_bulk.plan(desk, action, selection, common, own)
        done = "" if dry_run else relief_bulk.apply(desk, plan)
    rows = [
        {"id": r.case["id"], "case_no": r.case["case_no"], "name": r.case["name"], "state": r.state}
        | {"label": r.label, "amount_fen": r.fen, "why": r.why}
        for r in plan.rows
    ]
    data = {"applied": bool(done), "sentence": plan.sentence if plan.going else "", "missing": plan.missing}
    data |= {"count": len(plan.going), "total_fen": plan.total, "rows": rows}
    answer(as_json, data, _lines(plan, done))


def _own(
    desk: Desk,
    left_out: tuple[str, ...],
    amounts: tuple[str, ...],
    rejected: tuple[str, ...],
    sent_back: tuple[str, ...],
) -> Iterator[tuple[int, "Own"]]:
    from eduaid_desktop.domain.workflow import VILLAGE_REVIEW
    from eduaid_desktop.services.relief import find_case
    from eduaid_desktop.services.relief_bulk import Own

    for ref in left_out:
        yield find_case(desk, ref)["id"], Own(left_out=True)
    for ref, written in map(_pair, amounts):
        fen, problems = Field("amount", "金额", "money").clean(written, desk.rules())
        if fen is None:
            raise UserError(problems[0].message if problems else f"{ref} 的金额是空的。")
        yield find_case(desk, ref)["id"], Own(amount=fen)
    for ref, reason in map(_pair, rejected):
        yield find_case(desk, ref)["id"], Own(action="reject", reason=reason)
    for ref, reason in map(_pair, sent_back):
        yield find_case(desk, ref)["id"], Own(action="send_back", reason=reason, target=VILLAGE_REVIEW)


def _pair(written: str) -> tuple[str, str]:
    ref, equals, value = written.partition("=")
    if not equals:
        raise click.UsageError(f"“{written}”要写成 申请编号=内容。")
    return ref, value


def _lines(plan: "Plan", done: str) -> Iterator[str]:
    from eduaid_desktop.services.relief_bulk import CLOSED, ELSEWHERE, OUT, STATES

    if done:
        yield f"已办理。{done}，共 {yuan(plan.total)} 元。"
    else:
        yield f"可以办理 {len(plan.going)} 份，共 {yuan(plan.total)} 元；没有写入。"
    for row in plan.rows:
        if row.state in (OUT, CLOSED) or (row.state == ELSEWHERE and not done):
            name = f"{row.case['name']}（{row.case['case_no'] or row.case['id']}）"
            yield f"  {STATES[row.state]}　{name}　{row.why}"


def _village(desk: Desk, written: str | None) -> str | None:
    if written is None:
        return None
    found = desk.rules().codes["village"].find(written)
    if found is None:
        raise UserError(f"没有行政村“{written}”，请用 eduaid list 文件 villages 查看名称和代码。")
    return found.code
