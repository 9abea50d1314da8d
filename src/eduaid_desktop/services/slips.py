"""Printing: what a document says is gathered here, documents/ puts it on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eduaid_desktop.domain import terms, workflow
from eduaid_desktop.domain.relief import COSTS, RELIEF
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import office, relief
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store.store import Row

if TYPE_CHECKING:
    from eduaid_desktop.documents.approval_data import ApprovalFormData, Item, Opinion
    from eduaid_desktop.documents.approval_slip import ApprovalSlipData
    from eduaid_desktop.documents.notice_list import NoticeListData
    from eduaid_desktop.documents.paper import Printed

DOCUMENTS = {
    "approval_form": "申请审批表",
    "approval_slip": "审批单",
    "notice_list": "公示名单",
}
_AGENCIES = {
    "township": "township_government",
    "poverty": "poverty_office",
    "education": "education_bureau",
    "finance": "finance_bureau",
    "government": "county_government",
}
_DAY_KINDS = {"natural": "自然日", "working": "工作日"}


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
        parts = [f"没有字形：{'；'.join(printed.missing_glyphs)}"] if printed.missing_glyphs else []
        parts += [f"写不下：{'；'.join(printed.overflows)}"] if printed.overflows else []
        super().__init__(f"没有打印，因为有内容不能完整印出。{'。'.join(parts)}。请改正后再打印。")


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
    path = Path(path)
    draft = path.with_name(f".{path.name}.part")
    try:
        printed = _draw(desk, document, draft, case, term, filled, reprint)
        if not printed.complete:
            raise Incomplete(printed)
        draft.replace(path)
    except OSError as error:
        raise UserError(f"写不了“{path}”。如果它正在别的程序里打开，请先关闭，或换一个文件夹。") from error
    finally:
        draft.unlink(missing_ok=True)
    return printed


def _draw(
    desk: Desk, document: str, path: Path, case: str | None, term: str | None, filled: bool, reprint: bool
) -> "Printed":
    from eduaid_desktop.documents import approval_form, approval_slip, notice_list

    today = desk.today()
    if document == "notice_list":
        notices = [notice_data(desk, n) for n in _notices(desk, case, term)]
        return notice_list.write(notices, path, reprint=reprint, printed_on=today)
    cases = _cases(desk, document, case, term)
    if document == "approval_slip":
        slips = [slip_data(desk, c) for c in cases]
        return approval_slip.write(slips, path, reprint=reprint, printed_on=today)
    forms = [form_data(desk, c, filled=filled) for c in cases]
    return approval_form.write(forms, path, reprint=reprint, printed_on=today)


def _cases(desk: Desk, document: str, case: str | None, term: str | None) -> list[Row]:
    if case:
        found = [relief.load(desk, relief.find_case(desk, case)["id"])]
        if document == "approval_slip" and found[0]["approved"] is None:
            raise Refused("审批单要等县里批准后才能打印；现在可以打印申请审批表。")
        return found
    if not term:
        raise UserError("请指明一份申请（--case）或一个学期（--term）。")
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
    else:
        found = desk.store.select("notice", term=term)
    if not found:
        raise Refused("还没有公示。村级初审同意后才有公示名单可打印。")
    return found


def form_data(desk: Desk, case: Row, *, filled: bool) -> "ApprovalFormData":
    """The approval form of a case; with filled, the opinions given so far stand in their boxes."""
    from eduaid_desktop.documents.approval_data import ApprovalFormData

    rules, info = desk.rules(), office.info(desk)
    words = {f.name: f.shown(case.get(f.name), rules) for f in RELIEF.fields}
    day = desk.today()
    agencies = {step: office.organisation(desk, role, day) for step, role in _AGENCIES.items()}
    status = "·".join(w for w in (words["household_type"], words["monitor_kind"]) if w)
    same = ("name", "sex", "ethnic", "student_number", "stage", "school", "place", "grade", "class_name")
    same += ("boarding", "address", "head_name", "cause", "guardian_name", "guardian_relation", "reason")
    return ApprovalFormData(
        case_no=case["case_no"] or "",
        county=info["county"],
        filled_on=case["application_date"] or "",
        id_number=words["id_number"],
        birth=case["birth_date"] or "",
        head_id_number=words["head_id_number"],
        household_no=words["household_number"],
        household_status=status,
        household_size=case["population"],
        household_income_fen=case["annual_income"],
        income_per_head_fen=case["per_capita_income"],
        guardian_phone=words["phone"],
        guardian_id_number=words["guardian_id_number"],
        received=_received(desk, case, rules),
        costs=_costs(case),
        purpose=words["purpose"],
        applied_fen=case["applied"],
        payee_name=words["payee_name"],
        payee_relation=words["payee_relation"],
        bank=words["payee_bank"],
        account=words["payee_account"],
        opinions=_opinions(desk, case) if filled else (),
        agencies=(("village", f"{words['village']}村民委员会"), *agencies.items()),
        with_school=bool(rules.settings["school_opinion"]),
        over_cap=bool(case["over_band"] or case["over_student_cap"] or case["over_household_cap"]),
        copies=rules.settings["form_copies"],
        **{name: words[name] for name in same},
    )


def _received(desk: Desk, case: Row, rules: Rules) -> "tuple[Item, ...] | None":
    from eduaid_desktop.documents.approval_data import Item

    if case["aid_received"] is None and case["aid_received_amount"] is None:
        return None
    if case["aid_received"] == "无":
        return ()
    known = [
        Item(rules.label("programme", a["programme"]), a["amount"])
        for a in desk.store.select("aid", person_id=case["person_id"], term=case["term"])
    ]
    return tuple(known) or (Item(case["aid_received"] or "其他", case["aid_received_amount"]),)


def _costs(case: Row) -> "tuple[Item, ...]":
    from eduaid_desktop.documents.approval_data import Item

    return tuple(Item(f.label, case[f.name]) for f in COSTS if case[f.name] is not None)


def _opinions(desk: Desk, case: Row) -> "tuple[Opinion, ...]":
    from eduaid_desktop.documents.approval_data import Opinion

    return tuple(
        Opinion(
            o["box"], o["text"] or "", o["decision"] or "", o["amount"], o["signer"] or "", o["second_signer"] or "",
            o["signed_on"] or "",
        )
        for o in desk.store.select("opinion", case_id=case["id"])
    )  # fmt: skip


def slip_data(desk: Desk, case: Row) -> "ApprovalSlipData":
    """The slip of an approved case; of the account only its last four digits."""
    from eduaid_desktop.documents.approval_slip import ApprovalSlipData

    rules, info = desk.rules(), office.info(desk)
    words = {f.name: f.shown(case.get(f.name), rules) for f in RELIEF.fields}
    return ApprovalSlipData(
        case_no=case["case_no"],
        county=info["county"],
        township=office.organisation(desk, "township_government"),
        term=terms.label(case["term"]),
        approved_fen=case["approved"],
        approved_doc_no=case["approval_document"] or "",
        approved_on=case["approved_on"] or "",
        account_last4=words["payee_account"][-4:],
        **{n: words[n] for n in ("name", "school", "stage", "grade", "village", "purpose", "payee_name")},
    )


def notice_data(desk: Desk, notice: Row) -> "NoticeListData":
    """A notice with its children; only the columns that 教财厅函〔2017〕28号 allows."""
    from eduaid_desktop.documents.notice_list import NoticeListData, NoticeRow

    rules, info = desk.rules(), office.info(desk)
    joined = desk.store.select("notice_case", notice_id=notice["id"])
    cases = [relief.load(desk, row["case_id"]) for row in joined]
    village = rules.label("village", notice["village"]) if notice["village"] else ""
    government = office.organisation(desk, "township_government")
    return NoticeListData(
        number=f"{notice['term']}-{notice['id']:03d}",
        place=f"{info['name']}{village}",
        term=terms.label(notice["term"]),
        basis="教育扶贫救助基金管理规定和村级民主评议结果" if village else "教育扶贫救助基金管理规定和乡镇审核结果",
        rows=tuple(
            NoticeRow(
                c["name"], c["head_name"] or "", c["school"] or "", f"{c['grade'] or ''}{c['class_name'] or ''}",
                rules.label("relief_purpose", c["purpose"]), _noticed_amount(c),
            )
            for c in cases
            if c["state"] not in (workflow.REJECTED, workflow.WITHDRAWN)
        ),
        period_from=notice["from_date"],
        period_to=notice["to_date"],
        days=notice["days"],
        day_kind=_DAY_KINDS[notice["day_kind"]],
        phones=((government, info["phone"] or ""), (office.organisation(desk, "education_bureau"), "")),
        organisation=f"{village}村民委员会" if village else government,
        announced_on=notice["from_date"],
    )  # fmt: skip


def _noticed_amount(case: Row) -> int:
    """The amount that is proposed so far, in fen."""
    return int(case["proposed"] if case["proposed"] is not None else case["applied"])


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


def document_names() -> dict[str, Any]:
    """The documents that can be printed, with their Chinese names."""
    return dict(DOCUMENTS)
