"""Domain 5.7 and 5.8 measured on the finished PDF: cells, boxes, what keeps clear of what, the two sides."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from eduaid_desktop.documents import approval_form, approval_slip, pages
from eduaid_desktop.documents.approval_form import ApprovalFormData, Opinion
from eduaid_desktop.documents.approval_slip import ApprovalSlipData
from eduaid_desktop.domain import slip
from eduaid_desktop.domain.slip import Slip, Subject

DAY = date(2018, 6, 12)
EMPTY = ApprovalFormData("", "格桑县", term="2018年春季学期")
MADE = Slip(slip.number("approval_slip", 42, 1), "approval_slip", Subject("relief_case", 42, "扎西"), "")
AGENT = "代办人：扎西　与学生关系：叔叔　电话：16400000001"
SLIP = ApprovalSlipData(
    case_no="JYJZ-513399101-2018S-0007", county="木里藏族自治县", township="格桑镇人民政府", name="泽仁·扎西",
    school="格桑镇中心小学校", stage="小学", grade="二年级1班", village="扎西村", term="2018年春季学期",
    purpose="生活费补助", approved_fen=1_640_902, payee_name="泽仁多吉", account_last4="0018", slip=MADE,
)  # fmt: skip


def boxes(path: Path, page: int) -> list[tuple[float, float, float, float]]:
    """Every drawn rectangle: left, top, width, height in mm."""
    document = pypdfium2.PdfDocument(path)
    try:
        sheet = document[page]
        high = sheet.get_height()
        found = []
        for each in sheet.get_objects(filter=(pypdfium2.raw.FPDF_PAGEOBJ_PATH,)):
            left, bottom, right, top = each.get_bounds()
            found.append(tuple(v * 25.4 / 72 for v in (left, high - top, right - left, top - bottom)))
        return found
    finally:
        document.close()


def sized(path: Path, page: int, wide: float, high: float) -> list[tuple[float, float]]:
    """Where the rectangles of a size stand, give or take the thickness of their line."""
    return [(x, y) for x, y, w, h in boxes(path, page) if abs(w - wide) < 0.45 and abs(h - high) < 0.45]


def place(path: Path, page: int, text: str) -> tuple[float, float, float]:
    """Left, top and right of a text on a page, in mm."""
    document = pypdfium2.PdfDocument(path)
    try:
        sheet = document[page]
        textpage = sheet.get_textpage()
        start, count = textpage.search(text).get_next()
        chars = [textpage.get_charbox(start + n) for n in range(count)]
        top = max(c[3] for c in chars)
        return chars[0][0] * 25.4 / 72, (sheet.get_height() - top) * 25.4 / 72, chars[-1][2] * 25.4 / 72
    finally:
        document.close()


def form(tmp_path: Path, data: ApprovalFormData) -> Path:
    printed = approval_form.write(data, tmp_path / "form.pdf", printed_on=DAY)
    assert printed.complete
    return printed.path


def test_numbers_have_a_cell_for_each_digit(tmp_path: Path) -> None:
    """18 and 19 lie in 6 columns of 13.8 mm, the guardian's 18 in 10, the account in five groups of four."""
    path = form(tmp_path, EMPTY)
    upright = [(x, y) for x, y, w, h in boxes(path, 0) if w < 0.5 and h > 5]
    rows = {}
    for x, y in upright:
        rows.setdefault(round(y), []).append(x)
    assert sorted(len(found) for found in rows.values() if len(found) > 10) == [15, 17, 17, 18]
    assert len(sized(path, 0, 4 * 5.6, 7)) == 5


@pytest.mark.parametrize(
    "data", [EMPTY, replace(EMPTY, over_cap=True), replace(EMPTY, agent=AGENT, over_cap=True)]
)
def test_the_fingerprint_box_keeps_its_size_and_stands_in_the_commitment(
    tmp_path: Path, data: ApprovalFormData
) -> None:
    path = form(tmp_path, data)
    ((x, y),) = sized(path, 0, 20, 25)
    assert x + 20 < 28 + 166
    _left, top, right = place(path, 0, "由见证人签名")
    assert right < x
    assert y < top < y + 25 + 6
    assert place(path, 0, "(手印)")[0] > x
    assert max(top + high for _, top, _, high in boxes(path, 0)) < 297 - 11


def test_no_seal_has_less_than_45_by_45_mm(tmp_path: Path) -> None:
    """Nothing but the agency, the word for the seal and the date stands in a square at the end of every box."""
    path = form(tmp_path, replace(EMPTY, opinions=(Opinion("township", "难" * 200, signer1="扎" * 20),)))
    tall = [(y, h) for x, y, w, h in boxes(path, 1) if abs(w - 146) < 0.5 and h < 100]
    assert len(tall) == 6
    assert all(h >= 45 - 0.3 for _, h in tall)
    lines = [x + w for x, y, w, h in boxes(path, 1) if h < 0.5 and w < 60]
    assert max(lines) < 16 + 166 - 45
    assert place(path, 1, "难" * 20)[2] < 16 + 166 - 45


def test_the_back_is_bound_on_the_other_edge_unless_it_is_a_sheet_of_its_own(tmp_path: Path) -> None:
    duplex = form(tmp_path, EMPTY)
    assert min(x for x, _, w, _ in boxes(duplex, 0) if w > 150) == pytest.approx(28, abs=0.4)
    assert max(x + w for x, _, w, _ in boxes(duplex, 1)) == pytest.approx(210 - 28, abs=0.4)
    single = form(tmp_path, replace(EMPTY, two_sided=False))
    assert min(x for x, _, w, _ in boxes(single, 1) if w > 100) == pytest.approx(28, abs=0.4)


def test_the_second_page_says_whose_it_is(tmp_path: Path) -> None:
    path = form(tmp_path, replace(EMPTY, name="泽仁·扎西", slip=MADE))
    back = pages.text(path)[1]
    assert "学生：" in back
    assert "泽仁·扎西" in back
    assert MADE.number in back
    assert "学生：" not in pages.text(form(tmp_path, EMPTY))[1]


def test_an_empty_form_is_ticked_and_a_filled_one_says_it(tmp_path: Path) -> None:
    first = pages.text(form(tmp_path, EMPTY))[0]
    assert "□县内" in first
    assert "□省外" in first
    assert "□否" in first
    assert "2018年春季学期" in first
    filled = pages.text(form(tmp_path, replace(EMPTY, place="省外", boarding="是")))[0]
    assert "□" not in filled


@pytest.mark.parametrize("county", ["格桑县", "木里藏族自治县"])
def test_the_title_keeps_clear_of_the_code(tmp_path: Path, county: str) -> None:
    path = form(tmp_path, replace(EMPTY, county=county, slip=MADE, case_no="JYJZ-513399101-2018S-0007"))
    assert place(path, 0, f"{county}教育扶贫救助基金申请审批表")[2] < place(path, 0, MADE.number[:13])[0]
    assert place(path, 0, "-0007")[2] + 3 < place(path, 0, "2018年春季")[0]
    printed = approval_slip.write(replace(SLIP, county=county), tmp_path / "slip.pdf", printed_on=DAY)
    assert (
        place(printed.path, 0, f"{county}教育扶贫救助基金审批单")[2]
        < place(printed.path, 0, MADE.number[:13])[0]
    )
    assert place(printed.path, 0, "春季学期")[2] < place(printed.path, 0, MADE.number[:13])[0]


def test_a_slip_is_a5_across_and_with_its_stub_two_halves_of_a4(tmp_path: Path) -> None:
    alone = approval_slip.write(SLIP, tmp_path / "a5.pdf", printed_on=DAY).path
    assert pages.size_mm(alone, 0) == pytest.approx((210, 148), abs=0.5)
    both = approval_slip.write([SLIP, SLIP], tmp_path / "a4.pdf", printed_on=DAY, stub=True)
    assert both.complete
    assert both.pages == 2
    assert [placed.first for placed in both.placed] == [0, 1]
    assert pages.size_mm(both.path, 0) == pytest.approx((210, 297), abs=0.5)
    assert place(both.path, 0, "家庭联")[1] < 148 < place(both.path, 0, "存根联")[1]
    assert pages.text(both.path)[0].count("泽仁多吉") == 2
    assert place(both.path, 0, "领单人签字")[1] > 148
    assert any(w > 205 and h < 1 and abs(y - 148.5) < 0.5 for _, y, w, h in boxes(both.path, 0))


def test_both_halves_carry_a_code_that_reads(tmp_path: Path) -> None:
    import zxingcpp

    path = approval_slip.write(SLIP, tmp_path / "a4.pdf", printed_on=DAY, stub=True).path
    document = pypdfium2.PdfDocument(path)
    picture = document[0].render(scale=200 / 72, grayscale=True).to_pil()
    document.close()
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [MADE.code, MADE.code]


@pytest.mark.parametrize("over_cap", [True, False])
def test_the_back_has_room_between_its_head_its_boxes_its_foot_and_the_footer(
    tmp_path: Path, over_cap: bool
) -> None:
    path = form(tmp_path, replace(EMPTY, name="泽仁·扎西", slip=MADE, copies=3, over_cap=over_cap))
    drawn = boxes(path, 1)
    first, last = min(y for _, y, _, _ in drawn), max(y + high for _, y, _, high in drawn)
    assert place(path, 1, "泽仁·扎西")[1] + 3.2 < first
    foot = place(path, 1, "本表一式3份")[1]
    assert last < foot
    assert foot + 3.2 < place(path, 1, "第2页")[1]


def test_the_foot_of_a_full_back_stands_clear_of_the_two_numbers_of_the_footer(tmp_path: Path) -> None:
    """Over the cap the footer begins 2 mm below it, and the form of a case has two numbers there."""
    data = replace(EMPTY, slip=MADE, copies=3, over_cap=True, case_no="JYJZ-513399101-2018S-0003")
    path = form(tmp_path, data)
    assert place(path, 1, "本表一式3份")[0] > place(path, 1, "编号 JYJZ-513399101-2018S-0003")[2]


def test_the_head_of_the_back_and_the_mark_of_an_older_content_stand_side_by_side(tmp_path: Path) -> None:
    data = replace(EMPTY, name="泽仁·扎西" * 10, slip=MADE)
    printed = approval_form.write(data, tmp_path / "form.pdf", printed_on=DAY, as_of="2017-12-31")
    assert printed.complete
    assert place(printed.path, 1, "单号")[0] > place(printed.path, 1, "泽仁·扎西" * 5)[2]
    assert place(printed.path, 1, MADE.number)[2] < place(printed.path, 1, "补打：按2017年12月31日")[0]
