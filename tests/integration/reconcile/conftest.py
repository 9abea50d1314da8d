"""The sample township with everything that speaks about its children: rolls, base, applications, aid received."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from eduaid_desktop.services import imports
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store.change import SOURCE_ROW
from eduaid_desktop.store.store import Change

ROLL, BASE, OLD_ROLL = "1_学籍名册_2018年春季.xlsx", "2_户籍与建档立卡人员_2018.xlsx", "4_学籍名册_旧格式.xls"
APPLICATIONS, AID = "3_救助基金申请_各村汇总.xlsx", "7_已享受资助_2018年春季.xlsx"
TERM = "2018S"
_REFUSED = {"B_DUP_CASE", "B_AID_EMPTY", "B_PAYEE_REL"}


@pytest.fixture(scope="session")
def expected(samples: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((samples / "expected.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="session")
def filled(
    template: Path, samples: Path, expected: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Copied, never opened."""
    path = Path(shutil.copy(template, tmp_path_factory.mktemp("reconcile") / "格桑镇.eduaid"))
    with Desk.open(path) as desk:
        for name in (OLD_ROLL, ROLL, BASE):
            imports.apply(desk, imports.read(desk, samples / name, term=TERM))
        _apply_for(desk, expected["files"][APPLICATIONS]["applications"])
        _receive(desk, samples / AID)
    return path


@pytest.fixture
def township(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("EDUAID_OPERATOR", "拥珍")
    with Desk.open(Path(shutil.copy(filled, tmp_path / filled.name))) as desk:
        yield desk


def _run(change: Change, kind: str, name: str) -> int:
    counts = dict.fromkeys(("read", "accepted", "parked", "refused", "skipped", "unchanged"), 0)
    head = {"kind": kind, "file_name": name, "sha256": "", "term": TERM, "imported_on": "2018-06-12"}
    return change.insert("import_run", {**head, **counts})


def _apply_for(desk: Desk, rows: list[dict[str, Any]]) -> None:
    """The applications as accepted; one whose number fails its check leaves no more than its row."""
    with desk.change("装入救助申请") as change:
        run = _run(change, "relief", APPLICATIONS)
        kept = [row for row in rows if not _REFUSED & {*row["codes"]}]
        change.keep_source_rows(run, [_application(desk, change, row) for row in kept])


def _application(desk: Desk, change: Change, row: dict[str, Any]) -> tuple[Any, ...]:
    codes, person_id = desk.rules().codes, None
    village = codes["village"].find(row["village"])
    assert village is not None
    if "B_ID_CHECK" not in row["codes"]:
        known = change.select("person", id_number=row["id"])
        new = {"name": row["name"], "id_number": row["id"], "village": village.code}
        person_id = known[0]["id"] if known else change.insert("person", new)
        change.insert("relief_case", _case(desk, row, person_id, village.code))
    said = {
        "sheet": row["sheet"], "row": row["row"], "person_id": person_id, "name": row["name_written"],
        "id_number": row["id"], "village": village.code if person_id else None, "grade": row["grade"],
        "class_name": row["klass"], "school": row["school_written"],
    }  # fmt: skip
    return tuple(said.get(name) for name in SOURCE_ROW)


def _case(desk: Desk, row: dict[str, Any], person_id: int, village: str) -> dict[str, Any]:
    stage = desk.rules().codes["stage"].find(row["stage"])
    assert stage is not None
    received = row["received_yuan"]
    return {
        "person_id": person_id, "term": TERM, "state": 10, "since": "2018-06-12", "stage": stage.code,
        "school": row["school"], "grade": row["grade"], "class_name": row["klass"], "village": village,
        "head_name": row["head"], "household_number": row["household_no"] or None, "payee_name": row["payee"],
        "payee_relation": row["relation"], "applied": row["amount_yuan"] * 100,
        "aid_received": None if received else "无", "aid_received_amount": received * 100 if received else None,
    }  # fmt: skip


def _receive(desk: Desk, path: Path) -> None:
    sheet = load_workbook(path).active
    assert sheet is not None
    programmes = desk.rules().codes["programme"]
    by_number = {p["id_number"]: p["id"] for p in desk.store.select("person") if p["id_number"]}
    by_student = {p["student_number"]: p["id"] for p in desk.store.select("person") if p["student_number"]}
    with desk.change("装入已享受资助") as change:
        run = _run(change, "received_aid", AID)
        for place, cells in enumerate(sheet.iter_rows(min_row=4, max_row=3918, values_only=True), 4):
            _, _, programme, channel, name, number, student, school, grade, class_name, unit, amount, *_ = (
                cells
            )
            code = programmes.find(str(programme))
            assert code is not None
            change.insert(
                "received_aid",
                {
                    "import_run_id": run, "sheet": "2018春", "row": place, "term": TERM, "programme": code.code,
                    "programme_name": programme, "channel": channel, "name": name, "id_number": number,
                    "student_number": student, "school": school, "grade": grade, "class_name": class_name,
                    "unit_amount": int(float(str(unit)) * 100), "amount": int(float(str(amount)) * 100),
                    "person_id": by_number.get(number) or by_student.get(student),
                },
            )  # fmt: skip
