"""Printing in portions that can be stopped, continued at a page, and taken up again after the program was closed.

How far it came stands beside the drafts (Store.drafts), outside the change log; a numbered paper is entered in the
print ledger once the printer has taken it.
"""

import hashlib
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from typing import Any, Protocol

from eduaid_desktop.domain.slip import Placed, Slip, Subject
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import print_ledger
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.print_order import Order, Printer, Report


class Spool(Protocol):
    """A way to the printers of this computer: services.cups.Cups, gui.printing.page_printing.PagePrinting."""

    @property
    def portion(self) -> int:
        """How many pages go out as one job."""

    def names(self) -> list[str]:
        """The printers, the default first."""

    def printer(self, name: str) -> Printer:
        """What a printer can do."""

    def send(self, order: Order, pages: Sequence[int], report: Report) -> str:
        """Hand pages over; the number of the job, "" where there is none to be followed."""

    def wait(self, job: str, report: Report) -> None:
        """Come back when the job is printed."""

    def over(self, job: str) -> bool | None:
        """Whether a job is printed (True) or given up (False); None while it waits."""

    def cancel(self, job: str) -> None:
        """Take a job back."""


class Halted(Exception):
    """Raised inside a spool when somebody stopped the printing."""


@dataclass(frozen=True)
class Progress:
    """How far the printing of an order came. sent: its pages as they go out; done: how many are printed.

    batch: how many more lie with the printer, under job, and nobody knows which of them are on paper.
    """

    order: Order
    sent: tuple[int, ...]
    done: int = 0
    batch: int = 0
    job: str = ""

    @property
    def complete(self) -> bool:
        """Whether all of it is printed."""
        return self.done == len(self.sent)

    @property
    def next_page(self) -> int:
        """The page, counted from 1, that comes next."""
        return self.sent[min(self.done, len(self.sent) - 1)] + 1


def run(
    desk: Desk, start: Progress, spool: Spool, halt: Event, report: Callable[[Progress, str], object]
) -> Progress:
    """Print what is not printed yet. Returns how far it came: not complete where halt was set meanwhile.

    report(how far, what is going on) may raise to leave: what lies with the printer is printed all the same.
    Raises UserError when the printer refuses, Refused where a number was voided or given to other content meanwhile.
    """
    now = replace(start, batch=0, job="")
    papers = set(now.sent[now.done :])
    print_ledger.require_valid(desk, [each for each in now.order.placed if each.first in papers])
    with _own_copy(now.order.pdf) as pdf:
        for portion in replace(now.order, pages=tuple(sorted(papers))).portions(spool.portion):
            now = _Portion(desk, now, spool, halt, report).run(portion, pdf)
            if halt.is_set() and not now.complete:
                break
    _keep(desk, now)
    return now


@contextmanager
def _own_copy(pdf: Path) -> Iterator[Path]:
    """The same file in a place where nobody writes it anew while it is printed."""
    with TemporaryDirectory(prefix="eduaid-") as folder:
        try:
            own = Path(shutil.copy(pdf, folder))
        except OSError as error:
            raise UserError(f"“{pdf.name}”已不在了，没有打印。请重新生成后再试。") from error
        yield own


class _Portion:
    """One job of the printer, and the entries for it."""

    def __init__(
        self,
        desk: Desk,
        begun: Progress,
        spool: Spool,
        halt: Event,
        report: Callable[[Progress, str], object],
    ) -> None:
        self._desk, self._now, self._spool, self._halt, self._tell = desk, begun, spool, halt, report
        self._drawn = 0

    def run(self, pages: Sequence[int], pdf: Path) -> Progress:
        """Print pages of the PDF. How far it came; what was begun is kept whatever happens."""
        try:
            self._report(0, "")
            job = self._spool.send(replace(self._now.order, pdf=pdf), pages, self._report)
            self._now = replace(self._now, batch=len(pages), job=job)
            _keep(self._desk, self._now)
            self._spool.wait(job, self._report)
        except Halted:
            self._spool.cancel(self._now.job)
            return self._printed(self._drawn)
        except UserError:
            self._printed(self._drawn)
            raise
        except BaseException:
            # The window closes: what the queue has is printed without us.
            self._printed(self._now.batch or self._drawn)
            raise
        return self._printed(len(pages))

    def _report(self, drawn: int, words: str) -> None:
        self._drawn = max(self._drawn, drawn)
        self._tell(replace(self._now, done=self._now.done + drawn), words)
        if self._halt.is_set():
            raise Halted

    def _printed(self, count: int) -> Progress:
        now, done = self._now, self._now.done + count
        enter(self._desk, now.order, now.sent[now.done : done])
        left = max(now.batch - count, 0)
        self._now = replace(now, done=done, batch=left, job=now.job if left else "")
        _keep(self._desk, self._now)
        return self._now


def require_marked(desk: Desk, order: Order) -> None:
    """To be asked before an order is begun. Raises Refused where its papers were printed since the preview."""
    print_ledger.require_marked(desk, [each for each in order.placed if each.first in order.pages])


def begin(order: Order, spool: Spool) -> Progress:
    """An order of which nothing is printed yet."""
    sent = [page for portion in order.portions(spool.portion) for page in portion]
    return Progress(order, tuple(sent))


def enter(desk: Desk, order: Order, pages: Sequence[int]) -> None:
    """Enter the papers whose first page, the one with the number, is among these; not in a read-only window."""
    out = [each for each in order.placed if each.first in pages]
    if out and not desk.store.read_only:
        print_ledger.register(desk, out, copies=order.copies, printer=order.printer)


def continue_at(desk: Desk, halted: Progress, page: int) -> Progress:
    """The same printing from a page on, counted from 1: somebody looked at what lies in the tray.

    The pages before it of what the printer had are on paper, and are entered. Raises UserError for another page.
    """
    if page - 1 not in halted.sent:
        raise UserError(f"第 {page} 页不在这次打印的页里。请写接着要印的那一页。")
    place = halted.sent.index(page - 1)
    enter(desk, halted.order, halted.sent[halted.done : min(place, halted.done + halted.batch)])
    return replace(halted, done=place, batch=0, job="")


def left_over(desk: Desk, order: Order) -> Progress | None:
    """What was printed of the same papers before and not to the end; None when there is nothing of that kind.

    order: says which papers.
    """
    kept = desk.store.drafts.load(_key(order.document))
    if not kept or kept.get("papers") != _mark(order):
        _enter_lost(desk, order, kept or {})
        return None
    asked = {name: kept[name] for name in _KEPT}
    sent = tuple(kept["sent"])
    same = replace(order, **asked, pages=tuple(sorted(sent)))
    return Progress(same, sent, kept["done"], kept["batch"], kept["job"])


def _enter_lost(desk: Desk, order: Order, kept: Mapping[str, Any]) -> None:
    """Enter what lay with a printer when the program broke off, where the order gives its number to other content."""
    ours = {each.slip.number: each.slip.digest for each in order.placed}
    lying = [_laid(each) for each in kept.get("lying", ())]
    lost = [each for each in lying if ours.get(each.slip.number, each.slip.digest) != each.slip.digest]
    if lost and not desk.store.read_only:
        # Refused: it was entered or voided since.
        with suppress(Refused):
            print_ledger.register(desk, lost, copies=kept["copies"], printer=kept["printer"])


def settled(desk: Desk, left: Progress, spool: Spool) -> Progress:
    """The same once more, with what the queue has printed since; that is entered.

    A portion that the queue still holds comes out by itself, and counts as printed.
    """
    if not left.job:
        return left
    with suppress(UserError):
        if spool.over(left.job) is not False:
            done = left.done + left.batch
            enter(desk, left.order, left.sent[left.done : done])
            left = replace(left, done=done, batch=0, job="")
            _keep(desk, left)
    return left


def forget(desk: Desk, document: str) -> None:
    """Nobody wants to continue."""
    desk.store.drafts.keep(_key(document), None)


_KEPT = ("printer", "copies", "sides", "backwards", "paper", "fit")


def _keep(desk: Desk, now: Progress) -> None:
    begun = (now.done or now.batch) and not now.complete
    content: dict[str, Any] = {name: getattr(now.order, name) for name in _KEPT}
    content |= {"papers": _mark(now.order), "at": desk.store.moment(), "sent": now.sent}
    content |= {"done": now.done, "batch": now.batch, "job": now.job}
    lying = now.sent[now.done : now.done + now.batch]
    content["lying"] = [asdict(each) for each in now.order.placed if each.first in lying]
    desk.store.drafts.keep(_key(now.order.document), content if begun else None)


def _key(document: str) -> str:
    return f"print:{document or 'other'}"


def _laid(kept: Mapping[str, Any]) -> Placed:
    """A paper as asdict and JSON left it."""
    about = kept["slip"]
    typed = {"subject": Subject(**about["subject"]), "answers": tuple(map(tuple, about["answers"]))}
    return Placed(Slip(**{**about, **typed}), kept["first"], kept["pages"])


def _mark(order: Order) -> str:
    """The same papers again, written anew: their title, their length, their numbers and what stands on them."""
    papers = [f"{each.slip.number} {each.slip.digest}" for each in order.placed]
    numbers = [order.title, str(order.total), *papers]
    return hashlib.sha256("\n".join(numbers).encode()).hexdigest()
