"""Numbers on the screen: masked wherever they are listed, in full in the form alone, and after Ctrl+M."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from eduaid_desktop.gui import import_panel
from eduaid_desktop.gui.record_list import RecordList
from eduaid_desktop.gui.registers_page import RegistersPage
from eduaid_desktop.gui.relief_page import ReliefPage
from eduaid_desktop.gui.tabs import TABS
from eduaid_desktop.gui.term_batch.batches_page import BatchesPage
from eduaid_desktop.gui.term_batch.reply_panel import ReplyPanel
from eduaid_desktop.gui.unmask_button import UnmaskButton
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services import people, relief
from eduaid_desktop.store.store import Store

CONTROL = Qt.KeyboardModifier.ControlModifier
ZHAXI, ZHAXI_MASKED = "513399200805295270", "513399********5270"
PHONE, PHONE_MASKED = "16471413517", "164****3517"
ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
COLUMNS = {
    "person": ("id_number", "student_number", "phone", "guardian_id_number"),
    "household": ("head_id_number", "phone"),
    "relief_case": ("payee_account", "head_id_number", "payee_id_number", "student_number", "phone"),
    "payment": ("payee_account",),
}


def numbers_of(store: Store) -> set[str]:
    """Every ID, telephone and account number of the office."""
    return {
        str(row[column])
        for table, columns in COLUMNS.items()
        for row in store.select(table)
        for column in columns
        if row[column]
    }


def seen_in(window: QWidget) -> Iterator[str]:
    """Whatever the window shows or would show under the mouse, but for what stands in the fields of a form."""
    for label in window.findChildren(QLabel):
        yield label.text()
    for button in window.findChildren(QAbstractButton):
        yield from (button.text(), button.toolTip(), button.accessibleName())
    for view in window.findChildren(QAbstractItemView):
        if model := view.model():
            yield from cells(model)


def cells(model: QAbstractItemModel) -> Iterator[str]:
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
    for row in range(min(model.rowCount(), 400)):
        for column in range(columns):
            for role in ROLES:
                yield str(model.index(row, column).data(role) or "")


def leaks(window: MainWindow) -> set[str]:
    text = "\n".join(seen_in(window))
    return {number for number in numbers_of(window.desk.store) if number in text}


@pytest.mark.parametrize("key", [tab.key for tab in TABS])
def test_no_tab_shows_a_number(sample_window: MainWindow, key: str) -> None:
    sample_window.go(key)
    page = sample_window.page
    for part in page.shelf.keys if isinstance(page, RegistersPage) else [""]:
        if part:
            page.take(part)
        for each in page.findChildren(RecordList):
            if each.model.ids:
                each.view.setCurrentIndex(each.model.index(0, 0))
        assert leaks(sample_window) == set(), part


def test_unmasked_the_same_eyes_see_the_numbers(sample_window: MainWindow) -> None:
    sample_window.go("students")
    sample_window.findChild(UnmaskButton).click()
    assert len(leaks(sample_window)) > 300


def test_a_form_shows_its_numbers_in_full_and_its_history_does_not(window: MainWindow) -> None:
    child = people.find(window.desk, "扎西")[0]["id"]
    people.save(window.desk, {"phone": PHONE, "remark": f"原号 {ZHAXI}，电话 164 7141 3517"}, child)
    window.go("students", child)
    number = window.page.findChild(QLineEdit, "id_number")
    assert number.text() == ZHAXI
    assert window.page.findChild(QLineEdit, "phone").text() == PHONE
    told = "\n".join(seen_in(window))
    assert f"联系电话：（空） → {PHONE_MASKED}" in told
    assert f"原号 {ZHAXI_MASKED}，电话 {PHONE_MASKED}" in told
    assert not {ZHAXI, PHONE} & set(told.split())
    window.findChild(UnmaskButton).click()
    told = "\n".join(seen_in(window))
    assert f"联系电话：（空） → {PHONE}" in told


def test_control_m_shows_all_and_masks_again(window: MainWindow, qtbot: QtBot) -> None:
    button, store = window.findChild(UnmaskButton), window.desk.store
    window.go("students")
    listed = window.page.list  # type: ignore[attr-defined]
    before = store.value("SELECT COUNT(*) FROM change")
    assert ZHAXI_MASKED in set(cells(listed.model))
    for _ in range(2):
        qtbot.keyClick(window, Qt.Key.Key_M, CONTROL)
        assert ZHAXI in set(cells(listed.model))
        assert button.text() == "号码已全部显示，点此遮住"
        qtbot.keyClick(window, Qt.Key.Key_M, CONTROL)
        assert ZHAXI not in set(cells(listed.model))
        assert button.text() == "显示全部号码"
    lines = store.select("disclosure")
    assert [(line["kind"], line["on_date"]) for line in lines] == [("unmask", "2018-06-12")] * 2
    assert store.value("SELECT COUNT(*) FROM change") == before + 2


def test_the_button_is_short_where_the_head_has_no_room(window: MainWindow, qtbot: QtBot) -> None:
    button = window.findChild(UnmaskButton)
    for wide, masked, shown in (
        (1366, "显示全部号码", "号码已全部显示，点此遮住"),
        (0, "显示号码", "遮住号码"),
    ):
        window.resize(wide or window.minimumSizeHint().width(), 700)
        qtbot.waitUntil(lambda masked=masked: button.text() == masked)
        button.click()
        qtbot.waitUntil(lambda shown=shown: button.text() == shown)
        assert button.accessibleName() == "号码已全部显示，点此遮住"
        button.click()


def test_search_results_follow_at_once(window: MainWindow, qtbot: QtBot) -> None:
    window.focus_search()
    search = window.head.search  # type: ignore[union-attr]
    qtbot.keyClicks(search, "zx")
    found = search.people.model()
    assert found.index(0, 0).data() == f"扎西　{ZHAXI_MASKED}"
    qtbot.keyClick(search, Qt.Key.Key_M, CONTROL)
    assert search.people.isVisible()
    assert found.index(0, 0).data() == f"扎西　{ZHAXI}"


def test_a_list_is_copied_as_it_is_seen_and_filtered_by_what_is_stored(
    window: MainWindow, qtbot: QtBot
) -> None:
    people.save(window.desk, {"phone": PHONE}, people.find(window.desk, "扎西")[0]["id"])
    window.go("students")
    listed = window.page.list  # type: ignore[attr-defined]
    for wanted in (ZHAXI, "5270", PHONE):
        listed.filter.setText(wanted)
        qtbot.keyClick(listed.filter, Qt.Key.Key_Return)
        assert [listed.model.cell(row, 0) for row in range(listed.model.rowCount())] == ["扎西"]
    row = {
        listed.model.headerData(n, Qt.Orientation.Horizontal): n for n in range(listed.model.columnCount())
    }
    for title, seen in (("身份证号", ZHAXI_MASKED), ("联系电话", PHONE_MASKED)):
        listed.view.setCurrentIndex(listed.model.index(0, row[title]))
        qtbot.keyClick(listed.view, Qt.Key.Key_C, CONTROL)
        assert QApplication.clipboard().text() == seen
    listed.filter.setText(PHONE[3:8])
    qtbot.keyClick(listed.filter, Qt.Key.Key_Return)
    assert listed.model.rowCount() == 0


def test_where_it_cannot_be_logged_it_is_not_shown(
    window: MainWindow, open_window: Callable[[Path], MainWindow], office_file: Path
) -> None:
    second = open_window(office_file)
    assert second.desk.store.read_only
    second.go("students")
    second.findChild(UnmaskButton).click()
    assert "只能查看" in second.strip.message.text()
    assert second.findChild(UnmaskButton).text() == "显示全部号码"
    assert leaks(second) == set()
    assert window.desk.store.select("disclosure") == []


def test_the_message_line_repeats_no_number(window: MainWindow, qtbot: QtBot) -> None:
    window.go("students")
    window.page.findChild(QLineEdit, "guardian_name").setText("次仁")
    window.page.findChild(QLineEdit, "birth_date").setText(ZHAXI)
    window.say(f"不认识“{ZHAXI}”。")
    assert window.strip.message.text() == f"不认识“{ZHAXI_MASKED}”。"


def test_a_draft_is_offered_without_its_numbers(window: MainWindow) -> None:
    child = people.find(window.desk, "扎西")[0]["id"]
    window.go("students", child)
    window.page.findChild(QLineEdit, "phone").setText(PHONE)
    window.page.findChild(QLineEdit, "student_number").setText(f"G{ZHAXI}")
    window.page.open_record(people.find(window.desk, "卓玛")[0]["id"])
    window.page.open_record(child)
    told = window.page.findChild(QLabel, "draftWords").text()
    assert PHONE_MASKED in told
    assert f"G{ZHAXI_MASKED}" in told
    assert PHONE not in told


def test_reasons_of_steps_are_told_without_their_numbers(sample_window: MainWindow) -> None:
    (case, *_) = sample_window.desk.store.select("relief_case", state=50)
    reason = f"户口本上是 {ZHAXI}，请到 {PHONE} 核对"
    relief.act(sample_window.desk, case["id"], "reject", reason=reason)
    sample_window.go("relief", case["id"])
    assert isinstance(sample_window.page, ReliefPage)
    told = "\n".join(seen_in(sample_window.page))
    assert f"户口本上是 {ZHAXI_MASKED}，请到 {PHONE_MASKED} 核对" in told
    assert ZHAXI not in told


def test_what_an_import_says_of_a_shifted_column_is_masked(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    table = tmp_path / "名册.csv"
    head = "姓名,身份证号,学籍号,年级,性别,联系电话"
    table.write_text(f"{head}\n达娃,,G{ZHAXI},七年级,{ZHAXI},{PHONE}\n", encoding="utf-8")
    window.go("students")
    import_panel.look(window.page, table)
    qtbot.waitUntil(lambda: window.page.panel_open is not None)
    panel = window.page.panel_open
    listed = panel.problems  # type: ignore[union-attr]
    told = "\n".join(cells(listed.model))
    assert f"不认识“{ZHAXI_MASKED}”" in told
    assert ZHAXI not in told
    for wanted, count in ((ZHAXI, 1), (ZHAXI[6:14], 0)):
        listed.filter.setText(wanted)
        qtbot.keyClick(listed.filter, Qt.Key.Key_Return)
        assert listed.model.rowCount() == count, wanted
    listed.filter.clear()
    qtbot.keyClick(listed.filter, Qt.Key.Key_Return)
    window.findChild(UnmaskButton).click()
    assert f"不认识“{ZHAXI}”" in "\n".join(cells(listed.model))


def test_a_reply_that_altered_numbers_shows_them_masked(
    sample_window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    from openpyxl import load_workbook

    from eduaid_desktop.services.term_batch import batches

    batch = batches.export(sample_window.desk, "2018S", tmp_path / "上报")
    book = load_workbook(batch.path)
    sheet = book["导入数据"]
    column = {cell.value: cell.column for cell in sheet[1]}
    for name in ("身份证号", "账号", "联系电话"):
        sheet.cell(2, column[name]).value = str(sheet.cell(2, column[name]).value)[:-1] + "0"
    book.save(tmp_path / "批复.xlsx")
    sample_window.go("batches")
    assert isinstance(sample_window.page, BatchesPage)
    sample_window.page.read_reply(tmp_path / "批复.xlsx")
    qtbot.waitUntil(lambda: isinstance(sample_window.page.panel_open, ReplyPanel))
    panel = sample_window.page.panel_open
    assert isinstance(panel, ReplyPanel)
    told = "\n".join(seen_in(panel))
    assert "身份证号" in told
    assert leaks(sample_window) == set()
