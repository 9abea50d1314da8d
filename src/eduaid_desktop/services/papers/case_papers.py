"""申请审批表, 审批单 and 公示名单: the papers that carry a case through its review."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eduaid_desktop.domain import dates, terms
from eduaid_desktop.domain.fields import Field
from eduaid_desktop.domain.relief_past import MARK
from eduaid_desktop.domain.workflow_guards import Given, amount_of
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import notice_board, print_ledger, relief, villages
from eduaid_desktop.services.as_of import Then, case_on, cases_on
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.papers import case_data
from eduaid_desktop.services.papers.answers import answered
from eduaid_desktop.services.papers.headings import batch_of
from eduaid_desktop.services.papers.kinds import BATCH, NOTICE, VILLAGE, Document, Wanted
from eduaid_desktop.services.papers.subjects import of_case, of_notice
from eduaid_desktop.store.store import Row

if TYPE_CHECKING:
    from eduaid_desktop.documents.paper import Printed

Found = tuple[Row, Then | None]
_SLIP_ASKS = (
    Field(
        "stub", "附存根联", "flag", hint="一张 A4 上是家庭联，下是存根联，沿虚线裁开；不附的是 A5 横向一张"
    ),
    Field("changed", "只印金额有变的", "flag", hint="批准金额与乡镇建议金额不同的"),
)
WHICH = "请指明一份申请或一个学期。"


def _approval_form(desk: Desk, path: Path, wanted: Wanted) -> "Printed":
    from eduaid_desktop.documents import approval_form

    found = _living(wanted, _found(desk, wanted))
    if not found:
        raise Refused(_nothing(wanted, "申请审批表"))
    forms = [
        print_ledger.numbered(
            desk,
            "approval_form",
            case_data.form(desk, case, filled=wanted.filled, then=then),
            of_case(case),
            of_day=then is not None,
        )
        for case, then in found
    ]
    return approval_form.write(forms, path, **_marks(desk, wanted))


def _approval_slip(desk: Desk, path: Path, wanted: Wanted) -> "Printed":
    from eduaid_desktop.documents import approval_slip

    said = answered(desk, wanted, _SLIP_ASKS)
    found = [each for each in _living(wanted, _found(desk, wanted)) if each[0]["approved"] is not None]
    if said["changed"] and not wanted.case:
        found = [(case, then) for case, then in found if case["approved"] != amount_of(case, Given())]
    if not found and wanted.case:
        when = f"{dates.spoken(wanted.as_of)}县里还没有批准。" if wanted.as_of else ""
        raise Refused(f"{when}审批单要等县里批准后才能打印；现在可以打印申请审批表。")
    if not found:
        raise Refused(_nothing(wanted, "审批单"))
    slips = [
        print_ledger.numbered(
            desk, "approval_slip", case_data.slip(desk, case, then), of_case(case), of_day=then is not None
        )
        for case, then in found
    ]
    return approval_slip.write(slips, path, stub=bool(said["stub"]), **_marks(desk, wanted))


def _notice_list(desk: Desk, path: Path, wanted: Wanted) -> "Printed":
    from eduaid_desktop.documents import notice_list

    found = notices(desk, wanted)
    if not found:
        raise Refused("还没有公示。村级初审同意后才有公示名单可打印。")
    lists = [
        print_ledger.numbered(desk, "notice_list", case_data.notice(desk, row), of_notice(row))
        for row in found
    ]
    return notice_list.write(lists, path, reprint=wanted.reprint, printed_on=desk.today())


def _cases(desk: Desk, wanted: Wanted) -> list[Row]:
    if wanted.case:
        return [relief.load(desk, relief.find_case(desk, wanted.case)["id"])]
    if row := batch_of(desk, wanted):
        return [
            relief.load(desk, line["case_id"]) for line in desk.store.select("batch_line", batch_id=row["id"])
        ]
    if not wanted.term:
        raise UserError(WHICH)
    code = villages.code_of(desk, wanted.what)
    about = {"term": wanted.term} | ({"village": code} if code else {})
    return [relief.load(desk, row["id"]) for row in desk.store.select("relief_case", **about)]


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
    if wanted.answers.get("changed"):
        return "没有批准金额与乡镇建议金额不同的申请，不用打印。"
    if not wanted.term:
        return f"批次 {wanted.what} 还没有可以打印{title}的申请。"
    return f"{terms.label(wanted.term or '')}还没有可以打印{title}的申请。"


def notices(desk: Desk, wanted: Wanted) -> Sequence[Row]:
    """The notice that is named, the last one of a case, or all of a term."""
    if wanted.what:
        if not wanted.what.isdecimal():
            raise UserError(f"没有第“{wanted.what}”号公示。编号在公示台账里查看。")
        return [notice_board.find(desk, int(wanted.what))]
    if wanted.case:
        case_id = relief.find_case(desk, wanted.case)["id"]
        joined = [n["notice_id"] for n in desk.store.select("notice_case", case_id=case_id)]
        return [notice_board.find(desk, notice_id) for notice_id in joined[-1:]]
    if not wanted.term:
        raise UserError(WHICH)
    return desk.store.select("notice", term=wanted.term)


DOCUMENTS = {
    "approval_form": Document(
        "申请审批表",
        _approval_form,
        about=("case", "term"),
        what=(VILLAGE,),
        dated=True,
        returns=True,
        opinions=True,
        two_sided=True,
    ),
    "approval_slip": Document(
        "审批单",
        _approval_slip,
        about=("case", "term"),
        what=(VILLAGE, BATCH),
        asks=_SLIP_ASKS,
        dated=True,
        returns=True,
    ),
    "notice_list": Document("公示名单", _notice_list, about=("case", "term"), what=(NOTICE,), returns=True),
}
