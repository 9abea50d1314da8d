"""The approval form, the slip and the notice as real PDFs: what stands where, empty and filled."""

import re
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from eduaid_desktop.documents import approval_form, approval_slip, notice_list, pages
from eduaid_desktop.documents.approval_form import ApprovalFormData, Item, Opinion
from eduaid_desktop.documents.approval_slip import ApprovalSlipData
from eduaid_desktop.documents.notice_list import NoticeListData, NoticeRow
from eduaid_desktop.errors import Refused

DAY = date(2018, 6, 12)
NUMBER = "JYJZ-513399101-2018S-0007"
LONG_NAME = ("泽仁·扎西" * 12)[:47] + "䶮㑇𠅤"
FORM = ApprovalFormData(
    case_no=NUMBER,
    county="格桑县",
    filled_on="2018-05-03",
    name="泽仁·扎西𠅤",
    sex="男",
    ethnic="藏族",
    id_number="51339920100312001X",
    birth="2010-03-12",
    student_number="G51339920100312001X",
    stage="小学",
    school="格桑镇中心小学校",
    place="县内",
    grade="二年级",
    class_name="1班",
    boarding="是",
    address="格桑镇扎西村3组",
    head_name="泽仁多吉",
    head_id_number="513399197801010019",
    household_no="5133991010001",
    household_status="脱贫户",
    household_size=5,
    household_income_fen=1_632_000,
    income_per_head_fen=326_400,
    cause="因病",
    guardian_name="泽仁多吉",
    guardian_relation="父亲",
    guardian_phone="13900000000",
    guardian_id_number="513399197801010019",
    received=(Item("义教一补", 62_500), Item("爱心捐助", 50_000)),
    costs=(Item("校服", 12_000), Item("交通", 48_000)),
    reason="家中五口人，母亲长期患病，交通和伙食费用负担较重，特申请救助。",
    purpose="生活费补助",
    applied_fen=140_950,
    payee_name="泽仁多吉",
    payee_relation="父亲",
    bank="格桑县农村信用合作联社",
    account="6214590000000000018",
    copies=3,
    agencies=(("township", "格桑镇人民政府"),),
)
LABELS = (
    "姓名",
    "性别",
    "民族",
    "身份证号",
    "出生年月",
    "学籍号",
    "学段",
    "就读学校",
    "学校所在地",
    "年级",
    "班级",
    "是否寄宿",
    "户籍地址",
    "户主姓名",
    "户主身份证号",
    "户编号",
    "户类型",
    "家庭人口",
    "家庭年收入(元)",
    "人均年收入(元)",
    "主要致贫(困难)原因",
    "监护人姓名",
    "与学生关系",
    "联系电话",
    "监护人身份证号",
    "本学期已享受的资助",
    "幼儿保教费减免",
    "义教一补",
    "普高助学金",
    "普高免学费",
    "中职助学金",
    "中职免学费",
    "建档立卡中职/本专科特别资助",
    "雨露计划",
    "其他",
    "家庭仍需负担的就学费用(元)",
    "保险",
    "教辅材料",
    "校服",
    "校内伙食/营养补充",
    "住宿",
    "交通",
    "学费",
    "小计",
    "申请理由",
    "申请用途",
    "申请金额",
    "收款人(户名)及关系",
    "开户银行",
    "社保卡/一卡通账号",
    "个人承诺",
)
SLIP = ApprovalSlipData(
    case_no=NUMBER,
    county="格桑县",
    township="格桑镇人民政府",
    name="泽仁·扎西𠅤",
    school="格桑镇中心小学校",
    stage="小学",
    grade="二年级1班",
    village="扎西村",
    term="2018年春季学期",
    purpose="生活费补助",
    approved_fen=1_640_902,
    approved_doc_no="格教扶〔2018〕12号",
    approved_on="2018-06-08",
    payee_name="泽仁多吉",
    account_last4="0018",
    remark="首次救助",
)
ROW = NoticeRow("扎西𠅤", "泽仁多吉", "格桑镇中心小学校", "二年级1班", "生活费补助", 120_000)
NOTICE = NoticeListData(
    number="GS-2018S-03",
    place="格桑镇扎西村",
    term="2018年春季学期",
    basis="2018年5月8日村民主评议会议决定",
    rows=(ROW, replace(ROW, student_name="格桑拉姆", amount_fen=80_050)),
    period_from="2018-05-10",
    period_to="2018-05-16",
    days=7,
    day_kind="自然日",
    phones=(("格桑镇人民政府", "0836-7000001"), ("格桑县教育局", "0836-7000002")),
    organisation="扎西村村民委员会",
    announced_on="2018-05-10",
)


def written(path: Path) -> list[str]:
    """Each page's text without white space, so that wrapped and spaced words are found."""
    return [re.sub(r"\s", "", page) for page in pages.text(path)]


def places(path: Path, page: int, text: str) -> list[tuple[float, float]]:
    """Where a text begins on a page, in mm from the top left corner."""
    document = pypdfium2.PdfDocument(path)
    try:
        sheet = document[page]
        textpage = sheet.get_textpage()
        found, search = [], textpage.search(text)
        while hit := search.get_next():
            left, _, _, top = textpage.get_charbox(hit[0])
            found.append((left * 25.4 / 72, (sheet.get_height() - top) * 25.4 / 72))
        return found
    finally:
        document.close()


def form(tmp_path: Path, data: ApprovalFormData) -> approval_form.Printed:
    return approval_form.write(data, tmp_path / "form.pdf", printed_on=DAY)


def test_form_shows_every_label_and_value(tmp_path: Path) -> None:
    printed = form(tmp_path, FORM)
    assert (printed.pages, printed.complete) == (2, True)
    first, _ = written(printed.path)
    assert [label for label in LABELS if label not in first] == []
    for value in (
        "格桑县教育扶贫救助基金申请审批表",
        f"编号：{NUMBER}",
        "填表日期：2018年5月3日",
        "泽仁·扎西𠅤",
        FORM.id_number,
        FORM.student_number,
        "2010年3月",
        "16,320.00",
        "爱心捐助500.00元",
        "¥1,409.50人民币壹仟肆佰零玖元伍角",
        "泽仁多吉(父亲)",
        FORM.account,
        FORM.reason,
    ):
        assert value in first, value
    assert "小计600.00" in first


def test_form_leaves_room_for_the_pen(tmp_path: Path) -> None:
    first, second = written(form(tmp_path, ApprovalFormData("", "格桑县")).path)
    assert "填表日期：年月日" in first
    assert "乡(镇)村组" in first
    assert "¥人民币(大写)" in first
    assert "√" not in first
    assert second.count("(公章)年月日") == 6
    assert "本表一式___份，村、乡(镇)、县教育局各存一份。" in second


def test_form_keeps_its_margins_and_columns(tmp_path: Path) -> None:
    path = form(tmp_path, FORM).path
    column = 166 / 12
    for label, start, wide in (("学籍号", 0, 2), ("户主身份证号", 6, 2), ("是否寄宿", 8, 2)):
        x, _ = places(path, 0, label)[0]
        assert 28 + start * column < x < 28 + (start + wide) * column
    rows = [places(path, 0, label)[0][1] for label in ("户籍地址", "申请理由", "个人承诺")]
    assert rows == sorted(rows)
    assert places(path, 1, "经办人")[0][0] == pytest.approx(16 + 20 + 2.7, abs=1)
    path = form(tmp_path, replace(FORM, two_sided=False)).path
    assert places(path, 1, "经办人")[0][0] == pytest.approx(28 + 20 + 2.7, abs=1)


def test_ticks_stand_before_what_was_received(tmp_path: Path) -> None:
    path = form(tmp_path, FORM).path
    ticks = places(path, 0, "√")
    assert len(ticks) == 2
    x, y = places(path, 0, "义教一补")[0]
    assert any(0 < x - left < 5 and abs(y - top) < 2 for left, top in ticks)
    nothing = form(tmp_path, replace(FORM, received=())).path
    assert "√无" in written(nothing)[0]


def test_opinion_boxes_are_empty_for_signing_or_filled(tmp_path: Path) -> None:
    _, empty = written(form(tmp_path, FORM).path)
    assert "经审核，符合救助条件，建议救助人民币(大写)____" in empty
    given = Opinion("township", "经审核，情况属实。", "同意", 100_000, "李明", "多吉", "2018-05-25")
    path = form(tmp_path, replace(FORM, opinions=(given,))).path
    _, filled = written(path)
    assert "建议救助" not in filled
    for said in (
        "经审核，情况属实。",
        "意见：同意。金额：人民币壹仟元整(¥1,000.00)。",
        "经办人：李明",
        "分管领导：多吉",
    ):
        assert said in filled
    assert filled.count("年月日") == empty.count("年月日") - 1
    (seal_x, date_y) = places(path, 1, "2018年5月25日")[0]
    assert seal_x > 16 + 166 - 45
    assert 0 < date_y - places(path, 1, "格桑镇人民政府")[0][1] < 45


def test_a_refusal_never_stands_beside_the_printed_consent(tmp_path: Path) -> None:
    _, second = written(form(tmp_path, replace(FORM, opinions=(Opinion("village", decision="不同意"),))).path)
    assert "意见：不同意。" in second
    assert "同意上报" not in second


@pytest.mark.parametrize("with_school", [True, False])
@pytest.mark.parametrize("over_cap", [True, False])
def test_government_signs_above_the_cap_only_and_all_fits_two_pages(
    tmp_path: Path, with_school: bool, over_cap: bool
) -> None:
    printed = form(tmp_path, replace(FORM, with_school=with_school, over_cap=over_cap))
    whole = "".join(written(printed.path))
    assert (printed.pages, printed.complete) == (2, True)
    assert ("县人民政府意见" in whole) == over_cap
    assert ("学校意见" in whole) == with_school
    assert whole.count("(公章)") == 5 + over_cap + with_school
    assert max(y for _, y in places(printed.path, 1, "(公章)")) < 282


def test_the_fullest_form_overflows_nowhere(tmp_path: Path) -> None:
    assert len(LONG_NAME) == 50
    opinion = Opinion(
        "village", "情况属实。" * 80, "同意", 12_345_678, LONG_NAME[:20], LONG_NAME[:20], "2018-12-31"
    )
    full = replace(
        FORM,
        name=LONG_NAME,
        head_name=LONG_NAME,
        payee_name=LONG_NAME,
        address="格桑县格桑镇扎西尼玛牧民定居点" * 7,
        school="格桑县格桑镇中心小学校扎西尼玛教学点" * 2,
        bank="格桑县农村信用合作联社格桑信用社扎西分社",
        reason="难，" * 100,
        applied_fen=10_700_053,
        received=tuple(
            Item(label, 1_000_000) for label in ("幼儿保教费减免", "雨露计划", "爱心捐助", "村集体助学")
        ),
        costs=tuple(
            Item(label, 1_000_000) for label in ("保险", "校服", "校内伙食/营养补充", "交通", "其他")
        ),
        opinions=tuple(
            replace(opinion, step=step) for step in ("village", "school", "township", "government")
        ),
        over_cap=True,
    )
    printed = form(tmp_path, full)
    assert (printed.overflows, printed.missing_glyphs) == ([], [])
    first, _ = written(printed.path)
    assert LONG_NAME in first
    assert "10,000.00" in first
    assert full.address in first


def test_what_does_not_fit_or_has_no_glyph_is_named(tmp_path: Path) -> None:
    printed = form(tmp_path, replace(FORM, name="张\ue000", reason="难" * 900))
    assert printed.overflows == [f"{NUMBER} 申请理由：{'难' * 900}"]
    assert printed.missing_glyphs == [f"{NUMBER} 姓名：张\ue000（U+E000）"]


def test_the_same_form_gives_the_same_bytes(tmp_path: Path) -> None:
    first, again, other = (tmp_path / name for name in ("a.pdf", "b.pdf", "c.pdf"))
    approval_form.write([FORM, FORM], first, printed_on=DAY)
    approval_form.write([FORM, FORM], again, printed_on=DAY)
    approval_form.write([FORM, FORM], other, printed_on=DAY, reprint=True)
    assert first.read_bytes() == again.read_bytes() != other.read_bytes()
    assert pages.page_count(first) == 4


def test_slip_shows_the_amount_twice_and_the_account_never(tmp_path: Path) -> None:
    printed = approval_slip.write(SLIP, tmp_path / "slip.pdf", printed_on=DAY)
    assert (printed.pages, printed.complete) == (1, True)
    page = written(printed.path)[0]
    for value in (
        "格桑县教育扶贫救助基金审批单",
        f"编号：{NUMBER}",
        "学生姓名泽仁·扎西𠅤",
        "就读学校格桑镇中心小学校",
        "学段小学年级二年级1班所在村扎西村",
        "2018年春季学期",
        "批准金额¥16,409.02大写人民币壹万陆仟肆佰零玖元零贰分",
        "批准文号格教扶〔2018〕12号批准日期2018年6月8日",
        "收款人泽仁多吉收款账号尾号0018",
        "备注首次救助",
        "凭此单核对到账，不作取款凭证",
        "格桑镇人民政府(公章)年月日",
    ):
        assert value in page, value
    with pytest.raises(ValueError, match="last four"):
        replace(SLIP, account_last4="00018")


def test_a_slip_holds_the_longest_name(tmp_path: Path) -> None:
    slip = replace(SLIP, name=LONG_NAME, payee_name=LONG_NAME, approved_fen=10_700_053)
    printed = approval_slip.write(slip, tmp_path / "slip.pdf", printed_on=DAY)
    assert printed.complete
    assert written(printed.path)[0].count(LONG_NAME) == 2


def test_a_batch_has_a_page_and_a_number_for_each_slip(tmp_path: Path) -> None:
    slips = [replace(SLIP, case_no=f"{NUMBER}{n}", name=f"扎西{n}") for n in range(20)]
    printed = approval_slip.write(slips, tmp_path / "slips.pdf", printed_on=DAY)
    assert printed.pages == 20
    for n, page in enumerate(written(printed.path)):
        assert f"学生姓名扎西{n}就" in page
        assert page.count(f"{NUMBER}{n}") == 2
        assert "第1页共1页" in page


def test_notice_shows_the_allowed_columns_and_its_terms(tmp_path: Path) -> None:
    printed = notice_list.write(NOTICE, tmp_path / "notice.pdf", printed_on=DAY)
    assert (printed.pages, printed.complete) == (1, True)
    page = written(printed.path)[0]
    for part in (
        "格桑镇扎西村教育扶贫救助基金拟救助学生公示名单",
        "根据2018年5月8日村民主评议会议决定",
        "序号学生姓名户主姓名就读学校年级/班级救助用途拟救助金额(元)",
        "1扎西𠅤泽仁多吉格桑镇中心小学校二年级1班生活费补助1,200.00",
        "合计2人，人民币贰仟元零伍角2,000.50",
        "公示期：2018年5月10日至2018年5月16日，共7个自然日。",
        "格桑镇人民政府0836-7000001；格桑县教育局0836-7000002",
        "扎西村村民委员会2018年5月10日",
    ):
        assert part in page, part


def test_a_notice_row_has_no_place_for_anything_else() -> None:
    assert [f.name for f in fields(NoticeRow)] == [
        "student_name",
        "head_name",
        "school",
        "grade_class",
        "purpose",
        "amount_fen",
    ]
    with pytest.raises(TypeError):
        NoticeRow(*(["扎西"] * 5), 1, id_number="51339920100312001X")  # type: ignore[call-arg]


@pytest.mark.parametrize(
    "number", ["51339920100312001X", "13900000000", "6214590000000000018", "513399100312001"]
)
@pytest.mark.parametrize("column", ["student_name", "head_name", "school", "grade_class", "purpose"])
def test_a_notice_refuses_numbers_in_any_column(column: str, number: str) -> None:
    with pytest.raises(Refused, match="公示名单不得出现"):
        replace(ROW, **{column: f"扎西{number}"})


@pytest.mark.parametrize("count", [0, 1, 12, 13, 14, 20, 21, 22, 23, 24, 60])
def test_a_long_notice_numbers_its_rows_through_and_ends_with_its_foot(tmp_path: Path, count: int) -> None:
    rows = tuple(replace(ROW, student_name=f"学{n}生") for n in range(count))
    printed = notice_list.write(replace(NOTICE, rows=rows), tmp_path / "n.pdf", printed_on=DAY)
    shown = written(printed.path)
    assert printed.complete
    assert [n for n in range(count) if f"{n + 1}学{n}生" not in "".join(shown)] == []
    assert all("序号学生姓名" in page for page in shown)
    assert [i for i, page in enumerate(shown) if "公示期：" in page] == [len(shown) - 1]
    assert max(y for _, y in places(printed.path, len(shown) - 1, "扎西村村民委员会")) < 275


def test_a_long_name_makes_its_row_higher(tmp_path: Path) -> None:
    rows = (ROW, replace(ROW, student_name=LONG_NAME), ROW)
    printed = notice_list.write(replace(NOTICE, rows=rows), tmp_path / "n.pdf", printed_on=DAY)
    assert printed.complete
    first, second, third = (y for _, y in places(printed.path, 0, "泽仁多吉"))
    assert third - first > 20
    assert second > first
