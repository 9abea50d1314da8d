"""学生: finding a child however a clerk would, and what the record refuses."""

from typing import Any

import pytest

from eduaid_desktop.errors import Conflict, UserError
from eduaid_desktop.services import people
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.records import Invalid

CHILD = {"name": "曾多吉", "id_number": "51339920060312123X", "ethnic": "藏", "guardian_name": "多吉"}


def add(desk: Desk, **values: Any) -> int:
    base = {
        "sex": "男",
        "birth_date": "20060101",
        "ethnic": "藏",
        "guardian_name": "多吉",
        "no_id_reason": "未办理",
    }
    return people.save(desk, {**base, **values}).id


def names(desk: Desk, typed: str) -> list[str]:
    return [row["name"] for row in people.find(desk, typed)]


@pytest.fixture
def school(clerk: Desk) -> Desk:
    people.save(clerk, {**CHILD, "student_number": "G51339920060312123X"})
    for name in ("单增卓玛", "仁青·平措", "扎西", "解放", "𠮷丹"):
        add(clerk, name=name)
    return clerk


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("曾多吉", "曾多吉"), ("多吉", "曾多吉"), ("zengduoji", "曾多吉"), ("ZDJ", "曾多吉"), ("zdj", "曾多吉"),
        ("cengduoji", "曾多吉"), ("duoji", "曾多吉"), ("51339920060312123x", "曾多吉"), ("513399", "曾多吉"),
        ("123X", "曾多吉"), ("２３ｘ", "曾多吉"), ("12123X", "曾多吉"), (" zeng duoji ", "曾多吉"),
        ("shanzeng", "单增卓玛"), ("danzeng", "单增卓玛"), ("szzm", "单增卓玛"), ("卓玛", "单增卓玛"),
        ("仁青平措", "仁青·平措"), ("仁青•平措", "仁青·平措"), ("rqpc", "仁青·平措"), ("xie", "解放"), ("𠮷", "𠮷丹"),
    ],
)  # fmt: skip
def test_a_child_is_found_by(school: Desk, typed: str, name: str) -> None:
    assert names(school, typed) == [name]


@pytest.mark.parametrize(
    "typed", ["", "  ", "·", "没有这人", "xyz", "%", "_", "'", "999999", "\udcff", "\U0010ffff"]
)
def test_nobody_is_found_by(school: Desk, typed: str) -> None:
    assert names(school, typed) == []


def test_a_renamed_child_is_found_by_the_new_name_only(school: Desk) -> None:
    people.save(school, {"name": "曾扎西"}, 1)
    assert names(school, "zengduoji") == []
    assert names(school, "zengzhaxi") == ["曾扎西"]


def test_withdrawn_namesakes_do_not_crowd_out_the_living(clerk: Desk) -> None:
    ids = [add(clerk, name="扎西") for _ in range(4)]
    with clerk.store.change("拥珍", "撤回") as change:
        for person_id in ids[:3]:
            change.withdraw("person", person_id)
    assert [p["id"] for p in people.find(clerk, "zx", limit=2)] == ids[3:]


def test_the_closest_name_comes_first_whoever_bears_it_or_bore_it(clerk: Desk) -> None:
    longer, named, number = (add(clerk, name=name) for name in ("扎西顿珠", "扎西", "卓玛"))
    with clerk.store.change("拥珍", "登记曾用名") as change:
        for value in ("扎西", "扎西多吉"):
            change.insert("former_number", {"person_id": number, "kind": "name", "value": value})
        people.index(change, number, change.get("person", number))
    assert [p["id"] for p in people.find(clerk, "扎西")] == [named, number, longer]
    assert [p["id"] for p in people.find(clerk, "zhaxi", limit=2)] == [named, number]
    assert [p["former"] for p in people.find(clerk, "扎西多")] == ["扎西多吉"]


def test_birth_date_and_sex_come_from_the_id_number(clerk: Desk) -> None:
    person = clerk.store.get("person", people.save(clerk, CHILD).id)
    assert (person["birth_date"], person["sex"], person["ethnic"]) == ("2006-03-12", "1", "04")


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"name": ""}, "name", "姓名还没有填写"),
        ({"id_number": "513399200603121231"}, "id_number", "校验位不对"),
        ({"id_number": "51339920061312123X"}, "id_number", "不是有效日期"),
        ({"id_number": "5133992006031212"}, "id_number", "应为 18 位"),
        ({"id_number": 51339920060312123}, "id_number", "15 位以后已丢失"),
        ({"id_number": ""}, "id_number", "请填写身份证号"),
        ({"ethnic": "火星"}, "ethnic", "不认识“火星”"),
        ({"guardian_name": ""}, "guardian_name", "未满 18 周岁"),
        ({"birth_date": "2006-02-30"}, "birth_date", "请填写日期"),
        ({"remark": "长" * 201}, "remark", "最多 200 个字"),
        ({"village": "不存在村"}, "village", "不认识"),
    ],
)
def test_what_a_record_refuses(clerk: Desk, changed: dict[str, Any], field: str, words: str) -> None:
    with pytest.raises(Invalid, match="还不能保存") as refused:
        people.save(clerk, {**CHILD, **changed})
    assert any(p.field == field and p.blocking and words in p.message for p in refused.value.problems)
    assert clerk.store.select("person") == []


@pytest.mark.parametrize(
    ("changed", "rule"), [({"birth_date": "2006-03-13"}, "W_BIRTH"), ({"sex": "女"}, "W_SEX")]
)
def test_what_a_record_asks_about(clerk: Desk, changed: dict[str, Any], rule: str) -> None:
    assert [p.rule for p in people.save(clerk, {**CHILD, **changed}).problems] == [rule]


def test_an_id_number_belongs_to_one_person(clerk: Desk) -> None:
    people.save(clerk, CHILD)
    other = add(clerk, name="扎西")
    with pytest.raises(Invalid, match="已登记为“曾多吉”"):
        people.save(clerk, {**CHILD, "name": "扎西"})
    with pytest.raises(Invalid, match="已登记为“曾多吉”"):
        people.save(clerk, {"id_number": CHILD["id_number"]}, other)


def test_an_edit_changes_only_what_was_typed(clerk: Desk) -> None:
    saved = people.save(clerk, {**CHILD, "village": "达瓦村", "phone": "16400000001"})
    again = people.save(clerk, {"group_name": "二组"}, saved.id, saved.revision)
    assert again.revision == saved.revision + 1
    person = clerk.store.get("person", saved.id)
    assert (person["village"], person["phone"], person["group_name"]) == (
        "513399101202",
        "16400000001",
        "二组",
    )
    with pytest.raises(Conflict):
        people.save(clerk, {"group_name": "三组"}, saved.id, saved.revision)


def test_a_person_that_is_not_there(clerk: Desk) -> None:
    with pytest.raises(UserError, match="找不到这条记录"):
        people.save(clerk, {"name": "扎西"}, 99)


def test_control_characters_and_broken_ones_do_not_reach_the_file(clerk: Desk) -> None:
    saved = people.save(clerk, {**CHILD, "address": "一组\x00\x07 12号\udcff"})
    assert clerk.store.get("person", saved.id)["address"] == "一组 12号\ufffd"
