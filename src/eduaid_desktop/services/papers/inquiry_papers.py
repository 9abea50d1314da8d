"""催办清单 and 请查清单: what the county's reply or the bank's file left out, for whoever owes the answer to fill in.

The two have the same shape: what was sent, which rows of it have no answer, and a column for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from eduaid_desktop.domain import batch, terms
from eduaid_desktop.domain.batch_kinds import marked
from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.domain.money import amount_in_words, yuan
from eduaid_desktop.domain.sheet import Column, Section, Sheet
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import office, payment_lists
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.papers.headings import above, reporting
from eduaid_desktop.services.papers.kinds import (
    BATCH,
    MONEY,
    PAYMENT_LIST,
    TABLES,
    Document,
    Page,
    Wanted,
    drawn,
)
from eduaid_desktop.services.papers.subjects import of_batch, of_list
from eduaid_desktop.services.term_batch import batches
from eduaid_desktop.store import payment_queries, worklist_queries
from eduaid_desktop.store.store import Row

# Room for an answer in handwriting, in mm.
_ANSWERED = 11.0
_COUNTY = (
    Column("序号", 10), Column("申请编号", 46), Column("姓名", 22), Column("村", 22), Column("学校", 40),
    Column("建议金额（元）", 24, right=True, summed=True), Column("没有批复的原因", 42), Column("县级答复", 50),
)  # fmt: skip
_BANK = (
    Column("序号", 10), Column("户名", 22), Column("账号", 44), Column("开户行", 44),
    Column("金额（元）", 22, right=True, summed=True), Column("送银行日期", 28), Column("没有结果的原因", 36),
    Column("银行答复", 50),
)  # fmt: skip
_WHICH = "请指明一个{0}。"


@dataclass(frozen=True)
class _Asked:
    """What is asked for. sent: of which it is a part, in words; rows: (cells before the answer, fen)."""

    title: str
    number: str
    columns: Sequence[Column]
    to: str
    sent: str
    rows: Sequence[tuple[tuple[str, ...], int]]
    answers: str
    signed: tuple[str, ...]
    internal: bool = False


def _county(desk: Desk, wanted: Wanted) -> list[Page]:
    if not wanted.what:
        raise UserError(_WHICH.format("上报批次"))
    row = batches.find(desk, wanted.what)
    lines = worklist_queries.open_lines(desk.store, row["id"])
    if not lines:
        raise Refused(f"批次 {row['batch_no']} 县里已全部批复，不用催办。")
    read = worklist_queries.last_read(desk.store, row["id"])
    why = f"{spoken(read)}读回的批复里没有这一件的结果" if read else "还没有收到批复"
    answered = row["row_count"] - len(lines)
    asked = _Asked(
        marked(f"{terms.label(row['term'])}教育扶贫救助基金未批复申请催办清单", row["kind"]),
        row["batch_no"],
        _COUNTY,
        office.organisation(desk, "education_bureau"),
        f"批次 {row['batch_no']}（核对码 {row['check_code']}）于{spoken(row['sealed_on'])}上报"
        f" {row['row_count']:,} 人、{yuan(row['amount'])} 元，已批复 {answered:,} 人",
        [(_line(line, why), line["amount"]) for line in lines],
        "在“县级答复”里写明：同意（金额、文号）、不同意或退回（原因）、没有收到；也可以在电子文件里补填审批结果后退回",
        ("经办人", "审核人", "县级答复人", "答复日期"),
    )
    return [(_sheet(desk, asked), of_batch(row))]


def _line(line: Row, why: str) -> tuple[str, ...]:
    cells = dict(zip(batch.NAMES, batches.cells_of(line), strict=True))
    told = (line["case_no"], line["name"], cells["村名称"], cells["学校名称"], yuan(line["amount"]), why)
    return (str(line["position"]), *told)


def _bank(desk: Desk, wanted: Wanted) -> list[Page]:
    if not wanted.what:
        raise UserError(_WHICH.format("发放表"))
    row = payment_lists.find(desk, wanted.what)
    lines = [line for line in payment_lists.lines(desk, row["id"]) if line["result"] is None]
    if not lines:
        raise Refused(f"发放表 {row['list_no']} 的每一笔都有银行结果，不用请查。")
    read = payment_queries.last_read(desk.store, row["id"])
    why = f"{spoken(read)}读回的回盘里没有这一笔" if read else "还没有收到回盘"
    asked = _Asked(
        f"{terms.label(row['term'])}教育扶贫救助基金未到账请查清单",
        row["list_no"],
        _BANK,
        "代发银行",
        f"发放表 {row['list_no']} 于{spoken(row['made_on'])}送交 {row['row_count']:,} 笔、{yuan(row['amount'])} 元，"
        f"已有结果 {row['row_count'] - len(lines):,} 笔",
        [(_payment(line, why), line["amount"]) for line in lines],
        "在“银行答复”里写明：到账（日期、流水号）、失败（原因）、没有收到；也可以另给回盘文件",
        ("经办人", "审核人", "银行答复人", "答复日期"),
        internal=True,
    )
    return [(_sheet(desk, asked), of_list(row))]


def _payment(line: Row, why: str) -> tuple[str, ...]:
    told = (line["payee_name"], line["payee_account"], line["payee_bank"] or "", yuan(line["amount"]))
    return (str(line["position"]), *told, spoken(line["sent_on"]), why)


def _sheet(desk: Desk, asked: _Asked) -> Sheet:
    rows, total = [(*cells, "") for cells, _ in asked.rows], sum(fen for _, fen in asked.rows)
    place = next(n for n, column in enumerate(asked.columns) if column.right)
    foot = [""] * len(asked.columns)
    foot[1], foot[2], foot[place] = "合计", f"{len(rows):,} 人", yuan(total)
    return Sheet(
        f"{reporting(desk)}{asked.title}",
        (Section(columns=asked.columns, rows=rows, foot=foot, least=_ANSWERED),),
        above(desk, unit="单位：元"),
        opening=f"{asked.to}：{asked.sent}。下列 {len(rows):,} 人共 {yuan(total)} 元还没有结果。"
        f"请核对后{asked.answers}。",
        closing=f"合计 {len(rows):,} 人，{amount_in_words(total)}（¥{yuan(total)}）。",
        signed=asked.signed,
        number=asked.number,
        landscape=True,
        internal=asked.internal,
    )


DOCUMENTS = {
    "missing_list": Document(
        "催办清单（没有批复的）", drawn("missing_list", _county), TABLES, (), (BATCH,), returns=True, whole="",
        note="县里的批复里没有的申请，请县里逐件答复",
    ),
    "bank_missing_list": Document(
        "请查清单（没有结果的）", drawn("bank_missing_list", _bank), MONEY, (), (PAYMENT_LIST,), returns=True, whole="",
        note="银行回盘里没有的发放，请银行逐笔答复",
    ),
}  # fmt: skip
