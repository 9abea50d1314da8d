"""What is said about an error: a UserError's own sentence; anything else is a fault with a log beside it."""

import traceback
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


def _write(error: BaseException) -> None:
    """With its messages, which may hold a name: it stays here; a support bundle takes only places from it."""
    log = config_folder() / "faults.log"
    text = "".join(traceback.format_exception(error))
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{datetime.now():%Y-%m-%d %H:%M:%S}\n{text}\n")
    except OSError:
        return
