"""Who sees numbers in full: masks in lists and search results, and taking them off until the next lock."""

from collections.abc import Iterable, Mapping
from typing import Any

from eduaid_desktop.domain import masks, roles
from eduaid_desktop.domain.fields import FormSpec
from eduaid_desktop.errors import Refused
from eduaid_desktop.services import exports
from eduaid_desktop.services.desk import Desk

_SHOWN = "列表和搜索结果里的身份证号、电话和账号"


def unmask(desk: Desk) -> None:
    """Show full numbers in lists and search results until the next lock; one line in the log.

    Does nothing where they are shown already. Raises Refused in a window that may only read: what cannot
    be logged is not shown.
    """
    if desk.session.unmasked:
        return
    if desk.store.read_only:
        raise Refused(
            "显示全部号码要记入日志，这个窗口只能查看，记不了，所以没有显示。请在正在使用它的那个窗口里按 Ctrl+M。"
        )
    with desk.change("显示全部号码", role=tuple(roles.NAMES), final=True) as change:
        exports.log_unmasking(change, desk, _SHOWN)
    desk.session.unmasked = True


def mask_again(desk: Desk) -> None:
    """Mask numbers again, as a lock does; showing them anew is another line in the log."""
    desk.session.unmasked = False


def shown(desk: Desk, kind: str, words: str) -> str:
    """What may be seen at this desk of a value; kind: of its field or column; words: as a person reads it."""
    return words if desk.session.unmasked else masks.shown(kind, words)


def person(desk: Desk, found: Mapping[str, Any]) -> dict[str, Any]:
    """A person as services.people.find gives her, as she may be seen at this desk; a temporary number where she has
    no other."""
    numbers = {name: shown(desk, name, found[name] or "") for name in ("id_number", "student_number")}
    numbers["id_number"] = numbers["id_number"] or found["temporary_number"] or ""
    former = found.get("former") or ""
    return {**found, **numbers, "former": shown(desk, "id_number" if former.isascii() else "name", former)}


def history(desk: Desk, spec: FormSpec, entries: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The changes of a record as services.records.history gives them, as they may be seen at this desk."""
    return [
        {
            **entry,
            "sentence": shown(desk, "text", entry["sentence"]),
            "fields": [_field(desk, spec, field) for field in entry["fields"]],
        }
        for entry in entries
    ]


def _field(desk: Desk, spec: FormSpec, field: Mapping[str, str]) -> dict[str, str]:
    kind = spec[field["name"]].kind
    return {**field, **{side: shown(desk, kind, field[side]) for side in ("before", "after")}}
