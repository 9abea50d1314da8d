"""按县局表样: a sealed batch written into the bureau's own empty workbook, which can be let fall here."""

from collections.abc import Callable

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from eduaid_desktop.gui import files, template_choice
from eduaid_desktop.gui.page import DONE, Shell
from eduaid_desktop.gui.pieces import button, label, named
from eduaid_desktop.gui.template_choice import TemplateChoice, page_of
from eduaid_desktop.gui.term_batch.waiting_card import EXPORT_FOLDER
from eduaid_desktop.services import office, places
from eduaid_desktop.services.templates.kinds import BATCH
from eduaid_desktop.services.term_batch import batch_files
from eduaid_desktop.services.term_batch.batch_files import Written


class BatchTemplateLine(QWidget):
    """Beside the batch's own workbook: which template, and the button that writes by it.

    phrase(): the password that the copy is to have, as batch_files.write takes it; written(batch_no, phrase) is told
    which one it has.
    """

    def __init__(
        self, shell: Shell, phrase: Callable[[], str | None], written: Callable[[str, str], None]
    ) -> None:
        super().__init__()
        named(self, "batchTemplateLine")
        self._shell, self._batch_no = shell, ""
        self._phrase, self._tell = phrase, written
        bureau = office.organisation(shell.desk, "education_bureau")
        self.template = TemplateChoice(shell, BATCH, "batchTemplate", sender=bureau)
        self.write_button = button("按县局表样写出…", self.write, "writeByTemplate")
        self.setToolTip("县局给的空表，也可以拖到这里")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(label("县局表样", "quiet"))
        row.addWidget(self.template)
        row.addWidget(self.write_button)
        row.addStretch(1)
        self.setAcceptDrops(True)

    def show_batch(self, batch_no: str) -> None:
        """The batch that is written."""
        self._batch_no = batch_no
        self.template.refresh()
        self.setVisible(not self._shell.desk.store.read_only)

    def write(self) -> None:
        """Ask for the folder and write; without a template ask for the bureau's workbook first."""
        if not self.template.key:
            self.template.choose_new()
            return
        folder = files.choose_folder(self, "按县局表样写到哪个文件夹", EXPORT_FOLDER)
        if folder is None:
            return
        desk, number, key = self._shell.desk, self._batch_no, self.template.key
        phrase = self._phrase()
        template_choice.write(
            page_of(self),
            "正在按县局表样写出",
            lambda anyway: batch_files.write(
                desk, number, folder, template=key, anyway=anyway, phrase=phrase
            ),
            self._written,
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if template_choice.workbook(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if path := template_choice.workbook(event):
            event.acceptProposedAction()
            self.template.read(path)

    def _written(self, done: Written) -> None:
        again = "，与上次的完全一样" if done.again else "，已逐格读回核对"
        behind = "，加了打开密码" if done.phrase else ""
        told = f"已写出 {done.path}{again}{behind}；记入“外发和查看记录”。{places.pull_out(done.path)}"
        self._shell.say(told, DONE)
        self._tell(done.batch_no, done.phrase)
