"""Laying an imported row over the person the office may know already."""

from collections.abc import Mapping
from typing import Any

from eduaid_desktop.domain import search
from eduaid_desktop.domain.fields import Values
from eduaid_desktop.domain.problems import WARN, Problem
from eduaid_desktop.services import office, rules
from eduaid_desktop.store.store import Change, Row

# Who somebody is: a file that says otherwise is reported, never followed silently.
_IDENTITY = {"name": "姓名", "birth_date": "出生日期", "sex": "性别", "ethnic": "民族", "village": "行政村"}

_NUMBERS = ("id_number", "student_number", "person_number")


class People:
    """The people of the office by ID number, student number or person number, looked up once per import."""

    def __init__(self, change: Change) -> None:
        self._change = change
        self._office = change.select("office")[0]
        self._villages: dict[str, str] = {}
        self._written: set[int] = set()
        # Whole records of a hundred thousand people would fill the memory; one by one they cost little.
        self._ids: dict[str, dict[str, int]] = {number: {} for number in _NUMBERS}
        for person_id, *numbers in change.columns("person", "id", *_NUMBERS):
            self._learn(person_id, dict(zip(_NUMBERS, numbers, strict=True)))

    def village(self, name: str | None) -> str | None:
        """The code of a village of this township."""
        if name and name not in self._villages:
            self._villages[name] = office.village_code(self._change, self._office, name)
        return self._villages.get(name or "")

    def store(self, values: Mapping[str, Any]) -> tuple[int, list[Problem]]:
        """Insert or complete a person; returns the id and the differences that wait for a decision.

        Blank columns are filled, contact details follow the newer file, identity stays as it was. Of two
        rows of one file about one person, which the file's own check asks about, the first counts and the
        second fills what is still blank.
        """
        given = {k: v for k, v in values.items() if v is not None}
        known = self._find(given)
        if known is None:
            person_id = self._change.add("person", given)
            self._remember({"id": person_id, **given})
            self._written.add(person_id)
            return person_id, []
        again = known["id"] in self._written
        self._written.add(known["id"])
        settled = given if again else _IDENTITY
        differences = [p for name in _IDENTITY if not again and (p := self._difference(name, known, given))]
        new = {k: v for k, v in given.items() if not (k in settled and known.get(k))}
        self._change.update("person", known["id"], new)
        if any(known.get(k) != v for k, v in new.items()):
            self._remember({**known, **new})
        return int(known["id"]), differences

    def _find(self, values: Values) -> Row | None:
        number = values.get("id_number")
        if number in self._ids["id_number"]:
            return self._change.get("person", self._ids["id_number"][number])
        for other in _NUMBERS[1:]:
            found = self._ids[other].get(values.get(other) or "")
            known = self._change.get("person", found) if found else None
            # Who was registered without an ID number gets it now; two ID numbers are two people.
            if known and not (number and known.get("id_number")):
                return known
        return None

    def _learn(self, person_id: int, values: Values) -> None:
        for number, ids in self._ids.items():
            if values.get(number):
                ids[values[number]] = person_id

    def _remember(self, person: Row) -> None:
        self._learn(person["id"], person)
        keys = search.keys_of(person["name"], person.get("id_number"), person.get("student_number"))
        self._change.set_search_keys(person["id"], keys)

    def _difference(self, name: str, known: Row, given: Values) -> Problem | None:
        old, new = known.get(name), given.get(name)
        if not old or not new or old == new:
            return None
        words = [self._shown(name, value) for value in (old, new)]
        text = (
            f"{_IDENTITY[name]}与已登记的不一致：已登记“{words[0]}”，本表“{words[1]}”。"
            "暂按已登记的，请核对后修改。"
        )
        rule = {"name": "X_NAME_VARIANT", "village": "X_MOVED"}.get(name, "X_DIFFERENT")
        if name == "name" and old.replace("·", "") == new.replace("·", ""):
            rule = "X_NAME_DOT"
        return Problem(name, text, WARN, rule)

    def _shown(self, name: str, value: str) -> str:
        if name == "village":
            return str(self._change.select("region", code=value)[0]["name"])
        return rules.shipped_codes()[name].label(value) if name in ("sex", "ethnic") else value
