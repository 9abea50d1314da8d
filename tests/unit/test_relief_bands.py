"""Which band of the relief fund a case is held against: exactly one, by preset, date, stage and category."""

from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduaid_desktop.domain import relief_bands, terms
from eduaid_desktop.domain.relief import band_problem
from eduaid_desktop.domain.relief_bands import PRESETS, Band
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.services import rules as services_rules

STAGES = [str(n) for n in range(1, 9)]
CATEGORIES = [str(n) for n in range(1, 9)]
FIRST = date(2016, 9, 1)


@cache
def of(preset: str, day: date = date(2018, 6, 12)) -> Rules:
    """The shipped rules with another preset."""
    policy = {
        name: {e["key"]: e for e in services_rules.shipped(name) if services_rules.in_force(e, day)}
        for name in ("relief_band", "relief_cap", "relief_purpose")
    }
    settings = {**services_rules.shipped_settings(), "relief_preset": preset}
    return Rules(day, services_rules.shipped_codes(), policy, settings)


def misfit(preset: str, fen: int, **values: object) -> str:
    found = relief_bands.band({"stage": "4", **values}, of(preset))
    assert found
    return found.misfit(fen)


@pytest.mark.parametrize(
    ("stage", "least", "most"),
    [("1", 500, 1000), ("2", 500, 2000), ("3", 500, 2000), ("4", 1000, 3000), ("5", 1000, 3000), ("6", 1000, 5000),
     ("7", 1000, 5000), ("8", 1000, 5000)],
)  # fmt: skip
def test_preset_a_is_a_range_by_stage_in_whole_yuan(stage: str, least: int, most: int) -> None:
    for fen in (least * 100, most * 100):
        assert misfit("A", fen, stage=stage) == ""
    assert misfit("A", least * 100 - 1, stage=stage).startswith("不在本学段标准")
    assert misfit("A", most * 100 + 100, stage=stage).endswith(f"至 {most:,}.00 元之内")
    assert misfit("A", least * 100 + 1, stage=stage) == "不是 1.00 元的整数倍"


def test_preset_b_is_one_amount_for_everybody() -> None:
    for stage in STAGES:
        found = relief_bands.band({"stage": stage}, of("B"))
        assert found
        assert found.suggested == 20_000
    assert misfit("B", 20_000) == ""
    assert misfit("B", 30_000) == "不是规定的固定标准 200.00 元"


@pytest.mark.parametrize(
    ("category", "yuan"),
    [("1", 5000), ("2", 5000), ("3", 4000), ("4", 4000), ("5", 4000), ("6", 2000), ("7", 2000), ("8", 2000)],
)
def test_preset_c_goes_by_category_from_senior_high_on(category: str, yuan: int) -> None:
    for stage in "45678":
        found = relief_bands.band({"stage": stage, "relief_category": category}, of("C"))
        assert found
        assert found.suggested == yuan * 100
    assert (
        misfit("C", 20_000, relief_category=None)
        == "没有标准可比，执行的标准里没有“普高、还没选救助对象类别”这一种"
    )
    assert "“小学、孤儿”" in misfit("C", 20_000, stage="2", relief_category="1")


def test_preset_d_allows_what_the_family_has_to_pay() -> None:
    costs = {"cost_insurance": 10_000, "cost_uniform": 25_050, "cost_other": None}
    found = relief_bands.band({"stage": "2", **costs}, of("D"))
    assert found
    assert found.suggested == 35_050
    assert (found.misfit(35_050), found.misfit(20_000)) == ("", "")
    assert found.misfit(35_051) == "超过已填的就学费用合计 350.50 元"
    assert misfit("D", 100) == "还没有就学费用可以核对"


def test_preset_e_pays_in_steps_and_not_for_compulsory_school() -> None:
    assert misfit("E", 60_000) == ""
    assert misfit("E", 65_000) == "不是 100.00 元的整数倍"
    assert "“小学”" in misfit("E", 60_000, stage="2")
    assert relief_bands.band({"stage": "4"}, of("E", date(2017, 10, 1))) == Band("plausible", 10_000, 500_000)


def test_only_preset_a_has_caps() -> None:
    for preset in PRESETS:
        found = [relief_bands.cap(of(preset), whose) for whose in relief_bands.WHOSE]
        assert [c.fen for c in found if c] == ([500_000, 500_000] if preset == "A" else [])
    cap = relief_bands.cap(of("A"), relief_bands.STUDENT)
    assert cap
    assert (cap.year_basis, cap.above) == ("calendar", "县人民政府")


def test_before_any_rule_an_amount_is_held_against_what_is_plausible() -> None:
    rules = of("A", date(2016, 8, 31))
    found = band_problem({"stage": "2", "applied": 9_999}, rules)
    assert found
    assert (found.severity, found.clause) == ("warn", "F07")
    assert found.message.startswith("金额 99.99 元不在合理范围 100.00 至 5,000.00 元之内，请核对")
    assert band_problem({"stage": "2", "applied": 10_000}, rules) is None
    assert band_problem({"stage": "2", "applied": 500_001}, rules)
    off = Rules(rules.today, rules.codes, rules.policy, {**rules.settings, "plausible_most": 0})
    assert band_problem({"stage": "2", "applied": 9_999}, off) is None


def test_the_sentence_says_amount_source_and_what_to_do() -> None:
    found = band_problem({"stage": "2", "applied": 250_000}, of("A"))
    assert found
    assert found.message == (
        "金额 2,500.00 元不在本学段标准 500.00 至 2,000.00 元之内"
        "（预设A，仪陇县教育扶贫救助基金使用管理实施细则（摘录）），请核对；确需如此的，请填写超标准理由，将标记为超限额。"
    )


cases = st.fixed_dictionaries(
    {
        "stage": st.sampled_from(STAGES),
        "relief_category": st.sampled_from([*CATEGORIES, None]),
        "purpose": st.sampled_from(["1", "2", "3", "4", None]),
        "cost_uniform": st.none() | st.integers(0, 10**7),
        "cost_tuition": st.none() | st.integers(0, 10**7),
    }
)
days = st.integers(0, 4000).map(lambda n: FIRST + timedelta(n))


@given(values=cases, day=days, preset=st.sampled_from([*PRESETS]), fen=st.integers(1, 10**7))
def test_every_case_meets_exactly_one_band(
    values: dict[str, object], day: date, preset: str, fen: int
) -> None:
    """At most one entry of a table fits; where none does, the band says for whom there is none."""
    rules = of(preset, day)
    table = relief_bands.bands(rules)
    fitting = [entry for entry in table if relief_bands.fits(entry, values)]
    found = relief_bands.band(values, rules)
    assert found
    assert len(fitting) <= 1
    assert found.kind == (fitting[0]["kind"] if fitting else "none" if table else "plausible")
    if found.kind == "none":
        assert preset in "CE"
        assert found.misfit(fen)
    if found.suggested is not None:
        assert found.misfit(found.suggested) == ""
    inside = found.least <= fen <= found.most and fen % found.step == 0
    assert found.kind == "none" or bool(found.misfit(fen)) != inside


@given(day=days, preset=st.sampled_from([p for p in PRESETS if p != "E"]))
def test_no_preset_but_e_leaves_a_day_without_its_table(day: date, preset: str) -> None:
    """Weishan's is of 2018; before that its office falls back on the window, which is said."""
    assert relief_bands.bands(of(preset, day))


def test_no_shipped_table_overlaps() -> None:
    for preset in PRESETS:
        for name in ("relief_band", "relief_cap"):
            own = [entry for entry in services_rules.shipped(name) if entry["preset"] == preset]
            assert list(relief_bands.overlaps(own)) == []


@st.composite
def tables(draw: st.DrawFn) -> list[dict[str, object]]:
    """A few bands of random stages, categories and dates."""
    found = []
    for n in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, 60))
        end = draw(st.none() | st.integers(start, 80))
        found.append(
            {
                "key": str(n), "kind": "fixed", "yuan": 100 + n, "source": "云教",
                "stages": draw(st.lists(st.sampled_from(STAGES), max_size=3, unique=True)),
                "categories": draw(st.lists(st.sampled_from(CATEGORIES), max_size=2, unique=True)),
                "valid_from": (FIRST + timedelta(start)).isoformat(),
                "valid_to": "" if end is None else (FIRST + timedelta(end)).isoformat(),
            }
        )  # fmt: skip
    return found


@given(table=tables(), values=cases, after=st.integers(0, 90))
def test_a_table_without_overlap_never_fits_twice_and_a_gap_is_said(
    table: list[dict[str, object]], values: dict[str, object], after: int
) -> None:
    day = FIRST + timedelta(after)
    fitting = [e for e in table if services_rules.in_force(e, day) and relief_bands.fits(e, values)]
    if not list(relief_bands.overlaps(table)):
        assert len(fitting) <= 1
    stands = any(services_rules.in_force(entry, day) for entry in table)
    if stands and not fitting and values["relief_category"]:
        stage = services_rules.shipped_codes()["stage"].label(str(values["stage"]))
        said = list(relief_bands.gaps(table, services_rules.shipped_codes()))
        assert any(f"对{stage}" in words for words in said)
    if not list(relief_bands.gaps(table, services_rules.shipped_codes())):
        assert fitting or not stands or not values["relief_category"]


def test_a_year_is_of_the_calendar_or_of_the_school() -> None:
    assert terms.of_year("2018S", "calendar") == terms.of_year("2018A", "calendar") == ("2018S", "2018A")
    assert terms.of_year("2018S", "school") == terms.of_year("2017A", "school") == ("2017A", "2018S")
