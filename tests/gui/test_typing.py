"""Typing into a form: nothing typed is lost, and the keys do what a clerk expects."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from eduaid_desktop.gui.aid_page import AidPage
from eduaid_desktop.gui.students_page import StudentsPage
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services.desk import Desk

Write = Callable[[QWidget, str], None]


def line(page: object, name: str) -> QLineEdit:
    found = page.panel.findChild(QLineEdit, name)  # type: ignore[attr-defined]
    assert found is not None
    return found  # type: ignore[no-any-return]


def said(window: MainWindow) -> str:
    return window.strip.message.text()


@pytest.fixture
def aid(window: MainWindow) -> AidPage:
    window.go("aid")
    assert isinstance(window.page, AidPage)
    return window.page


@pytest.fixture
def students(window: MainWindow) -> StudentsPage:
    window.go("students")
    assert isinstance(window.page, StudentsPage)
    return window.page


def test_an_edit_survives_another_tab(window: MainWindow, aid: AidPage, qtbot: QtBot, write: Write) -> None:
    write(line(aid, "name"), "达娃")
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert isinstance(window.page, StudentsPage)
    qtbot.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert window.page is aid
    assert line(aid, "name").text() == "达娃"


def test_enter_goes_on_and_shift_enter_back(aid: AidPage, qtbot: QtBot) -> None:
    name, number = line(aid, "name"), line(aid, "id_number")
    name.setFocus()
    qtbot.keyClick(name, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is number
    qtbot.keyClick(number, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget() is name


def test_enter_stays_while_an_input_method_is_composing(aid: AidPage, qtbot: QtBot) -> None:
    name = line(aid, "name")
    name.setFocus()
    QApplication.sendEvent(name, QInputMethodEvent("dawa", []))
    qtbot.keyClick(name, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is name
    chosen = QInputMethodEvent()
    chosen.setCommitString("达娃")
    QApplication.sendEvent(name, chosen)
    qtbot.keyClick(name, Qt.Key.Key_Return)
    assert (name.text(), QApplication.focusWidget()) == ("达娃", line(aid, "id_number"))


def test_enter_goes_on_from_a_note_and_alt_enter_writes_a_line(aid: AidPage, qtbot: QtBot) -> None:
    reason = aid.panel.findChild(QPlainTextEdit, "reason")
    reason.setFocus()
    qtbot.keyClicks(reason, "a")
    qtbot.keyClick(reason, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    assert QApplication.focusWidget() is reason
    qtbot.keyClick(reason, Qt.Key.Key_Return)
    assert reason.toPlainText() == "a\n"
    assert QApplication.focusWidget() is line(aid, "guardian_name")


def test_a_complete_id_number_fills_birth_date_and_sex(aid: AidPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(line(aid, "id_number"), "513399200911197623")
    sex = aid.panel.findChild(QComboBox, "sex")
    assert (line(aid, "birth_date").text(), sex.currentText()) == ("2009-11-19", "女")
    line(aid, "id_number").clear()
    qtbot.keyClicks(line(aid, "id_number"), "513399200805295270")
    assert (line(aid, "birth_date").text(), sex.currentText()) == ("2008-05-29", "男")


def test_a_slip_in_an_id_number_is_told_when_the_field_is_left(aid: AidPage, qtbot: QtBot) -> None:
    number, problem = line(aid, "id_number"), aid.panel.findChild(QLabel, "id_number_problem")
    number.setFocus()
    qtbot.keyClicks(number, "513399200911197624")
    assert not problem.isVisible()
    qtbot.keyClick(number, Qt.Key.Key_Return)
    assert "校验位不对" in problem.text()
    assert QApplication.focusWidget() is line(aid, "no_id_reason")
    number.setFocus()
    qtbot.keyClick(number, Qt.Key.Key_Backspace)
    qtbot.keyClicks(number, "3")
    qtbot.keyClick(number, Qt.Key.Key_Return)
    assert not problem.isVisible()


def test_digits_and_pinyin_choose_and_the_wheel_does_not(students: StudentsPage, qtbot: QtBot) -> None:
    ethnic = students.panel.findChild(QComboBox, "ethnic")
    qtbot.keyClicks(ethnic, "zangz")
    assert ethnic.currentText() == "藏族"
    qtbot.keyClicks(students.panel.findChild(QComboBox, "sex"), "2")
    assert students.panel.findChild(QComboBox, "sex").currentText() == "女"


def test_a_wrong_value_is_told_under_its_field_and_nothing_is_saved(
    window: MainWindow, students: StudentsPage, qtbot: QtBot, write: Write
) -> None:
    before = window.desk.store.value("SELECT COUNT(*) FROM person")
    write(line(students, "name"), "达娃")
    qtbot.keyClicks(line(students, "id_number"), "123")
    qtbot.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    problem = students.panel.findChild(QLabel, "id_number_problem")
    assert problem.isVisible()
    assert "18 位" in problem.text()
    assert "还不能保存" in said(window)
    assert QApplication.focusWidget() is line(students, "id_number")
    assert window.desk.store.value("SELECT COUNT(*) FROM person") == before


def test_a_person_is_keyed_saved_and_found(
    window: MainWindow, students: StudentsPage, qtbot: QtBot, write: Write
) -> None:
    write(line(students, "name"), "达娃")
    for name in ("sex", "ethnic"):
        qtbot.keyClicks(students.panel.findChild(QComboBox, name), "1")
    write(line(students, "no_id_reason"), "正在办理")
    write(line(students, "birth_date"), "２０００0101")
    qtbot.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert "已保存" in said(window)
    row = window.desk.store.row("SELECT * FROM person WHERE name = ?", ("达娃",))
    assert row is not None
    assert (row["birth_date"], row["no_id_reason"], row["sex"]) == ("2000-01-01", "正在办理", "1")
    assert students.panel.findChild(QComboBox, "id_type").placeholderText() == "居民身份证"
    assert students.panel.title.text() == "达娃　临时编号 LS-513399101-0001"
    assert students.panel.history.isVisible()


def test_a_draft_survives_a_killed_window(
    open_window: Callable[[Path], MainWindow], office_file: Path, tmp_path: Path, qtbot: QtBot, write: Write
) -> None:
    first = open_window(office_file)
    first.go("students")
    assert isinstance(first.page, StudentsPage)
    write(line(first.page, "name"), "达娃")
    write(line(first.page, "birth_date"), "二月三十")
    first.page.panel.flush()
    assert first.desk.store.drafts.settle()
    killed = tmp_path / "killed"
    killed.mkdir()
    for file in office_file.parent.glob("格桑镇.eduaid*"):
        if not file.name.endswith("-lock"):
            shutil.copy(file, killed)
    second = open_window(killed / office_file.name)
    second.go("students")
    assert isinstance(second.page, StudentsPage)
    panel = second.page.panel
    assert panel.draft_bar.isVisible()
    words = panel.draft_bar.findChild(QLabel, "draftWords").text()
    assert "姓名 达娃" in words
    assert "出生日期 二月三十" in words
    qtbot.mouseClick(panel.draft_bar.findChild(QPushButton, "restoreDraft"), Qt.MouseButton.LeftButton)
    assert (line(second.page, "name").text(), line(second.page, "birth_date").text()) == ("达娃", "二月三十")
    assert not panel.draft_bar.isVisible()


def test_a_draft_nobody_decided_about_is_offered_again(
    window: MainWindow, students: StudentsPage, qtbot: QtBot, write: Write
) -> None:
    store = window.desk.store
    store.drafts.keep("person:new", {"at": "2018-06-11T09:00:00", "fields": {"name": "旧稿"}})
    students.panel.open_new()
    write(line(students, "name"), "新人")
    students.panel.open_new()
    assert "姓名 新人" in students.panel.draft_bar.findChild(QLabel, "draftWords").text()
    qtbot.mouseClick(students.panel.draft_bar.findChild(QPushButton, "dropDraft"), Qt.MouseButton.LeftButton)
    assert "姓名 旧稿" in students.panel.draft_bar.findChild(QLabel, "draftWords").text()
    qtbot.mouseClick(students.panel.draft_bar.findChild(QPushButton, "dropDraft"), Qt.MouseButton.LeftButton)
    assert not students.panel.draft_bar.isVisible()
    assert store.drafts.settle()
    assert store.drafts.keys() == []


def test_a_second_window_reads_only_and_says_so(
    open_window: Callable[[Path], MainWindow], office_file: Path, qtbot: QtBot
) -> None:
    with Desk.open(office_file):
        window = open_window(office_file)
        assert window.head is not None
        assert window.head.banner.isVisible()
        assert "本窗口只能查看" in window.head.banner.text()
        window.go("students")
        assert isinstance(window.page, StudentsPage)
        window.page.open_record(1)
        assert line(window.page, "name").isReadOnly()
        assert not window.page.panel.next_button.isVisible()
        qtbot.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        assert "本窗口只能查看" in said(window)
        window.say("")
        qtbot.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
        assert "本窗口只能查看" in said(window)
        assert window.page.panel.record_id == 1


def test_the_search_box_fills_an_application(window: MainWindow, aid: AidPage, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert window.head is not None
    search = window.head.search
    assert QApplication.focusWidget() is search
    qtbot.keyClicks(search, "zxh")
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert line(aid, "name").text() == "曾小红"
    assert line(aid, "guardian_name").text() == "曾强"
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(search, "5270")
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert isinstance(window.page, StudentsPage)
    assert window.page.panel.title.text() == "扎西"


def test_a_character_that_no_font_has_is_named_while_it_is_typed(
    students: StudentsPage, qtbot: QtBot, write: Write
) -> None:
    problem = students.panel.findChild(QLabel, "name_problem")
    write(line(students, "name"), "𠮷\U00030000娃")
    qtbot.waitUntil(problem.isVisible, timeout=20_000)
    assert "没有字体能印出“\U00030000”" in problem.text()
    assert "𠮷" not in problem.text()
    line(students, "name").clear()
    write(line(students, "name"), "达娃")
    assert not problem.isVisible()


def press_at(box: QComboBox, letter: str, milliseconds: int) -> None:
    """Press a letter at a time of the keyboard's own, whenever its turn comes."""
    key = Qt.Key(ord(letter.upper()))
    event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, letter)
    event.setTimestamp(milliseconds)
    QApplication.sendEvent(box, event)


def test_letters_belong_together_by_when_they_were_pressed(aid: AidPage) -> None:
    box = aid.panel.binder.editors["ethnic"]
    assert isinstance(box, QComboBox)
    press_at(box, "z", 5000)
    press_at(box, "z", 5400)
    assert box.currentText() == "藏族"
    press_at(box, "h", 9000)
    assert box.currentText() in ("汉族", "回族", "哈尼族", "赫哲族")
    box.setCurrentIndex(0)
    press_at(box, "z", 20_000)
    press_at(box, "h", 21_500)
    assert box.currentText() in ("汉族", "回族", "哈尼族", "赫哲族")
