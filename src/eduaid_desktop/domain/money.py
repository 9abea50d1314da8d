"""Money is integer fen everywhere; yuan and 万元 exist only where a person reads or types."""

import re
from decimal import Decimal, InvalidOperation

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")
# Commas part thousands and nothing else: 1100,50 is not 110,050 yuan.
_TYPED = re.compile(r"[¥￥]?\s*(-?(?:\d{1,3}(?:,\d{3})+|\d*)(?:\.\d*)?)\s*(万)?元?(整)?")


def parse_yuan(text: str) -> int:
    """Fen from typed yuan: 1200, 1,200.50, ¥500, 500元, 70万元. Raises ValueError on anything else."""
    found = _TYPED.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    typed = found[1].replace(",", "")
    return wan_to_fen(typed) if found[2] else yuan_to_fen(typed)


def exact(number: str | int | float | Decimal) -> Decimal:
    """A number as a workbook shows it: fifteen digits, so that 0.1 + 0.2 is 0.3. Raises ValueError for no number."""
    try:
        found = Decimal(f"{number:.15g}" if isinstance(number, float) else str(number))
    except InvalidOperation as wrong:
        raise ValueError(number) from wrong
    if not found.is_finite():
        raise ValueError(number)
    return found


def wan_to_fen(wan: str | int | float | Decimal) -> int:
    """Fen from a number of 万元, exactly. Raises ValueError beyond six decimals or when no number."""
    return yuan_to_fen(exact(wan) * 10_000)


def yuan_to_fen(yuan: str | int | float | Decimal) -> int:
    """Fen from a number of yuan, exactly. Raises ValueError beyond two decimals or when no number."""
    number = exact(yuan)
    try:
        fen = number * 100
        whole = int(fen)
    except (InvalidOperation, OverflowError) as wrong:
        raise ValueError(yuan) from wrong
    if fen != whole:
        raise ValueError(yuan)
    return whole


def yuan(fen: int | None) -> str:
    """Fen as yuan with a thousands comma and two decimals: 1,200.50."""
    return "" if fen is None else f"{Decimal(fen) / 100:,.2f}"


def plain_yuan(fen: int | None) -> str:
    """Fen as yuan the way it is typed back: 1200 or 1200.50."""
    if fen is None:
        return ""
    return f"{fen // 100}" if fen % 100 == 0 else f"{Decimal(fen) / 100:.2f}"


def wan(fen: int) -> str:
    """Fen as 万元 without trailing zeros: 518.414."""
    shown = f"{Decimal(fen) / 1_000_000:.6f}".rstrip("0")
    return shown.rstrip(".")


def amount_in_words(fen: int) -> str:
    """The amount in words (大写) by the rule of 支付结算办法, annex 正确填写票据和结算凭证的基本规定.

    Takes fen >= 0. 人民币 stands directly before the words; 整 only when the amount ends at 元.
    Raises ValueError on a negative amount or one of 10^12 yuan or more.
    """
    if not 0 <= fen < 10**14:
        raise ValueError(fen)
    whole, rest = divmod(fen, 100)
    jiao, cent = divmod(rest, 10)
    words = f"{_integer_words(whole)}元" if whole else ""
    if not rest:
        return f"人民币{words or '零元'}整"
    if words and (not jiao or whole % 10 == 0):
        words += "零"
    words += f"{_DIGITS[jiao]}角" if jiao else ""
    words += f"{_DIGITS[cent]}分" if cent else ""
    return f"人民币{words}"


def _integer_words(number: int) -> str:
    words = ""
    gap = False
    for position in range((len(str(number)) - 1) // 4, -1, -1):
        group = number // 10 ** (4 * position) % 10_000
        if group:
            words += "零" if words and (gap or group < 1000) else ""
            words += _group_words(group) + _GROUPS[position]
        gap = group == 0
    return words


def _group_words(group: int) -> str:
    words = ""
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if digit:
            words += "零" if words and group // 10 ** (place + 1) % 10 == 0 else ""
            words += _DIGITS[digit] + _PLACES[place]
    return words
