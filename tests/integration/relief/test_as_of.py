"""As it was on that day: a case and its papers read back from the change log, whatever happened since."""

import os
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eduaid_desktop.documents import pages
from eduaid_desktop.domain import workflow
from eduaid_desktop.errors import Refused
from eduaid_desktop.services import as_of, evidence, people, relief, signing, slips
from eduaid_desktop.services import office as offices
from eduaid_desktop.services.records import Invalid
from eduaid_desktop.store import history

from .conftest import ROAD, TERM, VILLAGES, Office

Day = Callable[[str], None]


@pytest.fixture
def on(office: Office, monkeypatch: pytest.MonkeyPatch) -> Day:
    """Let the office's date be this one."""

    def day(iso: str) -> None:
        monkeypatch.setenv("EDUAID_TODAY", iso)

    return day


def step(office: Office, case_id: int, on: Day, day: str) -> None:
    """The next step of the usual road, taken and keyed on a day."""
    on(day)
    action, inputs = ROAD[office.state(case_id)]
    office.act(case_id, action, **{**inputs, "on_date": day})


def text(path: Path) -> str:
    return "".join("".join(pages.text(path)).split())


@pytest.fixture
def told(office: Office, on: Day) -> int:
    """A case keyed on 2 May, agreed to by the village on the 4th, noticed until the 10th, edited on the 20th."""
    on("2018-05-02")
    case_id = office.draft(applied="800")
    step(office, case_id, on, "2018-05-03")
    step(office, case_id, on, "2018-05-03")
    step(office, case_id, on, "2018-05-04")
    step(office, case_id, on, "2018-05-12")
    on("2018-05-20")
    relief.save(office.desk, {"applied": "1000", "phone": "16400009999"}, case_id)
    on("2018-06-12")
    return case_id


def test_the_case_its_opinions_and_its_steps_of_a_day(office: Office, told: int) -> None:
    noticed, now = (
        as_of.case_on(office.desk, told, "2018-05-12"),
        as_of.case_on(office.desk, told, "2018-06-12"),
    )
    assert (noticed.case["applied"], noticed.case["state"]) == (80_000, workflow.TOWN_REVIEW)
    assert [o["box"] for o in noticed.parts["opinion"]] == ["village"]
    assert now.parts["opinion"] == []
    loaded = relief.load(office.desk, told)
    assert now.case == {name: loaded[name] for name in now.case}
    early = as_of.case_on(office.desk, told, "2018-05-03")
    assert (early.case["state"], early.parts["notice"], len(early.parts["relief_step"])) == (30, [], 2)


def test_what_differs_now_stands_beside_it(office: Office, told: int) -> None:
    lines = as_of.compare(office.desk, as_of.case_on(office.desk, told, "2018-05-12"))
    differing = {line.label: (line.then, line.now) for line in lines if line.differs}
    assert differing["申请金额（元）"] == ("800.00", "1,000.00")
    assert differing["联系电话"] == ("16400000001", "16400009999")
    assert differing["村级初审意见"][0].startswith("四郎　2018年5月4日　")
    assert differing["村级初审意见"][1] == ""
    assert set(differing) == {"申请金额（元）", "联系电话", "村级初审意见"}


@pytest.mark.parametrize(("day", "words"), [("2018-05-01", "2018年5月2日才录入"), ("2018-06-13", "还没有到")])
def test_a_day_on_which_there_was_nothing_to_see_is_refused(
    office: Office, told: int, day: str, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        as_of.case_on(office.desk, told, day)


def test_the_paper_of_a_day_is_what_was_printed_then(office: Office, on: Day, tmp_path: Path) -> None:
    on("2018-05-02")
    case_id = office.draft(applied="800")
    for day in ("2018-05-03", "2018-05-03", "2018-05-04", "2018-05-12", "2018-05-13"):
        step(office, case_id, on, day)
    number = relief.load(office.desk, case_id)["case_no"]
    slips.write(office.desk, "approval_form", tmp_path / "then.pdf", case=number)
    on("2018-05-20")
    relief.save(office.desk, {"cost_travel": "1000", "school": "云岭县中学"}, case_id)
    for box in ("village", "township"):
        signing.sign_again(office.desk, case_id, box, signer="别人")
    with office.desk.store.change("拥珍", "另设") as change:
        change.insert("setting", {"key": "form_copies", "value": "9", "valid_from": "2018-05-18"})
    on("2018-06-12")
    slips.write(office.desk, "approval_form", tmp_path / "again.pdf", case=number, as_of="2018-05-13")
    then, again = text(tmp_path / "then.pdf"), text(tmp_path / "again.pdf")
    assert again.count("补打：按2018年5月13日的内容") == 2
    plain = again.replace("补打：按2018年5月13日的内容", "").replace("补打", "")
    assert plain.replace("2018年6月12日", "2018年5月13日") == then
    assert "一式9份" in _now(office, number, tmp_path)


def _now(office: Office, number: str, folder: Path) -> str:
    slips.write(office.desk, "approval_form", folder / "now.pdf", case=number)
    return text(folder / "now.pdf")


def test_a_slip_of_a_day_before_the_decision_is_refused(office: Office, tmp_path: Path) -> None:
    case_id = office.to(workflow.APPROVED)
    number = relief.load(office.desk, case_id)["case_no"]
    slips.write(office.desk, "approval_slip", tmp_path / "s.pdf", case=number, as_of="2018-06-12")
    assert "补打：按2018年6月12日的内容" in text(tmp_path / "s.pdf")
    with pytest.raises(Refused, match="公示名单不能按某一天的内容补打"):
        slips.write(office.desk, "notice_list", tmp_path / "n.pdf", case=number, as_of="2018-06-12")


def test_a_slip_before_the_county_had_decided(office: Office, told: int, tmp_path: Path) -> None:
    number = relief.load(office.desk, told)["case_no"]
    with pytest.raises(Refused, match="2018年5月12日县里还没有批准"):
        slips.write(office.desk, "approval_slip", tmp_path / "s.pdf", case=number, as_of="2018-05-12")


def test_a_whole_term_of_a_day(office: Office, on: Day, told: int, tmp_path: Path) -> None:
    office.draft()
    printed = slips.write(office.desk, "approval_form", tmp_path / "t.pdf", term=TERM, as_of="2018-05-12")
    assert printed.pages == 2


EDITS = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from(["applied", "name", "undo", "step", "back", "sign", "evidence"]),
        st.integers(1, 9),
    ),
    min_size=3,
    max_size=14,
)


def _snapshot(office: Office, case_id: int) -> dict[str, Any]:
    """Everything of a case as the tables have it now."""
    store = office.desk.store
    case = store.row("SELECT * FROM relief_case WHERE id = ?", (case_id,)) or {}
    tables = ("relief_step", "opinion", "evidence", "notice_case", "payment")
    parts = {table: store.select(table, case_id=case_id) for table in tables}
    name = store.get("person", case["person_id"])["name"]
    return {"case": case, "name": name, **parts}


def _attempt(office: Office, case_id: int, what: str, number: int) -> None:
    desk = office.desk
    try:
        if what == "applied":
            relief.save(desk, {"applied": str(500 + 100 * number)}, case_id)
        elif what == "name":
            people.save(desk, {"name": f"曲批{number}"}, relief.load(desk, case_id)["person_id"])
        elif what == "undo":
            change = desk.store.value("SELECT MAX(id) FROM change") - number % 3
            # The case itself stays.
            if change > desk.store.value(
                "SELECT MIN(change_id) FROM change_log WHERE table_name = 'relief_case'"
            ):
                history.undo(desk.store, "拥珍", change)
        elif what == "step" and office.state(case_id) in (10, 20, 30, 40, 50):
            action, inputs = ROAD[office.state(case_id)]
            office.act(case_id, action, **{**inputs, "on_date": desk.today().isoformat()})
        elif what == "back":
            office.act(case_id, "send_back", target=[10, 30][number % 2], reason="再核")
        elif what == "sign":
            signing.sign_again(desk, case_id, "village", signer="四郎")
        elif what == "evidence":
            evidence.tick(desk, case_id, {f"E0{number}": bool(number % 2)})
    except (Refused, Invalid):
        pass


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(EDITS)
def test_every_day_is_read_back_as_it_ended(edits: list[tuple[int, str, int]]) -> None:
    """Whatever is edited, undone, sent back or signed: a day read back equals what stood there at its end."""
    with tempfile.TemporaryDirectory() as folder:
        today = date(2018, 5, 2)
        os.environ |= {"EDUAID_TODAY": today.isoformat(), "EDUAID_OPERATOR": "拥珍"}
        try:
            with offices.create(
                Path(folder) / "格桑镇.eduaid",
                name="格桑镇",
                code="513399101",
                county="云岭县",
                villages=VILLAGES,
            ) as desk:
                office = Office(desk)
                case_id = office.draft()
                days: dict[str, dict[str, Any]] = {}
                for wait, what, number in edits:
                    if wait:
                        days[today.isoformat()] = _snapshot(office, case_id)
                        today += timedelta(days=3 * wait)
                        os.environ["EDUAID_TODAY"] = today.isoformat()
                    _attempt(office, case_id, what, number)
                days[today.isoformat()] = _snapshot(office, case_id)
                for day, stood in days.items():
                    then = as_of.case_on(desk, case_id, day)
                    assert {k: then.case[k] for k in stood["case"]} == stood["case"]
                    assert then.case["name"] == stood["name"]
                    parts = {table: rows for table, rows in stood.items() if table not in ("case", "name")}
                    assert {table: then.parts[table] for table in parts} == parts
        finally:
            del os.environ["EDUAID_TODAY"]
