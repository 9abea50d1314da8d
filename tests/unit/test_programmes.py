"""How a rule is told to a clerk: its clause and its source, without the numbers of our own reference."""

import re

import pytest

from eduaid_desktop.domain import programmes
from eduaid_desktop.services import rules


@pytest.mark.parametrize(
    ("source", "read"),
    [
        ("领域说明 6.3 [S36]", ""),
        ("领域说明第 4 节、6.1 P02 [C]", ""),
        ("领域说明 6.1 P04b：藏区 32 县、彝区 10 县寄宿生“包吃”", "藏区 32 县、彝区 10 县寄宿生“包吃”"),
        ("领域说明 6.1 P06b [S46][S23]，须按本校批准的学费核实", "须按本校批准的学费核实"),
        (
            "领域说明 6.1 P04；2016 年秋季起建档立卡寄宿生全部纳入（P04e）",
            "2016 年秋季起建档立卡寄宿生全部纳入",
        ),
        ("县教〔2018〕1号", "县教〔2018〕1号"),
    ],
)
def test_a_source_is_read_without_its_place_in_the_reference(source: str, read: str) -> None:
    assert programmes.readable(source) == read


def test_grounds_say_when_the_county_has_to_be_asked() -> None:
    entry = {"clause": "不重复享受", "source": "领域说明 6.1 P12 [S36]", "certainty": "M"}
    assert programmes.grounds(entry) == "依据：不重复享受；须向县里核实"
    assert programmes.grounds({**entry, "certainty": "H"}) == "依据：不重复享受"
    asked = {**entry, "clause": "没有写明；请向县里核实"}
    assert programmes.grounds(asked) == "依据：没有写明；请向县里核实"
    assert programmes.grounds({"source": "领域说明 6.1 P07", "certainty": "H"}) == ""


def test_nothing_that_is_shown_of_the_shipped_rules_names_the_reference() -> None:
    for policy in ("programme", "rate", "stacking"):
        for entry in rules.shipped(policy):
            shown = programmes.grounds(entry) + programmes.readable(entry.get("source", ""))
            assert not re.search(r"领域说明|\[[A-Z]\d*\]|\bP\d\d", shown), shown
