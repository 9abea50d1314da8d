"""项目台账: the projects of a year or of all years, and their papers."""

from PySide6.QtWidgets import QComboBox

from eduaid_desktop.gui.page import Shell
from eduaid_desktop.gui.pieces import named
from eduaid_desktop.gui.printing.project_papers import ProjectPapers
from eduaid_desktop.gui.register import Register
from eduaid_desktop.services import projects
from eduaid_desktop.services.lists import ListSource, open_list


class ProjectsRegister(Register):
    """What is printed is of the year in sight."""

    def __init__(self, shell: Shell) -> None:
        self.year = named(QComboBox(), "projectYear")
        self.year.setAccessibleName("计划年度")
        super().__init__(shell, "projects", tab="projects")
        self._offer_years()
        self.list.add_tool(self.year)
        self.papers = ProjectPapers(shell, self.year.currentData)
        self.list.add_tool(self.papers)
        self.year.currentIndexChanged.connect(lambda: self.list.point_to(self._source()))

    def refresh(self) -> None:
        """A project of a new year may have come."""
        self._offer_years()
        super().refresh()

    def print_(self) -> bool:
        """Ctrl+P: the ledger of the year in sight."""
        self.papers.write("project_ledger")
        return True

    def _offer_years(self) -> None:
        offered = [None, *projects.years(self.shell.desk)]
        if offered != [self.year.itemData(place) for place in range(self.year.count())]:
            chosen = self.year.currentData()
            self.year.blockSignals(True)
            self.year.clear()
            for each in offered:
                self.year.addItem(f"{each}年" if each else "全部年度", each)
            self.year.setCurrentIndex(max(self.year.findData(chosen), 0))
            self.year.blockSignals(False)

    def _source(self) -> ListSource:
        return open_list(self.shell.desk, "projects", plan_year=self.year.currentData())
