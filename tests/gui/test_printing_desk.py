"""打印单据: a clerk finds a paper by its name, says what it is about, and sees it, without a mouse."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from eduaid_desktop.documents import pages
from eduaid_desktop.gui.document_preview import preview_document
from eduaid_desktop.gui.printing_desk import PrintingDesk
from eduaid_desktop.gui.registers_page import RegistersPage
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services import relief
from eduaid_desktop.services.papers.catalogue import DOCUMENTS
from eduaid_desktop.services.papers.kinds import GROUPS

CONTROL = Qt.KeyboardModifier.ControlModifier
TERM = "2018S"


def desk_of(window: MainWindow) -> PrintingDesk:
    window.show_only("registers", "", {"register": "printing"})
    page = window.page
    assert isinstance(page, RegistersPage)
    assert isinstance(page.register, PrintingDesk)
    return page.register


def shown(window: MainWindow, qtbot: QtBot) -> str:
    """The text of the PDF in the preview, once it is there."""
    qtbot.waitUntil(lambda: window.previewing is not None, timeout=20_000)
    preview = window.previewing
    assert preview is not None
    return "".join("".join(pages.text(preview._order.pdf)).split())


def test_every_document_stands_in_the_list_under_a_chapter(sample_window: MainWindow) -> None:
    desk = desk_of(sample_window)
    assert sorted(desk.keys) == sorted(DOCUMENTS)
    assert {document.group for document in DOCUMENTS.values()} <= set(GROUPS)
    assert len(desk.list.model.ids) == len(DOCUMENTS)
    titles = [document.title for document in DOCUMENTS.values()]
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize("key", [*DOCUMENTS])
def test_every_document_can_be_chosen_and_says_what_it_asks(sample_window: MainWindow, key: str) -> None:
    desk = desk_of(sample_window)
    desk.take(key)
    assert desk.title.text() == DOCUMENTS[key].title
    asked = {*DOCUMENTS[key].about, *(f"what_{kind}" for kind in DOCUMENTS[key].what)}
    asked |= {field.name for field in DOCUMENTS[key].asks}
    assert asked <= {*desk.grid.editors}


def test_a_paper_is_found_by_its_name_and_shown_by_keys_alone(
    sample_window: MainWindow, qtbot: QtBot
) -> None:
    desk = desk_of(sample_window)
    desk.list.filter.setText("进度表")
    qtbot.waitUntil(lambda: len(desk.list.model.ids) == 1)
    desk.list.start()
    qtbot.waitUntil(lambda: desk.grid.editors["term"].isVisible())
    qtbot.keyClick(desk.list.view, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is desk.grid.editors["term"]
    qtbot.keyClick(sample_window, Qt.Key.Key_P, CONTROL)
    assert "救助基金进度表" in shown(sample_window, qtbot)


def test_the_forms_of_one_village_leave_out_the_others(sample_window: MainWindow, qtbot: QtBot) -> None:
    store = sample_window.desk.store
    cases = [relief.load(sample_window.desk, row["id"]) for row in store.select("relief_case", term=TERM)]
    village = next(case["village"] for case in cases if case["village"])
    desk = desk_of(sample_window)
    desk.take("approval_form")
    term, chosen = desk.grid.editors["term"], desk.grid.editors["what_village"]
    assert isinstance(term, QComboBox)
    assert isinstance(chosen, QComboBox)
    term.setCurrentIndex(term.findData(TERM))
    chosen = desk.grid.editors["what_village"]
    assert isinstance(chosen, QComboBox)
    chosen.setCurrentIndex(chosen.findData(village))
    desk.print_()
    text = shown(sample_window, qtbot)
    numbers = {case["case_no"]: case["village"] for case in cases if case["case_no"]}
    assert {number for number in numbers if number in text} == {
        number for number, code in numbers.items() if code == village
    }


def test_what_cannot_be_printed_is_said_beside_the_questions(sample_window: MainWindow, qtbot: QtBot) -> None:
    desk = desk_of(sample_window)
    desk.take("approval_slip")
    line = desk.grid.editors["case"]
    assert isinstance(line, QLineEdit)
    line.setText("JYJZ-513399101-2018S-9999")
    desk.print_()
    qtbot.waitUntil(lambda: desk.problem.text() != "")
    assert "9999" in desk.problem.text()
    assert sample_window.previewing is None


def test_the_name_of_the_file_holds_no_id_number(sample_window: MainWindow, qtbot: QtBot) -> None:
    people = sample_window.desk.store.select("person")
    child = next(p for p in people if p["id_number"] and (p["birth_date"] or "").startswith("2009"))
    desk = desk_of(sample_window)
    desk.take("return_notice")
    line = desk.grid.editors["what_person"]
    assert isinstance(line, QLineEdit)
    line.setText(child["id_number"])
    desk.print_()
    assert child["name"] in shown(sample_window, qtbot)
    preview = sample_window.previewing
    assert preview is not None
    assert child["id_number"] not in preview._order.pdf.name
    assert preview._order.pdf.name.startswith("限期返校通知书_513399…")


def test_signs_that_no_file_name_takes_do_not_stop_a_paper(sample_window: MainWindow, qtbot: QtBot) -> None:
    with sample_window.desk.change("登记") as change:
        child = change.insert("person", {"name": "扎西/A:?" + "卓" * 100, "birth_date": "2009-01-01"})
    desk = desk_of(sample_window)
    desk.take("return_notice")
    about = f"扎西/A:?{'卓' * 100}_{child}"
    preview_document(sample_window, desk._folder.name, "return_notice", about, what=str(child))
    shown(sample_window, qtbot)


def test_the_term_stays_for_the_next_paper(sample_window: MainWindow) -> None:
    desk = desk_of(sample_window)
    desk.take("deadline_board")
    term = desk.grid.editors["term"]
    assert isinstance(term, QComboBox)
    term.setCurrentIndex(term.findData("2017A"))
    desk.take("evidence_list")
    assert desk.grid.raw()["term"] == "2017A"


def test_the_desk_opens_with_the_questions_of_its_first_paper(
    sample_window: MainWindow, key: Callable[..., None]
) -> None:
    desk = desk_of(sample_window)
    assert desk.list.current() == 0
    assert desk.title.text() == DOCUMENTS[desk.keys[0]].title
