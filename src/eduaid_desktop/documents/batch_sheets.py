"""The sheets of a batch workbook that hold rows of children: 导入数据 and 花名册, and 填表说明."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from operator import itemgetter
from typing import Any

from eduaid_desktop.documents import decision_columns
from eduaid_desktop.documents.sheet_writer import HIGHEST, Book, Row, SheetWriter, letter, lines_of
from eduaid_desktop.domain.batch import COLUMNS, CONDITIONAL, DECISIONS, PLACES, YES, Batch, Column, Line
from eduaid_desktop.domain.batch_kinds import marked

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
_GROUP, _APPLIED = ([name for name, _ in _ROSTER].index(wanted) for wanted in ("组", "申请金额"))
_PROSE = (
    "一、本工作簿由乡镇报县教育局审批。“封面”供核对，“汇总表”“花名册”供人看，“导入数据”供双方程序读取。",
    "二、县级审批：在“导入数据”黄色的五列逐行填写，其余 40 列（校验码及以前）不要改动，键入时会提示。"
    "填完后把整个文件退回乡镇即可。",
    "三、审批结果选“同意”的，必须填审批金额、审批文号、审批日期；选“不同意”或“退回”的，必须填不予原因和审批日期；"
    "超过限额、要报县政府的选“超限额待批”。没有审完的行空着，以后再报一次即可。",
    "四、可以排序、筛选，可以用 WPS、Excel、LibreOffice 另存，可以在右边加列；不要删除行、列，不要改列名。",
    "五、核对：打电话念“封面”上的核对码（8 位数字），两边相同即为同一份数据。"
    "前 40 列任何一格改动，程序都能指出是哪一行。",
    "六、日期写作 2018-06-28 或 20180628；金额以元为单位，保留两位小数；证件号、账号、学籍号是文本，不要改成数字。",
    "七、列名颜色：灰底红字为必填，白底红字为有则必填，白底黑字为选填，黄底为县级填写。"
    "县级填写的五列：黄色为还没有审批，绿色为已有结果，橙色为这种结果还缺的内容。",
)


_MACHINE_STYLES = ["money" if c.kind == "money" else "one_line" for c in COLUMNS]
_AMOUNTS = [place for place, column in enumerate(COLUMNS) if column.kind == "money"]
_ROSTER_STYLES = ["center" if name in _CENTRED else "text" for name, _ in _ROSTER]
_ROSTER_STYLES[0], _ROSTER_STYLES[_APPLIED] = "number", "money"
# A row has room for two lines; how many characters surely stand in them, by the column: what is made of digits and
# Latin letters takes half the room.
_TWO_LINES, _LINE = 28, 14
_HALF_WIDE = {"编号", "身份证号", "学籍号", "户编号", "电话"}
_ROOM = [
    (place, 2 * (width - 1) if name in _HALF_WIDE else width - 1)
    for place, (name, width) in enumerate(_ROSTER)
    if place not in (0, _APPLIED)
]
_OF_LINE = itemgetter(*(PLACES.get(IN_MACHINE.get(name, name), 0) for name, _ in _ROSTER))


def lines(book: Book, content: Batch) -> None:
    """花名册 and 导入数据, written side by side, so that every line is made once."""
    roster, machine = _roster(book, content), _machine(book)
    for number, line in enumerate(content.lines_counted(), 1):
        values = roster_values(number, line)
        roster.fill(values, _ROSTER_STYLES, _height(values))
        machine.fill(machine_values(line), _MACHINE_STYLES)
    end = roster.row(*roster_sum(content))
    roster.merge(f"A{end}:B{end}")
    machine.sheet.autofilter(0, 0, machine.count - 1, len(COLUMNS) + len(DECISIONS) - 1)
    decision_columns.finish(machine, content)


def _machine(book: Book) -> SheetWriter:
    """导入数据: one header row, forty columns, and five for the county to fill."""
    columns = (*COLUMNS, *DECISIONS)
    writer = SheetWriter(
        book,
        MACHINE,
        [_WIDTHS.get(c.name, 11) for c in columns],
        header_rows="1:1",
        freeze="G2",
        pages_wide=4,
        height=18,
    )
    # Who a row is about stands on every page.
    writer.sheet.repeat_columns(PLACES["申请编号"], PLACES["姓名"])
    writer.row(*machine_head())
    return writer


def machine_head() -> Row:
    """The header of 导入数据."""
    return [(c.name, _head_style(c)) for c in (*COLUMNS, *DECISIONS)], 30


def machine_values(line: Line) -> list[Any]:
    """The forty cells: amounts as numbers, all else text."""
    values: list[Any] = list(line.cells)
    for place in _AMOUNTS:
        if values[place]:
            values[place] = float(values[place])
    return values


def _head_style(column: Column) -> str:
    if column in DECISIONS:
        return "head_decision"
    return {YES: "head_required", CONDITIONAL: "head_conditional"}.get(column.required, "head_optional")


def _roster(book: Book, content: Batch) -> SheetWriter:
    """花名册 (section 5.9): every child with its numbers as text, and the sum."""
    writer = SheetWriter(
        book,
        ROSTER,
        [width for _, width in _ROSTER],
        header_rows="1:3",
        freeze="D4",
        mark="内部资料　注意保密",
        height=_TWO_LINES,
    )
    last = letter(len(_ROSTER))
    for cells, height in roster_head(content):
        writer.row(cells, height)
    writer.merge(f"A1:{last}1", f"A2:{last}2")
    return writer


def roster_head(content: Batch) -> Iterator[Row]:
    """Title, the line below it, and the header."""
    about = f"填报单位（盖章）：{content.township}　　批次号：{content.batch_no}　　单位：元"
    title = marked(f"{content.township}{content.term}教育扶贫救助基金申请花名册", content.kind)
    yield [(title, "title")], 34
    yield [(about, "plain")], 20
    yield [(name, "head") for name, _ in _ROSTER], 30


def roster_values(number: int, line: Line) -> list[Any]:
    """The cells of a child."""
    values: list[Any] = list(_OF_LINE(line.cells))
    values[0], values[_GROUP] = number, line.group_name
    values[_APPLIED] = float(values[_APPLIED] or 0)
    return values


def _height(values: Sequence[Any]) -> float | None:
    """In points, so that a long name stands whole on paper; None for the height of most rows."""
    for place, room in _ROOM:
        if len(values[place]) > room:
            break
    else:
        return None
    lines = max(lines_of(values[place], _ROSTER[place][1]) for place, _ in _ROOM)
    return min(_LINE * lines, HIGHEST) if lines > 2 else None


def roster_sum(content: Batch) -> Row:
    """People, and what they applied for."""
    applied = Decimal(content.totals.applied) / 100
    people = f"{content.totals.rows} 人"
    cells: list[Any] = [("合计", "total"), (None, "total"), (people, "total")]
    cells += [(None, "total")] * (_APPLIED - 3)
    return [*cells, (applied, "total_money"), (None, "total")], 24


def guide(book: Book, content: Batch) -> None:
    """填表说明: what every column means, and what the county fills where."""
    writer = SheetWriter(book, GUIDE, (6, 20, 12, 10, 8, 64), landscape=False)
    for cells, height in guide_rows(content):
        writer.row(cells, height)
    writer.merge(*(f"A{n}:F{n}" for n in range(1, len(_PROSE) + 3)))


def guide_rows(content: Batch) -> Iterator[Row]:
    """The rows of 填表说明."""
    yield [("填 表 说 明", "title")], 34
    yield [(f"批次号：{content.batch_no}", "plain")], 20
    for sentence in _PROSE:
        yield [(sentence, "prose")], 17 * (1 + len(sentence) // 56) + 5
    yield [(head, "head") for head in ("列", "列名", "要求", "类型", "字数", "含义")], 24
    kinds = {"money": "数字", "date": "日期", "text": "文本"}
    for number, column in enumerate((*COLUMNS, *DECISIONS), 1):
        yield (
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
