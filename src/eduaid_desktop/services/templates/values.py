"""What a template dictates of the values in a column: dates and amounts in its form, codes or words, what it allows."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from eduaid_desktop.documents.template_styles import Look, Value
from eduaid_desktop.documents.template_validation import Rule
from eduaid_desktop.domain import masks, money, text
from eduaid_desktop.domain.fields import Field
from eduaid_desktop.domain.header import plain
from eduaid_desktop.domain.rules import Rules

_CODED = re.compile(r"(代码|编码|码)(\(.*\))?$")
_NUMBERED = re.compile(r"^[0-9A-Z]{1,4}\s*[.、:．\-—_ ]\s*(.+)$")
_DAYS = (
    (re.compile(r"\d{4}年\d{1,2}月\d{1,2}日"), "{0.year}年{0.month}月{0.day}日"),
    (re.compile(r"(?<!\d)\d{8}(?!\d)|YYYYMMDD|8位"), "{0:%Y%m%d}"),
    (re.compile(r"\d{4}/\d{1,2}/\d{1,2}|YYYY/MM/DD"), "{0:%Y/%m/%d}"),
    (re.compile(r"\d{4}\.\d{1,2}\.\d{1,2}|YYYY\.MM\.DD"), "{0:%Y.%m.%d}"),
)
_ISO = "{0:%Y-%m-%d}"
_MOST_ALLOWED = 12


@dataclass(frozen=True)
class Column:
    """One column of a template. example: what stands in its first row; unit: what the words above the header say
    amounts are in."""

    field: Field
    heading: str
    look: Look
    rule: Rule | None = None
    example: str = ""
    unit: str = ""
    required: bool = False

    def write(self, raw: Any, rules: Rules) -> tuple[Value | None, str]:
        """The value as the template wants it, and what is wrong with that, "" for nothing.

        raw: fen of money, an ISO date, the word of a choice, else a text or number.
        """
        if raw in (None, ""):
            return None, f"必填的“{self.heading}”没有内容" if self.required else ""
        value = _WRITERS.get(self.field.kind, _text)(self, raw, rules)
        return value, self._wrong(value)

    def allowed_word(self, words: list[str], code: str, rules: Rules) -> str | None:
        """The entry of the template's own list that means a choice; None where there is none."""
        for entry in self.rule.allowed if self.rule else ():
            bare = _NUMBERED.sub(r"\1", text.half_width(entry))
            table = rules.codes.get(self.field.choices)
            known = table.find(bare) if table else None
            if plain(entry) in {plain(w) for w in words} or bool(code and known and known.code == code):
                return entry
        return None

    def _wrong(self, value: Value) -> str:
        rule = self.rule
        if rule is None:
            return ""
        shown = masks.in_text(str(value))
        if rule.kind == "list" and str(value) not in rule.allowed:
            more = " …" if len(rule.allowed) > _MOST_ALLOWED else ""
            only = "、".join(rule.allowed[:_MOST_ALLOWED])
            return f"“{self.heading}”是“{shown}”，模板只允许：{only}{more}"
        if rule.kind == "textLength" and not rule.holds(len(str(value))):
            return f"“{self.heading}”有 {len(str(value))} 个字，模板要求字数{rule.told()}：{shown}"
        if rule.kind in ("whole", "decimal"):
            if not isinstance(value, int | Decimal) or not rule.holds(float(value)):
                return f"“{self.heading}”是“{shown}”，模板要求数字{rule.told()}"
            if rule.kind == "whole" and value != int(value):
                return f"“{self.heading}”是“{shown}”，模板要求整数"
        return ""


def _text(column: Column, raw: Any, rules: Rules) -> Value:
    words = str(raw)
    return column.allowed_word([words], "", rules) or words


def _money(column: Column, raw: Any, rules: Rules) -> Value:
    own = text.half_width(column.heading)
    if "大写" in own:
        return money.amount_in_words(int(raw))
    in_ten_thousands = "万元" in own or ("元" not in own and "万元" in column.unit)
    return Decimal(int(raw)) / (1_000_000 if in_ten_thousands else 100)


def _integer(column: Column, raw: Any, rules: Rules) -> Value:
    return int(raw) if str(raw).strip().isdecimal() else str(raw)


def _decimal(column: Column, raw: Any, rules: Rules) -> Value:
    return Decimal(int(raw)) / 100 if isinstance(raw, int) else str(raw)


def _date(column: Column, raw: Any, rules: Rules) -> Value:
    try:
        day = date.fromisoformat(str(raw))
    except ValueError:
        return str(raw)
    if column.look.is_date or (column.rule and column.rule.kind == "date"):
        return day
    hint = f"{column.example} {text.half_width(column.heading).upper()}"
    return next((shape for sign, shape in _DAYS if sign.search(hint)), _ISO).format(day)


def _choice(column: Column, raw: Any, rules: Rules) -> Value:
    table = rules.codes.get(column.field.choices)
    known = table.find(str(raw)) if table else None
    label, code = (known.label, known.code) if known else (str(raw), "")
    wants_code = bool(_CODED.search(text.half_width(column.heading).strip()))
    words = [code, label] if wants_code else [str(raw), label, *(known.aliases if known else ()), code]
    listed = column.allowed_word([w for w in words if w], code, rules)
    return listed or (code if wants_code and code else str(raw))


_WRITERS: dict[str, Callable[[Column, Any, Rules], Value]] = {
    "money": _money,
    "integer": _integer,
    "decimal": _decimal,
    "date": _date,
    "choice": _choice,
}


def unit_of(words: str) -> str:
    """What the words above a header say amounts are in: 单位：万元."""
    found = re.search(r"单位[:：]?\s*\(?(万元|元)", text.half_width(words))
    return found[1] if found else ""
