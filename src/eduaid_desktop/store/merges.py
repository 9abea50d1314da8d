"""What merging two people touches, and what a merge that is to be taken apart has to be asked."""

from eduaid_desktop.domain.workflow import PAID, REPORTED, state_name
from eduaid_desktop.errors import Refused
from eduaid_desktop.store.change import Line, Row, decode
from eduaid_desktop.store.store import Store
from eduaid_desktop.store.tables import references

# Tables that say in words which table a row belongs to.
OWNED = ("attachment", "dated_name")


def links(store: Store) -> list[tuple[str, str]]:
    """(table, column) of everything that points at a person: found in the file, so that no table is forgotten."""
    return [(child, column) for child, column, parent, _ in references(store) if parent == "person"]


def into(store: Store, person_id: int) -> list[Row]:
    """The people who were merged into somebody, with the day (since) and the change, oldest first."""
    return store.rows(
        "SELECT p.*, c.id AS change_id, substr(c.at, 1, 10) AS since FROM person p"
        " JOIN change_log l ON l.table_name = 'person' AND l.row_id = p.id"
        " AND json_extract(l.after, '$.merged_into') IS NOT NULL AND json_extract(l.after, '$.withdrawn') = 1"
        " JOIN change c ON c.id = l.change_id WHERE p.merged_into = ?"
        " AND l.id = (SELECT MAX(m.id) FROM change_log m WHERE m.table_name = 'person' AND m.row_id = p.id"
        " AND json_extract(m.after, '$.merged_into') IS NOT NULL AND json_extract(m.after, '$.withdrawn') = 1)"
        " ORDER BY c.id",
        (person_id,),
    )


def merge_of(store: Store, person_id: int) -> Row | None:
    """keep_id and change_id of the change that merged a person into another; None for one who stands by herself."""
    return store.row(
        "SELECT json_extract(l.after, '$.merged_into') AS keep_id, l.change_id FROM change_log l"
        " JOIN person p ON p.id = l.row_id AND p.merged_into IS NOT NULL"
        " WHERE l.table_name = 'person' AND l.row_id = ? AND json_extract(l.after, '$.merged_into') IS NOT NULL"
        " AND json_extract(l.after, '$.withdrawn') = 1 ORDER BY l.id DESC LIMIT 1",
        (person_id,),
    )


def since(store: Store, person_id: int, change_id: int) -> list[tuple[str, int]]:
    """(table, id) of the live rows that came to a person after a change."""
    found = []
    for table, column in links(store):
        rows = store.rows(
            f"SELECT r.id FROM {table} r JOIN change_log l ON l.table_name = ? AND l.row_id = r.id"
            f" AND l.action = 'insert' WHERE r.{column} = ? AND r.withdrawn = 0 AND l.change_id > ? ORDER BY r.id",
            (table, person_id, change_id),
        )
        found += [(table, row["id"]) for row in rows]
    return found


def require_splittable(store: Store, change_id: int) -> None:
    """Raises Refused for a merge into somebody who was merged into a third since: what moved on stays there."""
    lines = store.rows(
        "SELECT after FROM change_log WHERE change_id = ? AND table_name = 'person'", (change_id,)
    )
    for after in (decode(line["after"]) for line in lines):
        if not after.get("merged_into") or not after.get("withdrawn"):
            continue
        keep = store.row("SELECT * FROM person WHERE id = ?", (after["merged_into"],)) or {}
        if keep.get("merged_into"):
            raise Refused(
                f"{keep['name']}（第 {keep['id']} 号）后来又并入了第 {keep['merged_into']} 号，请先拆分那一次合并。"
            )


def require_not_reported(store: Store, lines: list[Line]) -> None:
    """Raises Refused when an undo would change whose case the county or the bank has, or her ID number."""
    for line in lines:
        after = decode(line.after) if line.action == "update" else {}
        if line.table == "relief_case" and "person_id" in after:
            _refuse(store, "id", line.row_id)
        elif line.table == "person" and "id_number" in after:
            _refuse(store, "person_id", line.row_id)


def _refuse(store: Store, column: str, value: int) -> None:
    case = store.row(
        f"SELECT * FROM relief_case WHERE {column} = ? AND withdrawn = 0 AND state BETWEEN ? AND ?",
        (value, REPORTED, PAID),
    )
    if case:
        raise Refused(
            f"救助申请 {case['case_no']} 现为“{state_name(case['state'])}”，申请人和她的号码不能改动；"
            "要等退回更正或办结后再撤销。"
        )
