"""A notice as a real step: its end, its objections in full, its photograph, coming down, and what is reminded of."""

from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from eduaid_desktop.documents import pages
from eduaid_desktop.domain import workflow
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import (
    attachments,
    evidence,
    home,
    notice_board,
    office_settings,
    slips,
    workdays,
)
from eduaid_desktop.store import undo

from .conftest import Office

# The notice of the usual road hangs 3 to 9 May.
NOTICE = workflow.VILLAGE_NOTICE


def board(office: Office, notice_id: int = 1) -> notice_board.Sheet:
    return notice_board.sheet(office.desk, notice_id)


def photograph(office: Office, tmp_path: Path, notice_id: int = 1, name: str = "公示.jpg") -> int:
    colour = "white" if notice_id == 1 else "grey"
    Image.new("RGB", (600, 400), colour).save(tmp_path / name)
    return int(attachments.add(office.desk, "notice", notice_id, tmp_path / name)["id"])


def ticked(office: Office, case_id: int) -> bool:
    return any(row["present"] for row in evidence.of(office.desk, case_id) if row["code"] == "E11")


def on(office: Office, monkeypatch: pytest.MonkeyPatch, day: str) -> None:
    monkeypatch.setenv("EDUAID_TODAY", day)
    assert office.desk.today().isoformat() == day


def test_the_end_is_known_before_it_is_hung(office: Office) -> None:
    case_id = office.to(workflow.VILLAGE_REVIEW)
    ahead = notice_board.ahead(
        office.desk, case_id, "village_agree", {"on_date": "2018-06-12", "from_date": ""}
    )
    assert ahead == "公示到2018年6月18日（7天，自然日）。"
    later = notice_board.ahead(
        office.desk, case_id, "village_agree", {"on_date": "20180612", "from_date": "2018-06-14"}
    )
    assert later == "公示到2018年6月20日（7天，自然日）。"
    assert (
        notice_board.ahead(office.desk, case_id, "village_agree", {"on_date": "六月", "from_date": ""}) == ""
    )


def test_a_year_without_swap_days_is_said_before_the_notice_is_hung(office: Office) -> None:
    office_settings.set_(office.desk, "notice_day_kind", "working")
    case_id = office.to(workflow.VILLAGE_REVIEW)
    answers = {"on_date": "2018-06-12", "from_date": "2098-12-30"}
    assert "2099年调休未录入" in notice_board.ahead(office.desk, case_id, "village_agree", answers)


def test_a_notice_may_begin_after_the_opinion_and_not_before(office: Office) -> None:
    case_id = office.to(workflow.VILLAGE_REVIEW)
    with pytest.raises(Refused, match="公示开始日期不能早于2018年5月3日"):
        office.act(case_id, "village_agree", on_date="2018-05-03", signer="四郎", from_date="2018-05-02")
    office.act(case_id, "village_agree", on_date="2018-05-03", signer="四郎", from_date="2018-05-05")
    assert board(office).period == "2018年5月5日至2018年5月11日（7天，自然日）"


def test_the_township_may_hang_its_notice_later_too(office: Office) -> None:
    office.set("township_notice", "true")
    case_id = office.to(workflow.TOWN_REVIEW)
    office.act(case_id, "township_notice", on_date="2018-05-11", signer="扎西", from_date="2018-05-14")
    found = board(office, 2)
    assert (found.place, found.row["from_date"], found.row["to_date"]) == (
        "乡镇公示",
        "2018-05-14",
        "2018-05-20",
    )


def test_a_notice_keeps_the_length_of_its_day(office: Office) -> None:
    """A setting that was changed since leaves alone what hangs, and what begins before its day."""
    first = office.to(NOTICE)
    office_settings.set_(office.desk, "notice_days", 5, "2018-06-01")
    assert board(office).row["to_date"] == "2018-05-09"
    second = office.to(workflow.VILLAGE_REVIEW)
    office.act(second, "village_agree", on_date="2018-06-04", signer="四郎")
    assert (board(office, 2).row["to_date"], office.state(first)) == ("2018-06-08", NOTICE)


def test_a_notice_comes_down_from_the_day_after_its_end(office: Office) -> None:
    case_id = office.to(NOTICE)
    for day, words in (
        ("2018-05-09", "公示到2018年5月9日才结束"),
        ("2018-06-13", "今天之后"),
        ("五月", "读不懂"),
    ):
        with pytest.raises(Refused, match=words) as refused:
            notice_board.take_down(office.desk, 1, day)
        assert refused.value.field == "on_date"
    assert notice_board.take_down(office.desk, 1, "2018-05-10").remarks == ()
    with pytest.raises(Refused, match="已于2018年5月10日撤下"):
        notice_board.take_down(office.desk, 1)
    assert office.act(case_id, "notice_end", on_date="2018-05-10")["state"] == workflow.TOWN_REVIEW
    undo.undo(
        office.desk.store,
        "拥珍",
        office.desk.store.value("SELECT id FROM change WHERE sentence LIKE '撤下%'"),
    )
    assert board(office).row["taken_down"] is None


def test_after_its_last_case_a_notice_is_proposed_to_come_down(office: Office) -> None:
    first, second = office.to(NOTICE), office.to(NOTICE)
    office.act(first, "notice_end", on_date="2018-05-10")
    assert notice_board.proposal(office.desk, first) == ""
    office.act(second, "notice_end", on_date="2018-05-10")
    assert "请取下公示" in notice_board.proposal(office.desk, second)
    notice_board.take_down(office.desk, 1)
    assert notice_board.proposal(office.desk, second) == ""


def test_the_first_tab_reminds_of_what_hangs_too_long_and_of_photographs(
    office: Office, tmp_path: Path
) -> None:
    office.to(NOTICE)
    office.to(NOTICE, village="下格桑村")

    def reminded() -> list[tuple[str, str, int | None]]:
        due = home.overview(office.desk)["due"]
        return [
            (d.urgency, d.text.partition("：")[0], d.record_id)
            for d in due
            if d.filters.get("register") == "notices"
        ]

    assert reminded() == [
        ("overdue", "上格桑村、下格桑村公示（2 个）已期满，还没有撤下", 1),
        ("later", "上格桑村、下格桑村公示（2 个）还没有照片", 1),
    ]
    photograph(office, tmp_path)
    notice_board.take_down(office.desk, 1)
    assert reminded() == [
        ("overdue", "下格桑村公示已期满，还没有撤下", 2),
        ("later", "下格桑村公示还没有照片", 2),
    ]
    assert "已期满 34 天，还没有撤下" in board(office, 2).remarks[0]


def test_the_document_is_ticked_once_the_notice_has_its_photograph_and_has_ended(
    office: Office, tmp_path: Path
) -> None:
    before, after = office.to(NOTICE), office.to(NOTICE)
    other_village = office.to(workflow.TOWN_REVIEW, village="下格桑村")
    office.act(before, "notice_end", on_date="2018-05-10")
    assert not ticked(office, before)
    number = photograph(office, tmp_path)
    assert (ticked(office, before), ticked(office, after)) == (True, False)
    office.act(after, "notice_end", on_date="2018-05-10")
    assert (ticked(office, after), ticked(office, other_village)) == (True, False)
    attachments.withdraw(office.desk, number)
    assert (ticked(office, before), ticked(office, after)) == (False, False)


def test_what_was_ticked_by_hand_stays_without_a_photograph(office: Office, tmp_path: Path) -> None:
    case_id = office.to(workflow.TOWN_REVIEW)
    evidence.tick(office.desk, case_id, {"E11": True})
    attachments.withdraw(office.desk, photograph(office, tmp_path))
    assert ticked(office, case_id)


def test_what_was_noted_by_hand_outlives_a_photograph_that_comes_to_nothing(
    office: Office, tmp_path: Path
) -> None:
    case_id = office.to(workflow.TOWN_REVIEW)
    evidence.annotate(office.desk, case_id, "E11", "村里还没有拍", "")
    number = photograph(office, tmp_path)
    evidence.tick(office.desk, case_id, {"E11": False})
    evidence.annotate(office.desk, case_id, "E11", "照片看不清，请重拍", "")
    attachments.withdraw(office.desk, number)
    (paper,) = (each for each in evidence.of(office.desk, case_id) if each["code"] == "E11")
    assert (paper["present"], paper["note"], paper["received_on"]) == (0, "照片看不清，请重拍", None)


def test_photographs_come_until_the_notice_is_down_and_its_cases_archived(
    office: Office, tmp_path: Path
) -> None:
    case_id = office.to(workflow.TOWN_REVIEW)
    notice_board.take_down(office.desk, 1)
    photograph(office, tmp_path)
    office.to(workflow.ARCHIVED, case_id)
    with pytest.raises(Refused, match="照片只能查看"):
        attachments.withdraw(office.desk, 1)


def test_a_running_notice_keeps_its_end_until_it_is_worked_out_anew_for_a_reason(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """2018-06-18 is the dragon boat festival; the office works through it in this test."""
    office_settings.set_(office.desk, "notice_day_kind", "working", "2018-01-01")
    case_id = office.to(workflow.VILLAGE_REVIEW)
    office.act(case_id, "village_agree", on_date="2018-06-12", signer="四郎")
    assert board(office).row["to_date"] == "2018-06-21"
    with pytest.raises(Refused, match="截止日期不变"):
        notice_board.recompute(office.desk, 1, "核对")
    workdays.set_days(office.desk, {date(2018, 6, 18): True})
    assert board(office).row["to_date"] == "2018-06-21"
    assert "应公示到2018年6月20日" in board(office).remarks[-1]
    with pytest.raises(Refused, match="为什么"):
        notice_board.recompute(office.desk, 1, " ")
    assert notice_board.recompute(office.desk, 1, "端午节值班").row["to_date"] == "2018-06-20"
    sentence = office.desk.store.value("SELECT sentence FROM change ORDER BY id DESC LIMIT 1")
    assert sentence == "上格桑村村级公示截止日期由2018年6月21日改为2018年6月20日：端午节值班"
    on(office, monkeypatch, "2018-06-21")
    office.act(case_id, "notice_end", on_date="2018-06-21")
    workdays.remove(office.desk, [date(2018, 6, 18)])
    with pytest.raises(Refused, match="不能再改"):
        notice_board.recompute(office.desk, 1, "改回来")


def test_one_notice_is_printed_by_its_number(office: Office, tmp_path: Path) -> None:
    office.to(NOTICE)
    office.to(NOTICE, village="下格桑村")
    slips.write(office.desk, "notice_list", tmp_path / "n.pdf", what="2")
    text = "".join("".join(pages.text(tmp_path / "n.pdf")).split())
    assert "下格桑村" in text
    assert "上格桑村" not in text
    for what in ("9", "二"):
        with pytest.raises(UserError, match="没有第"):
            slips.write(office.desk, "notice_list", tmp_path / "m.pdf", what=what)


def test_a_notice_that_is_printed_again_has_the_columns_of_its_day(office: Office, tmp_path: Path) -> None:
    office.to(NOTICE)
    office_settings.set_(office.desk, "notice_columns", ["student_name", "amount_fen"], "2018-06-01")
    office_settings.set_(office.desk, "organisation.education_bureau", "云岭县教育和体育局", "2018-06-01")
    slips.write(office.desk, "notice_list", tmp_path / "n.pdf", what="1")
    text = "".join("".join(pages.text(tmp_path / "n.pdf")).split())
    assert "就读学校" in text
    assert "云岭县教育局" in text
