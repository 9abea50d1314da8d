"""人: the FormSpec of a person, as the 学生 tab and `eduaid save FILE person` ask for it."""

from eduaid_desktop.domain import checks, id_number, text
from eduaid_desktop.domain.fields import Field, FormSpec, Values

IDENTITY = (
    Field("name", "姓名", "name", required=True, length=50, part="学生"),
    Field("id_number", "身份证号", "id_number", length=18, part="学生"),
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


def from_id_number(raw: Values) -> Values:
    """Birth date and sex of a sound ID number where they were left blank."""
    number = text.compact(raw.get("id_number") or "")
    if not id_number.fault(number):
        born = id_number.birth_date(number)
        assert born is not None
        raw["birth_date"] = raw.get("birth_date") or born.isoformat()
        raw["sex"] = raw.get("sex") or id_number.sex(number)
    return raw


PERSON = FormSpec(
    "person",
    "学生",
    "person",
    (
        *IDENTITY,
        Field("name_bo", "藏文姓名", length=120, part="学生"),
        Field("student_number", "学籍号", "student_number", length=20, part="学生"),
        Field("village", "行政村", "choice", choices="village", part="住址"),
        Field("group_name", "组", length=20, part="住址"),
        Field("address", "家庭住址", length=120, part="住址"),
        *GUARDIAN,
        Field("guardian_id_number", "监护人身份证号", "id_number", length=18, part="监护人"),
        Field("remark", "备注", "note", length=200, part="其他"),
    ),
    (checks.has_id_or_reason, checks.birth_and_sex, checks.minor_has_guardian),
    from_id_number,
)
