"""What a family still has to bring or do for its application, one sentence each, in its own words."""

from collections.abc import Iterator

from eduaid_desktop.domain import masks, workflow
from eduaid_desktop.domain.problems import blocking
from eduaid_desktop.domain.relief import RELIEF
from eduaid_desktop.services import evidence, office, relief
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import relief_queries as queries
from eduaid_desktop.store.store import Row


def duties(desk: Desk, case: Row) -> list[str]:
    """What is asked of the family now; [] when nothing is. case: as services.relief.load gives it."""
    return [
        *_form(desk, case),
        *_sent_back(desk, case),
        *_papers(desk, case),
        *_account(desk, case),
        *_signature(case),
    ]


def _form(desk: Desk, case: Row) -> Iterator[str]:
    if case["state"] not in (workflow.DRAFT, workflow.COUNTY_RETURNED):
        return
    found = blocking(relief.problems(desk, case["id"]))
    labels = dict.fromkeys(RELIEF[p.field].label for p in found if p.field in RELIEF.by_name)
    if labels:
        yield f"申请表上还要填好：{'、'.join(labels)}。"


def _sent_back(desk: Desk, case: Row) -> Iterator[str]:
    last = queries.step_rows(desk.store, case["id"])[-1:]
    if last and last[0]["action"] == "send_back":
        yield f"要补正的是：{last[0]['reason'].rstrip('。')}。"


def _papers(desk: Desk, case: Row) -> Iterator[str]:
    """Of the evidence that the county demands, what has not come in; once the case has gone up nobody asks."""
    if workflow.REPORTED <= case["state"] != workflow.COUNTY_RETURNED:
        return
    asked = [d for d in evidence.of(desk, case["id"]) if d["required"] and not d["office"]]
    missing = [d["label"] for d in asked if not d["present"]]
    if missing:
        yield f"请补交：{'、'.join(missing)}。"


def _account(desk: Desk, case: Row) -> Iterator[str]:
    if case["state"] != workflow.PAY_FAILED:
        return
    failed = [p for p in queries.payments(desk.store, case["id"]) if p["result"] == "failed"][-1]
    account, why = masks.account(failed["payee_account"]), failed["failure_text"]
    yield (
        f"{failed['payee_name']}的卡（{account}）没有发成，银行说的原因是“{why}”。"
        f"请带上身份证和社保卡（一卡通），到{office.info(desk)['name']}改好账户。"
    )


def _signature(case: Row) -> Iterator[str]:
    if case["agent_name"] and not case["signed_by_applicant"]:
        yield f"申请是{case['agent_name']}代办的，请家长回来以后到村里补签字。"
