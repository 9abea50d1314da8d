"""Printing: choosing the records, writing the PDF, showing its pages."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from eduaid_desktop.domain import terms
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import paper_data, relief
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store.store import Row

if TYPE_CHECKING:
    from eduaid_desktop.documents.paper import Printed

DOCUMENTS = {
    "approval_form": "申请审批表",
    "approval_slip": "审批单",
    "notice_list": "公示名单",
}


_WHICH = "请指明一份申请（--case）或一个学期（--term）。"


@dataclass(frozen=True)
class PageImage:
    """A page as RGBA pixels for the preview and the printer; paper size in mm."""

    width: int
    height: int
    rgba: bytes
    paper: tuple[float, float]


class Incomplete(Refused):
    """A name or text does not stand whole on the paper; nothing was written."""

    def __init__(self, printed: "Printed") -> None:
        self.missing_glyphs = printed.missing_glyphs
        self.overflows = printed.overflows
        parts = [f"没有字形：{'；'.join(_grouped(printed.missing_glyphs))}"] if printed.missing_glyphs else []
        parts += [f"写不下：{'；'.join(printed.overflows)}"] if printed.overflows else []
        super().__init__(f"没有打印，因为有内容不能完整印出。{'。'.join(parts)}。请改正后再打印。")


def _grouped(missing: Sequence[str]) -> list[str]:
    """姓名：甲（U+E000）, 姓名：甲（U+E001） as 姓名：甲（U+E000、U+E001）."""
    found: dict[str, list[str]] = {}
    for each in missing:
        words, _, code = each.rpartition("（")
        found.setdefault(words, []).append(code.removesuffix("）"))
    return [f"{words}（{'、'.join(codes)}）" for words, codes in found.items()]


def write(
    desk: Desk,
    document: str,
    path: Path,
    *,
    case: str | None = None,
    term: str | None = None,
    filled: bool = True,
    reprint: bool = False,
) -> "Printed":
    """Write a document (a key of DOCUMENTS) as PDF: of one case, or of all cases of a term.

    filled: opinion boxes show the opinions given so far; else they stay empty for signing.
    Raises Refused for a document whose step has not come, Incomplete when something would not print whole.
    """
    if document not in DOCUMENTS:
        raise UserError(f"没有名为“{document}”的单据。可用：{'、'.join(DOCUMENTS)}。")
    term = terms.require(term) if term else None
    return put(path, lambda draft: _draw(desk, document, draft, case, term, filled, reprint))


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
    return printed


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


def _draw(
    desk: Desk, document: str, path: Path, case: str | None, term: str | None, filled: bool, reprint: bool
) -> "Printed":
    from eduaid_desktop.documents import approval_form, approval_slip, notice_list

    today = desk.today()
    if document == "notice_list":
        notices = [paper_data.notice(desk, n) for n in _notices(desk, case, term)]
        return notice_list.write(notices, path, reprint=reprint, printed_on=today)
    cases = _cases(desk, document, case, term)
    if document == "approval_slip":
        slips = [paper_data.slip(desk, c) for c in cases]
        return approval_slip.write(slips, path, reprint=reprint, printed_on=today)
    forms = [paper_data.form(desk, c, filled=filled) for c in cases]
    return approval_form.write(forms, path, reprint=reprint, printed_on=today)


def _cases(desk: Desk, document: str, case: str | None, term: str | None) -> list[Row]:
    if case:
        found = [relief.load(desk, relief.find_case(desk, case)["id"])]
        if document == "approval_slip" and found[0]["approved"] is None:
            raise Refused("审批单要等县里批准后才能打印；现在可以打印申请审批表。")
        return found
    if not term:
        raise UserError(_WHICH)
    rows = desk.store.select("relief_case", term=term)
    wanted = [r["id"] for r in rows if document == "approval_form" or r["approved"] is not None]
    if not wanted:
        raise Refused(f"{terms.label(term)}还没有可以打印{DOCUMENTS[document]}的申请。")
    return [relief.load(desk, case_id) for case_id in wanted]


def _notices(desk: Desk, case: str | None, term: str | None) -> Sequence[Row]:
    if case:
        case_id = relief.find_case(desk, case)["id"]
        joined = [n["notice_id"] for n in desk.store.select("notice_case", case_id=case_id)]
        found = [desk.store.get("notice", notice_id) for notice_id in joined[-1:]]
    elif not term:
        raise UserError(_WHICH)
    else:
        found = desk.store.select("notice", term=term)
    if not found:
        raise Refused("还没有公示。村级初审同意后才有公示名单可打印。")
    return found


def page_count(path: Path) -> int:
    """How many pages a written PDF has."""
    from eduaid_desktop.documents import pages

    return pages.page_count(path)


def page_image(path: Path, page: int, dpi: int) -> PageImage:
    """One page (from 0) of a written PDF as pixels."""
    from eduaid_desktop.documents import pages

    picture = pages.render(path, page, dpi)
    return PageImage(picture.width, picture.height, picture.rgba, pages.size_mm(path, page))


def missing_characters(text: str) -> list[str]:
    """The characters of a name that no font of this machine can print."""
    from eduaid_desktop.documents import fonts

    return fonts.missing(text)
