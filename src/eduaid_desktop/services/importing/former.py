"""Rows that still bear the number of a record that was merged into another, or a temporary number."""

from collections.abc import Iterable
from typing import Any

from eduaid_desktop.domain.fields import Values
from eduaid_desktop.domain.problems import NOTE, Problem
from eduaid_desktop.store.store import Change, Row

_LABELS = {"id_number": "证件号码", "student_number": "学籍号", "person_number": "人编号"}


class FormerNumbers:
    """The numbers that people bore before, by kind and number, looked up once per import."""

    def __init__(self, change: Change, everyone: Iterable[Row]) -> None:
        self._change = change
        living = {person["id"] for person in everyone}
        former = change.select("former_number")
        self._owners = {(r["kind"], r["value"]): r["person_id"] for r in former if r["person_id"] in living}

    def find(self, values: Values) -> Row | None:
        """Whom a row means by a number that she no longer bears; a row with an ID number goes by that alone."""
        kinds = ("id_number",) if values.get("id_number") else ("student_number", "person_number")
        for kind in kinds:
            owner = self._owners.get((kind, values.get(kind)))
            if owner is not None:
                return self._change.select("person", id=owner)[0]
        return None

    def leave_out(self, known: Row | None, given: dict[str, Any]) -> list[Problem]:
        """Take her former numbers out of a row, so that they do not come back; returns what is to be said."""
        found = []
        for kind, label in _LABELS.items():
            former = known and known.get(kind) and known[kind] != given.get(kind)
            if former and known and self._owners.get((kind, given.get(kind))) == known["id"]:
                del given[kind]
                words = f"表中的{label}是{known['name']}的原号码，已按现在的号码登记。"
                found.append(Problem(kind, words, NOTE, "N_FORMER"))
        return found
