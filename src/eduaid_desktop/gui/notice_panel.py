"""One public notice: how it stands, its cases with their objections, its photographs, and what can be done with it."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from eduaid_desktop.domain import masks
from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.domain.workflow import state_name
from eduaid_desktop.domain.workflow_steps import Step
from eduaid_desktop.gui import step_questions
from eduaid_desktop.gui.attachment_strip import AttachmentStrip
from eduaid_desktop.gui.notice_note import NoticeNote
from eduaid_desktop.gui.page import DONE, PROBLEM, Shell
from eduaid_desktop.gui.pieces import button, card, empty, label, named
from eduaid_desktop.gui.printing.document_preview import preview_document
from eduaid_desktop.gui.step_questions import Question
from eduaid_desktop.gui.step_sheet import StepSheet
from eduaid_desktop.services import notice_board, relief
from eduaid_desktop.services.notice_board import Sheet

_NONE = "选一个公示，看它的名单、异议和照片；期满后在这里登记撤下。"
_ROWS_SHOWN, _ROW = 7, 28


class NoticePanel(QWidget):
    """wrote: something of the notice was changed."""

    wrote = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        named(self, "noticePanel")
        self.shell, self.desk = shell, shell.desk
        self._sheet: Sheet | None = None
        self._step: tuple[Step, int] | None = None
        self.place, self.period = label(role="strong", name="noticePlace"), label(name="noticePeriod")
        self.state = label(role="quiet", name="noticeState")
        self.remarks = label(role="problem", name="noticeRemarks")
        self.remarks.setProperty("state", "warn")
        self.down = button("撤下公示…", self._ask_down, "takeDown", "next")
        self.print_button = button("打印名单", self.print_notice, "printNotice")
        self.result_button = button("打印证明", self.print_result, "printResult")
        self.again = button("重算截止日期…", self._ask_end, "recomputeNotice", "link")
        self.cases = _case_list()
        self.object = button("登记异议…", lambda: self._open_step("objection"), "addObjection")
        self.found = button("登记核查结果…", lambda: self._open_step("objection_done"), "settleObjection")
        self.sheet = StepSheet(columns=1)
        self.note = NoticeNote(self.desk, self.sheet)
        self.told = QVBoxLayout()
        self.photos = AttachmentStrip(shell)
        self.photos.changed.connect(self._photographed)
        self.sheet.target_chosen.connect(self._other_result)
        self.sheet.closed.connect(self._closed)
        self.cases.currentItemChanged.connect(lambda now, before: self._offer())
        self.cases.itemActivated.connect(lambda item: shell.go("relief", item.data(Qt.ItemDataRole.UserRole)))
        self._lay_out()

    def show_notice(self, notice_id: int | None) -> None:
        """Show a notice as it stands now; None for none."""
        self.sheet.close_sheet()
        self._sheet = notice_board.sheet(self.desk, notice_id) if notice_id is not None else None
        for each in (self.period, self.state, self.acts, self.rest):
            each.setVisible(self._sheet is not None)
        self.remarks.setVisible(bool(self._sheet and self._sheet.remarks))
        if self._sheet is None:
            self.place.setText(_NONE)
            return
        self._tell(self._sheet)
        self._list(self._sheet)
        self.photos.show_of("notice", self._sheet.row["id"], open_=not self.desk.store.read_only)

    def _tell(self, found: Sheet) -> None:
        row = found.row
        self.place.setText(f"{found.place}　第 {row['id']} 号")
        self.period.setText(found.period)
        self.state.setText(_stands(found, self.desk.today().isoformat()))
        self.remarks.setText("\n".join(f"▲ {each}" for each in found.remarks))
        writable = not self.desk.store.read_only
        self.down.setVisible(writable and not row["taken_down"] and (found.over or not found.cases))
        waits = bool(found.hanging) and not any(case["passed"] for case in found.cases)
        other = notice_board.end_by_table(self.desk, row).to_date.isoformat() != row["to_date"]
        self.again.setVisible(writable and waits and other and not row["taken_down"])
        self.print_button.setVisible(bool(found.cases))
        self.result_button.setVisible(bool(found.cases) and found.over)

    def _list(self, found: Sheet) -> None:
        self.heading.setText(f"名单　{len(found.cases)} 人")
        chosen = self._case_id()
        self.cases.clear()
        for case in found.cases:
            item = QListWidgetItem(f"{case['name']}　{state_name(case['state'])}", self.cases)
            item.setData(Qt.ItemDataRole.UserRole, case["id"])
            if case["id"] == chosen:
                self.cases.setCurrentItem(item)
        self.cases.setFixedHeight(min(max(len(found.cases), 1), _ROWS_SHOWN) * _ROW + 8)
        self.cases.setVisible(bool(found.cases))
        empty(self.told)
        self.objections.setText(f"异议　{len(found.objections)} 件" if found.objections else "异议　没有")
        for objection in found.objections:
            line = label(_objection(objection), name=f"objection_{objection['id']}")
            line.setWordWrap(True)
            self.told.addWidget(line)
        self._offer()

    def _offer(self) -> None:
        """Beside the chosen case: what can be registered about it, by the road it is on."""
        case_id, open_ = self._case_id(), {}
        if case_id is not None and not self.desk.store.read_only:
            open_ = {step.action: step.open for step in relief.steps(self.desk, case_id)}
        self.object.setVisible(open_.get("objection", False))
        self.found.setVisible(open_.get("objection_done", False))
        hint = "选一个人，登记对他的异议；按 Enter 看他的申请。"
        self.hint.setText("" if case_id is not None else hint)
        self.hint.setVisible(case_id is None and self.cases.count() > 0)

    def _open_step(self, action: str) -> None:
        case_id = self._case_id()
        if case_id is None:
            return
        step = next(each for each in relief.steps(self.desk, case_id) if each.action == action)
        if not step.open:
            self.shell.say(step.why, PROBLEM)
            return
        self._step = (step, case_id)
        self._ask_step(step.targets[0][0] if step.targets else 0, {})

    def _ask_step(self, target: int, typed: Mapping[str, str]) -> None:
        assert self._step is not None
        step, case_id = self._step
        case = relief.load(self.desk, case_id)
        known = {"on_date": self.desk.today().isoformat(), **typed}
        asked = step_questions.questions(step, case, known, (), target)
        title = f"{case['name']}：{step.label}"
        self._ask(title, asked, "办理", lambda inputs: relief.act(self.desk, case_id, step.action, **inputs))
        self.note.follow(case, step.action)

    def _other_result(self, target: int) -> None:
        if self._step is not None:
            self._ask_step(target, self.sheet.typed())

    def _ask_down(self) -> None:
        assert self._sheet is not None
        number, today = self._sheet.row["id"], self.desk.today().isoformat()
        asked = [
            Question("on_date", "撤下日期", "date", True, today),
            Question("result", "公示结果", answer=notice_board.result_of(self._sheet), hint="可不填"),
        ]
        self._ask(
            "撤下公示",
            asked,
            "撤下",
            lambda inputs: notice_board.take_down(
                self.desk, number, inputs["on_date"] or "", inputs["result"] or ""
            ),
        )

    def _ask_end(self) -> None:
        assert self._sheet is not None
        row = self._sheet.row
        end = spoken(notice_board.end_by_table(self.desk, row).to_date.isoformat())
        asked = [Question("reason", "理由", required=True, hint="如：国务院办公厅公布了调休")]
        title = f"截止日期由{spoken(row['to_date'])}改为{end}"
        act = lambda inputs: notice_board.recompute(self.desk, row["id"], inputs["reason"])  # noqa: E731
        self._ask(title, asked, "改截止日期", act)

    def _ask(self, title: str, asked: list[Question], words: str, act: Any) -> None:
        self.acts.hide()

        def done(inputs: Mapping[str, Any]) -> None:
            act(inputs)
            self.shell.say(f"已登记：{title}。", DONE)
            self._written()

        self.sheet.ask(title, "", asked, words, done)

    def _written(self) -> None:
        assert self._sheet is not None
        self.show_notice(self._sheet.row["id"])
        self.wrote.emit()

    def _photographed(self) -> None:
        """The strip has read itself again; what the notice still lacks is said anew."""
        assert self._sheet is not None
        self._sheet = notice_board.sheet(self.desk, self._sheet.row["id"])
        self._tell(self._sheet)
        self.remarks.setVisible(bool(self._sheet.remarks))

    def _closed(self) -> None:
        self._step = None
        self.acts.setVisible(self._sheet is not None)
        self.cases.setFocus()

    def print_notice(self) -> None:
        """Write the list that hangs on the board, and show it."""
        self._print("notice_list")

    def print_result(self) -> None:
        """Write what came of the notice, and show it."""
        self._print("notice_result")

    def _print(self, document: str) -> None:
        assert self._sheet is not None
        number, place = str(self._sheet.row["id"]), self._sheet.place
        preview_document(self.shell, self, document, f"{place}_{number}", place, what=number)

    def _case_id(self) -> int | None:
        item = self.cases.currentItem()
        return int(item.data(Qt.ItemDataRole.UserRole)) if item else None

    def _lay_out(self) -> None:
        for each in (self.place, self.period, self.state, self.remarks):
            each.setWordWrap(True)
        self.acts, self.rest = QWidget(), QWidget()
        row = QHBoxLayout(self.acts)
        row.setContentsMargins(0, 4, 0, 0)
        for act in (self.down, self.print_button, self.result_button, self.again):
            row.addWidget(act)
        row.addStretch(1)
        self._lay_out_rest()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 16, 12)
        column.setSpacing(8)
        column.addWidget(card(self.place, self.period, self.state, self.remarks, self.acts))
        column.addWidget(self.sheet)
        column.addWidget(self.rest)
        column.addStretch(1)

    def _lay_out_rest(self) -> None:
        self.heading, self.objections = label(role="heading"), label(role="heading", name="objectionCount")
        self.hint = label(role="quiet", name="caseHint")
        self.hint.setWordWrap(True)
        about = QHBoxLayout()
        about.addWidget(self.object)
        about.addWidget(self.found)
        about.addStretch(1)
        below = QVBoxLayout(self.rest)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(8)
        for each in (self.heading, self.cases, self.hint):
            below.addWidget(each)
        below.addLayout(about)
        below.addWidget(self.objections)
        below.addLayout(self.told)
        below.addWidget(self.photos)


def _case_list() -> QListWidget:
    made = named(QListWidget(), "noticeCases")
    made.setAccessibleName("公示名单")
    made.setProperty("role", "rows")
    return made


def _stands(found: Sheet, today: str) -> str:
    row = found.row
    if row["taken_down"]:
        return f"已于{spoken(row['taken_down'])}撤下。{row['result'] or ''}"
    if row["from_date"] > today:
        return "还没有开始。"
    if found.over:
        return "已期满。"
    return f"还有 {found.days_left} 天（含今天）。" if found.days_left > 1 else "今天是最后一天。"


def _objection(row: Mapping[str, Any]) -> str:
    """One objection in three lines: what was said by whom, what was found, what came of it. Numbers stay masked."""
    who = "　".join(filter(None, (row["raised_by"] and f"提出人 {row['raised_by']}", row["contact"])))
    head = f"{spoken(row['received_on'])}　{row['name']}：{row['content']}"
    found = f"{spoken(row['resolved_on'])}　核查结果：{row['finding']}" if row["resolved_on"] else ""
    told = "\n".join(filter(None, (head, who, found, f"处理：{row['result']}")))
    return masks.in_text(told)
