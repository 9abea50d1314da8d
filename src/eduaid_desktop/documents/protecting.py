"""A workbook behind a password that Excel, WPS and LibreOffice ask for: AES-256, as [MS-OFFCRYPTO] 2.3.4.10 (agile).

The protected bytes are others each time, because their salts are; unlocking reads them.
"""

import io
import zipfile

from eduaid_desktop.documents import unlocking
from eduaid_desktop.errors import Refused, UserError

SUFFIXES = frozenset({".xlsx", ".xlsm", ".docx"})
# A stream below this size belongs into another part of the container, where msoffcrypto 6.0 does not put it.
_SMALLEST = 4096
_LIST = "[Content_Types].xml"


def require(suffix: str) -> None:
    """Raises Refused for a file that has no password of this kind. suffix: with its dot."""
    if suffix.lower() not in SUFFIXES:
        raise Refused(
            "只有 Excel 表格和 Word 文档能加打开密码。请去掉“加打开密码”，或另外压缩加密。", "phrase"
        )


def protected(data: bytes, phrase: str) -> bytes:
    """The workbook behind this phrase, opened again and compared. Raises UserError where that fails."""
    from msoffcrypto.format.ooxml import OOXMLFile  # type: ignore[import-untyped]

    whole = data if len(data) >= _SMALLEST else _larger(data)
    target = io.BytesIO()
    OOXMLFile(io.BytesIO(whole)).encrypt(phrase, target)
    if not opens_as(target.getvalue(), phrase, whole):
        raise UserError("加了密码的文件打不回原样，没有写出。请再试一次；仍不行的，先不加打开密码。")
    return target.getvalue()


def opens_as(data: bytes, phrase: str, whole: bytes) -> bool:
    """Whether a file that may be protected opens with this phrase and holds exactly these bytes."""
    if not data.startswith(_CONTAINER):
        return False
    try:
        return unlocking.unlocked(data, phrase) == whole
    except UserError:
        return False


_CONTAINER = bytes.fromhex("d0cf11e0a1b11ae1")


def _larger(data: bytes) -> bytes:
    """The same parts, not packed, with blank space at the end of the list of them."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as small, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as made:
        for part in small.infolist():
            held = small.read(part)
            made.writestr(part.filename, held + b"\n" * _SMALLEST if part.filename == _LIST else held)
    return target.getvalue()
