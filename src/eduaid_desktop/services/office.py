"""The office itself: a new file, its villages, and the names of the bodies it deals with."""

import json
import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eduaid_desktop.domain import roles, text
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.paths import resources
from eduaid_desktop.services import rules, tables
from eduaid_desktop.services.desk import Desk, operator_name
from eduaid_desktop.store.store import Change, Row, Store

if TYPE_CHECKING:
    from eduaid_desktop.services.encryption import First

# GB/T 2260 and the statistical code: villagers' committees are numbered from 200 up.
_FIRST_VILLAGE = 200


def create(
    path: Path,
    *,
    name: str,
    code: str,
    county: str = "",
    villages: Iterable[tuple[str, str] | str] = (),
    fixed_date: str | None = None,
    operator: "First | None" = None,
) -> Desk:
    """A new office file. code: 9 digits for a township, 6 for a county office.

    operator: who may log in to it first; the file is then encrypted, and plain without her.
    villages: (12-digit code, name) pairs, or names alone, which get provisional numbers. Raises UserError
    for a code that is neither, a date that is none, or an existing file; then nothing is left behind.
    """
    code = text.compact(code)
    if not re.fullmatch(r"[0-9]{6}|[0-9]{9}", code):
        raise UserError("单位代码应为 9 位数字（乡镇）或 6 位数字（县），请核对后重新填写。")
    if not name.strip():
        raise UserError("请填写单位名称，如“格桑镇”。")
    _require_date(fixed_date)
    listed = _numbered(code, villages)

    def fill(store: Store, actor: str, role: str | None) -> None:
        with store.change(actor, f"建立{name.strip()}的数据文件", role=role, final=True) as change:
            level = "township" if len(code) == 9 else "county"
            head = {"id": 1, "name": name.strip(), "code": code, "level": level, "county": county}
            change.insert("office", {**head, "county_code": code[:6], "fixed_date": fixed_date})
            for village_code, village, provisional in listed:
                _insert_village(change, code, village_code, village, provisional=provisional)

    if operator is None:
        actor = operator_name()
        return Desk(Store.create(path, lambda store: fill(store, actor, None)), actor)
    from eduaid_desktop.services import encryption

    return encryption.create(Path(path), fill, operator)


def _numbered(code: str, villages: Iterable[tuple[str, str] | str]) -> list[tuple[str, str, bool]]:
    """(code, name, whether the number is ours) of every village, each name once."""
    found: dict[str, tuple[str, str, bool]] = {}
    for number, given in enumerate(villages, _FIRST_VILLAGE):
        own = isinstance(given, str)
        village_code, name = (f"{code}{number}", text.tidy(given)) if isinstance(given, str) else given
        if not name or len(code) != 9:
            raise UserError("村名不能空着，也只有乡镇（9 位代码）才有村。请核对 --village 和 --code。")
        found.setdefault(name, (village_code, name, own))
    return list(found.values())


def _require_date(written: str | None) -> None:
    try:
        date.fromisoformat(written or "2018-06-12")
    except ValueError:
        raise UserError(f"固定日期应写成 2018-06-12 这样的日期，现为“{written}”。") from None


def info(desk: Desk) -> Row:
    """The office's own record: name, code, level, county, county_code, fixed_date."""
    return desk.store.get("office", 1)


def require_township(desk: Desk) -> None:
    """Raises Refused in a county's office: it collects batches and keys no cases of its own."""
    office = info(desk)
    if office["level"] != "township":
        raise Refused(
            f"“{office['name']}”是县级单位，不在这里录入申请和名册。请打开乡镇（9 位代码）的数据文件办理；"
            "县里在“收批次”里收各乡镇的上报文件。"
        )


def village_code(change: Change, office: Row, name: str) -> str:
    """The code of a village by its name; a village not known yet gets a provisional number."""
    known = change.select("region", level="village", name=name)
    if known:
        return str(known[0]["code"])
    # A code is never given twice: a village that an undone import brought comes back under its own.
    everyone = change.select_all("region", level="village")
    for village in everyone:
        if village["name"] == name:
            change.update("region", village["id"], {"withdrawn": 0})
            return str(village["code"])
    taken = {r["code"] for r in everyone}
    number = next(n for n in range(_FIRST_VILLAGE, 1000) if f"{office['code']}{n}" not in taken)
    code = f"{office['code']}{number}"
    _insert_village(change, office["code"], code, name, provisional=True)
    return code


def _insert_village(change: Change, parent: str, code: str, name: str, *, provisional: bool) -> None:
    row = {"code": code, "name": name, "level": "village", "parent": parent, "provisional": int(provisional)}
    change.insert("region", row)


def organisation(desk: Desk, role: str, day: date | None = None) -> str:
    """The name that a body (role as in resources/organisations.toml) bore on a day.

    The office's own entries go before the shipped ones. The county's name stays blank when unknown.
    """
    own = sorted(desk.store.select("organisation", role=role), key=itemgetter("valid_from"), reverse=True)
    return _name_on(desk, [*own, *_shipped_organisations()], role, day)


def shipped_organisation(desk: Desk, role: str) -> str:
    """The name that a body bears today where the office has entered none of its own."""
    return _name_on(desk, _shipped_organisations(), role, None)


def _name_on(desk: Desk, rows: Iterable[Row], role: str, day: date | None) -> str:
    iso = (day or desk.today()).isoformat()
    office = info(desk)
    for row in rows:
        if (
            row["role"] == role
            and row["valid_from"] <= iso
            and (not row["valid_to"] or iso <= row["valid_to"])
        ):
            return str(row["name"]).format(county=office["county"] or "　　县", township=office["name"])
    raise UserError(f"资料文件“organisations.toml”里没有 {role} 在 {iso} 的名称。请补上，或恢复原文件。")


def phone(desk: Desk, role: str) -> str:
    """The supervision telephone of a body (role as in resources/organisations.toml), or ""."""
    return str(desk.rules().settings["phones"].get(role, ""))


def set_setting(desk: Desk, key: str, value: Any, valid_from: str = "") -> None:
    """Set one of resources/settings.toml for this office, from a day on (ISO). Raises UserError for another key."""
    if key not in rules.shipped_settings():
        raise UserError(f"没有名为“{key}”的设置，请核对 resources/settings.toml。")
    with desk.change(f"修改设置“{key}”", role=roles.ADMIN) as change:
        write_setting(change, key, value, valid_from)


def write_setting(change: Change, key: str, value: Any, valid_from: str) -> None:
    """Let a setting have a value from a day on (ISO, "" for always), within a change that is under way."""
    row = {
        "key": key,
        "value": json.dumps(value, ensure_ascii=False),
        "valid_from": valid_from,
        "withdrawn": 0,
    }
    # One that was undone keeps its place: the file knows each key once a day.
    known = change.select_all("setting", key=key, valid_from=valid_from)
    if known:
        change.update("setting", known[0]["id"], row)
    else:
        change.insert("setting", row)


@cache
def _shipped_organisations() -> tuple[Row, ...]:
    return tables.rows(resources() / "organisations.toml", "organisation")
