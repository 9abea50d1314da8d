"""上报: sealing what waits, writing it again, and taking over what the county decided."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from eduaid_desktop.documents import pages
from eduaid_desktop.gui import temporary
from eduaid_desktop.gui.answer_done import AnswerDone
from eduaid_desktop.gui.term_batch.batches_page import BatchesPage
from eduaid_desktop.gui.term_batch.reply_panel import ReplyPanel
from eduaid_desktop.gui.term_batch.verify_panel import VerifyPanel
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services.term_batch.preflight import AS_FOUND

from ... import spreadsheets
from .conftest import AGREED, LEFT, Answer, panel_of, text


def test_what_waits_is_counted_and_sealed_with_one_button(
    sample_window: MainWindow, page: BatchesPage, folder: Path, qtbot: QtBot
) -> None:
    assert text(page, "waitingFigure") == "补发　7 人　9,900.00 元"
    assert str(folder) in page.findChild(QLabel, "exportFolder").toolTip()
    qtbot.mouseClick(page.findChild(QPushButton, "export"), LEFT)
    qtbot.waitUntil(lambda: "已封存批次" in sample_window.strip.message.text())
    batch = sample_window.desk.store.select("batch")[-1]
    assert text(page, "batchNumber") == batch["batch_no"]
    assert text(page, "checkCode") == batch["check_code"]
    assert text(page, "batchSum") == "7 人　9,900.00 元"
    assert text(page, "batchWords") == "人民币玖仟玖佰元整"
    assert (folder / batch["file_name"]).is_file()
    assert text(page, "waitingFigure") == "没有待上报的申请"
    assert page.findChild(QPushButton, "export").isHidden()
    assert page.findChild(QPushButton, "readReply").property("role") == "next"


def test_an_export_can_be_stopped_until_it_is_sealed(
    sample_window: MainWindow, page: BatchesPage, folder: Path, qtbot: QtBot
) -> None:
    """Stopped at its first report, and nothing is sealed; the next one goes through."""
    before = len(sample_window.desk.store.select("batch"))
    page.seal("2018S", folder, AS_FOUND)
    sample_window.tasks.running[0].cancel()
    qtbot.waitUntil(lambda: not sample_window.tasks.running)
    assert (len(sample_window.desk.store.select("batch")), [*folder.glob("*.xlsx")]) == (before, [])
    page.seal("2018S", folder, AS_FOUND)
    qtbot.waitUntil(lambda: "已封存批次" in text(sample_window, "message"))


def test_control_n_points_at_the_export_and_seals_nothing(
    sample_window: MainWindow, page: BatchesPage, qtbot: QtBot
) -> None:
    before = len(sample_window.desk.store.select("batch"))
    qtbot.keyClick(sample_window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert page.findChild(QPushButton, "export").hasFocus()
    assert "不能撤销" in sample_window.strip.message.text()
    assert not sample_window.tasks.running
    assert len(sample_window.desk.store.select("batch")) == before


def test_a_folder_that_takes_no_file_is_one_sentence_and_nothing_is_sealed(
    sample_window: MainWindow, page: BatchesPage, folder: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    before = len(sample_window.desk.store.select("batch"))
    blocked = tmp_path / "文件"
    blocked.write_text("不是文件夹", encoding="utf-8")
    page.export("2018S", blocked)
    qtbot.waitUntil(lambda: "✕" in sample_window.strip.message.text())
    assert len(sample_window.desk.store.select("batch")) == before
    assert text(page, "waitingFigure") == "补发　7 人　9,900.00 元"


def test_a_batch_is_written_again_byte_for_byte(
    sample_window: MainWindow, page: BatchesPage, exported: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    page.write_into(text(page, "batchNumber"), tmp_path)
    qtbot.waitUntil(lambda: "已再写出" in sample_window.strip.message.text())
    assert (tmp_path / exported.name).read_bytes() == exported.read_bytes()


def test_a_reply_is_shown_in_its_lists_before_anything_is_written(
    sample_window: MainWindow, page: BatchesPage, answer: Answer, qtbot: QtBot
) -> None:
    reply = answer(
        {
            2: AGREED | {"审批金额": 2000, "学校名称": "改过的学校"},
            3: AGREED | {"审批金额": 800},
            4: AGREED | {"审批结果": "不同意", "不予原因": "不符合条件"},
        }
    )
    page.read_reply(reply)
    panel = panel_of(page, ReplyPanel, qtbot)
    titles = [panel.segments.tabText(n) for n in range(panel.segments.count())]
    assert titles[:4] == ["与上报一致 1", "金额有变 1", "不予或退回 1", "没有批复 4"]
    assert "被改动的格 1" in titles
    assert panel.next_button.text() == "确认写入 3 件"
    store = sample_window.desk.store
    assert (
        store.value("SELECT COUNT(*) FROM batch_line WHERE decided_document = ?", ("云教助〔2018〕9号",)) == 0
    )
    qtbot.keyClick(panel.next_button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "已登记批次" in sample_window.strip.message.text())
    decided = store.rows(
        "SELECT decision, decided_amount FROM batch_line WHERE decided_document = ? ORDER BY position",
        ("云教助〔2018〕9号",),
    )
    assert [d["decision"] for d in decided] == ["approve", "approve", "reject"]
    assert decided[1]["decided_amount"] == 80000
    assert "还有 4 人没有批复" in text(page, "batchAnswered")


def test_a_reply_read_twice_offers_nothing_to_write(
    sample_window: MainWindow, page: BatchesPage, answer: Answer, qtbot: QtBot
) -> None:
    reply = answer({2: AGREED | {"审批金额": 2000}})
    page.read_reply(reply)
    qtbot.keyClick(panel_of(page, ReplyPanel, qtbot).next_button, Qt.Key.Key_Space)
    qtbot.keyClick(panel_of(page, AnswerDone, qtbot), Qt.Key.Key_Escape)
    page.read_reply(reply)
    panel = panel_of(page, ReplyPanel, qtbot)
    assert panel.next_button.isHidden()
    assert "没有新的批复" in text(panel, "replyTold")
    qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert not page.split.isHidden()


def test_a_file_that_is_no_reply_is_one_sentence(
    sample_window: MainWindow, page: BatchesPage, samples: Path, qtbot: QtBot
) -> None:
    page.read_reply(samples / "8_学籍名册_GBK.csv")
    qtbot.waitUntil(lambda: "✕" in sample_window.strip.message.text())
    assert not page.split.isHidden()


def test_a_file_as_sealed_and_one_that_was_changed(
    sample_window: MainWindow, page: BatchesPage, exported: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    page.verify(Path(shutil.copy(exported, tmp_path / "原样.xlsx")))
    qtbot.waitUntil(lambda: "完全一致" in sample_window.strip.message.text())
    page.verify(spreadsheets.filled(exported, tmp_path / "改过.xlsx", {2: {"乡镇建议金额": 9999}}))
    panel = panel_of(page, VerifyPanel, qtbot)
    rows = [
        (panel.list.model.cell(n, 0), panel.list.model.cell(n, 1)) for n in range(panel.list.model.rowCount())
    ]
    assert ("2", "乡镇建议金额") in rows
    assert "处不同" in sample_window.strip.message.text()


@pytest.mark.parametrize(
    ("name", "title", "words"),
    [
        ("print_cover_sheet", "批次封面", "签收回执"),
        ("print_report_letter", "上报函", "申请补充材料的函"),
        ("print_summary_sheet", "乡镇汇总表", "合计"),
    ],
)
def test_the_papers_of_a_batch_are_one_click_away(
    sample_window: MainWindow,
    page: BatchesPage,
    exported: Path,
    qtbot: QtBot,
    name: str,
    title: str,
    words: str,
) -> None:
    menu = page.batch.print_button.papers
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.objectName() == name).trigger()
    qtbot.waitUntil(lambda: sample_window.previewing is not None)
    assert sample_window.previewing is not None
    number = text(page, "batchNumber")
    assert f"{title}　{number}" in sample_window.previewing.title.text()
    (made,) = temporary.folder_of(menu).glob("*.pdf")
    assert words in "".join("".join(pages.text(made)).split())
    assert number in exported.name


def test_control_p_prints_the_cover(
    sample_window: MainWindow, page: BatchesPage, exported: Path, qtbot: QtBot
) -> None:
    qtbot.keyClick(sample_window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: sample_window.previewing is not None)
    assert sample_window.previewing is not None
    assert "批次封面" in sample_window.previewing.title.text()
