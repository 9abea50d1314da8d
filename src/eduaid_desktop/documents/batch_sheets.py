"""The sheets of a batch workbook that hold rows of children: 导入数据 and 花名册, and 填表说明."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from eduaid_desktop.documents.sheet_writer import SheetWriter, Styled, letter
from eduaid_desktop.domain import batch
from eduaid_desktop.domain.batch import COLUMNS, CONDITIONAL, DECISIONS, YES, Batch, Column, Line

if TYPE_CHECKING:
    from openpyxl import Workbook

MACHINE, ROSTER, GUIDE = "导入数据", "花名册", "填表说明"

_WIDTHS = {
    "批次号": 25, "学期": 17, "乡镇代码": 11, "申请编号": 26, "姓名": 14, "身份证号": 21, "学籍号": 22,
    "学校标识码": 13, "学校名称": 26, "户主姓名": 14, "户编号": 14, "户类型": 13, "监护人姓名": 14,
    "联系电话": 14, "救助用途": 20, "已享受资助": 30, "收款人": 14, "开户银行": 26, "账号": 24, "公示开始": 12,
    "公示结束": 12, "备注": 20, "校验码": 19, "审批结果": 13, "不予原因": 28, "审批文号": 24, "审批日期": 13,
}  # fmt: skip
_ROSTER = (
    ("序号", 5), ("编号", 17), ("姓名", 10), ("性别", 5), ("民族", 7), ("身份证号", 20), ("学籍号", 21), ("学段", 6),
    ("学校", 18), ("年级", 8), ("班级", 7), ("户主", 10), ("户编号", 12), ("户类型", 11), ("村", 10), ("组", 6),
    ("监护人", 10), ("电话", 13), ("用途", 14), ("申请金额", 11), ("备注", 12),
)  # fmt: skip
# What a column of 花名册 is called in 导入数据, where it is not the same.
IN_MACHINE = {
    "编号": "申请编号", "学校": "学校名称", "户主": "户主姓名", "村": "村名称", "监护人": "监护人姓名",
    "电话": "联系电话", "用途": "救助用途",
}  # fmt: skip
_CENTRED = {"序号", "性别", "民族", "学段", "年级", "班级", "组"}
_PROSE = (
    "一、本工作簿由乡镇报县教育局审批。“封面”供核对，“汇总表”“花名册”供人看，“导入数据”供双方程序读取。",
    "二、县级审批：在“导入数据”黄色的五列逐行填写，其余 40 列（校验码及以前）不要改动。填完后把整个文件退回乡镇即可。",
    "三、审批结果选“同意”的，必须填审批金额、审批文号、审批日期；选“不同意”或“退回”的，必须填不予原因和审批日期；"
    "超过限额、要报县政府的选“超限额待批”。没有审完的行空着，以后再报一次即可。",
    "四、可以排序、筛选，可以用 WPS、Excel、LibreOffice 另存，可以在右边加列；不要删除行、列，不要改列名。",
    "五、核对：打电话念“封面”上的核对码（8 位数字），两边相同即为同一份数据。"
    "前 40 列任何一格改动，程序都能指出是哪一行。",
    "六、日期写作 2018-06-28 或 20180628；金额以元为单位，保留两位小数；证件号、账号、学籍号是文本，不要改成数字。",
    "七、列名颜色：灰底红字为必填，白底红字为有则必填，白底黑字为选填，黄底为县级填写。",
)


def machine(book: "Workbook", content: Batch) -> None:
    """导入数据: one header row, forty columns, and five for the county to fill."""
    columns = (*COLUMNS, *DECISIONS)
    writer = SheetWriter(
        book,
        MACHINE,
        [_WIDTHS.get(c.name, 11) for c in columns],
        header_rows="1:1",
        freeze="G2",
        pages_wide=4,
    )
    last = len(content.lines) + 1
    writer.sheet.auto_filter.ref = f"A1:{letter(len(columns))}{last}"
    for validation in _validations(content.outcomes, last):
        writer.sheet.data_validations.append(validation)
    writer.row([(c.name, _head_style(c)) for c in columns], 30)
    decisions: list[Styled] = [(None, _decision_style(c)) for c in DECISIONS]
    for line in content.lines:
        cells = [_machine_cell(c, cell) for c, cell in zip(COLUMNS, line.cells, strict=True)]
        writer.row([*cells, *decisions], 18)


def _machine_cell(column: Column, cell: str) -> Styled:
    if column.kind == "money":
        return (Decimal(cell) if cell else None), "money"
    return cell or None, "one_line"


def _head_style(column: Column) -> str:
    if column in DECISIONS:
        return "head_decision"
    return {YES: "head_required", CONDITIONAL: "head_conditional"}.get(column.required, "head_optional")


def _decision_style(column: Column) -> str:
    return {"money": "decision_money", "date": "decision_date"}.get(column.kind, "decision")


def _validations(outcomes: Sequence[str], last: int) -> list[Any]:
    """The outcome is chosen from a list; an amount is a number. A date is only explained: text serves too."""
    from openpyxl.worksheet.datavalidation import DataValidation

    first = len(COLUMNS) + 1
    outcome = DataValidation(
        "list", formula1=f'"{",".join(outcomes)}"', showErrorMessage=True, errorTitle="审批结果",
        error=f"请从下拉框中选择：{'、'.join(outcomes)}",
    )  # fmt: skip
    amount = DataValidation(
        "decimal", formula1="0", operator="greaterThanOrEqual", showErrorMessage=True, errorTitle="审批金额",
        error="请填数字，单位为元，如 1000.00",
    )  # fmt: skip
    day = DataValidation(showInputMessage=True, promptTitle="审批日期", prompt="如 2018-06-28")
    for validation, column in ((outcome, first), (amount, first + 1), (day, first + 4)):
        validation.add(f"{letter(column)}2:{letter(column)}{last}")
    return [outcome, amount, day]


def roster(book: "Workbook", content: Batch) -> None:
    """花名册 (section 5.9): every child with its numbers as text, and the sum."""
    writer = SheetWriter(
        book,
        ROSTER,
        [width for _, width in _ROSTER],
        header_rows="1:3",
        freeze="D4",
        mark="内部资料　注意保密",
    )
    last = letter(len(_ROSTER))
    writer.row([(f"{content.township}{content.term}教育扶贫救助基金申请花名册", "title")], 34)
    writer.row(
        [(f"填报单位（盖章）：{content.township}　　批次号：{content.batch_no}　　单位：元", "plain")], 20
    )
    writer.merge(f"A1:{last}1", f"A2:{last}2")
    writer.row([(name, "head") for name, _ in _ROSTER], 30)
    for number, line in enumerate(content.lines, 1):
        writer.row([_roster_cell(name, number, line) for name, _ in _ROSTER], 28)
    total = batch.with_decimals(sum(batch.fen_of(line["申请金额"]) for line in content.lines))
    end = writer.row(
        [("合计", "total")]
        + [(f"{len(content.lines)} 人" if n == 2 else None, "total") for n in range(1, len(_ROSTER) - 2)]
        + [(Decimal(total), "total_money"), (None, "total")],
        24,
    )
    writer.merge(f"A{end}:B{end}")


def _roster_cell(name: str, number: int, line: Line) -> Styled:
    if name == "序号":
        return number, "number"
    if name == "申请金额":
        return Decimal(line[name] or "0"), "money"
    value = line.group_name if name == "组" else line[IN_MACHINE.get(name, name)]
    return value or None, "center" if name in _CENTRED else "text"


def guide(book: "Workbook", content: Batch) -> None:
    """填表说明: what every column means, and what the county fills where."""
    writer = SheetWriter(book, GUIDE, (6, 20, 12, 10, 8, 64), landscape=False)
    writer.row([("填 表 说 明", "title")], 34)
    writer.merge("A1:F1")
    writer.row([(f"批次号：{content.batch_no}", "plain")], 20)
    writer.merge("A2:F2")
    for sentence in _PROSE:
        end = writer.row([(sentence, "prose")], 17 * (1 + len(sentence) // 56) + 5)
        writer.merge(f"A{end}:F{end}")
    writer.row([(head, "head") for head in ("列", "列名", "要求", "类型", "字数", "含义")], 24)
    kinds = {"money": "数字", "date": "日期", "text": "文本"}
    for number, column in enumerate((*COLUMNS, *DECISIONS), 1):
        writer.row(
            [
                (letter(number), "center"),
                (column.name, _head_style(column)),
                ("县级填写" if column in DECISIONS else column.required, "center"),
                (kinds[column.kind], "center"),
                (column.length, "number"),
                (column.meaning or None, "text"),
            ],
            20,
        )
