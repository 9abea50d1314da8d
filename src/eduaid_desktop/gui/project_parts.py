"""The parts of a project: where its money comes from, its milestones, its months."""

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout

from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.domain.project import FUNDING, MILESTONE, PROGRESS
from eduaid_desktop.forms.funding_form import Ui_FundingForm
from eduaid_desktop.forms.milestone_form import Ui_MilestoneForm
from eduaid_desktop.forms.progress_form import Ui_ProgressForm
from eduaid_desktop.gui.form_panel import Step, Values
from eduaid_desktop.gui.keys import focus
from eduaid_desktop.gui.milestones import Milestones, places
from eduaid_desktop.gui.page import Shell
from eduaid_desktop.gui.project_part import ListedPart, Part
from eduaid_desktop.services.list_columns import Column

if TYPE_CHECKING:
    from eduaid_desktop.services.unsaved import Draft


class FundingPart(ListedPart):
    """资金来源, with their sum against the total investment."""

    COLUMNS = (
        Column("source", "资金来源", "choice", 120, "funding_source"),
        Column("partner", "援建方", width=180),
        Column("amount", "金额（元）", "money", 130),
        Column("document", "文号", width=180),
    )
    SUMMED = ("amount",)
    EMPTY = "还没有登记资金来源。在下面填写第一笔，按 Ctrl+S 保存。"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, FUNDING, Ui_FundingForm())

    def tell(self, rows: list[Values]) -> str:
        total, found = self.project["total_investment"], sum(row["amount"] for row in rows)
        if total is None:
            return "项目还没有填总投资，填后这里会核对资金来源的合计。"
        if found == total:
            return f"✓ 资金来源合计 {yuan(found)} 元，与总投资相等。"
        way = "还差" if found < total else "超出"
        return (
            f"▲ 资金来源合计 {yuan(found)} 元，总投资 {yuan(total)} 元，{way} {yuan(abs(total - found))} 元。"
        )


class ProgressPart(ListedPart):
    """月进度."""

    COLUMNS = (
        Column("month", "月份", "date", 90),
        Column("physical", "形象进度（%）", "integer", 100),
        Column("invested", "累计完成投资（元）", "money", 140),
        Column("paid", "累计支付（元）", "money", 120),
        Column("problems", "存在问题", "note", 160),
    )
    EMPTY = "还没有月进度。在下面填写本月的进度，按 Ctrl+S 保存。"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, PROGRESS, Ui_ProgressForm())

    def blank(self) -> dict[str, Any]:
        month = self.shell.desk.today().isoformat()[:7]
        taken = any(row["month"] == month for row in self.project["progress"])
        return {} if taken else {"month": month}

    def next_step(self) -> Step | None:
        return Step("再登记一个月", self.start_new)

    def tell(self, rows: list[Values]) -> str:
        if not rows:
            return ""
        last, total = rows[-1], self.project["total_investment"]
        told = [f"到{spoken(last['month'])}：形象进度 {last['physical']}%"]
        for name, word in (("invested", "完成投资"), ("paid", "支付")):
            if last[name] is not None:
                share = f"（总投资的 {100 * last[name] // total}%）" if total else ""
                told.append(f"{word} {yuan(last[name])} 元{share}")
        return "，".join(told) + "。"


class MilestonePart(Part):
    """节点."""

    def __init__(self, shell: Shell) -> None:
        self.road = Milestones(shell.desk.rules().codes["project_stage"].codes)
        super().__init__(shell, MILESTONE, Ui_MilestoneForm())
        self.road.picked.connect(self.pick)
        around = QVBoxLayout()
        around.setContentsMargins(12, 4, 8, 0)
        around.addWidget(self.road)
        self.column.addLayout(around)
        self.column.addWidget(self.panel, 1)

    def show_rows(self, rows: list[Values]) -> None:
        codes = self.shell.desk.rules().codes["project_stage"].codes
        self.road.show_places(places(codes, rows))
        self._mark()

    def blank(self) -> dict[str, Any]:
        return {"stage": self.road.next_stage} if self.road.next_stage else {}

    def new(self) -> None:
        super().new()
        self._name_new()

    def start(self) -> None:
        here = self.panel.binder.raw()["stage"]
        self.pick(here if self.panel.binder.changed() else self.road.next_stage or here)

    def pick(self, stage: str) -> None:
        """Show a milestone of the road in the form, stored or not, and go to its date."""
        if not (self.panel.binder.changed() and self.panel.binder.raw()["stage"] == stage):
            self._show(stage)
        focus(self.panel.binder.editors["done_on"])

    def which(self, values: Values) -> str:
        """What is typed about one milestone is not offered in the form of the next."""
        return f"new-{values['stage']}" if values.get("stage") else "new"

    def open_draft(self, draft: "Draft") -> None:
        if draft.record_id is None:
            self._show_new({"stage": draft.fields.get("stage")})
        else:
            super().open_draft(draft)

    def next_step(self) -> Step | None:
        stage = self.road.next_stage
        if not stage:
            return None
        return Step(f"登记下一节点：{self._name_of(stage)}", lambda: self.pick(stage))

    def _show(self, stage: str) -> None:
        stored = next((m for m in self.project["milestone"] if m["stage"] == stage), None)
        if stored:
            self.open(stored["id"])
        else:
            self._show_new({"stage": stage})
        self._mark()

    def _show_new(self, values: Values) -> None:
        self.panel.open_new(values, self.which(values))
        self._name_new()
        self._update_remove()

    def _name_of(self, stage: str) -> str:
        return self.spec.called({"stage": stage}, self.shell.desk.rules())

    def _name_new(self) -> None:
        """A milestone that is not stored yet is called by its name all the same."""
        stage = self.panel.binder.raw()["stage"]
        if stage:
            self.panel.title.setText(self._name_of(stage))
        self._mark()

    def _mark(self) -> None:
        self.road.mark(self.panel.binder.raw()["stage"])
