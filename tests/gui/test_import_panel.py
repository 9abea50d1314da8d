"""导入: a workbook is looked at first, then written, and nobody wonders where a row went."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from eduaid_desktop.gui import files, import_panel
from eduaid_desktop.gui.import_panel import ImportPanel
from eduaid_desktop.gui.students_page import StudentsPage
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services.desk import Desk

DAMAGED = "5_学籍名册_号码损坏.xlsx"


@pytest.fixture
def page(window: MainWindow) -> StudentsPage:
    window.go("students")
    assert isinstance(window.page, StudentsPage)
    return window.page


def said(window: MainWindow) -> str:
    return window.strip.message.text()


def shown(page: StudentsPage, qtbot: QtBot) -> ImportPanel:
    found: list[ImportPanel] = []

    def there() -> bool:
        found[:] = [each for each in page.findChildren(ImportPanel) if each.isVisible()]
        return bool(found)

    qtbot.waitUntil(there)
    return found[0]


def people(window: MainWindow) -> int:
    return int(window.desk.store.value("SELECT COUNT(*) FROM person"))


def test_the_button_asks_for_a_file_and_shows_it_without_writing(
    window: MainWindow, page: StudentsPage, samples: Path, qtbot: QtBot
) -> None:
    before = people(window)

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        dialog.selectFile(str(samples / DAMAGED))
        dialog.accept()  # type: ignore[call-arg]

    QTimer.singleShot(0, answer)
    qtbot.mouseClick(page.findChild(QPushButton, "importWorkbook"), Qt.MouseButton.LeftButton)
    panel = shown(page, qtbot)
    equation = panel.findChild(QLabel, "equation").text()
    assert equation == "学籍名册：读入 60 = 接收 5 + 待定 0 + 拒收 55 + 跳过 0 + 未变 0"
    assert page.split.isHidden()
    assert panel.problems.model.rowCount() > 55
    assert panel.problems.model.cell(0, 1) == "拒收"
    assert people(window) == before
    assert files.known_folder("import") == samples


def test_writing_tells_the_equation_and_gives_the_page_back(
    window: MainWindow, page: StudentsPage, samples: Path, qtbot: QtBot
) -> None:
    before = people(window)
    import_panel.look(page, samples / DAMAGED)
    panel = shown(page, qtbot)
    assert panel.next_button.text() == "写入 5 行"
    qtbot.keyClick(panel.next_button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "已导入" in said(window))
    assert "读入 60 = 接收 5 + 待定 0 + 拒收 55" in said(window)
    assert people(window) == before + 5
    assert not page.split.isHidden()
    assert page.list.totals.text().replace("\xa0", " ") == f"共 {before + 5} 条"
    import_panel.look(page, samples / DAMAGED)
    panel = shown(page, qtbot)
    assert "没有新的内容" in panel.told.text()
    assert panel.next_button.isHidden()


def test_escape_goes_back_and_leaves_everything_as_it_was(
    window: MainWindow, page: StudentsPage, samples: Path, qtbot: QtBot
) -> None:
    before = people(window)
    import_panel.look(page, samples / DAMAGED)
    qtbot.keyClick(shown(page, qtbot), Qt.Key.Key_Escape)
    assert not page.split.isHidden()
    assert people(window) == before


def test_the_columns_show_how_the_headings_were_understood(
    page: StudentsPage, samples: Path, qtbot: QtBot
) -> None:
    import_panel.look(page, samples / DAMAGED)
    panel = shown(page, qtbot)
    qtbot.keyClick(panel, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert panel.columns.isVisible()
    cells = {panel.columns.model.cell(n, 1): panel.columns.model.cell(n, 2) for n in range(8)}
    assert cells["D 身份证号"] == "身份证件号"


def test_another_term_reads_the_file_again(page: StudentsPage, samples: Path, qtbot: QtBot) -> None:
    import_panel.look(page, samples / DAMAGED)
    first = shown(page, qtbot)
    box = first.findChild(QComboBox, "importTerm")
    assert box.currentText() == "2018年春季学期"
    box.setCurrentIndex(box.findText("2017年秋季学期"))
    second = shown(page, qtbot)
    assert second is not first
    assert second._found.term == "2017A"


def test_a_file_that_is_no_roll_is_one_sentence(
    window: MainWindow, page: StudentsPage, samples: Path, qtbot: QtBot
) -> None:
    import_panel.look(page, samples / "README.md")
    qtbot.waitUntil(lambda: "README.md" in said(window))
    assert "✕" in said(window)
    assert not page.split.isHidden()


def test_a_reading_window_has_no_import(open_window, office_file: Path) -> None:  # type: ignore[no-untyped-def]
    with Desk.open(office_file):
        window = open_window(office_file)
        window.go("students")
        assert window.page.findChild(QPushButton, "importWorkbook") is None


def test_another_kind_is_read_again(
    window: MainWindow, page: StudentsPage, samples: Path, qtbot: QtBot
) -> None:
    import_panel.look(page, samples / DAMAGED)
    kind = shown(page, qtbot).findChild(QComboBox, "importKind")
    assert kind.currentText() == "学籍名册"
    first = page.panel_open
    kind.setCurrentIndex(kind.findData("household_base"))
    qtbot.waitUntil(lambda: page.panel_open not in (None, first) or bool(said(window)), timeout=20_000)
    if page.panel_open:
        assert page.panel_open.findChild(QComboBox, "importKind").currentData() == "household_base"
    else:
        assert said(window).startswith("✕")


def test_keys_and_the_search_box_respect_an_open_panel(
    window: MainWindow, page: StudentsPage, samples: Path, qtbot: QtBot
) -> None:
    before = people(window)
    import_panel.look(page, samples / DAMAGED)
    panel = shown(page, qtbot)
    qtbot.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert "按 Esc 返回" in said(window)
    assert QApplication.focusWidget() is panel.next_button
    assert window.head is not None
    window.head.search.setFocus()
    qtbot.keyClicks(window.head.search, "zxh")
    qtbot.keyClick(window.head.search, Qt.Key.Key_Return)
    assert page.panel_open is None
    assert page.panel.title.text() == "曾小红"
    assert QApplication.focusWidget() is page.list.view
    assert people(window) == before
