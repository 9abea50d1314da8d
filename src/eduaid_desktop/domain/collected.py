"""收批次: what a county holds of the batches of its townships, and which of their rows count.

The rules that find fault with them are in collected_rules and collected_limits.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from eduaid_desktop.domain.money import yuan

CERTAIN, LIKELY, POSSIBLE = "确定", "很可能", "可能"
# As many rows of a finding are named in its sentence.
_NAMED = 6
# What stands in the place of a number that a child does not have holds fewer digits (无, —, 2018).
_NUMBER = re.compile(r"(?:\D*\d){6}")


class Line(NamedTuple):
    """One row of a collected batch. row: its Excel row; amount: 乡镇建议金额 in fen; costs: 就学费用合计 in fen.

    All else as its forty columns have it, with "" where there is no number; differences: how it differs from its
    seal, "" for a sound row.
    """

    id: int
    batch_id: int
    batch_no: str
    term: str
    township_code: str
    township: str
    row: int
    case_no: str
    name: str
    id_number: str
    household_number: str
    payee_name: str
    payee_account: str
    amount: int
    differences: str
    village: str
    student_number: str
    stage: str
    school: str
    head_name: str
    purpose: str
    costs: int
    over_limit: bool
    notice_from: str

    @property
    def words(self) -> str:
        """格桑镇 JYJZ-513399101-2018S-0004 扎西 1,000.00 元."""
        return f"{self.township} {self.case_no or f'第 {self.row} 行'} {self.name} {yuan(self.amount)} 元"


@dataclass(frozen=True)
class Rule:
    """title: what a finding of this kind is called; advice: what to do next."""

    title: str
    advice: str


RULES: Mapping[str, Rule] = {
    "sealed": Rule("与封存不一致", "打电话与乡镇对核对码；对不上的，请乡镇把原来的文件再交一次，重新收取。"),
    "unread": Rule("读不出来", "请乡镇核对这一格后，把原来的文件再交一次。"),
    "double": Rule("重复申报", "核实户籍在哪里，只批一件，其余的填“不同意”或“退回”，写明重复的申请编号。"),
    "name": Rule("同号不同名", "对照身份证核实姓名，填错的一方退回更正。"),
    "account": Rule("共用账号", "请乡镇核实账号是谁的；不是同一家的，退回更正收款人和账号。"),
    "student_cap": Rule("超每生封顶", "超出部分报县人民政府批准，或调减金额。"),
    "household_cap": Rule("超每户封顶", "超出部分报县人民政府批准，或调减金额。"),
    "band": Rule("金额不合标准", "按标准核定审批金额；确需超过的，报县人民政府批准。"),
    "flag": Rule("超限未标", "按超限额办理：审批结果选“超限额待批”，并提醒乡镇。"),
    "fund": Rule("超出基金余额", "先落实资金，或调减金额，再批复。"),
}  # fmt: skip


@dataclass(frozen=True)
class Found:
    """A finding. lines: the rows that it is about, none where it is about a whole file or the term.

    sure: CERTAIN, LIKELY or POSSIBLE. amount: of its rows, in fen. townships: by name, also without rows.
    """

    rule: str
    sentence: str
    lines: tuple[Line, ...] = ()
    sure: str = CERTAIN
    batches: tuple[str, ...] = ()
    townships: tuple[str, ...] = ()

    @property
    def amount(self) -> int:
        """The sum of its rows, in fen."""
        return sum(line.amount for line in self.lines)


def found(rule: str, sentence: str, lines: Sequence[Line], sure: str = CERTAIN) -> Found:
    """A finding about rows, which name its batches and townships."""
    batches = tuple(dict.fromkeys(line.batch_no for line in lines))
    return Found(rule, sentence, tuple(lines), sure, batches, tuple(dict.fromkeys(x.township for x in lines)))


def named(lines: Sequence[Line]) -> str:
    """Rows as a sentence names them; of many the first ones and how many more."""
    more = f"等 {len(lines)} 行" if len(lines) > _NAMED else ""
    return "；".join(line.words for line in lines[:_NAMED]) + more


def order(batch_no: str) -> tuple[int, str]:
    """Batches of a township and term in the order of their numbers, 999 before 1000."""
    return len(batch_no), batch_no


def standing(lines: Iterable[Line]) -> tuple[list[Line], list[Line]]:
    """The rows that count, and those that a later batch of the same township brings anew (补正).

    A case that stands twice in one file counts twice: that is a finding, not a correction.
    """
    latest: dict[tuple[str, str], tuple[int, str]] = {}
    every = list(lines)
    for line in every:
        key, own = (line.township_code, line.case_no), order(line.batch_no)
        if line.case_no and latest.get(key, own) <= own:
            latest[key] = own
    count: list[Line] = []
    gone: list[Line] = []
    for line in every:
        now = latest.get((line.township_code, line.case_no), order(line.batch_no))
        (count if now == order(line.batch_no) else gone).append(line)
    return count, gone


@dataclass(frozen=True)
class Sum:
    """People and fen of a part of the rows; sound, found and replaced add up to rows. children: each counted once."""

    label: str
    rows: int
    sound: int
    found: int
    replaced: int
    children: int
    amount: int

    @property
    def equation(self) -> str:
        """收到 20 行 = 无误 17 + 有问题 2 + 已补正 1."""
        return f"收到 {self.rows} 行 = 无误 {self.sound} + 有问题 {self.found} + 已补正 {self.replaced}"


def total(label: str, count: Sequence[Line], gone: Sequence[Line], faulty: frozenset[int]) -> Sum:
    """The sum of rows that count and of those that were replaced; faulty: ids of rows that findings are about."""
    bad = sum(line.id in faulty for line in count)
    children = len({child(line) for line in count})
    amount = sum(line.amount for line in count)
    return Sum(label, len(count) + len(gone), len(count) - bad, bad, len(gone), children, amount)


def totals(
    labels: Sequence[str], count: Sequence[Line], gone: Sequence[Line], faulty: frozenset[int], column: str
) -> tuple[Sum, ...]:
    """The same for each value of a column (township, stage) in the order of labels, the whole at the end."""
    counted: dict[str, list[Line]] = defaultdict(list)
    replaced: dict[str, list[Line]] = defaultdict(list)
    for lines, into in ((count, counted), (gone, replaced)):
        for line in lines:
            into[getattr(line, column)].append(line)
    among = dict.fromkeys((*labels, *counted, *replaced))
    present = [label for label in among if label in counted or label in replaced]
    parts = [total(label or "（空）", counted[label], replaced[label], faulty) for label in present]
    return (*parts, total("合计", count, gone, faulty))


def child(line: Line) -> tuple[str, ...]:
    """Who a row is about: by ID number, else student number, else name and family."""
    if line.id_number:
        return ("id", line.id_number)
    if line.student_number:
        return ("student", line.student_number)
    return ("name", line.township_code, line.village, line.head_name, line.name)


def household(line: Line) -> tuple[str, ...]:
    """Whose family a row is about: by its number, else by its head and village; () where it says neither."""
    if line.household_number:
        return ("number", line.household_number)
    return ("head", line.township_code, line.village, line.head_name) if line.head_name else ()


def number(written: str) -> str:
    """A number as it is written, "" where a word or a dash stands in its place."""
    # Most are told by a glance: a letter or a digit, and six digits more.
    return written if (written[6:7] and written[1:7].isdigit()) or _NUMBER.match(written) else ""
