"""历年救助名单: who got money of the fund in earlier terms, one line a child, as old ledgers list them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from eduaid_desktop.domain import relief_past, stages, terms, text
from eduaid_desktop.domain.fields import Field, Values
from eduaid_desktop.domain.importing import ImportKind, Raw
from eduaid_desktop.domain.person import from_id_number
from eduaid_desktop.domain.problems import WARN, Problem
from eduaid_desktop.domain.rules import Rules

FIELDS = (
    Field(
        "name", "姓名", "name", required=True, length=50,
        headers=("学生姓名", "受助学生", "受助学生姓名", "受助人", "救助对象", "学生/姓名"),
    ),
    Field(
        "id_number", "身份证号", "id_number", length=18,
        headers=("身份证号码", "公民身份号码", "身份证件号", "身份证件号码", "证件号码", "学生身份证号", "身份证"),
    ),
    Field("term", "学期", length=20, headers=("年度", "学期/年度", "学期（年度）", "学年学期", "救助学期", "发放学期")),
    Field("school", "就读学校", length=80, headers=("学校", "学校名称", "所在学校")),
    Field("stage", "学段", "choice", choices="stage", headers=("就读学段",)),
    Field("grade", "年级", "choice", choices="grade", headers=("就读年级",)),
    Field("village", "行政村", length=40, headers=("村", "村名", "所在村")),
    Field("head_name", "户主姓名", "name", length=50, headers=("户主", "家长姓名")),
    Field("household_number", "户编号", "code", length=24, headers=("贫困户编号", "户号")),
    Field(
        "approved", "发放金额", "money", required=True,
        headers=("救助金额", "已发放金额", "实发金额", "批准金额", "金额", "救助资金", "发放金额（元）"),
    ),
    Field("past_paid_on", "发放日期", "date", required=True, headers=("发放时间", "打卡日期", "到账日期")),
    Field("payee_name", "收款人", "name", length=50, headers=("收款人姓名", "领款人", "户名")),
    Field("past_source", "依据", length=100, headers=("文号", "批复文号", "批准文号", "台账名称", "来源")),
    Field("remark", "备注", "note", length=200, headers=("说明",)),
)  # fmt: skip
_TWICE = "该生这个学期在本文件中已有一行，同一学期只记一次，本行不接收。"
_ALIKE = (
    "本文件中已有同村同名的一行，都没有身份证号，分不清是不是同一人，本行不接收；确是两人的请补填身份证号。"
)
_YEAR = re.compile(r"(\d{4})年?度?")


def complete(values: Values, raw: Raw) -> Values:
    """The term as a key, that of the payment where only a year is written; birth date and sex from the ID number."""
    written = text.half_width(values.get("term") or "").strip()
    paid = values.get("past_paid_on")
    bare = _YEAR.fullmatch(written)
    if bare and paid and paid[:4] == bare[1]:
        values["term"] = _of(paid)
    else:
        values["term"] = terms.parse(written) or terms.named_in(written)
    values["stage"] = values.get("stage") or stages.of_pupil(values.get("grade"), values.get("school"))
    return from_id_number(values)


def check_row(values: Values, raw: Raw, rules: Rules) -> Iterator[Problem]:
    """An earlier term and a day of payment that fits it; a child without a number is asked about."""
    if raw.get("id_number") in (None, ""):
        yield Problem(
            "id_number",
            "没有身份证号，对应不上已登记的学生，将另行登记；请补录证件后核对是否重复。",
            WARN,
            "W_NO_ID",
        )
    done = complete({**values}, raw)
    if values.get("term") and done["term"] is None:
        words = f"“{values['term']}”不是学期，请写成 2016年秋季学期，或只写与发放日期同一年的年度。"
        yield Problem("term", words, rule="B_PAST_TERM")
    yield from relief_past.check(done, rules)


def check_table(rows: Sequence[Values], rules: Rules) -> Iterator[tuple[int, Problem]]:
    """One child twice in a term: only the first line is taken, of two without a number too who may be one."""
    seen: set[tuple[Any, ...]] = set()
    for i, values in enumerate(rows):
        number, term = values.get("id_number"), values.get("term")
        key = (number, term) if number else (values.get("name"), values.get("village"), term)
        if term and key in seen:
            yield i, Problem("id_number", _TWICE if number else _ALIKE, rule="B_DUP_CASE", clause="F02")
        seen.add(key)


def around(sheet: str, words: str) -> Mapping[str, Any]:
    """What the title says of the term, for rows that say nothing."""
    named = terms.named_in(words) or terms.named_in(sheet)
    return {"term": named}


def _of(day: str) -> str:
    return f"{day[:4]}{'S' if day[5:7] <= '06' else 'A'}"


RELIEF_PAST_TABLE = ImportKind(
    "relief_past",
    "历年救助名单",
    FIELDS,
    frozenset({"name", "approved", "past_paid_on"}),
    by_term=True,
    one_of=frozenset({"past_source", "term"}),
    foreign=(
        "资助项目", "项目名称", "资助项目名称", "项目", "资助类型", "申请金额", "申请救助金额", "拟救助金额",
        "申请理由", "审批结果", "校验码", "申请编号", "已享受资助", "账号", "项目编号", "总投资",
    ),
    spare=frozenset({"stage", "grade"}),
    complete=complete,
    check_row=check_row,
    check_table=check_table,
    around=around,
    summed=("approved",),
)  # fmt: skip
