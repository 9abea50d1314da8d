"""佐证材料: which documents a case must bring, why, and before which step (section 5.6 of the domain rules).

What is asked is dated data (resources/policies/evidence_rule.toml); a county's package and the setting
evidence_required go before it.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eduaid_desktop.domain.relief import total_cost
from eduaid_desktop.domain.rules import Rules

Case = Mapping[str, Any]
Entry = Mapping[str, Any]

# From which state of section 5.5 on a document is due, by the step it is due before; the order is that of the road.
DUE = {"send_village": 20, "notice_end": 40, "township_agree": 50, "archive": 100}
STEP_WORDS = {
    "send_village": "送村初审前",
    "notice_end": "公示期满前",
    "township_agree": "乡镇审核前",
    "archive": "归档前",
}
_ENDED_UNPAID = (200, 210)
_BY_SETTING, _THIS_YEAR = "县里规定", "本学年已经交过"


@dataclass(frozen=True)
class Facts:
    """What happened to a case as far as documents come of it: it hung in a notice, its money arrived.

    posted: a photograph lies with the notice itself, so that the case needs none of its own. earlier: codes of
    the documents that came with another case of the child in the same school year.
    """

    noticed: bool = False
    posted: bool = False
    paid: bool = False
    earlier: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Asked:
    """One document that a case is asked for. required: it must come. why: in words, "" where there is no reason.

    due: the step before which it is due, a key of DUE. filed: no file is archived without it, however it ended.
    office: village or township write it themselves, so no family is asked for it.
    """

    code: str
    label: str
    hint: str
    required: bool
    why: str
    due: str
    filed: bool = False
    office: bool = False


def asked(case: Case, rules: Rules, facts: Facts) -> list[Asked]:
    """The documents that this case is asked for, in the order of the checklist; what the county leaves out is not."""
    entries = rules.policy["evidence_rule"]
    found = []
    for code in rules.codes["evidence"].codes:
        entry = entries.get(code.code, {"need": "asked", "due": "send_village"})
        required, why = _required(code.code, entry, rules, case, facts)
        if required or entry["need"] != "off":
            marks = bool(entry.get("filed")), bool(entry.get("office"))
            found.append(Asked(code.code, code.label, code.hint, required, why, entry["due"], *marks))
    return found


def missing(documents: Sequence[Asked], present: Collection[str]) -> list[Asked]:
    """Those of the documents that must come and have not."""
    return [each for each in documents if each.required and each.code not in present]


def due_now(documents: Sequence[Asked], state: int) -> list[Asked]:
    """Those that must come before the next step of a state; what ended without money waits for none."""
    if state in _ENDED_UNPAID:
        return []
    return [each for each in documents if each.required and DUE[each.due] <= state]


def to_file(documents: Sequence[Asked], state: int) -> list[Asked]:
    """Those that must lie in the file of a case that ended in a state; one without money needs few."""
    return [each for each in documents if each.filed or (each.required and state not in _ENDED_UNPAID)]


def _required(code: str, entry: Entry, rules: Rules, case: Case, facts: Facts) -> tuple[bool, str]:
    if code in rules.settings["evidence_required"]:
        return True, _BY_SETTING
    if entry["need"] == "required":
        return True, entry.get("why", "")
    if "presets" in entry and rules.settings.get("relief_preset") not in entry["presets"]:
        return False, ""
    if entry.get("lasts") == "school_year" and code in facts.earlier:
        return False, _THIS_YEAR
    holds = entry["need"] == "when" and CONDITIONS[entry["when"]](case, facts, entry)
    return holds, entry.get("why", "") if holds else ""


def _hardship(case: Case, facts: Facts, entry: Entry) -> bool:
    """The category of the family, or the cause in its own words, is one that a paper proves."""
    cause = case.get("cause") or ""
    return case.get("relief_category") in entry.get("categories", ()) or any(
        word in cause for word in entry.get("causes", ())
    )


CONDITIONS: Mapping[str, Callable[[Case, Facts, Entry], bool]] = {
    "outside_county": lambda case, facts, entry: case.get("place") not in (None, "in_county"),
    "costs": lambda case, facts, entry: total_cost(dict(case)) > 0,
    "hardship": _hardship,
    "agent": lambda case, facts, entry: bool(case.get("agent_name")),
    "noticed": lambda case, facts, entry: facts.noticed and not facts.posted,
    "paid": lambda case, facts, entry: facts.paid,
}
