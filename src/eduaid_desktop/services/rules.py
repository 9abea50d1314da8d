"""Loading the dated data that the checks read: code tables, policies, the office's settings."""

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import cache
from operator import itemgetter
from typing import Any

from eduaid_desktop.domain import dates, terms
from eduaid_desktop.domain.rules import Code, CodeTable, Rules
from eduaid_desktop.errors import UserError
from eduaid_desktop.paths import resources
from eduaid_desktop.services import tables
from eduaid_desktop.store.store import Row, Store

# The oldest records that an office may bring along.
_FIRST_YEAR = 2010
_LAST_YEAR = 2099


def of_office(store: Store, day: date | None = None) -> Rules:
    """The rules in force in this office on a day (the office's today when None)."""
    on = day or store.today()
    found: Rules = store.remembered(("rules", on), lambda: _of_office(store, on))
    return found


def _of_office(store: Store, day: date) -> Rules:
    _require_sound(store.today())
    codes = {**shipped_codes(), **_office_codes(store, day)}
    return Rules(day, codes, _policies_on(day), {**shipped_settings(), **_office_settings(store, day)})


def _require_sound(today: date) -> None:
    """A computer whose battery is empty believes it is 1970; every date keyed then would be wrong."""
    if not _FIRST_YEAR <= today.year <= _LAST_YEAR:
        shown = dates.spoken(today.isoformat())
        raise UserError(f"今天的日期是{shown}，不对。请先把电脑的日期（或 EDUAID_TODAY）改对，再办理。")


@cache
def shipped_codes() -> dict[str, CodeTable]:
    """The code tables of resources/codes, and the programmes as one more."""
    found = {}
    for path in sorted((resources() / "codes").glob("*.toml")):
        found[path.stem] = CodeTable(path.stem, tuple(_code(row) for row in tables.rows(path, "code")))
    found["programme"] = CodeTable(
        "programme",
        tuple(map(_code, ({**e, "code": e["key"], "label": e["name"]} for e in _entries("programme")))),
    )
    return found


def _code(row: dict[str, Any]) -> Code:
    aliases = tuple(row.get("aliases", ()))
    more = {
        name: row[name] for name in ("valid_from", "valid_to", "pattern", "example", "checked") if name in row
    }
    return Code(row["code"], row["label"], aliases, **more)


@cache
def shipped_settings() -> dict[str, Any]:
    """The settings as shipped."""
    return tables.settings(resources() / "settings.toml")


@cache
def _entries(table: str) -> tuple[dict[str, Any], ...]:
    return tables.rows(resources() / "policies" / f"{table}.toml", "entry")


@cache
def _policies_on(day: date) -> dict[str, dict[str, Any]]:
    iso = day.isoformat()
    return {
        path.stem: {
            entry["key"]: entry
            for entry in _entries(path.stem)
            if entry["valid_from"] <= iso and (not entry["valid_to"] or iso <= entry["valid_to"])
        }
        for path in sorted((resources() / "policies").glob("*.toml"))
    }


def _office_codes(store: Store, day: date) -> dict[str, CodeTable]:
    village_codes = _villages(store, day.isoformat())
    last = max(day, store.today()).year + 1
    term_codes = tuple(_term(f"{year}{season}") for year in range(_FIRST_YEAR, last + 1) for season in "SA")
    return {
        "village": CodeTable("village", village_codes),
        "school": CodeTable("school", tuple(map(_school, store.select("school")))),
        "term": CodeTable("term", term_codes),
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
