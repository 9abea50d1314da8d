"""工作日: the holidays and swapped workdays of a year, where each comes from, and the office's own among them."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from eduaid_desktop.domain import workday_table
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.gui.fixed_rows import FixedRows
from eduaid_desktop.gui.keys import FieldKeys
from eduaid_desktop.gui.page import DONE, PROBLEM, Shell
from eduaid_desktop.gui.pieces import beside, button, card, label, named
from eduaid_desktop.gui.record_list import RecordList
from eduaid_desktop.services import workdays
from eduaid_desktop.services.list_columns import Column

_COLUMNS = (
    Column("day", "日期", "date", 130),
    Column("week", "星期", width=60),
    Column("works", "安排", "words", 70, words={True: "上班", False: "放假"}),
    Column("name", "节日", width=100),
    Column("source", "来自", "words", 210, words=workday_table.SOURCES),
)
_EMPTY = "这一年的放假和调休还没有哪张表知道。在右边登记。"
_PASTE = "如：\n2027-02-11~2027-02-17 放假\n2027-02-20 上班"
_BEFORE, _AFTER = 2, 2


class WorkdaysRegister(QWidget):
    """A year at a time; the days that are keyed are the office's own and go before all others.

    Enter on a day puts it into the lines.
    """

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        named(self, "workdaysRegister")
        self.shell, self.desk = shell, shell.desk
        self.year = named(QComboBox(), "workdayYear")
        this = self.desk.today().year
        for year in range(this - _BEFORE, this + _AFTER + 1):
            self.year.addItem(f"{year}年", year)
        self.year.setCurrentIndex(self.year.findData(this))
        self.list = RecordList("workdays_register", FixedRows(_COLUMNS, [], self.desk, _EMPTY))
        self.list.add_tool(self.year)
        self.told = label(name="workdayTold")
        self.first, self.last = named(QLineEdit(), "firstDay"), named(QLineEdit(), "lastDay")
        self.first.setPlaceholderText("如 20270211")
        self.last.setPlaceholderText("只有一天的空着")
        self.pasted = named(QPlainTextEdit(), "pastedDays")
        self.pasted.setPlaceholderText(_PASTE)
        self.pasted.setFixedHeight(96)
        self.pasted.setTabChangesFocus(True)
        self._lay_out()
        self.year.currentIndexChanged.connect(lambda: self.refresh())
        self.list.opened.connect(self._take)

    def refresh(self) -> None:
        """Read the year again."""
        year = self.year.currentData()
        rows = [_row(each) for each in workdays.year(self.desk, year)]
        self.list.point_to(FixedRows(_COLUMNS, rows, self.desk, _EMPTY))
        self.told.setText(workdays.told(self.desk, year))

    def start(self) -> None:
        """Put the focus on the days, or on the line for a new one where there are none."""
        if self.list.model.ids:
            self.list.start()
        else:
            self.first.setFocus()

    def register(self, *, works: bool) -> None:
        """Keep the days that are keyed as free, or as worked."""
        self._write(lambda: workdays.set_days(self.desk, self._span(works=works)))

    def remove(self) -> None:
        """Take the days that are keyed out of the office's own."""
        self._write(lambda: workdays.remove(self.desk, self._span(works=False)), "删去")

    def read(self) -> None:
        """Keep the days of the pasted lines."""
        self._write(lambda: workdays.set_days(self.desk, self._read()))

    def _read(self) -> dict[date, bool]:
        return workday_table.read(self.pasted.toPlainText(), self.year.currentData())

    def _span(self, *, works: bool) -> dict[date, bool]:
        return workdays.span(self.first.text().strip(), self.last.text().strip(), works=works)

    def _write(self, act: Callable[[], int], word: str = "登记") -> None:
        try:
            count = act()
        except UserError as error:
            self.shell.say(error.sentence, PROBLEM)
            if isinstance(error, Refused) and error.field in ("first", "last"):
                (self.first if error.field == "first" else self.last).setFocus()
            return
        for each in (self.first, self.last, self.pasted):
            each.clear()
        self.refresh()
        self.first.setFocus()
        self.shell.say(f"已{word} {count} 天。已经开始的公示截止日期不变，要改的在公示台账里重算。", DONE)

    def _take(self, ordinal: int) -> None:
        self.first.setText(date.fromordinal(ordinal).isoformat())
        self.last.clear()
        self.first.setFocus()

    def _lay_out(self) -> None:
        self.told.setWordWrap(True)
        self.keys = FieldKeys([self.first, self.last], self)
        self.split = beside(self, self.list, self._by_hand(), self._by_text())

    def _by_hand(self) -> QWidget:
        form, acts = QFormLayout(), QHBoxLayout()
        form.addRow("从", self.first)
        form.addRow("到", self.last)
        buttons = (
            button("登记放假", lambda: self.register(works=False), "registerHoliday"),
            button("登记上班", lambda: self.register(works=True), "registerWorkday"),
            button("删去", self.remove, "removeDays", "link"),
        )
        for each in buttons:
            acts.addWidget(each)
        acts.addStretch(1)
        made = card(self.told, form, acts)
        made.setEnabled(not self.desk.store.read_only)
        return made

    def _by_text(self) -> QWidget:
        advice = label("把放假通知里的日子粘贴在这里，没写年份的算上面选的那一年：", "quiet")
        advice.setWordWrap(True)
        made = card(advice, self.pasted, button("读入并登记", self.read, "readDays"))
        made.setEnabled(not self.desk.store.read_only)
        return made


def _row(odd: workday_table.OddDay) -> dict[str, object]:
    week = f"周{workday_table.WEEK[odd.day.weekday()]}"
    about = {"works": odd.works, "name": odd.name, "source": odd.source}
    return {"id": odd.day.toordinal(), "day": odd.day.isoformat(), "week": week, **about}
