"""What a county collected against itself: the kept files, the rows, the sums."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence

from eduaid_desktop.domain import batch, text
from eduaid_desktop.domain.batch import NAMES
from eduaid_desktop.services.county.collected_file import NUMBERS
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.term_batch.batch_audit import short
from eduaid_desktop.store import attachments, collected_queries
from eduaid_desktop.store.store import Row


def faults(desk: Desk, step: Callable[[], object] = lambda: None) -> list[str]:
    """Where a collected batch no longer says what was collected, one sentence each, without a name or a number.

    step is called once for every batch; what it raises stops the work.
    """
    found: list[str] = []
    for row in desk.store.select("collected_batch"):
        step()
        lines = collected_queries.cells(desk.store, row["id"])
        told = [*_head(desk, row, lines), *short(_rows(lines))]
        found += [f"收到的批次 {row['batch_no']} {words}" for words in told]
    return found


def _head(desk: Desk, row: Row, lines: Sequence[Row]) -> Iterator[str]:
    total = sum(line["amount"] for line in lines)
    if row["row_count"] != len(lines):
        yield f"收的时候 {row['row_count']} 行，明细有 {len(lines)} 行。"
    if row["amount"] != total:
        yield (
            f"收的时候合计 {batch.with_decimals(row['amount'])} 元，明细合计 {batch.with_decimals(total)} 元。"
        )
    kept = attachments.first(desk.store, "collected_batch", row["id"])
    if kept is None:
        yield "的原文件不在数据文件里。"
    elif hashlib.sha256(kept["content"]).hexdigest() != row["sha256"]:
        yield "的原文件被改动过，与收的时候的校验值不一致。"


def _rows(lines: Sequence[Row]) -> Iterator[str]:
    for line in lines:
        if not _as_collected(line):
            yield f"第 {line['position']} 行的明细与所存的上报内容不一致。"


def _as_collected(line: Row) -> bool:
    """Whether the columns of a row say what its cells say."""
    try:
        cells = dict(zip(NAMES, json.loads(line["cells"]), strict=True))
        same = {"case_no": cells["申请编号"], "name": cells["姓名"], "payee_name": cells["收款人"] or None}
        same |= {name: text.compact(cells[column]) or None for name, column in NUMBERS.items()}
        # An amount that could not be read counts as none, whatever stands there.
        fits = line["amount"] in (0, batch.fen_of(cells["乡镇建议金额"]))
    except (ValueError, TypeError, KeyError, AttributeError):
        return False
    return fits and all(line[name] == value for name, value in same.items())
