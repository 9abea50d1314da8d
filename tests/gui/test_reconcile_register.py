"""核对 in the 台账 tab: views with their counts, both sides with proof, conclusions by the keyboard."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QFrame, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from eduaid_desktop.gui.reconcile_register import ReconcileRegister
from eduaid_desktop.gui.registers_page import RegistersPage
from eduaid_desktop.gui.segments import Segments
from eduaid_desktop.gui.window import MainWindow


@pytest.fixture
def register(sample_window: MainWindow) -> ReconcileRegister:
    sample_window.go("registers")
    page = sample_window.page
    assert isinstance(page, RegistersPage)
    page.take("reconcile")
    assert isinstance(page.register, ReconcileRegister)
    return page.register


def segment(register: ReconcileRegister, key: str) -> str:
    views = register.findChild(Segments, "views")
    return str(views.tabText(views.keys.index(key)))


def take(register: ReconcileRegister, key: str) -> None:
    register.findChild(Segments, "views").take(key)


def listed(register: ReconcileRegister) -> list[str]:
    model = register.list.model
    return [model.cell(row, 1) for row in range(model.rowCount())]


def settled() -> None:
    """What was put into a layout comes into sight."""
    QApplication.processEvents()


def said(register: ReconcileRegister) -> list[tuple[str, str]]:
    settled()
    sides = [s for s in register.findChildren(QFrame, "side") if not s.isHidden()]
    return [(s.findChild(QLabel, "sideSays").text(), s.findChild(QLabel, "sideProof").text()) for s in sides]


def choice(register: ReconcileRegister, words: str) -> QPushButton:
    settled()
    buttons = [b for b in register.findChildren(QPushButton) if not b.isHidden()]
    return next(b for b in buttons if b.text().startswith(words))


def stored(register: ReconcileRegister) -> list[dict[str, Any]]:
    return register.shell.desk.store.select("finding")


def test_the_views_say_how_many_are_open_and_narrow_the_list(register: ReconcileRegister) -> None:
    assert segment(register, "all") == "全部 25"
    assert segment(register, "village") == "行政村 1"
    assert segment(register, "aid") == "已享受资助"
    assert len(listed(register)) == 25
    take(register, "village")
    assert listed(register) == ["白玛翁姆"]
    take(register, "aid")
    assert listed(register) == []
    assert register.list.empty.isVisible()


def test_both_sides_stand_next_to_each_other_with_their_proof(register: ReconcileRegister) -> None:
    take(register, "village")
    assert said(register)[:2] == [
        ("亚曲村", "学籍名册《1_学籍名册_2018年春季.xlsx》“学籍名册”第 108 行，2018-05-28 导入"),
        (
            "绒巴村",
            "户籍与建档立卡人员《2_户籍与建档立卡人员_2018.xlsx》“贫困人口信息”第 893 行，2018-05-28 导入",
        ),
    ]
    assert "行政村不一致" in register.findChild(QLabel, "findingTitle").text()


def test_numbers_are_masked_until_they_are_shown(
    sample_window: MainWindow, register: ReconcileRegister, qtbot: QtBot
) -> None:
    take(register, "identity")
    assert not any("51339920" in words for words, _ in said(register))
    qtbot.keyClick(sample_window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert any("51339920" in words for words, _ in said(register))


def test_a_conclusion_is_drawn_without_the_mouse(
    register: ReconcileRegister, sample_window: MainWindow, qtbot: QtBot
) -> None:
    take(register, "state")
    before = listed(register)
    register.list.start()
    qtbot.keyClick(register.list.view, Qt.Key.Key_Return)
    note = register.findChild(QLineEdit, "findingNote")
    assert note.hasFocus()
    qtbot.keyClicks(note, "seen the papers")
    qtbot.keyClick(note, Qt.Key.Key_Return)
    first = QApplication.focusWidget()
    assert isinstance(first, QPushButton)
    assert first.text().startswith("以学籍为准（在校生状况登记为")
    qtbot.keyClick(first, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(stored(register)) == 1)
    (row,) = stored(register)
    assert (row["rule"], row["decision"], row["note"]) == ("X_STATE", "以学籍为准", "seen the papers")
    assert listed(register) == before[1:]
    assert segment(register, "state") == "在校状况 2/3"
    assert register.list.view.hasFocus()
    assert register.list.model.cell(register.list.view.currentIndex().row(), 1) == before[1]
    assert "以学籍为准" in sample_window.strip.message.text()


def test_escape_leads_back_to_the_list(register: ReconcileRegister, qtbot: QtBot) -> None:
    register.list.start()
    qtbot.keyClick(register.list.view, Qt.Key.Key_Return)
    qtbot.keyClick(register.findChild(QLineEdit, "findingNote"), Qt.Key.Key_Escape)
    assert register.list.view.hasFocus()


def test_that_nobody_exists_needs_a_reason(register: ReconcileRegister, qtbot: QtBot) -> None:
    take(register, "unenrolled")
    qtbot.mouseClick(choice(register, "查无此人"), Qt.MouseButton.LeftButton)
    problem = register.findChild(QLabel, "findingProblem")
    assert problem.isVisible()
    assert "写明依据" in problem.text()
    assert stored(register) == []
    qtbot.keyClicks(register.findChild(QLineEdit, "findingNote"), "asked in the village")
    qtbot.mouseClick(choice(register, "查无此人"), Qt.MouseButton.LeftButton)
    (row,) = stored(register)
    assert (row["decision"], row["note"]) == ("查无此人", "asked in the village")
    assert problem.isHidden()


def test_decided_ones_are_found_with_what_was_concluded(register: ReconcileRegister, qtbot: QtBot) -> None:
    take(register, "village")
    qtbot.mouseClick(choice(register, "已更正"), Qt.MouseButton.LeftButton)
    assert listed(register) == []
    state = register.findChild(QComboBox, "findingState")
    state.setCurrentIndex(state.findText("已处理"))
    assert listed(register) == ["白玛翁姆"]
    assert register.findChild(QLabel, "findingDecision").text() == "结论：已更正，2018年6月12日"
    assert register.panel.attachments.isVisible()


def test_the_child_opens_in_her_own_tab(
    register: ReconcileRegister, sample_window: MainWindow, qtbot: QtBot
) -> None:
    take(register, "age")
    wanted = register.panel.finding
    assert wanted is not None
    qtbot.mouseClick(register.findChild(QPushButton, "openPerson"), Qt.MouseButton.LeftButton)
    assert sample_window.head is not None
    assert sample_window.head.tabs.tabText(sample_window.head.tabs.currentIndex()) == "学生"


def test_the_list_is_saved_as_a_workbook_for_a_purpose(
    register: ReconcileRegister,
    sample_window: MainWindow,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    take(register, "registered")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "核对.xlsx"), ""))
    register.findChild(QPushButton, "saveList").click()
    qtbot.keyClicks(register.purpose.purpose, "audit")
    register.purpose.do_button.click()
    qtbot.waitUntil(lambda: "核对.xlsx" in sample_window.strip.message.text())
    rows = list(load_workbook(tmp_path / "核对.xlsx").worksheets[0].iter_rows(values_only=True))
    text = str(rows)
    assert text.count("X_POOR_FLAG") == 5
    assert "第 1159 行" in text


def test_another_term_is_compared_for_itself(register: ReconcileRegister) -> None:
    term = register.findChild(QComboBox, "term")
    assert term.currentText() == "2018年春季学期"
    assert term.findText("全部学期") == -1
    term.setCurrentIndex(term.findText("2017年秋季学期"))
    assert segment(register, "all") == "全部 4"
    assert segment(register, "village") == "行政村"


def test_registered_aid_is_watched_in_a_view_of_its_own(
    register: ReconcileRegister, sample_window: MainWindow, qtbot: QtBot
) -> None:
    assert segment(register, "given") == "资助登记"
    desk = sample_window.desk
    (aid, *_) = desk.store.select("aid", programme="P09")
    with desk.store.change("经办人甲", "改金额") as change:
        change.update("aid", aid["id"], {"amount": 70_000, "amount_reason": None})
    register.refresh()
    take(register, "given")
    name = desk.store.get("person", aid["person_id"])["name"]
    assert listed(register) == [name]
    assert "700.00 元" in said(register)[0][0]
    assert said(register)[1][0].startswith("1,000.00 元：2,000.00 元/学年")
    qtbot.keyClicks(register.findChild(QLineEdit, "findingNote"), "asked the school")
    qtbot.mouseClick(choice(register, "情况属实"), Qt.MouseButton.LeftButton)
    assert segment(register, "given") == "资助登记 0/1"


def test_a_finding_about_aid_leads_to_the_application(
    register: ReconcileRegister, sample_window: MainWindow, qtbot: QtBot
) -> None:
    desk = sample_window.desk
    rows = desk.store.select("aid", programme="P09")
    with desk.store.change("经办人甲", "改金额") as change:
        change.update("aid", rows[0]["id"], {"amount": 70_000})
    register.refresh()
    take(register, "given")
    qtbot.mouseClick(register.findChild(QPushButton, "openAid"), Qt.MouseButton.LeftButton)
    assert sample_window.page.panel.record_id == rows[0]["id"]  # type: ignore[attr-defined]


def test_a_finding_about_a_school_leads_to_its_rows(
    register: ReconcileRegister, sample_window: MainWindow, qtbot: QtBot
) -> None:
    desk = sample_window.desk
    (aid, *_) = desk.store.select("aid", programme="P09")
    others = [p for p in desk.store.select("person") if p["id"] != aid["person_id"]][:4]
    own = {name: aid[name] for name in aid if name not in ("id", "revision", "withdrawn", "person_id")}
    with desk.store.change("经办人甲", "登记一个学校") as change:
        for each in others:
            change.insert(
                "aid", {**own, "person_id": each["id"], "school": "格桑镇第九小学", "amount": 70_000}
            )
    register.refresh()
    take(register, "given")
    number = next(n for n, f in enumerate(register._found) if f.rule == "W_AID_RATE")
    register.list.select(number)
    register._show(number)
    qtbot.mouseClick(register.findChild(QPushButton, "openAid"), Qt.MouseButton.LeftButton)
    assert len(sample_window.page.list.model.ids) == 4  # type: ignore[attr-defined]
