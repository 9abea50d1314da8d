"""What the county left empty, said once by the clerk: number and date of the paper, amounts as proposed."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QWidget

from eduaid_desktop.domain import alike
from eduaid_desktop.domain.reply import Assumed
from eduaid_desktop.gui.keys import FieldKeys
from eduaid_desktop.gui.pieces import button, card, label, named

_AMOUNT, _DOCUMENT, _DAY = "审批金额", "审批文号", "审批日期"


class ReplyGaps(QWidget):
    """look(assumed) reads the reply again with what was said; only what is missing is asked."""

    def __init__(self, gaps: Mapping[str, int], said: Assumed, look: Callable[[Assumed], object]) -> None:
        super().__init__()
        named(self, "replyGaps")
        self._look = look
        counts = "、".join(f"{name} {count} 件" for name, count in gaps.items())
        self.told = label(f"县里只缺：{counts}。按纸质批复一次填上：", name="gapsTold")
        self.told.setWordWrap(True)
        self.document = _line("gapsDocument", _DOCUMENT, "文号", said.document)
        self.day = _line("gapsDay", _DAY, "日期", said.on)
        self.amount = named(QCheckBox("金额按建议金额"), "gapsAmount")
        self.amount.setChecked(said.as_proposed)
        self.again = button("填上再看", self._go, "gapsLook")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.told, 1)
        for name, widget in ((_DOCUMENT, self.document), (_DAY, self.day), (_AMOUNT, self.amount)):
            row.addWidget(widget)
            widget.setVisible(name in gaps or name in said.cells)
        row.addWidget(self.again)
        column = QHBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card(row, name="gapsCard"))
        self._keys = FieldKeys([self.document, self.day], self)
        self._keys.past_end.connect(self.again.setFocus)

    def _go(self) -> None:
        """A date that cannot be read is left as it was typed: the lines then say so."""
        typed = self.day.text().strip()
        self._look(
            Assumed(self.document.text().strip(), alike.day_of(typed) or typed, self.amount.isChecked())
        )


def _line(name: str, words: str, hint: str, value: str) -> QLineEdit:
    made = named(QLineEdit(value), name)
    made.setAccessibleName(words)
    made.setPlaceholderText(hint)
    return made
