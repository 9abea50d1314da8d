"""The keys under which the search box finds a person.

Keys are indexed: a query is a range scan, whatever the number of people. Kinds: n name from each
character, p pinyin from each syllable, i initials from each position, d ID number from the front,
r ID number's last six from behind, s student number's tail. Those of a name are kept once for all who bear it,
those of a person's own numbers are nowhere but in the indexes of their columns.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice, product
from typing import Any

from eduaid_desktop.domain import text

# Surnames that are read otherwise than the character usually is; both readings are indexed.
_SURNAMES = {
    "曾": "zeng", "单": "shan", "解": "xie", "仇": "qiu", "朴": "piao", "查": "zha", "盖": "ge", "区": "ou",
    "任": "ren", "华": "hua", "乐": "yue", "重": "chong", "折": "she", "尉": "yu", "翟": "zhai", "缪": "miao",
}  # fmt: skip
# Characters of given names, Tibetan ones written in Chinese among them, whose dictionary reading is another.
_IN_NAMES = {
    "藏": "zang", "呷": "xia", "长": "chang", "乐": "yue", "行": "hang", "朝": "zhao", "都": "du", "盛": "cheng",
    "茜": "xi", "降": "xiang", "觉": "jiao", "扎": "za", "噶": "ge",
}  # fmt: skip
_MOST_READINGS = 4
# Of these kinds are the keys of names.
OF_NAMES = "npi"


# A hundred thousand people have far fewer names.
@lru_cache(maxsize=16384)
def name_keys(name: str) -> frozenset[str]:
    """The keys of a name: by its characters, by pinyin, by initials."""
    found = set(written_keys(name))
    for syllables in readings(_letters_only(name)):
        for start in range(len(syllables)):
            found.add("p" + "".join(syllables[start:]))
            found.add("i" + "".join(s[0] for s in syllables[start:]))
    return frozenset(found)


def written_keys(name: str) -> list[str]:
    """Those that no dictionary of pinyin is asked for: the same in every version of this program."""
    plain = _letters_only(name)
    return [f"n{plain[i:]}" for i in range(len(plain))]


def keys_of(kind: str, value: str) -> Iterable[str]:
    """The keys of a name or a number; kind: name, or the column that the number stands in."""
    if kind == "name":
        return name_keys(value)
    if kind == "student_number":
        return (f"s{value[:-9:-1]}",)
    return f"d{value}", f"r{value[:-7:-1]}"


def numbers_of(person: Mapping[str, Any], former: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """What a person is found by besides her name and numbers: the temporary number, and what she had before.

    former: her rows of former_number.
    """
    own = person.get("temporary_number")
    return [("temporary_number", own)] * bool(own) + [(each["kind"], each["value"]) for each in former]


def finds(prefixes: Iterable[str], kind: str, value: str) -> bool:
    """Whether queries with these prefixes find somebody by this value alone."""
    return any(key.startswith(prefix) for prefix in prefixes for key in keys_of(kind, value))


def queries(typed: str) -> list[str]:
    """The key prefixes to look for, for what was typed; empty for nothing."""
    plain = _letters_only(text.half_width(typed))
    if not plain:
        return []
    upper = plain.upper()
    if plain.isascii() and any(c.isdigit() for c in plain):
        reversed_tail = upper[::-1]
        return [f"d{upper}", f"s{reversed_tail[:8]}"] + ([f"r{reversed_tail}"] if len(upper) <= 6 else [])
    if plain.isascii():
        lower = plain.lower()
        return [f"i{lower}", f"p{lower}"]
    return [f"n{plain}"]


def readings(name: str) -> Iterator[tuple[str, ...]]:
    """The likely pinyin readings of a name without tones, at most four."""
    choices = [_syllables(character, first=index == 0) for index, character in enumerate(name)]
    return islice(product(*choices), _MOST_READINGS)


@lru_cache(maxsize=8192)
def _syllables(character: str, *, first: bool) -> tuple[str, ...]:
    from pypinyin import Style, pinyin

    usual = pinyin(character, style=Style.NORMAL, errors="default")[0][0].lower() or character
    also = (_SURNAMES.get(character) if first else None) or _IN_NAMES.get(character)
    return tuple(dict.fromkeys([also, usual])) if also else (usual,)


def _letters_only(name: str) -> str:
    return "".join(c for c in text.name(name) if c not in "· ")
