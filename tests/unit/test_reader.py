"""Reading workbooks: what is in the file is what comes out, whatever the file is called."""

import csv
import io
import marshal
import re
import subprocess
import sys
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from eduaid_desktop.documents import reader

SAMPLES = Path(__file__).parents[1] / "data" / "samples"


def saved(path: Path, book: openpyxl.Workbook) -> Path:
    book.save(path)
    return path


def patched(path: Path, part: str, old: str, new: str) -> Path:
    """The workbook with one piece of its XML replaced, as other programs would have written it."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old.encode() in parts[part]
    parts[part] = parts[part].replace(old.encode(), new.encode())
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize(
    ("name", "kind", "sizes"),
    [
        ("1_学籍名册_2018年春季.xlsx", "xlsx", {"学籍名册": 1292}),
        ("4_学籍名册_旧格式.xls", "xls", {"初中部": 228, "高中部": 88}),
        ("6_项目台账_2018.xlsx", "xlsx", {"项目台账": 13, "健身工程明细": 61}),
        ("8_学籍名册_GBK.csv", "csv", {"": 203}),
    ],
)
def test_the_samples_come_out_whole(name: str, kind: str, sizes: dict[str, int]) -> None:
    book = reader.read(SAMPLES / name)
    assert book.format == kind
    assert {sheet.name: len(sheet.rows) for sheet in book.sheets} == sizes
    assert not any(sheet.unread for sheet in book.sheets)


def test_every_cell_agrees_with_another_reader() -> None:
    path = SAMPLES / "2_户籍与建档立卡人员_2018.xlsx"
    rows = reader.read(path).sheets[0].rows
    other = openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)
    for mine, theirs in zip(rows, other, strict=True):
        days = [cell.date() if isinstance(cell, datetime) else cell for cell in theirs]
        assert mine == days


def test_the_same_roll_as_csv_has_the_same_words() -> None:
    text = reader.read(SAMPLES / "8_学籍名册_GBK.csv").sheets[0].rows
    sheet = reader.read(SAMPLES / "1_学籍名册_2018年春季.xlsx").sheets[0].rows
    lost = {(25, 4), (47, 4)}  # two rare characters that GBK does not have
    for r in range(2, 203):
        for c in range(1, 26):
            if (r, c) not in lost:
                assert text[r][c] == sheet[r][c]


def test_kinds_of_cells(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["B3"] = "张三"
    sheet["C3"] = 12.5
    sheet["D3"] = True
    sheet["E3"] = datetime(2018, 6, 30)
    sheet["F3"] = datetime(2018, 6, 30, 8, 15)
    found = reader.read(saved(tmp_path / "格.xlsx", book)).sheets[0].rows
    empty = [None] * 6
    assert found == [
        empty,
        empty,
        [None, "张三", 12.5, True, date(2018, 6, 30), datetime(2018, 6, 30, 8, 15)],
    ]


def test_hidden_rows_columns_and_sheets_are_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in range(1, 6):
        sheet.append([row, row, row, row])
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    book.create_sheet("隐藏").sheet_state = "hidden"
    sheet.merge_cells("A4:B5")
    first, second = reader.read(saved(tmp_path / "隐.xlsx", book)).sheets
    assert (first.hidden_rows, first.hidden_columns, first.visible) == ({2}, {1}, True)
    assert first.merged == [((3, 0), (4, 1))]
    assert not second.visible


def test_uncalculated_formulas_and_errors_are_not_lost(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = "姓名"
    sheet["B2"] = "=1+1"
    sheet["C3"] = "#N/A"
    sheet["D4"] = "=2+2"
    path = saved(tmp_path / "式.xlsx", book)
    patched(path, "xl/worksheets/sheet1.xml", "<f>2+2</f><v />", "<f>2+2</f><v>4</v>")
    found = reader.read(path).sheets[0]
    assert found.unread == {(1, 1): "formula", (2, 2): "error"}
    assert found.rows[3][3] == 4


def test_an_empty_result_of_a_formula_is_an_empty_cell(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "=1+1"
    book.active["A2"] = "甲"
    path = saved(tmp_path / "空.xlsx", book)
    patched(
        path,
        "xl/worksheets/sheet1.xml",
        '<c r="A1"><f>1+1</f><v /></c>',
        '<c r="A1" t="str"><f>1+1</f><v></v></c>',
    )
    found = reader.read(path).sheets[0]
    assert found.unread == {}
    assert found.rows == [[None], ["甲"]]


# The same, as different programs write it: (rows, what is to be told of them).
WRITTEN = [
    ('<row r="1"><c r="A1"><f>1+1</f></c></row>', {(0, 0): "formula"}),
    ('<row r="1"><c r="A1"><f>1+1</f><v/></c><c r="B1"><f>1+1</f><v></v></c></row>',
     {(0, 0): "formula", (0, 1): "formula"}),
    ('<row r="1"><c r="A1"><f t="shared" ref="A1:B1" si="0">1+1</f><v>2</v></c>'
     '<c r="B1"><f t="shared" si="0"/></c></row>',
     {(0, 1): "formula"}),
    ('<row r="1"><c r="A1"><f t="array" ref="A1:A2">1+1</f><v>2</v></c></row><row r="2"><c r="A2"/></row>', {}),
    ('<row r="1"><c r="A1" t="str"><f>""</f><v></v></c><c r="B1" t="str"><f>""</f></c></row>', {(0, 1): "formula"}),
    ('<row r="1"><c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="B1" t="e"><v>#REF!</v></c></row>',
     {(0, 0): "error", (0, 1): "error"}),
    ('<row r="1"><c r="A1" t="inlineStr"><f>1+1</f><v>lost</v></c></row>', {(0, 0): "formula"}),
    ('<row r="1"><c r="A1" t="inlineStr"><v>old</v><is><t>new</t></is></c></row>', {}),
    ('<row r="1"><c r="A1" t="inlineStr"><f>""</f><is><t></t></is></c></row>', {}),
    ('<row r="1" hidden="false"><c r="A1"><v>1</v></c></row><row r="2" hidden="true"><c r="A2"><v>1</v></c></row>', {}),
]  # fmt: skip


@pytest.mark.parametrize("form", ["plain", "prefix", "parsed"])
@pytest.mark.parametrize(("rows", "unread"), WRITTEN)
def test_formulas_as_programs_write_them(
    tmp_path: Path, form: str, rows: str, unread: dict[tuple[int, int], str]
) -> None:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    whole = f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'
    if form == "prefix":
        whole = re.sub(r"<(/?)(?=\w)", r"<\1x:", whole).replace("xmlns=", "xmlns:x=")
    elif form == "parsed":
        whole = whole.replace("<sheetData>", "<!-- a note --><sheetData>")
    path = saved(tmp_path / "式.xlsx", openpyxl.Workbook())
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    patched(path, "xl/worksheets/sheet1.xml", sheet, whole)
    found = reader.read(path).sheets[0]
    assert found.unread == unread
    assert found.hidden_rows == ({1} if "hidden" in rows else set())


def test_rows_and_cells_without_addresses_are_counted(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "甲"
    book.active["B2"] = "=1+1"
    path = saved(tmp_path / "址.xlsx", book)
    patched(path, "xl/worksheets/sheet1.xml", '<row r="2"><c r="B2">', '<row hidden="1"><c/><c>')
    found = reader.read(path).sheets[0]
    assert found.unread == {(1, 1): "formula"}
    assert found.hidden_rows == {1}


def test_two_cells_at_opposite_corners(tmp_path: Path) -> None:
    """calamine asks for 400 GB and aborts its process; then the other way is taken."""
    book = openpyxl.Workbook()
    book.active["A1"] = "姓名"
    book.active["B2"] = "=1+1"
    book.active["XFD1048576"] = "x"
    sheet = reader.read(saved(tmp_path / "大.xlsx", book)).sheets[0]
    assert sheet.rows[0] == ["姓名"]
    assert not any(sheet.rows[1:-1])
    assert (len(sheet.rows), len(sheet.rows[-1]), sheet.rows[-1][-1]) == (1_048_576, 16_384, "x")
    assert sheet.unread == {(1, 1): "formula"}


ROWS = [["姓名", "身份证号", "备注"], ["扎西·尼玛", "513399201103079922", "写着“，”和,逗号"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_text_files_in_every_usual_encoding(tmp_path: Path, encoding: str, delimiter: str) -> None:
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerows(ROWS)
    path = tmp_path / "名单.txt"
    path.write_bytes(written.getvalue().encode(encoding))
    book = reader.read(path)
    assert book.format == "csv"
    assert book.sheets[0].rows == ROWS


def test_numbers_written_as_text_formulas(tmp_path: Path) -> None:
    path = tmp_path / "号.csv"
    path.write_bytes('姓名,电话\r\n甲,="0836199"\r\n乙,"=""0836200"""\r\n'.encode())
    assert reader.read(path).sheets[0].rows[1:] == [["甲", "0836199"], ["乙", "0836200"]]


def test_an_html_table_named_xls(tmp_path: Path) -> None:
    path = tmp_path / "导出.xls"
    path.write_bytes(
        """<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"></head><body>
        <table><tr><td colspan=3>花名册</td></tr>
        <tr><th>户主</th><th>姓&nbsp;名</th><th>身份证号</th></tr>
        <tr><td rowspan=2>登巴</td><td>扎西<br>尼玛</td><td>513399201103079922</td></tr>
        <tr><td>拉姆</td><td></td></tr></table></body></html>""".encode("gb18030")
    )
    book = reader.read(path)
    assert book.format == "html"
    assert book.sheets[0].rows == [
        ["花名册", None, None],
        ["户主", "姓\xa0名", "身份证号"],
        ["登巴", "扎西\n尼玛", "513399201103079922"],
        [None, "拉姆", None],
    ]
    assert book.sheets[0].merged == [((0, 0), (0, 2)), ((2, 0), (3, 0))]


def test_an_opendocument_sheet(tmp_path: Path) -> None:
    path = tmp_path / "名册.ods"
    names = "".join(
        f' xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{word}</text:p></table:table-cell>'
        for word in ("姓名", "扎西·尼玛")
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{names}><office:body>'
            f'<office:spreadsheet><table:table table:name="名单"><table:table-row>{cells}</table:table-row>'
            "</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    book = reader.read(path)
    assert (book.format, book.sheets[0].name) == ("ods", "名单")
    assert book.sheets[0].rows == [["姓名", "扎西·尼玛"]]


@pytest.mark.parametrize("name", ["学籍.xls", "学籍.csv", "学籍", "学籍.pdf"])
def test_the_name_of_a_file_decides_nothing(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes((SAMPLES / "5_学籍名册_号码损坏.xlsx").read_bytes())
    assert reader.read(path).format == "xlsx"


def test_the_hash_is_that_of_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n")
    assert reader.read(path).sha256 == "5be08c9684a1d25efcee09318204824278b08bbfb4aef973ffefd0b9d7478313"


def test_the_program_itself_is_the_reader_process_when_built() -> None:
    asked = subprocess.run(
        [sys.executable, "-m", "eduaid_desktop", "--reader"],
        input=marshal.dumps(("名单.csv", None, False)) + "姓名,电话\n".encode(),
        capture_output=True,
        check=True,
    )
    assert marshal.dumps(("format", "csv")) in asked.stdout
    assert "姓名".encode() in asked.stdout
