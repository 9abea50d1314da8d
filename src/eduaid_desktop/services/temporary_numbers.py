"""临时编号: what stands for the number of somebody who has none yet, until the card comes."""

import json
from collections.abc import Mapping
from operator import itemgetter
from typing import Any

from eduaid_desktop.domain import serials
from eduaid_desktop.services import rules
from eduaid_desktop.store.store import Change

KIND = "temporary_number"


def follow(change: Change, person: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that go with these values of a person; person: her row as stored, {} for a new one.

    Who has no number of any kind gets a temporary one, never given before. Once her own number is there, the
    temporary one becomes a former number, under which she is still found.
    """
    number = values.get("id_number", person.get("id_number"))
    own = values.get(KIND, person.get(KIND))
    if not number and not own:
        return {KIND: _next(change)}
    if number and own and person:
        retire(change, person["id"], KIND, own, "已登记证件号码")
        return {KIND: None}
    return {}


def retire(change: Change, person_id: int, kind: str, value: str, reason: str) -> None:
    """Keep a number (or name) that somebody no longer bears; kind: the column it stood in. Once is enough."""
    if not change.select("former_number", person_id=person_id, kind=kind, value=value):
        row = {"person_id": person_id, "kind": kind, "value": value}
        change.insert("former_number", row | {"valid_to": change.today.isoformat(), "reason": reason})


def _next(change: Change) -> str:
    code = change.select("office")[0]["code"]
    serial = change.next_serial(serials.temporary_series(code))
    return serials.temporary_number(_prefix(change), code, serial)


def _prefix(change: Change) -> str:
    key, day = "temporary_prefix", change.today.isoformat()
    own = [row for row in change.select("setting", key=key) if row["valid_from"] <= day]
    newest = max(own, key=itemgetter("valid_from"), default=None)
    return str(json.loads(newest["value"]) if newest else rules.shipped_settings()[key])
