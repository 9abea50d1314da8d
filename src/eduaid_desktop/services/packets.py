"""村包: opening the bundle of a village, keying into it, closing it when it agrees with its cover."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from eduaid_desktop.domain import serials, terms, text, workflow
from eduaid_desktop.domain.fields import Values
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.domain.packet import COUNT, PACKET, SUM, Keyed
from eduaid_desktop.domain.problems import WARN, Problem, blocking
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import office
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.records import Saved
from eduaid_desktop.services.relief_writing import case_of
from eduaid_desktop.store import packet_queries as queries
from eduaid_desktop.store.store import Change, Row

_ELSEWHERE = "不是{}的申请，没有放进这个村包。请核对行政村和学期。"
_LEFT = "{}的村包 {} 已收齐关闭，这份申请改了村或学期，不再在里面，包里的份数与封面不符，请核对。"


def find(desk: Desk, ref: str) -> Row:
    """A packet by its number or its id, with village_name. Raises UserError when there is none."""
    written = text.half_width(ref).strip().upper()
    found = queries.by_number(desk.store, written)
    if found is None and re.fullmatch(r"[0-9]{1,18}", written):
        found = queries.packet(desk.store, int(written))
    if found is None:
        raise UserError(f"找不到村包“{ref}”，请核对编号。")
    return found


def packet(desk: Desk, packet_id: int) -> Row:
    """A packet with village_name. Raises UserError when it is gone."""
    found = queries.packet(desk.store, packet_id)
    if found is None:
        raise UserError("这个村包已经撤销，请重新选择或新开村包。")
    return found


def still_open(desk: Desk) -> list[Row]:
    """The packets that are not closed yet, the one that was keyed into last first."""
    return queries.still_open(desk.store)


def title(row: Row) -> str:
    """达瓦村 2018年春季学期."""
    return f"{row['village_name']} {terms.label(row['term'])}"


def progress(desk: Desk, packet_id: int) -> Keyed:
    """How far a packet is keyed, against its cover."""
    row, cases = packet(desk, packet_id), queries.cases(desk.store, packet_id)
    amount = sum(case["applied"] or 0 for case in cases)
    names = tuple(case["name"] for case in cases)
    return Keyed(len(cases), amount, row["cover_count"], row["cover_amount"], names)


def begin(desk: Desk, raw: Mapping[str, Any]) -> Row:
    """Open a packet: village, term, count on the cover, the sum where the cover names one, who brought it.

    Raises Refused with the field that is wrong, and while a packet of the same village and term is open.
    """
    office.require_township(desk)
    values, problems = PACKET.clean(raw, desk.rules())
    for wrong in blocking(problems):
        raise Refused(wrong.message, wrong.field)
    for other in desk.store.select("packet", village=values["village"], term=values["term"], closed_on=None):
        words = f"{title(packet(desk, other['id']))}的村包 {other['packet_no']} 还没有收齐"
        raise Refused(f"{words}，请先接着录完它，或改正它的封面份数。", "village")
    code = desk.store.get("office", 1)["code"]
    with desk.change("") as change:
        series = serials.packet_series(code, values["term"])
        number = serials.packet_no(series, change.next_serial(series))
        packet_id = change.insert("packet", {**values, "packet_no": number})
        label = title(packet(desk, packet_id))
        change.sentence = f"新开村包 {number}（{label}，封面 {values['cover_count']} 份）"
    return packet(desk, packet_id)


def join(change: Change, desk: Desk, saved: Saved, packet_id: int | None) -> Saved:
    """Let a case that was saved within this change belong where it should; what of that wants a look is added.

    packet_id: the packet a new case was keyed into. A case whose village or term was altered leaves its packet.
    """
    case = change.get("relief_case", saved.id)
    row = queries.packet(desk.store, packet_id or case["packet_id"] or 0)
    if row is None or (packet_id and row["closed_on"]):
        return saved
    belongs = _belongs(case, row)
    now = change.update("relief_case", saved.id, {"packet_id": row["id"] if belongs else None})
    if belongs:
        return replace(saved, revision=now)
    words = _LEFT if row["closed_on"] else _ELSEWHERE
    odd = Problem("village", words.format(title(row), row["packet_no"]), WARN)
    return replace(saved, revision=now, problems=[*saved.problems, odd])


def put_in(desk: Desk, packet_id: int, case_ids: Sequence[int] | None = None) -> int:
    """Put cases into an open packet, all of its village and term that lie in none when None; returns how many.

    Raises Refused for a closed packet, and for a case of another village, term or packet, or archived.
    """
    row = _open(desk, packet_id)
    wanted = loose(desk, packet_id) if case_ids is None else list(case_ids)
    if not wanted:
        raise Refused(f"{title(row)}没有可以放进的申请：都已在村包里，或者早过了村级初审。")
    with desk.change("") as change:
        for case_id in wanted:
            case = case_of(desk, case_id)
            if not _belongs(case, row):
                raise Refused(f"{case['name']}{_ELSEWHERE.format(title(row))}")
            if case["state"] == workflow.ARCHIVED:
                raise Refused(f"{case['name']}的申请已归档（{workflow.standing(case)}），不再放进村包。")
            if case["packet_id"] not in (None, packet_id):
                other = packet(desk, case["packet_id"])["packet_no"]
                raise Refused(f"{case['name']}的申请已在村包 {other} 里，请先从那里移出。")
            change.update("relief_case", case_id, {"packet_id": packet_id})
        change.sentence = f"放进村包 {row['packet_no']} {len(wanted)} 份"
    return len(wanted)


def take_out(desk: Desk, case_id: int) -> None:
    """Take a case out of its packet. Raises Refused when that is closed, or the case lies in none."""
    case = case_of(desk, case_id)
    if case["packet_id"] is None:
        raise Refused(f"{case['name']}的申请不在村包里。")
    row = _open(desk, case["packet_id"])
    with desk.change(f"从村包 {row['packet_no']} 移出{case['name']}的申请") as change:
        change.update("relief_case", case_id, {"packet_id": None})


def require_open(desk: Desk, case: Row) -> None:
    """Raises Refused when a case lies in a packet that is closed: it was counted against the cover."""
    if case["packet_id"]:
        _open(desk, case["packet_id"])


def loose(desk: Desk, packet_id: int) -> list[int]:
    """The cases of the packet's village and term that lie in no packet yet (those of an imported sheet, say)."""
    row = packet(desk, packet_id)
    return queries.loose(desk.store, row["village"], row["term"])


def close(desk: Desk, packet_id: int) -> Row:
    """Close a packet whose count, and sum where the cover names one, agree with the cover.

    Raises Refused with the difference and the names that were keyed.
    """
    row, keyed = _open(desk, packet_id), progress(desk, packet_id)
    if keyed.difference:
        names = f"已录：{'、'.join(keyed.names)}。" if keyed.names else ""
        raise Refused(
            f"{keyed.difference}，不能收齐。{names}请对着封面清点；封面写错的，请改正封面并写明原因。"
        )
    sentence = f"收齐关闭村包 {row['packet_no']}（{title(row)}，{keyed.count} 份，{yuan(keyed.amount)} 元）"
    with desk.change(sentence) as change:
        change.update("packet", packet_id, {"closed_on": desk.today().isoformat()})
    return packet(desk, packet_id)


def correct_cover(desk: Desk, packet_id: int, raw: Mapping[str, Any], reason: str) -> Row:
    """Set the count, or the sum, of the cover right, for a reason that stays in the remark and in the log.

    raw: cover_count, cover_amount as typed. Raises Refused with the field that is wrong.
    """
    row, reason = _open(desk, packet_id), reason.strip()
    if not reason:
        raise Refused("请写明封面为什么要改，如“少交一份，村里已确认”。", "reason")
    values = _cover(desk, raw)
    told = []
    if values["cover_count"] != row["cover_count"]:
        told.append(f"{row['cover_count']} 份改为 {values['cover_count']} 份")
    if values["cover_amount"] != row["cover_amount"]:
        told.append(f"{_sum(row['cover_amount'])}改为{_sum(values['cover_amount'])}")
    if not told:
        raise Refused("封面的份数和金额都没有变，不用改。", "cover_count")
    words = f"封面{'，'.join(told)}：{reason}"
    with desk.change(f"改正村包 {row['packet_no']} 的封面（{words}）") as change:
        change.update("packet", packet_id, {**values, "remark": _remark(row, words)})
    return packet(desk, packet_id)


def reopen(desk: Desk, packet_id: int, reason: str) -> Row:
    """Open a closed packet again, for a reason. Raises Refused without one, or when it is open."""
    row, reason = packet(desk, packet_id), reason.strip()
    if row["closed_on"] is None:
        raise Refused(f"村包 {row['packet_no']} 还没有关闭，可以直接接着录。")
    if not reason:
        raise Refused("请写明为什么要重新打开，如“村里又补交一份”。", "reason")
    with desk.change(f"重新打开村包 {row['packet_no']}（{reason}）") as change:
        change.update("packet", packet_id, {"closed_on": None, "remark": _remark(row, f"重新打开：{reason}")})
    return packet(desk, packet_id)


def _cover(desk: Desk, raw: Mapping[str, Any]) -> Values:
    values: Values = {}
    for field in (COUNT, SUM):
        values[field.name], problems = field.clean(raw.get(field.name), desk.rules())
        for wrong in blocking(problems):
            raise Refused(wrong.message, field.name)
    for check in PACKET.checks[:1]:
        for wrong in check(values, desk.rules()):
            raise Refused(wrong.message, wrong.field)
    return values


def _open(desk: Desk, packet_id: int) -> Row:
    row = packet(desk, packet_id)
    if row["closed_on"]:
        raise Refused(f"村包 {row['packet_no']} 已收齐关闭；要改动的，请先重新打开它并写明原因。")
    return row


def _belongs(case: Row, row: Row) -> bool:
    return (case["village"], case["term"]) == (row["village"], row["term"])


def _sum(fen: int | None) -> str:
    return "没有金额" if fen is None else f"{yuan(fen)} 元"


def _remark(row: Row, words: str) -> str:
    return "；".join(filter(None, (row["remark"], words)))
