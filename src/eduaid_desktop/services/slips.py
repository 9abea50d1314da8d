"""Printing: choosing the records, writing the PDF, showing its pages.

A document is one entry of DOCUMENTS; what stands on it is gathered in services.papers, and
documents/ puts it on paper.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from eduaid_desktop.domain import terms
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import bilingual
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.papers.answers import answered as cleaned
from eduaid_desktop.services.papers.catalogue import DOCUMENTS
from eduaid_desktop.services.papers.kinds import Wanted

if TYPE_CHECKING:
    from eduaid_desktop.documents.pages import Picture
    from eduaid_desktop.documents.paper import Printed

# Of a text that is longer, so many characters before and after the one that is told of.
_LONG, _AROUND = 60, 12
# As a board reports the line under a label.
_TIBETAN = "（藏文）："


class Incomplete(Refused):
    """A name or text does not stand whole on the paper; nothing was written."""

    def __init__(self, printed: "Printed") -> None:
        self.missing_glyphs = printed.missing_glyphs
        self.overflows = printed.overflows
        parts = [f"没有字形：{'；'.join(_grouped(printed.missing_glyphs))}"] if printed.missing_glyphs else []
        parts += [f"写不下：{'；'.join(_once(printed.overflows))}"] if printed.overflows else []
        super().__init__(f"没有打印，因为有内容不能完整印出。{'。'.join(parts)}。请改正后再打印。")


def _grouped(missing: Sequence[str]) -> list[str]:
    """姓名：甲（U+E000）, 姓名：甲（U+E001） as 姓名：甲（U+E000、U+E001）; of a long text a part."""
    found: dict[str, list[str]] = {}
    for each in missing:
        words, _, code = each.rpartition("（")
        found.setdefault(words, []).append(code.removesuffix("）"))
    return [f"{_about(words, codes[0])}（{'、'.join(codes)}）" for words, codes in found.items()]


def _about(words: str, code: str) -> str:
    box, colon, text = words.partition("：")
    at = text.find(chr(int(code.removeprefix("U+"), 16)))
    begin, end = max(at - _AROUND, 0), at + _AROUND
    if len(text) <= _LONG:
        return words
    return f"{box}{colon}{'…' if begin else ''}{text[begin:end]}{'…' if end < len(text) else ''}"


def _once(overflows: Sequence[str]) -> list[str]:
    """The Tibetan of a label has no room on any paper where it has none on one: it is named once."""
    found = {each.partition(" ")[2] if _TIBETAN in each else each: each for each in reversed(overflows)}
    return list(reversed(found.values()))


def write(
    desk: Desk,
    document: str,
    path: Path,
    *,
    case: str | None = None,
    term: str | None = None,
    what: str | None = None,
    filled: bool = True,
    reprint: bool = False,
    as_of: str = "",
    answers: Mapping[str, str] | None = None,
) -> "Printed":
    """Write a document (a key of DOCUMENTS) as PDF: of one case, of all cases of a term, or of what it names.

    filled: opinion boxes show the opinions given so far; else they stay empty for signing. answers: to the questions
    of the document (Document.asks).
    Raises Refused for a document whose step has not come, Incomplete when something would not print whole.
    """
    if document not in DOCUMENTS:
        raise UserError(f"没有名为“{document}”的单据。可用：{'、'.join(DOCUMENTS)}。")
    found = DOCUMENTS[document]
    if as_of and not found.dated:
        can = "、".join(d.title for d in DOCUMENTS.values() if d.dated)
        raise Refused(f"{found.title}不能按某一天的内容补打；可以的有：{can}。", "as_of")
    if what and not found.what:
        raise UserError(f"{found.title}不能按“{what}”挑选，请写申请编号或学期。")
    term = terms.require(term) if term else None
    wanted = Wanted(case, term, what, filled, reprint, as_of, {**(answers or {})})
    with bilingual.in_force(desk):
        printed = put(path, lambda draft: found.draw(desk, draft, wanted))
    return _answered(printed, wanted.answers)


def answered(desk: Desk, document: str, typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed for a document, checked by the questions it asks.

    Raises Refused for a name that none of them has, an answer that cannot be read, and one that must not be missing.
    """
    found = DOCUMENTS.get(document)
    asks = {each.name: each for each in (found.asks if found else ())}
    for name in typed:
        if name not in asks and found:
            known = "、".join(f"{each.name}（{each.label}）" for each in asks.values())
            can = f"可以填的有：{known}" if known else "不用另填内容"
            raise Refused(f"{found.title}没有名为“{name}”的内容；{can}。", name)
    cleaned(desk, Wanted(answers=dict(typed)), asks.values())
    return dict(typed)


def _answered(printed: "Printed", answers: Mapping[str, str]) -> "Printed":
    """With what was typed for these papers beside each number, for the print ledger."""
    given = tuple(answers.items())
    placed = (replace(each, slip=replace(each.slip, answers=given)) for each in printed.placed)
    return replace(printed, placed=tuple(placed)) if given else printed


def put(path: Path, draw: Callable[[Path], "Printed"], *, whole: bool = True) -> "Printed":
    """Let draw write a PDF under another name, and give it its own once every character stands on it.

    whole: raise Incomplete when something would not print whole. Raises UserError for a place that takes no file.
    """
    path = Path(path)
    require_place(path)
    draft = path.with_name(f".{path.name}.part")
    try:
        printed = draw(draft)
        if whole and not printed.complete:
            raise Incomplete(printed)
        draft.replace(path)
    except OSError as error:
        raise UserError(_cannot_write(path)) from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
    return replace(printed, path=path)


def require_place(path: Path) -> None:
    """Raises UserError where no PDF can be put: a folder, a device, a folder that is not there."""
    try:
        taken = not path.name or (path.exists() and not path.is_file())
    except OSError as error:
        raise UserError(_cannot_write(path)) from error
    if taken:
        raise UserError(f"“{path}”不能用作文件名。请写明要写成哪个 PDF 文件，如 审批单.pdf。")
    if not path.parent.is_dir():
        raise UserError(f"没有文件夹“{path.parent}”。请先建好它，或换一个文件夹。")


def _cannot_write(path: Path) -> str:
    return f"写不了“{path}”。如果它正在别的程序里打开，请先关闭，或换一个文件名、文件夹。"


def page_count(path: Path) -> int:
    """How many pages a written PDF has."""
    from eduaid_desktop.documents import pages

    return pages.page_count(path)


def page_image(path: Path, page: int, dpi: int) -> "Picture":
    """One page (from 0) of a written PDF as pixels."""
    from eduaid_desktop.documents import pages

    return pages.render(path, page, dpi)


def missing_characters(text: str) -> list[str]:
    """The characters of a name that no font of this machine can print."""
    from eduaid_desktop.documents import fonts

    return fonts.missing(text)
