"""One run of the reader process: what it is given, what it answers, and what ends it early.

Given on its standard input: a marshalled (name, password, careful), then the bytes of the file; the password is
never part of a command line, which other programs may see. Answered on its standard output: marshalled tuples,
each behind its length in eight bytes.
"""

import marshal
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from queue import Empty, Queue
from threading import Thread
from time import monotonic
from typing import IO, Any

from eduaid_desktop.errors import Stopped, UserError

DAMAGED = (
    "无法读取“{name}”，文件可能已损坏。请用 Excel 或 WPS 打开它，另存为“Excel 工作簿（.xlsx）”后再导入。"
)
TOO_LARGE = (
    "“{name}”占的行列太多，无法读取。请用 Excel 或 WPS 打开它，删去数据以外的行和列（整行整列地删），"
    "或拆成几个文件，另存后再导入。"
)
_SLOW = "读取“{name}”超过 {seconds} 秒，已停止。请用 Excel 或 WPS 打开它，删去多余的空白行列，另存为新文件后再导入。"
_STOPPED = "已停止读取“{name}”。如仍需要，请重新选择它。"
_ABORTED = {-6, 0xC0000409}  # SIGABRT, and what Windows says instead: Rust had no memory left
_AHEAD = 8
_GLANCE = 0.05
_STARVED = 10

Answer = tuple[Any, ...]
Arrived = Queue[bytes | None]


def command() -> list[str]:
    """The command that starts the reader process: in a built program the program itself."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--reader"]
    return [sys.executable, "-P", "-m", "eduaid_desktop.documents.reader_process"]


class Died(UserError):
    """The process ended with an exit status of its own: what it was to read made a library panic or abort."""


class Run:
    """name: what the file is called in sentences.

    timeout: so many seconds a process may work, or say nothing. Work is what its processor did: on a computer that
    is busy with other things a sound file takes its time, and is not given up; but ten times as long is the end.
    """

    def __init__(
        self, name: str, password: str | None, timeout: float, cancelled: Callable[[], bool] | None
    ) -> None:
        self._name, self._password, self._cancelled = name, password, cancelled
        self._timeout = timeout

    def answers(self, data: bytes, careful: bool = False) -> Generator[Answer, None, None]:
        """What a process says, as it says it. careful: it shall not read an xlsx in the fast way.

        Raises Died, and UserError when the time is over.
        """
        given = marshal.dumps((self._name, self._password, careful))
        arrived: Arrived = Queue(_AHEAD)
        with subprocess.Popen(
            command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        ) as process:
            carrier = Thread(target=_carry, args=(process, (given, data), arrived), daemon=True)
            carrier.start()
            end = None
            try:
                yield from self._until_end(arrived)
                end = process.wait()
            finally:
                _end(process, carrier, arrived)
        if end:
            raise Died((TOO_LARGE if end in _ABORTED else DAMAGED).format(name=self._name))

    def _until_end(self, arrived: Arrived) -> Iterator[Answer]:
        end = monotonic() + self._timeout * _STARVED
        heard = monotonic()
        while True:
            if self._cancelled and self._cancelled():
                raise Stopped(_STOPPED.format(name=self._name))
            with suppress(Empty):
                frame = arrived.get(timeout=_GLANCE)
                if frame is None:
                    return
                what, *held = answer = marshal.loads(frame)
                if what == "busy":
                    self._check(held[0] - self._timeout)
                else:
                    yield answer
                heard = monotonic()
            self._check(monotonic() - min(heard + self._timeout, end))

    def _check(self, over: float) -> None:
        if over > 0:
            raise UserError(_SLOW.format(name=self._name, seconds=round(self._timeout)))


def _carry(process: subprocess.Popen[bytes], given: tuple[bytes, ...], arrived: Arrived) -> None:
    """In a thread of its own, because a process that hangs neither takes nor gives."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        # A process that ended before it took everything has said why, or its exit status does.
        with suppress(OSError), process.stdin as target:
            for part in given:
                target.write(part)
        while frame := _frame(process.stdout):
            arrived.put(frame)
    finally:
        arrived.put(None)


def _frame(source: IO[bytes]) -> bytes:
    head = source.read(8)
    return source.read(int.from_bytes(head, "little")) if len(head) == 8 else b""


def _end(process: subprocess.Popen[bytes], carrier: Thread, arrived: Arrived) -> None:
    process.kill()
    while carrier.is_alive():
        with suppress(Empty):
            arrived.get(timeout=_GLANCE)
    carrier.join()
