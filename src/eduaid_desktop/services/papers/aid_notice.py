"""资助公示名单: who is given student aid, for the board of a school or of the township.

教财厅函〔2017〕28号 (domain section 13) lets name, school, grade and class be shown. How poor a child was found
and what its household is registered as stand on no board (S8), and what it is given only where the office says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eduaid_desktop.domain import notices, terms
from eduaid_desktop.domain.fields import Field
from eduaid_desktop.domain.public_notice import AID, AMOUNT
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import office, print_ledger, rules, schools, workdays
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.papers import case_data
from eduaid_desktop.services.papers.answers import answered
from eduaid_desktop.services.papers.kinds import LETTERS, SCHOOL, Document, Wanted
from eduaid_desktop.services.papers.subjects import of_record, of_term
from eduaid_desktop.store import aid_queries
from eduaid_desktop.store.store import Row

if TYPE_CHECKING:
    from eduaid_desktop.documents.notice_list import NoticeListData
    from eduaid_desktop.documents.paper import Printed
    from eduaid_desktop.domain.slip import Subject

# Longer is a slip of the pen.
_MOST_DAYS = 90
_ASKS = (
    Field("programme", "资助项目", "choice", choices="programme", hint="不填的列出全部项目"),
    Field("basis", "公示依据", length=60, default="国家和省学生资助规定及评审结果"),
    Field("from_date", "公示开始", "date", hint="不填的是今天"),
    Field("days", "公示天数", "integer", hint="不填的按设置"),
    Field("with_amount", "列出金额", "flag", default="否", hint="规定要求列出的才勾"),
)


def _aid_notice(desk: Desk, path: Path, wanted: Wanted) -> "Printed":
    from eduaid_desktop.documents import notice_list

    if not wanted.term:
        raise UserError("请指明一个学期；只公示一所学校的，再写明学校。")
    asked = answered(desk, wanted, _ASKS)
    school = _school(desk, wanted.what)
    data = _notice(desk, wanted.term, school, asked)
    about: Subject = (
        of_record("school", school, school["name"], wanted.term) if school else of_term(desk, wanted.term)
    )
    # The notices of one school for two programmes are two papers.
    about = replace(about, words=f"{about.words}{data.subject if asked['programme'] else ''}")
    notice = print_ledger.numbered(desk, "aid_notice", data, about)
    return notice_list.write(notice, path, reprint=wanted.reprint, printed_on=desk.today())


def _school(desk: Desk, written: str | None) -> Row | None:
    if not written:
        return None
    name = schools.name_on(desk.store, written, desk.today().isoformat())
    found = desk.store.select("school", name=written) or desk.store.select("school", name=name)
    if not found:
        raise UserError(f"没有名为“{written}”的学校，请核对校名。")
    return found[0]


def _notice(desk: Desk, term: str, school: Row | None, asked: Mapping[str, Any]) -> "NoticeListData":
    from eduaid_desktop.documents.notice_list import NoticeListData

    first = date.fromisoformat(asked["from_date"]) if asked["from_date"] else desk.today()
    settings = desk.rules(first).settings
    if asked["days"] == 0:
        raise Refused("公示天数不能是 0；不填就按设置里的天数。", "days")
    if (asked["days"] or 0) > _MOST_DAYS:
        raise Refused(f"公示天数填了 {asked['days']} 天，最多 {_MOST_DAYS} 天，请核对。", "days")
    days, kind = asked["days"] or settings["notice_days"], settings["notice_day_kind"]
    end = notices.end_of(first, days, kind, workdays.own(desk)).to_date.isoformat()
    government = office.organisation(desk, "township_government", first)
    known = rules.programmes(desk.store)
    name = schools.name_on(desk.store, school["name"], first.isoformat()) if school else None
    with_amount = bool(asked["with_amount"])
    return NoticeListData(
        number=f"{term}-{asked['programme'] or '资助'}",
        place=name or office.info(desk)["name"],
        term=terms.label(term),
        basis=asked["basis"],
        rows=_rows(desk, _found(desk, term, name, asked["programme"], first), known, with_amount),
        period_from=first.isoformat(),
        period_to=end,
        days=days,
        day_kind=notices.DAY_KINDS[kind],
        phones=case_data.phones(desk, government, first),
        organisation=name or government,
        announced_on=first.isoformat(),
        columns=tuple(column for column in AID.columns if with_amount or column != AMOUNT),
        kind=AID,
        subject=known[asked["programme"]]["name"] if asked["programme"] else "学生资助",
    )


def _found(desk: Desk, term: str, school: str | None, programme: str | None, day: date) -> list[Row]:
    """Who is on the list, each with the name that the school bore on the day. Raises Refused for nobody."""
    named = cache(lambda name: schools.name_on(desk.store, name, day.isoformat()) or "")
    loans = [key for key, entry in rules.programmes(desk.store).items() if entry["form"] == "loan"]
    rows = [
        {**row, "school": named(row["school"])}
        for row in aid_queries.noticed(desk.store, term, programme, loans)
    ]
    found = [row for row in rows if school in (None, row["school"])]
    if not found:
        raise Refused(f"{terms.label(term)}{school or ''}没有登记过这样的资助，没有名单可以公示。")
    return found


def _rows(desk: Desk, found: Sequence[Row], known: Mapping[str, Any], with_amount: bool) -> Any:
    from eduaid_desktop.documents.notice_list import AidNoticeRow

    return tuple(
        AidNoticeRow(
            student_name=row["name"],
            school=row["school"],
            grade_class=f"{row['grade'] or ''}{row['class_name'] or ''}",
            programme=known[row["programme"]]["name"] if row["programme"] in known else row["programme"],
            amount_fen=row["amount"] if with_amount else None,
        )
        for row in found
    )


DOCUMENTS = {
    "aid_notice": Document("资助公示名单", _aid_notice, LETTERS, ("term",), (SCHOOL,), _ASKS, returns=True),
}
