"""Will it print? Said while a name, a school or an address is being typed, not when the slip is due."""

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QComboBox

from eduaid_desktop.domain.text import rare_characters
from eduaid_desktop.gui.binder import Binder
from eduaid_desktop.gui.tasks import Tasks
from eduaid_desktop.services import box_fit
from eduaid_desktop.services.desk import Desk

_AFTER_PAUSE_MS = 400
_PRINTED = frozenset({"name", "text", "note"})
Said = tuple[list[str], dict[str, str]]


class PrintCheck(QObject):
    """Puts a line under each field that no font of this machine, or no box of the papers, can print."""

    def __init__(self, binder: Binder, desk: Desk, tasks: Tasks) -> None:
        super().__init__(binder)
        self._binder, self._desk, self._tasks = binder, desk, tasks
        self._prints: dict[str, bool] = {}
        self._fits: dict[tuple[str, str], str] = {}
        self._fields = [f.name for f in binder.spec.fields if f.kind in _PRINTED]
        self._boxed = box_fit.fields() if binder.spec.name in box_fit.FORMS else frozenset()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_AFTER_PAUSE_MS)
        self._pause.timeout.connect(self.look)
        binder.edited.connect(self._pause.start)

    def look(self) -> None:
        """Look at what stands in the form; unknown characters and long texts are looked up as a task."""
        texts, desk = self._texts(), self._desk
        unknown = "".join({c for each in texts.values() for c in rare_characters(each)} - self._prints.keys())
        long = {name: text for name, text in texts.items() if self._is_new(name, text)}
        if not unknown and not long:
            self._tell()
            return

        def work(job: object) -> Said:
            from eduaid_desktop.services import slips

            return slips.missing_characters(unknown), box_fit.all_fit(desk, long)

        self._tasks.start("正在核对字形", work, lambda said: self._learn(unknown, long, said))

    def _is_new(self, name: str, text: str) -> bool:
        """Whether nobody knows yet if a text that may be too long for its boxes stands in them."""
        may_not = len(text) > box_fit.ALWAYS or "\n" in text
        return name in self._boxed and may_not and (name, text) not in self._fits

    def _learn(self, looked_at: str, long: dict[str, str], said: Said) -> None:
        missing, sentences = said
        self._prints |= {char: char not in missing for char in looked_at}
        self._fits |= {(name, text): sentences[name] for name, text in long.items()}
        self._tell()

    def _tell(self) -> None:
        for name, text in self._texts().items():
            lost = [c for c in dict.fromkeys(text) if not self._prints.get(c, True)]
            if lost:
                chars = "、".join(f"“{c}”" for c in lost)
                self._binder.remark(
                    name, f"没有字体能印出{chars}，单据会打印不了；请核对是否录错，或与县局商定代用字。"
                )
            elif sentence := self._fits.get((name, text)):
                self._binder.remark(name, sentence)

    def _texts(self) -> dict[str, str]:
        editors, raw = self._binder.editors, self._binder.raw()
        return {n: raw[n] for n in self._fields if not isinstance(editors[n], QComboBox)}
