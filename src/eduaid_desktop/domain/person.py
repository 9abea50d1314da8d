"""人: the FormSpec of a person, as the 学生 tab and `eduaid save FILE person` ask for it."""

from collections.abc import Mapping
from typing import Any

from eduaid_desktop.domain import checks, id_number, text
from eduaid_desktop.domain.fields import Field, FormSpec, Values
from eduaid_desktop.domain.rules import Rules

# Codes of id_type.
ID_CARD, NO_DOCUMENT = "身份证", "无"

IDENTITY = (
    Field("name", "姓名", "name", required=True, length=50, part="学生"),
    Field("id_number", "身份证号", "id_number", length=18, part="学生", clause="F01"),
    Field("no_id_reason", "无证原因", length=60, part="学生", hint="没有身份证号时填写"),
    Field("sex", "性别", "choice", required=True, choices="sex", part="学生"),
    Field("birth_date", "出生日期", "date", required=True, part="学生"),
    Field("ethnic", "民族", "choice", required=True, choices="ethnic", part="学生"),
)

GUARDIAN = (
    Field("guardian_name", "监护人姓名", "name", length=50, part="监护人"),
    Field("guardian_relation", "与学生关系", "choice", choices="relation", part="监护人"),
    Field("phone", "联系电话", "phone", length=20, part="监护人"),
)


def _called(values: Mapping[str, Any], rules: Rules) -> str:
    """With the temporary number of who has no other."""
    number = values.get("temporary_number")
    return "　".join(filter(None, (values.get("name"), f"临时编号 {number}" if number else "")))


def from_id_number(raw: Values) -> Values:
    """Birth date and sex of a sound ID number where they were left blank."""
    number = text.compact(raw.get("id_number") or "")
    if not id_number.fault(number):
        born = id_number.birth_date(number)
        assert born is not None
        raw["birth_date"] = raw.get("birth_date") or born.isoformat()
        raw["sex"] = raw.get("sex") or id_number.sex(number)
    return raw


def _of_person(raw: Values) -> Values:
    """The same, and the kind of document: an ID card where nothing else is said, none without a number."""
    raw = from_id_number(raw)
    named = raw.get("id_type") or ""
    if not text.compact(raw.get("id_number") or ""):
        raw["id_type"] = "" if named == ID_CARD else named
    elif named in ("", NO_DOCUMENT):
        raw["id_type"] = ID_CARD
    return raw


PERSON = FormSpec(
    "person",
    "学生",
    "person",
    (
        IDENTITY[0],
        Field("id_type", "证件类型", "choice", choices="id_type", part="学生", default=ID_CARD),
        *IDENTITY[1:],
        Field("student_number", "学籍号", "student_number", length=20, part="学生"),
        Field("name_bo", "藏文姓名", length=120, part="学生"),
        Field("village", "行政村", "choice", choices="village", part="住址"),
        Field("group_name", "组", length=20, part="住址"),
        Field("address", "家庭住址", length=120, part="住址"),
        *GUARDIAN,
        Field("guardian_id_number", "监护人身份证号", "id_number", length=18, part="监护人"),
        Field("remark", "备注", "note", length=200, part="其他"),
    ),
    (checks.has_id_or_reason, checks.document_fits, checks.birth_and_sex, checks.minor_has_guardian),
    _of_person,
    called=_called,
)
