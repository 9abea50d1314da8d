"""待定: rows that may be about somebody known, one after the other, side by side, and the decision."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from eduaid_desktop.domain.matching import DIFFERENT, DISCARD, SAME
from eduaid_desktop.errors import UserError
from eduaid_desktop.gui.page import DONE, PROBLEM, Shell
from eduaid_desktop.gui.parked_sides import SidesTable
from eduaid_desktop.gui.pieces import button, label, named
from eduaid_desktop.gui.register import Register
from eduaid_desktop.services import parked, privacy
from eduaid_desktop.services.parked import KNOWN, ROW, Decided, Sides

_NOTHING = "选一行，看它和已登记的人哪里相同、哪里不同，再决定是不是同一人。"
_LONGEST_REASON = 100


class ParkedRegister(Register):
    """Enter on a row leads to what is to be chosen about it, then to the buttons."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, "parked")
        self.question = label(role="strong", name="parkedQuestion")
        self.why = label(role="quiet", name="parkedWhy")
        for each in (self.question, self.why):
            each.setWordWrap(True)
        self.table = SidesTable()
        self.person = _box("parkedPerson", "与哪一位是同一人")
        self.number = _box("parkedNumber", "哪一个身份证号是对的")
        self.alike = named(QCheckBox(), "parkedAlike")
        self.same = button("是同一人", lambda: self._decide(SAME), "decideSame")
        self.different = button("不是同一人", lambda: self._decide(DIFFERENT), "decideDifferent")
        self.discard = button("不要这一行…", self._ask_reason, "decideDiscard")
        self.reason = named(QLineEdit(), "discardReason")
        self.sure = button("确认不要", lambda: self._decide(DISCARD), "confirmDiscard")
        self.back = button("取消", self._forget_reason, "keepParked")
        self._lay_out()
        self.person.currentIndexChanged.connect(lambda: self._offer_numbers())
        self.number.currentIndexChanged.connect(lambda: self._allow())
        self.reason.textChanged.connect(lambda: self._allow())
        self.reason.returnPressed.connect(self.sure.click)
        self.list.chosen.connect(self.show_row)
        self.list.opened.connect(lambda parked_id: self._go_on())
        self.list.model.modelReset.connect(self._tell_again)
        self.sides: Sides | None = None
        self.full = False
        self._show_nothing()

    def refresh(self) -> None:
        super().refresh()
        current = self.list.current()
        if current is None:
            self._show_nothing()
        else:
            self.show_row(current)

    def show_row(self, parked_id: int) -> None:
        """Put a row beside the people it may be about."""
        try:
            self.sides = sides = parked.side_by_side(self.shell.desk, parked_id)
        except UserError as error:
            self._show_nothing()
            self.shell.say(error.sentence, PROBLEM)
            return
        self.question.setText(f"{sides.place}的“{sides.name}”{_question(sides)}")
        self._tell(sides)
        same = len(parked.alike(self.shell.desk, parked_id))
        self.alike.setText(f"另有 {same - 1} 行说的也是他们，一并决定")
        self.alike.setChecked(same > 1)
        self._show_parts(True)
        self.alike.setVisible(same > 1 and self.same.isVisibleTo(self))

    def _tell(self, sides: Sides) -> None:
        """Everything with numbers in it."""
        self.full = self.shell.desk.session.unmasked
        self.why.setText(self._shown("text", sides.message))
        self.table.show_sides(sides, self._shown)
        self._offer_people(several=len(sides.candidates) > 1)

    def _tell_again(self) -> None:
        """The list is read anew when masks are taken off or put on."""
        if self.sides and self.full is not self.shell.desk.session.unmasked:
            self._tell(self.sides)

    def _shown(self, kind: str, words: str) -> str:
        return privacy.shown(self.shell.desk, kind, words)

    def _decide(self, decision: str) -> None:
        """In a thread; what was written can be undone by the number that is said."""
        desk, sides = self.shell.desk, self.sides
        if sides is None:
            return
        given = {"number": self.number.currentData() or "", "note": self.reason.text()}
        person, also = self.person.currentData(), self.alike.isChecked()
        if decision != SAME:
            person = None
        # A button that is disabled hands the focus to whatever comes next.
        self.list.view.setFocus()
        self._buttons(False)
        self.shell.tasks.start(
            "正在记下决定",
            lambda job: parked.decide(desk, sides.row_id, decision, person, also_alike=also, **given),
            self._decided,
            self._refused,
            final=True,
        )

    def _decided(self, found: Decided) -> None:
        """On to the next row."""
        place = self.list.view.currentIndex().row()
        self.sides = None
        self.refresh()
        if self.list.current() is None and self.list.model.ids:
            last = len(self.list.model.ids) - 1
            self.list.view.setCurrentIndex(self.list.model.index(min(max(place, 0), last), 0))
        self.list.view.setFocus()
        undo = f"要改主意，可在“操作日志”里撤销第 {found.change_id} 号操作。"
        self.shell.say(f"已记下：{found.sentence}。{undo}", DONE)

    def _refused(self, error: Exception) -> None:
        if self.sides is not None:
            self.show_row(self.sides.row_id)
        self.shell.fail(error)

    def _go_on(self) -> None:
        for each in (self.person, self.number, self.same):
            if each.isVisible() and each.isEnabled():
                each.setFocus()
                return

    def _offer_people(self, *, several: bool) -> None:
        assert self.sides is not None
        self.person.clear()
        for n, each in enumerate(self.sides.candidates, start=1):
            self.person.addItem(
                f"已登记{f' {n}' if several else ''}：{each['name']}（编号 {each['id']}）", each["id"]
            )
        self.person.setVisible(several and self._writable)
        self._offer_numbers()

    def _offer_numbers(self) -> None:
        """Which of two ID numbers is right is nobody's guess: the first line is no answer."""
        own, others = self.sides.numbers if self.sides else ("", ())
        chosen = self.person.currentIndex()
        other = others[chosen] if 0 <= chosen < len(others) else ""
        self.number.clear()
        if other:
            more = "" if self.full else "（Ctrl+M 显示全部号码）"
            self.number.addItem(f"请对照证件，选定哪个身份证号是对的{more}", "")
            self.number.addItem(f"本表的对：{self._shown('id_number', own)}", ROW)
            self.number.addItem(f"已登记的对：{self._shown('id_number', other)}", KNOWN)
        self.number.setVisible(bool(other) and self._writable)
        self._allow()

    @property
    def _writable(self) -> bool:
        return not self.shell.desk.store.read_only

    def _allow(self) -> None:
        answered = not self.number.count() or bool(self.number.currentData())
        self.same.setEnabled(self.person.count() > 0 and answered)
        self.sure.setEnabled(bool(self.reason.text().strip()))

    def _ask_reason(self) -> None:
        self._ask(True)
        self.reason.setFocus()

    def _forget_reason(self) -> None:
        self._ask(False)
        self.discard.setFocus()

    def _ask(self, asking: bool) -> None:
        self.reason.clear()
        for each in (self.reason, self.sure, self.back):
            each.setVisible(asking)
        for each in (self.same, self.different, self.discard):
            each.setVisible(not asking)

    def _buttons(self, enabled: bool) -> None:
        for each in (self.same, self.different, self.discard, self.sure):
            each.setEnabled(enabled)

    def _show_nothing(self) -> None:
        self.sides = None
        self.question.setText(_NOTHING)
        self._show_parts(False)

    def _show_parts(self, shown: bool) -> None:
        writable = shown and self._writable
        self.why.setVisible(shown)
        self.table.setVisible(shown)
        self._ask(False)
        self._buttons(True)
        for each in (self.same, self.different, self.discard):
            each.setVisible(writable)
        for box in (self.person, self.number, self.alike):
            box.setVisible(writable and not box.isHidden())
        self._allow()

    def _lay_out(self) -> None:
        self.reason.setPlaceholderText("不要的原因，如：学校重复上报")
        self.reason.setAccessibleName("不要的原因")
        self.reason.setMaxLength(_LONGEST_REASON)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for each in (self.reason, self.sure, self.back, self.same, self.different, self.discard):
            buttons.addWidget(each, 1 if each is self.reason else 0)
        buttons.addStretch(0)
        side = named(QWidget(), "parkedSide")
        column = QVBoxLayout(side)
        column.setContentsMargins(12, 8, 16, 12)
        column.setSpacing(8)
        for widget in (self.question, self.why):
            column.addWidget(widget)
        column.addWidget(self.table, 1)
        for box in (self.person, self.number, self.alike):
            column.addWidget(box, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(buttons)
        column.addStretch(0)
        self.split.addWidget(side)
        self.split.setSizes([520, 840])


def _question(sides: Sides) -> str:
    if not sides.candidates:
        return "原来可能是的人已不在登记里；选“不是同一人”就登记为新的一位。"
    if len(sides.candidates) > 1:
        return "与这几位中的哪一位是同一人吗？"
    return f"与已登记的“{sides.candidates[0]['name']}”是同一人吗？"


def _box(name: str, words: str) -> QComboBox:
    made = named(QComboBox(), name)
    made.setAccessibleName(words)
    made.setMinimumWidth(320)
    return made
