"""The list widget: long lists come page by page, and say how much there is."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from eduaid_desktop.gui.record_list import RecordList
from eduaid_desktop.gui.rows_model import PAGE


@dataclass
class Column:
    name: str
    title: str
    width: int = 100
    right: bool = False


class Numbers:
    """A source of many rows that counts what is asked of it."""

    empty_hint = "还没有记录。按 Ctrl+N 录入第一条。"

    def __init__(self, count: int) -> None:
        self.columns = (Column("name", "姓名"), Column("amount", "金额（元）", right=True))
        self.searched = ["姓名"]
        self.count, self.fetched = count, 0

    def ids(self, *, sort: str = "", descending: bool = False, filter: str = "") -> "array[int]":
        found = range(1, self.count + 1) if not filter else range(7, 8) if filter == "7" else range(0)
        return array("q", reversed(found) if descending else found)

    def rows(self, wanted: Sequence[int]) -> dict[int, dict[str, str]]:
        self.fetched += len(wanted)
        return {i: {"name": f"学生{i}", "amount": f"{i:,}.00"} for i in wanted}

    def totals(self, *, filter: str = "") -> dict[str, str]:
        return {"count": str(len(self.ids(filter=filter))), "amount": "1,234.00"}


def shown(qtbot: QtBot, source: Numbers) -> RecordList:
    made = RecordList("numbers", source)
    qtbot.addWidget(made)
    made.resize(600, 600)
    made.refresh()
    with qtbot.waitExposed(made):
        made.show()
    made.view.viewport().repaint()
    return made


def test_a_hundred_thousand_rows_show_without_fetching_them(qtbot: QtBot, dressed: None) -> None:
    source = Numbers(100_000)
    made = shown(qtbot, source)
    assert made.model.rowCount() == 100_000
    assert 0 < source.fetched <= 2 * PAGE
    made.view.scrollToBottom()
    made.view.viewport().repaint()
    assert made.model.cell(99_999, 0) == "学生100000"
    assert source.fetched <= 5 * PAGE
    assert made.totals.text() == "共 100,000 条　金额 1,234.00 元"


def test_a_header_click_sorts_and_figures_stand_right(qtbot: QtBot, dressed: None) -> None:
    made = shown(qtbot, Numbers(300))
    header = made.view.horizontalHeader()
    for _ in range(2):
        place = header.sectionViewportPosition(0) + 20
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place, 10))
    assert made.model.cell(0, 0) == "学生300"
    aligned = made.model.data(made.model.index(0, 1), Qt.ItemDataRole.TextAlignmentRole)
    assert aligned & Qt.AlignmentFlag.AlignRight


def test_the_filter_narrows_escape_widens_and_empty_says_what_to_do(qtbot: QtBot, dressed: None) -> None:
    made = shown(qtbot, Numbers(300))
    qtbot.keyClicks(made.filter, "7")
    qtbot.waitUntil(lambda: made.model.rowCount() == 1)
    qtbot.keyClicks(made.filter, "x")
    qtbot.waitUntil(lambda: made.empty.isVisible())
    assert "没有符合“7x”的记录" in made.empty.text()
    qtbot.keyClick(made.filter, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: made.model.rowCount() == 300)
    nobody = shown(qtbot, Numbers(0))
    assert nobody.empty.isVisible()
    assert "Ctrl+N" in nobody.empty.text()


def test_keys_walk_and_open(qtbot: QtBot, dressed: None) -> None:
    made = shown(qtbot, Numbers(300))
    made.view.setFocus()
    made.view.setCurrentIndex(made.model.index(0, 0))
    with qtbot.waitSignal(made.chosen) as chosen:
        qtbot.keyClick(made.view, Qt.Key.Key_Down)
    with qtbot.waitSignal(made.opened) as opened:
        qtbot.keyClick(made.view, Qt.Key.Key_Return)
    assert (chosen.args, opened.args) == ([2], [2])


def test_refreshing_keeps_the_current_row(qtbot: QtBot, dressed: None) -> None:
    made = shown(qtbot, Numbers(300))
    made.select(250)
    said: list[int] = []
    made.chosen.connect(said.append)
    made.refresh()
    assert (made.current(), said) == (250, [])


def test_widths_are_remembered(qtbot: QtBot, dressed: None) -> None:
    made = shown(qtbot, Numbers(3))
    made.view.setColumnWidth(0, 173)
    made._keep_widths()
    assert shown(qtbot, Numbers(3)).view.columnWidth(0) == 173
