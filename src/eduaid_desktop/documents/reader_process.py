"""The reader process: a file on standard input, its sheets on standard output, as reader_run carries them.

A built program starts itself with --reader in the place of this module. The answers, in this order: ("format", kind);
for every sheet ("height", rows) where it is known, ("rows", rows, dates) again and again, and
("sheet", name, the other fields of reader.Sheet); ("blind", ...). Instead of any of them and last:
("refused", sentence) or ("password", sentence, wrong). Times and dates are carried beside the rows, as (row, column,
ISO form), because marshal knows none. ("again",) takes back everything that was said of sheets so far.
"""

import contextlib
import gc
import marshal
import sys
from collections.abc import Iterator
from typing import IO

from eduaid_desktop.documents import carrying, formats
from eduaid_desktop.documents.reader_run import DAMAGED, TOO_LARGE, Answer
from eduaid_desktop.errors import PasswordNeeded, UserError

_MEMORY = 1536 * 1024 * 1024


def main(arguments: list[str]) -> int:
    """Answer one request. arguments: none are known."""
    _limit_memory()
    gc.disable()  # rows make no cycles, and this process soon ends
    with open(0, "rb", closefd=False) as source, open(1, "wb", closefd=False) as target:
        name, password, careful = marshal.load(source)
        try:
            for answer in _answers(source.read(), name, password, careful):
                _say(target, answer)
        except PasswordNeeded as needed:
            _say(target, ("password", needed.sentence.replace("{name}", name), needed.wrong))
        except UserError as refused:
            _say(target, ("refused", refused.sentence.replace("{name}", name)))
        except MemoryError:
            _say(target, ("refused", TOO_LARGE.replace("{name}", name)))
    return 0


def _limit_memory() -> None:
    """Windows has no such limit; there the time limit alone stops a file that grows without end."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def _say(target: IO[bytes], answer: Answer | bytes) -> None:
    said = answer if isinstance(answer, bytes) else marshal.dumps(answer)
    target.write(len(said).to_bytes(8, "little"))
    target.write(said)
    target.flush()


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
