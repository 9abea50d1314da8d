"""导入记录: what was imported, and the problems of a chosen import."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from eduaid_desktop.gui import import_undo
from eduaid_desktop.gui.page import Page, Shell
from eduaid_desktop.gui.pieces import button, label, named
from eduaid_desktop.gui.record_list import RecordList
from eduaid_desktop.gui.register import Register
from eduaid_desktop.services.lists import ListSource, open_list


class ImportsRegister(Register):
    """Above the imports, below their problems: of all imports until one is chosen."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, "imports")
        # There are few of them, and on a low screen the problems need the room.
        self.list.without_filter()
        self.title = label(role="strong", name="problemsTitle")
        self.problems = RecordList("importProblems", self._problems(None))
        below = named(QWidget(), "importProblemsPart")
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.title.setContentsMargins(12, 8, 12, 0)
        head = QHBoxLayout()
        head.setContentsMargins(0, 4, 12, 0)
        self.undo_button = button("撤销这次导入…", self.undo, "undoImport")
        self.undo_button.hide()
        head.addWidget(self.title, 1)
        head.addWidget(self.undo_button)
        column.addLayout(head)
        column.addWidget(self.problems, 1)
        self.split.setOrientation(Qt.Orientation.Vertical)
        self.split.addWidget(below)
        self.split.setSizes([240, 420])
        self.list.chosen.connect(self._show)
        self.problems.opened.connect(self._open_person)
        self._show(None)

    def refresh(self) -> None:
        super().refresh()
        if self.list.current() is None:
            self._show(None)
        self.problems.refresh()

    def start(self) -> None:
        self.problems.start()

    def undo(self) -> None:
        """Show what taking the chosen import back would do."""
        run, page = self.list.current(), self.parent()
        while page is not None and not isinstance(page, Page):
            page = page.parent()
        if run is not None and page is not None:
            import_undo.start(page, run)

    def _show(self, run: int | None) -> None:
        self.undo_button.setVisible(run is not None and not self.shell.desk.store.read_only)
        self.problems.point_to(self._problems(run))
        name = self.shell.desk.store.get("import_run", run)["file_name"] if run else ""
        self.title.setText(f"“{name}”的问题" if name else "全部导入的问题（选一次导入，只看它的）")

    def _problems(self, run: int | None) -> ListSource:
        return open_list(self.shell.desk, "import_problems", import_run=run)

    def _open_person(self, problem: int) -> None:
        person = self.shell.desk.store.get("import_problem", problem)["person_id"]
        if person:
            self.shell.go("students", person)
        else:
            self.shell.say("这一行没有读入学生；请在原表里更正后再导入一次。")
