"""What is said about an error: a UserError's own sentence; anything else is a fault with a log beside it."""

import traceback
from collections.abc import Iterator
from datetime import datetime

from eduaid_desktop.errors import UserError
from eduaid_desktop.paths import config_folder


def sentence(error: BaseException) -> str:
    """One sentence for the user; a fault of the program is written to the log first."""
    if isinstance(error, UserError):
        return error.sentence
    _write(error)
    return (
        "程序出了意外，刚才这一步没有完成，已录入的内容仍在草稿里。"
        "请点右上角的姓名，选“给技术支持的资料”，把它交给技术支持。"
    )


def _places(error: BaseException) -> Iterator[str]:
    """The trace without its messages, which may hold names and numbers; what it came from first."""
    before = error.__cause__ or error.__context__
    if before is not None:
        yield from _places(before)
        yield "\n"
    yield "Traceback (most recent call last):\n"
    yield from traceback.format_tb(error.__traceback__)
    yield f"{type(error).__name__}\n"


def _write(error: BaseException) -> None:
    log = config_folder() / "faults.log"
    text = "".join(_places(error))
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{datetime.now():%Y-%m-%d %H:%M:%S}\n{text}\n")
    except OSError:
        return
