"""台账—公示台账: the notice beside its list, objections and their findings, photographs, taking it down."""

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from eduaid_desktop.documents import pages
from eduaid_desktop.domain import workflow
from eduaid_desktop.gui.notices_register import NoticesRegister
from eduaid_desktop.gui.registers_page import RegistersPage
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services import evidence, notice_board, office_settings, workdays

from .seen import find, said

# Of the sample: hangs until 13 June, with an objection; ended on 5 June, all its cases are through.
RUNNING, OVER = 7, 6


@pytest.fixture
def register(sample_window: MainWindow) -> NoticesRegister:
    sample_window.go("registers")
    page = sample_window.page
    assert isinstance(page, RegistersPage)
    page.take("notices")
    assert isinstance(page.register, NoticesRegister)
    return page.register


def look_at(register: NoticesRegister, notice_id: int) -> None:
    place = register.list.model.place(notice_id)
    register.list.view.setCurrentIndex(register.list.model.index(place, 0))


def take_case(register: NoticesRegister, state: str) -> str:
    """Choose the first case in a state; its name."""
    cases = register.panel.cases
    row = next(n for n in range(cases.count()) if cases.item(n).text().endswith(state))
    cases.setCurrentRow(row)
    return cases.item(row).text().partition("　")[0]


def words(register: NoticesRegister, name: str) -> str:
    """What stands under a name; of a label that was replaced just now the new one."""
    return register.findChildren(QLabel, name)[-1].text()


def press(register: NoticesRegister, name: str, qtbot: QtBot) -> None:
    qtbot.mouseClick(find(register, QPushButton, name), Qt.MouseButton.LeftButton)


def choose_result(register: NoticesRegister, state: int) -> None:
    """The questions change with the result."""
    result = register.panel.sheet.editors["target"]
    assert isinstance(result, QComboBox)
    result.setCurrentIndex(result.findData(state))


def test_a_notice_says_how_it_stands(register: NoticesRegister) -> None:
    look_at(register, RUNNING)
    assert words(register, "noticePlace") == "绒巴村村级公示　第 7 号"
    assert words(register, "noticePeriod") == "2018年6月7日至2018年6月13日（7天，自然日）"
    assert words(register, "noticeState") == "还有 2 天（含今天）。"
    assert "还没有公示照片" in words(register, "noticeRemarks")
    assert find(register, QPushButton, "takeDown").isHidden()
    assert "村民反映该户在县城有门面出租" in words(register, "objection_1")
    assert words(register, "objection_1").endswith("处理：待核查")
    look_at(register, OVER)
    assert "已期满 7 天，还没有撤下" in words(register, "noticeRemarks")
    assert find(register, QPushButton, "takeDown").isVisible()
    assert words(register, "objectionCount") == "异议　没有"


def test_a_notice_is_taken_down(register: NoticesRegister, sample_window: MainWindow, qtbot: QtBot) -> None:
    look_at(register, OVER)
    press(register, "takeDown", qtbot)
    day = find(register, QLineEdit, "step_on_date")
    assert QApplication.focusWidget() is day
    assert find(register, QLineEdit, "step_result").text() == "公示期满，无异议。"
    day.setText("2018-6-5")
    press(register, "takeStep", qtbot)
    assert "公示到2018年6月5日才结束" in words(register, "step_on_date_problem")
    day.setText("2018-6-11")
    press(register, "takeStep", qtbot)
    assert sample_window.desk.store.get("notice", OVER)["taken_down"] == "2018-06-11"
    assert words(register, "noticeState") == "已于2018年6月11日撤下。公示期满，无异议。"
    assert register.panel.sheet.isHidden()
    assert find(register, QPushButton, "takeDown").isHidden()
    assert register.list.model.source.rows([OVER])[OVER]["taken_down"] == "2018年6月11日"


def test_an_objection_is_registered_from_the_list(
    register: NoticesRegister, sample_window: MainWindow, qtbot: QtBot
) -> None:
    look_at(register, RUNNING)
    name = take_case(register, "村级公示中")
    press(register, "addObjection", qtbot)
    for field, text in (("reason", "家里有车"), ("signer", "邻居"), ("contact", "16471413517")):
        find(register, QLineEdit, f"step_{field}").setText(text)
    press(register, "takeStep", qtbot)
    objection = sample_window.desk.store.select("objection")[-1]
    assert (objection["content"], objection["raised_by"], objection["contact"]) == (
        "家里有车",
        "邻居",
        "16471413517",
    )
    shown = words(register, f"objection_{objection['id']}")
    assert f"{name}：家里有车" in shown
    assert "16471413517" not in shown
    assert words(register, "objectionCount") == "异议　2 件"
    assert register.panel.cases.currentItem().text() == f"{name}　异议核查"


def test_a_finding_says_whether_the_notice_goes_on_or_begins_anew(
    register: NoticesRegister, sample_window: MainWindow, qtbot: QtBot
) -> None:
    look_at(register, RUNNING)
    take_case(register, "异议核查")
    press(register, "settleObjection", qtbot)
    assert words(register, "sheetNote").startswith("按原公示期继续，到2018年6月13日")
    find(register, QLineEdit, "step_from_date").setText("2018-6-13")
    assert words(register, "sheetNote") == "重新公示到2018年6月19日（7天，自然日）。"
    sheet = register.panel.sheet
    choose_result(register, workflow.REJECTED)
    assert find(register, QLabel, "step_reason_label").text() == "不予救助的理由"
    assert sheet.note.isHidden()
    choose_result(register, workflow.VILLAGE_NOTICE)
    press(register, "takeStep", qtbot)
    assert "核查结果还没有填写" in sheet.lines["finding"].text()
    finding = sheet.editors["finding"]
    assert isinstance(finding, QLineEdit)
    finding.setText("门面是亲戚的")
    press(register, "takeStep", qtbot)
    assert "核查结果：门面是亲戚的" in words(register, "objection_1")
    assert words(register, "objection_1").endswith("处理：继续公示")
    (objection,) = sample_window.desk.store.select("objection")
    assert (objection["finding"], objection["resolved_on"]) == ("门面是亲戚的", "2018-06-12")


def test_a_photograph_is_kept_with_the_notice(
    register: NoticesRegister, sample_window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    look_at(register, OVER)
    Image.new("RGB", (600, 400), "white").save(tmp_path / "公示.jpg")
    register.panel.photos.add([tmp_path / "公示.jpg"])
    qtbot.waitUntil(lambda: "已添加 1 件" in said(sample_window))
    assert "没有公示照片" not in words(register, "noticeRemarks")
    through = register.panel.cases.item(0).data(Qt.ItemDataRole.UserRole)
    ticked = {row["code"] for row in evidence.of(sample_window.desk, through) if row["present"]}
    assert "E11" in ticked


def test_the_list_of_the_notice_is_printed(
    register: NoticesRegister, sample_window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(sample_window, "preview", lambda pdf, *about: shown.append("".join(pages.text(pdf))))
    look_at(register, OVER)
    qtbot.keyClick(sample_window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(shown))
    assert "措卡村" in shown[0]
    assert "绒巴村" not in shown[0]


def test_a_running_notice_gets_another_end_for_a_reason(
    register: NoticesRegister, sample_window: MainWindow, qtbot: QtBot
) -> None:
    desk = sample_window.desk
    with desk.change("改为工作日公示") as change:
        change.update("notice", RUNNING, {"day_kind": "working", "days": 5, "to_date": "2018-06-13"})
    office_settings.set_(desk, "notice_day_kind", "working", "2018-01-01")
    register.refresh()
    look_at(register, RUNNING)
    assert find(register, QPushButton, "recomputeNotice").isHidden()
    workdays.set_days(desk, workdays.span("2018-06-08", "", works=False))
    look_at(register, OVER)
    look_at(register, RUNNING)
    assert "应公示到2018年6月14日" in words(register, "noticeRemarks")
    press(register, "recomputeNotice", qtbot)
    assert words(register, "sheetTitle") == "截止日期由2018年6月13日改为2018年6月14日"
    find(register, QLineEdit, "step_reason").setText("州庆放假")
    press(register, "takeStep", qtbot)
    assert notice_board.sheet(desk, RUNNING).row["to_date"] == "2018-06-14"


def test_the_reminder_on_the_first_tab_opens_the_notice(sample_window: MainWindow, qtbot: QtBot) -> None:
    sample_window.go("home")
    line = next(b for b in sample_window.page.findChildren(QPushButton) if "还没有撤下" in b.text())
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_Return)
    page = sample_window.page
    assert isinstance(page, RegistersPage)
    assert isinstance(page.register, NoticesRegister)
    assert page.register.panel.down.isVisible()
    assert page.register.list.current() == 5


def test_the_step_sheet_says_until_when_a_notice_will_hang(sample_window: MainWindow, qtbot: QtBot) -> None:
    store = sample_window.desk.store
    case_id = store.value("SELECT id FROM relief_case WHERE state = 30 AND withdrawn = 0 ORDER BY id LIMIT 1")
    sample_window.go("relief", case_id)
    page = sample_window.page
    find(page, QPushButton, "nextStep").click()
    note = find(page, QLabel, "sheetNote")
    assert note.text() == "公示到2018年6月18日（7天，自然日）。"
    find(page, QLineEdit, "step_from_date").setText("20180615")
    assert note.text() == "公示到2018年6月21日（7天，自然日）。"


def test_the_result_of_a_notice_is_printed_once_it_is_over(
    register: NoticesRegister, sample_window: MainWindow, qtbot: QtBot
) -> None:
    look_at(register, RUNNING)
    assert find(register, QPushButton, "printResult").isHidden()
    look_at(register, OVER)
    press(register, "printResult", qtbot)
    qtbot.waitUntil(lambda: sample_window.previewing is not None)
    assert sample_window.previewing is not None
    assert "公示结果证明　措卡村村级公示" in sample_window.previewing.title.text()
