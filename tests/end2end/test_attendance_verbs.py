"""The papers of attendance and of projects from the command line, on the sample township."""

from pathlib import Path

import pytest

from eduaid_desktop.documents import pages

from .conftest import Run, refused


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (
            ("attendance_table", "--term", "2018S", "--what", "俄洛村"),
            "俄洛村2018年春季学期义务教育适龄儿童控辍保学表册",
        ),
        (("out_of_county_list", "--term", "2018S"), "县外就读学生名单"),
        (
            ("class_duty_letter", "--term", "2018S", "--what", "格桑镇中心小学"),
            "2017-2018学年控辍保学责任书（学校与班主任）",
        ),
        (("return_notice", "--what", "1318"), "限期返校通知书"),
        (("project_ledger", "--what", "2018"), "2018年教育项目台账"),
        (("project_progress", "--what", "2018-05"), "2018年5月教育项目进度月报"),
        (("project_funding",), "教育项目资金来源表"),
        (("project_notice", "--what", "2018"), "2018年教育项目公示"),
    ],
)
def test_a_paper_is_written(
    run: Run, township: Path, tmp_path: Path, asked: tuple[str, ...], told: str
) -> None:
    target = tmp_path / "X.pdf"
    found = run("print", township, *asked, "--out", target, "--json").data
    text = pages.text(target)
    assert found["pages"] == len(text) > 0
    assert (found["missing_glyphs"], found["overflows"]) == ([], [])
    assert told in "".join(text[0].split())


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("attendance_table", "--term", "2018S", "--what", "天上村"), "没有名为“天上村”的村"),
        (("attendance_table", "--term", "2019A"), "先导入学籍名册和户籍"),
        (("return_notice",), "请指明一个孩子"),
        (("return_notice", "--what", "降措"), "请写身份证号或编号"),
        (("project_ledger", "--what", "2001"), "2001年还没有登记项目"),
        (("project_progress", "--what", "去年"), "请写成 2018-05"),
    ],
)
def test_what_cannot_be_printed_says_what_to_do(
    run: Run, township: Path, tmp_path: Path, asked: tuple[str, ...], told: str
) -> None:
    refused(run("print", township, *asked, "--out", tmp_path / "X.pdf"), told)
    assert not [*tmp_path.glob("*.pdf*")]
