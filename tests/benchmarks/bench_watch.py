"""The watch over registered aid and 应助未助 of a county: 14,467 pupils, about 45,000 person-times a term.

The county of tests/county.py with a roll, households of four and a list of payments beside it; all amounts are off
their rate, so that every one is told. The bound is about one second for the watch.
"""

import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from eduaid_desktop.services import not_aided, office, reconciling
from eduaid_desktop.services.desk import Desk

sys.path.insert(0, str(Path(__file__).parents[1]))
import county

ROUNDS = 5
TERM = "2017A"
_BORN = {
    "1": "2012-05-05",
    "2": "2005-05-05",
    "3": "2005-05-05",
    "4": "2001-05-05",
    "5": "2001-05-05",
    "7": "1999-05-05",
}


def main() -> None:
    """Print the medians in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        about = {"name": "格桑镇", "code": "513399101", "fixed_date": "2018-06-12"}
        with office.create(Path(folder) / "a.eduaid", **about) as desk:  # type: ignore[arg-type]
            county.fill(desk)
            enrol(desk)
            print(f"{len(reconciling.findings(desk, TERM, 'given')):,} findings of the watch")
            print(f"{len(not_aided.left(desk, TERM)):,} lines of who is left")
            _print("watch", lambda: reconciling.findings(desk, TERM, "given"))
            _print("cross-check", lambda: reconciling.findings(desk, TERM, "aid"))
            _print("who is left", lambda: not_aided.left(desk, TERM))


def enrol(desk: Desk) -> None:
    """A roll of everybody who got aid, a household for four children each, one in ten poor, half of it on the list."""
    with desk.store.change("经办人甲", "装入全县") as change:
        schools = [change.insert("school", {"name": f"第{n + 1}学校"}) for n in range(19)]
        for n, row in enumerate(people(desk)):
            if n % 4 == 0:
                household = change.insert("household", {"household_number": f"5133991{n:06d}"})
                status = {
                    "household_type": "一般贫困户" if n % 40 == 0 else "一般农户",
                    "valid_from": "2016-01-01",
                }
                change.insert("household_status", {"household_id": household, **status})
            change.update(
                "person", row["pid"], {"household_id": household, "birth_date": _BORN[str(row["stage"])]}
            )
            place = {"stage": row["stage"], "grade": row["grade"], "boarding": 1, "place": "in_county"}
            change.insert(
                "enrolment", {"person_id": row["pid"], "term": TERM, "school_id": schools[n % 19], **place}
            )
        for aid in desk.store.rows("SELECT * FROM aid WHERE term = ? AND id % 2", (TERM,)):
            paid = {name: aid[name] for name in ("person_id", "term", "programme", "amount", "school")}
            change.insert("received_aid", {**paid, "programme_name": aid["programme"], "name": "某"})


def people(desk: Desk) -> list[dict[str, object]]:
    """Everybody who got aid: pid, stage, grade."""
    return desk.store.rows(
        "SELECT person_id AS pid, stage, grade FROM aid GROUP BY person_id ORDER BY person_id"
    )


def _print(what: str, act: Callable[[], object]) -> None:
    times = []
    for _ in range(ROUNDS):
        start = perf_counter()
        act()
        times.append(perf_counter() - start)
    print(f"{what:12} {statistics.median(times):6.3f} s")


if __name__ == "__main__":
    main()
