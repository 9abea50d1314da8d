"""数据有效性: what the cells of somebody else's sheet are allowed to hold."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

from eduaid_desktop.documents import sheet_scan
from eduaid_desktop.documents.reader import Sheet
from eduaid_desktop.documents.template_package import Package

_AREA = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?")
_ELSEWHERE = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!(.+)")
_AS_NUMBERS: dict[str, Callable[[float, float, float], bool]] = {
    "between": lambda value, low, high: low <= value <= high,
    "notBetween": lambda value, low, high: not low <= value <= high,
    "equal": lambda value, low, high: value == low,
    "notEqual": lambda value, low, high: value != low,
    "greaterThan": lambda value, low, high: value > low,
    "greaterThanOrEqual": lambda value, low, high: value >= low,
    "lessThan": lambda value, low, high: value < low,
    "lessThanOrEqual": lambda value, low, high: value <= low,
}


@dataclass(frozen=True)
class Rule:
    """kind: list, textLength, whole, decimal or date. allowed: of a list; low, high: of the others, None unknown."""

    kind: str
    allowed: tuple[str, ...] = ()
    operator: str = "between"
    low: float | None = None
    high: float | None = None

    def holds(self, value: float) -> bool:
        """Whether a number, or the length of a text, may stand there."""
        if self.low is None:
            return True
        return _AS_NUMBERS[self.operator](value, self.low, self.low if self.high is None else self.high)

    def told(self) -> str:
        """1 至 10, 不超过 10 …"""
        low, high = (f"{n:g}" if n is not None else "" for n in (self.low, self.high))
        words = {
            "between": f"{low} 至 {high}", "notBetween": f"{low} 至 {high} 以外", "equal": f"等于 {low}",
            "notEqual": f"不等于 {low}", "greaterThan": f"大于 {low}", "greaterThanOrEqual": f"不小于 {low}",
            "lessThan": f"小于 {low}", "lessThanOrEqual": f"不超过 {low}",
        }  # fmt: skip
        return words[self.operator]


def rules(data: bytes, name: str, sheets: Sequence[Sheet], sheet: str, row: int) -> dict[int, Rule]:
    """Column to what a row (from 0) of a sheet may hold there; sheets: the workbook as it was read.

    A list that depends on another cell (INDIRECT) is not known, and forbids nothing.
    """
    package = Package(data, name)
    text = package.text(package.sheet(sheet))
    if "dataValidation" not in text:
        return {}
    names = dict(package.named())
    found: dict[int, Rule] = {}
    for each in ElementTree.fromstring(text).iter():
        if each.tag.rpartition("}")[2] == "dataValidation":
            made = _rule(each, {s.name: s for s in sheets}, sheet, names)
            for area in _child(each, "sqref").split() if made else ():
                for column in _columns(area, row):
                    found.setdefault(column, made or Rule(""))
    return found


def _rule(
    each: ElementTree.Element, sheets: Mapping[str, Sheet], here: str, names: Mapping[str, str]
) -> Rule | None:
    kind, operator = each.get("type", ""), each.get("operator", "between")
    first, second = _child(each, "formula1"), _child(each, "formula2")
    if kind == "list":
        allowed = _listed(names.get(first, first), sheets, here)
        return Rule(kind, allowed) if allowed else None
    if kind in ("textLength", "whole", "decimal") and operator in _AS_NUMBERS:
        return Rule(kind, operator=operator, low=_number(first), high=_number(second))
    return Rule(kind) if kind == "date" else None


def _child(each: ElementTree.Element, name: str) -> str:
    """What stands in an element or an attribute of this name; the newer form has one more element around it."""
    if name in each.attrib:
        return each.attrib[name].strip()
    for inside in each:
        if inside.tag.rpartition("}")[2] == name:
            return "".join(inside.itertext()).strip()
    return ""


def _listed(formula: str, sheets: Mapping[str, Sheet], here: str) -> tuple[str, ...]:
    if formula.startswith('"') and formula.endswith('"'):
        return tuple(word.strip() for word in formula[1:-1].split(",") if word.strip())
    elsewhere = _ELSEWHERE.fullmatch(formula)
    named = (elsewhere[1] or elsewhere[2]).replace("''", "'") if elsewhere else here
    area = _AREA.fullmatch(elsewhere[3] if elsewhere else formula)
    if area is None or named not in sheets:
        return ()
    rows = sheets[named].rows[int(area[2]) - 1 : int(area[4] or area[2])]
    left, right = sheet_scan.column(area[1]), sheet_scan.column(area[3] or area[1])
    cells = [cell for row in rows for cell in row[left : right + 1]]
    return tuple(_word(cell) for cell in cells if cell not in (None, ""))


def _word(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


def _columns(area: str, row: int) -> range:
    """The columns (from 0) of an area that takes in a row."""
    found = _AREA.fullmatch(area)
    if found is None or not int(found[2]) - 1 <= row <= int(found[4] or found[2]) - 1:
        return range(0)
    return range(sheet_scan.column(found[1]), sheet_scan.column(found[3] or found[1]) + 1)


def _number(written: str) -> float | None:
    try:
        return float(written)
    except ValueError:
        return None
