"""Every format that is read tells the same of the same sheet: cells, hidden rows and columns, merged ranges, errors."""

import email.policy
import zipfile
from datetime import date, datetime
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pytest

from eduaid_desktop.documents import reader
from eduaid_desktop.errors import UserError

from .. import xlsb
from ..libreoffice import resaved


def a_roll(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "名单"
    sheet.append(["姓名", "出生日期", "金额", "备注", "在册"])
    sheet.append(["扎西·尼玛", date(2008, 5, 1), 1234567.891, None, True])
    sheet.append(["拉姆", datetime(2009, 6, 2, 8, 30), 0.1, "513399201103079922", False])
    sheet.append(["合并", None, 3, "=NA()", None])
    sheet.append([None, None, "=1+1", " 前后有空格 ", None])
    sheet.merge_cells("A4:B5")
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["D"].hidden = True
    book.save(path)
    return path


@pytest.mark.libreoffice
@pytest.mark.parametrize("wanted", ["xlsx", "xls", "ods"])
def test_resaved_by_another_program(tmp_path: Path, wanted: str) -> None:
    book = reader.read(resaved(a_roll(tmp_path / "名单.xlsx"), tmp_path / "另存", wanted))
    sheet = book.sheets[0]
    assert (book.format, book.blind, sheet.name) == (wanted, (), "名单")
    assert sheet.rows == [
        ["姓名", "出生日期", "金额", "备注", "在册"],
        ["扎西·尼玛", date(2008, 5, 1), 1234567.891, None, True],
        ["拉姆", datetime(2009, 6, 2, 8, 30), 0.1, "513399201103079922", False],
        ["合并", None, 3, None, None],
        [None, None, 2, " 前后有空格 ", None],
    ]
    assert sheet.merged == [((3, 0), (4, 1))]
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({2}, {3})
    assert sheet.unread == {(3, 3): "error"}


def test_a_binary_workbook(tmp_path: Path) -> None:
    path = tmp_path / "名单.xlsb"
    path.write_bytes(
        xlsb.workbook(
            [
                ["姓名", "金额", "序号", "在册"],
                ["扎西·尼玛", 1234567.891, 7, True],
                [],
                ["拉姆", xlsb.ERROR, xlsb.FAILED_FORMULA, False],
            ],
            hidden_rows=[1],
            hidden_columns=[2],
            merged=[((3, 0), (4, 0))],
        )
    )
    book = reader.read(path)
    sheet = book.sheets[0]
    assert (book.format, book.blind, sheet.name) == ("xlsb", (), "名单")
    assert sheet.rows == [
        ["姓名", "金额", "序号", "在册"],
        ["扎西·尼玛", 1234567.891, 7, True],
        [None] * 4,
        ["拉姆", None, None, False],
    ]
    assert (sheet.hidden_rows, sheet.hidden_columns, sheet.merged) == ({1}, {2}, [((3, 0), (4, 0))])
    assert sheet.unread == {(3, 1): "error", (3, 2): "error"}


def test_an_opendocument_sheet_that_ends_early(tmp_path: Path) -> None:
    """calamine would read on for ever."""
    path = tmp_path / "断.ods"
    table = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr(
            "content.xml", f'<a xmlns:table="{table}"><table:table table:name="名单"><table:table-row>'
        )
    with pytest.raises(UserError, match="损坏"):
        reader.read(path)


XML = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:html="http://www.w3.org/TR/REC-html40"><Worksheet ss:Name="名单"><Table>
<Column ss:Index="2" ss:Hidden="1" ss:Span="1"/><Column/>
<Row><Cell ss:MergeAcross="1"><Data ss:Type="String">花名册</Data></Cell>
<Cell><Data ss:Type="Number">7</Data></Cell></Row>
<Row ss:Index="4" ss:Hidden="1"><Cell ss:Index="2"><Data ss:Type="DateTime">2018-06-30T00:00:00.000</Data>
<Comment><ss:Data>批注</ss:Data></Comment></Cell>
<Cell><ss:Data ss:Type="String">扎西<html:B>尼玛</html:B></ss:Data></Cell>
<Cell ss:Formula="=1+1"/><Cell ss:Formula="=1/0"><Data ss:Type="Error">#DIV/0!</Data></Cell>
<Cell><Data ss:Type="Boolean">1</Data></Cell></Row></Table></Worksheet></Workbook>"""


def test_spreadsheet_xml_of_2003(tmp_path: Path) -> None:
    path = tmp_path / "导出.xls"
    path.write_text(XML, encoding="utf-8")
    book = reader.read(path)
    sheet = book.sheets[0]
    assert (book.format, sheet.name) == ("xml", "名单")
    assert sheet.rows == [
        ["花名册", None, 7.0],
        [],
        [],
        [None, date(2018, 6, 30), "扎西尼玛", None, None, True],
    ]
    assert (sheet.hidden_rows, sheet.hidden_columns, sheet.merged) == ({3}, {1, 2}, [((0, 0), (0, 1))])
    assert sheet.unread == {(3, 3): "formula", (3, 4): "error"}


def test_a_web_archive(tmp_path: Path) -> None:
    archive = EmailMessage(policy=email.policy.SMTP)
    archive["MIME-Version"] = "1.0"
    archive.set_content("<table><tr><td>姓名</td><td>扎西</td></tr></table>", "html", "utf-8", "base64")
    path = tmp_path / "导出.xls"
    # Excel begins with this line, too.
    path.write_bytes(b"MIME-Version: 1.0\r\n" + archive.as_bytes().replace(b"MIME-Version: 1.0\r\n", b"", 1))
    assert reader.read(path).sheets[0].rows == [["姓名", "扎西"]]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_text_in_two_bytes_a_character(tmp_path: Path, encoding: str, mark: str) -> None:
    path = tmp_path / "名单.csv"
    path.write_bytes(f"{mark}姓名\t电话\r\n甲，乙\t16400000000\r\n".encode(encoding))
    book = reader.read(path)
    assert (book.format, book.sheets[0].rows) == ("csv", [["姓名", "电话"], ["甲，乙", "16400000000"]])


def test_a_web_page_in_two_bytes_a_character(tmp_path: Path) -> None:
    path = tmp_path / "导出.xls"
    path.write_bytes("<html><table><tr><td>姓名</td></tr></table></html>".encode("utf-16"))
    assert reader.read(path).sheets[0].rows == [["姓名"]]


def test_kinds_of_times(tmp_path: Path) -> None:
    """Times and durations are text; days before March 1900 and of the calendar of 1904 are the right ones."""
    book = openpyxl.Workbook()
    sheet = book.active
    for number, look in ((0.354166666666667, "hh:mm"), (1.09375, "[h]:mm:ss"), (1, "yyyy-mm-dd"), (61, "yyyy-mm-dd"),
                         (59, "yyyy-mm-dd"), (43281.5, "yyyy-mm-dd hh:mm"), (3e7, "yyyy-mm-dd")):  # fmt: skip
        sheet.append([number])
        sheet.cell(sheet.max_row, 1).number_format = look
    path = tmp_path / "时.xlsx"
    book.save(path)
    rows = [row[0] for row in reader.read(path).sheets[0].rows]
    assert rows == ["08:30:00", "26:15:00", date(1900, 1, 1), date(1900, 3, 1), date(1900, 2, 28),
                    datetime(2018, 6, 30, 12), 3e7]  # fmt: skip
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.save(path)
    assert reader.read(path).sheets[0].rows[5] == [datetime(2022, 7, 1, 12)]
