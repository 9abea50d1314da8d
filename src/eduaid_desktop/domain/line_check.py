"""The columns of section 11.3 on one line as it will be sealed: present, not too long, of the offered codes.

What the form itself asks (numbers, names, amounts) is asked by its own checks; here stands what only the line shows.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from eduaid_desktop.domain import batch, dates, id_number
from eduaid_desktop.domain.batch import COLUMNS, PLACES, YES, Line
from eduaid_desktop.domain.batch_fields import CODED
from eduaid_desktop.domain.preflight import Found
from eduaid_desktop.domain.problems import BLOCK, NOTE, WARN
from eduaid_desktop.domain.rules import Rules

Case = Mapping[str, Any]
Check = Callable[[Line, Case, Rules], Iterator[Found]]
_TOWNSHIP = re.compile(r"\d{9}")
# Stages whose pupils have a number of the national roll; kindergartens and colleges have others (section 8.10).
_ON_THE_ROLL = ("2", "3", "4", "5")
_SHORTEST_PHONE = 7


def check(line: Line, case: Case, rules: Rules) -> Iterator[Found]:
    """What the county would find on a line. rules: of the day on which the family applied.

    case: the stored case with what the registers know of its child (batch_queries.ready).
    """
    for each in _CHECKS:
        yield from each(line, case, rules)


def rule_of(column: str) -> str:
    """列36 for 账号."""
    return f"列{PLACES[column] + 1:02d}"


def _found(column: str, sentence: str, severity: str = BLOCK, advice: str = "") -> Found:
    return Found(column, sentence, severity, rule_of(column), advice)


def _present(line: Line, case: Case, rules: Rules) -> Iterator[Found]:
    """A child without a document has no number; the form asks why (F01). The checksum comes with the seal."""
    for column in COLUMNS[: batch.CHECKSUM]:
        if column.required == YES and column.name != "身份证号" and not line[column.name]:
            yield _found(column.name, f"“{column.name}”是必填列，现在空着。")


def _lengths(line: Line, case: Case, rules: Rules) -> Iterator[Found]:
    for column in COLUMNS[: batch.CHECKSUM]:
        if len(line[column.name]) > column.length:
            text = f"“{column.name}”最多 {column.length} 个字，现有 {len(line[column.name])} 个字。"
            yield _found(column.name, text)


def _township(line: Line, case: Case, rules: Rules) -> Iterator[Found]:
    if not _TOWNSHIP.fullmatch(line["乡镇代码"]):
        yield _found("乡镇代码", f"乡镇代码应为 6+3 共 9 位数字，现为“{line['乡镇代码']}”。")


def _codes(line: Line, case: Case, rules: Rules) -> Iterator[Found]:
    """A word that no list offers is refused; one that the lists of that day no longer offer wants a look."""
    for column, (table, name) in CODED.items():
        if not case[name]:
            continue
        code = rules.codes[table].get(case[name])
        if code is None:
            yield _found(column, f"“{column}”是“{case[name]}”，不在可选的代码里，请重新选。")
        elif not code.valid_on(rules.today):
            day = dates.spoken(rules.today.isoformat())
            yield _found(column, f"“{column}”是“{code.label}”，{day}已不用这个说法，请核对。", WARN)


def _conditional(line: Line, case: Case, rules: Rules) -> Iterator[Found]:
    """有则必填: what the case or the registers know is asked."""
    kind = line["户类型"]
    if not line["监测类别"] and kind in {code.label for code in rules.codes["monitor_kind"].codes}:
        yield _found("监测类别", f"户类型是“{kind}”，监测类别要填。")
    if line["监护人姓名"] and not line["监护人与学生关系"]:
        yield _found("监护人与学生关系", "填了监护人姓名，监护人与学生关系还空着。")
    known = case.get("known_student_number")
    if not line["学籍号"] and known:
        yield _found("学籍号", "名册里有这个学生的学籍号，申请表上空着，请补上。", WARN)
    if not line["户编号"] and case.get("known_household_number"):
        yield _found("户编号", "名册里有这一户的户编号，申请表上空着，请补上。", WARN)


def _student_number(line: Line, case: Case, rules: Rules) -> Iterator[Found]:
    number = line["学籍号"]
    if not number or case["stage"] not in _ON_THE_ROLL:
        return
    if not id_number.is_student_number(number):
        text = "学籍号应为 G、J 或 L 开头加 18 位，请对照学籍核对。"
        yield _found("学籍号", text, WARN)
    elif number[0] == "G" and line["身份证号"] and number[1:] != line["身份证号"]:
        text = "学籍号的数字与身份证号不同；改过身份证号的不用管，没有改过的请核对。"
        yield _found("学籍号", text, NOTE)


def _figures(line: Line, case: Case, rules: Rules) -> Iterator[Found]:
    if line["家庭人口"] == "0":
        yield _found("家庭人口", "家庭人口是 0，请核对。")
    if line["乡镇建议金额"] and line.amount <= 0:
        yield _found("乡镇建议金额", "乡镇建议金额要大于 0。")
    digits = sum(sign.isdigit() for sign in line["联系电话"])
    if line["联系电话"] and digits < _SHORTEST_PHONE:
        yield _found("联系电话", f"联系电话只有 {digits} 位数字，打不通，请核对。", WARN)


def _notice(line: Line, case: Case, rules: Rules) -> Iterator[Found]:
    """F17; how long it has to hang is the office's setting, so that the service knows."""
    first, last = line["公示开始"], line["公示结束"]
    if first and last and last < first:
        yield _found("公示结束", "公示结束早于公示开始，请在公示台账里核对。")


_CHECKS: tuple[Check, ...] = (
    _present,
    _lengths,
    _township,
    _codes,
    _conditional,
    _student_number,
    _figures,
    _notice,
)
