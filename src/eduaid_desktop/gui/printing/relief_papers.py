"""Printing from the page of a relief case: which documents there are, and which one is meant by Ctrl+P."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton

from eduaid_desktop.domain import workflow
from eduaid_desktop.gui.page import Shell
from eduaid_desktop.gui.pieces import named
from eduaid_desktop.gui.printing.document_preview import preview_document

_NOTICED = (workflow.VILLAGE_NOTICE, workflow.TOWN_NOTICE)
_ENDED = (
    workflow.PAID,
    workflow.ARCHIVED,
    workflow.REJECTED,
    workflow.WITHDRAWN,
    workflow.RECOVERED,
)
_REFUSED = (workflow.REJECTED, workflow.ARCHIVED)
_NOT_YET_SIGNED = (workflow.DRAFT, workflow.ACCEPTED, workflow.VILLAGE_REVIEW)
# What goes up with a batch, whole: after the step that reports a case.
_OF_BATCH = (("summary_sheet", "乡镇汇总表（所在批次）"), ("application_roster", "申请花名册（所在批次）"))
# Papers that some cases have: after which step.
_OF_MONEY = (
    ("pay_failed", "payment_correction", "补发（更正）表"),
    ("recover", "recovery_record", "追回登记"),
)


@dataclass(frozen=True)
class Paper:
    """One entry of the menu; why says what it waits for, "" when it can be printed.

    whole: of all cases of the village in the term, not of this one.
    """

    key: str
    document: str
    title: str
    filled: bool = True
    why: str = ""
    whole: bool = False


def papers(case: Mapping[str, Any], noticed: bool, taken: Sequence[str] = ()) -> list[Paper]:
    """What can be printed of a case. noticed: it hangs, or hung, in a notice. taken: its steps before its archiving."""
    past = "历史补录没有这种单据" if case["historical"] else ""
    slip = past or ("" if case["approved"] is not None else "县级批准后可以打印")
    file = "" if case["state"] in _ENDED else "办结后可以打印"
    notice = "" if noticed else "村级初审同意后可以打印"
    return [
        Paper("form_blank", "approval_form", "申请审批表（意见栏空白，供签字）", filled=False, why=past),
        Paper("form", "approval_form", "申请审批表（填好意见）", why=past),
        Paper("slip", "approval_slip", "审批单", why=slip),
        Paper("notice", "notice_list", "公示名单", why=notice),
        *_of_notice(case, noticed, taken, past),
        *_going_up(taken, past),
        *(Paper(f"batch_{key}", key, title) for key, title in _OF_BATCH if "report" in taken),
        *(Paper(document, document, title) for step, document, title in _OF_MONEY if step in taken),
        Paper("archive_cover", "archive_cover", "档案封面", why=file),
        Paper("archive_contents", "archive_contents", "卷内目录", why=file),
        Paper("evidence", "evidence_list", "佐证材料清单"),
        *_of_village("" if case["village"] else "没有写行政村"),
        *_letters(case, taken[-1] if taken else ""),
    ]


def _of_village(why: str) -> Iterator[Paper]:
    """What is made of all cases of the village in the term."""
    yield Paper("village_roster", "application_roster", "申请花名册（本村本学期）", why=why, whole=True)
    yield Paper("village_cover", "archive_cover", "档案封面（本村本学期合为一卷）", why=why, whole=True)
    yield Paper("village_contents", "archive_contents", "卷内目录（本村本学期合为一卷）", why=why, whole=True)


def _of_notice(case: Mapping[str, Any], noticed: bool, taken: Sequence[str], past: str) -> Iterator[Paper]:
    """What came of a notice, and of what was said against it. past: why a past case has neither."""
    hangs = not noticed or case["state"] in (*_NOTICED, workflow.OBJECTION)
    why = past or ("公示期满以后可以打印" if hangs else "")
    yield Paper("result", "notice_result", "公示结果证明", why=why)
    why = past or ("" if "objection" in taken else "收到异议以后可以打印")
    yield Paper("objection", "objection_record", "异议核查记录", why=why)


def _going_up(taken: Sequence[str], past: str) -> Iterator[Paper]:
    """What goes up to the county with the batch of a case."""
    why = past or ("" if "report" in taken else "纳入封存的批次以后可以打印")
    yield Paper("cover_sheet", "cover_sheet", "批次封面", why=why)
    yield Paper("report_letter", "report_letter", "上报函", why=why)


def _letters(case: Mapping[str, Any], last: str) -> Iterator[Paper]:
    """What is told the family, in its words."""
    refused = case["state"] in _REFUSED and last in ("reject", "objection_done")
    yield Paper(
        "rejection", "rejection_letter", "不予救助告知书", why="" if refused else "不予救助以后可以打印"
    )
    ended = case["state"] > workflow.PAY_FAILED
    yield Paper(
        "waiting", "waiting_letter", "办理进度告知单", why="已经办结，没有进度可以告知" if ended else ""
    )
    why = "" if last == "send_back" else "退回补正以后可以打印"
    yield Paper("correction", "correction_letter", "补正通知", why=why)
    yield Paper("household", "household_page", "家庭一页（家访用）")


def fitting(case: Mapping[str, Any], found: list[Paper]) -> Paper:
    """The paper that the present state is about."""
    by_key = {paper.key: paper for paper in found}
    if case["historical"]:
        return by_key["archive_contents"]
    if case["state"] in _NOTICED and not by_key["notice"].why:
        return by_key["notice"]
    if not by_key["rejection"].why:
        return by_key["rejection"]
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
        self._menu = QMenu(self)
        self.setMenu(self._menu)
        self.setToolTip("Ctrl+P 打印当前最需要的一种")

    def offer(self, case: Mapping[str, Any], noticed: bool, taken: Sequence[str] = ()) -> None:
        """Let the menu be about this case; {} for none. noticed, taken: as papers takes them."""
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

    def print_document(self, document: str, title: str) -> None:
        """Print the document of a step, in the form that fits the state of the case."""
        found = [p for p in self._papers if p.document == document and not p.why]
        best = fitting(self._case, self._papers)
        self._write(best if best in found else next(iter(found), Paper(document, document, title)))

    def _actions(self) -> Iterator[QAction]:
        for paper in self._papers:
            words = f"{paper.title}　{paper.why}" if paper.why else paper.title
            action = QAction(words, self._menu)
            action.setObjectName(f"print_{paper.key}")
            action.setEnabled(not paper.why)
            action.triggered.connect(lambda checked=False, paper=paper: self._write(paper))
            yield action

    def _write(self, paper: Paper) -> None:
        case = self._case
        reference = case["case_no"] or str(case["id"])
        about: dict[str, Any] = {"case": reference, "term": case["term"]}
        if paper.whole:
            about = {"term": case["term"], "what": case["village"]}
        preview_document(
            self._shell,
            self,
            paper.document,
            f"{case['name']}_{reference}",
            case["name"],
            filled=paper.filled,
            **about,
        )
