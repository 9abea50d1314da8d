"""Which font prints which character: official faces when this computer has them, else the open ones we ship.

A role (title, body, heading, kai, song, code) is a chain of fonts, asked character by character. Official
faces are only ever read where the office installed them (GB/T 9704-2012 names them); a face whose
maker forbids embedding, and one that is damaged, is passed over. Tibetan is shaped into stacks (documents.shaping)
whatever the role.
"""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from reportlab.pdfbase import pdfmetrics, ttfonts

from eduaid_desktop import paths
from eduaid_desktop.documents import font_file, shaping
from eduaid_desktop.errors import UserError

# fsType: how a face may be used, that it may not leave the computer, that no part or no outline of it may.
_USAGE, _RESTRICTED, _NO_PARTS = 0x000F, 0x0002, 0x0300
# Texts measured before; a page has about a hundred.
_KEPT = 16384
# Stands where no font has the character, so that nobody takes an empty box for a name.
GETA = "〓"

_OFFICIAL = {
    "title": ("方正小标宋简体", "fzxbsjw", "方正小标宋_gbk", "fzxbsk", "小标宋", "stzhongs", "华文中宋"),
    "body": ("仿宋_gb2312", "simfang_gb2312", "simfang", "仿宋", "fangsong", "stfangso", "华文仿宋"),
    "heading": ("simhei", "黑体"),
    "kai": ("楷体_gb2312", "simkai", "楷体", "kaiti", "stkaiti"),
    "song": (),
    "code": (),
}
_CALLED = {"title": "小标宋", "body": "仿宋", "heading": "黑体", "kai": "楷体"}
_SHIPPED = {
    "title": "NotoSerifSC-Regular.ttf",
    "body": "LXGWWenKai-Regular.ttf",
    "heading": "NotoSansSC-Regular.ttf",
    "kai": "LXGWWenKai-Regular.ttf",
    "song": "NotoSerifSC-Regular.ttf",
    "code": "NotoSansSC-Bold.ttf",
}
# Tibetan is left out: its stacks are shaped, and unshaped they would be wrong without a word.
_FALLBACK = ("NotoSerifSC-Regular.ttf", "LXGWWenKai-Regular.ttf", "NotoSansSC-Regular.ttf", "HanaMinB.ttf")


def runs(role: str, text: str) -> list[tuple[str, str]]:
    """The text cut into (registered font name, piece); a character that no font has becomes 〓, a tab a space.

    A piece of Tibetan is shaped glyphs, which a text object of reportlab draws as any other string.
    """
    found, at = [], 0
    for run in shaping.RUN.finditer(text):
        found += [*_plain_runs(role, text[at : run.start()]), (shaping.FONT, shaping.shape(run[0]).glyphs)]
        at = run.end()
    return found + _plain_runs(role, text[at:])


def _plain_runs(role: str, text: str) -> list[tuple[str, str]]:
    placed = [_place(role, c) for c in text]
    return [(font, "".join([p.char for p in run])) for font, run in groupby(placed, key=attrgetter("font"))]


def width(role: str, text: str, size: float) -> float:
    """The width of one line of text in points at this size in points."""
    return _advance(role, text) * size


@lru_cache(_KEPT)
def _advance(role: str, text: str) -> float:
    """The width of one line of text in em."""
    shaped = shaping.RUN.findall(text)
    plain = shaping.RUN.sub("", text) if shaped else text
    return sum([_place(role, c).wide for c in plain]) + sum(shaping.shape(run).advance for run in shaped)


def missing(text: str) -> list[str]:
    """The characters that no font of ours has, each once, in the order they stand.

    Of Tibetan also a sign that has no letter to stand on.
    """
    return list(_missing(text))


@lru_cache(_KEPT)
def _missing(text: str) -> tuple[str, ...]:
    lost = {c for run in shaping.RUN.findall(text) for c in shaping.shape(run).missing}
    plain = {c for c in shaping.RUN.sub("", text) if not c.isspace() and not _known("song", c)}
    return tuple(c for c in dict.fromkeys(text) if c in lost or c in plain)


def reach(text: str) -> tuple[float, float]:
    """How far the Tibetan of a line stands above its baseline and below it, in em; (0, 0) where it has none."""
    shaped = [shaping.shape(run) for run in shaping.RUN.findall(text)]
    return max((s.top for s in shaped), default=0.0), -min((s.bottom for s in shaped), default=0.0)


def chosen(role: str) -> str:
    """The registered name (the file's stem) of the face that a role is printed in on this computer."""
    return _place(role, "一").font


def substituted() -> list[str]:
    """The official faces (GB/T 9704-2012) that this computer has not to use, so that ours stand in for them."""
    return [words for role, words in _CALLED.items() if not any(map(_open, _official(role)))]


def needs_weight(role: str) -> bool:
    """Whether the role's face is lighter than the official one, so that a title wants a thin outline."""
    return role == "title" and chosen(role) == Path(_SHIPPED[role]).stem


def _known(role: str, char: str) -> bool:
    return _find(role, char) is not None


class _Placed(NamedTuple):
    """A character as it is printed: registered font name, advance in em, and 〓 in place of what is missing."""

    font: str
    wide: float
    char: str


@cache
def _place(role: str, char: str) -> _Placed:
    font = _find(role, char)
    if font is None:
        return _place(role, " " if char.isspace() else GETA)
    widths = font.face.charWidths
    advance = float(widths.get(ord(char), font.face.defaultWidth)) / 1000
    return _Placed(str(font.fontName), advance, char)


@cache
def _find(role: str, char: str) -> ttfonts.TTFont | None:
    return next((f for f in _chain(role) if ord(char) in f.face.charToGlyph), None)


def _chain(role: str) -> Iterator[ttfonts.TTFont]:
    """Fonts are opened only when the ones before lack a character: the widest has 30 MB."""
    shipped = [paths.resources() / "fonts" / name for name in (_SHIPPED[role], *_FALLBACK)]
    for path in dict.fromkeys([*_official(role), *shipped]):
        font = _open(path)
        if font:
            yield font


def _official(role: str) -> list[Path]:
    """The first of the official faces that is installed."""
    return [_installed()[name] for name in _OFFICIAL[role] if name in _installed()][:1]


@cache
def _open(path: Path) -> ttfonts.TTFont | None:
    try:
        font = font_file.opened(path)
    except UserError:
        if path.parent == paths.resources() / "fonts":
            raise
        return None
    if not _embeddable(font):
        return None
    pdfmetrics.registerFont(font)
    return font


def _embeddable(font: ttfonts.TTFont) -> bool:
    """Whether the maker lets parts of the face go into a document (OpenType, OS/2, fsType).

    reportlab 5.1 asks as well, and takes the answer the wrong way round.
    """
    font.face.seek_table("OS/2")
    font.face.skip(8)
    allowed = font.face.read_ushort()
    return allowed & _USAGE != _RESTRICTED and not allowed & _NO_PARTS


@cache
def _installed() -> dict[str, Path]:
    """TrueType files of this computer by lower-case name without its ending."""
    wanted = {name for names in _OFFICIAL.values() for name in names}
    found: dict[str, Path] = {}
    for folder in _font_folders():
        for place, _, files in os.walk(folder):
            for file in files:
                path = Path(place, file)
                if path.suffix.lower() in (".ttf", ".ttc") and path.stem.lower() in wanted:
                    found.setdefault(path.stem.lower(), path)
    return found


def _font_folders() -> Iterable[Path]:
    home = Path.home()
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA", home))
        windows = Path(os.environ.get("WINDIR", r"C:\Windows"))
        return (windows / "Fonts", local / "Microsoft" / "Windows" / "Fonts")
    if sys.platform == "darwin":
        return (home / "Library/Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts"))
    return (
        home / ".fonts",
        home / ".local/share/fonts",
        Path("/usr/local/share/fonts"),
        Path("/usr/share/fonts"),
    )


def _unicode_map(fontname: str, subset: Sequence[int]) -> str:
    """The ToUnicode table of a font subset (ISO 32000-1, 9.10.3), in place of reportlab's own.

    reportlab 5.1 writes five hexadecimal digits beyond U+FFFF, so that 𠅤 prints but cannot be
    copied or searched; UTF-16 is what the standard asks for, in blocks of at most 100.
    """
    written = (shaping.said(chr(char)).encode("utf-16-be").hex().upper() for char in subset)
    pairs = [f"<{code:02X}> <{char}>" for code, char in enumerate(written)]
    blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
    mapped = "\n".join("\n".join([f"{len(b)} beginbfchar", *b, "endbfchar"]) for b in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        f"/CIDSystemInfo\n<< /Registry ({fontname})\n/Ordering ({fontname})\n/Supplement 0\n>> def\n"
        f"/CMapName /{fontname} def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<00> <{len(subset) - 1:02X}>\nendcodespacerange\n"
        f"{mapped}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    )


ttfonts.makeToUnicodeCMap = _unicode_map
