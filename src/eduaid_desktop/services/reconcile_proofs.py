"""Where it stands what a source says: which file, sheet and row, or which keyed record, and since when."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.importing.kinds import KINDS
from eduaid_desktop.store import reconcile_queries as queries
from eduaid_desktop.store.store import Row

ROLL = "roll"
# Stands for every kind of table of applications.
APPLICATION = "application"


@dataclass(frozen=True)
class Place:
    """Where something stands: a row of an import, or what was imported or keyed about a person or as a record.

    kind, person, key: the newest row of that kind about her, of the school or household key where given.
    """

    run: int | None = None
    sheet: str = ""
    row: int | None = None
    kind: str = ""
    person: int | None = None
    key: str = ""
    record: tuple[str, int] | None = None


def at_row(row: Mapping[str, Any], record: tuple[str, int] | None = None) -> Place:
    """The place of a query's row: run, sheet, row; record stands in where they are empty."""
    return Place(row.get("run"), row.get("sheet") or "", row.get("row"), record=record)


class Proofs:
    """Turns places into words, all of them with three queries."""

    def __init__(self, desk: Desk, term: str, places: Iterable[Place]) -> None:
        wanted = list(places)
        self._runs = queries.runs(desk.store)
        self._rows: dict[tuple[int, str], list[Row]] = defaultdict(list)
        for row in queries.rows_about(desk.store, {p.person for p in wanted if p.person}, term):
            kind = row["kind"] if row["kind"] in (ROLL, queries.BASE) else APPLICATION
            self._rows[row["pid"], kind].append(row)
        self._keyed = queries.keyed(desk.store, {p.record for p in wanted if p.record})

    def words(self, place: Place) -> str:
        """学籍名册《1_….xlsx》“学籍名册”第 238 行，2018-06-12 导入; "" where nothing is known."""
        if place.run in self._runs and place.row is not None:
            return self._of_run(place.run or 0, place.sheet, place.row)
        known = self._rows.get((place.person or 0, place.kind), [])
        own = [r for r in known if place.key and place.key in (r["school"], r["household_number"])]
        for row in (own or known)[:1]:
            return self._of_run(row["run"], row["sheet"], row["row"])
        if place.record in self._keyed:
            found = self._keyed[place.record]
            return f"{found['sentence']}，{found['at'][:10]}，{found['actor']}"
        return self._of_run(place.run) if place.run in self._runs else ""

    def _of_run(self, number: int | None, sheet: str = "", row: int | None = None) -> str:
        run = self._runs[number or 0]
        title = KINDS[run["kind"]].title if run["kind"] in KINDS else ""
        at = f"“{sheet}”" if sheet else ""
        at += f"第 {row} 行" if row else ""
        return f"{title}《{run['file_name']}》{at}，{run['imported_on']} 导入"
