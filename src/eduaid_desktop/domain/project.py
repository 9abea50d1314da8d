"""项目: the FormSpecs of a construction project, its funding, its milestones and its monthly progress."""

from collections.abc import Iterator, Mapping
from typing import Any

from eduaid_desktop.domain import checks, dates
from eduaid_desktop.domain.fields import Field, FormSpec, Values
from eduaid_desktop.domain.problems import WARN, Problem
from eduaid_desktop.domain.rules import Rules


def _order_of_dates(values: Values, rules: Rules) -> Iterator[Problem]:
    for start, finish, what in (
        ("planned_start", "planned_finish", "计划"),
        ("actual_start", "actual_finish", "实际"),
    ):
        if values.get(start) and values.get(finish) and values[finish] < values[start]:
            yield Problem(finish, f"{what}完工日期早于开工日期，请核对。")


def _amounts_fall(values: Values, rules: Rules) -> Iterator[Problem]:
    before, after = values.get("budget_before"), values.get("budget_after")
    if before is not None and after is not None and after > before:
        yield Problem("budget_after", "评审后金额大于送审金额，请核对。")
    contract = values.get("contract_amount")
    if contract is not None and after is not None and contract > after:
        yield Problem("contract_amount", "合同金额大于评审后金额，请核对。", WARN)
    if None not in (values.get("settled"), values.get("audited")) and values["audited"] > values["settled"]:
        yield Problem("audited", "审计金额大于送审结算金额，请核对。")


PROJECT = FormSpec(
    "project",
    "项目",
    "project",
    (
        Field("project_no", "项目编号", required=True, length=24, part="立项"),
        Field("name", "项目名称", required=True, length=100, part="立项"),
        Field("kind", "项目类别", "choice", required=True, choices="project_kind", part="立项"),
        Field("plan_year", "计划年度", "integer", required=True, part="立项"),
        Field("village", "行政村", "choice", choices="village", part="立项"),
        Field("school", "学校", length=80, part="立项"),
        Field("content", "建设内容", "note", length=300, part="立项"),
        Field("area", "建筑面积（㎡）", "decimal", part="规模与资金"),
        Field("quantity", "数量（套、件、间）", length=60, part="规模与资金"),
        Field("total_investment", "总投资（元）", "money", part="规模与资金"),
        Field("budget_before", "送审金额（元）", "money", part="规模与资金"),
        Field("budget_after", "评审后金额（元）", "money", part="规模与资金"),
        Field("contract_amount", "合同金额（元）", "money", part="规模与资金"),
        Field("contractor", "施工单位", length=80, part="实施"),
        Field("supervisor", "监理单位", length=80, part="实施"),
        Field("designer", "设计单位", length=80, part="实施"),
        Field("planned_start", "计划开工", "date", part="实施"),
        Field("planned_finish", "计划完工", "date", part="实施"),
        Field("actual_start", "实际开工", "date", part="实施"),
        Field("actual_finish", "实际完工", "date", part="实施"),
        Field("acceptance", "验收结果", length=60, part="验收移交"),
        Field("handed_to", "移交给", length=80, part="验收移交"),
        Field("handed_on", "移交日期", "date", part="验收移交"),
        Field("settled", "结算金额（元）", "money", part="验收移交"),
        Field("audited", "审计金额（元）", "money", part="验收移交"),
        Field("responsible", "责任人", length=50, part="联系与问题"),
        Field("phone", "联系电话", "phone", length=20, part="联系与问题"),
        Field("problems", "存在问题", "note", length=200, part="联系与问题"),
        Field("next_step", "下一步", "note", length=200, part="联系与问题"),
        Field("remark", "备注", "note", length=200, part="联系与问题"),
    ),
    (
        _order_of_dates,
        _amounts_fall,
        checks.not_in_future(actual_start="实际开工日期", actual_finish="实际完工日期", handed_on="移交日期"),
    ),
)

FUNDING = FormSpec(
    "funding",
    "资金来源",
    "funding",
    (
        Field("source", "资金来源", "choice", required=True, choices="funding_source"),
        Field("partner", "援建方", length=60),
        Field("amount", "金额（元）", "money", required=True),
        Field("document", "文号", length=60),
    ),
    called=lambda values, rules: rules.label("funding_source", values.get("source")),
)

MILESTONE = FormSpec(
    "milestone",
    "节点",
    "milestone",
    (
        Field("stage", "节点", "choice", required=True, choices="project_stage"),
        Field("planned_on", "计划日期", "date"),
        Field("done_on", "完成日期", "date"),
        Field("skipped_reason", "不需此节点的原因", length=100),
        Field("document", "依据文件", length=100),
        Field("remark", "备注", length=200),
    ),
    (checks.not_in_future(done_on="完成日期"),),
    called=lambda values, rules: rules.label("project_stage", values.get("stage")),
)


# What stands for the date of a milestone that a ledger reports without one.
LEDGER = "项目台账"


def reached(milestone: Mapping[str, Any]) -> bool:
    """Whether a milestone is done: on a day, or on an unknown one as a ledger says."""
    return bool(milestone.get("done_on") or milestone.get("document") == LEDGER)


def _percent(values: Values, rules: Rules) -> Iterator[Problem]:
    if (values.get("physical") or 0) > 100:
        yield Problem("physical", "形象进度最多 100%，请核对。")


PROGRESS = FormSpec(
    "progress",
    "月进度",
    "progress",
    (
        Field("month", "月份", "month", required=True),
        Field("physical", "形象进度（%）", "integer", required=True),
        Field("invested", "累计完成投资（元）", "money"),
        Field("paid", "累计支付（元）", "money"),
        Field("problems", "存在问题", "note", length=200),
        Field("next_step", "下一步", "note", length=200),
    ),
    (_percent,),
    called=lambda values, rules: dates.spoken(values.get("month")),
)
