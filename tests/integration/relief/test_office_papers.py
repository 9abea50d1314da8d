"""The plain sheets of the fund on paper: who may see them, whole names and numbers, dates, where it is signed."""

from pathlib import Path

import pytest

from eduaid_desktop.documents import office_sheet, pages
from eduaid_desktop.domain import workflow
from eduaid_desktop.domain.sheet import Column, Section, Sheet
from eduaid_desktop.errors import UserError
from eduaid_desktop.services import fund, payment_lists, relief, slips

from .conftest import TERM, Office

# The longest name that a form takes, with characters outside the common fonts.
LONG = ("泽仁·扎西" * 12)[:47] + "䶮㑇𠅤"
# Longer than any bank card.
ACCOUNT = "6299" + "0" * 20 + "7"


def printed(office: Office, path: Path, document: str, **of: str) -> list[str]:
    """The text of every page, without the spaces that lines end with."""
    slips.write(office.desk, document, path, **of)  # type: ignore[arg-type]
    return ["".join(text.split()) for text in pages.text(path)]


def number(office: Office, case_id: int) -> str:
    return str(relief.load(office.desk, case_id)["case_no"])


def test_whole_numbers_are_marked_as_internal_on_every_page(office: Office, tmp_path: Path) -> None:
    cases = [office.to(workflow.APPROVED) for _ in range(14)]
    made = payment_lists.make(office.desk, TERM, on_date="2018-06-01")
    for case_id in cases:
        office.act(case_id, "pay_failed", on_date="2018-06-05", failure_code="01")
    for document in ("payment_sheet", "payment_correction"):
        texts = printed(office, tmp_path / f"{document}.pdf", document, what=made.list_no)
        assert len(texts) > 1
        assert all("内部资料注意保密" in text for text in texts), document


def test_what_a_family_takes_home_is_not_marked_and_shows_no_number(office: Office, tmp_path: Path) -> None:
    case_id = office.to(workflow.VILLAGE_REVIEW)
    case = relief.load(office.desk, case_id)
    texts = printed(office, tmp_path / "x.pdf", "waiting_letter", case=number(office, case_id))
    assert not any("内部资料" in text for text in texts)
    assert not any(case["id_number"] in text or case["payee_account"] in text for text in texts)


def test_the_ledger_writes_its_days_as_people_say_them(office: Office, tmp_path: Path) -> None:
    fund.save(office.desk, {"kind": "期初结余", "amount": "1000", "on_date": "2018-02-03"})
    whole = "".join(printed(office, tmp_path / "x.pdf", "fund_ledger", what="2018"))
    assert "2018年2月3日" in whole
    assert "2018-02-03" not in whole


def test_the_longest_name_and_account_stand_whole(office: Office, tmp_path: Path) -> None:
    names = dict.fromkeys(("name", "head_name", "guardian_name", "payee_name"), LONG)
    case_id = office.to(workflow.APPROVED, **names, payee_relation="本人", payee_account=ACCOUNT)
    case_no = number(office, case_id)
    made = payment_lists.make(office.desk, TERM, on_date="2018-06-01")
    assert ACCOUNT in "".join(printed(office, tmp_path / "a.pdf", "payment_sheet", what=made.list_no))
    for document in ("household_page", "waiting_letter", "evidence_list"):
        assert LONG in "".join(printed(office, tmp_path / "b.pdf", document, case=case_no)), document


def test_a_household_page_names_its_head_once(office: Office, tmp_path: Path) -> None:
    office.household("51339910777", name="拉姆")
    reference = str(office.draft(household_number="51339910777", head_name="拉姆"))
    whole = "".join(printed(office, tmp_path / "x.pdf", "household_page", case=reference))
    assert "户主拉姆" in whole
    assert "家里还有拉姆" not in whole


@pytest.mark.parametrize("rows", range(20, 36))
@pytest.mark.parametrize("foot", [(), ("合计", "")])
def test_a_signature_never_stands_alone_on_a_page(tmp_path: Path, rows: int, foot: tuple[str, ...]) -> None:
    columns = (Column("序号", 20), Column("说明", 136))
    section = Section(columns=columns, rows=[(f"第{n}行", "字") for n in range(rows)], foot=foot)
    sheet = Sheet("进度表", (section,), signed=("经办人", "家长（监护人）签收", "日期"))
    office_sheet.write([sheet], tmp_path / "x.pdf", printed_on=office_sheet.date(2018, 6, 12))
    last = pages.text(tmp_path / "x.pdf")[-1]
    assert "经办人：" in last
    assert f"第{rows - 1}行" in last


def test_a_document_that_cannot_pick_a_village_says_so(office: Office, tmp_path: Path) -> None:
    """Otherwise the forms of every village would come out of the printer."""
    office.to(workflow.TOWN_REVIEW)
    for document in ("deadline_board", "recovery_record"):
        with pytest.raises(UserError, match="不能按“下格桑村”挑选"):
            slips.write(office.desk, document, tmp_path / "x.pdf", term=TERM, what="下格桑村")
    with pytest.raises(UserError, match="没有第“下格桑村”号公示"):
        slips.write(office.desk, "notice_list", tmp_path / "x.pdf", term=TERM, what="下格桑村")
    with pytest.raises(UserError, match=r"没有第 9{30} 号公示"):
        slips.write(office.desk, "notice_list", tmp_path / "x.pdf", what="9" * 30)
    assert not (tmp_path / "x.pdf").exists()


def test_a_file_is_named_by_its_place_in_the_list_too(office: Office, tmp_path: Path) -> None:
    case_id = office.to(workflow.PAID)
    whole = "".join(printed(office, tmp_path / "x.pdf", "archive_contents", case=str(case_id)))
    assert number(office, case_id) in whole
    with pytest.raises(UserError, match="找不到救助申请“不存在”"):
        slips.write(office.desk, "archive_cover", tmp_path / "y.pdf", case="不存在")


def test_a_draft_on_no_payment_list_is_called_a_draft(office: Office, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"^这份草稿 没有列入过发放表"):
        slips.write(office.desk, "payment_sheet", tmp_path / "x.pdf", case=str(office.draft()))


# Column P of section 5.5, by transition: what exists is offered.
PAPERS = {
    (10, 20): {"approval_form"}, (20, 30): {"evidence_list"}, (30, 40): {"notice_list"},
    (30, 200): {"rejection_letter"}, (40, 45): {"objection_record"}, (40, 50): {"notice_result"},
    (50, 60): {"approval_form"}, (50, 30): {"correction_letter"}, (50, 10): {"correction_letter"},
    (50, 200): {"rejection_letter"}, (60, 70): {"summary_sheet", "application_roster", "cover_sheet", "report_letter"},
    (70, 80): {"approval_form"}, (70, 85): {"approval_form"}, (70, 200): {"approval_form"},
    (80, 90): {"payment_sheet"}, (90, 95): {"payment_correction"}, (95, 90): {"payment_correction"},
    (100, 110): {"archive_cover", "archive_contents"}, (100, 220): {"recovery_record"},
    (110, 220): {"recovery_record"}, (50, 55): {"notice_list"}, (55, 60): {"notice_result"},
    (55, 45): {"objection_record"}, (200, 110): {"archive_cover", "archive_contents"},
    (210, 110): {"archive_cover", "archive_contents"}, (220, 110): {"archive_cover", "archive_contents"},
}  # fmt: skip
# Named by the rules and made by nobody yet; the page of a case is silent about them.


def test_a_step_gives_out_the_papers_of_the_rules() -> None:
    ways = {(t.source, t.target): set(t.prints) for t in workflow.TRANSITIONS}
    assert {way: papers - ways[way] for way, papers in PAPERS.items() if papers - ways[way]} == {}


def test_every_paper_of_a_step_exists() -> None:
    named = {name for way in workflow.TRANSITIONS for name in way.prints}
    assert named - set(slips.DOCUMENTS) == set()
