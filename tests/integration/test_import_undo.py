"""Taking a whole import back days later: what would go, what stays, by name; later edits are kept."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from eduaid_desktop.errors import Refused
from eduaid_desktop.services import checking, imports, lists, people, relief
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.importing import undoing
from eduaid_desktop.store.tables import references

APPLICATIONS = "3_救助基金申请_各村汇总.xlsx"
DAMAGED, ROLL = "5_学籍名册_号码损坏.xlsx", "1_学籍名册_2018年春季.xlsx"
KNOWN = {
    "name": "洛桑·罗布", "id_number": "51339920131110693X", "ethnic": "藏族", "village": "达瓦村",
    "guardian_name": "嘎玛志玛", "guardian_relation": "母亲",
}  # fmt: skip


def take_in(desk: Desk, path: Path, **how: object) -> int:
    run = imports.apply(desk, imports.preview(desk, path, **how)).run_id
    assert run is not None
    return run


def test_what_would_go_is_told_by_name_and_nothing_is_done(clerk: Desk, samples: Path) -> None:
    run = take_in(clerk, samples / DAMAGED)
    changes = clerk.store.value("SELECT COUNT(*) FROM change")
    found = undoing.look(clerk, run)
    gone = {(row.table, row.name) for row in found.rows if row.what == "withdrawn"}
    assert {("人员", "旺姆"), ("在读", "旺姆"), ("人员", "洛桑·罗布")} <= gone
    assert {row.what for row in found.rows} == {"withdrawn"}
    assert not {row.table for row in found.rows} & {"导入", "导入问题"}
    assert clerk.store.value("SELECT COUNT(*) FROM change") == changes
    assert len(clerk.store.select("person")) == 5


def test_undone_it_is_gone_with_its_line_in_the_register(clerk: Desk, samples: Path) -> None:
    run = take_in(clerk, samples / DAMAGED)
    undoing.undo(clerk, run)
    for table in ("person", "enrolment", "import_run", "import_problem"):
        assert clerk.store.select(table) == [], table
    assert len(lists.open_list(clerk, "imports").ids()) == 0
    assert len(lists.open_list(clerk, "import_problems").ids()) == 0
    assert checking.check(clerk)["findings"] == []
    with pytest.raises(Refused, match="已经撤销过"):
        undoing.look(clerk, run)


def test_later_edits_stay_and_are_named(clerk: Desk, samples: Path) -> None:
    known = people.save(clerk, KNOWN)
    run = take_in(clerk, samples / DAMAGED)
    edited = clerk.store.select("person", name="旺姆")[0]
    people.save(
        clerk, {"group_name": "二组", "ethnic": "藏族", "village": "达瓦村"}, edited["id"], edited["revision"]
    )
    take_in(clerk, samples / ROLL)
    found = undoing.look(clerk, run)
    by_name = {(row.table, row.name): row.what for row in found.rows}
    assert by_name["人员", "旺姆"] == "kept"
    done = undoing.undo(clerk, run)
    assert done.rows == found.rows
    assert clerk.store.get("person", edited["id"])["group_name"] == "二组"
    assert clerk.store.get("person", known.id)["guardian_name"] == "嘎玛志玛"
    assert len(lists.open_list(clerk, "imports").ids()) == 1


def test_an_application_is_named_by_its_child(clerk: Desk, samples: Path) -> None:
    found = undoing.look(clerk, take_in(clerk, samples / "3_救助基金申请_各村汇总.xlsx"))
    named = {row.name for row in found.rows if row.table == "救助申请"}
    case = clerk.store.row(
        "SELECT case_no, name FROM relief_case JOIN person ON person.id = person_id LIMIT 1"
    )
    assert case is not None
    assert "　".join(filter(None, (case["name"], case["case_no"]))) in named
    assert not any("JYJZ" not in name and "　" in name for name in named)


def test_a_member_of_a_household_is_called_by_her_own_name(clerk: Desk, samples: Path) -> None:
    found = undoing.look(clerk, take_in(clerk, samples / "2_户籍与建档立卡人员_2018.xlsx"))
    named = {row.row_id: row.name for row in found.rows if row.table == "人员"}
    assert named == {row["id"]: row["name"] for row in clerk.store.select("person")}


def test_an_import_that_is_not_there(clerk: Desk) -> None:
    with pytest.raises(Refused, match="找不到这次导入"):
        undoing.look(clerk, 7)


def test_who_lives_in_a_village_that_an_undone_import_brought_is_told_its_name(
    clerk: Desk, samples: Path, tmp_path: Path
) -> None:
    undoing.undo(clerk, take_in(clerk, samples / ROLL))
    again = take_in(clerk, samples / ROLL)
    take_in(clerk, samples / "3_救助基金申请_各村汇总.xlsx")
    undoing.undo(clerk, again)
    child = clerk.store.select("person", name="拥忠·洛布")[0]
    book = Workbook()
    for row in (
        ("姓名", "身份证号", "年级", "行政村"),
        (child["name"], child["id_number"], "三年级", "某某新村"),
    ):
        book.worksheets[0].append(row)
    book.save(tmp_path / "名册.xlsx")
    (line,) = imports.preview(clerk, tmp_path / "名册.xlsx").lines
    assert "已登记“措卡村”，本表“某某新村”" in line.reason()


def no_row_points_at_a_hidden_one(desk: Desk) -> bool:
    linked = (
        f"SELECT COUNT(*) FROM {child} c JOIN {parent} p ON p.{key} = c.{column}"
        f" WHERE c.withdrawn = 0 AND p.withdrawn = 1"
        for child, column, parent, key in references(desk.store)
        if parent != "change" and column != "merged_into"
    )
    return not any(desk.store.value(sql) for sql in linked)


def test_an_import_that_came_back_goes_again_without_what_others_stand_on(clerk: Desk, samples: Path) -> None:
    done = imports.apply(clerk, imports.preview(clerk, samples / ROLL))
    assert done.change_id is not None
    checking.undone(clerk, done.change_id)
    checking.undone(clerk, int(clerk.store.value("SELECT MAX(id) FROM change")))
    back = int(clerk.store.value("SELECT MAX(id) FROM change"))
    take_in(clerk, samples / APPLICATIONS)
    gone = checking.undone(clerk, back)
    assert gone.withdrawn
    assert gone.kept
    assert no_row_points_at_a_hidden_one(clerk)


def test_an_application_that_went_on_stays_and_the_others_go(clerk: Desk, samples: Path) -> None:
    take_in(clerk, samples / ROLL)
    take_in(clerk, samples / "2_户籍与建档立卡人员_2018.xlsx")
    run = take_in(clerk, samples / APPLICATIONS)
    ready = clerk.store.select("relief_case", state=20)
    relief.act(clerk, ready[0]["id"], "send_village")
    done = undoing.undo(clerk, run)
    assert {(row.table, row.row_id) for row in done.rows if row.what == "kept"} >= {
        ("救助申请", ready[0]["id"])
    }
    assert [row["id"] for row in clerk.store.select("relief_case")] == [ready[0]["id"]]
    assert [row["action"] for row in clerk.store.select("relief_step")] == ["accept", "send_village"]
    assert checking.check(clerk)["ok"]
