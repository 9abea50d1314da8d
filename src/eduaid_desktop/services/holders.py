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
_REVIEWED = frozenset({workflow.TOWN_REVIEW, workflow.READY})


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


def reviewer(desk: Desk) -> str:
    """审核人 with her name where the office has just one."""
    known = [row["name"] for row in desk.store.select("operator", valid_to=None)
             if roles.REVIEWER in roles.read(row["roles"])]  # fmt: skip
    township = office.info(desk)["name"]
    return f"{township}审核人{known[0]}" if len(known) == 1 else f"{township}审核人"
