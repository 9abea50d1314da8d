"""打印 where the lists are: the paper of the register, the batch or the panel that is in sight."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from eduaid_desktop.documents import pages
from eduaid_desktop.gui.aid_bulk_panel import AidBulkPanel
from eduaid_desktop.gui.aid_totals_panel import AidTotalsPanel
from eduaid_desktop.gui.home_page import HomePage
from eduaid_desktop.gui.printing.paper_menu import PaperButton
from eduaid_desktop.gui.registers_page import RegistersPage
from eduaid_desktop.gui.term_batch.batches_page import BatchesPage
from eduaid_desktop.gui.window import MainWindow

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def shown(sample_window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """(document, text) of what was shown in the preview."""
    found: list[tuple[str, str]] = []

    def show(pdf: Path, title: str, document: str = "", *more: Any) -> None:
        found.append((document, "".join(pages.text(pdf))))

    monkeypatch.setattr(sample_window, "preview", show)
    return found


def registers(window: MainWindow, key: str) -> RegistersPage:
    window.go("registers")
    assert isinstance(window.page, RegistersPage)
    window.page.take(key)
    return window.page


def entries(button: PaperButton) -> dict[str, Any]:
    button.papers.aboutToShow.emit()
    return {action.objectName().removeprefix("print_"): action for action in button.papers.actions()}


def test_the_relief_register_prints_as_it_stands(
    sample_window: MainWindow, shown: list[tuple[str, str]], qtbot: QtBot
) -> None:
    page = registers(sample_window, "relief")
    register = page.register
    register.list.view.sortByColumn(9, Qt.SortOrder.DescendingOrder)
    register.list.filter.setText("达瓦村")
    qtbot.waitUntil(lambda: register.list.model.filter == "达瓦村")
    listed = [register.list.model.cell(row, 0) for row in range(len(register.list.model.ids))]
    qtbot.keyClick(sample_window, Qt.Key.Key_P, CONTROL)
    qtbot.waitUntil(lambda: bool(shown), timeout=20_000)
    document, text = shown[0]
    assert document == "relief_ledger"
    numbers = [line.split()[1] for line in text.splitlines() if line[:1].isdigit() and "JYJZ" in line]
    assert numbers == [number for number in listed if number]
    assert len(numbers) > 3


def test_the_term_of_the_register_is_that_of_its_papers(
    sample_window: MainWindow, shown: list[tuple[str, str]], qtbot: QtBot
) -> None:
    register = registers(sample_window, "relief").register
    assert [*entries(register.paper_button)] == [
        "relief_ledger", "summary_sheet", "application_roster", "result_list", "rejection_list",
    ]  # fmt: skip
    entries(register.paper_button)["summary_sheet"].trigger()
    qtbot.waitUntil(lambda: bool(shown), timeout=20_000)
    assert "2018年春季学期教育扶贫救助基金申请汇总表" in shown[0][1]
    register.term.setCurrentIndex(0)
    assert [*entries(register.paper_button)] == ["relief_ledger", "summary_sheet"]
    entries(register.paper_button)["relief_ledger"].trigger()
    qtbot.waitUntil(lambda: len(shown) > 1, timeout=20_000)
    assert "格桑镇2018年教育扶贫救助台账" in shown[1][1]


def test_a_payment_leads_to_the_list_it_stands_on(
    sample_window: MainWindow, shown: list[tuple[str, str]], qtbot: QtBot
) -> None:
    register = registers(sample_window, "payments").register
    with sample_window.desk.store.change("经办人甲", "列入发放表") as change:
        about = {"list_no": "FF-513399101-2018S-009", "kind": "regular", "term": "2018S", "row_count": 1}
        payment = change.select("payment")[0]
        made = {**about, "amount": payment["amount"], "status": "answered", "made_on": "2018-06-06"}
        list_id = change.insert("payment_list", made)
        change.update("payment", payment["id"], {"payment_list_id": list_id, "position": 1})
    register.list.select(payment["id"])
    assert [*entries(register.paper_button)] == ["payment_sheet", "recovery_record"]
    qtbot.keyClick(sample_window, Qt.Key.Key_P, CONTROL)
    qtbot.waitUntil(lambda: bool(shown), timeout=20_000)
    assert shown[0][0] == "payment_sheet"
    assert "FF-513399101-2018S-009" in shown[0][1]


def test_a_batch_prints_what_goes_up_with_it(
    sample_window: MainWindow, shown: list[tuple[str, str]], qtbot: QtBot
) -> None:
    sample_window.go("batches")
    page = sample_window.page
    assert isinstance(page, BatchesPage)
    number = page.batch.number.text()
    qtbot.keyClick(sample_window, Qt.Key.Key_P, CONTROL)
    qtbot.waitUntil(lambda: bool(shown), timeout=20_000)
    assert shown[0][0] == "cover_sheet"
    assert number in shown[0][1]
    assert [*entries(page.batch.print_button)] == [
        "cover_sheet", "report_letter", "summary_sheet", "application_roster", "result_list",
        "missing_list",
    ]  # fmt: skip
    entries(page.batch.print_button)["summary_sheet"].trigger()
    qtbot.waitUntil(lambda: len(shown) == 2, timeout=20_000)
    assert number in shown[1][1]


def test_a_reported_case_prints_the_summary_of_its_batch(
    sample_window: MainWindow, shown: list[tuple[str, str]], qtbot: QtBot
) -> None:
    store = sample_window.desk.store
    line = store.select("batch_line")[0]
    sample_window.go("relief", line["case_id"])
    button = sample_window.page.handling.papers  # type: ignore[attr-defined]
    actions = {action.objectName(): action for action in button.menu().actions()}
    actions["print_batch_summary_sheet"].trigger()
    qtbot.waitUntil(lambda: bool(shown), timeout=20_000)
    assert store.get("batch", line["batch_id"])["batch_no"] in shown[0][1]


def test_the_totals_of_a_year_and_of_a_term_are_printed(
    sample_window: MainWindow, shown: list[tuple[str, str]], qtbot: QtBot
) -> None:
    sample_window.go("aid")
    panel = AidTotalsPanel(sample_window.page)
    panel.open_panel()
    assert [*entries(panel.print_button)] == ["term_table", "aid_roster"]
    panel.when.setCurrentIndex(panel.when.findText("2018年（春、秋两学期）"))
    entries(panel.print_button)["year_table"].trigger()
    qtbot.waitUntil(lambda: bool(shown), timeout=20_000)
    whole = panel.whole.text().split()
    assert "2018年学生资助统计表（年度）" in shown[0][1]
    assert f"资助小计 {whole[0]} {whole[2]}" in shown[0][1]


def test_a_programme_is_printed_where_it_is_registered(
    sample_window: MainWindow, shown: list[tuple[str, str]], qtbot: QtBot
) -> None:
    sample_window.go("aid")
    panel = AidBulkPanel(sample_window.page)
    panel.open_panel()
    box = panel.findChild(QComboBox, "bulkProgramme")
    box.setCurrentIndex(box.findData("P09"))
    assert [*entries(panel.print_button)] == ["aid_roster", "aid_payment_sheet"]
    entries(panel.print_button)["aid_payment_sheet"].trigger()
    qtbot.waitUntil(lambda: bool(shown), timeout=20_000)
    assert "普高国家助学金发放表" in shown[0][1]


def test_ctrl_p_prints_what_covers_the_page(
    sample_window: MainWindow, shown: list[tuple[str, str]], qtbot: QtBot
) -> None:
    sample_window.go("aid")
    qtbot.keyClick(sample_window, Qt.Key.Key_P, CONTROL)
    qtbot.waitUntil(lambda: len(shown) == 1, timeout=20_000)
    AidTotalsPanel(sample_window.page).open_panel()
    qtbot.keyClick(sample_window, Qt.Key.Key_P, CONTROL)
    qtbot.waitUntil(lambda: len(shown) == 2, timeout=20_000)
    assert [document for document, _ in shown] == ["aid_roster", "term_table"]


@pytest.mark.parametrize(("key", "document"), [("projects", "project_ledger"), ("rare_names", "rare_names")])
def test_a_register_prints_by_the_key_what_its_button_prints(
    sample_window: MainWindow, shown: list[tuple[str, str]], qtbot: QtBot, key: str, document: str
) -> None:
    registers(sample_window, key)
    qtbot.keyClick(sample_window, Qt.Key.Key_P, CONTROL)
    qtbot.waitUntil(lambda: bool(shown), timeout=20_000)
    assert shown[0][0] == document


def test_the_first_page_prints_how_the_term_stands(
    sample_window: MainWindow, shown: list[tuple[str, str]], qtbot: QtBot
) -> None:
    sample_window.go("home")
    page = sample_window.page
    assert isinstance(page, HomePage)
    qtbot.waitUntil(lambda: page.board.isVisible(), timeout=20_000)
    qtbot.keyClick(sample_window, Qt.Key.Key_P, CONTROL)
    qtbot.waitUntil(lambda: bool(shown), timeout=20_000)
    assert shown[0][0] == "deadline_board"


def test_a_page_without_papers_says_where_they_all_are(sample_window: MainWindow, qtbot: QtBot) -> None:
    registers(sample_window, "policies")
    qtbot.keyClick(sample_window, Qt.Key.Key_P, CONTROL)
    assert "台账—打印单据" in sample_window.strip.message.text()
