"""Undoing: itself a change, previewed exactly, never at the cost of what came later."""

from pathlib import Path
from typing import Any

import pytest

from eduaid_desktop.errors import Refused
from eduaid_desktop.services import aid, checking, imports, people, projects
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import history

CHILD = {"name": "扎西", "id_number": "51339920060312123X", "ethnic": "藏", "guardian_name": "多吉"}
ROLL, BASE = "1_学籍名册_2018年春季.xlsx", "2_户籍与建档立卡人员_2018.xlsx"


def last(desk: Desk) -> int:
    return int(desk.store.value("SELECT MAX(id) FROM change"))


def undo(desk: Desk, change_id: int | None = None) -> history.Undone:
    """Undo, after the preview has said the same and written nothing."""
    number = change_id or last(desk)
    before = desk.store.rows("SELECT * FROM change_log")
    preview = history.undo(desk.store, "拥珍", number, dry_run=True)
    assert desk.store.rows("SELECT * FROM change_log") == before
    done = history.undo(desk.store, "拥珍", number)
    assert done == preview
    return done


@pytest.fixture(autouse=True)
def _sound(clerk: Desk) -> Any:
    yield
    assert checking.check(clerk)["findings"] == []


def add_school(desk: Desk, **values: Any) -> int:
    with desk.store.change("拥珍", "登记学校") as change:
        return change.insert("school", values)


def set_school(desk: Desk, school_id: int, **values: Any) -> int:
    with desk.store.change("拥珍", "改学校") as change:
        change.update("school", school_id, values)
    return change.id or 0


def test_undoing_an_edit_keeps_what_was_edited_later(clerk: Desk) -> None:
    school_id = add_school(clerk, name="一小", place="in_county")
    edit = set_school(clerk, school_id, name="二小", place="in_province")
    set_school(clerk, school_id, place="other_province")
    done = undo(clerk, edit)
    row = clerk.store.get("school", school_id)
    assert (row["name"], row["place"]) == ("一小", "other_province")
    assert (done.restored, done.kept) == ([("school", school_id)], [("school", school_id)])


def test_undoing_a_new_record_hides_it_and_its_history_stays(clerk: Desk) -> None:
    school_id = add_school(clerk, name="一小")
    assert undo(clerk).withdrawn == [("school", school_id)]
    assert clerk.store.select("school") == []
    assert [line["action"] for line in history.of_record(clerk.store, "school", school_id)] == [
        "insert",
        "update",
    ]
    add_school(clerk, name="一小")


def test_a_record_edited_since_stays(clerk: Desk) -> None:
    school_id = add_school(clerk, name="一小")
    made = last(clerk)
    set_school(clerk, school_id, place="in_county")
    with pytest.raises(Refused, match="之后都改过"):
        history.undo(clerk.store, "拥珍", made)
    assert clerk.store.select("school")


def test_what_a_kept_record_points_at_is_kept_too(clerk: Desk) -> None:
    with clerk.store.change("拥珍", "登记") as change:
        village = change.insert("region", {"code": "513399101299", "name": "新村", "level": "village"})
        household = change.insert("household", {"household_number": "1", "village": "513399101299"})
        person = people.create(change, {"name": "扎西"})
        change.update("person", person, {"household_id": household})
        school = change.insert("school", {"name": "一小"})
    made = last(clerk)
    with clerk.store.change("拥珍", "改电话") as change:
        change.update("person", person, {"phone": "16400000001"})
    done = undo(clerk, made)
    assert done.withdrawn == [("school", school)]
    assert done.kept == [("household", household), ("person", person), ("region", village)]
    assert clerk.store.get("household", household)["village"] == "513399101299"


def test_rows_that_only_point_at_each_other_go_together(clerk: Desk) -> None:
    with clerk.store.change("拥珍", "登记") as change:
        person = people.create(change, {"name": "扎西"})
        household = change.insert("household", {"household_number": "1"})
        change.update("person", person, {"household_id": household})
    assert undo(clerk).withdrawn == [("household", household), ("person", person)]


def test_an_undo_can_be_undone_once_and_the_change_not_twice(clerk: Desk) -> None:
    school_id = add_school(clerk, name="一小")
    made = last(clerk)
    undo(clerk)
    with pytest.raises(Refused, match=f"已经撤销过了.*撤销第 {made + 1} 号操作"):
        history.undo(clerk.store, "拥珍", made)
    undo(clerk)
    assert clerk.store.get("school", school_id)["name"] == "一小"
    with pytest.raises(Refused, match=f"撤销第 {made + 2} 号操作"):
        history.undo(clerk.store, "拥珍", made)


def test_final_and_unknown_changes_are_refused(clerk: Desk) -> None:
    with clerk.store.change("拥珍", "封存批次", final=True) as change:
        change.insert("school", {"name": "一小"})
    for number, words in ((change.id, "“封存批次”"), (1, "建立格桑镇"), (99, "没有编号为 99")):
        with pytest.raises(Refused, match=words):
            history.undo(clerk.store, "拥珍", number or 0)
    assert last(clerk) == change.id


def test_an_undo_that_would_double_a_number_is_refused(clerk: Desk) -> None:
    people.save(clerk, CHILD)
    undo(clerk)
    gone = last(clerk)
    people.save(clerk, CHILD)
    with pytest.raises(Refused, match="重号"):
        history.undo(clerk.store, "拥珍", gone)
    assert [p["id"] for p in clerk.store.select("person")] == [2]


def test_a_step_that_others_follow_cannot_be_taken_out(clerk: Desk) -> None:
    with clerk.store.change("拥珍", "申请") as change:
        person = people.create(change, {"name": "扎西"})
        base = {"person_id": person, "term": "2018S", "state": 10, "since": "2018-06-01"}
        case = change.insert("relief_case", base)
    numbers = []
    for old, new in ((10, 20), (20, 30)):
        with clerk.store.change("拥珍", f"办理到 {new}") as change:
            change.update("relief_case", case, {"state": new, **({"case_no": "JYJZ-1"} if new == 20 else {})})
            step = {"case_id": case, "from_state": old, "to_state": new, "on_date": "2018-06-01"}
            change.insert("relief_step", {"action": "accept" if new == 20 else "send_village", **step})
        numbers.append(change.id or 0)
    with pytest.raises(Refused, match="之后又办理了新的步骤"):
        history.undo(clerk.store, "拥珍", numbers[0])
    undo(clerk, numbers[1])
    undo(clerk, numbers[0])
    assert clerk.store.get("relief_case", case)["state"] == 10


def test_the_search_box_follows_an_undo(clerk: Desk) -> None:
    saved = people.save(clerk, CHILD)
    people.save(clerk, {"name": "卓玛"}, saved.id)

    def found(typed: str) -> list[int]:
        return [p["id"] for p in people.find(clerk, typed)]

    assert (found("zhuoma"), found("zhaxi")) == ([saved.id], [])
    undo(clerk)
    assert (found("zhuoma"), found("zhaxi")) == ([], [saved.id])
    undo(clerk, last(clerk) - 2)
    assert found("zhaxi") == []
    undo(clerk)
    assert found("zhaxi") == [saved.id]


def test_an_undone_milestone_takes_the_stage_back(clerk: Desk) -> None:
    raw = {"project_no": "XM-1", "name": "食堂", "kind": "其他", "plan_year": "2018"}
    project = projects.save(clerk, raw).id
    for stage, day in (("立项", "20180301"), ("开工", "20180501")):
        projects.save_part(clerk, "milestone", {"stage": stage, "done_on": day}, project_id=project)
    assert clerk.store.get("project", project)["stage"] == "70"
    undo(clerk)
    assert clerk.store.get("project", project)["stage"] == "20"


def test_milestones_undone_in_any_order_leave_the_stage_that_is_reached(clerk: Desk) -> None:
    raw = {"project_no": "XM-1", "name": "食堂", "kind": "其他", "plan_year": "2018"}
    project = projects.save(clerk, raw).id
    for stage, day in (("立项", "20180301"), ("开工", "20180501")):
        projects.save_part(clerk, "milestone", {"stage": stage, "done_on": day}, project_id=project)
    first = last(clerk) - 1
    undo(clerk, first)
    assert clerk.store.get("project", project)["stage"] == "70"
    undo(clerk, first + 1)
    assert clerk.store.get("project", project)["stage"] is None


def people_of(desk: Desk) -> list[tuple[Any, ...]]:
    columns = ("id", "name", "id_number", "village", "phone", "household_id", "remark")
    return [tuple(p[c] for c in columns) for p in desk.store.select("person")]


def test_two_imports_are_undone_and_come_back(clerk: Desk, samples: Path) -> None:
    empty = {t: clerk.store.select(t) for t in ("person", "enrolment", "household", "school", "import_run")}
    roll = imports.apply(clerk, imports.preview(clerk, samples / ROLL))
    after_roll = people_of(clerk)
    base = imports.apply(clerk, imports.preview(clerk, samples / BASE))
    done = undo(clerk, base.change_id)
    assert done.kept == []
    assert people_of(clerk) == after_roll
    assert undo(clerk, roll.change_id).kept == []
    assert {t: clerk.store.select(t) for t in empty} == empty
    again = imports.apply(clerk, imports.preview(clerk, samples / ROLL))
    assert again.equation() == roll.equation()
    assert len(people_of(clerk)) == len(after_roll)


def test_undoing_an_import_keeps_the_child_somebody_worked_on(clerk: Desk, samples: Path) -> None:
    roll = imports.apply(clerk, imports.preview(clerk, samples / ROLL))
    edited, applicant = clerk.store.select("person")[:2]
    with clerk.store.change("拥珍", "改备注") as change:
        change.update("person", edited["id"], {"remark": "已转学"})
    form = people.prefill(clerk, applicant["id"]) | {"term": "2018S", "programme": "P19", "amount": "1000"}
    form |= {"application_date": "20180601", "hardship_category": "other"}
    wanted = {f.name for f in aid.AID.fields}
    aid.save(clerk, {n: v for n, v in form.items() if n in wanted}, person_id=applicant["id"])
    undo(clerk, roll.change_id)
    assert {p["id"] for p in clerk.store.select("person")} == {edited["id"], applicant["id"]}
    assert clerk.store.get("person", edited["id"])["remark"] == "已转学"
    assert clerk.store.select("enrolment") == []


def test_villages_that_an_undone_import_brought_come_back_under_their_codes(
    tmp_path: Path, samples: Path
) -> None:
    from eduaid_desktop.services import office

    with office.create(
        tmp_path / "新镇.eduaid", name="新镇", code="513399102", fixed_date="2018-06-12"
    ) as desk:
        first = imports.apply(desk, imports.preview(desk, samples / ROLL))
        villages = {v["name"]: v["code"] for v in desk.store.select("region")}
        assert len(villages) == 11
        undo(desk, first.change_id)
        assert desk.store.select("region") == []
        imports.apply(desk, imports.preview(desk, samples / ROLL))
        assert {v["name"]: v["code"] for v in desk.store.select("region")} == villages
