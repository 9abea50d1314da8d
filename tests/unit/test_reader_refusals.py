"""Files that are no workbook, or that break the reader: one sentence with the next step, never more."""

import os
import random
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eduaid_desktop.documents import formats, reader
from eduaid_desktop.errors import UserError

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
OLD, NEW = SAMPLES / "4_学籍名册_旧格式.xls", SAMPLES / "5_学籍名册_号码损坏.xlsx"


def refusal(path: Path, **limits: float) -> str:
    with pytest.raises(UserError) as caught:
        reader.read(path, **limits)
    sentence = caught.value.sentence
    assert path.name in sentence
    assert "请" in sentence
    assert "\n" not in sentence
    return sentence


def outcome(read: Callable[[], object]) -> str:
    """The sentence of a refusal, or "read" when something came out."""
    try:
        return "read" if read() else "nothing"
    except UserError as refused:
        return refused.sentence


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "空文件"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3 1 0 obj", "PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "图片"),
        (b"Rar!\x1a\x07\x00", "压缩包"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument\0".encode("utf-16-le") + b"\0" * 600, "Word"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage\0".encode("utf-16-le"), "损坏"),
        (b"PK\x03\x04 cut short", "不完整"),
        (b'<?xml version="1.0"?><office:document office:version="1.2"/>', "XML"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "损坏"),
        (b"\x09\x04\x06\x00\x00\x00\x10\x00", "Excel 4"),
        (bytes(4096), "空字节"),
        (b"<html><body>no table here</body></html>", "没有表格"),
        ("一段没有分列的文字".encode(), "不是表格"),
        (bytes(range(256)) * 4, "不是表格"),
        ('姓名,电话\r\n"甲,1\r\n'.encode() + b"x" * 1_100_000, "引号"),
    ],
)
def test_what_is_no_workbook_is_named(tmp_path: Path, data: bytes, word: str) -> None:
    path = tmp_path / "名册.xlsx"
    path.write_bytes(data)
    assert word in refusal(path)


def test_a_word_document_and_a_bare_zip(tmp_path: Path) -> None:
    for part, word in (("word/document.xml", "Word"), ("照片.jpg", "压缩包")):
        path = tmp_path / "名册.xlsx"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(part, "x")
        assert word in refusal(path)


def test_missing_file_and_folder(tmp_path: Path) -> None:
    assert "找不到" in refusal(tmp_path / "没有.xlsx")
    assert "文件夹" in refusal(tmp_path)


@pytest.fixture
def _ordinary_user() -> Iterator[None]:
    """Root may read everything, so it steps down."""
    if os.geteuid():
        yield
    else:
        os.seteuid(65534)
        yield
        os.seteuid(0)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
@pytest.mark.usefixtures("_ordinary_user")
def test_a_file_that_may_not_be_read() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "名册.xlsx"
        path.write_bytes(NEW.read_bytes())
        path.chmod(0)
        assert "打不开" in refusal(path)


def test_the_time_is_bounded() -> None:
    assert "已停止" in refusal(NEW, timeout=0.001)


@pytest.mark.parametrize("source", [OLD, NEW])
def test_a_file_cut_off_in_the_middle(tmp_path: Path, source: Path) -> None:
    data = source.read_bytes()
    path = tmp_path / source.name
    path.write_bytes(data[: len(data) // 2])
    refusal(path)


@pytest.mark.parametrize("source", [OLD, NEW])
def test_damaged_bytes_are_read_or_refused(tmp_path: Path, source: Path) -> None:
    chance = random.Random(7)
    for attempt in range(8):
        data = bytearray(source.read_bytes())
        for _ in range(60):
            data[chance.randrange(600, len(data))] = chance.randrange(256)
        path = tmp_path / f"{attempt}{source.suffix}"
        path.write_bytes(data)
        sentence = outcome(lambda path=path: reader.read(path, timeout=60).sheets)
        assert "请" in sentence or sentence == "read"


@settings(max_examples=200)
@given(
    st.binary(max_size=3000),
    st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<html>"]),
)
def test_any_bytes_are_recognised_or_refused(data: bytes, start: bytes) -> None:
    sentence = outcome(lambda: formats.recognise(start + data, "x"))
    assert "请" in sentence or sentence == "read"
