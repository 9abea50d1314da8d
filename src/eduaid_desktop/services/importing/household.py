"""Writing the rows of the household base: household, its status, its members."""

import re
from datetime import date

from eduaid_desktop.domain import monitoring
from eduaid_desktop.domain.fields import Values
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.importing import status as status_rows
from eduaid_desktop.services.importing.people import People
from eduaid_desktop.services.importing.result import ImportResult, Line
from eduaid_desktop.store.store import Change

_HOUSEHOLD = (
    "household_number", "head_name", "head_id_number", "group_name", "population", "annual_income",
    "per_capita_income", "cause", "low_income", "relocation", "phone",
)  # fmt: skip
_STATUS = ("household_type", "poverty_attribute", "exit_year")
_PERSON = (
    "name", "id_type", "id_number", "person_number", "relation_to_head", "sex", "birth_date", "ethnic",
    "political_status", "education", "student_state", "health", "labour", "group_name", "remark",
)  # fmt: skip
_DIED = re.compile(r"(\d{4})年(\d{1,2})月.*(去世|死亡|病故|亡故)")


class HouseholdWriter:
    """Writes rows of the household base inside a change; a new status begins today."""

    def __init__(self, change: Change, desk: Desk, result: ImportResult) -> None:
        self._change = change
        self._day = desk.today().isoformat()
        self._people = People(change)
        self._households = {h["household_number"]: h["id"] for h in change.select("household")}
        self._members = {p["id"]: p["household_id"] for p in change.select("person") if p["household_id"]}
        self._done: set[str] = set()

    def write(self, line: Line) -> None:
        """Store one member; the household is taken from its first row, a person stays in the first household."""
        who = self._people.who(line)
        if who is None:
            return
        values = line.values
        village = self._people.village(values.get("village"))
        household_id = self._household(values, village)
        person = {name: values.get(name) for name in _PERSON}
        if died := _DIED.search(values.get("remark") or ""):
            person["death_date"] = f"{died[1]}-{int(died[2]):02d}"
        line.person_id = person_id = self._people.store(who, line, {**person, "village": village})
        if self._members.setdefault(person_id, household_id) == household_id:
            self._change.update("person", person_id, {"household_id": household_id})

    def _household(self, values: Values, village: str | None) -> int:
        number = values["household_number"]
        if number in self._done:
            return int(self._households[number])
        self._done.add(number)
        row = {name: values[name] for name in _HOUSEHOLD if values.get(name) is not None}
        row |= {"village": village} if village else {}
        if number in self._households:
            self._change.update("household", self._households[number], row)
        else:
            self._households[number] = self._change.insert("household", row)
        self._status(self._households[number], values)
        self._learn_county(values)
        return int(self._households[number])

    def _status(self, household_id: int, values: Values) -> None:
        """A status that differs from the one in force ends it and begins on the day of the import."""
        if watched := monitoring.statuses(values, date.fromisoformat(self._day)):
            status_rows.write(self._change, household_id, watched)
            return
        status = {name: values.get(name) for name in _STATUS}
        known = self._change.select("household_status", household_id=household_id)
        if not status["household_type"] or (known and all(known[-1][k] == v for k, v in status.items())):
            return
        begins = self._day if known else ""
        if known:
            self._change.update("household_status", known[-1]["id"], {"valid_to": self._day})
        row = {"household_id": household_id, **status, "valid_from": begins, "source": "户籍与建档立卡人员表"}
        self._change.insert("household_status", row)

    def _learn_county(self, values: Values) -> None:
        office = self._change.select("office")[0]
        if values.get("county") and not office["county"]:
            self._change.update("office", 1, {"county": values["county"]})
