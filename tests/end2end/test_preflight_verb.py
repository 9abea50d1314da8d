"""eduaid preflight: what the county would refuse, told before the batch is sealed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eduaid_desktop.services.desk import Desk

Run = Callable[..., Any]


@pytest.fixture
def waiting(office_file: Path) -> Path:
    """An office in which one case is ready to go up that nobody filled in."""
    case = {"case_no": "JYJZ-513399101-2018S-0001", "term": "2018S", "state": 60, "since": "2018-06-01"}
    with Desk.open(office_file) as desk, desk.store.change("拥珍", "录入") as change:
        child = change.insert("person", {"name": "扎西", "id_number": "513399201103079922"})
        change.insert("relief_case", {"person_id": child, "applied": 100000, **case})
    return office_file


def test_findings_are_told_and_the_exit_code_says_so(waiting: Path, run: Run, tmp_path: Path) -> None:
    said = run("preflight", waiting, "--term", "2018S", "--json")
    assert (said.status, said.data["count"], said.data["refused"]) == (1, 1, ["JYJZ-513399101-2018S-0001"])
    row = next(row for row in said.data["rows"] if row["column"] == "账号")
    assert (row["severity"], row["field"], row["case_no"][-4:]) == ("block", "payee_account", "0001")
    assert len(said.data["rows"]) == said.data["block"] + said.data["warn"] + said.data["note"]
    plain = run("preflight", waiting, "--term", "2018春")
    assert (plain.status, "1 人的上报内容县里会退" in plain.err) == (1, True)
    assert "会被退　JYJZ-513399101-2018S-0001　扎西　账号" in plain.out
    sealed = run("export", waiting, "--term", "2018S", "--out", tmp_path / "上报", "--leave-out")
    assert (sealed.status, "逐件改好" in sealed.err) == (1, True)


def test_nothing_waiting_is_nothing_to_say(office_file: Path, run: Run) -> None:
    said = run("preflight", office_file, "--term", "2018S")
    assert (said.status, "没有“待上报”的申请" in said.out) == (0, True)
    assert "不是学期" in run("preflight", office_file, "--term", "明年").err
