"""技术支持包: what somebody who mends the program needs, and nothing about any person.

Versions, figures, kinds and places in the code; no sentence of the log, no value of a record, no name of a file.
"""

import io
import json
import os
import platform
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from typing import Any

from eduaid_desktop.documents import delivery
from eduaid_desktop.domain import public_notice
from eduaid_desktop.errors import UserError
from eduaid_desktop.services import backups, checking, fault_log, rules
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import schema, support

_CHANGES, _FAULTS = 50, 30
_HIDDEN = "（不写出）"
# Settings that may hold anything a person typed.
_PERSONAL = frozenset({"phones"})
_PLAIN = re.compile(r"natural|working|warn|block|off|\d{2}-\d{2}|\d{4}-\d{2}-\d{2}|\d{4}[SA]|\d{1,3}")
# A finding of the check by what stands in it.
_FINDINGS = {
    "structure": r"文件结构.*", "reference": r".*指向不存在的记录。", "chain": r"操作日志.*",
    "altered": r".*与操作日志不一致。", "deleted": r".*被程序以外删除。", "search": r"检索.*",
    "backup": r"备份“.*|.*在备份“.*", "batch": r"(上报)?批次.*", "unreadable": r".*没有核对完。.*",
    "case": r"救助申请.*", "total": r".*(却|与).*",
}  # fmt: skip
_ABOUT = """本压缩包供技术支持查找程序的毛病：程序和系统的版本、各类记录的条数、设置、核对和备份的结果、
程序出错的位置。里面没有姓名、身份证号、电话、账号、住址、文件名，也没有任何一条记录的内容。
"""


def write(office_file: Path, out: Path, *, scale: float | None = None, desk: Desk | None = None) -> Path:
    """Write the bundle of an office file, damaged or not, as a zip.

    scale: of the screen, where the window knows it. desk: where the file stands open. Raises UserError where
    out is no .zip or cannot be written.
    """
    if out.suffix.lower() != ".zip":
        raise UserError(f"“{out.name}”不是 .zip 文件名。请写成 支持.zip 这样的名称。")
    content = {"support.json": _json(_parts(Path(office_file), scale, desk)), "说明.txt": _ABOUT}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, text in content.items():
            bundle.writestr(name, text)
    return delivery.put_in_place(
        delivery.prepare(out.parent, out.name, packed.getvalue(), over=True), out.name
    )


def _parts(office_file: Path, scale: float | None, desk: Desk | None) -> dict[str, Any]:
    parts: dict[str, Callable[[], Any]] = {
        "program": _program,
        "system": lambda: _system(scale),
        "file": lambda: support.header(office_file),
        "office": lambda: _office(desk) if desk else _opened(office_file),
        "backups": lambda: dict(Counter(each.state for each in backups.listing(office_file))),
        "faults": lambda: [asdict(each) for each in fault_log.last(_FAULTS)],
    }
    return {name: _tried(part) for name, part in parts.items()}


def _opened(office_file: Path) -> dict[str, Any]:
    with Desk.open(office_file, writable=False) as desk:
        return _office(desk)


def _office(desk: Desk) -> dict[str, Any]:
    parts: dict[str, Callable[[], Any]] = {
        "schema": lambda: desk.store.value("PRAGMA user_version"),
        "counts": lambda: support.counts(desk.store),
        "settings": lambda: _settings(desk.store.select("setting")),
        "last_changes": lambda: support.last_changes(desk.store, _CHANGES),
        "check": lambda: _findings(checking.check(desk)["findings"]),
    }
    return {name: _tried(part) for name, part in parts.items()}


def _tried(part: Callable[[], Any]) -> Any:
    """A part that cannot be had says of what type its failure was; its sentence can hold a name."""
    try:
        return part()
    except Exception as error:  # whatever breaks, the other parts are still wanted
        return {"failed": type(error).__name__}


def _program() -> dict[str, Any]:
    return {
        "version": metadata.version("eduaid-desktop"),
        "schema": schema.VERSION,
        "python": platform.python_version(),
        "qt": metadata.version("PySide6-Essentials"),
        "sqlite": support.sqlite_version(),
    }


def _system(scale: float | None) -> dict[str, Any]:
    asked = os.environ.get("QT_SCALE_FACTOR", "")
    named = float(asked) if re.fullmatch(r"\d(\.\d{1,3})?", asked) else None
    return {
        "system": platform.system(),
        "release": platform.release(),
        "machine": platform.machine(),
        "scale": scale if scale is not None else named,
    }


def _settings(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The office's own settings by key; a value only where it can say nothing about a person."""
    known, found, others = rules.shipped_settings(), {}, 0
    for row in rows:
        if row["key"] not in known:
            others += 1
            continue
        value = json.loads(row["value"])
        found[row["key"]] = value if row["key"] not in _PERSONAL and _harmless(value) else _HIDDEN
    return {**found, "others": others}


def _harmless(value: Any) -> bool:
    if isinstance(value, list):
        return all(map(_harmless, value))
    if isinstance(value, str):
        return bool(_PLAIN.fullmatch(value)) or value in public_notice.COLUMNS
    return isinstance(value, bool) or (isinstance(value, int) and 0 <= value < 1000)


def _findings(sentences: Iterable[str]) -> dict[str, int]:
    return dict(Counter(map(_kind, sentences)))


def _kind(sentence: str) -> str:
    return next(
        (kind for kind, shape in _FINDINGS.items() if re.fullmatch(shape, sentence, re.DOTALL)), "other"
    )


def _json(parts: Mapping[str, Any]) -> str:
    return json.dumps(parts, ensure_ascii=False, indent=1, default=str)
