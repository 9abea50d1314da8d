"""回盘: what the bank's file says, before anything of it is registered."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QCheckBox

from eduaid_desktop.domain.bank_result import Entry, Preview
from eduaid_desktop.gui import answer_done
from eduaid_desktop.gui.answer_done import NextStep
from eduaid_desktop.gui.answer_panel import AnswerPanel
from eduaid_desktop.gui.fixed_rows import FixedRows
from eduaid_desktop.gui.page import Page
from eduaid_desktop.gui.pieces import named
from eduaid_desktop.gui.printing.document_preview import preview_document
from eduaid_desktop.gui.record_list import RecordList
from eduaid_desktop.services import bank_results
from eduaid_desktop.services.list_columns import Column

_ENTRY = (
    Column("position", "序号", "integer", 50), Column("payee_name", "收款人", width=110),
    Column("account", "账号", "account", 100), Column("sent", "送发（元）", "money", 100),
    Column("amount", "回盘（元）", "money", 100), Column("row", "行号", "integer", 60),
    Column("paid_on", "日期", "date", 120), Column("receipt_no", "流水号", width=120),
    Column("failure", "退回原因", "choice", 110, "payment_failure"), Column("reason", "说明", width=330),
)  # fmt: skip
_PROBLEM = (
    Column("row", "行号", "integer", 60), Column("column", "列", width=110), Column("message", "说明", width=760),
)  # fmt: skip
_LISTS = {
    "paid": ("到账", "没有到账的。"),
    "failed": ("失败", "没有失败的。"),
    "amount": ("金额不符", "金额都与送发的一样。"),
    "unknown": ("名单里没有", "回盘里每一行都在这张发放表里。"),
    "missing": ("回盘里没有", "发放表的每一行都有结果。"),
    "problems": ("要核对", "没有要核对的。"),
}


class ResultPanel(AnswerPanel):
    """Five lists side by side, and what is to be checked."""

    def __init__(self, page: Page, path: Path, found: Preview) -> None:
        title = f"发放表 {found.list_no} 的银行结果"
        super().__init__(page, "result", title, _told(path, found))
        self._path, self._found = path, found
        counts = {name: len(getattr(found, name)) for name in _LISTS}
        self.show_lists({n: f"{w} {counts[n]}" for n, (w, _) in _LISTS.items()}, self._list)
        self.rest = named(
            QCheckBox(f"银行只给了失败的，其余 {len(found.absent)} 笔按今天到账登记"), "restPaid"
        )
        self.rest.setVisible(bool(found.absent))
        self.rest.toggled.connect(lambda: self._offer())
        self.body.addWidget(self.rest)
        self._offer()
        self.segments.take(next((name for name in ("failed", *_LISTS) if counts[name]), "paid"))

    def _offer(self) -> None:
        found = self._found
        self.offer_writing(len(found.new) + (len(found.absent) if self.rest.isChecked() else 0), "笔")

    def write(self) -> None:
        desk, path, number, rest = self.shell.desk, self._path, self._found.list_no, self.rest.isChecked()
        self.start_writing(
            "正在登记银行结果",
            lambda job: bank_results.apply(desk, path, number, rest_paid=rest),
            self._written,
        )

    def _written(self, found: Preview) -> None:
        page, number = self.page, found.list_no
        self.close_panel()
        told = "、".join(f"{words} {len(getattr(found, name))}" for name, (words, _) in _LISTS.items())
        said = f"已登记发放表 {number} 的银行结果 {len(found.new)} 笔：{told}。"
        answer_done.after(page, "result", f"✓ 已登记发放表 {number} 的银行结果", said, [*self._left(found)])

    def _left(self, found: Preview) -> Iterator[NextStep]:
        """What the bank's file leaves to be done; of what was taken for paid nothing is missing any more."""
        shell, page, number = self.shell, self.page, found.list_no
        if found.failed:
            words = f"失败 {len(found.failed)} 笔，更正账户后另成补发表"
            to_failed = {"register": "failed_payments"}
            yield NextStep(
                "goToFailed",
                words,
                "去更正账户",
                lambda: shell.show_only("registers", "", to_failed),
                leaves=True,
            )
        if found.missing or found.amount:
            words = f"没有结果 {len(found.missing) + len(found.amount)} 笔，可以请银行逐笔答复"
            yield NextStep(
                "printMissing",
                words,
                "打印请查清单",
                lambda: preview_document(shell, page, "bank_missing_list", number, number, what=number),
            )

    def _list(self, name: str) -> RecordList:
        if name == "problems":
            told = [
                {"row": p.row or None, "column": p.column, "message": p.message} for p in self._found.problems
            ]
            source = FixedRows(_PROBLEM, told, self.shell.desk, _LISTS[name][1])
        else:
            rows = list(_rows(getattr(self._found, name)))
            source = FixedRows(_ENTRY, rows, self.shell.desk, _LISTS[name][1], ("sent", "amount"))
        made = named(RecordList(f"result_{name}", source), f"result_{name}")
        made.refresh()
        return made


def _rows(entries: Iterable[Entry]) -> Iterable[dict[str, Any]]:
    for entry in entries:
        told, answer, sent = entry.as_json(), entry.answer, entry.sent
        yield {
            **{name: told[name] for name in ("position", "payee_name", "row", "receipt_no", "reason")},
            "account": sent.account if sent else answer.account if answer else "",
            "sent": told["sent_fen"],
            "amount": told["amount_fen"],
            "paid_on": told["paid_on"] or None,
            "failure": told["code"] or None,
        }


def _told(path: Path, found: Preview) -> str:
    if found.new:
        return f"文件“{path.name}”里有 {len(found.new)} 笔新的结果，还没有写入。请先看一遍，再按“确认写入”。"
    if found.problems:
        return f"文件“{path.name}”里没有能登记的结果，有 {len(found.problems)} 处要核对；请与银行核对后再读一次。"
    return f"文件“{path.name}”里没有新的结果，已经登记的不会再登记一次。"
