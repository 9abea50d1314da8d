"""历史补录 a second time: read again, corrected, withdrawn, undone, and looked at as of a day."""

from pathlib import Path

import pytest

from eduaid_desktop.domain import workflow
from eduaid_desktop.errors import Refused
from eduaid_desktop.services import as_of, checking, imports, relief, relief_past

from .conftest import Office
from .test_past_cases import keyed, row, workbook


def test_an_old_ledger_without_numbers_is_read_once_and_guesses_nobody(
    office: Office, tmp_path: Path
) -> None:
    path = workbook(
        tmp_path / "台账.xlsx", row(601, 身份证号=None), row(602, 身份证号=None), row(603, 身份证号=None, 村="下格桑村")
    )  # fmt: skip
    result = imports.apply(office.desk, imports.preview(office.desk, path))
    assert [line.outcome for line in result.lines] == ["accepted", "refused", "accepted"]
    assert "分不清是不是同一人" in result.lines[1].reason()
    again = imports.apply(office.desk, imports.preview(office.desk, path))
    assert [line.outcome for line in again.lines] == ["unchanged", "refused", "unchanged"]
    assert [c["approved"] for c in office.desk.store.select("relief_case")] == [60_000, 60_000]
    other = imports.preview(
        office.desk, workbook(tmp_path / "b.xlsx", row(604, 身份证号=None, 救助金额=900))
    ).lines[0]
    assert (other.outcome, "内容与本行不同" in other.reason()) == ("refused", True)


def test_a_correction_can_be_undone_and_is_seen_as_of_the_day_before(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = keyed(office)
    before = office.desk.store.get("relief_case", case_id)
    monkeypatch.setenv("EDUAID_TODAY", "2018-06-20")
    corrected = {"approved": "900", "past_source": "另一本台账", "correction_reason": "看错一本"}
    relief_past.save(office.desk, corrected, case_id)
    lines = as_of.compare(office.desk, as_of.case_on(office.desk, case_id, "2018-06-12"))
    differing = {line.label: (line.then, line.now) for line in lines if line.differs}
    assert differing["依据"] == ("云教基金〔2016〕3号", "另一本台账")
    assert differing["发放金额（元）"] == ("800.00", "900.00")
    checking.undo(office.desk, office.desk.store.value("SELECT MAX(id) FROM change"))
    assert office.desk.store.get("relief_case", case_id) == {**before, "revision": 3}


def test_a_withdrawn_one_does_not_come_back_beside_another(office: Office) -> None:
    case_id = keyed(office)
    relief_past.withdraw(office.desk, case_id, "录错")
    withdrawn = office.desk.store.value("SELECT MAX(id) FROM change")
    second = keyed(office)
    with pytest.raises(Refused, match="后来又有了救助申请 JYJZ-513399101-2016A-L0002"):
        checking.undo(office.desk, withdrawn)
    relief_past.withdraw(office.desk, second, "重复")
    checking.undo(office.desk, withdrawn)
    assert [c["id"] for c in office.desk.store.select("relief_case")] == [case_id]


def test_no_document_is_asked_for_a_past_case(office: Office) -> None:
    office.set("evidence_required", '["E02"]')
    assert relief.status(office.desk, keyed(office))["remarks"] == []


def test_what_was_rejected_and_archived_then_is_no_case_of_the_term(office: Office, tmp_path: Path) -> None:
    case_id = office.to(workflow.TOWN_REVIEW, term="2017A")
    case = relief.load(office.desk, case_id)
    office.act(case_id, "reject", reason="不符合条件", on_date="2018-05-11", signer="扎西")
    office.act(case_id, "archive", reason="只有复印件", on_date="2018-05-12")
    paid = {"学期/年度": "2017年秋季学期", "发放日期": "2017-12-20"}
    line = row(1, 姓名=case["name"], 身份证号=case["id_number"], **paid)
    result = imports.apply(office.desk, imports.preview(office.desk, workbook(tmp_path / "a.xlsx", line)))
    assert [each.outcome for each in result.lines] == ["accepted"]
