"""银行文件: a payment list in the bank's own template, read back before it goes out, and kept as it went."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from eduaid_desktop.domain import payment_list, terms
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.services import payment_lists
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.exports import Reason
from eduaid_desktop.services.templates import files, filling, kept
from eduaid_desktop.services.templates.filling import Filled, Record
from eduaid_desktop.services.templates.kept import Template
from eduaid_desktop.store.store import Row


@dataclass(frozen=True)
class Written:
    """A bank file and where it lies. again: the very bytes that were written before."""

    list_no: str
    template: str
    path: Path
    rows: int
    sum_fen: int
    again: bool


def write(
    desk: Desk, list_no: str, folder: Path, why: Reason, template: str = "", *, anyway: bool = False
) -> Written:
    """Put a list into a folder as the bank's template wants it; logged with its purpose and recipient.

    Every cell is read back and compared before the file gets its name; its bytes are kept, so that it is the same
    file ever after. template: its key or name, the first when "". anyway: also where the template forbids a value.
    Raises Refused without a purpose, UserError where the template cannot be filled or the folder takes no file.
    """
    desk.store.require_writer()
    why.require()
    row = payment_lists.find(desk, list_no)
    chosen = kept.find(desk, template)

    def made() -> bytes:
        filled = build(desk, row, chosen)
        filled.require_allowed(anyway)
        return filled.data

    owner = files.Owner(
        "payment_list", row["id"], row["list_no"], "发放表",
        lambda change: change.update("payment_list", row["id"], {"template": chosen.name}),
    )  # fmt: skip
    path, again = files.write(desk, owner, chosen, folder, replace(why, rows=row["row_count"]), made)
    return Written(row["list_no"], chosen.name, path, row["row_count"], row["amount"], again)


def build(desk: Desk, row: Row, template: Template) -> Filled:
    """The filled workbook of a list. Raises UserError when it reads back as anything else than was put in."""
    return filling.build(desk, template, [*records(desk, row)])


def records(desk: Desk, row: Row) -> Iterator[Record]:
    """The rows of a payment list by the fields of a payment template."""
    rules = desk.rules()
    for line in payment_lists.lines(desk, row["id"]):
        yield _record(line, row, rules)


def _record(line: Row, row: Row, rules: Rules) -> Record:
    """A field that is empty leaves its cell to the template."""
    own = line["payee_name"] == line["name"]
    return {
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
        payment_list.MONEY: line["amount"],
        "remark": f"{terms.label(row['term'])}教育救助",
    }
