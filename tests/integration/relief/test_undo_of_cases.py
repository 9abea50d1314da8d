"""Undo beside the road of a case: what a later step, a closed bundle, a notice or the archive relies on stays."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from eduaid_desktop.domain import workflow
from eduaid_desktop.errors import Refused
from eduaid_desktop.services import attachments, checking, evidence, notice_board, packets, relief, signing
from eduaid_desktop.store.store import Row

from .conftest import TERM, Office, id_number


def last(office: Office) -> int:
    return int(office.desk.store.value("SELECT MAX(id) FROM change"))


def photograph(path: Path) -> Path:
    Image.new("RGB", (300, 300), "red").save(path)
    return path


def opened(office: Office, count: int) -> Row:
    raw = {"village": "上格桑村", "term": TERM, "cover_count": str(count), "received_on": "2018-06-01"}
    return packets.begin(office.desk, raw)


def test_the_papers_of_an_archived_case_stay(office: Office, tmp_path: Path) -> None:
    office.set("archive_check", json.dumps("block"))
    case_id = office.to(workflow.PAID)
    codes = [each["code"] for each in evidence.of(office.desk, case_id)]
    evidence.tick(office.desk, case_id, dict.fromkeys(codes, True))
    ticked = last(office)
    evidence.attach(office.desk, case_id, "E01", photograph(tmp_path / "a.jpg"))
    attached = last(office)
    relief.save(office.desk, {"phone": "16411112222"}, case_id)
    edited = last(office)
    office.act(case_id, "archive", on_date="2018-06-08")
    stored, papers = relief.load(office.desk, case_id), evidence.of(office.desk, case_id)
    for change in (ticked, attached, edited):
        with pytest.raises(Refused, match="已归档"):
            checking.undo(office.desk, change)
    assert (relief.load(office.desk, case_id), evidence.of(office.desk, case_id)) == (stored, papers)


def test_after_the_archive_is_undone_the_rest_goes_too(office: Office) -> None:
    case_id = office.to(workflow.PAID)
    relief.save(office.desk, {"phone": "16411112222"}, case_id)
    edited = last(office)
    office.to(workflow.ARCHIVED, case_id)
    checking.undo(office.desk, last(office))
    checking.undo(office.desk, edited)
    assert relief.load(office.desk, case_id)["phone"] == "16400000001"


def test_the_photograph_of_a_notice_that_is_done_with_stays(office: Office, tmp_path: Path) -> None:
    case_id = office.to(workflow.TOWN_REVIEW)
    evidence.tick(office.desk, case_id, {"E11": True})
    attachments.add(office.desk, "notice", 1, photograph(tmp_path / "a.jpg"))
    added = last(office)
    notice_board.take_down(office.desk, 1)
    office.to(workflow.ARCHIVED, case_id)
    with pytest.raises(Refused, match="照片只能查看"):
        checking.undo(office.desk, added)
    assert len(attachments.of(office.desk, "notice", 1)) == 1


@pytest.mark.parametrize("goes_on", ["report", "town"])
def test_a_signature_that_the_next_step_found_stays(office: Office, goes_on: str) -> None:
    start = workflow.READY if goes_on == "report" else workflow.TOWN_REVIEW
    case_id = office.to(start)
    relief.save(office.desk, {"population": "5"}, case_id)
    signed = []
    for box in ("village", "township")[: 2 if goes_on == "report" else 1]:
        signing.sign_again(office.desk, case_id, box, signer="四郎")
        signed.append(last(office))
    office.to(workflow.REPORTED if goes_on == "report" else workflow.READY, case_id)
    for change in signed:
        with pytest.raises(Refused, match="这次签字之后申请又往前走了"):
            checking.undo(office.desk, change)
    assert {o["box"] for o in office.desk.store.select("opinion", case_id=case_id)} == {"village", "township"}


def test_the_end_of_a_notice_stays_once_somebody_went_on_by_it(office: Office) -> None:
    office.set("notice_day_kind", json.dumps("working"))
    case_id = office.to(workflow.VILLAGE_NOTICE)
    office.set("own_workdays", json.dumps(["2018-05-05", "2018-05-06"]))
    notice_board.recompute(office.desk, 1, "周末上班")
    shortened = last(office)
    end = office.desk.store.get("notice", 1)["to_date"]
    assert end == "2018-05-09"
    office.act(case_id, "notice_end", on_date="2018-05-10")
    with pytest.raises(Refused, match="截止日期不能再改"):
        checking.undo(office.desk, shortened)
    checking.undo(office.desk, last(office))
    checking.undo(office.desk, shortened)
    assert office.desk.store.get("notice", 1)["to_date"] == "2018-05-11"


def test_nobody_goes_back_to_a_notice_that_came_down(office: Office) -> None:
    case_id = office.to(workflow.VILLAGE_NOTICE)
    office.act(case_id, "objection", reason="有车", on_date="2018-05-04", signer="甲")
    office.act(
        case_id, "objection_done", finding="不实", on_date="2018-05-08", from_date="2018-05-08", target=40
    )
    reposted = last(office)
    down = notice_board.take_down(office.desk, 1, "2018-05-09").row
    assert down["result"] == "名单已另行公示，收到异议 1 件，均已办结。"
    with pytest.raises(Refused, match="原来的公示已经撤下"):
        checking.undo(office.desk, reposted)
    checking.undo(office.desk, last(office))
    checking.undo(office.desk, reposted)
    assert office.state(case_id) == workflow.OBJECTION


def test_what_was_counted_in_a_closed_bundle_stays_in_it(office: Office) -> None:
    row = opened(office, 2)
    relief.save(office.desk, office.form(), packet_id=row["id"])
    draft = relief.save(office.desk, office.form(), packet_id=row["id"]).id
    keyed = last(office)
    packets.take_out(office.desk, draft)
    packets.put_in(office.desk, row["id"], [draft])
    put_in = last(office)
    packets.close(office.desk, row["id"])
    ways: list[Callable[[], object]] = [
        lambda: checking.undo(office.desk, put_in),
        lambda: relief.delete_draft(office.desk, draft),
    ]
    for way in ways:
        with pytest.raises(Refused, match=f"{row['packet_no']}"):
            way()
    assert packets.progress(office.desk, row["id"]).count == 2
    packets.reopen(office.desk, row["id"], "录错一份")
    checking.undo(office.desk, put_in)
    checking.undo(office.desk, put_in - 1)
    checking.undo(office.desk, keyed)
    assert packets.progress(office.desk, row["id"]).count == 1


def test_keying_into_a_bundle_is_not_undone_once_it_is_closed(office: Office) -> None:
    row = opened(office, 1)
    relief.save(office.desk, office.form(), packet_id=row["id"])
    keyed = last(office)
    packets.close(office.desk, row["id"])
    with pytest.raises(Refused, match="请先重新打开村包"):
        checking.undo(office.desk, keyed)


def test_a_case_that_leaves_a_closed_bundle_says_so(office: Office) -> None:
    row = opened(office, 1)
    case_id = relief.save(office.desk, office.form(), packet_id=row["id"]).id
    packets.close(office.desk, row["id"])
    moved = relief.save(office.desk, {"village": "下格桑村"}, case_id)
    assert any("与封面不符" in problem.message for problem in moved.problems)
    checking.undo(office.desk, last(office))
    assert packets.progress(office.desk, row["id"]).count == 1


def test_a_withdrawal_is_not_undone_once_the_child_applied_anew(office: Office) -> None:
    case_id = office.to(workflow.ACCEPTED, name="旺堆", id_number=id_number(501))
    office.act(case_id, "withdraw", reason="家长不要了", on_date="2018-05-03")
    withdrawn = last(office)
    second = office.to(workflow.ACCEPTED, name="旺堆", id_number=id_number(501))
    with pytest.raises(Refused, match="后来又有了救助申请 JYJZ-513399101-2018S-0002"):
        checking.undo(office.desk, withdrawn)
    office.act(second, "withdraw", reason="办重了", on_date="2018-05-03")
    checking.undo(office.desk, withdrawn)
    assert office.state(case_id) == workflow.ACCEPTED


def test_everything_is_undone_in_turn_down_to_nothing(office: Office) -> None:
    start = last(office)
    agent = {"agent_name": "多吉", "agent_relation": "叔父", "agent_phone": "16400001111"}
    case_id = office.to(workflow.TOWN_REVIEW, **agent, agent_id_number=id_number(990, "19800101"))
    evidence.tick(office.desk, case_id, {"E01": True})
    relief.save(office.desk, {"applied": "900"}, case_id)
    signing.sign_again(office.desk, case_id, "village", signer="四郎")
    relief.save(office.desk, {"signed_by_applicant": "2018-06-01"}, case_id)
    office.to(workflow.READY, case_id)
    relief.save(office.desk, {"cost_travel": "800"}, case_id)
    for box in ("village", "township"):
        signing.sign_again(office.desk, case_id, box, signer="四郎")
    office.act(case_id, "withdraw", reason="转学", on_date="2018-06-08")
    for change in range(last(office), start, -1):
        checking.undo(office.desk, change)
    for table in ("relief_case", "opinion", "person", "relief_step", "notice_case", "notice"):
        assert office.desk.store.select(table) == []


def test_a_case_that_is_archived_goes_into_no_bundle(office: Office) -> None:
    case_id, row = office.to(workflow.ARCHIVED), opened(office, 1)
    with pytest.raises(Refused, match="已归档"):
        packets.put_in(office.desk, row["id"], [case_id])
    assert packets.progress(office.desk, row["id"]).count == 0
