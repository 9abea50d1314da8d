"""One record of each sort, of which a paper can be drawn; and the names that titles begin with."""

from collections.abc import Sequence

from eduaid_desktop.store.store import Store

# What a record is asked for by, by its table, which Wanted.what calls it by too.
_CALLED = {
    "household": "household_number", "notice": "id", "payment_list": "list_no", "batch": "batch_no", "person": "id",
    "school": "name", "project": "project_no",
}  # fmt: skip
_FEW = 3


def case_of_each_state(store: Store) -> list[str]:
    """The number of the newest case in each state that has one."""
    return list(
        store.column(
            "SELECT case_no FROM relief_case WHERE id IN (SELECT max(id) FROM relief_case"
            " WHERE withdrawn = 0 AND case_no IS NOT NULL GROUP BY state) ORDER BY id"
        )
    )


def terms_of_cases(store: Store) -> list[str]:
    """The terms with cases, the newest first."""
    return list(store.column("SELECT DISTINCT term FROM relief_case WHERE withdrawn = 0 ORDER BY term DESC"))


def names_of(store: Store, table: str) -> Sequence[str]:
    """What the newest records of a table are asked for by; none for a table that papers are not asked of."""
    if table not in _CALLED:
        return ()
    column = _CALLED[table]
    sql = (
        f"SELECT {column} FROM {table} WHERE withdrawn = 0 AND {column} IS NOT NULL ORDER BY id DESC LIMIT ?"
    )
    return [str(name) for name in store.column(sql, (_FEW,))]


def names_in_titles(store: Store) -> set[str]:
    """The names that the title of a paper may begin with: places, schools and people."""
    return set(
        store.column(
            "SELECT name FROM region UNION SELECT county FROM office UNION SELECT name FROM office"
            " UNION SELECT name FROM school UNION SELECT name FROM person UNION SELECT head_name FROM household"
        )
    )


def village_names(store: Store) -> list[str]:
    """The villages, whose Tibetan the county fixes as it does that of the labels."""
    return list(
        store.column("SELECT name FROM region WHERE level = 'village' AND withdrawn = 0 ORDER BY code")
    )
