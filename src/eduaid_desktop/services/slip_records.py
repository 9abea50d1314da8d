"""What a numbered paper is about: where the window opens it, and what it is printed of once more."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eduaid_desktop.domain import slip
from eduaid_desktop.domain.slip import PERIOD, VOID
from eduaid_desktop.errors import Refused
from eduaid_desktop.services import slip_desk
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import people, slip_queries
from eduaid_desktop.store.store import Row

if TYPE_CHECKING:
    from eduaid_desktop.documents.paper import Printed


@dataclass(frozen=True)
class Place:
    """A tab, and a record on it or the rows under some filters, which words name."""

    tab: str
    record_id: int | None = None
    words: str = ""
    filters: Mapping[str, Any] = field(default_factory=dict)


def place(desk: Desk, row: Mapping[str, Any]) -> Place:
    """Where a paper's record is opened. Raises Refused for one that was taken back."""
    if row["record"] == PERIOD:
        return _of_period(desk, row)
    if slip_desk.is_gone(desk, row):
        raise Refused(f"{row['subject']} 的记录已撤回，不能打开；这张单据可以作废。")
    return _PLACES.get(row["record"], _register)(desk, row["record"], row["record_id"])


def wanted(desk: Desk, row: Mapping[str, Any]) -> dict[str, Any]:
    """What services.slips.write prints a paper of: case, term, what, and the answers typed then."""
    about = _wanted(desk, row)
    return about | ({"answers": kept} if (kept := slip_desk.answers(row)) else {})


def print_again(desk: Desk, number: str, path: Path) -> "Printed":
    """Write the paper of a number as it reads now. It keeps the number unless its content has changed, or it is void.

    Raises Refused where its record was taken back, and as services.slips.write.
    """
    from eduaid_desktop.services import slips
    from eduaid_desktop.services.papers.catalogue import DOCUMENTS

    paper = slip_desk.find(desk, number)
    about, document = wanted(desk, paper.row), paper.row["document"]
    boxed = document in DOCUMENTS and DOCUMENTS[document].opinions
    # A form may have gone out with its opinion boxes empty.
    for filled in (False, True) if boxed else (True,):
        printed = slips.write(desk, document, path, **about, filled=filled)
        if paper.number in [each.slip.number for each in printed.placed]:
            break
    return printed


def told_again(paper: slip_desk.Paper, printed: "Printed") -> str:
    """What number the paper printed again has, and why it is another one."""
    numbers = [each.slip.number for each in printed.placed]
    if paper.number in numbers:
        return f"内容没有变，仍是 {paper.number}（补打）。"
    why = "原来的已作废" if paper.row["state"] == VOID else "内容已改过"
    return f"{why}，印成新的 {'、'.join(numbers)}。" if numbers else ""


def _wanted(desk: Desk, row: Mapping[str, Any]) -> dict[str, Any]:
    record, record_id = row["record"], row["record_id"]
    if record == PERIOD:
        return _asked_period(desk, row)
    about = slip_queries.subject(desk.store, record, record_id) or {}
    while about.get("merged_into"):
        about = slip_queries.subject(desk.store, record, about["merged_into"]) or {}
    if slip_desk.is_gone(desk, row):
        raise Refused(f"{row['subject']} 的记录已撤回，不能再打印。")
    if case_id := row["case_id"] or about.get("case_id"):
        case = desk.store.get("relief_case", case_id)
        return {"case": case["case_no"] or str(case["id"])}
    columns = (*_NAMED.get(record, ()), "id")
    what = str(next(filter(None, (about[name] for name in columns))))
    return {"what": what} | ({"term": row["term"]} if record in _OF_TERM else {})


# By which column Wanted.what names a record, the first that is known.
_NAMED = {
    "payment_list": ("list_no",),
    "household": ("household_number",),
    "batch": ("batch_no",),
    "project": ("project_no",),
    "school": ("name",),
    "person": ("id_number", "temporary_number"),
}
_OF_TERM = ("school", "person")


def _of_period(desk: Desk, row: Mapping[str, Any]) -> Place:
    _, kind, region = slip.period(row["record_id"])
    if kind not in ("S", "A"):
        return Place("registers", None, row["subject"], {"register": "slips"})
    village = _village(desk, region)
    return Place(
        "relief", None, row["subject"], {"term": row["term"], **({"village": village} if village else {})}
    )


def _asked_period(desk: Desk, row: Mapping[str, Any]) -> dict[str, Any]:
    year, kind, rest = slip.period(row["record_id"])
    if kind == "M":
        return {"what": f"{year}-{rest:02d}"}
    if not kind:
        return {"what": str(year)}
    if kind.startswith("P"):
        return {"term": row["term"], "what": _class(desk, rest, row["subject"])}
    village = _village(desk, rest)
    return {"term": f"{year}{kind}"} | ({"what": village} if village else {})


def _class(desk: Desk, school_id: int, words: str) -> str:
    """The school, grade and class that the words of subjects.of_school end in, by the name the school bears now."""
    found = slip_queries.subject(desk.store, "school", school_id) or {}
    borne = [row["name"] for row in desk.store.select("dated_name", owner_table="school", owner_id=school_id)]
    for name in sorted((found["name"], *borne) if found else (), key=len, reverse=True):
        _, school, rest = words.partition(name)
        if school:
            return f"{found['name']}{rest}"
    return words


def _village(desk: Desk, region_id: int) -> str:
    found = slip_queries.subject(desk.store, "region", region_id) if region_id else None
    return str(found["code"]) if found else ""


def _on(tab: str) -> Callable[[Desk, str, int], Place]:
    return lambda desk, table, record_id: Place(tab, record_id)


def _person(desk: Desk, table: str, person_id: int) -> Place:
    """Whoever she was merged into."""
    row: Row = slip_queries.subject(desk.store, "person", person_id) or {}
    return (
        _person(desk, table, row["merged_into"]) if row.get("merged_into") else Place("students", person_id)
    )


def _household(desk: Desk, table: str, household_id: int) -> Place:
    """At its first member."""
    members = people.of_household(desk.store, household_id)
    return Place("students", members[0]["id"]) if members else _register(desk, table, household_id)


def _register(desk: Desk, table: str, record_id: int) -> Place:
    """Among the registers, the ledger of papers itself where the table has none."""
    key = {"notice": "notices", "payment_list": "payment_lists", "school": "places"}.get(table)
    return Place("registers", record_id if key else None, "", {"register": key or "slips"})


_PLACES: Mapping[str, Callable[[Desk, str, int], Place]] = {
    "relief_case": _on("relief"),
    "project": _on("projects"),
    "aid": _on("aid"),
    "batch": lambda desk, table, record_id: Place("batches"),
    "person": _person,
    "household": _household,
}
