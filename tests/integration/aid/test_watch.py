"""The watch over registered aid: what is wrong is found with its proof, what is right raises nothing."""

from itertools import count
from pathlib import Path
from typing import Any

import pytest

from eduaid_desktop.domain.reconcile_rules import RULES
from eduaid_desktop.domain.reconciling import AS_IT_IS, Finding
from eduaid_desktop.errors import UserError
from eduaid_desktop.services import aid_bulk, checking, imports, policies, reconciling
from eduaid_desktop.services.aid_bulk import OPEN, Chosen
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store.store import Row

TERM = "2018S"
WATCHED = {rule for rule, about in RULES.items() if about.view == "given"}
ACCOUNTS = count(6299900010000001)


def pupils(desk: Desk, stage: str, more: str = "1") -> list[Row]:
    """Children on the roll of the term, in a fixed order."""
    return desk.store.rows(
        "SELECT p.*, e.id AS enrolment_id, e.grade, e.stage, e.boarding, s.name AS school FROM enrolment e"
        " JOIN person p ON p.id = e.person_id JOIN school s ON s.id = e.school_id WHERE e.term = ? AND e.stage = ?"
        f" AND e.withdrawn = 0 AND e.current = 1 AND p.birth_date IS NOT NULL AND {more} ORDER BY p.id",
        (TERM, stage),
    )


def give(desk: Desk, child: Row, programme: str, amount: int | None, **more: Any) -> int:
    """One aid as somebody would have typed it."""
    place = {name: child[name] for name in ("stage", "grade", "boarding", "school")}
    row = {
        "person_id": child["id"],
        "term": TERM,
        "programme": programme,
        "status": "accepted",
        "amount": amount,
    }
    row |= {"place": "in_county", "application_date": "2018-04-10", "household_type": "一般农户"}
    with desk.store.change("经办人甲", f"录入资助申请（{child['name']}）") as change:
        return change.insert("aid", row | place | more)


def amend(desk: Desk, table: str, row_id: int, **values: Any) -> None:
    with desk.store.change("经办人甲", "更正") as change:
        change.update(table, row_id, values)


def found(desk: Desk, rule: str = "", term: str = TERM) -> list[Finding]:
    """What the watch finds: of a rule, or all of it."""
    every = [f for f in reconciling.findings(desk, term) if f.rule in WATCHED]
    return [f for f in every if rule in ("", f.rule)]


def only(desk: Desk, rule: str) -> Finding:
    """The one thing that is found, and nothing beside it."""
    (finding,) = found(desk)
    assert finding.rule == rule
    assert RULES[rule].advice in finding.sentence
    return finding


def words(finding: Finding) -> list[tuple[str, str]]:
    return [(side.source, side.says) for side in finding.sides]


@pytest.fixture
def child(enrolled: Desk) -> Row:
    return pupils(enrolled, "2")[0]


def test_a_whole_year_registered_by_rule_raises_nothing(enrolled: Desk) -> None:
    for programme in ("P01", "P02", "P03a", "P03b", "P04b", "P05", "P06", "P07", "P08", "P10", "P11", "P13"):
        candidates = aid_bulk.candidates(enrolled, programme, TERM)
        wanted = [Chosen(c.pupil["person_id"], c.fen) for c in candidates if c.state == OPEN]
        assert aid_bulk.register(enrolled, programme, TERM, wanted)
    assert [(f.rule, f.sentence) for f in found(enrolled)] == []


def test_a_programme_given_twice_is_told_with_both_numbers(enrolled: Desk, child: Row) -> None:
    first, second = give(enrolled, child, "P05", 40_000), give(enrolled, child, "P05", 40_000)
    finding = only(enrolled, "W_AID_TWICE")
    assert (finding.person_id, finding.name) == (child["id"], child["name"])
    assert words(finding) == [
        ("资助登记", f"营养改善计划 400.00 元（第 {number} 号，2018年春季学期）")
        for number in (first, second)
    ]
    assert "录入资助申请" in finding.sides[0].proof


def test_what_is_paid_by_the_year_is_not_given_in_both_terms(enrolled: Desk, child: Row) -> None:
    give(enrolled, child, "P19", 100_000, term="2017A")
    assert found(enrolled) == []
    give(enrolled, child, "P19", 100_000)
    assert "2017年秋季学期" in only(enrolled, "W_AID_TWICE").sentence
    other = pupils(enrolled, "2")[1]
    give(enrolled, other, "P05", 40_000, term="2017A")
    give(enrolled, other, "P05", 40_000)
    assert len(found(enrolled)) == 1


def test_a_draft_is_no_aid_yet(enrolled: Desk, child: Row) -> None:
    give(enrolled, child, "P05", 40_000)
    give(enrolled, child, "P05", 40_000, status="draft")
    assert found(enrolled) == []


def test_two_programmes_that_exclude_each_other_say_by_which_clause(enrolled: Desk) -> None:
    vocational = next(p for p in pupils(enrolled, "5") if p["grade"] == "一年级")
    give(enrolled, vocational, "P11", 100_000)
    give(enrolled, vocational, "P12", 100_000, place="in_province")
    finding = only(enrolled, "W_EXCLUSIVE")
    assert finding.remark == "不能同时享受"
    assert words(finding)[-1] == ("依据", "9+3 的生活补助就是国家助学金，不重复享受；须向县里核实")
    assert "领域说明" not in finding.sentence


def test_what_nothing_is_written_about_is_asked_and_what_is_allowed_is_not(enrolled: Desk) -> None:
    vocational = next(p for p in pupils(enrolled, "5") if p["grade"] == "一年级")
    give(enrolled, vocational, "P11", 100_000)
    give(enrolled, vocational, "P13", 50_000)
    assert found(enrolled) == []
    give(enrolled, vocational, "P15", 150_000)
    finding = only(enrolled, "W_EXCLUSIVE")
    assert finding.remark == "能否同时享受没有写明，须问县里"
    assert "四川没有写明" in finding.sentence


def test_one_account_for_two_families_is_found_and_masked_in_its_subject(enrolled: Desk) -> None:
    one, other = pupils(enrolled, "2", "p.household_id IS NULL")[:2]
    amend(enrolled, "person", one["id"], guardian_name="次仁甲", village=None)
    amend(enrolled, "person", other["id"], guardian_name="白玛乙", village=None)
    account = str(next(ACCOUNTS))
    give(enrolled, one, "P05", 40_000, payee_name="次仁甲", payee_account=account)
    give(enrolled, other, "P05", 40_000, payee_name="次仁甲", payee_account=f"{account[:4]} {account[4:]}")
    finding = only(enrolled, "W_AID_ACCOUNT")
    assert finding.remark == "2 户"
    assert [source for source, _ in words(finding)] == [one["name"], other["name"]]
    assert account not in finding.subject
    amend(enrolled, "person", other["id"], guardian_name="次仁甲")
    assert found(enrolled) == []


def test_brothers_and_sisters_share_an_account(enrolled: Desk, samples: Path) -> None:
    """The controls of the sample: seven households whose children are paid to one parent."""
    imports.apply(enrolled, imports.read(enrolled, samples / "3_救助基金申请_各村汇总.xlsx", term=TERM))
    shared = (
        "SELECT COUNT(*) FROM (SELECT 1 FROM relief_case WHERE payee_account <> '' GROUP BY payee_account"
    )
    assert enrolled.store.value(f"{shared} HAVING COUNT(*) > 1)") >= 7
    (planted,) = found(enrolled, "W_AID_ACCOUNT")
    assert [source for source, _ in words(planted)] == ["生龙旺修", "冯花"]
    assert "“达瓦村 ”第 7 行" in planted.sides[0].proof
    assert "“达瓦村 ”第 10 行" in planted.sides[1].proof
    stranger = pupils(enrolled, "3", "p.household_id IS NULL")[0]
    siblings = (
        "SELECT payee_account FROM relief_case WHERE payee_account <> '' GROUP BY 1 HAVING COUNT(*) = 3"
    )
    account = enrolled.store.value(siblings)
    give(enrolled, stranger, "P05", 40_000, payee_account=account)
    other = next(f for f in found(enrolled, "W_AID_ACCOUNT") if f.subject != planted.subject)
    assert other.remark == "2 户"
    assert sorted(says.count("救助金") for _, says in words(other)) == [0, 3]


@pytest.mark.parametrize("placement", ["转出", "毕业", "辍学", "休学"])
def test_aid_of_a_pupil_who_is_marked_as_gone(enrolled: Desk, child: Row, placement: str) -> None:
    give(enrolled, child, "P05", 40_000)
    assert found(enrolled) == []
    amend(enrolled, "enrolment", child["enrolment_id"], placement=placement)
    assert words(only(enrolled, "W_AID_LEFT"))[-1] == ("学籍名册", f"记为“{placement}”")


def test_aid_of_a_child_on_no_roll_but_not_of_a_student_elsewhere(enrolled: Desk, child: Row) -> None:
    amend(enrolled, "enrolment", child["enrolment_id"], withdrawn=1)
    give(enrolled, child, "P05", 40_000)
    assert words(only(enrolled, "W_AID_LEFT"))[-1] == ("学籍名册", "本学期没有")
    college = pupils(enrolled, "4")[0]
    amend(enrolled, "enrolment", college["enrolment_id"], withdrawn=1)
    give(enrolled, {**college, "stage": "7", "grade": "一年级"}, "P14", 400_000)
    assert len(found(enrolled, "W_AID_LEFT")) == 1


def test_aid_given_after_a_death_but_not_before_it(enrolled: Desk, child: Row) -> None:
    amend(enrolled, "person", child["id"], death_date="2018-05-02")
    number = give(enrolled, child, "P05", 40_000)
    assert found(enrolled) == []
    amend(enrolled, "aid", number, paid_on="2018-05-20")
    assert words(only(enrolled, "W_AID_LEFT"))[-1] == ("户籍", "已于2018年5月2日去世")


def test_an_age_that_does_not_fit_the_stage_of_the_aid(enrolled: Desk, child: Row) -> None:
    give(enrolled, child, "P05", 40_000)
    amend(enrolled, "person", child["id"], birth_date="1998-01-05")
    finding = only(enrolled, "W_AID_AGE")
    assert words(finding) == [
        ("资助登记", f"按小学{child['grade']}登记，1998年1月5日生，学年开始时 19 周岁"),
        ("常见年龄", "小学 5 至 16 周岁"),
    ]


def test_what_a_household_got_is_summed_child_by_child(enrolled: Desk) -> None:
    (household,) = enrolled.store.rows(
        "SELECT p.household_id AS id FROM person p JOIN enrolment e ON e.person_id = p.id AND e.term = ?"
        " WHERE p.household_id IS NOT NULL GROUP BY 1 HAVING COUNT(*) > 1 ORDER BY 1 LIMIT 1",
        (TERM,),
    )
    children = [p for s in "123456" for p in pupils(enrolled, s, f"p.household_id = {household['id']}")][:2]
    give(enrolled, children[0], "P19", 400_000)
    give(enrolled, children[1], "P19", 200_000)
    assert found(enrolled) == []
    give(enrolled, children[1], "P20", 900_000, amount_reason="贷款")
    assert found(enrolled) == []
    give(enrolled, children[1], "P16", 10_000)
    finding = only(enrolled, "W_AID_SIBLINGS")
    assert words(finding) == [
        (children[0]["name"], "1 项，4,000.00 元"),
        (children[1]["name"], "2 项，2,100.00 元"),
        ("合计", "6,100.00 元，提醒线 6,000.00 元（暂定，须向县里核实）"),
    ]


def test_the_sum_of_a_household_is_the_offices_own_to_set(enrolled: Desk) -> None:
    owner = pupils(enrolled, "2", "p.household_id IS NOT NULL")[0]
    give(enrolled, owner, "P19", 700_000)
    only(enrolled, "W_AID_SIBLINGS")
    with enrolled.store.change("经办人甲", "设提醒线") as change:
        row = {"key": "aid_household_notice", "value": "8000", "valid_from": "2018-01-01"}
        change.insert("setting", row)
    assert found(enrolled) == []


def test_an_amount_off_its_rate_without_a_reason(enrolled: Desk, child: Row) -> None:
    number = give(enrolled, child, "P05", 30_000)
    finding = only(enrolled, "W_AID_RATE")
    assert words(finding)[0] == ("资助登记", f"营养改善计划 300.00 元，{child['name']}")
    assert words(finding)[1][1].startswith("400.00 元：4.00 元/天 × 100 天")
    assert finding.person_id == child["id"]
    amend(enrolled, "aid", number, amount_reason="四月转来")
    assert found(enrolled) == []
    amend(enrolled, "aid", number, amount_reason=None, amount=None)
    assert "没有填金额" in only(enrolled, "W_AID_RATE").sentence


def test_a_school_that_was_given_the_wrong_amount_is_one_finding(enrolled: Desk) -> None:
    same = [p for p in pupils(enrolled, "2") if p["school"] == pupils(enrolled, "2")[0]["school"]][:20]
    for each in same:
        give(enrolled, each, "P05", 30_000)
    finding = only(enrolled, "W_AID_RATE")
    assert finding.name == f"{same[0]['name']}等 20 人"
    assert "等 20 人" in finding.sides[0].says
    assert finding.school == same[0]["school"]


def test_a_gap_and_an_overlap_of_rates_are_named(enrolled: Desk, tmp_path: Path, child: Row) -> None:
    path = tmp_path / "县标准.toml"
    rate = '[[rate]]\nkey = "{}"\nprogramme = "P05"\nyuan = {}\nunit = "term"\nclause = "县里定"\ncertainty = "H"\n'
    rate += 'stages = ["{}"]\nvalid_from = "2018-01-01"\nvalid_to = ""\n'
    head = 'name = "县标准"\ndocument = "县教〔2018〕1号"\n'
    path.write_text(head + rate.format("只有初中", 500, "3"), encoding="utf-8")
    policies.add(enrolled, policies.read(enrolled, path))
    give(enrolled, child, "P05", 40_000)
    assert "没有标准" in only(enrolled, "W_AID_RATE").sentence
    path.write_text(head.replace("1号", "2号") + rate.format("甲", 400, "2"), encoding="utf-8")
    number = policies.add(enrolled, policies.read(enrolled, path))
    assert found(enrolled) == []
    both = head + rate.format("甲", 400, "2") + rate.format("乙", 450, "2")
    path.write_text(both, encoding="utf-8")
    with pytest.raises(UserError, match="重叠"):
        policies.read(enrolled, path)
    # What an earlier program let in is named all the same.
    amend(enrolled, "policy_package", number, content=both)
    finding = only(enrolled, "W_AID_RATE")
    assert "2 条标准" in finding.sentence
    assert "“甲”、“乙”" in finding.sentence


def test_a_child_without_school_stage_or_status_is_named_with_the_place(enrolled: Desk) -> None:
    child = pupils(enrolled, "2", "p.household_id IS NULL")[0]
    amend(enrolled, "enrolment", child["enrolment_id"], withdrawn=1)
    give(
        enrolled,
        {**child, "school": None, "stage": None},
        "P19",
        10_000,
        household_type=None,
        place="in_province",
    )
    finding = only(enrolled, "W_AID_UNPLACED")
    assert finding.person_id == child["id"]
    source, said = words(finding)[1]
    assert source == "缺少"
    assert [part.split("（")[0] for part in said.split("；")] == ["就读学校", "学段", "户类型"]
    assert "导入建档立卡人员表" in said


def test_a_conclusion_sticks_until_the_facts_change_and_blocks_nothing(enrolled: Desk, child: Row) -> None:
    number = give(enrolled, child, "P05", 30_000)
    finding = only(enrolled, "W_AID_RATE")
    reconciling.conclude(enrolled, finding, AS_IT_IS, "校长说明，四月转来")
    kept = only(enrolled, "W_AID_RATE")
    assert kept.decision is not None
    assert (kept.decision.decision, kept.decision.note) == (AS_IT_IS, "校长说明，四月转来")
    amend(enrolled, "aid", number, payee_name="白玛")
    assert only(enrolled, "W_AID_RATE").decision == kept.decision
    give(enrolled, pupils(enrolled, "2", f"s.name = '{child['school']}'")[5], "P05", 30_000)
    again = only(enrolled, "W_AID_RATE")
    assert again.decision is None
    assert again.earlier is not None
    checking.undo(enrolled, enrolled.store.value("SELECT MAX(id) FROM change"))
    assert only(enrolled, "W_AID_RATE").decision == kept.decision


def test_a_conclusion_of_one_term_is_none_for_the_next(enrolled: Desk, child: Row) -> None:
    for term in (TERM, "2017A"):
        give(enrolled, child, "P05", 40_000, term=term)
        give(enrolled, child, "P05", 40_000, term=term)
    reconciling.conclude(enrolled, only(enrolled, "W_AID_TWICE"), "已更正")
    (before,) = found(enrolled, "W_AID_TWICE", "2017A")
    assert before.decision is None
    assert only(enrolled, "W_AID_TWICE").decision is not None


def receive(desk: Desk, child: Row, programme: str, amount: int) -> int:
    label = desk.rules().codes["programme"].label(programme)
    row = {"person_id": child["id"], "term": TERM, "programme": programme, "programme_name": label}
    row |= {"name": child["name"], "amount": amount, "school": child["school"], "channel": "补"}
    with desk.store.change("经办人甲", "装入发放名单") as change:
        return change.insert("received_aid", row)


def crossed(desk: Desk) -> list[tuple[str, str, int | None]]:
    rules = ("X_GIVEN_ONLY", "X_RECEIVED_ONLY", "X_AID_SUM")
    found_ = reconciling.findings(desk, TERM, "aid")
    return sorted((f.rule, f.name, f.person_id) for f in found_ if f.rule in rules)


def test_what_is_registered_is_held_against_the_list_of_payments(enrolled: Desk) -> None:
    same, ours, theirs, other = pupils(enrolled, "2")[:4]
    for each in (same, ours, other):
        give(enrolled, each, "P05", 40_000)
    assert crossed(enrolled) == []
    receive(enrolled, same, "P05", 40_000)
    receive(enrolled, theirs, "P05", 40_000)
    receive(enrolled, other, "P05", 35_000)
    assert crossed(enrolled) == [
        ("X_AID_SUM", other["name"], other["id"]),
        ("X_GIVEN_ONLY", ours["name"], ours["id"]),
        ("X_RECEIVED_ONLY", theirs["name"], theirs["id"]),
    ]
    (sums,) = [f for f in reconciling.findings(enrolled, TERM, "aid") if f.rule == "X_AID_SUM"]
    assert words(sums) == [
        ("资助登记", f"营养改善计划 400.00 元，{other['name']}"),
        ("发放名单", f"营养改善计划 350.00 元，{other['name']}"),
    ]
    assert "装入发放名单" in sums.sides[1].proof


def test_a_programme_that_is_registered_nowhere_is_one_finding(enrolled: Desk) -> None:
    give(enrolled, pupils(enrolled, "2")[0], "P05", 40_000)
    for each in pupils(enrolled, "2")[:30]:
        receive(enrolled, each, "P03a", 5_250)
    assert [(rule, name.endswith("等 30 人")) for rule, name, _ in crossed(enrolled)] == [
        ("X_RECEIVED_ONLY", True)
    ]


def test_the_samples_list_is_what_whole_school_registration_gives(enrolled: Desk, samples: Path) -> None:
    """What was registered from the roll differs from the sample's list in a few children alone, named by row."""
    imports.apply(enrolled, imports.read(enrolled, samples / "7_已享受资助_2018年春季.xlsx", term=TERM))
    for programme in ("P01", "P02", "P05"):
        candidates = aid_bulk.candidates(enrolled, programme, TERM)
        wanted = [Chosen(c.pupil["person_id"], c.fen) for c in candidates if c.state == OPEN]
        aid_bulk.register(enrolled, programme, TERM, wanted)
    listed = reconciling.findings(enrolled, TERM, "aid")
    lots = [(f.rule, f.sides[0].says) for f in listed if f.rule in ("X_GIVEN_ONLY", "X_AID_SUM")]
    assert lots == [
        ("X_GIVEN_ONLY", "营养改善计划 每人 400.00 元，阿旺格乃、康珠·罗布"),
        ("X_AID_SUM", "营养改善计划 400.00 元，格绒贡布"),
        ("X_AID_SUM", "营养改善计划 400.00 元，尼玛·降措"),
    ]
    slip = next(f for f in listed if f.rule == "X_AID_SUM")
    assert "4,000.00 元" in slip.sides[1].says
    assert "已享受资助《7_已享受资助_2018年春季.xlsx》" in slip.sides[1].proof
    ours = ("学前", "营养")
    missing = [f for f in listed if f.rule == "X_RECEIVED_ONLY" and f.sides[1].says.startswith(ours)]
    assert [f.sides[1].says for f in missing] == ["营养改善计划 每人 400.00 元，桑登·拉措、昂旺降措"]
