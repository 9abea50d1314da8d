"""打印: the panel above the pages, with a tray that takes what it is sent in place of the system's printers."""

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from eduaid_desktop.documents.office_sheet import write
from eduaid_desktop.documents.pages import text as page_text
from eduaid_desktop.domain.sheet import Sheet
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.gui.printing.preview import Preview
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services import checking, printing, slip_desk, slips
from eduaid_desktop.services.print_order import LONG, ONE, Order, Printer, Report

from .seen import find, said

CTRL = Qt.KeyboardModifier.ControlModifier
GOES, WAITS, REFUSES = "goes", "waits", "refuses"


class Tray:
    """A spool in portions of three pages; what it was sent lies in sent."""

    portion = 3

    def __init__(self) -> None:
        self.sent: list[tuple[Order, list[int]]] = []
        self.cancelled: list[str] = []
        self.state = GOES
        self.printers = [
            Printer("办公室", frozenset({"A4", "A5"}), duplex=True),
            Printer("三楼", frozenset({"A3", "A4"}), duplex=False),
        ]
        self.released = Event()

    def names(self) -> list[str]:
        return [each.name for each in self.printers]

    def printer(self, name: str) -> Printer:
        return next(each for each in self.printers if each.name == name)

    def send(self, order: Order, pages: Sequence[int], report: Report) -> str:
        if self.state == REFUSES:
            raise UserError("打印机“办公室”没有接受任务。")
        self.sent.append((order, [*pages]))
        return f"{order.printer}-{len(self.sent)}"

    def wait(self, job: str, report: Report) -> None:
        report(0, f"任务 {job} 在打印队列里")
        while self.state == WAITS and not self.released.wait(0.01):
            report(0, f"任务 {job} 在打印队列里")

    def over(self, job: str) -> bool | None:
        return job not in self.cancelled

    def cancel(self, job: str) -> None:
        self.cancelled.append(job)

    @property
    def pages(self) -> list[int]:
        """All pages that came out, counted from 1."""
        return [page + 1 for _, pages in self.sent for page in pages]


Opened = Callable[..., Preview]


@pytest.fixture
def tray() -> Tray:
    return Tray()


@pytest.fixture
def opened(sample_window: MainWindow, tray: Tray, tmp_path: Path, qtbot: QtBot) -> Opened:
    """A function that previews a document of the sample term and opens the panel with Ctrl+P."""

    def open_(document: str = "approval_slip", *, ask: bool = True) -> Preview:
        made = slips.write(sample_window.desk, document, tmp_path / f"{document}.pdf", term="2018S")
        sample_window.preview(made.path, "试印", document, made)
        preview = find(sample_window, Preview, "preview")
        preview.panel.spool = tray
        if ask:
            open_panel(sample_window, qtbot)
        return preview

    return open_


def open_panel(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_P, CTRL)
    panel = find(window, Preview, "preview").panel
    qtbot.waitUntil(lambda: panel._ready)


def printed(window: MainWindow, qtbot: QtBot) -> None:
    """Wait until nothing is being printed."""
    panel = find(window, Preview, "preview").panel
    qtbot.waitUntil(lambda: not panel.busy)


def ledger(window: MainWindow) -> list[tuple[int, str | None]]:
    """The pages entered, counted from 1 by their record's place, and the printer."""
    return [(each["copies"], each["printer"]) for each in window.desk.store.select("slip_print")]


def test_ctrl_p_and_enter_print_everything_on_the_first_printer(
    sample_window: MainWindow, opened: Opened, tray: Tray, qtbot: QtBot
) -> None:
    preview = opened()
    box = find(preview, QComboBox, "printer")
    assert (box.currentText(), box.hasFocus()) == ("办公室", True)
    assert find(preview, QPushButton, "nextStep").isHidden()
    qtbot.keyClick(box, Qt.Key.Key_Return)
    printed(sample_window, qtbot)
    count = preview._order.total
    assert tray.pages == list(range(1, count + 1))
    assert f"打印机“办公室”已收下 {count} 页，其中单据 {count} 份" in said(sample_window)
    assert ledger(sample_window) == [(1, "办公室")] * count
    assert preview.panel.isHidden()
    assert preview.view.hasFocus()


def test_pages_copies_and_order_go_out_as_typed_and_only_those_are_entered(
    sample_window: MainWindow, opened: Opened, tray: Tray, qtbot: QtBot
) -> None:
    preview = opened()
    pages = find(preview, QLineEdit, "printPages")
    pages.setFocus()
    qtbot.keyClicks(pages, "2-4, 7")
    copies = find(preview, QSpinBox, "printCopies")
    copies.setFocus()
    copies.selectAll()
    qtbot.keyClicks(copies, "2")
    find(preview, QComboBox, "printOrder").setCurrentIndex(1)
    qtbot.keyClick(copies, Qt.Key.Key_Return)
    printed(sample_window, qtbot)
    assert tray.pages == [7, 4, 3, 2]
    order = tray.sent[0][0]
    assert (order.copies, order.sides, order.backwards, order.paper) == (2, ONE, True, "A5")
    assert ledger(sample_window) == [(2, "办公室")] * 4
    firsts = {each.slip.number for each in order.placed if each.first in (1, 2, 3, 6)}
    assert {row["slip_no"] for row in sample_window.desk.store.select("slip")} == firsts


def test_a_paper_is_not_printed_twice_without_the_mark_of_a_reprint(
    sample_window: MainWindow, opened: Opened, tray: Tray, qtbot: QtBot
) -> None:
    preview = opened()
    find(preview, QPushButton, "printNow").click()
    printed(sample_window, qtbot)
    count = len(tray.pages)
    open_panel(sample_window, qtbot)
    find(preview, QPushButton, "printNow").click()
    assert "再打印的要注明“补打”" in find(preview, QLabel, "printProblem").text()
    assert len(tray.pages) == len(ledger(sample_window)) == count
    preview = opened()
    find(preview, QPushButton, "printNow").click()
    printed(sample_window, qtbot)
    assert len(tray.pages) == len(ledger(sample_window)) == 2 * count
    assert "补打" in page_text(preview._order.pdf)[0]


def test_pages_that_are_none_are_said_and_nothing_is_sent(
    sample_window: MainWindow, opened: Opened, tray: Tray, qtbot: QtBot
) -> None:
    preview = opened()
    pages = find(preview, QLineEdit, "printPages")
    qtbot.keyClicks(pages, "1-999")
    qtbot.keyClick(pages, Qt.Key.Key_Return)
    assert "没有第 1-999 页" in find(preview, QLabel, "printProblem").text()
    assert tray.sent == []
    qtbot.keyClick(preview, Qt.Key.Key_Escape)
    assert preview.panel.isHidden()
    assert preview.isVisible()


def test_what_was_chosen_is_remembered_for_the_document_alone(
    sample_window: MainWindow, opened: Opened, tray: Tray, qtbot: QtBot
) -> None:
    preview = opened()
    find(preview, QComboBox, "printer").setCurrentText("三楼")
    qtbot.waitUntil(lambda: preview.panel._ready)
    find(preview, QSpinBox, "printCopies").setValue(3)
    find(preview, QCheckBox, "printInstead").setChecked(True)
    find(preview, QPushButton, "printNow").click()
    printed(sample_window, qtbot)
    preview = opened("approval_form")
    assert find(preview, QComboBox, "printer").currentText() == "办公室"
    assert find(preview, QSpinBox, "printCopies").value() == 1
    assert find(preview, QComboBox, "printSides").currentData() == LONG
    qtbot.keyClick(preview, Qt.Key.Key_Escape)
    preview = opened("approval_slip")
    assert find(preview, QComboBox, "printer").currentText() == "三楼"
    assert find(preview, QSpinBox, "printCopies").value() == 3
    assert not find(preview, QComboBox, "printSides").isEnabled()


def test_a_printer_without_the_paper_is_said_and_a3_can_be_made_smaller(
    sample_window: MainWindow, opened: Opened, tray: Tray, tmp_path: Path, qtbot: QtBot
) -> None:
    tray.printers = [Printer("办公室", frozenset({"A4"}), duplex=True)]
    preview = opened()
    told, instead = find(preview, QLabel, "printProblem"), find(preview, QCheckBox, "printInstead")
    assert "没有 A5 纸" in told.text()
    assert instead.text() == "印在 A4 纸上"
    find(preview, QPushButton, "printNow").click()
    assert tray.sent == []
    instead.click()
    assert told.isHidden()
    find(preview, QPushButton, "printNow").click()
    printed(sample_window, qtbot)
    assert {(order.paper, order.fit) for order, _ in tray.sent} == {("A4", False)}


def test_it_is_stopped_and_continued_at_the_page_typed(
    sample_window: MainWindow, opened: Opened, tray: Tray, qtbot: QtBot
) -> None:
    preview = opened()
    tray.state = WAITS
    qtbot.keyClick(find(preview, QComboBox, "printer"), Qt.Key.Key_Return)
    words = find(preview, QLabel, "printedTo")
    qtbot.waitUntil(lambda: "任务 办公室-1 在打印队列里" in words.text())
    assert not find(preview, QPushButton, "printNow").isVisible()
    # A second Enter stops nothing, the next Tab stands where it is stopped.
    assert find(preview, QPushButton, "cancelPrint").hasFocus()
    qtbot.keyClick(find(preview, QPushButton, "cancelPrint"), Qt.Key.Key_Tab)
    assert find(preview, QPushButton, "stopPrinting").hasFocus()
    qtbot.keyClick(find(preview, QPushButton, "stopPrinting"), Qt.Key.Key_Space)
    printed(sample_window, qtbot)
    assert tray.cancelled == ["办公室-1"]
    assert ledger(sample_window) == []
    assert "第 1-3 页这一批已送去" in words.text()
    tray.state = GOES
    page = find(preview, QLineEdit, "continuePage")
    assert (page.hasFocus(), page.text()) == (True, "1")
    page.setText("3")
    qtbot.keyClick(page, Qt.Key.Key_Return)
    printed(sample_window, qtbot)
    count = preview._order.total
    assert tray.pages == [1, 2, 3, *range(3, count + 1)]
    assert len(ledger(sample_window)) == count


def test_what_was_not_finished_is_offered_after_the_program_was_closed(
    sample_window: MainWindow, opened: Opened, tray: Tray, qtbot: QtBot
) -> None:
    preview = opened()
    tray.state = WAITS
    qtbot.keyClick(find(preview, QComboBox, "printer"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(tray.sent) == 1 and preview.panel._left is not None)
    words = find(preview, QLabel, "printedTo")
    qtbot.waitUntil(lambda: "任务" in words.text())
    path = sample_window.desk.store.path
    sample_window.leave_file()
    assert tray.cancelled == []
    tray.state = GOES
    sample_window.open_file(path)
    assert len(ledger(sample_window)) == 3
    preview = opened(ask=False)
    qtbot.waitUntil(lambda: preview.panel.isVisible())
    assert "已打印到第 3 页" in words.text()
    assert find(preview, QLineEdit, "continuePage").text() == "4"
    find(preview, QPushButton, "continuePrinting").click()
    printed(sample_window, qtbot)
    count = preview._order.total
    assert tray.pages == list(range(1, count + 1))
    assert len(ledger(sample_window)) == count


def test_a_number_that_lay_with_the_printer_when_the_power_failed_goes_to_no_other_content(
    sample_window: MainWindow, tray: Tray, tmp_path: Path, qtbot: QtBot
) -> None:
    desk = sample_window.desk
    case = desk.store.rows("SELECT id, case_no FROM relief_case WHERE state = 30")[0]

    def order() -> Order:
        made = slips.write(desk, "approval_form", tmp_path / "表.pdf", case=case["case_no"])
        return Order(
            made.path, "试印", made.pages, tuple(range(made.pages)), "办公室", "approval_form", made.placed
        )

    class PowerFails(Tray):
        def wait(self, job: str, report: object) -> None:
            raise SystemExit

    sent, spool, halt = order(), PowerFails(), Event()
    begun = printing.begin(sent, spool)
    with pytest.MonkeyPatch.context() as broken:
        broken.setattr(printing._Portion, "_printed", lambda portion, count: portion._now)
        with pytest.raises(SystemExit):
            printing.run(desk, begun, spool, halt, lambda *args: None)
    assert ledger(sample_window) == []
    with desk.change("改原因") as change:
        change.update("relief_case", case["id"], {"reason": "父亲生病，生活困难"})
    changed = order()
    assert changed.placed[0].slip.number == sent.placed[0].slip.number
    assert printing.left_over(desk, changed) is None
    begun = printing.begin(changed, tray)
    with pytest.raises(Refused, match="重新打开预览，会换成新的单号"):
        printing.run(desk, begun, tray, halt, lambda *args: None)
    assert order().placed[0].slip.issue == 2
    found = slip_desk.find(desk, sent.placed[0].slip.number)
    assert found.row["digest"] == sent.placed[0].slip.digest
    assert checking.check(desk)["findings"] == []


def test_another_paper_in_the_preview_leaves_the_printing_alone(
    sample_window: MainWindow, opened: Opened, tray: Tray, qtbot: QtBot
) -> None:
    preview = opened()
    tray.state = WAITS
    find(preview, QPushButton, "printNow").click()
    qtbot.waitUntil(lambda: len(tray.sent) == 1)
    slips_pdf = preview._order.pdf
    preview = opened("notice_list")
    find(preview, QPushButton, "printNow").click()
    assert "上一份还在打印" in find(preview, QLabel, "printProblem").text()
    slips_pdf.unlink()
    tray.state = GOES
    printed(sample_window, qtbot)
    assert "打印机“办公室”已收下" in said(sample_window)
    assert {order.document for order, _ in tray.sent} == {"approval_slip"}
    assert find(preview, QPushButton, "printNow").isVisible()
    assert not find(preview, QPushButton, "stopPrinting").isVisible()


def test_nobody_wants_to_continue(
    sample_window: MainWindow, opened: Opened, tray: Tray, qtbot: QtBot
) -> None:
    preview = opened()
    tray.state = WAITS
    find(preview, QPushButton, "printNow").click()
    qtbot.waitUntil(lambda: len(tray.sent) == 1)
    find(preview, QPushButton, "stopPrinting").click()
    printed(sample_window, qtbot)
    find(preview, QPushButton, "dropPrinting").click()
    qtbot.waitUntil(lambda: preview.panel._ready)
    assert find(preview, QPushButton, "printNow").isVisible()
    preview = opened(ask=False)
    assert preview.panel.isHidden()


def test_a_refusal_is_said_in_the_panel(
    sample_window: MainWindow, opened: Opened, tray: Tray, qtbot: QtBot
) -> None:
    preview = opened()
    tray.state = REFUSES
    find(preview, QPushButton, "printNow").click()
    printed(sample_window, qtbot)
    assert "没有接受任务" in find(preview, QLabel, "printProblem").text()
    assert ledger(sample_window) == []
    assert find(preview, QPushButton, "printNow").isVisible()


def test_a_window_that_reads_only_prints_and_says_that_it_is_not_entered(
    sample_window: MainWindow,
    open_window: Callable[[Path], MainWindow],
    tray: Tray,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    reader = open_window(sample_window.desk.store.path)
    assert reader.desk.store.read_only
    made = slips.write(reader.desk, "approval_slip", tmp_path / "x.pdf", term="2018S")
    reader.preview(made.path, "试印", "approval_slip", made)
    preview = find(reader, Preview, "preview")
    preview.panel.spool = tray
    open_panel(reader, qtbot)
    find(preview, QPushButton, "printNow").click()
    printed(reader, qtbot)
    assert len(tray.pages) == made.pages
    assert "没有记入打印登记" in said(reader)
    assert ledger(sample_window) == []


def test_without_a_printer_it_says_what_to_do(
    sample_window: MainWindow, opened: Opened, tray: Tray, qtbot: QtBot
) -> None:
    tray.printers = []
    preview = opened(ask=False)
    qtbot.keyClick(sample_window, Qt.Key.Key_P, CTRL)
    told = find(preview, QLabel, "printProblem")
    qtbot.waitUntil(lambda: "没有装打印机" in told.text())


def test_pages_of_two_papers_are_printed_apart(
    sample_window: MainWindow, tray: Tray, tmp_path: Path, qtbot: QtBot
) -> None:
    from pypdfium2 import PdfDocument

    upright = tmp_path / "one.pdf"
    write([Sheet("一"), Sheet("二")], upright, printed_on=sample_window.desk.today())
    both = PdfDocument(upright.read_bytes())
    both.new_page(842, 1191)
    both.save(str(tmp_path / "two.pdf"))
    both.close()
    sample_window.preview(tmp_path / "two.pdf", "两种纸")
    preview = find(sample_window, Preview, "preview")
    preview.panel.spool = tray
    open_panel(sample_window, qtbot)
    find(preview, QPushButton, "printNow").click()
    assert "A4 是第 1-2 页，A3 是第 3 页" in find(preview, QLabel, "printProblem").text()
    find(preview, QLineEdit, "printPages").setText("3")
    find(preview, QPushButton, "printNow").click()
    lacking = "没有 A3 纸：请换一台打印机，或者另存为 PDF 到别处打印。"
    assert lacking in find(preview, QLabel, "printProblem").text()
    find(preview, QLineEdit, "printPages").setText("1-2")
    find(preview, QPushButton, "printNow").click()
    printed(sample_window, qtbot)
    assert [(order.paper, pages) for order, pages in tray.sent] == [("A4", [0, 1])]


def test_the_preview_fits_an_old_screen_whatever_it_asks(
    sample_window: MainWindow, opened: Opened, tray: Tray, qtbot: QtBot
) -> None:
    """1366 × 768 at 150 % leaves 910 × 512."""
    tray.printers = [
        Printer("二楼东侧办公室的激光一体机", frozenset({"A4"}), problem="打印机停了（paper jam）" * 3)
    ]
    preview = opened()
    assert find(preview, QCheckBox, "printInstead").isVisible()
    find(preview, QCheckBox, "printInstead").setChecked(True)
    tray.state = WAITS
    find(preview, QPushButton, "printNow").click()
    qtbot.waitUntil(lambda: len(tray.sent) == 1)
    find(preview, QPushButton, "stopPrinting").click()
    printed(sample_window, qtbot)
    for _ in range(2):
        needed = sample_window.minimumSizeHint()
        assert needed.width() <= 910
        assert needed.height() <= 480
        preview.save_as()
    nameless = [
        widget.objectName()
        for widget in preview.findChildren(QWidget)
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if not isinstance(widget, QLabel) and widget.objectName() != "qt_spinbox_lineedit"
        if not QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
    ]
    assert nameless == []
