"""Printing from the page of a relief case: which documents there are, and which one is meant by Ctrl+P."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton

from eduaid_desktop.domain import workflow
from eduaid_desktop.gui import temporary
from eduaid_desktop.gui.page import Shell
from eduaid_desktop.gui.pieces import named
from eduaid_desktop.gui.tasks import unless_cancelled

_NOTICED = (workflow.VILLAGE_NOTICE, workflow.TOWN_NOTICE)
_NOT_YET_SIGNED = (workflow.DRAFT, workflow.ACCEPTED, workflow.VILLAGE_REVIEW)
# Papers that some cases have: after which step.
_OF_MONEY = (
    ("pay_failed", "payment_correction", "补发（更正）表"),
    ("recover", "recovery_record", "追回登记"),
)


@dataclass(frozen=True)
class Paper:
    """One entry of the menu; why says what it waits for, "" when it can be printed."""

    key: str
    document: str
    title: str
    filled: bool = True
    why: str = ""


def papers(case: Mapping[str, Any], noticed: bool, taken: frozenset[str] = frozenset()) -> list[Paper]:
    """What can be printed of a case. noticed: it hangs, or hung, in a notice. taken: the steps it has taken."""
    slip = "" if case["approved"] is not None else "县级批准后可以打印"
    notice = "" if noticed else "村级初审同意后可以打印"
    return [
        Paper("form_blank", "approval_form", "申请审批表（意见栏空白，供签字）", filled=False),
        Paper("form", "approval_form", "申请审批表（填好意见）"),
        Paper("slip", "approval_slip", "审批单", why=slip),
        Paper("notice", "notice_list", "公示名单", why=notice),
        *(Paper(document, document, title) for step, document, title in _OF_MONEY if step in taken),
    ]


def fitting(case: Mapping[str, Any], found: list[Paper]) -> Paper:
    """The paper that the present state is about."""
    by_key = {paper.key: paper for paper in found}
    if case["state"] in _NOTICED and not by_key["notice"].why:
        return by_key["notice"]
    if case["state"] in _NOT_YET_SIGNED:
        return by_key["form_blank"]
    return by_key["form"] if by_key["slip"].why else by_key["slip"]


class PrintButton(QPushButton):
    """A menu of the papers of the case that is shown. Writing runs as a task, the preview shows the result."""

    def __init__(self, shell: Shell) -> None:
        super().__init__("打印")
        named(self, "printMenu")
        self._shell = shell
        self._case: Mapping[str, Any] = {}
        self._papers: list[Paper] = []
        self._folder = temporary.folder()
        self.destroyed.connect(self._folder.cleanup)
        self._menu = QMenu(self)
        self.setMenu(self._menu)
        self.setToolTip("Ctrl+P 打印当前最需要的一种")

    def offer(self, case: Mapping[str, Any], noticed: bool, taken: frozenset[str] = frozenset()) -> None:
        """Let the menu be about this case; {} for none. taken: the steps it has taken."""
        self._case = case
        self._papers = papers(case, noticed, taken) if case else []
        self.setVisible(bool(case))
        self._menu.clear()
        for action in self._actions():
            self._menu.addAction(action)

    def print_fitting(self) -> None:
        """Print what the state of the case is about."""
        if self._papers:
            self._write(fitting(self._case, self._papers))
        else:
            self._shell.say("先选一份已保存的申请，再打印。")

    def _actions(self) -> Iterator[QAction]:
        for paper in self._papers:
            words = f"{paper.title}　{paper.why}" if paper.why else paper.title
            action = QAction(words, self._menu)
            action.setObjectName(f"print_{paper.key}")
            action.setEnabled(not paper.why)
            action.triggered.connect(lambda checked=False, paper=paper: self._write(paper))
            yield action

    def _write(self, paper: Paper) -> None:
        from eduaid_desktop.services import slips

        case, desk = self._case, self._shell.desk
        reference = case["case_no"] or str(case["id"])
        called = slips.DOCUMENTS[paper.document].title
        title = f"{called}　{case['name']}"
        target = Path(self._folder.name) / f"{called}_{case['name']}_{reference}.pdf"

        def work() -> Path:
            slips.write(desk, paper.document, target, case=reference, filled=paper.filled)
            return target

        self._shell.tasks.start(
            f"正在生成{called}",
            unless_cancelled(work),
            lambda pdf: self._shell.preview(pdf, title),
        )
