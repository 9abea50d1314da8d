"""One sealed batch: its number, its check code to be read over the telephone, its sum, and what can be done."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from eduaid_desktop.domain import terms
from eduaid_desktop.domain.batch_kinds import marked
from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.domain.money import amount_in_words, yuan
from eduaid_desktop.gui.page import Shell
from eduaid_desktop.gui.pieces import button, card, empty, label, named
from eduaid_desktop.gui.printing.paper_menu import Offer, PaperButton
from eduaid_desktop.gui.protecting import PhraseCard, ProtectBox
from eduaid_desktop.gui.style import restyle
from eduaid_desktop.gui.term_batch import batch_follow_up
from eduaid_desktop.gui.term_batch.batch_template_line import BatchTemplateLine
from eduaid_desktop.services.lists import open_list
from eduaid_desktop.services.term_batch import batch_worklist, batches
from eduaid_desktop.services.term_batch.batch_worklist import Left

# What the office prints of a batch, in the order in which it needs them.
_PAPERS = ("cover_sheet", "report_letter", "summary_sheet", "application_roster", "result_list")


class BatchCard(QWidget):
    """write(batch_no, phrase), reply() and verify() are what its three buttons do; a fourth prints.

    phrase: None for a copy that opens without, "" for one behind the password of the batch. Below them stands what
    its reply left to be done; worklist() shows what is to be mended.
    """

    def __init__(
        self,
        shell: Shell,
        write: Callable[[str, str | None], None],
        reply: Callable[[], None],
        verify: Callable[[], None],
        worklist: Callable[[], None],
    ) -> None:
        super().__init__()
        named(self, "batchCard")
        self._shell = shell
        self.number = label(role="title", name="batchNumber")
        self.code = label(role="code", name="checkCode")
        self.figures = label(role="figure", name="batchSum")
        self.in_words = label(name="batchWords")
        self.in_words.setWordWrap(True)
        self.sealed = label(role="quiet", name="batchSealed")
        self.answered = label(name="batchAnswered")
        self.reply_button = button("读回批复…", reply, "readReply")
        self.write_button = button(
            "再写一份…", lambda: write(self.number.text(), self._wanted()), "writeAgain"
        )
        self.verify_button = button("核对文件…", verify, "verifyFile")
        self.print_button = PaperButton(shell, self._offers, "printBatch")
        self.by_template = BatchTemplateLine(shell, self._wanted, self._by_template)
        self.protect = ProtectBox("protectAgain", "再写时加打开密码")
        self.phrase = PhraseCard()
        self.nothing = label("选一个批次，看它的核对码、合计和批复。", "quiet", "noBatch")
        self._worklist = worklist
        self.follow_up = QVBoxLayout()
        self.follow_up.setSpacing(4)
        self._content = QWidget()
        self._lay_out()

    def first_button(self) -> QPushButton:
        """Where the focus goes when the batch is opened from the list."""
        return self.verify_button if self._shell.desk.store.read_only else self.reply_button

    def show_batch(self, batch_id: int | None, *, prominent: bool) -> None:
        """prominent: reading its reply is what comes next, when one is still out."""
        self._content.setVisible(batch_id is not None)
        self.nothing.setVisible(batch_id is None)
        if batch_id is None:
            return
        (row,) = open_list(self._shell.desk, "batches").raw([batch_id])
        self.number.setText(row["batch_no"])
        self.phrase.show_phrase(batches.find(self._shell.desk, row["batch_no"])["phrase"])
        self.code.setText(row["check_code"])
        self.by_template.show_batch(row["batch_no"])
        self.figures.setText(f"{row['row_count']} 人　{yuan(row['amount'])} 元")
        self.in_words.setText(amount_in_words(row["amount"]))
        when = f"{spoken(row['sealed_on'])}由{row['sealed_by']}封存"
        self.sealed.setText(f"{marked(terms.label(row['term']), row['kind'])}　{when}")
        left = batch_worklist.left(self._shell.desk, row["batch_no"])
        told = f"○ 县里已批复 {row['row_count'] - left.missing} 人，还有 {left.missing} 人没有批复。"
        self.answered.setText(told if left.missing else "✓ 县里已全部批复。")
        writable = not self._shell.desk.store.read_only
        for each in (self.reply_button, self.write_button, self.protect):
            each.setVisible(writable)
        restyle(self.reply_button, role="next" if prominent and left.missing else "")
        self._show_follow_up(row["batch_no"], left)

    def _show_follow_up(self, number: str, left: Left) -> None:
        """What the reply left to be done, a line each with its link."""
        empty(self.follow_up)
        for step in batch_follow_up.steps(self._shell, self, number, left, self._worklist):
            self.follow_up.addWidget(
                button(f"{step.words}：{step.title}", step.act, f"{step.name}Link", "link")
            )

    def _by_template(self, batch_no: str, phrase: str) -> None:
        """Its password in large, as after another copy of the batch's own workbook."""
        if phrase and batch_no == self.number.text():
            self.phrase.show_phrase(phrase)
            self.phrase.reveal()

    def _wanted(self) -> str | None:
        return "" if self.protect.isChecked() else None

    def _offers(self) -> list[Offer]:
        number = self.number.text()
        if not number:
            return []
        found = [Offer(document, number, {"what": number}) for document in _PAPERS]
        left = batch_worklist.left(self._shell.desk, number)
        if left.changed:
            found.append(Offer("approval_slip", number, {"what": number, **batch_follow_up.CHANGED}))
        return found + ([Offer("missing_list", number, {"what": number})] if left.missing else [])

    def _lay_out(self) -> None:
        actions = QHBoxLayout()
        actions.setSpacing(8)
        for each in (self.reply_button, self.write_button, self.verify_button, self.print_button):
            actions.addWidget(each)
        actions.addStretch(1)
        inside = QVBoxLayout(self._content)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(12)
        inside.addWidget(self.number)
        inside.addWidget(self.sealed)
        inside.addWidget(self.answered)
        inside.addLayout(self.follow_up)
        inside.addLayout(actions)
        inside.addWidget(card(label("核对码（交文件时报给县里）", "quiet"), self.code, name="codeCard"))
        inside.addWidget(self.phrase)
        inside.addWidget(card(label("合计", "quiet"), self.figures, self.in_words, name="sumCard"))
        inside.addWidget(self.protect, 0, Qt.AlignmentFlag.AlignLeft)
        inside.addWidget(self.by_template)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 24, 12)
        column.addWidget(self._content)
        column.addWidget(self.nothing)
        column.addStretch(1)
