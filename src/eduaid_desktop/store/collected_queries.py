"""Questions about the batches that a county collected: what came, and the rows of a year."""

import json
from collections.abc import Iterator, Sequence

from eduaid_desktop.domain.batch import PLACES
from eduaid_desktop.store.lists import Listing
from eduaid_desktop.store.store import Row, Store


def _cell(column: str) -> str:
    return f"json_extract(r.cells, '$[{PLACES[column]}]')"


# A batch before r, of its township and term.
_EARLIER = (
    "FROM collected_batch o WHERE o.withdrawn = 0 AND o.township_code = r.township_code AND o.term = r.term"
    " AND (length(o.batch_no), o.batch_no) < (length(r.batch_no), r.batch_no)"
)
# The first batch of a term is the regular one; a later one that brings a case again corrects it.
_KIND = (
    f"CASE WHEN NOT EXISTS (SELECT 1 {_EARLIER}) THEN 'regular' WHEN EXISTS (SELECT 1 FROM collected_line l"
    " WHERE l.collected_batch_id = r.id AND l.withdrawn = 0 AND l.case_no IN (SELECT x.case_no FROM collected_line x"
    f" WHERE x.withdrawn = 0 AND x.collected_batch_id IN (SELECT o.id {_EARLIER})))"
    " THEN 'correction' ELSE 'supplement' END"
)

BATCHES = Listing(
    source="FROM collected_batch r WHERE r.withdrawn = 0",
    columns={
        "township": "r.township", "batch_no": "r.batch_no", "term": "r.term", "row_count": "r.row_count",
        "amount": "r.amount", "differences": "r.differences", "collected_on": "r.collected_on",
        "file_name": "r.file_name", "township_code": "r.township_code", "seal": "r.seal",
        "kind": _KIND,
    },
    searched=("township", "batch_no", "file_name"),
    order="r.township_code, length(r.batch_no), r.batch_no",
    filters={"term": "r.term = ?", "township": "r.township_code = ?"},
    summed=("amount",),
)  # fmt: skip

LINES = Listing(
    source="FROM collected_line r JOIN collected_batch b ON b.id = r.collected_batch_id WHERE r.withdrawn = 0",
    columns={
        "township": "b.township", "batch_no": "b.batch_no", "position": "r.position", "case_no": "r.case_no",
        "name": "r.name", "id_number": "r.id_number", "village": _cell("村名称"), "stage": _cell("学段"),
        "school": _cell("学校名称"), "grade": _cell("年级"), "head_name": _cell("户主姓名"),
        "household_number": "r.household_number", "household_type": _cell("户类型"), "amount": "r.amount",
        "over_limit": _cell("超限标志"), "payee_name": "r.payee_name", "payee_bank": _cell("开户银行"),
        "payee_account": "r.payee_account", "phone": _cell("联系电话"), "differences": "r.differences",
        "term": "b.term",
    },
    searched=("name", "case_no", "township", "village", "school", "payee_name", "batch_no"),
    numbers=("id_number", "payee_account", "household_number"),
    order="b.township_code, length(b.batch_no), b.batch_no, r.position",
    filters={
        "term": "b.term = ?", "township": "b.township_code = ?", "batch": "r.collected_batch_id = ?",
        # Just these rows, as a JSON list of their ids.
        "ids": "r.id IN (SELECT value FROM json_each(?))",
    },
    summed=("amount",),
)  # fmt: skip


def lines(store: Store, terms: Sequence[str]) -> Iterator[Row]:
    """The rows of these terms with their batch, in the order of townships, batches and Excel rows."""
    return store.each(
        "SELECT r.id, r.collected_batch_id AS batch_id, b.batch_no, b.term, b.township_code, b.township, r.position,"
        " r.case_no, r.name, r.id_number, r.household_number, r.payee_name, r.payee_account, r.amount,"
        " r.differences, r.cells FROM collected_batch b JOIN collected_line r ON r.collected_batch_id = b.id"
        " WHERE b.withdrawn = 0 AND r.withdrawn = 0 AND b.term IN (SELECT value FROM json_each(?))"
        f" ORDER BY {LINES.order}",
        (json.dumps(list(terms)),),
    )


def cells(store: Store, batch_id: int) -> list[Row]:
    """id, position, case_no, name, id_number, amount and cells of the rows of a collected batch, in their order."""
    return store.rows(
        "SELECT id, position, case_no, name, id_number, household_number, payee_name, payee_account, amount, cells"
        " FROM collected_line WHERE collected_batch_id = ? AND withdrawn = 0 ORDER BY position, id",
        (batch_id,),
    )


def came(store: Store, term: str) -> Row:
    """batches, townships, rows, amount (fen) and differing (batches that are not as they were sealed) of a term."""
    return (
        store.row(
            "SELECT COUNT(*) AS batches, COUNT(DISTINCT township_code) AS townships,"
            " COALESCE(SUM(row_count), 0) AS rows, COALESCE(SUM(amount), 0) AS amount,"
            " COALESCE(SUM(differences > 0), 0) AS differing FROM collected_batch WHERE withdrawn = 0 AND term = ?",
            (term,),
        )
        or {}
    )


def kinds(store: Store, term: str) -> dict[str, str]:
    """By batch number regular, supplement or correction, of the batches of a term."""
    found = store.rows(f"SELECT r.batch_no, {_KIND} AS kind {BATCHES.source} AND r.term = ?", (term,))
    return {row["batch_no"]: row["kind"] for row in found}


def terms(store: Store) -> list[str]:
    """The terms of which anything was collected."""
    return list(store.column("SELECT DISTINCT term FROM collected_batch WHERE withdrawn = 0"))
