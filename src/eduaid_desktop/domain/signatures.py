"""What an opinion on the application form was signed on, and what becomes of it when that is changed afterwards.

Source: a signature is voided, visibly, by a change of what it was signed on (REDCap, DHIS2); section 5.5 of the
domain rules for what is frozen, section 5.7 for what stands on the form.
"""

from collections.abc import Mapping
from typing import Any

from eduaid_desktop.domain import dates, workflow
from eduaid_desktop.domain.relief import COSTS, RELIEF
from eduaid_desktop.domain.rules import Rules

BOXES = {
    "village": "村级初审意见",
    "school": "学校意见",
    "township": "乡镇审核意见",
    "poverty": "县扶贫部门意见",
    "education": "县教育局意见",
    "finance": "县财政局意见",
    "government": "县政府意见",
}
# What the form says of the child, the family, its costs and the money: whoever signs, signs for this.
SIGNED = (
    "name", "id_number", "sex", "birth_date", "stage", "school", "grade", "village", "head_name",
    "head_id_number", "household_number", "household_type", "monitor_kind", "population", "annual_income",
    "per_capita_income", "guardian_name", "guardian_relation", "guardian_id_number", "aid_received",
    "aid_received_amount", *(field.name for field in COSTS), "purpose", "applied", *workflow.PAYEE,
)  # fmt: skip
# How a family is reached, what a school tells of a class, who filed, and words that explain: nobody signs anew for it.
UNSIGNED = (
    "no_id_reason", "ethnic", "student_number", "term", "place", "class_name", "boarding", "group_name",
    "address", "cause", "phone", "agent_name", "agent_relation", "agent_id_number", "agent_phone",
    "signed_by_applicant", "reason", "relief_category", "override_reason", "application_date", "remark",
)  # fmt: skip
# Village and school sign for the child and its family, not for the account that the money goes to.
_NOT_FOR: Mapping[str, tuple[str, ...]] = {"village": workflow.PAYEE, "school": workflow.PAYEE}
# Whose signature must stand in a state before the case goes on. Up to the village's review all is signed anew anyway,
# and from reporting on the signed paper lies with the county: what is changed there is shown, and voids nothing.
NEEDED: Mapping[int, tuple[str, ...]] = {
    workflow.VILLAGE_NOTICE: ("village",),
    workflow.TOWN_REVIEW: ("village",),
    workflow.TOWN_NOTICE: ("village", "township"),
    workflow.READY: ("village", "township"),
}
# What hung on the board: where it is changed afterwards, the office decides whether to hang the list anew.
NOTICED = ("name", "head_name", "village", "school", "grade", "purpose", "applied")
_MOST_TOLD = 3


def voids(state: int) -> bool:
    """Whether a change in this state voids what was signed: as long as the county has not got the paper."""
    return state < workflow.REPORTED or state == workflow.COUNTY_RETURNED


def signed_values(case: Mapping[str, Any]) -> dict[str, Any]:
    """What an opinion on this case, with its child's identity, is signed on."""
    return {name: case.get(name) for name in SIGNED}


def differing(box: str, signed: Mapping[str, Any], case: Mapping[str, Any]) -> list[str]:
    """The fields that this box signed for and that say something else now, in paper order.

    The ID number that a child without one was given since is no other child.
    """
    apart = {*_NOT_FOR.get(box, ()), *(() if signed.get("id_number") else ("id_number",))}
    return [n for n in SIGNED if n in signed and n not in apart and signed[n] != case.get(n)]


def differences(
    box: str, signed: Mapping[str, Any], case: Mapping[str, Any], rules: Rules
) -> list[tuple[str, str, str]]:
    """(label, what was signed, what stands there now) of every field that differs, as a person reads it."""
    fields = ((name, RELIEF[name]) for name in differing(box, signed, case))
    return [
        (f.label.removesuffix("（元）"), f.shown(signed[name], rules), f.shown(case.get(name), rules))
        for name, f in fields
    ]


def void_reason(told: list[tuple[str, str, str]]) -> str:
    """签字后，申请金额由 800.00 改为 1,000.00. told: what differences gives, at least one."""
    words = [f"{label}由 {old or '（空）'} 改为 {new or '（空）'}" for label, old, new in told[:_MOST_TOLD]]
    more = f"等 {len(told)} 处" if len(told) > _MOST_TOLD else ""
    return f"签字后，{'，'.join(words)}{more}"


def called(opinion: Mapping[str, Any]) -> str:
    """村级初审意见（2018年6月1日签）."""
    day = f"（{dates.spoken(opinion['signed_on'])}签）" if opinion["signed_on"] else ""
    return f"{BOXES.get(opinion['box'], opinion['box'])}{day}"


def voided_words(opinion: Mapping[str, Any]) -> str:
    """村级初审意见（2018年6月1日签）已作废：签字后，申请金额由 800.00 改为 1,000.00 without a full stop."""
    return f"{called(opinion)}已作废：{opinion['void_reason']}"
