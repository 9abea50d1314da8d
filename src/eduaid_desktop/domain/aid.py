"""资助申请: the FormSpec of a student-aid application (domain rules section 6.4, the generic form)."""

from collections.abc import Iterator, Mapping
from typing import Any

from eduaid_desktop.domain import checks
from eduaid_desktop.domain.fields import Field, FormSpec, Values
from eduaid_desktop.domain.person import GUARDIAN, IDENTITY, from_id_number
from eduaid_desktop.domain.problems import WARN, Problem
from eduaid_desktop.domain.rules import Rules

DRAFT, ACCEPTED = "draft", "accepted"


def _programme_fits_stage(values: Values, rules: Rules) -> Iterator[Problem]:
    """A programme is open to the stages that its policy names."""
    programme = rules.policy.get("programme", {}).get(values.get("programme"))
    if programme and values.get("stage") and values["stage"] not in programme["stages"]:
        stage = rules.label("stage", values["stage"])
        yield Problem("programme", f"“{programme['name']}”不面向{stage}学生，请改选资助项目或学段。")


def _payee_relation(values: Values, rules: Rules) -> Iterator[Problem]:
    if (
        values.get("payee_name")
        and values["payee_name"] != values.get("name")
        and not values.get("payee_relation")
    ):
        yield Problem("payee_relation", "收款人不是学生本人，请填写与学生关系。", clause="F11")
    if values.get("payee_name") and not values.get("payee_account"):
        yield Problem("payee_account", "还没有填写收款账号，发放前要补上。", WARN)


def _called(values: Mapping[str, Any], rules: Rules) -> str:
    name = str(values.get("name") or "")
    return f"{name}　第 {values['id']} 号" if values.get("id") else name


AID = FormSpec(
    "aid",
    "资助申请",
    "aid",
    (
        *IDENTITY,
        Field("village", "行政村", "choice", required=True, choices="village", part="学生"),
        Field("term", "学期", "choice", required=True, choices="term", part="就读"),
        Field("stage", "学段", "choice", required=True, choices="stage", part="就读"),
        Field("school", "就读学校", length=80, required=True, part="就读"),
        Field("grade", "年级", "choice", choices="grade", required=True, part="就读"),
        Field("class_name", "班级", length=20, part="就读"),
        Field("boarding", "是否寄宿", "flag", part="就读"),
        Field("population", "家庭人口", "integer", part="家庭经济"),
        Field("annual_income", "家庭年收入（元）", "money", part="家庭经济"),
        Field(
            "hardship_category",
            "困难类别",
            "choice",
            choices="hardship_category",
            required=True,
            part="困难认定",
        ),
        Field("hardship_level", "困难等级", "choice", choices="hardship_level", part="困难认定"),
        Field("reason", "困难说明", "note", length=200, part="困难认定"),
        *GUARDIAN,
        Field("payee_name", "收款人", "name", length=50, part="收款账户"),
        Field("payee_relation", "收款人与学生关系", "choice", choices="relation", part="收款账户"),
        Field("payee_bank", "开户银行", length=60, part="收款账户"),
        Field("payee_account", "账号", "account", length=40, part="收款账户"),
        Field("programme", "资助项目", "choice", choices="programme", required=True, part="申请"),
        Field("amount", "金额（元）", "money", part="申请"),
        Field("application_date", "申请日期", "date", required=True, part="申请"),
        Field("evidence", "证明材料", length=200, part="申请"),
        Field("consent_date", "监护人同意日期", "date", part="申请"),
        Field("remark", "备注", "note", length=200, part="申请"),
    ),
    (
        checks.has_id_or_reason,
        checks.birth_and_sex,
        checks.age_for_stage,
        checks.minor_has_guardian,
        _programme_fits_stage,
        _payee_relation,
        checks.not_in_future(application_date="申请日期", consent_date="监护人同意日期"),
    ),
    from_id_number,
    called=_called,
)
