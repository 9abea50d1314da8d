"""A township with as many cases ready to go up as a whole county has pupils."""

from pathlib import Path
from typing import Any

from eduaid_desktop.domain.id_number import check_digit, sex
from eduaid_desktop.services import office
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store.store import Change

TERM = "2018S"
PUPILS = 14_467
VILLAGES = tuple((f"5133991012{n:02d}", f"第{n + 1}村") for n in range(13))
# The road of a case up to 待上报, with the paper dates.
_ROAD = (
    ("accept", 10, 20, "05-02"), ("send_village", 20, 30, "05-02"), ("village_agree", 30, 40, "05-19"),
    ("notice_end", 40, 50, "05-28"), ("township_agree", 50, 60, "06-01"),
)  # fmt: skip
_NAMES = ("扎西", "卓玛", "多吉", "央金", "平措", "曲珍", "洛布", "德吉", "泽仁", "拥忠", "𠮷野", "གསེར་ལྡན")


def id_number(serial: int) -> str:
    """A number of region 513399, which is unassigned; another one for every serial."""
    day = f"{2001 + serial % 14:04d}{serial // 14 % 12 + 1:02d}{serial // 168 % 28 + 1:02d}"
    first = f"513399{day}{7 + serial // 4704 * 37:03d}"
    return first + check_digit(first)


def build(path: Path, cases: int) -> Desk:
    """A new office file on 2018-06-12 with so many cases 待上报, whose notices are over."""
    head = {"name": "格桑镇", "code": "513399101", "county": "云岭县", "fixed_date": "2018-06-12"}
    desk = Desk(office.create(path, villages=VILLAGES, **head).store, "拥珍")
    with desk.store.change("拥珍", "录入") as change:
        notices = {}
        for code, _ in VILLAGES:
            days = {"kind": "village", "village": code, "term": TERM, "from_date": "2018-05-20", "days": 7}
            notices[code] = change.insert("notice", {**days, "day_kind": "natural", "to_date": "2018-05-26"})
        for serial in range(cases):
            case = _case(change.add("person", _person(serial)), serial)
            case_id = change.add("relief_case", case)
            change.add("notice_case", {"notice_id": notices[case["village"]], "case_id": case_id})
            _story(change, case_id)
    return desk


def _story(change: Change, case_id: int) -> None:
    for action, source, target, day in _ROAD:
        step = {"case_id": case_id, "action": action, "from_state": source, "to_state": target}
        change.add("relief_step", {**step, "on_date": f"2018-{day}", "signer": "四郎"})
    for box in ("village", "township"):
        opinion = {"case_id": case_id, "box": box, "text": "同意上报。", "decision": "同意", "signer": "四郎"}
        change.add("opinion", {**opinion, "signed_on": "2018-06-01"})
    for code in ("E01", "E02", "E03"):
        change.add("evidence", {"case_id": case_id, "code": code, "present": 1})


def _person(serial: int) -> dict[str, Any]:
    number = id_number(serial)
    name = f"{_NAMES[serial % 12]}·{_NAMES[serial // 12 % 12]}{serial // 144 % 12:x}"
    day = f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
    return {"name": name, "id_number": number, "sex": sex(number), "ethnic": "04", "birth_date": day}


def _case(person: int, serial: int) -> dict[str, Any]:
    amount = 100_000 + serial % 40 * 1_050
    return {
        "person_id": person, "case_no": f"JYJZ-513399101-2018S-{serial + 1:05d}", "term": TERM, "state": 60,
        "since": "2018-06-01", "application_date": "2018-05-02", "stage": "2", "school": "格桑镇中心小学",
        "place": "in_county", "grade": "三年级", "class_name": f"{serial % 5 + 1}班", "boarding": serial % 2,
        "student_number": f"G{id_number(serial)}", "village": VILLAGES[serial % 13][0], "group_name": "一组",
        "head_name": f"户主{serial}", "household_number": f"0{serial // 2:08d}", "household_type": "一般贫困户",
        "population": serial % 7 + 1, "per_capita_income": 280_000, "guardian_name": f"户主{serial}",
        "guardian_relation": "51", "phone": f"164{serial:08d}", "aid_received": "无", "cost_lodging": 60_000,
        "reason": "家庭困难", "purpose": "2", "applied": amount, "proposed": amount,
        "payee_name": f"户主{serial}", "payee_relation": "51", "payee_bank": "云岭县农村信用合作联社",
        "payee_account": f"6299{serial:013d}", "remark": ("=1+1", "-1", "'0012", "第一行\n第二行")[serial % 4],
    }  # fmt: skip
