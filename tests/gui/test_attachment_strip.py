"""The strip of photographs below a relief case: chosen, dropped, opened, given out, taken off."""

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from eduaid_desktop.gui.attachment_strip import AttachmentStrip
from eduaid_desktop.gui.relief_page import ReliefPage
from eduaid_desktop.gui.style import colour
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services import attachments, slips


@pytest.fixture
def photographs(tmp_path: Path) -> list[Path]:
    made = []
    for number, size in enumerate(((300, 200), (200, 300))):
        made.append(tmp_path / f"照片{number}.jpg")
        Image.effect_noise(size, 60).convert("RGB").save(made[-1])
    return made


@pytest.fixture
def strip(sample_window: MainWindow) -> AttachmentStrip:
    case = sample_window.desk.store.select("relief_case", state=30)[0]
    sample_window.go("relief", case["id"])
    assert isinstance(sample_window.page, ReliefPage)
    assert sample_window.page.handling is not None
    return sample_window.page.handling.attachments


def drop(strip: AttachmentStrip, paths: list[Path]) -> bool:
    """Drag files over the strip and let them go; whether it took them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    over = QDragEnterEvent(QPoint(5, 5), copy, data, left, none)
    QApplication.sendEvent(strip, over)
    if over.isAccepted():
        QApplication.sendEvent(strip, QDropEvent(QPointF(5, 5), copy, data, left, none))
    return over.isAccepted()


def names(strip: AttachmentStrip) -> list[str]:
    return [strip.list.item(row).text() for row in range(strip.list.count())]


def test_files_are_chosen_and_stand_there_with_their_pictures(
    sample_window: MainWindow, strip: AttachmentStrip, photographs: list[Path],
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot,
) -> None:  # fmt: skip
    assert not strip.empty.isHidden()
    chosen = [str(path) for path in photographs]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (chosen, ""))
    strip.add_button.click()
    qtbot.waitUntil(lambda: names(strip) == ["照片0.jpg", "照片1.jpg"])
    assert strip.heading.text() == "照片和文件　2 件"
    assert strip.empty.isHidden()
    shown = [strip.list.item(row).icon().pixmap(strip.list.iconSize()).toImage() for row in range(2)]
    assert {(image.width(), image.height()) for image in shown} == {(96, 72)}
    paper = colour("hair")
    # The one lies, the other stands: what is left of its box is paper.
    assert [image.pixelColor(48, 1) == paper for image in shown] == [True, False]
    assert [image.pixelColor(1, 36) == paper for image in shown] == [False, True]
    assert "已添加 2 件" in sample_window.strip.message.text()


def test_what_is_dropped_is_added_and_what_cannot_be_is_told(
    sample_window: MainWindow, strip: AttachmentStrip, photographs: list[Path], tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "说明.txt").write_text("不是照片", encoding="utf-8")
    assert drop(strip, [photographs[0], tmp_path / "说明.txt", photographs[0]])
    qtbot.waitUntil(lambda: names(strip) == ["照片0.jpg"])
    told = sample_window.strip.message.text()
    assert told.startswith("✕ 已添加 1 件。")
    assert "“说明.txt”不是 JPEG" in told
    assert "是同一份" in told


def test_one_is_opened_in_the_preview(
    sample_window: MainWindow, strip: AttachmentStrip, photographs: list[Path], qtbot: QtBot
) -> None:
    assert drop(strip, photographs)
    qtbot.waitUntil(lambda: len(names(strip)) == 2)
    strip.list.setCurrentRow(1)
    qtbot.keyClick(strip.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: sample_window.previewing is not None)
    preview = sample_window.previewing
    assert preview is not None
    assert preview.title.text() == "照片1.jpg"
    assert slips.page_count(preview._order.pdf) == 1


def test_one_is_given_out_for_a_purpose_and_one_taken_off(
    sample_window: MainWindow, strip: AttachmentStrip, photographs: list[Path], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot,
) -> None:  # fmt: skip
    assert drop(strip, photographs)
    qtbot.waitUntil(lambda: len(names(strip)) == 2)
    strip.list.setCurrentRow(0)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "给县里.jpg"), ""))
    strip.save_button.click()
    strip.purpose.do_button.click()
    assert "用途" in strip.purpose.problem.text()
    strip.purpose.purpose.setText("县里核查")
    strip.purpose.do_button.click()
    assert (tmp_path / "给县里.jpg").exists()
    assert sample_window.desk.store.select("disclosure")[-1]["purpose"] == "县里核查"
    strip.list.setCurrentRow(0)
    strip.withdraw_button.click()
    assert names(strip) == ["照片1.jpg"]
    assert "撤销" in sample_window.strip.message.text()


def test_an_archived_case_and_a_new_one_take_nothing(
    sample_window: MainWindow, strip: AttachmentStrip, photographs: list[Path], qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: not sample_window.tasks.running)
    archived = sample_window.desk.store.select("relief_case", state=110)[0]
    sample_window.go("relief", archived["id"])
    assert strip.add_button.isHidden()
    assert not drop(strip, photographs)
    assert not sample_window.tasks.running
    assert attachments.of(sample_window.desk, "relief_case", archived["id"]) == []
    sample_window.page.new()
    assert strip.isHidden()
