"""A township with relief cases that wait for their term batch, and a county that fills in its columns."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eduaid_desktop.domain import id_number
from eduaid_desktop.services import office
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.term_batch import batches
from eduaid_desktop.services.term_batch.batches import Exported

from .. import spreadsheets
from ..spreadsheets import Edit

VILLAGES = [(f"513399101{200 + n}", name) for n, name in enumerate(("上格桑村", "达瓦村", "绒巴村"))]
STAGES = ("1", "2", "3", "4", "5", "6", "7")
PURPOSES = ("1", "2", "2", "3", "3", "4", "4")
GRADES = ("大班", "三年级", "七年级", "高一", "一年级", "一年级", "二年级")


def number(serial: int) -> str:
    """A citizen ID number that nobody can hold: region 513399 is unassigned."""
    first = f"51339920060101{serial:03d}"
    return first + id_number.check_digit(first)


def add_ready_case(desk: Desk, serial: int, **given: Any) -> int:
    """One case in state 待上报 whose notice is over; returns its id."""
    stage = serial % 7
    name = given.pop("name", f"扎西·卓玛{serial}")
    person = {
        "name": name,
        "id_number": number(serial),
        "sex": "2",
        "ethnic": "04",
        "birth_date": "2006-01-01",
    }
    village = VILLAGES[serial % 3][0]
    case = {
        "case_no": f"JYJZ-513399101-2018S-{serial:04d}", "term": "2018S", "state": 60, "since": "2018-06-01",
        "application_date": "2018-05-02", "stage": STAGES[stage], "school": "云岭县第二中学", "place": "in_county",
        "grade": GRADES[stage], "class_name": "3班", "boarding": 1, "student_number": f"G{number(serial)}",
        "village": village, "group_name": "一组", "head_name": "多吉", "household_number": f"51339910{serial:02d}",
        "household_type": "低保贫困户" if serial % 4 else "一般农户", "population": 5, "per_capita_income": 280000,
        "guardian_name": "多吉", "guardian_relation": "51", "phone": "16400000001", "aid_received": "无",
        "cost_lodging": 60000, "reason": "家庭困难", "purpose": PURPOSES[stage],
        "applied": 100050 + 10000 * (serial % 5), "proposed": 100050 + 10000 * (serial % 5),
        "payee_name": "多吉", "payee_relation": "51",
        "payee_bank": "云岭县农村信用合作联社", "payee_account": f"62999012345678{serial:03d}", **given,
    }  # fmt: skip
    with desk.store.change("经办人甲", f"录入{name}") as change:
        person_id = change.insert("person", person)
        case_id = change.insert("relief_case", {"person_id": person_id, **case})
        days = {"kind": "village", "village": village, "term": "2018S", "from_date": "2018-05-20", "days": 7}
        notice = change.insert("notice", {**days, "day_kind": "natural", "to_date": "2018-05-26"})
        change.insert("notice_case", {"notice_id": notice, "case_id": case_id})
    return case_id


@pytest.fixture
def add_case() -> Callable[..., int]:
    return add_ready_case


@pytest.fixture(scope="session")
def ready_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an office on 2018-06-12 with nine cases that are ready to go up; copied, never opened."""
    folder = tmp_path_factory.mktemp("ready")
    head = {"name": "格桑镇", "code": "513399101", "county": "云岭县", "fixed_date": "2018-06-12"}
    with office.create(folder / "格桑镇.eduaid", villages=VILLAGES, **head) as opened:
        at_work = Desk(opened.store, "经办人甲")
        for serial in range(1, 10):
            add_ready_case(at_work, serial)
    return folder


@pytest.fixture(scope="session")
def sent_office(ready_office: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Exported]:
    """The same after they went up."""
    folder = tmp_path_factory.mktemp("sent") / "乡镇"
    shutil.copytree(ready_office, folder)
    with Desk.open(folder / "格桑镇.eduaid") as opened:
        return folder, batches.export(Desk(opened.store, "经办人甲"), "2018S", folder / "上报")


@pytest.fixture
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    """An office of one's own with nine cases that are ready to go up; where a test asks for exported, they did."""
    sent = "exported" in request.fixturenames
    source = request.getfixturevalue("sent_office")[0] if sent else request.getfixturevalue("ready_office")
    shutil.copytree(source, tmp_path, dirs_exist_ok=True)
    with Desk.open(tmp_path / "格桑镇.eduaid") as opened:
        yield Desk(opened.store, "经办人甲")


@pytest.fixture
def exported(desk: Desk, sent_office: tuple[Path, Exported], tmp_path: Path) -> Exported:
    known = sent_office[1]
    return replace(known, path=tmp_path / "上报" / known.path.name)


@pytest.fixture
def edited(exported: Exported, tmp_path: Path) -> Callable[..., Path]:
    """Change the sheet 导入数据 as somebody with a spreadsheet program does; returns the changed file."""

    def change(edit: Edit, name: str = "回执.xlsx", source: Path = exported.path) -> Path:
        return spreadsheets.edited(source, tmp_path / name, edit)

    return change


def _decide(sheet: Any, columns: dict[str, int], row: int, result: str, **given: Any) -> None:
    """Fill the five columns of a row. given: amount, reason, document, on."""
    filled = {
        "审批结果": result, "审批金额": given.get("amount"), "不予原因": given.get("reason"),
        "审批文号": given.get("document", "云教助〔2018〕7号"), "审批日期": given.get("on", "2018-06-12"),
    }  # fmt: skip
    for name, value in filled.items():
        sheet.cell(row, columns[name]).value = value


@pytest.fixture
def answered(edited: Callable[..., Path]) -> Callable[..., Path]:
    """A reply: row number to what was decided there; 同意 as proposed where nothing else is said."""

    def answer(
        rows: dict[int, dict[str, Any]], name: str = "回执.xlsx", edit: Edit = lambda sheet, columns: None
    ) -> Path:
        def fill(sheet: Any, columns: dict[str, int]) -> None:
            for row, given in rows.items():
                asked = {"amount": sheet.cell(row, columns["乡镇建议金额"]).value, **given}
                _decide(sheet, columns, row, asked.pop("result", "同意"), **asked)
            edit(sheet, columns)

        return edited(fill, name)

    return answer
