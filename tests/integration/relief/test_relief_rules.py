"""The rules F01 to F20 that a relief case is held against, each with its sentence."""

from typing import Any

import pytest

from eduaid_desktop.domain import workflow
from eduaid_desktop.domain.problems import Problem
from eduaid_desktop.errors import Conflict, Refused, UserError
from eduaid_desktop.services import evidence, people, relief
from eduaid_desktop.services.records import Invalid, Saved

from .conftest import Office


def saved(office: Office, **values: Any) -> Saved:
    return relief.save(office.desk, office.form(**values))


def found(saved: Saved, clause: str) -> Problem:
    return next(p for p in saved.problems if p.clause == clause)


def clauses(saved: Saved) -> set[str]:
    return {p.clause for p in saved.problems}


def test_a_good_application_raises_no_problem(office: Office) -> None:
    assert saved(office).problems == []


def test_a_draft_is_saved_with_its_problems_and_without_what_cannot_be_read(office: Office) -> None:
    kept = saved(office, id_number="513399200904120012", applied="一千", school="")
    assert {p.field for p in kept.problems if p.blocking} == {
        "id_number",
        "applied",
        "school",
        "sex",
        "birth_date",
    }
    case = relief.load(office.desk, kept.id)
    assert (case["id_number"], case["applied"], case["school"], case["head_name"]) == (
        None,
        None,
        None,
        "拉姆1",
    )
    with pytest.raises(Refused, match="申请表还没有填好"):
        office.act(kept.id, "accept")


def test_the_least_a_draft_needs_is_a_name(office: Office) -> None:
    assert relief.load(office.desk, relief.save(office.desk, {"name": "扎西"}).id)["term"] == "2018S"
    with pytest.raises(Invalid, match="姓名还没有填写"):
        relief.save(office.desk, {"phone": "16400000001"})


def test_a_draft_finds_its_child_when_the_number_comes_in(office: Office) -> None:
    """The stand-in that the draft registered disappears; the child of the roll takes its place."""
    child = people.save(office.desk, {"name": "曲批1", "id_number": office.form()["id_number"], "ethnic": "藏",
                                      "guardian_name": "拉姆1"}).id  # fmt: skip
    office.serial = 0
    form = office.form()
    draft = relief.save(office.desk, {**form, "id_number": ""})
    assert relief.load(office.desk, draft.id)["person_id"] != child
    relief.save(office.desk, form, draft.id)
    assert relief.load(office.desk, draft.id)["person_id"] == child
    assert [p["id"] for p in office.desk.store.select("person", name="曲批1")] == [child]


def test_a_case_past_draft_may_not_be_spoilt(office: Office) -> None:
    case_id = office.to(workflow.ACCEPTED)
    with pytest.raises(Invalid, match="申请理由还没有填写"):
        relief.save(office.desk, {"reason": ""}, case_id)
    assert relief.load(office.desk, case_id)["reason"]


def test_two_forms_of_one_case_do_not_overwrite_each_other(office: Office) -> None:
    kept = saved(office)
    relief.save(office.desk, {"phone": "16400009999"}, kept.id, kept.revision)
    with pytest.raises(Conflict):
        relief.save(office.desk, {"phone": "16400008888"}, kept.id, kept.revision)


def test_f02_one_case_a_term(office: Office) -> None:
    first = office.to(workflow.ACCEPTED)
    number = relief.load(office.desk, first)["id_number"]
    second = saved(office, name="曲批1", id_number=number)
    assert "JYJZ-513399101-2018S-0001" in found(second, "F02").message
    with pytest.raises(Refused, match="由审核人写明理由后特批"):
        office.act(second.id, "accept")
    with pytest.raises(Refused, match="须写明理由和审核人"):
        office.act(second.id, "accept", override=True, reason="两地就读")
    row = office.act(second.id, "accept", override=True, reason="两地就读，县里同意", signer="扎西")
    assert row["state"] == workflow.ACCEPTED
    assert relief.save(office.desk, {"phone": "16400009999"}, second.id).problems[0].severity == "warn"


def test_f02_a_refused_or_withdrawn_case_does_not_stand_in_the_way(office: Office) -> None:
    first = office.to(workflow.VILLAGE_REVIEW)
    office.act(first, "reject", reason="材料不实", on_date="2018-05-03")
    office.act(first, "archive", on_date="2018-05-04", reason="申请表在村里")
    second = saved(office, name="曲批1", id_number=relief.load(office.desk, first)["id_number"])
    assert "F02" not in clauses(second)
    assert office.act(second.id, "accept")["case_no"].endswith("-0002")


def test_f03_the_same_child_under_another_number(office: Office) -> None:
    office.draft(name="扎西")
    assert "同名同生日" in found(saved(office, name="扎西"), "F03").message


def test_f04_the_household_must_be_eligible_on_the_day(office: Office) -> None:
    warned = saved(office, household_type="一般农户")
    assert (found(warned, "F04").severity, found(warned, "F04").field) == ("warn", "household_type")
    office.act(warned.id, "accept")
    office.set("eligibility", '"block"')
    blocked = saved(office, household_type="一般农户")
    assert found(blocked, "F04").blocking
    with pytest.raises(Refused, match="“一般农户”在2018年5月2日不属于救助对象"):
        office.act(blocked.id, "accept")


def test_f04_the_household_base_is_asked(office: Office) -> None:
    office.household("5133991102")
    assert "不在本乡镇的建档立卡名册" in found(saved(office), "F04").message
    other = saved(office, household_number="5133991102", household_type="低保贫困户")
    assert "名册里这一户在2018年5月2日是“一般贫困户”" in found(other, "F04").message
    assert relief.load(office.desk, other.id)["household_id"] == 1
    assert "F04" not in clauses(saved(office, household_number="5133991102"))


def test_f07_an_amount_outside_the_band_wants_a_reason(office: Office) -> None:
    kept = saved(office, applied="3500")
    assert found(kept, "F07").severity == "warn"
    case_id = office.to(workflow.TOWN_REVIEW, kept.id)
    step = next(s for s in relief.steps(office.desk, case_id) if s.main)
    assert (step.open, step.needs) == (True, ("date", "reason"))
    with pytest.raises(
        Refused, match=r"金额 3,500\.00 元不在本学段标准 500\.00 至 2,000\.00 元之内；请填写超标准理由"
    ):
        office.act(case_id, "township_agree", on_date="2018-05-11")
    assert office.act(case_id, "township_agree", amount=200_000, on_date="2018-05-11")["over_band"] == 0


def test_f07_the_reason_may_stand_on_the_form(office: Office) -> None:
    case_id = office.to(workflow.TOWN_REVIEW, applied="3500", override_reason="重大疾病")
    row = office.act(case_id, "township_agree", on_date="2018-05-11")
    assert (row["over_band"], row["proposed"], row["override_reason"]) == (1, 350_000, "重大疾病")


def test_f08_both_terms_of_the_year_count(office: Office) -> None:
    senior = {"stage": "本科", "purpose": "4", "grade": "一年级", "school": "锦川大学", "term": "2018A"}
    first = office.to(workflow.ACCEPTED, stage="本科", purpose="4", grade="一年级", applied="4000")
    second = saved(
        office, **senior, name="曲批1", id_number=relief.load(office.desk, first)["id_number"], applied="1500"
    )
    assert found(second, "F08").message.startswith("该生本年度合计 5,500.00 元，超过每生封顶 5,000.00 元")
    row = relief.load(office.desk, second.id)
    assert (row["over_student_cap"], row["over_household_cap"]) == (1, 1)


def test_f09_siblings_are_summed(office: Office) -> None:
    """Three children of one household, 7,000 yuan together; the third passes the cap."""
    family = {"stage": "本科", "purpose": "4", "grade": "一年级", "household_number": "5133991300"}
    first = [office.to(workflow.ACCEPTED, **family, applied=amount) for amount in ("3000", "2000")]
    third = saved(office, **family, applied="2000")
    assert "全户本年度合计 7,000.00 元，超过每户封顶 5,000.00 元" in found(third, "F09").message
    flags = [relief.load(office.desk, case_id)["over_household_cap"] for case_id in (*first, third.id)]
    assert flags == [0, 0, 1]


def test_f09_a_withdrawn_sibling_counts_no_more(office: Office) -> None:
    family = {
        "stage": "本科",
        "purpose": "4",
        "grade": "一年级",
        "household_number": "5133991300",
        "applied": "3000",
    }
    office.act(office.to(workflow.ACCEPTED, **family), "withdraw", reason="转学")
    assert "F09" not in clauses(saved(office, **family))


def test_f09_at_the_decision_only_what_was_approved_counts(office: Office) -> None:
    family = {"stage": "本科", "purpose": "4", "grade": "一年级", "household_number": "5133991300", "applied": "3000",
              "override_reason": "两名大学生"}  # fmt: skip
    first, second = (office.to(workflow.REPORTED, **family) for _ in range(2))
    decision = {"amount": 300_000, "document": "云教〔2018〕9号", "on_date": "2018-05-25"}
    assert office.act(first, "decide", **decision)["state"] == workflow.APPROVED
    assert office.act(second, "decide", **decision)["state"] == workflow.OVERCAP_PENDING


def test_f10_aid_received_must_be_answered(office: Office) -> None:
    kept = saved(office, aid_received="")
    assert found(kept, "F10").blocking
    with pytest.raises(Refused, match="没有享受的请填“无”"):
        office.act(kept.id, "accept")


def test_f11_a_payee_needs_a_relation(office: Office) -> None:
    kept = saved(office, payee_relation="")
    with pytest.raises(Refused, match="收款人不是学生本人"):
        office.act(kept.id, "accept")


def test_f12_two_families_share_no_account(office: Office) -> None:
    office.draft(payee_account="629900000000001", household_number="5133991300")
    other = saved(office, payee_account="629900000000001")
    assert found(other, "F12").severity == "warn"
    sibling = saved(
        office, payee_account="629900000000001", household_number="5133991300", payee_name="拉姆1"
    )
    assert sibling.id
    assert relief.load(office.desk, other.id)["state"] == workflow.DRAFT


def test_f12_siblings_may_share_their_parents_account(office: Office) -> None:
    family = {
        "payee_account": "629900000000001",
        "household_number": "5133991300",
        "head_name": "拉姆",
        "payee_name": "拉姆",
    }
    office.draft(**family)
    assert saved(office, **family).problems == []


def test_f16_a_closed_term_takes_nobody_in(office: Office) -> None:
    before = office.to(workflow.VILLAGE_NOTICE)
    office.set("closed_terms", '["2018S"]')
    kept = saved(office)
    assert found(kept, "F16").blocking
    with pytest.raises(Refused, match="本学期已经关闭"):
        office.act(kept.id, "accept")
    assert office.act(before, "notice_end", on_date="2018-05-10")["state"] == workflow.TOWN_REVIEW


def test_f17_the_notice_must_be_over_and_free_of_objections(office: Office) -> None:
    case_id = office.to(workflow.VILLAGE_NOTICE)
    with pytest.raises(Refused, match="公示到2018年5月9日才结束，从次日起"):
        office.act(case_id, "notice_end", on_date="2018-05-09")
    office.act(case_id, "objection", reason="家里有车", on_date="2018-05-09")
    with pytest.raises(Refused, match="现在是“异议核查”"):
        office.act(case_id, "notice_end", on_date="2018-05-10")


def test_f17_working_days_and_an_unknown_year_are_said(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.set("notice_day_kind", '"working"')
    monkeypatch.setenv("EDUAID_TODAY", "2099-06-12")
    case_id = office.draft(application_date="2018-05-02")
    for action, inputs in (("accept", {}), ("send_village", {}), ("village_agree", {"signer": "四郎"})):
        office.act(case_id, action, on_date="2099-06-01", **inputs)
    assert office.desk.store.select("notice")[0]["to_date"] == "2099-06-09"
    said = "2099年调休未录入，暂按周一至周五计算，请核对截止日期。"
    assert said in relief.status(office.desk, case_id)["remarks"]


def test_f19_more_members_than_population(office: Office) -> None:
    household = office.household("5133991102")
    with office.desk.store.change("拥珍", "登记成员") as change:
        for name in ("尼玛", "达瓦"):
            change.insert("person", {"name": name, "household_id": household})
    assert "有 3 人" in found(saved(office, household_number="5133991102", population="2"), "F19").message


def test_f20_a_village_of_another_township(office: Office) -> None:
    with office.desk.store.change("拥珍", "登记外乡村") as change:
        change.insert(
            "region", {"code": "513399102200", "name": "外乡村", "level": "village", "parent": "513399102"}
        )
    kept = saved(office, village="外乡村")
    assert found(kept, "F20").blocking
    with pytest.raises(Refused, match="行政村不属于本单位"):
        office.act(kept.id, "accept")


def test_a_dead_payee_is_paid_nothing_until_another_is_named(office: Office) -> None:
    office.household("5133991102", death_date="2018-02-10")
    case_id = office.to(workflow.APPROVED, household_number="5133991102", payee_name="拉姆")
    assert "X_DECEASED" in {
        p.rule for p in relief.save(office.desk, {"phone": "16400009999"}, case_id).problems
    }
    step = next(s for s in relief.steps(office.desk, case_id) if s.main)
    assert (step.action, step.open) == ("pay", False)
    with pytest.raises(
        Refused, match="拉姆已于2018年2月10日去世，不能向其发放；请先在申请表里改为新的收款人"
    ):
        office.act(case_id, "pay")
    relief.save(office.desk, {"payee_name": "多吉", "payee_account": "629900000000555"}, case_id)
    assert office.act(case_id, "pay")["state"] == workflow.IN_PAYMENT


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("applied", "1100", "申请金额（元）已经锁定；要由县级退回更正"),
        ("id_number", "51339920090801996X", "身份证号已经锁定"),
        ("payee_account", "629900000000999", "要等县级退回，或银行退回后在更正账号时修改"),
        ("payee_name", "多吉", "收款人（户名）已经锁定"),
        ("term", "2018A", "已按学期编号"),
    ],
)
def test_what_was_reported_is_frozen(office: Office, field: str, value: str, words: str) -> None:
    case_id = office.to(workflow.REPORTED)
    with pytest.raises(Invalid) as refused:
        relief.save(office.desk, {field: value}, case_id)
    assert [p.field for p in refused.value.problems] == [field]
    assert words in refused.value.sentence
    relief.save(office.desk, {"phone": "16400009999"}, case_id)


def test_the_number_of_a_reported_child_is_frozen_in_her_own_record_too(office: Office) -> None:
    case = relief.load(office.desk, office.to(workflow.REPORTED))
    person = case["person_id"]
    with pytest.raises(Invalid, match="已上报"):
        people.save(office.desk, {"id_number": "513399200612319942", "sex": "", "birth_date": ""}, person)
    assert office.desk.store.get("person", person)["id_number"] == case["id_number"]
    people.save(office.desk, {"phone": "16400001234"}, person)


def test_an_archived_case_is_only_read(office: Office) -> None:
    case_id = office.to(workflow.ARCHIVED)
    with pytest.raises(Refused, match="已归档，只能查看"):
        relief.save(office.desk, {"phone": "16400009999"}, case_id)


def test_a_later_step_on_an_earlier_paper_is_refused(office: Office) -> None:
    case_id = office.to(workflow.READY)
    office.seal(case_id)
    with pytest.raises(Refused, match="早于上一步的日期2018年5月11日"):
        office.act(case_id, "report", on_date="2018-05-10")
    with pytest.raises(Refused, match="在今天（2018年6月12日）之后"):
        office.act(case_id, "report", on_date="2018-06-13")


def test_missing_evidence_is_said_or_blocks(office: Office) -> None:
    office.set("evidence_required", '["E01", "E02"]')
    case_id = office.to(workflow.ACCEPTED)
    missing = "佐证材料还缺：申请表（签字、手印）、户口簿复印件。"
    assert relief.status(office.desk, case_id)["remarks"] == [missing]
    office.set("evidence_check", '"block"')
    with pytest.raises(Refused, match="收齐并勾选后即可办理这一步"):
        office.act(case_id, "send_village")
    required = [e["code"] for e in evidence.of(office.desk, case_id) if e["required"]]
    evidence.tick(office.desk, case_id, dict.fromkeys(required, True))
    assert office.act(case_id, "send_village")["state"] == workflow.VILLAGE_REVIEW


def test_clerk_and_reviewer_in_one_person_is_only_said(office: Office) -> None:
    case_id = office.to(workflow.TOWN_REVIEW)
    assert "受理和审核都是“拥珍”，请尽量由另一人审核。" in relief.status(office.desk, case_id)["remarks"]
    assert office.act(case_id, "township_agree", signer="拥珍")["state"] == workflow.READY


def test_only_drafts_are_deleted(office: Office) -> None:
    draft, accepted = office.draft(), office.to(workflow.ACCEPTED)
    relief.delete_draft(office.desk, draft)
    with pytest.raises(UserError, match="找不到这个救助申请"):
        relief.load(office.desk, draft)
    with pytest.raises(Refused, match="请办理“申请人撤回”"):
        relief.delete_draft(office.desk, accepted)


def test_a_case_is_found_by_number_or_id(office: Office) -> None:
    case_id = office.to(workflow.ACCEPTED)
    assert relief.find_case(office.desk, "jyjz-513399101-2018s-0001")["id"] == case_id
    assert relief.find_case(office.desk, str(case_id))["name"] == "曲批1"
    with pytest.raises(UserError, match="找不到救助申请“999”"):
        relief.find_case(office.desk, "999")


def test_an_edit_after_an_objection_to_the_township_notice_keeps_what_hung_there(office: Office) -> None:
    office.set("township_notice", "true")
    case_id = office.to(workflow.TOWN_REVIEW)
    office.act(case_id, "township_notice", on_date="2018-05-11", signer="扎西")
    office.act(case_id, "objection", on_date="2018-05-12", reason="有人反映")
    relief.save(office.desk, {"applied": "500"}, case_id)
    case = office.act(
        case_id, "objection_done", on_date="2018-05-13", reason="查无此事", target=workflow.TOWN_NOTICE
    )
    assert (case["applied"], case["proposed"]) == (50_000, 100_000)
