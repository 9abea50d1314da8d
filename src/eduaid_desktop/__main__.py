"""The program's front door: a verb or an option goes to the command line, anything else opens the window."""

import io
import multiprocessing
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from eduaid_desktop.errors import UserError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; return its exit status: 0 done, 1 refused with one sentence on stderr, 2 wrong usage."""
    multiprocessing.freeze_support()
    for stream in (sys.stdout, sys.stderr):
        # An old console code page lacks rare characters of names; they must not end the program.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["--reader"]:
        from eduaid_desktop.documents import reader_process

        return reader_process.main(given[1:])
    try:
        return _window(given) if _opens_window(given) else _command(given)
    except UserError as error:
        return _refuse(error.sentence)
    except OSError as error:
        return _refuse(
            f"读写文件时出错：{_about(error)}。请检查文件是否还在、是否有权限、磁盘是否已满，再试一次。"
        )


def _opens_window(given: list[str]) -> bool:
    """No argument, or one that is a file: answered without loading the command line where possible."""
    if not given or given == ["--sample"]:
        return True
    if len(given) > 1 or given[0].startswith("-"):
        return False
    if given[0].endswith(".eduaid"):
        return True
    from eduaid_desktop import cli

    return given[0] not in {*cli.main.commands, "demo"} and Path(given[0]).exists()


def _window(given: list[str]) -> int:
    _require_display()
    from eduaid_desktop import app

    if given == ["--sample"]:
        return app.run(None, sample=True)
    return app.run(Path(given[0]) if given else None)


def _require_display() -> None:
    """Without a display Qt ends the process; the verbs need none."""
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in named):
        raise UserError("这里没有图形桌面，打不开窗口。请在桌面上运行，或改用命令行（eduaid --help）。")


def _command(given: list[str]) -> NoReturn:
    from eduaid_desktop import cli, demo

    cli.main.add_command(demo.demo)
    cli.main.main(args=given, prog_name="eduaid")


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


def _about(error: OSError) -> str:
    return "，".join(str(part) for part in (error.filename, error.strerror or error) if part)


if __name__ == "__main__":
    sys.exit(main())
