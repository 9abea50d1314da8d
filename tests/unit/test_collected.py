"""What a county sees among the rows of many townships, rule by rule."""

from typing import Any

import pytest

from eduaid_desktop.domain import collected, collected_limits, collected_rules
from eduaid_desktop.domain.collected import Line
from eduaid_desktop.domain.relief_bands import HOUSEHOLD, STUDENT, Band, Cap

_TEXTS = [
    name for name in Line._fields if name not in ("id", "batch_id", "row", "amount", "costs", "over_limit")
]


def line(number: int, **given: Any) -> Line:
    """A row that nothing is wrong with, of a child of its own."""
    usual: dict[str, Any] = dict.fromkeys(_TEXTS, "")
    usual |= {
        "id": number, "batch_id": 1, "batch_no": "PC-1-001", "term": "2018S", "township_code": "513399101",
        "township": "格桑镇", "row": number + 1, "case_no": f"C{number:04d}", "name": f"扎西{number}",
        "id_number": f"{513399_20060101_0000 + number}", "household_number": f"{51339900 + number}",
        "payee_name": f"多吉{number}", "payee_account": f"{629900000000 + number}", "amount": 100_000, "costs": 0,
        "head_name": f"多吉{number}", "stage": "小学", "school": f"第{number}小学", "over_limit": False,
    }  # fmt: skip
    return Line(**(usual | given))


def cases(found: Any) -> list[tuple[str, list[int]]]:
    return [(each.sure, [x.id for x in each.lines]) for each in found]


SAME = {"id_number": "513399200601010029"}


@pytest.mark.parametrize(
    ("one", "other", "sure"),
    [
        (SAME, SAME, "确定"),
        ({"student_number": "G513399200601010029"}, {"student_number": "G513399200601010029"}, "很可能"),
        ({"name": "央·金", "head_name": "甲", "id_number": ""}, {"name": "央金", "head_name": "甲"}, "可能"),
        (
            {"name": "央金", "head_name": "甲", "school": "一小", "id_number": ""},
            {"name": "央金", "head_name": "甲", "school": "一小", "id_number": ""},
            "很可能",
        ),
        ({"name": "央金", **SAME}, {"name": "央金", "id_number": "513399200601010037"}, "可能"),
    ],
)  # fmt: skip
def test_a_child_in_two_rows_is_told_with_how_sure(
    one: dict[str, str], other: dict[str, str], sure: str
) -> None:
    other_place = {"township_code": "513399102", "township": "达瓦乡"}
    rows = [line(1, **one), line(2, **other, **other_place), line(3)]
    assert cases(collected_rules.doubles(rows)) == [(sure, [1, 2])]


def test_two_children_of_one_name_and_one_head_with_two_numbers_are_two() -> None:
    same = {"name": "央金", "head_name": "甲"}
    rows = [line(1, **same, id_number="513399200601010029"), line(2, **same, id_number="513399200702020018")]
    assert cases(collected_rules.doubles(rows)) == []


def test_three_rows_of_one_child_are_one_finding() -> None:
    rows = [line(n, **SAME, name="央金", student_number="G513399200601010029") for n in (1, 2, 3)]
    assert cases(collected_rules.doubles(rows)) == [("确定", [1, 2, 3])]


def test_one_account_for_the_children_of_a_family_is_no_fault() -> None:
    family = {"payee_account": "6299000000000001", "payee_name": "多吉", "household_number": "5133990001"}
    assert cases(collected_rules.accounts([line(1, **family), line(2, **family)])) == []
    other = family | {"household_number": "5133990002"}
    assert cases(collected_rules.accounts([line(1, **family), line(2, **other)])) == [("可能", [1, 2])]
    payee = family | {"payee_name": "白玛"}
    assert cases(collected_rules.accounts([line(1, **family), line(2, **payee)])) == [("确定", [1, 2])]
    assert cases(collected_rules.accounts([line(1, payee_account=""), line(2, payee_account="")])) == []


def test_a_separator_makes_no_other_name() -> None:
    assert (
        cases(collected_rules.names([line(1, **SAME, name="扎西·卓玛"), line(2, **SAME, name="扎西卓玛")]))
        == []
    )
    assert cases(collected_rules.names([line(1, **SAME, name="扎西"), line(2, **SAME, name="卓玛")])) == [
        ("确定", [1, 2])
    ]


def test_a_later_batch_brings_a_case_again_and_the_earlier_row_counts_no_more() -> None:
    rows = [line(n, case_no="C1", batch_no=no) for n, no in enumerate(("PC-999", "PC-1000", "PC-998"), 1)]
    count, gone = collected.standing([*rows, line(4), line(5, case_no="C4", township_code="513399102")])
    assert [x.id for x in count] == [2, 4, 5]
    assert [x.id for x in gone] == [1, 3]


def test_a_case_twice_in_one_file_counts_twice_and_is_told() -> None:
    rows = [line(1, **SAME, case_no="C1"), line(2, **SAME, case_no="C1")]
    count, gone = collected.standing(rows)
    assert (len(count), gone) == (2, [])
    assert cases(collected_rules.doubles(count)) == [("确定", [1, 2])]


def test_caps_add_up_children_and_families_and_only_of_this_term() -> None:
    cap = Cap(150_000, "calendar", "县人民政府", "")
    child = [line(1, **SAME), line(2, **SAME, term="2018A")]
    assert cases(collected_limits.caps(child, "2018S", STUDENT, cap)) == [("确定", [1, 2])]
    assert (
        cases(
            collected_limits.caps(
                [line(1, **SAME, term="2018A"), line(2, **SAME, term="2018A")], "2018S", STUDENT, cap
            )
        )
        == []
    )
    family = [line(n, household_number="5133990001") for n in (1, 2)]
    assert cases(collected_limits.caps(family, "2018S", STUDENT, cap)) == []
    assert cases(collected_limits.caps(family, "2018S", HOUSEHOLD, cap)) == [("确定", [1, 2])]
    assert cases(collected_limits.caps(family, "2018S", HOUSEHOLD, Cap(200_000, "calendar", "", ""))) == []


def test_a_township_is_blamed_for_a_missing_mark_only_where_it_could_know() -> None:
    cap = Cap(150_000, "calendar", "县人民政府", "")

    def blamed(*rows: Line) -> list[int]:
        told = [*collected_limits.caps(rows, "2018S", STUDENT, cap)]
        return [each.lines[0].id for each in collected_limits.unflagged(rows, told, lambda line: None)]

    assert blamed(line(1, **SAME), line(2, **SAME, over_limit=True)) == [1]
    assert blamed(line(1, **SAME), line(2, **SAME, township="达瓦乡", township_code="513399102")) == []
    band = Band("range", 50_000, 90_000)
    assert [e.lines[0].id for e in collected_limits.unflagged([line(1)], (), lambda line: band)] == [1]
    assert cases(collected_limits.bands([line(1, amount=90_000)], lambda line: band)) == []
    assert cases(collected_limits.bands([line(1, amount=10_000)], lambda line: band)) == [("确定", [1])]


def test_a_word_in_the_place_of_a_number_is_none() -> None:
    for word in ("", "无", "—", "没有身份证", "2018", "待补12345"):
        assert collected.number(word) == ""
    for written in ("513399200601010029", "G513399200601010029", "L20181234", "51339900"):
        assert collected.number(written) == written
