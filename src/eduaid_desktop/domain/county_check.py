"""县级要求: what the county asked for before, as data: a column of the batch, a test, a value, a sentence.

A test is what the cell has to stand; a cell that is empty is only asked by 不能空. What cannot be tested by machine is
an entry of the kind 提醒, which is said once for a whole batch.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from eduaid_desktop.domain import money, text
from eduaid_desktop.domain.batch import BY_NAME, COLUMNS, NAMES, Line
from eduaid_desktop.domain.preflight import Found
from eduaid_desktop.domain.problems import BLOCK, NOTE, WARN
from eduaid_desktop.errors import Refused

NOTHING, WORDS, SEVERAL, COUNT, NUMBER, COLUMN = "nothing", "words", "several", "count", "number", "column"
REMIND, NOT_EMPTY = "remind", "not_empty"
_PARTS = re.compile(r"[、，,;；\s]+")
_LONGEST = 200


@dataclass(frozen=True)
class Test:
    """label: what is offered. wants: what kind of value it takes. said: the demand with its value.

    holds(cell, value, line): whether a line stands it.
    """

    label: str
    wants: str
    said: str
    holds: Callable[[str, str, Line], bool]


TESTS: Mapping[str, Test] = {
    REMIND: Test("提醒看一看", NOTHING, "提醒", lambda cell, value, line: True),
    NOT_EMPTY: Test("不能空", NOTHING, "不能空", lambda cell, value, line: bool(cell)),
    "empty": Test("要空着", NOTHING, "要空着", lambda cell, value, line: not cell),
    "is": Test("是", WORDS, "是“{}”", lambda cell, value, line: cell == value),
    "is_not": Test("不是", WORDS, "不是“{}”", lambda cell, value, line: cell != value),
    "contains": Test("含有", WORDS, "含有“{}”", lambda cell, value, line: value in cell),
    "contains_not": Test("不含", WORDS, "不含“{}”", lambda cell, value, line: value not in cell),
    "one_of": Test("是其中之一", SEVERAL, "是“{}”之一", lambda cell, value, line: cell in parts(value)),
    "none_of": Test(
        "不是其中之一", SEVERAL, "不是“{}”之一", lambda cell, value, line: cell not in parts(value)
    ),
    "length": Test("正好几个字", COUNT, "正好 {} 个字", lambda cell, value, line: len(cell) == int(value)),
    "longest": Test("最多几个字", COUNT, "最多 {} 个字", lambda cell, value, line: len(cell) <= int(value)),
    "shortest": Test("最少几个字", COUNT, "最少 {} 个字", lambda cell, value, line: len(cell) >= int(value)),
    "least": Test("不小于", NUMBER, "不小于 {}", lambda cell, value, line: _compared(cell, value) in (0, 1)),
    "most": Test("不大于", NUMBER, "不大于 {}", lambda cell, value, line: _compared(cell, value) in (0, -1)),
    "same_as": Test("与另一列相同", COLUMN, "与“{}”相同", lambda cell, value, line: cell == line[value]),
    "not_same_as": Test("与另一列不同", COLUMN, "与“{}”不同", lambda cell, value, line: cell != line[value]),
}
# No checksum: it comes with the seal.
OFFERED = tuple(column.name for column in COLUMNS[:-1])


@dataclass(frozen=True)
class CountyCheck:
    """One entry. source: the county's own words; learned_on: ISO date of the reply, "" where it was keyed."""

    batch_column: str
    test: str = REMIND
    value: str = ""
    sentence: str = ""
    blocking: bool = False
    enabled: bool = True
    source: str = ""
    learned_on: str = ""
    id: int = 0

    @property
    def words(self) -> str:
        """“账号”正好 19 个字."""
        return f"“{self.batch_column}”{self.demand}"

    @property
    def demand(self) -> str:
        """正好 19 个字."""
        return TESTS[self.test].said.format(self.value)

    @property
    def rule(self) -> str:
        """What a finding of this entry is called."""
        return f"要求{self.id}"


def check(entry: CountyCheck, line: Line) -> Iterator[Found]:
    """What an entry has to say about a line."""
    cell = line[entry.batch_column]
    if entry.test == REMIND or not (cell or entry.test == NOT_EMPTY):
        return
    if not TESTS[entry.test].holds(cell, entry.value, line):
        now = f"现为“{cell}”。" if cell else "现在空着。"
        severity = BLOCK if entry.blocking else WARN
        yield Found(entry.batch_column, f"{entry.sentence.rstrip('。')}；{now}", severity, entry.rule)


def reminder(entry: CountyCheck) -> Found:
    """What an entry that no machine can test says once for a whole batch."""
    return Found(entry.batch_column, entry.sentence, NOTE, entry.rule, "封存前抽看几件。")


def parts(value: str) -> tuple[str, ...]:
    """The words of a list that is keyed as one text: 同意、不同意."""
    return tuple(filter(None, _PARTS.split(value)))


def require_sound(entry: CountyCheck) -> CountyCheck:
    """The entry, tidied, with a sentence of its own where none was keyed. Raises Refused, with the field."""
    made = _tidied(entry)
    if made.batch_column not in OFFERED:
        raise Refused("请选上报表里的一列。", "batch_column")
    if made.test not in TESTS:
        raise Refused(f"没有名为“{made.test}”的检查，可以选：{'、'.join(TESTS)}。", "test")
    if fault := _value_fault(TESTS[made.test].wants, made):
        raise Refused(fault, "value")
    if max(len(made.sentence), len(made.value), len(made.source)) > _LONGEST:
        raise Refused(f"最多 {_LONGEST} 个字，请缩短。", "sentence")
    if not made.sentence and made.test == REMIND:
        raise Refused("提醒什么，请在“提示”里写一句。", "sentence")
    return made


def _tidied(entry: CountyCheck) -> CountyCheck:
    wants = TESTS[entry.test].wants if entry.test in TESTS else WORDS
    value = "" if wants == NOTHING else text.tidy(entry.value)
    if wants in (COUNT, NUMBER):
        value = text.half_width(value)
    names = ("batch_column", "test", "sentence", "source")
    own: dict[str, Any] = {name: text.tidy(getattr(entry, name)) for name in names}
    made = replace(entry, **own, value=value)
    if made.sentence or made.test not in TESTS or made.test == REMIND:
        return made
    return replace(made, sentence=f"县里要求{made.words}。")


def _value_fault(wants: str, entry: CountyCheck) -> str:
    value = entry.value
    if wants == NOTHING:
        return ""
    if not value:
        return f"“{TESTS[entry.test].label}”要写上值。"
    if wants == COUNT and not re.fullmatch(r"\d{1,3}", value):
        return "几个字，请写数字，如 19。"
    if wants == NUMBER and _number(value) is None and BY_NAME[entry.batch_column].kind != "date":
        return "请写数字，如 1000。"
    if wants == COLUMN and (value not in NAMES or value == entry.batch_column):
        return "请写另一列的列名，如 姓名。"
    return ""


def guessed(column: str, reason: str) -> tuple[str, str]:
    """The test and value that a reason itself names: 应为19位 is 正好几个字 19; else a reminder."""
    named = re.search(r"(\d{1,2})\s*位", text.half_width(reason))
    return ("length", named[1]) if named and BY_NAME[column].kind == "text" else (REMIND, "")


def _compared(cell: str, value: str) -> int | None:
    """-1, 0 or 1 as the cell is smaller, equal or larger, None where only one is a number; days as ISO text."""
    mine, other = _number(cell), _number(value)
    if mine is None and other is None:
        return (cell > value) - (cell < value)
    return None if mine is None or other is None else (mine > other) - (mine < other)


def _number(written: str) -> Decimal | None:
    try:
        return money.exact(written.replace(",", "").removesuffix("元"))
    except ValueError:
        return None
