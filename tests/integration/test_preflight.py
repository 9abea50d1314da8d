"""What the county would refuse is found before anything is sealed, and nothing is found where nothing is wrong."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eduaid_desktop.domain.county_check import CountyCheck
from eduaid_desktop.domain.preflight import Finding, Report
from eduaid_desktop.errors import Refused
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.term_batch import batches, county_checks, preflight, replies
from eduaid_desktop.services.term_batch.batches import Exported
from eduaid_desktop.services.term_batch.preflight import Passing
from eduaid_desktop.store import integrity, undo

AddCase = Callable[..., int]
# A case of the usual fixture with nothing to say about it: a boy of the right age, a card number that adds up.
SOUND: dict[str, Any] = {
    "stage": "3", "grade": "七年级", "purpose": "2", "household_type": "低保贫困户", "applied": 100000,
    "proposed": 100000, "payee_account": "6299001234567890120", "sex": "1",
}  # fmt: skip


@pytest.fixture
def empty(desk: Desk) -> Desk:
    """The office before anything waits."""
    with desk.store.change("经办人甲", "清空") as change:
        for case in change.select("relief_case"):
            change.update("relief_case", case["id"], {"withdrawn": 1})
    return desk


def sound(desk: Desk, add_case: AddCase, serial: int = 31, **given: Any) -> int:
    """A case that the county would take as it is, but for what is given."""
    person = {name: given.pop(name) for name in ("sex", "id_number", "birth_date") if name in given}
    case_id = add_case(desk, serial, **{k: v for k, v in SOUND.items() if k != "sex"} | given)
    person_id = desk.store.get("relief_case", case_id)["person_id"]
    with desk.store.change("经办人甲", "改人") as change:
        change.update("person", person_id, {"sex": "1", **person})
    return case_id


def found(desk: Desk) -> list[Finding]:
    return list(preflight.preflight(desk, "2018S").findings)


def told(report: Report) -> list[tuple[str, str, str]]:
    return [(each.severity, each.rule, each.column) for each in report.findings]


def test_a_sound_batch_is_one_line(empty: Desk, add_case: AddCase) -> None:
    sound(empty, add_case)
    report = preflight.preflight(empty, "2018春")
    assert told(report) == []
    assert report.headline == "✓ 2018年春季学期待上报 1 人，已全部检查，没有县里会退的。"
    assert preflight.preflight(empty, "2017A").cases == []


# What is changed of a sound case, what is found then, and the field of the form that it leads to.
WRONG: list[tuple[dict[str, Any], tuple[str, str, str], str]] = [
    ({"payee_bank": None}, ("block", "列35", "开户银行"), "payee_bank"),
    ({"payee_relation": None}, ("block", "F11", "收款人与学生关系"), "payee_relation"),
    ({"aid_received": None}, ("block", "F10", "已享受资助"), "aid_received"),
    ({"purpose": "4"}, ("block", "F06", "救助用途"), "purpose"),
    ({"class_name": "三" * 21}, ("block", "列15", "班级"), "class_name"),
    ({"household_type": "没有的户"}, ("block", "列20", "户类型"), "household_type"),
    ({"household_type": "脱贫户"}, ("warn", "列20", "户类型"), "household_type"),
    ({"guardian_relation": None}, ("block", "列25", "监护人与学生关系"), "guardian_relation"),
    ({"guardian_name": None}, ("block", "列24", "监护人姓名"), "guardian_name"),
    ({"population": 0}, ("block", "列22", "家庭人口"), "population"),
    ({"phone": "8210"}, ("warn", "列26", "联系电话"), "phone"),
    ({"student_number": "20060101"}, ("warn", "列10", "学籍号"), "student_number"),
    ({"stage": "1", "purpose": "1"}, ("warn", "F05", "学段"), "stage"),
    ({"applied": 900000, "proposed": 900000}, ("warn", "F07", "超限标志"), "override_reason"),
    ({"proposed": 600000, "over_band": 1}, ("warn", "F08", "超限标志"), "override_reason"),
    ({"payee_account": "629900"}, ("warn", "F13", "账号"), "payee_account"),
    ({"annual_income": 100}, ("warn", "F18", ""), "annual_income"),
    ({"id_number": "513399200601010310"}, ("block", "F01", "身份证号"), "id_number"),
    ({"id_number": None}, ("block", "F01", "身份证号"), "id_number"),
    ({"village": "513399102200"}, ("block", "F20", "村名称"), "village"),
]  # fmt: skip


def test_each_thing_is_found_in_its_column_and_field(empty: Desk, add_case: AddCase) -> None:
    with empty.store.change("经办人甲", "外乡的村") as change:
        change.insert("region", {"code": "513399102200", "level": "village", "name": "外村"})
    ids = [sound(empty, add_case, serial, **given) for serial, (given, _, _) in enumerate(WRONG, 31)]
    everything = found(empty)
    for case_id, (_, expected, field) in zip(ids, WRONG, strict=True):
        own = [f for f in everything if f.case_id == case_id]
        same = [f for f in own if (f.severity, f.rule, f.column) == expected]
        assert [(f.field, f.sentence[-1]) for f in same] == [(field, "。")], own


def test_a_limit_that_the_county_is_told_of_is_no_finding(empty: Desk, add_case: AddCase) -> None:
    over = {"applied": 900000, "proposed": 900000, "override_reason": "重病", "over_band": 1}
    sound(empty, add_case, **over, over_student_cap=1, over_household_cap=1)
    assert found(empty) == []


def test_an_account_of_two_families_is_found_and_one_of_brothers_is_not(
    empty: Desk, add_case: AddCase
) -> None:
    same = {"household_number": "5133991077"}
    ids = [sound(empty, add_case, serial, **same) for serial in (31, 32)]
    assert [f for f in found(empty) if f.rule == "F12"] == []
    other = sound(empty, add_case, 33, payee_name="卓嘎")
    told = {f.case_id: f.column for f in found(empty) if f.rule == "F12"}
    assert told == dict.fromkeys([*ids, other], "账号")


def test_looking_can_be_watched_and_stopped(empty: Desk, add_case: AddCase) -> None:
    for serial in range(31, 53):
        sound(empty, add_case, serial)
    told: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        told.append((done, total))
        if done == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        preflight.preflight(empty, "2018S", stop)
    assert told == [(0, 22), (20, 22)]


def test_the_days_of_the_notice(empty: Desk, add_case: AddCase) -> None:
    case_id = sound(empty, add_case)
    notice = empty.store.select("notice")[-1]["id"]
    for days, severity in (({"to_date": "2018-05-24"}, "warn"), ({"to_date": "2018-06-12"}, "block")):
        with empty.store.change("经办人甲", "改公示") as change:
            change.update("notice", notice, days)
        (one,) = found(empty)
        assert (one.severity, one.column, one.case_id) == (severity, "公示结束", case_id)
    with empty.store.change("经办人甲", "撤公示") as change:
        change.update("notice", notice, {"withdrawn": 1})
    assert [(f.severity, f.column) for f in found(empty)] == [("block", "公示开始"), ("block", "公示结束")]


def test_what_would_be_refused_keeps_the_batch_from_being_sealed(
    empty: Desk, add_case: AddCase, tmp_path: Path
) -> None:
    sound(empty, add_case, 31)
    bad = sound(empty, add_case, 32, payee_bank=None, payee_account="6299001234567890138")
    with pytest.raises(Refused, match="0032 扎西·卓玛32，开户银行还没有填写"):
        batches.export(empty, "2018S", tmp_path)
    assert list(tmp_path.glob("*.xlsx")) == []
    made = batches.export(empty, "2018S", tmp_path, passing=Passing(leave_out=True, reason="下次再报"))
    assert (made.rows, made.left_out) == (1, 1)
    assert empty.store.get("relief_case", bad)["state"] == 60
    sentence = empty.store.value("SELECT sentence FROM change ORDER BY id DESC LIMIT 1")
    assert sentence.endswith("；会被退的 1 人没有报：下次再报")
    with pytest.raises(Refused, match="逐件改好"):
        batches.export(empty, "2018S", tmp_path, passing=Passing(leave_out=True))


def test_a_report_of_before_is_not_believed_after_a_change(
    empty: Desk, add_case: AddCase, tmp_path: Path
) -> None:
    case_id = sound(empty, add_case)
    passing = Passing(checked=preflight.preflight(empty, "2018S"))
    with empty.store.change("经办人甲", "改") as change:
        change.update("relief_case", case_id, {"payee_bank": None})
    with pytest.raises(Refused):
        batches.export(empty, "2018S", tmp_path, passing=passing)


DEMANDS = [
    ("not_empty", "", "备注", False),
    ("empty", "", "班级", False),
    ("is", "县内", "就读地", True),
    ("is_not", "县内", "就读地", False),
    ("contains", "中学", "学校名称", True),
    ("contains_not", "中学", "学校名称", False),
    ("one_of", "父亲、母亲", "收款人与学生关系", True),
    ("none_of", "父亲、母亲", "收款人与学生关系", False),
    ("length", "19", "账号", True),
    ("length", "17", "账号", False),
    ("longest", "18", "账号", False),
    ("shortest", "19", "账号", True),
    ("least", "1000", "申请金额", True),
    ("most", "999.99", "申请金额", False),
    ("most", "2018-05-25", "公示结束", False),
    ("least", "3", "班级", False),
    ("same_as", "户主姓名", "收款人", True),
    ("not_same_as", "户主姓名", "收款人", False),
    ("is", "重点", "备注", True),
]  # fmt: skip


def test_demands_of_the_county_are_tested(empty: Desk, add_case: AddCase) -> None:
    sound(empty, add_case)
    kept = [county_checks.save(empty, CountyCheck(c, t, v, blocking=True)) for t, v, c, _ in DEMANDS]
    unmet = {each.rule for each, (_, _, _, fits) in zip(kept, DEMANDS, strict=True) if not fits}
    assert {f.rule for f in found(empty) if f.severity == "block"} == unmet
    for each in kept:
        county_checks.turn(empty, each.id)
    assert found(empty) == []


SENSELESS = [
    (CountyCheck("校验码", "is", "1"), "batch_column"),
    (CountyCheck("账号", "regex", "1"), "test"),
    (CountyCheck("账号", "is", " "), "value"),
    (CountyCheck("账号", "length", "十九"), "value"),
    (CountyCheck("申请金额", "most", "很多"), "value"),
    (CountyCheck("账号", "same_as", "账号"), "value"),
    (CountyCheck("账号", "remind"), "sentence"),
    (CountyCheck("账号", "is", "1", "长" * 201), "sentence"),
]


def test_a_demand_that_makes_no_sense_is_refused(desk: Desk) -> None:
    for entry, field in SENSELESS:
        with pytest.raises(Refused) as refused:
            county_checks.save(desk, entry)
        assert refused.value.field == field
    assert county_checks.entries(desk) == []


REPLY: dict[int, dict[str, Any]] = {
    2: {"result": "退回", "amount": None, "reason": "账号应为19位", "document": None},
    3: {"result": "退回", "amount": None, "reason": "账号应为19位", "document": None},
    4: {"result": "不同意", "amount": None, "reason": "公示天数不够"},
}


def test_a_reply_suggests_demands_and_one_is_taken_over(
    desk: Desk, exported: Exported, answered: Callable[..., Path]
) -> None:
    assert county_checks.suggestions(desk) == []
    replies.apply(desk, answered(REPLY))
    first, second = county_checks.suggestions(desk)
    assert (first.batch_column, first.reason, first.times) == ("账号", "账号应为19位", 2)
    assert (first.batches, second.batch_column) == ((exported.batch_no,), "公示开始")
    kept = county_checks.save(desk, first.entry)
    assert (kept.test, kept.value, kept.enabled, kept.learned_on) == ("length", "19", True, "2018-06-12")
    assert "说“账号应为19位”" in kept.sentence
    assert [each.batch_column for each in county_checks.suggestions(desk)] == ["公示开始"]
    county_checks.save(desk, second.entry)
    county_checks.remove(desk, kept.id)
    assert [each.batch_column for each in county_checks.suggestions(desk)] == ["账号"]


def test_a_demand_can_be_undone_and_the_file_stays_sound(desk: Desk) -> None:
    county_checks.save(desk, CountyCheck("账号", "length", "19"))
    assert integrity.check(desk.store) == []
    last = desk.store.value("SELECT MAX(id) FROM change")
    undo.undo(desk.store, "经办人甲", last)
    assert (county_checks.entries(desk), integrity.check(desk.store)) == ([], [])


def test_a_reminder_is_said_once_for_a_whole_batch(empty: Desk, add_case: AddCase) -> None:
    for serial in (31, 32):
        sound(empty, add_case, serial, payee_account=f"62990012345678{serial}")
    county_checks.save(empty, CountyCheck("公示开始", sentence="县里要看公示照片。"))
    notes = [f for f in found(empty) if f.rule.startswith("要求")]
    assert [(f.severity, f.case_id, f.sentence) for f in notes] == [("note", 0, "县里要看公示照片。")]


def ready_again(desk: Desk, serial: int, **columns: Any) -> None:
    """A returned case as the township would have it ready once more."""
    (case,) = desk.store.select("relief_case", case_no=f"JYJZ-513399101-2018S-{serial:04d}")
    with desk.store.change("经办人甲", "改好") as change:
        change.update("relief_case", case["id"], {"state": 60, **columns})


def test_what_came_back_and_was_not_changed_is_found_with_the_countys_words(
    desk: Desk, exported: Exported, answered: Callable[..., Path]
) -> None:
    replies.apply(desk, answered(REPLY))
    ready_again(desk, 1)
    ready_again(desk, 2, payee_account="6299001234567890120")
    (one,) = [f for f in found(desk) if f.rule == "曾退回"]
    assert (one.severity, one.column, one.field, one.case_no[-4:]) == (
        "warn",
        "账号",
        "payee_account",
        "0001",
    )
    assert f"批次 {exported.batch_no}，2018年6月12日" in one.sentence
    assert "“账号应为19位”" in one.sentence


def test_another_child_with_the_same_account_is_told_too(
    desk: Desk, exported: Exported, answered: Callable[..., Path], add_case: AddCase
) -> None:
    replies.apply(desk, answered(REPLY))
    add_case(desk, 40, payee_account=desk.store.get("relief_case", 1)["payee_account"])
    (one,) = [f for f in found(desk) if f.rule == "曾退回"]
    assert one.sentence.startswith("这个账号县里退回过")


def test_a_reason_about_two_columns_is_met_when_either_was_changed(
    desk: Desk, exported: Exported, answered: Callable[..., Path]
) -> None:
    both = {"result": "退回", "amount": None, "reason": "账号与户名不符", "document": None}
    replies.apply(desk, answered({2: both, 3: both}))
    ready_again(desk, 1, payee_name="卓嘎")
    ready_again(desk, 2)
    assert [f.case_no[-4:] for f in found(desk) if f.rule == "曾退回"] == ["0002"]
