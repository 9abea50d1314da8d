"""导入: a workbook is looked at first, then written, and nobody wonders where a row went."""

import io
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msoffcrypto  # type: ignore[import-untyped]
import pytest
from openpyxl import Workbook, load_workbook
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from eduaid_desktop.gui import files, import_panel
from eduaid_desktop.gui.import_done import ImportDone
from eduaid_desktop.gui.import_panel import ImportPanel
from eduaid_desktop.gui.import_password import WorkbookPassword
from eduaid_desktop.gui.import_undo import UndoImport
from eduaid_desktop.gui.registers_page import RegistersPage
from eduaid_desktop.gui.students_page import StudentsPage
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services import imports
from eduaid_desktop.services.desk import Desk

from .seen import find, said

DAMAGED, ROLL, OLD = "5_学籍名册_号码损坏.xlsx", "1_学籍名册_2018年春季.xlsx", "4_学籍名册_旧格式.xls"
HEAD = ("学籍号", "孩子", "身份证件号", "学段", "年级", "学校名称", "行政村")
CHILDREN = (
    ("G51339920060312123X", "曾多吉", "51339920060312123X", "初中", "七年级", "云岭县第二中学", "达瓦村"),
    ("G513399200903121231", "尼玛", "513399200903121231", "小学", "三年级", "格桑镇中心小学", "达瓦村"),
)
BASE = (
    ("户编号", "姓名", "证件号码", "与户主关系", "行政村", "户类型"),
    ("5133991001", "多吉", "513399198003121236", "户主", "达瓦村", "一般贫困户"),
)


@pytest.fixture
def page(window: MainWindow) -> StudentsPage:
    window.go("students")
    assert isinstance(window.page, StudentsPage)
    return window.page


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Path]:
    """book(名册=rows, …): a workbook with these sheets."""

    def write(**sheets: Sequence[Sequence[Any]]) -> Path:
        workbook = Workbook()
        workbook.remove(workbook.worksheets[0])
        for title, lines in sheets.items():
            sheet = workbook.create_sheet(title)
            for line in lines:
                sheet.append(line)
        path = tmp_path / "送来的表.xlsx"
        workbook.save(path)
        return path

    return write


def shown(page: QWidget, qtbot: QtBot, kind: type[Any] = ImportPanel) -> Any:
    found: list[Any] = []

    def there() -> bool:
        found[:] = [each for each in page.findChildren(kind) if each.isVisible()]
        return bool(found)

    qtbot.waitUntil(there, timeout=30_000)
    return found[0]


def people(window: MainWindow) -> int:
    return int(window.desk.store.value("SELECT COUNT(*) FROM person WHERE withdrawn = 0"))


def noted(panel: QWidget) -> str:
    return "\n".join(each.text() for each in panel.findChildren(QLabel, "importNote") if each.isVisible())


def settled(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not window.tasks.running, timeout=30_000)


def press(panel: QWidget, name: str, qtbot: QtBot) -> None:
    (button,) = [each for each in panel.findChildren(QPushButton, name) if each.isVisible()]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def choose(panel: QWidget, field: str) -> None:
    """Take an entry of the menu of a column that is open."""
    menus = [menu for menu in panel.findChildren(QMenu, "fieldMenu") if menu.isVisible()]
    (menu,) = menus
    actions = [*menu.actions(), *(a for each in menu.findChildren(QMenu) for a in each.actions())]
    next(action for action in actions if action.objectName() == f"field_{field}").trigger()
    menu.close()


def answer(path: Path) -> None:
    """Answer the file dialog that is about to open."""

    def take() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        dialog.selectFile(str(path))
        dialog.accept()  # type: ignore[call-arg]

    QTimer.singleShot(0, take)


def test_the_button_asks_for_a_file_and_shows_it_without_writing(
    window: MainWindow, page: StudentsPage, samples: Path, qtbot: QtBot
) -> None:
    before = people(window)
    answer(samples / DAMAGED)
    press(page, "importWorkbook", qtbot)
    panel = shown(page, qtbot)
    assert panel.equation.text() == "读入 60 = 接收 5 + 待定 0 + 拒收 55 + 跳过 0 + 未变 0"
    assert page.split.isHidden()
    assert people(window) == before
    assert files.known_folder("import") == samples


def test_the_sheet_stands_as_in_the_file_with_a_word_for_every_row(
    page: StudentsPage, samples: Path, qtbot: QtBot
) -> None:
    import_panel.look(page, samples / DAMAGED)
    view = find(shown(page, qtbot), QTableView, "importSheet")
    model = view.model()
    assert (model.rowCount(), model.columnCount()) == (62, 10)
    rows = [model.headerData(n, Qt.Orientation.Vertical) for n in range(8)]
    assert rows[:4] == ["1　标题", "2　表头", "3　✕ 拒收", "4　✕ 拒收"]
    assert rows[7] == "8"
    columns = [model.headerData(n, Qt.Orientation.Horizontal) for n in range(10)]
    assert columns[:4] == ["A 不读", "B 姓名", "C 性别", "D 身份证件号"]
    assert columns[9] == "J 未识别"
    number = model.index(2, 3)
    assert number.data() == "5.13399E+17"
    assert "第 15 位以后已丢失" in number.data(Qt.ItemDataRole.ToolTipRole)
    tints = [model.index(2, c).data(Qt.ItemDataRole.BackgroundRole) for c in (1, 3)]
    assert tints[0] != tints[1]
    assert None not in tints
    assert model.index(7, 3).data(Qt.ItemDataRole.BackgroundRole) is None


def test_a_row_says_below_what_becomes_of_it(page: StudentsPage, samples: Path, qtbot: QtBot) -> None:
    import_panel.look(page, samples / DAMAGED)
    panel = shown(page, qtbot)
    view = find(panel, QTableView, "importSheet")
    told = find(panel, QLabel, "importRowTold")
    for row, words in (
        (2, "第 3 行　拒收：身份证件号"),
        (7, "第 8 行　接收：新登记"),
        (0, "标题，不是数据行"),
    ):
        view.setCurrentIndex(view.model().index(row, 1))
        assert words in told.text()


def test_every_number_of_the_equation_lists_its_rows(page: StudentsPage, samples: Path, qtbot: QtBot) -> None:
    import_panel.look(page, samples / DAMAGED)
    panel = shown(page, qtbot)
    counts = {"refused": 55, "accepted": 5, "ignored": 2}
    for outcome, count in counts.items():
        press(panel, f"count_{outcome}", qtbot)
        assert panel.rows.isVisible()
        assert panel.rows.model.rowCount() == count, outcome
        assert all(panel.rows.model.cell(n, 3) for n in range(count)), outcome
    press(panel, "count_ignored", qtbot)
    assert panel.rows.model.rowCount() == 62
    assert not find(panel, QPushButton, "count_parked").isEnabled()


def test_enter_on_a_row_or_a_problem_leads_to_its_place_in_the_sheet(
    page: StudentsPage, samples: Path, qtbot: QtBot
) -> None:
    import_panel.look(page, samples / ROLL)
    panel = shown(page, qtbot)
    press(panel, "count_refused", qtbot)
    qtbot.keyClick(panel.rows.view, Qt.Key.Key_Down)
    qtbot.keyClick(panel.rows.view, Qt.Key.Key_Return)
    assert panel.sheets.isVisible()
    assert panel.sheets.current() == ("学籍名册", 238)
    qtbot.keyClick(panel, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    panel.problems.start()
    qtbot.keyClick(panel.problems.view, Qt.Key.Key_Return)
    assert panel.sheets.current() == ("学籍名册", panel._found.problems[0].row)
    assert panel.sheets.isVisible()


def test_writing_tells_the_equation_and_what_to_do_next(
    window: MainWindow, page: StudentsPage, samples: Path, qtbot: QtBot
) -> None:
    before = people(window)
    import_panel.look(page, samples / DAMAGED)
    panel = shown(page, qtbot)
    assert panel.next_button.text() == "写入 5 行"
    qtbot.keyClick(panel.next_button, Qt.Key.Key_Space)
    done = shown(page, qtbot, ImportDone)
    assert "读入 60 = 接收 5 + 待定 0 + 拒收 55" in said(window)
    assert done.rows.model.rowCount() == 55
    assert people(window) == before + 5
    qtbot.keyClick(done.next_button, Qt.Key.Key_Return)
    assert not page.split.isHidden()
    assert page.list.totals.text().replace("\xa0", " ") == f"共 {before + 5} 条"
    import_panel.look(page, samples / DAMAGED)
    panel = shown(page, qtbot)
    assert panel.equation.text() == "读入 60 = 接收 0 + 待定 0 + 拒收 55 + 跳过 0 + 未变 5"
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
    qtbot.keyClick(panel, Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    assert panel.columns.isVisible()
    cells = [[panel.columns.model.cell(n, c) for c in (1, 2, 3, 5, 6, 7)] for n in range(10)]
    assert cells[1] == ["B", "姓名", "姓名", "泽仁旺堆", "白玛泽仁", "青麦曲珍"]
    assert cells[3][:3] == ["D", "身份证号", "身份证件号"]
    assert cells[9][:3] == ["J", "一卡通账号", "未识别"]


@pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)
def test_a_column_is_set_right_by_a_click_on_its_head_and_remembered(
    window: MainWindow, page: StudentsPage, book: Callable[..., Path], qtbot: QtBot
) -> None:
    path = book(名册=[HEAD, *CHILDREN])
    import_panel.look(page, path)
    panel = shown(page, qtbot)
    assert panel.next_button.isHidden()
    assert "没有认出" in noted(panel)
    header = panel.sheets.view.horizontalHeader()
    at = header.viewport().rect().topLeft()
    at.setX(header.sectionViewportPosition(1) + 20)
    at.setY(10)
    path.unlink()
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
    choose(panel, "name")
    settled(window, qtbot)
    assert panel.equation.text().startswith("读入 2 = 接收 2")
    line = find(panel, QComboBox, "importSender").lineEdit()
    line.setText("县二中")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    settled(window, qtbot)
    assert panel.place.sent_by.currentText() == "县二中"
    panel.write()
    shown(page, qtbot, ImportDone).close_panel()
    import_panel.look(page, book(名册=[HEAD, *CHILDREN]))
    panel = shown(page, qtbot)
    assert "按上次对“县二中”的认列读：孩子 → 姓名。" in noted(panel)
    press(panel, "forgetMapping", qtbot)
    settled(window, qtbot)
    assert "没有认出" in noted(panel)


@pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)
def test_by_keys_enter_asks_for_the_column_and_it_can_be_left_out(
    window: MainWindow, page: StudentsPage, samples: Path, qtbot: QtBot
) -> None:
    import_panel.look(page, samples / DAMAGED)
    panel = shown(page, qtbot)
    view = find(panel, QTableView, "importSheet")
    view.setCurrentIndex(view.model().index(5, 5))
    qtbot.keyClick(view, Qt.Key.Key_Return)
    choose(panel, "none")
    settled(window, qtbot)
    assert view.model().headerData(5, Qt.Orientation.Horizontal) == "F 不读"
    assert all(line.values["class_name"] is None for line in panel._found.lines)
    qtbot.keyClick(panel, Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    panel.columns.select(5)
    qtbot.keyClick(panel.columns.view, Qt.Key.Key_Return)
    choose(panel, "class_name")
    settled(window, qtbot)
    assert view.model().headerData(5, Qt.Orientation.Horizontal) == "F 班级"


@pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)
def test_a_correction_that_leaves_no_table_is_said_and_can_be_taken_back(
    window: MainWindow, page: StudentsPage, samples: Path, qtbot: QtBot
) -> None:
    import_panel.look(page, samples / DAMAGED)
    panel = shown(page, qtbot)
    panel._ask(panel._found.sources[0], 1)
    choose(panel, "none")
    settled(window, qtbot)
    assert "没有认出" in noted(panel)
    assert panel.next_button.isHidden()
    panel._ask(panel._found.sources[0], 1)
    choose(panel, "name")
    settled(window, qtbot)
    assert panel.equation.text().startswith("读入 60 = 接收 5")


def test_a_row_is_left_out_and_taken_back(
    window: MainWindow, page: StudentsPage, samples: Path, qtbot: QtBot
) -> None:
    before = people(window)
    import_panel.look(page, samples / DAMAGED)
    panel = shown(page, qtbot)
    view = find(panel, QTableView, "importSheet")
    view.setCurrentIndex(view.model().index(7, 1))
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    settled(window, qtbot)
    assert panel.equation.text().endswith("接收 4 + 待定 0 + 拒收 55 + 跳过 1 + 未变 0")
    assert view.model().headerData(7, Qt.Orientation.Vertical) == "8　跳过"
    assert find(panel, QPushButton, "skipRow").text() == "取回这一行"
    press(panel, "skipRow", qtbot)
    settled(window, qtbot)
    assert panel.equation.text().startswith("读入 60 = 接收 5")
    press(panel, "count_accepted", qtbot)
    panel.rows.start()
    press(panel, "skipRow", qtbot)
    settled(window, qtbot)
    assert panel.next_button.text() == "写入 4 行"
    panel.write()
    shown(page, qtbot, ImportDone)
    assert people(window) == before + 4


def test_another_term_is_looked_at_without_the_file(
    window: MainWindow, page: StudentsPage, book: Callable[..., Path], qtbot: QtBot
) -> None:
    path = book(名册=[("姓名", *HEAD[2:]), *((c[1], *c[2:]) for c in CHILDREN)])
    import_panel.look(page, path)
    panel = shown(page, qtbot)
    path.unlink()
    box = find(panel, QComboBox, "importTerm")
    assert box.currentText() == "2018年春季学期"
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Down)
    settled(window, qtbot)
    assert panel._found.term == "2017A"
    assert box.currentText() == "2017年秋季学期"


def test_the_sender_is_kept_with_the_import(
    window: MainWindow, page: StudentsPage, samples: Path, qtbot: QtBot
) -> None:
    import_panel.look(page, samples / DAMAGED)
    panel = shown(page, qtbot)
    settled(window, qtbot)
    line = panel.place.sent_by.lineEdit()
    line.setFocus()
    line.setText("格桑镇幼儿园")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert not window.tasks.running
    press(panel, "nextStep", qtbot)
    shown(page, qtbot, ImportDone).close_panel()
    assert window.desk.store.select("import_run")[0]["sender"] == "格桑镇幼儿园"
    import_panel.look(page, samples / DAMAGED)
    assert shown(page, qtbot).place.sent_by.currentText() == "格桑镇幼儿园"


def test_a_panel_that_is_closed_while_it_looks_again_stays_closed(
    window: MainWindow, page: StudentsPage, samples: Path, qtbot: QtBot
) -> None:
    import_panel.look(page, samples / ROLL)
    panel = shown(page, qtbot)
    panel.change(term="2017A")
    assert window.tasks.running
    qtbot.keyClick(panel, Qt.Key.Key_Escape)
    settled(window, qtbot)
    assert page.panel_open is None
    assert not page.split.isHidden()


def test_sheets_of_another_kind_are_told_and_read_next(
    window: MainWindow, page: StudentsPage, book: Callable[..., Path], qtbot: QtBot
) -> None:
    rows = [("姓名", *HEAD[2:]), *((c[1], *c[2:]) for c in CHILDREN)]
    import_panel.look(page, book(名册=rows, 户=BASE, 说明=[("请按时报送", "谢谢")]))
    panel = shown(page, qtbot)
    notes = [each.text() for each in panel.findChildren(QLabel, "importNote")]
    assert "工作表“户”是户籍与建档立卡人员（1 行），这次不读。" in notes
    assert "没有认出表头，不读：工作表“说明”。" in notes
    tabs = panel.sheets.tabs
    assert [tabs.tabText(n) for n in range(3)] == ["名册", "户（不读）", "说明（不读）"]
    panel.write()
    done = shown(page, qtbot, ImportDone)
    press(done, "readNext_household_base", qtbot)
    panel = shown(page, qtbot)
    settled(window, qtbot)
    assert panel._found.kind.name == "household_base"
    assert panel.equation.text().startswith("读入 1 = 接收 1")
    press(panel, "readOther", qtbot)
    settled(window, qtbot)
    assert panel.equation.text() == "读入 2 = 接收 0 + 待定 0 + 拒收 0 + 跳过 0 + 未变 2"


def test_sheets_are_tabs_with_the_number_of_rows_that_failed(
    page: StudentsPage, samples: Path, qtbot: QtBot
) -> None:
    import_panel.look(page, samples / OLD)
    panel = shown(page, qtbot)
    assert [panel.sheets.tabs.tabText(n) for n in range(2)] == ["初中部", "高中部"]
    panel.sheets.tabs.setCurrentIndex(1)
    assert panel.sheets.view.model().text(0, 0).startswith("云岭县第二中学（高中部）")
    assert panel.rows.model.source.columns[-1].name == "sheet"


def test_what_an_old_format_does_not_show_is_said(page: StudentsPage, samples: Path, qtbot: QtBot) -> None:
    import_panel.look(page, samples / OLD)
    panel = shown(page, qtbot)
    blind = panel._found.workbook.blind
    notes = [each.text() for each in panel.findChildren(QLabel, "importNote")]
    assert any("另存为 .xlsx" in note for note in notes) == bool(blind)


def test_writing_that_is_stopped_leaves_nothing(
    window: MainWindow, page: StudentsPage, samples: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped from the foot of the window while rows are written."""
    before = people(window)
    import_panel.look(page, samples / ROLL)
    panel = shown(page, qtbot)
    reached, go = threading.Event(), threading.Event()
    watched = import_panel.watched

    def held(job: Any, name: str) -> Any:
        progress = watched(job, name)

        def report(stage: str, done: int, total: int) -> None:
            if stage == "writing" and done:
                reached.set()
                assert go.wait(20)
            progress(stage, done, total)

        return report

    monkeypatch.setattr(import_panel, "watched", held)
    panel.write()
    qtbot.waitUntil(reached.is_set, timeout=30_000)
    window.strip._patience.timeout.emit()
    assert find(window, QPushButton, "cancelWork").isVisible()
    press(window, "cancelWork", qtbot)
    go.set()
    qtbot.waitUntil(lambda: "已取消" in said(window), timeout=30_000)
    assert people(window) == before
    assert panel.isVisible()
    assert panel.isEnabled()
    assert panel.next_button.text() == "写入 1,285 行"
    monkeypatch.setattr(import_panel, "watched", watched)
    panel.write()
    shown(page, qtbot, ImportDone)
    assert people(window) == 1284


def test_the_failed_rows_go_out_and_only_the_ones_put_right_come_in(
    window: MainWindow, page: StudentsPage, samples: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    before = people(window)
    import_panel.look(page, samples / DAMAGED)
    panel = shown(page, qtbot)
    assert find(panel, QPushButton, "giveBack").text() == "失败的 55 行导出…"
    press(panel, "giveBack", qtbot)
    assert find(panel, QLineEdit, "exportPurpose").text() == "退回更正"
    answer(tmp_path / "退回.xlsx")
    press(panel, "writeOut", qtbot)
    qtbot.waitUntil(lambda: "已写出 55 行" in said(window), timeout=30_000)
    book = load_workbook(tmp_path / "退回.xlsx")
    book.worksheets[0]["D3"] = "513399200903121231"
    book.save(tmp_path / "退回.xlsx")
    panel.close_panel()
    import_panel.look(page, tmp_path / "退回.xlsx")
    panel = shown(page, qtbot)
    assert panel.equation.text() == "读入 55 = 接收 1 + 待定 0 + 拒收 54 + 跳过 0 + 未变 0"
    press(panel, "count_refused", qtbot)
    assert panel.rows.model.cell(0, 4) == "Sheet1 第4行"
    panel.write()
    shown(page, qtbot, ImportDone)
    assert people(window) == before + 1


def test_an_import_is_undone_from_the_register_days_later(
    window: MainWindow, page: StudentsPage, samples: Path, qtbot: QtBot
) -> None:
    before = people(window)
    imports.apply(window.desk, imports.preview(window.desk, samples / DAMAGED))
    window.go("registers")
    registers = window.page
    assert isinstance(registers, RegistersPage)
    registers.take("imports")
    register = registers.register
    assert find(register, QPushButton, "undoImport").isHidden()
    register.list.start()
    press(register, "undoImport", qtbot)
    panel = shown(registers, qtbot, UndoImport)
    assert "还没有撤销。撤销后：撤回" in panel.told.text()
    names = {panel.list.model.cell(n, 2) for n in range(panel.list.model.rowCount())}
    assert {"旺姆", "洛桑·罗布"} <= names
    assert people(window) == before + 5
    qtbot.keyClick(panel.next_button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "已撤销" in said(window), timeout=30_000)
    assert people(window) == before
    assert register.list.model.rowCount() == 0
    assert find(register, QPushButton, "undoImport").isHidden()


def test_right_after_writing_it_can_be_undone(
    window: MainWindow, page: StudentsPage, samples: Path, qtbot: QtBot
) -> None:
    before = people(window)
    import_panel.look(page, samples / DAMAGED)
    shown(page, qtbot).write()
    press(shown(page, qtbot, ImportDone), "undoImport", qtbot)
    panel = shown(page, qtbot, UndoImport)
    qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert people(window) == before + 5
    assert not page.split.isHidden()


def test_a_password_is_asked_for_in_the_window(
    page: StudentsPage, book: Callable[..., Path], tmp_path: Path, qtbot: QtBot
) -> None:
    rows = [("姓名", *HEAD[2:]), *((c[1], *c[2:]) for c in CHILDREN)]
    path = tmp_path / "加密.xlsx"
    with path.open("wb") as target:
        msoffcrypto.OfficeFile(io.BytesIO(book(名册=rows).read_bytes())).encrypt("格桑花2018", target)
    import_panel.look(page, path)
    asked = shown(page, qtbot, WorkbookPassword)
    assert QApplication.focusWidget() is asked.password
    asked.password.setText("不对")
    qtbot.keyClick(asked.password, Qt.Key.Key_Return)
    qtbot.waitUntil(
        lambda: "密码不对" in "".join(w.text() for w in page.findChildren(QLabel, "passwordTold"))
    )
    asked = shown(page, qtbot, WorkbookPassword)
    asked.password.setText("格桑花2018")
    qtbot.keyClick(asked.password, Qt.Key.Key_Return)
    assert shown(page, qtbot).equation.text().startswith("读入 2 = 接收 2")
    assert page.findChildren(WorkbookPassword) == [] or not asked.isVisible()


def test_numbers_in_the_sheet_are_masked_until_they_are_shown(
    window: MainWindow, page: StudentsPage, samples: Path, qtbot: QtBot
) -> None:
    import_panel.look(page, samples / ROLL)
    model = shown(page, qtbot).sheets.view.model()
    assert model.text(237, 9) == "513399********745X"
    window.desk.session.unmasked = True
    assert model.text(237, 9) == "51339920090412745X"


def test_a_wide_and_a_long_sheet_scroll_to_their_last_cell(
    page: StudentsPage, book: Callable[..., Path], qtbot: QtBot
) -> None:
    wide = [(*("姓名", *HEAD[2:]), *(f"补充{n}" for n in range(60)))]
    rows = [(c[1], *c[2:], *(f"值{n}" for n in range(60))) for c in CHILDREN]
    blank = [(None,)] * 3000
    import_panel.look(page, book(名册=[*wide, *rows, *blank, ("注：以上为全部学生",)], 空表=[]))
    panel = shown(page, qtbot)
    model = panel.sheets.view.model()
    assert (model.columnCount(), model.rowCount()) == (66, 3004)
    panel.sheets.look_at("名册", 3004)
    assert model.text(3003, 0) == "注：以上为全部学生"
    assert panel._found.count("accepted") == 2
    panel.sheets.tabs.setCurrentIndex(1)
    assert panel.sheets.view.model().rowCount() == 0
    panel.grab()


def test_a_file_that_is_no_workbook_is_one_sentence(
    window: MainWindow, page: StudentsPage, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04" + bytes(range(256)) * 20)
    import_panel.look(page, tmp_path / "坏.xlsx")
    qtbot.waitUntil(lambda: "坏.xlsx" in said(window))
    assert "✕" in said(window)
    assert not page.split.isHidden()


def test_an_empty_workbook_is_one_sentence(
    window: MainWindow, page: StudentsPage, book: Callable[..., Path], qtbot: QtBot
) -> None:
    import_panel.look(page, book(空=[]))
    qtbot.waitUntil(lambda: "没有认出" in said(window))
    assert not page.split.isHidden()


def test_a_reading_window_has_no_import(open_window, office_file: Path) -> None:  # type: ignore[no-untyped-def]
    with Desk.open(office_file):
        window = open_window(office_file)
        window.go("students")
        assert window.page.findChild(QPushButton, "importWorkbook") is None


def test_another_kind_that_does_not_fit_is_said_in_place(
    window: MainWindow, page: StudentsPage, samples: Path, qtbot: QtBot
) -> None:
    import_panel.look(page, samples / DAMAGED)
    panel = shown(page, qtbot)
    kind = find(panel, QComboBox, "importKind")
    assert kind.currentText() == "学籍名册"
    kind.setCurrentIndex(kind.findData("household_base"))
    kind.activated.emit(kind.currentIndex())
    settled(window, qtbot)
    assert "是学籍名册，不是户籍与建档立卡人员" in noted(panel)
    kind.setCurrentIndex(kind.findData("roll"))
    kind.activated.emit(kind.currentIndex())
    settled(window, qtbot)
    assert panel.equation.text().startswith("读入 60 = 接收 5")


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
