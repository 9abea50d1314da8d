"""What surrounds the form of a relief case: where it stands, its next step, the others, evidence, story, papers."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from eduaid_desktop.domain import evidence_guards, workflow
from eduaid_desktop.domain.problems import blocking
from eduaid_desktop.domain.relief import RELIEF
from eduaid_desktop.domain.signatures import BOXES
from eduaid_desktop.domain.workflow import STATES
from eduaid_desktop.domain.workflow_steps import Step
from eduaid_desktop.gui import case_notes, signing_sheet, step_questions
from eduaid_desktop.gui.attachment_strip import AttachmentStrip
from eduaid_desktop.gui.evidence_panel import EvidencePanel
from eduaid_desktop.gui.form_panel import FormPanel
from eduaid_desktop.gui.form_panel import Step as NextStep
from eduaid_desktop.gui.notice_note import NoticeNote
from eduaid_desktop.gui.other_steps import OtherSteps, alone, by_list
from eduaid_desktop.gui.page import DONE, PROBLEM, WARN, Shell
from eduaid_desktop.gui.pieces import button
from eduaid_desktop.gui.printing.relief_papers import PrintButton
from eduaid_desktop.gui.printing.step_papers import StepPapers
from eduaid_desktop.gui.relief_parts import Story
from eduaid_desktop.gui.stand_card import StandCard
from eduaid_desktop.gui.step_drafts import StepDrafts
from eduaid_desktop.gui.step_questions import Question
from eduaid_desktop.gui.step_sheet import StepSheet
from eduaid_desktop.services import notice_board, relief, relief_past, relief_writing

if TYPE_CHECKING:
    from eduaid_desktop.services.unsaved import Draft

_ROOM_FOR_BOTH = 440
_DUPLICATE = "B_DUP_CASE"
_NOTICED = frozenset({"village_agree", "township_notice"})


class ReliefDesk(QObject):
    """taken: a step was taken or the draft is gone; the page reads again. past_wanted(id): correct a past case.

    day_wanted(id): look at the case as it stood on a day.
    """

    taken = Signal()
    past_wanted = Signal(int)
    day_wanted = Signal(int)

    def __init__(self, shell: Shell, panel: FormPanel) -> None:
        super().__init__(panel)
        self.shell, self.panel = shell, panel
        self.card, self.sheet, self.story = StandCard(), StepSheet(), Story()
        self.answers = StepDrafts(shell.desk, self.sheet)
        self.notice = NoticeNote(shell.desk, self.sheet)
        self.others = OtherSteps(self._open_step, self._ask_delete)
        self.evidence = EvidencePanel(shell)
        self.attachments = AttachmentStrip(shell)
        self.papers = PrintButton(shell)
        self.step_papers = StepPapers(self.papers.print_document)
        self.others_button = button("其他办理", self._show_others, "otherStepsButton")
        self.evidence_link = button("佐证材料", self._show_evidence, "evidenceLink", "link")
        self.story_link = button("经过", lambda: panel.bring_up(self.story), "storyLink", "link")
        self.day_link = button("看某一天", lambda: self.day_wanted.emit(self._case["id"]), "asOfLink", "link")
        self._status: Mapping[str, Any] = {}
        self._steps: Sequence[Step] = ()
        self._told: Sequence[Mapping[str, Any]] = ()
        self._lay_out()
        panel.shown.connect(self.show_case)
        panel.binder.edited.connect(self.sheet.close_sheet)
        self.sheet.closed.connect(self._sheet_closed)
        self.show_case()

    def show_case(self) -> None:
        """Another case stands in the form, or this one anew."""
        case = self._case
        self.sheet.close_sheet()
        self.others.hide()
        writable = not self.shell.desk.store.read_only
        links = (self.evidence_link, self.story_link, self.day_link)
        for widget in (self.card, self.evidence, self.attachments, self.story, *links):
            widget.setVisible(bool(case))
        self.others_button.setVisible(bool(case) and writable)
        self.panel.binder.lock(self._locked())
        if case:
            self._read(case["id"])
            self._told = relief.story(self.shell.desk, case["id"])
            open_ = writable and case["state"] != workflow.ARCHIVED
            self.evidence.show_case(case["id"], open_=open_)
            self.attachments.show_of("relief_case", case["id"], open_=open_)
            self.story.show_story(self._told)
            self._retell()
            self.step_papers.show_of(self._told)
        taken = [step["action"] for step in self._told if step["action"] != "archive"] if case else []
        self.papers.offer(case, not _NOTICED.isdisjoint(taken), taken)

    def next_step(self) -> NextStep | None:
        """What the prominent button does: the next step, or what opens it."""
        step = self._status.get("next")
        if self._case.get("historical"):
            return NextStep("更正这件补录", lambda: self.past_wanted.emit(self._case["id"]))
        if step is None or not self._case:
            return None
        if step.open and (words := by_list(step)):
            return NextStep(
                words, lambda: self.shell.show_only("registers", "", {"register": "payment_lists"})
            )
        if step.open:
            return NextStep(step.label, lambda: self._open_step(step))
        return self._remedy(step)

    def restore(self, draft: "Draft") -> None:
        """Open the step that a draft belongs to, with the answers as they were."""
        step = next((each for each in self._steps if each.action == draft.which), None)
        if step is None or not step.open:
            self.shell.say(f"这一步现在不能办理：{step.why if step else '没有这一步。'}", PROBLEM)
            return
        self._open_step(step)
        if not self.sheet.isHidden():
            self.answers.restore(draft)
            self.shell.say("已恢复到表里，还没有办理：核对后再办理。", DONE)

    @property
    def _case(self) -> Mapping[str, Any]:
        return self.panel.values if self.panel.record_id is not None else {}

    def _read(self, case_id: int) -> None:
        self._status = relief.status(self.shell.desk, case_id)
        self._steps = relief.steps(self.shell.desk, case_id)
        if self._case["historical"]:
            self.others.show_past(self._ask_withdraw)
        else:
            self.others.show_steps([alone(each) for each in self._steps], draft=self._deletable())

    def _retell(self) -> None:
        self.card.show_status(
            self._status, self._told, case_notes.notes(self._case, self._status, self._told)
        )
        self.evidence_link.setText(self.evidence.counted())
        self.story_link.setText(f"经过 {len(self._told)} 步")
        self.story_link.setVisible(bool(self._told))

    def _locked(self) -> set[str]:
        if self.shell.desk.store.read_only:
            return set(RELIEF.by_name)
        return relief_writing.frozen(self._case) if self._case else set()

    def _remedy(self, step: Step) -> NextStep | None:
        state = self._case["state"]
        if waiting := signing_sheet.waiting(self.shell.desk, self._case["id"]):
            return NextStep(f"登记{BOXES[waiting]}重新签字", lambda: self._ask_signature(waiting))
        if state in (workflow.DRAFT, workflow.COUNTY_RETURNED):
            found = blocking(relief.problems(self.shell.desk, self._case["id"]))
            if any(p.rule != _DUPLICATE for p in found) or "override" not in step.takes:
                return NextStep("补全申请表", self._complete)
            return NextStep("由审核人特批受理", lambda: self._open_step(step))
        if step.why.startswith(evidence_guards.UNSIGNED):
            return NextStep("填补签日期", lambda: self.panel.binder.focus_field("signed_by_applicant"))
        if step.why.startswith(evidence_guards.LACKING):
            return NextStep("勾选佐证材料", self._show_evidence)
        ways: dict[int, tuple[str, Callable[[], object]]] = {
            workflow.READY: ("去导出上报文件", lambda: self.shell.go("batches")),
            workflow.APPROVED: ("补全收款账户", lambda: self.panel.binder.focus_field("payee_name")),
            workflow.PAY_FAILED: ("更正收款账户", lambda: self.panel.binder.focus_field("payee_account")),
        }
        return NextStep(*ways[state]) if state in ways else None

    def _complete(self) -> None:
        """Show everything that keeps the form from being accepted, and go to the first of it."""
        found = relief.problems(self.shell.desk, self._case["id"])
        self.panel.binder.show(found)
        self.panel.binder.focus_problem(found)
        self.shell.say(f"还有 {len(blocking(found))} 处要补全，已标在各栏下面。", WARN)

    def _open_step(self, step: Step) -> None:
        if self.panel.binder.changed():
            self.shell.say("申请表有修改还没有保存：先按 Ctrl+S 保存，再办理。", PROBLEM)
            return
        self.others.hide()
        first = step.targets[0][0] if step.targets else 0
        self._ask(step, first, {})
        proposed = self._known(step) | ({"target": str(first)} if step.targets else {})
        self.answers.begin(self._case, step.action, proposed)

    def _known(self, step: Step) -> dict[str, str]:
        desk = self.shell.desk
        waiting = self._told[-1]["amount"] if self._told else None
        today = desk.today().isoformat()
        back = sum(told["amount"] or 0 for told in self._told if told["action"] == "recover")
        known = step_questions.known_answers(self._case, step.action, today, desk.actor, waiting, back)
        # With operators whoever logged in is the one who checks.
        return {**known, "signer": desk.actor} if step.action == "repay" and desk.roles is not None else known

    def _ask(self, step: Step, target: int, typed: Mapping[str, str]) -> None:
        desk, case, known = self.shell.desk, self._case, self._known(step)
        failures = tuple((c.code, c.label) for c in desk.rules().codes["payment_failure"].codes)
        asked = step_questions.questions(step, case, {**known, **typed}, failures, target)
        self.sheet.target_chosen.disconnect()
        self.sheet.target_chosen.connect(lambda chosen: self._ask_again(step, chosen, typed))
        self._cover(True)
        self.sheet.ask(
            step.label, step.why or step.note, asked, "办理", lambda inputs: self._take(step, inputs)
        )
        self.notice.follow(case, step.action)

    def _ask_again(self, step: Step, target: int, typed: Mapping[str, str]) -> None:
        """Another result was chosen; what was typed for the one before comes back with it."""
        self._ask(step, target, {**typed, **self.sheet.typed()})
        self.answers.go_on()

    def _ask_signature(self, box: str) -> None:
        self.others.hide()
        self._cover(True)
        signing_sheet.ask(self.shell, self.sheet, self._case["id"], box, self.taken.emit)

    def _take(self, step: Step, inputs: Mapping[str, Any]) -> None:
        relief.act(self.shell.desk, self._case["id"], step.action, **inputs)
        self.answers.forget()
        self.sheet.close_sheet()
        self.taken.emit()
        label = STATES[self._case["state"]].label
        papers = f"可以打印{'、'.join(self.step_papers.titles)}。" if self.step_papers.titles else ""
        ended = step.action == "notice_end"
        more = notice_board.proposal(self.shell.desk, self._case["id"]) if ended else ""
        self.shell.say(f"已办理“{step.label}”，现在是“{label}”。{papers}{more}", DONE)

    def _ask_delete(self) -> None:
        self.others.hide()
        self._cover(True)
        note = "删除后不能恢复。学生资料仍然保留。"
        self.sheet.ask(
            f"删除{self._case['name']}的这份草稿？", note, (), "删除", lambda inputs: self._delete()
        )

    def _delete(self) -> None:
        name = self._case["name"]
        relief.delete_draft(self.shell.desk, self._case["id"])
        self.panel.record_id = None
        self.sheet.close_sheet()
        self.taken.emit()
        self.shell.say(f"已删除{name}的草稿。", DONE)

    def _ask_withdraw(self) -> None:
        self.others.hide()
        self._cover(True)
        reason = (Question("reason", "撤回原因", required=True, hint="必填"),)
        note = "撤回后不再计数，记录留在操作日志里。"
        self.sheet.ask(f"撤回{self._case['name']}的这件补录？", note, reason, "撤回", self._withdraw)

    def _withdraw(self, inputs: Mapping[str, Any]) -> None:
        relief_past.withdraw(self.shell.desk, self._case["id"], inputs["reason"] or "")
        self.panel.record_id = None
        self.sheet.close_sheet()
        self.taken.emit()
        self.shell.say("已撤回这件补录。", DONE)

    def _deletable(self) -> bool:
        return self._case["state"] == workflow.DRAFT and not self._case["case_no"]

    def _evidence_changed(self) -> None:
        """A document came or went: the next step may have opened by it."""
        self._read(self._case["id"])
        self._retell()
        self.panel.refresh_step()

    def _show_evidence(self) -> None:
        self.panel.bring_up(self.evidence)
        self.evidence.start()

    def _show_others(self) -> None:
        self.others.setVisible(self.others.isHidden())
        if not self.others.isHidden():
            self.panel.bring_up(self.others)
            self.others.focus_first()

    def _cover(self, covered: bool) -> None:
        self.panel.give_way(covered)
        # On a low screen the questions of a step need the room.
        self.card.setVisible(bool(self._case) and (not covered or self.panel.height() > _ROOM_FOR_BOTH))

    def _sheet_closed(self) -> None:
        if self.answers.end():
            self.shell.say("录入的内容留着，下次办理这一步时可以恢复。")
        self._cover(False)
        self.panel.refresh_step()
        if self.panel.next_button.isVisible():
            self.panel.next_button.setFocus()

    def _lay_out(self) -> None:
        self.sheet.target_chosen.connect(lambda chosen: None)
        self.evidence.changed.connect(self._evidence_changed)
        self.card.add_link(self.evidence_link)
        self.card.add_link(self.story_link)
        self.card.add_link(self.day_link)
        self.card.add_row(self.step_papers)
        self.panel.add_above(self.card)
        self.panel.add_on_top(self.others)
        self.panel.add_below(self.evidence)
        self.panel.add_below(self.attachments)
        self.panel.add_below(self.story)
        self.panel.add_sheet(self.sheet)
        self.panel.add_action(self.papers)
        self.panel.add_action(self.others_button)
