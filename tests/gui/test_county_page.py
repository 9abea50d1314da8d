"""A county's office in the window: batches are taken, findings lead to their rows."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from eduaid_desktop.gui import files
from eduaid_desktop.gui.county.county_page import CountyPage
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services import office

from .. import townships

FIRST = "513399101"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return townships.planted(tmp_path_factory.mktemp("townships"))


@pytest.fixture
def window(open_window: Callable[[Path], MainWindow], tmp_path: Path) -> MainWindow:
    path = tmp_path / "云岭县.eduaid"
    office.create(path, **townships.COUNTY).close()  # type: ignore[arg-type]
    return open_window(path)


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> CountyPage:
    window.go("batches")
    assert isinstance(window.page, CountyPage)
    qtbot.waitUntil(lambda: window.page.judged is not None and not window.tasks.running)
    return window.page


def settled(page: CountyPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not page.shell.tasks.running, timeout=20_000)


def drop(page: CountyPage, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    page.dropEvent(QDropEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, buttons, keys))


def words(page: CountyPage) -> str:
    return str(page.window().strip.message.text())


def test_dropped_files_are_taken_judged_and_lead_to_their_rows(
    page: CountyPage, made: dict[str, Path], qtbot: QtBot
) -> None:
    assert page.figure.text() == "还没有收到这个学期的批次。"
    drop(page, *made.values())
    settled(page, qtbot)
    assert "收了 6 个文件。" in words(page)
    assert page.panel_open is None
    assert page.figure.text() == "5 个乡镇　26 名学生　34,100.00 元"
    assert page.equation.text() == "收到 30 行 = 无误 17 + 有问题 12 + 已补正 1。"
    qtbot.keyClick(page, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert page.parts.key == "findings"
    page.findings.start()
    assert page.words.text().startswith("央金（513399********9008）在 2 个乡镇申报了 2 次")
    assert "怎么办：核实户籍" in page.words.text()
    qtbot.keyClick(page.findings.view, Qt.Key.Key_Return)
    assert page.parts.key == "lines"
    names = [page.lines.list.model.cell(row, 2) for row in range(len(page.lines.list.model.ids))]
    assert names == ["央金", "央金"]
    qtbot.mouseClick(page.lines.findChild(QPushButton, "showAll"), Qt.MouseButton.LeftButton)
    assert len(page.lines.list.model.ids) == 30


def test_what_was_not_taken_is_shown_and_a_copy_replaced_for_a_reason(
    page: CountyPage,
    made: dict[str, Path],
    tmp_path: Path,
    qtbot: QtBot,
    write: Callable[[QWidget, str], None],
) -> None:
    page.collect([made[FIRST]])
    settled(page, qtbot)
    other = townships.cell(made[FIRST], tmp_path / "又一份.xlsx", 3, "乡镇建议金额", 1500)
    page.collect([other])
    settled(page, qtbot)
    panel = page.panel_open
    assert panel is not None
    assert panel.list.model.cell(0, 0) == "没有收"
    assert "原为“1000.00”，现为“1500.00”" in panel.list.model.cell(0, 7)
    replace = panel.findChild(QPushButton, "replaceBatch")
    qtbot.mouseClick(replace, Qt.MouseButton.LeftButton)
    assert "写明理由" in words(page)
    write(panel.findChild(QLineEdit, "replaceReason"), "6 月 12 日电话更正")
    qtbot.mouseClick(replace, Qt.MouseButton.LeftButton)
    settled(page, qtbot)
    assert [row["amount"] for row in page.desk.store.select("collected_batch")] == [850_000]
    # The copy that came is no longer what its cover says.
    assert "1 个与封存不一致" in words(page)


def test_a_protected_file_asks_for_its_password(
    page: CountyPage, made: dict[str, Path], tmp_path: Path, qtbot: QtBot
) -> None:
    from msoffcrypto.format.ooxml import OOXMLFile

    with made[FIRST].open("rb") as plain, (tmp_path / "锁.xlsx").open("wb") as target:
        OOXMLFile(plain).encrypt("abc", target)
    page.collect([tmp_path / "锁.xlsx"])
    settled(page, qtbot)
    assert page.panel_open is not None
    line = page.panel_open.findChild(QLineEdit, "collectPassword")
    qtbot.keyClicks(line, "abc")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    settled(page, qtbot)
    assert page.panel_open is None
    assert page.batches.model.cell(0, 0) == "格桑镇"


def test_lists_of_findings_are_written_for_the_townships(
    page: CountyPage, made: dict[str, Path], tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.collect([made[FIRST], made["513399102"]])
    settled(page, qtbot)
    monkeypatch.setattr(files, "choose_folder", lambda *asked: tmp_path / "退回")
    qtbot.mouseClick(page.notes_button, Qt.MouseButton.LeftButton)
    settled(page, qtbot)
    assert "已写出 2 个乡镇的问题清单" in words(page)
    assert len([*(tmp_path / "退回").glob("核对问题_*.xlsx")]) == 2


@pytest.mark.parametrize("tab", ["students", "aid", "relief"])
def test_a_tab_of_the_townships_says_what_a_county_does(window: MainWindow, tab: str, qtbot: QtBot) -> None:
    window.go(tab)
    told = window.page.findChild(QLabel, "countyNote")
    assert "县里在“收批次”里收各乡镇交来的文件" in told.text()
    qtbot.keyClick(window.page.findChild(QPushButton, "goCollect"), Qt.Key.Key_Space)
    assert isinstance(window.page, CountyPage)


def test_every_tab_of_a_county_opens_and_fits_an_old_screen(window: MainWindow, page: CountyPage) -> None:
    assert window.head is not None
    for number in range(window.head.tabs.count()):
        window.head.tabs.setCurrentIndex(number)
        assert "✕" not in window.strip.message.text()
        assert window.page.minimumSizeHint().width() <= 910
    assert window.head.tabs.tabText(window.head.tabs.count() - 1) == "收批次"
    assert window.minimumSizeHint().height() <= 480


def test_the_first_page_of_a_county_counts_batches(
    window: MainWindow, page: CountyPage, made: dict[str, Path], qtbot: QtBot
) -> None:
    page.collect([made[FIRST]])
    settled(page, qtbot)
    window.go("home")
    shown = [each.text() for each in window.page.findChildren(QLabel)]
    assert "8 行" in shown
    assert "没有到期的事" in "".join(shown)
