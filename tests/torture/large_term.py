"""A township with as many cases ready to go up as a whole county has pupils."""

from pathlib import Path
from typing import Any

from eduaid_desktop.domain.id_number import check_digit, sex
from eduaid_desktop.services import office
from eduaid_desktop.services.desk import Desk

TERM = "2018S"
PUPILS = 14_467
VILLAGES = tuple((f"5133991012{n:02d}", f"第{n + 1}村") for n in range(13))
_NAMES = ("扎西", "卓玛", "多吉", "央金", "平措", "曲珍", "洛布", "德吉", "泽仁", "拥忠", "𠮷野", "གསེར་ལྡན")


def id_number(serial: int) -> str:
    """A number of region 513399, which is unassigned; another one for every serial."""
    day = f"{2001 + serial % 14:04d}{serial // 14 % 12 + 1:02d}{serial // 168 % 28 + 1:02d}"
    first = f"513399{day}{serial // 4704 * 37 % 999 + 1:03d}"
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
            line = {"notice_id": notices[case["village"]], "case_id": change.add("relief_case", case)}
            change.add("notice_case", line)
    return desk


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
