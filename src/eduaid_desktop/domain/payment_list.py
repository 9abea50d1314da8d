"""发放表: what stands in a row of a list that goes to the bank, and what is said about it before it is made.

Source: section 5.9 of the domain rules (发放表, 补发表), 11.4 (payment file by the bank's template).
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from eduaid_desktop.domain.fields import Field
from eduaid_desktop.domain.importing import ImportKind
from eduaid_desktop.domain.money import yuan

Row = Mapping[str, Any]
# payment_list.kind: cases that the county approved; cases whose money came back.
REGULAR, RESEND = "regular", "resend"
KINDS = {REGULAR: "发放", RESEND: "补发"}
# payment_list.status: the bank has not answered every row, or has.
OPEN, ANSWERED = "open", "answered"
STATUSES = {OPEN: "等银行结果", ANSWERED: "已有结果"}
# The step that puts a case on a list of a kind.
ACTIONS = {REGULAR: "pay", RESEND: "repay"}

_POSITION = Field(
    "position", "序号", "integer", headers=("编号", "顺序号", "笔序号", "笔数序号", "明细序号", "NO.", "NO")
)
_CASE_NO = Field("case_no", "申请编号")
_NAME = Field("name", "学生姓名", "name", headers=("学生", "受助学生", "受益人"))
_PAYEE = Field(
    "payee_name", "户名",
    headers=(
        "收款人", "收款人姓名", "收款人户名", "收款人名称", "收款户名", "姓名", "账户名", "账户名称", "账户户名",
        "开户姓名", "开户人", "持卡人", "领款人", "代发姓名", "帐户名", "帐户名称",
    ),
)  # fmt: skip
_ACCOUNT = Field(
    "payee_account", "账号",
    headers=(
        "收款账号", "收款人账号", "收款账户", "银行账号", "银行卡号", "卡号", "账户", "一卡通账号", "社保卡账号",
        "社保卡号", "银行账户", "帐号", "收款帐号", "银行帐号", "存折账号", "卡/账号", "账号/卡号", "卡号/账号",
    ),
)  # fmt: skip
_AMOUNT = Field(
    "amount", "金额", "money",
    headers=(
        "发放金额", "代发金额", "交易金额", "实发金额", "补助金额", "转账金额", "应发金额", "入账金额", "救助金额",
        "付款金额", "金额（元）", "金额（小写）",
    ),
)  # fmt: skip
_BANK = Field(
    "payee_bank",
    "开户行",
    headers=(
        "开户银行",
        "收款行",
        "收款行名称",
        "收款银行",
        "开户行名称",
        "银行名称",
        "行名",
    ),
)
_LIST_NO = Field("list_no", "发放表编号", headers=("批次号", "批号", "代发批次号", "批次编号"))

# The columns that a bank's empty workbook may ask for; what it has besides stays empty.
TEMPLATE = ImportKind(
    "payment_template",
    "代发模板",
    (
        _POSITION, _PAYEE, _ACCOUNT, _AMOUNT,
        Field(
            "payee_id_number", "证件号码",
            headers=(
                "收款人证件号", "收款人身份证号", "身份证号", "身份证号码", "证件号", "收款人证件号码", "身份证",
            ),
        ),
        _BANK, _NAME, Field("id_number", "学生身份证号", headers=("学生证件号", "学生身份证号码")),
        Field("payee_relation", "与学生关系", headers=("关系", "收款人与学生关系")),
        Field("phone", "联系电话", headers=("手机号", "手机号码", "电话", "联系方式")),
        Field("remark", "备注", headers=("用途", "摘要", "附言", "款项用途", "说明")), _CASE_NO, _LIST_NO,
    ),
    frozenset({"payee_name", "payee_account", "amount"}),
)  # fmt: skip

# The columns of what the bank sends back.
RESULT = ImportKind(
    "bank_result",
    "银行回盘",
    (
        _POSITION, _PAYEE, _ACCOUNT, _AMOUNT, _CASE_NO, _LIST_NO,
        Field(
            "result", "处理结果",
            headers=(
                "结果", "交易结果", "处理状态", "交易状态", "入账状态", "发放状态", "发放结果", "代发结果", "状态",
                "是否成功", "成功标志", "处理标志", "入账标志", "是否入账", "是否到账", "记账状态",
            ),
        ),
        Field(
            "failure", "失败原因",
            headers=(
                "原因", "退回原因", "退票原因", "错误信息", "返回信息", "响应信息", "处理信息", "失败说明",
                "拒绝原因", "错误原因", "失败原因代码", "原因代码", "错误描述", "处理说明", "结果说明",
                "银行返回信息",
            ),
        ),
        Field(
            "paid_on", "到账日期", "date",
            headers=(
                "入账日期", "交易日期", "处理日期", "发放日期", "记账日期", "日期", "入账时间", "交易时间",
                "处理时间", "到账时间",
            ),
        ),
        Field(
            "receipt_no", "流水号",
            headers=(
                "回单号", "回单编号", "交易流水号", "流水", "凭证号", "银行流水号", "交易流水", "回单",
                "主机流水号",
            ),
        ),
    ),
    frozenset(),
    one_of=frozenset({"result", "failure"}),
)  # fmt: skip

# Written as text, so that no digit is lost, and as a number with two decimals.
NUMBERS = ("payee_account", "payee_id_number", "id_number", "phone")
MONEY = "amount"


def remarks(rows: Sequence[Row]) -> Iterator[str]:
    """What deserves a look before a list is made: shared accounts, a child twice, a payee without a number.

    rows: with person_id, name, case_no, payee_name, payee_account, payee_id_number, amount (fen).
    """
    payees: dict[str, set[str]] = {}
    for row in rows:
        payees.setdefault(row["payee_account"], set()).add(row["payee_name"])
    for account, names in payees.items():
        if len(names) > 1:
            tail = account[-4:]
            yield f"尾号 {tail} 的账号由{len(names)}个收款人共用：{'、'.join(sorted(names))}。请核对户名。"
    children = Counter(row["person_id"] for row in rows)
    for person, count in children.items():
        if count > 1:
            same = [row for row in rows if row["person_id"] == person]
            numbers, total = "、".join(row["case_no"] for row in same), sum(row["amount"] for row in same)
            yield f"{same[0]['name']}在表里有 {count} 笔，共 {yuan(total)} 元（{numbers}）。请核对是否重复。"
