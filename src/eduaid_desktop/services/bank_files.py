"""银行文件: a payment list in the bank's own template, read back before it goes out, and kept as it went."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from eduaid_desktop.documents import delivery, reader, template_workbook
from eduaid_desktop.documents.template_workbook import Value
from eduaid_desktop.domain import payment_list, roles, terms
from eduaid_desktop.domain.header import column_letters
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.errors import UserError
from eduaid_desktop.services import bank_templates, exports, payment_lists
from eduaid_desktop.services.bank_templates import Template
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.exports import Reason
from eduaid_desktop.store import payment_queries as queries
from eduaid_desktop.store.store import Row

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORBIDDEN = '\\/:*?"<>|'


@dataclass(frozen=True)
class Written:
    """A bank file and where it lies. again: the very bytes that were written before."""

    list_no: str
    template: str
    path: Path
    rows: int
    sum_fen: int
    again: bool


def write(desk: Desk, list_no: str, folder: Path, why: Reason, template: str = "") -> Written:
    """Put a list into a folder as the bank's template wants it; logged with its purpose and recipient.

    Every cell is read back and compared before the file gets its name; its bytes are kept, so that it is the same
    file ever after. template: its key or name, the first when "". Raises Refused without a purpose, UserError
    where the template cannot be filled or the folder takes no file.
    """
    desk.store.require_writer()
    why.require()
    row = payment_lists.find(desk, list_no)
    chosen = bank_templates.find(desk, template)
    name = _file_name(row, chosen)
    kept = queries.file_of(desk.store, row["id"], name)
    data = kept["content"] if kept else build(desk, row, chosen)
    temporary = exports.prepare(folder, name, data, why.phrase)
    try:
        if kept is None:
            _keep(desk, row, chosen, name, data)
    except BaseException:
        delivery.discard(temporary)
        raise
    path = exports.put(desk, temporary, name, replace(why, rows=row["row_count"]))
    return Written(row["list_no"], chosen.name, path, row["row_count"], row["amount"], kept is not None)


def build(desk: Desk, row: Row, template: Template) -> bytes:
    """The filled workbook of a list. Raises UserError when it reads back as anything else than was put in."""
    rules = desk.rules()
    rows = [_cells(line, row, template, rules) for line in payment_lists.lines(desk, row["id"])]
    empty = bank_templates.content(desk, template)
    data = template_workbook.fill(empty, template.name, template.sheet, template.first, rows)
    _require_same(empty, data, template, rows)
    return data


def _cells(line: Row, row: Row, template: Template, rules: Rules) -> dict[int, Value]:
    """Column to what stands there; a field that is empty leaves its cell to the template."""
    own = line["payee_name"] == line["name"]
    values: dict[str, Value | None] = {
        "position": line["position"],
        "case_no": line["case_no"],
        "list_no": row["list_no"],
        "name": line["name"],
        "id_number": line["id_number"],
        "payee_name": line["payee_name"],
        "payee_id_number": line["payee_id_number"] or (line["id_number"] if own else None),
        "payee_relation": rules.label("relation", line["payee_relation"]),
        "payee_bank": line["payee_bank"],
        "payee_account": line["payee_account"],
        "phone": line["phone"],
        payment_list.MONEY: Decimal(line["amount"]) / 100,
        "remark": f"{terms.label(row['term'])}教育救助",
    }
    found = {column: values[name] for name, column in template.columns.items()}
    return {column: value for column, value in found.items() if value not in (None, "")}


def _require_same(empty: bytes, data: bytes, template: Template, rows: Sequence[Mapping[int, Value]]) -> None:
    """Read the written file as the bank will: our cells as they were put in, all others as the template has them."""
    before = {sheet.name: sheet for sheet in reader.parse(empty, template.name).sheets}
    for sheet in reader.parse(data, template.name).sheets:
        ours = dict(enumerate(rows, template.first)) if sheet.name == template.sheet else {}
        for number, values in ours.items():
            for column, value in values.items():
                if not _equal(_at(sheet, number, column), value):
                    raise UserError(_differs(template, f"{column_letters(column)}{number + 1}", str(value)))
        for number, cells in enumerate(before[sheet.name].rows):
            for column, cell in enumerate(cells):
                written = column in ours.get(number, {}) or (number, column) in sheet.unread
                if not written and (_at(sheet, number, column) or None) != (cell or None):
                    raise UserError(_differs(template, f"{column_letters(column)}{number + 1}", str(cell)))


def _at(sheet: "reader.Sheet", number: int, column: int) -> object:
    row = sheet.rows[number] if number < len(sheet.rows) else []
    return row[column] if column < len(row) else None


def _equal(cell: object, value: Value) -> bool:
    if isinstance(value, str):
        return cell == value
    return isinstance(cell, int | float) and Decimal(str(cell)) == Decimal(value)


def _differs(template: Template, place: str, value: str) -> str:
    return (
        f"按“{template.name}”写出的文件读回来不一样（单元格 {place} 应为“{value}”），没有写出。"
        "请用 Excel 或 WPS 把银行的空表另存一次，重新放进来；或改用出厂的模板。"
    )


def _file_name(row: Row, template: Template) -> str:
    called = "".join(c for c in template.name if c not in _FORBIDDEN).strip(" .") or "银行模板"
    return f"{row['list_no']}_{called}{template.suffix}"


def _keep(desk: Desk, row: Row, template: Template, name: str, data: bytes) -> None:
    kept = {
        "name": name,
        "media_type": _MEDIA_TYPE,
        "sha256": hashlib.sha256(data).hexdigest(),
        "content": data,
    }
    sentence = f"按模板“{template.name}”写成发放表 {row['list_no']} 的银行文件"
    with desk.change(sentence, role=(roles.REVIEWER, roles.CLERK), final=True) as change:
        change.insert("attachment", {**kept, "owner_table": "payment_list", "owner_id": row["id"]})
        change.update("payment_list", row["id"], {"template": template.name})
