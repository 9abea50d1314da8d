"""Rows that come into somebody else's sheet: what its formulas and areas say afterwards."""

from datetime import date
from decimal import Decimal

import pytest

from eduaid_desktop.documents.template_sheet import Rows, SheetText
from eduaid_desktop.documents.template_shift import Stretch, in_anchors, in_notes, in_tags
from eduaid_desktop.documents.template_styles import Styles
from eduaid_desktop.domain.header import Header
from eduaid_desktop.domain.template_layout import Below
from eduaid_desktop.errors import UserError
from eduaid_desktop.services.templates.kinds import kind_of

# Data in rows 5 to 13 of a sheet that had room for rows 5 to 9.
CHANGE = Stretch("明细 表", 4, 12, 9, 4)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("SUM(J5:J9)", "SUM(J5:J13)"),
        ("SUM($J$5:$J$9)/2", "SUM($J$5:$J$13)/2"),
        ("SUM(J5:J8)", "SUM(J5:J13)"),
        ("J10+K11", "J14+K15"),
        ("SUM(J4:J10)", "SUM(J4:J14)"),
        ("J5", "J5"),
        ("SUM(J2:J3)", "SUM(J2:J3)"),
        ("SUM(J:J)", "SUM(J:J)"),
        ("SUM(5:9)", "SUM(5:13)"),
        ('IF(A10="J10:J12","J10",LOG10(A10))', 'IF(A14="J10:J12","J10",LOG10(A14))'),
        ("SUM('明细 表'!J5:J9)", "SUM('明细 表'!J5:J13)"),
        ("SUM(别的!J5:J9)+[1]明细!A10", "SUM(别的!J5:J9)+[1]明细!A10"),
        ("SUMIF(C5:C9,&quot;&lt;&gt;男&quot;,J5:J9)", 'SUMIF(C5:C13,"&lt;&gt;男",J5:J13)'),
    ],
)
def test_formulas_speak_of_the_same_rows(before: str, after: str) -> None:
    assert CHANGE.formula(before, here=True) == after


def test_elsewhere_only_what_names_the_sheet_moves() -> None:
    assert CHANGE.formula("A10+'明细 表'!A10", here=False) == "A10+'明细 表'!A14"
    assert CHANGE.formula("J5:J9", here=True, widened=False) == "J5:J9"
    assert Stretch("x", 4, 3000, None, 0).formula("SUM(D5:D600)", here=True) == "SUM(D5:D3001)"


def test_a_formula_that_cannot_be_read_is_not_guessed() -> None:
    with pytest.raises(UserError, match="看不懂，不能在它旁边填写"):
        CHANGE.formula('IF(A5,"', here=True)
    # LibreOffice writes one bracket too many behind the name of a column.
    broken = "SUBTOTAL(109,[申请金额（元）]))"
    assert CHANGE.formula(broken, here=True) == broken


def test_areas_of_rules_grow_and_merged_cells_only_move() -> None:
    rule = '<dataValidation sqref="C5:C9 E5 G10" type="list"/>'
    assert in_tags(rule, "dataValidation", "sqref", CHANGE) == (
        '<dataValidation sqref="C5:C13 E5:E13 G14" type="list"/>'
    )
    merged = '<x:hyperlink ref="A5" id="r5"/><x:hyperlink ref="A10:B10"/>'
    assert in_tags(merged, "hyperlink", "ref", CHANGE, widened=False) == (
        '<x:hyperlink ref="A5" id="r5"/><x:hyperlink ref="A14:B14"/>'
    )


def test_drawings_and_notes_below_move_down() -> None:
    box = "<xdr:from><xdr:row>8</xdr:row></xdr:from><xdr:to><xdr:row>10</xdr:row></xdr:to>"
    assert in_anchors(box, CHANGE) == box.replace(">10<", ">14<")
    note = "<x:Anchor>1, 15, 9, 2, 3, 31, 12, 9</x:Anchor><x:Row>9</x:Row>"
    assert in_notes(note, CHANGE) == "<x:Anchor>1, 15, 13, 2, 3, 31, 16, 9</x:Anchor><x:Row>13</x:Row>"


@pytest.mark.parametrize(
    ("below", "foot", "examples", "wrong"),
    [
        ([[1, None], [2, None], ["合计", None]], 4, (), False),
        ([[None, None], ["填报人：", None]], 3, (), False),
        ([[1, "卓玛（示例）"], ["说明：一式两份", None]], 3, (2,), False),
        ([[1, "卓玛"]], None, (), True),
        ([[None, None], ["填表人：", "审核人：", "负责人：", "联系电话：", "日期："]], 3, (), False),
        ([["合  计", "", 0, 0, 0, 0]], 2, (), False),
        ([["填表人", None]], 2, (), False),
        ([], None, (), False),
    ],
)
def test_what_stands_below_a_header(
    below: list[list[object]], foot: int | None, examples: tuple[int, ...], wrong: bool
) -> None:
    rows = [["某表", None], ["序号", "姓名"], *below]
    head = Header(kind_of("batch").table, 1, 1, {"position": 0, "姓名": 1}, {0: "序号", 1: "姓名"})
    found = Below(rows, [], {}, head, 0).layout()
    assert (found.first, found.foot, found.examples, bool(found.in_the_way)) == (2, foot, examples, wrong)


STYLES = '<styleSheet><cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0"/></cellXfs></styleSheet>'


def test_formulas_that_cells_share_are_written_out_in_each() -> None:
    """As Excel saves what was filled down, and a formula of an array."""
    sheet = (
        '<worksheet><sheetData><row r="5"><c r="C5"><f t="shared" ref="C5:C6" si="0">A5+B5</f><v>0</v></c></row>'
        '<row r="6"><c r="C6"><f t="shared" si="0"/><v>0</v></c></row><row r="7"><c r="A7" t="str"><f>"合计"</f>'
        '<v>合计</v></c><c r="C7"><f t="array" ref="C7">SUM(C5:C6*1)</f><v>0</v></c></row></sheetData>'
        '<rowBreaks><brk id="6" max="16383" man="1"/></rowBreaks></worksheet>'
    )
    text = SheetText(sheet, Styles(STYLES, "表"), "表")
    assert text.formulas()[5, 2] == "A6+B6"
    change = Stretch("表", 4, 7, 6, 2)
    filled = SheetText(text.fill(Rows(change, [{0: n} for n in range(4)])), Styles(STYLES, "表"), "表")
    assert {place: words for place, words in filled.formulas().items() if place[1] == 2} == {
        (4, 2): "A5+B5", (5, 2): "A6+B6", (6, 2): "A7+B7", (7, 2): "A8+B8", (8, 2): "SUM(C5:C8*1)",
    }  # fmt: skip
    assert '<f t="array" ref="C9">' in filled.fill(Rows(Stretch("表", 4, 7, 8, 0), []))
    assert 'brk id="8"' in filled.after


def test_the_format_of_a_cell_says_what_it_is_for() -> None:
    styles = Styles(
        '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts>'
        '<fonts><font/><font><color rgb="FFC00000"/></font></fonts><fills><fill/><fill>'
        '<patternFill patternType="solid"><fgColor theme="0" tint="-0.15"/></patternFill></fill></fills>'
        '<cellXfs count="3"><xf numFmtId="164" fontId="1" fillId="1"/><xf numFmtId="2" fontId="0" fillId="0"/>'
        '<xf numFmtId="1" fontId="0" fillId="0"/></cellXfs></styleSheet>',
        "表",
    )
    first = styles.look(0)
    assert (first.is_date, first.red, first.grey) == (True, True, True)
    assert not styles.look(1).red
    assert [styles.of(1, Decimal("1000.50")), styles.of(2, Decimal(1000))] == [1, 2]
    # An amount that the format would round gets one that shows it, a text one that keeps it.
    assert [styles.look(styles.of(n, v)).number_format for n, v in (
        (2, Decimal("0.5")), (1, Decimal("0.10005")), (1, "007"), (1, date(2018, 6, 12)), (0, date(2018, 6, 12)),
    )] == ["0.00", "General", "@", "mm-dd-yy", 'yyyy"年"m"月"']  # fmt: skip
