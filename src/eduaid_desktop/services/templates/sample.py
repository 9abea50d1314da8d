"""What would stand in the columns of a template: the first record there is, written as the template dictates it."""

from dataclasses import dataclass, replace

from eduaid_desktop.documents import reader
from eduaid_desktop.domain import masks
from eduaid_desktop.domain.fields import Field
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.services import bank_files, list_export, lists
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.templates.filling import Record, columns_of
from eduaid_desktop.services.templates.kept import FIXED
from eduaid_desktop.services.templates.kinds import BATCH, PAYMENT, kind_of
from eduaid_desktop.services.templates.reading import Read
from eduaid_desktop.services.templates.values import Column
from eduaid_desktop.services.term_batch import batch_files


@dataclass(frozen=True)
class Sample:
    """The columns of a template that was looked at, and a record to try them with, empty where there is none yet."""

    columns: dict[int, Column]
    fields: dict[str, Field]
    record: Record
    rules: Rules

    def value(self, column: int, name: str) -> str:
        """What a field, or a text after "=", would be there; numbers are masked."""
        if name.startswith(FIXED) or not name:
            return name[1:]
        made = replace(self.columns[column], field=self.fields[name])
        value, wrong = made.write(self.record.get(name), self.rules)
        shown = "" if value is None else masks.in_text(str(value))
        return f"{shown}（{wrong}）" if wrong and value is not None else shown

    def demands(self, column: int) -> str:
        """What the template allows there, in words; "" for anything."""
        rule = self.columns[column].rule
        if rule is None:
            return ""
        if rule.kind == "list":
            return f"只允许 {'、'.join(rule.allowed[:6])}{' …' if len(rule.allowed) > 6 else ''}"
        kinds = {"textLength": "字数", "whole": "整数", "decimal": "数字", "date": "日期"}
        return f"{kinds[rule.kind]}{rule.told() if rule.low is not None else ''}"


def of(desk: Desk, found: Read) -> Sample:
    """A sample for a workbook that was looked at."""
    template = found.template
    book = reader.parse(found.data, template.name)
    every = replace(template, columns={m.column: "" for m in found.matches})
    columns = {c: column for c, (_, column) in columns_of(every, found.data, book).items()}
    fields = {f.name: f for f in kind_of(template.kind).table.fields}
    return Sample(columns, fields, _first(desk, template.kind), desk.rules())


def _first(desk: Desk, kind: str) -> Record:
    """The first record of the newest batch or payment list, or of the list."""
    if kind in (BATCH, PAYMENT):
        newest = desk.store.select("batch" if kind == BATCH else "payment_list")[-1:]
        records = batch_files.records if kind == BATCH else bank_files.records
        return next((record for row in newest for record in records(desk, row)), {})
    source = lists.open_list(desk, kind)
    return next(list_export.records(source, source.ids()[:1], False), {})
