"""单据登记: every numbered paper that left the office, whether it is back, and what becomes of it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from eduaid_desktop.domain import terms
from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.domain.slip import BACK, OUT, STATES, VOID
from eduaid_desktop.errors import UserError
from eduaid_desktop.gui import temporary
from eduaid_desktop.gui.only_bar import OnlyBar
from eduaid_desktop.gui.page import DONE, Shell
from eduaid_desktop.gui.pieces import button, card, empty, label, named, scrolled
from eduaid_desktop.gui.printing.document_preview import preview_document
from eduaid_desktop.gui.printing.slip_bar import open_record
from eduaid_desktop.gui.quick_choices import QuickChoices
from eduaid_desktop.gui.register import Register
from eduaid_desktop.gui.step_questions import Question
from eduaid_desktop.gui.step_sheet import StepSheet
from eduaid_desktop.gui.tasks import unless_cancelled
from eduaid_desktop.services import slip_desk, slip_records
from eduaid_desktop.services.lists import ListSource, open_list
from eduaid_desktop.services.papers.catalogue import DOCUMENTS
from eduaid_desktop.services.slip_desk import Paper

if TYPE_CHECKING:
    from eduaid_desktop.documents.paper import Printed

_SIDE = 310
_REPRINTED = "reprint"


class SlipsRegister(Register):
    """Above the list how the term stands; beside it the chosen paper. Enter on a line opens what it is about."""

    def __init__(self, shell: Shell) -> None:
        self._only: dict[str, Any] = {}
        self.choices: QuickChoices | None = None
        super().__init__(shell, "slips", by_term=True)
        assert self.term is not None
        self.summary, self.only = label(role="strong", name="slipSummary"), OnlyBar()
        self.summary.setContentsMargins(12, 0, 12, 8)
        self.summary.setWordWrap(True)
        self.choices = QuickChoices(self._offered(), lambda filters: self._narrow())
        # Each goes above those before it.
        for each in (self.only, self.choices, self.summary):
            self.list.add_choices(each)
        self.only.all_wanted.connect(self._show_all)
        self.panel = _Panel(self)
        side = scrolled(self.panel)
        side.setMinimumWidth(_SIDE)
        self.split.addWidget(side)
        self.split.setStretchFactor(0, 1)
        self.split.setSizes([780, _SIDE + 60])
        self.list.chosen.connect(self.panel.show_slip)
        self.term.currentIndexChanged.connect(lambda: self._tell())

    def refresh(self) -> None:
        super().refresh()
        self._tell()
        self.panel.show_slip(self.list.current())

    def open_line(self, line_id: int) -> None:
        """Go to what a paper is about."""
        open_record(self.shell, slip_desk.by_id(self.shell.desk, line_id))

    def show_only(self, words: str, filters: Mapping[str, Any], line_id: int | None) -> None:
        """Only the papers under these filters, which words name, of whatever term they are."""
        assert self.term is not None
        assert self.choices is not None
        rest = {**filters}
        self.term.setCurrentIndex(max(self.term.findData(rest.pop("term", None)), 0))
        self._only = self.choices.take_all(rest)
        self.only.tell(words if self._only else "")
        self._narrow()

    def print_(self) -> bool:
        """What is still out, as a paper for the villages; of this term where all are shown."""
        assert self.term is not None
        term = self.term.term or terms.of(self.shell.desk.today())
        village = self.choices.filters()["village"] if self.choices else None
        preview_document(self.shell, self, "slip_register", terms.label(term), term=term, what=village)
        return True

    def print_again(self, paper: Paper) -> None:
        """The paper as it reads now, in the preview; it says whether it keeps its number."""
        target, desk = temporary.folder_of(self) / f"{paper.title}_{paper.number}.pdf", self.shell.desk

        def show(made: "Printed") -> None:
            self.shell.preview(made.path, paper.title, paper.row["document"], made)
            self.shell.say(slip_records.told_again(paper, made))

        work = unless_cancelled(lambda: slip_records.print_again(desk, paper.number, target))
        self.shell.tasks.start(f"正在生成{paper.title}", work, show)

    def _source(self) -> ListSource:
        chosen = {**(self.choices.filters() if self.choices else {}), **self._only}
        if chosen.get("standing") == _REPRINTED:
            chosen |= {"standing": None, "reprint": 1}
        return open_list(self.shell.desk, self.kind, term=self.term.term if self.term else None, **chosen)

    def _narrow(self) -> None:
        self.list.point_to(self._source())
        self._tell()

    def _show_all(self) -> None:
        self._only = {}
        self.only.tell("")
        self._narrow()

    def _tell(self) -> None:
        assert self.term is not None
        self.summary.setText(slip_desk.summary(self.shell.desk, self.term.term))

    def _offered(self) -> Mapping[str, tuple[str, Sequence[tuple[Any, str]]]]:
        villages = self.shell.desk.rules().codes["village"].codes
        return {
            "standing": ("状态", [*STATES.items(), (_REPRINTED, "补打过的")]),
            "document": ("单据", [(key, document.title) for key, document in DOCUMENTS.items()]),
            "village": ("村", [(each.code, each.label) for each in villages]),
        }


class _Panel(QWidget):
    """The chosen paper: what it is, when it was printed, and what can be done with it."""

    def __init__(self, register: SlipsRegister) -> None:
        super().__init__()
        named(self, "slipPanel")
        self._register, self._desk = register, register.shell.desk
        self.paper: Paper | None = None
        self.words, self.title = label(name="slipWords"), label(role="strong", name="slipTitle")
        self.prints = QVBoxLayout()
        self.sheet = named(StepSheet(columns=1), "slipSheet")
        self.sheet.closed.connect(self._closed)
        self.back = button("收回登记…", self._ask_back, "slipMarkBack", "next")
        self.wrong = button("取消收回", self._take_back, "slipTakeBack")
        self.void = button("作废…", self._ask_void, "slipMarkVoid")
        self.again = button("再打印", self._print_again, "slipAgain")
        self.acts = QWidget()
        self._lay_out()

    def show_slip(self, slip_id: int | None) -> None:
        """Show a paper as it stands now; None for none."""
        self.sheet.close_sheet()
        self.paper = slip_desk.by_id(self._desk, slip_id) if slip_id is not None else None
        empty(self.prints)
        self.acts.setVisible(self.paper is not None)
        if self.paper is None:
            self.title.setText("选一张单据，看它打印过几次、收回没有。")
            self.words.setText("收回的单据用扫描枪扫一下即可登记；整叠的按 F9 连续收回。")
            return
        self.title.setText(f"{self.paper.title}　{STATES[self.paper.standing]}")
        self.words.setText(self.paper.words)
        for each in self.paper.prints:
            line = label(_print(each), "quiet")
            line.setWordWrap(True)
            self.prints.addWidget(line)
        writable, state = not self._desk.store.read_only, self.paper.row["state"]
        self.back.setVisible(writable and state == OUT)
        self.wrong.setVisible(writable and state == BACK)
        self.void.setVisible(writable and state != VOID)

    def _ask_back(self) -> None:
        assert self.paper is not None
        today = self._desk.today().isoformat()
        asked = [
            Question("on_date", "收回日期", "date", True, today),
            Question("note", "说明", hint="可不填，如：村里统一交来"),
        ]
        number = self.paper.number
        self._ask(f"收回 {number}", asked, "收回登记", lambda raw: self._mark_back(number, raw))

    def _ask_void(self) -> None:
        assert self.paper is not None
        number, asked = (
            self.paper.number,
            [Question("reason", "作废原因", required=True, hint="如：盖章前撕毁")],
        )
        self._ask(
            f"作废 {number}",
            asked,
            "作废",
            lambda raw: slip_desk.void(self._desk, number, raw["reason"] or ""),
        )

    def _ask(self, title: str, asked: list[Question], words: str, act: Any) -> None:
        def done(raw: Mapping[str, Any]) -> None:
            act(raw)
            self._written(f"已办理：{title}。")

        self.acts.hide()
        self.sheet.ask(title, "", asked, words, done)

    def _mark_back(self, number: str, raw: Mapping[str, Any]) -> None:
        (outcome,) = slip_desk.mark_back(self._desk, [number], raw["on_date"] or "", raw["note"] or "")
        if not outcome.done:
            raise UserError(outcome.words)

    def _take_back(self) -> None:
        assert self.paper is not None
        number = self.paper.number
        try:
            slip_desk.take_back(self._desk, number)
        except UserError as error:
            self._register.shell.fail(error)
        else:
            self._written(f"已取消收回登记：{number} 又算未收回。")

    def _print_again(self) -> None:
        assert self.paper is not None
        self._register.print_again(self.paper)

    def _written(self, sentence: str) -> None:
        self._register.shell.say(sentence, DONE)
        self._register.refresh()

    def _closed(self) -> None:
        self.acts.setVisible(self.paper is not None)
        self._register.list.view.setFocus()

    def _lay_out(self) -> None:
        for each in (self.title, self.words):
            each.setWordWrap(True)
        row = QHBoxLayout(self.acts)
        row.setContentsMargins(0, 4, 0, 0)
        row.setSpacing(8)
        for act in (self.back, self.wrong, self.void, self.again):
            row.addWidget(act)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 16, 12)
        column.setSpacing(8)
        column.addWidget(card(self.title, self.words, self.prints, self.acts))
        column.addWidget(self.sheet)
        links = QHBoxLayout()
        links.addWidget(button("打印未收回清单", self._register.print_, "printOut", "link"))
        links.addStretch(1)
        column.addLayout(links)
        column.addStretch(1)


def _print(row: Mapping[str, Any]) -> str:
    """2018年6月12日　拥珍　2 份，打印机 HP（补打）."""
    where = f"打印机 {row['printer']}" if row["printer"] else "存为 PDF"
    again = "（补打）" if row["reprint"] else ""
    return f"{spoken(row['on_date'])}　{row['actor']}　{row['copies']} 份，{where}{again}"
