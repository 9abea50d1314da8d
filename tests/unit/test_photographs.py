"""Photographs: upright, small, bare; and files that are none, told in a sentence."""

import io
import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

from eduaid_desktop.documents import pages, photographs
from eduaid_desktop.errors import UserError

SECRET = b"SECRET-103.27E"
# Where the dark quarter of the picture stands for each EXIF orientation, once it is upright.
DARK = (20, 20)


def picture(size: tuple[int, int] = (400, 300), mode: str = "RGB") -> Image.Image:
    """White, with a dark upper left quarter."""
    made = Image.new("RGB", size, "white")
    ImageDraw.Draw(made).rectangle((0, 0, size[0] // 2, size[1] // 2), fill=(20, 20, 20))
    return made.convert(mode)


def exif(orientation: int = 1) -> bytes:
    """As a telephone writes it: turned, with a place, a maker and a small picture of the same."""
    made = Image.Exif()
    made[0x0112] = orientation
    made[0x010F] = SECRET.decode()
    made.get_ifd(0x8825)[2] = (30.0, 1.0, 2.0)
    made.get_ifd(0x8769)[0x9286] = SECRET
    return made.tobytes()


def jpeg(path: Path, image: Image.Image | None = None, **how: Any) -> Path:
    (image or picture()).save(path, "JPEG", quality=95, **how)
    return path


def markers(data: bytes) -> list[int]:
    """The marker bytes of a JPEG up to its picture data."""
    found, place = [], 2
    while data[place] == 0xFF and data[place + 1] != 0xDA:
        found.append(data[place + 1])
        place += 2 + struct.unpack(">H", data[place + 2 : place + 4])[0]
    return found


def chunks(data: bytes) -> set[bytes]:
    """The names of the chunks of a PNG."""
    found, place = set(), 8
    while place < len(data):
        found.add(data[place + 4 : place + 8])
        place += 12 + struct.unpack(">I", data[place : place + 4])[0]
    return found


def opened(kept: photographs.Prepared) -> Image.Image:
    made = Image.open(io.BytesIO(kept.data))
    made.load()
    return made


def test_nothing_the_camera_wrote_is_kept(tmp_path: Path) -> None:
    path = jpeg(tmp_path / "a.jpg", exif=exif(), comment=SECRET, xmp=b"<x>" + SECRET, icc_profile=SECRET * 20)
    assert path.read_bytes().count(SECRET) > 3
    kept = photographs.prepared(path)
    assert kept.media_type == "image/jpeg"
    assert SECRET not in kept.data
    # JFIF alone of the application segments, and no comment.
    assert [m for m in markers(kept.data) if 0xE0 <= m <= 0xEF or m == 0xFE] == [0xE0]
    assert not opened(kept).getexif()


def test_nothing_a_png_carries_is_kept(tmp_path: Path) -> None:
    about = PngInfo()
    about.add_text("Author", SECRET.decode())
    about.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    picture().save(tmp_path / "a.png", pnginfo=about, exif=exif(), dpi=(300, 300), icc_profile=SECRET * 20)
    kept = photographs.prepared(tmp_path / "a.png")
    assert kept.media_type == "image/png"
    assert SECRET not in kept.data
    assert chunks(kept.data) == {b"IHDR", b"IDAT", b"IEND"}


TURNED: dict[int, Callable[[Image.Image], Image.Image]] = {
    1: lambda i: i,
    2: lambda i: i.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    3: lambda i: i.transpose(Image.Transpose.ROTATE_180),
    4: lambda i: i.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
    5: lambda i: i.transpose(Image.Transpose.TRANSPOSE),
    6: lambda i: i.transpose(Image.Transpose.ROTATE_90),
    7: lambda i: i.transpose(Image.Transpose.TRANSVERSE),
    8: lambda i: i.transpose(Image.Transpose.ROTATE_270),
}


@pytest.mark.parametrize("ending", ["jpg", "png"])
@pytest.mark.parametrize("orientation", TURNED)
def test_a_turned_picture_is_upright(tmp_path: Path, orientation: int, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    TURNED[orientation](picture()).save(path, exif=exif(orientation))
    made = opened(photographs.prepared(path)).convert("L")
    assert made.size == (400, 300)
    dark = [(x, y) for x in (100, 300) for y in (75, 225) if made.getpixel((x, y)) < 128]
    assert dark == [(100, 75)]


@pytest.mark.parametrize(
    ("size", "kept"), [((4000, 3000), (2000, 1500)), ((900, 5200), (346, 2000)), ((800, 600), (800, 600))]
)
def test_the_long_side_is_two_thousand_pixels_at_most(
    tmp_path: Path, size: tuple[int, int], kept: tuple[int, int]
) -> None:
    made = photographs.prepared(jpeg(tmp_path / "a.jpg", picture(size)))
    assert opened(made).size == kept
    assert len(made.data) < 500_000


def test_a_photograph_of_a_telephone_becomes_small(tmp_path: Path) -> None:
    noise = Image.effect_noise((4000, 3000), 60).convert("RGB")
    path = jpeg(tmp_path / "a.jpg", noise)
    assert path.stat().st_size > 4_000_000
    assert len(photographs.prepared(path).data) < path.stat().st_size / 3


def test_a_drawing_stays_png_and_a_photograph_as_png_does_not(tmp_path: Path) -> None:
    drawing = Image.new("1", (800, 600), 1)
    ImageDraw.Draw(drawing).line((0, 0, 800, 600))
    drawing.save(tmp_path / "drawing.png")
    Image.effect_noise((800, 600), 60).convert("RGB").save(tmp_path / "photograph.png")
    assert photographs.prepared(tmp_path / "drawing.png").media_type == "image/png"
    assert photographs.prepared(tmp_path / "photograph.png").media_type == "image/jpeg"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_is_read(tmp_path: Path, mode: str) -> None:
    if mode == "I;16":
        grey = picture(mode="L").convert("I").point(lambda value: value * 257)
        grey.convert("I;16").save(tmp_path / "a.png")
    else:
        picture(mode=mode).save(tmp_path / "a.png")
    made = opened(photographs.prepared(tmp_path / "a.png")).convert("L")
    assert made.getpixel(DARK) < 60
    assert made.getpixel((390, 290)) > 240


def test_what_is_transparent_becomes_white(tmp_path: Path) -> None:
    Image.new("RGBA", (40, 30), (200, 0, 0, 0)).save(tmp_path / "a.png")
    palette = Image.new("P", (40, 30), 0)
    palette.putpalette([200, 0, 0] * 256)
    palette.save(tmp_path / "b.png", transparency=0)
    for name in ("a.png", "b.png"):
        assert opened(photographs.prepared(tmp_path / name)).convert("RGB").getpixel(DARK) == (255, 255, 255)


def test_a_picture_in_printers_colours_is_read(tmp_path: Path) -> None:
    made = opened(photographs.prepared(jpeg(tmp_path / "a.jpg", picture(mode="CMYK"))))
    assert made.mode == "RGB"
    assert made.convert("L").getpixel(DARK) < 90


def test_the_ending_does_not_matter_and_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    path = jpeg(tmp_path / "a.png")
    assert photographs.prepared(path).media_type == "image/jpeg"
    assert photographs.prepared(path) == photographs.prepared(path)


def test_a_damaged_exif_block_is_no_reason(tmp_path: Path) -> None:
    path = jpeg(tmp_path / "a.jpg", exif=b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\xff\xff" + b"\xff" * 40)
    assert opened(photographs.prepared(path)).size == (400, 300)


def test_a_pdf_is_kept_as_it_is(tmp_path: Path) -> None:
    photographs.to_pdf(jpeg(tmp_path / "a.jpg").read_bytes(), tmp_path / "a.pdf")
    kept = photographs.prepared(tmp_path / "a.pdf")
    assert (kept.media_type, kept.data) == ("application/pdf", (tmp_path / "a.pdf").read_bytes())


@pytest.mark.parametrize(("size", "paper"), [((400, 300), (297, 210)), ((300, 400), (210, 297))])
def test_a_picture_on_paper_is_not_cut_off(
    tmp_path: Path, size: tuple[int, int], paper: tuple[int, int]
) -> None:
    photographs.to_pdf(jpeg(tmp_path / "a.jpg", picture(size)).read_bytes(), tmp_path / "a.pdf")
    assert pages.page_count(tmp_path / "a.pdf") == 1
    assert pages.size_mm(tmp_path / "a.pdf", 0) == pytest.approx(paper, abs=1)


def png_header(wide: int, high: int) -> bytes:
    """A PNG that says it is as large as this, and holds next to nothing."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("照片.HEIC", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 64, "HEIC"),
        ("照片.jpg", b"", "空文件"),
        ("表.docx", b"PK\x03\x04" + b"\0" * 64, "不是 JPEG、PNG 照片或 PDF"),
        ("动图.gif", b"GIF89a" + b"\0" * 64, "不是 JPEG、PNG 照片或 PDF"),
        ("照片.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 64, "打不开"),
        ("照片.png", png_header(20_000, 20_000), "像素太多（20000×20000）"),
        ("照片.png", png_header(2**31 - 1, 2**31 - 1), "像素太多"),
        ("照片.png", png_header(300, 300), "打不开"),
        ("说明.pdf", b"%PDF-1.4\n" + b"\0" * 64, "无法打开"),
    ],
)
def test_what_is_no_picture_is_one_sentence(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UserError, match=words) as told:
        photographs.prepared(tmp_path / name)
    assert told.value.sentence.count("。") == 2


def test_files_that_are_too_large_are_not_even_read(tmp_path: Path) -> None:
    for name, size in (("a.jpg", 41), ("a.pdf", 21)):
        with (tmp_path / name).open("wb") as file:
            file.write(b"%PDF-1.4" if name.endswith("pdf") else b"\xff\xd8\xff")
            os.truncate(file.fileno(), size * 1024 * 1024)
        with pytest.raises(UserError, match="太大"):
            photographs.prepared(tmp_path / name)


@pytest.mark.parametrize("name", ["没有.jpg", "."])
def test_no_file_at_all(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError, match="不是文件"):
        photographs.prepared(tmp_path / name)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data(), st.sampled_from(["JPEG", "PNG"]))
def test_damaged_pictures_are_read_or_told(tmp_path: Path, data: st.DataObject, kind: str) -> None:
    written = io.BytesIO()
    picture((64, 48)).save(written, kind, exif=exif(6))
    damaged = bytearray(written.getvalue())
    for place in data.draw(st.lists(st.integers(3, len(damaged) - 1), max_size=6)):
        damaged[place] = data.draw(st.integers(0, 255))
    del damaged[data.draw(st.integers(20, len(damaged))) :]
    (tmp_path / "x").write_bytes(damaged)
    try:
        kept = photographs.prepared(tmp_path / "x")
    except UserError:
        return
    assert SECRET not in kept.data
    opened(kept)
