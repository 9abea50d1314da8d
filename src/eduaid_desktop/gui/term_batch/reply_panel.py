"""批复: what the county's file says, before anything of it is registered."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from eduaid_desktop.domain.reply import Assumed, Entry, Preview, RowProblem, Touched
from eduaid_desktop.gui import answer_done
from eduaid_desktop.gui.answer_panel import AnswerPanel
from eduaid_desktop.gui.fixed_rows import FixedRows
from eduaid_desktop.gui.import_watch import watched
from eduaid_desktop.gui.page import Page
from eduaid_desktop.gui.pieces import button, label, named
from eduaid_desktop.gui.record_list import RecordList
from eduaid_desktop.gui.tasks import Job
from eduaid_desktop.gui.term_batch import batch_follow_up
from eduaid_desktop.gui.term_batch.reply_gaps import ReplyGaps
from eduaid_desktop.services.list_columns import Column
from eduaid_desktop.services.term_batch import batch_worklist, replies
from eduaid_desktop.services.term_batch.replies import Wanted

_ENTRY = (
    Column("case_no", "申请编号", width=200),
    Column("name", "姓名", width=120),
    Column("row", "行号", "integer", 60),
    Column("decision", "审批结果", "choice", 100, "relief_decision"),
    Column("sent", "上报（元）", "money", 100),
    Column("approved", "批准（元）", "money", 100),
    Column("decided_on", "审批日期", "date", 120),
    Column("reason", "原因、说明", width=260),
)
_TOUCHED = (
    Column("case_no", "申请编号", width=200),
    Column("name", "姓名", width=120),
    Column("row", "行号", "integer", 60),
    Column("column", "列", width=140),
    Column("old", "上报时", width=200),
    Column("new", "文件里（不采用）", width=200),
    Column("harmless", "说明", width=200),
)
_PROBLEM = (
    Column("row", "行号", "integer", 60),
    Column("column", "列", width=140),
    Column("message", "说明", width=640),
)
# Where each list belongs, and what is said where it is empty. The quiet ones are left out when empty.
_LISTS = {
    "matched": ("与上报一致", "没有按上报金额同意的。"),
    "changed": ("金额有变", "没有改动金额的。"),
    "rejected": ("不予或退回", "没有不予救助或退回的。"),
    "missing": ("没有批复", "每一件都有批复。"),
    "pending": ("超限额待批", ""),
    "conflicts": ("与已登记的不同", ""),
    "touched": ("被改动的格", "县里没有改动上报的内容。"),
    "problems": ("要核对", "没有要核对的。"),
    "notes": ("读法说明", ""),
}
_QUIET = ("pending", "conflicts", "notes")


class ReplyPanel(AnswerPanel):
    """What the county decided, and what it did not. read(wanted) shows the same file anew as it is wanted then."""

    def __init__(
        self,
        page: Page,
        path: Path,
        found: Preview,
        password: str | None = None,
        wanted: Wanted | None = None,
        read: Callable[[Wanted], object] = lambda wanted: None,
    ) -> None:
        super().__init__(page, "reply", f"批次 {found.batch_no} 的批复", _told(path, found))
        self._path, self._found, self._password = path, found, password
        self._wanted, self._read = wanted or Wanted(), read
        self.about = label(found.about.partition("（")[2].replace("），", "；"), "quiet", "replyAbout")
        self.about.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.about.setToolTip(found.about)
        self.add_words(self.about, QWidget())
        self._show_lists()
        if found.gaps or self._wanted.assumed != Assumed():
            self.body.insertWidget(1, ReplyGaps(found.gaps, self._wanted.assumed, self._assume))
        self.offer_writing(len(found.new), "件")
        self.add_actions(*self._further())
        self.offer_saving({name: f"批次 {found.batch_no} 批复：{_LISTS[name][0]}" for name in self.lists})

    def _show_lists(self) -> None:
        counts = {name: len(rows) for name, rows in _rows(self._found).items()}
        shown = {n: f"{_LISTS[n][0]} {counts[n]}" for n in _LISTS if counts[n] or n not in _QUIET}
        self.show_lists(shown, self._list)
        first = next((name for name in shown if counts[name]), "matched")
        self.segments.take(first if self._found.new or not counts["problems"] else "problems")

    def _further(self) -> list[QPushButton]:
        """One button for every other batch of ours that the file has rows of."""
        return [
            button(f"读批次 {number} 的 {count} 行", partial(self._turn_to, number), f"readBatch_{place}")
            for place, (number, count) in enumerate(self._found.others.items())
        ]

    def _turn_to(self, number: str) -> None:
        self._again(Wanted(batch_no=number))

    def _assume(self, assumed: Assumed) -> None:
        self._again(replace(self._wanted, assumed=assumed))

    def _again(self, wanted: Wanted) -> None:
        self.close_panel()
        self._read(wanted)

    def write(self) -> None:
        desk, path, password = self.shell.desk, self._path, self._password
        found = self._found
        wanted = replace(self._wanted, sha256=found.sha256, batch_no=found.batch_no, looked=found)

        def work(job: Job[Preview]) -> Preview:
            return replies.apply(desk, path, password, wanted=wanted, progress=watched(job, path.name))

        self.start_writing("正在登记批复", work, self._written)

    def _written(self, found: Preview) -> None:
        page, number = self.page, found.batch_no
        self.close_panel()
        left = batch_worklist.left(self.shell.desk, number)
        steps = batch_follow_up.steps(self.shell, page, number, left, self._worklist)
        said = f"已登记批次 {number} 的批复 {len(found.new)} 件：{_counts(found)}。"
        answer_done.after(page, "reply", f"✓ 已登记批次 {number} 的批复", said, [*steps])

    def _worklist(self) -> None:
        self.shell.show_only("batches", "", {"part": "worklist"})

    def _list(self, name: str) -> RecordList:
        columns = {"touched": _TOUCHED, "problems": _PROBLEM, "notes": _PROBLEM}.get(name, _ENTRY)
        rows = _rows(self._found)[name]
        summed = ("sent", "approved") if columns is _ENTRY else ()
        source = FixedRows(columns, rows, self.shell.desk, _LISTS[name][1], summed)
        made = named(RecordList(f"reply_{name}", source), f"reply_{name}")
        made.refresh()
        return made


def _rows(found: Preview) -> dict[str, list[dict[str, Any]]]:
    """The rows of every list, rejected together with returned, unknown rows with the problems."""
    entries: dict[str, Iterable[Entry]] = {
        "matched": found.matched,
        "changed": found.changed,
        "rejected": [*found.rejected, *found.returned],
        "missing": found.missing,
        "pending": found.pending,
        "conflicts": found.conflicts,
    }
    rows: dict[str, list[dict[str, Any]]] = {n: [_entry(e) for e in each] for n, each in entries.items()}
    rows["touched"] = list(_touched(found.touched))
    rows["problems"] = list(_problems([*found.unknown, *found.problems]))
    rows["notes"] = list(_problems(found.notes))
    return rows


def _entry(entry: Entry) -> dict[str, Any]:
    told = entry.as_json()
    return {
        **{name: told[name] for name in ("case_no", "name", "row", "decision", "decided_on")},
        "sent": entry.sent_fen,
        "approved": entry.approved_fen,
        "reason": entry.reason if entry.new or entry.reason else "已经登记过",
    }


def _touched(cells: Iterable[Touched]) -> Iterator[dict[str, Any]]:
    for each in cells:
        told = ("case_no", "name", "row", "column", "old", "new", "harmless")
        yield {name: getattr(each, name) for name in told}


def _problems(found: Iterable[RowProblem]) -> Iterator[dict[str, Any]]:
    for each in found:
        sheet = f"“{each.sheet}”：" if each.sheet else ""
        yield {"row": each.row or None, "column": each.column, "message": f"{sheet}{each.message}"}


def _counts(found: Preview) -> str:
    rows = _rows(found)
    return "、".join(
        f"{_LISTS[name][0]} {len(rows[name])}" for name in ("matched", "changed", "rejected", "missing")
    )


def _told(path: Path, found: Preview) -> str:
    if found.new:
        return f"文件“{path.name}”里有 {len(found.new)} 件新的批复，还没有写入。请先看一遍，再按“确认写入”。"
    if found.notes and not found.decided:
        said = next((note.message for note in found.notes if not note.row), "")
        return f"文件“{path.name}”里没有能登记的批复。{said}"
    if wrong := len(_rows(found)["problems"]):
        return f"文件“{path.name}”里没有能登记的批复，有 {wrong} 处要核对；请县里改好，再读一次。"
    return f"文件“{path.name}”里没有新的批复，已经登记的不会再登记一次。"
