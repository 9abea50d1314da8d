"""按县局表样写出: a sealed batch in the bureau's own template, from what was sealed, and kept as it went."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from eduaid_desktop.documents import reader
from eduaid_desktop.domain import batch, id_number
from eduaid_desktop.domain.batch import BY_NAME
from eduaid_desktop.services import office
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.exports import Reason
from eduaid_desktop.services.templates import files, filling, kept
from eduaid_desktop.services.templates.filling import Filled, Record
from eduaid_desktop.services.templates.kept import Template
from eduaid_desktop.services.templates.kinds import BATCH
from eduaid_desktop.services.term_batch import batch_phrases, batches
from eduaid_desktop.store import attachments, batch_queries
from eduaid_desktop.store.store import Row

_ROSTER = {"编号", "姓名", "组"}
_CITIZEN = 18


@dataclass(frozen=True)
class Written:
    """A batch in a bureau's template and where it lies. again: the very bytes that were written before.

    phrase: what the file asks for, "" for nothing.
    """

    batch_no: str
    template: str
    path: Path
    rows: int
    sum_fen: int
    again: bool
    phrase: str = field(default="", repr=False)


def write(
    desk: Desk,
    batch_no: str,
    folder: Path,
    why: Reason | None = None,
    template: str = "",
    *,
    anyway: bool = False,
    phrase: str | None = None,
) -> Written:
    """Put a sealed batch into a folder as the bureau's template wants it; logged as reported to it unless why says so.

    It holds what was sealed, not what the records say today. template: its key or name, the first when "". anyway:
    also where the template forbids a value. phrase: as batch_phrases.chosen takes it, for this copy too. Raises
    Refused where the template forbids a value, UserError where it cannot be filled or the folder takes no file.
    """
    desk.store.require_writer()
    sealed, chosen = batches.find(desk, batch_no), kept.find(desk, template, BATCH)
    said = why or Reason("")
    purpose, recipient = batches.usual(desk, sealed["term"], said.purpose, said.recipient)
    used = batch_phrases.chosen(said.phrase or phrase, sealed)
    reason = Reason(purpose, recipient, sealed["row_count"], used)

    def made() -> bytes:
        filled = build(desk, sealed, chosen)
        filled.require_allowed(anyway)
        return filled.data

    owner = files.Owner(
        "batch", sealed["id"], sealed["batch_no"], "批次", out=partial(batch_phrases.keep, sealed, used)
    )
    path, again = files.write(desk, owner, chosen, folder, reason, made)
    return Written(batch_no, chosen.name, path, sealed["row_count"], sealed["amount"], again, used)


def build(desk: Desk, sealed: Row, template: Template) -> Filled:
    """The filled workbook of a batch. Raises UserError when it reads back as anything else than was put in."""
    return filling.build(desk, template, [*records(desk, sealed, groups="组" in template.columns.values())])


def records(desk: Desk, sealed: Row, *, groups: bool = True) -> Iterator[Record]:
    """The sealed lines by the fields of a batch template; amounts in fen. groups: 组 too, from the kept 花名册."""
    info, known = office.info(desk), _groups(desk, sealed) if groups else {}
    about = {"县": info["county"] or "", "乡镇": info["name"], "年度": sealed["term"][:4]}
    for line in batch_queries.lines(desk.store, sealed["id"]):
        cells = dict(zip(batch.NAMES, batches.cells_of(line), strict=False))
        money = {
            name: batch.fen_of(cell) for name, cell in cells.items() if cell and BY_NAME[name].kind == "money"
        }
        number = cells.get("身份证号", "")
        own = {"position": line["position"], "组": known.get(line["case_no"], "")}
        own["金额大写"] = line["amount"]
        if len(number) == _CITIZEN:
            own |= {"出生日期": id_number.birth_day(number), "证件类型": "居民身份证"}
        yield {**cells, **money, **about, **own}


def _groups(desk: Desk, sealed: Row) -> dict[str, str]:
    """编号 to 组, as the kept workbook of the batch has them."""
    file = attachments.first(desk.store, "batch", sealed["id"])
    for sheet in reader.parse(file["content"], file["name"]).sheets if file else ():
        for number, row in enumerate(sheet.rows[:10]):
            at = {str(cell): place for place, cell in enumerate(row) if cell}
            if at.keys() >= _ROSTER:
                body = (r for r in sheet.rows[number + 1 :] if len(r) > at["组"])
                return {str(r[at["编号"]]): str(r[at["组"]] or "") for r in body}
    return {}
