"""资助申请 leads: household, recognition, programme; fields come with the programme, and nothing typed is lost."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QListWidget, QPushButton
from pytestqt.qtbot import QtBot

from eduaid_desktop.gui.aid_page import AidPage
from eduaid_desktop.gui.form_panel import FormPanel
from eduaid_desktop.gui.hardship_panel import HardshipPanel
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services import aid, hardship, people
from eduaid_desktop.services.desk import Desk

from .seen import bar, find, said, text

Key = Callable[..., None]
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> AidPage:
    """A new application for 曾小红, a boarder of the second form of junior school."""
    window.apply_for(people.find(window.desk, "zxh")[0]["id"])
    assert isinstance(window.page, AidPage)
    return window.page


@pytest.fixture
def typed(page: AidPage, key: Key, qtbot: QtBot) -> FormPanel:
    """The same, with her school keyed."""
    key(page.panel, stage="初中", school="县中学", grade="八年级", boarding="是", place="县内")
    key(page.panel, hardship_category="建档立卡")
    qtbot.waitUntil(lambda: any(line.startswith("○ 寄宿生生活补助") for line in lines(page)))
    return page.panel


def lines(page: AidPage) -> list[str]:
    shown = page.findChild(QListWidget, "guide")
    return [shown.item(n).text() for n in range(shown.count())] if shown else []


def under(panel: FormPanel, name: str) -> str:
    return find(panel, QLabel, f"{name}_problem").text()


def seen(panel: FormPanel, name: str) -> bool:
    return all(find(panel, QLabel if tail else type(panel.binder.editors[name]), f"{name}{tail}").isVisible()
               for tail in ("", "_label"))  # fmt: skip


def focus() -> str:
    focused = QApplication.focusWidget()
    return focused.objectName() if focused else ""


def test_the_fields_of_a_programme_come_with_it_and_keep_what_is_typed(typed: FormPanel, key: Key) -> None:
    heading = next(each for each in typed.findChildren(QLabel) if each.text() == "项目另问")
    assert (heading.isVisible(), seen(typed, "donor"), seen(typed, "days")) == (False, False, False)
    key(typed, programme="社会捐赠助学", donor="县商会")
    assert (heading.isVisible(), seen(typed, "donor"), seen(typed, "days")) == (True, True, False)
    key(typed, programme="寄宿生生活补助", days="三百")
    assert (seen(typed, "donor"), seen(typed, "days"), text(typed, "donor")) == (False, True, "县商会")
    key(typed, programme="社会捐赠助学")
    assert (find(typed, QLineEdit, "donor").text(), seen(typed, "donor")) == ("县商会", True)


def test_hidden_fields_never_stand_in_the_way(typed: FormPanel, key: Key, window: MainWindow) -> None:
    key(typed, programme="寄宿生生活补助", days="三百")
    key(typed, programme="社会捐赠助学", donor="县商会", amount="300")
    typed.save()
    assert typed.record_id is not None, said(window)
    row = aid.load(window.desk, typed.record_id)
    assert (row["donor"], row["days"], row["amount"]) == ("县商会", None, 30_000)
    assert "这个项目不问在校天数" in under(typed, "programme")


def test_what_is_hidden_is_in_the_draft_too(
    typed: FormPanel, key: Key, window: MainWindow, qtbot: QtBot,
    killed: Callable[[MainWindow], Path], open_window: Callable[[Path], MainWindow],
) -> None:  # fmt: skip
    key(typed, programme="社会捐赠助学", donor="县商会")
    key(typed, programme="寄宿生生活补助", days="90")
    again = open_window(killed(window))
    again.go("aid")
    assert isinstance(again.page, AidPage)
    panel = again.page.panel
    assert "资助项目 寄宿生生活补助" in bar(panel) or "等" in bar(panel)
    qtbot.mouseClick(find(panel, QPushButton, "restoreDraft"), Qt.MouseButton.LeftButton)
    assert (seen(panel, "days"), text(panel, "days"), seen(panel, "donor")) == (True, "90", False)
    key(panel, programme="社会捐赠助学")
    assert (text(panel, "donor"), seen(panel, "donor")) == ("县商会", True)


def test_enter_goes_over_what_is_not_asked(typed: FormPanel, key: Key, qtbot: QtBot) -> None:
    reason = find(typed, QLineEdit, "amount_reason")
    key(typed, programme="普高包吃")
    key(typed, programme="义务三免-学杂费")
    reason.setFocus()
    qtbot.keyClick(reason, Qt.Key.Key_Return)
    assert focus() == "application_date"
    key(typed, programme="建档立卡中职(技工)特别资助")
    reason.setFocus()
    walked = []
    for _ in range(6):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        walked.append(focus())
    asked = ["admission_date", "major", "study_years", "school_province", "tuition"]
    assert walked == [*asked, "application_date"]
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert focus() == "tuition"


def test_fields_in_sight_leave_no_hole_between_them(
    typed: FormPanel, key: Key, window: MainWindow, qtbot: QtBot
) -> None:
    key(typed, programme="雨露计划")
    editors = typed.binder.editors
    first, second, third = (editors[n] for n in ("status_number", "internship", "household_account"))
    window.resize(1366, 728)
    qtbot.waitUntil(lambda: first.y() == second.y() < third.y())
    assert first.x() == third.x() < second.x()
    assert third.y() - first.y() < 2 * first.height()
    window.resize(900, 600)
    qtbot.waitUntil(lambda: first.x() == second.x() == third.x())
    qtbot.waitUntil(lambda: third.y() - second.y() == second.y() - first.y())
    assert second.y() - first.y() < 2 * first.height()


def test_the_amount_follows_the_programme_with_its_clause(
    typed: FormPanel, key: Key, qtbot: QtBot, window: MainWindow
) -> None:
    key(typed, programme="寄宿生生活补助", days="100")
    qtbot.waitUntil(lambda: text(typed, "amount") == "850")
    assert "每人每年 1,700 元" in under(typed, "amount")
    assert "须核实" in under(typed, "amount")
    key(typed, programme="营养改善计划")
    qtbot.waitUntil(lambda: text(typed, "amount") == "400")
    key(typed, amount="380")
    qtbot.waitUntil(lambda: "与标准 400.00 元不同" in under(typed, "amount"))
    assert "请写明原因" in under(typed, "amount_reason")
    key(typed, amount_reason="四月转入")
    qtbot.waitUntil(lambda: under(typed, "amount").startswith("· 说明"))
    key(typed, programme="寄宿生生活补助")
    qtbot.waitUntil(lambda: "与标准 850.00 元不同" in under(typed, "amount"))
    assert text(typed, "amount") == "380"
    typed.save()
    assert typed.record_id is not None, said(window)
    row = aid.load(window.desk, typed.record_id)
    assert (row["rate"], row["amount"], row["amount_reason"]) == ("包吃 2014", 38_000, "四月转入")


def test_a_stored_amount_stays_as_it_is(typed: FormPanel, key: Key, qtbot: QtBot) -> None:
    key(typed, programme="寄宿生生活补助", days="100", amount="800", amount_reason="三月入学")
    typed.save()
    qtbot.waitUntil(lambda: "与标准 850.00 元不同" in under(typed, "amount"))
    key(typed, remark="已核")
    qtbot.wait(200)
    assert text(typed, "amount") == "800"


def test_the_guide_tells_the_way_and_the_open_programmes_first(typed: FormPanel, page: AidPage) -> None:
    shown = lines(page)
    assert shown[0].startswith("▲ 1 家庭　没有登记所在户。")
    assert shown[1] == "▲ 2 困难认定　2017-2018学年还没有困难认定。按 Alt+K 登记。"
    assert shown[2].startswith("✓ 3 项目　可申请 ")
    signs = [line[0] for line in shown[3:]]
    assert signs == sorted(signs, key="○▲✕".index)
    closed = next(line for line in shown if line.startswith("✕ 普高免学费"))
    assert closed.endswith("面向普高，该生在初中")


def test_a_programme_is_taken_from_the_guide(
    typed: FormPanel, page: AidPage, window: MainWindow, qtbot: QtBot
) -> None:
    qtbot.keyClick(window, Qt.Key.Key_J, ALT)
    guide = find(page, QListWidget, "guide")
    assert focus() == "guide"
    guide.setCurrentRow(next(n for n, line in enumerate(lines(page)) if line.startswith("✕ 普高免学费")))
    qtbot.keyClick(guide, Qt.Key.Key_Return)
    assert said(window).endswith("“普高免学费”不向该生开放：面向普高，该生在初中。")
    guide.setCurrentRow(next(n for n, line in enumerate(lines(page)) if line.startswith("○ 营养改善计划")))
    qtbot.keyClick(guide, Qt.Key.Key_Return)
    assert (text(typed, "programme"), focus()) == ("P05", "programme")
    qtbot.waitUntil(lambda: text(typed, "amount") == "400")


def opened(page: AidPage) -> HardshipPanel:
    assert isinstance(page.panel_open, HardshipPanel)
    return page.panel_open


def test_one_key_opens_the_recognition_and_comes_back(
    typed: FormPanel, page: AidPage, window: MainWindow, key: Key, qtbot: QtBot
) -> None:
    key(typed, population="4", annual_income="9000")
    qtbot.keyClick(window, Qt.Key.Key_K, ALT)
    panel = opened(page)
    assert find(panel, QLabel, "formTitle").text() == "曾小红　2017-2018学年　困难认定"
    known = [text(panel.form, n) for n in ("school_year", "hardship_category", "population", "annual_income")]
    assert known == ["2017-2018", "registered_poor", "4", "9000"]
    assert focus() == "hardship_level"
    key(panel.form, hardship_level="特别困难", review="认定", reviewer="评议小组", reviewed_on="20180612")
    qtbot.keyClick(window, Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: page.panel_open is None)
    assert (focus(), text(typed, "hardship_level")) == ("programme", "severe")
    assert (
        lines(page)[1]
        == "✓ 2 困难认定　2017-2018学年认定为特别困难（建档立卡），2018年6月12日。按 Alt+K 查看。"
    )
    person = page.child()["person_id"]
    found = hardship.of(window.desk, person, "2017-2018")
    assert found is not None
    assert (found["review"], found["annual_income"]) == ("recognised", 900_000)
    assert text(typed, "school") == "县中学"
    qtbot.keyClick(window, Qt.Key.Key_K, ALT)
    assert opened(page).form.record_id == found["id"]


def test_what_a_recognition_lacks_is_said_and_nothing_is_stored(
    typed: FormPanel, page: AidPage, window: MainWindow, key: Key, qtbot: QtBot
) -> None:
    qtbot.keyClick(window, Qt.Key.Key_K, ALT)
    panel = opened(page)
    key(panel.form, review="认定", reviewer="评议小组", reviewed_on="20180605", causes="19")
    qtbot.keyClick(window, Qt.Key.Key_S, CTRL)
    assert page.panel_open is panel
    assert "请选困难等级" in under(panel.form, "hardship_level")
    assert "不认识“9”" in under(panel.form, "causes")
    assert window.desk.store.select("hardship") == []
    qtbot.keyClick(panel.form.binder.editors["causes"], Qt.Key.Key_Escape)
    assert (page.panel_open, focus()) == (None, "programme")
    qtbot.keyClick(window, Qt.Key.Key_K, ALT)
    assert "致困原因 19" in bar(opened(page).form)


def test_a_recognition_half_typed_is_offered_after_the_program_was_killed(
    typed: FormPanel, page: AidPage, window: MainWindow, key: Key, qtbot: QtBot,
    killed: Callable[[MainWindow], Path], open_window: Callable[[Path], MainWindow],
) -> None:  # fmt: skip
    qtbot.keyClick(window, Qt.Key.Key_K, ALT)
    key(opened(page).form, causes="欠债")
    again = open_window(killed(window))
    drafts = again.page.panel_open
    assert drafts is not None
    rows = find(drafts, QListWidget, "draftList")
    place = next(n for n in range(rows.count()) if "困难认定" in rows.item(n).text())
    assert "曾小红　2017-2018学年" in rows.item(place).text()
    rows.setCurrentRow(place)
    qtbot.keyClick(rows, Qt.Key.Key_Return)
    assert isinstance(again.page, AidPage)
    panel = opened(again.page).form
    assert (text(panel, "causes"), text(panel, "hardship_category")) == ("欠债", "registered_poor")
    assert panel.save()
    (stored,) = again.desk.store.select("hardship")
    assert (stored["causes"], stored["person_id"]) == ("欠债", people.find(again.desk, "zxh")[0]["id"])


def test_a_clerk_who_does_not_review_cannot_key_a_decision(page: AidPage, window: MainWindow) -> None:
    page.desk = replace(window.desk, roles=frozenset({"clerk"}))
    page.open_recognition()
    form = opened(page).form
    assert not find(form, QComboBox, "review").isEnabled()
    assert find(form, QLineEdit, "reviewer").isReadOnly()
    assert find(form, QComboBox, "hardship_level").isEnabled()


def test_a_child_is_recognised_from_her_card(window: MainWindow, key: Key, qtbot: QtBot) -> None:
    person = people.find(window.desk, "zx")[0]["id"]
    window.go("students", person)
    qtbot.mouseClick(find(window.page, QPushButton, "recogniseChild"), Qt.MouseButton.LeftButton)
    panel = window.page.panel_open
    assert isinstance(panel, HardshipPanel)
    key(panel.form, hardship_category="特困供养", population="2", annual_income="3000")
    qtbot.keyClick(window, Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: window.page.panel_open is None)
    words = [each.text() for each in window.page.findChildren(QPushButton)]
    assert "2017-2018学年　特困供养　待评议" in words
    assert "困难认定已保存。" in said(window)
    assert [row["person_id"] for row in window.desk.store.select("hardship")] == [person]


def test_a_window_that_only_reads_shows_the_guide_and_writes_nothing(
    office_file: Path, open_window: Callable[[Path], MainWindow], qtbot: QtBot
) -> None:
    with Desk.open(office_file) as writing:
        form: dict[str, Any] = {
            "name": "曾小红", "id_number": "513399200906222062", "ethnic": "汉", "village": "绒巴村", "term": "2018春",
            "stage": "小学", "school": "中心小学", "grade": "三年级", "boarding": "是", "hardship_category": "建档立卡",
            "guardian_name": "曾强", "programme": "P04b", "days": "100", "application_date": "20180601",
        }  # fmt: skip
        number = aid.save(writing, form).id
        window = open_window(office_file)
        window.go("aid", number)
        assert isinstance(window.page, AidPage)
        page = window.page
        qtbot.waitUntil(lambda: "每人每年 1,700 元" in under(page.panel, "amount"))
        assert text(page.panel, "amount") == "850"
