"""Whether the print ledger holds together: numbers against what they are about, prints, states and their dates."""

from eduaid_desktop.domain import slip
from eduaid_desktop.domain.slip import BACK, GIVEN, OUT, PERIOD, VOID
from eduaid_desktop.store.store import Row, Store
from eduaid_desktop.store.tables import recorded_tables


def faults(store: Store) -> list[str]:
    """What does not fit together, one sentence each, by the number on the paper. Empty when all is well."""
    prints: dict[int, list[Row]] = {}
    for row in store.each("SELECT * FROM slip_print WHERE withdrawn = 0 ORDER BY slip_id, id"):
        prints.setdefault(row["slip_id"], []).append(row)
    tables, found = {*recorded_tables(store)}, []
    for row in store.each("SELECT * FROM slip WHERE withdrawn = 0 ORDER BY id"):
        told = [*_number(row), *_subject(store, tables, row), *_prints(row, prints.get(row["id"], []))]
        found += [f"打印单据 {row['slip_no']}：{fault}" for fault in (*told, *_state(row))]
    return found


def _number(row: Row) -> list[str]:
    try:
        fits = slip.number(row["document"], row["record_id"], row["issue"]) == row["slip_no"]
    except (KeyError, ValueError, TypeError):
        fits = False
    return [] if fits else ["单号与单据种类、所属记录、版次或校验位对不上。"]


def _subject(store: Store, tables: set[str], row: Row) -> list[str]:
    """The record may be hidden by now, but it was there once."""
    table, number = row["record"], row["record_id"]
    if table == PERIOD:
        return []
    if table not in tables or not store.value(f"SELECT 1 FROM {table} WHERE id = ?", (number,)):
        return ["所属的记录不在文件里。"]
    if table == "relief_case" and row["case_id"] != number:
        return ["所属的救助申请有两种说法。"]
    return []


def _prints(row: Row, prints: list[Row]) -> list[str]:
    if not prints:
        return ["没有任何一次打印。"]
    found = []
    if [bool(each["reprint"]) for each in prints] != [n > 0 for n in range(len(prints))]:
        found.append("哪一次是补打，与打印的先后对不上。")
    if any(each["copies"] < 1 or each["pages"] < 1 for each in prints):
        found.append("有一次打印没有份数或页数。")
    if prints[0]["on_date"] != row["issued_on"]:
        found.append("首次打印日期与第一次打印的日期不一致。")
    return found


def _state(row: Row) -> list[str]:
    state, found = row["state"], []
    if state not in (OUT, BACK, VOID, GIVEN):
        return ["状态不是这个程序写的。"]
    if state != VOID and bool(row["back_on"]) != (state == BACK):
        found.append("状态与收回日期不一致。")
    if (state == VOID) != bool(row["voided_on"]) or (state == VOID) != bool(row["void_reason"]):
        found.append("状态与作废日期、作废原因不一致。")
    if (row["back_on"] or row["issued_on"]) < row["issued_on"]:
        found.append("收回日期早于打印日期。")
    return found
