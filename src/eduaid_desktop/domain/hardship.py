"""困难认定: recognition of hardship by school year (domain rules 8.12; the lead of section 14).

A child of a special group (建档立卡, 低保, 特困供养 and so on) is recognised by that identity; who belongs to none
needs a cause or a reason, and an opinion of those who met about it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from eduaid_desktop.domain import checks
from eduaid_desktop.domain.fields import Field, FormSpec, Values
from eduaid_desktop.domain.problems import WARN, Problem
from eduaid_desktop.domain.rules import Rules

PENDING, RECOGNISED, NOT = "pending", "recognised", "not"
# The category of those who belong to no special group.
_OTHER = "other"
REVIEW = ("review", "reviewer", "review_opinion", "reviewed_on")


def by_identity(category: str | None) -> bool:
    """Whether a child of this category is recognised by what she is, without anybody weighing it."""
    return bool(category) and category != _OTHER


def _decided_whole(values: Values, rules: Rules) -> Iterator[Problem]:
    """What a decision cannot be without."""
    if values.get("review") not in (RECOGNISED, NOT):
        return
    if values["review"] == RECOGNISED and not values.get("hardship_level"):
        yield Problem("hardship_level", "认定为困难的，请选困难等级。")
    for name, label in (("reviewer", "认定人"), ("reviewed_on", "认定日期")):
        if not values.get(name):
            yield Problem(name, f"已有认定结果，请填写{label}。")
    weighed = values["review"] == NOT or not by_identity(values.get("hardship_category"))
    if weighed and not values.get("review_opinion"):
        yield Problem("review_opinion", "请写明认定意见；凭建档立卡等身份认定的可以不写。")


def _order_of_days(values: Values, rules: Rules) -> Iterator[Problem]:
    applied, reviewed = values.get("applied_on"), values.get("reviewed_on")
    if applied and reviewed and reviewed < applied:
        yield Problem("reviewed_on", "认定日期早于申请日期，请核对。")


def _grounds(values: Values, rules: Rules) -> Iterator[Problem]:
    grounded = by_identity(values.get("hardship_category")) or values.get("causes") or values.get("reason")
    if values.get("hardship_category") and not grounded:
        yield Problem("causes", "不属于特殊群体的，请填致困原因或困难说明。")


def _economy(values: Values, rules: Rules) -> Iterator[Problem]:
    for name, label in (("population", "家庭人口"), ("annual_income", "家庭年收入")):
        if values.get(name) is None:
            yield Problem(name, f"{label}没有填写，评议时要看，请补上。", WARN, "W_ECONOMY")


def _called(values: Mapping[str, Any], rules: Rules) -> str:
    year = rules.label("school_year", values.get("school_year"))
    return "　".join(filter(None, (str(values.get("name") or ""), year, "困难认定")))


HARDSHIP = FormSpec(
    "hardship",
    "困难认定",
    "hardship",
    (
        Field("school_year", "学年", "choice", required=True, choices="school_year", part="困难情况"),
        Field("applied_on", "申请日期", "date", required=True, part="困难情况"),
        Field(
            "hardship_category", "困难类别", "choice", required=True, choices="hardship_category", part="困难情况"
        ),
        Field("hardship_level", "困难等级", "choice", choices="hardship_level", part="困难情况"),
        Field("population", "家庭人口", "integer", part="困难情况"),
        Field("annual_income", "家庭年收入（元）", "money", part="困难情况"),
        Field(
            "causes", "致困原因", "several", choices="hardship_cause", length=60, part="困难情况",
            hint="1灾害 2意外 3劳力弱 4失业 5欠债 6其他，可填几项，如 15",
        ),
        Field("reason", "困难说明", "note", length=200, part="困难情况"),
        Field(
            "review", "认定结果", "choice", required=True, choices="hardship_review", default=PENDING, part="评议"
        ),
        Field("reviewer", "认定人", length=40, part="评议"),
        Field("reviewed_on", "认定日期", "date", part="评议"),
        Field("review_opinion", "认定意见", "note", length=200, part="评议"),
        Field("remark", "备注", "note", length=200, part="评议"),
    ),
    (
        _decided_whole,
        _order_of_days,
        _grounds,
        _economy,
        checks.not_in_future(applied_on="申请日期", reviewed_on="认定日期"),
    ),
    called=_called,
)  # fmt: skip
