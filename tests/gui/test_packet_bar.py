"""A village's bundle keyed with the keyboard: what sticks, what the bar says, how it ends."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from eduaid_desktop.gui import packet_bar as bar
from eduaid_desktop.gui.packet_desk import PacketDesk
from eduaid_desktop.gui.planned_model import WHY
from eduaid_desktop.gui.registers_page import RegistersPage
from eduaid_desktop.gui.relief_bulk_panel import ReliefBulkPanel
from eduaid_desktop.gui.relief_page import ReliefPage
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services import packets, relief
from eduaid_desktop.services.desk import Desk

from .seen import find, said, text

Write = Callable[[QWidget, str], None]
Key = Callable[..., None]
CONTROL = Qt.KeyboardModifier.ControlModifier
DAWA = "513399101200"


@pytest.fixture
def page(window: MainWindow) -> ReliefPage:
    window.go("relief")
    assert isinstance(window.page, ReliefPage)
    return window.page


def desk_of(page: ReliefPage) -> PacketDesk:
    assert page.packet is not None
    return page.packet


def words(page: ReliefPage) -> str:
    return desk_of(page).bar.words.text()


def offered(page: ReliefPage) -> set[str]:
    return {name for name, made in desk_of(page).bar.buttons.items() if made.isVisible()}


def choose(page: ReliefPage, name: str) -> None:
    """Take an entry of the menu of the whole village."""
    menu = find(page, QPushButton, "villageMenu").menu()
    menu.aboutToShow.emit()
    entry = next(each for each in menu.actions() if each.objectName() == name)
    assert isinstance(entry, QAction)
    entry.trigger()


def answer(page: ReliefPage, qtbot: QtBot, write: Write, **answers: str) -> None:
    """Type into the open questions: Enter from one to the next, and on the button at the end."""
    sheet = desk_of(page).sheet
    assert sheet.isVisible()
    for name, editor in sheet.editors.items():
        assert QApplication.focusWidget() is editor, name
        if name in answers and isinstance(editor, QComboBox):
            editor.setCurrentIndex(editor.findText(answers[name]))
        elif name in answers and isinstance(editor, QLineEdit):
            editor.clear()
            write(editor, answers[name])
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.keyClick(sheet.do_button, Qt.Key.Key_Return)


@pytest.fixture
def packet(page: ReliefPage, qtbot: QtBot, write: Write) -> ReliefPage:
    """The page with a packet of 达瓦村 of two forms just opened."""
    choose(page, "packetNew")
    answer(page, qtbot, write, village="达瓦村", cover_count="2")
    return page


def type_form(page: ReliefPage, key: Key, qtbot: QtBot, name: str, **more: str) -> int:
    key(page.panel, name=name, **more)
    qtbot.keyClick(page, Qt.Key.Key_S, CONTROL)
    assert page.panel.record_id is not None
    return page.panel.record_id


def test_opening_a_packet_fills_every_new_form(packet: ReliefPage, window: MainWindow) -> None:
    assert words(packet) == "村包：达瓦村 2018年春季学期　已录 0/2 份"
    panel = packet.panel
    assert text(panel, "village") == DAWA
    assert text(panel, "term") == "2018S"
    assert QApplication.focusWidget() is panel.binder.editors["name"]
    assert not panel.binder.changed()
    assert "CB-513399101-2018S-001" in said(window)


def test_a_bundle_is_keyed_with_keys_alone(
    packet: ReliefPage, key: Key, qtbot: QtBot, window: MainWindow
) -> None:
    panel = packet.panel
    first = type_form(packet, key, qtbot, "扎西", group_name="二组", application_date="20180501")
    assert words(packet).endswith("已录 1/2 份")
    assert panel.next_button.text() == "录入下一份"
    assert QApplication.focusWidget() is panel.next_button
    qtbot.keyClick(panel.next_button, Qt.Key.Key_Return)
    assert panel.record_id is None
    assert QApplication.focusWidget() is panel.binder.editors["name"]
    sticking = {
        name: text(panel, name) for name in ("name", "village", "term", "group_name", "application_date")
    }
    assert sticking == {
        "name": "", "village": DAWA, "term": "2018S", "group_name": "二组", "application_date": "2018-05-01",
    }  # fmt: skip
    second = type_form(packet, key, qtbot, "卓玛")
    assert panel.next_button.text() == "收齐关闭村包"
    qtbot.keyClick(panel.next_button, Qt.Key.Key_Return)
    assert "已收齐关闭，与封面一致" in said(window)
    assert "收齐关闭" in words(packet)
    assert {relief.load(window.desk, each)["packet_id"] for each in (first, second)} == {1}
    assert QApplication.focusWidget() is desk_of(packet).bar.buttons[bar.TOGETHER]
    qtbot.keyClick(window, Qt.Key.Key_N, CONTROL)
    key(panel, name="单独一份")
    packet.save()
    assert relief.load(window.desk, panel.record_id or 0)["packet_id"] is None


def test_ctrl_n_opens_the_next_form(packet: ReliefPage, key: Key, qtbot: QtBot, window: MainWindow) -> None:
    type_form(packet, key, qtbot, "扎西")
    qtbot.keyClick(window, Qt.Key.Key_N, CONTROL)
    assert packet.panel.record_id is None
    assert text(packet.panel, "village") == DAWA


def test_a_packet_that_lacks_one_stays_open_and_names_who_is_there(
    packet: ReliefPage, key: Key, qtbot: QtBot, write: Write, window: MainWindow,
    alt: Callable[[MainWindow, Qt.Key], None],
) -> None:  # fmt: skip
    type_form(packet, key, qtbot, "扎西")
    alt(window, Qt.Key.Key_G)
    told = desk_of(packet).bar.problem
    assert told.isVisible()
    assert "还差 1 份" in told.text()
    assert "已录：扎西" in told.text()
    alt(window, Qt.Key.Key_E)
    answer(packet, qtbot, write, cover_count="1")
    assert desk_of(packet).sheet.lines["reason"].isVisible()
    desk_of(packet).sheet.start()
    answer(packet, qtbot, write, cover_count="1", reason="少交一份")
    assert words(packet).endswith("已录 1/1 份")
    alt(window, Qt.Key.Key_G)
    assert packets.still_open(window.desk) == []


def test_what_was_refused_stands_under_its_question(page: ReliefPage, qtbot: QtBot, write: Write) -> None:
    choose(page, "packetNew")
    answer(page, qtbot, write, village="达瓦村", cover_count="0")
    sheet = desk_of(page).sheet
    assert "1 份以上" in sheet.lines["cover_count"].text()
    qtbot.keyClick(sheet.editors["cover_count"], Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    assert packets.still_open(page.desk) == []


def test_a_packet_left_open_is_offered_again(
    packet: ReliefPage, key: Key, qtbot: QtBot, window: MainWindow, open_window: Callable[[Path], MainWindow]
) -> None:
    type_form(packet, key, qtbot, "扎西")
    path = window.desk.store.path
    window.close()
    window.leave_file()
    again = open_window(path)
    again.go("relief")
    assert isinstance(again.page, ReliefPage)
    assert "上次的村包还没有收齐：达瓦村 2018年春季学期　已录 1/2 份" in words(again.page)
    assert text(again.page.panel, "village") == ""
    desk_of(again.page).bar.buttons[bar.GO_ON].click()
    assert text(again.page.panel, "village") == DAWA
    assert words(again.page) == "村包：达瓦村 2018年春季学期　已录 1/2 份"


def test_the_whole_packet_is_taken_further_from_its_bar(
    packet: ReliefPage, key: Key, qtbot: QtBot, window: MainWindow
) -> None:
    type_form(packet, key, qtbot, "扎西")
    packets.correct_cover(window.desk, 1, {"cover_count": "1"}, "少一份")
    packet.refresh()
    buttons = desk_of(packet).bar.buttons
    buttons[bar.FINISH].click()
    buttons[bar.TOGETHER].click()
    panel = packet.panel_open
    assert isinstance(panel, ReliefBulkPanel)
    assert panel.place.currentText() == "村包 CB-513399101-2018S-001"
    assert panel.action.currentData() == "accept"
    qtbot.waitUntil(lambda: panel.plan is not None)
    assert "申请表还没有填好" in str(panel.model.data(panel.model.index(0, WHY)))
    packet.refresh()
    assert not desk_of(packet).bar.isVisible()
    panel.close_panel()
    assert desk_of(packet).bar.isVisible()


def test_leaving_stops_the_sticking(packet: ReliefPage, key: Key, qtbot: QtBot) -> None:
    type_form(packet, key, qtbot, "扎西")
    desk_of(packet).bar.buttons[bar.LEAVE].click()
    assert not desk_of(packet).bar.isVisible()
    assert packet.panel.next_button.text() == "补全申请表"
    packet.new()
    assert text(packet.panel, "village") == ""


def test_what_is_asked_fits_a_low_screen(
    packet: ReliefPage, key: Key, qtbot: QtBot, write: Write, window: MainWindow
) -> None:
    type_form(packet, key, qtbot, "扎西")
    window.resize(910, 480)
    qtbot.waitUntil(lambda: window.height() == 480)
    buttons = desk_of(packet).bar.buttons
    buttons[bar.FINISH].click()
    buttons[bar.COVER].click()
    qtbot.waitUntil(lambda: desk_of(packet).sheet.height() > 0)
    assert window.minimumSizeHint().height() <= 480
    answer(packet, qtbot, write, cover_count="1", reason="少交一份")
    assert packet.split.isVisible()
    assert window.minimumSizeHint().height() <= 480
    assert (window.width(), window.height()) == (910, 480)


def draft(desk: Desk, name: str, village: str = DAWA) -> int:
    return relief.save(desk, {"name": name, "village": village, "term": "2018S"}).id


def test_forms_keyed_before_are_put_in_and_taken_out(packet: ReliefPage, window: MainWindow) -> None:
    desk = window.desk
    for name, village in (("扎西", DAWA), ("卓玛", DAWA), ("曾小红", "513399101201")):
        draft(desk, name, village)
    packet.open_record(1)
    assert {bar.PUT_IN, bar.ALL_IN} < offered(packet)
    desk_of(packet).bar.buttons[bar.PUT_IN].click()
    assert words(packet).endswith("已录 1/2 份")
    assert bar.TAKE_OUT in offered(packet)
    all_in = desk_of(packet).bar.buttons[bar.ALL_IN]
    assert all_in.text().startswith("放进没有村包的 1 份")
    all_in.click()
    assert words(packet).endswith("已录 2/2 份")
    desk_of(packet).bar.buttons[bar.TAKE_OUT].click()
    assert relief.load(desk, 1)["packet_id"] is None
    packet.open_record(3)
    assert not {bar.PUT_IN, bar.TAKE_OUT} & offered(packet)


def test_a_case_opened_from_the_list_has_its_own_step(packet: ReliefPage, key: Key, qtbot: QtBot) -> None:
    case = type_form(packet, key, qtbot, "扎西")
    packet.new()
    packet.open_record(case)
    assert packet.panel.next_button.text() == "补全申请表"


def test_a_child_of_another_village_keeps_her_own(packet: ReliefPage, window: MainWindow) -> None:
    person = window.desk.store.value("SELECT id FROM person WHERE name = '曾小红'")
    packet.find_person(person)
    assert text(packet.panel, "village") == "513399101201"
    packet.save()
    assert "没有放进这个村包" in packet.panel.binder._lines["village"].text()
    assert words(packet).endswith("已录 0/2 份")


def test_an_undone_packet_is_left(packet: ReliefPage, window: MainWindow) -> None:
    from eduaid_desktop.services import checking

    checking.undo(window.desk, window.desk.store.value("SELECT MAX(id) FROM change"))
    packet.refresh()
    assert not desk_of(packet).bar.isVisible()
    assert desk_of(packet).packet is None


def test_the_register_leads_to_the_cases_of_a_packet(
    packet: ReliefPage, key: Key, qtbot: QtBot, write: Write, window: MainWindow
) -> None:
    case = type_form(packet, key, qtbot, "扎西")
    draft(window.desk, "卓玛")
    window.go("registers")
    assert isinstance(window.page, RegistersPage)
    window.page.take("packets")
    register = window.page.register
    cells = register.list.model.source.rows([1])[1]
    assert (cells["keyed"], cells["cover_count"], cells["closed"]) == ("1", "2", "还没收齐")
    register.list.start()
    qtbot.keyClick(register.list.view, Qt.Key.Key_Return)
    assert window.page is packet
    assert list(packet.list.model.ids) == [case]


def test_a_closed_packet_is_opened_again_from_the_register(
    packet: ReliefPage, key: Key, qtbot: QtBot, write: Write, window: MainWindow
) -> None:
    type_form(packet, key, qtbot, "扎西")
    packets.correct_cover(window.desk, 1, {"cover_count": "1"}, "少一份")
    packets.close(window.desk, 1)
    window.go("registers")
    assert isinstance(window.page, RegistersPage)
    window.page.take("packets")
    register = window.page.register
    register.list.start()
    find(register, QPushButton, "packetReopen").click()
    sheet = register.sheet  # type: ignore[union-attr]
    write(sheet.editors["reason"], "又补交一份")
    qtbot.keyClick(sheet.editors["reason"], Qt.Key.Key_Return)
    qtbot.keyClick(sheet.do_button, Qt.Key.Key_Return)
    assert [row["id"] for row in packets.still_open(window.desk)] == [1]
    assert "已重新打开" in said(window)
