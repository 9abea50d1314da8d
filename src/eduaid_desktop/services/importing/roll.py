"""Writing the rows of a school roll: person, school, enrolment of the term."""

from eduaid_desktop.domain.fields import Values
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.importing.people import People
from eduaid_desktop.services.importing.result import ImportResult, Line
from eduaid_desktop.store.store import Change

_PERSON = (
    "name", "id_type", "id_number", "student_number", "sex", "birth_date", "ethnic", "address", "disability_kind",
    "guardian_name", "guardian_relation", "guardian_id_number", "phone",
)  # fmt: skip
_ENROLMENT = (
    "student_number", "stage", "grade", "class_name", "admission_month", "place", "boarding", "placement",
    "registered_poor", "remark",
)  # fmt: skip


class RollWriter:
    """Writes roll rows of one term inside a change."""

    def __init__(self, change: Change, desk: Desk, result: ImportResult) -> None:
        self._change = change
        self._term = term = result.term
        self._people = People(change)
        self._schools = {s["name"]: s["id"] for s in change.select("school")}
        self._enrolments = {
            (person, school): row_id
            for row_id, person, school in change.columns(
                "enrolment", "id", "person_id", "school_id", term=term
            )
        }

    def write(self, line: Line) -> None:
        """Store one row; a second school in the same term is a second enrolment, asked about elsewhere."""
        values = line.values
        person = {name: values.get(name) for name in _PERSON}
        person_id, line.problems = self._people.store(
            {**person, "village": self._people.village(values.get("village"))}
        )
        line.person_id = person_id
        key = (person_id, self._school(values))
        enrolment = {name: values[name] for name in _ENROLMENT if values.get(name) is not None}
        if key in self._enrolments:
            self._change.update("enrolment", self._enrolments[key], enrolment)
        else:
            head = {"person_id": person_id, "school_id": key[1], "term": self._term, "stage": ""}
            self._enrolments[key] = self._change.add("enrolment", {**head, **enrolment})

    def _school(self, values: Values) -> int:
        name = values.get("school") or "（未写学校）"
        if name not in self._schools:
            row = {"name": name, "code": values.get("school_code"), "place": values.get("place")}
            self._schools[name] = self._change.insert("school", row)
        return int(self._schools[name])
