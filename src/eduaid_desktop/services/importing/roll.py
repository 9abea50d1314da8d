"""Writing the rows of a school roll: person, school, enrolment of the term."""

from eduaid_desktop.domain import terms
from eduaid_desktop.domain.fields import Values
from eduaid_desktop.domain.problems import NOTE, WARN, Problem
from eduaid_desktop.services import schools
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.importing.people import People
from eduaid_desktop.services.importing.result import ImportResult, Line
from eduaid_desktop.store.store import Change, Row

_NO_SCHOOL = "（未写学校）"
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
        # A roll of an old term is one of the schools of that time.
        self._day = min(change.today.isoformat(), terms.last_day(term))
        self._schools: dict[str, tuple[int, Problem | None]] = {}
        self._enrolments = {
            (person, school): row_id
            for row_id, person, school in change.columns(
                "enrolment", "id", "person_id", "school_id", term=term
            )
        }
        self._school_of: dict[int, int] = dict(self._enrolments.keys())
        self._written: set[tuple[int, int]] = set()

    def write(self, line: Line) -> None:
        """Store one row; a second school in the same term is a second enrolment, asked about elsewhere."""
        who = self._people.who(line)
        if who is None:
            return
        values = line.values
        person = {name: values.get(name) for name in _PERSON}
        person["village"] = self._people.village(values.get("village"))
        line.person_id = self._people.store(who, line, person)
        self._enrol(line, (line.person_id, self._school(line, line.person_id)))

    def _enrol(self, line: Line, key: tuple[int, int]) -> None:
        """Of two rows of one file about one enrolment the first counts; another class is told."""
        given = {name: line.values[name] for name in _ENROLMENT if line.values.get(name) is not None}
        if self._people.outdated(key[0], "student_number", given.get("student_number")):
            del given["student_number"]
        known_id = self._enrolments.get(key)
        again = key in self._written
        self._written.add(key)
        self._school_of.setdefault(*key)
        if known_id is None:
            row = {"person_id": key[0], "school_id": key[1], "term": self._term, "stage": "", **given}
            self._enrolments[key] = self._change.add("enrolment", row)
            line.problems += [] if row["stage"] else [_missing("stage")]
            return
        known = self._change.get("enrolment", known_id)
        new = {k: v for k, v in given.items() if known.get(k) != v and not (again and known.get(k))}
        if new:
            self._change.update("enrolment", known_id, new)
            line.problems += _another_class(known, new)
            line.changes += [(k, known.get(k), v) for k, v in new.items()]

    def _school(self, line: Line, person_id: int) -> int:
        """A row that names no school is about the one where the child is known to be this term."""
        values = line.values
        if not values.get("school") and person_id in self._school_of:
            return self._school_of[person_id]
        name = values.get("school") or _NO_SCHOOL
        line.problems += [_missing("school")] if name == _NO_SCHOOL else []
        if name not in self._schools:
            about = {"code": values.get("school_code"), "place": values.get("place")}
            self._schools[name] = schools.resolve(self._change, name, self._day, about)
        school_id, note = self._schools[name]
        line.problems += [note] if note else []
        return school_id


def _missing(name: str) -> Problem:
    """What no list and no sum by school or stage would find."""
    words = {
        "school": f"看不出是哪所学校，暂记在“{_NO_SCHOOL}”下；请在表中补上“学校名称”一列再导入。",
        "stage": "看不出学段，学段暂时空着；请在表中补上“学段”一列再导入，或在学生里修改。",
    }
    return Problem(name, words[name], NOTE)


def _another_class(known: Row, new: Values) -> list[Problem]:
    if not (known.get("class_name") and "class_name" in new):
        return []
    words = f"班级与已登记的不一致：已登记“{known['class_name']}”，改为本表的“{new['class_name']}”，请核对。"
    return [Problem("class_name", words, WARN, "X_CLASS")]
