"""待发放: how many cases wait to be paid, or to be paid again, and the button that begins a list."""

from collections.abc import Callable

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from eduaid_desktop.domain import terms
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.domain.payment_list import REGULAR, RESEND
from eduaid_desktop.gui.page import Shell
from eduaid_desktop.gui.pieces import button, card, label, named
from eduaid_desktop.services import payment_lists
from eduaid_desktop.services.payment_lists import Waiting

_WIDEST = 240


class PaymentWaiting(QWidget):
    """propose(term, kind) is called when a button is pressed."""

    def __init__(self, shell: Shell, propose: Callable[[str, str], object]) -> None:
        super().__init__()
        named(self, "paymentWaiting")
        self._shell, self._propose = shell, propose
        self._found: dict[str, Waiting] = {}
        self.term = named(QComboBox(), "waitingTerm")
        self.term.setMinimumWidth(120)
        self.regular = label(role="strong", name="regularWaiting")
        self.resend = label(role="strong", name="resendWaiting")
        # On an old screen the figures take two lines rather than push the buttons out.
        for each in (self.regular, self.resend):
            each.setWordWrap(True)
            each.setMaximumWidth(_WIDEST)
        self.make = button("生成发放表…", lambda: self._start(REGULAR), "makeList", "next")
        self.make_again = button("生成补发表…", lambda: self._start(RESEND), "makeResend")
        self.term.currentIndexChanged.connect(lambda: self._show())
        self._lay_out()

    def refresh(self) -> None:
        """Count again; the term stays, or becomes one in which something waits."""
        chosen, now = self.term.currentData(), terms.of(self._shell.desk.today())
        self._found = {each.term: each for each in payment_lists.waiting(self._shell.desk)}
        offered = list(self._found) or [now]
        self.term.blockSignals(True)
        self.term.clear()
        for term in offered:
            self.term.addItem(terms.label(term), term)
        self.term.setCurrentIndex(max(self.term.findData(chosen), 0))
        self.term.blockSignals(False)
        self._show()

    def _show(self) -> None:
        found = self._found.get(self.term.currentData() or "", Waiting(""))
        writable = not self._shell.desk.store.read_only
        self._tell(self.regular, self.make, "待发放", found.regular, writable)
        self._tell(self.resend, self.make_again, "待补发", found.resend, writable)
        if not found.regular[0] and not found.resend[0]:
            self.regular.setText("没有待发放的申请；县里批准后会出现在这里。")
            self.regular.show()
        self.term.setVisible(bool(self._found))

    def _tell(
        self, told: QLabel, act: QPushButton, words: str, counted: tuple[int, int], writable: bool
    ) -> None:
        count, total = counted
        told.setText(f"{words} {count} 人　{yuan(total)} 元" if count else "")
        told.setVisible(count > 0)
        act.setVisible(count > 0 and writable)

    def _start(self, kind: str) -> None:
        self._propose(self.term.currentData(), kind)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        for each in (self.term, self.make, self.make_again):
            each.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row.addWidget(self.term)
        for told, act in ((self.regular, self.make), (self.resend, self.make_again)):
            row.addWidget(told, 1)
            row.addWidget(act)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 12, 4)
        column.addWidget(card(row, name="paymentWaitingCard"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
