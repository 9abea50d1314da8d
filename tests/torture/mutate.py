"""Spoiling bytes and workbooks the way copying, other programs and malice do."""

import io
import random
import re
import zipfile

_BITS = (
    b"", b"\0", b"\xff" * 4, b"0", b"-1", b"99999999999999999999", b"1e309", b"nan", b"\xef\xbb\xbf", "\u202e".encode(),
    "合计".encode(), b"<", b"&", b'"', b",", b"\n", b"=1+1", b"'", b"]]>", b"2018-02-30", b"\xe4\xb8", b"\t",
)  # fmt: skip
_WORD = re.compile(rb"[\w.\-]+|[^\w\s]+")


def spoil(data: bytes, dice: random.Random) -> bytes:
    """A few random wounds."""
    for _ in range(dice.choice([1, 1, 1, 2, 4])):
        data = dice.choice([_flip, _cut, _drop, _double, _insert, _swap, _zero, _word])(data, dice)
    return data


def spoil_zip(data: bytes, dice: random.Random) -> bytes:
    """Wounds inside the parts of a workbook, so that they reach the parser behind the zip."""
    source = zipfile.ZipFile(io.BytesIO(data))
    names = source.namelist()
    wounded = set(dice.sample(names, min(len(names), dice.choice([1, 1, 2]))))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            if name in wounded and dice.random() < 0.05:
                continue
            part = source.read(name)
            archive.writestr(name, spoil(part, dice) if name in wounded else part)
    return target.getvalue()


def _at(data: bytes, dice: random.Random) -> int:
    """Anywhere, the beginning preferred: there the structures stand."""
    return dice.randrange(min(len(data), 600) if dice.random() < 0.3 else len(data)) if data else 0


def _flip(data: bytes, dice: random.Random) -> bytes:
    at = _at(data, dice)
    return data[:at] + bytes([data[at] ^ 1 << dice.randrange(8)]) + data[at + 1 :] if data else data


def _cut(data: bytes, dice: random.Random) -> bytes:
    return data[: _at(data, dice)]


def _drop(data: bytes, dice: random.Random) -> bytes:
    at = _at(data, dice)
    return data[:at] + data[at + dice.choice([1, 8, 100, 5000]) :]


def _double(data: bytes, dice: random.Random) -> bytes:
    at = _at(data, dice)
    return data[: at + dice.choice([1, 50, 3000])] + data[at:]


def _insert(data: bytes, dice: random.Random) -> bytes:
    at = _at(data, dice)
    return data[:at] + dice.choice(_BITS) + data[at:]


def _swap(data: bytes, dice: random.Random) -> bytes:
    one, other = sorted((_at(data, dice), _at(data, dice)))
    return data[:one] + data[other:] + data[one:other]


def _zero(data: bytes, dice: random.Random) -> bytes:
    at, wide = _at(data, dice), dice.choice([4, 64, 512])
    return data[:at] + bytes(min(wide, len(data) - at)) + data[at + wide :]


def _word(data: bytes, dice: random.Random) -> bytes:
    """Another word in the place of one word or number."""
    found = _WORD.search(data, _at(data, dice))
    return data[: found.start()] + dice.choice(_BITS) + data[found.end() :] if found else data
