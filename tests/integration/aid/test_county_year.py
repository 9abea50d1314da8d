"""The yearly summary of a whole county, held and summed to the fen."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from eduaid_desktop.services import aid_totals, office
from eduaid_desktop.services.desk import Desk

sys.path.insert(0, str(Path(__file__).parents[2]))
import county

YEAR = ("2017S", "2017A")


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    path = tmp_path_factory.mktemp("county") / "云岭县.eduaid"
    with office.create(path, name="格桑镇", code="513399101", fixed_date="2018-06-12") as desk:
        county.fill(desk)
        yield desk


def test_every_line_is_stated_to_its_decimals(year: Desk) -> None:
    found = {f.label: f for f in aid_totals.by_heading(year, YEAR)}
    stated = {label: (f.counted, aid_totals.in_wan(f)) for label, f in found.items()}
    assert stated == {
        "学前一免一补": ("11,251 人次", "518.414 万元"),
        "义务教育三免一补": ("58,660 人次", "2353.547 万元"),
        "高中两免一补一助": ("14,630 人次", "953.345 万元"),
        "非义务教育阶段学生资助": ("76 人", "19.95 万元"),
        "建档立卡贫困大学新生学费资助": ("56 人", "22.4 万元"),
    }
    assert [found[g.heading].persons for g in county.GROUPS] == [g.pupils for g in county.GROUPS]


def test_whatever_it_is_split_by_the_sum_is_the_same(year: Desk) -> None:
    whole = aid_totals.whole(year, YEAR)
    assert whole.times == county.PERSON_TIMES + 76 + 56
    assert whole.persons == county.PUPILS + 76 + 56
    assert whole.fen == sum(g.fen for g in county.GROUPS)
    for by in aid_totals.SPLITS:
        split = aid_totals.of_terms(year, YEAR, by)
        assert (sum(f.times for f in split), sum(f.fen for f in split)) == (whole.times, whole.fen)
