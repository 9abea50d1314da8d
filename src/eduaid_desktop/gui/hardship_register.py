"""困难认定: a school year's recognitions with how many there are at each level."""

from PySide6.QtWidgets import QComboBox

from eduaid_desktop.domain import terms
from eduaid_desktop.domain.hardship import NOT, PENDING
from eduaid_desktop.gui.page import Shell
from eduaid_desktop.gui.pieces import label, named
from eduaid_desktop.gui.register import Register
from eduaid_desktop.services import hardship
from eduaid_desktop.services.lists import ListSource, open_list


class HardshipRegister(Register):
    """Enter on a line leads to the child."""

    def __init__(self, shell: Shell) -> None:
        self.year = named(QComboBox(), "schoolYear")
        offered = shell.desk.rules().codes["school_year"].offered(shell.desk.today())
        for code in reversed(offered):
            self.year.addItem(code.label, code.code)
        here = terms.school_year(terms.of(shell.desk.today()))
        self.year.setCurrentIndex(max(self.year.findData(here), 0))
        self.counts = label(role="quiet", name="hardshipCounts")
        super().__init__(shell, "hardship", tab="students", record_of=self._child)
        self.counts.setWordWrap(True)
        self.counts.setContentsMargins(12, 0, 12, 8)
        self.list.add_tool(self.year)
        self.list.add_choices(self.counts)
        self.year.currentIndexChanged.connect(self._turn)

    def refresh(self) -> None:
        super().refresh()
        rules = self.shell.desk.rules()
        found = hardship.counts(self.shell.desk, self.year.currentData())
        names = {PENDING: "待评议", NOT: "不予认定"}
        told = (f"{names.get(key) or rules.label('hardship_level', key)} {n} 人" for key, n in found.items())
        self.counts.setText(f"{self.year.currentText()}：{'，'.join(told)}")

    def _turn(self) -> None:
        self.list.point_to(self._source())
        self.refresh()

    def _child(self, hardship_id: int) -> int:
        return int(self.shell.desk.store.get("hardship", hardship_id)["person_id"])

    def _source(self) -> ListSource:
        return open_list(self.shell.desk, "hardship", school_year=self.year.currentData())
