"""Text as people write it, turned into the one form that is stored."""

import re
import unicodedata

# 民委发〔2016〕33号: the separator inside a name is U+00B7 and nothing else.
DOT = "·"
# A full stop beside a Latin letter or a digit may be an abbreviation: it stays until somebody is asked.
_DOTS = re.compile("[•‧・･。\u0387]|(?<![A-Za-z0-9Ａ-Ｚａ-ｚ０-９])[.．](?![A-Za-z0-9Ａ-Ｚａ-ｚ０-９])")
# The last two are no characters: a workbook that holds one opens in no program.
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad\x00-\x08\x0e-\x1b\x7f\ufffe\uffff]")
# Halves of characters, as a console of another code page hands them over; no file can hold them.
_BROKEN = re.compile("[\ud800-\udfff]")
# An underscore as workbooks escape it. LibreOffice unwraps it once too often, so it is kept plain.
_UNDERSCORE = re.compile("_x005[Ff]_")
_SPACES = re.compile(r"[\s\u00a0\u3000]+")
_BETWEEN_DIGITS = re.compile(r"[\s\-‐–—]")
_CJK = "\u3400-\u9fff\U00020000-\U0003ffff·"
# What Windows takes in no file name, and no stick that it reads.
NOT_IN_FILE_NAMES = '\\/:*?"<>|'
_INNER_SPACE = re.compile(rf"(?<=[{_CJK}])\s+(?=[{_CJK}])")


def tidy(raw: object) -> str:
    """Trimmed NFC text without invisible characters; runs of white space become one space."""
    text = str(raw)
    if not text.isalnum():
        text = _SPACES.sub(" ", _BROKEN.sub("\ufffd", _INVISIBLE.sub("", text))).strip()
        while _UNDERSCORE.search(text):
            text = _UNDERSCORE.sub("_", text)
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def tidy_lines(raw: object) -> str:
    """Like tidy, keeping the line breaks of a longer text."""
    lines = [tidy(line) for line in str(raw).splitlines()]
    return "\n".join(lines).strip()


def half_width(text: str) -> str:
    """Full-width digits, letters and punctuation as their ASCII twins."""
    if text.isascii():
        return text
    return "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in text).replace("\u3000", " ")


def compact(raw: object) -> str:
    """For numbers that are text: half width, upper case, no spaces or dashes between the digits.

    The apostrophe by which some programs mark a number as text ('5133…) goes too.
    """
    text = half_width(tidy(raw))
    return text.upper() if text.isalnum() else _BETWEEN_DIGITS.sub("", text).lstrip("'‘’`").upper()


def name(raw: object) -> str:
    """A person's name with the one legal separator; inner spaces and doubtful dots stay until somebody is asked."""
    written = tidy(raw)
    return written if written.isalnum() else _DOTS.sub(DOT, written)


def in_file_names(words: str) -> str:
    """Words without what no file on a stick may have in its name, and without spaces and full stops at their ends."""
    return "".join(c for c in words if c not in NOT_IN_FILE_NAMES).strip(" .")


def has_doubtful_dot(name: str) -> bool:
    """Whether a name still holds a full stop, which stands beside a Latin letter or a digit."""
    return "." in name or "．" in name


def has_inner_space(text: str) -> bool:
    """Whether a Chinese name has a space inside (张 三, 扎西 卓玛)."""
    return bool(_INNER_SPACE.search(text))


def without_spaces(text: str) -> str:
    """A Chinese name with its inner spaces taken out."""
    return _INNER_SPACE.sub("", text)


def rare_characters(words: str | None) -> str:
    """The characters outside GB 2312, each once: those that other people's fonts and systems may not have."""
    return "".join(c for c in dict.fromkeys(words or "") if c != DOT and not c.isspace() and not _common(c))


def _common(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
