"""单据登记 in 台账: how the term stands, what is out, and what can be done from a line."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from eduaid_desktop.gui.home_page import HomePage
from eduaid_desktop.gui.printing.slips_register import SlipsRegister
from eduaid_desktop.gui.registers_page import RegistersPage
from eduaid_desktop.gui.relief_page import ReliefPage
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services import print_ledger, slip_desk, slips

from .seen import find, said


@pytest.fixture
def numbers(sample_window: MainWindow) -> list[str]:
    """Of the forms of six cases, printed two copies each."""
    desk = sample_window.desk
    cases = [row for row in desk.store.select("relief_case") if row["case_no"] and not row["historical"]]
    found = []
    for case in cases[:6]:
        made = slips.write(desk, "approval_form", desk.store.path.with_name("纸.pdf"), case=case["case_no"])
        print_ledger.register(desk, made.placed, copies=2, printer="HP")
        found.append(made.placed[0].slip.number)
    return found


@pytest.fixture
def register(sample_window: MainWindow, numbers: list[str]) -> SlipsRegister:
    sample_window.go("registers")
    assert isinstance(sample_window.page, RegistersPage)
    sample_window.page.take("slips")
    assert isinstance(sample_window.page.register, SlipsRegister)
    return sample_window.page.register


def choose(register: SlipsRegister, number: str) -> None:
    line = register.shell.desk.store.value("SELECT id FROM slip WHERE slip_no = ?", (number,))
    register.list.view.setCurrentIndex(register.list.model.index(register.list.model.place(line), 0))
    assert register.panel.paper is not None
    assert register.panel.paper.number == number


def shown(register: SlipsRegister) -> int:
    return len(register.list.model.ids)


def click(register: SlipsRegister, name: str) -> None:
    made = find(register, QPushButton, name)
    assert made.isVisible(), name
    made.click()


def test_papers_are_marked_back_and_voided_from_a_line(
    register: SlipsRegister, numbers: list[str], sample_window: MainWindow
) -> None:
    summary = find(register, QLabel, "slipSummary")
    assert summary.text() == "本学期发出 6 份，收回 0，作废 0，未收回 6。"
    choose(register, numbers[0])
    click(register, "slipMarkBack")
    find(register, QLineEdit, "step_on_date").setText("2018-06-13")
    click(register, "takeStep")
    assert "收回日期还没有到" in find(register, QLabel, "step_on_date_problem").text()
    find(register, QLineEdit, "step_on_date").setText("2018-06-12")
    find(register, QLineEdit, "step_note").setText("村里交来")
    click(register, "takeStep")
    row = slip_desk.find(sample_window.desk, numbers[0]).row
    assert (row["state"], row["back_on"], row["back_note"]) == ("back", "2018-06-12", "村里交来")
    choose(register, numbers[1])
    click(register, "slipMarkVoid")
    find(register, QLineEdit, "step_reason").setText("盖章前撕毁")
    click(register, "takeStep")
    assert summary.text() == "本学期发出 6 份，收回 1，作废 1，未收回 4。"
    assert "已办理" in said(sample_window)
    choose(register, numbers[0])
    click(register, "slipTakeBack")
    assert summary.text() == "本学期发出 6 份，收回 0，作废 1，未收回 5。"


def test_the_list_is_narrowed_by_state_and_village(register: SlipsRegister, numbers: list[str]) -> None:
    slip_desk.mark_back(register.shell.desk, numbers[:2])
    register.refresh()
    state = find(register, QComboBox, "only_standing")
    for words, count in (("已收回", 2), ("未收回", 4), ("补打过的", 0), ("已作废", 0)):
        state.setCurrentIndex(state.findText(words))
        assert shown(register) == count, words
    state.setCurrentIndex(0)
    village = find(register, QComboBox, "only_village")
    counts = []
    for number in range(1, village.count()):
        village.setCurrentIndex(number)
        counts.append(shown(register))
    assert sum(counts) == 6


def test_enter_opens_the_case_of_a_paper(
    register: SlipsRegister, numbers: list[str], sample_window: MainWindow, qtbot: QtBot
) -> None:
    choose(register, numbers[2])
    qtbot.keyClick(register.list.view, Qt.Key.Key_Return)
    assert isinstance(sample_window.page, ReliefPage)
    assert sample_window.page.panel.record_id == slip_desk.find(sample_window.desk, numbers[2]).row["case_id"]


def test_a_paper_is_printed_again_under_its_number(
    register: SlipsRegister, numbers: list[str], sample_window: MainWindow, qtbot: QtBot
) -> None:
    choose(register, numbers[0])
    click(register, "slipAgain")
    qtbot.waitUntil(lambda: sample_window.previewing is not None)
    qtbot.waitUntil(lambda: numbers[0] in said(sample_window))
    assert said(sample_window) == f"内容没有变，仍是 {numbers[0]}（补打）。"


def test_what_is_out_is_printed_for_the_villages(
    register: SlipsRegister, sample_window: MainWindow, qtbot: QtBot
) -> None:
    qtbot.keyClick(sample_window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: sample_window.previewing is not None)
    assert sample_window.previewing is not None
    assert sample_window.previewing.title.text() == "未收回单据清单"


def test_the_first_tab_leads_to_what_is_out_too_long(sample_window: MainWindow, numbers: list[str]) -> None:
    desk = sample_window.desk
    with desk.change("倒回日期") as change:
        change.update("slip", 1, {"issued_on": "2018-01-12"})
    sample_window.go("home")
    assert isinstance(sample_window.page, HomePage)
    words = "1 张单据打印后超过 30 天还没有收回"
    link = next(b for b in sample_window.page.findChildren(QPushButton) if b.text() == words)
    link.click()
    assert isinstance(sample_window.page, RegistersPage)
    register = sample_window.page.register
    assert isinstance(register, SlipsRegister)
    assert shown(register) == 1
    assert register.only.isVisible()
    find(register.only, QPushButton, "showAll").click()
    assert shown(register) == 6


def test_the_register_fits_an_old_screen(register: SlipsRegister, sample_window: MainWindow) -> None:
    choose(register, slip_desk.by_id(sample_window.desk, 1).number)
    sample_window.slips.take(slip_desk.by_id(sample_window.desk, 1).number)
    sample_window.go("registers")
    needed = sample_window.minimumSizeHint()
    assert needed.width() <= 910
    assert needed.height() <= 480
    sample_window.slips.toggle_stack()
    assert sample_window.minimumSizeHint().width() <= 910
