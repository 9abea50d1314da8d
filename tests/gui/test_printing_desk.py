"""打印单据: a clerk finds a paper by its name, says what it is about, and sees it, without a mouse."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from eduaid_desktop.documents import pages
from eduaid_desktop.gui.printing.document_preview import preview_document
from eduaid_desktop.gui.printing.printing_desk import PrintingDesk
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


def test_every_document_can_be_chosen_and_says_what_it_asks(sample_window: MainWindow) -> None:
    desk = desk_of(sample_window)
    for key, document in DOCUMENTS.items():
        desk.take(key)
        assert desk.title.text() == document.title
        asked = {*document.about, *(f"what_{kind}" for kind in document.what)}
        asked |= {field.name for field in document.asks}
        assert asked <= {*desk.grid.editors}, key


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
    preview_document(sample_window, desk, "return_notice", about, what=str(child))
    shown(sample_window, qtbot)


def test_tab_comes_to_the_questions_before_the_button(sample_window: MainWindow, qtbot: QtBot) -> None:
    desk = desk_of(sample_window)
    for document in ("approval_form", "report_letter"):
        desk.take(document)
        wanted = [*desk.grid.editors.values(), desk.preview_button]
        qtbot.waitUntil(lambda wanted=wanted: all(each.isVisible() for each in wanted))
        desk.list.view.setFocus()
        came = []
        for _ in wanted:
            qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
            came.append(QApplication.focusWidget())
        assert came == wanted


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


def test_the_village_and_the_term_stay_but_an_answer_is_for_its_own_paper(sample_window: MainWindow) -> None:
    desk = desk_of(sample_window)
    choose(desk, "report_letter", "term", TERM)
    line = desk.grid.editors["symbol"]
    assert isinstance(line, QLineEdit)
    line.setText("格府函〔2018〕12号")
    choose(desk, "approval_form", "what_village", "513399101200")
    line = desk.grid.editors["as_of"]
    assert isinstance(line, QLineEdit)
    line.setText("2018-06-01")
    desk.take("approval_slip")
    assert desk.grid.raw()["term"] == TERM
    assert desk.grid.raw()["what_village"] == "513399101200"
    assert desk.grid.raw()["as_of"] == ""
    desk.take("report_letter")
    assert desk.grid.raw()["symbol"] == "格府函〔2018〕12号"


def test_a_paper_is_of_what_was_named_last(sample_window: MainWindow) -> None:
    desk = desk_of(sample_window)
    choose(desk, "prefilled_form", "what_village", "513399101200")
    chosen = desk.grid.editors["what_class"]
    assert isinstance(chosen, QComboBox)
    chosen.setCurrentIndex(1)
    assert desk.grid.raw()["what_village"] == ""
    assert desk.grid.raw()["what_class"] == chosen.itemData(1)
    line = desk.grid.editors["what_person"]
    assert isinstance(line, QLineEdit)
    line.setText("5133")
    assert desk.grid.raw()["what_class"] == ""
    assert line.text() == "5133"


def test_the_focus_stays_on_the_term_that_is_turned_by_keys(sample_window: MainWindow, qtbot: QtBot) -> None:
    desk = desk_of(sample_window)
    desk.take("approval_form")
    qtbot.waitUntil(lambda: desk.grid.editors["term"].isVisible())
    desk.grid.start("term")
    before = desk.grid.raw()["term"]
    qtbot.keyClick(desk.grid.editors["term"], Qt.Key.Key_Down)
    assert desk.grid.raw()["term"] != before
    assert QApplication.focusWidget() is desk.grid.editors["term"]


def test_a_paper_of_one_thing_asks_for_it_in_plain_words(sample_window: MainWindow) -> None:
    desk = desk_of(sample_window)
    for key in (key for key, document in DOCUMENTS.items() if not document.whole):
        desk.take(key)
        assert not [q for q in desk.grid.questions if ("", "全部") in q.choices], key
        desk.print_()
        said = [desk.problem.text(), *(line.text() for line in desk.grid.lines.values())]
        assert [words for words in said if words], key
        assert not [words for words in said if "--" in words], key
    assert sample_window.previewing is None


def test_a_choice_begins_with_its_default_and_can_be_taken_back(sample_window: MainWindow) -> None:
    desk = desk_of(sample_window)
    desk.take("summary_sheet")
    assert desk.grid.raw()["rows"] == "village"
    choose(desk, "aid_roster", "programme", "")
    assert desk.grid.raw()["programme"] == ""


def test_a_tick_is_answered_in_words_and_kept_for_a_reprint(sample_window: MainWindow, qtbot: QtBot) -> None:
    desk = desk_of(sample_window)
    choose(desk, "approval_slip", "term", TERM)
    box = desk.grid.editors["stub"]
    assert isinstance(box, QCheckBox)
    box.setChecked(True)
    desk.print_()
    qtbot.waitUntil(lambda: sample_window.previewing is not None, timeout=20_000)
    assert sample_window.previewing is not None
    placed = sample_window.previewing._order.placed
    assert placed[0].slip.answers == (("stub", "是"), ("changed", "否"))


def test_a_number_with_a_stroke_is_looked_for_and_no_folder(sample_window: MainWindow, qtbot: QtBot) -> None:
    desk = desk_of(sample_window)
    desk.take("approval_slip")
    line = desk.grid.editors["case"]
    assert isinstance(line, QLineEdit)
    line.setText("2018/9999")
    desk.print_()
    qtbot.waitUntil(lambda: desk.problem.text() != "")
    assert "文件夹" not in desk.problem.text()


def test_what_is_asked_is_what_is_printed_while_the_list_is_filtered(
    sample_window: MainWindow, qtbot: QtBot
) -> None:
    desk = desk_of(sample_window)
    choose(desk, "deadline_board", "term", TERM)
    desk.list.filter.setText("上报函")
    qtbot.waitUntil(lambda: len(desk.list.model.ids) == 1)
    assert desk.title.text() == DOCUMENTS[desk.key].title == "周例会进度表"
    desk.print_()
    assert "救助基金进度表" in shown(sample_window, qtbot)
    desk.take("report_letter")
    assert desk.list.current() == desk.keys.index("report_letter")


def test_no_hint_beside_a_tick_is_cut(sample_window: MainWindow, qtbot: QtBot) -> None:
    desk, seen = desk_of(sample_window), 0
    for key in (key for key, document in DOCUMENTS.items() if document.asks):
        desk.take(key)
        boxes = [each for each in desk.grid.editors.values() if isinstance(each, QCheckBox)]
        qtbot.waitUntil(lambda boxes=boxes: all(each.isVisible() for each in boxes))
        assert not [box.text() for box in boxes if box.width() < box.sizeHint().width()], key
        seen += len(boxes)
    assert seen > 5


def test_what_a_blank_form_is_of_stands_over_the_preview(sample_window: MainWindow, qtbot: QtBot) -> None:
    desk = desk_of(sample_window)
    choose(desk, "blank_form", "term", TERM)
    assert "单号" not in desk.note.text()
    choose(desk, "blank_form", "what_village", "513399101200")
    desk.print_()
    qtbot.waitUntil(lambda: sample_window.previewing is not None, timeout=20_000)
    assert sample_window.previewing is not None
    assert sample_window.previewing.title.text() == "申请审批表（空白）　2018年春季学期上格桑村"


def choose(desk: PrintingDesk, document: str, name: str, value: str) -> None:
    """Choose a document, and one of the choices it offers."""
    desk.take(document)
    box = desk.grid.editors[name]
    assert isinstance(box, QComboBox)
    assert box.findData(value) >= 0
    box.setCurrentIndex(box.findData(value))


@pytest.mark.parametrize(
    ("document", "field", "typed", "said"),
    [
        ("approval_form", "as_of", "昨天", "请填写日期"),
        ("aid_notice", "days", "0", "公示天数不能是 0"),
        ("return_notice", "what_person", "扎西", "请写身份证号或编号"),
    ],
)
def test_a_wrong_answer_is_said_under_its_question(
    sample_window: MainWindow, qtbot: QtBot, document: str, field: str, typed: str, said: str
) -> None:
    desk = desk_of(sample_window)
    desk.take(document)
    line = desk.grid.editors[field]
    assert isinstance(line, QLineEdit)
    line.setText(typed)
    desk.print_()
    qtbot.waitUntil(lambda: said in desk.grid.lines[field].text(), timeout=20_000)
    assert sample_window.previewing is None


def test_a_day_may_be_written_as_people_write_it(sample_window: MainWindow, qtbot: QtBot) -> None:
    desk = desk_of(sample_window)
    choose(desk, "approval_slip", "term", TERM)
    line = desk.grid.editors["as_of"]
    assert isinstance(line, QLineEdit)
    line.setText("2018年6月11日")
    desk.print_()
    assert "审批单" in shown(sample_window, qtbot)


def test_a_child_is_named_as_the_question_says(sample_window: MainWindow, qtbot: QtBot) -> None:
    store = sample_window.desk.store
    names = [row["name"] for row in store.select("person")]
    pupils = [store.get("person", row["person_id"]) for row in store.select("enrolment", term=TERM)]
    pupil = next(p for p in pupils if names.count(p["name"]) == 1)
    desk = desk_of(sample_window)
    choose(desk, "prefilled_form", "term", TERM)
    line = desk.grid.editors["what_person"]
    assert isinstance(line, QLineEdit)
    line.setText(pupil["name"])
    desk.print_()
    assert pupil["name"] in shown(sample_window, qtbot)
