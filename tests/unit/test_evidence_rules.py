"""Which documents a case must bring, why and by when; who may file for somebody else, and who still has to sign."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eduaid_desktop.domain import agents, evidence
from eduaid_desktop.domain.evidence import Facts
from eduaid_desktop.domain.id_number import check_digit
from eduaid_desktop.domain.relief import RELIEF
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.errors import UserError
from eduaid_desktop.paths import resources
from eduaid_desktop.services import rules as loading
from eduaid_desktop.services import tables

DAY = date(2018, 6, 12)
CASE: dict[str, Any] = {
    "place": "in_county",
    "cause": "缺劳动力",
    "relief_category": None,
    "agent_name": None,
}


def number(born: str, serial: int = 11) -> str:
    head = f"513399{born}{serial:03d}"
    return head + check_digit(head)


def rules(required: list[str] | None = None, day: date = DAY, **settings: Any) -> Rules:
    entries = {e["key"]: e for e in loading.shipped("evidence_rule") if loading.in_force(e, day)}
    shipped = loading.shipped_settings() | {"evidence_required": required or []} | settings
    return Rules(day, loading.shipped_codes(), {"evidence_rule": entries}, shipped)


def required(case: dict[str, Any], given: Rules | None = None, facts: Facts | None = None) -> list[str]:
    return [each.code for each in evidence.asked(case, given or rules(), facts or Facts()) if each.required]


def test_every_code_has_a_rule_a_source_and_says_what_belongs_to_it() -> None:
    codes = loading.shipped_codes()["evidence"].codes
    assert [c.code for c in codes] == [e["key"] for e in loading.shipped("evidence_rule")]
    assert all(c.hint for c in codes)
    assert all(e["source"] and e["certainty"] for e in loading.shipped("evidence_rule"))
    assert all("when" in e and e["why"] for e in loading.shipped("evidence_rule") if e["need"] == "when")


@pytest.mark.parametrize(
    ("changed", "facts", "wanted"),
    [
        ({}, Facts(), []),
        ({"place": "other_province"}, Facts(), ["E05"]),
        ({"place": None}, Facts(), []),
        ({"relief_category": "3"}, Facts(), ["E08"]),
        ({"relief_category": "1"}, Facts(), []),
        ({"cause": "母亲大病住院"}, Facts(), ["E08"]),
        ({"agent_name": "泽仁旺姆"}, Facts(), ["E09"]),
        ({"place": "other_province"}, Facts(earlier=frozenset({"E05"})), []),
        ({"agent_name": "泽仁旺姆"}, Facts(earlier=frozenset({"E09"})), ["E09"]),
        ({}, Facts(noticed=True), ["E11"]),
        ({}, Facts(noticed=True, posted=True), []),
        ({}, Facts(noticed=True, paid=True), ["E11", "E12"]),
    ],
)
def test_what_must_come_follows_from_the_case(
    changed: dict[str, Any], facts: Facts, wanted: list[str]
) -> None:
    assert required({**CASE, **changed}, facts=facts) == wanted


def test_the_setting_makes_documents_mandatory_and_a_county_takes_some_out() -> None:
    given = rules(["E02", "E12"])
    assert required(CASE, given) == ["E02", "E12"]
    assert evidence.asked(CASE, given, Facts())[1].why == "县里规定"
    entries = {**given.policy["evidence_rule"]}
    entries["E04"] = {"key": "E04", "need": "off", "due": "send_village"}
    entries["E07"] = {"key": "E07", "need": "when", "when": "costs", "due": "archive", "why": "报了费用"}
    county = replace(given, policy={"evidence_rule": entries})
    asked = evidence.asked({**CASE, "cost_tuition": 120_000}, county, Facts())
    assert "E04" not in [each.code for each in asked]
    assert [(e.code, e.why, e.due) for e in asked if e.code == "E07"] == [("E07", "报了费用", "archive")]
    assert "E07" not in required(CASE, county)


def test_bills_are_asked_where_the_costs_decide_the_amount() -> None:
    case = {**CASE, "cost_travel": 30_000}
    assert required(case) == []
    assert required(case, rules(relief_preset="A")) == []
    assert required(case, rules(relief_preset="D")) == ["E07"]
    assert required(CASE, rules(relief_preset="D")) == []


def test_a_document_the_county_left_out_is_asked_again_by_the_setting() -> None:
    given = rules(["E04"])
    entries = {**given.policy["evidence_rule"], "E04": {"key": "E04", "need": "off", "due": "send_village"}}
    assert required(CASE, replace(given, policy={"evidence_rule": entries})) == ["E04"]


def test_each_step_waits_for_what_is_due_by_then() -> None:
    case = {**CASE, "place": "in_province"}
    asked = evidence.asked(case, rules(["E06"]), Facts(noticed=True, paid=True))
    lacks = evidence.missing(asked, {"E01"})
    by = {
        state: [e.code for e in evidence.due_now(lacks, state)] for state in (10, 20, 40, 50, 100, 200, 210)
    }
    assert by == {
        10: [], 20: ["E05"], 40: ["E05", "E11"], 50: ["E05", "E06", "E11"],
        100: ["E05", "E06", "E11", "E12"], 200: [], 210: [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ('need = "maybe"', "need"),
        ('need = "when"', "要写 when"),
        ('need = "when"\nwhen = "rain"', "when"),
        ('need = "asked"\ndue = "someday"', "due"),
    ],
)
def test_a_package_with_a_wrong_rule_is_refused(column: str, words: str) -> None:
    due = "" if "due" in column else 'due = "archive"\n'
    text = (
        'name = "云岭县"\ndocument = "云教〔2018〕3号"\n\n[[evidence_rule]]\nkey = "E02"\n'
        f'{column}\n{due}valid_from = "2018-01-01"\nvalid_to = ""\n'
    )
    with pytest.raises(UserError, match=f"第 4 行.*{words}"):
        tables.package(text, "云岭.toml")


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('late_signature_until = "report"', "late_signature_until"),
        ('absence_season = ["05-01"]', "absence_season"),
        ('absence_season = ["05-01", "02-30"]', "absence_season"),
    ],
)
def test_a_setting_that_means_nothing_is_refused(tmp_path: Path, line: str, key: str) -> None:
    shipped = (resources() / "settings.toml").read_text(encoding="utf-8")
    changed = tmp_path / "settings.toml"
    changed.write_text(re.sub(rf"(?m)^{key} = .*$", line, shipped), encoding="utf-8")
    with pytest.raises(UserError, match=f"{key} 写得不对"):
        tables.settings(changed)


AGENT = {
    "name": "曲批", "id_number": number("20090412"), "agent_name": "泽仁旺姆", "agent_relation": "其他亲属",
    "agent_phone": "16400001234", "agent_id_number": number("19780101"), "application_date": "2018-05-02",
}  # fmt: skip


def told(**changed: Any) -> list[tuple[str, str]]:
    values = {**AGENT, **changed}
    found = [*agents.agent(values, rules()), *agents.late_signature(values, rules())]
    return [(problem.field, problem.severity) for problem in found]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, []),
        ({"agent_name": None, "agent_relation": None, "agent_phone": None, "agent_id_number": None}, []),
        ({"agent_name": None}, [("agent_name", "block")]),
        ({"agent_relation": None, "agent_phone": None}, [("agent_relation", "block"), ("agent_phone", "block")]),
        ({"agent_id_number": None}, [("agent_id_number", "warn")]),
        ({"agent_id_number": AGENT["id_number"]}, [("agent_id_number", "block"), ("agent_id_number", "block")]),
        ({"agent_name": "曲批"}, []),
        ({"agent_name": "曲批", "agent_id_number": None}, [("agent_id_number", "block"), ("agent_id_number", "warn")]),
        ({"agent_id_number": number("20000503")}, [("agent_id_number", "block")]),
        ({"agent_id_number": number("20000502")}, []),
        ({"guardian_name": "泽仁旺姆", "guardian_id_number": number("19780101")}, [("agent_name", "warn")]),
        ({"guardian_name": "泽仁旺姆", "guardian_id_number": number("19700101")}, []),
        ({"signed_by_applicant": "2018-05-02"}, []),
        ({"signed_by_applicant": "2018-05-01"}, [("signed_by_applicant", "block")]),
    ],
)  # fmt: skip
def test_who_may_file_for_another(changed: dict[str, Any], said: list[tuple[str, str]]) -> None:
    assert told(**changed) == said


def test_a_signature_does_not_lie_in_the_future() -> None:
    _, problems = RELIEF.clean({**AGENT, "signed_by_applicant": "2018-6-13"}, rules())
    assert "补签日期在今天之后（今天是2018年6月12日），请核对。" in [p.message for p in problems]


@pytest.mark.parametrize(("until", "first"), list(agents.SIGN_BEFORE.items()))
def test_the_signature_is_due_from_the_step_the_setting_names(until: str, first: int) -> None:
    states = (10, 20, 30, 40, 50, 55, 60, 70, 80, 90, 95, 100)
    due = [s for s in states if agents.signature_due({"agent_name": "泽仁", "state": s}, until)]
    assert due == [s for s in states if s >= first]
    signed = {"agent_name": "泽仁", "signed_by_applicant": "2018-06-01"}
    assert not [s for s in states if agents.signature_due({**signed, "state": s}, until)]
    assert not [
        s for s in (110, 200, 210, 220) if agents.signature_due({"agent_name": "泽仁", "state": s}, until)
    ]


def test_the_season_changes_the_words_and_nothing_else() -> None:
    case = {"agent_name": "泽仁", "state": 20}
    away, home = agents.remark(case, rules()), agents.remark(case, rules(day=date(2018, 10, 9)))
    assert away == f"{home}虫草采挖季节（到6月30日）家长多在外。"
    assert home == "待补签：由泽仁代办，申请人最迟在“列入发放表”之前补签。"
    assert agents.remark({"agent_name": None, "state": 20}, rules()) == ""
