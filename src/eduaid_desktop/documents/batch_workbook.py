"""上报批次工作簿: five sheets as one file, whose bytes depend on nothing but what is in it."""

import io
import re
import zipfile
from collections.abc import Mapping
from decimal import Decimal

from eduaid_desktop.documents import batch_sheets, batch_summary
from eduaid_desktop.domain.batch import Batch

_CALCULATED = re.compile(rb'(<c r="([A-Z]+\d+)"[^>]*><f>[^<]*</f>)<v\s*(?:/>|></v>)')
_STAMP = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")
# The oldest moment that a zip file can hold.
_ZIP_MOMENT = (1980, 1, 1, 0, 0, 0)


def build(content: Batch) -> bytes:
    """The workbook of a batch as the bytes of an .xlsx file."""
    from openpyxl import Workbook
    from openpyxl.workbook.properties import CalcProperties
    from openpyxl.writer.excel import ExcelWriter

    book = Workbook(write_only=True)
    batch_summary.cover(book, content)
    values = batch_summary.summary(book, content)
    batch_sheets.roster(book, content)
    batch_sheets.machine(book, content)
    batch_sheets.guide(book, content)
    book.calculation = CalcProperties(fullCalcOnLoad=True)
    book.properties.creator = content.township
    book.properties.title = f"{content.township}{content.term}教育扶贫救助基金上报批次 {content.batch_no}"
    written = io.BytesIO()
    ExcelWriter(book, zipfile.ZipFile(written, "w", zipfile.ZIP_STORED)).save()
    return _packed(written, values, content.sealed_at)


def _packed(written: io.BytesIO, values: Mapping[str, int | Decimal], moment: str) -> bytes:
    """The same parts with fixed moments, and with the value of every formula beside it.

    openpyxl writes formulas without values, and the protected view in which Excel opens a file from a
    stick does not calculate: it would show an empty summary.
    """
    summary = "xl/worksheets/sheet2.xml"
    packed = io.BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            if name == summary:
                part = _CALCULATED.sub(
                    lambda m: m[1] + b"<v>%s</v>" % str(values[m[2].decode()]).encode(), part
                )
            if name == "docProps/core.xml":
                part = _STAMP.sub(rb"\g<1>%sZ" % moment[:19].replace(" ", "T").encode(), part)
            entry = zipfile.ZipInfo(name, _ZIP_MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, part)
    return packed.getvalue()
