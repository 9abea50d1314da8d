"""Made-up empty workbooks as county bureaus hand them out, for a term batch."""

import zipfile
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

_THIN = Side(style="thin")
_FRAME = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_TEXT_BOX = (
    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:twoCellAnchor>'
    "<xdr:from><xdr:col>6</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{0}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>"
    "<xdr:to><xdr:col>8</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{1}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>"
    '<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="2" name="盖章处"/><xdr:cNvSpPr txBox="1"/></xdr:nvSpPr>'
    '<xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr><xdr:txBody><a:bodyPr/><a:p><a:r><a:t>'
    "（盖章处）</a:t></a:r></a:p></xdr:txBody></xdr:sp><xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>"
)


def with_foot(path: Path, room: int = 5, formula_column: bool = False) -> Path:
    """Title, unit line, header in row 4, some empty rows, 合计 with sums, 填表人, a remark, a hidden dictionary."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "救助申请"
    sheet["A1"] = "云岭县2018年春季学期教育扶贫救助基金申请明细表"
    sheet.merge_cells("A1:J1")
    sheet["A2"], sheet["H2"] = "填报单位（盖章）：", "单位：元"
    _header(
        sheet,
        4,
        (
            "序号",
            "*学生姓名",
            "性别",
            "身份证号",
            "户类型",
            "就读学校",
            "申请金额",
            "拟救助金额",
            "收款人",
            "备注",
        ),
    )
    last = 4 + room
    for row in range(5, last + 1):
        for column in range(1, 11):
            cell = sheet.cell(row, column)
            cell.border = _FRAME
            cell.number_format = "#,##0.00" if column in (7, 8) else "@" if column == 4 else "General"
        sheet.row_dimensions[row].height = 22
        if formula_column:
            sheet.cell(row, 10, f"=H{row}-G{row}")
    foot = last + 1
    sheet.cell(foot, 1, "合计")
    sheet.merge_cells(f"A{foot}:F{foot}")
    for letter in "GH":
        sheet[f"{letter}{foot}"] = f"=SUM({letter}5:{letter}{last})"
        sheet[f"{letter}{foot}"].number_format = "#,##0.00"
    sheet[f"J{foot}"] = f"=COUNTA(B5:B{last})"
    sheet.cell(foot + 1, 1, "填表人：")
    sheet.merge_cells(f"A{foot + 1}:C{foot + 1}")
    sheet.cell(foot + 1, 6, "审核人：")
    sheet.cell(foot + 2, 1, "注：本表一式两份。")
    sheet.cell(foot, 8).comment = Comment("与汇总表一致", "资助中心")
    _rules(sheet, last)
    sheet.print_area = f"A1:J{foot + 2}"
    sheet.print_title_rows = "1:4"
    sheet.freeze_panes = "C5"
    words = book.create_sheet("字典")
    for row, word in enumerate(("一般贫困户", "低保贫困户", "五保贫困户", "一般农户"), 1):
        words.cell(row, 1, word)
    words.sheet_state = "hidden"
    total = book.create_sheet("汇总")
    total["A1"], total["B1"] = "拟救助合计", f"=SUM(救助申请!H5:H{last})"
    total["A2"], total["B2"] = "其中填表人见", f"=救助申请!A{foot + 1}"
    book.defined_names["户类型表"] = DefinedName("户类型表", attr_text="字典!$A$1:$A$4")
    book.defined_names["拟救助"] = DefinedName("拟救助", attr_text=f"救助申请!$H$5:$H${last}")
    book.save(path)
    _add_text_box(path, foot)
    return path


def two_levels(path: Path) -> Path:
    """A header of two rows with groups, codes, 万元, days as numbers, limits of length, one example row."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Sheet1"
    sheet["A1"] = "教育救助申请信息采集表"
    sheet.merge_cells("A1:K1")
    sheet["A2"] = "金额单位：万元"
    groups = (("序号", 1), ("学生信息", 4), ("监护人", 2), ("救助情况", 4))
    column = 1
    for words, width in groups:
        sheet.cell(3, column, words)
        if width > 1:
            sheet.merge_cells(start_row=3, end_row=3, start_column=column, end_column=column + width - 1)
        column += width
    sheet.merge_cells("A3:A4")
    _header(
        sheet, 4,
        (
            None, "姓名", "性别代码", "证件号码", "出生日期", "姓名", "关系", "拟救助金额", "公示开始日期",
            "公示结束日期", "经办股室",
        ),
    )  # fmt: skip
    for cell in sheet[4][1:5]:
        cell.font, cell.fill = Font(color="FFC00000", bold=True), PatternFill("solid", fgColor="FFE7E6E6")
    example = (
        1,
        "张三（示例）",
        "1",
        "513399200601010010",
        "20060101",
        "李四",
        "父子",
        0.15,
        None,
        None,
        "资助股",
    )
    for column, value in enumerate(example, 1):
        sheet.cell(5, column, value)
    sheet["I5"].number_format = "yyyy\\-mm\\-dd"
    sheet["H5"].number_format = "0.000000"
    limit = DataValidation("textLength", operator="lessThanOrEqual", formula1="30")
    limit.add("B5:B200")
    code = DataValidation("list", formula1='"1,2"')
    code.add("C5:C200")
    sheet.add_data_validation(limit)
    sheet.add_data_validation(code)
    book.save(path)
    return path


def _header(sheet: Worksheet, row: int, words: tuple[str | None, ...]) -> None:
    for column, word in enumerate(words, 1):
        if word is not None:
            cell = sheet.cell(row, column, word)
            cell.border, cell.alignment = _FRAME, Alignment(horizontal="center", wrap_text=True)


def _rules(sheet: Worksheet, last: int) -> None:
    sexes = DataValidation("list", formula1='"男,女"', showErrorMessage=True)
    sexes.add(f"C5:C{last}")
    kinds = DataValidation("list", formula1="户类型表")
    kinds.add(f"E5:E{last}")
    for rule in (sexes, kinds):
        sheet.add_data_validation(rule)
    red = FormulaRule(formula=["$H5>$G5"], fill=PatternFill(bgColor="FFFF0000"))
    sheet.conditional_formatting.add(f"A5:J{last}", red)


def _add_text_box(path: Path, row: int) -> None:
    """A text box beside the signatures, which openpyxl cannot make."""
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name).decode() for name in file.namelist()}
    rels = "xl/worksheets/_rels/sheet1.xml.rels"
    drawing = (
        '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing"'
        ' Target="/xl/drawings/drawing77.xml"/>'
    )
    parts[rels] = parts[rels].replace("</Relationships>", f"{drawing}</Relationships>")
    part = "xl/worksheets/sheet1.xml"
    used = '<drawing xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rId99"/>'
    parts[part] = parts[part].replace("<legacyDrawing", f"{used}<legacyDrawing", 1)
    assert used in parts[part]
    kind = "application/vnd.openxmlformats-officedocument.drawing+xml"
    types = f'<Override PartName="/xl/drawings/drawing77.xml" ContentType="{kind}"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace("</Types>", types)
    parts["xl/drawings/drawing77.xml"] = _TEXT_BOX.format(row, row + 2)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name, text)


def merged_rows(path: Path, room: int = 2) -> Path:
    """Names over two columns in every row, a table of Excel's, a pasted list of allowed words in the newer form."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "附件 1"
    sheet["A1"] = "附件1"
    _header(sheet, 2, ("编号", "姓名", None, "学段", "拟救助金额"))
    sheet.merge_cells("B2:C2")
    for row in range(3, 3 + room):
        sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=3)
        sheet.cell(row, 2).font = Font(name="仿宋", size=14)
    foot = 3 + room
    sheet.cell(foot, 1, "合计")
    sheet.cell(foot, 5, f"=SUM($E$3:$E${foot - 1})")
    sheet.cell(foot + 1, 1, "报送日期：").hyperlink = "https://example.invalid/"
    sheet.auto_filter.ref = f"A2:E{foot - 1}"
    book.save(path)
    newer = (
        '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"'
        ' xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
        ' xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:dataValidations count="1">'
        '<x14:dataValidation type="list"><x14:formula1><xm:f>"幼儿园,小学,初中,普通高中,中职,大专,本科"</xm:f>'
        f"</x14:formula1><xm:sqref>D3:D{foot - 1}</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
    )
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    part = "xl/worksheets/sheet1.xml"
    parts[part] = parts[part].replace(b"</worksheet>", newer.encode() + b"</worksheet>")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return path
