"""The sheets of a batch workbook that leaders read: 封面 and 汇总表."""

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from eduaid_desktop.documents.sheet_writer import Formula, SheetWriter, Styled, letter
from eduaid_desktop.domain import batch, dates, money
from eduaid_desktop.domain.batch import Batch, Line

if TYPE_CHECKING:
    from openpyxl import Workbook

COVER, SUMMARY = "封面", "汇总表"
# The labels of 封面; reading a batch file looks for these words.
BATCH_NO, ROWS, AMOUNT, SEAL, CODE = "批次号", "人数", "金额合计（元）", "数据校验值（SHA-256）", "核对码"
SENDER = "填报单位"
_FIRST_DATA_ROW = 5


def cover(book: "Workbook", content: Batch) -> None:
    """封面: what two clerks compare, and where they sign."""
    writer = SheetWriter(book, COVER, (30, 66), landscape=False)
    writer.row([(f"{content.township}{content.term}教育扶贫救助基金上报批次", "title")], 60)
    writer.merge("A1:B1")
    for label, value in _cover_lines(content):
        writer.row([(label, "label"), (value, "value")], 36 if label == SEAL else 28)
    writer.row([], 20)
    note = "打电话核对：双方念核对码，相同即为同一份数据。县级请在“导入数据”的黄色五列填写审批结果，详见“填表说明”。"
    end = writer.row([(note, "prose")], 40)
    writer.merge(f"A{end}:B{end}")
    for left, right in (
        ("填报人（签字）：", "审核人（签字）：　　　　　　　　　负责人（签字）："),
        ("联系电话：" + content.phone, "填报单位（盖章）：　　　　　　　　　　年　　月　　日"),
        ("", "县级接收人（签字）：　　　　　　　　　　年　　月　　日"),
    ):
        writer.row([(left, "plain"), (right, "plain")], 36)


def _cover_lines(content: Batch) -> tuple[tuple[str, str], ...]:
    lines, seal = content.lines, content.sha256
    return (
        (BATCH_NO, content.batch_no),
        ("县级主管部门", content.bureau),
        (SENDER, f"{content.county}{content.township}"),
        ("学期", content.term),
        (ROWS, str(len(lines))),
        (AMOUNT, money.yuan(content.amount)),
        ("金额大写", money.amount_in_words(content.amount)),
        ("首尾申请编号", f"{lines[0]['申请编号']} 至 {lines[-1]['申请编号']}"),
        (CODE, batch.check_code(seal)),
        (SEAL, seal),
        ("生成时间", content.sealed_at),
        ("生成人", content.sealed_by),
        ("程序与数据版本", f"乡镇教育资助 {content.program}，数据格式 {content.schema}"),
    )


def summary(book: "Workbook", content: Batch) -> dict[str, int | Decimal]:
    """汇总表 (sections 5.9 and 11.1). Returns the value of every formula cell by its place."""
    groups = (*content.stages, "合计", content.poor_heading)
    width = 2 + 2 * len(groups)
    writer = SheetWriter(
        book, SUMMARY, [5, 14, *[6.5, 13] * len(groups)], header_rows="1:4", freeze=f"C{_FIRST_DATA_ROW}"
    )
    _heading(writer, content, groups, width)
    values: dict[str, int | Decimal] = {}
    villages: dict[str, list[Line]] = defaultdict(list)
    for line in sorted(content.lines, key=lambda each: each.village):
        villages[line.village].append(line)
    for number, lines in enumerate(villages.values(), 1):
        cells = _village_row(content, lines, number + _FIRST_DATA_ROW - 1)
        _keep(values, writer.row([(number, "number"), (lines[0]["村名称"], "center"), *cells], 24), cells, 3)
    totals = _total_row(content, len(villages), width)
    end = writer.row([("合计", "total"), (None, "total"), *totals], 26)
    _keep(values, end, totals, 3)
    foot = "填报人：　　　　　　　　审核人：　　　　　　　　负责人：　　　　　　　　联系电话："
    writer.row([(foot + content.phone, "plain")], 36)
    writer.merge(f"A{end}:B{end}", f"A{end + 1}:{letter(width)}{end + 1}")
    return values


def _heading(writer: SheetWriter, content: Batch, groups: tuple[str, ...], width: int) -> None:
    """Title, the line below it, and the header of two levels."""
    middle, right = letter(width // 3 + 1), letter(2 * width // 3 + 1)
    before = (letter(width // 3), letter(2 * width // 3), letter(width))
    writer.row([(f"{content.township}{content.term}教育扶贫救助基金申请汇总表", "title")], 38)
    second: list[Styled] = [(None, "plain")] * width
    second[0] = f"填报单位（盖章）：{content.township}", "plain"
    second[width // 3] = f"填报日期：{dates.spoken(content.sealed_at[:10])}", "plain_center"
    second[2 * width // 3] = "单位：元、人", "plain_right"
    writer.row(second, 22)
    upper = ["序号", "村（社区）"] + [word for group in groups for word in (group, None)]
    writer.row([(word, "head") for word in upper], 26)
    writer.row([(word, "head") for word in [None, None] + ["人数", "金额"] * len(groups)], 22)
    writer.merge(f"A1:{before[2]}1", f"A2:{before[0]}2", f"{middle}2:{before[1]}2", f"{right}2:{before[2]}2")
    writer.merge("A3:A4", "B3:B4", *(f"{letter(n)}3:{letter(n + 1)}3" for n in range(3, width, 2)))


def _village_row(content: Batch, lines: list[Line], row: int) -> list[Styled]:
    """People and amount of each stage as numbers, all stages as formulas, of which registered poor."""
    cells: list[Styled] = []
    for stage in content.stages:
        cells += _pair([line for line in lines if line["学段"] == stage], "count", "sum")
    for offset, (value, style) in enumerate(_pair(lines, "count", "sum")):
        columns = [letter(3 + offset + 2 * n) for n in range(len(content.stages))]
        cells.append((Formula("=" + "+".join(f"{c}{row}" for c in columns), value), style))
    return cells + _pair([line for line in lines if line.registered_poor], "count", "sum")


def _total_row(content: Batch, villages: int, width: int) -> list[Styled]:
    """Sums over the data rows and nothing else."""
    last = _FIRST_DATA_ROW + villages - 1
    parts = [[line for line in content.lines if line["学段"] == stage] for stage in content.stages]
    parts += [list(content.lines), [line for line in content.lines if line.registered_poor]]
    cells: list[Styled] = []
    for lines in parts:
        cells += _pair(lines, "total_number", "total_money")
    return [
        (Formula(f"=SUM({letter(n)}{_FIRST_DATA_ROW}:{letter(n)}{last})", value), style)
        for n, (value, style) in zip(range(3, width + 1), cells, strict=True)
    ]


def _pair(lines: list[Line], number: str, amount: str) -> list[Styled]:
    return [(len(lines), number), (Decimal(sum(line.amount for line in lines)) / 100, amount)]


def _keep(values: dict[str, int | Decimal], row: int, cells: list[Styled], first: int) -> None:
    for column, (value, _) in enumerate(cells, first):
        if isinstance(value, Formula):
            values[f"{letter(column)}{row}"] = value.value
