"""Who of the office a row is about: numbers and names looked up, never searched through."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from eduaid_desktop.domain import matching
from eduaid_desktop.domain.fields import Values
from eduaid_desktop.domain.matching import DIFFERENT, OTHER, REISSUED, SAME
from eduaid_desktop.services.importing import circle
from eduaid_desktop.store.store import Change, Row

# A national student number is a letter and an ID number (domain section 8.10).
_NATIONAL = 19
_NUMBERS = ("id_number", "student_number", "person_number")
_TELLING = ("id", "name", "birth_date", *_NUMBERS)


class Match(NamedTuple):
    """person: who the row is about, None for somebody new. rule and candidates: of a doubtful row.

    how: in what way the name differs from the known one ("" not at all, or it was decided about).
    """

    person: Row | None = None
    how: str = ""
    rule: str = ""
    candidates: tuple[int, ...] = ()


_NEW = Match()


class Known:
    """Everybody of the office as a change sees them, by what a row can be recognised by."""

    def __init__(self, change: Change) -> None:
        self._change = change
        # Whole records of a hundred thousand people would fill the memory; one by one they cost little.
        self._people: set[int] = set()
        self._by_number: dict[str, dict[str, int]] = {kind: {} for kind in _NUMBERS}
        self._by_birth: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._decided: dict[str, dict[int, str]] = defaultdict(dict)
        self._former: set[tuple[int, str, str]] = set()
        self._names: dict[int, set[str]] = defaultdict(set)
        for told in change.columns("person", *_TELLING):
            self.remember(dict(zip(_TELLING, told, strict=True)))
        merged = change.merged_people()
        self._merged = {person["id"]: person["merged_into"] for person in merged}
        self._remember_all_former(merged)
        for each in change.select("identity_decision"):
            self._decided[each["subject"]][self._live(each["person_id"])] = each["decision"]

    def remember(self, person: Row) -> None:
        """A person as she is now: new, or with a number or a name that she had not before."""
        person_id = person["id"]
        self._people.add(person_id)
        for kind in _NUMBERS:
            if number := person.get(kind):
                self._by_number[kind][_key(kind, number, person["name"])] = person_id
        if born := person.get("birth_date"):
            same = self._by_birth[matching.plain(person["name"]), born]
            if person_id not in same:
                same.append(person_id)

    def match(self, row: Values) -> Match:
        """Who a row is about; what was decided about such a row before is followed."""
        found = self._by_numbers(row) or self._by_name(row)
        if found.person or not (found.candidates or self._decided):
            return found
        return self._as_decided(row, found)

    def had(self, person_id: int, kind: str, number: str | None) -> bool:
        """Whether a number is one that this person had formerly."""
        return bool(number) and (person_id, kind, number) in self._former

    def remember_former(self, person_id: int, kind: str, number: str) -> None:
        """A number that a person has no longer still leads to her, and a name is still hers."""
        if kind == "name":
            self._names[person_id].add(number)
        if kind not in _NUMBERS:
            return
        self._former.add((person_id, kind, number))
        self._by_number[kind].setdefault(_key(kind, number, self.person(person_id)["name"]), person_id)

    def why(self, row: Values, person_id: int) -> list[str]:
        """What speaks for one child besides name and birth date, in words."""
        known = circle.of_person(self._change, self.person(person_id))
        return matching.signs(circle.of_row(self._change, row), known)

    def person(self, person_id: int) -> Row:
        """A person by her id."""
        return self._change.get("person", person_id)

    def _remember_all_former(self, merged: Iterable[Row]) -> None:
        """What was written down when a number changed, and the numbers of people merged into others."""
        written = [(f["person_id"], f["kind"], f["value"]) for f in self._change.select("former_number")]
        own = [
            (gone["id"], kind, gone[kind]) for gone in merged for kind in ("name", *_NUMBERS) if gone[kind]
        ]
        for person_id, kind, number in [*written, *own]:
            if (live := self._live(person_id)) in self._people:
                self.remember_former(live, kind, number)

    def _live(self, person_id: int) -> int:
        """The person into whom this one was merged, at the end of the chain."""
        seen: set[int] = set()
        while person_id in self._merged and person_id not in seen:
            seen.add(person_id)
            person_id = self._merged[person_id]
        return person_id

    def _by_numbers(self, row: Values) -> Match | None:
        """None: no number of the row is known."""
        for kind in _NUMBERS:
            if number := row.get(kind):
                person_id = self._by_number[kind].get(_key(kind, number, row["name"] or ""))
                if person_id is not None and (found := self._of_number(kind, row, person_id)):
                    return found
        return None

    def _of_number(self, kind: str, row: Values, person_id: int) -> Match | None:
        known, name = self.person(person_id), row["name"]
        hers = not name or (known["name"] != name and name in self._names.get(person_id, ()))
        how = "" if hers else matching.names(known["name"], name)
        two = row.get("id_number") and known.get("id_number")
        if kind == "id_number" or not two or self.had(person_id, "id_number", row["id_number"]):
            return Match(rule=OTHER, candidates=(person_id,)) if how == OTHER else Match(known, how)
        if how != OTHER:
            return Match(rule=REISSUED, candidates=(person_id,))
        # A place in a household is given to another when somebody leaves it; a student number never is.
        return Match(rule=OTHER, candidates=(person_id,)) if kind == "student_number" else None

    def _by_name(self, row: Values) -> Match:
        same = self._by_birth.get((matching.plain(row["name"] or ""), row.get("birth_date") or ""), ())
        if not same:
            return _NEW
        around, rules = circle.of_row(self._change, row), {}
        for person_id in same:
            known = self.person(person_id)
            if rule := matching.doubt(row, known, around, circle.of_person(self._change, known)):
                rules[person_id] = rule
        return Match(rule=next(iter(rules.values()), ""), candidates=tuple(rules))

    def _as_decided(self, row: Values, found: Match) -> Match:
        decided = self._decided.get(matching.subject(row)) or {}
        for person_id, decision in decided.items():
            if decision == SAME and person_id in self._people:
                return Match(self.person(person_id))
        left = tuple(i for i in found.candidates if decided.get(i) != DIFFERENT)
        return Match(rule=found.rule if left else "", candidates=left)


def _key(kind: str, number: str, name: str) -> str:
    """Numbers that a school gives itself, as nurseries do, are given again: only with the name do they tell anybody."""
    if kind == "student_number" and not (len(number) == _NATIONAL and number[0] in "GJL"):
        return f"{number} {matching.plain(name)}"
    return number
