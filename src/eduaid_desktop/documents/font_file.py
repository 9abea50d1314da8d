"""Opening a font file: whole, or not at all."""

from pathlib import Path
from typing import Any

from reportlab.pdfbase import ttfonts

from eduaid_desktop.errors import UserError


def opened(path: Path) -> ttfonts.TTFont:
    """A TrueType font under the name of its file. Raises UserError for a file that is not there or is damaged."""
    try:
        font = ttfonts.TTFont(path.stem, str(path), asciiReadable=0)
        face: Any = font.face
        end = max(table["offset"] + table["length"] for table in face.tables)
        whole = "OS/2" in face.table and end <= len(face._ttf_data)
    except Exception as wrong:  # reportlab stumbles in many ways over what is no font
        raise UserError(_damaged(path)) from wrong
    if not whole:
        raise UserError(_damaged(path))
    return font


def _damaged(path: Path) -> str:
    return f"字体文件“{path.name}”缺了或者坏了，不能打印。请重新安装程序。"
