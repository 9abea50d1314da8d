"""The quiet bar of a village packet above list and form: whose it is, how far it is keyed, how it ends."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout

from eduaid_desktop.gui.pieces import button, label, named

# What can be done, in this order; a letter for each.
FINISH, COVER, PUT_IN, TAKE_OUT, ALL_IN, GO_ON, TOGETHER, LEAVE = (
    "packetFinish", "packetCover", "packetPutIn", "packetTakeOut", "packetAllIn", "packetGoOn", "packetTogether",
    "packetLeave",
)  # fmt: skip
_WORDS = {
    FINISH: "收齐关闭(&G)", COVER: "改正封面…(&E)", PUT_IN: "放进这一份(&P)", TAKE_OUT: "移出这一份(&P)",
    ALL_IN: "全部放进(&L)", GO_ON: "接着录(&J)", TOGETHER: "整村办理…(&T)", LEAVE: "离开(&Q)",
}  # fmt: skip


class PacketBar(QFrame):
    """chosen(what): one of the things that can be done with the packet was chosen."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        named(self, "packetBar")
        self.words = label(name="packetWords")
        self.problem = label(role="problem", name="packetProblem")
        self.problem.setProperty("state", "block")
        for each in (self.words, self.problem):
            each.setWordWrap(True)
            each.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.words, 1)
        for name, text in _WORDS.items():
            self.buttons[name] = button(text, lambda name=name: self.chosen.emit(name), name, "link")  # type: ignore[misc]
            row.addWidget(self.buttons[name])
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 12, 4)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.problem)
        self.hide()

    def tell(self, words: str, offered: Mapping[str, str]) -> None:
        """Say how it stands, and offer these; a text takes the place of the usual one, "" leaves that."""
        self.words.setText(words)
        for name, made in self.buttons.items():
            made.setVisible(name in offered)
            made.setText(offered.get(name) or _WORDS[name])
        self.refuse("")

    def refuse(self, sentence: str) -> None:
        """Say under it why something was not done; "" takes that away."""
        self.problem.setText(f"✕ {sentence}" if sentence else "")
        self.problem.setVisible(bool(sentence))
