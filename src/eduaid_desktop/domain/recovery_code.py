"""The recovery key as people copy it from paper: ten groups of four characters, the last of each its check.

The thirty others, of Crockford's base 32 (no I, L, O, U), hold 150 bits of chance.
"""

import secrets

from eduaid_desktop.domain import text
from eduaid_desktop.errors import Refused

GROUPS = 10
_WIDTH = 4
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("ILO", "110")
_PRIME = 31
# The groups whose characters prove that the sheet was printed and can be read.
ASKED = (2, 7)


def make() -> str:
    """A new recovery key."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_WIDTH - 1)) for _ in range(GROUPS))
    return "".join(data + _check(number, data) for number, data in enumerate(groups, 1))


def groups(code: str) -> list[str]:
    """The ten groups, as printed."""
    return [code[at : at + _WIDTH] for at in range(0, len(code), _WIDTH)]


def parse(typed: str) -> str:
    """The recovery key that was typed, whatever its spaces, hyphens, case and width. Raises Refused.

    The sentence names the first group that was not copied right; its check also tells groups that changed
    places.
    """
    code = _plain(typed)
    wrong = next((n for n, group in enumerate(groups(code), 1) if not _right(n, group)), 0)
    if len(code) != GROUPS * _WIDTH and (not wrong or wrong * _WIDTH > len(code)):
        raise Refused(
            f"恢复密钥是 {GROUPS} 组、每组 {_WIDTH} 个字符，现在是 {len(code)} 个。请照恢复密钥单逐组核对。"
        )
    if wrong:
        raise Refused(f"恢复密钥的第 {wrong} 组“{groups(code)[wrong - 1]}”与恢复密钥单不一致，请核对这一组。")
    return code


def confirms(code: str, typed: str) -> bool:
    """Whether the eight characters of the two ASKED groups were typed as they are."""
    return _plain(typed) == "".join(groups(code)[number - 1] for number in ASKED)


def _plain(typed: str) -> str:
    return text.compact(typed).translate(_READ_AS)


def _right(number: int, group: str) -> bool:
    return (
        len(group) == _WIDTH
        and all(c in _ALPHABET for c in group)
        and group[-1] == _check(number, group[:-1])
    )


def _check(number: int, data: str) -> str:
    total = 5 * number + sum(weight * _ALPHABET.index(c) for weight, c in enumerate(data, 1))
    return _ALPHABET[total % _PRIME]
