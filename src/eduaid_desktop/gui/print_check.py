"""Will it print? Said while a name, a school or an address is being typed, not when the slip is due."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QComboBox

from eduaid_desktop.domain.text import rare_characters
from eduaid_desktop.gui.binder import Binder
from eduaid_desktop.gui.tasks import Tasks
from eduaid_desktop.services import box_fit
from eduaid_desktop.services.desk import Desk

_AFTER_PAUSE_MS = 400
_PRINTED = frozenset({"name", "text", "note"})
Texts = Mapping[tuple[str, str], str]


class PrintCheck(QObject):
    """Puts a line under each field that no font of this machine, or no box of the papers, can print."""

    def __init__(self, binder: Binder, desk: Desk, tasks: Tasks) -> None:
        super().__init__(binder)
        self._binder, self._desk, self._tasks = binder, desk, tasks
        # What is to be said of the texts that were looked at, by field and text; "" for those that print.
        self._known: dict[tuple[str, str], str] = {}
        self._fields = [f.name for f in binder.spec.fields if f.kind in _PRINTED]
        self._boxed = box_fit.fields() if binder.spec.name in box_fit.FORMS else frozenset()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_AFTER_PAUSE_MS)
        self._pause.timeout.connect(self.look)
        binder.edited.connect(self._pause.start)

    def look(self) -> None:
        """Look at what stands in the form; rare characters and long texts are looked up as a task."""
        desk, boxed = self._desk, self._boxed
        new = [each for each in self._texts().items() if each not in self._known and self._doubtful(*each)]
        if not new:
            self._tell()
            return

        def work(job: object) -> Texts:
            return {(name, text): _sentence(desk, name if name in boxed else "", text) for name, text in new}

        self._tasks.start("正在核对能否印出", work, self._learn)

    def _doubtful(self, name: str, text: str) -> bool:
        long = len(text) > box_fit.ALWAYS or "\n" in text
        return bool(rare_characters(text)) or (long and name in self._boxed)

    def _learn(self, found: Texts) -> None:
        self._known |= found
        self._tell()

    def _tell(self) -> None:
        for each in self._texts().items():
            if sentence := self._known.get(each):
                self._binder.remark(each[0], sentence)

    def _texts(self) -> dict[str, str]:
        editors, raw = self._binder.editors, self._binder.raw()
        return {n: raw[n] for n in self._fields if not isinstance(editors[n], QComboBox)}


def _sentence(desk: Desk, field: str, text: str) -> str:
    """What keeps a text from printing whole, "" when nothing does."""
    from eduaid_desktop.services import slips

    if lost := slips.missing_characters(text):
        chars = "、".join(f"“{c}”" for c in lost)
        return f"没有字体能印出{chars}，单据会打印不了；请核对是否录错，或与县局商定代用字。"
    return box_fit.will_fit(desk, field, text)
