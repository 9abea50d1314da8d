"""The lists of what goes up to the county, what comes back, and what a county collects."""

from eduaid_desktop.domain import batch_kinds, reply_reasons
from eduaid_desktop.domain.relief import RELIEF
from eduaid_desktop.services import payments
from eduaid_desktop.services.list_columns import NAME, NUMBER, SCHOOL, TERM, VILLAGE, Column, ListKind, Told
from eduaid_desktop.services.rules import shipped_codes
from eduaid_desktop.services.term_batch import batch_worklist
from eduaid_desktop.store import collected_queries, lists, worklist_queries

# The columns that a county's reason means, and the field that a code of the bank does.
_MEANT = Told(lambda reason: "、".join(reply_reasons.columns_of(reason, shipped_codes()["reply_reason"])))
_MEANT_BY_BANK = Told(lambda code: RELIEF[payments.field_meant(code)].label)

BATCH_LISTS: dict[str, ListKind] = {
    "batches": ListKind(
        lists.BATCHES,
        (
            Column("batch_no", "批次号", width=180), TERM,
            Column("kind", "种类", "words", 70, words=batch_kinds.KINDS), Column("row_count", "人数", "integer", 60),
            Column("amount", "金额（元）", "money", 110), Column("answered", "已批复", "integer", 70),
            Column("check_code", "核对码", width=100), Column("sealed_on", "封存日期", "date", 120),
            Column("sealed_by", "经办人", width=80),
        ),
        "还没有上报批次。有“待上报”的救助申请后，在这里导出。",
    ),
    "worklist": ListKind(
        worklist_queries.COUNTY,
        (
            NAME, Column("stands", "进度", "words", 130, words=batch_worklist.STANDS),
            Column("reason", "县里的原因", width=220),
            Column("meant", "涉及的列", "words", 90, words=_MEANT),
            Column("since", "退回日期", "date", 120), VILLAGE, Column("amount", "上报（元）", "money", 85),
            Column("batch_no", "原批次", width=180), Column("case_no", "申请编号", width=190), TERM,
        ),
        "没有县里退回或不予的申请。读回批复以后，要更正的和要告知家庭的列在这里。",
        "待补正名单",
    ),
    "unanswered": ListKind(
        worklist_queries.UNANSWERED,
        (
            Column("batch_no", "批次号", width=180), Column("position", "序号", "integer", 50),
            Column("case_no", "申请编号", width=190), NAME, VILLAGE, Column("amount", "上报（元）", "money", 85),
            Column("sealed_on", "上报日期", "date", 120), Column("read_on", "最近的批复", "date", 120), TERM,
        ),
        "上报的申请县里都已批复。",
        "没有批复的申请",
    ),
    "failed_payments": ListKind(
        worklist_queries.BANK,
        (
            NAME, Column("payee_name", "收款人", width=100), Column("reason", "银行的原因", width=150),
            Column("meant", "涉及的栏", "words", 90, words=_MEANT_BY_BANK),
            Column("since", "退回日期", "date", 120), VILLAGE, Column("amount", "金额（元）", "money", 85),
            Column("account", "账号", "account", 90), Column("list_no", "发放表编号", width=190),
            Column("case_no", "申请编号", width=190), TERM,
        ),
        "没有银行退回的发放。读回盘以后，要更正账户的列在这里。",
        "待更正账户名单",
    ),
    "collected_batches": ListKind(
        collected_queries.BATCHES,
        (
            Column("township", "乡镇", width=90), Column("batch_no", "批次号", width=180),
            Column("kind", "种类", "words", 50, words=batch_kinds.IN_SHORT),
            Column("row_count", "行数", "integer", 50), Column("amount", "金额（元）", "money", 100),
            Column("seal", "核对码", "check_code", 84),
            Column("differences", "与封存", "differing", 70), TERM,
            Column("collected_on", "收到日期", "date", 110), Column("file_name", "文件", width=260),
        ),
        "还没有收过批次。点“收批次…”，选乡镇交来的文件；也可以把文件或文件夹拖进来。",
        "已收批次",
    ),
    "collected_lines": ListKind(
        collected_queries.LINES,
        (
            Column("township", "乡镇", width=90), Column("case_no", "申请编号", width=190), NAME, NUMBER,
            Column("village", "行政村", width=90), Column("stage", "学段", width=50), SCHOOL,
            Column("grade", "年级", width=60), Column("head_name", "户主", width=80),
            Column("household_number", "户编号", "code", 100), Column("household_type", "户类型", width=100),
            Column("amount", "建议（元）", "money", 90), Column("over_limit", "超限", width=40),
            Column("payee_name", "收款人", width=90), Column("payee_bank", "开户银行", width=160),
            Column("payee_account", "账号", "account", 90), Column("phone", "联系电话", "phone", 100),
            Column("differences", "与封存不同", width=220), Column("batch_no", "批次号", width=180),
            Column("position", "行号", "integer", 44),
        ),
        "这里列出收到的各行。先点“收批次…”收乡镇的文件。",
        "收到的申请明细",
    ),
}  # fmt: skip
