"""县级要求: what the county asked for before, to be switched and edited, and what its replies suggest."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QHBoxLayout, QLineEdit, QWidget

from eduaid_desktop.domain.county_check import (
    COLUMN,
    COUNT,
    NOTHING,
    NUMBER,
    OFFERED,
    REMIND,
    SEVERAL,
    TESTS,
    WORDS,
    CountyCheck,
)
from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.gui.fixed_rows import FixedRows
from eduaid_desktop.gui.keys import FieldKeys
from eduaid_desktop.gui.page import DONE, PROBLEM, Shell
from eduaid_desktop.gui.pieces import beside, button, card, label, named
from eduaid_desktop.gui.record_list import RecordList
from eduaid_desktop.services.list_columns import Column
from eduaid_desktop.services.term_batch import county_checks
from eduaid_desktop.services.term_batch.county_checks import Suggestion

_COLUMNS = (
    Column("state", "状态", width=76),
    Column("batch_column", "上报列", width=120),
    Column("demand", "检查", width=120),
    Column("sentence", "提示", width=280),
    Column("learned", "来自", width=170),
)
_EMPTY = "还没有县级要求。县里退回过的，登记批复以后会在这里出现建议；也可以在右边自己写。"
_ADVICE = "“建议”是县里退回时说的话，按 Enter 就启用。封存以前的“先检查”照这里启用的逐件看。"
_VALUES = "要几个写几个，用“、”隔开"


class CountyChecksRegister(QWidget):
    """Enter on a suggestion makes it an entry; Enter on an entry puts it into the lines on the right."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        named(self, "countyChecksRegister")
        self.shell, self.desk = shell, shell.desk
        self._entries: dict[int, CountyCheck] = {}
        self._suggested: dict[int, Suggestion] = {}
        self._edited = CountyCheck("")
        self.list = RecordList("county_checks_register", FixedRows(_COLUMNS, [], self.desk, _EMPTY))
        self.column, self.test = named(QComboBox(), "demandColumn"), named(QComboBox(), "demandTest")
        for name in OFFERED:
            self.column.addItem(name, name)
        for key, test in TESTS.items():
            self.test.addItem(test.label, key)
        self.value, self.sentence = named(QLineEdit(), "demandValue"), named(QLineEdit(), "demandSentence")
        self.value.setPlaceholderText(_VALUES)
        self.sentence.setPlaceholderText("不写的，按检查自动写")
        self.blocking = named(QCheckBox("不合要求的不得上报"), "demandBlocking")
        self.told = label(name="demandsTold")
        self.told.setWordWrap(True)
        self.keys = FieldKeys([self.column, self.test, self.value, self.sentence], self)
        self.keys.past_end.connect(self.save)
        self.split = beside(self, self.list, self._line())
        self.test.currentIndexChanged.connect(lambda: self._follow())
        self.list.opened.connect(self._take)
        self.list.chosen.connect(lambda number: self._tell())
        self._fill(self._edited)

    def refresh(self) -> None:
        """Read the list and the replies again."""
        self._entries = {entry.id: entry for entry in county_checks.entries(self.desk)}
        self._suggested = {-n: each for n, each in enumerate(county_checks.suggestions(self.desk), 1)}
        rows = [_suggestion_row(n, each) for n, each in self._suggested.items()]
        rows += [_entry_row(entry) for entry in self._entries.values()]
        self.list.point_to(FixedRows(_COLUMNS, rows, self.desk, _EMPTY))
        on = sum(entry.enabled for entry in self._entries.values())
        suggested = f"，有 {len(self._suggested)} 条建议" if self._suggested else ""
        self.told.setText(f"{len(self._entries)} 条县级要求，启用 {on} 条{suggested}。")
        self._tell()

    def start(self) -> None:
        """Put the focus where one looks first."""
        if self.list.model.ids:
            self.list.start()
        else:
            self.column.setFocus()

    def save(self) -> None:
        """Keep what stands in the lines: a new entry, or the one that was taken from the list."""
        entry = replace(
            self._edited,
            batch_column=self.column.currentData(),
            test=self.test.currentData(),
            value=self.value.text(),
            sentence=self.sentence.text(),
            blocking=self.blocking.isChecked(),
        )
        if kept := self._write(lambda: county_checks.save(self.desk, entry)):
            self.new()
            self.list.select(kept.id)
            self.list.view.setFocus()
            self.shell.say(f"已保存县级要求：{kept.words}。", DONE)

    def new(self) -> None:
        """Empty the lines for an entry that is not in the list yet."""
        self._fill(CountyCheck(self.column.currentData()))
        self.column.setFocus()

    def turn(self) -> None:
        """Switch the chosen entry on or off."""
        number = self.list.current()
        if number in self._entries and (turned := self._write(lambda: county_checks.turn(self.desk, number))):
            self.shell.say(f"已{'启用' if turned.enabled else '停用'}：{turned.words}。", DONE)

    def remove(self) -> None:
        """Take the chosen entry out of the list; the county's words are a suggestion again."""
        number = self.list.current()
        if number in self._entries:
            self._write(lambda: county_checks.remove(self.desk, number))
            self.new()
            self.shell.say("已删去这一条县级要求。", DONE)

    def _take(self, number: int) -> None:
        """A suggestion becomes an entry at once; both stand in the lines then, to be made more exact."""
        entry: CountyCheck | None = self._entries.get(number)
        if number in self._suggested:
            suggested = self._suggested[number].entry
            entry = self._write(lambda: county_checks.save(self.desk, suggested))
            if entry is not None:
                self.list.select(entry.id)
                self.shell.say(f"已启用：{entry.words}。右边可以改成更具体的检查。", DONE)
        if entry is not None:
            self._fill(entry)
            self.test.setFocus()

    def _fill(self, entry: CountyCheck) -> None:
        self._edited = entry
        self.column.setCurrentIndex(max(self.column.findData(entry.batch_column), 0))
        self.test.setCurrentIndex(self.test.findData(entry.test))
        self.value.setText(entry.value)
        self.sentence.setText(entry.sentence)
        self.blocking.setChecked(entry.blocking)
        self.heading.setText("改这一条" if entry.id else "新的一条")
        self._follow()

    def _follow(self) -> None:
        """A value only where the test takes one; a reminder blocks nothing."""
        wants = TESTS[self.test.currentData()].wants
        self.value.setEnabled(wants != NOTHING)
        self.value.setPlaceholderText(_HINTS.get(wants, ""))
        self.blocking.setEnabled(self.test.currentData() != REMIND)

    def _tell(self) -> None:
        """Where the chosen line comes from, and what can be done with it."""
        number = self.list.current() or 0
        entry, suggested = self._entries.get(number), self._suggested.get(number)
        self.advice.setText(_where(suggested) if suggested else _said(entry) or _ADVICE)
        self.turn_button.setEnabled(entry is not None)
        self.remove_button.setEnabled(entry is not None)
        self.turn_button.setText("停用" if entry is None or entry.enabled else "启用")

    def _write(self, act: Callable[[], Any]) -> Any:
        """What the act gives, None where it was refused and said so."""
        try:
            made = act()
        except UserError as error:
            self.shell.say(error.sentence, PROBLEM)
            if isinstance(error, Refused) and error.field in ("value", "sentence"):
                (self.value if error.field == "value" else self.sentence).setFocus()
            return None
        self.refresh()
        return made

    def _line(self) -> QWidget:
        form, acts = QFormLayout(), QHBoxLayout()
        self.heading = label("", "heading", "demandHeading")
        for title, editor in (("上报列", self.column), ("检查", self.test), ("值", self.value)):
            form.addRow(title, editor)
        form.addRow("提示", self.sentence)
        form.addRow("", self.blocking)
        self.turn_button = button("停用", self.turn, "turnDemand")
        self.remove_button = button("删去", self.remove, "removeDemand", "link")
        save = button("保存", self.save, "saveDemand")
        for each in (save, button("新的一条", self.new, "newDemand"), self.turn_button, self.remove_button):
            acts.addWidget(each)
        acts.addStretch(1)
        self.advice = label(_ADVICE, "quiet", "demandAdvice")
        self.advice.setWordWrap(True)
        made = card(self.told, self.heading, form, acts, self.advice)
        made.setEnabled(not self.desk.store.read_only)
        return made


_HINTS = {
    WORDS: "要写的字",
    SEVERAL: _VALUES,
    COUNT: "数字，如 19",
    NUMBER: "数字或日期，如 1000",
    COLUMN: "另一列的列名，如 户主姓名",
}


def _where(each: Suggestion) -> str:
    said = f"县里退回或不予时说过“{each.reason}”，共 {each.times} 件，最近一次 {spoken(each.last_on)}"
    return f"{said}，在批次 {'、'.join(each.batches)}。按 Enter 就启用，上面可以再改成具体的检查。"


def _said(entry: CountyCheck | None) -> str:
    """The words of the county that an entry was learned from."""
    if entry is None or not entry.source:
        return ""
    return f"县里说过“{entry.source}”（{spoken(entry.learned_on)}）。" if entry.learned_on else entry.source


def _suggestion_row(number: int, each: Suggestion) -> dict[str, Any]:
    entry = each.entry
    where = f"{each.times} 件，最近 {each.last_on}"
    return {
        "id": number,
        "state": "建议",
        "batch_column": each.batch_column,
        "demand": entry.demand,
        "sentence": each.reason,
        "learned": where,
    }


def _entry_row(entry: CountyCheck) -> dict[str, Any]:
    state = "停用" if not entry.enabled else "不得上报" if entry.blocking else "启用"
    return {
        "id": entry.id,
        "state": state,
        "batch_column": entry.batch_column,
        "demand": entry.demand,
        "sentence": entry.sentence,
        "learned": f"县里的话，{entry.learned_on}" if entry.learned_on else "",
    }
