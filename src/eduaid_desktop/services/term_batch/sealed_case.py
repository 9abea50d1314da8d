"""封存: what a case whose batch is out may still change, and that the county does not hear of it.

Amounts, ID number and payee are locked from then on (section 5.5 of the domain rules). What else is corrected counts
in the office; the sealed line stays as it was sent, and the reply lands on it by the number of the case.
"""

import json

from eduaid_desktop.domain import batch
from eduaid_desktop.services import office
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.term_batch import batch_content
from eduaid_desktop.store import batch_queries, worklist_queries
from eduaid_desktop.store.store import Row


def words(desk: Desk, case: Row) -> str:
    """That a case stands in a batch whose answer is out, and which sealed cells it no longer agrees with; else ""."""
    line = worklist_queries.sealed_in(desk.store, case["id"])
    if line is None:
        return ""
    told = f"已封存于批次 {line['batch_no']}，改动不随本批上报"
    changed = "、".join(_changed(desk, line))
    return f"{told}；封存后改过：{changed}，县里收到的仍是封存时的内容。" if changed else f"{told}。"


def _changed(desk: Desk, line: Row) -> list[str]:
    """The columns that would say something else if the case were sealed now."""
    now = batch_queries.as_ready(desk.store, line["case_id"])
    if now is None:
        return []
    code = office.info(desk)["code"]
    present = batch_content.line_of(now, line["batch_no"], code, desk.rules()).cells
    cells = zip(batch.NAMES[: batch.CHECKSUM], json.loads(line["cells"]), present, strict=False)
    return [name for name, sealed, new in cells if sealed != new]
