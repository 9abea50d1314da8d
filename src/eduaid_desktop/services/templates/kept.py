"""外单位模板: those that are shipped or were put in, of every kind, until they are taken away again."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from eduaid_desktop.documents import template_workbook
from eduaid_desktop.documents.template_workbook import Place
from eduaid_desktop.domain import roles, text
from eduaid_desktop.domain.header import column_letters
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.paths import resources
from eduaid_desktop.services import kept_files
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.importing import mappings
from eduaid_desktop.services.templates.kinds import PAYMENT as PAYMENT
from eduaid_desktop.services.templates.kinds import kind_of
from eduaid_desktop.store import template_queries
from eduaid_desktop.store.store import Row

LONGEST_NAME = 40
# Before a text that every row of a column gets.
FIXED = "="


@dataclass(frozen=True)
class Template:
    """key: what it is asked for by; id: None for one that is shipped. sender: who dictates it.

    columns: column (from 0) to the name of a field of its kind, or to a text for every row after "=". headings:
    column to its words. said: the words of a heading to what somebody said it is, None for nothing.
    """

    key: str
    kind: str
    name: str
    place: Place
    columns: Mapping[int, str]
    headings: Mapping[int, str]
    id: int | None = None
    suffix: str = ".xlsx"
    sender: str = ""
    said: Mapping[str, str | None] = field(default_factory=dict)

    def told(self) -> str:
        """户名 → 户名、账号 → 账号."""
        labels = kind_of(self.kind).labels
        return "、".join(
            f"{self.headings.get(c, column_letters(c))} → {called(labels, n)}"
            for c, n in sorted(self.columns.items())
        )

    def file_name(self, number: str) -> str:
        """What a filled one is called; number: of the batch or the list."""
        return f"{number}_{text.in_file_names(self.name) or '模板'}{self.suffix}"


def called(labels: Mapping[str, str], name: str) -> str:
    """The label of a field, or the text that every row gets in quotation marks."""
    return f"“{name[1:]}”" if name.startswith(FIXED) else labels.get(name, name)


def templates(desk: Desk, kind: str = "") -> list[Template]:
    """Those of a kind, or all: the office's own, the newest first, then those that are shipped."""
    chosen = {"kind": kind} if kind else {}
    own = [of_row(row) for row in reversed(desk.store.select("template", **chosen))]
    return [*own, *(_shipped() if kind in ("", PAYMENT) else [])]


def find(desk: Desk, wanted: str = "", kind: str = PAYMENT) -> Template:
    """A template by its key or name, the first of all when "". Raises UserError when there is none."""
    offered = templates(desk, kind)
    found = next((t for t in offered if wanted in ("", t.key, t.name)), None)
    if found is None:
        which = "银行模板" if kind == PAYMENT else "模板"
        there = "、".join(t.name for t in offered)
        more = f"可用：{there}。" if there else "请先放入对方给的空表。"
        raise UserError(f"没有名为“{wanted}”的{which}。{more}")
    return found


def content(desk: Desk, template: Template) -> bytes:
    """The empty workbook of a template."""
    return (
        _blank(template.key)
        if template.id is None
        else template_queries.template_file(desk.store, template.id)
    )


def put_in(desk: Desk, made: Template, data: bytes, name: str, file_name: str) -> Template:
    """Keep a template under a name; one of the same kind, name and sender is replaced.

    Where another sender's has the name, it gets the sender behind its own: what was said of theirs stays known.
    """
    there, kind = templates(desk, made.kind), kind_of(made.kind)
    called_ = _name_for(text.tidy(name)[:LONGEST_NAME], made.sender, there)
    before = [t for t in there if t.name == called_ and t.sender == made.sender]
    # What was said of headings that this one has not may be wanted of the next.
    said = {word: what for t in before for word, what in t.said.items()} | dict(made.said)
    about: dict[str, Any] = {
        "filled": {str(c): n for c, n in made.columns.items()},
        "headings": {str(c): h for c, h in made.headings.items()},
        "said": said,
        "suffix": made.suffix,
        "foot": made.place.foot,
        "cleared": sorted(made.place.cleared),
    }
    row = {"kind": made.kind, "name": called_, "sheet": made.place.sheet, "header_row": made.place.first}
    told = {"fields": json.dumps(about, ensure_ascii=False), "added_on": desk.today().isoformat()}
    with desk.change(f"放入{kind.title}模板“{called_}”", role=(roles.CLERK, roles.REVIEWER)) as change:
        for old in change.select("template", kind=made.kind, name=called_):
            change.withdraw("template", old["id"])
        number = change.insert("template", {**row, **told, "sender": made.sender or None})
        kept_files.keep(change, "template", number, file_name, data)
    return of_row(desk.store.get("template", number))


def _name_for(name: str, sender: str, there: Sequence[Template]) -> str:
    if all(t.name != name or t.sender in ("", sender) for t in there if t.id is not None):
        return name
    behind = f"（{sender or '未写单位'}）"
    return f"{name[: max(LONGEST_NAME - len(behind), 1)]}{behind}"


def remove(desk: Desk, template: Template) -> None:
    """Offer a template of the office's own no longer. Raises Refused for one that is shipped."""
    if template.id is None:
        raise Refused(f"“{template.name}”是出厂的模板，不能撤下。")
    with desk.change(f"撤下模板“{template.name}”", role=(roles.CLERK, roles.REVIEWER)) as change:
        change.withdraw("template", template.id)


def of_row(row: Row) -> Template:
    """A template as it is stored; older ones have a column for each field, and every one counts as said."""
    told: dict[str, Any] = json.loads(row["fields"])
    headings = {int(column): words for column, words in told["headings"].items()}
    filled = told.get("filled") or {str(c): n for n, c in told.get("columns", {}).items()}
    columns = {int(c): n for c, n in filled.items()}
    words = mappings.names(headings)
    said = told.get("said", {words[c]: n for c, n in columns.items() if c in words})
    place = Place(row["sheet"], row["header_row"], told.get("foot"), frozenset(told.get("cleared", ())))
    return Template(
        str(row["id"]), row["kind"], row["name"], place, columns, headings, row["id"], told["suffix"],
        row["sender"] or "", said,
    )  # fmt: skip


def suffix_of(path: Path) -> str:
    """The suffix that a filled workbook keeps: .xlsm where it has macros, else .xlsx."""
    return ".xlsm" if path.suffix.lower() == ".xlsm" else ".xlsx"


@cache
def _tables() -> Sequence[Row]:
    found = tomllib.loads((resources() / "templates" / "payment.toml").read_text(encoding="utf-8"))
    return tuple(found["template"])


def _shipped() -> list[Template]:
    made = []
    for table in _tables():
        columns = {place: each["field"] for place, each in enumerate(table["columns"])}
        headings = {place: each["heading"] for place, each in enumerate(table["columns"])}
        made.append(Template(table["key"], PAYMENT, table["name"], Place("代发明细", 1), columns, headings))
    return made


@cache
def _blank(key: str) -> bytes:
    columns = next(table["columns"] for table in _tables() if table["key"] == key)
    return template_workbook.blank([c["heading"] for c in columns], [c["width"] for c in columns])
