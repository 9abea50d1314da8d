"""The one question after a file is opened: what becomes of what was typed and never saved, seen side by side."""

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout

from eduaid_desktop.gui.differences import DifferencesTable
from eduaid_desktop.gui.page import DONE, Page
from eduaid_desktop.gui.page_panel import PagePanel
from eduaid_desktop.gui.pieces import button, label, named
from eduaid_desktop.services.unsaved import Draft

_LIST_WIDTHS = 216, 320
_ENTRY_HEIGHT = 60
_KEYS = "按 Enter 恢复，按 Alt+D 放弃，按 Esc 以后再说；没有决定的都留在数据文件里。"
_ONLY_READ = "本窗口只能查看；要恢复或放弃，请到正在录入的那个窗口。"


class UnsavedPanel(PagePanel):
    """Enter or Alt+R restores the draft in sight, Alt+D throws it away, Alt+C copies it, Esc keeps them all.

    thrown(key): a draft is to be thrown away. back_wanted: what was thrown away is wanted after all. A
    window that only reads shows them.
    """

    thrown = Signal(str)
    back_wanted = Signal()

    def __init__(self, page: Page) -> None:
        super().__init__(page, "unsavedPanel", "")
        self._deciding = not page.desk.store.read_only
        self._drafts: list[Draft] = []
        self.list = named(QListWidget(), "draftList")
        self.list.setAccessibleName("没保存完的内容")
        self.whose, self.when = label(role="state", name="draftWhose"), label(role="quiet", name="draftWhen")
        self.notes, self.equal = label(name="draftNotes"), label(role="quiet", name="draftEqual")
        self.keys = label(_KEYS if self._deciding else _ONLY_READ, "quiet", "draftKeys")
        self.table = DifferencesTable()
        self.undo = button("找回放弃的(&Z)", self.back_wanted.emit, "undoDrop", "link")
        self.copy = button("复制内容(&C)", self._copy, "copyDraft")
        self.drop = button("放弃这一份(&D)", self._drop, "dropDraft")
        self._lay_out_drafts()
        self.list.currentRowChanged.connect(self._show)
        self.list.itemActivated.connect(self._restore)

    def start(self) -> None:
        """On the list Enter restores, and the arrow keys walk."""
        self.list.setFocus()

    def show_drafts(self, found: list[Draft], thrown: int) -> None:
        """Show these; one stays in sight where the last one was. thrown: how many were thrown away."""
        place = max(self.list.currentRow(), 0)
        self._drafts = found
        head = "上次有" if self._deciding else "另一个窗口里有"
        self.title.setText(f"{head} {len(found)} 份没保存完的内容")
        self.undo.setVisible(thrown > 0)
        with QSignalBlocker(self.list):
            self.list.clear()
            for draft in found:
                self.list.addItem(_entry(draft))
            self.list.setCurrentRow(min(place, len(found) - 1))
        self._show()

    @property
    def draft(self) -> Draft | None:
        """The one in sight."""
        row = self.list.currentRow()
        return self._drafts[row] if 0 <= row < len(self._drafts) else None

    def _show(self) -> None:
        draft = self.draft
        if draft is None:
            return
        self.whose.setText(f"{draft.title}　{draft.whose}".strip())
        self.when.setText(f"录入于 {draft.when}" if draft.when else "")
        self.notes.setText("\n".join(f"▲ {note}" for note in draft.notes))
        self.notes.setVisible(bool(draft.notes))
        self.table.show_differences(draft.differences, nothing="（空）" if draft.record_id else "—")
        self.equal.setText(_rest(draft))
        self.equal.setVisible(bool(self.equal.text()))
        self.offer("恢复到表里(&R)" if self._deciding and draft.place else "", self._restore)

    def _restore(self) -> None:
        draft = self.draft
        if draft is None or not self._deciding or not draft.place:
            self.shell.say("这一份不能恢复到表里：按 Alt+C 复制内容，按 Esc 返回。")
            return
        self.close_panel()
        self.shell.restore(draft)

    def _drop(self) -> None:
        if draft := self.draft:
            self.thrown.emit(draft.key)

    def _copy(self) -> None:
        if draft := self.draft:
            QGuiApplication.clipboard().setText(draft.text)
            self.shell.say("已复制，可以粘贴到别处。", DONE)

    def _lay_out_drafts(self) -> None:
        self.back.setText("以后再说（Esc）" if self._deciding else "返回")
        for each in (self.whose, self.notes, self.keys):
            each.setWordWrap(True)
        self.list.setMinimumWidth(_LIST_WIDTHS[0])
        self.list.setMaximumWidth(_LIST_WIDTHS[1])
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        right = QVBoxLayout()
        right.setSpacing(4)
        for widget in (self.whose, self.when, self.notes):
            right.addWidget(widget)
        right.addSpacing(4)
        right.addWidget(self.table, 1)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.list, 1)
        row.addLayout(right, 3)
        self.body.addLayout(row, 1)
        self.add_words(self.keys, self.equal)
        self.add_actions(self.undo, self.copy, self.drop)
        self.drop.setVisible(self._deciding)


def _entry(draft: Draft) -> QListWidgetItem:
    when = f"{draft.at[5:10]} {draft.at[11:16]}"
    made = QListWidgetItem(f"{draft.whose or '（还没有写名字）'}\n{draft.title}　{when}")
    made.setSizeHint(QSize(0, _ENTRY_HEIGHT))
    made.setToolTip(made.text())
    return made


def _rest(draft: Draft) -> str:
    """How many fields are left out above."""
    if draft.equal <= 0 or draft.form == "relief_step":
        return ""
    empty = draft.record_id is None
    return f"其余 {draft.equal} 栏{'没有填' if empty else '与文件里一样'}。"
