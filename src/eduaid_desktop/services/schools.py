"""学校: their names by date, which one took over which, and what a name in a file means."""

from collections.abc import Mapping
from typing import Any

from eduaid_desktop.domain.problems import NOTE, Problem
from eduaid_desktop.services import dated_names
from eduaid_desktop.services.dated_names import Kind, Reader
from eduaid_desktop.store.store import Change

SCHOOL = Kind("school", "学校", "id")


def resolve(
    change: Change, name: str, day: str, about: Mapping[str, Any] | None = None
) -> tuple[int, Problem | None]:
    """The id of the school that a name means on a day (ISO), and a note (N_ALIAS) where it is called otherwise.

    One that was closed by then means the one that took it over; a school not known yet is registered with what is
    known about it.
    """
    found = dated_names.called(change, SCHOOL, name, day)
    if found is None:
        return change.insert("school", {"name": name, **(about or {})}), None
    school, otherwise = found
    now = dated_names.name_on(change, SCHOOL, school, day)
    words = f"“{name}”现为“{now}”，已按“{now}”登记。"
    return int(school["id"]), Problem("school", words, NOTE, "N_ALIAS") if otherwise else None


def name_on(reader: Reader, name: str | None, day: str) -> str | None:
    """What the school of this name, an older or a newer one, was called on a day (ISO); other names as they are."""
    if not name:
        return name
    found = reader.select("school", name=name)
    for dated in reader.select("dated_name", owner_table="school", name=name):
        found += reader.select("school", id=dated["owner_id"])
    borne = [dated_names.name_on(reader, SCHOOL, school, day) for school in found]
    return name if name in borne or not borne else borne[0]
