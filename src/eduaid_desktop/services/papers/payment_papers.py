"""The papers of the money: 发放表, 补发（更正）表, 追回登记.

Source: section 5.9 of the domain rules, E12 of 5.6 (signed and fingerprinted by the recipient, one name per cell).
"""

from collections.abc import Sequence

from eduaid_desktop.domain import terms
from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.domain.money import amount_in_words, yuan
from eduaid_desktop.domain.payment_list import KINDS
from eduaid_desktop.domain.sheet import Column, Section, Sheet
from eduaid_desktop.domain.slip import Subject
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import office, payment_lists, relief
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.papers.case_papers import WHICH
from eduaid_desktop.services.papers.headings import above, reporting
from eduaid_desktop.services.papers.kinds import MONEY, PAYMENT_LIST, Document, Page, Wanted, drawn
from eduaid_desktop.services.papers.subjects import of_case, of_list, of_term
from eduaid_desktop.store import payment_queries, relief_queries
from eduaid_desktop.store.store import Row

# Room for a signature and a fingerprint, in mm.
_SIGNED = 12.0
_WHICH = "请指明一张发放表或一份申请。"
_ROLES = ("经办人", "审核人", "负责人", "日期")
_PAYMENT = (
    Column("序号", 9), Column("学生姓名", 17), Column("身份证号", 33), Column("收款人", 17), Column("与学生关系", 16),
    Column("开户行", 28), Column("账号", 35), Column("金额（元）", 18, right=True), Column("领款人签字（手印）", 27),
    Column("备注", 16),
)  # fmt: skip
_CORRECTION = (
    Column("序号", 10), Column("学生姓名", 15), Column("身份证号", 35), Column("收款人", 15), Column("开户行", 20),
    Column("金额（元）", 17, right=True), Column("原账号", 37), Column("失败原因", 17), Column("更正账号", 37),
    Column("更正依据", 20), Column("领款人签字（手印）", 20),
)  # fmt: skip
_RECOVERY = (
    Column("序号", 9), Column("申请编号", 47), Column("学生姓名", 18), Column("收款人", 18), Column("追回日期", 24),
    Column("追回金额（元）", 22, right=True), Column("原因", 34), Column("凭证号", 30),
    Column("已发放（元）", 20, right=True), Column("未追回（元）", 20, right=True),
)  # fmt: skip


def sheet_of_list(desk: Desk, row: Row) -> Sheet:
    """The sheet of a payment list."""
    rules = desk.rules()
    lines = payment_lists.lines(desk, row["id"])
    cells = [
        (
            str(line["position"]), line["name"], line["id_number"] or "", line["payee_name"],
            rules.label("relation", line["payee_relation"]), line["payee_bank"] or "", line["payee_account"],
            yuan(line["amount"]), "", "",
        )
        for line in lines
    ]  # fmt: skip
    foot = ("", "合计", f"{len(lines)} 人", "", "", "", "", yuan(row["amount"]), "", "")
    return Sheet(
        f"{reporting(desk)}{terms.label(row['term'])}教育扶贫救助基金{KINDS[row['kind']]}表",
        (Section(columns=_PAYMENT, rows=cells, foot=foot, least=_SIGNED),),
        above=above(desk, row["made_on"], "单位：元"),
        closing=f"合计{amount_in_words(row['amount'])}（¥{yuan(row['amount'])}），共 {len(lines)} 人。"
        "本人签字并按手印，不得代签。",
        signed=_ROLES,
        number=row["list_no"],
        landscape=True,
        internal=True,
    )


def sheet_of_corrections(desk: Desk, wanted: Wanted) -> Sheet:
    """The sheet of what came back. Raises Refused when nothing did."""
    if wanted.case:
        case = relief.find_case(desk, wanted.case)
        number, term = case["case_no"] or "", case["term"]
        pairs = _pairs(desk, [case["id"]], None)
    else:
        row = _list(desk, wanted)
        number, term = row["list_no"], row["term"]
        pairs = _pairs(desk, [line["case_id"] for line in payment_lists.lines(desk, row["id"])], row["id"])
    if not pairs:
        raise Refused("没有银行退回的发放，不用打印补发（更正）表。")
    cells = [_correction(desk, place, old, new, basis) for place, (old, new, basis) in enumerate(pairs, 1)]
    total = sum(old["amount"] for old, _, _ in pairs)
    foot = ("", "合计", f"{len(pairs)} 人", "", "", yuan(total), *[""] * 5)
    return Sheet(
        f"{reporting(desk)}{terms.label(term)}教育扶贫救助基金补发（更正）表",
        (Section(columns=_CORRECTION, rows=cells, foot=foot, least=_SIGNED),),
        above=_undated(desk),
        closing=f"合计{amount_in_words(total)}（¥{yuan(total)}）。更正账户须由一人更正、另一人复核。",
        signed=("更正人", "复核人", "负责人", "日期"),
        number=number,
        landscape=True,
        internal=True,
    )


def sheet_of_recoveries(desk: Desk, wanted: Wanted) -> Sheet:
    """The sheet of what was recovered. Raises Refused when nothing was."""
    if wanted.case:
        cases = [relief.find_case(desk, wanted.case)]
    elif wanted.term:
        cases = [relief.load(desk, row["id"]) for row in desk.store.select("relief_case", term=wanted.term)]
    else:
        raise UserError(WHICH)
    found = [(case, step) for case in cases for step in _recoveries(desk, case)]
    if not found:
        raise Refused("没有追回过救助款，不用打印追回登记。")
    cells = [_recovery(desk, place, case, step) for place, (case, step) in enumerate(found, 1)]
    total = sum(step["amount"] or 0 for _, step in found)
    return Sheet(
        f"{reporting(desk)}教育扶贫救助款追回登记",
        (Section(columns=_RECOVERY, rows=cells, foot=("", "合计", "", "", "", yuan(total), "", "", "", "")),),
        above=_undated(desk),
        closing=f"共追回{amount_in_words(total)}（¥{yuan(total)}）。",
        signed=("缴款人", *_ROLES),
        number=wanted.case or "",
        landscape=True,
    )


def _list(desk: Desk, wanted: Wanted) -> Row:
    if wanted.what:
        return payment_lists.find(desk, wanted.what)
    if not wanted.case:
        raise UserError(_WHICH)
    return payment_lists.find(desk, payment_lists.number_of_case(desk, relief.find_case(desk, wanted.case)))


def _undated(desk: Desk) -> tuple[str, str]:
    """As headings.above, without a day."""
    return f"填报单位（盖章）：{office.info(desk)['name']}", "单位：元"


def _pairs(desk: Desk, case_ids: Sequence[int], list_id: int | None) -> list[tuple[Row, Row | None, str]]:
    """What came back, what was sent again for it, and on what basis; of a list those that concern it."""
    found = []
    for case_id in case_ids:
        payments = relief_queries.payments(desk.store, case_id)
        bases = [
            s["reason"] or "" for s in relief_queries.step_rows(desk.store, case_id) if s["action"] == "repay"
        ]
        for place, old in enumerate(payments):
            new = payments[place + 1] if place + 1 < len(payments) else None
            concerned = {old["payment_list_id"], new["payment_list_id"] if new else None}
            if old["result"] == "failed" and (list_id is None or list_id in concerned):
                found.append((old, new, bases[place] if new else ""))
    return found


def _correction(desk: Desk, place: int, old: Row, new: Row | None, basis: str) -> tuple[str, ...]:
    line = payment_queries.payment(desk.store, old["id"]) or old
    now = new or old
    renamed = (
        f"{now['payee_name']}（原{old['payee_name']}）" if now["payee_name"] != old["payee_name"] else ""
    )
    return (
        str(place), line["name"], line["id_number"] or "", renamed or old["payee_name"], now["payee_bank"] or "",
        yuan(old["amount"]), old["payee_account"], old["failure_text"] or "", new["payee_account"] if new else "",
        basis, "",
    )  # fmt: skip


def _recoveries(desk: Desk, case: Row) -> list[Row]:
    """The steps by which money came back, each with what was still out after it (left, in fen)."""
    payments = relief_queries.payments(desk.store, case["id"])
    left = paid = sum(p["amount"] for p in payments if p["result"] == "paid")
    found = []
    for step in relief_queries.step_rows(desk.store, case["id"]):
        if step["action"] == "recover":
            left -= step["amount"] or 0
            found.append({**step, "left": left, "paid": paid})
    return found


def _recovery(desk: Desk, place: int, case: Row, step: Row) -> tuple[str, ...]:
    return (
        str(place), case["case_no"] or "", case["name"], case["payee_name"] or "", spoken(step["on_date"]),
        yuan(step["amount"]), step["reason"] or "", step["document"] or "", yuan(step["paid"]), yuan(step["left"]),
    )  # fmt: skip


def _payment_sheet(desk: Desk, wanted: Wanted) -> list[Page]:
    row = _list(desk, wanted)
    return [(sheet_of_list(desk, row), of_list(row))]


def _payment_correction(desk: Desk, wanted: Wanted) -> list[Page]:
    return [(sheet_of_corrections(desk, wanted), _subject(desk, wanted))]


def _recovery_record(desk: Desk, wanted: Wanted) -> list[Page]:
    sheet = sheet_of_recoveries(desk, wanted)
    return [(sheet, _subject(desk, wanted) if wanted.case else of_term(desk, wanted.term or ""))]


def _subject(desk: Desk, wanted: Wanted) -> Subject:
    if wanted.case:
        return of_case(relief.find_case(desk, wanted.case))
    return of_list(_list(desk, wanted))


DOCUMENTS = {
    "payment_sheet": Document(
        "发放表", drawn("payment_sheet", _payment_sheet), MONEY, ("case",), (PAYMENT_LIST,), returns=True,
        whole="",
    ),
    "payment_correction": Document(
        "补发（更正）表", drawn("payment_correction", _payment_correction), MONEY, ("case",), (PAYMENT_LIST,),
        returns=True, whole="",
    ),
    "recovery_record": Document(
        "追回登记", drawn("recovery_record", _recovery_record), MONEY, ("case", "term"), returns=True
    ),
}  # fmt: skip
