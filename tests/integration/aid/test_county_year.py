"""The yearly summary of a whole county, held and summed to the fen."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from eduaid_desktop.documents import pages
from eduaid_desktop.services import aid_totals, office, slips
from eduaid_desktop.services.desk import Desk

from ... import county

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


HELPED, HELPED_FEN = 719, 49_690_000


def _help(desk: Desk) -> None:
    """The fund's pupils of the year, half of them children who got aid as well."""
    each, more = divmod(HELPED_FEN, HELPED)
    with desk.store.change("经办人甲", "登记救助") as change:
        for n in range(HELPED):
            person = n + 1 if n % 2 else change.insert("person", county.person(20_000 + n))
            case = {"person_id": person, "case_no": f"JYJZ-513399101-2017A-{n:04d}", "term": YEAR[n % 2]}
            paid = {"approved": each + (n < more), "past_paid_on": "2017-12-20", "past_source": "2017年台账"}
            state = {"state": 110, "since": "2017-12-20", "stage": str(n % 7 + 1), "historical": 1}
            change.insert("relief_case", case | paid | state)


def test_the_table_of_the_year_is_the_summary_of_the_county(year: Desk, tmp_path: Path) -> None:
    _help(year)
    slips.write(year, "year_table", tmp_path / "x.pdf", what="2017")
    text = pages.text(tmp_path / "x.pdf")
    rows = [line.split() for line in "\n".join(text).splitlines()]
    stated = {row[0]: row[1:] for row in rows if len(row) > 5}
    for label, times, wan in (
        ("学前一免一补", "11,251", "518.414"), ("义务教育三免一补", "58,660", "2353.547"),
        ("高中两免一补一助", "14,630", "953.345"), ("非义务教育阶段学生资助", "76", "19.95"),
        ("建档立卡贫困大学新生学费资助", "56", "22.4"), ("教育扶贫救助基金", "719", "49.69"),
    ):  # fmt: skip
        assert (stated[label][1], float(stated[label][3].replace(",", ""))) == (times, float(wan)), label
    assert stated["教育扶贫救助基金"][0] == "719"
    groups = sum(g.fen for g in county.GROUPS)
    assert stated["总计"][3] == "3,917.3460"
    points = {len(cells[3].partition(".")[2]) for cells in stated.values() if "." in cells[3]}
    assert points == {4}, "the points stand under each other"
    assert groups + HELPED_FEN == 3_917_346_000
    assert stated["总计"][0] == f"{county.PUPILS + 76 + 56 + 360:,}"
    for label, cells in stated.items():
        if label in {"总计", "资助小计", "教育扶贫救助基金", *(g.heading for g in county.GROUPS)}:
            fen = [round(float(cell.replace(",", "")) * 100) for cell in cells[5::2] if cell != "—"]
            assert sum(fen) == round(float(cells[2].replace(",", "")) * 100), label
