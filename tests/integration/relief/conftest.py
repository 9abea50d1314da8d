"""An office file with two villages and a few households, and cases that can be taken to any step."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from eduaid_desktop.domain import workflow
from eduaid_desktop.domain.id_number import check_digit
from eduaid_desktop.services import office as offices
from eduaid_desktop.services import relief
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import history, relief_audit
from eduaid_desktop.store.store import Row

VILLAGES = (("513399101200", "上格桑村"), ("513399101201", "下格桑村"))
TERM = "2018S"
# The usual road with the dates on the paper; the notice hangs 3 to 9 May.
ROAD: dict[int, tuple[str, dict[str, Any]]] = {
    workflow.DRAFT: ("accept", {"on_date": "2018-05-02"}),
    workflow.ACCEPTED: ("send_village", {"on_date": "2018-05-02"}),
    workflow.VILLAGE_REVIEW: ("village_agree", {"on_date": "2018-05-03", "signer": "四郎"}),
    workflow.VILLAGE_NOTICE: ("notice_end", {"on_date": "2018-05-10"}),
    workflow.TOWN_REVIEW: ("township_agree", {"on_date": "2018-05-11", "signer": "扎西"}),
    workflow.READY: ("report", {"on_date": "2018-05-14"}),
    workflow.REPORTED: (
        "decide",
        {"on_date": "2018-05-25", "amount": 100_000, "document": "云教〔2018〕9号"},
    ),
    workflow.APPROVED: ("pay", {"on_date": "2018-06-01"}),
    workflow.IN_PAYMENT: ("paid", {"on_date": "2018-06-05"}),
    workflow.PAID: ("archive", {"on_date": "2018-06-08", "reason": "发放表还在村里签收"}),
}


def id_number(serial: int, born: str = "20090412") -> str:
    """A number of the unassigned county 513399."""
    head = f"513399{born}{serial:03d}"
    return head + check_digit(head)


class Office:
    """A desk, and the few things tests do with it again and again."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.serial = 0

    def form(self, **values: Any) -> dict[str, Any]:
        """A complete application for a new child, as it is typed."""
        self.serial += 1
        n = self.serial
        return {
            "name": f"曲批{n}", "id_number": id_number(n), "ethnic": "藏", "term": TERM, "stage": "小学",
            "school": "格桑镇中心小学", "place": "县内", "grade": "三年级", "boarding": "是", "village": "上格桑村",
            "head_name": f"拉姆{n}", "household_number": f"51339910{n:02d}", "household_type": "一般贫困户",
            "population": "4", "guardian_name": f"拉姆{n}", "guardian_relation": "母亲", "phone": f"1640000{n:04d}",
            "aid_received": "无", "reason": "家庭收入低，生活用品困难", "purpose": "2", "applied": "1000",
            "application_date": "2018-05-02", "payee_name": f"拉姆{n}", "payee_relation": "母亲",
            "payee_bank": "云岭县农村信用社", "payee_account": f"6299{n:011d}", **values,
        }  # fmt: skip

    def draft(self, **values: Any) -> int:
        """A saved application; the id of the case."""
        return relief.save(self.desk, self.form(**values)).id

    def to(self, state: int, case_id: int | None = None, **values: Any) -> int:
        """A case on the usual road, taken to a state."""
        case_id = case_id or self.draft(**values)
        while (now := self.state(case_id)) != state:
            action, inputs = ROAD[now]
            if action == "report":
                self.seal(case_id)
            relief.act(self.desk, case_id, action, **inputs)
        return case_id

    def act(self, case_id: int, action: str, **inputs: Any) -> Row:
        """One step."""
        return relief.act(self.desk, case_id, action, **inputs)

    def seal(self, *case_ids: int) -> str:
        """A sealed batch of some cases; its number."""
        number = f"PC-{len(self.desk.store.select('batch')) + 1:03d}"
        with self.desk.store.change("拥珍", f"封存批次 {number}", final=True) as change:
            batch = {
                "batch_no": number,
                "kind": "regular",
                "term": TERM,
                "row_count": len(case_ids),
                "amount": 0,
            }
            batch |= {"file_name": "批次.xlsx", "sha256": "", "check_code": "", "status": "open"}
            batch_id = change.insert("batch", {**batch, "sealed_on": "2018-05-14", "sealed_by": "拥珍"})
            for position, case_id in enumerate(case_ids, 1):
                case = relief.load(self.desk, case_id)
                line = {
                    "case_no": case["case_no"],
                    "name": case["name"],
                    "amount": case["proposed"],
                    "cells": "[]",
                }
                change.insert(
                    "batch_line", {**line, "batch_id": batch_id, "position": position, "case_id": case_id}
                )
        return number

    def state(self, case_id: int) -> int:
        return int(relief.load(self.desk, case_id)["state"])

    def set(self, key: str, value: str) -> None:
        """A setting of the office, as JSON."""
        with self.desk.store.change("拥珍", f"设置 {key}") as change:
            change.insert("setting", {"key": key, "value": value})

    def household(self, number: str, **person: Any) -> int:
        """A registered poor household with one member."""
        with self.desk.store.change("拥珍", f"登记户 {number}") as change:
            household = change.insert("household", {"household_number": number, "village": VILLAGES[0][0]})
            status = {"household_id": household, "household_type": "一般贫困户", "valid_from": "2014-01-01"}
            change.insert("household_status", status)
            change.insert("person", {"name": "拉姆", "household_id": household, **person})
        return household


@pytest.fixture(scope="session")
def new_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new office on 2018-06-12; copied, never opened."""
    path = tmp_path_factory.mktemp("new") / "格桑镇.eduaid"
    offices.create(
        path, name="格桑镇", code="513399101", county="云岭县", villages=VILLAGES, fixed_date="2018-06-12"
    ).close()
    return path


@pytest.fixture
def office(new_office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A new office on 2018-06-12; whatever a test did to it, the file must be sound afterwards."""
    monkeypatch.setenv("EDUAID_OPERATOR", "拥珍")
    monkeypatch.delenv("EDUAID_TODAY", raising=False)
    made = Office(Desk.open(Path(shutil.copy(new_office, tmp_path / new_office.name))))
    yield made
    store = made.desk.store
    found = history.check(store) + relief_audit.faults(store) + relief_audit.unvoided(store)
    made.desk.close()
    assert found == []
