"""Writing the applications of the villages through the same services as the window: guards, numbers, history."""

from typing import Any

from eduaid_desktop.domain import workflow
from eduaid_desktop.domain.fields import Values
from eduaid_desktop.domain.person import IDENTITY
from eduaid_desktop.domain.problems import BLOCK, NOTE, Problem, blocking
from eduaid_desktop.domain.relief import RELIEF
from eduaid_desktop.errors import Refused
from eduaid_desktop.services import people, relief, relief_writing
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.importing.people import People
from eduaid_desktop.services.importing.result import REFUSED, ImportResult, Line
from eduaid_desktop.services.records import typed
from eduaid_desktop.store import relief_counting
from eduaid_desktop.store.store import Change, Row

_IDENTITY = tuple(f.name for f in IDENTITY)
# What the child is compared by; how she is reached stays with her case.
_PERSON = ("name", "id_number", "sex", "birth_date", "student_number", "village")


class ReliefWriter:
    """Writes applications of one term inside a change; the child is known, or registered."""

    def __init__(self, change: Change, desk: Desk, result: ImportResult) -> None:
        self._change = change
        self._desk = desk
        self._term = result.term
        self._people = People(change)

    def write(self, line: Line) -> None:
        """Store one application as 已受理 when nothing blocks, else as 草稿; never a second one of a child."""
        values = {**line.values, "term": self._term}
        values["village"] = self._people.village(values.get("village"))
        if standing := self._standing(values):
            line.person_id = standing["person_id"]
            if not _same(standing, values):
                line.problems.append(_twice(standing))
                line.outcome = REFUSED
            return
        if (found := self._people.who(line)) is None:
            return
        child = self._people.store(found, line, {name: values.get(name) for name in _PERSON})
        line.person_id = child
        saved = relief_writing.enter(self._change, self._desk, self._form(child, values), child)
        known = [p for p in saved.problems if p.rule and not p.blocking]
        line.problems += [*known, *self._accept(saved.id, saved.problems)]

    def _standing(self, values: Values) -> Row | None:
        """The application of the same child in this term that counts, as it is stored."""
        number = values.get("id_number")
        same = {"id_number": number} if number else {"id_number": None, "name": values["name"]}
        for person in self._change.select("person", **same):
            for case in self._change.select("relief_case", person_id=person["id"], term=self._term):
                if self._stands(case) and (number or case["village"] == values["village"]):
                    return case
        return None

    def _stands(self, case: Row) -> bool:
        """A draft is not counted yet and all the same there; what ended without money is not, archived or not."""
        return case["state"] == workflow.DRAFT or relief_counting.counts(self._desk.store, case["id"])

    def _form(self, person_id: int, values: Values) -> Values:
        """The row as a form: identity as the office knows it, and what the row leaves blank from what it knows."""
        known = people.prefill(self._desk, person_id, values.get("application_date"))
        person = self._change.select("person", id=person_id)[0]
        given = {name: value for name, value in values.items() if value is not None}
        form = {**known, **given, **{name: person[name] for name in _IDENTITY}}
        purposes = self._desk.rules().policy["relief_purpose"]
        form["purpose"] = form.get("purpose") or next(
            (code for code, purpose in purposes.items() if form.get("stage") in purpose["stages"]), None
        )
        return typed(RELIEF, form)

    def _accept(self, case_id: int, problems: list[Problem]) -> list[Problem]:
        missing = [p.message for p in blocking(problems)]
        if not missing:
            try:
                relief.move(self._change, self._desk, {"id": case_id}, "accept")
                return []
            except Refused as refused:
                missing = [str(refused)]
        more = f"（共 {len(missing)} 处）" if len(missing) > 1 else ""
        return [Problem("", f"已存为草稿，补齐后再受理{more}：{''.join(missing)}", NOTE)]


def _same(case: Row, values: dict[str, Any]) -> bool:
    columns = [f.name for f in RELIEF.fields if f.name not in _IDENTITY]
    return all(case[n] == values[n] for n in columns if values.get(n) is not None)


def _twice(case: Row) -> Problem:
    called = f"{case['case_no'] or '草稿'}（{workflow.standing(case)}）"
    words = f"该生本学期已有救助申请{called}，内容与本行不同，不重复接收；要修改的请在“救助基金”里打开它。"
    return Problem("id_number", words, BLOCK, "B_DUP_CASE", "F02")
