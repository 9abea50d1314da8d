"""操作员: who may open the file, in which roles; add, change, remove."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QFormLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from eduaid_desktop.domain import roles
from eduaid_desktop.errors import UserError
from eduaid_desktop.gui.fixed_rows import FixedRows
from eduaid_desktop.gui.page import DONE, PROBLEM, Page
from eduaid_desktop.gui.page_panel import PagePanel
from eduaid_desktop.gui.password_fields import PasswordFields
from eduaid_desktop.gui.pieces import button, card, label, named, scrolled
from eduaid_desktop.gui.record_list import RecordList
from eduaid_desktop.services.list_columns import Column

if TYPE_CHECKING:
    from eduaid_desktop.services.desk import Desk
    from eduaid_desktop.services.operators import Operator

_COLUMNS = (
    Column("name", "姓名", width=110),
    Column("roles", "角色", width=190),
    Column("way_in", "密码", width=90),
    Column("valid_from", "起", "date", 110),
    Column("valid_to", "止", "date", 110),
)


class OperatorsPanel(PagePanel):
    """go_on(desk, sentence): the keys or the roles of the person at the desk are others now."""

    def __init__(self, page: Page, go_on: "Callable[[Desk, str], object]") -> None:
        super().__init__(page, "operatorsPanel", "操作员")
        self._desk, self._go_on = page.desk, go_on
        self._known: dict[int, Operator] = {}
        self.list = RecordList("operators", FixedRows(_COLUMNS, [], self._desk))
        self.list.without_filter()
        self.name = named(QLineEdit(), "operator_name")
        self.boxes = {role: named(QCheckBox(words), f"role_{role}") for role, words in roles.NAMES.items()}
        self.passwords = PasswordFields()
        self.save_button = button("增加", self.save, "saveOperator", "next")
        self.new_button = button("增加另一个人", self.begin_new, "newOperator")
        self.remove_button = button("移除，不再能登录", self.remove, "removeOperator")
        self.hint = label(role="quiet", name="operatorHint")
        self.hint.setWordWrap(True)
        self._arrange()
        self.list.chosen.connect(self._chosen)
        self.offer("", self.close_panel)
        self.back.setText("返回")
        self.read()
        self.begin_new()

    def read(self) -> None:
        """Read the register anew."""
        from eduaid_desktop.services import operators

        found = operators.listing(self._desk)
        self._known = {each.id: each for each in found}
        rows = [
            {
                "id": each.id, "name": each.name, "roles": roles.named(each.roles), "valid_from": each.valid_from,
                "valid_to": each.valid_to, "way_in": _way_in(each),
            }
            for each in found
        ]  # fmt: skip
        self.list.point_to(FixedRows(_COLUMNS, rows, self._desk))

    def begin_new(self) -> None:
        """Key somebody who is not in the register yet."""
        self.list.view.setCurrentIndex(self.list.model.index(-1, 0))
        self._show(None)
        self.name.setFocus()

    def save(self) -> None:
        """Add the person, or change the one that is chosen."""
        from eduaid_desktop.services import operators

        held = [role for role, box in self.boxes.items() if box.isChecked()]
        chosen = self._chosen_one()
        try:
            password = self.passwords.password()
            if chosen is None:
                operators.add(self._desk, self.name.text(), held, password)
                self._done(
                    f"已增加操作员{self.name.text().strip()}。请把第一个密码当面告诉本人，由本人登录后修改。"
                )
                return
            operators.require_roles(held)
            if password:
                operators.set_password(self._desk, chosen.name, password)
            if set(held) != chosen.roles:
                done = f"{chosen.name}的角色改为{roles.named(held)}。"
                self._carry_out(lambda: operators.set_roles(self._desk, chosen.name, held), done)
            else:
                self._done(f"{chosen.name}的密码已更新。" if password else "没有改动。")
        except UserError as error:
            self.shell.say(error.sentence, PROBLEM)

    def remove(self) -> None:
        """Take the chosen person's way in away."""
        from eduaid_desktop.services import operators

        if chosen := self._chosen_one():
            done = f"{chosen.name}不再能登录，数据文件已换了钥匙。"
            try:
                self._carry_out(lambda: operators.remove(self._desk, chosen.name), done)
            except UserError as error:
                self.shell.say(error.sentence, PROBLEM)

    def _carry_out(self, act: "Callable[[], Desk]", done: str) -> None:
        """What changes the keys too; where another window keeps them from being changed, that is said."""
        from eduaid_desktop.services.keys import KeysDue

        try:
            desk, words = act(), done
        except KeysDue as due:
            desk, words = due.desk, due.sentence
        self._go_on_as(desk, words)

    def _go_on_as(self, desk: "Desk", sentence: str) -> None:
        if desk is self._desk:
            self._done(sentence)
            return
        self.close_panel()
        self._go_on(desk, sentence)

    def _done(self, sentence: str) -> None:
        self.read()
        self.begin_new()
        self.shell.say(sentence, DONE)

    def _chosen_one(self) -> "Operator | None":
        current = self.list.current()
        return self._known.get(current) if current is not None else None

    def _chosen(self, record_id: int) -> None:
        self._show(self._known.get(record_id))

    def _show(self, chosen: "Operator | None") -> None:
        gone = chosen is not None and chosen.valid_to is not None
        own = chosen is not None and chosen.name == self._desk.actor
        self.name.setText(chosen.name if chosen else "")
        self.name.setReadOnly(chosen is not None)
        for role, box in self.boxes.items():
            box.setChecked(role in chosen.roles if chosen else role == roles.CLERK)
            box.setEnabled(not gone)
        self.passwords.clear()
        for line in (self.passwords.first, self.passwords.again):
            line.setEnabled(not gone and not own)
        self.save_button.setText("保存" if chosen else "增加")
        self.save_button.setVisible(not gone)
        self.remove_button.setVisible(chosen is not None and not gone and not own)
        self.hint.setText(_hint(chosen, gone=gone, own=own))

    def _arrange(self) -> None:
        form = QFormLayout()
        form.setSpacing(8)
        form.addRow("姓名", self.name)
        ticks = QHBoxLayout()
        for box in self.boxes.values():
            ticks.addWidget(box)
        ticks.addStretch(1)
        form.addRow("角色", ticks)
        actions = QHBoxLayout()
        actions.addWidget(self.save_button)
        actions.addWidget(self.remove_button)
        actions.addStretch(1)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card(form, self.passwords, self.hint, actions))
        column.addWidget(self.new_button)
        column.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.list, 3)
        row.addWidget(scrolled(named(side, "scrolled")), 2)
        self.body.addLayout(row, 1)


def _way_in(each: "Operator") -> str:
    return "" if each.valid_to else "已设" if each.way_in else "请重新设"


def _hint(chosen: "Operator | None", *, gone: bool, own: bool) -> str:
    if gone:
        return "已经离任，记录里的名字不变。要再让她登录，请重新增加。"
    if own:
        return "自己的密码在右上角的“修改我的密码”里改；自己不能移除自己，请办理工作交接。"
    if chosen:
        return "忘了密码的，在这里设一个新的；两栏空着就不改。移除后数据文件换钥匙，其他人的密码不变。"
    return "录入员录入和受理，审核员审核、上报和发放，管理员管操作员、设置和恢复。一个人可以兼几种。"
