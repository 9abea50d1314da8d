"""Laying an imported row over the person the office may know already."""

from collections.abc import Mapping
from typing import Any

from eduaid_desktop.domain import matching
from eduaid_desktop.domain.fields import Values
from eduaid_desktop.domain.problems import NOTE, WARN, Problem
from eduaid_desktop.services import opinions, people, rules, temporary_numbers, villages
from eduaid_desktop.services.importing.matching import Known, Match
from eduaid_desktop.services.importing.result import PARKED, Line
from eduaid_desktop.store.store import Change, Row

# Who somebody is: a file that says otherwise is reported, never followed silently.
_IDENTITY = {"birth_date": "出生日期", "sex": "性别", "ethnic": "民族", "village": "行政村"}
_SETTLED = {"name", "id_number", *_IDENTITY}
_NUMBERS = {"id_number": "身份证号", "student_number": "学籍号", "person_number": "人编号"}
_SIGNED = ("name", "id_number", "sex", "birth_date")
# What the search box finds somebody by.
_SEARCHED = ("name", "id_number", "student_number")


class People:
    """The people of the office, looked up once per import."""

    def __init__(self, change: Change) -> None:
        self._change = change
        self._villages: dict[str, tuple[str, Problem | None]] = {}
        self._noted: list[Problem] = []
        self._written: set[int] = set()
        self._known = Known(change)

    def village(self, name: str | None) -> str | None:
        """The code of a village of this township; what is to be said about its name comes with the next store."""
        if not name:
            return None
        if name not in self._villages:
            self._villages[name] = villages.resolve(self._change, name, self._change.today.isoformat())
        code, note = self._villages[name]
        self._noted = [note] if note else []
        return code

    def who(self, line: Line) -> Match | None:
        """Whom a row is about; None for a doubtful one, which is parked: nothing of it may be written."""
        found = self._known.match(line.values)
        if not found.rule:
            return found
        known = self._known.person(found.candidates[0])
        why = self._known.why(line.values, known["id"])
        line.outcome, line.candidates = PARKED, found.candidates
        line.subject = matching.subject(line.values)
        line.problems.append(matching.parked_problem(found.rule, line.values, known, why))
        return None

    def store(self, found: Match, line: Line, values: Mapping[str, Any]) -> int:
        """Insert or complete the person whom who() found; returns the id. The line gets differences and changes.

        Blank columns are filled, contact details follow the newer file, identity stays as it was. Of two
        rows of one file about one person, which the file's own check asks about, the first counts and the
        second fills what is still blank.
        """
        given = {k: v for k, v in values.items() if v is not None}
        line.problems += self._noted
        self._noted = []
        if found.person is None:
            given |= temporary_numbers.follow(self._change, {}, given)
            person_id = self._change.add("person", given)
            self._known.remember({"id": person_id, **given})
            people.index(self._change, person_id, given, new=True)
            self._written.add(person_id)
            return person_id
        known = found.person
        line.problems += self._leave_out(known, given) + self._differences(found, known, given)
        again = known["id"] in self._written
        self._written.add(known["id"])
        settled = given if again else _SETTLED
        new = {k: v for k, v in given.items() if known.get(k) != v and not (k in settled and known.get(k))}
        self._renew(known, found.how, line.values["name"], new)
        line.changes += [(k, known.get(k), v) for k, v in new.items()]
        return int(known["id"])

    def outdated(self, person_id: int, kind: str, number: str | None) -> bool:
        """Whether a number is one that she has no longer: an older file does not bring it back."""
        return self._known.had(person_id, kind, number)

    def _leave_out(self, known: Row, given: Values) -> list[Problem]:
        """Take her former numbers out of a row; returns what is to be said about it."""
        former = [k for k in _NUMBERS if known.get(k) and self.outdated(known["id"], k, given.get(k))]
        for kind in former:
            del given[kind]
        words = f"是{known['name']}的原号码，已按现在的号码登记。"
        return [Problem(k, f"表中的{_NUMBERS[k]}{words}", NOTE, "N_FORMER") for k in former]

    def _renew(self, known: Row, how: str, name: str, new: Values) -> None:
        """Write what is new of a known person; a torn name is made whole."""
        person_id = known["id"]
        if how == matching.LOST and matching.lost_character(known["name"]):
            new["name"] = name
        if known.get("student_number") and "student_number" in new:
            self._keep_former(known, new)
        if new:
            new |= temporary_numbers.follow(self._change, known, new)
            self._change.update("person", person_id, new)
            if not new.keys().isdisjoint(_SIGNED):
                opinions.follow_person(self._change, person_id)
            self._remember({**known, **new}, keys=not new.keys().isdisjoint(_SEARCHED))

    def _keep_former(self, known: Row, new: Values) -> None:
        """Of two student numbers the formal one stays (G, domain section 8.10), else the newer one."""
        formal = known["student_number"].startswith("G") and not new["student_number"].startswith("G")
        former = new.pop("student_number") if formal else known["student_number"]
        row = {"person_id": known["id"], "kind": "student_number", "value": former, "reason": "导入时更新"}
        self._change.insert("former_number", row)
        self._known.remember_former(known["id"], "student_number", former)
        people.index(self._change, known["id"], known)

    def _remember(self, person: Row, *, keys: bool = True) -> None:
        self._known.remember(person)
        if keys:
            people.index(self._change, person["id"], person)

    def _differences(self, found: Match, known: Row, given: Values) -> list[Problem]:
        """What the row says otherwise than the office; of a second row of the same file only the name."""
        said = [matching.name_problem(found.how, known["name"], given["name"])] if found.how else []
        if known["id"] not in self._written:
            said += [p for name in _IDENTITY if (p := self._difference(name, known, given))]
        return said

    def _difference(self, name: str, known: Row, given: Values) -> Problem | None:
        old, new = known.get(name), given.get(name)
        if name == "village":
            old = villages.current(self._change, old, self._change.today.isoformat()) if old != new else old
        if not old or not new or old == new:
            return None
        words = [self._shown(name, value) for value in (old, new)]
        text = (
            f"{_IDENTITY[name]}与已登记的不一致：已登记“{words[0]}”，本表“{words[1]}”。"
            "暂按已登记的，请核对后修改。"
        )
        return Problem(name, text, WARN, "X_MOVED" if name == "village" else "X_DIFFERENT")

    def _shown(self, name: str, value: str) -> str:
        if name == "village":
            # Of a village too that an undone import had brought and somebody still lives in.
            return str(self._change.select_all("region", code=value)[0]["name"])
        return rules.shipped_codes()[name].label(value) if name in ("sex", "ethnic") else value
