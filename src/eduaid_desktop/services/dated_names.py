"""Names with dates: villages and schools are renamed and merged, and old papers keep the name of their day."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Protocol

from eduaid_desktop.domain import dates, text
from eduaid_desktop.domain.roles import ADMIN, CLERK
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store.store import Row

_MAY_NAME = (ADMIN, CLERK)


class Reader(Protocol):
    """A store, or a change that is under way."""

    def select(self, table: str, **equals: Any) -> list[Row]:
        """The live records with these values."""


@dataclass(frozen=True)
class Kind:
    """table: where they stand, only those with these values; word: what one is called.

    key: the column that says in successor which one took it over.
    """

    table: str
    word: str
    key: str
    only: Mapping[str, Any] = field(default_factory=dict)

    def all(self, reader: Reader) -> list[Row]:
        """Every one of the office, closed ones too."""
        return reader.select(self.table, **self.only)

    def get(self, reader: Reader, row_id: int) -> Row:
        """One by its id; raises UserError when there is none."""
        found = reader.select(self.table, id=row_id, **self.only)
        if not found:
            raise UserError(f"找不到这个{self.word}，请刷新列表后再选。")
        return found[0]


def names(reader: Reader, kind: Kind, row: Row) -> list[Row]:
    """name, valid_from, valid_to (ISO, "" for open) and document of every name it bore, oldest first."""
    dated = reader.select("dated_name", owner_table=kind.table, owner_id=row["id"])
    own = {"id": None, "document": None, **{n: row[n] for n in ("name", "valid_from", "valid_to")}}
    return sorted(dated, key=lambda r: (r["valid_from"], r["id"])) or [own]


def name_on(reader: Reader, kind: Kind, row: Row, day: str) -> str:
    """The name it bore on a day (ISO): the first one before its time, the last one after it."""
    every = names(reader, kind, row)
    borne = [each for each in every if each["valid_from"] <= day]
    return str((borne[-1] if borne else every[0])["name"])


def is_open(row: Row, day: str) -> bool:
    """Whether it stood by itself on a day (ISO)."""
    return row["valid_from"] <= day and (not row["valid_to"] or day <= row["valid_to"])


def current(rows: Iterable[Row], kind: Kind, row: Row, day: str) -> Row:
    """Itself, or which one took it over by a day (ISO)."""
    by_key = {each[kind.key]: each for each in rows}
    seen = set()
    while not is_open(row, day) and row["successor"] in by_key and row["id"] not in seen:
        seen.add(row["id"])
        row = by_key[row["successor"]]
    return row


def called(reader: Reader, kind: Kind, name: str, day: str) -> tuple[Row, bool] | None:
    """Which one a name means on a day, and whether it is called otherwise by then; None for an unknown name.

    One that bears the name on that day goes before one that once did.
    """
    rows = kind.all(reader)
    for row in rows:
        if row["name"] == name and is_open(row, day):
            return row, False
    once = {d["owner_id"] for d in reader.select("dated_name", owner_table=kind.table, name=name)}
    for row in rows:
        if row["name"] == name or row["id"] in once:
            found = current(rows, kind, row, day)
            return found, name_on(reader, kind, found, day) != name
    return None


def find(desk: Desk, kind: Kind, name: str) -> Row:
    """One by the name it bears, or bore where no other bears it now. Raises UserError when there is none."""
    name = text.tidy(name)
    rows = kind.all(desk.store)
    once = {d["owner_id"] for d in desk.store.select("dated_name", owner_table=kind.table, name=name)}
    found = [r for r in rows if r["name"] == name] or [r for r in rows if r["id"] in once]
    if not found:
        raise UserError(f"没有名为“{name}”的{kind.word}，请核对名称。")
    return min(found, key=lambda r: r["valid_to"] != "")


def rename(desk: Desk, kind: Kind, row_id: int, name: str, since: date, document: str = "") -> None:
    """Another name from a day on; what is dated before keeps the old one. One change, which can be undone.

    document: by which paper. Raises Refused for a name that is taken, a day in the future or before the last name.
    """
    row, name = kind.get(desk.store, row_id), text.tidy(name)
    if not name or name == row["name"]:
        raise Refused(f"请填写与“{row['name']}”不同的新名称。")
    taken = called(desk.store, kind, name, since.isoformat())
    if taken and not taken[1] and taken[0]["id"] != row_id:
        raise Refused(f"已经有名为“{name}”的{kind.word}。两个合成一个的，请用“并入”。")
    _require_day(desk, kind, row, since)
    with desk.change(f"{kind.word}“{row['name']}”改名为“{name}”", role=_MAY_NAME) as change:
        _end(change, desk, kind, row, since)
        own = {"owner_table": kind.table, "owner_id": row_id, "name": name, "document": document or None}
        change.insert("dated_name", own | {"valid_from": since.isoformat()})
        change.update(kind.table, row_id, {"name": name})


def close(desk: Desk, kind: Kind, row_id: int, into_id: int, since: date, document: str = "") -> None:
    """Let one go into another from a day on; its records stay as they are. One change, which can be undone.

    Raises Refused as rename does, and when either of the two is closed already.
    """
    row, into = kind.get(desk.store, row_id), kind.get(desk.store, into_id)
    if row_id == into_id:
        raise Refused(f"{kind.word}不能并入自己，请另选一个。")
    if not is_open(into, since.isoformat()):
        raise Refused(
            f"“{into['name']}”到{dates.spoken(since.isoformat())}已经并入别处，请选它并入的那一个。"
        )
    _require_day(desk, kind, row, since)
    with desk.change(f"{kind.word}“{row['name']}”并入“{into['name']}”", role=_MAY_NAME) as change:
        _end(change, desk, kind, row, since, f"并入依据 {document}" if document else "")
        closed = {"valid_to": _before(since), "successor": into[kind.key]}
        change.update(kind.table, row_id, closed)


def _require_day(desk: Desk, kind: Kind, row: Row, since: date) -> None:
    if row["valid_to"]:
        raise Refused(f"“{row['name']}”已在{dates.spoken(row['valid_to'])}之后并入别处，不能再改。")
    if since > desk.today():
        raise Refused(f"{dates.spoken(since.isoformat())}还没有到。请到那一天再登记，或核对日期。")
    begun = names(desk.store, kind, row)[-1]["valid_from"]
    if begun and since.isoformat() <= begun:
        raise Refused(f"“{row['name']}”从{dates.spoken(begun)}起才叫这个名称，日期要在这一天之后，请核对。")


def _end(change: Any, desk: Desk, kind: Kind, row: Row, since: date, remark: str = "") -> None:
    """The last name ends on the day before."""
    last = names(desk.store, kind, row)[-1]
    words = "；".join(filter(None, (last["document"], remark))) or None
    ended = {"valid_to": _before(since), "document": words}
    if last["id"] is None:
        own = {"owner_table": kind.table, "owner_id": row["id"], "name": row["name"]}
        change.insert("dated_name", own | {"valid_from": row["valid_from"]} | ended)
    else:
        change.update("dated_name", last["id"], ended)


def _before(day: date) -> str:
    return (day - timedelta(days=1)).isoformat()


def told(desk: Desk, kind: Kind, row: Row) -> Iterator[str]:
    """Its names and what became of it, one line each."""
    for each in names(desk.store, kind, row):
        began = f"{dates.spoken(each['valid_from'])}起" if each["valid_from"] else ""
        ended = f"到{dates.spoken(each['valid_to'])}" if each["valid_to"] else ""
        yield "　".join(filter(None, (each["name"], f"{began}{ended}", each["document"])))
    rows = kind.all(desk.store)
    for other in rows:
        if other[kind.key] == row["successor"]:
            yield f"并入“{other['name']}”"
        if other["successor"] == row[kind.key] and other["successor"] is not None:
            yield f"“{other['name']}”{dates.spoken(other['valid_to'])}之后并入本{kind.word}"
