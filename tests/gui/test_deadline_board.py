"""期限板 on the first tab: figures open their rows, the villages that are late are one line, and it prints."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from eduaid_desktop.gui.deadline_board import DeadlineBoard
from eduaid_desktop.gui.relief_page import ReliefPage
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services import deadlines, relief

from .seen import find


def board(window: MainWindow) -> DeadlineBoard:
    window.go("home")
    return find(window.page, DeadlineBoard, "deadlineBoard")


def test_the_figures_of_a_step_open_the_cases_they_count(sample_window: MainWindow, qtbot: QtBot) -> None:
    for line in deadlines.board(sample_window.desk).lines:
        for kind, count in (("count", line.count), ("risk", line.at_risk)):
            if count:
                figure = find(board(sample_window), QPushButton, f"{kind}_{line.key}")
                figure.setFocus()
                qtbot.keyClick(figure, Qt.Key.Key_Return)
                page = sample_window.page
                assert isinstance(page, ReliefPage)
                assert page.list.model.rowCount() == count
                assert figure.text().endswith(str(count))


def test_a_step_taken_moves_the_case_on_the_board(sample_window: MainWindow) -> None:
    before = {each.key: each.count for each in deadlines.board(sample_window.desk).lines}
    case = sample_window.desk.store.select("relief_case", state=20)[0]
    relief.act(sample_window.desk, case["id"], "send_village")
    # The figures of the last time may still wait for their deletion.
    words = board(sample_window).findChildren(QPushButton, "count_village_review")[-1].text()
    assert words == str(before["village_review"] + 1)


def test_the_villages_that_are_late_are_one_line_that_opens(sample_window: MainWindow) -> None:
    shown = board(sample_window)
    line, names = find(shown, QPushButton, "missingVillages"), find(shown, QLabel, "missingVillagesNames")
    assert "1 个村还没有交来申请" in line.text()
    assert not names.isVisible()
    line.click()
    assert names.isVisible()
    assert names.text() == "仁真村"
    line.click()
    assert not names.isVisible()


def test_the_sheet_for_the_meeting_is_printed_from_the_board(sample_window: MainWindow, qtbot: QtBot) -> None:
    find(board(sample_window), QPushButton, "printBoard").click()
    qtbot.waitUntil(lambda: sample_window.previewing is not None)


def test_the_board_comes_by_itself_once_the_first_page_stands(
    sample_window: MainWindow, qtbot: QtBot
) -> None:
    shown = find(sample_window.page, DeadlineBoard, "deadlineBoard")
    qtbot.waitUntil(shown.isVisible)
    assert "6月30日前发放到位" in find(shown, QLabel, "deadlineLeft").text()


def test_an_office_without_cases_has_no_board(window: MainWindow) -> None:
    assert not board(window).isVisible()


def test_the_board_stands_beside_the_rest_and_scrolls_on_a_small_screen(
    sample_window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    for wide, high in ((1366, 728), (910, 480)):
        sample_window.resize(wide, high)
        shown = board(sample_window)
        qtbot.waitUntil(lambda wide=wide: sample_window.width() == wide)  # type: ignore[misc]
        right = shown.mapTo(sample_window, shown.rect().topRight()).x()
        assert right <= wide
        assert shown.width() >= shown.minimumSizeHint().width()
