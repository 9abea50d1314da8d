"""操作日志: everything that was written, and taking a chosen change back."""

from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.errors import UserError
from eduaid_desktop.gui.page import DONE, Shell
from eduaid_desktop.gui.pieces import button, card, label, named, scrolled
from eduaid_desktop.gui.register import Register
from eduaid_desktop.services import checking, lists, privacy


class ChangesRegister(Register):
    """Beside the list: what the chosen change was, what undoing it would do, then undoing it."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, "changes")
        self.sentence = label(role="strong", name="changeSentence")
        self.when = label(role="quiet", name="changeWhen")
        self.told = label(name="undoTold")
        for each in (self.sentence, self.when, self.told):
            each.setWordWrap(True)
        self.undo_button = button("撤销…", self.try_undo, "undoChange")
        self.confirm = button("确认撤销", self.undo, "nextStep", "next")
        self.keep = button("不撤销", self._keep, "keepChange")
        self.split.addWidget(scrolled(self._side()))
        self.split.setSizes([960, 400])
        self.split.setStretchFactor(0, 1)
        self.list.chosen.connect(self.show_change)
        self.list.opened.connect(lambda change_id: self.undo_button.setFocus())
        self.change_id: int | None = None
        self._show_nothing()

    def refresh(self) -> None:
        super().refresh()
        current = self.list.current()
        if current is None:
            self._show_nothing()

    def show_change(self, change_id: int) -> None:
        """Say what a change was; nothing is tried yet."""
        (row,) = lists.open_list(self.shell.desk, "changes").raw([change_id])
        self.change_id = change_id
        self.sentence.setText(privacy.shown(self.shell.desk, "text", row["sentence"]))
        at = row["at"]
        words = (
            f"第 {change_id} 号　{spoken(at[:10])} {at[11:16]}　{row['actor']}　涉及 {row['lines']} 条记录"
        )
        self.when.setText(words)
        self.when.show()
        self.forget()

    def try_undo(self) -> None:
        """Undo without keeping it, and say what it would do."""
        self._run("正在试着撤销", True, self._offer)

    def undo(self) -> None:
        """Undo the chosen change."""
        self._run("正在撤销", False, self._undone)

    def forget(self) -> None:
        """Leave the change as it is."""
        self._tell("")
        self._step(asking=False)

    def _run(self, title: str, dry_run: bool, done: Any) -> None:
        change_id, desk = self.change_id, self.shell.desk
        if change_id is None:
            return
        self.undo_button.setEnabled(False)
        self.shell.tasks.start(
            title,
            lambda job: checking.undo(desk, change_id, dry_run=dry_run),
            done,
            self._refused,
            final=True,
        )

    def _offer(self, found: dict[str, Any]) -> None:
        if found["change_id"] != self.change_id:
            return
        self._tell("撤销后：" + _counts(found))
        self._step(asking=True)
        self.confirm.setFocus()

    def _undone(self, found: dict[str, Any]) -> None:
        self.shell.say(f"已撤销“{found['sentence']}”：{_counts(found)}", DONE)
        self.forget()
        self.refresh()
        self._tell("已撤销。撤销本身也是一次操作，在列表最上面。")
        self.list.view.setFocus()

    def _keep(self) -> None:
        self.forget()
        self.undo_button.setFocus()

    def _refused(self, error: Exception) -> None:
        self._step(asking=False)
        self.list.view.setFocus()
        if isinstance(error, UserError):
            self._tell(error.sentence)
        else:
            self.shell.fail(error)

    def _tell(self, sentence: str) -> None:
        self.told.setText(sentence)
        self.told.setVisible(bool(sentence))

    def _step(self, *, asking: bool) -> None:
        writable = self.change_id is not None and not self.shell.desk.store.read_only
        self.undo_button.setEnabled(True)
        self.undo_button.setVisible(writable and not asking)
        self.confirm.setVisible(asking)
        self.keep.setVisible(asking)

    def _show_nothing(self) -> None:
        self.change_id = None
        self.sentence.setText("选一次操作，看它做了什么，或把它撤销。")
        self.when.hide()
        self.forget()

    def _side(self) -> QWidget:
        side = named(QWidget(), "changeSide")
        column = QVBoxLayout(side)
        column.setContentsMargins(12, 8, 16, 12)
        column.addWidget(card(self.sentence, self.when, self.told, self.undo_button, self.confirm, self.keep))
        column.addStretch(1)
        side.setMinimumWidth(320)
        return side


def _counts(found: dict[str, Any]) -> str:
    """撤回 3 条记录，恢复 2 条；1 条之后又改过，保持现状。"""
    parts = [
        f"{word} {found[name]} 条记录"
        for name, word in (("withdrawn", "撤回"), ("restored", "恢复"))
        if found[name]
    ]
    kept = f"；{found['kept']} 条之后又改过或已被引用，保持现状" if found["kept"] else ""
    return "，".join(parts) + kept + "。"
