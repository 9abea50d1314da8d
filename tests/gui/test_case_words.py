"""Every state of a relief case is told in words: where, since when, who has it, what opens what is closed."""

import re
from collections.abc import Callable, Iterator

from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from eduaid_desktop.domain import workflow
from eduaid_desktop.gui.relief_desk import ReliefDesk
from eduaid_desktop.gui.relief_page import ReliefPage
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services import office, relief

from .seen import find, said

# Letters and marks that no clerk writes; the numbers of cases and batches are hers.
_INTERNAL = re.compile(r"[A-Za-z_]{2,}|\bNone\b|[{}\[\]]|：$|，$|^$")
_NUMBERS = re.compile(r"[A-Z]{2,4}-\d{9}-\d{4}[SA]-?\d*")
_HAS_IT = {
    workflow.DRAFT: "经办人甲", workflow.ACCEPTED: "经办人甲", workflow.VILLAGE_REVIEW: "村村民委员会",
    workflow.VILLAGE_NOTICE: "村村民委员会", workflow.OBJECTION: "经办人甲", workflow.TOWN_REVIEW: "格桑镇审核人",
    workflow.TOWN_NOTICE: "格桑镇", workflow.READY: "格桑镇审核人", workflow.REPORTED: "云岭县教育局",
    workflow.COUNTY_RETURNED: "经办人甲", workflow.APPROVED: "格桑镇审核人", workflow.OVERCAP_PENDING: "云岭县人民政府",
    workflow.IN_PAYMENT: "银行", workflow.PAY_FAILED: "经办人甲", workflow.PAID: "等归档",
    workflow.REJECTED: "等归档", workflow.WITHDRAWN: "等归档", workflow.RECOVERED: "等归档", workflow.ARCHIVED: "办结",
}  # fmt: skip


def shown(window: MainWindow, state: int) -> ReliefDesk:
    """The page with a case in a state."""
    if state == workflow.TOWN_NOTICE:
        office.set_setting(window.desk, "township_notice", True)
        before = window.desk.store.select("relief_case", state=workflow.TOWN_REVIEW)[0]["id"]
        relief.act(window.desk, before, "township_notice", signer="泽仁旺堆")
    window.go("relief", window.desk.store.select("relief_case", state=state)[0]["id"])
    assert isinstance(window.page, ReliefPage)
    assert window.page.handling is not None
    return window.page.handling


def told(page: ReliefDesk) -> Iterator[str]:
    """Every sentence on the card and in the list of other steps."""
    yield page.card.state.text()
    yield page.card.since.text()
    for note in page.card.findChildren(QLabel, "caseNote"):
        yield note.text()
    for word in page.others.findChildren(QLabel):
        yield word.text()
    for step in page.others.findChildren(QPushButton):
        yield step.text()


def test_where_a_case_stands_and_who_has_it_is_told_in_plain_words(sample_window: MainWindow) -> None:
    for state, known in workflow.STATES.items():
        page = shown(sample_window, state)
        assert known.label in page.card.state.text()
        assert re.search(r"2018年\d+月\d+日(起|办结)", page.card.since.text())
        assert _HAS_IT[state] in page.card.since.text()
        sentences = [*told(page)]
        assert len(sentences) > 10
        assert [words for words in sentences if _INTERNAL.search(_NUMBERS.sub("", words))] == []


def test_one_next_step_and_a_reason_for_every_closed_one(sample_window: MainWindow) -> None:
    for state in workflow.STATES:
        page = shown(sample_window, state)
        found = relief.steps(sample_window.desk, page.panel.values["id"])
        assert sum(step.main for step in found) == (state != workflow.ARCHIVED)
        notes = [note.text() for note in page.card.findChildren(QLabel, "caseNote")]
        for step in (each for each in found if not each.open):
            whys = [label.text() for label in page.others.findChildren(QLabel, f"why_{step.action}")]
            why = next(note for note in notes if step.label in note) if step.main else whys[-1]
            assert len(why) > 10
            assert why.endswith("。")


def test_locked_fields_say_what_would_open_them(sample_window: MainWindow) -> None:
    notes = {}
    for state in (workflow.REPORTED, workflow.IN_PAYMENT, workflow.PAY_FAILED, workflow.PAID):
        page = shown(sample_window, state)
        notes[state] = page.card.findChildren(QLabel, "caseNote")[-1].text()
    assert "县级退回" in notes[workflow.REPORTED]
    assert "银行退回以后更正" in notes[workflow.IN_PAYMENT]
    assert "收款账户可以更正" in notes[workflow.PAY_FAILED]
    assert "追回" in notes[workflow.PAID]


def test_a_refusal_offers_its_letter_with_one_click(
    sample_window: MainWindow, qtbot: QtBot, write: Callable[[QWidget, str], None]
) -> None:
    page = shown(sample_window, workflow.VILLAGE_REVIEW)
    name = page.panel.values["name"]
    page.others_button.click()
    find(page.others, QPushButton, "step_reject").click()
    for field, words in (("reason", "经入户核查，不符合条件"), ("signer", "多吉次仁")):
        write(page.sheet.editors[field], words)
    page.sheet.do_button.click()
    assert "可以打印不予救助告知书" in said(sample_window)
    page.step_papers.findChildren(QPushButton, "stepPaper_rejection_letter")[-1].click()
    qtbot.waitUntil(lambda: sample_window.previewing is not None)
    assert sample_window.previewing is not None
    assert name in sample_window.previewing.title.text()


def test_the_menu_says_what_a_letter_waits_for(sample_window: MainWindow) -> None:
    menu = {a.objectName(): a for a in shown(sample_window, workflow.TOWN_REVIEW).papers.menu().actions()}
    assert menu["print_waiting"].isEnabled()
    assert not menu["print_rejection"].isEnabled()
    assert "不予救助以后可以打印" in menu["print_rejection"].text()
    menu = {a.objectName(): a for a in shown(sample_window, workflow.REJECTED).papers.menu().actions()}
    assert menu["print_rejection"].isEnabled()
    assert not menu["print_waiting"].isEnabled()


def test_the_menu_says_what_a_notice_and_a_batch_give_out(sample_window: MainWindow) -> None:
    menu = {a.objectName(): a for a in shown(sample_window, workflow.VILLAGE_NOTICE).papers.menu().actions()}
    for name, why in (
        ("result", "公示期满以后可以打印"), ("objection", "收到异议以后可以打印"), ("cover_sheet", "批次以后可以打印"),
        ("report_letter", "批次以后可以打印"),
    ):  # fmt: skip
        assert not menu[f"print_{name}"].isEnabled(), name
        assert why in menu[f"print_{name}"].text()
    menu = {a.objectName(): a for a in shown(sample_window, workflow.OBJECTION).papers.menu().actions()}
    assert menu["print_objection"].isEnabled()
    assert not menu["print_result"].isEnabled()
    menu = {a.objectName(): a for a in shown(sample_window, workflow.REPORTED).papers.menu().actions()}
    for name in ("result", "cover_sheet", "report_letter"):
        assert menu[f"print_{name}"].isEnabled(), name
