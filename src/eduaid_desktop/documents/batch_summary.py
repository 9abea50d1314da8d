"""The sheets of a batch workbook that leaders read: 封面 and 汇总表."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from eduaid_desktop.documents.sheet_writer import Book, Formula, Row, SheetWriter, Styled, letter, lines_of
from eduaid_desktop.domain import batch, dates, money
from eduaid_desktop.domain.batch import Batch
from eduaid_desktop.domain.batch_figures import Figure, Village, total
from eduaid_desktop.domain.batch_kinds import CORRECTION, KINDS, REGULAR, batch_numbers, marked

COVER, SUMMARY = "封面", "汇总表"
# The labels of 封面; reading a batch file looks for these words.
BATCH_NO, ROWS, AMOUNT, SEAL, CODE = "批次号", "人数", "金额合计（元）", "数据校验值（SHA-256）", "核对码"
SENDER = "填报单位"
_FIRST_DATA_ROW = 5
_NAME_WIDTH = 14
_NOTE = (
    "打电话核对：双方念核对码，相同即为同一份数据。县级请在“导入数据”的黄色五列填写审批结果，详见“填表说明”。"
)


def sheets(book: Book, content: Batch) -> tuple[SheetWriter, SheetWriter]:
    """封面 and 汇总表, empty: they stand first and are filled last."""
    groups, head = len(_groups(content)), "1:4"
    freeze = f"C{_FIRST_DATA_ROW}"
    return (
        SheetWriter(book, COVER, (30, 68), landscape=False),
        SheetWriter(book, SUMMARY, [5, _NAME_WIDTH, *[6.5, 13] * groups], header_rows=head, freeze=freeze),
    )


def cover(writer: SheetWriter, content: Batch) -> None:
    """封面: what two clerks compare, and where they sign."""
    for cells, height in cover_rows(content):
        row = writer.row(cells, height)
        if cells and cells[0] == (_NOTE, "prose"):
            writer.merge(f"A{row}:B{row}")
    writer.merge("A1:B1")


def cover_rows(content: Batch) -> Iterator[Row]:
    """The rows of 封面."""
    title = marked(f"{content.township}{content.term}教育扶贫救助基金上报批次", content.kind)
    yield [(title, "title"), (None, "title")], 60
    for label, value in _cover_lines(content):
        yield [(label, "label"), (value, "value")], 36 if label == SEAL else 28
    yield [], 20
    yield [(_NOTE, "prose"), (None, "prose")], 40
    for left, right in _signatures(content):
        yield [(left, "plain"), (right, "plain")], 36
    if content.corrects:
        yield [("补正的申请", "label"), ("原批次和县里退回的原因", "label")], 24
    for each in content.corrects:
        high = 20 * (1 + len(each.words) // 36)
        yield [(f"{each.case_no}\n{each.name}", "value"), (each.words, "value")], max(high, 36)


def _signatures(content: Batch) -> tuple[tuple[str, str], ...]:
    return (
        ("填报人（签字）：", "审核人（签字）：　　　　　　　　　负责人（签字）："),
        ("联系电话：" + content.phone, "填报单位（盖章）：　　　　　　　　　　年　　月　　日"),
        ("", "县级接收人（签字）：　　　　　　　　　　年　　月　　日"),
    )


def _cover_lines(content: Batch) -> tuple[tuple[str, str], ...]:
    known, seal = content.totals, content.sha256
    return (
        (BATCH_NO, content.batch_no),
        *_kind_lines(content),
        ("县级主管部门", content.bureau),
        (SENDER, f"{content.county}{content.township}"),
        ("学期", content.term),
        (ROWS, str(known.rows)),
        (AMOUNT, money.yuan(content.amount)),
        ("金额大写", money.amount_in_words(content.amount)),
        ("首尾申请编号", f"{known.first} 至 {known.last}"),
        (CODE, batch.check_code(seal)),
        (SEAL, seal),
        ("生成时间", content.sealed_at),
        ("生成人", content.sealed_by),
        ("程序与数据版本", f"乡镇教育资助 {content.program}，数据格式 {content.schema}"),
    )


def _kind_lines(content: Batch) -> tuple[tuple[str, str], ...]:
    """What makes it another batch than the first of its term."""
    if content.kind == REGULAR:
        return ()
    kind = "种类", KINDS[content.kind]
    if content.kind == CORRECTION:
        return kind, ("补正的批次", batch_numbers(content.corrects))
    return kind, ("说明", "前面的批次上报以后办完的申请")


def summary(writer: SheetWriter, content: Batch) -> None:
    """汇总表 (sections 5.9 and 11.1)."""
    for cells, height in summary_rows(content):
        end = writer.row(cells, height)
    _merge(writer, end, 2 + 2 * len(_groups(content)))


def summary_rows(content: Batch) -> Iterator[Row]:
    """The rows of 汇总表: its head, one for every village, their sum, and who signs."""
    groups, villages = _groups(content), list(content.totals.villages.values())
    width = 2 + 2 * len(groups)
    yield from _heading(content, groups, width)
    for number, village in enumerate(villages, 1):
        cells = _village_row(content, village, number + _FIRST_DATA_ROW - 1)
        high = max(24, 14 * lines_of(village.name, _NAME_WIDTH))
        yield [(number, "number"), (village.name, "center"), *cells], high
    yield [("合计", "total"), (None, "total"), *_total_row(content, villages)], 26
    foot = "填报人：　　　　　　　　审核人：　　　　　　　　负责人：　　　　　　　　联系电话："
    yield [(foot + content.phone, "plain")], 36


def _groups(content: Batch) -> tuple[str, ...]:
    return (*content.stages, "合计", content.poor_heading)


def _heading(content: Batch, groups: Sequence[str], width: int) -> Iterator[Row]:
    """Title, the line below it, and the header of two levels."""
    title = marked(f"{content.township}{content.term}教育扶贫救助基金申请汇总表", content.kind)
    yield [(title, "title")], 38
    second: list[Styled] = [(None, "plain")] * width
    second[0] = f"填报单位（盖章）：{content.township}", "plain"
    second[width // 3] = f"填报日期：{dates.spoken(content.sealed_at[:10])}", "plain_center"
    second[2 * width // 3] = "单位：元、人", "plain_right"
    yield second, 22
    upper = ["序号", "村（社区）"] + [word for group in groups for word in (group, None)]
    yield [(word, "head") for word in upper], 26
    yield [(word, "head") for word in [None, None] + ["人数", "金额"] * len(groups)], 22


def _merge(writer: SheetWriter, end: int, width: int) -> None:
    """end: the last row, where people sign; above it stands the sum."""
    last, middle, right = letter(width), letter(width // 3 + 1), letter(2 * width // 3 + 1)
    writer.merge(f"A1:{last}1", f"A{end - 1}:B{end - 1}", f"A{end}:{last}{end}")
    writer.merge(f"A2:{letter(width // 3)}2", f"{middle}2:{letter(2 * width // 3)}2", f"{right}2:{last}2")
    writer.merge("A3:A4", "B3:B4", *(f"{letter(n)}3:{letter(n + 1)}3" for n in range(3, width, 2)))


def _village_row(content: Batch, village: Village, row: int) -> list[Styled]:
    """People and amount of each stage as numbers, all stages as formulas, of which registered poor."""
    cells: list[Styled] = []
    for stage in content.stages:
        cells += _pair(village.stages.get(stage, (0, 0)), "count", "sum")
    for offset, (value, style) in enumerate(_pair(village.whole, "count", "sum")):
        columns = [letter(3 + offset + 2 * n) for n in range(len(content.stages))]
        cells.append((Formula("=" + "+".join(f"{c}{row}" for c in columns), value), style))
    return cells + _pair(village.poor, "count", "sum")


def _total_row(content: Batch, villages: Sequence[Village]) -> list[Styled]:
    """Sums over the data rows and nothing else."""
    last = _FIRST_DATA_ROW + len(villages) - 1
    figures = [total(v.stages.get(stage, (0, 0)) for v in villages) for stage in content.stages]
    figures += [total(v.whole for v in villages), total(v.poor for v in villages)]
    cells = [cell for figure in figures for cell in _pair(figure, "total_number", "total_money")]
    return [
        (Formula(f"=SUM({letter(n)}{_FIRST_DATA_ROW}:{letter(n)}{last})", value), style)
        for n, (value, style) in enumerate(cells, 3)
    ]


def _pair(figure: Figure, number: str, amount: str) -> list[Styled]:
    people, fen = figure
    return [(people, number), (Decimal(fen) / 100, amount)]
