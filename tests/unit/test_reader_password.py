"""Workbooks that open with a password: asked for, tried, and never told to other programs."""

import hashlib
import io
import random
import subprocess
from pathlib import Path
from struct import pack, unpack_from
from typing import Any

import msoffcrypto
import olefile
import openpyxl
import pytest

from eduaid_desktop.documents import reader, reader_run
from eduaid_desktop.errors import PasswordNeeded, UserError

from .. import xlsb

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
PASSWORD = "格桑花 2018"
# msoffcrypto writes a package of less than 4,096 bytes wrongly; chance cannot be compressed.
BINARY = [["姓名", "扎西"], *([random.Random(n).randbytes(40).hex(), float(n)] for n in range(200))]


def locked(path: Path, data: bytes, password: str = PASSWORD) -> Path:
    """xlsx or xlsb as Excel encrypts them."""
    with path.open("wb") as target:
        msoffcrypto.OfficeFile(io.BytesIO(data)).encrypt(password, target)
    return path


def a_workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["姓名", "扎西"])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def locked_xls(path: Path, password: str = PASSWORD) -> Path:
    """The sample xls as Excel 97 encrypts it: RC4, in blocks of 1,024 bytes, the heads of records left plain.

    The record that says how it is encrypted takes the place of the one that names the writer.
    """
    data = (SAMPLES / "4_学籍名册_旧格式.xls").read_bytes()
    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        stream = bytearray(ole.openstream("Workbook").read())
    salt, verifier = bytes(range(16)), bytes(range(16, 32))
    key = _key(password, salt)
    hashed = _rc4(key, 0, verifier + hashlib.md5(verifier).digest())
    about = pack("<HHH", 1, 1, 1) + salt + hashed
    at = _first(stream, 0x5C)
    (size,) = unpack_from("<H", stream, at + 2)
    rest = size - len(about) - 4
    stream[at : at + 4 + size] = pack("<HH", 0x2F, len(about)) + about + pack("<HH", 0x5C, rest) + bytes(rest)
    path.write_bytes(data)
    with olefile.OleFileIO(str(path), write_mode=True) as ole:
        ole.write_stream("Workbook", _encrypted(stream, key))
    return path


def _first(stream: bytes, kind: int) -> int:
    at = 0
    while unpack_from("<H", stream, at)[0] != kind:
        at += 4 + unpack_from("<H", stream, at + 2)[0]
    return at


def _key(password: str, salt: bytes) -> bytes:
    once = hashlib.md5(password.encode("utf-16-le")).digest()[:5]
    return hashlib.md5((once + salt) * 16).digest()[:5]


def _rc4(key: bytes, block: int, data: bytes) -> bytes:
    from cryptography.hazmat.decrepit.ciphers.algorithms import ARC4
    from cryptography.hazmat.primitives.ciphers import Cipher

    cipher = Cipher(ARC4(hashlib.md5(key + pack("<I", block)).digest()), None).encryptor()
    return cipher.update(data)


def _encrypted(stream: bytes, key: bytes) -> bytes:
    whole = b"".join(
        _rc4(key, at // 1024, bytes(stream[at : at + 1024])) for at in range(0, len(stream), 1024)
    )
    mixed, at = bytearray(stream), 0
    while at + 4 <= len(stream):
        kind, size = unpack_from("<HH", stream, at)
        begin = at + 4 + (4 if kind == 0x85 else 0)  # where a sheet begins stays plain
        if kind not in (0x809, 0x2F, 0xE1):
            mixed[begin : at + 4 + size] = whole[begin : at + 4 + size]
        at += 4 + size
    return bytes(mixed)


def needed(path: Path, password: str | None = None) -> PasswordNeeded:
    with pytest.raises(PasswordNeeded) as caught:
        reader.read(path, password)
    assert path.name in caught.value.sentence
    assert "请" in caught.value.sentence
    return caught.value


@pytest.mark.parametrize("kind", ["xlsx", "xlsb", "xls"])
def test_a_password_is_asked_for_and_opens(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"名册.{kind}"
    if kind == "xls":
        locked_xls(path)
    else:
        locked(path, a_workbook() if kind == "xlsx" else xlsb.workbook(BINARY))
    assert not needed(path).wrong
    assert needed(path, "格桑花2018").wrong
    assert needed(path, "").wrong
    book = reader.read(path, PASSWORD)
    assert book.format == kind
    if kind == "xls":
        assert book.sheets == reader.read(SAMPLES / "4_学籍名册_旧格式.xls").sheets
    else:
        assert book.sheets[0].rows[0] == ["姓名", "扎西"]
    assert book.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_the_password_that_excel_itself_gives(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"名册.{kind}"
    if kind == "xls":
        locked_xls(path, "VelvetSweatshop")
    else:
        locked(path, a_workbook(), "VelvetSweatshop")
    assert reader.read(path).sheets[0].rows
    assert reader.read(path, "needless").sheets[0].rows


def test_a_workbook_without_password_does_not_mind_one() -> None:
    assert reader.read(SAMPLES / "8_学籍名册_GBK.csv", PASSWORD).sheets
    assert reader.read(SAMPLES / "4_学籍名册_旧格式.xls", PASSWORD).sheets


def test_the_password_is_on_no_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Any] = []

    class Watched(subprocess.Popen[bytes]):
        def __init__(self, *given: Any, **others: Any) -> None:
            started.append((given, others))
            super().__init__(*given, **others)

    monkeypatch.setattr(reader_run.subprocess, "Popen", Watched)
    assert reader.read(locked(tmp_path / "名册.xlsx", a_workbook()), PASSWORD).sheets
    assert started
    assert PASSWORD not in repr(started)


def test_a_damaged_encrypted_workbook(tmp_path: Path) -> None:
    path = locked(tmp_path / "名册.xlsx", a_workbook())
    whole = path.read_bytes()
    for cut in (600, 3000, len(whole) - 2000):
        path.write_bytes(whole[:cut])
        with pytest.raises(UserError, match="请"):
            reader.read(path, PASSWORD)
