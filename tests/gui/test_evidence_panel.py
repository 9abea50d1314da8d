"""The checklist below a relief case: ticked by key, scans dropped on a line or taken from the scanner's folder."""

from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from eduaid_desktop.domain import workflow
from eduaid_desktop.gui.evidence_panel import EvidencePanel
from eduaid_desktop.gui.relief_page import ReliefPage
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services import evidence, office, relief, scanner

from .seen import find, said

AGENT = {
    "agent_name": "泽仁旺姆", "agent_relation": "其他亲属", "agent_phone": "16400009999",
    "agent_id_number": "513399197801010018",
}  # fmt: skip


@pytest.fixture
def case(sample_window: MainWindow) -> int:
    """An accepted case that has to bring nothing by its own nature."""
    found = sample_window.desk.store.select("relief_case", state=workflow.ACCEPTED)[0]
    relief.save(sample_window.desk, {"place": "县内", "cause": "", "relief_category": ""}, found["id"])
    return int(found["id"])


@pytest.fixture
def page(sample_window: MainWindow, case: int) -> ReliefPage:
    sample_window.go("relief", case)
    assert isinstance(sample_window.page, ReliefPage)
    return sample_window.page


@pytest.fixture
def panel(page: ReliefPage) -> EvidencePanel:
    assert page.handling is not None
    return page.handling.evidence


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    folder = tmp_path / "扫描"
    folder.mkdir()
    for number in (1, 2):
        Image.effect_noise((200, 300), 30 * number).convert("RGB").save(folder / f"Scan{number}.jpg")
    return folder


def drop(on: QWidget, *paths: Path) -> bool:
    """Drag files over a widget and let them go; whether it took them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return let_go(on, data)


def let_go(on: QWidget, data: QMimeData) -> bool:
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    over = QDragEnterEvent(QPoint(5, 5), copy, data, left, none)
    QApplication.sendEvent(on, over)
    if over.isAccepted():
        QApplication.sendEvent(on, QDropEvent(QPointF(5, 5), copy, data, left, none))
    return over.isAccepted()


def document(window: MainWindow, case: int, code: str) -> dict[str, Any]:
    return next(d for d in evidence.of(window.desk, case) if d["code"] == code)


def test_the_keys_go_through_the_list_and_tick(
    sample_window: MainWindow, page: ReliefPage, panel: EvidencePanel, case: int, qtbot: QtBot
) -> None:
    link = find(page, QPushButton, "evidenceLink")
    assert link.text() == "佐证材料 0/12"
    link.click()
    assert panel.rows["E01"].box.hasFocus()
    for _ in range(2):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    assert panel.title.text() == "E03 身份证复印件"
    assert panel.hint.text() == "学生、监护人身份证正反面各印在一张 A4 上"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert document(sample_window, case, "E03")["present"]
    assert panel.rows["E03"].box.hasFocus()
    assert panel.rows["E03"].day.text() == "2018年6月12日"
    assert link.text() == "佐证材料 1/12"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert panel.strip.add_button.hasFocus()


def test_what_must_come_is_marked_with_its_reason(
    sample_window: MainWindow, page: ReliefPage, panel: EvidencePanel, case: int
) -> None:
    relief.save(sample_window.desk, {**AGENT, "place": "省外"}, case)
    page.open_record(case)
    assert panel.rows["E09"].need.text() == "▲ 必备：由代办人申请"
    assert panel.rows["E01"].need.text() == "归档要有"
    assert panel.rows["E02"].need.text() == "视情况"
    assert panel.heading.text().endswith("还缺必备的 2 件")
    page.handling._show_evidence()  # type: ignore[union-attr]
    assert panel.rows["E05"].box.hasFocus()
    evidence.tick(sample_window.desk, case, {"E05": True, "E09": True})
    page.open_record(case)
    assert panel.rows["E09"].need.text() == "必备：由代办人申请"


def test_a_note_and_a_day_are_kept_when_the_line_is_left(
    sample_window: MainWindow, panel: EvidencePanel, case: int, qtbot: QtBot
) -> None:
    panel.rows["E02"].box.click()
    panel.choose("E02")
    panel.note.setFocus()
    qtbot.keyClicks(panel.note, "copy")
    panel.choose("E04")
    assert document(sample_window, case, "E02")["note"] == "copy"
    assert panel.note.text() == ""
    panel.choose("E02")
    panel.day.clear()
    qtbot.keyClicks(panel.day, "2018-6-32")
    qtbot.keyClick(panel.day, Qt.Key.Key_Return)
    assert "读不懂" in said(sample_window)
    assert panel.day.text() == "2018-06-12"


def test_a_note_is_kept_when_another_case_is_opened(
    sample_window: MainWindow, page: ReliefPage, panel: EvidencePanel, case: int, qtbot: QtBot
) -> None:
    panel.choose("E02")
    panel.note.setFocus()
    qtbot.keyClicks(panel.note, "later")
    page.open_record(sample_window.desk.store.select("relief_case", state=workflow.TOWN_REVIEW)[0]["id"])
    assert document(sample_window, case, "E02")["note"] == "later"
    assert panel.note.text() == ""


def test_a_file_dropped_on_a_line_belongs_to_it_and_ticks_it(
    sample_window: MainWindow, panel: EvidencePanel, case: int, scans: Path, qtbot: QtBot
) -> None:
    assert drop(panel.rows["E06"], scans / "Scan1.jpg")
    qtbot.waitUntil(lambda: panel.rows["E06"].count.text() == "1 件")
    assert panel.rows["E06"].box.isChecked()
    assert panel.title.text() == "E06 一卡通/社保卡复印件"
    assert panel.strip.list.item(0).text() == "Scan1.jpg"
    assert document(sample_window, case, "E06")["present"]
    panel.choose("E01")
    assert panel.strip.list.count() == 0
    panel.choose("E06")
    panel.strip.list.setCurrentRow(0)
    panel.strip.withdraw_button.click()
    assert not panel.rows["E06"].box.isChecked()
    assert panel.rows["E06"].count.text() == ""


def test_the_folder_is_chosen_once_and_enter_puts_a_scan_to_a_document(
    sample_window: MainWindow, panel: EvidencePanel, case: int, scans: Path,
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot,
) -> None:  # fmt: skip
    (scans / "坏.jpg").write_bytes(b"\xff\xd8\xff half")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(scans))
    panel.choose("E03")
    panel.scan_button.click()
    listed = panel.scanner.list
    qtbot.waitUntil(lambda: listed.count() == 2)
    assert panel.scanner.put_button.text() == "放入“E03 身份证复印件”"
    assert "“坏.jpg”打不开" in panel.scanner.note.text()
    assert not listed.item(0).icon().isNull()
    taken = listed.currentItem().text()
    qtbot.keyClick(listed, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: listed.count() == 1)
    assert panel.rows["E03"].count.text() == "1 件"
    assert [
        each["name"] for each in sample_window.desk.store.select("attachment", owner_table="evidence")
    ] == [taken]
    assert (scans / taken).exists()
    qtbot.keyClick(listed, Qt.Key.Key_Escape)
    assert panel.scanner.isHidden()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: pytest.fail("asked again"))
    panel.scan_button.click()
    assert not panel.scanner.isHidden()


def test_a_scan_is_dragged_to_another_line(
    sample_window: MainWindow, panel: EvidencePanel, case: int, scans: Path, qtbot: QtBot
) -> None:
    scanner.choose(scans)
    panel.scan_button.click()
    listed = panel.scanner.list
    qtbot.waitUntil(lambda: listed.count() == 2)
    assert let_go(panel.rows["E08"], listed.mimeData([listed.item(1)]))
    qtbot.waitUntil(lambda: panel.rows["E08"].count.text() == "1 件")
    qtbot.waitUntil(lambda: listed.count() == 1)


def test_a_folder_that_went_away_is_said_where_one_looks(
    panel: EvidencePanel, scans: Path, qtbot: QtBot
) -> None:
    scanner.choose(scans / "没有")
    panel.scan_button.click()
    qtbot.waitUntil(lambda: "打不开扫描文件夹" in panel.scanner.note.text())
    assert not panel.scanner.put_button.isEnabled()
    scanner.choose(scans)
    qtbot.waitUntil(lambda: panel.scanner.list.count() == 2)


def test_an_archived_case_is_only_looked_at(sample_window: MainWindow, scans: Path) -> None:
    archived = sample_window.desk.store.select("relief_case", state=workflow.ARCHIVED)
    if not archived:
        paid = sample_window.desk.store.select("relief_case", state=workflow.PAID)[0]
        relief.act(sample_window.desk, paid["id"], "archive")
        archived = [paid]
    sample_window.go("relief", archived[0]["id"])
    assert isinstance(sample_window.page, ReliefPage)
    assert sample_window.page.handling is not None
    panel = sample_window.page.handling.evidence
    assert not drop(panel.rows["E01"], scans / "Scan1.jpg")
    assert not panel.rows["E01"].box.isEnabled()
    assert panel.scan_button.isHidden()
    assert panel.note.isReadOnly()


def test_what_keeps_a_step_is_one_button_away(
    sample_window: MainWindow, page: ReliefPage, panel: EvidencePanel, case: int
) -> None:
    office.set_setting(sample_window.desk, "evidence_check", "block")
    office.set_setting(sample_window.desk, "late_signature_until", "send_village")
    relief.save(sample_window.desk, AGENT, case)
    page.open_record(case)
    assert page.panel.next_button.text() == "勾选佐证材料"
    page.panel.next_button.click()
    assert panel.rows["E09"].box.hasFocus()
    panel.rows["E09"].box.click()
    assert page.panel.next_button.text() == "填补签日期"
    page.panel.next_button.click()
    assert page.panel.binder.editors["signed_by_applicant"].hasFocus()


def test_the_list_shows_only_what_lacks_papers_or_a_signature(
    sample_window: MainWindow, page: ReliefPage, case: int
) -> None:
    office.set_setting(sample_window.desk, "evidence_required", ["E02"])
    everything = len(page.list.model.ids)
    relief.save(sample_window.desk, AGENT, case)
    page.choices.take("papers", "unsigned")
    assert list(page.list.model.ids) == [case]
    evidence.tick(sample_window.desk, case, {"E02": True, "E09": True})
    page.choices.take("papers", "missing")
    lacking = {row["id"] for row in evidence.lacking(sample_window.desk, None) if row["missing"]}
    assert set(page.list.model.ids) == lacking
    assert 0 < len(lacking) < everything
    assert case not in lacking


def test_the_list_of_documents_is_in_the_print_menu(
    sample_window: MainWindow, page: ReliefPage, qtbot: QtBot
) -> None:
    assert page.handling is not None
    menu = page.handling.papers.menu()
    next(a for a in menu.actions() if a.objectName() == "print_evidence").trigger()
    qtbot.waitUntil(lambda: sample_window.previewing is not None)
    assert sample_window.previewing is not None
    assert sample_window.previewing.title.text().startswith("佐证材料清单")
