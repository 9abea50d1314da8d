"""生成发放表: who goes on the list, who does not and why, what deserves a look, before it is made for good."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget

from eduaid_desktop.domain import terms
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.domain.payment_list import KINDS, RESEND
from eduaid_desktop.errors import Refused
from eduaid_desktop.gui.fixed_rows import FixedRows
from eduaid_desktop.gui.keys import focus
from eduaid_desktop.gui.page import DONE, Page
from eduaid_desktop.gui.page_panel import PagePanel
from eduaid_desktop.gui.pieces import label, named
from eduaid_desktop.gui.record_list import RecordList
from eduaid_desktop.gui.segments import Segments
from eduaid_desktop.services import payment_lists
from eduaid_desktop.services.list_columns import Column
from eduaid_desktop.services.payment_lists import Made, Proposal

_GOING = (
    Column("case_no", "申请编号", width=200), Column("name", "姓名", width=110),
    Column("payee_name", "收款人", width=110), Column("payee_bank", "开户银行", width=200),
    Column("payee_account", "账号", "account", 100), Column("amount", "金额（元）", "money", 100),
)  # fmt: skip
_STAYING = (
    Column("case_no", "申请编号", width=200), Column("name", "姓名", width=110), Column("why", "为什么", width=620),
)  # fmt: skip
_DOUBTS = (Column("message", "说明", width=900),)
_EMPTY = {"rows": "没有能列入的申请。", "excluded": "没有不能列入的。", "remarks": "没有要核对的。"}


class MakeListPanel(PagePanel):
    """made(list id) is called when the list was made."""

    def __init__(self, page: Page, proposal: Proposal, made: Callable[[int], object]) -> None:
        title = f"生成{KINDS[proposal.kind]}表　{terms.label(proposal.term)}"
        super().__init__(page, "makeListPanel", title)
        self._proposal, self._made = proposal, made
        count = len(proposal.rows)
        self.figure = label(f"{count} 人　{yuan(proposal.amount)} 元", "figure", "listFigure")
        self.words = label(proposal.words if count else "", name="listWords")
        self.basis, self.signer = self._line("basis", "更正依据"), self._line("signer", "复核人")
        self.problem = label(role="problem", name="listProblem")
        self.problem.setProperty("state", "block")
        self.problem.hide()
        titles = {"rows": "列入", "excluded": "不能列入", "remarks": "要核对"}
        counts = {name: len(getattr(proposal, name)) for name in titles}
        self.segments = Segments("proposalLists", {n: f"{titles[n]} {counts[n]}" for n in titles}, self)
        self.stack = QStackedWidget()
        self.lists = {name: self._list(name) for name in titles}
        self._fill()
        self.segments.chosen.connect(lambda name: self.stack.setCurrentWidget(self.lists[name]))
        self.offer(f"生成{KINDS[proposal.kind]}表（不能撤销）" if count else "", self.make)
        self.back.setText("返回，不生成")
        self.segments.take("remarks" if counts["remarks"] and count else "rows" if count else "excluded")

    @property
    def _reasoned(self) -> bool:
        return self._proposal.kind == RESEND or bool(self._proposal.short)

    def start(self) -> None:
        if self._reasoned and self._proposal.rows:
            focus(self.basis)
        else:
            super().start()

    def make(self) -> None:
        """Make the list of exactly those that are shown."""
        desk, proposal = self.shell.desk, self._proposal
        given = {"signer": self.signer.text().strip(), "basis": self.basis.text().strip()}
        ids = [row["id"] for row in proposal.rows]
        self.setEnabled(False)
        self.shell.tasks.start(
            "正在生成发放表",
            lambda job: payment_lists.make(desk, proposal.term, kind=proposal.kind, case_ids=ids, **given),
            self._done,
            self._failed,
            final=True,
        )

    def _done(self, made: Made) -> None:
        self.close_panel()
        self.page.refresh()
        self._made(made.list_id)
        self.shell.say(
            f"已生成 {made.list_no}：{made.rows} 人，{yuan(made.sum_fen)} 元，{made.words}。", DONE
        )

    def _failed(self, error: Exception) -> None:
        self.setEnabled(True)
        if isinstance(error, Refused) and error.field in ("basis", "signer"):
            self.problem.setText(f"✕ {error.sentence}")
            self.problem.show()
            focus(self.basis if error.field == "basis" else self.signer)
        else:
            self.shell.fail(error)

    def _list(self, name: str) -> RecordList:
        columns = {"rows": _GOING, "excluded": _STAYING, "remarks": _DOUBTS}[name]
        found: list[dict[str, Any]] = {
            "rows": [{**row, "amount": row["approved"]} for row in self._proposal.rows],
            "excluded": [
                {"case_no": e.case_no, "name": e.name, "why": e.why} for e in self._proposal.excluded
            ],
            "remarks": [{"message": words} for words in self._proposal.remarks],
        }[name]
        summed = ("amount",) if name == "rows" else ()
        made = RecordList(
            f"proposal_{name}", FixedRows(columns, found, self.shell.desk, _EMPTY[name], summed)
        )
        made.refresh()
        return made

    def _line(self, name: str, words: str) -> QLineEdit:
        made = named(QLineEdit(), name)
        made.setAccessibleName(words)
        made.setMaxLength(100)
        return made

    def _fill(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(self.figure)
        head.addWidget(self.words, 1)
        self.body.addLayout(head)
        if self._reasoned:
            resent = self._proposal.kind == RESEND
            asked = QHBoxLayout()
            asked.setSpacing(8)
            example = "户主提供的新一卡通复印件" if resent else "县里当日补拨，到账后再送银行"
            self.basis.setPlaceholderText(f"必填，如 {example}")
            asked.addWidget(label("更正依据" if resent else "超出余额的理由"))
            asked.addWidget(self.basis, 3)
            # With operators it is who logged in that checks.
            if resent and self.shell.desk.roles is None:
                asked.addWidget(label("复核人"))
                asked.addWidget(self.signer, 1)
            self.body.addLayout(asked)
            self.body.addWidget(self.problem)
        self.body.addWidget(self.segments)
        for each in self.lists.values():
            self.stack.addWidget(each)
        self.body.addWidget(self.stack, 1)
