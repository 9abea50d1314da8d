"""A scanner that types like a keyboard: what it does in the window, and that no field ever hears of it."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from eduaid_desktop.domain import slip
from eduaid_desktop.gui.printing.scanner_keys import GAP_MS
from eduaid_desktop.gui.printing.slip_bar import SlipBar
from eduaid_desktop.gui.relief_page import ReliefPage
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services import print_ledger, relief, slip_desk, slips

from .seen import find, said


class Clock:
    """When keys are pressed, as a test says."""

    def __init__(self) -> None:
        self.now, self.step = 1_000, 5

    def __call__(self, event: QKeyEvent) -> int:
        self.now += self.step
        return self.now


@pytest.fixture
def clock(sample_window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Nothing is let go for want of time on a slow machine: only the clock counts."""
    made = Clock()
    monkeypatch.setattr(sample_window.slips.scanner, "_when", made)
    sample_window.slips.scanner.patience = 5_000
    return made


@pytest.fixture
def bar(sample_window: MainWindow, clock: Clock) -> SlipBar:
    return sample_window.slips


def printed(window: MainWindow, count: int = 1) -> list[str]:
    """The numbers of the forms of some cases, printed and entered."""
    cases = [
        row for row in window.desk.store.select("relief_case") if row["case_no"] and not row["historical"]
    ]
    numbers = []
    for case in cases[:count]:
        made = slips.write(
            window.desk, "approval_form", window.desk.store.path.with_name("纸.pdf"), case=case["case_no"]
        )
        print_ledger.register(window.desk, made.placed)
        numbers.append(made.placed[0].slip.number)
    return numbers


def type_(window: MainWindow, text: str, clock: Clock, step: int) -> None:
    """Keys as they reach the window from outside."""
    handle = window.windowHandle()
    clock.now += 10 * GAP_MS
    clock.step = step
    for char in text:
        QTest.keyClick(handle, Qt.Key.Key_Return if char == "\n" else char)


def scan(window: MainWindow, number: str, clock: Clock, step: int = 5) -> None:
    type_(window, number.replace("-", "") + "\n", clock, step)
    QApplication.processEvents()


def settle(window: MainWindow, qtbot: QtBot) -> None:
    """Whatever was held back has gone where it was meant for."""
    qtbot.waitUntil(lambda: not window.slips.scanner._held)


@pytest.mark.parametrize("tab", ["home", "students", "aid", "relief", "projects", "registers", "batches"])
def test_a_scan_opens_the_record_from_every_tab(
    sample_window: MainWindow, bar: SlipBar, clock: Clock, tab: str
) -> None:
    (number,) = printed(sample_window)
    sample_window.go(tab)
    scan(sample_window, number, clock)
    assert isinstance(sample_window.page, ReliefPage)
    case = slip_desk.find(sample_window.desk, number).row["case_id"]
    assert sample_window.page.panel.record_id == case
    assert bar.isVisible()
    assert f"这张申请审批表 {number} 已打印于2018年6月12日" in bar.lines[0].text()
    assert bar.back_button.isVisible()
    assert "****" not in bar.lines[0].text()


def test_digits_that_come_as_one_burst_are_a_scan_too(
    sample_window: MainWindow, bar: SlipBar, clock: Clock, write: Callable[[QLineEdit, str], None]
) -> None:
    (number,) = printed(sample_window)
    sample_window.go("students")
    name = find(sample_window.page, QLineEdit, "name")
    name.setFocus()
    scan(sample_window, number, clock, step=0)
    assert bar.isVisible()
    bar.close_bar()
    sample_window.go("students")
    name.setFocus()
    write(name, number.replace("-", ""))
    clock.now += 10 * GAP_MS
    QTest.keyClick(sample_window.windowHandle(), Qt.Key.Key_Return)
    QApplication.processEvents()
    assert (name.text(), bar.isVisible()) == ("", True)


@pytest.mark.parametrize("end", [Qt.Key.Key_Enter, Qt.Key.Key_Tab])
def test_a_scanner_may_end_with_another_key(
    sample_window: MainWindow, bar: SlipBar, clock: Clock, end: Qt.Key
) -> None:
    (number,) = printed(sample_window)
    sample_window.go("students")
    name = find(sample_window.page, QLineEdit, "name")
    name.setFocus()
    type_(sample_window, number.replace("-", ""), clock, 5)
    QTest.keyClick(sample_window.windowHandle(), end)
    QApplication.processEvents()
    assert (name.text(), bar.isVisible()) == ("", True)


def test_the_same_digit_twice_from_a_fast_scanner_is_no_key_held_down(
    sample_window: MainWindow, bar: SlipBar, clock: Clock, qtbot: QtBot
) -> None:
    """X11 says it is, when the second press is as old as the first release."""
    (number,) = printed(sample_window)
    box = sample_window.head.search  # type: ignore[union-attr]

    def repeat(digits: str, step: int) -> None:
        sample_window.focus_search()
        clock.now += 10 * GAP_MS
        clock.step = step
        for before, digit in zip("x" + digits, digits, strict=False):
            key = QKeyEvent(
                QEvent.Type.KeyPress, ord(digit), Qt.KeyboardModifier.NoModifier, digit, before == digit
            )
            QApplication.sendEvent(sample_window.windowHandle(), key)

    bar.scanner.patience = GAP_MS
    repeat("1" * 20, 33)
    settle(sample_window, qtbot)
    assert box.text() == "1" * 20
    box.clear()
    bar.scanner.patience = 5_000
    repeat(number.replace("-", ""), 1)
    QTest.keyClick(sample_window.windowHandle(), Qt.Key.Key_Return)
    QApplication.processEvents()
    assert (box.text(), bar.isVisible()) == ("", True)


@pytest.mark.parametrize("wide", [False, True])
def test_an_input_method_that_passes_digits_on_does_not_matter(
    sample_window: MainWindow,
    bar: SlipBar,
    clock: Clock,
    write: Callable[[QLineEdit, str], None],
    wide: bool,
) -> None:
    (number,) = printed(sample_window)
    sample_window.go("students")
    name = find(sample_window.page, QLineEdit, "name")
    name.setFocus()
    digits = number.replace("-", "")
    if wide:
        for digit in digits:
            write(name, chr(ord(digit) + 0xFEE0))
    else:
        QTest.keyClick(sample_window.windowHandle(), digits[0])
        for digit in digits[1:]:
            write(name, digit)
    QTest.keyClick(sample_window.windowHandle(), Qt.Key.Key_Return)
    QApplication.processEvents()
    assert (name.text(), bar.isVisible()) == ("", True)


def test_a_field_does_not_hear_of_a_scan(
    sample_window: MainWindow,
    bar: SlipBar,
    clock: Clock,
    write: Callable[[QLineEdit, str], None],
    qtbot: QtBot,
) -> None:
    (number,) = printed(sample_window)
    sample_window.go("students")
    name = find(sample_window.page, QLineEdit, "name")
    name.setFocus()
    write(name, "泽仁")
    write(name, "拉姆措")
    name.undo()
    name.redo()
    name.setSelection(1, 2)
    heard: list[str] = []
    name.textEdited.connect(heard.append)
    bar.toggle_stack()
    name.setFocus()
    name.setSelection(1, 2)
    scan(sample_window, number, clock)
    assert "已登记收回" in bar.lines[0].text()
    assert (name.text(), name.selectedText(), name.selectionStart(), heard) == ("泽仁拉姆措", "仁拉", 1, [])
    name.undo()
    assert name.text() != "泽仁拉姆措"
    name.redo()
    assert name.text() == "泽仁拉姆措"
    assert not name.isRedoAvailable()


@pytest.mark.parametrize("field", ["birth_date", "grade", "reason"])
def test_a_scan_over_any_kind_of_field_leaves_the_form_as_it_was(
    sample_window: MainWindow, bar: SlipBar, clock: Clock, field: str
) -> None:
    (number,) = printed(sample_window)
    sample_window.go("relief", relief.find_case(sample_window.desk, "1")["id"])
    assert isinstance(sample_window.page, ReliefPage)
    panel = sample_window.page.panel
    sample_window.page.new()
    editor = panel.binder.editors[field]
    editor.setFocus()
    before = panel.binder.raw()
    bar.toggle_stack()
    editor.setFocus()
    assert isinstance(editor, QLineEdit | QComboBox | QPlainTextEdit)
    scan(sample_window, number, clock)
    assert panel.binder.raw() == before
    assert slip_desk.find(sample_window.desk, number).standing == "back"
    assert QApplication.focusWidget() is editor


def test_a_form_that_was_not_saved_is_a_draft_afterwards(
    sample_window: MainWindow, bar: SlipBar, clock: Clock, write: Callable[[QLineEdit, str], None]
) -> None:
    (number,) = printed(sample_window)
    sample_window.go("relief")
    assert isinstance(sample_window.page, ReliefPage)
    sample_window.page.new()
    name = sample_window.page.panel.binder.editors["name"]
    name.setFocus()
    assert isinstance(name, QLineEdit)
    write(name, "泽仁拉姆措")
    scan(sample_window, number, clock)
    assert sample_window.page.panel.record_id is not None
    sample_window.page.new()
    assert sample_window.page.panel.draft_bar.isVisible()


@pytest.mark.parametrize("step", [5, 20, 120])
def test_what_is_typed_by_hand_is_never_lost(
    sample_window: MainWindow, bar: SlipBar, clock: Clock, qtbot: QtBot, step: int
) -> None:
    """As fast as anybody can; a slip number at the pace of a hand; numbers that begin like one."""
    bar.scanner.patience = GAP_MS
    box = sample_window.head.search  # type: ignore[union-attr]
    number = slip.number("approval_form", 4711, 1).replace("-", "")
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    for typed in ("16400001234", "513399200805295270", wrong, "0101", "2018-06-12", "1", f"1{number}9"):
        sample_window.focus_search()
        box.clear()
        type_(sample_window, typed, clock, step)
        settle(sample_window, qtbot)
        assert box.text() == typed
    assert not bar.isVisible()


def test_a_number_typed_at_the_pace_of_a_hand_stays_in_its_field(
    sample_window: MainWindow, bar: SlipBar, clock: Clock, qtbot: QtBot
) -> None:
    (number,) = printed(sample_window)
    sample_window.go("students")
    name = find(sample_window.page, QLineEdit, "name")
    name.setFocus()
    bar.scanner.patience = GAP_MS
    scan(sample_window, number, clock, step=GAP_MS)
    settle(sample_window, qtbot)
    assert (name.text(), bar.isVisible()) == (number.replace("-", ""), False)


def test_a_key_or_a_click_lets_held_digits_go_first(
    sample_window: MainWindow, clock: Clock, qtbot: QtBot
) -> None:
    sample_window.go("students")
    name = find(sample_window.page, QLineEdit, "name")
    name.setFocus()
    type_(sample_window, "01a02", clock, 5)
    type_(sample_window, "\t", clock, 5)
    assert name.text() == "01a02"
    name.setFocus()
    name.clear()
    type_(sample_window, "01", clock, 5)
    assert name.text() == ""
    QTest.mouseClick(sample_window.windowHandle(), Qt.MouseButton.LeftButton)
    assert name.text() == "01"


def test_a_stack_that_came_back_is_marked_one_by_one(
    sample_window: MainWindow, bar: SlipBar, clock: Clock, qtbot: QtBot
) -> None:
    first, second, third = printed(sample_window, 3)
    slip_desk.void(sample_window.desk, third, "撕坏")
    sample_window.go("students")
    qtbot.keyClick(sample_window, Qt.Key.Key_F9)
    assert QApplication.focusWidget() is bar.entry
    scan(sample_window, first, clock)
    scan(sample_window, second, clock)
    assert bar.lines[0].text().startswith("✓")
    assert bar.count.text() == "这一叠已收回 2 张"
    assert first in bar.lines[1].text()
    scan(sample_window, second, clock)
    assert bar.lines[0].text().startswith("✕")
    assert "已在2018年6月12日登记收回" in bar.lines[0].text()
    scan(sample_window, third, clock)
    assert "已作废，没有登记收回：撕坏" in bar.lines[0].text()
    scan(sample_window, slip.number("approval_form", 4711, 1), clock)
    assert "没有打印登记" in bar.lines[0].text()
    type_(sample_window, "123\n", clock, 200)
    assert "不是单号" in bar.lines[0].text()
    assert sample_window.page.objectName() == "studentsPage"
    assert [slip_desk.find(sample_window.desk, n).standing for n in (first, second, third)] == [
        "back", "back", "void",
    ]  # fmt: skip
    qtbot.keyClick(bar.entry, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    assert not bar.stacking


def test_a_wrong_back_is_taken_back_and_a_paper_is_voided_in_the_bar(
    sample_window: MainWindow, bar: SlipBar, clock: Clock, qtbot: QtBot
) -> None:
    (number,) = printed(sample_window)
    scan(sample_window, number, clock)
    qtbot.keyClick(sample_window, Qt.Key.Key_F8)
    assert slip_desk.find(sample_window.desk, number).standing == "back"
    assert not bar.back_button.isVisible()
    bar.wrong_button.click()
    assert slip_desk.find(sample_window.desk, number).standing == "out"
    bar.void_button.click()
    qtbot.keyClick(bar.entry, Qt.Key.Key_Return)
    assert said(sample_window).startswith("✕ 作废要写明原因")
    bar.entry.setText("盖章前撕毁")
    qtbot.keyClick(bar.entry, Qt.Key.Key_Return)
    assert slip_desk.find(sample_window.desk, number).row["void_reason"] == "盖章前撕毁"
    assert not bar.void_button.isVisible()
    qtbot.keyClick(sample_window, Qt.Key.Key_F8)
    assert "先扫描一张" in said(sample_window)


@pytest.mark.parametrize("hyphens", [True, False])
def test_the_search_box_finds_a_paper_by_its_number(
    sample_window: MainWindow, bar: SlipBar, clock: Clock, qtbot: QtBot, hyphens: bool
) -> None:
    (number,) = printed(sample_window)
    box = sample_window.head.search  # type: ignore[union-attr]
    sample_window.focus_search()
    qtbot.keyClicks(box, number if hyphens else number.replace("-", ""))
    assert box.people.isVisible()
    assert box.people.model().index(0, 0).data() == f"单据 {number}"
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert number in bar.lines[0].text()
    assert isinstance(sample_window.page, ReliefPage)
    assert box.text() == ""


def test_a_locked_window_takes_no_scan(sample_window: MainWindow, bar: SlipBar, clock: Clock) -> None:
    (number,) = printed(sample_window)
    sample_window.entry.locked = True
    scan(sample_window, number, clock)
    sample_window.entry.locked = False
    assert not bar.isVisible()
