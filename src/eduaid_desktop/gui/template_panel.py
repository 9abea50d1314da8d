"""放入外单位空表: which column of theirs is which of our fields, as guessed and as corrected, before it is taken in."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QWidget

from eduaid_desktop.domain.header import column_letters
from eduaid_desktop.errors import UserError
from eduaid_desktop.gui.page import DONE, Page
from eduaid_desktop.gui.page_panel import PagePanel
from eduaid_desktop.gui.pieces import label, named
from eduaid_desktop.gui.tasks import Job
from eduaid_desktop.services.templates import reading, sample
from eduaid_desktop.services.templates.kept import FIXED, LONGEST_NAME
from eduaid_desktop.services.templates.kinds import kind_of
from eduaid_desktop.services.templates.reading import REMEMBERED, SAID, Match, Read
from eduaid_desktop.services.templates.sample import Sample

_NOT_FILLED, _FIXED = "不填", "固定内容"
_WIDTH = 190
_MARKS = {REMEMBERED: "按上次更正", SAID: "已更正"}


def look(page: Page, kind: str, path: Path, taken_in: Callable[[str], object], sender: str = "") -> None:
    """Read an empty workbook as a task, then show it; taken_in(key) is called when it was taken in."""
    desk = page.shell.desk

    def work(job: Job[tuple[Read, Sample]]) -> tuple[Read, Sample]:
        found = reading.look(desk, kind, path, sender=sender)
        job(1, 2)
        return found, sample.of(desk, found)

    page.shell.tasks.start(
        "正在读取空表", work, lambda both: TemplatePanel(page, path, *both, taken_in).open_panel()
    )


class TemplatePanel(PagePanel):
    """Each column of theirs with our field, what would stand there, and what is demanded; then it is taken in."""

    def __init__(
        self, page: Page, path: Path, found: Read, tried: Sample, taken_in: Callable[[str], object]
    ) -> None:
        title = f"{kind_of(found.template.kind).title}模板“{path.name}”"
        super().__init__(page, "templatePanel", title)
        self._path, self._taken_in, self._found, self._tried = path, taken_in, found, tried
        self.name = _line("templateName", path.stem[:LONGEST_NAME])
        self.from_whom = _line("templateSender", found.template.sender)
        self.from_whom.setPlaceholderText("如 云岭县教育局；更正按单位记住")
        self.from_whom.editingFinished.connect(self._look_again)
        self.examples = named(QCheckBox("表头下面的内容是示例，写出时换掉"), "dropExamples")
        self.examples.toggled.connect(lambda on: self._look_again())
        self.told = _words("", "templateTold")
        self.problem = _words("problem", "templateProblem")
        self.problem.setProperty("state", "block")
        self.rows = {m.column: _Row(m, tried) for m in found.matches}
        self.show_form(self._names(), self.told, self.examples, self._grid(), self.problem)
        self.offer("放入模板", self.take_in)
        self.back.setText("返回，不放入")
        self._show(found)

    def take_in(self) -> None:
        """Take the workbook in with the columns as they are chosen; what is wrong is said under them."""
        try:
            made = reading.add(
                self.shell.desk, self._found.template.kind, self._path, self.name.text(), self._said(),
                sender=self.from_whom.text(), drop_examples=self.examples.isChecked(),
            )  # fmt: skip
        except UserError as error:
            self._tell(error.sentence)
            return
        self.close_panel()
        self._taken_in(made.key)
        self.shell.say(f"已放入模板“{made.name}”：{made.told()}。", DONE)

    def _said(self) -> dict[str, str]:
        """The columns that were put right, by their letters."""
        return {
            column_letters(c): row.chosen or "不读"
            for c, row in self.rows.items()
            if row.chosen != row.guessed
        }

    def _look_again(self) -> None:
        """Another sender remembers other corrections, and examples are none any more."""
        now = self._found.template.sender, bool(self._found.template.place.cleared)
        if (self.from_whom.text().strip(), self.examples.isChecked()) == now:
            return
        desk, kind, said = self.shell.desk, self._found.template.kind, self._said()
        given = self.from_whom.text().strip(), self.examples.isChecked()
        self.shell.tasks.start(
            "正在读取空表",
            lambda job: reading.look(desk, kind, self._path, said, sender=given[0], drop_examples=given[1]),
            self._show,
        )

    def _show(self, found: Read) -> None:
        self._found = found
        place = found.template.place
        where = f"工作表“{place.sheet}”，从第 {place.first + 1} 行填起；其他内容（说明、批注、图形、公式）原样保留。"
        self.told.setText("\n".join([where, *found.told()]))
        for match in found.matches:
            self.rows[match.column].show(match)
        self.examples.setVisible(bool(found.in_the_way) or self.examples.isChecked())
        self._tell(found.why_not)

    def _tell(self, sentence: str) -> None:
        self.problem.setText(f"✕ {sentence}" if sentence else "")
        self.problem.setVisible(bool(sentence))

    def _names(self) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for words, editor in (("模板名称", self.name), ("对方单位", self.from_whom)):
            row.addWidget(label(words))
            row.addWidget(editor, 1)
        return line

    def _grid(self) -> QWidget:
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 8, 0, 8)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        for column, words in enumerate(("列", "对方的表头", "填什么", "写出来是", "")):
            grid.addWidget(label(words, "quiet"), 0, column)
        for number, row in enumerate(self.rows.values(), 1):
            for column, widget in enumerate(row.widgets):
                grid.addWidget(widget, number, column, Qt.AlignmentFlag.AlignVCenter)
        grid.setColumnStretch(4, 1)
        return inside


class _Row:
    """One column of theirs: the field chosen for it, and what that gives."""

    def __init__(self, match: Match, tried: Sample) -> None:
        self.match, self._tried = match, tried
        letters = column_letters(match.column)
        self.guessed = match.field
        self.box = named(QComboBox(), f"column_{letters}")
        self.box.setAccessibleName(match.heading)
        self.box.setFixedWidth(_WIDTH)
        self.box.addItem(_NOT_FILLED, "")
        for field in tried.fields.values():
            self.box.addItem(field.label, field.name)
        self.box.addItem(f"{_FIXED}…", FIXED)
        self.fixed = named(QLineEdit(), f"fixed_{letters}")
        self.fixed.setPlaceholderText("每行都填这个")
        self.value = label(name=f"sample_{letters}")
        self.value.setMaximumWidth(260)
        self.mark = label(role="quiet", name=f"mark_{letters}")
        self.box.currentIndexChanged.connect(self._try)
        self.fixed.textChanged.connect(self._try)

    @property
    def widgets(self) -> list[QWidget]:
        shown = QWidget()
        row = QHBoxLayout(shown)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.value)
        row.addWidget(self.fixed)
        letters = label(column_letters(self.match.column), "quiet")
        star = " ＊" if self.match.required else ""
        return [letters, label(f"{self.match.heading}{star}"), self.box, shown, self.mark]

    @property
    def chosen(self) -> str:
        """The field, "" for none, a text after "=" for every row."""
        found = str(self.box.currentData() or "")
        return f"{FIXED}{self.fixed.text()}" if found == FIXED else found

    def show(self, match: Match) -> None:
        """Take over what was found of the column."""
        self.match, self.guessed = match, match.field
        fixed = match.field.startswith(FIXED)
        self.box.setCurrentIndex(max(self.box.findData(FIXED if fixed else match.field), 0))
        self.fixed.setText(match.field[1:] if fixed else "")
        self.box.setEnabled(not match.calculated)
        self._try()

    def _try(self) -> None:
        chosen = self.chosen
        self.fixed.setVisible(chosen.startswith(FIXED))
        self.value.setVisible(not chosen.startswith(FIXED))
        self.value.setText(self._tried.value(self.match.column, chosen))
        said = SAID if chosen != self.guessed else self.match.how
        marks = [
            _MARKS.get(said, ""),
            "必填" if self.match.required else "",
            self._tried.demands(self.match.column),
        ]
        if self.match.calculated:
            marks = ["由模板的公式计算"]
        self.mark.setText("；".join(filter(None, marks)))


def _line(name: str, words: str) -> QLineEdit:
    made = named(QLineEdit(words), name)
    made.setMaxLength(LONGEST_NAME)
    return made


def _words(role: str, name: str) -> QLabel:
    made = label(role=role, name=name)
    made.setWordWrap(True)
    return made
