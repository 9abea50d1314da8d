"""The files that were written by outside templates: kept as they went, so that writing again gives the same bytes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain, count, takewhile
from pathlib import Path

from eduaid_desktop.documents import delivery
from eduaid_desktop.domain import roles
from eduaid_desktop.services import exports, kept_files
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.exports import Reason
from eduaid_desktop.services.templates.kept import Template
from eduaid_desktop.store import template_queries
from eduaid_desktop.store.store import Change, Row


@dataclass(frozen=True)
class Owner:
    """What a file is written from: a payment list or a batch. number: what it is called.

    also: written when it is made; out: whenever it goes out.
    """

    table: str
    id: int
    number: str
    title: str
    also: Callable[[Change], object] = lambda change: None
    out: Callable[[Change], object] = lambda change: None


def write(
    desk: Desk, owner: Owner, template: Template, folder: Path, why: Reason, build: Callable[[], bytes]
) -> tuple[Path, bool]:
    """Put a filled template into a folder, logged; (its path, whether it is the very file of before).

    build: makes the bytes where none are kept, or the template was put in anew since. Raises Refused without a
    purpose, UserError where the folder takes no file.
    """
    name = template.file_name(owner.number)
    stem, suffix = name.removesuffix(template.suffix), template.suffix
    versions = _versions(
        template_queries.files_of(desk.store, owner.table, owner.id, stem, suffix), stem, suffix
    )
    since = template_queries.template_file_id(desk.store, template.id) if template.id else 0
    again = versions[-1] if versions and versions[-1]["id"] > since else None
    if versions and again is None:
        name = f"{stem}_{len(versions) + 1}{suffix}"
    data, name = (again["content"], again["name"]) if again else (build(), name)
    temporary = exports.prepare(folder, name, data, why.phrase)
    try:
        if again is None:
            _keep(desk, owner, template, name, data)
    except BaseException:
        delivery.discard(temporary)
        raise
    return exports.put(desk, temporary, name, why, owner.out), again is not None


def _versions(found: Sequence[Row], stem: str, suffix: str) -> list[Row]:
    """The first file of a name and its later versions; 表样_2018 is no version of 表样 but another template's file."""
    named = {row["name"]: row for row in found}
    names = chain([f"{stem}{suffix}"], (f"{stem}_{number}{suffix}" for number in count(2)))
    return [named[name] for name in takewhile(named.__contains__, names)]


def _keep(desk: Desk, owner: Owner, template: Template, name: str, data: bytes) -> None:
    sentence = f"按模板“{template.name}”写成{owner.title} {owner.number} 的文件"
    with desk.change(sentence, role=(roles.REVIEWER, roles.CLERK), final=True) as change:
        kept_files.keep(change, owner.table, owner.id, name, data)
        owner.also(change)
