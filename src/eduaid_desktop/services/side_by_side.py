"""A draft of a form beside what the file holds now, field by field, as a person reads them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.domain.person import IDENTITY
from eduaid_desktop.errors import Damaged, UserError
from eduaid_desktop.services import drafts, records
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.drafts import Content, Key
from eduaid_desktop.services.forms import Door
from eduaid_desktop.store.store import Row


@dataclass(frozen=True)
class Difference:
    """One line: what the file holds, what was typed. moved: the file holds something else than it did then.

    name: of the field. lost: no field takes it any more, so it can only be read and copied.
    """

    name: str
    label: str
    now: str
    typed: str
    moved: bool = False
    lost: bool = False


def stored(desk: Desk, door: Door, record_id: int | None) -> Row:
    """The record as it is now; {} for a new one and for one that is gone."""
    try:
        return dict(door.load(desk, record_id)) if record_id is not None else {}
    except Damaged:
        raise
    except UserError:
        return {}


def project_of(desk: Desk, key: Key) -> Row:
    """The project that a draft of a part belongs to; {} when there is none, or it is gone."""
    found = desk.store.select("project", id=key.within) if key.within is not None else []
    return found[0] if found else {}


class SideBySide:
    """content: what drafts.content made, or an older version of the program.

    stored: the record; {} when there is none. known: the child that a new form is about, as she is now.
    """

    def __init__(self, desk: Desk, door: Door, key: Key, content: Content) -> None:
        self.spec, self.stored = door.spec, stored(desk, door, key.record_id)
        self.known = {} if self.stored else _known(desk, content)
        self._desk, self._key, self._content = desk, key, content
        self._rules = desk.rules()
        self._typed = {name: _text(value) for name, value in content["fields"].items()}
        self._before: Mapping[str, str] | None = content.get("before")
        self._closed = door.closed(self.stored) if self.stored else set()
        self._now = self._as_typed(self.stored) if self.stored else self._identity()

    @cached_property
    def back(self) -> dict[str, str]:
        """What goes into the fields: what was typed there, and where nothing was, what the file holds."""
        return {
            name: typed if self._touched(name) or name not in self._now else self._now[name]
            for name, typed in self._typed.items()
            if name in self.spec.by_name and name not in self._closed
        }

    def differences(self) -> Iterator[Difference]:
        """The fields that restoring would change, in the order of the form; then what has no field."""
        # A new form has nothing in the file yet, whatever is known about the child.
        now = self._now if self.stored else {}
        for name in self.spec.by_name:
            held = now.get(name, "")
            if held != self.back.get(name, held):
                moved = self._before is not None and held != self._before.get(name, "")
                yield self._difference(name, held, self.back[name], moved=moved and bool(self.stored))
        yield from self._lost()

    def called(self) -> str:
        """What a person calls the record; a new one by what can be read of what was typed so far."""
        if self.stored:
            return self.spec.called(self.stored, self._rules)
        readable = {f.name: f.clean(self.back.get(f.name), self._rules)[0] for f in self.spec.fields}
        # A form that does not ask for the child's name is called by it all the same.
        return self.spec.called({**self._now, **readable}, self._rules)

    def notes(self, differences: tuple[Difference, ...]) -> Iterator[str]:
        """What a person must know before she restores."""
        if self._key.within is not None and not project_of(self._desk, self._key):
            yield "它所属的项目已被撤回，放不回去了；需要的内容请复制后另行登记。"
        elif self._key.record_id is not None and not self.stored:
            yield "这条记录后来被撤回了；恢复时作为新的一份，不动原来的记录。"
        if self.stored and self._changed_since(differences):
            yield _change(self._desk, self)
        if self._content.get("version") not in (None, self.spec.version):
            yield "这张表后来改过版；还有的栏目照样恢复，没有了的列在最后。"

    def _changed_since(self, differences: tuple[Difference, ...]) -> bool:
        another = self._content.get("revision") not in (None, self.stored["revision"])
        return another or any(each.moved for each in differences)

    def _touched(self, name: str) -> bool:
        return self._before is None or name in self._before

    def _lost(self) -> Iterator[Difference]:
        """What belonged to fields that are gone, or that are closed by now."""
        for label, words in self._content.get("left", {}).items():
            yield Difference("", str(label), "", str(words), lost=True)
        for name, typed in self._typed.items():
            held = self._now.get(name, "")
            if name not in self.spec.by_name and typed:
                label, words = drafts.named(self._content, name)
                yield Difference(name, f"{label}（现在没有这一栏）", "", words, lost=True)
            elif name in self._closed and self._touched(name) and typed != held:
                found = self._difference(name, held, typed)
                yield Difference(name, f"{found.label}（已锁定）", found.now, found.typed, lost=True)

    def _difference(self, name: str, held: str, typed: str, *, moved: bool = False) -> Difference:
        field = self.spec[name]
        now, words = (drafts.words(field, self._rules, each) for each in (held, typed))
        return Difference(name, field.label, now, words, moved)

    def _as_typed(self, row: Mapping[str, Any]) -> dict[str, str]:
        return {name: _text(value) for name, value in records.typed(self.spec, row).items()}

    def _identity(self) -> dict[str, str]:
        if not self.known:
            return {}
        person = self._desk.store.get("person", self.known["person_id"])
        return {f.name: _text(person[f.name]) for f in IDENTITY}


def _known(desk: Desk, content: Content) -> dict[str, Any]:
    found = desk.store.select("person", id=content.get("known", {}).get("person_id", 0))
    return {"person_id": found[0]["id"], "person_revision": found[0]["revision"]} if found else {}


def _change(desk: Desk, sides: SideBySide) -> str:
    last = records.history(desk, sides.spec, sides.stored["id"])[-1]
    when = f"{spoken(last['at'][:10])} {last['at'][11:16]}"
    return f"录入以后，{last['actor']}在{when}改过这条记录；标▲的栏文件里也改了，恢复后请核对。"


def _text(value: Any) -> str:
    return "" if value is None else str(value)
