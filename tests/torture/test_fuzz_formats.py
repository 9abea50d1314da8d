"""Spoilt workbooks of every format, given to the reader alone: what is in them comes out, or one sentence."""

import io
import random
import zipfile
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic

import msoffcrypto
import pytest

from eduaid_desktop.documents import reader
from eduaid_desktop.errors import UserError

from .. import xlsb
from ..unit.test_reader_formats import XML
from ..unit.test_reader_password import PASSWORD, locked_xls
from .mutate import spoil, spoil_zip

Times = Callable[[int, int], int]
Source = tuple[str, bytes]

# Sixteen seconds of work are the limit, and ten times as many on a computer that is as busy as one that tortures.
_PATIENCE = 170.0
_MEMORY = 1536 * 1024
_MAIL = b'MIME-Version: 1.0\r\nContent-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
_TABLE = "<table><tr><th rowspan=2>姓名</th><th colspan=2>金额</th></tr><tr><td>1</td></tr></table>"
_CELL = '<table:table-cell office:value-type="{}" office:value="{}" table:number-columns-repeated="{}"/>'
_ODS = (
    '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="名单"><table:table-column table:number-columns-repeated="9"/>{}</table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)


def an_ods() -> bytes:
    cells = _CELL.format("float", 1.5, 2) + _CELL.format("percentage", 0.5, 1)
    cells += '<table:table-cell office:value-type="string"><text:p>扎西</text:p></table:table-cell>'
    rows = f'<table:table-row table:number-rows-repeated="2">{cells}</table:table-row>' * 6
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", _ODS.format(rows))
    return target.getvalue()


def a_binary() -> bytes:
    rows: list[list[object]] = [["姓名", "金额"]]
    rows += [[random.Random(n).randbytes(30).hex(), n * 1.5, n, xlsb.ERROR] for n in range(80)]
    return xlsb.workbook(rows, hidden_rows=[3], hidden_columns=[1], merged=[((1, 0), (2, 1))])


@pytest.fixture(scope="module")
def sources(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Source]:
    import base64

    locked = io.BytesIO()
    msoffcrypto.OfficeFile(io.BytesIO(a_binary())).encrypt(PASSWORD, locked)
    old = locked_xls(tmp_path_factory.mktemp("locked") / "名册.xls").read_bytes()
    csv = (samples / "8_学籍名册_GBK.csv").read_bytes()
    return [
        ("xlsx", (samples / "5_学籍名册_号码损坏.xlsx").read_bytes()),
        ("xls", (samples / "4_学籍名册_旧格式.xls").read_bytes()),
        ("xlsb", a_binary()),
        ("ods", an_ods()),
        ("csv", csv),
        ("tsv", csv.decode("gb18030").replace(",", "\t").encode("utf-16")),
        ("csv in utf-16-be", csv.decode("gb18030").encode("utf-16-be")),
        ("html", f"<html><meta charset=utf-8>{_TABLE * 5}</html>".encode()),
        ("mhtml", _MAIL + base64.encodebytes(_TABLE.encode())),
        ("xml", XML.encode()),
        ("locked xlsb", locked.getvalue()),
        ("locked xls", old),
    ]


def read_one(data: bytes) -> str:
    """ "read" or "refused"; anything else is an exception."""
    begin = monotonic()
    try:
        book = reader.parse(data, "名册.dat", PASSWORD)
        assert book.sheets
        sentence, found = "名册.dat 请", "read"
    except UserError as refused:
        sentence = refused.sentence
        found = "refused"
    assert "名册.dat" in sentence
    assert "请" in sentence
    assert monotonic() - begin < _PATIENCE
    return found


def test_every_format_spoilt(
    sources: list[Source], times: Times, figures: Counter[str], dice: random.Random, tmp_path: Path
) -> None:
    assert [read_one(data) for _, data in sources] == ["read"] * len(sources)
    count = times(72, 6000)

    def one(number: int) -> tuple[str, str]:
        kind, whole = sources[number % len(sources)]
        chance = random.Random(f"{seed} {number}")
        within = whole.startswith(b"PK") and chance.random() < 0.7
        data = spoil_zip(whole, chance) if within else spoil(whole, chance)
        try:
            return kind, read_one(data)
        except Exception as error:
            (tmp_path / f"{number}.dat").write_bytes(data)
            raise AssertionError(f"input {number} ({kind}) in {tmp_path}: {error!r}") from error

    seed = dice.random()
    with ThreadPoolExecutor(2) as pool:
        for kind, found in pool.map(one, range(count)):
            figures.update([kind, found])


def test_the_memory_of_every_reader_so_far() -> None:
    resource = pytest.importorskip("resource")
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < _MEMORY
