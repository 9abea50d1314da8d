"""Which column is which, as a sender's workbooks were corrected once: remembered, applied again, forgotten."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eduaid_desktop.domain import text
from eduaid_desktop.domain.header import candidates, column_letters, plain
from eduaid_desktop.domain.importing import ImportKind
from eduaid_desktop.errors import UserError
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.importing.errors_back import is_appended, sender_of
from eduaid_desktop.store.store import Change

if TYPE_CHECKING:
    from eduaid_desktop.documents.reader import Sheet, Workbook
    from eduaid_desktop.services.importing.result import ImportResult

Corrected = Mapping[int, str | None]
_TITLE_ROWS = 10
_SENT_BY = re.compile(r"(?:填报|填表|报送|上报|报表|制表)单位(?:\(.{1,4}\))?:([^\s:,，。;；]{2,40})")


@dataclass(frozen=True)
class Remembered:
    """A correction that was made before and holds for this sheet too. words: 学号 → 学籍号、班主任 → 不读."""

    id: int
    sender: str
    kind: str
    sheet: str
    corrected: Corrected
    words: str

    def told(self) -> str:
        """按上次对“格桑镇中心小学”的认列读：学号 → 学籍号。"""
        return f"按上次对“{self.sender or '未写报送单位'}”的认列读：{self.words}。"


def recall(desk: Desk, sender: str, sheet: "Sheet", kinds: Mapping[str, ImportKind]) -> Remembered | None:
    """What is remembered of this sender's tables with the header words of this sheet; the newest when several."""
    kept = [m for m in desk.store.select("import_mapping", sender=sender) if m["kind"] in kinds]
    if not kept:
        return None
    for headings in candidates(sheet.rows, sheet.merged):
        key = _key(headings)
        for mapping in sorted(kept, key=lambda m: m["used_on"], reverse=True):
            if mapping["headings"] == key:
                fields = json.loads(mapping["fields"])
                named = {column: fields[name] for column, name in names(headings).items() if name in fields}
                words = _spoken(fields, kinds[mapping["kind"]])
                return Remembered(mapping["id"], sender, mapping["kind"], sheet.name, named, words)
    return None


def remember(change: Change, result: "ImportResult", day: str) -> None:
    """Keep the corrections of an import inside its change, one line for each wording of a header."""
    recalled = {each.sheet: each for each in result.remembered}
    for source in result.taken:
        name = source.sheet.name
        known = recalled.get(name)
        if known:
            change.update("import_mapping", known.id, {"used_on": day})
        said = {
            c: f
            for c, f in result.corrected.get(name, {}).items()
            if not known or known.corrected.get(c, "") != f
        }
        if said and source.table is not None:
            _keep(change, result, source.table.headings, {**(known.corrected if known else {}), **said}, day)


def _keep(
    change: Change, result: "ImportResult", headings: Mapping[int, str], corrected: Corrected, day: str
) -> None:
    called = names(headings)
    fields = {called[column]: field for column, field in corrected.items() if column in called}
    head = {"sender": result.sender, "kind": result.kind.name, "headings": _key(headings)}
    values = {"fields": json.dumps(fields, ensure_ascii=False, sort_keys=True), "used_on": day}
    known = change.select("import_mapping", **head)
    if known:
        change.update("import_mapping", known[0]["id"], values)
    elif fields:
        change.insert("import_mapping", {**head, **values})


def forget(desk: Desk, mapping_id: int) -> None:
    """Take a remembered correction back; files are read by their headings alone again."""
    mapping = desk.store.get("import_mapping", mapping_id)
    with desk.change(f"忘掉对“{mapping['sender'] or '未写报送单位'}”的认列") as change:
        change.withdraw("import_mapping", mapping_id)


def knows(desk: Desk, sender: str) -> bool:
    """Whether anything is remembered of this sender's headings."""
    return bool(desk.store.select("import_mapping", sender=sender))


def senders(desk: Desk) -> list[str]:
    """Who sent workbooks before, the latest first, then the schools."""
    sql = "SELECT sender FROM import_run WHERE withdrawn = 0 AND sender <> '' ORDER BY id DESC"
    before = [row["sender"] for row in desk.store.rows(sql)]
    return list(dict.fromkeys([*before, *(school["name"] for school in desk.store.select("school"))]))


def guess_sender(desk: Desk, name: str, workbook: "Workbook") -> str:
    """To whom it was given back, whom the titles name when all name the same, who sent a file of this name last."""
    if back := next(filter(None, map(sender_of, workbook.sheets)), ""):
        return back
    named = {found for sheet in workbook.sheets for found in _named(sheet)}
    if len(named) == 1:
        return named.pop()
    sql = "SELECT sender FROM import_run WHERE withdrawn = 0 AND file_name = ? ORDER BY id DESC"
    return str(desk.store.value(sql, (name,)) or "")


def resolve(
    sheets: Sequence["Sheet"],
    columns: Mapping[str, str],
    kind: ImportKind | None,
    kinds: Mapping[str, ImportKind],
) -> dict[str, dict[int, str | None]]:
    """Columns named by heading or letters, with the name or label of a field, as corrections by sheet.

    Raises UserError for a field that the kind, any kind when None, has not and for a column that no sheet has.
    """
    every = [f for each in ([kind] if kind else kinds.values()) for f in each.fields]
    fields = {f.label: f.name for f in every} | {f.name: f.name for f in every}
    found: dict[str, dict[int, str | None]] = {}
    for words, wanted in columns.items():
        name = None if wanted in ("", "不读") else fields.get(wanted)
        if name is None and wanted not in ("", "不读"):
            offered = "、".join(dict.fromkeys(f.label for f in every))
            raise UserError(f"没有“{wanted}”这一栏。可写：{offered}，或 不读。")
        places = [(sheet.name, c) for sheet in sheets for c in _columns_called(sheet, words)]
        if not places:
            raise UserError(f"表里没有列名是“{words}”的列。请照表头的写法写，或写列的字母，如 D。")
        for sheet_name, column in places:
            found.setdefault(sheet_name, {})[column] = name
    return found


def _columns_called(sheet: "Sheet", words: str) -> list[int]:
    for headings in candidates(sheet.rows, sheet.merged):
        exact = [c for c, h in headings.items() if plain(words) in (plain(h), plain(h.rpartition("/")[2]))]
        if exact:
            return exact[:1]
    width = max((len(row) for row in sheet.rows), default=0)
    return [c for c in range(width) if column_letters(c) == words.strip().upper()]


def _named(sheet: "Sheet") -> Iterator[str]:
    for row in sheet.rows[:_TITLE_ROWS]:
        for cell in row:
            if isinstance(cell, str) and (found := _SENT_BY.search(text.half_width(cell).replace("：", ":"))):
                yield found[1]


def names(headings: Mapping[int, str]) -> dict[int, str]:
    """column -> its heading; the second of two alike has 2 behind it. What the program appended is left out."""
    seen: Counter[str] = Counter()
    found = {}
    for column in sorted(headings):
        name = plain(headings[column])
        if is_appended(headings[column]):
            continue
        seen[name] += 1
        found[column] = name if seen[name] == 1 else f"{name}#{seen[name]}"
    return found


def _key(headings: Mapping[int, str]) -> str:
    return json.dumps(sorted(names(headings).values()), ensure_ascii=False)


def _spoken(fields: Mapping[str, Any], kind: ImportKind) -> str:
    labels = {f.name: f.label for f in kind.fields}
    return "、".join(
        f"{heading} → {labels.get(name, name) if name else '不读'}" for heading, name in fields.items()
    )
