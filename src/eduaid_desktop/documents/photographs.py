"""Photographs as they go into the office file: upright, small enough, and without what the camera wrote into them.

Source: domain section 13: attachments are copied, photographs resized, EXIF (place, time, telephone) stripped.
"""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from eduaid_desktop.documents import pages
from eduaid_desktop.errors import UserError

if TYPE_CHECKING:
    from PIL.Image import Image, Transpose

JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"
ENDINGS = {JPEG: ".jpg", PNG: ".png", PDF: ".pdf"}
LONGEST_SIDE = 2000
GLANCE = 288
_DPI_OF_GLANCE = 30
_QUALITY = 85
_MOST_BYTES = 40 * 1024 * 1024
_MOST_BYTES_OF_PDF = 20 * 1024 * 1024
# More than telephones take. A JPEG is read at a fraction of its size, all others whole.
_MOST_PIXELS_OF_JPEG, _MOST_PIXELS = 120_000_000, 40_000_000
_HEIC = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"))
_ORIENTATION = 0x0112
_MARGIN = 28.0


@dataclass(frozen=True)
class Prepared:
    """What is kept of a file. media_type: a key of ENDINGS."""

    media_type: str
    data: bytes


def prepared(path: Path) -> Prepared:
    """A JPEG or PNG made upright, at most LONGEST_SIDE pixels long and bare of all remarks; a PDF as it is.

    Raises UserError for a file that cannot be read, is damaged, too large or of another kind.
    """
    data = _read(path)
    kind = _kind(data)
    if kind == PDF:
        _require_bytes(path, data, _MOST_BYTES_OF_PDF)
        pages.page_count(path)
        return Prepared(PDF, data)
    with _told(path):
        with warnings.catch_warnings():
            # Of a damaged EXIF block Pillow says so aloud; it is thrown away here anyway.
            warnings.simplefilter("ignore")
            picture = _bare(_opened(path, data, kind))
        return _smallest(picture, kind)


def glance(path: Path) -> bytes:
    """A small picture of a file, at most GLANCE pixels wide and high, as PNG; of a PDF its first page.

    Raises UserError for every file that prepared would refuse.
    """
    data = _read(path)
    kind = _kind(data)
    if kind == PDF:
        _require_bytes(path, data, _MOST_BYTES_OF_PDF)
    with _told(path):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = _first_page(path) if kind == PDF else _whole(_opened(path, data, kind))
        picture.thumbnail((GLANCE, GLANCE))
        small = io.BytesIO()
        picture.save(small, "PNG")
        return small.getvalue()


def _first_page(path: Path) -> "Image":
    from PIL import Image

    page = pages.render(path, 0, _DPI_OF_GLANCE)
    return Image.frombytes("RGBA", (page.width, page.height), page.rgba)


def _whole(picture: "Image") -> "Image":
    """Upright, with every pixel read: half a picture is found out here."""
    turn = _turn(picture)
    picture.draft("RGB", (GLANCE, GLANCE))
    picture = _plain(picture)
    return picture.transpose(turn) if turn is not None else picture


def to_pdf(data: bytes, target: Path) -> None:
    """A kept picture on a page of A4, for the preview and the printer."""
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    picture = ImageReader(io.BytesIO(data))
    wide, high = picture.getSize()
    page = landscape(A4) if wide > high else A4
    scale = min((page[0] - 2 * _MARGIN) / wide, (page[1] - 2 * _MARGIN) / high)
    size = (wide * scale, high * scale)
    canvas = Canvas(str(target), pagesize=page)
    canvas.drawImage(picture, (page[0] - size[0]) / 2, (page[1] - size[1]) / 2, *size)
    canvas.save()


def _read(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise UserError(f"“{path}”不是文件，没有添加。请选择一张照片或一个 PDF。")
        if path.stat().st_size > _MOST_BYTES:
            raise UserError(_too_large(path, _MOST_BYTES))
        data = path.read_bytes()
    except OSError as error:
        raise UserError(f"读不了“{path}”，没有添加。请检查文件是否还在、U 盘是否插好。") from error
    if not data:
        raise UserError(f"“{path.name}”是空文件，没有添加。请重新拷贝这个文件再试。")
    return data


def _kind(data: bytes) -> str:
    """By what is in it: endings are often wrong. "" for another kind."""
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    return PDF if b"%PDF-" in data[:1024] else ""


def _opened(path: Path, data: bytes, kind: str) -> "Image":
    """The picture with its size known, its pixels not yet read. Raises UserError for too many of them.

    Not by Image.open, which tells of large pictures by a warning.
    """
    from PIL import Image, JpegImagePlugin, PngImagePlugin

    file = io.BytesIO(data)
    if kind == JPEG:
        picture: Image.Image = JpegImagePlugin.JpegImageFile(file)
    elif kind == PNG:
        picture = PngImagePlugin.PngImageFile(file)
    elif data[4:8] == b"ftyp" and data[8:12] in _HEIC:
        picture = _opened_heic(path, file)
    else:
        raise UserError(f"“{path.name}”不是 JPEG、PNG 照片或 PDF，没有添加。请另存为其中一种再添加。")
    if picture.width * picture.height > (_MOST_PIXELS_OF_JPEG if kind == JPEG else _MOST_PIXELS):
        raise UserError(
            f"“{path.name}”的像素太多（{picture.width}×{picture.height}），没有添加。请先缩小再添加。"
        )
    return picture


def _opened_heic(path: Path, file: io.BytesIO) -> "Image":
    from PIL import Image, UnidentifiedImageError

    try:
        return Image.open(file)
    except UnidentifiedImageError:
        raise UserError(
            f"“{path.name}”是 HEIC 照片，本程序读不了，没有添加。"
            "请在手机的相机设置里改为“兼容性最佳”（JPEG）重拍，或用看图软件另存为 JPEG 再添加。"
        ) from None


def _bare(picture: "Image") -> "Image":
    """Upright, small and plain: the pixels alone, in colours or greys, on white where it was transparent."""
    from PIL import Image

    turn = _turn(picture)
    if picture.format != "JPEG":
        # A palette cannot be made smaller; a JPEG is read small in the first place.
        picture = _plain(picture)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    picture = _plain(picture)
    if turn is not None:
        picture = picture.transpose(turn)
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    return bare


def _plain(picture: "Image") -> "Image":
    from PIL import Image

    if picture.mode in ("L", "RGB") and "transparency" not in picture.info:
        return picture
    if picture.mode in ("I", "I;16", "I;16B"):
        # Sixteen bits a pixel: the upper eight are what the eye sees.
        return picture.convert("I").point(lambda value: value / 256).convert("L")
    if picture.mode in ("LA", "PA", "RGBA", "P") or "transparency" in picture.info:
        over = picture.convert("RGBA")
        white = Image.new("RGB", over.size, "white")
        white.paste(over, mask=over.getchannel("A"))
        return white
    return picture.convert("L" if picture.mode == "1" else "RGB")


def _turn(picture: "Image") -> "Transpose | None":
    """How a camera that was held otherwise wants its picture turned (EXIF 2.3, tag 0x0112)."""
    from PIL.Image import Transpose

    ways = {
        2: Transpose.FLIP_LEFT_RIGHT, 3: Transpose.ROTATE_180, 4: Transpose.FLIP_TOP_BOTTOM, 5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270, 7: Transpose.TRANSVERSE, 8: Transpose.ROTATE_90,
    }  # fmt: skip
    try:
        return ways.get(picture.getexif().get(_ORIENTATION, 1))
    except Exception:  # a damaged EXIF block says nothing, and is thrown away
        return None


def _smallest(picture: "Image", kind: str) -> Prepared:
    """JPEG, but a drawing with few colours stays PNG where that is smaller."""
    jpeg, png = io.BytesIO(), io.BytesIO()
    picture.save(jpeg, "JPEG", quality=_QUALITY, optimize=True)
    if kind == PNG:
        picture.save(png, "PNG", optimize=True)
        if len(png.getvalue()) <= len(jpeg.getvalue()):
            return Prepared(PNG, png.getvalue())
    return Prepared(JPEG, jpeg.getvalue())


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Whatever a damaged file makes the reader of pictures raise is one sentence."""
    try:
        yield
    except UserError:
        raise
    except Exception as error:
        raise UserError(
            f"“{path.name}”打不开，可能没有拷贝完整，没有添加。请重新拷贝这张照片再试。"
        ) from error


def _require_bytes(path: Path, data: bytes, most: int) -> None:
    if len(data) > most:
        raise UserError(_too_large(path, most))


def _too_large(path: Path, most: int) -> str:
    return f"“{path.name}”太大（最多 {most // 1024 // 1024} MB），没有添加。请先压缩或拆开再添加。"
