"""核对: what is wrong with what when several files speak about one child, in words, and what becomes of it.

The rules bear the codes of the imports (X_: two sources differ, W_: one source is odd in itself). Sources:
sections 9 and 14 of the domain rules; a finding may be that somebody does not exist (section 9.3).
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eduaid_desktop.domain import id_number
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.domain.text import DOT, name

VIEWS = {
    "identity": "姓名号码",
    "unenrolled": "有户无学籍",
    "registered": "建档立卡",
    "enrolments": "两处在读",
    "age": "年龄",
    "village": "行政村",
    "state": "在校状况",
    "grade": "年级班级",
    "households": "一人两户",
    "population": "户人口",
    "aid": "已享受资助",
    "relief": "救助申请",
}
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
class Rule:
    """view: a key of VIEWS. title: what is wrong. advice: what to do next."""

    view: str
    title: str
    advice: str


RULES = {
    "X_NAME_DOT": Rule("identity", "姓名只差分隔点", "是同一人，本程序统一写作“·”；请让写法不同的一方改正。"),
    "X_NAME_VARIANT": Rule("identity", "号码相同，姓名不同", "请对照户口簿，定下以哪一方为准。"),
    "X_ID_DIGIT": Rule(
        "identity", "身份证号有一位不同", "校验不对的那一行没有读入；请对照证件更正那份表，再导入一次。"
    ),
    "X_ID_REISSUED": Rule(
        "identity", "姓名、出生日期相同，身份证号不同",
        "可能换过号码；请对照证件，是同一人的合并，确是两人的写“情况属实”。",
    ),
    "X_GHOST": Rule(
        "unenrolled", "有救助申请，不在本学期学籍里", "没有就读证明先不要往下办；请到学校和村里核实，查无此人的照实写。"
    ),
    "X_AWAY": Rule("unenrolled", "在外就读，待补就读证明", "不算失学；请向家长收取就读证明，收到后写“情况属实”。"),
    "X_NO_ROLL": Rule("unenrolled", "适龄，不在本学期学籍里", "请到户核实：在读的补学籍或就读证明，失学的劝返。"),
    "X_POOR_FLAG": Rule("registered", "学籍的建档立卡标记与户籍不一致", "以户籍与建档立卡人员表为准；请让学校改标记。"),
    "W_DUP_ENROL": Rule("enrolments", "两所学校同时在读", "请问清现在就读哪一所，另一所不再计入在读。"),
    "W_AGE": Rule("age", "年龄与学段不符", "请对照证件核对出生日期和学段；确实如此的写“情况属实”。"),
    "X_MOVED": Rule("village", "行政村不一致", "请问清户籍在哪个村，定下以哪一方为准。"),
    "X_STATE": Rule("state", "在校生状况与学籍不一致", "以学籍为准；请在户籍表里更正在校生状况。"),
    "X_GRADE": Rule("grade", "年级不一致", "以学籍为准；请核对后更正另一方。"),
    "X_CLASS": Rule("grade", "两份学籍名册的班级不一致", "暂按后导入的名册；请向学校问清现在的班级。"),
    "W_DUP_PERSON": Rule("households", "一人列在两户", "请问清现在属于哪一户，另一户删去。"),
    "W_POP": Rule("population", "家庭人口数小于列出的成员数", "请对照户口簿核对人口数和成员。"),
    "X_AID_UNKNOWN": Rule("aid", "领了资助，不在本学期学籍里", "请向发放单位核实；已离校的停发，查无此人的照实写。"),
    "X_AID_BOARD": Rule("aid", "走读生领了寄宿生生活补助", "请向学校核实是否寄宿；不寄宿的退回。"),
    "X_AID_NOT_POOR": Rule("aid", "不在建档立卡名册，领了建档立卡专项资助", "请核实户籍；不符合条件的退回。"),
    "W_DUP_AID": Rule("aid", "同一项资助登记了两次", "请向发放单位核实是否重发；重发的退回一笔。"),
    "X_RECEIVED": Rule("aid", "申请里的已享受资助与资助登记不一致", "以资助登记为准；请更正申请表。"),
    "X_DECEASED": Rule("relief", "收款人已去世", "不能向其发放；请在申请表里改为新的收款人和账号。"),
    "X_NOT_REGISTERED": Rule("relief", "申请人不在建档立卡名册里", "请核对户编号和户类型，不属于救助对象的不予受理。"),
}  # fmt: skip


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
