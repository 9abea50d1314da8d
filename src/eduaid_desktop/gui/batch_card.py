"""One sealed batch: its number, its check code to be read over the telephone, its sum, and what can be done."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from eduaid_desktop.domain import terms
from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.domain.money import amount_in_words, yuan
from eduaid_desktop.gui import temporary
from eduaid_desktop.gui.document_preview import preview_document
from eduaid_desktop.gui.page import Shell
from eduaid_desktop.gui.pieces import button, card, label, named
from eduaid_desktop.gui.style import restyle
from eduaid_desktop.services.lists import open_list


class BatchCard(QWidget):
    """write(batch_no), reply() and verify() are what its first three buttons do; the others print its papers."""

    def __init__(
        self,
        shell: Shell,
        write: Callable[[str], None],
        reply: Callable[[], None],
        verify: Callable[[], None],
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
        self.write_button = button("再写一份…", lambda: write(self.number.text()), "writeAgain")
        self.verify_button = button("核对文件…", verify, "verifyFile")
        self.cover_button = button("打印封面", self.print_cover, "printCover")
        self.letter_button = button("打印上报函", lambda: self._print("report_letter"), "printReportLetter")
        self._folder = temporary.folder()
        self.destroyed.connect(self._folder.cleanup)
        self.nothing = label("选一个批次，看它的核对码、合计和批复。", "quiet", "noBatch")
        self._content = QWidget()
        self._lay_out()

    def first_button(self) -> QPushButton:
        """Where the focus goes when the batch is opened from the list."""
        return self.reply_button if self.reply_button.isVisible() else self.write_button

    def show_batch(self, batch_id: int | None, *, prominent: bool) -> None:
        """prominent: reading its reply is what comes next, when one is still out."""
        self._content.setVisible(batch_id is not None)
        self.nothing.setVisible(batch_id is None)
        if batch_id is None:
            return
        (row,) = open_list(self._shell.desk, "batches").raw([batch_id])
        self.number.setText(row["batch_no"])
        self.code.setText(row["check_code"])
        self.figures.setText(f"{row['row_count']} 人　{yuan(row['amount'])} 元")
        self.in_words.setText(amount_in_words(row["amount"]))
        when = f"{spoken(row['sealed_on'])}由{row['sealed_by']}封存"
        self.sealed.setText(f"{terms.label(row['term'])}　{when}")
        left = row["row_count"] - row["answered"]
        told = f"○ 县里已批复 {row['answered']} 人，还有 {left} 人没有批复。"
        self.answered.setText(told if left else "✓ 县里已全部批复。")
        self.reply_button.setVisible(not self._shell.desk.store.read_only)
        restyle(self.reply_button, role="next" if prominent and left else "")

    def print_cover(self) -> None:
        """Show the cover of the batch, where one is chosen."""
        if self._content.isVisible():
            self._print("cover_sheet")
        else:
            self._shell.say("先选一个批次，再打印封面。")

    def _print(self, document: str) -> None:
        number = self.number.text()
        preview_document(self._shell, self._folder.name, document, number, number, what=number)

    def _lay_out(self) -> None:
        actions = _beside(self.reply_button, self.write_button, self.verify_button)
        inside = QVBoxLayout(self._content)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(12)
        inside.addWidget(self.number)
        inside.addWidget(self.sealed)
        inside.addWidget(card(label("核对码（交文件时报给县里）", "quiet"), self.code, name="codeCard"))
        inside.addWidget(card(label("合计", "quiet"), self.figures, self.in_words, name="sumCard"))
        inside.addWidget(self.answered)
        inside.addLayout(actions)
        inside.addLayout(_beside(self.cover_button, self.letter_button))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 24, 12)
        column.addWidget(self._content)
        column.addWidget(self.nothing)
        column.addStretch(1)


def _beside(*buttons: QPushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    for each in buttons:
        row.addWidget(each)
    row.addStretch(1)
    return row
