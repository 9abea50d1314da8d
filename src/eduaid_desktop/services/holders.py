"""Who has a relief case now, by name where the office knows one: an operator, a village, the county, a bank."""

from collections.abc import Mapping
from typing import Any

from eduaid_desktop.domain import roles, workflow
from eduaid_desktop.services import office, villages
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import deadline_queries as queries

Case = Mapping[str, Any]
_VILLAGE = frozenset({workflow.VILLAGE_REVIEW, workflow.VILLAGE_NOTICE})
_COUNTY = {workflow.REPORTED: "education_bureau", workflow.OVERCAP_PENDING: "county_government"}
_REVIEWED = frozenset({workflow.TOWN_REVIEW, workflow.READY, workflow.APPROVED})
# What whoever has it does with it, or what it waits for.
_DOING = {
    workflow.DRAFT: "由{holder}填写",
    workflow.ACCEPTED: "由{holder}送村",
    workflow.VILLAGE_REVIEW: "等{holder}初审",
    workflow.VILLAGE_NOTICE: "由{holder}公示",
    workflow.OBJECTION: "由{holder}核查",
    workflow.TOWN_REVIEW: "等{holder}审核",
    workflow.TOWN_NOTICE: "由{holder}公示",
    workflow.READY: "等{holder}上报",
    workflow.REPORTED: "等{holder}答复",
    workflow.COUNTY_RETURNED: "由{holder}更正",
    workflow.APPROVED: "由{holder}列入发放表",
    workflow.OVERCAP_PENDING: "等{holder}批准",
    workflow.IN_PAYMENT: "等{holder}的结果",
    workflow.PAY_FAILED: "由{holder}更正账号",
}
_ENDED = "等归档"


def holder(desk: Desk, case: Case) -> str:
    """达瓦村村民委员会, 经办人拥珍, 云岭县教育局; "" for a case that has ended.

    case: id, state, payee_bank, and the code of its village (village_code where village is the name).
    """
    state = case["state"]
    if state in _VILLAGE:
        code = case.get("village_code") or case["village"]
        name = villages.name_on(desk.store, code, desk.today().isoformat())
        return f"{name}村民委员会" if name else "村里"
    if state in _COUNTY:
        return office.organisation(desk, _COUNTY[state])
    if state == workflow.IN_PAYMENT:
        return f"银行（{case['payee_bank']}）" if case.get("payee_bank") else "银行"
    if state in _REVIEWED:
        return reviewer(desk)
    if state == workflow.TOWN_NOTICE:
        return str(office.info(desk)["name"])
    if state >= workflow.PAID:
        return ""
    actor = queries.last_actor(desk.store, case["id"])
    return f"经办人{actor.removeprefix('经办人')}" if actor else "经办人"


def doing(desk: Desk, case: Case) -> str:
    """等达瓦村村民委员会初审: who has a case and what for; "" for an archived one. case: as holder takes it."""
    if case["state"] == workflow.ARCHIVED:
        return ""
    return _DOING.get(case["state"], _ENDED).format(holder=holder(desk, case))


def reviewer(desk: Desk) -> str:
    """审核人 with her name where the office has just one."""
    known = [row["name"] for row in desk.store.select("operator", valid_to=None)
             if roles.REVIEWER in roles.read(row["roles"])]  # fmt: skip
    township = office.info(desk)["name"]
    return f"{township}审核人{known[0]}" if len(known) == 1 else f"{township}审核人"
