"""Rows whose ID number fails its check: whose number it probably is, when only one digit is wrong."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from eduaid_desktop.domain import matching
from eduaid_desktop.services.importing.result import Line
from eduaid_desktop.store.store import Change, Row


def offer(change: Change, lines: Iterable[Line]) -> None:
    """Note with every such line the number that is meant, and whose it is; told after the others are written."""
    broken = [line for line in lines if line.written_number]
    if not broken:
        return
    asked = [(line, _name(line), _days(line)) for line in broken]
    names, days = {name for _, name, _ in asked}, {day for *_, born in asked for day in born}
    by_name, by_birth = _indexed(change, names, days)
    for line, name, born in asked:
        # The digit may be one of the birth date, so the name is asked first.
        near = by_name.get(name, ())
        for person in (*near, *(p for day in born for p in by_birth.get(day, ()))):
            if matching.one_digit_off(line.written_number, person["id_number"]):
                _note(line, person)
                break


def _note(line: Line, person: Row) -> None:
    problem = matching.digit_problem(person)
    line.person_id = person["id"]
    line.problems = [*line.as_read, problem]


def _name(line: Line) -> str:
    return matching.plain(line.values.get("name") or "")


def _days(line: Line) -> list[str]:
    number = line.written_number
    return [f"{number[6:10]}-{number[10:12]}-{number[12:14]}", line.values.get("birth_date") or ""]


def _indexed(
    change: Change, names: Collection[str], days: Collection[str]
) -> tuple[Mapping[str, Sequence[Row]], Mapping[str, Sequence[Row]]]:
    """Of everybody who has an ID number what is asked here, by name and by birth date."""
    by_name: dict[str, list[Row]] = defaultdict(list)
    by_birth: dict[str, list[Row]] = defaultdict(list)
    for person_id, name, number, born in change.columns("person", "id", "name", "id_number", "birth_date"):
        near, same = matching.plain(name), born or ""
        if number and (near in names or same in days):
            person = {"id": person_id, "name": name, "id_number": number}
            by_name[near].append(person)
            by_birth[same].append(person)
    return by_name, by_birth
