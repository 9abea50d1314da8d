"""上报函 and 批次封面: what goes up with a sealed batch says what was sealed, and comes back with a receipt."""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import pypdfium2
import pytest

from eduaid_desktop.documents import cover_sheet, pages
from eduaid_desktop.documents.cover_sheet import CoverSheetData, ProtectedCover
from eduaid_desktop.domain import letter, workflow
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import office as offices
from eduaid_desktop.services import relief, slips
from eduaid_desktop.services.term_batch import batches

from .conftest import TERM, Office

ANSWERS = {
    "symbol": "格府函[2018]第012号",
    "issued_on": "2018-06-12",
    "contact": "扎西",
    "phone": "0836-1990101",
}


def sealed(office: Office, folder: Path, *stages: tuple[str, str]) -> batches.Exported:
    for stage, grade in stages or (("小学", "三年级"), ("小学", "四年级"), ("初中", "七年级")):
        office.to(workflow.READY, stage=stage, grade=grade, purpose="2")
    return batches.export(office.desk, TERM, folder)


def text(office: Office, path: Path, document: str, **wanted: object) -> list[str]:
    printed = slips.write(office.desk, document, path, **wanted)  # type: ignore[arg-type]
    assert printed.complete
    return ["".join(page.split()) for page in pages.text(path)]


def test_the_letter_says_what_was_sealed(office: Office, tmp_path: Path) -> None:
    made = sealed(office, tmp_path)
    texts = text(office, tmp_path / "x.pdf", "report_letter", what=made.batch_no, answers=ANSWERS)
    whole = "".join(texts)
    for words in (
        "格桑镇人民政府关于报送2018年春季学期教育扶贫救助基金申请材料的函", "格府函〔2018〕12号", "云岭县教育局：",
        "本批次共3人，涉及1个村，建议救助金额合计人民币叁仟元整（¥3,000.00）",
        "小学2人、2,000.00元；初中1人、1,000.00元",
        "公示期间没有收到异议", made.check_code.replace(" ", ""),
        "2018年6月12日", "（联系人：扎西，联系电话：0836-1990101）", made.batch_no,
    ):  # fmt: skip
        assert words in whole, words


def test_the_letter_names_its_enclosures_as_their_titles_say(office: Office, tmp_path: Path) -> None:
    made = sealed(office, tmp_path)
    letter = "".join(text(office, tmp_path / "x.pdf", "report_letter", what=made.batch_no))
    head = f"{offices.info(office.desk)['county'] or ''}格桑镇2018年春季学期教育扶贫救助基金申请"
    for place, (document, what) in enumerate(
        (("summary_sheet", "汇总表"), ("application_roster", "花名册")), 1
    ):
        assert f"{place}.{head}{what}" in letter
        assert f"{head}{what}" in text(office, tmp_path / "x.pdf", document, what=made.batch_no)[0]


def test_the_first_page_of_a_letter_bears_no_number_and_the_others_theirs(
    office: Office, tmp_path: Path
) -> None:
    sealed(office, tmp_path)
    texts = text(office, tmp_path / "x.pdf", "report_letter", term=TERM, answers=ANSWERS)
    assert len(texts) == 2
    assert "—1—" not in texts[0]
    assert "—2—" in texts[1]
    assert not any("页共" in each for each in texts)
    # The seal stands under text, and 附注 under the seal.
    before, _, after = texts[1].partition("2018年6月12日（联系人")
    assert "请予审批" in before
    assert after


def test_what_was_not_answered_is_left_to_be_written(office: Office, tmp_path: Path) -> None:
    sealed(office, tmp_path)
    whole = "".join(text(office, tmp_path / "x.pdf", "report_letter", term=TERM))
    assert "〔〕号" in whole
    assert "年月日（联系人：拥珍，联系电话：＿＿" in whole


def test_lines_keep_the_measure_of_the_standard(office: Office, tmp_path: Path) -> None:
    """28 characters in 156 mm, a pitch of a character and seven eighths, the same from line to line."""
    import pypdfium2

    sealed(office, tmp_path)
    text(office, tmp_path / "x.pdf", "report_letter", term=TERM, answers=ANSWERS)
    document = pypdfium2.PdfDocument((tmp_path / "x.pdf").read_bytes())
    page = document[0].get_textpage()
    lines: dict[int, list[tuple[float, float]]] = {}
    for place in range(page.count_chars()):
        left, bottom, right, top = page.get_charbox(place)
        char = page.get_text_range(place, 1)
        if char.strip() and "一" <= char <= "鿿" and 13 < right - left < 16.5 and top < 500:
            lines.setdefault(round(bottom / 29.5), []).append((left, right))
    full = [row for row in lines.values() if len(row) > 20]
    document.close()
    assert full
    for row in full:
        assert min(left for left, _ in row) >= 28 / 25.4 * 72 - 0.5
        assert max(right for _, right in row) <= (28 + 156) / 25.4 * 72 + 0.5


def test_a_symbol_that_is_none_is_asked_for_again(office: Office, tmp_path: Path) -> None:
    sealed(office, tmp_path)
    with pytest.raises(Refused, match="发文字号“12号”读不懂") as told:
        text(office, tmp_path / "x.pdf", "report_letter", term=TERM, answers={"symbol": "12号"})
    assert told.value.field == "symbol"
    with pytest.raises(UserError, match="签发日期"):
        text(office, tmp_path / "x.pdf", "report_letter", term=TERM, answers={"issued_on": "昨天"})


@pytest.mark.parametrize(
    "written", ["格府函〔2018〕12号", "格府函[2018]12", "格府函（2018）第012号", "格府函【２０１８】１２号"]
)
def test_a_symbol_gets_its_brackets(written: str) -> None:
    assert letter.symbol(written) == "格府函〔2018〕12号"


def test_the_cover_says_what_was_sealed_and_brings_its_receipt(office: Office, tmp_path: Path) -> None:
    made = sealed(office, tmp_path)
    (whole,) = text(office, tmp_path / "x.pdf", "cover_sheet", what=made.batch_no)
    row = batches.find(office.desk, made.batch_no)
    numbers = [case["case_no"] for case in office.desk.store.select("relief_case")]
    for words in (
        made.batch_no, "人民币叁仟元整（¥3,000.00）", min(numbers), max(numbers), row["sha256"], "首次上报",
        "小学22,000.00初中11,000.00", "合计33,000.00", "签收回执", "3人¥3,000.00", "□相符",
    ):  # fmt: skip
        assert words in whole, words
    assert whole.count(made.check_code.replace(" ", "")) == 2


def test_before_the_sealing_there_is_neither(office: Office, tmp_path: Path) -> None:
    case_id = office.to(workflow.READY)
    case_no = relief.load(office.desk, case_id)["case_no"]
    for document in ("cover_sheet", "report_letter"):
        with pytest.raises(Refused, match=r"还没有纳入批次.*请先在“上报批次”里导出批次"):
            text(office, tmp_path / "x.pdf", document, case=case_no)
        with pytest.raises(Refused, match="2018年春季学期还没有封存的批次"):
            text(office, tmp_path / "x.pdf", document, term=TERM)
        with pytest.raises(UserError, match="请指明批次号"):
            text(office, tmp_path / "x.pdf", document)
    batches.export(office.desk, TERM, tmp_path)
    assert text(office, tmp_path / "x.pdf", "cover_sheet", case=case_no)


def test_the_same_batch_is_a_reprint_under_the_same_number(office: Office, tmp_path: Path) -> None:
    from eduaid_desktop.services import print_ledger

    sealed(office, tmp_path)
    first = slips.write(office.desk, "cover_sheet", tmp_path / "x.pdf", term=TERM)
    print_ledger.register(office.desk, first.placed)
    again = slips.write(office.desk, "cover_sheet", tmp_path / "y.pdf", term=TERM)
    assert again.placed[0].slip.number == first.placed[0].slip.number
    assert again.placed[0].slip.reprint


@pytest.mark.parametrize(
    "kind", [CoverSheetData, partial(ProtectedCover, phrase="384 027 591 660 218")], ids=["open", "protected"]
)
def test_the_seals_of_a_cover_with_every_stage_reach_neither_the_cut_nor_the_footer(
    tmp_path: Path, kind: Callable[..., CoverSheetData]
) -> None:
    stages = tuple(
        (name, 1, 100_000) for name in ("学前", "小学", "初中", "普高", "中职", "大专", "本科", "研究生")
    )
    cover = kind(
        batch_no="PC-513399101-2018S-001", kind="首次上报", term="2018年春季学期", township="格桑镇",
        sender="格桑镇人民政府", receiver="云岭县教育局", count=8, amount_fen=800_000, first_no="1", last_no="8",
        check_code="2290 0887", sha256="0" * 64, file_name="申请.xlsx", sealed_on="2018-05-28", sealed_by="扎西",
        stages=stages,
    )  # fmt: skip
    printed = cover_sheet.write([cover], tmp_path / "x.pdf", printed_on=date(2018, 6, 12))
    assert (printed.pages, printed.complete) == (1, True)
    sender, receiver = printed.seals
    with pypdfium2.PdfDocument(printed.path) as pdf:
        sheet = pdf[0]
        textpage, high = sheet.get_textpage(), sheet.get_height()
        places = []
        for words in ("沿虚线剪下，签收", "打印日期"):
            start, _ = textpage.search(words).get_next()
            _, low, _, top = textpage.get_charbox(start)
            places.append([(high - each) * 25.4 / 72 for each in (top, (top + low) / 2)])
    assert sender.y + 21 < places[0][1]
    assert receiver.y + 21 < places[1][0]
