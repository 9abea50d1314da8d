"""曾退回: lines that the county rejected or returned for something that stands there unchanged."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from eduaid_desktop.domain import dates, reply_reasons
from eduaid_desktop.domain.batch import NAMES, Line
from eduaid_desktop.domain.preflight import RETURNED, Found
from eduaid_desktop.domain.problems import WARN
from eduaid_desktop.domain.reply import REJECT, RETURN
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import batch_queries
from eduaid_desktop.store.store import Row

_WORDS = {REJECT: "不予救助", RETURN: "退回"}
_ADVICE = "改好再报；核对过确实没有错的可以照报，在说明里写一句。"
# What a line of another child says about an account.
_OF_THE_ACCOUNT = {"账号", "收款人", "开户银行"}


@dataclass(frozen=True)
class _Earlier:
    """A line that was decided: columns that the reason names, () for one that was agreed to."""

    row: Row
    cells: Mapping[str, str]
    columns: tuple[str, ...]
    place: int


class RefusedBefore:
    """Read once for a whole batch; look is asked line by line."""

    def __init__(self, desk: Desk, rules: Rules) -> None:
        self._of_case: dict[int, list[_Earlier]] = defaultdict(list)
        self._of_child: dict[str, list[_Earlier]] = defaultdict(list)
        self._of_account: dict[str, list[_Earlier]] = defaultdict(list)
        words = rules.codes["reply_reason"]
        for place, row in enumerate(batch_queries.refused(desk.store)):
            cells = dict(zip(NAMES, json.loads(row["cells"]), strict=False))
            refused = row["decision"] in _WORDS
            columns = reply_reasons.columns_of(row["decided_reason"] or "", words) if refused else ()
            each = _Earlier(row, cells, columns, place)
            self._of_case[row["case_id"]].append(each)
            if row["id_number"]:
                self._of_child[row["id_number"]].append(each)
            if cells.get("账号"):
                self._of_account[cells["账号"]].append(each)

    def look(self, case_id: int, line: Line) -> Iterator[Found]:
        """The newest refusal of the case, else of the child, else for the account, that would be as right today."""
        ways = (
            ("这件申请", self._of_case.get(case_id, ()), set(NAMES)),
            ("这个学生", self._of_child.get(line["身份证号"], ()), set(NAMES)),
            ("这个账号", self._of_account.get(line["账号"], ()), _OF_THE_ACCOUNT),
        )
        for whose, earlier, about in ways:
            if found := _standing(earlier, line, about):
                yield _told(whose, found)
                return


def _standing(earlier: Sequence[_Earlier], line: Line, about: set[str]) -> _Earlier | None:
    """The newest refusal of which nothing that it names was changed, and that no later line with the same passed."""
    for each in reversed(earlier):
        if each.columns and about.issuperset(each.columns) and _same(each, line):
            passed = (e for e in earlier if e.place > each.place and e.row["decision"] not in _WORDS)
            if not any(all(e.cells.get(c) == line[c] for c in each.columns) for e in passed):
                return each
    return None


def _same(each: _Earlier, line: Line) -> bool:
    """A reason that names two columns is met when either was changed."""
    return all(each.cells.get(column) == line[column] for column in each.columns)


def _told(whose: str, each: _Earlier) -> Found:
    row, columns = each.row, "、".join(f"“{column}”" for column in each.columns)
    when = f"，{dates.spoken(row['decided_on'])}" if row["decided_on"] else ""
    said = (
        f"{whose}县里{_WORDS[row['decision']]}过（批次 {row['batch_no']}{when}）：“{row['decided_reason']}”"
    )
    return Found(each.columns[0], f"{said}；{columns}还和那次一样。", WARN, RETURNED, _ADVICE)
