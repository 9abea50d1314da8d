"""eduaid print: the tables of the fund and of student aid, by the command line, from the sample township."""

from pathlib import Path

import pytest

from eduaid_desktop.documents import pages

from .conftest import Run, refused


@pytest.mark.parametrize(
    ("document", "way", "words"),
    [
        ("summary_sheet", ("--term", "2018S"), "2018年春季学期教育扶贫救助基金申请汇总表"),
        ("summary_sheet", ("--what", "2018"), "全年不重复的学生"),
        ("application_roster", ("--term", "2018S", "--what", "达瓦村"), "达瓦村2018年春季学期"),
        ("result_list", ("--what", "PC-513399101-2018S-001"), "上报批次 PC-513399101-2018S-001"),
        ("rejection_list", ("--term", "2018S"), "不得张贴"),
        ("relief_ledger", ("--what", "2018"), "今天可用"),
        (
            "aid_roster",
            ("--term", "2018S", "--what", "云岭县职业中学"),
            "云岭县职业中学2018年春季学期学生资助花名册",
        ),
        ("term_table", ("--term", "2018S"), "口径"),
        ("year_table", ("--what", "2018"), "学生资助统计表（年度）"),
    ],
)
def test_a_table_is_printed(
    run: Run, township: Path, tmp_path: Path, document: str, way: tuple[str, ...], words: str
) -> None:
    out = tmp_path / "x.pdf"
    told = run("print", township, document, *way, "--out", out, "--json")
    assert (told.status, told.data["missing_glyphs"], told.data["overflows"]) == (0, [], [])
    text = pages.text(out)
    assert told.data["pages"] == len(text)
    assert words in "".join("".join(text).splitlines())


@pytest.mark.parametrize(
    ("document", "way", "words"),
    [
        ("summary_sheet", (), "请指明一个学期"),
        ("summary_sheet", ("--what", "PC-9"), "“PC-9”不是本单位的批次，也不是年度"),
        ("application_roster", ("--term", "2017A"), "还没有已受理的申请"),
        ("relief_ledger", ("--term", "2018S", "--what", "没有村"), "没有名为“没有村”的村"),
        ("aid_payment_sheet", ("--term", "2018S"), "资助项目还没有填写"),
        ("year_table", ("--what", "1018"), "“1018”不是年度"),
    ],
)  # fmt: skip
def test_what_cannot_be_printed_is_said(
    run: Run, township: Path, tmp_path: Path, document: str, way: tuple[str, ...], words: str
) -> None:
    refused(run("print", township, document, *way, "--out", tmp_path / "x.pdf"), words)
    assert not (tmp_path / "x.pdf").exists()
