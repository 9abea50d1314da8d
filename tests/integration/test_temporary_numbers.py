"""临时编号: who has no number yet has one all the same, never given twice, and is found by it for ever."""

from typing import Any

import pytest

from eduaid_desktop.errors import UserError
from eduaid_desktop.services import checking, imports, office, people, privacy, relief
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.lists import open_list
from eduaid_desktop.store import history

CHILD = {
    "name": "扎西",
    "no_id_reason": "未办理",
    "sex": "男",
    "birth_date": "20060312",
    "ethnic": "藏",
    "guardian_name": "多吉",
}
NUMBER = "51339920060312123X"
FIRST = "LS-513399101-0001"


def number_of(desk: Desk, person: int) -> str | None:
    found: str | None = desk.store.get("person", person)["temporary_number"]
    return found


def test_a_child_without_a_number_gets_one_and_keeps_it(clerk: Desk) -> None:
    first = people.save(clerk, CHILD)
    second = people.save(clerk, {**CHILD, "name": "卓玛"})
    people.save(clerk, {"phone": "16400000001"}, first.id, first.revision)
    assert [number_of(clerk, p.id) for p in (first, second)] == [FIRST, "LS-513399101-0002"]
    with_card = people.save(clerk, {**CHILD, "name": "曾多吉", "id_number": NUMBER}).id
    assert number_of(clerk, with_card) is None
    assert checking.check(clerk)["findings"] == []


@pytest.mark.parametrize("typed", [FIRST, "ls-513399101-0001", "0001"])
def test_she_is_found_by_it_before_and_after_the_card(clerk: Desk, typed: str) -> None:
    child = people.save(clerk, CHILD)
    (found,) = people.find(clerk, typed)
    assert privacy.person(clerk, found)["id_number"] == FIRST
    people.save(clerk, {"id_number": NUMBER}, child.id, child.revision)
    (found,) = people.find(clerk, typed)
    assert (found["id_number"], found["former"]) == (NUMBER, FIRST)
    assert number_of(clerk, child.id) is None
    assert checking.check(clerk)["findings"] == []


def test_undone_she_has_it_back_and_nobody_gets_it_again(clerk: Desk) -> None:
    child = people.save(clerk, CHILD)
    people.save(clerk, {"id_number": NUMBER}, child.id, child.revision)
    history.undo(clerk.store, "拥珍", clerk.store.value("SELECT MAX(id) FROM change"))
    assert number_of(clerk, child.id) == FIRST
    assert clerk.store.select("former_number") == []
    assert people.find(clerk, FIRST)[0]["former"] == ""
    assert number_of(clerk, people.save(clerk, {**CHILD, "name": "卓玛"}).id) == "LS-513399101-0002"


def test_it_stands_in_lists_where_the_number_would(clerk: Desk) -> None:
    child = people.save(clerk, CHILD).id
    for kind in ("students",):
        source = open_list(clerk, kind)
        assert source.rows([child])[child]["id_number"] == FIRST
        assert list(source.ids(filter="LS-513399101")) == [child]


def test_an_import_gives_it_and_takes_it_back_when_the_card_comes(clerk: Desk, tmp_path: Any) -> None:
    path = tmp_path / "名册.csv"
    head = "学校名称,学籍号,姓名,性别,出生日期,身份证件号,学段,年级\n"
    path.write_text(head + "二中,L513399200603121234,扎西,男,2006-03-12,,初中,七年级\n", "utf-8")
    imports.apply(clerk, imports.preview(clerk, path))
    (child,) = clerk.store.select("person")
    assert child["temporary_number"] == FIRST
    again = imports.preview(clerk, path)
    assert again.count("unchanged") == 1
    path.write_text(head + f"二中,L513399200603121234,扎西,男,2006-03-12,{NUMBER},初中,七年级\n", "utf-8")
    imports.apply(clerk, imports.preview(clerk, path))
    assert (child["id"], NUMBER) == (
        people.find(clerk, FIRST)[0]["id"],
        people.find(clerk, FIRST)[0]["id_number"],
    )
    assert checking.check(clerk)["findings"] == []


def test_the_prefix_is_a_setting(clerk: Desk) -> None:
    office.set_setting(clerk, "temporary_prefix", "WZ")
    assert number_of(clerk, people.save(clerk, CHILD).id) == "WZ-513399101-0001"


def test_a_child_of_an_older_file_gets_it_when_she_is_saved_next(clerk: Desk) -> None:
    with clerk.change("旧版登记") as change:
        old = change.insert("person", {"name": "扎西", "sex": "1", "birth_date": "2006-03-12", "ethnic": "04",
                                       "no_id_reason": "未办理", "guardian_name": "多吉"})  # fmt: skip
        people.index(change, old, change.select("person", id=old)[0])
    assert number_of(clerk, old) is None
    people.save(clerk, {"phone": "16400000001"}, old)
    assert number_of(clerk, old) == FIRST


def test_the_form_of_a_case_prints_it(clerk: Desk) -> None:
    from eduaid_desktop.services.papers import case_data

    raw = {**CHILD, "term": "2018春", "village": "达瓦村", "application_date": "20180601"}
    case = relief.load(clerk, relief.save(clerk, raw).id)
    assert case_data.form(clerk, case, filled=False).id_number == FIRST


def test_a_change_of_the_office_shape_is_refused(clerk: Desk) -> None:
    with pytest.raises(UserError, match="没有名为"):
        office.set_setting(clerk, "temporary", "x")
