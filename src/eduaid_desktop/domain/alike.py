"""Whether a cell that came back still says what was sent, for a person: other programs write the same thing otherwise.

The seal asks for the same characters (batch_check); a reply asks for the same meaning.
"""

import re
import unicodedata
from datetime import date, datetime
from typing import Any

from eduaid_desktop.domain import batch, dates, id_number, text
from eduaid_desktop.domain.batch import BY_NAME

# Columns of digits and letters, in which neither case nor spaces nor dashes mean anything.
CODES = frozenset(
    [
        "批次号",
        "乡镇代码",
        "申请编号",
        "身份证号",
        "学籍号",
        "学校标识码",
        "户编号",
        "联系电话",
        "账号",
        "校验码",
    ]
)
CASE_SHAPE = re.compile(r"[A-Z]{2,}\d{13,}|[A-Z]{2,}\d{6,9}\d{4}[SA]\d{3,}")
_DASHES = re.compile(r"[\s\-‐‑‒–—―﹣－_·.]+")
_IN_E_NOTATION = re.compile(r"(\d(?:\.(\d+))?)E\+?(\d+)", re.IGNORECASE)
_KEPT_DIGITS = 15
_LEAST_PART = 6
_LOST = "表格软件把号码变成了数字，末几位已丢失"


def code_key(written: Any) -> str:
    """A number of digits and letters without spaces, dashes, case and full width."""
    return _DASHES.sub("", unicodedata.normalize("NFKC", text.compact(written)).upper())


def same(column: str, old: str, cell: Any) -> bool:
    """Whether a cell says what was sent. old: canonical, as it was sealed; cell: as it was read."""
    new = batch.canonical(BY_NAME[column], cell)
    if new == old:
        return True
    if column in CODES:
        written = text.compact(new).removesuffix(".0")
        if column == "身份证号" and len(written) == 15 and written.isdigit():
            written = id_number.expand(written)
        return code_key(written) == code_key(old)
    kind = BY_NAME[column].kind
    if kind == "date":
        return day_of(cell) == old
    return kind == "text" and _plain(new) == _plain(old)


def _plain(words: str) -> str:
    return re.sub(r"\s+", "", text.half_width(unicodedata.normalize("NFKC", text.name(words))))


def day_of(cell: Any) -> str:
    """The ISO date of a cell, written in whatever way, "" where it is none."""
    if isinstance(cell, (date, datetime)):
        return cell.isoformat()[:10]
    if isinstance(cell, float) and not cell.is_integer():
        cell = int(cell)
    written = text.half_width(text.tidy(int(cell) if isinstance(cell, float) else cell))
    day = dates.parse(written) or dates.of_serial(written)
    return day.isoformat() if day else ""


def damage(column: str, old: str, cell: Any) -> str:
    """What became of a cell on its way, in words, where nobody can have meant it; "" for a cell that was altered."""
    new = batch.canonical(BY_NAME[column], cell)
    if new and len(new) == len(old) and "?" in new and _questioned(old, new):
        return "生僻字在转存时变成了“?”"
    if column not in CODES:
        return ""
    if column in ("申请编号", "身份证号", "批次号", "校验码") and (
        not new or isinstance(cell, (date, datetime))
    ):
        return "号码变成了日期" if new else "号码空了"
    if _lost_digits(old, new, numeric=isinstance(cell, (int, float))):
        return _LOST
    key, whole = code_key(new), code_key(old)
    if whole.lstrip("0") == key and key:
        return "开头的 0 丢失了"
    if len(key) >= _LEAST_PART and key != whole and (whole.startswith(key) or whole.endswith(key)):
        return "号码不完整"
    if column == "申请编号" and not CASE_SHAPE.fullmatch(key):
        return "不是申请编号"
    return ""


def _questioned(old: str, new: str) -> bool:
    return all(b in ("?", a) for a, b in zip(old, new, strict=True))


def _lost_digits(old: str, new: str, *, numeric: bool) -> bool:
    """Whether a number is what Excel leaves of the old one: fifteen digits, or fewer and a power of ten."""
    digits = re.sub(r"\D", "0", old)
    if len(digits) <= _KEPT_DIGITS:
        return False
    if found := _IN_E_NOTATION.fullmatch(new):
        places = int(found[3])
        about = 0.5 * 10.0 ** (places - len(found[2] or ""))
        return len(digits) == places + 1 and abs(float(digits) - float(new)) <= about * 1.01
    whole = new.partition(".")[0]
    if not whole.isdigit() or len(whole) != len(digits):
        return False
    lost = len(digits) - _KEPT_DIGITS
    if numeric:
        return abs(int(whole) - int(digits)) < int(10**lost)
    return whole[:_KEPT_DIGITS] == digits[:_KEPT_DIGITS] and not whole[_KEPT_DIGITS:].strip("0")


def half_code(written: str) -> str:
    """A number as it is stored, out of one in full width, lower case, with spaces or other dashes."""
    return re.sub("[‐‑‒–—―﹣－_]", "-", re.sub(r"\s", "", text.half_width(text.tidy(written)))).upper()
