"""Tables of plain sheets on real pages: grouped heads, subtotals, sums of a page, A3, rows that never split."""

from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from eduaid_desktop.documents import office_sheet, pages
from eduaid_desktop.domain.sheet import Column, Section, Sheet, Subtotal
from eduaid_desktop.domain.slip import Slip, Subject, number

DAY = date(2018, 6, 12)
STAGES = ("学前", "小学", "初中", "高中")
SUMMARY = (
    Column("村（社区）", 30),
    *(
        c
        for s in STAGES
        for c in (Column("人数", 12, True, s), Column("金额（元）", 22, True, s, summed=True))
    ),
    Column("合计人数", 14, True),
    Column("合计金额（元）", 24, True, summed=True),
)


def write(path: Path, sheet: Sheet) -> list[str]:
    """The text of every page, without spaces; what is not whole fails the test."""
    printed = office_sheet.write([sheet], path, printed_on=DAY)
    assert printed.complete, printed.overflows
    return ["".join(text.split()) for text in pages.text(path)]


def rows(count: int, columns: tuple[Column, ...] = SUMMARY) -> list[tuple[str, ...]]:
    return [
        (f"第{n}村", *("1,000.50" if c.summed else "2" for c in columns[1:])) for n in range(1, count + 1)
    ]


def test_a_group_stands_above_its_columns_on_every_page(tmp_path: Path) -> None:
    slip = Slip(number("summary_sheet", 42, 1), "summary_sheet", Subject("period", 42, ""), "")
    body = [*rows(12), Subtotal(("片区小计", *["24", "12,006.00"] * 4, "24", "12,006.00")), *rows(15)]
    foot = ("合计", *["54", "27,013.50"] * 4, "54", "27,013.50")
    section = Section(columns=SUMMARY, rows=body, foot=foot)
    above = ("填报单位：格桑乡人民政府", "单位：元")
    sheet = Sheet("救助汇总表", (section,), above, signed=("经办人",), landscape=True, slip=slip)
    texts = write(tmp_path / "x.pdf", sheet)
    assert len(texts) == 2
    for text in texts:
        assert text.index("村（社区）") < text.index("学前") < text.index("小学")
        assert text.count("人数") == 5


def test_the_figures_of_a_page_are_summed_under_its_last_row_and_subtotals_only_once(tmp_path: Path) -> None:
    columns = (Column("序号", 12), Column("村", 60), Column("金额（元）", 40, True, summed=True))
    body: list[tuple[str, ...]] = [(f"{n}", "下格桑村", "1,000.25") for n in range(1, 61)]
    body.insert(10, Subtotal(("", "小计", "10,002.50")))
    texts = write(
        tmp_path / "x.pdf",
        Sheet("名单", (Section(columns=columns, rows=body, foot=("", "合计", "60,015.00")),)),
    )
    assert len(texts) == 2
    sums = [text.split("本页小计")[1] for text in texts]
    on_first = texts[0].count("下格桑村")
    assert sums[0].startswith(f"{on_first * 1000.25:,.2f}")
    assert sums[1].startswith(f"{(60 - on_first) * 1000.25:,.2f}合计60,015.00")
    assert [text.count("本页小计") for text in texts] == [1, 1]


def test_a_list_of_one_page_has_its_total_alone(tmp_path: Path) -> None:
    section = Section(columns=SUMMARY, rows=rows(5))
    assert "本页小计" not in write(tmp_path / "x.pdf", Sheet("名单", (section,)))[0]


@pytest.mark.parametrize(
    ("columns", "across", "paper", "size"),
    [
        (14, False, "", (210, 297)), (14, True, "", (297, 210)), (15, True, "", (420, 297)),
        (15, False, "", (420, 297)), (15, True, "A4", (297, 210)), (8, True, "A3", (420, 297)),
    ],
)  # fmt: skip
def test_the_paper_is_as_wide_as_the_columns_need(
    tmp_path: Path, columns: int, across: bool, paper: str, size: tuple[int, int]
) -> None:
    section = Section(columns=[Column(f"列{n}", 10) for n in range(columns)], rows=[["1"] * columns])
    write(tmp_path / "x.pdf", Sheet("花名册", (section,), landscape=across, paper=paper))  # type: ignore[arg-type]
    assert tuple(round(side) for side in pages.size_mm(tmp_path / "x.pdf", 0)) == size


def test_sheets_of_several_papers_go_into_one_file(tmp_path: Path) -> None:
    sheets = [Sheet("一"), Sheet("二", landscape=True), Sheet("三", paper="A3"), Sheet("四")]
    office_sheet.write(sheets, tmp_path / "x.pdf", printed_on=DAY)
    wide = [round(pages.size_mm(tmp_path / "x.pdf", page)[0]) for page in range(4)]
    assert wide == [210, 297, 420, 210]


@pytest.mark.parametrize("length", [1200, 2500])
def test_a_row_is_never_split_and_one_higher_than_a_page_is_reported(tmp_path: Path, length: int) -> None:
    columns = (Column("序号", 12), Column("情况", 60), Column("备注", 84))
    body = [("1", "字", "字"), ("2", "长" * length, "完"), ("3", "字", "字")]
    section = Section(columns=columns, rows=body, foot=("", "合计", "3 条"))
    sheet = Sheet("情况表", (section,), signed=("经办人",))
    printed = office_sheet.write([sheet], tmp_path / "x.pdf", printed_on=DAY)
    texts = ["".join(text.split()) for text in pages.text(tmp_path / "x.pdf")]
    assert all("序号情况备注" in text for text in texts)
    assert sum("长" in text for text in texts) == 1
    assert printed.overflows == ([] if length == 1200 else [f"情况：{'长' * length}"])


def test_nobody_signs_on_a_page_that_shows_nothing_to_sign_for(tmp_path: Path) -> None:
    """However many rows there are: the words and the line to sign go to the next page with the last row and its sum."""
    columns = (Column("序号", 12), Column("村", 60), Column("金额（元）", 40, True, summed=True))
    for count in range(28, 36):
        body = [(f"{n}", "下格桑村", "1,000.25") for n in range(1, count + 1)]
        section = Section(columns=columns, rows=body, foot=("", "合计", "1.00"))
        closing = "合计人民币壹元整（¥1.00）。" * 5
        texts = write(
            tmp_path / "x.pdf", Sheet("名单", (section,), closing=closing, signed=("经办人", "审核人"))
        )
        signed = [text for text in texts if "经办人：" in text]
        assert len(signed) == 1, count
        assert "下格桑村" in signed[0], count
        assert "合计人民币" in signed[0], count


@pytest.mark.parametrize("count", range(30, 40))
def test_no_row_stands_alone_on_a_page(tmp_path: Path, count: int) -> None:
    columns = (Column("序号", 12), Column("村", 60))
    body = [(f"{n}", "下格桑村") for n in range(1, count + 1)]
    texts = write(tmp_path / "x.pdf", Sheet("名单", (Section(columns=columns, rows=body),)))
    assert sum(text.count("下格桑村") for text in texts) == count
    assert min(text.count("下格桑村") for text in texts) > 1


def test_rows_that_fill_a_page_each_stay_above_its_footer(tmp_path: Path) -> None:
    """What belongs together goes together only as far as a page holds it."""
    columns = (Column("序号", 12), Column("情况", 60))
    body = [("1", "长" * 1000), ("2", "长" * 1000)]
    section = Section(columns=columns, rows=body, foot=("", "合计 2 条"))
    texts = write(tmp_path / "x.pdf", Sheet("情况表", (section,), closing="完。", signed=("经办人",)))
    assert [text.count("长") for text in texts] == [1000, 1000]
    assert "经办人" in texts[1]


def test_a_page_without_a_figure_has_no_sum_of_nothing(tmp_path: Path) -> None:
    columns = (Column("序号", 12), Column("村", 60), Column("批准（元）", 40, True, summed=True))
    body = [(f"{n}", "下格桑村", "1,000.00" if n < 20 else "") for n in range(1, 61)]
    texts = write(tmp_path / "x.pdf", Sheet("名单", (Section(columns=columns, rows=body),)))
    assert "本页小计19,000.00" in texts[0]
    assert "本页小计—" in texts[1]


def test_all_figures_of_a_table_stand_in_the_size_that_the_longest_needs(tmp_path: Path) -> None:
    columns = (Column("村", 120), Column("人数", 12, right=True), Column("金额", 13, right=True))
    rows = [("甲村", "8", "88.00"), ("乙村", "8", "8,888,888.88"), ("丙村", "8", "888.00")]
    sheet = Sheet("汇总表", (Section(columns=columns, rows=rows),))
    office_sheet.write([sheet], tmp_path / "x.pdf", printed_on=DAY)
    text = pypdfium2.PdfDocument(tmp_path / "x.pdf")[0].get_textpage()
    boxes = [text.get_charbox(n) for n in range(text.count_chars()) if text.get_text_range(n, 1) == "8"]
    tall = [top - bottom for _, bottom, _, top in boxes if bottom > 400]
    assert len(tall) == 3 + 2 + 9 + 3
    assert max(tall) - min(tall) < 0.1
