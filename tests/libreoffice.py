"""Workbooks as LibreOffice saves them."""

import atexit
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

# Every sheet of a workbook as a CSV of its own.
EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
_CSV = "csv:Text - txt - csv (StarCalc):44,34,76"


@cache
def _profile() -> str:
    """Of this process: making one takes the program as long as opening a file, and two cannot use the same."""
    folder = mkdtemp(prefix="libreoffice-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return f"-env:UserInstallation=file://{folder}"


def save(files: Sequence[Path], folder: Path, wanted: str) -> None:
    """Save files under their names in a folder. wanted: a suffix, or with its filter behind it."""
    command = ["soffice", _profile(), "--headless", "--convert-to", wanted, "--outdir", folder, *files]
    subprocess.run(command, check=True, capture_output=True, timeout=240)


def resaved(path: Path, folder: Path, suffix: str = "xlsx") -> Path:
    """One file saved anew in a folder."""
    save([path], folder, _CSV if suffix == "csv" else suffix)
    return folder / f"{path.stem}.{suffix}"
