"""代办 in an office: an agent files in the caterpillar-fungus season, the applicant signs when she is back."""

from pathlib import Path
from typing import Any

import pytest

from eduaid_desktop.documents import pages
from eduaid_desktop.domain import workflow
from eduaid_desktop.errors import Refused
from eduaid_desktop.services import evidence, home, relief, slips
from eduaid_desktop.services.lists import open_list
from eduaid_desktop.services.records import Invalid

from .conftest import ROAD, TERM, Office, id_number

AGENT = {
    "agent_name": "泽仁旺姆", "agent_relation": "其他亲属", "agent_phone": "16400009999",
    "agent_id_number": id_number(77, "19780101"),
}  # fmt: skip
UNSIGNED = "申请人还没有补签（由泽仁旺姆代办）"


def text_of(office: Office, tmp_path: Path, case_id: int) -> str:
    pdf = tmp_path / "申请表.pdf"
    slips.write(office.desk, "approval_form", pdf, case=str(case_id))
    return "".join(pages.text(pdf)).replace("\r\n", "")


def test_it_goes_on_unsigned_until_it_is_paid(office: Office) -> None:
    case_id = office.to(workflow.APPROVED, **AGENT)
    step = next(s for s in relief.steps(office.desk, case_id) if s.action == "pay")
    assert not step.open
    assert step.why.startswith(UNSIGNED)
    with pytest.raises(Refused, match="申请人还没有补签"):
        office.act(case_id, "pay", on_date="2018-06-01")
    assert office.state(case_id) == workflow.APPROVED
    assert office.desk.store.select("payment") == []
    # The amount, the number and the account are frozen by now; the signature is not.
    relief.save(office.desk, {"signed_by_applicant": "2018-6-10"}, case_id)
    assert office.act(case_id, "pay", on_date="2018-06-11")["state"] == workflow.IN_PAYMENT


@pytest.mark.parametrize(
    ("until", "stands"),
    [
        ("send_village", workflow.ACCEPTED),
        ("village_agree", workflow.VILLAGE_REVIEW),
        ("township_agree", workflow.TOWN_REVIEW),
        ("archive", workflow.PAID),
    ],
)
def test_the_office_says_how_long_the_signature_may_wait(office: Office, until: str, stands: int) -> None:
    office.set("late_signature_until", f'"{until}"')
    case_id = office.to(stands, **AGENT)
    action, inputs = ROAD[stands]
    with pytest.raises(Refused, match="申请人还没有补签"):
        office.act(case_id, action, **inputs)
    relief.save(office.desk, {"signed_by_applicant": "2018-05-02"}, case_id)
    assert office.act(case_id, action, **inputs)["state"] != stands


def test_the_township_notice_waits_for_it_too(office: Office) -> None:
    office.set("late_signature_until", '"township_agree"')
    office.set("township_notice", "true")
    case_id = office.to(workflow.TOWN_REVIEW, **AGENT)
    with pytest.raises(Refused, match="申请人还没有补签"):
        office.act(case_id, "township_notice", on_date="2018-05-11", signer="扎西")


def test_a_refused_case_is_archived_without_a_signature(office: Office) -> None:
    case_id = office.to(workflow.TOWN_REVIEW, **AGENT)
    office.act(case_id, "reject", on_date="2018-05-11", reason="不符合条件")
    assert (
        office.act(case_id, "archive", on_date="2018-05-12", reason="申请表在村里")["state"]
        == workflow.ARCHIVED
    )


def test_the_signature_is_dated_between_the_form_and_today(office: Office) -> None:
    case_id = office.to(workflow.VILLAGE_REVIEW, **AGENT)
    for day in ("2018-05-01", "2018-06-13"):
        with pytest.raises(Invalid):
            relief.save(office.desk, {"signed_by_applicant": day}, case_id)
    relief.save(office.desk, {"signed_by_applicant": "2018-05-02"}, case_id)
    assert relief.load(office.desk, case_id)["signed_by_applicant"] == "2018-05-02"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"agent_relation": ""}, "请填写代办人与学生关系"),
        ({"agent_phone": ""}, "请填写代办人电话"),
        ({"agent_id_number": id_number(78, "20010101")}, "代办人未满 18 周岁"),
    ],
)
def test_who_files_for_another_is_asked_in_full(office: Office, wrong: dict[str, Any], words: str) -> None:
    case_id = office.draft(**AGENT | wrong)
    with pytest.raises(Refused, match=words):
        office.act(case_id, "accept", on_date="2018-05-02")


def test_who_waits_is_said_on_the_card_on_the_first_tab_and_in_the_list(office: Office) -> None:
    waiting, signed, own = office.draft(**AGENT), office.draft(**AGENT), office.draft()
    relief.save(office.desk, {"signed_by_applicant": "2018-05-20"}, signed)
    said = relief.status(office.desk, waiting)["remarks"]
    assert any(remark.startswith("待补签：由泽仁旺姆代办") and "虫草" in remark for remark in said)
    for other in (signed, own):
        assert not any("待补签" in remark for remark in relief.status(office.desk, other)["remarks"])
    due = next(d for d in home.overview(office.desk)["due"] if "待补签" in d.text)
    assert due.text.startswith("1 份由他人代办的申请待补签")
    assert (due.tab, due.record_id) == ("relief", waiting)
    assert [*open_list(office.desk, "relief", **due.filters).ids()] == [waiting]
    assert [row["id"] for row in evidence.lacking(office.desk, TERM) if row["unsigned"]] == [waiting]


def test_the_mandate_is_asked_for(office: Office) -> None:
    by_code = {d["code"]: d for d in evidence.of(office.desk, office.draft(**AGENT))}
    assert (by_code["E09"]["required"], by_code["E09"]["why"]) == (True, "由代办人申请")
    by_code = {d["code"]: d for d in evidence.of(office.desk, office.draft())}
    assert not by_code["E09"]["required"]


def test_the_form_names_who_filed_and_when_the_applicant_signed(office: Office, tmp_path: Path) -> None:
    case_id = office.to(workflow.ACCEPTED, **AGENT)
    before = text_of(office, tmp_path, case_id)
    assert "代办人：泽仁旺姆　与学生关系：其他亲属　电话：16400009999" in before
    assert "个人承诺" in before
    assert "2018年5月20日" not in before
    relief.save(office.desk, {"signed_by_applicant": "2018-05-20"}, case_id)
    assert "2018年5月20日" in text_of(office, tmp_path, case_id)
    assert "代办人" not in text_of(office, tmp_path, office.draft())
