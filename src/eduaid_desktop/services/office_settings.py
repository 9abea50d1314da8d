"""设置: what each office may decide for itself, by day, so that a case of long ago keeps the rule of its day."""

import json
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any

from eduaid_desktop.domain import dates, public_notice, roles, setting_values
from eduaid_desktop.domain.setting_values import GROUPS, Title
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.paths import resources
from eduaid_desktop.services import office, rules, tables
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import history
from eduaid_desktop.store.store import Change, Row

# Settings that are no value of their own: one telephone of many, the name of one body.
_PHONE, _BODY = "phones.", "organisation."


@dataclass(frozen=True)
class Setting:
    """A setting as it stands today. since: ISO day, "" for what is shipped or always was.

    own: the office set it itself. later: what is set to come, (ISO day, value), the next first.
    """

    about: Title
    value: Any
    shipped: Any
    since: str
    own: bool
    later: tuple[tuple[str, Any], ...]

    @property
    def words(self) -> str:
        """The value as a person reads it."""
        return setting_values.words(self.about, self.value)

    @property
    def shipped_words(self) -> str:
        """The value as shipped, as a person reads it."""
        return setting_values.words(self.about, self.shipped)


def listing(desk: Desk) -> list[Setting]:
    """Every setting of the office with its value today, by groups."""
    found = [_setting(desk, title) for title in titles(desk).values()]
    return sorted(found, key=lambda each: GROUPS.index(each.about.group))


def get(desk: Desk, key: str) -> Setting:
    """One setting by its key or its title. Raises UserError for one that does not exist."""
    known = titles(desk)
    title = known.get(key) or next((each for each in known.values() if each.title == key), None)
    if title is None:
        raise UserError(f"没有名为“{key}”的设置。运行 eduaid settings 数据文件，或在“台账—设置”里看有哪些。")
    return _setting(desk, title)


def titles(desk: Desk) -> dict[str, Title]:
    """The settings by key, with the choices of this office."""
    rules_now = desk.rules()
    found = {}
    for row in _titles():
        choices = dict(row.get("choices", {}))
        if "table" in row:
            table, chosen = rules_now.codes[row["table"]], rules_now.settings[row["key"]]
            chosen = [chosen] if isinstance(chosen, str) else chosen
            offered = dict.fromkeys((*(c.code for c in table.offered(rules_now.today)), *chosen))
            choices = {code: table.label(code) for code in offered}
        said = {name: row[name] for name in ("key", "title", "group", "help")}
        about = {"kind": row["value_kind"], "unit": row.get("measure", ""), "dated": row.get("dated", True)}
        found[row["key"]] = Title(**said, **about, choices=choices)
    return found


def set_(desk: Desk, key: str, value: Any, valid_from: str | None = None) -> Setting:
    """Let a setting have a value from a day on; returns it as it stands today.

    value: as settings.toml would hold it. valid_from: ISO, today when None, "" for always, which is what holds for
    settings that are not dated. Raises Refused, field
    value or valid_from, for what may not stand there, and for anybody but an administrator.
    """
    setting = get(desk, key)
    title = setting.about
    since = _day(desk, valid_from) if title.dated else ""
    _require_sound(title, value)
    when = f"，从{dates.spoken(since)}起" if since else ""
    sentence = f"设置“{title.title}”：{setting_values.words(title, value) or '空'}{when}"
    with desk.change(sentence, role=roles.ADMIN) as change:
        _write(change, desk, title, value, since)
    return get(desk, title.key)


def typed(desk: Desk, key: str, words: str, valid_from: str | None = None) -> Setting:
    """Like set_, with the value as a person types it: 工作日, 是, 6月30日, 1 至 3 项用顿号隔开."""
    return set_(desk, key, setting_values.read(get(desk, key).about, words), valid_from)


def drop(desk: Desk, key: str, valid_from: str) -> None:
    """Take back the value that a setting has, or would have, from a day on; the one before it applies again."""
    title = get(desk, key).about
    row = next((each for each in _rows(desk, title) if each["valid_from"] == valid_from), None)
    if row is None:
        raise Refused(f"“{title.title}”没有从这一天起的值，请刷新后再选。")
    when = dates.spoken(valid_from) or "一直以来"
    with desk.change(f"取消设置“{title.title}”{when}起的值", role=roles.ADMIN) as change:
        change.withdraw("organisation" if _is_body(title) else "setting", row["id"])


def past(desk: Desk, key: str) -> list[dict[str, Any]]:
    """The values of a setting, the newest first: valid_from (ISO, "" for always), words, actor, at (of keying)."""
    title = get(desk, key).about
    found = []
    for row in sorted(_rows(desk, title), key=itemgetter("valid_from"), reverse=True):
        table = "organisation" if _is_body(title) else "setting"
        last = history.of_record(desk.store, table, row["id"])[-1]
        words = setting_values.words(title, _value(title, row)) or "空"
        found.append(
            {"valid_from": row["valid_from"], "words": words, "actor": last["actor"], "at": last["at"]}
        )
    return found


def _setting(desk: Desk, title: Title) -> Setting:
    today = desk.today().isoformat()
    rows = sorted(_rows(desk, title), key=itemgetter("valid_from"))
    standing = [row for row in rows if row["valid_from"] <= today]
    shipped = _shipped(desk, title)
    value = _value(title, standing[-1]) if standing else shipped
    later = tuple((row["valid_from"], _value(title, row)) for row in rows if row["valid_from"] > today)
    since = standing[-1]["valid_from"] if standing else ""
    return Setting(title, value, shipped, since, bool(standing), later)


def _rows(desk: Desk, title: Title) -> list[Row]:
    if _is_body(title):
        return desk.store.select("organisation", role=title.key.removeprefix(_BODY))
    return desk.store.select("setting", key=_stored_key(title))


def _value(title: Title, row: Row) -> Any:
    if _is_body(title):
        return row["name"]
    value = json.loads(row["value"])
    return value.get(title.key.removeprefix(_PHONE), "") if title.key.startswith(_PHONE) else value


def _shipped(desk: Desk, title: Title) -> Any:
    if _is_body(title):
        return office.shipped_organisation(desk, title.key.removeprefix(_BODY))
    if title.key.startswith(_PHONE):
        return rules.shipped_settings()["phones"].get(title.key.removeprefix(_PHONE), "")
    return rules.shipped_settings()[title.key]


def _write(change: Change, desk: Desk, title: Title, value: Any, since: str) -> None:
    if _is_body(title):
        _write_body(change, title.key.removeprefix(_BODY), value, since)
    elif title.key.startswith(_PHONE):
        _write_phone(change, desk, title.key.removeprefix(_PHONE), value, since)
    else:
        office.write_setting(change, title.key, value, since)


def _write_phone(change: Change, desk: Desk, role: str, number: str, since: str) -> None:
    """All telephones are one value: what is set to come later gets this one too, unless it has another of its own."""
    rows = sorted(change.select("setting", key="phones"), key=itemgetter("valid_from"))
    before = [json.loads(row["value"]) for row in rows if row["valid_from"] <= since]
    known = before[-1] if before else rules.shipped_settings()["phones"]
    office.write_setting(change, "phones", {**known, role: number}, since)
    for row in rows:
        later = json.loads(row["value"])
        if row["valid_from"] > since and later.get(role) == known.get(role):
            office.write_setting(change, "phones", {**later, role: number}, row["valid_from"])


def _write_body(change: Change, role: str, name: str, since: str) -> None:
    row = {"role": role, "name": name, "valid_from": since}
    known = change.select("organisation", role=role, valid_from=since)
    if known:
        change.update("organisation", known[0]["id"], row)
    else:
        change.insert("organisation", row)


def _require_sound(title: Title, value: Any) -> None:
    if title.kind == "phone":
        _require_telephone(str(value))
    elif title.kind == "name":
        if not str(value).strip() or set("{}") & set(str(value)):
            raise Refused(f"“{title.title}”请填写机关的全称。", "value")
    elif not tables.is_sound(title.key, value) or not _offered(title, value):
        shown = "、".join(title.choices.get(each, each) for each in value) if title.kind == "codes" else value
        raise Refused(f"“{title.title}”不能是“{shown}”。{title.help}", "value")


def _require_telephone(written: str) -> None:
    try:
        public_notice.require_telephone(written)
    except Refused as error:
        raise Refused(f"“{written}”不是电话号码，请只写号码，几个号码用顿号隔开。", "value") from error


def _offered(title: Title, value: Any) -> bool:
    if title.kind == "codes":
        return set(value) <= set(title.choices)
    return title.kind not in ("choice", "code") or value in title.choices


def _day(desk: Desk, written: str | None) -> str:
    if written is None:
        return desk.today().isoformat()
    day = dates.parse(written) if written else None
    if written and day is None:
        raise Refused(f"日期“{written}”读不懂，请写成 2018-6-12 这样的形式。", "valid_from")
    return day.isoformat() if day else ""


def _is_body(title: Title) -> bool:
    return title.key.startswith(_BODY)


def _stored_key(title: Title) -> str:
    return title.key.partition(".")[0]


@cache
def _titles() -> tuple[Row, ...]:
    return tables.rows(resources() / "setting_titles.toml", "setting")
