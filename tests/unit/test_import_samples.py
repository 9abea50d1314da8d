"""The sample files, row by row, against expected.json: what is refused, warned of and noted."""

import json
import tomllib
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from eduaid_desktop.documents import reader
from eduaid_desktop.domain.fields import Values
from eduaid_desktop.domain.household import HOUSEHOLD_BASE
from eduaid_desktop.domain.importing import Unread
from eduaid_desktop.domain.problems import NOTE, WARN, Problem
from eduaid_desktop.domain.received_aid import RECEIVED_AID
from eduaid_desktop.domain.relief_table import RELIEF_TABLE
from eduaid_desktop.domain.roll import ROLL
from eduaid_desktop.domain.rules import Code, CodeTable, Rules
from eduaid_desktop.domain.table import recognise
from eduaid_desktop.paths import resources

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
EXPECTED = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))["files"]
KINDS = (ROLL, HOUSEHOLD_BASE, RELIEF_TABLE, RECEIVED_AID)
FILES = (
    "1_学籍名册_2018年春季.xlsx",
    "2_户籍与建档立卡人员_2018.xlsx",
    "3_救助基金申请_各村汇总.xlsx",
    "4_学籍名册_旧格式.xls",
    "5_学籍名册_号码损坏.xlsx",
    "7_已享受资助_2018年春季.xlsx",
    "8_学籍名册_GBK.csv",
)


class Row(NamedTuple):
    sheet: str
    number: int
    values: Values
    problems: list[Problem]

    @property
    def refused(self) -> bool:
        return any(p.blocking for p in self.problems)


@cache
def rules() -> Rules:
    """The shipped tables, as of the sample office's fixed date."""

    def rows(path: Path, key: str) -> list[dict[str, Any]]:
        return tomllib.loads(path.read_text(encoding="utf-8"))[key]

    tables = {
        path.stem: CodeTable(
            path.stem,
            tuple(Code(r["code"], r["label"], tuple(r.get("aliases", ()))) for r in rows(path, "code")),
        )
        for path in (resources() / "codes").glob("*.toml")
    }
    policies = {
        name: {r["key"]: r for r in rows(resources() / "policies" / f"{name}.toml", "entry")}
        for name in ("age_window", "relief_band", "relief_cap", "programme")
    }
    tables["programme"] = CodeTable(
        "programme", tuple(Code(k, r["name"], tuple(r["aliases"])) for k, r in policies["programme"].items())
    )
    return Rules(date(2018, 6, 12), tables, policies)


@cache
def imported(name: str) -> list[Row]:
    found = []
    for sheet in reader.read(SAMPLES / name).sheets:
        table = recognise(sheet.rows, sheet.merged, KINDS, sheet.unread)
        assert table is not None
        found += [Row(sheet.name, number, *table.kind.clean(raw, rules())) for number, raw in table.rows]
    for index, problem in table.kind.check_table([row.values for row in found], rules()):
        found[index].problems.append(problem)
    return found


def codes(rows: list[Row], severity: str) -> dict[tuple[str, int], set[str]]:
    """By row its codes, of the rows whose worst problem with a code is of this severity."""
    found = {}
    for row in rows:
        coded = [p for p in row.problems if p.rule]
        worst = next((s for s in ("block", WARN, NOTE) if any(p.severity == s for p in coded)), "")
        if worst == severity:
            found[row.sheet, row.number] = {p.rule for p in coded}
    return found


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(("severity", "list_"), [("block", "refused"), (WARN, "warned"), (NOTE, "noted")])
def test_findings_are_exactly_the_expected_ones(name: str, severity: str, list_: str) -> None:
    expected = {(r["sheet"], r["row"]): set(r["codes"]) for r in EXPECTED[name][list_]}
    assert codes(imported(name), severity) == expected


@pytest.mark.parametrize("name", FILES)
def test_as_many_rows_are_accepted_and_refused_as_expected(name: str) -> None:
    rows = imported(name)
    assert len(rows) == EXPECTED[name]["rows"]
    assert sum(row.refused for row in rows) == EXPECTED[name]["refused_rows"]


def test_totals_of_the_roll() -> None:
    rows = [row.values for row in imported(FILES[0])]
    expected = EXPECTED[FILES[0]]["totals"]
    for field, total in (
        ("stage", "by_stage"),
        ("place", "by_place"),
        ("grade", "by_grade"),
        ("ethnic", "by_ethnic"),
    ):
        assert Counter(rules().label(field, row[field]) for row in rows) == expected[total]
    assert Counter(row["village"] for row in rows) == expected["by_village"]
    assert Counter(row["school"] for row in rows) == expected["by_school"]
    assert sum(row["boarding"] for row in rows) == expected["boarding"]["是"]
    assert sum(row["registered_poor"] for row in rows) == expected["registered_poor_as_written"]["是"]


def test_totals_of_the_household_base() -> None:
    rows = [row.values for row in imported(FILES[1])]
    expected = EXPECTED[FILES[1]]["totals"]
    households = {row["household_number"]: row for row in rows}
    assert len(households) == 330
    assert Counter(row["household_type"] for row in households.values()) == expected["households_by_type"]
    assert (
        sum(row["annual_income"] for row in households.values())
        == 100 * expected["income_sum_per_household_yuan"]
    )
    assert Counter(row["student_state"] for row in rows) == expected["by_student_state"]
    assert Counter(row["health"] for row in rows) == expected["by_health"]
    assert sum(row["birth_date"] is None for row in rows) == 0


def test_the_id_number_wins_over_a_wrong_birth_date() -> None:
    (row,) = [row for row in imported(FILES[0]) if row.number == 591]
    assert row.values["birth_date"] == "2005-12-10"


def test_a_certificate_of_disability_gives_number_and_kind() -> None:
    (row,) = [row for row in imported(FILES[1]) if row.number == 103]
    assert row.values["disability_number"].startswith(row.values["id_number"])
    assert row.values["id_type"] == "身份证"
    assert row.values["disability_kind"] == row.values["disability_number"][18]


def test_damaged_numbers_are_left_empty_and_never_guessed() -> None:
    rows = imported("5_学籍名册_号码损坏.xlsx")
    intact = [row for row in rows if not row.refused]
    assert len(intact) == 5
    guardians = [row.values["guardian_id_number"] for row in rows]
    assert sum(number is None for number in guardians) >= 52
    assert not any(number and number.endswith("000") for number in guardians)
    short = [row.number for row in rows if any(p.field == "phone" for p in row.problems)]
    assert short == EXPECTED["5_学籍名册_号码损坏.xlsx"]["phone_leading_zero_lost_rows"]
    assert {(row.values["grade"], row.values["stage"]) for row in intact} <= {
        ("小班", "1"),
        ("中班", "1"),
        ("大班", "1"),
    }


RAW = {"name": "扎西", "id_number": "513399201103079922", "class_name": "1班"}


def cleaned(**raw: Any) -> tuple[Values, list[Problem]]:
    return ROLL.clean({**RAW, **raw}, rules())


def test_a_cell_that_could_not_be_read_refuses_the_row_unless_it_can_be_spared() -> None:
    _, problems = cleaned(id_number=Unread("formula"))
    assert [(p.field, p.blocking) for p in problems] == [("id_number", True)]
    values, problems = cleaned(phone=Unread("error"))
    assert values["phone"] is None
    assert [(p.field, p.severity) for p in problems] == [("phone", NOTE)]


def test_a_child_without_any_number_is_refused() -> None:
    _, problems = cleaned(id_number=None)
    assert [(p.field, p.blocking) for p in problems] == [("id_number", True)]


@pytest.mark.parametrize(
    ("grade", "stage"),
    [("七年级", "3"), ("初二", "3"), ("高一", "4"), ("六年级", "2"), ("大班", "1"), ("一年级", None)],
)
def test_the_stage_follows_from_the_grade_where_it_can(grade: str, stage: str | None) -> None:
    assert cleaned(grade=grade)[0]["stage"] == stage


def test_the_grade_of_a_nursery_class_and_its_stage() -> None:
    values, _ = cleaned(class_name="大2班")
    assert (values["grade"], values["stage"]) == ("大班", "1")


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([{"household_number": "1", "population": 1}] * 2, [0, 1]),
        ([{"household_number": "1", "population": 2}] * 2, []),
        ([{"household_number": "1", "population": None}] * 2, []),
        ([{"household_number": None, "population": 1}] * 2, []),
    ],
)
def test_households_with_more_members_than_people(rows: list[Values], found: list[int]) -> None:
    assert [i for i, p in HOUSEHOLD_BASE.check_table(rows, rules()) if p.rule == "W_POP"] == found
