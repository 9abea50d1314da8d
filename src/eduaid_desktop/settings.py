"""This user's settings of the program: the last file, the window's place, column widths. No records."""

import json
from pathlib import Path
from typing import Any

from eduaid_desktop.paths import config_folder


def _path() -> Path:
    return config_folder() / "settings.json"


def load() -> dict[str, Any]:
    """All settings; an unreadable file counts as none."""
    try:
        found = json.loads(_path().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def save(**changes: Any) -> None:
    """Keep some settings beside the others; a folder that cannot be written to is no reason to stop working."""
    try:
        _path().parent.mkdir(parents=True, exist_ok=True)
        draft = _path().with_name(f"{_path().name}.part")
        draft.write_text(json.dumps({**load(), **changes}, ensure_ascii=False, indent=1), encoding="utf-8")
        draft.replace(_path())
    except OSError:
        return
