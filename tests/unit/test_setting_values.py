"""Values of settings as people type and read them."""

from typing import Any

import pytest

from eduaid_desktop.domain import setting_values
from eduaid_desktop.domain.setting_values import Title
from eduaid_desktop.errors import Refused


def title(kind: str, **about: Any) -> Title:
    return Title("key", "设置", "单位", kind, "说明。", **about)


@pytest.mark.parametrize(
    ("kind", "typed", "value", "words"),
    [
        ("number", "７", 7, "7"), ("flag", "是", True, "是"), ("flag", "off", None, ""), ("flag", "否", False, "否"),
        ("month_day", "6-30", "06-30", "6月30日"), ("month_day", "12月1日", "12-01", "12月1日"),
        ("season", "5月1日至6月30日", ["05-01", "06-30"], "5月1日至6月30日"),
        ("season", "05-01~06-30", ["05-01", "06-30"], "5月1日至6月30日"), ("season", "5月1日", None, ""),
        ("season", "5月1日至2月29日", None, ""),
        ("days", "2018-06-16～2018-06-17", ["2018-06-16", "2018-06-17"], "2018年6月16日至17日"),
        ("text", " 依据；须核实 ", "依据；须核实", "依据；须核实"), ("number", "-1", None, ""),
        ("days", "周一", None, ""),
    ],
)  # fmt: skip
def test_a_value_is_read_and_shown(kind: str, typed: str, value: Any, words: str) -> None:
    about = title(kind)
    if value is None:
        with pytest.raises(Refused) as refused:
            setting_values.read(about, typed)
        assert refused.value.field == "value"
        return
    assert setting_values.read(about, typed) == value
    assert setting_values.words(about, value) == words


def test_choices_are_typed_by_code_or_by_word_and_keep_their_order() -> None:
    about = title("codes", choices={"E01": "申请表", "E02": "户口簿（复印件）"})
    assert setting_values.read(about, "户口簿(复印件)、E01") == ["E01", "E02"]
    assert setting_values.read(about, "无") == []
    assert setting_values.words(about, []) == "无"
