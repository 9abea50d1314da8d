"""The documents the office prints: what each is called, and what gathers and draws it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eduaid_desktop.domain import dates, terms
from eduaid_desktop.domain.relief_past import MARK
from eduaid_desktop.domain.sheet import Sheet
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import (
    archiving,
    evidence_sheets,
    notice_board,
    paper_data,
    payment_papers,
    relief,
)
from eduaid_desktop.services.as_of import Then, case_on, cases_on
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store.store import Row

if TYPE_CHECKING:
    from eduaid_desktop.documents.paper import Printed


Found = tuple[Row, Then | None]

_WHICH = "请指明一份申请（--case）或一个学期（--term）。"


@dataclass(frozen=True)
class Wanted:
    """What is asked for: of one case (number), a term or more; a document says what it cannot do without.

    as_of: ISO day on which the records are to be read, "" for now. what: a number or code of its own kind (a
    village, a household, a payment list).
    """

    case: str | None = None
    term: str | None = None
    what: str | None = None
    filled: bool = True
    reprint: bool = False
    as_of: str = ""


@dataclass(frozen=True)
class Document:
    """title: as menus name it. draw writes it and says what did not stand whole.

    dated: it can be printed as of a day. picks: it makes something of Wanted.what.
    """

    title: str
    draw: "Callable[[Desk, Path, Wanted], Printed]"
    dated: bool = False
    picks: bool = True


def _approval_form(desk: Desk, path: Path, wanted: Wanted) -> "Printed":
    from eduaid_desktop.documents import approval_form

    found = _living(wanted, _found(desk, wanted))
    if not found:
        raise Refused(_nothing(wanted, "申请审批表"))
    forms = [paper_data.form(desk, case, filled=wanted.filled, then=then) for case, then in found]
    return approval_form.write(forms, path, **_marks(desk, wanted))


def _approval_slip(desk: Desk, path: Path, wanted: Wanted) -> "Printed":
    from eduaid_desktop.documents import approval_slip

    found = [each for each in _living(wanted, _found(desk, wanted)) if each[0]["approved"] is not None]
    if not found and wanted.case:
        when = f"{dates.spoken(wanted.as_of)}县里还没有批准。" if wanted.as_of else ""
        raise Refused(f"{when}审批单要等县里批准后才能打印；现在可以打印申请审批表。")
    if not found:
        raise Refused(_nothing(wanted, "审批单"))
    slips = [paper_data.slip(desk, case, then) for case, then in found]
    return approval_slip.write(slips, path, **_marks(desk, wanted))


def _notice_list(desk: Desk, path: Path, wanted: Wanted) -> "Printed":
    from eduaid_desktop.documents import notice_list

    notices = [paper_data.notice(desk, row) for row in _notices(desk, wanted)]
    return notice_list.write(notices, path, reprint=wanted.reprint, printed_on=desk.today())


def _archive(sheet: Callable[[Desk, list[Row]], Sheet]) -> "Callable[[Desk, Path, Wanted], Printed]":
    """A paper on top of the file of one case, or of all of a term, of one village (what) where it is named."""

    def draw(desk: Desk, path: Path, wanted: Wanted) -> "Printed":
        from eduaid_desktop.documents import office_sheet

        if not (wanted.case or wanted.term):
            raise UserError(_WHICH)
        case = relief.find_case(desk, wanted.case) if wanted.case else None
        cases = archiving.chosen(desk, case, wanted.term, wanted.what)
        made = [sheet(desk, cases)]
        return office_sheet.write(made, path, printed_on=desk.today(), reprint=wanted.reprint)

    return draw


def _deadline_board(desk: Desk, path: Path, wanted: Wanted) -> "Printed":
    from eduaid_desktop.services import deadline_sheet

    return deadline_sheet.write(desk, path, wanted.term, reprint=wanted.reprint)


def _letter(kind: str) -> "Callable[[Desk, Path, Wanted], Printed]":
    """kind: a letter of services.family_letters."""

    def draw(desk: Desk, path: Path, wanted: Wanted) -> "Printed":
        from eduaid_desktop.services import family_letters

        return family_letters.write(desk, path, wanted, getattr(family_letters, kind))

    return draw


def _household_page(desk: Desk, path: Path, wanted: Wanted) -> "Printed":
    from eduaid_desktop.services import household_page, household_sheet

    if wanted.what:
        found = household_page.by_number(desk, wanted.what)
    elif wanted.case:
        found = household_page.of_case(desk, relief.find_case(desk, wanted.case)["id"])
    else:
        raise UserError("请指明一户（--what 户编号）或一份申请（--case）。")
    return household_sheet.write(desk, path, found, reprint=wanted.reprint)


def _fund_ledger(desk: Desk, path: Path, wanted: Wanted) -> "Printed":
    from eduaid_desktop.documents import office_sheet
    from eduaid_desktop.services import fund_sheet

    sheets = [fund_sheet.sheet(desk, wanted.what)]
    return office_sheet.write(sheets, path, reprint=wanted.reprint, printed_on=desk.today())


DOCUMENTS = {
    "approval_form": Document("申请审批表", _approval_form, dated=True, picks=False),
    "approval_slip": Document("审批单", _approval_slip, dated=True, picks=False),
    "notice_list": Document("公示名单", _notice_list),
    "archive_cover": Document("档案封面", _archive(archiving.cover)),
    "archive_contents": Document("卷内目录", _archive(archiving.contents)),
    "evidence_list": Document("佐证材料清单", evidence_sheets.draw),
    "deadline_board": Document("周例会进度表", _deadline_board, picks=False),
    "rejection_letter": Document("不予救助告知书", _letter("REJECTION")),
    "waiting_letter": Document("办理进度告知单", _letter("WAITING")),
    "correction_letter": Document("补正通知", _letter("CORRECTION")),
    "household_page": Document("家庭一页", _household_page),
    "fund_ledger": Document("基金收支明细账", _fund_ledger),
    "payment_sheet": Document("发放表", payment_papers.payment_sheet),
    "payment_correction": Document("补发（更正）表", payment_papers.payment_correction),
    "recovery_record": Document("追回登记", payment_papers.recovery_record, picks=False),
}


def _cases(desk: Desk, wanted: Wanted) -> list[Row]:
    if wanted.case:
        return [relief.load(desk, relief.find_case(desk, wanted.case)["id"])]
    if not wanted.term:
        raise UserError(_WHICH)
    return [relief.load(desk, row["id"]) for row in desk.store.select("relief_case", term=wanted.term)]


def _found(desk: Desk, wanted: Wanted) -> list[Found]:
    """The cases that are wanted, each with how it stood on the day where one is asked for."""
    if not wanted.as_of:
        return [(case, None) for case in _cases(desk, wanted)]
    if wanted.case:
        then = [case_on(desk, relief.find_case(desk, wanted.case)["id"], wanted.as_of)]
    else:
        then = cases_on(desk, [case["id"] for case in _cases(desk, wanted)], wanted.as_of)
    return [(each.case, each) for each in then]


def _marks(desk: Desk, wanted: Wanted) -> dict[str, Any]:
    return {"reprint": wanted.reprint, "as_of": wanted.as_of, "printed_on": desk.today()}


def _living(wanted: Wanted, found: list[Found]) -> list[Found]:
    """Nobody applied for a past case in this office, so it has no form and no slip. Raises Refused for one named."""
    case = found[0][0] if found else {}
    if wanted.case and case["historical"]:
        raise Refused(f"{case['case_no']} 是{MARK}，没有申请审批表和审批单；可以打印档案封面和卷内目录。")
    return [each for each in found if not each[0]["historical"]]


def _nothing(wanted: Wanted, title: str) -> str:
    return f"{terms.label(wanted.term or '')}还没有可以打印{title}的申请。"


def _notices(desk: Desk, wanted: Wanted) -> Sequence[Row]:
    """Of a case, of a term, or the one whose number is named."""
    if wanted.what:
        if not wanted.what.isdecimal():
            raise UserError(f"没有第“{wanted.what}”号公示。编号运行 eduaid list 数据文件 notices 查看。")
        return [notice_board.sheet(desk, int(wanted.what)).row]
    if wanted.case:
        case_id = relief.find_case(desk, wanted.case)["id"]
        joined = [n["notice_id"] for n in desk.store.select("notice_case", case_id=case_id)]
        found = [desk.store.get("notice", notice_id) for notice_id in joined[-1:]]
    elif not wanted.term:
        raise UserError(_WHICH)
    else:
        found = desk.store.select("notice", term=wanted.term)
    if not found:
        raise Refused("还没有公示。村级初审同意后才有公示名单可打印。")
    return found
