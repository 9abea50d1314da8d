"""期限板: what stands at each step of a term, what may come too late, on the paper of the Monday meeting too."""

import json
import re
from pathlib import Path

import pytest

from eduaid_desktop.documents import pages
from eduaid_desktop.domain import workflow
from eduaid_desktop.errors import UserError
from eduaid_desktop.paths import resources
from eduaid_desktop.services import deadlines, policies, slips
from eduaid_desktop.services.deadlines import Board, Line
from eduaid_desktop.services.lists import open_list

from .conftest import TERM, Office


def line(board: Board, key: str) -> Line:
    return next(each for each in board.lines if each.key == key)


def test_cases_are_counted_at_the_step_of_their_state(office: Office) -> None:
    office.draft()
    office.to(workflow.VILLAGE_REVIEW)
    office.to(workflow.TOWN_REVIEW)
    office.to(workflow.PAID)
    board = deadlines.board(office.desk)
    assert [(each.key, each.count) for each in board.lines if each.count] == [
        ("apply", 1), ("village_review", 1), ("township_review", 1),
    ]  # fmt: skip
    assert (board.open, board.deadline) == (3, "2018-06-30")
    assert line(board, "report").last == "2018-06-12"


def test_a_case_whose_last_day_has_passed_is_at_risk_with_who_has_it(office: Office) -> None:
    office.to(workflow.VILLAGE_REVIEW)
    board = deadlines.board(office.desk)
    assert line(board, "village_review").left < 0
    assert line(board, "village_review").at_risk == board.at_risk == 1
    (case,) = deadlines.at_risk(office.desk, TERM)
    assert case["holder"] == "上格桑村村民委员会"
    assert case["days"] == 41
    assert case["since"] == "2018-05-02"
    assert "5月29日" in case["why"]


def test_a_case_with_the_county_in_time_is_not_at_risk(office: Office) -> None:
    office.to(workflow.REPORTED)
    county = line(deadlines.board(office.desk), "county")
    assert (county.count, county.at_risk) == (1, 0)


def test_too_little_time_is_a_risk_before_the_day_has_passed(office: Office) -> None:
    case_id = office.to(workflow.VILLAGE_NOTICE)
    office.act(case_id, "notice_end", on_date="2018-06-12")
    (case,) = deadlines.at_risk(office.desk, TERM, "township_review")
    assert case["why"] == "照常要到6月20日办完，最迟是6月12日"


def test_the_day_the_county_names_and_other_deadlines_are_data(office: Office) -> None:
    before = deadlines.board(office.desk)
    office.set("spring_deadline", '"07-31"')
    after = deadlines.board(office.desk)
    assert after.deadline == "2018-07-31"
    assert line(after, "report").last > line(before, "report").last
    office.set("township_notice", "true")
    assert [each.key for each in deadlines.board(office.desk).lines][4] == "township_notice"


def test_the_county_names_the_day_of_the_report_in_a_package(office: Office, tmp_path: Path) -> None:
    written = re.findall(
        r"```toml\n(.*?)```", (resources() / "help" / "policies.md").read_text("utf-8"), re.DOTALL
    )
    package = tmp_path / "政策包.toml"
    package.write_text('name = "时限"\ndocument = "云教〔2018〕5号"\n' + written[1], "utf-8")
    policies.add(office.desk, policies.read(office.desk, package))
    board = deadlines.board(office.desk)
    assert line(board, "report").last == "2018-06-05"
    assert line(board, "township_review").last == "2018-06-05"
    assert line(board, "village_notice").last == "2018-05-29"
    assert line(board, "county").last == "2018-06-26"
    assert [each.key for each in board.lines][-3:] == ["report", "county", "payment"]


@pytest.mark.parametrize(
    ("before", "after"), [("[60]", "[61]"), ("[60]", "60"), ('"working"', '"weekday"'), ("06-05", "06-31")]
)
def test_a_timetable_that_is_not_sound_is_refused(
    office: Office, tmp_path: Path, before: str, after: str
) -> None:
    written = re.findall(
        r"```toml\n(.*?)```", (resources() / "help" / "policies.md").read_text("utf-8"), re.DOTALL
    )
    package = tmp_path / "政策包.toml"
    package.write_text('name = "时限"\ndocument = "5号"\n' + written[1].replace(before, after, 1), "utf-8")
    with pytest.raises(UserError, match="第 3 行的"):
        policies.read(office.desk, package)


def test_the_filters_of_a_line_open_just_its_rows(office: Office) -> None:
    risky = [office.to(workflow.ACCEPTED), office.to(workflow.VILLAGE_REVIEW)]
    office.to(workflow.REPORTED)
    wanted = deadlines.risk_filters(office.desk, TERM)
    assert sorted(json.loads(wanted["ids"])) == risky
    assert list(open_list(office.desk, "relief", **wanted).ids()) == risky[::-1]
    there = deadlines.filters(office.desk, TERM, "village_review")
    assert list(open_list(office.desk, "relief", **there).ids()) == [risky[1]]


def test_a_village_is_missing_until_it_hands_in_more_than_a_draft(office: Office) -> None:
    office.draft(village="下格桑村")
    assert deadlines.board(office.desk).missing == ("上格桑村", "下格桑村")
    office.to(workflow.ACCEPTED)
    assert deadlines.board(office.desk).missing == ("下格桑村",)


def test_packets_not_closed_and_earlier_terms_are_said(office: Office) -> None:
    case_id = office.to(workflow.ACCEPTED)
    with office.desk.change("登记村包") as change:
        row = {"packet_no": "CB-1", "village": "513399101200", "term": TERM, "cover_count": 3}
        packet = change.insert("packet", row | {"received_on": "2018-05-02"})
        change.update("relief_case", case_id, {"packet_id": packet})
    (found,) = deadlines.board(office.desk).packets
    assert (found["village"], found["cover_count"], found["keyed"]) == ("上格桑村", 3, 1)
    with office.desk.change("村包收齐") as change:
        change.update("packet", packet, {"closed_on": "2018-05-03"})
    assert deadlines.board(office.desk).packets == ()
    assert deadlines.board(office.desk, "2018A").earlier == ((TERM, 1),)


def test_a_notice_that_ends_this_week_is_said(office: Office) -> None:
    case_id = office.to(workflow.VILLAGE_REVIEW)
    office.act(case_id, "village_agree", on_date="2018-06-11", signer="四郎")
    assert deadlines.board(office.desk).ending[0]["to_date"] == "2018-06-17"
    office.act(office.to(workflow.VILLAGE_REVIEW), "village_agree", on_date="2018-06-12", signer="四郎")
    assert len(deadlines.board(office.desk).ending) == 1


def test_the_sheet_of_the_meeting_has_steps_risks_and_room_for_a_promise(
    office: Office, tmp_path: Path
) -> None:
    office.to(workflow.VILLAGE_REVIEW, name="卓玛拉姆")
    target = tmp_path / "进度表.pdf"
    slips.write(office.desk, "deadline_board", target, term=TERM)
    text = "".join(pages.text(target))
    for words in ("格桑镇2018年春季学期救助基金进度表", "村级初审", "卓玛拉姆", "上格桑村村民委员会", "5月29日",
                  "下格桑村", "答应交来的日期", "分管领导"):  # fmt: skip
        assert words in text
