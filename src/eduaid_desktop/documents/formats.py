"""What a file is, by its bytes."""

import io
import re
import zipfile

from eduaid_desktop.errors import UserError

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
}
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_NEXT = "请选择 Excel 或 WPS 表格（.xlsx、.xls、.et、.ods、.csv）。"


def recognise(data: bytes, name: str) -> str:
    """xlsx, xlsb, xls, ods, csv or html. Raises UserError for anything that is no workbook."""
    if not data:
        raise UserError(f"“{name}”是空文件（0 字节）。请向提供的人重新要一份。")
    if data.startswith(b"PK"):
        return _zipped(data, name)
    if data.startswith(_OLE):
        return _compound(data, name)
    start = data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(_HTML) or (start.startswith(b"<?xml") and b"<html" in start):
        return "html"
    for magic, what in _OTHERS.items():
        if data.startswith(magic):
            raise UserError(f"“{name}”其实是{what}，不是表格。{_NEXT}")
    if start.startswith(b"<?xml"):
        raise UserError(
            f"“{name}”是 XML 格式，无法直接读取。请用 Excel 或 WPS 打开它，另存为“Excel 工作簿（.xlsx）”后再导入。"
        )
    return _text(data, name)


def _zipped(data: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {part.replace("\\", "/") for part in archive.namelist()}
            declared = archive.read("mimetype")[:100] if "mimetype" in parts else b""
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError):
        raise UserError(f"“{name}”不完整或已损坏，可能没有传完。请重新复制或下载一份后再导入。") from None
    if b"opendocument.spreadsheet" in declared:
        return "ods"
    if any(part.startswith("xl/") for part in parts):
        return "xlsb" if "xl/workbook.bin" in parts else "xlsx"
    what = "Word 文档" if any(part.startswith("word/") for part in parts) else "压缩包"
    raise UserError(f"“{name}”其实是{what}，不是表格。{_NEXT}")


def _compound(data: bytes, name: str) -> str:
    """The directory of a compound file carries the names of its streams in UTF-16."""
    if _names(data, "EncryptedPackage"):
        raise UserError(f"“{name}”设了打开密码。请用 Excel 或 WPS 打开它，去掉密码后保存，再导入。")
    if _names(data, "Workbook") or _names(data, "Book"):
        return "xls"
    what = "Word 文档" if _names(data, "WordDocument") else "别的程序的文件"
    raise UserError(f"“{name}”其实是{what}，不是表格。{_NEXT}")


def _names(data: bytes, stream: str) -> bool:
    wanted = stream.encode("utf-16-le") + b"\0\0"
    return wanted in data


def _text(data: bytes, name: str) -> str:
    written = decode(data)
    if written is None or not any(mark in written for mark in ",\t"):
        raise UserError(f"“{name}”不是表格文件。{_NEXT}")
    return "csv"


def decode(data: bytes) -> str | None:
    """Text in UTF-8, UTF-16 with its mark, or GB18030 (and GBK); None when it is no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    elif b"\0" in data:
        return None
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            written = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if _CONTROL.search(written) else written
    return None
