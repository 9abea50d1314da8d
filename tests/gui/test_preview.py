"""The preview: real PDFs from the sample township, turned, enlarged, saved elsewhere and printed into a file."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from eduaid_desktop.gui.preview import Preview
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services import slips

A4, A5_ACROSS = (210, 297), (210, 148)
Shown = Callable[..., tuple[Preview, Path]]


@pytest.fixture
def shown(sample_window: MainWindow, tmp_path: Path) -> Shown:
    """A function that writes a document of the sample term and previews it."""

    def show(document: str, **about: str) -> tuple[Preview, Path]:
        path = tmp_path / f"{document}.pdf"
        slips.write(sample_window.desk, document, path, **about)  # type: ignore[arg-type]
        sample_window.preview(path, "试印")
        preview = sample_window.findChild(Preview, "preview")
        assert preview is not None
        return preview, path

    return show


def place(preview: Preview) -> str:
    return preview.place.text()


def test_pages_turn_by_keys_and_stop_at_the_ends(
    sample_window: MainWindow, shown: Shown, qtbot: QtBot
) -> None:
    preview, path = shown("approval_form", term="2018S")
    pages = slips.page_count(path)
    assert pages > 2
    assert place(preview) == f"第 1 页，共 {pages} 页"
    assert not preview.findChild(QPushButton, "pageBefore").isEnabled()
    first = preview.picture.pixmap().toImage()
    qtbot.keyClick(preview, Qt.Key.Key_PageDown)
    assert place(preview) == f"第 2 页，共 {pages} 页"
    assert preview.picture.pixmap().toImage() != first
    qtbot.keyClick(preview, Qt.Key.Key_PageUp)
    qtbot.keyClick(preview, Qt.Key.Key_PageUp)
    assert place(preview) == f"第 1 页，共 {pages} 页"
    assert preview.picture.pixmap().toImage() == first
    qtbot.keyClick(preview, Qt.Key.Key_Escape)
    assert sample_window.stack.currentWidget() is sample_window.page


def test_a_page_is_enlarged_and_made_smaller(shown: Shown, qtbot: QtBot) -> None:
    preview, _ = shown("approval_slip", term="2018S")
    width = preview.picture.pixmap().width()
    qtbot.keyClick(preview, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert preview.picture.pixmap().width() == pytest.approx(1.25 * width, abs=2)
    for _ in range(9):
        preview.findChild(QPushButton, "zoomOut").click()
    assert preview.picture.pixmap().width() == pytest.approx(0.5 * width, abs=2)
    assert not preview.findChild(QPushButton, "zoomOut").isEnabled()


@pytest.mark.parametrize(
    ("document", "paper"), [("approval_slip", A5_ACROSS), ("approval_form", A4), ("notice_list", A4)]
)
def test_printing_keeps_the_paper_and_draws_the_page(
    sample_window: MainWindow, shown: Shown, tmp_path: Path, document: str, paper: tuple[int, int]
) -> None:
    preview, path = shown(document, term="2018S")
    printed = tmp_path / "printed.pdf"
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(printed))
    preview.print_to(printer, range(2))
    assert slips.page_count(printed) == 2
    assert "已送去打印 2 页" in sample_window.strip.message.text()
    for number in range(2):
        assert slips.page_image(printed, number, 20).paper == pytest.approx(paper, abs=1)
        wanted, got = (slips.page_image(file, number, 200) for file in (path, printed))
        assert (got.width, got.height) == pytest.approx((wanted.width, wanted.height), abs=4)
        assert darkness(got) == pytest.approx(darkness(wanted), rel=0.2)
        assert darkness(got) > 0


def darkness(page: slips.PageImage) -> float:
    """How much ink is on a page, of 1."""
    return 1 - sum(page.rgba[0::4]) / (255 * page.width * page.height)


@pytest.mark.qt_log_ignore(r"QPainter::begin\(\): Returned false")
def test_a_printer_that_takes_nothing_is_told(
    sample_window: MainWindow, shown: Shown, tmp_path: Path
) -> None:
    preview, _ = shown("approval_slip", term="2018S")
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "no such folder" / "printed.pdf"))
    preview.print_to(printer, range(1))
    assert sample_window.strip.message.text().startswith("✕ 打印机没有接受任务")


@pytest.fixture
def saved_to(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Answers the system's dialog: this is where the file goes; "" for cancelled."""

    def answer(path: str) -> None:
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (path, ""))

    return answer


def test_saving_elsewhere_asks_what_for_and_is_logged(
    sample_window: MainWindow, shown: Shown, tmp_path: Path, saved_to: Callable[[str], None], qtbot: QtBot
) -> None:
    preview, path = shown("approval_slip", term="2018S")
    store, before = sample_window.desk.store, len(sample_window.desk.store.select("disclosure"))
    saved_to(str(tmp_path / "copy.pdf"))
    qtbot.keyClick(sample_window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    line = preview.purpose
    assert line.purpose.hasFocus()
    line.do_button.click()
    assert "用途" in line.problem.text()
    assert not (tmp_path / "copy.pdf").exists()
    line.purpose.setText("送县教育局核对")
    qtbot.keyClick(line.purpose, Qt.Key.Key_Return)
    line.recipient.setText("云岭县教育局")
    qtbot.keyClick(line.recipient, Qt.Key.Key_Return)
    qtbot.keyClick(line.do_button, Qt.Key.Key_Space)
    assert "已另存为" in sample_window.strip.message.text()
    assert line.isHidden()
    assert (tmp_path / "copy.pdf").read_bytes() == path.read_bytes()
    logged = store.select("disclosure")[before:]
    assert [(each["content"], each["purpose"], each["recipient"]) for each in logged] == [
        ("copy.pdf", "送县教育局核对", "云岭县教育局")
    ]


def test_saving_elsewhere_says_why_not_and_can_be_left(
    sample_window: MainWindow, shown: Shown, tmp_path: Path, saved_to: Callable[[str], None], qtbot: QtBot
) -> None:
    preview, _ = shown("approval_slip", term="2018S")
    before = len(sample_window.desk.store.select("disclosure"))
    preview.findChild(QPushButton, "savePdf").click()
    preview.purpose.purpose.setText("送县教育局核对")
    for target, told in ((str(tmp_path / "none" / "sub" / "x.pdf"), "✕"), ("", "")):
        saved_to(target)
        preview.purpose.do_button.click()
        assert preview.purpose.isVisible()
        assert preview.purpose.problem.text().startswith(told)
    assert len(sample_window.desk.store.select("disclosure")) == before
    qtbot.keyClick(preview.purpose.purpose, Qt.Key.Key_Escape)
    assert (preview.purpose.isHidden(), preview.isVisible()) == (True, True)
    qtbot.keyClick(preview, Qt.Key.Key_Escape)
    assert not preview.isVisible()


def test_a_pdf_that_is_gone_is_said_and_the_page_stays(sample_window: MainWindow, tmp_path: Path) -> None:
    sample_window.preview(tmp_path / "gone.pdf", "不在了")
    assert "无法打开 gone.pdf" in sample_window.findChild(QLabel, "message").text()
    assert sample_window.stack.currentWidget() is sample_window.page
