"""The lists of the relief fund's money: what was paid, by which list, and what the fund took in and gave out."""

from eduaid_desktop.domain import payment_list
from eduaid_desktop.domain.fund import DERIVED, INCOME, SPENT
from eduaid_desktop.services.list_columns import NAME, TERM, Column, ListKind
from eduaid_desktop.services.rules import shipped_codes
from eduaid_desktop.services.tables import Lazily
from eduaid_desktop.store import fund_queries, lists, payment_queries


def fund_kind(kind: str) -> str:
    """What a movement of the fund is called: those of the cases have no code of their own."""
    return DERIVED.get(kind) or shipped_codes()["fund_kind"].label(kind)


MONEY_LISTS: dict[str, ListKind] = {
    "payments": ListKind(
        lists.PAYMENTS,
        (
            Column("case_no", "申请编号", width=190), NAME, Column("payee_name", "收款人", width=100),
            Column("amount", "金额（元）", "money", 90), Column("sent_on", "送银行", "date", 120),
            Column("result", "结果", "words", 80, words={"paid": "已到账", "failed": "失败"}),
            Column("paid_on", "到账日期", "date", 120), Column("failure_text", "失败原因", width=120),
            Column("payee_bank", "开户银行", width=180), Column("payee_account", "账号", "account", 90),
        ),
        "还没有发放记录。县里批复后在“救助基金”里办理发放。",
        "发放台账",
    ),
    "fund": ListKind(
        fund_queries.FUND,
        (
            Column("on_date", "日期", "date", 110),
            Column("kind", "种类", "words", 70, words=Lazily((*INCOME, *SPENT, *DERIVED), fund_kind)),
            Column("party", "对方", width=96), Column("document", "文号、编号", width=192),
            Column("income", "收入（元）", "money", 90), Column("outgo", "支出（元）", "money", 90),
            Column("balance", "结余（元）", "money", 100), Column("remark", "备注", width=140),
        ),
        "这一年还没有收支。在右边登记期初结余或拨款；发放和追回自动列在这里。",
        "基金收支明细账",
    ),
    "payment_lists": ListKind(
        payment_queries.LISTS,
        (
            Column("list_no", "发放表编号", width=190), Column("kind", "种类", "words", 50, words=payment_list.KINDS),
            TERM, Column("row_count", "人数", "integer", 50), Column("amount", "金额（元）", "money", 100),
            Column("status", "状态", "words", 90, words=payment_list.STATUSES),
            Column("paid", "到账", "integer", 50), Column("failed", "失败", "integer", 50),
            Column("made_on", "日期", "date", 120), Column("template", "银行模板", width=110),
        ),
        "还没有发放表。有“县级已批准”的申请后，在上面生成。",
    ),
    "payment_rows": ListKind(
        payment_queries.ROWS,
        (
            Column("position", "序号", "integer", 44), NAME, Column("payee_name", "收款人", width=100),
            Column("amount", "金额（元）", "money", 90),
            Column("result", "结果", "words", 70, words={"paid": "已到账", "failed": "失败"}),
            Column("failure_text", "失败原因", width=130), Column("paid_on", "到账日期", "date", 120),
            Column("payee_account", "账号", "account", 90), Column("payee_bank", "开户银行", width=180),
            Column("case_no", "申请编号", width=190),
        ),
        "选一张发放表，这里列出它的各行。",
    ),
}  # fmt: skip
