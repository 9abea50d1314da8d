"""A cell of a workbook as a person reads it, and as it can be written again as text without losing anything."""

from datetime import date, datetime, time
from typing import Any

# From here on a spreadsheet shows a number with an exponent: it kept 15 digits and no more.
_ROUNDED = 10**15


def as_text(cell: Any) -> str:
    """ "" for an empty cell; 44 for 44.0; 5.13399201309047E+17 for a number whose last digits are lost; 2018-06-12."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        return _number(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _number(number: float) -> str:
    if abs(number) >= _ROUNDED:
        return repr(float(number)).upper()
    return str(int(number)) if number == int(number) else repr(number)
