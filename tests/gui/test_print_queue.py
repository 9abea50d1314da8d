"""The window on a real print queue: what stands in the preview is what the printer receives."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from eduaid_desktop.documents import pages
from eduaid_desktop.gui.printing.preview import Preview
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services import slips
from eduaid_desktop.services.cups import Cups

from ..private_cups import Queue, queue
from .seen import find, said

__all__ = ["queue"]
pytestmark = pytest.mark.cups


@pytest.fixture
def preview(queue: Queue, sample_window: MainWindow, tmp_path: Path, qtbot: QtBot) -> Preview:
    """The slips of the sample term with the panel open, at the queue."""
    made = slips.write(sample_window.desk, "approval_slip", tmp_path / "审批单.pdf", term="2018S")
    sample_window.preview(made.path, "审批单　2018年春季学期", "approval_slip", made)
    found = find(sample_window, Preview, "preview")
    qtbot.keyClick(sample_window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: found.panel._ready)
    return found


def test_the_pdf_in_the_preview_arrives_at_the_printer(
    sample_window: MainWindow, queue: Queue, preview: Preview, qtbot: QtBot
) -> None:
    assert isinstance(preview.panel.spool, Cups)
    assert find(preview, QComboBox, "printer").currentText() == "Office"
    qtbot.keyClick(find(preview, QComboBox, "printer"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "打印机“Office”已收下" in said(sample_window), timeout=20_000)
    (job,) = queue.received()
    assert pages.text(job) == pages.text(preview._order.pdf)
    # Turned, because the sheet goes in that way.
    assert pages.size_mm(job, 0) == pytest.approx((148, 210), abs=1)
    lines = sample_window.desk.store.select("slip_print")
    assert [line["printer"] for line in lines] == ["Office"] * len(pages.text(job))


def test_a_held_printer_is_stopped_in_the_window_and_the_rest_follows(
    sample_window: MainWindow,
    queue: Queue,
    preview: Preview,
    qtbot: QtBot,
    wait_until: Callable[[Callable[[], bool]], None],
) -> None:
    queue.hold()
    find(preview, QPushButton, "printNow").click()
    words = find(preview, QLabel, "printedTo")
    qtbot.waitUntil(lambda: "任务 Office-1 在打印队列里" in words.text(), timeout=20_000)
    find(preview, QPushButton, "stopPrinting").click()
    qtbot.waitUntil(lambda: not preview.panel.busy)
    assert sample_window.desk.store.select("slip") == []
    queue.release()
    page = find(preview, QLineEdit, "continuePage")
    page.setText("4")
    qtbot.keyClick(page, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "打印机“Office”已收下" in said(sample_window), timeout=20_000)
    (job,) = queue.received()
    assert pages.text(job) == pages.text(preview._order.pdf)[3:]
    assert len(sample_window.desk.store.select("slip")) == preview._order.total
