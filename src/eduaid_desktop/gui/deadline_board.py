"""期限板 on the first tab: per step how many cases, the last day, what is left, how many may come too late."""

import json
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from eduaid_desktop.domain import terms
from eduaid_desktop.domain.dates import short
from eduaid_desktop.domain.workflow import DRAFT, PAID, STATES
from eduaid_desktop.gui.page import Shell
from eduaid_desktop.gui.pieces import button, empty, label, named
from eduaid_desktop.gui.printing.document_preview import preview_document
from eduaid_desktop.services import deadlines
from eduaid_desktop.services.deadlines import Board, Line

_HEADS = ("步骤", "份数", "最迟", "还剩", "有风险")
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_FEW = 4
_AFTER_PAINT_MS = 50
_OPEN = json.dumps([state for state in STATES if DRAFT <= state < PAID])


class DeadlineBoard(QFrame):
    """Every figure opens its rows; a line below with many names opens to all of them."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        named(self, "deadlineBoard").setProperty("role", "card")
        self._shell = shell
        self._begun = False
        self.title, self.left = label("救助金期限", "strong"), label("", "quiet", "deadlineLeft")
        self.left.setWordWrap(True)
        self.print_button = button("打印进度表", self.print_, "printBoard", "link")
        self._grid, self._more = QGridLayout(), QVBoxLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(0, 1)
        self._more.setSpacing(2)
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.print_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 8)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self.left)
        column.addLayout(self._grid)
        column.addLayout(self._more)
        self.hide()

    def refresh(self) -> None:
        """Read the term anew; the first time once the page stands, because the calendar takes a moment to load."""
        if self._begun:
            self._read()
        else:
            self._begun = True
            QTimer.singleShot(_AFTER_PAINT_MS, self, self._read_if_seen)

    def _read_if_seen(self) -> None:
        """Another tab may be in sight by now, or the file closed."""
        page = self.parentWidget()
        if page is not None and page.isVisible():
            self._read()

    def _read(self) -> None:
        """An office that keyed no case has no board."""
        board = deadlines.board(self._shell.desk)
        self.setVisible(board.begun)
        empty(self._grid)
        empty(self._more)
        if board.begun:
            risky = f"，{board.at_risk} 份有风险" if board.at_risk else ""
            end = f"{short(board.deadline)}前发放到位（{board.left_words}）"
            self.left.setText(f"{end}，还有 {board.open} 份没有办完{risky}")
            self._show_lines(board)
            self._show_more(board)

    def _show_lines(self, board: Board) -> None:
        for column, words in enumerate(_HEADS):
            made = label(words, "quiet")
            self._grid.addWidget(made, 0, column, _RIGHT if column else Qt.AlignmentFlag.AlignLeft)
        for row, line in enumerate(board.lines, 1):
            self._grid.addWidget(label(line.name), row, 0)
            self._grid.addWidget(self._count(board, line), row, 1, _RIGHT)
            for column, words in ((2, short(line.last)), (3, line.left_words)):
                self._grid.addWidget(label(words, "" if line.count else "quiet"), row, column, _RIGHT)
            self._grid.addWidget(self._risk(board, line), row, 4, _RIGHT)

    def _count(self, board: Board, line: Line) -> QWidget:
        if not line.count:
            return label("0", "quiet")
        wanted = deadlines.filters(self._shell.desk, board.term, line.key)
        return button(
            str(line.count), lambda: self._open(f"{line.name}的申请", wanted), f"count_{line.key}", "link"
        )

    def _risk(self, board: Board, line: Line) -> QWidget:
        if not line.at_risk:
            return label("—", "quiet")
        return button(f"▲ {line.at_risk}", lambda: self._open_risky(board, line), f"risk_{line.key}", "link")

    def _open_risky(self, board: Board, line: Line) -> None:
        wanted = deadlines.risk_filters(self._shell.desk, board.term, line.key)
        self._open(f"{line.name}，可能赶不上{short(board.deadline)}的", wanted)

    def _open(self, words: str, wanted: Mapping[str, Any], tab: str = "relief") -> None:
        self._shell.show_only(tab, words, wanted)

    def _show_more(self, board: Board) -> None:
        if board.missing:
            self._names("missingVillages", "个村还没有交来申请", list(board.missing))
        if board.packets:
            told = [f"{p['village']}（录入 {p['keyed']}，封面 {p['cover_count']}）" for p in board.packets]
            self._names("openPackets", "个村包还没有收齐", told)
        if board.ending:
            told = [f"{row['village'] or '乡镇'}（{short(row['to_date'])}）" for row in board.ending]
            self._link("endingNotices", _listed(told, "期公示本周到期"), {"register": "notices"}, "registers")
        for term, count in board.earlier:
            words = f"{terms.label(term)}还有 {count} 份没有办完"
            self._link(f"earlier_{term}", words, {"state": _OPEN, "term": term})
        if board.remark:
            told_remark = label(board.remark, "quiet", "boardRemark")
            told_remark.setWordWrap(True)
            self._more.addWidget(told_remark)

    def _link(self, name: str, words: str, wanted: Mapping[str, Any], tab: str = "relief") -> None:
        self._more.addWidget(button(words, lambda: self._open(words, wanted, tab), name, "link"))

    def _names(self, name: str, words: str, names: list[str]) -> None:
        """One line; pressing it shows every name below it, and pressing it again hides them."""
        every = label("、".join(names), "quiet", f"{name}Names")
        every.setWordWrap(True)
        every.hide()
        line = button(f"▲ {_listed(names, words)}", lambda: every.setVisible(every.isHidden()), name, "link")
        self._more.addWidget(line)
        self._more.addWidget(every)

    def print_(self) -> None:
        """The board as a paper, for the weekly meeting."""
        today = self._shell.desk.today()
        preview_document(self._shell, self, "deadline_board", today.isoformat(), term=terms.of(today))


def _listed(names: list[str], words: str) -> str:
    """2 个村还没有交来申请：仁真村、达瓦村; of many the first ones, and 等."""
    first = "、".join(names[:_FEW])
    return f"{len(names)} {words}：{first}{'等' if len(names) > _FEW else ''}"
