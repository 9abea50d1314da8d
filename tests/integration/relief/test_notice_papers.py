"""公示结果证明 and 异议核查记录: what came of a notice, without who objected and how to reach her."""

from pathlib import Path

import pytest

from eduaid_desktop.documents import pages
from eduaid_desktop.domain import workflow
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import notice_board, relief, slips

from .conftest import TERM, Office


def text(office: Office, path: Path, document: str, **wanted: object) -> str:
    printed = slips.write(office.desk, document, path, **wanted)  # type: ignore[arg-type]
    assert printed.complete
    return "".join("".join(page.split()) for page in pages.text(path))


def number(office: Office, case_id: int) -> str:
    return str(relief.load(office.desk, case_id)["case_no"])


def objected(office: Office, **values: object) -> int:
    case_id = office.to(workflow.VILLAGE_NOTICE, **values)
    given = {"signer": "仁青邻居", "contact": "16471413517"}
    said = "仁青邻居说他家有门面出租，账号6299000011112222"
    office.act(case_id, "objection", on_date="2018-05-05", reason=said, **given)
    return case_id


def test_a_notice_without_objections_is_proved(office: Office, tmp_path: Path) -> None:
    first = office.to(workflow.TOWN_REVIEW)
    office.to(workflow.TOWN_REVIEW)
    whole = text(office, tmp_path / "x.pdf", "notice_result", case=number(office, first))
    for words in (
        "公示结果证明", "格桑镇上格桑村2018年春季学期教育扶贫救助基金拟救助学生名单",
        "2018年5月3日至2018年5月9日（7天，自然日）", "名单共2人，拟救助金额合计人民币贰仟元整（¥2,000.00）",
        "公示期间没有收到异议", "公示照片另附", "名单上2人通过公示", "特此证明", "上格桑村村民委员会年月日",
        "村负责人：", "驻村工作队（第一书记）：",
    ):  # fmt: skip
        assert words in whole, words


def test_objections_stand_in_it_without_names_and_numbers(office: Office, tmp_path: Path) -> None:
    case_id = objected(office, name="格桑卓玛")
    objected(office, name="次仁")
    office.act(case_id, "objection_done", on_date="2018-05-07", finding="门面是仁青邻居的，与他家无关")
    notice = office.desk.store.select("notice")[0]["id"]
    whole = text(
        office, tmp_path / "x.pdf", "notice_result", what=str(notice), answers={"issued_on": "2018-6-12"}
    )
    for words in (
        "收到异议2件", "1.2018年5月5日收到对格桑卓玛的异议：他人说他家有门面出租",
        "核查结果：门面是他人的，与他家无关（2018年5月7日）。处理：继续公示",
        "待核查", "名单上1人通过公示，1人的异议还在核查", "上格桑村村民委员会2018年6月12日",
    ):  # fmt: skip
        assert words in whole, words
    for hidden in ("仁青邻居", "16471413517", "6299000011112222"):
        assert hidden not in whole


def test_a_running_notice_proves_nothing_yet(office: Office, tmp_path: Path) -> None:
    case_id = office.draft()
    for action, inputs in (
        ("accept", {"on_date": "2018-06-10"}), ("send_village", {"on_date": "2018-06-10"}),
        ("village_agree", {"on_date": "2018-06-11", "signer": "四郎"}),
    ):  # fmt: skip
        with pytest.raises(Refused, match="还没有公示"):
            text(office, tmp_path / "x.pdf", "notice_result", term=TERM)
        office.act(case_id, action, **inputs)
    for wanted in ({"term": TERM}, {"case": number(office, case_id)}):
        with pytest.raises(Refused, match="公示到2018年6月17日才结束"):
            text(office, tmp_path / "x.pdf", "notice_result", **wanted)
    with pytest.raises(UserError, match="请指明"):
        text(office, tmp_path / "x.pdf", "notice_result")


def test_a_notice_whose_list_went_to_another_proves_nothing(office: Office, tmp_path: Path) -> None:
    case_id = objected(office)
    office.act(case_id, "objection_done", on_date="2018-05-06", finding="名单写错", from_date="2018-05-07")
    first, second = office.desk.store.select("notice")
    with pytest.raises(Refused, match="都已另行公示"):
        text(office, tmp_path / "x.pdf", "notice_result", what=str(first["id"]))
    whole = text(office, tmp_path / "x.pdf", "notice_result", term=TERM)
    assert "2018年5月7日至2018年5月13日" in whole
    assert notice_board.sheet(office.desk, second["id"]).cases


def test_an_open_objection_leaves_room_to_write(office: Office, tmp_path: Path) -> None:
    case_id = objected(office)
    whole = text(office, tmp_path / "x.pdf", "objection_record", case=number(office, case_id))
    assert "提出人不公开" in whole
    assert "他人说他家有门面出租" in whole
    assert "□异议属实，不予救助" in whole
    assert "格桑镇人民政府年月日" in whole
    for hidden in ("仁青邻居", "16471413517", "6299000011112222"):
        assert hidden not in whole


def test_who_objected_is_named_only_when_asked_for(office: Office, tmp_path: Path) -> None:
    case_id = objected(office)
    answers = {"raiser_named": "是"}
    whole = text(
        office, tmp_path / "x.pdf", "objection_record", case=number(office, case_id), answers=answers
    )
    assert "提出人仁青邻居" in whole
    assert "16471413517" not in whole


@pytest.mark.parametrize(
    ("done", "said"),
    [
        ({"on_date": "2018-05-06"}, "异议不影响名单，按原公示期继续公示。"),
        ({"on_date": "2018-05-06", "from_date": "2018-05-07"}, "重新公示（2018年5月7日至2018年5月13日）"),
        (
            {"on_date": "2018-05-06", "target": workflow.REJECTED, "reason": "有门面出租"},
            "异议属实，不予救助。原因：有门面出租。",
        ),
    ],
)
def test_what_was_found_and_decided_stands_on_the_record(
    office: Office, tmp_path: Path, done: dict[str, object], said: str
) -> None:
    case_id = objected(office)
    office.act(case_id, "objection_done", finding="走访了三户邻居", signer="四郎", **done)
    whole = text(office, tmp_path / "x.pdf", "objection_record", case=number(office, case_id))
    assert "走访了三户邻居" in whole
    assert said in whole
    assert "□" not in whole
    assert "核查人（一）：四郎" in whole
    assert "格桑镇人民政府2018年5月6日" in whole


def test_without_an_objection_there_is_no_record(office: Office, tmp_path: Path) -> None:
    case_id = office.to(workflow.VILLAGE_NOTICE)
    for wanted in ({"case": number(office, case_id)}, {"term": TERM}):
        with pytest.raises(Refused, match="没有登记过异议"):
            text(office, tmp_path / "x.pdf", "objection_record", **wanted)


def test_each_objection_has_its_own_number(office: Office, tmp_path: Path) -> None:
    case_id = objected(office)
    office.act(case_id, "objection", on_date="2018-05-06", reason="还有一辆货车")
    printed = slips.write(office.desk, "objection_record", tmp_path / "x.pdf", case=number(office, case_id))
    assert len({each.slip.number for each in printed.placed}) == printed.pages == 2


def test_the_notice_of_the_township_is_proved_by_the_township(office: Office, tmp_path: Path) -> None:
    office.set("township_notice", "true")
    case_id = office.to(workflow.TOWN_REVIEW)
    office.act(case_id, "township_notice", on_date="2018-05-11", signer="扎西")
    office.act(case_id, "notice_end", on_date="2018-05-18")
    whole = text(office, tmp_path / "x.pdf", "notice_result", case=number(office, case_id))
    assert "格桑镇2018年春季学期教育扶贫救助基金拟救助学生名单，于2018年5月11日至2018年5月17日" in whole
    assert "格桑镇人民政府年月日" in whole
    assert "分管领导：" in whole
    assert "村负责人" not in whole


def test_a_long_name_stands_whole_on_the_record(office: Office, tmp_path: Path) -> None:
    long = ("泽仁·扎西" * 12)[:47] + "䶮㑇𠅤"
    case_id = objected(office, name=long)
    for document in ("objection_record", "notice_result"):
        assert long in text(office, tmp_path / "x.pdf", document, case=number(office, case_id)), document


def test_what_becomes_of_a_case_later_does_not_change_the_result(office: Office, tmp_path: Path) -> None:
    later, during = office.to(workflow.TOWN_REVIEW), office.to(workflow.VILLAGE_NOTICE)
    office.to(workflow.TOWN_REVIEW)
    office.act(later, "reject", on_date="2018-05-14", reason="不符合条件")
    office.act(during, "withdraw", on_date="2018-05-06", reason="家里不要了")
    whole = text(office, tmp_path / "x.pdf", "notice_result", term=TERM)
    assert "名单上2人通过公示，1人公示期间不再列入。" in whole
