"""告知单: what a family reads about its application, of its own only."""

from pathlib import Path

import pytest

from eduaid_desktop.documents import pages
from eduaid_desktop.domain import workflow
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import relief, slips

from .conftest import TERM, Office


@pytest.fixture
def letter(office: Office, tmp_path: Path):  # type: ignore[no-untyped-def]
    """A function that prints letters and gives each as text on one line."""

    def read(document: str, case_id: int | None = None, **wanted: str) -> list[str]:
        target = tmp_path / f"{document}.pdf"
        if case_id is not None:
            wanted["case"] = str(relief.load(office.desk, case_id)["case_no"] or case_id)
        printed = slips.write(office.desk, document, target, **wanted)  # type: ignore[arg-type]
        found = ["".join(page.split()) for page in pages.text(target)]
        assert sum(each.pages for each in printed.placed) == printed.pages == len(found)
        return ["".join(found[each.first : each.first + each.pages]) for each in printed.placed]

    return read


def test_a_refused_family_reads_why_by_whom_and_what_it_can_do(office: Office, letter) -> None:  # type: ignore[no-untyped-def]
    office.set("phones", '{"township_government": "0836-1990101"}')
    case_id = office.to(workflow.VILLAGE_REVIEW)
    office.act(case_id, "reject", on_date="2018-05-08", reason="经入户核查，家里已购置商品房")
    (text,) = letter("rejection_letter", case_id)
    case = relief.load(office.desk, case_id)
    for words in (case["name"], case["case_no"], "1,000.00元", "上格桑村初审", "2018年5月8日", "家里已购置商品房",
                  "再申请", "0836-1990101", "云岭县教育局，电话＿＿", "送达回证", "（手印）"):  # fmt: skip
        assert words in text, words
    assert case["id_number"] not in text
    assert case["payee_account"] not in text


def test_the_paper_and_the_rule_behind_a_refusal_are_named(office: Office, letter) -> None:  # type: ignore[no-untyped-def]
    case_id = office.to(workflow.REPORTED, household_type="一般农户")
    office.act(case_id, "reject", on_date="2018-05-25", reason="不属于救助对象", document="云教〔2018〕12号")
    (text,) = letter("rejection_letter", case_id)
    assert "县级审批中没有批准" in text
    assert "云教〔2018〕12号" in text
    assert "一般贫困户、低保贫困户、五保贫困户" in text
    assert "领域说明" not in text


def test_an_archived_refusal_can_still_be_told_and_a_paid_case_not(office: Office, letter) -> None:  # type: ignore[no-untyped-def]
    refused = office.to(workflow.VILLAGE_REVIEW)
    office.act(refused, "reject", on_date="2018-05-08", reason="不符合条件")
    office.act(refused, "archive", on_date="2018-05-09", reason="申请表在村里")
    assert "不符合条件" in letter("rejection_letter", refused)[0]
    with pytest.raises(Refused, match="只有不予救助的申请"):
        letter("rejection_letter", office.to(workflow.ARCHIVED))
    with pytest.raises(Refused, match="已经办结"):
        letter("waiting_letter", refused)


def test_no_other_family_is_named_and_no_long_number_stands(office: Office, letter) -> None:  # type: ignore[no-untyped-def]
    office.to(workflow.ACCEPTED, name="扎西", head_name="索朗多吉", guardian_name="索朗多吉")
    case_id = office.to(workflow.VILLAGE_NOTICE, name="格桑卓玛", head_name="洛桑", guardian_name="洛桑")
    office.act(case_id, "objection", on_date="2018-05-05", reason="有门面出租", signer="仁青邻居")
    reason = "仁青邻居反映属实，与扎西、索朗多吉同住上格桑村，账号6299000011112222"
    office.act(case_id, "objection_done", on_date="2018-05-06", target=workflow.REJECTED, reason=reason)
    (text,) = letter("rejection_letter", case_id)
    assert "公示期间的核实" in text
    assert "他人反映属实，与他人、他人同住上格桑村" in text
    assert "洛桑：" in text
    for hidden in ("扎西", "索朗多吉", "仁青邻居", "6299000011112222"):
        assert hidden not in text


@pytest.mark.parametrize(
    "state", [s for s in workflow.STATES if s <= workflow.APPROVED and s not in (45, 55, 75)]
)
def test_a_waiting_family_reads_where_it_stands_and_what_comes_next(
    office: Office, letter, state: int
) -> None:  # type: ignore[no-untyped-def]
    (text,) = letter("waiting_letter", office.to(state))
    assert "一、现在到哪一步" in text
    assert "二、接下来" in text
    assert "经办人拥珍" in text or "村民委员会" in text or "审核人" in text or "教育局" in text


def test_a_failed_account_is_asked_for_with_its_tail_only(office: Office, letter) -> None:  # type: ignore[no-untyped-def]
    case_id = office.to(workflow.IN_PAYMENT)
    office.act(case_id, "pay_failed", on_date="2018-06-05", failure_code="03")
    (text,) = letter("waiting_letter", case_id)
    account = relief.load(office.desk, case_id)["payee_account"]
    assert f"尾号{account[-4:]}" in text
    assert account not in text
    assert "账户未激活" in text
    assert "批准的救助金：1,000.00元（人民币壹仟元整）" in text


def test_missing_papers_and_the_blanks_of_a_draft_are_asked_for(office: Office, letter) -> None:  # type: ignore[no-untyped-def]
    office.set("evidence_required", '["E05"]')
    assert "请补交：在读或学籍证明" in letter("waiting_letter", office.to(workflow.ACCEPTED))[0]
    (text,) = letter("waiting_letter", office.draft(phone="", payee_account=""))
    assert "申请表上还要填好" in text
    assert "联系电话" in text
    assert "社保卡/一卡通账号" in text


def test_what_is_late_is_said_without_a_promise_that_has_passed(office: Office, letter) -> None:  # type: ignore[no-untyped-def]
    (text,) = letter("waiting_letter", office.to(workflow.VILLAGE_REVIEW))
    assert "比原来的时间安排晚了" in text
    assert "2018年5月29日" not in text
    assert "2018年6月30日前" not in text
    (text,) = letter("waiting_letter", office.to(workflow.REPORTED))
    assert "这一步在2018年6月26日前办完" in text
    assert "2018年6月30日前发到卡上" in text


def test_what_is_to_be_put_right_goes_to_the_family_or_the_village(office: Office, letter) -> None:  # type: ignore[no-untyped-def]
    to_family, to_village = office.to(workflow.TOWN_REVIEW), office.to(workflow.TOWN_REVIEW)
    office.act(to_family, "send_back", on_date="2018-05-14", target=workflow.DRAFT, reason="收款人姓名写错")
    office.act(
        to_village, "send_back", on_date="2018-05-14", target=workflow.VILLAGE_REVIEW, reason="缺评议记录"
    )
    (text,) = letter("correction_letter", to_family)
    assert "拉姆1：" in text
    assert "收款人姓名写错。" in text
    assert "（手印）" in text
    (text,) = letter("correction_letter", to_village)
    assert "上格桑村村民委员会：" in text
    assert "送达回证" in text
    assert "手印" not in text
    assert "家属" not in text
    assert "代收人" not in text
    office.act(to_family, "accept", on_date="2018-05-15")
    with pytest.raises(Refused, match="现在没有退回补正"):
        letter("correction_letter", to_family)


def test_nobody_is_told_on_the_last_day_to_be_there_by_that_day(office: Office, letter) -> None:  # type: ignore[no-untyped-def]
    """The timetable wants the township to be done on the day on which the letter is printed."""
    returned = office.to(workflow.REPORTED)
    office.act(returned, "send_back", on_date="2018-06-11", reason="缺收款人关系证明")
    (text,) = letter("correction_letter", returned)
    assert "请尽快交到格桑镇" in text
    assert "在2018年6月12日前" not in text


def test_a_village_or_a_term_gets_one_letter_for_each_family(office: Office, letter) -> None:  # type: ignore[no-untyped-def]
    for village in ("上格桑村", "上格桑村", "下格桑村"):
        office.to(workflow.ACCEPTED, village=village)
    assert len(letter("waiting_letter", term=TERM)) == 3
    found = letter("waiting_letter", term=TERM, what="上格桑村")
    assert len(found) == 2
    assert "曲批3" not in "".join(found)
    with pytest.raises(Refused, match=r"2018年春季学期下格桑村没有要打印不予救助告知书的申请"):
        letter("rejection_letter", term=TERM, what="下格桑村")
    with pytest.raises(UserError, match="没有名为“无名村”的村"):
        letter("waiting_letter", term=TERM, what="无名村")


def test_a_letter_and_its_receipt_go_on_one_sheet_where_they_can(office: Office, tmp_path: Path) -> None:
    short, long = office.to(workflow.VILLAGE_REVIEW), office.to(workflow.VILLAGE_REVIEW)
    office.act(short, "reject", on_date="2018-05-08", reason="经入户核查，家里已购置商品房")
    office.act(long, "reject", on_date="2018-05-08", reason="家里已购置商品房，" * 20)
    printed = slips.write(office.desk, "rejection_letter", tmp_path / "x.pdf", term=TERM)
    assert [each.pages for each in printed.placed] == [1, 2]
    texts = ["".join(text.split()) for text in pages.text(tmp_path / "x.pdf")]
    assert "沿虚线剪下" in texts[0]
    assert "送达回证" not in texts[1]
    assert "送达回证" in texts[2]
    assert "沿虚线剪下" not in texts[2]


def test_a_long_name_with_rare_characters_stands_whole(office: Office, tmp_path: Path) -> None:
    long = ("泽仁·扎西" * 12)[:47] + "䶮㑇𠅤"
    names = dict.fromkeys(("name", "head_name", "guardian_name"), long)
    case_id = office.to(workflow.VILLAGE_REVIEW, **names)
    office.act(case_id, "reject", on_date="2018-05-08", reason="不符合条件")
    printed = slips.write(office.desk, "rejection_letter", tmp_path / "x.pdf", term=TERM)
    assert printed.complete
    whole = "".join("".join(pages.text(tmp_path / "x.pdf")).split())
    assert whole.count(long) == 3


def test_a_letter_of_an_earlier_day_is_the_same_letter(office: Office, tmp_path: Path) -> None:
    from eduaid_desktop.services import print_ledger

    case_id = office.to(workflow.VILLAGE_REVIEW)
    office.act(case_id, "reject", on_date="2018-05-08", reason="不符合条件")
    case_no = str(relief.load(office.desk, case_id)["case_no"])

    def number(day: str) -> str:
        printed = slips.write(
            office.desk, "rejection_letter", tmp_path / "x.pdf", case=case_no, answers={"issued_on": day}
        )
        assert f"格桑镇人民政府{day}" in "".join("".join(pages.text(tmp_path / "x.pdf")).split())
        print_ledger.register(office.desk, printed.placed)
        return printed.placed[0].slip.number

    first = number("2018年5月9日")
    assert number("2018年5月9日") == first
    assert number("2018年6月1日") != first
