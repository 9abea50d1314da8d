"""Who is at the keyboard: logging in, the recovery sheet, the lock, the operators, by the window."""

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from eduaid_desktop import settings
from eduaid_desktop.domain import recovery_code
from eduaid_desktop.gui.login_page import LoginPage
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services import backups, checking, encryption, keys, logins, operators, people
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import keyring

Open = Callable[[Path], MainWindow]
PASSWORD = "correct horse"
CHILD = {"name": "次仁", "id_number": "513399201103079922", "ethnic": "藏族",
         "guardian_name": "白玛", "guardian_relation": "母亲"}  # fmt: skip


def confirmed(desk: Desk) -> None:
    assert desk.keys is not None
    groups = recovery_code.groups(desk.keys.code)
    keys.confirm_sheet(desk, "".join(groups[number - 1] for number in recovery_code.ASKED))


@pytest.fixture(scope="session")
def locked_template(template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """An encrypted office with 拥珍 (entry, administration) and 扎西 (review), and its recovery key."""
    path = Path(shutil.copy(template, tmp_path_factory.mktemp("locked") / "格桑镇.eduaid"))
    desk = encryption.encrypt(Desk.open(path), encryption.First("拥珍", PASSWORD))
    operators.add(desk, "扎西", ["reviewer"], "another horse")
    confirmed(desk)
    assert desk.keys is not None
    code = desk.keys.code
    desk.close()
    return path, code


@pytest.fixture
def locked(locked_template: tuple[Path, str], tmp_path: Path) -> Path:
    """A copy of it, the key slots beside it."""
    path, _ = locked_template
    shutil.copy(keyring.path_of(path), keyring.path_of(tmp_path / path.name))
    return Path(shutil.copy(path, tmp_path / path.name))


@pytest.fixture
def code(locked_template: tuple[Path, str]) -> str:
    return locked_template[1]


def page_of(window: MainWindow) -> LoginPage:
    found = window.findChild(LoginPage, "loginPage")
    assert isinstance(found, LoginPage)
    return found


def key_password(qtbot: QtBot, window: MainWindow, password: str, name: str = "") -> None:
    """Type it as a clerk does, and wait until it was looked at."""
    page = page_of(window)
    if name:
        page.names.setCurrentText(name)
    page.password.setFocus()
    qtbot.keyClicks(page.password, password)
    qtbot.keyClick(page.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window.tasks.running)


@pytest.fixture
def inside(open_window: Open, locked: Path, qtbot: QtBot) -> MainWindow:
    """The window with 拥珍 logged in."""
    window = open_window(locked)
    key_password(qtbot, window, PASSWORD, "拥珍")
    return window


def shown(window: MainWindow) -> QWidget:
    current = window.stack.currentWidget()
    assert current is not None
    return current


def test_an_encrypted_file_asks_who_it_is_and_opens(open_window: Open, locked: Path, qtbot: QtBot) -> None:
    window = open_window(locked)
    page = page_of(window)
    assert shown(window) is page
    assert window.head is None
    assert [page.names.itemText(n) for n in range(page.names.count())] == ["拥珍", "扎西"]
    assert page.password.echoMode() == QLineEdit.EchoMode.Password
    assert QApplication.focusWidget() is page.password
    key_password(qtbot, window, PASSWORD)
    assert shown(window) is window.page
    assert window.head is not None
    assert window.head.operator.text() == "拥珍（录入员、管理员）"
    assert page.password.text() == ""
    assert settings.load()["last_operator"] == "拥珍"


def test_wrong_passwords_are_told_and_slowed_down(open_window: Open, locked: Path, qtbot: QtBot) -> None:
    window = open_window(locked)
    for _ in range(2):
        key_password(qtbot, window, "wrong password")
        assert "密码不对" in page_of(window).told.text()
        assert page_of(window).enter.isEnabled()
    key_password(qtbot, window, "wrong password")
    assert not page_of(window).enter.isEnabled()
    assert "请等 2 秒" in page_of(window).enter.text()
    page_of(window)._tick()
    page_of(window)._tick()
    assert page_of(window).enter.isEnabled()
    assert window.head is None


def test_a_lost_slot_file_is_rebuilt_from_the_sheet(
    open_window: Open, locked: Path, code: str, qtbot: QtBot
) -> None:
    keyring.path_of(locked).unlink()
    window = open_window(locked)
    page = page_of(window)
    assert "缺少钥匙文件" in page.told.text()
    form = page.recover
    assert form.isVisible()
    form.code.setText(code[:-1] + ("0" if code[-1] != "0" else "1"))
    form.name.setText("拥珍")
    form.passwords.first.setText("brand new one")
    form.passwords.again.setText("brand new one")
    form.try_it()
    assert "第 10 组" in form.told.text()
    form.code.setText(" ".join(recovery_code.groups(code)).lower())
    qtbot.keyClick(form.passwords.again, Qt.Key.Key_Return)
    assert shown(window) is window.page
    assert window.desk.actor == "拥珍"
    window.close()
    with logins.log_in(locked, "拥珍", "brand new one") as desk:
        assert checking.check(desk)["findings"] == []


def test_locking_keeps_what_is_typed_and_only_the_password_lifts_it(
    inside: MainWindow, qtbot: QtBot, write: Callable[[QWidget, str], None]
) -> None:
    inside.go("students")
    inside.page.new()
    name = inside.page.findChild(QLineEdit, "name")
    assert name is not None
    write(name, "次仁拉姆")
    inside.desk.session.unmasked = True
    qtbot.keyClick(inside, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert shown(inside) is page_of(inside)
    assert inside.head is not None
    assert not inside.head.isVisible()
    assert not inside.desk.session.unmasked
    for key in (Qt.Key.Key_1, Qt.Key.Key_S, Qt.Key.Key_F, Qt.Key.Key_L):
        qtbot.keyClick(inside, key, Qt.KeyboardModifier.ControlModifier)
        assert shown(inside) is page_of(inside)
    key_password(qtbot, inside, "wrong password")
    assert shown(inside) is page_of(inside)
    key_password(qtbot, inside, PASSWORD)
    assert shown(inside) is inside.page
    assert inside.head.isVisible()
    assert name.text() == "次仁拉姆"


def test_work_that_ends_while_the_window_is_locked_uncovers_nothing(
    inside: MainWindow, qtbot: QtBot, choose_menu: Callable[[MainWindow, str], None]
) -> None:
    choose_menu(inside, "menuHandover")
    inside.page.panel_open.print_button.click()  # type: ignore[union-attr]
    inside.entry.lock()
    qtbot.waitUntil(lambda: not inside.tasks.running, timeout=20_000)
    assert shown(inside) is page_of(inside)
    inside.go("students")
    inside.entry.ask_for_sheet(inside.desk)
    assert shown(inside) is page_of(inside)


# Only the off-screen platform says so, of a menu that opens.
@pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)
def test_a_menu_that_is_open_goes_when_the_window_locks(inside: MainWindow) -> None:
    assert inside.head is not None
    menu = inside.head.operator.menu()
    menu.popup(inside.mapToGlobal(inside.rect().center()))
    assert QApplication.activePopupWidget() is menu
    inside.entry.lock()
    assert QApplication.activePopupWidget() is None
    assert shown(inside) is page_of(inside)


def test_the_window_is_covered_before_anything_is_read(
    inside: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged() -> None:
        raise RuntimeError("a page that cannot be read")

    assert inside.head is not None
    monkeypatch.setattr(inside.head.unmask, "refresh", damaged)
    inside.desk.session.unmasked = True
    inside.entry.lock()
    assert shown(inside) is page_of(inside)
    assert not inside.desk.session.unmasked


def test_slots_that_were_forged_lift_no_lock(inside: MainWindow, locked: Path, qtbot: QtBot) -> None:
    """Somebody with a key pair of her own seals anything to it, but not the key of this file."""
    inside.entry.lock()
    slot = keyring.new_slot("拥珍", "forged password")
    holder = keyring.Holder("拥珍", slot.public.hex(), admin=True)
    forged = keyring.load(locked).with_slot("拥珍", slot)
    salt = keyring.salt_of(locked)
    keyring.save(locked, forged.sealed(salt, keyring.Keys(bytes(32), "x" * 40), [holder]))
    key_password(qtbot, inside, "forged password", "拥珍")
    assert shown(inside) is page_of(inside)
    assert inside.entry.locked


def test_a_locked_window_opens_though_the_slots_were_taken_away(
    inside: MainWindow, locked: Path, qtbot: QtBot
) -> None:
    keyring.path_of(locked).unlink()
    inside.entry.lock()
    key_password(qtbot, inside, PASSWORD, "拥珍")
    assert shown(inside) is inside.page


def test_the_idle_clock_ends_with_the_file(inside: MainWindow, locked: Path, qtbot: QtBot) -> None:
    inside.log_in_again("请重新登录。")
    assert not inside.entry._clock.isActive()
    key_password(qtbot, inside, PASSWORD, "拥珍")
    assert shown(inside) is inside.page


def test_a_password_forgotten_behind_the_lock_is_set_anew_with_the_sheet(
    inside: MainWindow, code: str, qtbot: QtBot
) -> None:
    inside.entry.lock()
    page_of(inside).lost.click()
    form = page_of(inside).recover
    form.code.setText(code)
    form.name.setText(" 拥珍 ")
    for line in (form.passwords.first, form.passwords.again):
        line.setText("brand new one")
    form.try_it()
    assert shown(inside) is inside.page
    assert not inside.desk.store.read_only


def test_typing_with_an_input_method_counts_as_work(
    inside: MainWindow, write: Callable[[QWidget, str], None]
) -> None:
    inside.go("students")
    inside.page.new()
    name = inside.page.findChild(QLineEdit, "name")
    assert name is not None
    name.setFocus()
    inside.entry.look(datetime.now())
    write(name, "次仁")
    inside.entry.look(datetime.now() + timedelta(minutes=11))
    assert shown(inside) is inside.page


def test_idle_time_locks_the_window_and_work_does_not(
    inside: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside.entry.look(datetime.now() + timedelta(minutes=9))
    assert shown(inside) is inside.page
    handle = inside.windowHandle()
    inside.entry._touched = datetime.now() - timedelta(minutes=30)
    QApplication.sendEvent(handle, _key())
    inside.entry.look(datetime.now())
    assert shown(inside) is inside.page
    inside.entry.look(datetime.now() + timedelta(minutes=11))
    assert shown(inside) is page_of(inside)


def _key() -> QKeyEvent:
    return QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_Shift, Qt.KeyboardModifier.NoModifier)


def test_another_operator_takes_over_a_locked_window(inside: MainWindow, qtbot: QtBot) -> None:
    inside.entry.lock()
    key_password(qtbot, inside, "another horse", "扎西")
    assert inside.desk.actor == "扎西"
    assert inside.head is not None
    assert inside.head.operator.text() == "扎西（审核员）"
    assert not inside.desk.store.read_only


def test_a_plain_file_says_why_it_cannot_be_locked(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert "没有设密码" in window.strip.message.text()
    assert shown(window) is window.page


def test_a_plain_file_is_encrypted_from_the_menu_and_the_sheet_confirmed(
    window: MainWindow, office_file: Path, qtbot: QtBot, choose_menu: Callable[[MainWindow, str], None]
) -> None:
    backups.automatic(window.desk, backups.TIMED)
    choose_menu(window, "menuEncrypt")
    panel = window.page.panel_open
    first = panel.operator  # type: ignore[union-attr]
    first.name.setText("拥珍")
    first.passwords.first.setText(PASSWORD)
    first.passwords.again.setText(PASSWORD)
    panel.next_button.click()  # type: ignore[union-attr]
    assert not office_file.read_bytes().startswith(b"SQLite")
    assert shown(window).objectName() == "sheetPage"
    window.findChild(QPushButton, "printSheet").click()
    assert window.previewing is not None
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert window.previewing is not None
    qtbot.keyClick(window.previewing, Qt.Key.Key_Escape)
    assert shown(window).objectName() == "sheetPage"
    assert window.desk.keys is not None
    groups = recovery_code.groups(window.desk.keys.code)
    first_group, second_group = (window.findChild(QLineEdit, n) for n in ("sheet_first", "sheet_second"))
    first_group.setText(groups[1])
    second_group.setText("0000")
    window.findChild(QPushButton, "sheetDone").click()
    assert shown(window).objectName() == "sheetPage"
    assert keys.sheet_pending(window.desk)
    second_group.setText(groups[6].lower())
    qtbot.keyClick(second_group, Qt.Key.Key_Return)
    assert shown(window) is window.page
    assert not keys.sheet_pending(window.desk)
    assert len(encryption.plain_backups(window.desk)) == 1
    choose_menu(window, "menuPlainBackups")
    assert encryption.plain_backups(window.desk) == []
    assert [b.state for b in backups.listing(office_file)] == ["proven"]


def test_operators_are_added_changed_and_removed_in_the_panel(
    inside: MainWindow, locked: Path, qtbot: QtBot, choose_menu: Callable[[MainWindow, str], None]
) -> None:
    choose_menu(inside, "menuOperators")
    panel = inside.page.panel_open
    panel.name.setText("卓玛")  # type: ignore[union-attr]
    for line in (panel.passwords.first, panel.passwords.again):  # type: ignore[union-attr]
        line.setText("third horse!")
    panel.save_button.click()  # type: ignore[union-attr]
    assert "已增加操作员卓玛" in inside.strip.message.text()
    zhaxi = next(each for each in operators.listing(inside.desk) if each.name == "扎西")
    panel._chosen(zhaxi.id)  # type: ignore[union-attr]
    panel.list.select(zhaxi.id)  # type: ignore[union-attr]
    for line in (panel.passwords.first, panel.passwords.again):  # type: ignore[union-attr]
        line.setText("never set this")
    panel.boxes["reviewer"].setChecked(False)  # type: ignore[union-attr]
    panel.save_button.click()  # type: ignore[union-attr]
    assert "至少选一个角色" in inside.strip.message.text()
    with pytest.raises(logins.UserError, match="密码不对"):
        logins.unlock(locked, "扎西", "never set this")
    old = keyring.path_of(locked).read_bytes()
    zhuoma = next(each for each in operators.listing(inside.desk) if each.name == "卓玛")
    panel.list.select(zhuoma.id)  # type: ignore[union-attr]
    panel._chosen(zhuoma.id)  # type: ignore[union-attr]
    panel.remove_button.click()  # type: ignore[union-attr]
    assert "不再能登录" in inside.strip.message.text()
    assert shown(inside) is inside.page
    people.save(inside.desk, CHILD)
    inside.close()
    keyring.path_of(locked).write_bytes(old)
    with pytest.raises(logins.UserError):
        logins.log_in(locked, "卓玛", "third horse!")


def test_an_office_is_handed_over_and_the_successor_logs_in(
    inside: MainWindow, locked: Path, code: str, qtbot: QtBot, choose_menu: Callable[[MainWindow, str], None]
) -> None:
    choose_menu(inside, "menuHandover")
    panel = inside.page.panel_open
    titles = [panel.list.model.cell(n, 0) for n in range(len(panel.list.model.ids))]  # type: ignore[union-attr]
    assert len(titles) >= 10
    panel.successor.setText("卓玛")  # type: ignore[union-attr]
    assert panel.own.isHidden()  # type: ignore[union-attr]
    panel.print_button.click()  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: inside.previewing is not None, timeout=20_000)
    qtbot.keyClick(inside.previewing, Qt.Key.Key_Escape)
    for line in (panel.passwords.first, panel.passwords.again):  # type: ignore[union-attr]
        line.setText("third horse!")
    panel.next_button.click()  # type: ignore[union-attr]
    assert shown(inside) is page_of(inside)
    assert "移交给卓玛" in inside.strip.message.text()
    key_password(qtbot, inside, "third horse!", "卓玛")
    assert inside.desk.actor == "卓玛"
    assert shown(inside).objectName() == "sheetPage"
    assert inside.desk.keys is not None
    assert inside.desk.keys.code != code
    inside.close()
    with pytest.raises(logins.UserError):
        logins.log_in(locked, "拥珍", PASSWORD)


def test_a_reviewer_sees_who_does_what_she_may_not(open_window: Open, locked: Path, qtbot: QtBot) -> None:
    window = open_window(locked)
    key_password(qtbot, window, "another horse", "扎西")
    assert window.head is not None
    menu = window.head.operator.menu()
    menu.aboutToShow.emit()
    entries = {each.objectName(): each for each in menu.actions()}
    assert not entries["menuOperators"].isEnabled()
    assert "管理员" in entries["menuOperators"].text()
    assert entries["menuPassword"].isEnabled()


def test_the_own_password_is_changed_with_the_old_one(
    inside: MainWindow, locked: Path, qtbot: QtBot, choose_menu: Callable[[MainWindow, str], None]
) -> None:
    choose_menu(inside, "menuPassword")
    panel = inside.page.panel_open
    for line, text in ((panel.old, "wrong password"), (panel.passwords.first, "brand new one"),  # type: ignore[union-attr]
                       (panel.passwords.again, "brand new one")):  # type: ignore[union-attr]  # fmt: skip
        qtbot.keyClicks(line, text)
    panel.next_button.click()  # type: ignore[union-attr]
    assert "密码不对" in inside.strip.message.text()
    panel.old.setText(PASSWORD)  # type: ignore[union-attr]
    panel.next_button.click()  # type: ignore[union-attr]
    assert "密码已修改" in inside.strip.message.text()
    inside.close()
    logins.log_in(locked, "拥珍", "brand new one").close()


def test_a_backup_is_restored_from_the_window(
    inside: MainWindow, locked: Path, qtbot: QtBot, choose_menu: Callable[[MainWindow, str], None]
) -> None:
    backups.automatic(inside.desk, backups.TIMED)
    people.save(inside.desk, CHILD)
    choose_menu(inside, "menuRestore")
    panel = inside.page.panel_open
    panel.form.password.setText(PASSWORD)  # type: ignore[union-attr]
    panel.next_button.click()  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: not inside.tasks.running, timeout=20_000)
    assert "已恢复" in inside.strip.message.text()
    key_password(qtbot, inside, PASSWORD, "拥珍")
    assert inside.desk.store.select("person", name="次仁") == []
    assert "restore" in [b.manifest.reason for b in backups.listing(locked) if b.manifest]


def test_a_damaged_file_is_offered_its_backups(
    open_window: Open, office_file: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Desk.open(office_file) as desk:
        people.save(desk, CHILD)
        backups.automatic(desk, backups.TIMED)
    data = bytearray(office_file.read_bytes())
    data[100:4096] = bytes(3996)
    office_file.write_bytes(data)
    window = MainWindow()
    window.show()
    window.open_file(office_file)
    restore = shown(window).restore  # type: ignore[attr-defined]
    assert restore.isVisible()
    assert str(office_file) in restore.where.text()
    restore.act.click()
    qtbot.waitUntil(lambda: window.head is not None, timeout=20_000)
    assert len(window.desk.store.select("person", name="次仁")) == 1
    window.close()
    window.deleteLater()


def test_the_menu_opens_another_file(
    inside: MainWindow, office_file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
    template: Path, choose_menu: Callable[[MainWindow, str], None],
) -> None:  # fmt: skip
    other = Path(shutil.copy(template, tmp_path / "另一个镇.eduaid"))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(other), ""))
    choose_menu(inside, "menuOther")
    assert inside.desk.store.path == other
    assert inside.desk.keys is None
