"""藏文标签: the labels of the documents with the Tibetan that the county has approved, and the line to key one."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLineEdit, QWidget

from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.gui import files
from eduaid_desktop.gui.fixed_rows import FixedRows
from eduaid_desktop.gui.keys import FieldKeys
from eduaid_desktop.gui.page import DONE, PROBLEM, Shell
from eduaid_desktop.gui.pieces import beside, button, card, label, named
from eduaid_desktop.gui.record_list import RecordList
from eduaid_desktop.services import bilingual
from eduaid_desktop.services.bilingual import Entry
from eduaid_desktop.services.list_columns import Column

_COLUMNS = (
    Column("chinese", "中文标签", width=200),
    Column("tibetan", "藏文", width=220),
    Column("source", "来源", width=110),
    Column("remark", "备注", width=120),
    Column("documents", "用在", width=260),
)
_FIELDS = {"chinese": "中文标签", "tibetan": "藏文", "source": "来源", "remark": "备注"}
_EMPTY = "正在找出单据用到的标签…"


class LabelsRegister(QWidget):
    """Enter on a label puts it into the line on the right; what prints is decided by a setting."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        named(self, "labelsRegister")
        self.shell, self.desk = shell, shell.desk
        # The labels of the documents by their Chinese, None until they are known.
        self._used: dict[str, tuple[str, ...]] | None = None
        self.list = RecordList("labels_register", FixedRows(_COLUMNS, [], self.desk, _EMPTY))
        self.editors = {name: named(QLineEdit(), f"label_{name}") for name in _FIELDS}
        self.told = label(name="labelsTold")
        self.told.setWordWrap(True)
        self.keys = FieldKeys([*self.editors.values()], self)
        self.keys.past_end.connect(self.save)
        self.split = beside(self, self.list, self._line())
        self.list.add_tool(button("导出对照表…", self.export, "exportLabels"))
        self.list.add_tool(button("读入…", self.read, "importLabels"))
        self.list.opened.connect(self._take)

    def refresh(self) -> None:
        """Read the dictionary again; the labels of the documents are found once, as a task."""
        self._show()
        if self._used is None:
            self.shell.tasks.start("正在找出单据的标签", self._find, self._found)

    def start(self) -> None:
        """Put the focus where one looks first."""
        self.list.start()

    def save(self) -> None:
        """Keep the label that is keyed."""
        entry = Entry(*(editor.text() for editor in self.editors.values()))
        self._write(lambda: bilingual.save(self.desk, entry), f"已保存“{entry.chinese.strip()}”。")

    def remove(self) -> None:
        """Take the label that is keyed out of the dictionary."""
        chinese = self.editors["chinese"].text().strip()
        self._write(lambda: bilingual.withdraw(self.desk, chinese), f"已删去“{chinese}”的藏文。")

    def export(self) -> None:
        """Write the workbook for the county's translators."""
        target = files.choose_new(self, "导出对照表", "藏文标签对照表.xlsx", files.WORKBOOK)
        if target is None:
            return

        def work(job: Any) -> int:
            from eduaid_desktop.services import label_list

            return label_list.export(self.desk, target, job)

        self.shell.tasks.start(
            "正在写出对照表",
            work,
            lambda count: self.shell.say(f"已写出 {count} 个标签：{target}。填好藏文后在这里读入。", DONE),
        )

    def read(self) -> None:
        """Read a workbook that came back."""
        source = files.choose_workbook(self, "读入藏文标签", "labels")
        if source is None:
            return
        self.shell.tasks.start(
            "正在读入藏文标签", lambda job: bilingual.read(self.desk, source), self._read, final=True
        )

    def _read(self, result: tuple[int, list[str]]) -> None:
        count, left_out = result
        self._show()
        more = f"，另有 {len(left_out)} 行没有读入：{left_out[0]}" if left_out else "。"
        self.shell.say(f"读入 {count} 条{more}", PROBLEM if left_out else DONE)

    def _find(self, job: Any) -> dict[str, tuple[str, ...]]:
        from eduaid_desktop.services import label_list

        return {each.entry.chinese: each.documents for each in label_list.used(self.desk, job)}

    def _found(self, used: dict[str, tuple[str, ...]]) -> None:
        self._used = used
        self._show()

    def _show(self) -> None:
        known = {entry.chinese: entry for entry in bilingual.entries(self.desk)}
        used = self._used or {}
        names = dict.fromkeys((*used, *known))
        rows = [
            {
                **vars(known.get(name, Entry(name, ""))),
                "id": place,
                "documents": "、".join(used.get(name, ())),
            }
            for place, name in enumerate(names, 1)
        ]
        self.list.point_to(FixedRows(_COLUMNS, rows, self.desk, _EMPTY))
        on = "加印藏文已打开" if bilingual.is_on(self.desk) else "加印藏文没有打开（设置“标签加印藏文”）"
        self.told.setText(f"{len(names)} 个标签，{len(known)} 个有藏文；{on}。")

    def _take(self, place: int) -> None:
        row = self.list.model.source.rows([place])[place]
        for name, editor in self.editors.items():
            editor.setText(row[name])
        self.editors["tibetan"].setFocus()

    def _write(self, act: Callable[[], None], done: str) -> None:
        try:
            act()
        except UserError as error:
            self.shell.say(error.sentence, PROBLEM)
            if isinstance(error, Refused) and error.field in self.editors:
                self.editors[error.field].setFocus()
            return
        for editor in self.editors.values():
            editor.clear()
        self._show()
        self.list.view.setFocus()
        self.shell.say(done, DONE)

    def _line(self) -> QWidget:
        form, acts = QFormLayout(), QHBoxLayout()
        for name, title in _FIELDS.items():
            form.addRow(title, self.editors[name])
        acts.addWidget(button("保存", self.save, "saveLabel"))
        acts.addWidget(button("删去", self.remove, "removeLabel", "link"))
        acts.addStretch(1)
        shown = bilingual.example()
        example = label(f"例：{shown.chinese} → {shown.tibetan}", "quiet")
        advice = label(f"{shown.remark}。程序不作翻译。", "quiet")
        advice.setWordWrap(True)
        made = card(self.told, form, acts, example, advice)
        made.setEnabled(not self.desk.store.read_only)
        return made
