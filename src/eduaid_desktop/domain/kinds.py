"""The kinds of Field: how each is read from what was typed or imported, and how it is shown."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from eduaid_desktop.domain import id_number, money, text
from eduaid_desktop.domain.kind_dates import clean_date, clean_month, shown_date
from eduaid_desktop.domain.problems import NOTE, WARN
from eduaid_desktop.domain.reading import Cleaned, Remark, Unreadable, blank, whole
from eduaid_desktop.domain.rules import Code, CodeTable, Rules


@dataclass(frozen=True)
class Kind:
    """clean(raw, code table, rules) -> (value, remarks), raising Unreadable; shown(value, table, rules)."""

    clean: Callable[[Any, str, Rules], Cleaned]
    shown: Callable[[Any, str, Rules], str]


def _plain(value: Any, table: str, rules: Rules) -> str:
    return "" if value is None else str(value)


def _text(raw: Any, table: str, rules: Rules) -> Cleaned:
    return (None if blank(raw) else text.tidy(whole(raw))), []


def _note(raw: Any, table: str, rules: Rules) -> Cleaned:
    return (None if blank(raw) else text.tidy_lines(raw)), []


# As many digits of a number as Excel keeps.
_SURE_DIGITS = 15
_IN_E_NOTATION = re.compile(r"\d(\.\d+)?E\+?\d+")
# A certificate of disability: ID number, kind, grade, and of a reissued one a suffix such as B1.
_CERTIFICATE = re.compile(r"\d{17}[\dX]\d\d([A-Z]\d)?")
# What Excel leaves of an ID number that was a number once and is text again.
_ZEROED = re.compile(r"\d{15}000(\.0+)?")
_LOST_DIGITS = "号码在 Excel 中按数字保存，第 15 位以后已丢失。请把该列设为“文本”格式后重新录入或重新导出。"


def _name(raw: Any, table: str, rules: Rules) -> Cleaned:
    if isinstance(raw, str) and raw.isalnum():
        return text.tidy(raw), []
    if blank(raw):
        return None, []
    written = text.tidy(raw)
    value = text.name(written)
    remarks = []
    if value != written:
        remarks.append(Remark("间隔号已统一为“·”。", NOTE, "N_DOT"))
    if text.has_doubtful_dot(value):
        remarks.append(Remark("姓名中的“.”挨着字母或数字，没有改动，请核对是否应为“·”。", WARN))
    if text.has_inner_space(value):
        remarks.append(Remark("姓名中间有空格，请核对是否应去掉或改为“·”。", WARN, "W_INNER_SPACE"))
    if "?" in value or "？" in value or "\ufffd" in value:
        # N_LOST_CHAR itself is for the import that knows the right name of this ID number and offers it.
        remarks.append(Remark("姓名中有“?”，可能是生僻字在转存时丢失，请补上原字。"))
    return value, remarks


def _code_text(raw: Any, table: str, rules: Rules) -> Cleaned:
    if isinstance(raw, str) and raw.isascii() and raw.isdecimal():
        return raw, []
    if blank(raw):
        return None, []
    if (isinstance(raw, (int, float)) and abs(raw) >= 1e15) or _IN_E_NOTATION.fullmatch(text.compact(raw)):
        raise Unreadable(_LOST_DIGITS, "B_ID_PRECISION")
    return text.compact(whole(raw)), []


def _id_number(raw: Any, document: str, rules: Rules) -> Cleaned:
    """document: the code of the kind of document whose number it is; "" for a citizen's ID card."""
    if not document and isinstance(raw, str) and raw.isascii() and not id_number.fault(raw):
        return raw, []
    if blank(raw):
        return None, []
    known = rules.codes["id_type"].get(document) if document else None
    if known and known.pattern:
        return _document_number(raw, known), []
    _refuse_damaged(raw)
    written = str(raw)
    value = text.compact(raw)
    remarks = _id_remarks(written, value)
    if _CERTIFICATE.fullmatch(value):
        remarks.append(Remark("填的是残疾证号，已取前 18 位作身份证号。", NOTE, "N_DISCERT"))
        value = value[:18]
    if len(value) == 15 and value.isdigit():
        value = id_number.expand(value)
        remarks.append(Remark("15 位旧身份证号已换算为 18 位，请核对。", WARN, "W_ID_15"))
    if wrong := id_number.fault(value):
        damaged = _ZEROED.fullmatch(value)
        raise Unreadable(*((_LOST_DIGITS, "B_ID_PRECISION") if damaged else (wrong, "B_ID_CHECK")))
    return value, remarks


def _document_number(raw: Any, document: Code) -> str:
    """Checked by what numbers of this kind look like; short ones survive as numbers of a workbook."""
    if isinstance(raw, float) and not raw.is_integer():
        _refuse_damaged(raw)
    value = text.compact(whole(raw))
    if len(value) > _SURE_DIGITS:
        _refuse_damaged(raw)
    if wrong := id_number.fault_of(value, document):
        raise Unreadable(wrong, "B_ID_SHAPE")
    return value


def _refuse_damaged(raw: Any) -> None:
    """Excel keeps 15 digits of a number: the rest is lost for good and must not be guessed."""
    if isinstance(raw, (int, float)) or _IN_E_NOTATION.fullmatch(text.compact(raw)):
        raise Unreadable(_LOST_DIGITS, "B_ID_PRECISION")


def _id_remarks(written: str, value: str) -> list[Remark]:
    remarks = []
    if "x" in written or "ｘ" in written:
        remarks.append(Remark("末位小写 x 已改为大写 X。", NOTE, "N_CASE"))
    if written.strip() != written:
        remarks.append(Remark("首尾空格已去掉。", NOTE, "N_TRIM"))
    return remarks


def _account(raw: Any, table: str, rules: Rules) -> Cleaned:
    """A bank account (F13): spaces are stripped, a length outside 12 to 32 or a wrong Luhn sum warns."""
    if blank(raw):
        return None, []
    if isinstance(raw, float) or _IN_E_NOTATION.fullmatch(text.compact(raw)):
        raise Unreadable(
            "账号在 Excel 中按数字保存，末几位已丢失，请按存折或卡面重新录入。", "B_ID_PRECISION"
        )
    value = text.compact(raw)
    remarks = []
    if value != text.tidy(raw):
        remarks.append(Remark("账号中的空格或横线已去掉。", WARN, "W_ACCT_FORMAT"))
    if not value.isdigit() or not 12 <= len(value) <= 32:
        remarks.append(Remark("账号应为 12 至 32 位数字，请核对。", WARN, "W_ACCT_FORMAT"))
    elif 16 <= len(value) <= 19 and not luhn(value):
        remarks.append(Remark("账号校验不通过，可能录错或漏录一位，请核对卡面。", WARN, "W_ACCT_LUHN"))
    return value, remarks


def luhn(digits: str) -> bool:
    """Whether the last digit of a card number is its Luhn check digit (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 + place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


# Beyond what can be written out in words (10^12 yuan); nothing an office counts comes near it.
_TOO_LARGE = 10**14


def _money(raw: Any, table: str, rules: Rules) -> Cleaned:
    if blank(raw):
        return None, []
    if isinstance(raw, (int, float, Decimal)):
        return _fen(lambda: money.yuan_to_fen(raw)), []
    written = text.half_width(text.tidy(raw))
    fen = _fen(lambda: money.parse_yuan(written))
    plain = re.fullmatch(r"\d+(\.\d+)?", written)
    return fen, [] if plain else [Remark("金额写成了文字，已按数字读取，请核对。", WARN, "W_AMOUNT_TEXT")]


def _fen(read: Callable[[], int]) -> int:
    try:
        fen = read()
    except ValueError:
        raise Unreadable("请填写金额（元），最多两位小数，如 1200 或 1200.50。") from None
    if fen < 0:
        raise Unreadable("金额不能为负数。")
    if fen >= _TOO_LARGE:
        raise Unreadable("金额过大，请核对小数点和单位（元）。")
    return fen


def _integer(raw: Any, table: str, rules: Rules) -> Cleaned:
    if blank(raw):
        return None, []
    try:
        number = money.exact(text.half_width(text.tidy(whole(raw))))
    except ValueError:
        raise Unreadable("请填写整数。") from None
    if not 0 <= number < _TOO_LARGE or number != int(number):
        raise Unreadable("请填写不小于 0 的整数。")
    return int(number), []


def _decimal(raw: Any, table: str, rules: Rules) -> Cleaned:
    """A measured quantity such as 390.5 ㎡; kept as hundredths so that sums stay exact."""
    if blank(raw):
        return None, []
    try:
        hundredths = money.yuan_to_fen(text.half_width(text.tidy(whole(raw))).replace(",", ""))
    except ValueError:
        raise Unreadable("请填写数字，最多两位小数。") from None
    if not 0 <= hundredths < _TOO_LARGE:
        raise Unreadable("请填写不小于 0 的数字，请核对小数点。")
    return hundredths, []


def _choice(raw: Any, table: str, rules: Rules) -> Cleaned:
    if blank(raw):
        return None, []
    word = text.half_width(text.tidy(whole(raw)))
    bare = re.sub(r"\s", "", word).rstrip("。.,、;")
    known = next(filter(None, map(rules.codes[table].find, (word, text.tidy(raw), bare))), None)
    if known is None:
        raise Unreadable(f"不认识“{word}”，{_offer(rules.codes[table], rules)}", "B_CHOICE")
    return known.code, []


def _several(raw: Any, table: str, rules: Rules) -> Cleaned:
    """Several choices of a table by their words (自然灾害、欠债) or their digits (15); kept as words with 、."""
    if blank(raw):
        return None, []
    written = text.half_width(text.tidy(whole(raw)))
    words = [*written] if written.isdigit() else re.split(r"[、,，;；/\s]+", written.rstrip("。."))
    chosen = dict.fromkeys(_choice(word, table, rules)[0] for word in words if word)
    return "、".join(code.code for code in rules.codes[table].codes if code.code in chosen), []


def _offer(table: CodeTable, rules: Rules) -> str:
    """What may be chosen, at most twelve; labels that hold a 、 are kept apart by the code before them."""
    offered = table.offered(rules.today)[:12]
    if not offered:
        empty = "本单位还没有登记行政村，请先导入户籍人员表或学籍名册，或用 eduaid new --village 建立。"
        return empty if table.name == "village" else "现在没有可选的内容。"
    if any("、" in c.label for c in offered):
        return f"请从 {'；'.join(f'{c.code} {c.label}' for c in offered)} 中选择。"
    return f"请从 {'、'.join(c.label for c in offered)} 中选择。"


def _choice_shown(value: Any, table: str, rules: Rules) -> str:
    return rules.label(table, value)


_YES = {"是", "1", "√", "✓", "✔", "Y", "YES", "TRUE", "有"}
_NO = {"否", "0", "×", "✗", "N", "NO", "FALSE", "无"}


def _flag(raw: Any, table: str, rules: Rules) -> Cleaned:
    if blank(raw):
        return None, []
    word = text.half_width(text.tidy(whole(raw))).upper()
    if word not in _YES | _NO:
        raise Unreadable("请填写“是”或“否”。")
    return int(word in _YES), []


def _flag_shown(value: Any, table: str, rules: Rules) -> str:
    return {1: "是", 0: "否"}.get(value, "")


def _money_shown(value: Any, table: str, rules: Rules) -> str:
    return money.yuan(value)


KINDS: dict[str, Kind] = {
    "text": Kind(_text, _plain),
    "note": Kind(_note, _plain),
    "name": Kind(_name, _plain),
    "code": Kind(_code_text, _plain),
    "phone": Kind(_code_text, _plain),
    "student_number": Kind(_code_text, _plain),
    "id_number": Kind(_id_number, _plain),
    "account": Kind(_account, _plain),
    "money": Kind(_money, _money_shown),
    "integer": Kind(_integer, _plain),
    "decimal": Kind(_decimal, _money_shown),
    "date": Kind(clean_date, shown_date),
    "month": Kind(clean_month, _plain),
    "choice": Kind(_choice, _choice_shown),
    "several": Kind(_several, _plain),
    "flag": Kind(_flag, _flag_shown),
}
