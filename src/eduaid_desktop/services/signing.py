"""重新签字: which opinions of a case were voided and why, and signing them anew on what stands there now."""

import json
from typing import Any

from eduaid_desktop.domain import signatures, workflow
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.domain.roles import CLERK, REVIEWER
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.domain.workflow_guards import Given
from eduaid_desktop.domain.workflow_steps import paper_date
from eduaid_desktop.errors import Refused
from eduaid_desktop.services import notices, opinions, relief_checks
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.relief_writing import case_of
from eduaid_desktop.store import relief_queries as queries
from eduaid_desktop.store.store import Change, Row

_BY = {"village": CLERK, "township": REVIEWER}


def voided(desk: Desk, case_id: int) -> list[dict[str, Any]]:
    """The opinions that were voided and not signed anew, each a row with called, words, needed and differences.

    needed: the case does not go on before it is signed anew. differences: (label, signed, now) of what differs still.
    """
    case = case_of(desk, case_id)
    needed = signatures.NEEDED.get(case["state"], ())
    return [
        {
            **opinion,
            "called": signatures.called(opinion),
            "words": signatures.voided_words(opinion),
            "needed": opinion["box"] in needed,
            "differences": _differences(desk, case, opinion),
        }
        for opinion in opinions.newest_voided(queries.opinions(desk.store, case_id))
    ]


def changed_since(desk: Desk, case_id: int) -> list[str]:
    """What differs from what was signed though it voided nothing, because the county has the signed paper.

    签字以后改过：监护人姓名由 甲 改为 乙（村级初审意见，2018年5月3日签）。One sentence for each opinion that stands.
    """
    case = case_of(desk, case_id)
    found = []
    for opinion in desk.store.select("opinion", case_id=case_id):
        if told := _differences(desk, case, opinion):
            words = signatures.void_reason(told).removeprefix("签字后，")
            found.append(f"签字以后改过：{words}，见{signatures.called(opinion)}。")
    return found


def remarks(desk: Desk, case_id: int) -> list[str]:
    """What the card says besides why a step is closed: boxes void that will be signed on the way, changes since."""
    passed = [f"{each['words']}。" for each in voided(desk, case_id) if not each["needed"]]
    return passed + changed_since(desk, case_id)


def sign_again(
    desk: Desk, case_id: int, box: str, *, signer: str, on_date: str | None = None, text: str = ""
) -> Row:
    """Record that the village or the township (box) agreed anew, to what the form says now; returns the case.

    The case stays where it is: only what keeps its next step closed goes. text: the opinion in other words than
    the usual. Raises Refused when nothing of this box waits to be signed, without a signer, or for a wrong date.
    """
    case = case_of(desk, case_id)
    waiting = {each["box"]: each for each in voided(desk, case_id) if each["needed"]}
    if box not in waiting:
        names = "、".join(each["called"] for each in waiting.values()) or "没有"
        raise Refused(f"“{signatures.BOXES.get(box, box)}”现在不用重新签字。等着重新签字的：{names}。")
    if not signer.strip():
        raise Refused("请填写签字人姓名。", "signer")
    now = relief_checks.circumstances(desk, case)
    given = Given(on_date=paper_date(now, on_date or ""), signer=signer.strip(), amount=case["proposed"])
    called = signatures.BOXES[box]
    with desk.change(
        f"救助申请 {case['case_no']}（{case['name']}）：{called}重新签字", role=_BY[box]
    ) as change:
        rules, notice = relief_checks.rules_for(desk, case), queries.notice_of(desk.store, case_id)
        opinions.write(change, case, (box, "同意"), given, rules, notice)
        words = text.strip() or _after_notice(change, desk, case, box, rules)
        if words:
            (opinion,) = change.select("opinion", case_id=case_id, box=box)
            change.update("opinion", opinion["id"], {"text": words})
    return case_of(desk, case_id)


def asked(desk: Desk, case_id: int, box: str) -> str:
    """What is said before a box is signed anew: what was changed, on which amount it is signed."""
    case = case_of(desk, case_id)
    (found,) = (each for each in voided(desk, case_id) if each["box"] == box)
    amount = case["proposed"] if box == "township" else case["applied"]
    words = f"{found['words']}。按现在的内容重新签字（金额 {yuan(amount)} 元）。"
    changed = signatures.differing(box, json.loads(found["signed_values"] or "{}"), case)
    if case["state"] == workflow.TOWN_REVIEW and not set(signatures.NOTICED).isdisjoint(changed):
        words += "公示过的内容也变了，要重新公示的请改办“退回村里补正”。"
    return words


def _after_notice(change: Change, desk: Desk, case: Row, box: str, rules: Rules) -> str:
    """The village's sentence says, once its notice is over, that it hung and what came of it."""
    notice = queries.notice_of(desk.store, case["id"], notices.VILLAGE)
    if box != "village" or notice is None or case["state"] == workflow.VILLAGE_NOTICE:
        return ""
    return opinions.noticed(change, case["id"], notice, rules)


def _differences(desk: Desk, case: Row, opinion: Row) -> list[tuple[str, str, str]]:
    signed = json.loads(opinion["signed_values"] or "{}")
    return signatures.differences(opinion["box"], signed, case, relief_checks.rules_for(desk, case))
