"""What the first tab asks: how the term stands, what is due, which village is late."""

from eduaid_desktop.store.lists import UNDER
from eduaid_desktop.store.people import NOT_FOUND
from eduaid_desktop.store.store import Row, Store


def cases_by_state(store: Store, term: str) -> dict[int, Row]:
    """state -> count, first (the id of the oldest case), amount (fen: approved, else applied)."""
    found = store.rows(
        "SELECT state, COUNT(*) AS count, MIN(id) AS first, SUM(COALESCE(approved, applied, 0)) AS amount"
        " FROM relief_case WHERE withdrawn = 0 AND term = ? GROUP BY state",
        (term,),
    )
    return {row["state"]: row for row in found}


def running_notices(store: Store, term: str) -> list[Row]:
    """Notices with cases still in notice: village name, to_date, count, first case."""
    return store.rows(
        "SELECT n.id, n.kind, n.to_date, v.name AS village, COUNT(*) AS count, MIN(c.id) AS first"
        " FROM notice n JOIN notice_case j ON j.notice_id = n.id AND j.withdrawn = 0"
        " JOIN relief_case c ON c.id = j.case_id AND c.state IN (40, 55) AND c.withdrawn = 0"
        " LEFT JOIN region v ON v.code = n.village"
        " WHERE n.withdrawn = 0 AND n.term = ?"
        " AND j.id = (SELECT MAX(k.id) FROM notice_case k WHERE k.case_id = c.id AND k.withdrawn = 0)"
        " GROUP BY n.id ORDER BY n.to_date",
        (term,),
    )


def villages_without_case(store: Store, term: str) -> list[str]:
    """The villages from which no relief case of the term has come beyond a draft."""
    found = store.rows(
        "SELECT name FROM region r WHERE level = 'village' AND withdrawn = 0 AND successor IS NULL AND NOT EXISTS"
        f" (SELECT 1 FROM relief_case c WHERE c.village IN {UNDER.format('r.code')} AND c.term = ?"
        " AND c.withdrawn = 0 AND c.state > 10) ORDER BY code",
        (term,),
    )
    return [row["name"] for row in found]


def counts(store: Store, term: str) -> Row:
    """students (of the term), aid applications, projects; of imports what nobody decided yet: problems, parked rows.

    Who does not exist is not counted.
    """
    pupil, applicant = (f"NOT {NOT_FOUND.format(f'{table}.person_id')}" for table in ("enrolment", "aid"))
    return (
        store.row(
            "SELECT (SELECT COUNT(DISTINCT person_id) FROM enrolment WHERE withdrawn = 0 AND term = ?"
            f" AND {pupil}) AS students,"
            f" (SELECT COUNT(*) FROM aid WHERE withdrawn = 0 AND term = ? AND {applicant}) AS aid,"
            " (SELECT COUNT(*) FROM project WHERE withdrawn = 0) AS projects,"
            " (SELECT COUNT(*) FROM import_problem WHERE withdrawn = 0 AND decision IS NULL"
            "  AND severity IN ('warn', 'block')) AS problems,"
            " (SELECT COUNT(*) FROM parked_row WHERE withdrawn = 0 AND decision IS NULL) AS parked",
            (term, term),
        )
        or {}
    )
