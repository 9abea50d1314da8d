"""What was typed and never saved, beside what the file holds now: nothing lost, nothing in the wrong place."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from eduaid_desktop.domain.aid import AID
from eduaid_desktop.domain.fields import Field, FormSpec
from eduaid_desktop.domain.person import PERSON
from eduaid_desktop.domain.relief import RELIEF
from eduaid_desktop.errors import Refused
from eduaid_desktop.services import drafts, people, projects, records, relief, unsaved
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.unsaved import Draft
from eduaid_desktop.store.store import Store

TASHI = {
    "name": "扎西",
    "id_number": "513399200805295270",
    "sex": "1",
    "ethnic": "04",
    "phone": "16400000001",
}


@pytest.fixture
def desk(clerk: Desk) -> Desk:
    """An office without people and cases yet."""
    return clerk


@pytest.fixture
def tashi(desk: Desk) -> int:
    raw = TASHI | {"village": "513399101202", "guardian_name": "次仁", "guardian_relation": "51"}
    return people.save(desk, raw).id


def type_into(
    desk: Desk, key: str, spec: FormSpec, shown: Mapping[str, Any], typed: Mapping[str, str]
) -> Draft | None:
    """Keep a draft as the form does: everything that stands in it, over what was shown. Returns how it is seen."""
    before = {n: "" if v is None else str(v) for n, v in records.typed(spec, shown).items()}
    raw, known = {**before, **typed}, shown
    read = drafts.as_read(spec, desk.rules(), raw)
    over = {name: before.get(name, "") for name, words in raw.items() if words != before.get(name, "")}
    desk.store.drafts.keep(key, drafts.content(desk, raw, over, read, spec.version, known, {}))
    return unsaved.look(desk, key)


def told(draft: Draft | None) -> list[tuple[str, str, str]]:
    assert draft is not None
    return [(each.label, each.now, each.typed) for each in draft.differences]


def test_a_form_version_is_its_names_and_kinds() -> None:
    fields = (Field("name", "姓名", "name"), Field("born", "出生日期", "date"))
    spec = FormSpec("x", "某表", "x", fields)
    assert replace(spec, fields=fields[::-1], title="另一个题目").version == spec.version
    assert replace(spec, fields=(fields[0], replace(fields[1], label="生日"))).version == spec.version
    assert replace(spec, fields=(fields[0], replace(fields[1], kind="text"))).version != spec.version
    assert replace(spec, fields=fields[:1]).version != spec.version
    assert len({form.version for form in (PERSON, AID, RELIEF, *projects.PARTS.values())}) == 6


def test_a_draft_says_whose_it_is_by_whom_and_what_differs(desk: Desk, tashi: int) -> None:
    row = desk.store.get("person", tashi)
    found = type_into(desk, f"person:{tashi}", PERSON, row, {"birth_date": "2018-02-3", "ethnic": "01"})
    assert told(found) == [("出生日期", "2008-05-29", "2018-02-3"), ("民族", "藏族", "汉族")]
    assert found is not None
    assert (found.title, found.whose, found.actor) == ("学生", "扎西", "拥珍")
    assert found.when.startswith("2018年6月12日 ")
    assert (found.equal, found.record_id, found.place) == (len(PERSON.fields) - 2, tashi, True)
    assert found.notes == ()
    assert found.text == "学生　扎西\n出生日期：2018-02-3\n民族：汉族"


def test_a_new_one_is_named_by_what_was_typed(desk: Desk) -> None:
    found = type_into(desk, "aid:new", AID, {"term": "2018S"}, {"name": "达娃", "amount": "一千"})
    assert found is not None
    assert found.whose == "达娃"
    assert told(found) == [("姓名", "", "达娃"), ("学期", "", "2018年春季学期"), ("金额（元）", "", "一千")]
    assert unsaved.every(desk) == [found]


def test_what_was_not_typed_stays_as_the_file_holds_it_now(desk: Desk, tashi: int) -> None:
    shown = desk.store.get("person", tashi)
    type_into(desk, f"person:{tashi}", PERSON, shown, {"guardian_name": "多吉", "remark": "补"})
    other = Desk(desk.store, "扎西顿珠")
    people.save(other, {"guardian_name": "次仁多吉", "address": "达瓦村三组"}, tashi)
    found = unsaved.look(desk, f"person:{tashi}")
    assert told(found) == [("监护人姓名", "次仁多吉", "多吉"), ("备注", "", "补")]
    assert found is not None
    assert [each.moved for each in found.differences] == [True, False]
    assert found.fields["address"] == "达瓦村三组"
    (note,) = found.notes
    assert "扎西顿珠在2018年6月12日" in note
    assert "改过这条记录" in note


def test_a_draft_of_an_older_form_keeps_what_has_no_field_now(desk: Desk, tashi: int) -> None:
    older = replace(PERSON, fields=(*PERSON.fields, Field("class_teacher", "班主任")))
    shown = desk.store.get("person", tashi)
    found = type_into(
        desk, f"person:{tashi}", older, shown, {"address": "达瓦村", "class_teacher": "央金老师"}
    )
    assert told(found) == [("家庭住址", "", "达瓦村"), ("班主任（现在没有这一栏）", "", "央金老师")]
    assert found is not None
    assert found.lost == {"班主任（现在没有这一栏）": "央金老师"}
    assert "class_teacher" not in found.fields
    assert "改过版" in found.notes[0]


def test_a_draft_kept_by_the_first_release_is_offered_too(desk: Desk, tashi: int) -> None:
    old = {"at": "2018-06-11T09:00:00", "revision": 1, "fields": {"name": "扎西", "phone": "164"}}
    desk.store.drafts.keep(f"person:{tashi}", old)
    found = unsaved.look(desk, f"person:{tashi}")
    assert told(found) == [("联系电话", "16400000001", "164")]


def test_a_withdrawn_record_is_offered_as_a_new_one(desk: Desk, tashi: int) -> None:
    type_into(desk, f"person:{tashi}", PERSON, desk.store.get("person", tashi), {"remark": "补"})
    with desk.change("撤回") as change:
        change.withdraw("person", tashi)
    found = unsaved.look(desk, f"person:{tashi}")
    assert found is not None
    assert (found.record_id, found.place, found.whose) == (None, True, "扎西")
    assert (found.fields["name"], found.fields["remark"]) == ("扎西", "补")
    assert "撤回" in found.notes[0]


def test_a_part_goes_back_to_its_own_project_and_nowhere_without_it(desk: Desk) -> None:
    raw = {"project_no": "XM-2018-001", "name": "食堂", "kind": "宿舍食堂", "plan_year": "2018"}
    project = projects.save(desk, raw).id
    found = type_into(desk, f"funding@{project}:new", projects.PARTS["funding"], {}, {"amount": "三十"})
    assert found is not None
    assert (found.title, found.whose, found.within, found.place) == ("资金来源", "食堂", project, True)
    with desk.change("撤回") as change:
        change.withdraw("project", project)
    found = unsaved.look(desk, f"funding@{project}:new")
    assert found is not None
    assert not found.place
    assert "项目已被撤回" in found.notes[0]
    assert found.text.endswith("金额（元）：三十")


def test_what_is_locked_by_now_is_shown_and_not_put_back(desk: Desk) -> None:
    case = relief.save(desk, {"name": "达娃", "applied": "1000", "term": "2018S"}).id
    shown = relief.load(desk, case)
    key = f"relief:{case}"
    type_into(desk, key, RELIEF, shown, {"applied": "1200", "school": "中心小学"})
    with desk.change("上报") as change:
        change.update("relief_case", case, {"state": 70, "case_no": "JYJZ-513399101-2018S-0001"})
    found = unsaved.look(desk, key)
    assert told(found) == [("就读学校", "", "中心小学"), ("申请金额（元）（已锁定）", "1000", "1200")]
    assert found is not None
    assert "applied" not in found.fields


def test_the_child_of_a_new_application_is_remembered_as_she_is_now(desk: Desk, tashi: int) -> None:
    shown = {**people.prefill(desk, tashi), "person_id": tashi}
    type_into(desk, "aid:new", AID, shown, {"amount": "500"})
    people.save(desk, {"name": "扎西次仁"}, tashi)
    found = unsaved.look(desk, "aid:new")
    assert found is not None
    assert found.known == {"person_id": tashi, "person_revision": 2}
    assert found.fields["name"] == "扎西次仁"


def test_the_draft_of_a_deleted_case_is_never_offered_in_the_next_one(desk: Desk) -> None:
    """A case that was never accepted is deleted for good, and the file gives its number again."""
    case = relief.save(desk, {"name": "达娃", "term": "2018S"}).id
    type_into(desk, f"relief:{case}", RELIEF, relief.load(desk, case), {"school": "中心小学"})
    desk.store.drafts.keep(
        f"relief_step@{case}:accept", {"fields": {"signer": "甲"}, "before": {"signer": ""}}
    )
    relief.delete_draft(desk, case)
    assert relief.save(desk, {"name": "卓玛", "term": "2018S"}).id == case
    assert unsaved.look(desk, f"relief:{case}") is None
    (left,) = unsaved.every(desk)
    assert (left.whose, left.record_id, left.fields["school"]) == ("达娃", None, "中心小学")


def test_a_step_that_is_closed_by_now_says_so(desk: Desk) -> None:
    case = relief.save(desk, {"name": "达娃", "term": "2018S"}).id
    answers = {"on_date": "2018-06-12", "reason": "家长撤回"}
    content = {
        "fields": answers,
        "before": {"reason": ""},
        "read": {"reason": ["理由", "家长撤回"]},
        "at": "2018-06-12T09:30:00.5",
        "actor": "拥珍",
    }
    for action in ("withdraw", "village_agree"):
        desk.store.drafts.keep(f"relief_step@{case}:{action}", content)
    closed, open_ = (unsaved.look(desk, f"relief_step@{case}:{a}") for a in ("village_agree", "withdraw"))
    assert told(open_) == [("理由", "", "家长撤回")]
    assert open_ is not None
    assert closed is not None
    assert (open_.title, open_.whose, open_.place) == ("办理“申请人撤回”", "达娃　还没有编号", True)
    assert not closed.place
    assert "要到“村级初审”时才能办理" in closed.notes[0]


def test_one_that_says_what_the_file_holds_is_forgotten(desk: Desk, tashi: int) -> None:
    key = f"person:{tashi}"
    type_into(desk, key, PERSON, desk.store.get("person", tashi), {"remark": "补"})
    people.save(desk, {"remark": "补"}, tashi)
    assert unsaved.every(desk) == []
    assert desk.store.drafts.load(key) is None


def test_what_stands_in_a_form_is_not_listed(desk: Desk) -> None:
    type_into(desk, "person:new", PERSON, {}, {"name": "达娃"})
    desk.store.drafts.in_hand.add("person:new")
    assert unsaved.every(desk) == []
    desk.store.drafts.in_hand.clear()
    assert [draft.whose for draft in unsaved.every(desk)] == ["达娃"]


def test_a_draft_thrown_away_comes_back(desk: Desk) -> None:
    found = type_into(desk, "person:new", PERSON, {}, {"name": "达娃"})
    content = unsaved.discard(desk, "person:new")
    assert unsaved.every(desk) == []
    unsaved.put_back(desk, "person:new", content)
    assert unsaved.every(desk) == [found]


def test_a_window_that_only_reads_changes_nobodys_draft(desk: Desk, tashi: int) -> None:
    key = f"person:{tashi}"
    type_into(desk, key, PERSON, desk.store.get("person", tashi), {"remark": "补"})
    people.save(desk, {"remark": "补"}, tashi)
    type_into(desk, "person:new", PERSON, {}, {"name": "达娃"})
    assert desk.store.drafts.settle()
    with Desk.open(desk.store.path) as second:
        assert second.store.read_only
        assert [draft.key for draft in unsaved.every(second)] == ["person:new"]
        with pytest.raises(Refused, match="只能查看"):
            unsaved.discard(second, "person:new")
    with Store(desk.store.path, writable=False) as reader:
        assert sorted(reader.drafts.keys()) == [key, "person:new"]


def test_a_form_that_the_program_does_not_have_can_be_read(desk: Desk) -> None:
    content = {"fields": {"visit": "去了", "empty": ""}, "read": {"visit": ["家访", "去了"]}}
    desk.store.drafts.keep("attendance:3", content)
    (found,) = unsaved.every(desk)
    assert told(found) == [("家访", "", "去了")]
    assert not found.place
    assert "没有这张表" in found.notes[0]


@pytest.mark.parametrize(
    "content",
    [
        "[1, 2]",
        "{",
        '{"fields": ["name"]}',
        '{"fields": {"name": "达娃"}, "before": [], "read": {"name": "x"}, "known": 3, "left": "x", "at": 7}',
        '{"fields": {"name": null, "sex": {"a": 1}, "phone": 164}}',
    ],
)
def test_damaged_drafts_do_no_harm(desk: Desk, content: str) -> None:
    desk.store.keep({"person:new": content, "odd key": content, "x@y:z~": content})
    assert all(draft.title == "学生" for draft in unsaved.every(desk))
