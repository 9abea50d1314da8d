"""代办: somebody files for a family that is away, and the applicant signs afterwards.

Sources: section 5.6 of the domain rules (E09; the card system offers 本人 and 代办) and section 5.7, row 19.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from eduaid_desktop.domain import dates, id_number
from eduaid_desktop.domain.fields import Values
from eduaid_desktop.domain.problems import WARN, Problem
from eduaid_desktop.domain.rules import Rules

# The steps that may wait for the signature, each with the state it leads away from.
SIGN_BEFORE = {"send_village": 20, "village_agree": 30, "township_agree": 50, "pay": 80, "archive": 100}
_WORDS = {
    "send_village": "送村初审",
    "village_agree": "村初审同意",
    "township_agree": "乡镇审核同意",
    "pay": "列入发放表",
    "archive": "归档",
}
_ENDED = (110, 200, 210, 220)
_DETAILS = ("agent_relation", "agent_id_number", "agent_phone")
_OF_AGE = 18


def agent(values: Values, rules: Rules) -> Iterator[Problem]:
    """Who files for somebody else is grown up, says who she is and how she can be reached, and is not the pupil."""
    if not values.get("agent_name"):
        if any(values.get(name) for name in _DETAILS):
            yield Problem(
                "agent_name", "填了代办人的资料，请填写代办人姓名；不是代办的请清空。", rule="B_AGENT"
            )
        return
    if not values.get("agent_relation"):
        yield Problem("agent_relation", "有代办人的，请填写代办人与学生关系。", rule="B_AGENT")
    if not values.get("agent_phone"):
        yield Problem("agent_phone", "有代办人的，请填写代办人电话。", rule="B_AGENT")
    yield from _is_another(values)
    yield from _of_age(values, rules)


def _is_another(values: Values) -> Iterator[Problem]:
    number, name = values.get("agent_id_number"), values["agent_name"]
    if number and number == values.get("id_number"):
        yield Problem("agent_id_number", "代办人不能是学生本人，请核对身份证号。", rule="B_AGENT")
    elif not number and name == values.get("name"):
        text = "代办人与学生同名；请填写代办人身份证号以示区别，代办人不能是学生本人。"
        yield Problem("agent_id_number", text, rule="B_AGENT")
    if name == values.get("guardian_name") and number in (None, values.get("guardian_id_number")):
        yield Problem("agent_name", "代办人就是监护人；监护人自己办理的不用填代办人。", WARN, "W_AGENT")


def _of_age(values: Values, rules: Rules) -> Iterator[Problem]:
    number = values.get("agent_id_number")
    if not number:
        yield Problem("agent_id_number", "委托书上要写代办人身份证号，请补填。", WARN, "W_AGENT")
    elif (born := id_number.birth_day(number)) and _age(born, values, rules) < _OF_AGE:
        text = f"代办人未满 {_OF_AGE} 周岁，不能代办；请由成年人代办。"
        yield Problem("agent_id_number", text, rule="B_AGENT")


def _age(born: str, values: Values, rules: Rules) -> int:
    day = values.get("application_date") or rules.today.isoformat()
    return dates.age_on(date.fromisoformat(born), date.fromisoformat(day))


def late_signature(values: Values, rules: Rules) -> Iterator[Problem]:
    """The applicant signs after the agent filed, never before."""
    signed, filled = values.get("signed_by_applicant"), values.get("application_date")
    if signed and filled and signed < filled:
        text = f"补签日期早于填表日期（{dates.spoken(filled)}），请核对。"
        yield Problem("signed_by_applicant", text, rule="B_SIGNED")
    if signed and not values.get("agent_name"):
        yield Problem("signed_by_applicant", "没有代办人的，不用填补签日期，请核对。", WARN, "W_AGENT")


def unsigned(case: Mapping[str, Any]) -> bool:
    """Whether an agent filed, the applicant has not signed since, and the case still goes on."""
    filed = bool(case.get("agent_name")) and not case.get("signed_by_applicant")
    return filed and case["state"] not in _ENDED


def signature_due(case: Mapping[str, Any], until: str) -> bool:
    """Whether the next step waits for the signature. until: a key of SIGN_BEFORE (setting late_signature_until)."""
    return unsigned(case) and case["state"] >= SIGN_BEFORE[until]


def remark(case: Mapping[str, Any], rules: Rules) -> str:
    """待补签 in one sentence, and in the season when families are away that too; "" where all is signed."""
    if not unsigned(case):
        return ""
    latest = _WORDS[rules.settings["late_signature_until"]]
    words = f"待补签：由{case['agent_name']}代办，申请人最迟在“{latest}”之前补签。"
    return words + season_words(rules)


def season_words(rules: Rules) -> str:
    """Why nobody is at home in these weeks, from the setting absence_season (month and day, both included)."""
    first, last = rules.settings["absence_season"]
    if not first <= rules.today.isoformat()[5:] <= last:
        return ""
    return f"虫草采挖季节（到{int(last[:2])}月{int(last[3:])}日）家长多在外。"
