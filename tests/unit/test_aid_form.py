"""资助申请 and 困难认定 as specs: what programmes ask is what the form has, and what is not asked is not read."""

from datetime import date
from typing import Any

import pytest

from eduaid_desktop.domain.aid import AID, EXTRAS
from eduaid_desktop.domain.fields import Field, FormSpec
from eduaid_desktop.domain.hardship import HARDSHIP, by_identity
from eduaid_desktop.domain.kinds import KINDS, Unreadable
from eduaid_desktop.domain.programmes import certainty
from eduaid_desktop.domain.rules import Code, CodeTable, Rules
from eduaid_desktop.services import rules as shipped

CAUSES = Rules(date(2018, 6, 12), {"hardship_cause": shipped.shipped_codes()["hardship_cause"]})
PROGRAMMES = Rules(
    date(2018, 6, 12),
    shipped.shipped_codes(),
    {"programme": {entry["key"]: entry for entry in shipped.shipped("programme")}},
)


def test_every_field_a_programme_asks_is_on_the_form() -> None:
    asked = {name for entry in shipped.shipped("programme") for name in entry.get("asks", ())}
    assert asked == {f.name for f in EXTRAS}


@pytest.mark.parametrize(
    ("programme", "asked"),
    [
        ("P19", {"donor", "donor_purpose", "in_kind_value"}),
        ("雨露计划", {"status_number", "internship", "household_account"}),
        ("P06", set()),
        ("", set()),
        (None, set()),
        ("没有的项目", set()),
    ],
)
def test_a_programme_by_code_or_name_asks_its_own(programme: str | None, asked: set[str]) -> None:
    unasked = AID.unasked({"programme": programme}, PROGRAMMES)
    assert {f.name for f in EXTRAS} - unasked == asked


def test_of_a_programme_that_is_over_nothing_stored_is_lost() -> None:
    over = Rules(PROGRAMMES.today, PROGRAMMES.codes, {"programme": {}})
    unasked = AID.unasked({"programme": "P15", "status_number": "Z1", "internship": None}, over)
    assert ("status_number" in unasked, "internship" in unasked) == (False, True)


def test_what_is_not_asked_is_not_read() -> None:
    spec = FormSpec(
        "f", "表", "t", (Field("a", "甲"), Field("b", "乙", "integer", required=True)),
        unasked=lambda raw, rules: frozenset() if raw.get("a") else frozenset({"b"}),
    )  # fmt: skip
    values, problems = spec.clean({"a": "", "b": "许多"}, Rules(date(2018, 6, 12)))
    assert (values, [p.message for p in problems]) == ({"a": None, "b": None}, ["乙还没有填写。"])


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("15", "自然灾害、欠债"),
        (" 51 ", "自然灾害、欠债"),
        (11, "自然灾害"),
        ("欠债, 灾害", None),
        ("债务；残疾", "劳动力弱、欠债"),
        ("遭受自然灾害，失业。", "自然灾害、失业"),
        ("", None),
        (None, None),
        ("自然灾害、欠债", "自然灾害、欠债"),
    ],
)
def test_several_causes_are_read_by_digit_or_word(typed: Any, kept: str | None) -> None:
    if typed == "欠债, 灾害":
        with pytest.raises(Unreadable, match="不认识“灾害”，请从 自然灾害、突发意外"):
            KINDS["several"].clean(typed, "hardship_cause", CAUSES)
        return
    assert KINDS["several"].clean(typed, "hardship_cause", CAUSES)[0] == kept


def test_only_who_belongs_to_no_group_is_weighed() -> None:
    codes = shipped.shipped_codes()["hardship_category"].codes
    assert [code.code for code in codes if not by_identity(code.code)] == ["other"]
    assert not by_identity(None)


def test_a_recognition_is_called_by_child_and_year() -> None:
    years = CodeTable("school_year", (Code("2017-2018", "2017-2018学年"),))
    rules = Rules(date(2018, 6, 12), {"school_year": years})
    called = HARDSHIP.called({"name": "扎西", "school_year": "2017-2018"}, rules)
    assert called == "扎西　2017-2018学年　困难认定"


def test_what_is_uncertain_says_so() -> None:
    words = {rate["certainty"]: certainty(rate) for rate in shipped.shipped("rate")}
    assert words.pop("H") == "有文件或报道写明"
    assert words
    assert all("须核实" in each for each in words.values())
