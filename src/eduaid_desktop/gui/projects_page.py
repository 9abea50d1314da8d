"""项目: construction projects, each with its money, its milestones and its months."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from eduaid_desktop.domain.money import wan
from eduaid_desktop.domain.project import PROJECT, reached
from eduaid_desktop.forms.project_form import Ui_ProjectForm
from eduaid_desktop.gui.form_panel import Door, Step, Values
from eduaid_desktop.gui.page import Shell
from eduaid_desktop.gui.pieces import label, named, scrolled
from eduaid_desktop.gui.printing.project_papers import ProjectPapers
from eduaid_desktop.gui.project_part import Part
from eduaid_desktop.gui.project_parts import FundingPart, MilestonePart, ProgressPart
from eduaid_desktop.gui.record_page import RecordPage
from eduaid_desktop.gui.segments import Segments
from eduaid_desktop.services import projects

if TYPE_CHECKING:
    from eduaid_desktop.services.unsaved import Draft

_TITLES = {"project": "项目资料", "funding": "资金来源", "milestone": "节点", "progress": "月进度"}


class ProjectsPage(RecordPage):
    """Alt+1 to Alt+4 turn to the parts; the keys of the window act on the part in sight."""

    def __init__(self, shell: Shell) -> None:
        door = Door(
            PROJECT,
            load=lambda project_id: projects.load(shell.desk, project_id),
            save=lambda raw, project_id, revision: projects.save(shell.desk, raw, project_id, revision),
            next_step=lambda: Step("登记节点", lambda: self.turn_to("milestone")),
        )
        self.parts: dict[str, Part] = {}
        super().__init__(shell, "projects", Ui_ProjectForm(), door)
        self.segments = Segments("projectParts", _TITLES, self)
        self.papers = ProjectPapers(shell, lambda: None)
        self.list.add_tool(self.papers)
        self.stack = named(QStackedWidget(), "projectStack")
        self.standing = label(role="quiet", name="projectStanding")
        self._add_parts()
        self.split.addWidget(self._right())
        self.split.setSizes([480, 860])
        self.split.setStretchFactor(1, 1)
        self.segments.chosen.connect(self._show_part)
        self._show_project()

    def blank(self) -> dict[str, Any]:
        return {"project_no": projects.next_number(self.desk), "plan_year": self.desk.today().year}

    def refresh(self) -> None:
        super().refresh()
        self._show_project()

    def open_record(self, record_id: int) -> None:
        super().open_record(record_id)
        self._show_project()

    def restore(self, draft: "Draft") -> None:
        part = self.parts.get(draft.form)
        if part is None or draft.within is None:
            self.segments.take("project")
            super().restore(draft)
            return
        if self.panel.record_id != draft.within:
            self.open_record(draft.within)
        self.segments.take(draft.form)
        part.open_draft(draft)
        part.panel.restore(draft)

    def start_new(self, values: dict[str, Any]) -> None:
        self.segments.take("project")
        super().start_new(values)
        self._show_project()

    def save(self) -> None:
        part = self.parts.get(self.segments.key)
        (part.panel if part else self.panel).save()

    def new(self) -> None:
        part = self.parts.get(self.segments.key)
        if part:
            part.start_new()
        else:
            super().new()

    def print_(self) -> None:
        """Ctrl+P: the ledger of all projects."""
        self.papers.write("project_ledger")

    def turn_to(self, name: str) -> None:
        """Show a part of the project and go to where one types."""
        self.segments.take(name)
        self.start_typing()

    def start_typing(self) -> None:
        """Go to where one types in the part in sight."""
        part = self.parts.get(self.segments.key)
        if part:
            part.start()
        else:
            self.panel.binder.keys.first()

    def _saved(self, record_id: int) -> None:
        super()._saved(record_id)
        self._show_project()

    def _part_changed(self) -> None:
        self.list.refresh()
        self.panel.reload()
        self._show_project()

    def _show_part(self, name: str) -> None:
        by_key = self.isVisible() and not self.segments.hasFocus()
        self.stack.setCurrentWidget(self._sheets.get(name, self.panel))
        if by_key:
            self.start_typing()

    def _show_project(self) -> None:
        """Bring the parts and the line about the project up to what is stored."""
        if not self.parts:
            return
        record_id = self.panel.record_id
        if record_id is None:
            self.segments.take("project")
            self.segments.close_all_but("project")
            self.segments.retitle(_TITLES)
            self.standing.setText("先保存项目资料，再登记资金来源、节点和月进度。")
            return
        project = projects.load(self.desk, record_id)
        self.segments.close_all_but()
        for part in self.parts.values():
            part.show_project(project)
        self.segments.retitle(self._titles(project))
        self.standing.setText("　".join(self._standing(project)))

    def _titles(self, project: Values) -> dict[str, str]:
        road = self.desk.rules().codes["project_stage"].codes
        done = sum(1 for m in project["milestone"] if reached(m))
        found = {"funding": f"资金来源 {len(project['funding'])}", "milestone": f"节点 {done}/{len(road)}"}
        last = project["progress"][-1:]
        return found | {"progress": f"月进度 {last[0]['physical']}%" if last else "月进度"}

    def _standing(self, project: Values) -> Iterator[str]:
        stage = self.desk.rules().label("project_stage", project["stage"])
        yield f"现在节点：{stage or '还没有登记'}"
        if project["total_investment"] is not None:
            yield f"总投资 {wan(project['total_investment'])} 万元"
        if project["funding"]:
            yield f"已落实 {wan(sum(f['amount'] for f in project['funding']))} 万元"
        if project["responsible"]:
            yield f"责任人 {project['responsible']}"

    def _add_parts(self) -> None:
        shell = self.shell
        for part in (FundingPart(shell), MilestonePart(shell), ProgressPart(shell)):
            self.parts[part.spec.name] = part
            part.changed.connect(self._part_changed)

    def _right(self) -> QWidget:
        """The title of the form moves up, so that it stands over every part."""
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.panel.title)
        head.addWidget(self.panel.state, 1, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
        above = QVBoxLayout()
        above.setContentsMargins(20, 12, 20, 4)
        above.setSpacing(4)
        above.addLayout(head)
        above.addWidget(self.standing)
        above.addWidget(self.segments)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(above)
        column.addWidget(self.stack, 1)
        self._sheets = {name: scrolled(part) for name, part in self.parts.items()}
        for widget in (self.panel, *self._sheets.values()):
            self.stack.addWidget(widget)
        return right
