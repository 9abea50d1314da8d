"""Units in a heading or above a table (总投资(万元), 面积(亩), 单位：万元): converted exactly or not at all."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from eduaid_desktop.domain import money, text
from eduaid_desktop.domain.fields import Field

Scale = Callable[[Any], Any]

_IN_HEADING = re.compile(r"(万元|元|亩|㎡|m2|平方米|平米)")
_IN_TITLE = re.compile(r"单位[:：]?(万元|元)")
_NUMBER = re.compile(r"-?[\d,]*\.?\d+")
# 一亩 is two thirds of a thousand square metres.
_SQUARE_METRES = Fraction(2000, 3)


def scale_of(field: Field, heading: str, title: str) -> Scale | None:
    """What turns a cell under this heading into the unit of the field (yuan, ㎡); None when it is that already.

    title: the lines above the table, which may name the unit of all amounts.
    """
    if field.kind not in ("money", "decimal"):
        return None
    words = re.sub(r"\s", "", text.half_width(heading))
    named = _IN_HEADING.findall(words)
    if not named and field.kind == "money":
        named = _IN_TITLE.findall(re.sub(r"\s", "", text.half_width(title)))
    return _SCALES.get((field.kind, named[-1])) if named else None


def _from_wan(cell: Any) -> Any:
    number = _number(cell)
    return cell if number is None else number * 10_000


def _from_mu(cell: Any) -> Any:
    """A number of 亩 that is no whole number of hundredths of ㎡ stays as it is, with its unit, to be refused."""
    number = _number(cell)
    if number is None:
        return cell
    metres = Fraction(number) * _SQUARE_METRES
    hundredths = metres * 100
    return Decimal(int(hundredths)) / 100 if hundredths.denominator == 1 else f"{number:f}亩"


def _number(cell: Any) -> Decimal | None:
    if isinstance(cell, bool) or not isinstance(cell, (int, float, str)):
        return None
    written = text.half_width(text.tidy(cell)).replace(",", "") if isinstance(cell, str) else cell
    if isinstance(written, str) and not _NUMBER.fullmatch(written):
        return None
    return money.exact(written)


_SCALES: Mapping[tuple[str, str], Scale] = {("money", "万元"): _from_wan, ("decimal", "亩"): _from_mu}
