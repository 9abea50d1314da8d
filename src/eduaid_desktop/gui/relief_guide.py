"""What a form of the relief fund knows by itself: the purpose of a stage, a band's amount, aid already received."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut

from eduaid_desktop.domain.problems import NOTE
from eduaid_desktop.gui.keys import open_to_typing
from eduaid_desktop.gui.page import DONE
from eduaid_desktop.services import relief_guide

if TYPE_CHECKING:
    from eduaid_desktop.gui.relief_page import ReliefPage

# A fast typist is not waited on; the guide follows when she pauses.
_FOLLOW_AFTER_MS = 120


class ReliefGuide:
    """A line under a field that is still empty says what is known; F4 takes it, and never what was typed away."""

    def __init__(self, page: "ReliefPage") -> None:
        self.page, self.panel, self.desk = page, page.panel, page.desk
        self.binder = page.panel.binder
        self._offered: dict[str, Any] = {}
        self._told: dict[str, str] = {}
        self._purpose = ""
        self._wait = QTimer(page)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_FOLLOW_AFTER_MS)
        self._wait.timeout.connect(self.follow)
        self.binder.edited.connect(self._wait.start)
        self.panel.shown.connect(self._turn)
        self.panel.saved.connect(lambda record_id: self._turn())
        QShortcut(QKeySequence("F4"), page, self.take)

    @property
    def waiting(self) -> bool:
        """Whether it has yet to follow what was typed last."""
        return self._wait.isActive()

    def follow(self) -> None:
        """Choose the purpose of the stage where nobody chose one, and say what is known of the empty fields."""
        if self.desk.store.read_only:
            return
        raw = self.binder.raw()
        self._choose_purpose(raw)
        empty = {name for name, typed in raw.items() if not typed and self._open(name)}
        known = relief_guide.suggestions(self.desk, self.page.child()["person_id"], raw)
        self._offered = {}
        for found in known.values():
            self._offered |= {name: value for name, value in found.values.items() if name in empty and value}
        for name in {*known, *self._told}:
            self._tell(name, _line(known[name]) if name in known and name in empty else "")

    def take(self) -> None:
        """Put what is offered into the fields that are empty."""
        self._wait.stop()
        self.follow()
        offered, self._offered = self._offered, {}
        for name, value in offered.items():
            self.binder.put(name, value)
        if offered:
            labels = "、".join(f"“{self.panel.door.spec[name].label}”" for name in offered)
            self.page.shell.say(f"已填入{labels}，请核对。", DONE)
        else:
            self.page.shell.say("没有可以填入的：金额和已享受资助都已填写，或者还没有依据。")

    def _open(self, name: str) -> bool:
        return open_to_typing(self.binder.editors[name])

    def _choose_purpose(self, raw: dict[str, Any]) -> None:
        """What the guide itself chose follows the stage; what a person chose stays."""
        if (
            not self.binder.changed()
            or not self._open("purpose")
            or raw["purpose"] not in ("", self._purpose)
        ):
            return
        purpose = relief_guide.purpose_of(self.desk, raw)
        if purpose and purpose != raw["purpose"]:
            self._purpose = purpose
            self.binder.put("purpose", purpose)

    def _tell(self, name: str, words: str) -> None:
        if self._told.get(name, "") == words:
            return
        if self._told.pop(name, ""):
            self.binder.unremark(name)
        if words:
            self._told[name] = words
            self.binder.remark(name, words, NOTE)

    def _turn(self) -> None:
        """Another case stands in the form, or this one was saved: its lines are its own."""
        self._told, self._purpose = {}, ""
        self._wait.start()


def _line(found: relief_guide.Suggestion) -> str:
    return f"{found.words}，按 F4 填入。" if found.values else f"{found.words}。"
