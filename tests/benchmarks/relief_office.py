"""An office with 20,000 relief cases: nineteen terms that are archived, and one that is under way."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import county

from eduaid_desktop.services import office
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store.store import Change

CASES = 20_000
NOW = 1_000
TERM = "2018S"
PAST = tuple(f"{year}{season}" for year in range(2017, 2008, -1) for season in "AS")[:17]
VILLAGES = tuple((f"5133991012{n:02d}", f"第{n + 1}村") for n in range(13))
# The road of a case with the paper dates, as far as the present term has come.
ROAD = (
    ("accept", 10, 20, "05-02"), ("send_village", 20, 30, "05-02"), ("village_agree", 30, 40, "05-03"),
    ("notice_end", 40, 50, "05-10"), ("township_agree", 50, 60, "05-11"), ("report", 60, 70, "05-14"),
    ("decide", 70, 80, "05-25"), ("pay", 80, 90, "06-01"), ("paid", 90, 100, "06-05"),
    ("archive", 100, 110, "06-08"),
)  # fmt: skip


def build(path: Path) -> Desk:
    """A new office file with all cases; those of the present term wait for the township's review."""
    desk = office.create(
        path, name="格桑镇", code="513399101", county="云岭县", villages=VILLAGES, fixed_date="2018-06-12"
    )
    with desk.store.change("拥珍", "登记学生") as change:
        people = [change.add("person", county.person(serial)) for serial in range(8_000)]
    each = (CASES - NOW) // len(PAST)
    serial = 0
    for number, term in enumerate(PAST):
        count = each if number else CASES - NOW - each * (len(PAST) - 1)
        _term(desk, term, [people[(number * 450 + n) % 8_000] for n in range(count)], serial, steps=10)
        serial += count
    _term(desk, TERM, people[:NOW], serial, steps=4)
    return desk


def _term(desk: Desk, term: str, people: list[int], serial: int, steps: int) -> None:
    with desk.store.change("拥珍", f"录入 {term} 的救助申请") as change:
        for n, person in enumerate(people):
            case_id = change.add("relief_case", _case(term, person, serial + n, n, steps))
            _story(change, case_id, term, steps)
    if steps < len(ROAD):
        _post(desk, term)


def _case(term: str, person: int, serial: int, n: int, steps: int) -> dict[str, Any]:
    """Two villages hold most of the present term: 74 and 719 cases."""
    village = n % 13 if steps == len(ROAD) else (0 if n < 74 else 1 if n < 793 else 2 + n % 11)
    _, _, state, day = ROAD[steps - 1]
    spent: Mapping[str, Any] = {}
    if steps == len(ROAD):
        spent = {"proposed": 100_000, "approved": 100_000, "approval_document": "云教〔2018〕9号",
                 "approved_on": f"{term[:4]}-05-25"}  # fmt: skip
    return {
        "person_id": person, "term": term, "village": VILLAGES[village][0], "state": state,
        "since": f"{term[:4]}-{day}", "case_no": f"JYJZ-513399101-{term}-{n + 1:04d}", "stage": "2",
        "school": "格桑镇中心小学", "place": "1", "grade": "三年级", "boarding": 1, "head_name": f"户主{person}",
        "household_number": f"{person // 2:08d}", "household_type": "一般贫困户", "population": 4,
        "guardian_name": f"户主{person}", "guardian_relation": "2", "phone": f"164{serial:08d}",
        "aid_received": "无", "reason": "家庭收入低，生活用品困难", "purpose": "2", "applied": 100_000,
        "application_date": f"{term[:4]}-05-02", "payee_name": f"户主{person}", "payee_relation": "2",
        "payee_bank": "云岭县农村信用社", "payee_account": f"6299{serial:011d}", **spent,
    }  # fmt: skip


def _story(change: Change, case_id: int, term: str, steps: int) -> None:
    year = term[:4]
    for action, source, target, day in ROAD[:steps]:
        step = {"case_id": case_id, "action": action, "from_state": source, "to_state": target}
        change.add("relief_step", {**step, "on_date": f"{year}-{day}", "signer": "四郎"})
    for box in ("village", "township", "education")[: 1 + (steps > 4) + (steps > 6)]:
        opinion = {"case_id": case_id, "box": box, "text": "同意上报。", "decision": "同意", "signer": "四郎"}
        change.add("opinion", {**opinion, "signed_on": f"{year}-05-11"})
    for code in ("E01", "E02", "E03"):
        change.add("evidence", {"case_id": case_id, "code": code, "present": 1})
    if steps > 8:
        payment = {"case_id": case_id, "amount": 100_000, "payee_name": "户主", "payee_account": "6299",
                   "payee_bank": "云岭县农村信用社", "sent_on": f"{year}-06-01", "result": "paid"}  # fmt: skip
        change.add("payment", {**payment, "paid_on": f"{year}-06-05"})


def _post(desk: Desk, term: str) -> None:
    """The notices on which the cases of the term hung."""
    with desk.store.change("拥珍", "公示") as change:
        for code, _ in VILLAGES:
            notice = {"kind": "village", "village": code, "term": term, "from_date": "2018-05-03", "days": 7}
            notice_id = change.insert("notice", {**notice, "day_kind": "natural", "to_date": "2018-05-09"})
            for case in change.select("relief_case", term=term, village=code):
                change.add("notice_case", {"notice_id": notice_id, "case_id": case["id"]})
