"""The reader process: a file on standard input, its sheets on standard output, as reader_run carries them.

A built program starts itself with --reader in the place of this module. The answers, in this order:
("format", kind); for every sheet ("height", rows) where it is known, ("rows", rows, dates) again and again, and
("sheet", name, the other fields of reader.Sheet); ("blind", ...). Instead of any of them and last:
("refused", sentence) or ("password", sentence, wrong). Times and dates are carried beside the rows, as (row, column,
ISO form), because marshal knows none. ("again",) takes back everything that was said of sheets so far.
("busy", seconds) may come at any time.
"""

import contextlib
import gc
import marshal
import sys
import threading
import time
from collections.abc import Iterator
from typing import IO, Self

from eduaid_desktop.documents import carrying, formats
from eduaid_desktop.documents.reader_run import DAMAGED, TOO_LARGE, Answer
from eduaid_desktop.errors import PasswordNeeded, UserError

_MEMORY = 1536 * 1024 * 1024
_PULSE = 0.5


def main(arguments: list[str]) -> int:
    """Answer one request. arguments: none are known."""
    _limit_memory()
    gc.disable()  # rows make no cycles, and this process soon ends
    with open(0, "rb", closefd=False) as source, open(1, "wb", closefd=False) as target:
        name, password, careful = marshal.load(source)
        with _Mouth(target) as mouth:
            try:
                for answer in _answers(source.read(), name, password, careful):
                    mouth.say(answer)
            except PasswordNeeded as needed:
                mouth.say(("password", needed.sentence.replace("{name}", name), needed.wrong))
            except UserError as refused:
                mouth.say(("refused", refused.sentence.replace("{name}", name)))
            except MemoryError:
                mouth.say(("refused", TOO_LARGE.replace("{name}", name)))
    return 0


def _limit_memory() -> None:
    """Windows has no such limit; there the time limit alone stops a file that grows without end."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


class _Mouth:
    """Says answers, and from another thread twice a second how long the processor was busy with them."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target = target
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._pulse = threading.Thread(target=self._beat)

    def __enter__(self) -> Self:
        self._pulse.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closed.set()
        self._pulse.join()

    def say(self, answer: Answer | bytes) -> None:
        said = answer if isinstance(answer, bytes) else marshal.dumps(answer)
        with self._lock:
            self._target.write(len(said).to_bytes(8, "little"))
            self._target.write(said)
            self._target.flush()

    def _beat(self) -> None:
        with contextlib.suppress(OSError):  # nobody listens any more
            while not self._closed.wait(_PULSE):
                self.say(("busy", time.process_time()))


def _answers(data: bytes, name: str, password: str | None, careful: bool) -> Iterator[Answer | bytes]:
    kind = formats.recognise(data, name)
    if kind in (formats.LOCKED, "xls"):
        from eduaid_desktop.documents import unlocking

        data = unlocking.unlocked(data, password)
        kind = formats.recognise(data, name)
    if kind == formats.LOCKED:
        raise UserError(DAMAGED)
    yield "format", kind
    carrier = carrying.Carrier()
    if kind == "csv":
        from eduaid_desktop.documents import delimited

        yield from carrier.sheet("", delimited.rows(data))
    elif kind == "html":
        from eduaid_desktop.documents import html_table

        for title, rows, merged in html_table.tables(data):
            yield from carrier.sheet(title, rows, merged=merged)
    elif kind == "xml":
        from eduaid_desktop.documents import xml_2003

        for title, cells, about in xml_2003.sheets(data):
            yield from carrier.sheet(title, carrying.in_rows(cells), **about)
    else:
        from eduaid_desktop.documents import calamine_sheets

        yield from calamine_sheets.answers(kind, data, carrier, careful)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
