"""Workbooks made to hurt, by accident or on purpose: what can be read is read, the rest is one sentence."""

import io
import os
import re
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from eduaid_desktop.documents import reader, reader_run
from eduaid_desktop.errors import Stopped, UserError

SHEET, BOOK, STRINGS = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml"
Change = Callable[[dict[str, bytes]], None]


def a_book(path: Path, change: Change, *rows: list[object]) -> Path:
    """A workbook of openpyxl whose parts were changed."""
    book = openpyxl.Workbook()
    for row in rows or [["姓名", "金额"], ["扎西", 1]]:
        book.active.append(row)
    saved = io.BytesIO()
    book.save(saved)
    with zipfile.ZipFile(saved) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    if STRINGS not in parts:
        share_strings(parts)
    change(parts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            # The writer of zip files corrects backslashes; some programs do not.
            about = zipfile.ZipInfo(name)
            about.filename = name
            archive.writestr(about, data)
    return path


def share_strings(parts: dict[str, bytes]) -> None:
    """Texts in a part of their own, as Excel writes them and openpyxl does not."""
    texts = re.findall(rb"<is>(.*?)</is>", parts[SHEET])
    count = iter(range(len(texts)))
    shared = re.sub(rb"<is>.*?</is>", lambda _: b"<v>%d</v>" % next(count), parts[SHEET])
    parts[SHEET] = shared.replace(b'"inlineStr"', b'"s"')
    items = b"".join(b"<si>%s</si>" % text for text in texts)
    parts[STRINGS] = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s</sst>' % items
    )
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    one = b'<Relationship Id="rId55" Type="%s" Target="sharedStrings.xml"/></Relationships>' % kind
    rels = "xl/_rels/workbook.xml.rels"
    parts[rels] = parts[rels].replace(b"</Relationships>", one)
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    one = b'<Override PartName="/xl/sharedStrings.xml" ContentType="%s"/></Types>' % kind
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", one)


def read_or_refused(path: Path) -> reader.Workbook | None:
    try:
        return reader.read(path)
    except UserError:
        refusal(path)
        return None


def replacing(part: str, old: bytes, new: bytes) -> Change:
    def change(parts: dict[str, bytes]) -> None:
        assert old in parts[part]
        parts[part] = parts[part].replace(old, new)

    return change


def sheet_data(xml: bytes) -> Change:
    """Other rows in the place of those of the sheet."""

    def change(parts: dict[str, bytes]) -> None:
        whole = re.sub(b"<sheetData>.*</sheetData>", b"<sheetData>@</sheetData>", parts[SHEET])
        parts[SHEET] = whole.replace(b"@", xml)

    return change


def refusal(path: Path, **limits: float) -> str:
    with pytest.raises(UserError) as caught:
        reader.read(path, **limits)
    assert path.name in caught.value.sentence
    assert "请" in caught.value.sentence
    return caught.value.sentence


CELL = b'<c r="%s" t="inlineStr"><is><t>x</t></is></c>'


def test_a_dimension_that_lies(tmp_path: Path) -> None:
    change = replacing(SHEET, b'<dimension ref="A1:B2"', b'<dimension ref="A1:XFD1048576"')
    path = a_book(tmp_path / "大.xlsx", change)
    assert reader.read(path).sheets[0].rows == [["姓名", "金额"], ["扎西", 1]]


def test_a_cell_in_the_last_row(tmp_path: Path) -> None:
    change = sheet_data(
        b'<row r="1">' + CELL % b"A1" + b'</row><row r="1048576">' + CELL % b"C1048576" + b"</row>"
    )
    rows = reader.read(a_book(tmp_path / "末.xlsx", change)).sheets[0].rows
    assert (len(rows), rows[0], rows[-1]) == (1_048_576, ["x", None, None], [None, None, "x"])
    assert not any(map(any, rows[1:-1]))
    assert len({id(row) for row in rows}) < 2000


def test_a_cell_in_the_last_column(tmp_path: Path) -> None:
    data = b"".join(b'<row r="%d">%s</row>' % (n, CELL % (b"A%d" % n)) for n in range(2, 200))
    change = sheet_data(b'<row r="1">' + CELL % b"A1" + CELL % b"XFD1" + b"</row>" + data)
    path = tmp_path / "宽.xlsx"
    rows = reader.read(a_book(path, change)).sheets[0].rows
    assert (len(rows[0]), rows[0][-1], rows[1], len(rows)) == (16_384, "x", ["x"], 199)


def test_a_million_empty_rows(tmp_path: Path) -> None:
    empty = b'<row r="%d" ht="20" customHeight="1"/>'
    data = b"".join(empty % n for n in range(2, 1_048_577))
    sheet = reader.read(
        a_book(tmp_path / "空.xlsx", sheet_data(b'<row r="1">' + CELL % b"A1" + b"</row>" + data))
    )
    assert sheet.sheets[0].rows == [["x"]]


def test_cells_that_have_a_style_alone(tmp_path: Path) -> None:
    def letters(n: int) -> str:
        return ("" if n < 26 else letters(n // 26 - 1)) + chr(65 + n % 26)

    data = "".join(
        f'<row r="{r}">' + "".join(f'<c r="{letters(c)}{r}" s="0"/>' for c in range(16_384)) + "</row>"
        for r in range(2, 12)
    )
    change = sheet_data(b'<row r="1" hidden="1">' + CELL % b"A1" + b"</row>" + data.encode())
    sheet = reader.read(a_book(tmp_path / "式.xlsx", change)).sheets[0]
    assert (sheet.rows, sheet.hidden_rows) == ([["x"]], {0})


def test_the_longest_cell(tmp_path: Path) -> None:
    text = "藏" * 32_767
    path = a_book(tmp_path / "长.xlsx", lambda parts: None, [text, f"{text}1"])
    assert [len(cell) for cell in reader.read(path).sheets[0].rows[0]] == [32_767, 32_767]


def test_hundreds_of_sheets_with_odd_names(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    names = ["Sheet", "{name}", "a&b<c>", "'引号'", "‮倒", "%s{0}", *(f"第{n}村" for n in range(300))]
    for name in names[1:]:
        book.create_sheet(name).append([name])
    book.save(tmp_path / "多.xlsx")
    found = reader.read(tmp_path / "多.xlsx")
    assert [sheet.name for sheet in found.sheets] == names
    assert [sheet.rows for sheet in found.sheets[1:]] == [[[name]] for name in names[1:]]
    assert found.blind == ()


def test_two_sheets_of_one_name(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append([1])
    book.create_sheet("Zwei").append([2])
    book.save(tmp_path / "名.xlsx")
    saved = (tmp_path / "名.xlsx").read_bytes()

    def change(parts: dict[str, bytes]) -> None:
        with zipfile.ZipFile(io.BytesIO(saved)) as archive:
            parts.update({name: archive.read(name) for name in archive.namelist()})
        parts[BOOK] = parts[BOOK].replace(b'name="Zwei"', b'name="Sheet"')

    assert "Sheet" in refusal(a_book(tmp_path / "名.xlsx", change))


def test_charts_alone(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_chartsheet("图")
    del book["Sheet"]
    book.save(tmp_path / "图.xlsx")
    assert "图表" in refusal(tmp_path / "图.xlsx")


def test_a_macro_sheet_beside_the_roll(tmp_path: Path) -> None:
    """calamine refuses the whole workbook; openpyxl leaves the macros out."""

    def change(parts: dict[str, bytes]) -> None:
        parts["xl/macrosheets/sheet1.xml"] = parts[SHEET]
        rels = "xl/_rels/workbook.xml.rels"
        kind = b"http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet"
        one = (
            b'<Relationship Id="rId77" Type="%s" Target="/xl/macrosheets/sheet1.xml"/></Relationships>' % kind
        )
        parts[rels] = parts[rels].replace(b"</Relationships>", one)
        space = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        sheet = b'<sheet name="Macro1" sheetId="9" r:id="rId77" xmlns:r="%s"/></sheets>' % space
        parts[BOOK] = parts[BOOK].replace(b"</sheets>", sheet)

    found = reader.read(a_book(tmp_path / "宏.xlsm", change))
    assert found.sheets[0].rows == [["姓名", "金额"], ["扎西", 1]]


def test_an_error_that_is_newer_than_calamine(tmp_path: Path) -> None:
    change = sheet_data(b'<row r="1">' + CELL % b"A1" + b'<c r="B1" t="e"><v>#SPILL!</v></c></row>')
    sheet = reader.read(a_book(tmp_path / "新.xlsx", change)).sheets[0]
    assert sheet.rows[0][0] == "x"
    assert sheet.unread == {(0, 1): "error"}


@pytest.mark.parametrize(
    "change",
    [
        replacing("[Content_Types].xml", b"worksheet+xml", b"chartsheet+xml"),
        lambda parts: parts.pop("[Content_Types].xml"),
        lambda parts: parts.pop("xl/_rels/workbook.xml.rels"),
        lambda parts: parts.pop("xl/styles.xml"),
        lambda parts: parts.pop(STRINGS),
        lambda parts: parts.pop(SHEET),
        lambda parts: parts.update({name.replace("/", "\\"): parts.pop(name) for name in list(parts)}),
        lambda parts: parts.update({name.upper(): parts.pop(name) for name in list(parts)}),
        replacing(BOOK, b"rId1", b"rId99"),
        replacing(SHEET, b'<c r="A1"', b'<c r="A0"'),
        replacing(SHEET, b'<c r="A1"', b'<c r="ZZZZ99999999"'),
        replacing(SHEET, b"<v>0</v>", b"<v>999999999</v>"),
        replacing(SHEET, b"</sheetData>", b""),
    ],
)  # fmt: skip
def test_parts_that_are_missing_or_wrong(tmp_path: Path, change: Change) -> None:
    path = a_book(tmp_path / "缺.xlsx", change)
    if found := read_or_refused(path):
        cells = [cell for row in found.sheets[0].rows for cell in row if cell is not None]
        assert cells == ["姓名", "金额", "扎西", 1]


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 20) for n in range(12)
) + b"]>"  # fmt: skip


@pytest.mark.parametrize("part", [SHEET, BOOK, STRINGS, "xl/styles.xml", "[Content_Types].xml"])
@pytest.mark.parametrize("kind", ["laughs", "file"])
def test_entities(tmp_path: Path, part: str, kind: str) -> None:
    secret = tmp_path / "geheim.txt"
    secret.write_text("SECRET")

    def change(parts: dict[str, bytes]) -> None:
        outside = b'<!DOCTYPE x [<!ENTITY m SYSTEM "file://%s">]>' % os.fsencode(secret)
        head, rest = (LAUGHS, b"&m;") if kind == "laughs" else (outside, b"&m;")
        root = re.search(rb"<[a-zA-Z]", parts[part])
        assert root
        parts[part] = (
            b'<?xml version="1.0"?>' + head + parts[part][root.start() :].replace("姓名".encode(), rest)
        )

    path = a_book(tmp_path / "体.xlsx", change)
    assert "SECRET" not in repr(read_or_refused(path))


def test_sizes_that_lie(tmp_path: Path) -> None:
    path = a_book(tmp_path / "谎.xlsx", lambda parts: None)
    data = bytearray(path.read_bytes())
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 24 : at + 28] = b"\x10\0\0\0"
        at = data.find(b"PK\x01\x02", at + 4)
    path.write_bytes(data)
    if found := read_or_refused(path):
        assert found.sheets[0].rows == [["姓名", "金额"], ["扎西", 1]]


def test_a_workbook_in_an_archive(tmp_path: Path) -> None:
    inner = a_book(tmp_path / "内.xlsx", lambda parts: None)
    with zipfile.ZipFile(tmp_path / "外.xlsx", "w") as archive:
        archive.write(inner, inner.name)
    assert "压缩包" in refusal(tmp_path / "外.xlsx")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no address-space limit on Windows")
def test_a_bomb(tmp_path: Path) -> None:
    """Two thousand million spaces in one cell are more than the process may hold."""
    path = a_book(tmp_path / "弹.xlsx", lambda parts: parts.pop(STRINGS))
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(STRINGS, "w", force_zip64=True) as part,
    ):
        part.write(b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>x')
        for _ in range(200):
            part.write(b" " * 10_000_000)
        part.write(b"x</t></si></sst>")
    sentence = refusal(path)
    assert "行列太多" in sentence or "已停止" in sentence


@pytest.mark.parametrize("name", ["~$名册.xlsx", ".~名册.et"])
def test_what_excel_leaves_beside_an_open_workbook(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"\x05admin".ljust(55) + b"\x05\0" + "admin".ljust(50).encode("utf-16-le"))
    assert "临时文件" in refusal(path)


def test_a_device_is_no_workbook() -> None:
    if Path(os.devnull).exists():
        assert "普通文件" in refusal(Path(os.devnull))


def started_instead(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    monkeypatch.setattr(reader_run, "command", lambda: [sys.executable, "-c", program])


@pytest.mark.parametrize(
    ("program", "word"),
    [
        ("import time; time.sleep(600)", "已停止"),
        ("import sys, time; sys.stdin.buffer.read(); time.sleep(600)", "已停止"),
        ("raise SystemExit(3)", "损坏"),
        ("import sys; sys.stdin.buffer.read(); raise SystemExit(3)", "损坏"),
        ("import os; os.abort()", "行列太多"),
    ],
)
def test_a_process_that_hangs_or_dies(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, program: str, word: str
) -> None:
    started_instead(monkeypatch, program)
    path = tmp_path / "名册.csv"
    path.write_bytes(b"a,b\n" * 2_000_000)
    assert word in refusal(path, timeout=1)


def test_reading_can_be_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "名册.csv"
    path.write_text("a,b\n" * 20_000)
    asked: list[tuple[int, int]] = []
    with pytest.raises(Stopped, match="名册"):
        reader.read(
            path, cancelled=lambda: bool(asked), progress=lambda done, total: asked.append((done, total))
        )
    assert asked
    assert asked[0][0] < 20_000
    started_instead(monkeypatch, "import time; time.sleep(600)")
    with pytest.raises(Stopped):
        reader.read(path, cancelled=lambda: True)


def test_what_progress_raises_ends_the_process(tmp_path: Path) -> None:
    path = tmp_path / "名册.csv"
    path.write_text("a,b\n" * 20_000)

    def progress(done: int, total: int) -> None:
        raise KeyError(done)

    with pytest.raises(KeyError):
        reader.read(path, progress=progress)


def test_progress_counts_rows(tmp_path: Path) -> None:
    path = a_book(tmp_path / "多.xlsx", lambda parts: None, *([n] for n in range(2500)))
    told: list[tuple[int, int]] = []
    reader.read(path, progress=lambda *at: told.append(at))
    assert told == [(1000, 2500), (2000, 2500), (2500, 2500)]
