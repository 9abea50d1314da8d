"""What was typed and never saved comes back by one explicit question, whatever ended the window."""

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from eduaid_desktop.gui.home_page import HomePage
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services import people
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store.store import Store

from .seen import bar, find, form, line, question, said, table, text

Open = Callable[[Path], MainWindow]
Kill = Callable[[MainWindow], Path]
Alt = Callable[[MainWindow, Qt.Key], None]
Key = Callable[..., None]
W = TypeVar("W", bound=QWidget)
CONTROL = Qt.KeyboardModifier.ControlModifier
TASHI = 1


def test_after_a_kill_the_question_shows_both_sides_and_enter_restores(
    window: MainWindow, open_window: Open, killed: Kill, qtbot: QtBot, key: Key
) -> None:
    panel = form(window, "students", TASHI)
    key(panel, birth_date="2018-02-3", phone="1640o", guardian_name="")
    again = open_window(killed(window))
    asked = question(again)
    assert asked.title.text() == "上次有 1 份没保存完的内容"
    assert find(asked, QLabel, "draftWhose").text() == "学生　扎西"
    assert "经办人甲" in find(asked, QLabel, "draftWhen").text()
    assert table(asked) == [
        ("出生日期", "2008-05-29", "2018-02-3"),
        ("监护人姓名", "次仁", "（空）"),
        ("联系电话", "（空）", "1640o"),
    ]
    assert find(asked, QLabel, "draftEqual").text() == "其余 14 栏与文件里一样。"
    assert QApplication.focusWidget() is asked.list
    qtbot.keyClick(asked.list, Qt.Key.Key_Return)
    panel = form(again, "students")
    assert (panel.record_id, text(panel, "birth_date"), text(panel, "phone")) == (TASHI, "2018-02-3", "1640o")
    assert QApplication.focusWidget() is panel.binder.editors["birth_date"]
    assert find(panel, QLabel, "formState").text() == "有修改，还没有保存"
    assert again.desk.store.get("person", TASHI)["phone"] is None
    key(panel, birth_date="20080529", guardian_name="次仁", phone="16400000001")
    qtbot.keyClick(again, Qt.Key.Key_S, CONTROL)
    assert again.desk.store.get("person", TASHI)["phone"] == "16400000001"
    assert not line(again).isVisible()
    assert again.desk.store.drafts.keys() == []


def test_it_asks_after_a_normal_close_too_and_each_is_decided_by_one_key(
    window: MainWindow, open_window: Open, office_file: Path, alt: Alt, key: Key
) -> None:
    key(form(window, "students", TASHI), phone="1")
    key(form(window, "aid"), name="达娃")
    window.close()
    again = open_window(office_file)
    asked = question(again)
    assert asked.list.count() == 2
    assert [asked.list.item(row).text().split("\n")[0] for row in (0, 1)] == ["达娃", "扎西"]
    alt(again, Qt.Key.Key_D)
    assert asked.title.text() == "上次有 1 份没保存完的内容"
    assert table(asked) == [("联系电话", "（空）", "1")]
    alt(again, Qt.Key.Key_R)
    panel = form(again, "students")
    assert (panel.record_id, text(panel, "phone")) == (TASHI, "1")
    panel = form(again, "aid")
    assert (text(panel, "name"), bar(panel)) == ("", "")


def test_later_keeps_all_of_them_and_the_first_page_says_so(
    window: MainWindow, open_window: Open, office_file: Path, qtbot: QtBot, alt: Alt, key: Key
) -> None:
    key(form(window, "students", TASHI), phone="1")
    key(form(window, "aid"), name="达娃")
    window.close()
    again = open_window(office_file)
    qtbot.keyClick(question(again).list, Qt.Key.Key_Escape)
    assert again.page.panel_open is None
    told = find(line(again), QLabel, "unsavedWords")
    assert told.isVisible()
    assert told.text() == "还有 2 份没保存完的内容。"
    assert QApplication.focusWidget() is not None
    panel = form(again, "students", TASHI)
    assert "联系电话 1" in bar(panel)
    alt(again, Qt.Key.Key_D)
    assert line(again).isVisible()
    assert told.text() == "还有 1 份没保存完的内容。"
    alt(again, Qt.Key.Key_W)
    assert find(question(again), QLabel, "draftWhose").text() == "资助申请　达娃"
    assert QApplication.focusWidget() is question(again).list
    alt(again, Qt.Key.Key_R)
    panel = form(again, "aid")
    assert (panel.record_id, text(panel, "name")) == (None, "达娃")


def test_what_was_thrown_away_by_a_slip_is_found_again(
    window: MainWindow, open_window: Open, killed: Kill, alt: Alt, key: Key
) -> None:
    key(form(window, "students", TASHI), phone="1")
    again = open_window(killed(window))
    alt(again, Qt.Key.Key_D)
    assert again.page.panel_open is None
    assert again.desk.store.drafts.keys() == []
    assert "已放弃 1 份" in find(line(again), QLabel, "unsavedWords").text()
    alt(again, Qt.Key.Key_Z)
    assert again.desk.store.drafts.keys() == [f"person:{TASHI}"]
    assert find(line(again), QLabel, "unsavedWords").text() == "还有 1 份没保存完的内容。"


def test_without_drafts_nothing_is_asked(window: MainWindow) -> None:
    assert window.page.panel_open is None
    assert not line(window).isVisible()


def test_the_keys_of_the_page_wait_while_it_asks(
    window: MainWindow, open_window: Open, killed: Kill, qtbot: QtBot, key: Key
) -> None:
    key(form(window, "students", TASHI), phone="1")
    again = open_window(killed(window))
    qtbot.keyClick(again, Qt.Key.Key_S, CONTROL)
    assert "先办完这一页：按 Enter 恢复到表里，按 Esc 返回" in said(again)
    qtbot.keyClick(again, Qt.Key.Key_2, CONTROL)
    qtbot.keyClick(again, Qt.Key.Key_1, CONTROL)
    assert QApplication.focusWidget() is question(again).list


def test_a_second_window_tells_and_changes_nothing(
    window: MainWindow, open_window: Open, office_file: Path, qtbot: QtBot, alt: Alt, key: Key
) -> None:
    key(form(window, "students", TASHI), phone="1")
    assert window.desk.store.drafts.settle()
    kept = window.desk.store.rows("SELECT * FROM draft")
    second = open_window(office_file)
    assert second.page.panel_open is None
    assert find(line(second), QLabel, "unsavedWords").text() == "另一个窗口里有 1 份没保存完的内容。"
    alt(second, Qt.Key.Key_W)
    asked = question(second)
    assert table(asked) == [("联系电话", "（空）", "1")]
    assert not asked.next_button.isVisible()
    assert not asked.drop.isVisible()
    for pressed in (Qt.Key.Key_R, Qt.Key.Key_D):
        alt(second, pressed)
    qtbot.keyClick(asked.list, Qt.Key.Key_Return)
    assert question(second) is asked
    qtbot.keyClick(asked.list, Qt.Key.Key_Escape)
    panel = form(second, "students", TASHI)
    assert "另一个窗口里还没保存的内容" in bar(panel)
    for pressed in (Qt.Key.Key_R, Qt.Key.Key_D):
        alt(second, pressed)
    assert text(panel, "phone") == ""
    second.close()
    assert window.desk.store.rows("SELECT * FROM draft") == kept


def test_a_record_changed_since_says_so_and_keeps_what_was_not_typed(
    window: MainWindow, open_window: Open, killed: Kill, qtbot: QtBot, alt: Alt, key: Key
) -> None:
    key(form(window, "students", TASHI), guardian_name="多吉", remark="补")
    path = killed(window)
    with Desk.open(path) as other:
        people.save(Desk(other.store, "拥珍"), {"guardian_name": "次仁多吉", "address": "三组"}, TASHI)
    again = open_window(path)
    asked = question(again)
    assert table(asked) == [("监护人姓名", "▲ 次仁多吉", "多吉"), ("备注", "（空）", "补")]
    assert "拥珍在2018年6月12日" in find(asked, QLabel, "draftNotes").text()
    alt(again, Qt.Key.Key_R)
    qtbot.keyClick(again, Qt.Key.Key_S, CONTROL)
    row = again.desk.store.get("person", TASHI)
    assert (row["guardian_name"], row["address"], row["remark"]) == ("多吉", "三组", "补")


def test_a_record_withdrawn_since_comes_back_as_a_new_one(
    window: MainWindow, open_window: Open, killed: Kill, alt: Alt, key: Key
) -> None:
    key(form(window, "students", TASHI), remark="补")
    path = killed(window)
    with Desk.open(path) as other, other.change("撤回") as change:
        change.withdraw("person", TASHI)
    again = open_window(path)
    asked = question(again)
    assert "撤回" in find(asked, QLabel, "draftNotes").text()
    assert ("姓名", "—", "扎西") in table(asked)
    alt(again, Qt.Key.Key_C)
    assert "备注：补" in QApplication.clipboard().text()
    alt(again, Qt.Key.Key_R)
    panel = form(again, "students")
    assert (panel.record_id, text(panel, "name"), text(panel, "remark")) == (None, "扎西", "补")
    assert again.desk.store.drafts.keys() == ["person:new"]


def test_a_draft_of_an_older_form_shows_what_has_no_field_until_it_is_noted(
    window: MainWindow, open_window: Open, killed: Kill, qtbot: QtBot, alt: Alt, key: Key
) -> None:
    panel = form(window, "students", TASHI)
    key(panel, remark="补")
    store = window.desk.store
    older: dict[str, Any] = store.drafts.load(f"person:{TASHI}") or {}
    older["version"] = "0ld"
    older["fields"]["class_teacher"] = "央金"
    older["read"]["class_teacher"] = ["班主任", "央金老师"]
    store.drafts.keep(f"person:{TASHI}", older)
    again = open_window(killed(window))
    assert ("班主任（现在没有这一栏）", "（空）", "央金老师") in table(question(again))
    alt(again, Qt.Key.Key_R)
    panel = form(again, "students")
    assert text(panel, "remark") == "补"
    assert "班主任（现在没有这一栏） 央金老师" in bar(panel)
    qtbot.keyClick(again, Qt.Key.Key_S, CONTROL)
    assert again.desk.store.get("person", TASHI)["remark"] == "补"
    assert "央金老师" in bar(panel)
    once_more = open_window(killed(again))
    assert table(question(once_more)) == [("班主任（现在没有这一栏）", "（空）", "央金老师")]
    once_more.close()
    with qtbot.waitActive(again):
        again.activateWindow()
    alt(again, Qt.Key.Key_D)
    assert bar(panel) == ""
    assert again.desk.store.drafts.keys() == []


def test_a_draft_that_comes_and_goes_in_another_tab_is_followed(
    window: MainWindow, open_window: Open, killed: Kill, alt: Alt, key: Key
) -> None:
    """The question stands open while somebody goes to the form itself and decides there."""
    key(form(window, "students", TASHI), phone="1")
    again = open_window(killed(window))
    panel = form(again, "students", TASHI)
    alt(again, Qt.Key.Key_R)
    assert text(panel, "phone") == "1"
    assert not line(again).isVisible()
    assert isinstance(again.page, HomePage)
    assert again.page.panel_open is None


TYPING = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QTimer
from eduaid_desktop import app
application, window = app.prepare()
window.show()
window.open_file(Path(sys.argv[1]))
window.go("students", 1)
line, typed = window.page.panel.binder.editors["remark"], 0
def type_on():
    global typed
    typed += 1
    line.setPlainText(str(typed))
    print(typed, time.monotonic(), flush=True)
timer = QTimer()
timer.timeout.connect(type_on)
timer.start(5)
application.exec()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="killing works otherwise on Windows")
def test_a_window_killed_while_somebody_types_loses_a_moment_at_most(
    office_file: Path, open_window: Open
) -> None:
    """300 ms and the writing itself; a busy machine is given a second in all."""
    command = [sys.executable, "-c", TYPING, str(office_file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as typing:
        assert typing.stdout
        told = [typing.stdout.readline().split() for _ in range(150)]
        typing.send_signal(signal.SIGKILL)
        told += [line.split() for line in typing.stdout if line.endswith("\n")]
    moments = {int(number): float(at) for number, at in told}
    again = open_window(office_file)
    ((label, now, typed),) = table(question(again))
    assert (label, now) == ("备注", "（空）")
    assert moments[max(moments)] - moments[int(typed)] < 1.0
    with Store(office_file, writable=False) as reader:
        assert reader.drafts.keys() == ["person:1"]
