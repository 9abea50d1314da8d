"""批次种类: what waits in a term by kind; a batch holds one kind only.

A case that never went up is of the term's first batch, or of a supplement once that is sealed. One that stood in a
batch, was sent back by the county and came to 待上报 again is of a correction. What the county refused (不予救助) is
at its end: the family applies anew under a new number, which is of a supplement then.
"""

from collections.abc import Iterator, Sequence

from eduaid_desktop.domain import terms, workflow
from eduaid_desktop.domain.batch_kinds import CORRECTION, KINDS, REGULAR, SUPPLEMENT, Corrected
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import batch_queries
from eduaid_desktop.store.store import Row

# kind to how many cases wait, and their proposed sum in fen.
Counts = dict[str, tuple[int, int]]


def waiting(desk: Desk) -> dict[str, Counts]:
    """What waits to go up in every term that has any, newest first, by kind."""
    found: dict[str, Counts] = {}
    for row in batch_queries.waiting(desk.store, workflow.READY):
        kind = CORRECTION if row["corrected"] else _fresh(desk, row["term"])
        found.setdefault(row["term"], {})[kind] = (row["count"], row["sum"])
    return found


def ready(desk: Desk, term: str, kind: str = "") -> tuple[str, list[Row]]:
    """The kind of batch and its cases, in the order of their numbers. kind: "" for the only one that waits.

    Raises Refused where nothing waits, or two kinds do and none was named; UserError for a kind that is none.
    """
    if kind and kind not in KINDS:
        raise UserError(f"没有“{kind}”这种批次。可用：{'、'.join(f'{k}（{w}）' for k, w in KINDS.items())}。")
    found = waiting(desk).get(term, {})
    if not kind and len(found) > 1:
        raise Refused(_which(term, found), "kind")
    if not found or (kind and kind not in found):
        raise Refused(_nothing(term, kind, found), "kind" if kind else "")
    kind = kind or next(iter(found))
    return kind, cases(desk, term, kind)


def cases(desk: Desk, term: str, kind: str) -> list[Row]:
    """The cases of a term that a batch of this kind takes up now."""
    return [*each_case(desk, term, kind)]


def each_case(desk: Desk, term: str, kind: str) -> Iterator[Row]:
    """The same one by one."""
    return batch_queries.each_ready(desk.store, term, workflow.READY, corrected=kind == CORRECTION)


def corrected(desk: Desk, case_ids: Sequence[int], batch_no: str = "") -> tuple[Corrected, ...]:
    """What the county had sent back of these cases, in their order; batch_no: before that batch went up."""
    found = batch_queries.sent_back(desk.store, case_ids, batch_no)
    return tuple(
        Corrected(row["case_no"], row["name"], row["batch_no"], row["reason"] or "没有写明原因")
        for row in found
    )


def _fresh(desk: Desk, term: str) -> str:
    return SUPPLEMENT if desk.store.select("batch", term=term) else REGULAR


def _counted(found: Counts) -> str:
    return "、".join(f"{KINDS[kind]} {count} 人" for kind, (count, _) in found.items())


def _which(term: str, found: Counts) -> str:
    ways = "，或 ".join(f"--kind {kind}（{KINDS[kind]}）" for kind in found)
    return f"{terms.label(term)}有两种待上报：{_counted(found)}。一个批次只装一种，请写明导出哪一种：{ways}。"


def _nothing(term: str, kind: str, found: Counts) -> str:
    if found:
        only = next(iter(found))
        return (
            f"{terms.label(term)}没有{KINDS[kind]}要上报，待上报的是{_counted(found)}。请改为 --kind {only}。"
        )
    return f"{terms.label(term)}没有“待上报”的申请。请先在“救助基金”里办完乡镇审核，再导出批次。"
