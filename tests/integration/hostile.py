"""Texts that spreadsheet programs like to make something else of, and how a county moves a workbook about."""

import random
from collections.abc import Sequence
from io import BytesIO
from typing import Any

FORMULAS = (
    "=1+1", "=cmd|'/C calc'!A0", '=HYPERLINK("http://example.org","点")', "@SUM(A1:A9)", "+1", "+86 164 0000 0001",
    "-1", "-2+3", '=DDE("soffice","a","b")', "{=1}", "=A1", "'=1+1", "＝1+1", "=", "@", "+", "-", "=-1", "\"=1\"",
)  # fmt: skip
LOOKALIKES = (
    "00123", "1E5", "1e-3", "6.2299E+17", "123456789012345678", "0.10", "1,234.50", "￥5", "10元", "50%", "1/2",
    "2018-06-12", "2018/6/12", "20180612", "6月12日", "12:30", "43263", "TRUE", "FALSE", "真", "是", "#N/A",
    "#REF!", "#DIV/0!", "#VALUE!", "NaN", "None", "null", "1.0", "５", "Ⅳ", "1 000", ".5", "5.",
)  # fmt: skip
MARKS = (
    "_x0041_", "_x000D_", "_x005F_x0041_", "_X0041_", "__x0041__", "<a>&\"'", "]]>", "&#10;", "&amp;", "<![CDATA[x",
    "'前引号", "''", "“引”号", "\\n", "%s", "${x}", "{0}", "甲,乙;丙|丁", "第一行\n第二行", "一\n\n二", "=1\n=2",
)  # fmt: skip
SCRIPTS = (
    "扎西·卓玛", "བཀྲ་ཤིས་སྒྲོལ་མ།", "𠮷野", "𪚥", "㐂", "ئاينۇر", "나", "Ñandú", "é", "e\u0301", "ʻOkina", "😀", "ﬁ",
    "①②", "ⅷ", "😀\u200d😀", "\ue000", "〇", "㎡", "甲\u00a0乙", "\u00a0甲\u00a0", "\u3000甲", "甲\u200b乙",
    "\ufeff甲", "甲\t乙",
    "甲\r\n乙", "甲\r乙", "  甲  乙  ", "甲\u2028乙", "甲\x0b乙", "甲\x00乙", "甲\x1f乙", "甲\x85乙", "甲\ufffe乙",
    "甲\uffff乙", "甲\ud800乙", "\u202e甲", "甲\u0300\u0327", "甲\x9f乙", "長" * 200, "=" * 200,
)  # fmt: skip
TEXTS = (*FORMULAS, *LOOKALIKES, *MARKS, *SCRIPTS)


def disturbed(data: bytes, seed: int) -> bytes:
    """A batch workbook after a county had it: rows sorted, columns moved and added, everything in other formats."""
    from openpyxl import load_workbook
    from openpyxl.styles import Font, PatternFill

    dice, book = random.Random(seed), load_workbook(BytesIO(data))
    sheet = book["导入数据"]
    head, *body = [list(row) for row in sheet.iter_rows()]
    order = dice.sample(range(len(head)), len(head))
    dice.shuffle(body)
    moved = [[(row[n].value, row[n].data_type, row[n].number_format) for n in order] for row in (head, *body)]
    sheet.delete_rows(1, sheet.max_row)
    sheet.merged_cells.ranges.clear()
    fonts = [Font(name="黑体", size=9, bold=True), Font(name="Arial", italic=True, color="FFC00000")]
    for number, row in enumerate(moved, 1):
        for column, held in enumerate(row, 1 + seed % 2):
            _put(sheet.cell(number, column), held, dice.choice(fonts))
            sheet.cell(number, column).fill = PatternFill("solid", fgColor="FFFFEE99")
    sheet.cell(1, len(head) + 3).value = "县局备注"
    for letter in "ACF":
        sheet.column_dimensions[letter].width = dice.randrange(1, 90)
    sheet.column_dimensions["B"].hidden = True
    sheet.freeze_panes, sheet.auto_filter.ref, sheet.title = None, f"A1:C{len(moved)}", "Sheet1 (2)"
    book.move_sheet(sheet, -3)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _put(cell: Any, held: Sequence[Any], font: Any) -> None:
    cell.value, cell.data_type, cell.number_format = held
    cell.font = font
