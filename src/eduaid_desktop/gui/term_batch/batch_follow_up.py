"""批复以后: the slips of changed amounts, the list of what is missing, and the way to what is to be mended."""

from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QObject

from eduaid_desktop.gui.answer_done import NextStep
from eduaid_desktop.gui.page import Shell
from eduaid_desktop.gui.printing.document_preview import preview_document
from eduaid_desktop.services.term_batch.batch_worklist import Left

# What slips.write takes for the slips of changed amounts alone.
CHANGED = {"answers": {"changed": "是"}}


def steps(
    shell: Shell, owner: QObject, batch_no: str, left: Left, worklist: Callable[[], object]
) -> Iterator[NextStep]:
    """What a batch leaves to be done. owner: to whose folder the papers go; worklist shows what is to be mended."""
    if left.mend or left.tell:
        parts = (("退回待更正", left.mend), ("不予待告知", left.tell))
        words = "，".join(f"{word} {count} 件" for word, count in parts if count)
        yield NextStep("goToWorklist", words, "去待补正", worklist, leaves=True)
    if left.changed:
        words = f"批准金额有变 {left.changed} 件，审批单按批准金额打印"
        yield NextStep("printChanged", words, "打印审批单", _printed(shell, owner, batch_no, "approval_slip"))
    if left.missing and left.read:
        words = f"没有批复 {left.missing} 件，可以请县里逐件答复"
        yield NextStep(
            "printMissing", words, "打印催办清单", _printed(shell, owner, batch_no, "missing_list")
        )


def _printed(shell: Shell, owner: QObject, batch_no: str, document: str) -> Callable[[], None]:
    wanted: dict[str, Any] = {"what": batch_no} | (CHANGED if document == "approval_slip" else {})
    return lambda: preview_document(shell, owner, document, batch_no, batch_no, **wanted)
