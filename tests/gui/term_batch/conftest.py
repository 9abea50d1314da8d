"""The tab 上报 on a copy of the sample township, in which seven cases wait, and a county that answers."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from eduaid_desktop.gui import files
from eduaid_desktop.gui.term_batch.batches_page import BatchesPage
from eduaid_desktop.gui.window import MainWindow

from ... import spreadsheets

T = TypeVar("T", bound=QWidget)
LEFT = Qt.MouseButton.LeftButton
Answer = Callable[[dict[int, dict[str, Any]]], Path]
AGREED = {"审批结果": "同意", "审批文号": "云教助〔2018〕9号", "审批日期": "2018-06-12"}


@pytest.fixture
def folder(tmp_path: Path, own_settings: None) -> Path:
    """The folder that exports go to, remembered from an earlier time."""
    made = tmp_path / "上报"
    made.mkdir()
    files.remember("export", made)
    return made


@pytest.fixture
def page(folder: Path, sample_window: MainWindow) -> BatchesPage:
    sample_window.go("batches")
    assert isinstance(sample_window.page, BatchesPage)
    return sample_window.page


@pytest.fixture
def exported(page: BatchesPage, folder: Path, qtbot: QtBot) -> Path:
    """The workbook of the seven cases that waited."""
    qtbot.mouseClick(page.findChild(QPushButton, "export"), LEFT)
    qtbot.waitUntil(lambda: "已封存批次" in text(page.window(), "message"))
    (made,) = folder.glob("*.xlsx")
    return made


@pytest.fixture
def answer(exported: Path, tmp_path: Path) -> Answer:
    """A reply to that workbook: Excel row to what is written into it, by heading."""
    return lambda rows: spreadsheets.filled(exported, tmp_path / "县批复.xlsx", rows)


def text(widget: QWidget, name: str) -> str:
    found = widget.findChild(QLabel, name)
    assert found is not None, name
    return str(found.text())


def said(window: MainWindow) -> str:
    """What the line at the foot of the window says."""
    return str(window.strip.message.text())


def panel_of(page: BatchesPage, kind: type[T], qtbot: QtBot) -> T:
    """The panel of a kind, once it is in sight."""
    qtbot.waitUntil(lambda: any(each.isVisible() for each in page.findChildren(kind)))
    return next(each for each in page.findChildren(kind) if each.isVisible())  # type: ignore[no-any-return]
