"""A real print queue: what is sent is what the printer receives, and nothing is said that is not so."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import Any

import pytest
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from eduaid_desktop.documents import pages
from eduaid_desktop.domain.slip import Placed, Slip, Subject, number
from eduaid_desktop.errors import UserError
from eduaid_desktop.services import print_ledger, printing, slip_desk
from eduaid_desktop.services.cups import Cups
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.print_order import LONG, ONE, Order
from eduaid_desktop.services.printing import Progress

from ...private_cups import Queue

pytestmark = pytest.mark.cups
WaitUntil = Callable[[Callable[[], bool]], None]


@pytest.fixture
def spool(monkeypatch: pytest.MonkeyPatch) -> Cups:
    """In portions of four pages."""
    monkeypatch.setattr(Cups, "portion", 4)
    return Cups()


@pytest.fixture
def order(tmp_path: Path) -> Callable[..., Order]:
    """A function that writes a PDF of so many numbered pages and orders it on the queue."""

    def make(count: int, size: tuple[float, float] = (210, 297), **how: Any) -> Order:
        path = tmp_path / f"{count}页 审批单.pdf"
        canvas = Canvas(str(path), pagesize=(size[0] * mm, size[1] * mm))
        for page in range(count):
            canvas.drawString(100, 100, f"PAGE{page + 1}.")
            canvas.showPage()
        canvas.save()
        return Order(
            path,
            "审批单　2018年春季学期",
            count,
            **{"pages": tuple(range(count)), "printer": "Office", "document": "approval_slip", **how},
        )

    return make


def slips(*lengths: int) -> list[Placed]:
    """Numbered papers of so many pages each."""
    made, first = [], 0
    for n, length in enumerate(lengths, 1):
        slip = Slip(
            number("approval_slip", n, 1),
            "approval_slip",
            Subject("period", n, f"第{n}号"),
            f"{n}",
        )
        made.append(Placed(slip, first, length))
        first += length
    return made


def run(desk: Desk, start: Progress, spool: Cups, halt: Event | None = None) -> Progress:
    end = monotonic() + 20

    def report(now: Progress, words: str) -> None:
        assert monotonic() < end, words

    return printing.run(desk, start, spool, halt or Event(), report)


def printed(job: Path) -> list[str]:
    """The page numbers that came out, "" for an empty back."""
    return [each.strip().removeprefix("PAGE").removesuffix(".") for each in pages.text(job)]


def entered(desk: Desk) -> list[int]:
    rows = desk.store.select("slip")
    return [row["record_id"] for row in rows]


def test_the_queue_is_offered_and_says_what_it_can(queue: Queue, spool: Cups) -> None:
    assert spool.names() == ["Office"]
    found = spool.printer("Office")
    assert (found.papers, found.duplex, found.problem) == (frozenset({"A4", "A5"}), True, "")
    assert not found.takes("A3")


def test_all_pages_arrive_in_order_in_portions_and_are_entered(
    queue: Queue, spool: Cups, order: Callable[..., Order], clerk: Desk
) -> None:
    wanted = order(10, placed=slips(*[1] * 10))
    done = run(clerk, printing.begin(wanted, spool), spool)
    assert done.complete
    assert [printed(job) for job in queue.received()] == [
        ["1", "2", "3", "4"],
        ["5", "6", "7", "8"],
        ["9", "10"],
    ]
    assert queue.title(queue.received()[0]) == wanted.title
    assert {"media=A4", "sides=one-sided", "print-scaling=none"} <= {*queue.options(queue.received()[0])}
    assert entered(clerk) == list(range(1, 11))
    lines = clerk.store.select("slip_print")
    assert {(line["printer"], line["copies"], line["reprint"]) for line in lines} == {("Office", 1, 0)}
    assert printing.left_over(clerk, wanted) is None


def test_a_number_that_was_voided_since_the_preview_is_not_printed(
    queue: Queue, spool: Cups, order: Callable[..., Order], clerk: Desk
) -> None:
    placed = slips(1, 1)
    print_ledger.register(clerk, placed[:1], printer="Office")
    slip_desk.void(clerk, placed[0].slip.number, "写错了")
    with pytest.raises(UserError, match="已经作废"):
        run(clerk, printing.begin(order(2, placed=placed), spool), spool)
    assert queue.received() == []
    assert run(clerk, printing.begin(order(2, pages=(1,), placed=placed), spool), spool).complete


def test_ranges_and_copies_arrive_as_asked(
    queue: Queue, spool: Cups, order: Callable[..., Order], clerk: Desk
) -> None:
    wanted = order(10, pages=(1, 2, 6), copies=2, placed=slips(*[1] * 10))
    run(clerk, printing.begin(wanted, spool), spool)
    assert [printed(job) for job in queue.received()] == [["2", "3", "7", "2", "3", "7"]]
    assert entered(clerk) == [2, 3, 7]
    assert {line["copies"] for line in clerk.store.select("slip_print")} == {2}


def test_backwards_the_last_page_comes_out_first(
    queue: Queue, spool: Cups, order: Callable[..., Order], clerk: Desk
) -> None:
    run(clerk, printing.begin(order(6, backwards=True), spool), spool)
    assert [printed(job) for job in queue.received()] == [["6", "5", "4", "3"], ["2", "1"]]


def test_on_both_sides_no_paper_begins_on_the_back_of_another(
    queue: Queue, spool: Cups, order: Callable[..., Order], clerk: Desk
) -> None:
    wanted = order(6, sides=LONG, placed=slips(3, 1, 2))
    run(clerk, printing.begin(wanted, spool), spool)
    assert [printed(job) for job in queue.received()] == [["1", "2", "3", "", "4", ""], ["5", "6"]]
    assert "Duplex=DuplexNoTumble" in queue.options(queue.received()[0])
    assert entered(clerk) == [1, 2, 3]


@pytest.mark.parametrize(
    ("size", "how", "paper"),
    [
        ((210, 148), {"paper": "A5"}, (210, 148)),
        ((297, 210), {"paper": "A4"}, (297, 210)),
        ((420, 297), {"paper": "A4", "fit": True}, (297, 210)),
    ],
)
def test_the_paper_is_that_of_the_page_or_smaller_when_asked(
    queue: Queue,
    spool: Cups,
    order: Callable[..., Order],
    clerk: Desk,
    size: tuple[float, float],
    how: dict[str, Any],
    paper: tuple[float, float],
) -> None:
    run(clerk, printing.begin(order(1, size, **how), spool), spool)
    (job,) = queue.received()
    assert sorted(pages.size_mm(job, 0)) == pytest.approx(sorted(paper), abs=1)
    assert printed(job) == ["1"]


class InThread:
    """The printing as the window runs it: it goes on while the test acts."""

    def __init__(self, desk: Desk, start: Progress, spool: Cups) -> None:
        self.halt, self.error = Event(), Event()
        self.said: list[str] = []
        self.result: Any = None
        self._leave = False
        self._thread = Thread(target=self._work, args=(desk, start, spool))
        self._thread.start()

    def _work(self, desk: Desk, start: Progress, spool: Cups) -> None:
        try:
            self.result = printing.run(desk, start, spool, self.halt, self._hear)
        except Exception as error:
            self.result = error
        finally:
            desk.store.end_thread()

    def _hear(self, now: Progress, words: str) -> None:
        self.said.append(words)
        if self._leave:
            raise KeyError("the window closes")

    def leave(self) -> Any:
        self._leave = True
        return self.end()

    def stop(self) -> Any:
        self.halt.set()
        return self.end()

    def end(self) -> Any:
        self._thread.join(20)
        assert not self._thread.is_alive()
        return self.result


def second_batch(queue: Queue, wait_until: WaitUntil, going: InThread) -> None:
    """Wait until the printer holds the second portion."""
    wait_until(lambda: len(queue.received()) == 1)
    wait_until(lambda: queue.begun() == 2)
    wait_until(lambda: any("Office-2" in words for words in going.said))


def test_it_is_stopped_and_continued_at_the_page_that_did_not_come_out(
    queue: Queue, spool: Cups, order: Callable[..., Order], clerk: Desk, wait_until: WaitUntil
) -> None:
    wanted = order(10, placed=slips(*[1] * 10))
    queue.hold()
    going = InThread(clerk, printing.begin(wanted, spool), spool)
    wait_until(lambda: any("Office-1" in words for words in going.said))
    assert entered(clerk) == []
    queue.release()
    wait_until(lambda: len(queue.received()) == 1)
    queue.hold()
    left = going.stop()
    assert not left.complete
    assert left.done in (4, 8)
    assert entered(clerk) == list(range(1, left.done + 1))
    queue.release()
    before = len(queue.received())
    again = printing.settled(clerk, left, spool)
    done = run(clerk, printing.continue_at(clerk, again, 10), spool)
    assert done.complete
    assert printed(queue.received()[-1]) == ["10"]
    assert len(queue.received()) == before + 1


def test_it_is_taken_up_again_after_the_program_was_closed(
    queue: Queue,
    spool: Cups,
    order: Callable[..., Order],
    office_file: Path,
    wait_until: WaitUntil,
) -> None:
    wanted = order(10, placed=slips(*[1] * 10))
    queue.hold()
    with Desk.open(office_file) as desk:
        going = InThread(desk, printing.begin(wanted, spool), spool)
        wait_until(lambda: any("Office-1" in words for words in going.said))
        assert isinstance(going.leave(), KeyError)
        assert entered(desk) == [1, 2, 3, 4]
    queue.release()
    wait_until(lambda: len(queue.received()) == 1)
    with Desk.open(office_file) as desk:
        left = printing.left_over(desk, wanted)
        assert left is not None
        assert (left.done, left.next_page) == (4, 5)
        assert printing.left_over(desk, order(9, placed=slips(*[1] * 9))) is None
        assert run(desk, printing.continue_at(desk, left, 5), spool).complete
        assert entered(desk) == list(range(1, 11))
    assert [page for job in queue.received() for page in printed(job)] == [str(n) for n in range(1, 11)]


def test_719_slips_are_stopped_and_continued_and_each_comes_out_once(
    queue: Queue, order: Callable[..., Order], clerk: Desk
) -> None:
    spool, halt = Cups(), Event()
    wanted = order(719, (210, 148), placed=slips(*[1] * 719), paper="A5")
    heard: list[int] = []

    def report(now: Progress, words: str) -> None:
        heard.append(now.done)
        if now.done >= 150:
            halt.set()

    left = printing.run(clerk, printing.begin(wanted, spool), spool, halt, report)
    assert (left.done, left.next_page) == (150, 151)
    assert {*heard} == {0, 50, 100, 150}
    assert entered(clerk) == list(range(1, 151))
    begun = printing.continue_at(clerk, left, 151)
    done = printing.run(clerk, begun, spool, Event(), lambda now, words: None)
    assert done.complete
    came = [int(page) for job in queue.received() for page in printed(job)]
    assert came == list(range(1, 720))
    assert len(queue.received()) == 15
    assert entered(clerk) == came


def test_a_job_that_is_taken_back_is_not_entered_and_said(
    queue: Queue, spool: Cups, order: Callable[..., Order], clerk: Desk, wait_until: WaitUntil
) -> None:
    wanted = order(3, placed=slips(1, 1, 1))
    queue.hold()
    going = InThread(clerk, printing.begin(wanted, spool), spool)
    wait_until(lambda: any("Office-1" in words for words in going.said))
    subprocess.run(["cancel", "Office-1"], check=True)
    error = going.end()
    assert isinstance(error, UserError)
    assert "Office-1 被取消或中断" in error.sentence
    assert entered(clerk) == []
    left = printing.left_over(clerk, wanted)
    assert left is not None
    assert (left.done, left.batch) == (0, 3)
    printing.continue_at(clerk, left, 3)
    assert entered(clerk) == [1, 2]


def test_a_printer_that_jams_is_said_while_the_job_waits(
    queue: Queue, spool: Cups, order: Callable[..., Order], clerk: Desk, wait_until: WaitUntil
) -> None:
    queue.jam()
    going = InThread(clerk, printing.begin(order(1), spool), spool)
    wait_until(lambda: any("打印机停了（paper jam）" in words for words in going.said))
    assert "打印机停了（paper jam）" in spool.printer("Office").problem
    going.stop()
    assert spool.over("Office-1") is False


def test_what_the_queue_refuses_is_said_and_nothing_entered(
    queue: Queue, spool: Cups, order: Callable[..., Order], clerk: Desk
) -> None:
    subprocess.run(["cupsreject", "Office"], check=True)
    assert spool.printer("Office").problem == "打印队列现在不收任务"
    with pytest.raises(UserError, match="队列现在不收任务，什么也没有送出"):
        run(clerk, printing.begin(order(1, placed=slips(1)), spool), spool)
    with pytest.raises(UserError, match="系统里已没有打印机“Gone”"):
        run(clerk, printing.begin(order(1, printer="Gone", placed=slips(1)), spool), spool)
    assert entered(clerk) == []


def test_without_a_scheduler_it_says_who_can_help(
    spool: Cups, order: Callable[..., Order], clerk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUPS_SERVER", "127.0.0.1:9")
    with pytest.raises(UserError, match="打印服务（CUPS）没有运行"):
        spool.names()
    with pytest.raises(UserError, match="打印服务（CUPS）没有运行"):
        run(clerk, printing.begin(order(1, sides=ONE), spool), spool)
