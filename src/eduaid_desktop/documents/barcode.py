"""QR codes (GB/T 18284-2000, ISO/IEC 18004) as the dark runs of their rows; a paper draws them as rectangles."""

import re
from functools import lru_cache
from typing import Any

Row = tuple[tuple[int, int], ...]
_DARK = re.compile(b"\0+")


@lru_cache(maxsize=64)
def modules(text: str) -> tuple[Row, ...]:
    """The rows of a code that mends 15 % of damage (level M): per row the start and length of each dark run."""
    import zxingcpp

    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    image: Any = zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=False)
    pixels, wide = bytes(memoryview(image)), image.shape[1]
    rows = (pixels[start : start + wide] for start in range(0, len(pixels), wide))
    return tuple(tuple((run.start(), run.end() - run.start()) for run in _DARK.finditer(row)) for row in rows)
