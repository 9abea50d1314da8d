"""Writing the rows of the aid received: every row as it is written, beside the pupil it is about when she is known."""

from collections import Counter
from collections.abc import Hashable
from typing import Any

from eduaid_desktop.domain.problems import WARN, Problem
from eduaid_desktop.domain.received_aid import whose
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.importing import run
from eduaid_desktop.services.importing.result import ImportResult, Line
from eduaid_desktop.store.store import Change

_COLUMNS = (
    "programme_name", "channel", "name", "id_number", "student_number", "school", "stage", "grade", "class_name",
    "unit_amount", "amount", "paid_on", "remark",
)  # fmt: skip
_FORMS = {"waiver": "免", "subsidy": "补", "in_kind": "实物"}
_UNKNOWN = "本单位没有登记过这名学生，金额照样登记，列为“未匹配”，不新建学生；请核对号码。"


class ReceivedAidWriter:
    """Writes rows of the aid received inside a change; a row that stands there already is not written again."""

    def __init__(self, change: Change, desk: Desk, result: ImportResult) -> None:
        self._change = change
        self._result = result
        self._desk = desk
        self._rules = desk.rules()
        everyone = change.select("person")
        self._by_number = {p["student_number"]: p["id"] for p in everyone if p["student_number"]}
        self._by_number |= {f["value"]: f["person_id"] for f in change.select("former_number")}
        self._by_number |= {p["id_number"]: p["id"] for p in everyone if p["id_number"]}
        self._knows_pupils = bool(change.select("enrolment"))
        stored = change.select("received_aid")
        self._stored = Counter(map(_content, stored))
        self._taken = {_programme(row) for row in stored}

    def write(self, line: Line) -> None:
        """Store one row, once for every time it is written; flags what an earlier file says otherwise."""
        values = line.values
        row: dict[str, Any] = {"term": values.get("term") or self._result.term}
        row |= {name: values.get(name) for name in _COLUMNS}
        known = self._rules.codes["programme"].find(row["programme_name"])
        row["programme"] = known.code if known else None
        row["channel"] = row["channel"] or self._channel(row["programme"])
        row["person_id"] = line.person_id = self._pupil(row)
        if line.person_id is None and self._knows_pupils:
            line.problems.append(Problem("id_number", _UNKNOWN, WARN, "X_AID_UNKNOWN"))
        if self._stored[_content(row)]:
            self._stored[_content(row)] -= 1
            return
        if _programme(row) in self._taken:
            words = "这名学生本学期的同一资助项目以前已经导入过，金额或日期不同，都已登记，请核对是否重复。"
            line.problems.append(Problem("amount", words, WARN, "W_DUP_AID"))
        row |= {
            "source": self._result.path.name,
            "sheet": line.sheet,
            "row": line.row,
            "import_run_id": run.begin(self._change, self._desk, self._result),
        }
        self._change.insert("received_aid", row)

    def _pupil(self, row: dict[str, Any]) -> int | None:
        return self._by_number.get(row["id_number"]) or self._by_number.get(row["student_number"])

    def _channel(self, programme: str | None) -> str | None:
        found = self._rules.policy["programme"].get(programme)
        return _FORMS.get(found["form"]) if found else None


def _content(row: dict[str, Any]) -> Hashable:
    return tuple(row[name] for name in ("term", "programme", *_COLUMNS))


def _programme(row: dict[str, Any]) -> Hashable:
    return whose(row), row["term"], row["programme_name"]
