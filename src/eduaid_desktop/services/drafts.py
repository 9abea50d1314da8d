"""A draft: the key it is kept under, and what it remembers besides what was typed."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from eduaid_desktop.domain.fields import Field, FormSpec
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.services.desk import Desk

Content = dict[str, Any]
Typed = Mapping[str, str]

# The form whose drafts are answers to the questions of a step of a relief case.
STEP = "relief_step"
_KEY = re.compile(r"(\w+)(?:@([0-9]{1,18}))?:([^~]+)(?:~(.*))?", re.DOTALL)
# What a new record is about besides what stands in its fields.
_KNOWN = ("person_id", "person_revision")


@dataclass(frozen=True)
class Key:
    """FORM:ID, FORM:new, FORM@PROJECT:ID, FORM@PROJECT:new-STAGE, relief_step@CASE:ACTION; ~MOMENT when set aside.

    which: what stands behind the colon. within: the project or the case that it belongs to.
    """

    form: str
    which: str
    within: int | None = None

    @classmethod
    def read(cls, written: str) -> Self | None:
        """The key that was written; None for one that is none of ours."""
        found = _KEY.fullmatch(written)
        return found and cls(found[1], found[3], int(found[2]) if found[2] else None)

    @property
    def record_id(self) -> int | None:
        """The record; None for a new one."""
        return int(self.which) if re.fullmatch(r"[0-9]{1,18}", self.which) else None


def content(
    desk: Desk,
    typed: Typed,
    before: Typed,
    read: Mapping[str, tuple[str, str]],
    version: str,
    about: Mapping[str, Any],
    left: Typed,
) -> Content:
    """What a draft remembers.

    typed: every field as it stands. before: what stood where something was typed. read: label and content
    of every field that is not empty, for a form that has it no longer. version: of the form. about: the
    values of the record. left: what older versions of the form asked and no field holds, by label.
    """
    found = {
        "at": desk.store.moment(),
        "actor": desk.actor,
        "version": version,
        "revision": about.get("revision"),
        "fields": dict(typed),
        "before": dict(before),
        "read": read,
        "known": {name: about[name] for name in _KNOWN if about.get(name) is not None},
    }
    return found | ({"left": dict(left)} if left else {})


# What of a draft must be what, so that one that was written by another program, or damaged, does no harm.
_SHAPE = {"before": dict, "read": dict, "known": dict, "left": dict}


def load(desk: Desk, key: str) -> Content | None:
    """What content made, from under key; None when there is nothing of that kind."""
    found = desk.store.drafts.load(key)
    if found is None or not isinstance(found.get("fields"), dict):
        return None
    return {name: part for name, part in found.items() if isinstance(part, _SHAPE.get(name, object))}


def named(content: Content, name: str) -> tuple[str, str]:
    """Label and content of a field as the draft remembers them, else its bare name and what was typed."""
    match content.get("read", {}).get(name):
        case [label, words]:
            return str(label), str(words)
        case _:
            return name, str(content["fields"].get(name) or "")


def as_read(spec: FormSpec, rules: Rules, typed: Typed) -> dict[str, tuple[str, str]]:
    """Label and content of every field that is not empty, as a person reads them."""
    return {f.name: (f.label, words(f, rules, typed[f.name])) for f in spec.fields if typed.get(f.name)}


def words(field: Field, rules: Rules, typed: str) -> str:
    """What stands in a field as a person reads it: a choice by its label, the rest as it was typed."""
    if field.kind == "choice" and field.choices in rules.codes:
        return rules.label(field.choices, typed)
    return {"1": "是", "0": "否"}.get(typed, typed) if field.kind == "flag" else typed


def aside(desk: Desk, key: str) -> Iterator[str]:
    """The keys of what was set aside under key, newest first."""
    yield from desk.store.drafts.keys(f"{key}~")


def set_aside(desk: Desk, key: str) -> None:
    """Make room under key: what is kept there waits beside it until somebody decides."""
    drafts = desk.store.drafts
    if waiting := drafts.load(key):
        drafts.keep(f"{key}~{waiting.get('at') or desk.store.moment()}", waiting)
        drafts.keep(key, None)


def leave(desk: Desk, form: str, record_id: int) -> None:
    """A record is deleted for good, and its number may be given again: what was typed in it waits as a new one."""
    drafts = desk.store.drafts
    for key in (f"{form}:{record_id}", *aside(desk, f"{form}:{record_id}")):
        if found := drafts.load(key):
            drafts.keep(f"{form}:new~{found.get('at') or desk.store.moment()}", {**found, "revision": None})
            drafts.keep(key, None)
    for key in drafts.keys(f"{STEP}@{record_id}:"):
        drafts.keep(key, None)
