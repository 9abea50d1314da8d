"""资助申请, many at once: a whole school, the totals with their rows, last term carried over."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QTableView, QWidget
from pytestqt.qtbot import QtBot

from eduaid_desktop.gui.aid_bulk_panel import AidBulkPanel
from eduaid_desktop.gui.aid_rollover_panel import AidRolloverPanel
from eduaid_desktop.gui.aid_totals_panel import AidTotalsPanel
from eduaid_desktop.gui.candidates_model import AMOUNT, NAME, REASON, WHY
from eduaid_desktop.gui.not_aided_panel import NotAidedPanel
from eduaid_desktop.gui.page import Page
from eduaid_desktop.gui.window import MainWindow


@pytest.fixture
def page(open_window, township: Path, tmp_path: Path) -> Page:  # type: ignore[no-untyped-def]
    window: MainWindow = open_window(Path(shutil.copy(township, tmp_path / "格桑镇.eduaid")))
    window.go("aid")
    return window.page


def choose(page: Page, action: str) -> None:
    menu = page.findChild(QPushButton, "aidMore").menu()
    (found,) = [each for each in menu.actions() if each.objectName() == action]
    found.trigger()


def bulk(page: Page, programme: str) -> AidBulkPanel:
    choose(page, "aidBulk")
    panel = page.panel_open
    assert isinstance(panel, AidBulkPanel)
    box = panel.findChild(QComboBox, "bulkProgramme")
    box.setCurrentIndex(box.findData(programme))
    return panel


def count(page: Page, where: str = "1") -> int:
    return int(page.desk.store.value(f"SELECT COUNT(*) FROM aid WHERE withdrawn = 0 AND {where}"))


def test_a_school_is_registered_by_one_button(page: Page, qtbot: QtBot) -> None:
    panel = bulk(page, "P02")
    assert panel.next_button.text() == "登记 212 人，共 84,800.00 元"
    school = panel.findChild(QComboBox, "bulkSchool")
    school.setCurrentIndex(school.findText("格桑镇幼儿园"))
    class_ = panel.findChild(QComboBox, "bulkClass")
    class_.setCurrentIndex(1)
    pupils = panel.table.model().rowCount()
    assert class_.currentText().endswith(f"　{pupils} 人")
    table = panel.findChild(QTableView, "bulkTable")
    table.setFocus()
    table.selectRow(0)
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert panel.next_button.text() == f"登记 {pupils - 1} 人，共 {(pupils - 1) * 400:,.2f} 元"
    qtbot.keyClick(table, Qt.Key.Key_Return)
    qtbot.keyClick(panel.next_button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.panel_open is None)
    assert count(page, "programme = 'P02'") == pupils - 1
    assert f"已登记“学前午餐补助”{pupils - 1} 人" in page.shell.strip.message.text()  # type: ignore[attr-defined]


def test_an_amount_off_its_rate_waits_for_its_reason(page: Page, qtbot: QtBot) -> None:
    panel = bulk(page, "P13")
    model = panel.model
    assert model.setData(model.index(0, AMOUNT), "百元") is False
    row = next(r for r in range(model.rowCount()) if model.data(model.index(r, WHY)).startswith("500.00"))
    model.setData(model.index(row, AMOUNT), "300")
    qtbot.mouseClick(panel.next_button, Qt.MouseButton.LeftButton)
    assert page.panel_open is panel
    assert panel.table.currentIndex().column() == REASON
    model.setData(panel.table.currentIndex(), "半学期")
    qtbot.mouseClick(panel.next_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.panel_open is None)
    assert count(page, "programme = 'P13' AND amount = 30000 AND amount_reason = '半学期'") == 1


def test_every_child_says_why(page: Page) -> None:
    panel = bulk(page, "P04b")
    panel.segments.take("closed")
    model = panel.model
    words = {model.data(model.index(row, WHY)) for row in range(model.rowCount())}
    assert "只面向寄宿生，该生不是" in words
    assert all(words)
    tick = model.data(model.index(0, NAME), Qt.ItemDataRole.CheckStateRole)
    assert tick == Qt.CheckState.Unchecked


def test_a_figure_opens_its_rows(page: Page, qtbot: QtBot) -> None:
    choose(page, "aidTotals")
    panel = page.panel_open
    assert isinstance(panel, AidTotalsPanel)
    assert panel.findChild(QLabel, "totalsScope").text().startswith("口径：2018年春季学期已登记的资助")
    panel.segments.take("programme")
    panel.list.start()
    label = panel.list.model.cell(0, 0)
    figure = int(panel.list.model.cell(0, 2))
    qtbot.keyClick(panel.list.view, Qt.Key.Key_Return)
    assert page.panel_open is None
    assert len(page.list.model.ids) == figure  # type: ignore[attr-defined]
    assert label in page.only.findChild(QLabel).text()  # type: ignore[attr-defined]


def test_last_term_is_drafted_in_groups(page: Page, qtbot: QtBot) -> None:
    before = count(page)
    choose(page, "aidRollover")
    panel = page.panel_open
    assert isinstance(panel, AidRolloverPanel)
    assert panel.next_button.text().startswith("起草 ")
    drafted = int(panel.next_button.text().split()[1])
    qtbot.mouseClick(panel.next_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.panel_open is None)
    assert count(page) == before + drafted
    assert count(page, "status = 'draft' AND term = '2018A'") == drafted
    choose(page, "aidRollover")
    assert isinstance(page.panel_open, AidRolloverPanel)
    verify = page.panel_open.findChild(QPushButton, "rolloverVerify")
    qtbot.mouseClick(verify, Qt.MouseButton.LeftButton)
    assert len(page.list.model.ids) == drafted  # type: ignore[attr-defined]


def excuses(page: Page) -> list[tuple[int, str, str, str | None]]:
    rows = page.desk.store.select("not_aided")
    return [(row["person_id"], row["programme"], row["reason"], row["note"]) for row in rows]


def pick(panel: QWidget, words: str) -> None:
    box = panel.findChild(QComboBox, "notAidedReason")
    box.setCurrentIndex(box.findText(words))


def test_an_unticked_child_is_given_a_reason_at_once(page: Page, qtbot: QtBot) -> None:
    panel = bulk(page, "P02")
    panel.school.setCurrentIndex(panel.school.findText("格桑镇幼儿园"))
    panel.table.setFocus()
    panel.table.selectRow(0)
    ask = panel.findChild(QPushButton, "giveReason")
    qtbot.mouseClick(ask, Qt.MouseButton.LeftButton)
    assert panel.line.isHidden()
    assert "没有勾选" in page.shell.strip.message.text()  # type: ignore[attr-defined]
    qtbot.keyClick(panel.table, Qt.Key.Key_Space)
    ticked = panel.next_button.text()
    qtbot.mouseClick(ask, Qt.MouseButton.LeftButton)
    assert panel.line.do_button.text() == "给这 1 行记下"
    pick(panel, "其他")
    qtbot.keyClick(panel.line.reason, Qt.Key.Key_Return)
    qtbot.keyClick(panel.line.note, Qt.Key.Key_Return)
    qtbot.keyClick(panel.line.do_button, Qt.Key.Key_Return)
    assert "请在说明里写明" in panel.findChild(QLabel, "reasonProblem").text()
    assert excuses(page) == []
    pick(panel, "本人或家长放弃")
    qtbot.keyClicks(panel.findChild(QLineEdit, "notAidedNote"), "by phone")
    qtbot.mouseClick(panel.line.do_button, Qt.MouseButton.LeftButton)
    ((_, programme, reason, note),) = excuses(page)
    assert (programme, reason, note) == ("P02", "given_up", "by phone")
    assert panel.model.data(panel.model.index(0, WHY)) == "已记未资助的原因：本人或家长放弃"
    assert panel.next_button.text() == ticked
    assert panel.line.isHidden()
    assert panel.table.hasFocus()


def left_panel(page: Page) -> NotAidedPanel:
    choose(page, "aidLeft")
    panel = page.panel_open
    assert isinstance(panel, NotAidedPanel)
    return panel


def lines(panel: NotAidedPanel, column: int) -> list[str]:
    return [panel.list.model.cell(row, column) for row in range(panel.list.model.rowCount())]


def test_who_is_left_is_listed_by_school_and_gets_reasons(page: Page, qtbot: QtBot) -> None:
    panel = left_panel(page)
    assert "本学期一项资助也没有" in lines(panel, 5)
    programme = panel.findChild(QComboBox, "leftProgramme")
    programme.setCurrentIndex(programme.findData("P02"))
    before = lines(panel, 3)
    assert set(lines(panel, 5)) == {"学前午餐补助"}
    school = panel.findChild(QComboBox, "leftSchool")
    assert school.itemText(0) == f"全部学校　{len(before)} 条"
    school.setCurrentIndex(1)
    own = lines(panel, 3)
    assert school.currentText().endswith(f"　{len(own)} 条")
    panel.list.start()
    qtbot.keyClick(panel.list.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.mouseClick(panel.findChild(QPushButton, "giveReason"), Qt.MouseButton.LeftButton)
    pick(panel, "材料不齐待补")
    qtbot.mouseClick(panel.line.do_button, Qt.MouseButton.LeftButton)
    assert lines(panel, 3) == own[2:]
    assert [(p, r) for _, p, r, _ in excuses(page)] == [("P02", "papers")] * 2
    assert "已记下 2 条原因" in page.shell.strip.message.text()  # type: ignore[attr-defined]


def test_a_line_leads_to_where_it_is_registered(page: Page, qtbot: QtBot) -> None:
    panel = left_panel(page)
    programme = panel.findChild(QComboBox, "leftProgramme")
    programme.setCurrentIndex(programme.findData("P05"))
    panel.list.start()
    child, school = lines(panel, 3)[0], lines(panel, 0)[0]
    qtbot.keyClick(panel.list.view, Qt.Key.Key_Return)
    there = page.panel_open
    assert isinstance(there, AidBulkPanel)
    assert there.programme.currentData() == "P05"
    assert there.school.currentText() == school
    row = there.table.currentIndex().row()
    assert there.model.data(there.model.index(row, NAME)) == child
    assert (
        there.model.data(there.model.index(row, NAME), Qt.ItemDataRole.CheckStateRole)
        == Qt.CheckState.Checked
    )


def test_one_who_has_nothing_leads_to_the_child(page: Page, qtbot: QtBot) -> None:
    panel = left_panel(page)
    row = lines(panel, 5).index("本学期一项资助也没有")
    person = panel._found[panel.list.model.ids[row]].pupil["person_id"]
    panel.list.view.setCurrentIndex(panel.list.model.index(row, 0))
    shell = page.shell
    qtbot.mouseClick(panel.next_button, Qt.MouseButton.LeftButton)
    assert shell.page is not page  # type: ignore[attr-defined]
    assert shell.page.panel.record_id == person  # type: ignore[attr-defined]


def test_escape_closes_the_line_first(page: Page, qtbot: QtBot) -> None:
    panel = left_panel(page)
    panel.list.start()
    qtbot.mouseClick(panel.findChild(QPushButton, "giveReason"), Qt.MouseButton.LeftButton)
    qtbot.keyClick(panel.line.note, Qt.Key.Key_Escape)
    assert panel.line.isHidden()
    assert page.panel_open is panel
    qtbot.keyClick(panel.list.view, Qt.Key.Key_Escape)
    assert page.panel_open is None


def test_a_draft_of_last_term_counts_when_it_is_saved_in_the_form(page: Page, qtbot: QtBot) -> None:
    choose(page, "aidRollover")
    qtbot.mouseClick(page.panel_open.next_button, Qt.MouseButton.LeftButton)  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: page.panel_open is None)
    draft = page.desk.store.select("aid", status="draft")[0]
    page.shell.go("aid", draft["id"])
    page.panel.save()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: page.desk.store.get("aid", draft["id"])["status"] == "accepted")
    assert page.desk.store.get("aid", draft["id"])["renewal"] == "verified"
