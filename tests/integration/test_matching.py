"""Is it the same child: what is certain, what waits for a decision, and what is no finding."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eduaid_desktop.domain import id_number
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import checking, imports, parked
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.imports import ImportResult

ROLL, BASE = "1_学籍名册_2018年春季.xlsx", "2_户籍与建档立卡人员_2018.xlsx"
OLD, GBK = "4_学籍名册_旧格式.xls", "8_学籍名册_GBK.csv"
HEAD = "姓名,身份证件号,学籍号,出生日期,学校名称,年级,班级,联系电话,行政村,监护人姓名"
COLUMNS = HEAD.split(",")
Take = Callable[..., ImportResult]


def number(serial: int, born: str = "20060312") -> str:
    """An ID number of the unassigned region 513399."""
    first = f"513399{born}{serial:03d}"
    return first + id_number.check_digit(first)


def pupil(name: str = "曾多吉", **given: str) -> dict[str, str]:
    usual = {"学校名称": "一小", "年级": "五年级", "班级": "1班", "行政村": "达瓦村", "监护人姓名": "多杰"}
    return {"姓名": name, "身份证件号": number(121), "出生日期": "20060312"} | usual | given


@pytest.fixture
def take(clerk: Desk, tmp_path: Path) -> Take:
    """A function that imports a roll with these pupils."""

    def take_in(*pupils: dict[str, str], name: str = "名册.csv") -> ImportResult:
        rows = [",".join(each.get(c, "") for c in COLUMNS) for each in pupils]
        path = tmp_path / name
        path.write_text("\n".join([HEAD, *rows]), encoding="utf-8")
        return imports.apply(clerk, imports.preview(clerk, path))

    return take_in


def take_sample(desk: Desk, path: Path) -> ImportResult:
    return imports.apply(desk, imports.preview(desk, path, term="2018S"))


def rules_of(result: ImportResult) -> dict[int, set[str]]:
    """By row the codes of what the office knows otherwise."""
    found: dict[int, set[str]] = {}
    for each in result.problems:
        if each.problem.rule.startswith("X_") or each.problem.rule == "N_LOST_CHAR":
            found.setdefault(each.row, set()).add(each.problem.rule)
    return found


def outcomes(result: ImportResult) -> list[str]:
    return [line.outcome for line in result.lines]


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("曾·多吉", "X_NAME_DOT"),
        ("曾 多吉", "X_NAME_DOT"),
        ("曾多杰", "X_NAME_VARIANT"),
        ("增朵吉", "X_NAME_VARIANT"),
    ],
)
def test_the_same_number_is_the_same_child_when_the_names_nearly_agree(
    clerk: Desk, take: Take, written: str, rule: str
) -> None:
    take(pupil())
    result = take(pupil(written, 联系电话="16400000001"))
    assert rules_of(result)[2] == {rule}
    (person,) = clerk.store.select("person")
    assert (person["name"], person["phone"]) == ("曾多吉", "16400000001")


def test_the_same_number_under_a_wholly_other_name_waits(clerk: Desk, take: Take) -> None:
    take(pupil())
    result = take(pupil("卓玛拉姆", 联系电话="16400000001"))
    assert (outcomes(result), rules_of(result)) == (["parked"], {2: {"X_NAME_OTHER"}})
    (person,) = clerk.store.select("person")
    assert (person["name"], person["phone"]) == ("曾多吉", None)
    assert len(clerk.store.select("enrolment")) == 1


def test_a_row_says_what_it_changes(clerk: Desk, take: Take) -> None:
    take(pupil(联系电话="16400000001"))
    result = take(pupil(联系电话="16400000002", 班级="2班"))
    assert result.lines[0].changes == [
        ("phone", "16400000001", "16400000002"),
        ("class_name", "1班", "2班"),
    ]
    assert rules_of(result) == {2: {"X_CLASS"}}
    assert result.updates(clerk.rules()) == [
        {
            "sheet": "",
            "row": 2,
            "name": "曾多吉",
            "message": "联系电话：已登记“16400000001”，改为“16400000002”",
        },
        {"sheet": "", "row": 2, "name": "曾多吉", "message": "班级：已登记“1班”，改为“2班”"},
    ]


def test_a_student_number_completes_the_id_number(clerk: Desk, take: Take) -> None:
    student = f"J{number(300)}"
    take(pupil(身份证件号="", 学籍号=student))
    result = take(pupil(学籍号=student))
    assert outcomes(result) == ["accepted"]
    (person,) = clerk.store.select("person")
    assert person["id_number"] == number(121)
    assert ("id_number", None, number(121)) in result.lines[0].changes


def test_a_student_number_that_was_renewed_still_leads_to_the_child(clerk: Desk, take: Take) -> None:
    first, later = f"J{number(300)}", f"G{number(121)}"
    take(pupil(学籍号=first))
    take(pupil(学籍号=later))
    assert outcomes(take(pupil(身份证件号="", 学籍号=first))) == ["unchanged"]
    (person,) = clerk.store.select("person")
    assert person["student_number"] == later


def test_a_provisional_student_number_does_not_replace_a_formal_one(clerk: Desk, take: Take) -> None:
    formal, provisional = f"G{number(121)}", f"J{number(300)}"
    take(pupil(学籍号=formal))
    assert outcomes(take(pupil(学籍号=provisional))) == ["accepted"]
    (person,) = clerk.store.select("person")
    assert (person["student_number"], clerk.store.select("enrolment")[0]["student_number"]) == (
        formal,
        formal,
    )
    assert outcomes(take(pupil(身份证件号="", 学籍号=provisional))) == ["unchanged"]


def test_a_student_number_under_another_name_waits(take: Take) -> None:
    take(pupil(身份证件号="", 学籍号=f"J{number(300)}"))
    result = take(pupil("卓玛拉姆", 身份证件号="", 学籍号=f"J{number(300)}"))
    assert rules_of(result) == {2: {"X_NAME_OTHER"}}
    assert outcomes(result) == ["parked"]


def test_a_number_that_a_nursery_gives_itself_tells_nobody_apart(clerk: Desk, take: Take) -> None:
    take(
        pupil("扎西", 身份证件号="", 学籍号="12"),
        pupil("卓玛", 身份证件号="", 学籍号="12", 出生日期="20130101"),
    )
    assert {p["name"] for p in clerk.store.select("person")} == {"扎西", "卓玛"}


@pytest.mark.parametrize(
    ("given", "outcome"),
    [
        ({}, "parked"),
        ({"监护人姓名": "", "行政村": ""}, "parked"),
        ({"监护人姓名": "", "学校名称": "二小"}, "parked"),
        ({"监护人姓名": "贡布"}, "accepted"),
        ({"监护人姓名": "", "学校名称": "二小", "行政村": "绒巴村"}, "accepted"),
        ({"身份证件号": number(122)}, "accepted"),
        ({"姓名": "曾多布"}, "accepted"),
    ],
)
def test_two_numbers_with_one_name_and_birth_date_want_a_sign(
    take: Take, given: dict[str, str], outcome: str
) -> None:
    """The last two are a girl of the same name, and a twin."""
    take(pupil())
    assert outcomes(take(pupil(**{"身份证件号": number(501), **given}))) == [outcome]


@pytest.mark.parametrize(
    ("given", "outcome"),
    [
        ({}, "parked"),
        ({"学校名称": "二小", "监护人姓名": "贡布"}, "parked"),
        ({"学校名称": "二小", "行政村": "绒巴村"}, "accepted"),
        ({"出生日期": "20060313"}, "accepted"),
    ],
)
def test_a_row_without_a_number_waits_when_name_and_birth_date_are_known(
    take: Take, given: dict[str, str], outcome: str
) -> None:
    take(pupil())
    result = take(pupil(**{"身份证件号": "", "学籍号": f"J{number(300)}", **given}))
    assert outcomes(result) == [outcome]
    assert rules_of(result) == ({2: {"X_ID_MISSING"}} if outcome == "parked" else {})


def test_two_rows_of_one_file_follow_the_same_rules(take: Take) -> None:
    result = take(pupil(), pupil(身份证件号=number(501)), pupil("曾多杰"), pupil("卓玛拉姆"))
    assert outcomes(result) == ["accepted", "parked", "accepted", "parked"]
    assert rules_of(result) == {3: {"X_ID_REISSUED"}, 4: {"X_NAME_VARIANT"}, 5: {"X_NAME_OTHER"}}


def test_a_number_with_one_wrong_digit_is_offered_the_right_one(clerk: Desk, take: Take) -> None:
    right = number(121)
    wrong = right[:15] + ("9" if right[15] != "9" else "8") + right[16:]
    result = take(pupil(身份证件号=wrong), pupil())
    assert rules_of(result) == {2: {"X_ID_DIGIT"}}
    (person,) = clerk.store.select("person")
    assert result.lines[0].person_id == person["id"]
    assert any(right in p.problem.message for p in result.problems if p.problem.rule == "X_ID_DIGIT")
    again = take(pupil("张三", 身份证件号=wrong, 监护人姓名=""))
    assert rules_of(again) == {2: {"X_ID_DIGIT"}}
    assert rules_of(take(pupil("张三", 身份证件号=wrong[:6] + "19" + wrong[8:]))) == {}


def test_a_lost_character_is_known_by_the_number_and_put_back(clerk: Desk, take: Take) -> None:
    take(pupil("王燕?"))
    assert rules_of(take(pupil("王燕䶮"))) == {2: {"N_LOST_CHAR"}}
    assert rules_of(take(pupil("王燕?"))) == {2: {"N_LOST_CHAR"}}
    (person,) = clerk.store.select("person")
    assert person["name"] == "王燕䶮"


def test_a_child_merged_into_another_is_found_there(clerk: Desk, take: Take) -> None:
    take(pupil(), pupil("卓玛拉姆", 身份证件号=number(808, "20070707"), 出生日期="20070707"))
    gone, stays = (p["id"] for p in clerk.store.select("person"))
    with clerk.change("合并") as change:
        change.update("person", gone, {"merged_into": stays, "name": "卓玛拉"})
        change.withdraw("person", gone)
    result = take(pupil("卓玛拉姆", 联系电话="16400000001"))
    assert result.lines[0].person_id == stays
    assert clerk.store.get("person", stays)["id_number"] == number(808, "20070707")


def test_the_sample_files_one_after_the_other(clerk: Desk, samples: Path) -> None:
    take_sample(clerk, samples / ROLL)
    base = take_sample(clerk, samples / BASE)
    assert rules_of(base) == {
        301: {"X_ID_DIGIT"}, 893: {"X_MOVED"}, 1114: {"X_ID_REISSUED"},
        1223: {"X_NAME_VARIANT"}, 1233: {"X_NAME_DOT"},
    }  # fmt: skip
    assert [line.row for line in base.lines if line.outcome == "parked"] == [1114]
    (row,) = clerk.store.select("parked_row")
    assert json.loads(row["content"])["household_number"] == "5133991249"
    roll = take_sample(clerk, samples / ROLL)
    assert (roll.count("unchanged"), rules_of(roll)) == (1285, {238: {"X_ID_DIGIT"}})
    again = take_sample(clerk, samples / BASE)
    assert (again.count("unchanged"), again.count("parked"), again.change_id) == (1493, 1, None)
    assert len(clerk.store.select("parked_row")) == 1
    assert checking.check(clerk)["findings"] == []


def test_the_old_and_the_torn_roll_after_the_new_one(clerk: Desk, samples: Path) -> None:
    take_sample(clerk, samples / ROLL)
    children = len(clerk.store.select("person"))
    old = take_sample(clerk, samples / OLD)
    assert (old.count("unchanged"), rules_of(old)) == (303, {169: {"X_CLASS"}})
    torn = take_sample(clerk, samples / GBK)
    assert (torn.count("unchanged"), rules_of(torn)) == (200, {26: {"N_LOST_CHAR"}, 48: {"N_LOST_CHAR"}})
    assert any("王燕䶮" in p.problem.message for p in torn.problems)
    assert len(clerk.store.select("person")) == children


def parked_ids(desk: Desk) -> list[int]:
    return [row["id"] for row in desk.store.select("parked_row", decision=None)]


def two_numbers(take: Take) -> None:
    take(pupil(联系电话="16400000001"))
    take(pupil(身份证件号=number(501), 联系电话="16400000002", 年级="六年级"), name="新册.csv")


def test_both_sides_are_shown_field_by_field(clerk: Desk, take: Take) -> None:
    two_numbers(take)
    sides = parked.side_by_side(clerk, parked_ids(clerk)[0])
    assert (sides.name, sides.place) == ("曾多吉", "《新册.csv》 第 2 行")
    assert [c["name"] for c in sides.candidates] == ["曾多吉"]
    assert sides.numbers == (number(501), (number(121),))
    shown = {f.name: (f.row, f.known, f.differs) for f in sides.fields}
    assert shown["id_number"] == (number(501), (number(121),), (True,))
    assert shown["village"] == ("达瓦村", ("达瓦村",), (False,))
    assert shown["grade"] == ("六年级", ("五年级",), (True,))


def test_the_same_child_gets_one_number_and_keeps_the_other(clerk: Desk, take: Take) -> None:
    two_numbers(take)
    (row,) = parked_ids(clerk)
    with pytest.raises(Refused, match="选定哪一个"):
        parked.decide(clerk, row, "same")
    done = parked.decide(clerk, row, "same", number="row", note="看过户口簿")
    assert done.sentence == "待定的“曾多吉”与已登记的曾多吉是同一人"
    (person,) = clerk.store.select("person")
    assert (person["id_number"], person["phone"]) == (number(501), "16400000002")
    assert [e["grade"] for e in clerk.store.select("enrolment")] == ["六年级"]
    assert [f["value"] for f in clerk.store.select("former_number")] == [number(121)]
    assert parked_ids(clerk) == []
    for serial in (121, 501):
        assert outcomes(take(pupil(身份证件号=number(serial), 联系电话="16400000002", 年级="六年级"))) == [
            "unchanged"
        ]
    assert checking.check(clerk)["findings"] == []


def test_the_registered_number_may_be_the_right_one(clerk: Desk, take: Take) -> None:
    two_numbers(take)
    parked.decide(clerk, parked_ids(clerk)[0], "same", number="known")
    (person,) = clerk.store.select("person")
    assert person["id_number"] == number(121)
    again = take(pupil(身份证件号=number(501), 联系电话="16400000002", 年级="六年级"))
    assert (outcomes(again), clerk.store.get("person", person["id"])["id_number"]) == (
        ["unchanged"],
        number(121),
    )


def test_a_decision_can_be_undone_and_the_row_is_open_again(clerk: Desk, take: Take) -> None:
    two_numbers(take)
    before = clerk.store.select("person"), clerk.store.select("enrolment")
    (row,) = parked_ids(clerk)
    done = parked.decide(clerk, row, "same", number="row")
    assert done.change_id is not None
    checking.undo(clerk, done.change_id)
    assert parked_ids(clerk) == [row]
    names = ("id_number", "phone")
    assert [[p[n] for n in names] for p in clerk.store.select("person")] == [
        [p[n] for n in names] for p in before[0]
    ]
    assert [e["grade"] for e in clerk.store.select("enrolment")] == ["五年级"]
    assert clerk.store.select("identity_decision") == clerk.store.select("former_number") == []
    assert parked.decide(clerk, row, "different").rows == 1


def test_two_children_are_not_asked_about_again(clerk: Desk, take: Take) -> None:
    other = pupil(身份证件号="", 学籍号=f"J{number(300)}")
    take(pupil())
    take(other, name="无证.csv")
    parked.decide(clerk, parked_ids(clerk)[0], "different")
    assert len(clerk.store.select("person")) == 2
    assert outcomes(take(other | {"联系电话": "16400000003"})) == ["accepted"]
    assert [p["phone"] for p in clerk.store.select("person")] == [None, "16400000003"]
    assert outcomes(take(other | {"联系电话": "16400000003"})) == ["unchanged"]


def test_a_decision_follows_the_child_not_her_address(clerk: Desk, take: Take) -> None:
    other = pupil(身份证件号="", 学籍号=f"J{number(300)}")
    take(pupil(学籍号=f"G{number(121)}"))
    take(other)
    parked.decide(clerk, parked_ids(clerk)[0], "same")
    result = take(other | {"联系电话": "16400000009", "年级": "六年级"})
    assert outcomes(result) == ["accepted"]
    assert [p["phone"] for p in clerk.store.select("person")] == ["16400000009"]


def test_two_people_cannot_have_one_number(clerk: Desk, take: Take) -> None:
    take(pupil())
    take(pupil("卓玛拉姆"))
    (row,) = parked_ids(clerk)
    with pytest.raises(Refused, match="同一个身份证号"):
        parked.decide(clerk, row, "different")
    parked.decide(clerk, row, "same")
    assert [p["name"] for p in clerk.store.select("person")] == ["曾多吉"]
    assert outcomes(take(pupil("卓玛拉姆"))) == ["unchanged"]


def test_a_row_that_is_not_wanted_does_not_come_back(clerk: Desk, take: Take) -> None:
    two_numbers(take)
    (row,) = parked_ids(clerk)
    with pytest.raises(Refused, match="原因"):
        parked.decide(clerk, row, "discard")
    done = parked.decide(clerk, row, "discard", note="学校重复上报")
    same = pupil(身份证件号=number(501), 联系电话="16400000002", 年级="六年级")
    assert outcomes(take(same)) == ["skipped"]
    assert outcomes(take(same | {"联系电话": "16400000005"})) == ["parked"]
    with pytest.raises(UserError, match="已经决定过"):
        parked.decide(clerk, row, "same")
    assert done.rows == 1


def test_all_rows_about_one_pair_are_decided_together(clerk: Desk, take: Take) -> None:
    two_numbers(take)
    take(pupil(身份证件号=number(501), 班级="3班"), name="再册.csv")
    take(
        pupil("扎西", 身份证件号="", 学籍号=f"J{number(9)}"),
        pupil("扎西", 身份证件号="", 学籍号=f"J{number(8)}"),
    )
    rows = parked_ids(clerk)
    assert parked.alike(clerk, rows[0]) == rows[:2]
    done = parked.decide(clerk, rows[0], "different", also_alike=True)
    assert (done.rows, done.sentence) == (2, "待定的“曾多吉”不是同一人（2 行）")
    assert parked_ids(clerk) == rows[2:]
    assert sorted(p["name"] for p in clerk.store.select("person")) == ["扎西", "曾多吉", "曾多吉"]


def test_somebody_else_has_come_in_the_meantime(clerk: Desk, take: Take) -> None:
    waiting = pupil(身份证件号="", 学籍号=f"J{number(300)}")
    take(pupil())
    take(waiting)
    (row,) = parked_ids(clerk)
    take(pupil(身份证件号=number(701), 监护人姓名="贡布", 行政村="绒巴村"))
    assert len(clerk.store.select("person")) == 2
    with pytest.raises(Refused, match="又有别的人"):
        parked.decide(clerk, row, "different")
    other = clerk.store.select("person", id_number=number(701))[0]["id"]
    assert [c["id"] for c in parked.side_by_side(clerk, row).candidates] == [other]
    parked.decide(clerk, row, "same", other)
    assert [p["student_number"] for p in clerk.store.select("person", id=other)] == [f"J{number(300)}"]


def test_undoing_the_import_takes_its_parked_row_along(clerk: Desk, take: Take) -> None:
    take(pupil())
    change = take(pupil(身份证件号=number(501))).change_id
    assert change is not None
    checking.undo(clerk, change)
    assert clerk.store.select("parked_row") == []


def test_a_base_row_is_stored_in_its_household_when_it_is_decided(clerk: Desk, samples: Path) -> None:
    take_sample(clerk, samples / ROLL)
    take_sample(clerk, samples / BASE)
    sides = parked.side_by_side(clerk, parked_ids(clerk)[0])
    done = parked.decide(clerk, sides.row_id, "same", number="row")
    (child,) = clerk.store.select("person", id_number="513399200712205504")
    household: dict[str, Any] = clerk.store.get("household", child["household_id"])
    assert (household["household_number"], done.rows) == ("5133991249", 1)
    assert clerk.store.select("enrolment", person_id=child["id"]) != []
    for name, unchanged in ((ROLL, 1285), (BASE, 1494)):
        assert take_sample(clerk, samples / name).count("unchanged") == unchanged
    assert checking.check(clerk)["findings"] == []
