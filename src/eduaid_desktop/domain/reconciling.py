"""核对: what is wrong with what when several files speak about one child, and what becomes of it.

Sources: sections 9 and 14 of the domain rules; a finding may be that somebody does not exist (section 9.3).
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eduaid_desktop.domain import id_number
from eduaid_desktop.domain.reconcile_rules import RULES
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.domain.text import DOT, name

MENDED, ROLL_RIGHT, BASE_RIGHT = "已更正", "以学籍为准", "以户籍为准"
NOT_FOUND, AS_IT_IS = "查无此人", "情况属实"
DECISIONS = (MENDED, ROLL_RIGHT, BASE_RIGHT, NOT_FOUND, AS_IT_IS)
# These say nothing without a reason.
REASONED = (NOT_FOUND, AS_IT_IS)
ROLL_SIDE, BASE_SIDE = "学籍名册", "户籍"
# A side can only be right against another one.
_SIDES = {ROLL_RIGHT: ROLL_SIDE, BASE_RIGHT: BASE_SIDE}
# Who stands on a roll and yet attends no school, and the placements that say so.
OUT_OF_SCHOOL = "非在校生", ("免学", "缓学", "休学", "疑似辍学", "辍学", "毕业", "转出")
_STUDIES_AWAY = re.compile(r"就读|在读|读书|上学|求学|借读|转学")


@dataclass(frozen=True)
class Side:
    """What one source says. source: which, in a word; says: its words; proof: where that stands."""

    source: str
    says: str
    proof: str = ""


@dataclass(frozen=True)
class Write:
    """Columns of one record that a conclusion sets."""

    table: str
    row_id: int
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Choice:
    """A conclusion that can be drawn: label as offered, the decision it is, what it would correct."""

    label: str
    decision: str
    writes: tuple[Write, ...] = ()
    told: str = ""


@dataclass(frozen=True)
class Decision:
    """A conclusion that was drawn. facts: what the sides said then."""

    id: int
    decision: str
    note: str
    decided_on: str
    facts: str


@dataclass(frozen=True)
class Finding:
    """One thing that does not agree, about one subject (a key that stays the same between imports).

    name, village, school: as lists show them, of the child or the head of the household. decision: in
    force; earlier: one drawn before the facts changed. choices: corrections of its own, beside DECISIONS.
    aid_id: the first registered aid that it is about.
    """

    rule: str
    subject: str
    sides: tuple[Side, ...]
    person_id: int | None = None
    name: str = ""
    id_number: str = ""
    village: str = ""
    school: str = ""
    now: str = ""
    remark: str = ""
    choices: tuple[Choice, ...] = ()
    aid_id: int | None = None
    decision: Decision | None = None
    earlier: Decision | None = None

    @property
    def sentence(self) -> str:
        """What differs and what to do next."""
        said = "；".join(f"{side.source}：{side.says}" for side in self.sides)
        middle = f"（{self.remark}）" if self.remark else ""
        return f"{RULES[self.rule].title}{middle}。{said}。{RULES[self.rule].advice}"

    @property
    def view(self) -> str:
        """The view it belongs to."""
        return RULES[self.rule].view

    @property
    def facts(self) -> str:
        """What the sides say, for telling whether they still say it."""
        return json.dumps(sorted([side.source, side.says] for side in self.sides), ensure_ascii=False)

    @property
    def offered(self) -> tuple[Choice, ...]:
        """Every conclusion that can be drawn, those with a correction first."""
        own = {choice.label for choice in self.choices}
        sources = {side.source for side in self.sides}
        pointless = {word for word, source in _SIDES.items() if sources <= {source} or source not in sources}
        pointless |= {NOT_FOUND} if self.person_id is None else set()
        usual = (word for word in DECISIONS if word not in own | pointless)
        return (*self.choices, *(Choice(word, word) for word in usual))


def name_rule(names: list[str]) -> str:
    """X_NAME_DOT when names as written differ by the separator alone, "" when they do not, else X_NAME_VARIANT."""
    written = {each.replace(" ", "") for each in names}
    if len(written) < 2:
        return ""
    plain = {name(each).replace(DOT, "") for each in written}
    return "X_NAME_DOT" if len(plain) == 1 else "X_NAME_VARIANT"


def differing_digits(one: str, other: str) -> list[int]:
    """The places (from 1) at which two ID numbers differ; empty when they are of different lengths."""
    if len(one) != len(other):
        return []
    return [place for place, pair in enumerate(zip(one, other, strict=True), 1) if pair[0] != pair[1]]


def is_slip(one: str, other: str) -> bool:
    """One digit keyed wrongly, or two neighbours swapped, and one of the two numbers is none."""
    places = differing_digits(one, other)
    swapped = len(places) == 2 and places[1] == places[0] + 1 and sorted(one) == sorted(other)
    sound = not id_number.fault(one), not id_number.fault(other)
    return (len(places) == 1 or swapped) and sound in ((True, False), (False, True))


def without_roll(*, applied: bool, remark: str) -> str:
    """The rule for a child of the household base that is on no roll."""
    if applied:
        return "X_GHOST"
    return "X_AWAY" if _STUDIES_AWAY.search(remark or "") else "X_NO_ROLL"


def families(rows: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Rows about children (pid) put together by family, in their order.

    One household, one household number, or one guardian of one village is one family.
    """
    found: list[tuple[set[tuple[Any, ...]], list[dict[str, Any]]]] = []
    for row in rows:
        marks: set[tuple[Any, ...]] = {("person", row["pid"])}
        marks |= {(name, row[name]) for name in ("household_id", "household_number") if row[name]}
        if row["guardian_name"]:
            marks.add(("guardian", row["guardian_name"], row["village"]))
        same = [family for family in found if family[0] & marks]
        found = [family for family in found if not family[0] & marks]
        together = [each for _, members in same for each in members]
        found.append((marks.union(*(known for known, _ in same)), [*together, row]))
    return [members for _, members in found]


def states(rules: Rules) -> list[tuple[str, str, str]]:
    """(stage, grade, 在校生状况) as the monitoring system writes a grade of a stage."""
    known = rules.codes["student_state"]
    found = [("1", grade.code, "学前教育") for grade in rules.codes["grade"].codes]
    found += [("2", grade.code, "小学") for grade in rules.codes["grade"].codes]
    for stage, before in (("3", ""), ("4", ""), ("5", "中职"), ("6", "高职高专"), ("7", "本科")):
        for grade in rules.codes["grade"].codes:
            if state := known.find(before + grade.code):
                found.append((stage, grade.code, state.code))
    return found
