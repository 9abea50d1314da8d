"""Loading the dated data that the checks read: code tables, policies, the office's settings."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any

from eduaid_desktop.domain import dates, terms
from eduaid_desktop.domain.rules import Code, CodeTable, Rules
from eduaid_desktop.errors import UserError
from eduaid_desktop.paths import resources
from eduaid_desktop.services import tables
from eduaid_desktop.services.tables import Lazily
from eduaid_desktop.store.aid_queries import taken_out
from eduaid_desktop.store.store import Row, Store

Entry = Mapping[str, Any]
# The oldest records that an office may bring along.
_FIRST_YEAR = 2010
_LAST_YEAR = 2099
# Before any day of an office.
_NEVER = "0001-01-01"
# Of these a package's entries in force are the whole table: what a county does not name, it does not have.
_WHOLE = frozenset({"relief_band", "relief_cap", "relief_eligibility"})


def of_office(store: Store, day: date | None = None) -> Rules:
    """The rules in force in this office on a day (the office's today when None)."""
    on = day or store.today()
    found: Rules = store.remembered(("rules", on), lambda: _of_office(store, on))
    return found


def _of_office(store: Store, day: date) -> Rules:
    _require_sound(store.today())
    packages = _packages(store)
    own = _office_codes(store, day)
    if packages or taken_out(store):
        own["programme"] = _programmes((*_in_turn(packages), *_only_of_old(store, packages)))
    ordered = [entries.get("relief_category", ()) for entries in packages]
    if spoken := [each for each in ordered if any(in_force(entry, day) for entry in each)]:
        own["relief_category"] = categories(spoken[-1])
    codes = Lazily(
        dict.fromkeys((*own, *shipped_codes())), lambda name: own.get(name) or shipped_codes()[name]
    )
    policy = _policies_on(day)
    for entries in packages:
        policy = over(policy, entries, day)
    if packages:
        in_turn = {e["key"]: e for e in _in_turn(packages) if in_force(e, day)}
        policy = {**policy, "programme": in_turn}
    return Rules(day, codes, policy, {**shipped_settings(), **_office_settings(store, day)})


def programmes(store: Store) -> Mapping[str, Entry]:
    """Every programme by its key, whatever its dates, as its newest entry has it.

    Those of packages that were taken out stay known: aid may have been registered by them.
    """
    packages = _packages(store)
    known = (*_only_of_old(store, packages), *_entries("programme"), *_added(packages, "programme"))
    return {entry["key"]: entry for entry in known}


def _in_turn(packages: Iterable[Mapping[str, tuple[Entry, ...]]]) -> list[Entry]:
    """Programmes shipped and added; from the day on which a package speaks of one, it alone is heard.

    So a county can end a programme by its last day, and one is never offered twice.
    """
    found: list[Entry] = list(_entries("programme"))
    for entries in packages:
        for new in entries.get("programme", ()):
            found = [_until(old, new["valid_from"]) if old["key"] == new["key"] else old for old in found]
            found = [old for old in found if old["valid_to"] == "" or old["valid_from"] <= old["valid_to"]]
            found.append(new)
    return found


def _until(entry: Entry, day: str) -> Entry:
    """An entry as far as the day before."""
    last = (date.fromisoformat(day) - timedelta(days=1)).isoformat() if day else _NEVER
    return {**entry, "valid_to": min(filter(None, (entry["valid_to"], last)))}


def _only_of_old(store: Store, packages: Iterable[Mapping[str, tuple[Entry, ...]]]) -> list[Entry]:
    """Programmes that only packages knew that were taken out: shown by their names, and offered no more."""
    known = {entry["key"] for entry in (*_entries("programme"), *_added(packages, "programme"))}
    old = [entries_of(row) for row in taken_out(store)]
    found = {e["key"]: e for e in _added(old, "programme") if e["key"] not in known}
    return [{**entry, "valid_to": _NEVER} for entry in found.values()]


def _require_sound(today: date) -> None:
    """A computer whose battery is empty believes it is 1970; every date keyed then would be wrong."""
    if not _FIRST_YEAR <= today.year <= _LAST_YEAR:
        shown = dates.spoken(today.isoformat())
        raise UserError(f"今天的日期是{shown}，不对。请先把电脑的日期（或 EDUAID_TODAY）改对，再办理。")


@cache
def shipped_codes() -> Mapping[str, CodeTable]:
    """The code tables of resources/codes, and the programmes as one more."""
    return Lazily((*_names("codes"), "programme"), _code_table)


def _code_table(name: str) -> CodeTable:
    if name == "programme":
        return _programmes(_entries("programme"))
    rows = tables.rows(resources() / "codes" / f"{name}.toml", "code")
    return CodeTable(name, tuple(_code(row) for row in rows))


def categories(entries: Iterable[Entry]) -> CodeTable:
    """A county's order of whom the fund helps first; what only the shipped order knows keeps its name."""
    codes = [
        Code(e["key"], e["label"], tuple(e.get("aliases", ())), e["valid_from"], e["valid_to"])
        for e in entries
    ]
    known = {code.code for code in codes}
    rest = [c for c in shipped_codes()["relief_category"].codes if c.code not in known]
    codes += [Code(c.code, c.label, c.aliases, valid_to=_NEVER) for c in rest]
    return CodeTable("relief_category", tuple(codes))


def _names(folder: str) -> list[str]:
    return sorted(path.stem for path in (resources() / folder).glob("*.toml"))


def _programmes(entries: Iterable[Entry]) -> CodeTable:
    """The programmes as one more code table; their other names are what lists of received aid call them."""
    codes = (
        Code(e["key"], e["name"], tuple(e.get("aliases", ())), e["valid_from"], e["valid_to"])
        for e in entries
    )
    return CodeTable("programme", tuple(codes))


def _code(row: dict[str, Any]) -> Code:
    aliases = tuple(row.get("aliases", ()))
    more = {
        name: row[name]
        for name in ("valid_from", "valid_to", "pattern", "example", "checked", "hint")
        if name in row
    }
    return Code(row["code"], row["label"], aliases, **more)


@cache
def shipped_settings() -> dict[str, Any]:
    """The settings as shipped."""
    return tables.settings(resources() / "settings.toml")


@cache
def _entries(table: str) -> tuple[Entry, ...]:
    return tables.rows(resources() / "policies" / f"{table}.toml", "entry")


@cache
def _policies_on(day: date) -> Mapping[str, Mapping[str, Entry]]:
    return Lazily(
        _names("policies"),
        lambda name: {entry["key"]: entry for entry in _entries(name) if in_force(entry, day)},
    )


def in_force(entry: Entry, day: date) -> bool:
    """Whether a dated entry of a policy applies on a day; both its dates are included."""
    iso = day.isoformat()
    return bool(entry["valid_from"] <= iso and (not entry["valid_to"] or iso <= entry["valid_to"]))


def shipped(policy: str) -> tuple[Entry, ...]:
    """All entries of a shipped policy, whatever their dates."""
    return _entries(policy)


def added(store: Store, policy: str) -> list[Entry]:
    """All entries of a policy in the office's packages, whatever their dates, in the order they were added."""
    return list(_added(_packages(store), policy))


def _packages(store: Store) -> list[Mapping[str, tuple[Entry, ...]]]:
    return [entries_of(row) for row in store.select("policy_package")]


def entries_of(package: Row) -> Mapping[str, tuple[Entry, ...]]:
    """By policy the entries of a package, as the office file keeps it."""
    return _entries_of(package["content"], package["file_name"])


@lru_cache(maxsize=32)
def _entries_of(content: str, file_name: str) -> Mapping[str, tuple[Entry, ...]]:
    return tables.package(content, file_name)[1]


def _added(packages: Iterable[Mapping[str, tuple[Entry, ...]]], policy: str) -> Iterator[Entry]:
    for entries in packages:
        yield from entries.get(policy, ())


def over(
    policy: Mapping[str, Mapping[str, Entry]], package: Mapping[str, tuple[Entry, ...]], day: date
) -> dict[str, dict[str, Entry]]:
    """A package laid over the policies: its entries replace those of the same key.

    A programme for which it has any rate that day is paid by its rates alone: a county's table is a whole, and
    so are its bands, caps and statuses of the relief fund.
    """
    found = {name: dict(entries) for name, entries in policy.items()}
    for name, entries in package.items():
        own = {entry["key"]: entry for entry in entries if in_force(entry, day)}
        if name == "rate":
            priced = {entry["programme"] for entry in own.values()}
            found[name] = {k: e for k, e in found[name].items() if e["programme"] not in priced}
        kept = {} if own and name in _WHOLE else found.get(name, {})
        found[name] = kept | own
    return found


def _office_codes(store: Store, day: date) -> dict[str, CodeTable]:
    village_codes = _villages(store, day.isoformat())
    last = max(day, store.today()).year + 1
    term_codes = tuple(_term(f"{year}{season}") for year in range(_FIRST_YEAR, last + 1) for season in "SA")
    years = tuple(_school_year(first) for first in range(_FIRST_YEAR, last + 1))
    return {
        "village": CodeTable("village", village_codes),
        "school": CodeTable("school", tuple(map(_school, store.select("school")))),
        "term": CodeTable("term", term_codes),
        "school_year": CodeTable("school_year", years),
    }


def _school(row: dict[str, Any]) -> Code:
    """A school is found by the names it bore, too."""
    return Code(row["name"], row["name"], tuple(re.findall(r"[^\s、，；]+", row["former_names"])))


def _villages(store: Store, day: str) -> tuple[Code, ...]:
    """Under the names of the day, and known by all others; the names of one that was closed mean what took it over.

    The open ones come first, so that a name that two bore means the one that stands.
    """
    named: dict[int, list[Row]] = defaultdict(list)
    for row in store.select("dated_name", owner_table="region"):
        named[row["owner_id"]].append(row)
    rows = {v["code"]: v for v in store.select("region", level="village")}
    words: dict[str, list[str]] = defaultdict(list)
    labels = {}
    for code, village in rows.items():
        own = sorted(named[village["id"]], key=itemgetter("valid_from")) or [village]
        borne = [each for each in own if each["valid_from"] <= day] or own[:1]
        labels[code] = borne[-1]["name"]
        words[_taken_over(rows, code, day)] += [village["name"], *(each["name"] for each in own)]
    codes = (
        Code(v["code"], labels[v["code"]], tuple(words[v["code"]]), v["valid_from"], v["valid_to"])
        for v in rows.values()
    )
    return tuple(sorted(codes, key=lambda code: not code.valid_on(date.fromisoformat(day))))


def _taken_over(rows: Mapping[str, Row], code: str, day: str) -> str:
    """The village that this one belongs to on a day."""
    seen = set()
    while (
        (ended := rows[code]["valid_to"])
        and ended < day
        and rows[code]["successor"] in rows
        and code not in seen
    ):
        seen.add(code)
        code = rows[code]["successor"]
    return code


def _school_year(first: int) -> Code:
    """A school year is offered in the years around it; an old form keeps its own."""
    key = f"{first}-{first + 1}"
    return Code(
        key, f"{key}学年", (f"{first}学年", f"{first}~{first + 1}"), f"{first}-01-01", f"{first + 2}-12-31"
    )


def _term(key: str) -> Code:
    """A term is offered from the year before it to two years after; an old form keeps its own."""
    year = int(key[:4])
    written = key.replace("S", "春").replace("A", "秋")
    return Code(key, terms.label(key), (written,), f"{year - 1}-01-01", f"{year + 2}-12-31")


def _office_settings(store: Store, day: date) -> dict[str, Any]:
    """Of several values of a key the one that came into force last."""
    in_force = [row for row in store.select("setting") if row["valid_from"] <= day.isoformat()]
    in_force.sort(key=itemgetter("valid_from"))
    return {row["key"]: json.loads(row["value"]) for row in in_force}
