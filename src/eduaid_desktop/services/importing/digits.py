"""Rows whose ID number fails its check: whose number it probably is, when only one digit is wrong."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from eduaid_desktop.domain import matching
from eduaid_desktop.services.importing.result import Line
from eduaid_desktop.store.store import Change, Row


def offer(change: Change, lines: Iterable[Line]) -> None:
    """Note with every such line the number that is meant, and whose it is; told after the others are written."""
    broken = [line for line in lines if line.written_number]
    if not broken:
        return
    by_name, by_birth = _indexed(change)
    for line in broken:
        number = line.written_number
        near = by_name.get(matching.plain(line.values.get("name") or ""), ())
        # The digit may be one of the birth date, so the name is asked first.
        born = [f"{number[6:10]}-{number[10:12]}-{number[12:14]}", line.values.get("birth_date")]
        for person in (*near, *(p for day in born for p in by_birth.get(day or "", ()))):
            if matching.one_digit_off(number, person["id_number"]):
                _note(line, person)
                break


def _note(line: Line, person: Row) -> None:
    problem = matching.digit_problem(person)
    line.person_id = person["id"]
    line.problems = [*line.as_read, problem]


def _indexed(change: Change) -> tuple[Mapping[str, Sequence[Row]], Mapping[str, Sequence[Row]]]:
    """Everybody who has an ID number, by name and by birth date."""
    by_name: dict[str, list[Row]] = defaultdict(list)
    by_birth: dict[str, list[Row]] = defaultdict(list)
    for person in change.select("person"):
        if person["id_number"]:
            by_name[matching.plain(person["name"])].append(person)
            by_birth[person["birth_date"] or ""].append(person)
    return by_name, by_birth
