"""Will it print? Said while a name, a school or an address is being typed, not when the slip is due."""

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QComboBox

from eduaid_desktop.gui.binder import Binder
from eduaid_desktop.gui.tasks import Tasks

_AFTER_PAUSE_MS = 400
_PRINTED = frozenset({"name", "text", "note"})


class PrintCheck(QObject):
    """Puts a line under each field that holds a character no font of this machine can print."""

    def __init__(self, binder: Binder, tasks: Tasks) -> None:
        super().__init__(binder)
        self._binder, self._tasks = binder, tasks
        self._prints: dict[str, bool] = {}
        self._fields = [f.name for f in binder.spec.fields if f.kind in _PRINTED]
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_AFTER_PAUSE_MS)
        self._pause.timeout.connect(self.look)
        binder.edited.connect(self._pause.start)

    def look(self) -> None:
        """Look at what stands in the form; unknown characters are looked up in the fonts as a task."""
        unknown = "".join(
            {c for text in self._texts().values() for c in text if _rare(c)} - self._prints.keys()
        )
        if not unknown:
            self._tell()
            return

        def work(job: object) -> list[str]:
            from eduaid_desktop.services import slips

            return slips.missing_characters(unknown)

        self._tasks.start("正在核对字形", work, lambda missing: self._learn(unknown, missing))

    def _learn(self, looked_at: str, missing: list[str]) -> None:
        self._prints |= {char: char not in missing for char in looked_at}
        self._tell()

    def _tell(self) -> None:
        for name, text in self._texts().items():
            lost = [c for c in dict.fromkeys(text) if not self._prints.get(c, True)]
            if lost:
                chars = "、".join(f"“{c}”" for c in lost)
                self._binder.remark(
                    name, f"没有字体能印出{chars}，单据会打印不了；请核对是否录错，或与县局商定代用字。"
                )

    def _texts(self) -> dict[str, str]:
        editors, raw = self._binder.editors, self._binder.raw()
        return {n: raw[n] for n in self._fields if not isinstance(editors[n], QComboBox)}


def _rare(char: str) -> bool:
    """Whether it is outside GB 2312, which every font we ship holds."""
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False
