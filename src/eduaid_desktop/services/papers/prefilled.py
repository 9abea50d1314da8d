"""预填表 and 发放收回清单: forms with what the office knows of a child, the rest to be written by the family.

A form is about the child, so that its number, when the paper comes back, opens her record; what changes in it makes a
new issue. Who has an application in the term already gets no form, and the checklist says so.
"""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from eduaid_desktop.domain import terms
from eduaid_desktop.domain.fields import Field
from eduaid_desktop.domain.relief import RELIEF
from eduaid_desktop.domain.sheet import Column, Section, Sheet
from eduaid_desktop.errors import Refused
from eduaid_desktop.services import office, people, print_ledger, villages
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.papers import case_data, pupils
from eduaid_desktop.services.papers.answers import answered
from eduaid_desktop.services.papers.kinds import BLANK, CLASS, PERSON, VILLAGE, Document, Page, Wanted, drawn
from eduaid_desktop.services.papers.pupils import Pupils
from eduaid_desktop.services.papers.subjects import of_record
from eduaid_desktop.store.store import Row

if TYPE_CHECKING:
    from eduaid_desktop.documents.approval_data import ApprovalFormData
    from eduaid_desktop.documents.paper import Printed

# What is filled in. Income, aid, costs, reason, amount and account are for the family to say.
_FILLED = (
    "name", "id_number", "temporary_number", "sex", "birth_date", "ethnic", "student_number", "stage", "school",
    "place", "grade", "class_name", "boarding", "village", "group_name", "address", "head_name", "head_id_number",
    "household_number", "household_type", "monitor_kind", "population", "cause", "guardian_name", "guardian_relation",
    "guardian_id_number", "phone",
)  # fmt: skip
_OF_TERM = ("stage", "school", "place", "grade", "class_name", "boarding")
_WHOSE = (VILLAGE, CLASS)
_ASKS = (
    Field("able", "只印可以申请的户", "flag", hint="建档立卡、脱贫、监测等户的孩子；不勾就印全部在读学生"),
)
_BOX, _NONE = "□", "—"
_COLUMNS = (
    Column("序号", 11), Column("姓名", 32), Column("户主", 25), Column("学校", 34), Column("年级班级", 24),
    Column("发出", 11), Column("收回", 11), Column("备注", 34),
)  # fmt: skip


def empty_case(**known: object) -> Row:
    """A case of which nothing is known but this, as services.papers.case_data.form takes it."""
    blank = dict.fromkeys((*(f.name for f in RELIEF.fields), "case_no", "temporary_number", "person_id"))
    flags = dict.fromkeys(("over_band", "over_student_cap", "over_household_cap"), 0)
    return {**blank, **flags, **known}


def form(desk: Desk, term: str, pupil: Row) -> "ApprovalFormData":
    """The form of a pupil (a row of store.pupil_queries) for a term, with its number."""
    known = people.prefill(desk, pupil["id"])
    known |= {name: pupil[name] for name in _OF_TERM}
    known["student_number"] = pupil["student_number"] or known.get("student_number")
    known["address"] = known["address"] or _address(desk, known)
    case = empty_case(term=term, **{name: known.get(name) for name in _FILLED})
    subject = of_record("person", pupil, pupil["name"], term)
    return print_ledger.numbered(desk, "prefilled_form", case_data.form(desk, case, filled=False), subject)


def _address(desk: Desk, known: Row) -> str | None:
    """格桑镇达瓦村一组, where nothing nearer is written down."""
    if not known["village"]:
        return None
    village = villages.name_on(desk.store, known["village"], desk.today().isoformat())
    return f"{office.info(desk)['name']}{village}{known['group_name'] or ''}"


def checklist(desk: Desk, term: str, found: Pupils) -> Sheet:
    """Whom the forms are for, with a box to tick when one goes out and when it comes back."""
    given, others = len(found.waiting), ""
    if given < len(found.rows):
        others += f"，另有 {len(found.rows) - given} 人本学期已有申请，不再发表"
    if found.others:
        others += f"，{found.others} 人不在可以申请的户，没有列入"
    names = Counter(row["name"] for row in found.rows)
    rows = [_line(found, names, place, row) for place, row in enumerate(found.rows, 1)]
    town = office.info(desk)["name"] if found.village else ""
    return Sheet(
        f"{town}{found.title}救助申请预填表发放收回清单",
        (Section(columns=_COLUMNS, rows=rows, least=9),),
        (terms.label(term), f"共 {len(found.rows)} 人"),
        f"　　发出预填表 {given} 份，每份两页{others}。发出、收回时在方框内打勾；没有收回的，请在备注里写明原因。",
        f"　　预填表 {given} 份已如数领取。\n　　收回　　　　份，交到乡镇的日期：　　　　年　　月　　日。",
        signed=("发表人", "领表人", "领表日期"),
    )


def _line(found: Pupils, names: Counter[str], place: int, row: Row) -> tuple[str, ...]:
    out = _BOX if row["case_no"] is None else _NONE
    grade = f"{row['grade'] or ''}{row['class_name'] or ''}"
    head = row["head_name"] or row["guardian_name"] or ""
    said = "；".join(filter(None, _remarks(found, names, row)))
    return str(place), row["name"], head, row["school"], grade, out, out, said


def _remarks(found: Pupils, names: Counter[str], row: Row) -> tuple[str, ...]:
    """Her group in a village; whose child she is where several bear her name; her application of the term."""
    group = (row["group_name"] or "") if found.village else ""
    guardian = f"监护人 {row['guardian_name']}" if names[row["name"]] > 1 and row["guardian_name"] else ""
    return group, guardian, _applied(row["case_no"])


def _applied(case_no: str | None) -> str:
    """Of the number only its last part, which the term's applications differ in."""
    if case_no is None:
        return ""
    return f"已有申请（{case_no.rsplit('-', 1)[-1]} 号）" if case_no else "已有申请（草稿）"


def _found(desk: Desk, wanted: Wanted) -> tuple[str, Pupils]:
    term = wanted.term or terms.of(desk.today())
    found = pupils.wanted(desk, term, wanted.what)
    if answered(desk, wanted, _ASKS)["able"]:
        found = pupils.able(desk, found)
    if not found.rows:
        raise Refused(f"{found.title}的学生都不在可以申请的户，没有预填表要印。户类型在“学生”的户里登记。")
    return term, found


def _prefilled_form(desk: Desk, path: Path, wanted: Wanted) -> "Printed":
    from eduaid_desktop.documents import approval_form, prefilled_bundle

    term, found = _found(desk, wanted)
    if not found.waiting:
        raise Refused(
            f"{found.title}的 {len(found.rows)} 名学生{terms.label(term)}都已有申请，没有预填表要印。"
        )
    if found.alone:
        one = [form(desk, term, row) for row in found.rows]
        return approval_form.write(one, path, printed_on=desk.today(), reprint=wanted.reprint)
    listed = print_ledger.numbered(desk, "prefilled_list", checklist(desk, term, found), found.subject)
    forms = [form(desk, term, row) for row in found.waiting]
    return prefilled_bundle.write(forms, listed, path, printed_on=desk.today(), reprint=wanted.reprint)


def _prefilled_list(desk: Desk, wanted: Wanted) -> list[Page]:
    term, found = _found(desk, wanted)
    return [(checklist(desk, term, found), found.subject)]


DOCUMENTS = {
    "prefilled_form": Document(
        "预填表（附发放收回清单）",
        _prefilled_form,
        BLANK,
        ("term",),
        (*_WHOSE, PERSON),
        _ASKS,
        returns=True,
        two_sided=True,
        whole="",
    ),
    "prefilled_list": Document(
        "预填表发放收回清单",
        drawn("prefilled_list", _prefilled_list),
        BLANK,
        ("term",),
        _WHOSE,
        _ASKS,
        whole="",
    ),
}
