"""资助申请: the FormSpec of a student-aid application (domain rules section 6.4, the generic form).

What a programme asks beyond the common form is data: `asks` of its entry in resources/policies/programme.toml.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from eduaid_desktop.domain import checks, text
from eduaid_desktop.domain.fields import Field, FormSpec, Values
from eduaid_desktop.domain.person import GUARDIAN, IDENTITY, from_id_number
from eduaid_desktop.domain.problems import WARN, Problem
from eduaid_desktop.domain.rules import Rules

DRAFT, ACCEPTED = "draft", "accepted"
# Who is on the roll and yet goes to no school.
AWAY = frozenset({"免学", "缓学", "休学", "辍学", "毕业", "转出"})
# What becomes of a draft of last term once somebody has looked at it in the form and saved it.
VERIFIED = "verified"
EXTRAS = (
    Field("months", "在园月数", "integer", part="项目另问"),
    Field("fee_per_month", "每月收费（元）", "money", part="项目另问"),
    Field("days", "在校天数", "integer", part="项目另问"),
    Field("hardship_tier", "资助档次", "choice", choices="hardship_tier", part="项目另问"),
    Field("admission_date", "入学日期", "date", part="项目另问"),
    Field("major", "专业", length=40, part="项目另问"),
    Field("study_years", "学制（年）", "integer", part="项目另问"),
    Field("school_province", "学校所在省", length=20, part="项目另问"),
    Field("tuition", "应交学费（元）", "money", part="项目另问"),
    Field("status_number", "学籍注册号", "code", length=30, part="项目另问"),
    Field("internship", "是否实习", "flag", part="项目另问"),
    Field("household_account", "户主账号", "account", length=40, part="项目另问"),
    Field("approving_document", "批准文号", length=60, part="项目另问"),
    Field("donor", "捐赠人", length=60, part="项目另问"),
    Field("donor_purpose", "捐赠用途", length=60, part="项目另问"),
    Field("in_kind_value", "实物折价（元）", "money", part="项目另问"),
)
# What a gift of money, or one without a stated use, has no answer to.
_MAY_BE_EMPTY = frozenset({"donor_purpose", "in_kind_value"})
# More than a term, a year, a course of study can have.
_MOST = {"months": 6, "days": 184, "study_years": 8}


def _programme_fits_stage(values: Values, rules: Rules) -> Iterator[Problem]:
    """A programme is open to the stages that its policy names."""
    programme = rules.policy.get("programme", {}).get(values.get("programme"))
    if programme and values.get("stage") and values["stage"] not in programme["stages"]:
        stage = rules.label("stage", values["stage"])
        yield Problem("programme", f"“{programme['name']}”不面向{stage}学生，请改选资助项目或学段。")


def asked(programme: str | None, rules: Rules) -> frozenset[str] | None:
    """The fields that a programme asks besides the common ones; None when it is not in force, and not known."""
    entry = rules.policy.get("programme", {}).get(programme)
    return frozenset(entry.get("asks", ())) if entry else None


def _unasked(raw: Mapping[str, Any], rules: Rules) -> frozenset[str]:
    """Fields of other programmes; of one that is not in force, those that nobody filled in."""
    chosen = rules.codes["programme"].find(text.tidy(str(raw.get("programme") or "")))
    wanted = asked(chosen.code, rules) if chosen else frozenset()
    if wanted is None:
        return frozenset(f.name for f in EXTRAS if raw.get(f.name) in (None, ""))
    return frozenset(f.name for f in EXTRAS if f.name not in wanted)


def _asked_and_empty(values: Values, rules: Rules) -> Iterator[Problem]:
    """Section 6.4: paper may come later, so that what a programme asks is reminded of, not demanded."""
    for name in asked(values.get("programme"), rules) or ():
        if name in AID.by_name and values.get(name) is None and name not in _MAY_BE_EMPTY:
            programme = rules.label("programme", values["programme"])
            yield Problem(name, f"“{programme}”要填{AID[name].label}，请补上。", WARN, "W_AID_ASKED")


def _too_much(values: Values, rules: Rules) -> Iterator[Problem]:
    for name, most in _MOST.items():
        if (values.get(name) or 0) > most:
            yield Problem(name, f"{AID[name].label}填了 {values[name]}，最多 {most}，请核对。")


def _hardship_named(values: Values, rules: Rules) -> Iterator[Problem]:
    """What everybody gets (三免, 营养改善) asks nobody how poor she is; what only the needy get does."""
    programme = rules.policy.get("programme", {}).get(values.get("programme")) or {}
    needy = programme.get("only_hardship") or programme.get("only_registered")
    if needy and not values.get("hardship_category"):
        words = f"“{programme['name']}”只面向困难学生，请选困难类别。"
        yield Problem("hardship_category", words)


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
        Field("place", "就读地", "choice", choices="place", part="就读"),
        Field("household_type", "户类型", "choice", choices="household_type", part="家庭经济"),
        Field("population", "家庭人口", "integer", part="家庭经济"),
        Field("annual_income", "家庭年收入（元）", "money", part="家庭经济"),
        Field(
            "hardship_category",
            "困难类别",
            "choice",
            choices="hardship_category",
            part="困难认定",
        ),
        Field("hardship_level", "困难等级", "choice", choices="hardship_level", part="困难认定"),
        Field("reason", "困难说明", "note", length=200, part="困难认定"),
        *GUARDIAN,
        Field("payee_name", "收款人", "name", length=50, part="收款账户"),
        Field("payee_relation", "收款人与学生关系", "choice", choices="relation", part="收款账户"),
        Field("payee_bank", "开户银行", length=60, part="收款账户"),
        Field("payee_account", "账号", "account", length=40, part="收款账户"),
        Field("programme", "资助项目", "choice", choices="programme", required=True, part="资助项目"),
        Field("amount", "金额（元）", "money", part="资助项目"),
        Field("amount_reason", "与标准不同的原因", length=100, part="资助项目"),
        *EXTRAS,
        Field("application_date", "申请日期", "date", required=True, part="申请"),
        Field("evidence", "证明材料", length=200, part="申请"),
        Field("consent_date", "监护人同意日期", "date", part="申请"),
        Field("paid_on", "到账日期", "date", part="申请"),
        Field("remark", "备注", "note", length=200, part="申请"),
    ),
    (
        checks.has_id_or_reason,
        checks.birth_and_sex,
        checks.age_for_stage,
        checks.minor_has_guardian,
        _programme_fits_stage,
        _hardship_named,
        _payee_relation,
        _asked_and_empty,
        _too_much,
        checks.not_in_future(application_date="申请日期", consent_date="监护人同意日期", paid_on="到账日期"),
    ),
    from_id_number,
    called=_called,
    unasked=_unasked,
)
