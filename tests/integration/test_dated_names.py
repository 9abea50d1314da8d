"""村和学校: renamed and closed from a day on; forms, papers, imports and lists each use the name of their day."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import (
    aid,
    checking,
    dated_names,
    imports,
    people,
    relief,
    schools,
    villages,
)
from eduaid_desktop.services.dated_names import Kind
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.lists import open_list
from eduaid_desktop.services.papers import case_data
from eduaid_desktop.services.records import Invalid
from eduaid_desktop.store import history
from eduaid_desktop.store import home as queries

VILLAGE, SCHOOL = villages.VILLAGE, schools.SCHOOL
DAY = date(2018, 6, 1)
CHILD = {"name": "扎西", "id_number": "51339920060312123X", "ethnic": "藏", "guardian_name": "多吉"}
CASE = {**CHILD, "term": "2018春", "stage": "初中", "grade": "七年级", "school": "二中", "village": "达瓦村"}


@pytest.fixture(autouse=True)
def _sound(clerk: Desk) -> Iterator[None]:
    yield
    assert checking.check(clerk)["findings"] == []


def village(desk: Desk, name: str) -> int:
    return int(dated_names.find(desk, VILLAGE, name)["id"])


def school(desk: Desk, name: str) -> int:
    with desk.change("登记学校") as change:
        return schools.resolve(change, name, "2018-06-12")[0]


def resolved(desk: Desk, name: str, day: str) -> tuple[str, str]:
    with desk.change("读名册", dry_run=True) as change:
        code, note = villages.resolve(change, name, day)
    return code, note.message if note else ""


def last(desk: Desk) -> int:
    return int(desk.store.value("SELECT MAX(id) FROM change"))


def everything(desk: Desk) -> list[Any]:
    tables = ("region", "school", "dated_name")
    return [[{**row, "revision": 0} for row in desk.store.select(table)] for table in tables]


def test_a_renamed_village_has_both_names_by_date(clerk: Desk) -> None:
    before, row = everything(clerk), village(clerk, "达瓦村")
    dated_names.rename(clerk, VILLAGE, row, "达瓦新村", DAY, "云民发〔2018〕3号")
    told = list(dated_names.told(clerk, VILLAGE, VILLAGE.get(clerk.store, row)))
    assert told == ["达瓦村　到2018年5月31日", "达瓦新村　2018年6月1日起　云民发〔2018〕3号"]
    code = VILLAGE.get(clerk.store, row)["code"]
    assert villages.name_on(clerk.store, code, "2018-05-31") == "达瓦村"
    assert villages.name_on(clerk.store, code, "2018-06-01") == "达瓦新村"
    assert clerk.rules().label("village", code) == "达瓦新村"
    assert clerk.rules(date(2018, 5, 2)).label("village", code) == "达瓦村"
    history.undo(clerk.store, "拥珍", last(clerk))
    assert everything(clerk) == before


def test_a_form_takes_the_old_name_for_the_new_one(clerk: Desk) -> None:
    dated_names.rename(clerk, VILLAGE, village(clerk, "达瓦村"), "达瓦新村", DAY)
    child = people.save(clerk, {**CHILD, "village": "达瓦村"}).id
    assert clerk.store.get("person", child)["village"] == "513399101202"


def test_a_closed_village_is_offered_no_more_and_means_its_successor(clerk: Desk) -> None:
    old = people.save(clerk, {**CHILD, "village": "达瓦村"}).id
    dated_names.close(clerk, VILLAGE, village(clerk, "达瓦村"), village(clerk, "绒巴村"), DAY)
    offered = [code.label for code in clerk.rules().codes["village"].offered(clerk.today())]
    assert "达瓦村" not in offered
    assert "达瓦村" in [
        c.label for c in clerk.rules(date(2018, 5, 2)).codes["village"].offered(date(2018, 5, 2))
    ]
    new = people.save(clerk, {**CHILD, "id_number": "513399200911197623", "village": "达瓦村"}).id
    assert clerk.store.get("person", new)["village"] == "513399101205"
    people.save(clerk, {"phone": "16400000001"}, old)
    assert clerk.store.get("person", old)["village"] == "513399101202"
    assert people.prefill(clerk, old)["village"] == "513399101205"
    assert people.prefill(clerk, old, "2018-05-02")["village"] == "513399101202"


def test_papers_keep_the_names_of_their_day(clerk: Desk) -> None:
    two = school(clerk, "二中")
    early, late = (
        relief.save(clerk, {**CASE, "application_date": day, "term": term}).id
        for day, term in (("20180502", "2018春"), ("20180605", "2018秋"))
    )
    dated_names.rename(clerk, SCHOOL, two, "云岭县第二中学", DAY)
    dated_names.rename(clerk, VILLAGE, village(clerk, "达瓦村"), "达瓦新村", DAY)
    for case, names in ((early, ("达瓦村", "二中")), (late, ("达瓦新村", "云岭县第二中学"))):
        form = case_data.form(clerk, relief.load(clerk, case), filled=False)
        assert (form.agencies[0][1], form.school) == (f"{names[0]}村民委员会", names[1])


@pytest.mark.parametrize(
    ("name", "day", "code", "words"),
    [
        ("达瓦村", "2018-05-31", "513399101202", ""),
        ("达瓦村", "2018-06-01", "513399101205", "“达瓦村”现为“绒巴新村”"),
        ("绒巴村", "2018-06-12", "513399101205", "“绒巴村”现为“绒巴新村”"),
        ("绒巴新村", "2018-06-12", "513399101205", ""),
        ("没听说过的村", "2018-06-12", "513399101211", ""),
    ],
)
def test_what_a_name_in_a_file_means(clerk: Desk, name: str, day: str, code: str, words: str) -> None:
    dated_names.rename(clerk, VILLAGE, village(clerk, "绒巴村"), "绒巴新村", date(2018, 3, 1))
    dated_names.close(clerk, VILLAGE, village(clerk, "达瓦村"), village(clerk, "绒巴村"), DAY)
    found = resolved(clerk, name, day)
    assert found[0] == code
    assert found[1].startswith(words)
    assert bool(found[1]) == bool(words)


def roll(path: Path, village_: str, school_: str) -> Path:
    head = "学校名称,姓名,性别,身份证件号,学段,年级,行政村\n"
    path.write_text(f"{head}{school_},扎西,男,51339920060312123X,初中,七年级,{village_}\n", "utf-8")
    return path


def test_an_import_with_old_names_goes_to_the_successors_with_a_note(clerk: Desk, tmp_path: Path) -> None:
    people.save(clerk, {**CHILD, "village": "达瓦村"})
    one, two = school(clerk, "一中"), school(clerk, "二中")
    dated_names.close(clerk, SCHOOL, one, two, DAY)
    dated_names.close(clerk, VILLAGE, village(clerk, "达瓦村"), village(clerk, "绒巴村"), DAY)
    path = roll(tmp_path / "名册.csv", "达瓦村", "一中")
    result = imports.apply(clerk, imports.preview(clerk, path))
    notes = [(p.problem.field, p.problem.rule) for p in result.problems if p.problem.rule]
    assert notes == [("village", "N_ALIAS"), ("school", "N_ALIAS")]
    assert [e["school_id"] for e in clerk.store.select("enrolment")] == [two]
    assert len(clerk.store.select("school")) == 2
    early = imports.apply(clerk, imports.preview(clerk, path, term="2017A"))
    assert early.count("accepted") == 1
    assert {e["term"]: e["school_id"] for e in clerk.store.select("enrolment")} == {
        "2018S": two,
        "2017A": one,
    }


def test_lists_read_a_closed_village_under_its_successor(clerk: Desk) -> None:
    people.save(clerk, {**CHILD, "village": "达瓦村"})
    people.save(clerk, {**CHILD, "name": "卓玛", "id_number": "513399200911197623", "village": "绒巴村"})
    dated_names.close(clerk, VILLAGE, village(clerk, "达瓦村"), village(clerk, "绒巴村"), DAY)
    assert len(open_list(clerk, "students", village="513399101205").ids()) == 2
    source = open_list(clerk, "villages")
    rows = {row["name"]: (row["people"], row["successor"]) for row in source.raw(source.ids())}
    assert (rows["绒巴村"], rows["达瓦村"]) == ((2, None), (None, "绒巴村"))
    assert source.rows(source.ids())[village(clerk, "达瓦村")]["valid_to"] == "2018年5月31日"
    assert len(list(source.ids())) == 11


def test_a_closed_village_is_not_waited_for(clerk: Desk) -> None:
    dated_names.close(clerk, VILLAGE, village(clerk, "达瓦村"), village(clerk, "绒巴村"), DAY)
    assert "达瓦村" not in queries.villages_without_case(clerk.store, "2018S")
    assert "绒巴村" in queries.villages_without_case(clerk.store, "2018S")


@pytest.mark.parametrize(("kind", "one", "two"), [(VILLAGE, "达瓦村", "绒巴村"), (SCHOOL, "一中", "二中")])
def test_what_is_refused(clerk: Desk, kind: Kind, one: str, two: str) -> None:
    ids = {name: school(clerk, name) if kind is SCHOOL else village(clerk, name) for name in (one, two)}
    first, second = ids.values()
    for words, name, day in (
        ("不同的新名称", one, DAY),
        ("不同的新名称", "  ", DAY),
        ("已经有名为", two, DAY),
        ("还没有到", "新名", date(2018, 6, 13)),
    ):
        with pytest.raises(Refused, match=words):
            dated_names.rename(clerk, kind, first, name, day)
    with pytest.raises(Refused, match="不能并入自己"):
        dated_names.close(clerk, kind, first, first, DAY)
    dated_names.close(clerk, kind, first, second, DAY, "文号")
    for again in (
        lambda: dated_names.rename(clerk, kind, first, "新名", DAY),
        lambda: dated_names.close(clerk, kind, second, first, DAY),
    ):
        with pytest.raises(Refused, match="并入别处"):
            again()
    dated_names.rename(clerk, kind, second, "新名", DAY)
    with pytest.raises(Refused, match="日期要在这一天之后"):
        dated_names.rename(clerk, kind, second, "再改", DAY)
    with pytest.raises(UserError, match="没有名为“三”"):
        dated_names.find(clerk, kind, "三")
    told = "".join(dated_names.told(clerk, kind, kind.get(clerk.store, first)))
    assert "并入依据 文号" in told


def test_a_school_takes_the_name_of_the_one_that_went_into_it(clerk: Desk, tmp_path: Path) -> None:
    one, two = school(clerk, "一中"), school(clerk, "二中")
    dated_names.close(clerk, SCHOOL, one, two, date(2018, 3, 1))
    dated_names.rename(clerk, SCHOOL, two, "一中", DAY)
    assert [schools.name_on(clerk.store, "一中", day) for day in ("2018-02-01", "2018-06-12")] == [
        "一中",
        "一中",
    ]
    assert schools.name_on(clerk.store, "二中", "2018-06-12") == "一中"
    path = roll(tmp_path / "名册.csv", "绒巴村", "一中")
    result = imports.apply(clerk, imports.preview(clerk, path))
    assert [p.problem.rule for p in result.problems if p.problem.field == "school"] == []
    assert [e["school_id"] for e in clerk.store.select("enrolment")] == [two]


def test_an_application_of_a_later_day_is_not_of_the_closed_village(clerk: Desk) -> None:
    dated_names.close(clerk, VILLAGE, village(clerk, "达瓦村"), village(clerk, "绒巴村"), DAY)
    more = {
        "hardship_category": "建档立卡",
        "programme": "P19",
        "amount": "1000",
        "application_date": "20180605",
    }
    with pytest.raises(Invalid, match="不认识"):
        aid.save(clerk, {**CASE, **more, "village": "没有的村"})
    saved = aid.save(clerk, {**CASE, **more, "guardian_relation": "父亲"}).id
    assert clerk.store.get("aid", saved)["village"] == "513399101205"
