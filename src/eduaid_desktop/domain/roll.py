"""学籍名册: the school roll of a term, as schools and the county hand it out."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from eduaid_desktop.domain import checks, id_number, stages, text
from eduaid_desktop.domain.fields import Field, Values
from eduaid_desktop.domain.importing import ImportKind, Raw, written_id_number
from eduaid_desktop.domain.problems import NOTE, WARN, Problem
from eduaid_desktop.domain.rules import Rules

FIELDS = (
    Field("school_code", "学校标识码", "code", length=12, headers=("学校代码", "标识码")),
    Field("school", "学校名称", length=80, headers=("学校", "就读学校", "所在学校")),
    Field("student_number", "学籍号", "student_number", length=20, headers=("全国学籍号", "学号", "学籍辅号")),
    Field("name", "姓名", "name", required=True, length=50, headers=("学生姓名", "幼儿姓名", "学生/姓名")),
    Field("sex", "性别", "choice", choices="sex", headers=("学生/性别",)),
    Field("birth_date", "出生日期", "date", headers=("出生年月", "出生年月日", "生日")),
    Field("ethnic", "民族", "choice", choices="ethnic"),
    Field("id_type", "身份证件类型", "choice", choices="id_type", headers=("证件类型", "证件类别")),
    Field(
        "id_number", "身份证件号", "id_number", length=18,
        headers=(
            "身份证号", "身份证号码", "公民身份号码", "身份证件号码", "证件号码", "学生身份证号", "身份证", "证件号",
        ),
    ),
    Field("stage", "学段", "choice", choices="stage", headers=("就读学段",)),
    Field("grade", "年级", "choice", choices="grade", headers=("就读年级", "所在年级")),
    Field("class_name", "班级", length=20, headers=("班级名称", "所在班级", "班别")),
    Field("admission_month", "入学年月", "month", headers=("入学时间", "入学日期", "入校年月")),
    Field("place", "就读地", "choice", choices="place", headers=("就读地类别", "就读地点")),
    Field("boarding", "是否寄宿", "flag", headers=("是否住校", "寄宿", "住校", "是否寄宿生", "是否住宿", "是否住校生")),
    Field("placement", "就读形式", "choice", choices="placement", headers=("就读方式", "随班就读")),
    Field("registered_poor", "是否建档立卡", "flag", headers=("建档立卡", "是否建档立卡户", "是否贫困户", "建卡户")),
    Field("disability_kind", "残疾类别", "choice", choices="disability_kind", headers=("残疾类型", "残疾种类")),
    Field("village", "行政村", length=40, headers=("村", "所在村", "户籍村", "村名", "户籍所在村", "所属村")),
    Field("address", "家庭住址", length=120, headers=("家庭地址", "住址", "家庭详细地址", "现住址", "户籍地址")),
    Field(
        "guardian_name", "监护人姓名", "name", length=50,
        headers=("家长姓名", "监护人", "家长", "监护人/姓名", "家长/姓名"),
    ),
    Field(
        "guardian_relation", "监护人关系", "choice", choices="relation",
        headers=("关系", "与学生关系", "监护人与学生关系", "家长与学生关系", "监护人/关系", "家长/关系"),
    ),
    Field(
        "guardian_id_number", "监护人身份证件号", "id_number", length=18,
        headers=(
            "监护人身份证号", "监护人身份证号码", "家长身份证号", "家长身份证号码",
            "监护人/身份证号", "家长/身份证号",
        ),
    ),
    Field(
        "phone", "联系电话", "phone", length=20,
        headers=(
            "电话", "家长电话", "监护人电话", "手机号码", "手机", "手机号", "联系方式", "家长联系电话",
            "监护人联系电话",
        ),
    ),
    Field("remark", "备注", "note", length=200, headers=("说明",)),
)  # fmt: skip

_NO_NUMBER = {
    "无",
    "没有",
    "暂无",
    "无证",
    "无证件",
    "无身份证",
    "未办",
    "未办理",
    "办理中",
    "正在办理",
    "/",
    "-",
    "—",
}
_SCHOOL = re.compile(r"[\u4e00-\u9fff]{2,20}?(?:幼儿园|小学|中学|学校|中心校)")
# Words of a title that end like the name of a school: 格桑镇中小学, 春季学期小学.
_NO_SCHOOL = re.compile(r"^[各全]|中小学|学期|学年|年级|[春秋]季")
_NURSERY_CLASS = re.compile(r"(小|中|大)\d*班|(混龄)")
_HOME_NUMBER = re.compile(r"[2-9]\d{9}")


def around(sheet: str, words: str) -> Mapping[str, Any]:
    """The school by the name of the sheet, else by the title or who filled the list in."""
    found = (m[0] for line in (sheet, *words.splitlines()) for m in _SCHOOL.finditer(line))
    school = next((name for name in found if not _NO_SCHOOL.search(name)), None)
    return {"school": school} if school else {}


def prepare(raw: Raw) -> Raw:
    """A number that says there is none is none; grade and class written in one cell are two."""
    told = dict(raw)
    for name in ("id_number", "student_number"):
        if isinstance(told.get(name), str) and text.compact(told[name]) in _NO_NUMBER:
            told[name] = None
    grade = told.get("grade")
    parts = stages.split(text.half_width(text.compact(grade))) if isinstance(grade, str) else None
    if parts and parts[1]:
        told["grade"], told["class_name"] = parts[0], told.get("class_name") or parts[1]
    return told


def complete(values: Values, raw: Raw) -> Values:
    """Birth date and sex from a sound ID number (the number wins over a birth date), grade and stage."""
    number = values.get("id_number")
    if number:
        values["birth_date"] = id_number.birth_day(number) or values.get("birth_date")
        values["sex"] = values.get("sex") or id_number.sex(number)
    if not values.get("grade") and (nursery := _NURSERY_CLASS.fullmatch(values.get("class_name") or "")):
        values["grade"] = f"{nursery[1] or nursery[2]}班"
    if not values.get("stage"):
        values["stage"] = stages.of_pupil(values.get("grade"), values.get("school"))
    return values


def check_row(values: Values, raw: Raw, rules: Rules) -> Iterator[Problem]:
    """Everything that one row of a roll tells: keys, ID number against its neighbours, age, phone."""
    number = values.get("id_number")
    if not number:
        yield from _keys(values, raw)
    if written := number if number and number == raw.get("id_number") else written_id_number(raw):
        yield from _student_number(values, written)
        yield from checks.against_number(written, values)
    yield from checks.age_for_stage(complete({**values}, raw), rules)
    if _HOME_NUMBER.fullmatch(values.get("phone") or ""):
        yield Problem("phone", "联系电话只有 10 位，可能是区号开头的 0 在 Excel 中丢失，请核对。", NOTE)


def _keys(values: Values, raw: Raw) -> Iterator[Problem]:
    if raw.get("id_number") not in (None, ""):
        return
    if values.get("student_number"):
        yield Problem("id_number", "没有身份证号，暂以学籍号识别，请催办证件后补录。", WARN, "W_NO_ID")
    else:
        yield Problem("id_number", "身份证号和学籍号都没有填写，无法识别学生，请至少补上一个。")


def _student_number(values: Values, written: str) -> Iterator[Problem]:
    number = values.get("student_number") or ""
    if number.startswith("G") and number[1:] != written and id_number.is_student_number(number):
        yield Problem(
            "student_number",
            "学籍号中的号码与身份证号不一致，请核对；两个号码都会保留。",
            WARN,
            "W_STUDENT_NO",
        )


def check_table(rows: Sequence[Values], rules: Rules) -> Iterator[tuple[int, Problem]]:
    """One child on several rows: asked which enrolment is current, never merged silently."""
    first: dict[str, int] = {}
    again: dict[str, list[int]] = {}
    for index, values in enumerate(rows):
        key = values.get("id_number") or values.get("student_number")
        if key and first.setdefault(key, index) != index:
            again.setdefault(key, [first[key]]).append(index)
    for places in again.values():
        schools = "、".join(dict.fromkeys(rows[i].get("school") or "（未写学校）" for i in places))
        words = f"同一学生在本文件中有 {len(places)} 行（{schools}），请确认现在就读的是哪一所。"
        yield from ((i, Problem("id_number", words, WARN, "W_DUP_ENROL")) for i in places)


ROLL = ImportKind(
    "roll",
    "学籍名册",
    FIELDS,
    frozenset({"name", "id_number"}),
    by_term=True,
    one_of=frozenset({"student_number", "stage", "grade", "class_name"}),
    foreign=(
        *("资助项目", "发放金额", "申请金额", "申请救助金额", "拟救助金额"),
        *("申请理由", "理由", "困难原因", "户编号"),
    ),
    spare=frozenset({"birth_date", "guardian_id_number", "phone"}),
    prepare=prepare,
    around=around,
    complete=complete,
    check_row=check_row,
    check_table=check_table,
)
