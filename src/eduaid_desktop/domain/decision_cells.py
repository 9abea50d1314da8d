"""What the county wrote into its five columns, as people write: words behind the result, amounts in words, dates.

The words of the counties are data: resources/codes/relief_decision.toml and reply_words.toml. Nothing is guessed: what
may mean two things is a fault, and the line waits.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from eduaid_desktop.domain import alike, batch, money, money_words, text
from eduaid_desktop.domain.reading import blank, whole
from eduaid_desktop.domain.rules import CodeTable, Rules

_RESULT, _AMOUNT, _REASON, _DOCUMENT, _DAY = (column.name for column in batch.DECISIONS)
_NAMES = dict(
    zip(
        (column.name for column in batch.DECISIONS),
        ("decision", "decided_amount", "decided_reason", "decided_document", "decided_on"),
        strict=True,
    )
)
_PARTED = re.compile(r"[\s,，;；:：。、(（\[【]+")
_EDGES = re.compile(r"^[\s\"'“”‘’]+|[\s\"'“”‘’.。,，;；!！、:：]+$")
_SUM = re.compile(
    r"([\d,]+(?:\.\d+)?\s*万?|[零壹贰叁肆伍陆柒捌玖拾佰仟一二两三四五六七八九十百千万]{2,})\s*(?:元|圆|块)|\d{3,}"
    r"|[壹贰叁肆伍陆柒捌玖拾一二两三四五六七八九十][佰仟百千万][零壹贰叁肆伍陆柒捌玖拾佰仟一二两三四五六七八九十百千万]*"
)
_CURRENCY = re.compile(r"^(?:人民币|RMB|CNY|[¥￥])\s*", re.IGNORECASE)
_UNIT = re.compile(r"\s*(?:元|圆|块)?\s*(?:整|正)?\s*(?:[/／每](?:人|生|学期|年|学年)+)?$")
# A blank may part thousands, as in 1 200.50; 800 300 are two amounts.
_THOUSANDS = re.compile(r"(?<=^\d) (?=\d{3}(?!\d))|(?<=^\d\d) (?=\d{3}(?!\d))")
_UNIT_APART = 100
_DAY_ONLY = re.compile(r"(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?")
_TIME = re.compile(r"(?<=[\d日])[ T]+\d{1,2}[:：]\d{2}.*$")


@dataclass
class Read:
    """raw: what DECISION.clean takes. faults and notes: (column, sentence); a fault keeps the line from being used."""

    raw: dict[str, Any] = field(default_factory=dict)
    faults: list[tuple[str, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)


def read(cells: Mapping[str, Any], rules: Rules, proposed: int, sealed_on: str) -> Read:
    """The five cells of a row. proposed: what went up, in fen; sealed_on: ISO date of the batch."""
    found = Read()
    words = rules.codes["reply_words"]
    given = {name: None if _blank(cells.get(name), words) else cells[name] for name in _NAMES}
    _read_result(found, given, rules)
    _read_amount(found, given[_AMOUNT], words, proposed)
    _read_day(found, given[_DAY], sealed_on, rules.today)
    found.raw["decided_document"] = given[_DOCUMENT]
    found.raw.setdefault("decided_reason", given[_REASON])
    _weigh_against_result(found, given[_REASON], rules.codes["relief_decision"], proposed)
    _weigh_unit(found, proposed)
    return found


def _weigh_unit(found: Read, proposed: int) -> None:
    """A sum a hundred times the proposed one, or a hundredth of it, was not written in yuan."""
    amount = found.raw["decided_amount"]
    fen = (
        None if amount is None or found.raw["decision"] not in ("approve", "over_cap") else amount_of(amount)
    )
    if fen and fen > 0 and proposed and not proposed <= fen * _UNIT_APART <= proposed * _UNIT_APART**2:
        told = f"审批金额读作 {money.yuan(fen)} 元，建议金额是 {money.yuan(proposed)} 元"
        found.faults.append((_AMOUNT, f"{told}，可能单位不是元，没有采用；请核对。"))


def _weigh_against_result(found: Read, reason: Any, table: CodeTable, proposed: int) -> None:
    """A sum beside 不同意 or 退回 contradicts it, unless the proposed one was left standing; a reason beside 同意 is
    worth a look.
    """
    code, amount = found.raw["decision"], found.raw["decided_amount"]
    fen = None if amount is None else amount_of(amount)
    if code in ("reject", "return") and fen:
        told = f"审批结果是“{table.label(code)}”，审批金额却是 {money.yuan(fen)}"
        if fen == proposed:
            found.notes.append((_AMOUNT, f"{told}（建议金额），按审批结果读。"))
        else:
            found.faults.append((_AMOUNT, f"{told}，没有采用；请与县级核对。"))
    if code == "approve" and reason is not None:
        words = text.tidy(reason)
        found.notes.append((_REASON, f"审批结果是“同意”，不予原因却写着“{words}”，请看一下。"))


def is_blank(cell: Any, rules: Rules) -> bool:
    """Whether a cell of the county holds nothing, or a word for nothing."""
    return _blank(cell, rules.codes["reply_words"])


def _blank(cell: Any, words: CodeTable) -> bool:
    return blank(cell) or (isinstance(cell, str) and _means(words, text.tidy(cell), "blank"))


def _means(words: CodeTable, word: str, code: str) -> bool:
    found = words.find(word)
    return found is not None and found.code == code


def code_of(cell: Any, table: CodeTable) -> str | None:
    """The decision that a cell says and nothing beside it; None for other words."""
    bare = _bare(cell)
    known = next(filter(None, map(table.find, (bare, re.sub(r"\s", "", bare)))), None)
    return known.code if known else None


def result_of(cell: Any, rules: Rules) -> str | None:
    """The decision that a cell begins with, whatever stands behind it."""
    table = rules.codes["relief_decision"]
    return code_of(cell, table) or code_of(_parted(cell)[0], table)


def _bare(cell: Any) -> str:
    if isinstance(cell, bool):
        return str(cell).upper()
    return _EDGES.sub("", text.half_width(text.tidy(whole(cell)))).upper()


def _read_result(found: Read, given: Mapping[str, Any], rules: Rules) -> None:
    cell, table = given[_RESULT], rules.codes["relief_decision"]
    code = None if cell is None else code_of(cell, table)
    found.raw["decision"] = code or cell
    if cell is None or code:
        return
    head, rest = _parted(cell)
    if not rest or (code := code_of(head, table)) is None:
        return
    found.raw["decision"] = code
    if code == "approve":
        _weigh_rest(found, given[_AMOUNT], str(cell), rest, rules)
    elif other := _other_decision(rest, code, table):
        found.faults.append(
            (_RESULT, f"审批结果“{text.tidy(cell)}”里有两种结果（{table.label(code)}、{other}），没有采用。")
        )
    else:
        _take_reason(found, given[_REASON], rest)


def _parted(cell: Any) -> tuple[str, str]:
    written = text.tidy(cell)
    parts = _PARTED.split(written, maxsplit=1)
    rest = parts[1] if len(parts) == 2 else ""
    return parts[0], rest.rstrip(")）]】。 ")


def _take_reason(found: Read, own: Any, rest: str) -> None:
    """不同意：重复享受 says result and reason in one cell."""
    found.raw["decided_reason"] = rest if own is None else own
    if own is None:
        found.notes.append((_REASON, f"原因写在“审批结果”里，已读作不予原因：{rest}。"))
    elif text.tidy(own) != rest:
        found.raw["decided_reason"] = f"{text.tidy_lines(own)}；{rest}"


def _other_decision(rest: str, code: str, table: CodeTable) -> str:
    for part in _PARTED.split(rest):
        other = code_of(part, table) if part and not part.isdigit() else None
        if other and other != code:
            return table.label(other)
    return ""


def _weigh_rest(found: Read, amount: Any, cell: str, rest: str, rules: Rules) -> None:
    """同意 with words behind it: an amount has to stand in its own column, a condition is no consent."""
    table, words = rules.codes["relief_decision"], rules.codes["reply_words"]
    written = text.tidy(cell)
    if said := _SUM.search(text.half_width(rest)):
        inside = amount_of(said[0])
        if inside is None or inside != amount_of(amount):
            told = f"审批结果写作“{written}”，里面的金额没有采用；请县里把金额填在“审批金额”列。"
            found.faults.append((_RESULT, told))
        return
    other = _other_decision(rest, "approve", table)
    doubt = next((w for w in words.codes if w.code == "doubt"), None)
    if other or (doubt and any(word in rest for word in doubt.aliases)):
        found.faults.append(
            (_RESULT, f"审批结果写作“{written}”，不能确定是不是已经同意，没有采用；请与县级核对。")
        )
    else:
        found.notes.append((_RESULT, f"审批结果写作“{written}”，读作“同意”；后面的话请看一下。"))


def amount_of(cell: Any) -> int | None:
    """Fen of an amount however it is written: ￥800, 0.08万元, 捌佰元整; None where it is none, or finer than a fen."""
    try:
        if isinstance(cell, bool):
            return None
        if isinstance(cell, (int, float)):
            return money.yuan_to_fen(cell)
        if len(str(cell).strip().splitlines()) > 1:
            return None
        written = text.half_width(text.tidy(cell))
        bare = _CURRENCY.sub("", _UNIT.sub("", _EDGES.sub("", _CURRENCY.sub("", written)))).strip()
        return _fen(_THOUSANDS.sub("", bare))
    except ValueError:
        return None


def _fen(bare: str) -> int:
    try:
        return money.parse_yuan(bare)
    except ValueError:
        return money_words.parse(bare)


def _read_amount(found: Read, cell: Any, words: CodeTable, proposed: int) -> None:
    if isinstance(cell, str) and _means(words, text.tidy(cell), "as_proposed"):
        found.raw["decided_amount"] = money.plain_yuan(proposed)
        found.notes.append(
            (_AMOUNT, f"审批金额写作“{text.tidy(cell)}”，读作建议金额 {money.yuan(proposed)} 元。")
        )
        return
    fen = None if cell is None else amount_of(cell)
    found.raw["decided_amount"] = cell if fen is None else money.plain_yuan(fen) if fen >= 0 else fen / 100
    if isinstance(cell, str) and fen is not None and not re.search(r"\d", text.half_width(cell)):
        found.notes.append((_AMOUNT, f"审批金额写作“{text.tidy(cell)}”，读作 {money.yuan(fen)} 元。"))


def _read_day(found: Read, cell: Any, sealed_on: str, today: date) -> None:
    found.raw["decided_on"] = cell
    if cell is None:
        return
    written = text.half_width(text.tidy(cell))
    if day := alike.day_of(_TIME.sub("", written) if isinstance(cell, str) else cell):
        found.raw["decided_on"] = day
    elif (short := _DAY_ONLY.fullmatch(written)) and isinstance(cell, str):
        day = _in_the_years(int(short[1]), int(short[2]), sealed_on, today.isoformat())
        if day:
            found.raw["decided_on"] = day
            found.notes.append((_DAY, f"审批日期“{written}”没有写年份，读作 {day}。"))


def _in_the_years(month: int, day: int, first: str, last: str) -> str:
    """The one day of that month and day from first to last (ISO), "" when there is none or more than one."""
    possible = []
    for year in range(int(first[:4]), int(last[:4]) + 1):
        try:
            possible.append(date(year, month, day).isoformat())
        except ValueError:
            continue
    fitting = [each for each in possible if first <= each <= last]
    return fitting[0] if len(fitting) == 1 else ""
