"""资助申请: keyed from a blank form, with the person found or new, saved, edited, checked."""

from typing import Any

import pytest

from eduaid_desktop.domain.aid import AID
from eduaid_desktop.errors import Conflict
from eduaid_desktop.services import aid, people, records
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.records import Invalid, Saved

FORM = {
    "name": "曾多吉", "id_number": "51339920060312123X", "ethnic": "藏", "village": "上格桑村", "term": "2018春",
    "stage": "初中", "school": "云岭县第二中学", "grade": "七年级", "hardship_category": "建档立卡",
    "guardian_name": "多吉", "guardian_relation": "父亲", "programme": "P19", "amount": "1000.50", "donor": "县商会",
    "application_date": "2018.6.1",
}  # fmt: skip


def save(desk: Desk, **changed: Any) -> Saved:
    return aid.save(desk, {**FORM, **changed})


def test_a_new_child_is_registered_with_the_application(clerk: Desk) -> None:
    saved = save(clerk)
    row = aid.load(clerk, saved.id)
    assert (row["amount"], row["application_date"], row["term"]) == (100_050, "2018-06-01", "2018S")
    assert (row["village"], row["stage"], row["status"]) == ("513399101200", "3", "accepted")
    (person,) = people.find(clerk, "zdj")
    assert person["id"] == row["person_id"]
    assert person["birth_date"] == "2006-03-12"
    assert clerk.store.value("SELECT COUNT(*) FROM change") == 2


def test_a_known_child_is_found_by_the_id_number(clerk: Desk) -> None:
    first = save(clerk)
    second = save(clerk, term="2017秋")
    loaded = [aid.load(clerk, s.id)["person_id"] for s in (first, second)]
    assert loaded[0] == loaded[1]
    assert len(clerk.store.select("person")) == 1


def test_an_id_number_of_somebody_else_is_refused(clerk: Desk) -> None:
    save(clerk)
    with pytest.raises(Invalid, match="已登记为“曾多吉”"):
        save(clerk, name="扎西")
    assert len(clerk.store.select("aid")) == 1


REQUIRED = (
    ("name", "姓名"), ("village", "行政村"), ("term", "学期"), ("stage", "学段"), ("school", "就读学校"),
    ("grade", "年级"), ("programme", "资助项目"), ("application_date", "申请日期"),
    ("ethnic", "民族"),
)  # fmt: skip


@pytest.mark.parametrize(("field", "label"), REQUIRED)
@pytest.mark.parametrize("blank", ["", "  ", None])
def test_each_required_field_says_what_is_missing(
    clerk: Desk, field: str, label: str, blank: str | None
) -> None:
    with pytest.raises(Invalid) as refused:
        save(clerk, **{field: blank})
    assert f"{label}还没有填写。" in [p.message for p in refused.value.problems if p.field == field]
    assert clerk.store.select("person") == []


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"id_number": "513399200603121231"}, "id_number", "校验位不对"),
        ({"id_number": None}, "id_number", "无证原因"),
        ({"amount": "一千"}, "amount", "请填写金额"),
        ({"amount": "-5"}, "amount", "不能为负"),
        ({"amount": "12.345"}, "amount", "最多两位小数"),
        ({"amount": "1" + "0" * 20}, "amount", "过大"),
        ({"population": "9" * 30}, "population", "整数"),
        ({"programme": "P01"}, "programme", "不面向初中"),
        ({"guardian_name": None}, "guardian_name", "未满 18 周岁"),
        ({"payee_name": "央金"}, "payee_relation", "收款人不是学生本人"),
        ({"application_date": "2018-06-13"}, "application_date", "今天之后"),
        ({"term": "1999春"}, "term", "不认识"),
    ],
)
def test_what_blocks_an_application(clerk: Desk, changed: dict[str, Any], field: str, words: str) -> None:
    with pytest.raises(Invalid) as refused:
        save(clerk, **changed)
    assert any(p.field == field and p.blocking and words in p.message for p in refused.value.problems)


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"birth_date": "20060313"}, "W_BIRTH"),
        ({"sex": "女"}, "W_SEX"),
        ({"stage": "学前", "grade": "大班", "programme": "P01"}, "W_AGE"),
        ({"payee_name": "曾多吉", "payee_account": "6299 9012 3456 7890 128"}, "W_ACCT_FORMAT"),
    ],
)
def test_what_is_saved_and_asked_about(clerk: Desk, changed: dict[str, Any], rule: str) -> None:
    saved = save(clerk, **changed)
    assert rule in [p.rule for p in saved.problems if not p.blocking]
    assert aid.load(clerk, saved.id)["name"] == "曾多吉"


def test_the_same_programme_twice_is_said(clerk: Desk) -> None:
    first = save(clerk)
    assert first.problems == []
    assert [p.rule for p in save(clerk).problems] == ["W_DUP_AID"]
    assert aid.save(clerk, {"amount": "900"}, first.id).problems[-1].rule == "W_DUP_AID"


def test_what_is_paid_by_the_year_is_said_in_the_next_term(clerk: Desk) -> None:
    save(clerk, term="2017秋")
    (problem,) = save(clerk).problems
    assert problem.message.startswith("该生2017年秋季学期已有同一资助项目的申请")
    assert save(clerk, term="2016秋").problems == []


def test_an_edit_keeps_the_rest_and_two_forms_conflict(clerk: Desk) -> None:
    saved = save(clerk)
    edited = aid.save(clerk, {"amount": "800"}, saved.id, saved.revision)
    row = aid.load(clerk, saved.id)
    assert (row["amount"], row["school"], edited.revision) == (80_000, "云岭县第二中学", 2)
    with pytest.raises(Conflict):
        aid.save(clerk, {"amount": "700"}, saved.id, saved.revision)
    assert aid.load(clerk, saved.id)["amount"] == 80_000


def test_the_name_can_be_put_right_in_the_form(clerk: Desk) -> None:
    saved = save(clerk)
    aid.save(clerk, {"name": "曾多杰"}, saved.id, saved.revision)
    assert [p["name"] for p in people.find(clerk, "zdj")] == ["曾多杰"]


def test_a_refused_application_leaves_no_half_of_it(clerk: Desk) -> None:
    changes = clerk.store.value("SELECT COUNT(*) FROM change")
    with pytest.raises(Invalid):
        save(clerk, amount="x")
    assert clerk.store.value("SELECT COUNT(*) FROM change") == changes
    assert clerk.store.select("person") == []


def test_two_forms_of_one_child_do_not_overwrite_her_name(clerk: Desk) -> None:
    first, second = save(clerk), save(clerk, term="2017秋")
    seen = aid.load(clerk, first.id)
    aid.save(clerk, {"name": "曾多杰"}, second.id)
    with pytest.raises(Conflict, match="刚刚在别处改过"):
        aid.save(clerk, FORM, first.id, seen["revision"], person_revision=seen["person_revision"])
    assert aid.load(clerk, first.id)["name"] == "曾多杰"


def test_the_history_of_an_application_tells_of_the_childs_name_too(clerk: Desk) -> None:
    saved = save(clerk)
    aid.save(clerk, {"name": "曾多杰", "amount": "900"}, saved.id)
    created, edited = records.history(clerk, AID, saved.id)
    assert {f["name"]: f["after"] for f in created["fields"]}["name"] == "曾多吉"
    assert {f["label"]: (f["before"], f["after"]) for f in edited["fields"]} == {
        "姓名": ("曾多吉", "曾多杰"),
        "金额（元）": ("1,000.50", "900.00"),
    }


def test_an_application_of_years_ago_can_still_be_edited(
    clerk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = save(clerk)
    monkeypatch.setenv("EDUAID_TODAY", "2024-03-01")
    aid.save(clerk, {"remark": "补录"}, saved.id)
    offered = clerk.rules().codes["term"].offered(clerk.today())
    assert offered[0].code == "2022S"
