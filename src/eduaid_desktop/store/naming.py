"""What a person calls a row of the office file, for findings: never by a child's name or ID number."""

from collections.abc import Sequence

from eduaid_desktop.domain import glossary
from eduaid_desktop.store.store import Row, Store


def row(store: Store, table: str, values: Row) -> str:
    """救助申请 JYJZ-…; 发放第 3 号记录（救助申请 JYJZ-…）. values: its id and what is known of its columns."""
    number = values.get(glossary.NUMBERED.get(table, ""))
    if number:
        return f"{glossary.table(table)} {number} "
    around = [
        _numbered(store, parent, values[column])
        for column, parent in glossary.BELONGS.items()
        if isinstance(values.get(column), int)
    ]
    own = f"{glossary.table(table)}第 {values['id']} 号记录"
    return f"{own}（{'，'.join(around)}）" if around else own


def change(lines: Sequence[Row]) -> str:
    """操作日志第 3 条（2018-06-12，拥珍，涉及人员）. lines: the change joined with its log, at least one row."""
    head = lines[0]
    tables = "、".join(dict.fromkeys(glossary.table(x["table_name"]) for x in lines if x["table_name"]))
    about = f"，涉及{tables}" if tables else ""
    return f"操作日志第 {head['id']} 条（{str(head['at'])[:10]}，{head['actor']}{about}）"


def _numbered(store: Store, table: str, row_id: int) -> str:
    name = glossary.table(table)
    column = glossary.NUMBERED.get(table)
    number = store.value(f"SELECT {column} FROM {table} WHERE id = ?", (row_id,)) if column else None
    return f"{name} {number}" if number else f"{name}第 {row_id} 号"
