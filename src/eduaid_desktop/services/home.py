"""首页: what is due, in the order of urgency, and the figures of the term."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from eduaid_desktop.domain import dates, terms
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.domain.workflow import ARCHIVED, PAID, READY, TOWN_NOTICE, VILLAGE_NOTICE
from eduaid_desktop.services import fund, lists, notice_board, office, slip_desk
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.term_batch import batch_worklist
from eduaid_desktop.store import collected_queries, evidence_queries, home

# From a state of section 5.5 to what its cases wait for.
_WAITING = {
    45: ("overdue", "份有异议，请核查并记录结果"),
    80: ("soon", "份县里已批准，可以生成发放表"),
    60: ("soon", "份待上报，可以导出上报文件"),
    50: ("soon", "份等乡镇审核"),
    30: ("later", "份等村级初审意见"),
    20: ("later", "份已受理，请送村初审"),
    10: ("later", "份草稿还没有受理"),
}
_SOON_DAYS = 3
# Several states at once, as the lists take them.
_IN_NOTICE = json.dumps([VILLAGE_NOTICE, TOWN_NOTICE])
_ARRIVED = json.dumps([PAID, ARCHIVED])


@dataclass(frozen=True)
class Due:
    """One thing to do. urgency: overdue, soon or later. tab and filters say where it is done."""

    text: str
    urgency: str
    tab: str
    record_id: int | None = None
    filters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Figure:
    """One number of the term with its definition (口径), the tab and the filters that open its rows."""

    label: str
    value: str
    scope: str
    tab: str
    filters: Mapping[str, Any] = field(default_factory=dict)


def overview(desk: Desk) -> dict[str, Any]:
    """term (shown), due (list of Due, most urgent first) and figures (list of Figure)."""
    term = terms.of(desk.today())
    order = ["overdue", "soon", "later"]
    county = office.info(desk)["level"] == "county"
    due, figures = (_county_due, _county_figures) if county else (_due, _figures)
    found = sorted(due(desk, term), key=lambda d: order.index(d.urgency))
    return {"term": terms.label(term), "due": found, "figures": list(figures(desk, term))}


def _county_due(desk: Desk, term: str) -> Iterator[Due]:
    """A county keys no cases: what it waits for are batches."""
    came = collected_queries.came(desk.store, term)
    if not came["batches"]:
        yield Due("本学期还没有收到批次：在“收批次”里选乡镇交来的文件", "soon", "batches")
    if came["differing"]:
        words = f"{came['differing']} 个批次与封存不一致，请打电话与乡镇对核对码"
        yield Due(words, "overdue", "batches")


def _county_figures(desk: Desk, term: str) -> Iterator[Figure]:
    came = collected_queries.came(desk.store, term)
    scope = "本学期收到的批次里"
    yield Figure("交来批次的乡镇", str(came["townships"]), "本学期至少收到一个批次的乡镇", "batches")
    yield Figure("收到的批次", str(came["batches"]), "本学期上报、补发和补正的批次", "batches")
    yield Figure("收到的申请", f"{came['rows']:,} 行", f"{scope}各行，含已补正的", "batches")
    yield Figure("乡镇建议金额", f"{yuan(came['amount'])} 元", f"{scope}各行相加，含已补正的", "batches")
    yield from _of_every_office(desk, home.counts(desk.store, term)["projects"])


def _due(desk: Desk, term: str) -> Iterator[Due]:
    counts = home.counts(desk.store, term)
    if not counts["students"]:
        yield Due("本学期还没有学生：先在“学生”里导入学籍名册和建档立卡人员表", "soon", "students")
    if counts["parked"]:
        words = f"待定 {counts['parked']} 行：导入时拿不准是不是同一人，请决定"
        yield Due(words, "soon", "registers", None, {"register": "parked"})
    if counts["problems"]:
        words = f"导入时提醒或拒收的 {counts['problems']} 条还没有核对"
        yield Due(words, "later", "registers", None, {"register": "imports"})
    yield from _notices(desk, term)
    states, county = home.cases_by_state(desk.store, term), batch_worklist.counts(desk)
    for state, (urgency, words) in _WAITING.items():
        if state in states:
            wanted = {"state": state, "term": term}
            if state == READY and county.ready:
                words = words.replace("，", f"（其中补正 {county.ready} 份），", 1)
            yield Due(f"{states[state]['count']} {words}", urgency, "relief", states[state]["first"], wanted)
    yield from _came_back(desk, county)
    if unsigned := evidence_queries.unsigned(desk.store, term):
        words = f"{len(unsigned)} 份由他人代办的申请待补签：申请人回来后请来签字"
        yield Due(words, "later", "relief", unsigned[0], {"unsigned": 1, "term": term})
    late, days, since = slip_desk.overdue(desk)
    if late:
        words = f"{late} 张单据打印后超过 {days} 天还没有收回"
        yield Due(words, "later", "registers", None, {"register": "slips", "until": since})


def _came_back(desk: Desk, county: batch_worklist.Counts) -> Iterator[Due]:
    """What the county returned or refused, and what the bank sent back, of whatever term."""
    failed = lists.open_list(desk, "failed_payments").totals()
    if failed["count"] != "0":
        words = f"{failed['count']} 笔发放失败，请更正账户后重发"
        yield Due(words, "overdue", "registers", None, {"register": "failed_payments"})
    if county.mend:
        words = f"{county.mend} 份被县里退回，请更正后再审"
        yield Due(words, "overdue", "batches", None, {"part": "worklist"})
    if county.tell:
        words = f"{county.tell} 份县里不予救助，还没有告知家庭"
        yield Due(words, "soon", "batches", None, {"part": "worklist"})


def _notices(desk: Desk, term: str) -> Iterator[Due]:
    today = desk.today()
    for notice in home.running_notices(desk.store, term):
        ends = date.fromisoformat(notice["to_date"])
        who = f"{notice['village'] or '乡镇'}公示（{notice['count']} 人）"
        wanted = {"notice": notice["id"], "state": _IN_NOTICE}
        if ends < today:
            yield Due(f"{who}已期满，请办理“公示期满”", "overdue", "relief", notice["first"], wanted)
        elif ends <= today + timedelta(days=_SOON_DAYS):
            when = {0: "今天", 1: "明天"}.get((ends - today).days, dates.spoken(notice["to_date"]))
            yield Due(f"{who}{when}期满", "soon", "relief", notice["first"], wanted)
    for urgency, words, notice_id in notice_board.due(desk):
        yield Due(words, urgency, "registers", notice_id, {"register": "notices"})


def _figures(desk: Desk, term: str) -> Iterator[Figure]:
    counts = home.counts(desk.store, term)
    states = home.cases_by_state(desk.store, term)
    cases = sum(s["count"] for s in states.values())
    paid = [states[s] for s in (PAID, ARCHIVED) if s in states]
    of_term = {"term": term}
    yield Figure(
        "在读学生",
        f"{counts['students']:,}",
        "本学期学籍名册中的人数，一人两处学籍只计一次",
        "students",
        of_term,
    )
    yield Figure("资助申请", f"{counts['aid']:,}", "本学期已录入的份数", "aid", of_term)
    yield Figure("救助申请", f"{cases:,}", "本学期全部状态的份数，含草稿和不予救助", "relief", of_term)
    arrived, people = sum(s["amount"] for s in paid), sum(s["count"] for s in paid)
    wanted = {**of_term, "state": _ARRIVED}
    yield Figure(
        "救助金已发放", f"{yuan(arrived)} 元", f"本学期已到账 {people} 人的批准金额", "relief", wanted
    )
    yield from _of_every_office(desk, counts["projects"])


def _of_every_office(desk: Desk, projects: int) -> Iterator[Figure]:
    now = fund.standing(desk)
    yield Figure(
        "基金结余（可用）", now.shown("available"), fund.AVAILABLE, "registers", {"register": "fund"}
    )
    yield Figure("项目", str(projects), "登记在册的全部项目", "projects")
