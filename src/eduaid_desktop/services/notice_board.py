"""公示台账: how a notice stands, what was said against it, taking it down, and what the office is reminded of.

Sources: domain sections 5.4 and 13; 教财厅函〔2017〕28号 wants an expired notice taken off at once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from eduaid_desktop.domain import dates, notices, workflow
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import notices as notices_service
from eduaid_desktop.services import villages, workdays
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import notice_queries as queries
from eduaid_desktop.store import relief_queries
from eduaid_desktop.store.store import Row

# The steps that hang a case on a notice, or leave it there.
STEPS = ("village_agree", "township_notice", "objection_done")
_GONE = (workflow.REJECTED, workflow.WITHDRAWN)
_SHOWN_NAMES = 5
# No number that is longer can be stored.
_TOO_LARGE = 10**18


@dataclass(frozen=True)
class Sheet:
    """A notice as it stands today. place: 达瓦村村级公示. cases and objections as store.notice_queries gives them.

    objections have result besides: 待核查, 继续公示, 重新公示, 不予救助 or 申请已撤回.
    remarks: what wants doing, a sentence each.
    days_left: how many days it still hangs, today among them; 0 once it is over.
    """

    row: Row
    place: str
    cases: list[Row]
    objections: list[dict[str, Any]]
    photos: int
    days_left: int
    remarks: tuple[str, ...]

    @property
    def over(self) -> bool:
        """Whether its last day has passed."""
        return self.days_left == 0

    @property
    def hanging(self) -> list[Row]:
        """The cases that wait on it: neither through nor rejected nor withdrawn."""
        return [c for c in self.cases if not c["passed"] and c["state"] not in _GONE]

    @property
    def period(self) -> str:
        """2018年6月12日至2018年6月18日（7天，自然日）."""
        return f"{dates.spoken(self.row['from_date'])}至{dates.spoken(self.row['to_date'])}（{length(self.row)}）"


def find(desk: Desk, notice_id: int) -> Row:
    """The row of a notice by its id. Raises UserError for one that does not exist."""
    rows = desk.store.select("notice", id=notice_id) if 0 < notice_id < _TOO_LARGE else []
    if not rows:
        raise UserError(
            f"没有第 {notice_id} 号公示。运行 eduaid list 数据文件 notices，或在“台账—公示台账”里看。"
        )
    return rows[0]


def sheet(desk: Desk, notice_id: int) -> Sheet:
    """A notice by its id, with what came of it. Raises UserError for one that does not exist."""
    row = find(desk, notice_id)
    said = [_told(each) for each in queries.objections(desk.store, notice_id)]
    left = max((date.fromisoformat(row["to_date"]) - desk.today()).days + 1, 0)
    place, photos = place_of(desk, row), queries.photos(desk.store, notice_id)
    bare = Sheet(row, place, queries.cases(desk.store, notice_id), said, photos, left, ())
    return Sheet(row, place, bare.cases, said, photos, left, tuple(_remarks(desk, bare)))


def place_of(desk: Desk, row: Row) -> str:
    """达瓦村村级公示 or 乡镇公示."""
    return f"{villages.name_on(desk.store, row['village'], row['from_date'])}{'村级' if row['village'] else '乡镇'}公示"


def length(row: Row) -> str:
    """7天，自然日 for a notice, or for settings with days and day_kind."""
    return f"{row['days']}天，{notices.DAY_KINDS[row['day_kind']]}"


def end_by_table(desk: Desk, row: Row) -> notices.NoticeEnd:
    """When a notice would end by the table of working days as it is now."""
    first = date.fromisoformat(row["from_date"])
    return notices.end_of(first, row["days"], row["day_kind"], workdays.own(desk))


def take_down(desk: Desk, notice_id: int, on_date: str = "", result: str = "") -> Sheet:
    """Register that a notice was taken off its board. on_date: as typed, today when blank.

    From the day after its end; one on which nobody hangs any more may come down at once. Raises Refused, field
    on_date. result: what came of it, filled in when blank.
    """
    found = sheet(desk, notice_id)
    day = _day(desk, on_date)
    _require_down(found, day)
    with desk.change(f"撤下{found.place}（{dates.spoken(found.row['from_date'])}起）") as change:
        values = {"taken_down": day, "result": result.strip() or result_of(found)}
        change.update("notice", notice_id, values)
    return sheet(desk, notice_id)


def result_of(found: Sheet) -> str:
    """What is proposed as the result of a notice."""
    count, still = len(found.objections), sum(o["result"] == "待核查" for o in found.objections)
    head = "公示期满，" if found.cases else "名单已另行公示，"
    if not count:
        return f"{head}无异议。"
    return f"{head}收到异议 {count} 件，" + (f"{still} 件还在核查。" if still else "均已办结。")


def recompute(desk: Desk, notice_id: int, reason: str) -> Sheet:
    """Give a running notice the end that the table of working days gives it now, for a reason.

    Raises Refused where nothing would change, nobody waits on it any more, or the reason is missing.
    """
    found = sheet(desk, notice_id)
    if not reason.strip():
        raise Refused("请写明为什么重算截止日期。", "reason")
    if found.row["taken_down"] or any(case["passed"] for case in found.cases):
        raise Refused("这个公示已经撤下，或名单上已有申请办完公示期满，截止日期不能再改。")
    end = end_by_table(desk, found.row).to_date.isoformat()
    if end == found.row["to_date"]:
        raise Refused("按现在的工作日表算，截止日期不变。")
    was, now = dates.spoken(found.row["to_date"]), dates.spoken(end)
    with desk.change(f"{found.place}截止日期由{was}改为{now}：{reason.strip()}") as change:
        change.update("notice", notice_id, {"to_date": end})
    return sheet(desk, notice_id)


def proposal(desk: Desk, case_id: int) -> str:
    """After 公示期满 of a case: that its notice can come down, when it was the last; else ""."""
    row = relief_queries.notice_of(desk.store, case_id)
    if row is None or row["taken_down"]:
        return ""
    found = sheet(desk, row["id"])
    if found.hanging or not found.over:
        return ""
    return f"{found.place}名单上的申请都已办完，请取下公示，在“台账—公示台账”里登记撤下。"


def ahead(desk: Desk, case_id: int, action: str, answers: Mapping[str, str]) -> str:
    """Until when a notice will hang if the step (one of STEPS) is taken with these answers, as typed.

    "" while a date is no date, and where nothing goes on hanging. Says what no table of working days knows.
    """
    written = answers.get("from_date") or answers.get("on_date", "")
    first = dates.parse(written) if written else None
    if action != "objection_done":
        return f"公示到{_until(desk, first)}" if first else ""
    if "from_date" not in answers:
        return ""
    count = len(relief_queries.open_objections(desk.store, case_id))
    several = f"{count} 件异议一并记录这个核查结果。" if count > 1 else ""
    if answers["from_date"]:
        return f"{several}重新公示到{_until(desk, first)}" if first else several
    running = relief_queries.notice_of(desk.store, case_id)
    last = dates.spoken(running["to_date"]) if running else ""
    return f"{several}按原公示期继续，到{last}；名单有变的，填写“公示开始”重新公示。"


def _until(desk: Desk, first: date) -> str:
    """2018年6月18日（7天，自然日）, and what is not known about the days."""
    rules = desk.rules(first)
    end = notices_service.period(rules, first.isoformat())
    row = {"days": rules.settings["notice_days"], "day_kind": rules.settings["notice_day_kind"]}
    return f"{dates.spoken(end.to_date.isoformat())}（{length(row)}）。{end.remark}"


def due(desk: Desk) -> Iterator[tuple[str, str, int]]:
    """What the first tab reminds of: urgency (as services.home.Due), the sentence, and the first notice it is about."""
    today, standing = desk.today().isoformat(), queries.standing(desk.store)
    late = [row for row in standing if row["to_date"] < today]
    bare = [row for row in standing if row["from_date"] <= today and not row["photos"]]
    if late:
        yield "overdue", f"{_named(late)}已期满，还没有撤下：名单上有个人信息，请取下并登记", late[0]["id"]
    if bare:
        yield "later", f"{_named(bare)}还没有照片：请拍下张贴的名单，添加到公示台账", bare[0]["id"]


def _named(rows: list[Row]) -> str:
    names = list(dict.fromkeys(row["village"] or "乡镇" for row in rows))
    more = "等" if len(names) > _SHOWN_NAMES else ""
    count = f"（{len(rows)} 个）" if len(rows) > 1 else ""
    return f"{'、'.join(names[:_SHOWN_NAMES])}{more}公示{count}"


def _told(objection: Row) -> dict[str, Any]:
    if objection["resolved_on"] is None:
        gone = objection["state"] == workflow.WITHDRAWN
        return {**objection, "result": "申请已撤回" if gone else "待核查"}
    if objection["led_to"] == workflow.REJECTED:
        return {**objection, "result": "不予救助"}
    return {**objection, "result": "继续公示" if objection["hangs"] else "重新公示"}


def _remarks(desk: Desk, found: Sheet) -> Iterator[str]:
    row, today = found.row, desk.today()
    if row["taken_down"]:
        return
    if not found.cases:
        yield "名单上已经没有人（都另行公示了），可以撤下。"
    elif found.over:
        late = (today - date.fromisoformat(row["to_date"])).days
        yield f"已期满 {late} 天，还没有撤下。名单上有个人信息，不宜多挂：请取下并登记撤下。"
        if not found.hanging:
            yield "名单上的申请都已办完公示期满。"
    if not found.photos and row["from_date"] <= today.isoformat():
        yield "还没有公示照片：请拍下张贴的名单，拖到下面。"
    end = end_by_table(desk, row)
    if not found.over and end.remark:
        yield end.remark
    if not found.over and end.to_date.isoformat() != row["to_date"]:
        yield f"按现在的工作日表应公示到{dates.spoken(end.to_date.isoformat())}，与登记的不同；要改的请重算截止日期。"


def _require_down(found: Sheet, day: str) -> None:
    row = found.row
    if row["taken_down"]:
        raise Refused(f"这个公示已于{dates.spoken(row['taken_down'])}撤下。")
    if found.cases and day <= row["to_date"]:
        last = dates.spoken(row["to_date"])
        raise Refused(f"公示到{last}才结束，从次日起才能撤下。", "on_date")


def _day(desk: Desk, written: str) -> str:
    day = dates.parse(written) if written else desk.today()
    if day is None:
        raise Refused(f"日期“{written}”读不懂，请写成 2018-6-12 这样的形式。", "on_date")
    if day > desk.today():
        raise Refused("撤下日期在今天之后，请取下以后再登记。", "on_date")
    return day.isoformat()
