"""收批次: the county's side of the term: which batches came, what is wrong with them, what each township asks for."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from eduaid_desktop.domain import terms
from eduaid_desktop.domain.collected import RULES
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.gui import files
from eduaid_desktop.gui.county import county_lists
from eduaid_desktop.gui.county.collected_lines import CollectedLines
from eduaid_desktop.gui.county.collected_panel import CollectedPanel
from eduaid_desktop.gui.page import DONE, PROBLEM, WARN, Page, Shell
from eduaid_desktop.gui.pieces import button, label, named
from eduaid_desktop.gui.record_list import RecordList
from eduaid_desktop.gui.segments import Segments
from eduaid_desktop.services.county import collected_findings, collected_notes, collecting
from eduaid_desktop.services.county.collected_findings import Judged
from eduaid_desktop.services.county.collecting import Outcome
from eduaid_desktop.services.lists import open_list

COLLECT_FOLDER, NOTES_FOLDER = "collect", "notes"
_PARTS = {"batches": "批次", "findings": "问题", "townships": "各乡镇", "stages": "各学段", "lines": "明细"}


class CountyPage(Page):
    """One list at a time: batches, findings, sums, rows. Enter on a line of one shows the rows behind it."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.setAcceptDrops(not self.desk.store.read_only)
        self.judged: Judged | None = None
        self._state: tuple[Any, ...] = ()
        self.term = named(QComboBox(), "collectedTerm")
        self.term.setMinimumWidth(176)
        self.figure = label(role="figure", name="collectedFigure")
        self.equation = label(role="quiet", name="collectedEquation")
        for each in (self.figure, self.equation):
            each.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.collect_button = button("收批次…", self.choose_files, "collect", "next")
        self.folder_button = button("收文件夹…", self.choose_folder, "collectFolder")
        self.notes_button = button("写问题清单…", self.choose_notes, "writeNotes")
        self.parts = Segments("collectedParts", _PARTS, self)
        self.stack = named(QStackedWidget(), "collectedStack")
        self.batches = RecordList("collectedBatches", open_list(self.desk, "collected_batches"))
        self.findings = RecordList("collectedFindings", county_lists.findings((), self.desk))
        self.words = label(name="findingWords")
        self.townships = RecordList("collectedTownships", county_lists.sums((), "乡镇", self.desk))
        self.stages = RecordList("collectedStages", county_lists.sums((), "学段", self.desk))
        self.lines = CollectedLines(shell)
        self._lists: dict[str, RecordList | CollectedLines] = {
            "batches": self.batches, "findings": self.findings, "townships": self.townships, "stages": self.stages,
            "lines": self.lines,
        }  # fmt: skip
        self._lay_out()
        self._connect()

    def refresh(self) -> None:
        """Read the batches; judge anew where anything was written since."""
        chosen = self.term.currentData()
        known = collected_findings.known_terms(self.desk) or [terms.of(self.desk.today())]
        self.term.blockSignals(True)
        self.term.clear()
        for term in known:
            self.term.addItem(terms.label(term), term)
        self.term.setCurrentIndex(max(self.term.findData(chosen), 0))
        self.term.blockSignals(False)
        self._show_term()

    def take_focus(self) -> bool:
        if self.judged is None or not self.judged.total.rows:
            self.collect_button.setFocus()
        else:
            self._lists[self.parts.key].setFocus()
            self._list().start()
        return True

    def new(self) -> None:
        """Ctrl+N: what begins here is a batch that comes in."""
        self.choose_files()

    def print_(self) -> None:
        """Ctrl+P: what a county hands back are the lists of findings."""
        self.shell.say("这里交回乡镇的是问题清单：点“写问题清单…”，写出后用 Excel 或 WPS 打印。")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and self.panel_open is None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if paths := files.dropped(event):
            self.collect(paths)

    def choose_files(self) -> None:
        """Ask for the batch files and take them."""
        if paths := files.choose_workbooks(self, "选择乡镇交来的上报文件", COLLECT_FOLDER):
            self.collect(paths)

    def choose_folder(self) -> None:
        """Ask for a folder and take all batch files in it."""
        if folder := files.choose_folder(self, "选择放着上报文件的文件夹", COLLECT_FOLDER):
            self.collect([folder])

    def collect(self, paths: Sequence[Path], reason: str = "", password: str | None = None) -> None:
        """Take the batches of townships; show what became of each file where not all were taken as they are."""
        desk = self.desk
        self.shell.tasks.start(
            "正在收批次",
            lambda job: collecting.collect(desk, paths, reason=reason, password=password, progress=job),
            lambda taken: self._collected(taken, password),
        )

    def choose_notes(self) -> None:
        """Ask for a folder and write the findings of each township into it."""
        judged, desk = self.judged, self.desk
        if judged is None or not judged.found:
            self.shell.say("这个学期没有要乡镇核对的问题。")
            return
        folder = files.choose_folder(self, "问题清单写到哪个文件夹", NOTES_FOLDER)
        if folder is not None:
            self.shell.tasks.start(
                "正在写问题清单",
                lambda job: collected_notes.write(desk, judged, folder),
                lambda made: self.shell.say(f"已写出 {len(made)} 个乡镇的问题清单：{folder}", DONE),
                final=True,
            )

    def _collected(self, taken: list[Outcome], password: str | None) -> None:
        new = next((each.term for each in taken if each.term), "")
        self.refresh()
        if new and self.term.findData(new) >= 0:
            self.term.setCurrentIndex(self.term.findData(new))
        done = sum(each.result in (collecting.COLLECTED, collecting.REPLACED) for each in taken)
        same = sum(each.result == collecting.UNCHANGED for each in taken)
        refused = len(taken) - done - same
        words = f"收了 {done} 个文件" + (f"，{same} 个收过了" if same else "")
        differ = sum(bool(each.differences) for each in taken if each.result != collecting.REFUSED)
        words += (f"，{refused} 个没有收" if refused else "") + (
            f"，{differ} 个与封存不一致" if differ else ""
        )
        if refused or differ:
            CollectedPanel(self, taken, self.collect, password).open_panel()
        self.shell.say(f"{words}。", PROBLEM if refused else WARN if differ else DONE)

    def _show_term(self) -> None:
        term = self.term.currentData()
        self.batches.point_to(open_list(self.desk, "collected_batches", term=term))
        self.lines.take(term)
        state = collected_findings.standing_on(self.desk, term)
        if state == self._state:
            return
        self._state = state
        desk = self.desk
        self.figure.setText("正在核对……")
        self.shell.tasks.start(
            "正在核对各乡镇的批次",
            lambda job: collected_findings.judge(desk, term, lambda: job(0, 0)),
            lambda judged: self._show(state, judged),
        )

    def _show(self, state: tuple[Any, ...], judged: Judged) -> None:
        """What was judged; a later question may be under way."""
        if state != self._state:
            return
        self.judged, total = judged, judged.total
        townships = len(judged.by_township) - 1
        self.figure.setText(
            f"{townships} 个乡镇　{total.children} 名学生　{yuan(total.amount)} 元"
            if total.rows
            else county_lists.NOTHING_YET
        )
        self.equation.setText(
            f"{total.equation}。" if total.rows else "把乡镇交来的文件拖进来，或点“收批次…”。"
        )
        self.findings.point_to(county_lists.findings(judged.found, self.desk, sound=total.rows > 0))
        self.townships.point_to(county_lists.sums(judged.by_township[:-1], "乡镇", self.desk))
        self.stages.point_to(county_lists.sums(judged.by_stage[:-1], "学段", self.desk))
        count = len(judged.found)
        self.words.setText("选一条，这里写明怎么办；按 Enter 看它的明细。" if count else "")
        self.parts.retitle({"findings": f"问题 {count}" if count else "问题"})
        self.notes_button.setEnabled(count > 0)

    def _list(self) -> RecordList:
        part = self._lists[self.parts.key]
        return part.list if isinstance(part, CollectedLines) else part

    def _only(self, words: str, filters: Mapping[str, Any]) -> None:
        self.lines.only(words, filters)
        self.parts.take("lines")
        self.lines.start()

    def _open_batch(self, batch_id: int) -> None:
        row = self.desk.store.get("collected_batch", batch_id)
        self._only(f"{row['township']} {row['batch_no']}", {"batch": batch_id})

    def _tell_finding(self, number: int) -> None:
        """The whole sentence of a finding, and what to do, below the list."""
        assert self.judged is not None
        found = self.judged.found[number]
        self.words.setText(f"{found.sentence}\n怎么办：{RULES[found.rule].advice}")

    def _open_finding(self, number: int) -> None:
        assert self.judged is not None
        found = self.judged.found[number]
        ids = [line.id for line in found.lines]
        if ids:
            self._only(f"{RULES[found.rule].title}：{found.sentence}", {"ids": ids})
        else:
            self.shell.say(RULES[found.rule].advice)

    def _open_township(self, number: int) -> None:
        assert self.judged is not None
        name = self.judged.by_township[number].label
        everyone = (*self.judged.lines, *self.judged.gone)
        code = next(line.township_code for line in everyone if line.township == name)
        self._only(name, {"township": code})

    def _lay_out(self) -> None:
        """All in one widget, which a panel covers."""
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(4)
        actions = (self.notes_button, self.folder_button, self.collect_button)
        for left, right in ((self.figure, (self.term,)), (self.equation, actions)):
            row = QHBoxLayout()
            row.setContentsMargins(12, 0, 12, 0)
            row.setSpacing(8)
            row.addWidget(left, 1)
            for each in right:
                row.addWidget(each)
            column.addLayout(row)
        for each in actions:
            each.setVisible(not self.desk.store.read_only)
        for part in (
            self.batches,
            county_lists.with_words(self.findings, self.words),
            self.townships,
            self.stages,
            self.lines,
        ):
            self.stack.addWidget(part)
        parts = QHBoxLayout()
        parts.setContentsMargins(12, 0, 12, 0)
        parts.addWidget(self.parts)
        column.addLayout(parts)
        column.addWidget(self.stack, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(content)

    def _connect(self) -> None:
        self.term.currentIndexChanged.connect(lambda: self._show_term())
        self.parts.chosen.connect(lambda key: self.stack.setCurrentIndex(self.parts.keys.index(key)))
        self.batches.opened.connect(self._open_batch)
        self.findings.opened.connect(self._open_finding)
        self.findings.chosen.connect(self._tell_finding)
        self.townships.opened.connect(self._open_township)
