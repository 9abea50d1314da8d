"""Which font prints which character: official faces when this computer has them, else the open ones we ship.

A role (title, body, heading, kai, song, code) is a chain of fonts, asked character by character. Official
faces are only ever read where the office installed them (GB/T 9704-2012 names them); a face whose
maker forbids embedding is passed over.
"""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path

from reportlab.pdfbase import pdfmetrics, ttfonts

from eduaid_desktop import paths

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
# Tibetan is left out: its stacks need shaping, and unshaped they would be wrong without a word.
_FALLBACK = ("NotoSerifSC-Regular.ttf", "LXGWWenKai-Regular.ttf", "NotoSansSC-Regular.ttf", "HanaMinB.ttf")


def runs(role: str, text: str) -> list[tuple[str, str]]:
    """The text cut into (registered font name, piece); a character that no font has becomes 〓."""
    placed = ((_place(role, c)[0], c if _known(role, c) else GETA) for c in text)
    return [(font, "".join(c for _, c in run)) for font, run in groupby(placed, key=lambda p: p[0])]


def width(role: str, text: str, size: float) -> float:
    """The width of one line of text in points at this size in points."""
    return sum(_place(role, c)[1] for c in text) * size


def missing(text: str) -> list[str]:
    """The characters that no font of ours has, each once, in the order they stand."""
    return [c for c in dict.fromkeys(text) if not c.isspace() and not _known("song", c)]


def chosen(role: str) -> str:
    """The registered name (the file's stem) of the face that a role is printed in on this computer."""
    return str(_place(role, "一")[0])


def substituted() -> list[str]:
    """The official faces (GB/T 9704-2012) that this computer does not have, so that ours stand in for them."""
    return [words for role, words in _CALLED.items() if not _installed().keys() & set(_OFFICIAL[role])]


def needs_weight(role: str) -> bool:
    """Whether the role's face is lighter than the official one, so that a title wants a thin outline."""
    return role == "title" and chosen(role) == Path(_SHIPPED[role]).stem


def _known(role: str, char: str) -> bool:
    return _find(role, char) is not None


@cache
def _place(role: str, char: str) -> tuple[str, float]:
    """Registered font name and advance in em; 〓's where the character is missing."""
    font = _find(role, char)
    if font is None:
        return _place(role, GETA)
    widths = font.face.charWidths
    return str(font.fontName), float(widths.get(ord(char), font.face.defaultWidth)) / 1000


@cache
def _find(role: str, char: str) -> ttfonts.TTFont | None:
    return next((f for f in _chain(role) if ord(char) in f.face.charToGlyph), None)


def _chain(role: str) -> Iterator[ttfonts.TTFont]:
    """Fonts are opened only when the ones before lack a character: the widest has 30 MB."""
    installed = _installed()
    official = [installed[name] for name in _OFFICIAL[role] if name in installed]
    shipped = [paths.resources() / "fonts" / name for name in (_SHIPPED[role], *_FALLBACK)]
    for path in dict.fromkeys([*official[:1], *shipped]):
        font = _open(path)
        if font:
            yield font


@cache
def _open(path: Path) -> ttfonts.TTFont | None:
    try:
        font = ttfonts.TTFont(path.stem, str(path))
    except ttfonts.TTFError:
        if path.parent == paths.resources() / "fonts":
            raise
        return None
    pdfmetrics.registerFont(font)
    return font


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
    written = (chr(char).encode("utf-16-be").hex().upper() for char in subset)
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
