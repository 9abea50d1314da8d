"""限期返校通知书: the order of a township to send a child back to school by a day, served on the guardian.

Source: 义务教育法 articles 5 and 58, domain section 9.1. The wording is data that a county's package replaces.
"""

from datetime import date

from eduaid_desktop.domain import attendance, dates, masks, terms, text
from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.domain.fields import Field, Values
from eduaid_desktop.domain.letter import TO_WRITE, Letter, Part, Receipt
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import office, splitting, villages
from eduaid_desktop.services.attendance import window as compulsory_ages
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.papers.answers import answered
from eduaid_desktop.services.papers.attendance_words import Wording
from eduaid_desktop.services.papers.kinds import ATTENDANCE, PERSON, Document, Page, Wanted, drawn
from eduaid_desktop.services.papers.subjects import of_record
from eduaid_desktop.store import people
from eduaid_desktop.store.store import Row

TITLE = "限期返校通知书"
_ASKS = (
    Field("deadline", "返校期限", "date", hint="空着手写"),
    Field("school", "返校学校", length=80, hint="不填则印学籍名册里的学校"),
    Field("server", "送达人", length=60, hint="印在送达回证上，由本人签字"),
    Field("basis", "依据", "note", length=600, hint="不填则印义务教育法第五条、第五十八条"),
    Field("issued_on", "签发日期", "date", hint="不填则印今天"),
)
_MOST = 8


def child(desk: Desk, written: str | None) -> Row:
    """The child whom a name, a number or a record number means. Raises UserError, with every candidate, for several."""
    if not written:
        raise UserError("请指明一个孩子：写姓名、身份证号或编号。")
    named = desk.store.select("person", name=text.name(text.tidy(written)))
    if len(named) == 1:
        return named[0]
    if named:
        told = "；".join(_told(desk, row) for row in named[:_MOST])
        more = f"等 {len(named)} 人" if len(named) > _MOST else ""
        raise Refused(f"有 {len(named)} 个“{written}”：{told}{more}。请写身份证号或编号。", "what")
    return splitting.find(desk, written)


def _told(desk: Desk, row: Row) -> str:
    village = villages.name_on(desk.store, row["village"], desk.today().isoformat()) or "村没有登记"
    born = f"{spoken(row['birth_date'])}生" if row["birth_date"] else "没有出生日期"
    number = masks.id_number(row["id_number"]) if row["id_number"] else "没有证件号码"
    return f"第 {row['id']} 号，{village}，{born}，{number}"


def _pages(desk: Desk, wanted: Wanted) -> list[Page]:
    row, asked = child(desk, wanted.what), answered(desk, wanted, _ASKS)
    issued = date.fromisoformat(asked["issued_on"]) if asked["issued_on"] else desk.today()
    if asked["deadline"] and asked["deadline"] < issued.isoformat():
        raise Refused("返校期限早于签发日期，请改正。", "deadline")
    _require_of_age(desk, row, issued)
    return [(_letter(desk, row, asked, issued), of_record("person", row, row["name"], terms.of(issued)))]


def _require_of_age(desk: Desk, row: Row, day: date) -> None:
    """Only who must go to school is ordered to; of whom no birth date is known, the office knows better."""
    if row["death_date"]:
        raise Refused(f"{row['name']}登记为已死亡，请核对。", "what")
    window = compulsory_ages(desk, day)
    first, last = attendance.born(window, terms.of(day))
    if row["birth_date"] and not first <= row["birth_date"] <= last:
        age = dates.age_on(date.fromisoformat(row["birth_date"]), day)
        words = f"{window['min']} 至 {window['max']} 周岁（按学年开始时算）"
        raise Refused(
            f"{row['name']}现在 {age} 周岁，不在义务教育适龄 {words}内，不能责令返校，请核对出生日期。",
            "what",
        )


def _letter(desk: Desk, row: Row, asked: Values, issued: date) -> Letter:
    guardian = _guardian(desk, row)
    known = {"child": row["name"], "born": spoken(row["birth_date"]), "deadline": spoken(asked["deadline"])}
    words = Wording(
        desk, issued, school=asked["school"] or _school(desk, row), **{k: v for k, v in known.items() if v}
    )
    law = asked["basis"].splitlines() if asked["basis"] else words.lines("return_notice.law")
    lines = [
        *words.lines("return_notice.finding"), *law, *words.lines("return_notice.order"),
        *words.lines("return_notice.advice"),
    ]  # fmt: skip
    return Letter(
        TITLE,
        (Part(lines=tuple(lines)),),
        sender=office.organisation(desk, "township_government", issued),
        date=spoken(issued.isoformat()),
        to=guardian or TO_WRITE,
        small=True,
        receipt=Receipt(f"{TITLE}（{row['name']}）", guardian, by=asked["server"] or ""),
    )


def _guardian(desk: Desk, row: Row) -> str:
    """The guardian, else the head of the household; the child herself is neither."""
    heads = desk.store.select("household", id=row["household_id"]) if row["household_id"] else []
    names = [row["guardian_name"], *(household["head_name"] for household in heads)]
    return next((name for name in names if name and name != row["name"]), "")


def _school(desk: Desk, row: Row) -> str:
    """Where she was last on a roll; room to write in for who never was."""
    found = people.enrolments(desk.store, row["id"])
    return str(found[0]["school"]) if found else TO_WRITE


DOCUMENTS = {
    "return_notice": Document(
        TITLE, drawn("return_notice", _pages), ATTENDANCE, (), (PERSON,), _ASKS, returns=True, whole=""
    ),
}
