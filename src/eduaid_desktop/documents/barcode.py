"""QR codes (GB/T 18284-2000, ISO/IEC 18004) as the dark runs of their rows; a paper draws them as rectangles."""

from functools import lru_cache
from typing import Any

Row = tuple[tuple[int, int], ...]


@lru_cache(maxsize=1024)
def modules(text: str) -> tuple[Row, ...]:
    """The rows of a code that mends 15 % of damage (level M): per row the start and length of each dark run."""
    import zxingcpp

    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    image: Any = zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=False)
    pixels: list[list[int]] = memoryview(image).tolist()  # type: ignore[assignment]
    return tuple(_runs([not light for light in row]) for row in pixels)


def _runs(dark: list[bool]) -> Row:
    found, start = [], None
    for place, is_dark in enumerate([*dark, False]):
        if is_dark and start is None:
            start = place
        elif not is_dark and start is not None:
            found.append((start, place - start))
            start = None
    return tuple(found)
