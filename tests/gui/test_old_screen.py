"""An old screen at 150 %: whatever is opened, nothing pushes the window beyond it, and nothing is cut off."""

from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from eduaid_desktop.domain import workflow
from eduaid_desktop.gui import files
from eduaid_desktop.gui.payment_register import PaymentListsRegister
from eduaid_desktop.gui.registers_page import RegistersPage
from eduaid_desktop.gui.relief_bulk_panel import ReliefBulkPanel
from eduaid_desktop.gui.relief_page import ReliefPage
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services import relief

from .seen import find

# 1366 × 768 at 150 %, less the bar of the system.
WIDE, HIGH = 910, 480
Choose = Callable[[ReliefPage, str], None]


@pytest.fixture
def old(sample_window: MainWindow) -> MainWindow:
    sample_window.resize(WIDE, HIGH)
    QApplication.processEvents()
    return sample_window


@pytest.fixture
def page(old: MainWindow) -> ReliefPage:
    old.go("relief")
    assert isinstance(old.page, ReliefPage)
    return old.page


def size(window: MainWindow) -> tuple[int, int]:
    """After the layout had its turn."""
    for _ in range(3):
        QApplication.processEvents()
    return window.width(), window.height()


def first(window: MainWindow, state: int) -> int:
    return min(row["id"] for row in window.desk.store.select("relief_case", state=state))


def from_menu(page: ReliefPage, name: str) -> None:
    menu = find(page, QPushButton, "villageMenu").menu()
    menu.aboutToShow.emit()
    next(each for each in menu.actions() if each.objectName() == name).trigger()


def test_every_case_and_every_step_fits(old: MainWindow, page: ReliefPage) -> None:
    assert page.handling is not None
    states = {row["state"] for row in old.desk.store.select("relief_case")}
    assert len(states) > 12
    for state in sorted(states):
        old.go("relief", first(old, state))
        assert size(old) == (WIDE, HIGH), state
        since = find(page, QLabel, "caseSince")
        assert since.width() > 100, state
        assert since.heightForWidth(since.width()) <= since.height(), state
        page.panel.next_button.click()
        assert size(old) == (WIDE, HIGH), state
        page.handling.sheet.close_sheet()


def test_a_packet_fits_from_its_cover_to_its_cases(old: MainWindow, page: ReliefPage) -> None:
    assert page.packet is not None
    from_menu(page, "packetNew")
    assert size(old) == (WIDE, HIGH)
    sheet = page.packet.sheet
    village = sheet.editors["village"]
    assert isinstance(village, QComboBox)
    village.setCurrentIndex(0)
    sheet.fill({"cover_count": "3"})
    sheet.do_button.click()
    assert "已录 0/3 份" in page.packet.bar.words.text()
    for state in (workflow.VILLAGE_NOTICE, workflow.OBJECTION, workflow.TOWN_REVIEW):
        old.go("relief", first(old, state))
        page.panel.next_button.click()
        assert size(old) == (WIDE, HIGH), state


def test_a_payment_list_fits_and_so_does_its_print(old: MainWindow, qtbot: QtBot) -> None:
    old.go("registers")
    page = old.page
    assert isinstance(page, RegistersPage)
    page.take("payment_lists")
    register = page.register
    assert isinstance(register, PaymentListsRegister)
    register.waiting.make.click()
    qtbot.waitUntil(lambda: page.panel_open is not None)
    assert page.panel_open is not None
    page.panel_open.next_button.click()
    qtbot.waitUntil(lambda: register.list.current() is not None)
    assert size(old) == (WIDE, HIGH)
    assert register.write_button.property("role") == "next"
    assert size(old) == (WIDE, HIGH)
    register.print_button.click()
    qtbot.waitUntil(lambda: old.findChild(QLabel, "previewTitle") is not None, timeout=20_000)
    assert size(old) == (WIDE, HIGH)


def test_why_a_case_stays_is_read_without_scrolling(old: MainWindow, page: ReliefPage, qtbot: QtBot) -> None:
    page.open_bulk({})
    panel = page.panel_open
    assert isinstance(panel, ReliefBulkPanel)
    panel.action.setCurrentIndex(panel.action.findData("archive"))
    qtbot.waitUntil(lambda: panel.plan is not None)
    assert panel.plan is not None
    stays = next(row for row in panel.plan.rows if row.why)
    shown = next(
        n for n in range(panel.model.rowCount()) if stays.case["name"] == panel.model.index(n, 0).data()
    )
    panel.table.setCurrentIndex(panel.model.index(shown, 0))
    assert find(panel, QLabel, "bulkWhy").text() == f"{stays.case['name']}：{stays.why}"
    assert size(old) == (WIDE, HIGH)


def test_what_is_chosen_above_the_list_can_be_read(old: MainWindow, page: ReliefPage) -> None:
    page.choices.take_all({"village": old.desk.rules().codes["village"].codes[0].code, "term": "2018S"})
    size(old)
    for name in ("village", "term"):
        box = page.choices.boxes[name]
        assert box.isVisible()
        # The arrow and the frame take the rest.
        assert box.fontMetrics().horizontalAdvance(box.currentText()) <= box.width() - 32, name


def test_rare_choices_are_folded_until_one_narrows_the_list(page: ReliefPage, qtbot: QtBot) -> None:
    papers, more = page.choices.boxes["papers"], find(page, QPushButton, "moreChoices")
    assert not papers.isVisible()
    more.setFocus()
    qtbot.keyClick(more, Qt.Key.Key_Space)
    assert papers.isVisible()
    assert QApplication.focusWidget() is page.choices.boxes["relief_category"]
    papers.setCurrentIndex(papers.findData("unsigned"))
    more.click()
    assert papers.isVisible()
    papers.setCurrentIndex(0)
    more.click()
    assert not papers.isVisible()


def test_the_focus_goes_to_the_list_when_a_case_has_to_wait(
    old: MainWindow, page: ReliefPage, qtbot: QtBot
) -> None:
    assert page.handling is not None
    old.go("relief", first(old, workflow.VILLAGE_REVIEW))
    qtbot.keyClick(page.panel.next_button, Qt.Key.Key_Return)
    page.handling.sheet.fill({"signer": "四郎"})
    qtbot.keyClick(page.handling.sheet.do_button, Qt.Key.Key_Return)
    assert page.panel.values["state"] == workflow.VILLAGE_NOTICE
    assert page.panel.next_button.isHidden()
    assert QApplication.focusWidget() is page.list.view


def test_all_registers_are_in_sight_on_an_unscaled_screen(sample_window: MainWindow) -> None:
    sample_window.resize(1366, 728)
    sample_window.go("registers")
    page = sample_window.page
    assert isinstance(page, RegistersPage)
    size(sample_window)
    assert page.shelf.verticalScrollBar().maximum() == 0
    sample_window.resize(WIDE, HIGH)
    size(sample_window)
    assert page.shelf.verticalScrollBar().maximum() > 0
    lines = {page.shelf.item(place).sizeHint().height() for place in range(page.shelf.count())}
    assert min(lines) > page.shelf.fontMetrics().height(), "closer together without need"


def test_an_empty_choice_does_not_say_that_there_is_nothing_at_all(page: ReliefPage) -> None:
    villages = page.choices.boxes["village"]
    villages.setCurrentIndex(villages.findText("仁真村"))
    assert not page.list.model.ids
    assert page.list.empty.text() == "照上面选的，没有要列出的。改选别的，或看全部。"


def test_another_term_takes_the_notice_of_this_one_away(old: MainWindow) -> None:
    old.go("registers")
    page = old.page
    assert isinstance(page, RegistersPage)
    page.take("notices")
    register = page.register
    register.list.start()
    title = find(register, QLabel, "noticePlace").text()
    assert "公示" in title
    assert register.term is not None
    register.term.setCurrentIndex(register.term.findData("2017S"))
    assert not register.list.model.ids
    assert find(register, QLabel, "noticePlace").text().startswith("选一个公示")


def test_only_what_has_the_focus_is_framed(sample_window: MainWindow) -> None:
    sample_window.go("registers")
    page = sample_window.page
    assert isinstance(page, RegistersPage)
    assert not page.shelf.hasFocus()
    size(sample_window)
    edge = page.shelf.grab().toImage().pixelColor(0, 200)
    inside = page.shelf.grab().toImage().pixelColor(3, 200)
    assert edge == inside
    place = page.shelf.visualItemRect(page.shelf.currentItem())
    quiet = page.shelf.viewport().grab(place).toImage()
    page.shelf.setFocus()
    size(sample_window)
    assert page.shelf.viewport().grab(place).toImage() != quiet


def test_what_waits_to_go_up_fits_with_its_folder_and_a_password(
    old: MainWindow, tmp_path: Path, own_settings: None
) -> None:
    folder = tmp_path / "二〇一八年春季学期上报县教育局的文件"
    folder.mkdir()
    files.remember("export", folder)
    old.go("batches")
    old.page.waiting.protect.box.setChecked(True)  # type: ignore[attr-defined]
    assert size(old) == (WIDE, HIGH)
    returned = first(old, workflow.COUNTY_RETURNED)
    with old.desk.change("更正账号") as change:
        change.update("relief_case", returned, {"payee_account": "6299900000000001118"})
    relief.act(old.desk, returned, "accept")
    relief.act(old.desk, returned, "township_agree", signer="次仁")
    old.page.refresh()
    assert find(old.page, QPushButton, "exportSecond").isVisible()
    assert size(old) == (WIDE, HIGH)


def test_a_message_of_two_lines_cuts_nothing_above_it(old: MainWindow, own_settings: None) -> None:
    old.go("batches")
    old.page.waiting.protect.box.setChecked(True)  # type: ignore[attr-defined]
    old.say("已写出很长的文件名，" * 12)
    assert size(old) == (WIDE, HIGH)
    figure = find(old.page, QLabel, "waitingFigure")
    assert figure.height() >= figure.minimumSizeHint().height()


def test_a_long_file_name_does_not_widen_the_window_while_it_is_read(old: MainWindow, qtbot: QtBot) -> None:
    read = Event()
    old.tasks.start(
        "正在读取“PC-513399101-2018S-003_格桑镇2018年春季学期教育扶贫救助基金申请（补发）（县批复）.xlsx”"
        * 2,
        lambda job: read.wait(20),
        lambda done: None,
    )
    qtbot.waitUntil(lambda: find(old, QLabel, "workTitle").isVisible())
    fits = size(old)
    read.set()
    assert fits == (WIDE, HIGH)


def test_the_figures_of_an_office_without_cases_are_not_cut(window: MainWindow) -> None:
    window.resize(WIDE, HIGH)
    size(window)
    figures = window.page.findChildren(QPushButton, "figure")
    assert figures
    for figure in figures:
        assert figure.height() >= figure.minimumSizeHint().height()


def test_a_window_that_only_looks_has_nothing_that_writes(
    sample_window: MainWindow, open_window: Callable[[Path], MainWindow]
) -> None:
    second = open_window(sample_window.desk.store.path)
    second.go("batches")
    size(second)
    shown = {each.objectName() for each in second.page.findChildren(QPushButton) if each.isVisible()}
    assert {"preflight", "verifyFile", "printBatch"} <= shown
    assert not shown & {"export", "changeFolder", "readReply", "writeAgain", "writeByTemplate"}
