"""What a file is, by its bytes."""

import io
import re
import zipfile

from eduaid_desktop.errors import UserError

LOCKED = "locked"

_TELLING = ("mimetype", "[Content_Types].xml", "META-INF/manifest.xml")
_BINARY = b"ms-excel.sheet.binary"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = (b"<html", b"<!doctype html", b"<table", b"<meta", b"<head", b"<body", b"<style")
_OTHERS = {
    b"%PDF": "PDF 文件",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"GIF8": "图片",
    b"BM": "图片",
    b"Rar!": "压缩包",
    b"7z\xbc\xaf": "压缩包",
    b"\x1f\x8b": "压缩包",
    b"{\\rtf": "Word 文档",
    b"SQLite format 3": "数据库",
    b"ID;P": "SYLK 文件（.slk）",
    b"\x09\x00\x04\x00": "Excel 2 的旧文件",
    b"\x09\x02\x06\x00": "Excel 3 的旧文件",
    b"\x09\x04\x06\x00": "Excel 4 的旧文件",
}
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
# calamine, too, refuses these, though not by what it says of bytes in memory; msoffcrypto knows no ods.
_LOCKED_ODS = "“{name}”设了打开密码。请用 LibreOffice 或 WPS 打开它，去掉密码后保存，再导入。"
_NEXT = "请选择 Excel 或 WPS 表格（.xlsx、.xls、.et、.ods、.csv）。"


def recognise(data: bytes, name: str) -> str:
    """xlsx, xlsb, xls, ods, csv, html or xml; LOCKED for one of the first two that is encrypted as a whole.

    Raises UserError for anything that is no workbook.
    """
    if not data:
        raise UserError(f"“{name}”是空文件（0 字节）。请向提供的人重新要一份。")
    if not data.strip(b"\0"):
        raise UserError(f"“{name}”的内容全是空字节，可能没有复制完或磁盘出过错。请向提供的人重新要一份。")
    if data.startswith(b"PK"):
        return _zipped(data, name)
    if data.startswith(_OLE):
        return _compound(data, name)
    start = _start(data)
    if (
        start.startswith((b"<?xml", b"<workbook"))
        and b"urn:schemas-microsoft-com:office:spreadsheet" in start
    ):
        return "xml"
    if start.startswith(_HTML) or (start.startswith(b"<?xml") and b"<html" in start):
        return "html"
    if start.startswith(b"mime-version:") and b"text/html" in data[:65536].lower():
        return "html"
    for magic, what in _OTHERS.items():
        if data.startswith(magic):
            raise UserError(f"“{name}”其实是{what}，不是表格。{_NEXT}")
    if start.startswith(b"<?xml"):
        raise UserError(
            f"“{name}”是 XML 格式，无法直接读取。请用 Excel 或 WPS 打开它，另存为“Excel 工作簿（.xlsx）”后再导入。"
        )
    return _text(data, name)


def _start(data: bytes) -> bytes:
    """The first characters in small letters; of a text in UTF-16 without every second byte."""
    start = data[:2048]
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = start[2:].replace(b"\0", b"")
    return start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()


def _zipped(data: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            listed = [part.replace("\\", "/") for part in archive.namelist()]
            declared, contents, manifest = (_beginning(archive, part) for part in _TELLING)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError):
        raise UserError(f"“{name}”不完整或已损坏，可能没有传完。请重新复制或下载一份后再导入。") from None
    if b"opendocument.spreadsheet" in declared:
        if b"encryption-data" in manifest:
            raise UserError(_LOCKED_ODS.format(name=name))
        return "ods"
    parts = set(listed)
    if any(part.startswith("xl/") for part in parts) or b"spreadsheetml" in contents or _BINARY in contents:
        _refuse_doubles(listed, name)
        return "xlsb" if "xl/workbook.bin" in parts or _BINARY in contents else "xlsx"
    what = "Word 文档" if any(part.startswith("word/") for part in parts) else "压缩包"
    raise UserError(f"“{name}”其实是{what}，不是表格。{_NEXT}")


def _beginning(archive: zipfile.ZipFile, part: str) -> bytes:
    try:
        with archive.open(part) as source:
            return source.read(100_000)
    except KeyError:
        return b""


def _refuse_doubles(listed: list[str], name: str) -> None:
    """Two sheets under one name: each program shows another one of them."""
    cells = [part.lower() for part in listed if part.lower().startswith("xl/") and "sheet" in part.lower()]
    if len(set(cells)) < len(cells):
        raise UserError(
            f"“{name}”里有两份同名的工作表内容，无法判断哪一份是真的。请用 Excel 或 WPS 打开它，核对后另存，再导入。"
        )


def _compound(data: bytes, name: str) -> str:
    """The directory of a compound file carries the names of its streams in UTF-16."""
    if _names(data, "EncryptedPackage"):
        return LOCKED
    if any(_names(data, stream) for stream in ("Workbook", "Book", "WORKBOOK", "BOOK")):
        return "xls"
    what = "Word 文档" if _names(data, "WordDocument") else "别的程序的文件"
    raise UserError(f"“{name}”其实是{what}，不是表格。{_NEXT}")


def _names(data: bytes, stream: str) -> bool:
    wanted = stream.encode("utf-16-le") + b"\0\0"
    return wanted in data


def _text(data: bytes, name: str) -> str:
    written = decode(data)
    if written is not None and any(mark in written for mark in ",\t"):
        return "csv"
    if name.startswith(("~$", ".~")):
        raise UserError(
            f"“{name}”是 Excel 或 WPS 打开文件时留下的临时文件，里面没有数据。请选择名称开头没有“~”的那个文件。"
        )
    raise UserError(f"“{name}”不是表格文件。{_NEXT}")


def decode(data: bytes) -> str | None:
    """Text in UTF-8, UTF-16 (with or without its mark) or GB18030 (and GBK); None when it is no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    elif b"\0" in data:
        encodings = (_endian(data),)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            written = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if _CONTROL.search(written) else written
    return None


def _endian(data: bytes) -> str:
    """Commas, tabs and ends of lines tell which byte of two comes first."""
    marks = [data[:200_000].count(mark) for mark in (b",\0", b"\t\0", b"\n\0", b"\0,", b"\0\t", b"\0\n")]
    return "utf-16-le" if sum(marks[:3]) > sum(marks[3:]) else "utf-16-be"
