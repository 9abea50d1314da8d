"""The road of an objection in full: within the period, several against one case, what each finding leads to."""

import pytest

from eduaid_desktop.domain import workflow
from eduaid_desktop.errors import Refused
from eduaid_desktop.services import notice_board, relief, signing

from .conftest import Office

# The notice of the usual road hangs 3 to 9 May.
NOTICE = workflow.VILLAGE_NOTICE


def board(office: Office, notice_id: int = 1) -> notice_board.Sheet:
    return notice_board.sheet(office.desk, notice_id)


def test_several_objections_against_one_case_get_one_finding_and_the_others_go_on(office: Office) -> None:
    case_id, other = office.to(NOTICE), office.to(NOTICE)
    office.act(
        case_id, "objection", reason="家里有车", on_date="2018-05-05", signer="邻居", contact="16471413517"
    )
    office.act(case_id, "objection", reason="在县城有房", on_date="2018-05-07", signer="村民")
    with pytest.raises(Refused, match="公示期内提出"):
        office.act(case_id, "objection", reason="还有店面", on_date="2018-05-10")
    assert [o["result"] for o in board(office).objections] == ["待核查", "待核查"]
    assert "2 件异议一并记录" in notice_board.ahead(
        office.desk, case_id, "objection_done", {"on_date": "2018-05-08", "from_date": ""}
    )
    office.act(other, "notice_end", on_date="2018-05-10")
    done = office.act(case_id, "objection_done", finding="车和房都是亲戚的", on_date="2018-05-12")
    assert done["state"] == NOTICE
    assert [(o["finding"], o["resolved_on"], o["result"]) for o in board(office).objections] == [
        ("车和房都是亲戚的", "2018-05-12", "继续公示")
    ] * 2
    assert [o["contact"] for o in board(office).objections] == ["16471413517", None]
    assert office.act(case_id, "notice_end", on_date="2018-05-12")["state"] == workflow.TOWN_REVIEW


def test_several_objections_at_the_township_return_to_the_townships_notice(office: Office) -> None:
    office.set("township_notice", "true")
    case_id = office.to(workflow.TOWN_REVIEW)
    office.act(case_id, "township_notice", on_date="2018-05-11", signer="扎西")
    for day in ("2018-05-12", "2018-05-13"):
        office.act(case_id, "objection", reason="重复享受", on_date=day)
    with pytest.raises(Refused, match="另一种公示"):
        office.act(case_id, "objection_done", finding="不属实", on_date="2018-05-14", target=NOTICE)
    back = office.act(case_id, "objection_done", finding="不属实", on_date="2018-05-14")
    assert back["state"] == workflow.TOWN_NOTICE


def test_an_objection_that_is_right_has_a_finding_and_a_reason_of_its_own(office: Office) -> None:
    case_id = office.to(NOTICE)
    office.act(case_id, "objection", reason="户籍已迁出", on_date="2018-05-08")
    with pytest.raises(Refused, match="理由"):
        office.act(case_id, "objection_done", finding="属实", on_date="2018-05-12", target="REJECTED")
    inputs = {"finding": "派出所证明已迁出", "reason": "户籍不在本乡镇"}
    office.act(case_id, "objection_done", on_date="2018-05-12", target="REJECTED", **inputs)
    (objection,) = board(office).objections
    assert (objection["finding"], objection["result"]) == ("派出所证明已迁出", "不予救助")
    assert relief.story(office.desk, case_id)[-1]["reason"] == "户籍不在本乡镇"


def test_an_objection_against_a_case_that_is_withdrawn_waits_for_nobody(office: Office) -> None:
    case_id = office.to(NOTICE)
    office.act(case_id, "objection", reason="户籍已迁出", on_date="2018-05-08")
    assert notice_board.result_of(board(office)) == "公示期满，收到异议 1 件，1 件还在核查。"
    office.act(case_id, "withdraw", reason="家里放弃", on_date="2018-05-09")
    assert [o["result"] for o in board(office).objections] == ["申请已撤回"]
    assert notice_board.result_of(board(office)) == "公示期满，收到异议 1 件，均已办结。"


def test_a_changed_list_is_hung_anew_and_the_empty_notice_comes_down_at_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDUAID_TODAY", "2018-05-08")
    case_id = office.to(NOTICE)
    office.act(case_id, "objection", reason="金额有误", on_date="2018-05-05")
    office.act(case_id, "objection_done", finding="更正名单", on_date="2018-05-06", from_date="2018-05-07")
    assert [case["id"] for case in board(office, 2).cases] == [case_id]
    assert board(office).remarks[0].startswith("名单上已经没有人")
    down = notice_board.take_down(office.desk, 1)
    assert (down.row["taken_down"], down.row["result"]) == (
        "2018-05-08",
        "名单已另行公示，收到异议 1 件，均已办结。",
    )


def test_the_villages_sentence_does_not_say_that_nobody_objected_where_somebody_did(office: Office) -> None:
    case_id = office.to(workflow.VILLAGE_NOTICE)
    office.act(case_id, "objection", reason="家里有车", on_date="2018-05-04", signer="甲")
    office.act(case_id, "objection_done", finding="车是借的", on_date="2018-05-08", target=40)
    office.to(workflow.TOWN_REVIEW, case_id)
    (opinion,) = office.desk.store.select("opinion", case_id=case_id)
    told = "并于2018年5月3日至2018年5月9日公示7天，公示期内的异议已经核查，不影响救助，同意上报。"
    assert opinion["text"] == f"经入户核查、民主评议，{told}"


def test_the_village_signs_anew_for_its_own_notice_and_not_for_that_of_the_township(office: Office) -> None:
    office.set("township_notice", "true")
    case_id = office.to(workflow.TOWN_REVIEW)
    office.act(case_id, "township_notice", on_date="2018-05-11", signer="扎西", from_date="2018-05-12")
    office.act(case_id, "objection", reason="家里有车", on_date="2018-05-13", signer="甲")
    office.act(case_id, "objection_done", finding="车是借的", on_date="2018-05-14", target=55)
    relief.save(office.desk, {"population": "5"}, case_id)
    signing.sign_again(office.desk, case_id, "village", signer="四郎")
    (opinion,) = office.desk.store.select("opinion", case_id=case_id, box="village")
    assert "2018年5月3日至2018年5月9日公示7天，无异议" in opinion["text"]
