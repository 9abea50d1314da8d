"""Questions about people: the search box, who is who, the household around a child."""

import json
from collections.abc import Collection, Iterable

from eduaid_desktop.domain import search
from eduaid_desktop.store.store import Row, Store

# Newest term first means autumn (2018A) before spring (2018S) of a year, which the letters alone would turn round.
# What every list of people shows, so that nine children of one name can be told apart.
_SHOWN = (
    "SELECT p.id, p.name, p.id_number, p.temporary_number, p.student_number, p.sex, p.birth_date, p.group_name,"
    " p.guardian_name,"
    " p.household_id, v.name AS village, s.name AS school, e.grade, e.class_name, e.stage, e.term"
    " FROM person p LEFT JOIN region v ON v.code = p.village"
    " LEFT JOIN enrolment e ON e.id = (SELECT id FROM enrolment WHERE person_id = p.id AND withdrawn = 0"
    " ORDER BY current DESC, substr(term, 1, 4) DESC, substr(term, 5), id DESC LIMIT 1)"
    " LEFT JOIN school s ON s.id = e.school_id"
)

# Of whom was concluded that there is no such person; {} stands for the column with the person's id.
NOT_FOUND = (
    "EXISTS (SELECT 1 FROM finding f WHERE f.person_id = {} AND f.decision = '查无此人' AND f.withdrawn = 0)"
)
_AFTER_ALL = "\U0010ffff"


def _tail(column: str, length: int) -> str:
    """The end of a number from behind, as the index on it is written."""
    return " || ".join(f"substr({column}, -{place}, 1)" for place in range(1, length + 1))


# Where the keys of a number are found; those of names are in a table of their own.
_NUMBERS = {
    "d": ("id_number", "id_number"),
    "r": ("id_number", _tail("id_number", 6)),
    "s": ("student_number", _tail("student_number", 8)),
}
# Besides her name and her numbers somebody is found by what is kept of her alone: former ones, temporary ones.
_SEVERAL = (
    "FROM search_key k JOIN person p ON p.id = k.person_id AND p.withdrawn = 0"
    " WHERE k.key >= :from AND k.key < :to"
)
_DISTINCT = "SELECT DISTINCT id FROM ({} ORDER BY 1) LIMIT :limit"
_OF_NAMES = _DISTINCT.format(
    "SELECT k.key AS key, p.id FROM name_key k JOIN person p ON p.name = k.name AND p.withdrawn = 0"
    f" WHERE k.key >= :from AND k.key < :to UNION ALL SELECT k.key, k.person_id {_SEVERAL}"
)


def by_keys(store: Store, prefixes: Iterable[str], limit: int) -> list[Row]:
    """The people one of whose search keys (domain.search) begins with a prefix, best match first, at most limit."""
    found: dict[int, None] = {}
    for prefix in prefixes:
        sql = _OF_NAMES if prefix[0] in search.OF_NAMES else _of_number(prefix[0])
        after = prefix + _AFTER_ALL
        given = {"from": prefix, "to": after, "number": prefix[1:], "after": after[1:], "limit": limit}
        found |= dict.fromkeys(store.column(sql, given))
    ids = list(found)[:limit]
    marks = ", ".join("?" * len(ids))
    rows = store.rows(f"{_SHOWN} WHERE p.withdrawn = 0 AND p.id IN ({marks})", ids)
    place = {person_id: index for index, person_id in enumerate(ids)}
    return sorted(rows, key=lambda row: place[row["id"]])


def _of_number(kind: str) -> str:
    column, key = _NUMBERS[kind]
    live = f"withdrawn = 0 AND {column} IS NOT NULL"
    own = f"SELECT {key} AS key, id FROM person WHERE {live} AND {key} >= :number AND {key} < :after"
    return _DISTINCT.format(f"{own} UNION ALL SELECT substr(k.key, 2), k.person_id {_SEVERAL}")


def former_numbers(store: Store, people: Collection[int]) -> dict[int, list[Row]]:
    """By person: the numbers and names that these people bore before, oldest first."""
    found: dict[int, list[Row]] = {}
    for row in store.rows(
        "SELECT * FROM former_number WHERE withdrawn = 0 AND person_id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (json.dumps([*people]),),
    ):
        found.setdefault(row["person_id"], []).append(row)
    return found


def anybody(store: Store, person_id: int) -> Row | None:
    """A person, one who was merged into another or withdrawn too."""
    return store.row("SELECT * FROM person WHERE id = ?", (person_id,))


def by_number(store: Store, number: str) -> list[Row]:
    """The people with this ID number, student number or temporary number; by a former one where nobody has it now."""
    own = "SELECT * FROM person WHERE withdrawn = 0 AND :n IN (id_number, student_number, temporary_number)"
    former = (
        "SELECT * FROM person WHERE withdrawn = 0 AND id IN (SELECT person_id FROM former_number"
        " WHERE withdrawn = 0 AND kind <> 'name' AND value = :n)"
    )
    return store.rows(own, {"n": number}) or store.rows(former, {"n": number})


def shown(store: Store, person_id: int) -> Row | None:
    """One person as lists show them."""
    return store.row(f"{_SHOWN} WHERE p.id = ?", (person_id,))


def of_household(store: Store, household_id: int) -> list[Row]:
    """The members of a household as lists show them, oldest first."""
    return store.rows(
        f"{_SHOWN} WHERE p.withdrawn = 0 AND p.household_id = ? ORDER BY p.birth_date", (household_id,)
    )


def namesakes(store: Store, villages: Collection[str | None]) -> set[tuple[str, str]]:
    """(village, name) of the names that several people of these villages bear."""
    found = store.rows(
        "SELECT village, name FROM person WHERE withdrawn = 0 AND village IN (SELECT value FROM json_each(?))"
        " GROUP BY village, name HAVING COUNT(*) > 1",
        (json.dumps([*villages]),),
    )
    return {(row["village"], row["name"]) for row in found}


def enrolments(store: Store, person_id: int) -> list[Row]:
    """The enrolments of a person with their schools, newest first."""
    return store.rows(
        "SELECT e.*, s.name AS school, s.code AS school_code FROM enrolment e JOIN school s ON s.id = e.school_id"
        " WHERE e.person_id = ? AND e.withdrawn = 0"
        " ORDER BY e.current DESC, substr(e.term, 1, 4) DESC, substr(e.term, 5), e.id DESC",
        (person_id,),
    )


def status_on(store: Store, household_id: int, day: str) -> Row | None:
    """The status of a household on a day (ISO date)."""
    return store.row(
        "SELECT * FROM household_status WHERE household_id = ? AND withdrawn = 0 AND valid_from <= ?"
        " AND (valid_to = '' OR valid_to >= ?) ORDER BY valid_from DESC, id DESC LIMIT 1",
        (household_id, day, day),
    )


def hardship_counts(store: Store, school_year: str) -> list[Row]:
    """review, hardship_level and how many recognitions of a school year have them."""
    return store.rows(
        "SELECT h.review, h.hardship_level, COUNT(*) AS count FROM hardship h JOIN person p ON p.id = h.person_id"
        " WHERE h.withdrawn = 0 AND p.withdrawn = 0 AND h.school_year = ? GROUP BY h.review, h.hardship_level",
        (school_year,),
    )


def not_found(store: Store, person_id: int) -> Row | None:
    """The conclusion that there is no such person, or None."""
    return store.row(
        "SELECT * FROM finding WHERE person_id = ? AND decision = '查无此人' AND withdrawn = 0", (person_id,)
    )
