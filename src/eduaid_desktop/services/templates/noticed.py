"""What is easily overlooked in somebody else's workbook: other sheets like the one filled, hidden columns, a filter."""

from collections.abc import Mapping, Sequence

from eduaid_desktop.documents.reader import Sheet
from eduaid_desktop.documents.template_workbook import Shape
from eduaid_desktop.domain.header import Header, column_letters

# A sheet with so large a part of the columns that are known is one like the sheet that is filled.
_ALIKE = 0.6


def told(sheet: Sheet, others: Sequence[str], headings: Mapping[int, str], shape: Shape) -> tuple[str, ...]:
    """In sentences. others: sheets with a header like the one filled; headings: of the columns that are filled;
    shape: what the formats and formulas of the workbook say.
    """
    said = []
    if others:
        said.append(
            f"只填工作表“{sheet.name}”；“{'”“'.join(others)}”的表头也相像，不填。"
            "要填那一张的，请在 Excel 或 WPS 里把它单独另存为一个文件，再放进来。"
        )
    if hidden := [c for c in sorted(headings) if c in sheet.hidden_columns]:
        named = "、".join(f"{column_letters(c)}（{headings[c]}）" for c in hidden)
        said.append(f"在模板里隐藏、照样填写的列：{named}。")
    if shape.filtered:
        said.append(
            "模板里开着筛选：写出的行都看得见，对方再筛选一次才会藏起；不要筛选的，请先在空表里清除。"
        )
    if shape.blind:
        said.append(
            "模板里有用 INDIRECT 或 OFFSET 取数的公式，行数变了它不会跟着变：写出后请打开，看合计对不对。"
        )
    return tuple(said)


def alike(chosen: Header, sheet: Sheet, found: Sequence[tuple[Header, Sheet]]) -> list[str]:
    """The sheets whose header is known nearly as well as the one that was chosen."""
    least = _ALIKE * len(chosen.columns)
    return [s.name for head, s in found if s is not sheet and head.columns and len(head.columns) >= least]
