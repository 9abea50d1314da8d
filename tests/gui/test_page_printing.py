"""Printing page by page, as on Windows: a driver that writes a PDF stands for the printer."""

from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtPrintSupport import QPrinter

from eduaid_desktop.documents.pages import Picture
from eduaid_desktop.errors import UserError
from eduaid_desktop.gui.printing.page_printing import PagePrinting
from eduaid_desktop.services import printing, slips
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.print_order import LONG, Order
from eduaid_desktop.services.printing import Progress

Made = Callable[..., tuple[Order, PagePrinting]]


class IntoFiles(PagePrinting):
    """Each job becomes a PDF; render is counted."""

    portion = 6

    def __init__(self, folder: Path) -> None:
        self.rendered: list[int] = []
        self.folder, self.jobs = folder, list[Path]()
        super().__init__(self._rendered)

    def _rendered(self, pdf: Path, page: int, dpi: int) -> Picture:
        self.rendered.append(page)
        return slips.page_image(pdf, page, dpi)

    def device(self, order: Order) -> QPrinter:
        printer = super().device(order)
        assert (printer.copyCount(), printer.docName()) == (order.copies, order.title)
        self.jobs.append(self.folder / f"job{len(self.jobs) + 1}.pdf")
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(self.jobs[-1]))
        return printer


@pytest.fixture
def desk(township_copy: Path) -> Desk:
    return Desk.open(township_copy)


@pytest.fixture
def township_copy(township: Path, tmp_path: Path) -> Path:
    copy = tmp_path / township.name
    copy.write_bytes(township.read_bytes())
    return copy


@pytest.fixture
def made(dressed: None, desk: Desk, tmp_path: Path) -> Made:
    """A function that writes a document of the sample term: an order for it and the printer that takes it."""

    def make(document: str, **how: object) -> tuple[Order, PagePrinting]:
        written = slips.write(desk, document, tmp_path / f"{document}.pdf", term="2018S")
        (tmp_path / f"of {document}").mkdir(exist_ok=True)
        every = tuple(range(written.pages))
        about = {"pages": every, "printer": "办公室", "document": document, "placed": written.placed, **how}
        return Order(written.path, "试印", written.pages, **about), IntoFiles(tmp_path / f"of {document}")  # type: ignore[arg-type]

    return make


def run(
    desk: Desk, start: Progress, spool: PagePrinting, halt: Event | None = None, at: int | None = None
) -> Progress:
    """Print, and stop once so many pages are through."""
    halt = halt or Event()

    def report(now: Progress, words: str) -> None:
        if now.done == at:
            halt.set()

    return printing.run(desk, start, spool, halt, report)


def darkness(page: Picture) -> float:
    """How much ink is on a page, of 1."""
    return 1 - sum(page.rgba[0::4]) / (255 * page.width * page.height)


@pytest.mark.parametrize(
    ("document", "paper", "size"),
    [
        ("approval_slip", "A5", (210, 148)),
        ("approval_form", "A4", (210, 297)),
        ("notice_list", "A4", (210, 297)),
    ],
)
def test_printing_keeps_the_paper_and_draws_the_page(
    desk: Desk, made: Made, document: str, paper: str, size: tuple[int, int]
) -> None:
    order, spool = made(document, pages=(0, 1), paper=paper)
    assert run(desk, printing.begin(order, spool), spool).complete
    assert isinstance(spool, IntoFiles)
    (job,) = spool.jobs
    assert slips.page_count(job) == 2
    for number in range(2):
        assert slips.page_image(job, number, 20).paper == pytest.approx(size, abs=1)
        wanted, got = (slips.page_image(file, number, 100) for file in (order.pdf, job))
        assert (got.width, got.height) == pytest.approx((wanted.width, wanted.height), abs=4)
        # A hairline is a whole pixel wide in the one, and as thin as it is in the other.
        assert darkness(got) == pytest.approx(darkness(wanted), rel=0.3)
        assert darkness(got) > 0


def test_on_larger_paper_a_page_keeps_its_size_and_on_smaller_it_is_scaled(desk: Desk, made: Made) -> None:
    order, spool = made("approval_slip", pages=(0,), paper="A4")
    run(desk, printing.begin(order, spool), spool)
    order, small = made("approval_form", pages=(0,), paper="A5", fit=True)
    run(desk, printing.begin(order, small), small)
    assert isinstance(spool, IntoFiles)
    assert isinstance(small, IntoFiles)
    kept, scaled = (slips.page_image(each.jobs[0], 0, 100) for each in (spool, small))
    assert kept.paper == pytest.approx((297, 210), abs=1)
    assert scaled.paper == pytest.approx((148, 210), abs=1)
    slip = slips.page_image(order.pdf.with_name("approval_slip.pdf"), 0, 100)
    form = slips.page_image(order.pdf, 0, 100)
    ink = slip.width * slip.height * darkness(slip)
    assert kept.width * kept.height * darkness(kept) == pytest.approx(ink, rel=0.2)
    ink = form.width * form.height * darkness(form) / 2
    assert scaled.width * scaled.height * darkness(scaled) == pytest.approx(ink, rel=0.25)


def test_it_is_stopped_at_a_page_and_continued_there(desk: Desk, made: Made) -> None:
    order, spool = made("approval_slip", paper="A5")
    left = run(desk, printing.begin(order, spool), spool, at=8)
    assert isinstance(spool, IntoFiles)
    assert (left.done, left.next_page, left.batch) == (8, 9, 0)
    assert spool.rendered == list(range(8))
    assert [slips.page_count(job) for job in spool.jobs] == [6, 2]
    assert len(desk.store.select("slip")) == 8
    kept = printing.left_over(desk, order)
    assert kept == left
    done = run(desk, printing.continue_at(desk, left, 9), spool)
    assert done.complete
    assert spool.rendered == list(range(order.total))
    assert len(desk.store.select("slip")) == order.total
    assert printing.left_over(desk, order) is None


def test_both_sides_leave_the_back_of_a_slip_empty_and_backwards_begins_at_the_end(
    desk: Desk, made: Made
) -> None:
    order, spool = made("approval_slip", pages=(0, 1), paper="A5", sides=LONG, backwards=True)
    run(desk, printing.begin(order, spool), spool)
    assert isinstance(spool, IntoFiles)
    (job,) = spool.jobs
    assert spool.rendered == [1, 0]
    inked = [darkness(slips.page_image(job, n, 50)) > 0.001 for n in range(slips.page_count(job))]
    assert inked == [False, True, False, True]


@pytest.mark.qt_log_ignore(r"QPainter::begin\(\): Returned false")
def test_a_printer_that_takes_nothing_is_told_and_nothing_entered(desk: Desk, made: Made) -> None:
    order, spool = made("approval_slip", paper="A5")
    assert isinstance(spool, IntoFiles)
    spool.folder = spool.folder / "no such folder"
    with pytest.raises(UserError, match="打印机“办公室”没有接受任务"):
        run(desk, printing.begin(order, spool), spool)
    assert desk.store.select("slip") == []
    assert printing.left_over(desk, order) is None


def test_the_system_is_asked_for_its_printers(dressed: None) -> None:
    spool = PagePrinting(slips.page_image)
    assert isinstance(spool.names(), list)
    assert spool.printer("没有这台").papers == frozenset()
