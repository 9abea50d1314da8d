"""What becomes of a printed paper: found by its number, marked back, voided, printed again."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from eduaid_desktop.domain import dates, roles, slip, terms
from eduaid_desktop.domain.fields import Field
from eduaid_desktop.domain.slip import BACK, GIVEN, OLD, OUT, STATES, VOID
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.print_ledger import title_of
from eduaid_desktop.store import slip_queries
from eduaid_desktop.store.store import Row

_WHO = (roles.CLERK, roles.REVIEWER)
# How many numbers one sentence of the log names.
_NAMED = 5
_ON = Field("on_date", "收回日期", "date")


@dataclass(frozen=True)
class Paper:
    """A paper of the print ledger. row: its columns and standing (slip.STATES); prints: every time it was printed.

    words: in a sentence what it is, about whom, when it was printed and how it stands.
    """

    row: Row
    title: str
    words: str
    prints: Sequence[Row] = field(default_factory=list)

    @property
    def number(self) -> str:
        """As it stands on the paper."""
        return str(self.row["slip_no"])

    @property
    def standing(self) -> str:
        """A key of slip.STATES."""
        return str(self.row["standing"])


@dataclass(frozen=True)
class Outcome:
    """What came of marking one paper back. done: it is back now; old: though a newer issue counts instead.

    words: for a person. number: as it stands on the paper, "" where there is none.
    """

    done: bool
    words: str
    number: str = ""
    old: bool = False


def find(desk: Desk, typed: str) -> Paper:
    """The paper of a number as scanned or typed. Raises UserError for what is no number, or stands in no ledger."""
    number = slip.read(typed)
    if number is None:
        raise UserError(_no_number(typed))
    row = slip_queries.by_numbers(desk.store, [number]).get(number)
    if row is None:
        raise UserError(_unknown(number))
    return _paper(desk, row)


def by_id(desk: Desk, slip_id: int) -> Paper:
    """The paper of a line of the list."""
    return find(desk, desk.store.get("slip", slip_id)["slip_no"])


def mark_back(desk: Desk, typed: Sequence[str], on_date: str = "", note: str = "") -> list[Outcome]:
    """Enter that papers came back, all in one change; one outcome for each number, in order.

    on_date: as typed, "" for today. Raises Refused for a day that is none, or is still to come; a number that cannot
    be marked says so in its outcome and keeps no other from it.
    """
    day = _day(desk, on_date)
    rows = slip_queries.by_numbers(desk.store, filter(None, map(slip.read, typed)))
    weighed = [_weigh(each, rows, day) for each in typed]
    coming = [rows[number] for number in dict.fromkeys(o.number for o in weighed if o.done)]
    if coming:
        with desk.change(f"登记收回{_said(coming)}", role=_WHO) as change:
            for row in coming:
                values = {"state": BACK, "back_on": day, "back_note": note.strip() or None}
                change.update("slip", row["id"], values, revision=row["revision"])
    return weighed


def take_back(desk: Desk, number: str) -> Paper:
    """A paper that was marked back by mistake is out again. Raises Refused for one that is not back."""
    paper = find(desk, number)
    if paper.row["state"] != BACK:
        raise Refused(
            f"{paper.title} {paper.number} 现在是“{STATES[paper.standing]}”，没有可以取消的收回登记。"
        )
    with desk.change(f"取消收回登记：{_called(paper.row)}", role=_WHO) as change:
        values = {"state": OUT, "back_on": None, "back_note": None}
        change.update("slip", paper.row["id"], values, revision=paper.row["revision"])
    return find(desk, number)


def void(desk: Desk, number: str, reason: str) -> Paper:
    """A paper that does not count any more; printed again it gets a new number. Raises Refused without a reason."""
    paper = find(desk, number)
    if paper.row["state"] == VOID:
        raise Refused(f"{paper.title} {paper.number} 早已作废：{paper.row['void_reason']}。")
    if not reason.strip():
        raise Refused("作废要写明原因，如：填写有误、盖章前撕毁。", "reason")
    with desk.change(f"作废{_called(paper.row)}：{reason.strip()}", role=_WHO) as change:
        values = {
            "state": VOID,
            "voided_on": desk.today().isoformat(),
            "void_reason": reason.strip(),
        }
        change.update("slip", paper.row["id"], values, revision=paper.row["revision"])
    return find(desk, number)


def summary(desk: Desk, term: str | None) -> str:
    """本学期发出 × 份，收回 ×，作废 ×，未收回 ×; the others where there are any. term: None for all."""
    found = slip_queries.counts(desk.store, term)
    when = "本学期" if term == terms.of(desk.today()) else terms.label(term) if term else "全部学期"
    parts = [f"{when}发出 {sum(found.values())} 份"]
    for standing, word in ((BACK, "收回"), (VOID, "作废"), (OLD, "已有新版"), (GIVEN, "不用收回")):
        if found.get(standing) or standing in (BACK, VOID):
            parts.append(f"{word} {found.get(standing, 0)}")
    return f"{'，'.join([*parts, f'未收回 {found.get(OUT, 0)}'])}。"


def overdue(desk: Desk) -> tuple[int, int, str]:
    """How many papers are out for longer than the setting slip_out_days, that number, and since when (ISO)."""
    days = desk.rules().settings["slip_out_days"]
    last = (desk.today() - timedelta(days=days + 1)).isoformat()
    return (slip_queries.out_since(desk.store, last) if days else 0), days, last


def answers(row: Mapping[str, Any]) -> dict[str, str]:
    """What was typed when a paper was first printed."""
    kept: dict[str, str] = json.loads(row["answers"] or "{}")
    return kept


def _weigh(typed: str, rows: Mapping[str, Row], day: str) -> Outcome:
    number = slip.read(typed) or ""
    row = rows.get(number)
    if row is None:
        return Outcome(False, _unknown(number) if number else _no_number(typed))
    about, standing = _called(row), row["standing"]
    if standing == BACK:
        words = f"{about}已在{dates.spoken(row['back_on'])}登记收回。"
    elif standing == VOID:
        words = f"{about}已作废，没有登记收回：{row['void_reason']}。"
    elif standing == GIVEN:
        words = f"{about}不用收回。"
    elif day < row["issued_on"]:
        words = f"{about}{dates.spoken(row['issued_on'])}才打印，收回日期不能早于这一天。"
    else:
        old = "，但它已有新版，以新版为准" if standing == OLD else ""
        return Outcome(True, f"{about}已登记收回{old}。", number, standing == OLD)
    return Outcome(False, words, number)


def _no_number(typed: str) -> str:
    return f"“{typed.strip()}”不是单号，或者有一位读错了。请再扫一次，或照纸上的数字输入。"


def _unknown(number: str) -> str:
    title = title_of(slip.document(number))
    return f"单号 {number}（{title}）没有打印登记：可能是别的单位印的，或是在另一个数据文件里印的。"


def _called(row: Mapping[str, Any]) -> str:
    return f"{title_of(row['document'])} {row['slip_no']}（{row['subject']}）"


def _day(desk: Desk, typed: str) -> str:
    day, problems = _ON.clean(typed, desk.rules())
    if typed and (day is None or problems):
        raise Refused(problems[0].message, "on_date")
    if day and day > desk.today().isoformat():
        raise Refused("收回日期还没有到，请写今天或更早的日期。", "on_date")
    return day or desk.today().isoformat()


def _paper(desk: Desk, row: Row) -> Paper:
    prints = slip_queries.prints(desk.store, row["id"])
    title = title_of(row["document"])
    copies = sum(each["copies"] for each in prints)
    again = f"，补打 {len(prints) - 1} 次" if len(prints) > 1 else ""
    head = f"这张{title} {row['slip_no']} 已打印于{dates.spoken(row['issued_on'])}，{row['subject']}"
    return Paper(row, title, f"{head}，共 {copies} 份{again}。{_stands(desk, row)}", prints)


def _stands(desk: Desk, row: Row) -> str:
    gone = "所属的记录已撤回。" if is_gone(desk, row) else ""
    if row["standing"] == BACK:
        note = f"（{row['back_note']}）" if row["back_note"] else ""
        return f"{dates.spoken(row['back_on'])}收回{note}。{gone}"
    if row["standing"] == VOID:
        return f"{dates.spoken(row['voided_on'])}作废：{row['void_reason']}。{gone}"
    if row["standing"] == OLD:
        issues = slip_queries.issues(desk.store, row["document"], row["record"], row["record_id"])
        newest = [each["slip_no"] for each in issues if each["state"] != VOID][-1]
        return f"内容改过，已有新版 {newest}，这一张不再算数。{gone}"
    return f"{'还没有收回' if row['standing'] == OUT else '不用收回'}。{gone}"


def is_gone(desk: Desk, row: Mapping[str, Any]) -> bool:
    """Whether what a paper is about does not count any more; who was merged into somebody still does."""
    if row["record"] == slip.PERIOD:
        return False
    found = slip_queries.subject(desk.store, row["record"], row["record_id"]) or {}
    return bool(found.get("withdrawn", 1)) and not found.get("merged_into")


def _said(rows: Sequence[Mapping[str, Any]]) -> str:
    """申请审批表 01-…（扎西 JYJZ-…）, of several 单据 3 张（01-…、…）; the log lists the others line by line."""
    if len(rows) == 1:
        return _called(rows[0])
    numbers, more = "、".join(each["slip_no"] for each in rows[:_NAMED]), " 等" if len(rows) > _NAMED else ""
    return f"单据 {len(rows)} 张（{numbers}{more}）"
