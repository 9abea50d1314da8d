"""设置: what the office decides for itself, in groups, and beside it the chosen one with its editor and its past."""

from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLineEdit, QWidget

from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.gui.fixed_rows import FixedRows
from eduaid_desktop.gui.keys import FieldKeys
from eduaid_desktop.gui.page import DONE, Shell
from eduaid_desktop.gui.pieces import beside, button, card, label, named
from eduaid_desktop.gui.record_list import RecordList
from eduaid_desktop.gui.setting_editor import SettingEditor
from eduaid_desktop.services import office_settings
from eduaid_desktop.services.list_columns import Column
from eduaid_desktop.services.office_settings import Setting

_COLUMNS = (
    Column("group", "归类", width=80),
    Column("title", "设置", width=180),
    Column("words", "现在的值", width=230),
    Column("since", "从哪一天起", "date", 130),
    Column("whose", "来自", width=80),
)
_NONE = "选一项设置，在这里看它的说明和历次的值，改成本单位的。"


class SettingsRegister(QWidget):
    """Enter on a line goes to its value; a change holds from the day that is keyed."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        named(self, "settingsRegister")
        self.shell, self.desk = shell, shell.desk
        self.list = RecordList("settings_register", FixedRows(_COLUMNS, [], self.desk))
        self._all: list[Setting] = []
        self._chosen: Setting | None = None
        self.title, self.help = (
            label(role="strong", name="settingTitle"),
            label(role="quiet", name="settingHelp"),
        )
        self.editor = SettingEditor()
        self.since = named(QLineEdit(), "settingSince")
        self.since.setPlaceholderText("空着为一直如此")
        self.problem = label(role="problem", name="settingProblem")
        self.problem.setProperty("state", "block")
        self.before = label("这一天以前的申请和公示仍按旧值。", "quiet")
        self.past = label(role="quiet", name="settingPast")
        self.save_button = button("保存设置", self.save, "saveSetting", "next")
        self.drop_button = button("取消以后的值", self.drop, "dropSetting", "link")
        self._keys: FieldKeys | None = None
        self._lay_out()
        self.list.chosen.connect(self._show)
        self.list.opened.connect(lambda row: self.editor.editor.setFocus())

    def refresh(self) -> None:
        """Read the settings again."""
        self._all = office_settings.listing(self.desk)
        rows = [
            {
                "group": each.about.group, "title": each.about.title, "words": each.words or "空",
                "since": each.since, "whose": "本单位" if each.own else "出厂值",
            }
            for each in self._all
        ]  # fmt: skip
        self.list.point_to(FixedRows(_COLUMNS, rows, self.desk))
        current = self.list.current()
        self._show(current if self._chosen is not None else None)

    def start(self) -> None:
        """Put the focus on the list."""
        self.list.start()

    def save(self) -> None:
        """Keep the value from the day that is keyed."""
        if self._chosen is None:
            return
        key = self._chosen.about.key
        try:
            found = office_settings.set_(self.desk, key, self.editor.value(), self.since.text().strip())
        except UserError as error:
            self._refused(error)
            return
        self.refresh()
        self.list.start()
        now = f"，现在仍是“{found.words}”" if found.later and found.later[-1][1] != found.value else ""
        self.shell.say(f"已保存“{found.about.title}”{now}。可以在操作日志里撤销。", DONE)

    def drop(self) -> None:
        """Take back the next value that is set to come."""
        if self._chosen is None or not self._chosen.later:
            return
        about, (day, _) = self._chosen.about, self._chosen.later[0]
        try:
            office_settings.drop(self.desk, about.key, day)
        except UserError as error:
            self._refused(error)
            return
        self.refresh()
        self.shell.say(f"已取消“{about.title}”{spoken(day)}起的值。", DONE)

    def _refused(self, error: UserError) -> None:
        self.problem.setText(f"✕ {error.sentence}")
        self.problem.show()
        by_day = isinstance(error, Refused) and error.field == "valid_from"
        (self.since if by_day else self.editor.editor).setFocus()

    def _show(self, row: int | None) -> None:
        self._chosen = self._all[row] if row is not None and row < len(self._all) else None
        self.problem.hide()
        for each in (self.help, self.editor, self.form, self.before, self.acts, self.past):
            each.setVisible(self._chosen is not None)
        if self._chosen is None:
            self.title.setText(_NONE)
            return
        about = self._chosen.about
        # The days of the year have a register of their own.
        open_ = not self.desk.store.read_only and about.kind != "days"
        self.title.setText(about.title)
        self.help.setText(about.help)
        self.editor.show_setting(self._chosen, open_=open_)
        self.form.setVisible(about.dated)
        self.since.setText(self.desk.today().isoformat())
        self.since.setEnabled(open_)
        self._keys = FieldKeys([self.editor.editor, self.since], self.editor.editor)
        self._keys.past_end.connect(self.save_button.setFocus)
        self.save_button.setVisible(open_)
        self.before.setVisible(open_ and about.dated)
        self.drop_button.setVisible(open_ and bool(self._chosen.later))
        self.past.setText(_past(self._chosen, office_settings.past(self.desk, about.key)))

    def _lay_out(self) -> None:
        for each in (self.title, self.help, self.problem, self.before, self.past):
            each.setWordWrap(True)
        self.form, self.acts = QWidget(), QWidget()
        form = QFormLayout(self.form)
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow("从哪一天起", self.since)
        row = QHBoxLayout(self.acts)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.save_button)
        row.addWidget(self.drop_button)
        row.addStretch(1)
        about = (self.title, self.help, self.editor, self.problem, self.form, self.before, self.acts)
        self.split = beside(self, self.list, card(*about), self.past)


def _past(setting: Setting, past: list[dict[str, str]]) -> str:
    """The values that the setting had or will have, the newest first, the shipped one last."""
    lines = [
        f"{spoken(each['valid_from']) or '一直以来'}{'起' if each['valid_from'] else ''}　{each['words']}"
        f"　{each['actor']} {each['at'][:10]} 录入"
        for each in past
    ]
    return "\n".join(["历次的值", *lines, f"出厂值　{setting.shipped_words or '空'}"])
