"""A county's package that would do nothing, something else, or hang the board is refused with its line."""

from pathlib import Path

import pytest

from eduaid_desktop.errors import UserError
from eduaid_desktop.services import policies
from eduaid_desktop.services.desk import Desk

HEAD = 'name = "云岭县标准"\ndocument = "云教〔2018〕30号"\n\n'
BAND = """[[relief_band]]
key = "小学"
stages = ["2"]
kind = "fixed"
yuan = 200
valid_from = "2018-01-01"
valid_to = ""
clause = "第一条"
source = "云教〔2018〕30号"
certainty = "H"
"""
STEP = """[[relief_timetable]]
key = "report"
name = "上报"
states = [60]
days = 0
day_kind = "working"
spring_last = "06-05"
valid_from = "2018-03-01"
valid_to = ""
"""
PAPER = """[[evidence_rule]]
key = "E02"
need = "required"
due = "send_village"
valid_from = "2018-01-01"
valid_to = ""
"""
CATEGORY = """[[relief_category]]
key = "1"
label = "孤儿"
valid_from = "2018-01-01"
valid_to = ""
"""


def told(desk: Desk, path: Path, text: str) -> str:
    path.write_text(HEAD + text, encoding="utf-8")
    with pytest.raises(UserError) as found:
        policies.read(desk, path)
    return found.value.sentence


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (BAND.replace("stages", "stage"), 4, "stage 程序不认识"),
        (BAND + 'categorys = ["1"]\n', 4, "categorys 程序不认识"),
        (BAND.replace('["2"]', '["9"]'), 4, "stages 里没有“9”"),
        (BAND + BAND, 14, "有两条都叫“小学”"),
        (STEP + STEP, 13, "有两条都叫“report”"),
        (PAPER + PAPER, 10, "有两条都叫“E02”"),
        (CATEGORY + CATEGORY, 9, "有两条都叫“1”"),
        (STEP.replace('"report"', '"shangbao"'), 4, "key 不能是“shangbao”"),
        (STEP.replace("days = 0", "days = 99999999999999"), 4, "days 写得不对"),
        (STEP + "\n" + PAPER.replace("E02", "E99"), 14, "“E99”不是材料代码"),
        (PAPER + 'presets = ["Z"]\n', 4, "presets 写得不对"),
        (PAPER.replace("required", "when") + 'when = "hardship"\n', 4, "要写 categories"),
    ],
)
def test_a_package_is_refused_with_the_line_and_what_is_wrong(
    clerk: Desk, tmp_path: Path, text: str, line: int, words: str
) -> None:
    sentence = told(clerk, tmp_path / "包.toml", text)
    assert f"第 {line} 行" in sentence
    assert words in sentence


def test_two_entries_of_one_name_may_follow_each_other(clerk: Desk, tmp_path: Path) -> None:
    first = PAPER.replace('valid_to = ""', 'valid_to = "2018-08-31"')
    second = PAPER.replace("2018-01-01", "2018-09-01")
    (tmp_path / "包.toml").write_text(HEAD + first + second, encoding="utf-8")
    assert len(policies.read(clerk, tmp_path / "包.toml").says) == 2


def test_a_file_that_is_too_large_is_called_so(clerk: Desk, tmp_path: Path) -> None:
    assert "太大" in told(clerk, tmp_path / "包.toml", "#" * (1 << 20))


def test_a_kind_of_household_that_is_left_out_is_said_before_it_is_too_late(
    clerk: Desk, tmp_path: Path
) -> None:
    kind = '[[relief_eligibility]]\nkey = "低保户"\nvalid_from = "2018-01-01"\nvalid_to = ""\nsource = "第四条"\n'
    (tmp_path / "包.toml").write_text(HEAD + kind, encoding="utf-8")
    doubts = policies.read(clerk, tmp_path / "包.toml").doubts
    assert "没有写“一般贫困户”，加入后这类户不再是救助对象。" in doubts
