"""The rules F01 to F20 of the fund, one after the other: severity, wording, and what an office may set about them."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eduaid_desktop.domain import workflow
from eduaid_desktop.errors import Refused
from eduaid_desktop.services import band_table, policies, relief
from eduaid_desktop.services.lists import open_list
from eduaid_desktop.services.records import Saved

from .conftest import Office, id_number

FAMILY = {"stage": "本科", "purpose": "4", "grade": "一年级", "household_number": "5133991300"}


def saved(office: Office, **values: Any) -> Saved:
    return relief.save(office.desk, office.form(**values))


def told(office: Office, clause: str, **values: Any) -> list[tuple[str, str, str]]:
    """Field, severity and sentence of every problem that rests on a clause."""
    return of(saved(office, **values), clause)


def of(kept: Saved, clause: str) -> list[tuple[str, str, str]]:
    return [(p.field, p.severity, p.message) for p in kept.problems if p.clause == clause]


def test_f01_a_number_must_be_right_or_its_lack_explained(office: Office) -> None:
    ((field, severity, text),) = told(office, "F01", id_number="513399200904120012")
    assert (field, severity) == ("id_number", "block")
    assert "校验位" in text
    ((_, severity, text),) = told(office, "F01", id_number="", sex="1", birth_date="2009-04-12")
    assert (severity, "无证原因" in text) == ("block", True)
    unregistered = {"id_number": "", "sex": "1", "birth_date": "2009-04-12", "no_id_reason": "未落户"}
    assert told(office, "F01", **unregistered) == []


def test_f05_the_age_is_that_of_the_term(office: Office) -> None:
    """Age is counted on 31 August of the school year that the term belongs to."""
    ((field, severity, text),) = told(office, "F05", id_number=id_number(1, "19990830"))
    assert (field, severity) == ("stage", "warn")
    assert text == "年满 18 周岁，与学段“小学”的常见年龄（5 至 16 周岁）不符，请核对。"
    young = {"name": "卓玛", "id_number": id_number(2, "20130831"), "stage": "小学"}
    assert "年满 4 周岁" in told(office, "F05", **young)[0][2]
    assert told(office, "F05", **young, term="2018A") == []


@pytest.mark.parametrize(
    ("stage", "born", "fits"),
    [("学前", 2015, True), ("学前", 2009, False), ("初中", 2007, True), ("初中", 2008, False), ("普高", 2004, True),
     ("中职", 1987, True), ("中职", 1986, False), ("本科", 2001, True), ("本科", 1981, False),
     ("研究生", 1998, True), ("研究生", 1999, False)],
)  # fmt: skip
def test_f05_the_window_of_each_stage(office: Office, stage: str, born: int, fits: bool) -> None:
    found = told(office, "F05", stage=stage, id_number=id_number(1, f"{born}0101"), purpose="")
    assert (found == []) == fits


def test_f06_a_purpose_of_another_stage_blocks(office: Office) -> None:
    ((field, severity, text),) = told(office, "F06", purpose="4")
    assert (field, severity, text) == ("purpose", "block", "申请用途与学段不一致，请按学段改选用途。")


def test_f07_each_preset_from_its_day(office: Office) -> None:
    """The rules of the day on the form, not of the day of keying."""
    band_table.follow(office.desk, "B", date(2018, 6, 1))
    assert told(office, "F07", applied="1000", application_date="2018-05-31") == []
    ((field, severity, text),) = told(office, "F07", applied="1000", application_date="2018-06-01")
    assert (field, severity) == ("applied", "warn")
    assert text.startswith("金额 1,000.00 元不是规定的固定标准 200.00 元（预设B")
    assert told(office, "F07", applied="200", application_date="2018-06-01") == []


def test_f07_an_amount_off_the_step_wants_a_reason_at_the_township(office: Office) -> None:
    case_id = office.to(workflow.TOWN_REVIEW, applied="1000.50")
    assert relief.load(office.desk, case_id)["over_band"] == 1
    with pytest.raises(Refused, match=r"金额 1,000\.50 元不是 1\.00 元的整数倍；请填写超标准理由"):
        office.act(case_id, "township_agree", on_date="2018-05-11")
    row = office.act(case_id, "township_agree", on_date="2018-05-11", reason="按实际票据")
    assert (row["over_band"], row["override_reason"]) == (1, "按实际票据")


def test_f07_by_category_and_by_costs(office: Office) -> None:
    band_table.follow(office.desk, "C", date(2018, 1, 1))
    senior = {"stage": "普高", "grade": "高一", "purpose": "3", "id_number": id_number(1, "20010412")}
    assert "还没选救助对象类别" in told(office, "F07", **senior, applied="4000")[0][2]
    office.serial = 10
    kept = {**senior, "id_number": id_number(2, "20010412"), "relief_category": "孤儿"}
    assert told(office, "F07", **kept, applied="5000") == []
    band_table.follow(office.desk, "D", date(2018, 1, 1))
    assert "超过已填的就学费用合计 300.00 元" in told(office, "F07", applied="400", cost_uniform="300")[0][2]
    assert told(office, "F07", applied="300", cost_uniform="300") == []


def test_f07_what_is_plausible_is_a_setting(office: Office) -> None:
    """Where no band is in force."""
    band_table.follow(office.desk, "E", date(2017, 1, 1))
    early = {"application_date": "2017-12-01", "term": "2017A"}
    assert "不在合理范围 100.00 至 5,000.00 元之内" in told(office, "F07", **early, applied="99")[0][2]
    assert told(office, "F07", **early, applied="5000") == []
    office.set("plausible_most", "3000")
    assert "至 3,000.00 元" in told(office, "F07", **early, applied="5000")[0][2]


def package(office: Office, tmp_path: Path, basis: str, student: int, household: int) -> None:
    """Caps of a county from the autumn of 2017 on."""
    caps = "".join(
        f'[[relief_cap]]\nkey = "{whose}"\nwhose = "{whose}"\nyuan = {yuan}\nyear_basis = "{basis}"\n'
        'override = "county_government"\nvalid_from = "2017-09-01"\nvalid_to = ""\n'
        'clause = "第八条"\nsource = "云教"\ncertainty = "H"\n'
        for whose, yuan in (("student", student), ("household", household))
    )
    path = tmp_path / "封顶.toml"
    path.write_text(f'name = "封顶"\ndocument = "云教"\n{caps}', encoding="utf-8")
    policies.add(office.desk, policies.read(office.desk, path))


def test_f08_a_school_year_is_autumn_and_the_spring_after_it(office: Office, tmp_path: Path) -> None:
    package(office, tmp_path, "school", 4000, 9000)
    senior = {**FAMILY, "applied": "2500"}
    first = office.to(workflow.ACCEPTED, **senior, term="2017A", application_date="2017-10-10")
    child = {"name": "曲批1", "id_number": relief.load(office.desk, first)["id_number"]}
    kept = saved(office, **senior, **child, term="2018S")
    ((field, severity, text),) = of(kept, "F08")
    assert (field, severity) == ("applied", "warn")
    assert text == (
        "该生本学年合计 5,000.00 元，超过每生封顶 4,000.00 元；请填写超标准理由，将标记为超限额，报县人民政府批准。"
    )
    assert told(office, "F08", **senior, **child, term="2018A") == []


def test_f09_of_a_calendar_year_the_autumn_before_does_not_count(office: Office, tmp_path: Path) -> None:
    package(office, tmp_path, "calendar", 9000, 4000)
    office.to(workflow.ACCEPTED, **FAMILY, applied="2500", term="2017A", application_date="2017-10-10")
    spring = office.to(workflow.ACCEPTED, **FAMILY, applied="2500", term="2018S")
    assert relief.load(office.desk, spring)["over_household_cap"] == 0
    ((_, severity, text),) = told(office, "F09", **FAMILY, applied="2500", term="2018A")
    assert (severity, text.startswith("全户本年度合计 5,000.00 元，超过每户封顶 4,000.00 元")) == (
        "warn",
        True,
    )


@pytest.mark.parametrize("end", ["rejected", "withdrawn", "recovered"])
def test_f09_what_ended_without_money_counts_no_more(office: Office, end: str) -> None:
    case_id = office.to(workflow.PAID, **FAMILY, applied="3000") if end == "recovered" else 0
    case_id = case_id or office.to(workflow.VILLAGE_REVIEW, **FAMILY, applied="3000")
    step = {"rejected": "reject", "withdrawn": "withdraw", "recovered": "recover"}[end]
    office.act(case_id, step, reason="不符合条件", on_date="2018-06-10")
    office.act(case_id, "archive", on_date="2018-06-11", reason="材料随后归档")
    assert told(office, "F09", **FAMILY, applied="3000") == []


def test_f10_no_aid_is_said_in_so_many_words(office: Office) -> None:
    ((field, severity, text),) = told(office, "F10", aid_received="")
    assert (field, severity) == ("aid_received", "block")
    assert text == "“本学期已享受资助”不能空着；没有享受的请填“无”。"
    ((_, severity, text),) = told(office, "F10", aid_received="无", aid_received_amount="850")
    assert (severity, text) == ("warn", "“已享受资助”写了“无”，金额却是 850.00 元，请核对。")
    assert told(office, "F10", aid_received="无") == []


def test_f10_none_is_held_against_what_the_office_knows(office: Office) -> None:
    kept = saved(office)
    child = relief.load(office.desk, kept.id)["person_id"]
    row = {"person_id": child, "term": "2018S", "programme": "P04b", "programme_name": "寄宿生补助"}
    with office.desk.store.change("拥珍", "登记发放表") as change:
        change.insert("received_aid", {**row, "name": "曲批1", "amount": 85_000})
    again = relief.save(office.desk, {"phone": "16400009999"}, kept.id)
    words = "台账里该生本学期有寄宿生生活补助 850.00 元，与填写的“无”不一致，请核对。"
    assert of(again, "F10") == [("aid_received", "warn", words)]
    named = relief.save(office.desk, {"aid_received": "寄宿生生活补助 850 元"}, kept.id)
    assert of(named, "F10") == []


def test_f11_a_payee_of_another_name_needs_a_relation(office: Office) -> None:
    ((field, severity, text),) = told(office, "F11", payee_relation="")
    assert (field, severity, text) == ("payee_relation", "block", "收款人不是学生本人，请填写与学生关系。")
    own = {"name": "曲批", "payee_name": "曲批", "payee_relation": ""}
    assert told(office, "F11", **own) == []


def test_f12_one_account_of_two_payees_in_one_family(office: Office) -> None:
    shared = {"payee_account": "629900000000001", "household_number": "5133991300"}
    office.draft(**shared, payee_name="拉姆")
    ((field, severity, text),) = told(office, "F12", **shared, payee_name="多吉")
    assert (field, severity) == ("payee_account", "warn")
    assert text == "这个账号也是曲批1（收款人拉姆）的收款账号，请核对。"
    other = {**shared, "household_number": "5133991301", "payee_name": "拉姆"}
    assert "（收款人拉姆，另一户）" in told(office, "F12", **other)[0][2]


@pytest.mark.parametrize(
    ("account", "kept", "words"),
    [
        ("6299 0000 0000 123", "629900000000123", "空格或横线已去掉"),
        ("6299-0000-0000-123", "629900000000123", "空格或横线已去掉"),
        ("62990000000012A", "62990000000012A", "应为 12 至 32 位数字"),
        ("62990000001", "62990000001", "应为 12 至 32 位数字"),
        ("6" * 33, "6" * 33, "应为 12 至 32 位数字"),
        ("6299" + "0" * 8, "6299" + "0" * 8, ""),
        ("6" * 32, "6" * 32, ""),
    ],
)
def test_f13_an_account_is_tidied_and_looked_at(office: Office, account: str, kept: str, words: str) -> None:
    found = saved(office, payee_account=account)
    assert relief.load(office.desk, found.id)["payee_account"] == kept
    said = of(found, "F13")
    assert [severity for _, severity, _ in said] == ["warn"] * bool(words)
    assert all(words in text for _, _, text in said)


def test_f14_a_guardian_is_of_age_and_somebody_else(office: Office) -> None:
    child = id_number(1)
    same = told(office, "F14", id_number=child, guardian_id_number=child)
    assert same == [("guardian_id_number", "warn", "监护人身份证号与学生相同，请核对。")]
    minor = told(office, "F14", guardian_id_number=id_number(9, "20010101"))
    assert minor == [("guardian_id_number", "warn", "监护人未满 18 周岁，请核对。")]
    assert told(office, "F14", guardian_id_number=id_number(9, "20000612")) == []
    grown = id_number(2, "19990412")
    assert told(office, "F14", id_number=grown, guardian_id_number=grown, stage="本科", purpose="4") == []


def test_f15_a_school_of_the_county_is_one_of_the_table(office: Office) -> None:
    with office.desk.store.change("拥珍", "登记学校") as change:
        change.insert("school", {"name": "格桑镇中心小学"})
    ((field, severity, text),) = told(office, "F15", school="格桑小学")
    assert (field, severity) == ("school", "note")
    assert text == "县内学校里没有“格桑小学”，请核对校名；县外的学校照录取通知书写。"
    assert told(office, "F15", school="锦川实验小学", place="省外") == []
    assert told(office, "F15") == []


def test_f16_a_term_is_closed_from_the_day_the_office_says_so(office: Office) -> None:
    """Also for a form that was filled before, and is keyed after."""
    with office.desk.store.change("拥珍", "关闭学期") as change:
        change.insert("setting", {"key": "closed_terms", "value": '["2018S"]', "valid_from": "2018-06-10"})
    ((field, severity, text),) = told(office, "F16", application_date="2018-05-02")
    assert (field, severity) == ("term", "block")
    assert text == "2018年春季学期已经关闭，不再受理；请改选开放的学期。"


def test_f18_income_may_differ_by_one_yuan(office: Office) -> None:
    income = {"population": "4", "per_capita_income": "3000.25"}
    assert told(office, "F18", **income, annual_income="12000") == []
    assert told(office, "F18", **income, annual_income="12002") == []
    ((field, severity, _),) = told(office, "F18", **income, annual_income="12002.01")
    assert (field, severity) == ("annual_income", "warn")


def test_f04_the_sentence_has_the_words_of_the_era(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    ((_, _, old),) = told(office, "F04", household_type="低保户")
    assert "在2018年5月2日不属于救助对象（一般贫困户、低保贫困户、五保贫困户）" in old
    monkeypatch.setenv("EDUAID_TODAY", "2022-06-12")
    later = {"application_date": "2022-05-02", "term": "2022S"}
    ((_, _, new),) = told(office, "F04", **later, household_type="一般贫困户")
    assert "在2022年5月2日不属于救助对象（脱贫户、脱贫不稳定户、边缘易致贫户、突发严重困难户）" in new
    assert told(office, "F04", **later, household_type="脱贫户") == []


def test_the_order_of_help_sorts_and_narrows_the_list(office: Office) -> None:
    given = ("单亲", "", "孤儿", "残疾学生")
    cases = {category: office.draft(relief_category=category) for category in given}
    source = open_list(office.desk, "relief")
    in_order = [cases[c] for c in ("孤儿", "残疾学生", "单亲", "")]
    assert list(source.ids(sort="relief_category")) == in_order
    assert list(source.ids(sort="relief_category", descending=True)) == [*in_order[2::-1], cases[""]]
    assert list(open_list(office.desk, "relief", relief_category="1").ids()) == [cases["孤儿"]]
    assert list(open_list(office.desk, "relief", relief_category="").ids()) == [cases[""]]
    assert source.rows([cases["孤儿"]])[cases["孤儿"]]["relief_category"] == "孤儿"


def test_over_the_cap_of_a_school_year_the_county_government_decides(office: Office, tmp_path: Path) -> None:
    """A brother's autumn counts with the sister's spring; at the decision only what was approved does."""
    package(office, tmp_path, "school", 5000, 4000)
    autumn = {"term": "2017A", "application_date": "2017-10-10"}
    brother = office.to(workflow.REPORTED, **FAMILY, **autumn, applied="2500", override_reason="大学生")
    sister = office.to(workflow.REPORTED, **FAMILY, applied="2500", override_reason="大学生")
    case = relief.load(office.desk, sister)
    assert (case["over_household_cap"], case["over_student_cap"]) == (1, 0)
    decision = {"amount": 250_000, "document": "云教〔2018〕9号", "on_date": "2018-05-25"}
    assert office.act(brother, "decide", **decision)["state"] == workflow.APPROVED
    assert office.act(sister, "decide", **decision)["state"] == workflow.OVERCAP_PENDING
    allowed = office.act(sister, "decide", document="云府〔2018〕3号", on_date="2018-05-30")
    assert (allowed["state"], allowed["approved"]) == (workflow.APPROVED, 250_000)


def test_what_was_not_approved_does_not_count_at_the_decision(office: Office, tmp_path: Path) -> None:
    package(office, tmp_path, "calendar", 5000, 4000)
    first = office.to(workflow.REPORTED, **FAMILY, applied="2500", override_reason="大学生")
    second = office.to(workflow.REPORTED, **FAMILY, applied="2500", override_reason="大学生")
    decision = {"document": "云教〔2018〕9号", "on_date": "2018-05-25"}
    office.act(first, "reject", reason="已由慈善会资助", **decision)
    assert office.act(second, "decide", amount=250_000, **decision)["state"] == workflow.APPROVED
