"""历史补录: a relief case of an earlier term that was paid before this office file began, as it is keyed from a ledger.

Source: section 5.5 of the domain rules and the office's own ledgers; the caps of 5.3 count what was paid then.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from eduaid_desktop.domain import checks, dates, terms
from eduaid_desktop.domain.fields import Field, FormSpec, Values
from eduaid_desktop.domain.person import IDENTITY, from_id_number
from eduaid_desktop.domain.problems import WARN, Problem
from eduaid_desktop.domain.rules import Rules

MARK = "历史补录"
# Why the correction is made; it goes into the log, not into the case.
REASON = "correction_reason"
_DEADLINES = {"S": "spring_deadline", "A": "autumn_deadline"}
_BEGINNINGS = {"S": "spring_begins", "A": "autumn_begins"}


def earlier(term: str, than: str) -> bool:
    """Whether a term came before another; of a year autumn follows spring."""
    return terms.newest_first((term, than))[0] == than and term != than


def check(values: Values, rules: Rules) -> Iterator[Problem]:
    """An earlier term, an amount, and a day on which the money of that term can have been paid."""
    term, paid = values.get("term"), values.get("past_paid_on")
    if term and not earlier(term, terms.of(rules.today)):
        words = f"{terms.label(term)}不是以前的学期，{MARK}只收以前已发放的；请在“救助基金”里按程序申请。"
        yield Problem("term", words, rule="B_PAST_TERM")
    if values.get("approved") == 0:
        yield Problem("approved", "发放金额要大于 0，请核对。")
    if paid and paid > rules.today.isoformat():
        yield Problem("past_paid_on", "发放日期在今天之后，请按当时的台账填写。", rule="B_PAST_DATE")
    elif paid and term and (words := _out_of_term(term, paid, rules)):
        yield Problem("past_paid_on", words, WARN, "W_PAST_DATE")


def _out_of_term(term: str, paid: str, rules: Rules) -> str:
    year, season = term[:4], term[4]
    first = f"{year}-{rules.settings[_BEGINNINGS[season]]}"
    last = f"{year}-{rules.settings[_DEADLINES[season]]}"
    if paid < first:
        return f"{dates.spoken(paid)}早于{terms.label(term)}开学，请核对学期和发放日期。"
    if paid > last:
        return f"{dates.spoken(paid)}晚于{terms.label(term)}的发放期限{dates.spoken(last)}，请核对学期和发放日期。"
    return ""


def _called(values: Mapping[str, Any], rules: Rules) -> str:
    return f"{values.get('name') or ''}　{values.get('case_no') or ''}　{MARK}".strip()


RELIEF_PAST = FormSpec(
    "relief_past",
    "救助金历史补录",
    "relief_case",
    (
        *(replace(field, required=field.name == "name") for field in IDENTITY),
        Field("term", "学期", "choice", required=True, choices="term", part="就读"),
        Field("stage", "学段", "choice", choices="stage", part="就读"),
        Field("school", "就读学校", length=80, part="就读"),
        Field("grade", "年级", "choice", choices="grade", part="就读"),
        Field("village", "行政村", "choice", choices="village", part="家庭"),
        Field("head_name", "户主姓名", "name", length=50, part="家庭"),
        Field("household_number", "户编号", "code", length=24, part="家庭"),
        Field("household_type", "户类型", "choice", choices="household_type", part="家庭"),
        Field("purpose", "用途", "choice", choices="relief_purpose", part="当时发放"),
        Field("approved", "发放金额（元）", "money", required=True, part="当时发放"),
        Field("past_paid_on", "发放日期", "date", required=True, part="当时发放"),
        Field("payee_name", "收款人", "name", length=50, part="当时发放"),
        Field("past_source", "依据", required=True, length=100, part="当时发放", hint="文号或台账名称"),
        Field("remark", "备注", "note", length=200, part="当时发放"),
        Field(REASON, "更正原因", "note", length=200, part="当时发放", hint="更正已补录的内容时填写"),
    ),
    (checks.has_id_or_reason, checks.birth_and_sex, check),
    from_id_number,
    called=_called,
)
