"""What was typed and never saved: every draft, whose it is, and how it differs from what the file holds."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.domain.relief import RELIEF
from eduaid_desktop.domain.workflow import ACTIONS
from eduaid_desktop.domain.workflow_steps import Step
from eduaid_desktop.services import drafts, forms, relief
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.drafts import Content, Key
from eduaid_desktop.services.side_by_side import Difference, SideBySide, project_of, stored

_TABS = {
    "person": "students", "aid": "aid", "hardship": "aid", "relief": "relief", "relief_past": "relief",
    drafts.STEP: "relief", "fund_entry": "registers",
}  # fmt: skip


@dataclass(frozen=True)
class Draft:
    """One draft. title: of its form. whose: the record. at (ISO), actor: when and by whom it was typed.

    which: what its key says behind the colon. within: the project or the case it belongs to. record_id: the
    record it goes back into, None for a new one. equal: the number of fields that do not differ. notes: what
    a person must know. fields: what goes back into the form, by name. known: what a new form knew besides.
    place: whether there is a form that takes it now.
    """

    key: str
    form: str
    which: str
    within: int | None
    at: str
    actor: str
    title: str
    whose: str = ""
    record_id: int | None = None
    differences: tuple[Difference, ...] = ()
    equal: int = 0
    notes: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    known: Mapping[str, Any] = field(default_factory=dict)
    place: bool = False

    @property
    def tab(self) -> str:
        """The key of the tab where its form is."""
        return _TABS.get(self.form, "projects")

    @property
    def when(self) -> str:
        """2018年6月12日 09:30，经办人甲; what is not known is left out."""
        moment = f"{spoken(self.at[:10])} {self.at[11:16]}" if self.at else ""
        return "，".join(filter(None, (moment, self.actor)))

    @property
    def lost(self) -> dict[str, str]:
        """What no field takes any more: label to content."""
        return {each.label: each.typed for each in self.differences if each.lost}

    @property
    def text(self) -> str:
        """All of it, for the clipboard."""
        lines = (f"{each.label}：{each.typed}" for each in self.differences)
        return "\n".join([f"{self.title}　{self.whose}".strip(), *lines])


def look(desk: Desk, key: str) -> Draft | None:
    """The draft under key; None when there is none, or nothing in it that the file does not hold."""
    found = _read(desk, key)
    return found if found and found.differences else None


def every(desk: Desk) -> list[Draft]:
    """Every draft that stands in no form of this window, newest first.

    One that says no more than the file holds is forgotten: it was saved, and the end came before it was tidied up.
    """
    kept = desk.store.drafts
    waiting = [key for key in kept.keys("") if key not in kept.in_hand]
    found = [draft for key in waiting if (draft := _read(desk, key))]
    for draft in found:
        if not draft.differences:
            kept.keep(draft.key, None)
    return [draft for draft in found if draft.differences]


def discard(desk: Desk, key: str) -> Content:
    """Throw a draft away. Returns what put_back takes. Raises Refused in a read-only window."""
    desk.store.require_writer()
    found = desk.store.drafts.load(key) or {}
    desk.store.drafts.keep(key, None)
    return found


def put_back(desk: Desk, key: str, content: Content) -> None:
    """Bring back a draft that was thrown away."""
    desk.store.drafts.keep(key, content)


def _read(desk: Desk, written: str) -> Draft | None:
    key, content = Key.read(written), drafts.load(desk, written)
    if key is None or content is None:
        return None
    at, actor = (str(content.get(name) or "") for name in ("at", "actor"))
    bare = Draft(written, key.form, key.which, key.within, at, actor, key.form)
    if key.form == drafts.STEP:
        return _of_step(desk, bare, content)
    return _of_form(desk, bare, key, content) if forms.known(key.form) else _of_no_form(bare, content)


def _of_form(desk: Desk, bare: Draft, key: Key, content: Content) -> Draft:
    sides, project = SideBySide(desk, forms.door(key.form), key, content), project_of(desk, key)
    told = tuple(sides.differences())
    whole = key.within is None or bool(project)
    return replace(
        bare,
        title=sides.spec.title,
        whose=f"{project.get('name', '')}　{sides.called()}".strip(),
        record_id=key.record_id if sides.stored else None,
        differences=told,
        equal=len(sides.spec.fields) - sum(not each.lost for each in told),
        notes=tuple(sides.notes(told)),
        fields=sides.back,
        known=sides.known,
        place=whole and not all(each.lost for each in told),
    )


def _of_step(desk: Desk, bare: Draft, content: Content) -> Draft:
    """Answers to the questions of a step; their case may be gone, or the step closed by now."""
    case = stored(desk, forms.door(RELIEF.name), bare.within)
    steps = relief.steps(desk, case["id"]) if case else []
    step = next((each for each in steps if each.action == bare.which), None)
    answered = content.get("before", {})
    told = tuple(Difference(name, label, "", words) for name, label, words in _as_read(content, answered))
    return replace(
        bare,
        title=f"办理“{ACTIONS.get(bare.which, bare.which)}”",
        whose=RELIEF.called(case, desk.rules()),
        differences=told,
        equal=len(content["fields"]) - len(told),
        notes=tuple(_notes(bool(case), step)),
        fields={name: str(typed) for name, typed in content["fields"].items()},
        place=step is not None and step.open,
    )


def _notes(there: bool, step: Step | None) -> Iterator[str]:
    if not there:
        yield "这个申请已被撤回，放不回去了；需要的内容请复制后另行登记。"
    elif step is None or not step.open:
        yield f"这一步现在不能办理：{step.why if step else '没有这一步。'}"


def _as_read(content: Content, names: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Name, label and words of these fields, as the draft itself remembers them."""
    return ((name, *drafts.named(content, name)) for name in names)


def _of_no_form(bare: Draft, content: Content) -> Draft:
    """The program has no such form, any more or yet: what was typed can be read and copied."""
    typed = [name for name, words in content["fields"].items() if words]
    told = _as_read(content, typed)
    return replace(
        bare,
        differences=tuple(Difference(name, label, "", words, lost=True) for name, label, words in told),
        notes=("本版本没有这张表，放不回去了；需要的内容请复制后另行登记。",),
    )
