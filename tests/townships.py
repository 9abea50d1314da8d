"""A county of five townships whose term batches were exported by the program, with faults planted in them."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from eduaid_desktop.domain import id_number
from eduaid_desktop.services import office
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.term_batch import batches

from .spreadsheets import filled

COUNTY = {"name": "云岭县教育局", "code": "513399", "county": "云岭县", "fixed_date": "2018-06-12"}
NAMES = {
    "513399101": "格桑镇", "513399102": "达瓦乡", "513399103": "绒巴乡", "513399104": "亚曲乡", "513399105": "仁真乡",
}  # fmt: skip
_GRADES = {"1": "大班", "2": "三年级", "3": "七年级", "4": "高一"}


def number(code: str, serial: int) -> str:
    """A citizen ID number that nobody can hold: region 513399 is unassigned."""
    first = f"513399200{int(code[-1])}0101{serial:03d}"
    return first + id_number.check_digit(first)


def open_township(folder: Path, code: str) -> Desk:
    """A new office of a township with one village."""
    village = [(f"{code}200", f"{NAMES[code]}一村")]
    about = {"name": NAMES[code], "code": code, "county": "云岭县", "fixed_date": "2018-06-12"}
    made = office.create(folder / f"{NAMES[code]}.eduaid", villages=village, **about)  # type: ignore[arg-type]
    return Desk(made.store, "经办人甲")


def add_case(desk: Desk, code: str, serial: int, **given: Any) -> int:
    """One case that is ready to go up: a pupil of a primary school with 1,000 yuan; given: what differs."""
    person = {
        "name": f"扎西{'甲乙丙丁戊己庚辛壬癸'[serial % 10]}{code[-1]}", "sex": "2", "ethnic": "04",
        "id_number": number(code, serial), "birth_date": f"200{int(code[-1])}-01-01",
        "no_id_reason": None,
    }  # fmt: skip
    case = {
        "case_no": f"JYJZ-{code}-2018S-{serial:04d}", "term": "2018S", "state": 60, "since": "2018-06-01",
        "application_date": "2018-05-02", "stage": "2", "school": f"{NAMES[code]}小学", "place": "in_county",
        "boarding": 1, "village": f"{code}200", "head_name": f"多吉{serial}", "household_number": f"{code}{serial:04d}",
        "household_type": "一般贫困户", "population": 5, "guardian_name": f"多吉{serial}", "guardian_relation": "51",
        "phone": "16400000001", "aid_received": "无", "reason": "家庭困难", "purpose": "2",
        "payee_name": f"多吉{serial}", "payee_relation": "51", "payee_bank": "云岭县农村信用合作联社",
        "payee_account": f"6299{code}{serial:05d}", "applied": 100000, "student_number": f"G{number(code, serial)}",
    }  # fmt: skip
    who = person | {name: given.pop(name) for name in person.keys() & given.keys()}
    case |= given
    case |= {"proposed": case["applied"], "grade": _GRADES[case["stage"]]}
    with desk.store.change("经办人甲", f"录入{who['name']}") as change:
        person_id = change.insert("person", who)
        case_id = change.insert("relief_case", {"person_id": person_id, **case})
        days = {
            "kind": "village",
            "village": case["village"],
            "term": "2018S",
            "from_date": "2018-05-20",
            "days": 7,
        }
        notice = change.insert("notice", {**days, "day_kind": "natural", "to_date": "2018-05-26"})
        change.insert("notice_case", {"notice_id": notice, "case_id": case_id})
    return case_id


def export(folder: Path, code: str, cases: Iterable[dict[str, Any]]) -> Path:
    """The batch workbook of a township with these cases, numbered from 1."""
    with open_township(folder, code) as desk:
        for serial, given in enumerate(cases, 1):
            add_case(desk, code, serial, **given)
        return batches.export(desk, "2018S", folder).path


def again(folder: Path, code: str, case_no: str, **given: Any) -> Path:
    """The correction batch of a township: the county returned a case, and it goes up again with what is given."""
    with Desk.open(folder / f"{NAMES[code]}.eduaid") as opened:
        desk = Desk(opened.store, "经办人甲")
        (case,) = desk.store.select("relief_case", case_no=case_no)
        (line,) = desk.store.select("batch_line", case_no=case_no)
        with desk.store.change("经办人甲", "县里退回") as change:
            change.update("batch_line", line["id"], {"decision": "return"})
            change.update("relief_case", case["id"], {"state": 60, **given})
        return batches.export(desk, "2018S", folder).path


def cell(path: Path, target: Path, row: int, column: str, value: Any) -> Path:
    """The same workbook with one cell of 导入数据 changed."""
    return filled(path, target, {row: {column: value}})


SHARED = "6299900000000001"
# Who is claimed in two townships, under one name; and under two.
TWICE, MISNAMED = number("513399101", 900), number("513399101", 901)


def planted(folder: Path) -> dict[str, Path]:
    """The batches of the five townships by their code, and of the second one the correction as "again"."""
    siblings = {
        "household_number": "5133990099",
        "head_name": "才让",
        "payee_name": "才让",
        "applied": 100000,
    }
    family = siblings | {"payee_account": "6299900000000099", "guardian_name": "才让"}
    a = [{}] * 5 + [
        {"name": "央金", "id_number": TWICE, "student_number": None},
        {"name": "洛桑", "id_number": MISNAMED, "student_number": None},
        {"payee_account": SHARED, "payee_name": "多吉甲"},
    ]
    b = [{}] * 4 + [
        {"name": "央金", "id_number": TWICE, "student_number": None, "applied": 120000},
        {"name": "洛桑旦增", "id_number": MISNAMED, "student_number": None},
    ]
    nobody = {
        "name": "拥忠",
        "id_number": None,
        "student_number": None,
        "head_name": "次仁",
        "no_id_reason": "户口正在办理",
    }
    c = [{}] * 4 + [nobody, nobody]
    d = [family | {"applied": 200000} for _ in range(3)] + [{"payee_account": SHARED, "payee_name": "白玛"}]
    e = [{}] * 4 + [{"stage": "1", "purpose": "1", "applied": 300000, "student_number": None}]
    made = {code: export(folder, code, cases) for code, cases in zip(NAMES, (a, b, c, d, e), strict=True)}
    made["again"] = again(folder, "513399102", "JYJZ-513399102-2018S-0001", proposed=90000)
    return made
