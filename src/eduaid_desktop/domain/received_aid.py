"""已享受资助: what every pupil received from which programme in a term, as the county's centre lists it."""

from collections.abc import Iterator, Sequence

from eduaid_desktop.domain import money, stages, terms
from eduaid_desktop.domain.fields import Field, Values
from eduaid_desktop.domain.importing import ImportKind, Raw
from eduaid_desktop.domain.problems import WARN, Problem
from eduaid_desktop.domain.rules import Rules

# Grade and school stay as they are written: this is a record of what was paid, not of who studies where.
FIELDS = (
    Field("term", "学期", length=20, headers=("学年学期", "发放学期")),
    Field(
        "programme_name", "资助项目", required=True, length=60,
        headers=("项目", "项目名称", "资助项目名称", "资助类型", "资助名称", "享受资助项目", "补助项目", "补助类型"),
    ),
    Field("channel", "资助形式", length=10, headers=("形式", "发放形式", "资助方式")),
    Field(
        "name", "学生姓名", "name", required=True, length=50,
        headers=("姓名", "受助学生", "受助学生姓名", "幼儿姓名", "学生/姓名"),
    ),
    Field(
        "id_number", "身份证号", "id_number", length=18,
        headers=(
            "身份证号码", "公民身份号码", "身份证件号", "身份证件号码", "证件号码", "学生身份证号", "学生/身份证号",
            "身份证",
        ),
    ),
    Field("student_number", "学籍号", "student_number", length=20, headers=("全国学籍号", "学号")),
    Field("school", "就读学校", length=80, headers=("学校", "学校名称", "所在学校")),
    Field("stage", "学段", "choice", choices="stage", headers=("就读学段",)),
    Field("grade", "年级", length=20, headers=("就读年级",)),
    Field("class_name", "班级", length=20, headers=("班级名称", "班别")),
    Field("unit_amount", "标准(元/学期)", "money", headers=("标准", "资助标准", "补助标准", "发放标准")),
    Field(
        "amount", "发放金额(元)", "money", required=True,
        headers=("发放金额", "资助金额", "补助金额", "享受金额", "享受资助金额", "实发金额", "金额"),
    ),
    Field("paid_on", "发放日期", "date", headers=("发放时间", "打卡日期", "到账日期")),
    Field("remark", "备注", "note", length=200, headers=("说明",)),
)  # fmt: skip


def complete(values: Values, raw: Raw) -> Values:
    """The term as a key, and the stage from grade and school."""
    values["term"] = terms.parse(values.get("term") or "")
    values["stage"] = values.get("stage") or stages.of_pupil(values.get("grade"), values.get("school"))
    return values


def check_row(values: Values, raw: Raw, rules: Rules) -> Iterator[Problem]:
    """The term, the programme and the amount of one row."""
    if values.get("term") and terms.parse(values["term"]) is None:
        yield Problem("term", f"“{values['term']}”不是学期，已按本次导入的学期登记，请核对。", WARN)
    if raw.get("id_number") in (None, ""):
        yield Problem("id_number", "没有身份证号，按学籍号对应学生，请催办证件后补录。", WARN, "W_NO_ID")
    name, known = values.get("programme_name"), rules.codes.get("programme")
    if name and known and known.find(name) is None:
        yield Problem(
            "programme_name", f"不认识资助项目“{name}”，已按原名登记，请核对名称。", WARN, "W_PROGRAMME"
        )
    unit, amount = values.get("unit_amount"), values.get("amount")
    if unit is not None and amount is not None and unit != amount:
        words = f"发放 {money.yuan(amount)} 元，与标准 {money.yuan(unit)} 元不一致，请核对。"
        yield Problem("amount", words, WARN, "W_AID_AMOUNT")


def check_table(rows: Sequence[Values], rules: Rules) -> Iterator[tuple[int, Problem]]:
    """The same pupil and programme twice in a term: both stay, the later ones are flagged until decided."""
    first: dict[tuple[str | None, ...], int] = {}
    for i, values in enumerate(rows):
        who = whose(values)
        if who and first.setdefault((who, values.get("programme_name"), values.get("term")), i) != i:
            words = "同一学生本学期的同一资助项目在本文件中不止一行，都已按原样登记，请核对是否重复发放。"
            yield i, Problem("amount", words, WARN, "W_DUP_AID")


def whose(values: Values) -> str | None:
    """What tells a pupil from another: the ID number, else the student number, else name and school."""
    named = f"{values.get('name')} {values['school']}" if values.get("school") else None
    number: str | None = values.get("id_number") or values.get("student_number") or named
    return number


RECEIVED_AID = ImportKind(
    "received_aid",
    "已享受资助",
    FIELDS,
    frozenset({"name", "programme_name", "amount"}),
    by_term=True,
    foreign=("申请金额", "申请救助金额", "拟救助金额", "申请理由", "项目编号", "总投资"),
    spare=frozenset({"stage", "paid_on"}),
    complete=complete,
    check_row=check_row,
    check_table=check_table,
    summed=("amount",),
)
