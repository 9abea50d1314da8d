"""What a form of the relief fund can say of itself while it is typed: purpose, amount, aid already received."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eduaid_desktop.domain import relief_bands
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.domain.relief import COSTS, RELIEF
from eduaid_desktop.services import relief_aid, relief_checks
from eduaid_desktop.services.desk import Desk

_ASKED = ("stage", "purpose", "relief_category", "application_date", "term", *(f.name for f in COSTS))
_KINDS = {"fixed": "规定的固定标准", "itemised": "已填的就学费用合计"}


@dataclass(frozen=True)
class Suggestion:
    """words: what is known, as a clerk reads it; values: the stored values it would put into which fields, if any."""

    words: str
    values: Mapping[str, Any]


def suggestions(desk: Desk, person_id: int | None, raw: Mapping[str, Any]) -> dict[str, Suggestion]:
    """What is known of some fields, by the field under which it is said. raw: the form as it is typed."""
    values = _read(desk, raw)
    found = {}
    if amount := _amount(desk, values):
        found["applied"] = amount
    if person_id and values["term"] and (known := relief_aid.known(desk, person_id, values["term"])):
        words = f"台账里该生本学期有{relief_aid.words(known)}"
        found["aid_received"] = Suggestion(words, relief_aid.answer(known))
    return found


def _amount(desk: Desk, values: Mapping[str, Any]) -> Suggestion | None:
    """The amount a band names: its fixed one, that of the category, or the costs; of a range only what it is."""
    band = relief_bands.band(values, relief_checks.rules_for(desk, dict(values)))
    if band is None:
        return None
    if band.kind == "range":
        return Suggestion(f"本学段标准 {yuan(band.least)} 至 {yuan(band.most)} 元", {})
    if band.suggested is None:
        return None
    words = f"{_KINDS[band.kind]} {yuan(band.suggested)} 元（{band.source}）"
    return Suggestion(words, {"applied": band.suggested})


def purpose_of(desk: Desk, raw: Mapping[str, Any]) -> str:
    """The purpose that a stage is given for (F06); "" while the stage is not known."""
    values = _read(desk, raw)
    rules = relief_checks.rules_for(desk, values)
    found = (
        code for code, each in rules.policy["relief_purpose"].items() if values["stage"] in each["stages"]
    )
    return next(found, "")


def _read(desk: Desk, raw: Mapping[str, Any]) -> dict[str, Any]:
    rules = desk.rules()
    return {name: RELIEF[name].clean(raw.get(name), rules)[0] for name in _ASKED}
