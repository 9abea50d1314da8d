"""Reconciling a county's roll of 14,467 pupils with a household base of 15,000 members, as one view and in all.

Written straight into the tables, with the sample's proportions: one member in four stands on the roll; one pair in
a hundred differs in name, village or state. The bound is one second for everything.
"""

import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from eduaid_desktop.domain import id_number
from eduaid_desktop.services import office, reconciling
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store.change import SOURCE_ROW

PUPILS, MEMBERS, BOTH = 14_467, 15_000, 3_900
ROUNDS = 5
TERM = "2018S"


def main() -> None:
    """Print the medians in seconds, over all views and per view."""
    with tempfile.TemporaryDirectory() as folder:
        villages = [(f"513399101{200 + n}", f"{n}村") for n in range(11)]
        about = {"name": "格桑镇", "code": "513399101", "fixed_date": "2018-06-12"}
        with office.create(Path(folder) / "a.eduaid", villages=villages, **about) as desk:  # type: ignore[arg-type]
            fill(desk)
            print(
                f"{PUPILS:,} pupils, {MEMBERS:,} members, {len(reconciling.findings(desk, TERM)):,} findings"
            )
            for view in (None, *reconciling.VIEWS):
                times = [_taken(desk, view) for _ in range(ROUNDS)]
                print(f"{view or 'all views':12} {statistics.median(times):6.3f} s")


def _taken(desk: Desk, view: str | None) -> float:
    start = perf_counter()
    reconciling.findings(desk, TERM, view)
    return perf_counter() - start


def fill(desk: Desk) -> None:
    """People, enrolments, households and what the two files said of them."""
    with desk.change("装入") as change:
        school = change.insert("school", {"name": "一小"})
        runs = [change.insert("import_run", _run(kind)) for kind in ("roll", "household_base")]
        for n in range(MEMBERS // 5):
            change.insert("household", {"household_number": f"H{n}", "population": 5})
            change.insert("household_status", {"household_id": n + 1, "household_type": "一般贫困户"})
        rolls, base = [], []
        for n, person in enumerate(_people()):
            on_roll, in_base = n < PUPILS, n >= PUPILS - BOTH
            if in_base:
                person |= {"household_id": (n - PUPILS + BOTH) // 5 + 1, "student_state": "小学"}
            pid = change.insert("person", person)
            if on_roll:
                row = {"person_id": pid, "term": TERM, "school_id": school, "stage": "2", "grade": "三年级"}
                change.insert("enrolment", {**row, "class_name": "1班", "registered_poor": int(in_base)})
                rolls.append(_said(n, pid, person, grade="三年级", class_name="1班", school="一小"))
            if in_base:
                odd = {"name": f"{person['name'][:-1]}某"} if n % 100 == 0 else {}
                base.append(
                    _said(n, pid, {**person, **odd}, household_number=f"H{person['household_id'] - 1}")
                )
        for run, rows in zip(runs, (rolls, base), strict=True):
            change.keep_source_rows(run, rows)


def _people() -> Iterator[dict[str, object]]:
    for n in range(PUPILS + MEMBERS - BOTH):
        year = 2008 if n < PUPILS else 1980
        first = f"513399{year}{n // 999 % 12 + 1:02d}{n // 11988 + 1:02d}{n % 999:03d}"
        name = f"多吉{chr(0x4E00 + n % 5000)}{chr(0x4E00 + n // 5000)}"
        number = first + id_number.check_digit(first)
        yield {
            "name": name, "id_number": number, "birth_date": f"{number[6:10]}-{number[10:12]}-{number[12:14]}",
            "village": f"513399101{200 + n % 11}",
        }  # fmt: skip


def _run(kind: str) -> dict[str, object]:
    counts = dict.fromkeys(("read", "accepted", "parked", "refused", "skipped", "unchanged"), 0)
    return {
        "kind": kind,
        "file_name": f"{kind}.xlsx",
        "sha256": "",
        "term": TERM,
        "imported_on": "2018-06-12",
        **counts,
    }


def _said(n: int, pid: int, person: dict[str, object], **more: object) -> tuple[object, ...]:
    row = {"sheet": "名册", "row": n + 2, "person_id": pid, **person, **more}
    return tuple(row.get(name) for name in SOURCE_ROW)


if __name__ == "__main__":
    main()
