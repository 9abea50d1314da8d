"""Writing the lists of earlier terms as 历史补录: once for every child and term, doubtful people parked."""

from typing import Any

from eduaid_desktop.domain import workflow
from eduaid_desktop.domain.problems import BLOCK, Problem
from eduaid_desktop.domain.relief_past import earlier
from eduaid_desktop.domain.terms import label, of
from eduaid_desktop.services import relief_past
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.importing.people import People
from eduaid_desktop.services.importing.result import REFUSED, ImportResult, Line
from eduaid_desktop.store import relief_queries as queries
from eduaid_desktop.store.store import Change, Row

_PERSON = ("name", "id_number", "sex", "birth_date", "village")


class ReliefPastWriter:
    """Writes past cases inside a change; a line that stands there already is not written again."""

    def __init__(self, change: Change, desk: Desk, result: ImportResult) -> None:
        self._change, self._desk, self._result = change, desk, result
        self._people = People(change)

    def write(self, line: Line) -> None:
        """Store one line; another one of the child in that term is refused unless it says the same."""
        values = {**line.values, "term": line.values.get("term") or self._result.term}
        values["village"] = self._people.village(values.get("village"))
        values["past_source"] = values.get("past_source") or f"《{self._result.path.name}》"
        if not earlier(values["term"], of(self._desk.today())):
            words = f"没有写以前哪个学期（现按{label(values['term'])}读），请在表里加“学期”一列，或导入时指明学期。"
            self._refuse(line, Problem("term", words, BLOCK, "B_PAST_TERM"))
            return
        if (found := self._people.who(line)) is None:
            return
        known = self._standing(found.person["id"], values["term"]) if found.person else None
        if standing := known or self._namesake(values):
            line.person_id = standing["person_id"]
            if not _same(standing, values):
                self._refuse(line, _twice(standing))
            return
        person = {name: values.get(name) for name in _PERSON}
        line.person_id = self._people.store(found, line, person)
        relief_past.write(self._change, self._desk, {}, values, line.person_id)

    def _refuse(self, line: Line, problem: Problem) -> None:
        line.problems.append(problem)
        line.outcome = REFUSED

    def _namesake(self, values: dict[str, Any]) -> Row | None:
        """Of a child without a number the case of one of her name and village: a ledger read again adds nothing."""
        if values.get("id_number"):
            return None
        same = self._change.select("person", name=values["name"], id_number=None)
        found = (self._standing(person["id"], values["term"]) for person in same)
        return next((case for case in found if case and case["village"] == values["village"]), None)

    def _standing(self, person_id: int, term: str) -> Row | None:
        """Her case of the term that counts: what was rejected and archived since does not."""
        others = queries.duplicates(self._desk.store, {"id": 0, "person_id": person_id, "term": term})
        return self._change.get("relief_case", others[0]["id"]) if others else None


def _same(case: Row, values: dict[str, Any]) -> bool:
    """Whether a stored case says what a line says; what the line leaves blank it does not deny."""
    said = ((n, values.get(n)) for n in relief_past.OWN)
    return bool(case["historical"]) and all(case[n] == v for n, v in said if v is not None)


def _twice(case: Row) -> Problem:
    called = f"{case['case_no'] or '草稿'}（{workflow.standing(case)}）"
    words = f"该生这个学期已有{called}，内容与本行不同，不重复接收；要改的请打开那一件更正。"
    return Problem("id_number", words, BLOCK, "B_DUP_CASE", "F02")
