"""救助申请: the FormSpec of a relief case, in the paper order of the application form (section 5.7).

The rules F01 to F20 of section 5.10 that look at one form stand here; those that need the other cases of
the office (duplicates, caps) are in services.relief, which gives them what they compare with.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from eduaid_desktop.domain import agents, checks, relief_bands
from eduaid_desktop.domain.fields import Field, FormSpec, Values
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.domain.person import IDENTITY, from_id_number
from eduaid_desktop.domain.problems import WARN, Problem
from eduaid_desktop.domain.rules import Rules

# What says that no aid was received in the term.
NONE = "无"
COSTS = (
    Field("cost_insurance", "保险", "money", part="仍需负担的就学费用"),
    Field("cost_materials", "教辅材料", "money", part="仍需负担的就学费用"),
    Field("cost_uniform", "校服", "money", part="仍需负担的就学费用"),
    Field("cost_meals", "校内伙食", "money", part="仍需负担的就学费用"),
    Field("cost_lodging", "住宿", "money", part="仍需负担的就学费用"),
    Field("cost_travel", "交通", "money", part="仍需负担的就学费用"),
    Field("cost_tuition", "学费", "money", part="仍需负担的就学费用"),
    Field("cost_other", "其他", "money", part="仍需负担的就学费用"),
)


def total_cost(values: Values) -> int:
    """The eight costs of schooling added up, in fen."""
    return sum(values.get(f.name) or 0 for f in COSTS)


def band_problem(values: Values, rules: Rules, amount: str = "applied") -> Problem | None:
    """F07: an amount (field applied or proposed) against the band of its case, or None when inside."""
    fen, band = values.get(amount), relief_bands.band(values, rules)
    misfit = band.misfit(fen) if band and fen is not None else ""
    if not band or not misfit:
        return None
    source = f"（{band.source}）" if band.source else ""
    text = f"金额 {yuan(fen)} 元{misfit}{source}，请核对；确需如此的，请填写超标准理由，将标记为超限额。"
    return Problem(amount, text, WARN, "W_BAND", "F07")


def _band(values: Values, rules: Rules) -> Iterator[Problem]:
    if found := band_problem(values, rules):
        yield found


def _something_applied(values: Values, rules: Rules) -> Iterator[Problem]:
    if values.get("applied") == 0:
        yield Problem("applied", "申请金额要大于 0，请核对。")


def _purpose_fits_stage(values: Values, rules: Rules) -> Iterator[Problem]:
    purpose = rules.policy.get("relief_purpose", {}).get(values.get("purpose"))
    if purpose and values.get("stage") and values["stage"] not in purpose["stages"]:
        yield Problem("purpose", "申请用途与学段不一致，请按学段改选用途。", clause="F06")


def payee_relation(values: Values, rules: Rules) -> Iterator[Problem]:
    """F11: a payee who is not the child, and nobody says what she is to it."""
    own = values.get("payee_name") == values.get("name")
    if values.get("payee_name") and not own and not values.get("payee_relation"):
        yield Problem(
            "payee_relation", "收款人不是学生本人，请填写与学生关系。", rule="B_PAYEE_REL", clause="F11"
        )


def aid_received(values: Values, rules: Rules) -> Iterator[Problem]:
    """F10: the aid received in the term; 无 has to be said."""
    if values.get("aid_received") is None and values.get("aid_received_amount") is None:
        yield Problem(
            "aid_received",
            "“本学期已享受资助”不能空着；没有享受的请填“无”。",
            rule="B_AID_EMPTY",
            clause="F10",
        )
    elif values.get("aid_received") == NONE and values.get("aid_received_amount"):
        amount = yuan(values["aid_received_amount"])
        text = f"“已享受资助”写了“无”，金额却是 {amount} 元，请核对。"
        yield Problem("aid_received", text, WARN, clause="F10")


def _called(values: Mapping[str, Any], rules: Rules) -> str:
    name = str(values.get("name") or "")
    return f"{name}　{values['case_no'] or '还没有编号'}" if values.get("id") else name


RELIEF = FormSpec(
    "relief",
    "教育扶贫救助基金申请",
    "relief_case",
    (
        *IDENTITY,
        Field("student_number", "学籍号", "student_number", length=20, part="就读"),
        Field("term", "学期", "choice", required=True, choices="term", part="就读"),
        Field("stage", "学段", "choice", required=True, choices="stage", part="就读"),
        Field("school", "就读学校", required=True, length=80, part="就读"),
        Field("place", "学校所在地", "choice", required=True, choices="place", part="就读"),
        Field("grade", "年级", "choice", required=True, choices="grade", part="就读"),
        Field("class_name", "班级", length=20, part="就读"),
        Field("boarding", "是否寄宿", "flag", required=True, part="就读"),
        Field("village", "行政村", "choice", required=True, choices="village", part="家庭"),
        Field("group_name", "组", length=20, part="家庭"),
        Field("address", "户籍地址", length=120, part="家庭"),
        Field("head_name", "户主姓名", "name", required=True, length=50, part="家庭"),
        Field("head_id_number", "户主身份证号", "id_number", length=18, part="家庭"),
        Field("household_number", "户编号", "code", length=24, part="家庭"),
        Field("household_type", "户类型", "choice", required=True, choices="household_type", part="家庭"),
        Field("monitor_kind", "监测类别", "choice", choices="monitor_kind", part="家庭"),
        Field("population", "家庭人口", "integer", required=True, part="家庭"),
        Field("annual_income", "家庭年收入（元）", "money", part="家庭"),
        Field("per_capita_income", "人均年收入（元）", "money", part="家庭"),
        Field("cause", "主要困难原因", length=60, part="家庭"),
        Field("guardian_name", "监护人姓名", "name", length=50, part="监护人"),
        Field("guardian_relation", "监护人与学生关系", "choice", choices="relation", part="监护人"),
        Field("phone", "联系电话", "phone", required=True, length=20, part="监护人"),
        Field("guardian_id_number", "监护人身份证号", "id_number", length=18, part="监护人"),
        Field("agent_name", "代办人姓名", "name", length=50, part="代办", hint="本人或监护人自己办理的不填"),
        Field("agent_relation", "代办人与学生关系", "choice", choices="relation", part="代办"),
        Field("agent_id_number", "代办人身份证号", "id_number", length=18, part="代办"),
        Field("agent_phone", "代办人电话", "phone", length=20, part="代办"),
        Field(
            "signed_by_applicant",
            "申请人补签日期",
            "date",
            part="代办",
            hint="采挖虫草等外出未签的，回来补签后填",
        ),
        Field("aid_received", "本学期已享受资助", "note", length=200, part="已享受资助", hint="没有的填“无”"),
        Field("aid_received_amount", "已享受金额（元）", "money", part="已享受资助"),
        *COSTS,
        Field("reason", "申请理由", "note", required=True, length=200, part="申请"),
        Field("relief_category", "救助对象类别", "choice", choices="relief_category", part="申请"),
        Field("purpose", "申请用途", "choice", required=True, choices="relief_purpose", part="申请"),
        Field("applied", "申请金额（元）", "money", required=True, part="申请"),
        Field("override_reason", "超标准理由", "note", length=200, part="申请"),
        Field("application_date", "填表日期", "date", required=True, part="申请"),
        Field("payee_name", "收款人（户名）", "name", required=True, length=50, part="收款账户"),
        Field("payee_relation", "收款人与学生关系", "choice", choices="relation", part="收款账户"),
        Field("payee_id_number", "收款人身份证号", "id_number", length=18, part="收款账户"),
        Field("payee_bank", "开户银行", required=True, length=60, part="收款账户"),
        Field(
            "payee_account",
            "社保卡/一卡通账号",
            "account",
            required=True,
            length=40,
            part="收款账户",
            clause="F13",
        ),
        Field("remark", "备注", "note", length=200, part="收款账户"),
    ),
    (
        checks.has_id_or_reason,
        checks.birth_and_sex,
        checks.age_for_stage,
        checks.minor_has_guardian,
        checks.known_school,
        checks.per_capita_income,
        _purpose_fits_stage,
        aid_received,
        _band,
        payee_relation,
        _something_applied,
        agents.agent,
        agents.late_signature,
        checks.not_in_future(application_date="填表日期", signed_by_applicant="补签日期"),
    ),
    from_id_number,
    amounts=("proposed", "approved"),
    called=_called,
)
