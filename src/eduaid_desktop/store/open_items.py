"""Questions of a handover: what is still open, whatever its term."""

from eduaid_desktop.store.store import Row, Store


def cases(store: Store, before_state: int) -> list[Row]:
    """The relief cases short of a state, by state and age, with name, village (its name) and amount."""
    return store.rows(
        "SELECT c.id, c.case_no, p.name, v.name AS village, c.state, c.since, c.term,"
        " COALESCE(c.approved, c.proposed, c.applied) AS amount FROM relief_case c"
        " JOIN person p ON p.id = c.person_id LEFT JOIN region v ON v.code = c.village"
        " WHERE c.withdrawn = 0 AND c.state < ? ORDER BY c.state, c.since, c.case_no, c.id",
        (before_state,),
    )


def cases_by_state(store: Store) -> list[Row]:
    """state, count, since (of the oldest) and amount of all cases."""
    return store.rows(
        "SELECT state, COUNT(*) AS count, MIN(since) AS since,"
        " SUM(COALESCE(approved, proposed, applied, 0)) AS amount FROM relief_case"
        " WHERE withdrawn = 0 GROUP BY state ORDER BY state"
    )


def notices(store: Store) -> list[Row]:
    """The notices that cases still hang on, the first to end first: kind, village, from_date, to_date, count."""
    return store.rows(
        "SELECT n.kind, v.name AS village, n.from_date, n.to_date, COUNT(*) AS count"
        " FROM notice n JOIN notice_case j ON j.notice_id = n.id AND j.withdrawn = 0"
        " JOIN relief_case c ON c.id = j.case_id AND c.state IN (40, 55) AND c.withdrawn = 0"
        " LEFT JOIN region v ON v.code = n.village WHERE n.withdrawn = 0"
        " AND j.id = (SELECT MAX(k.id) FROM notice_case k WHERE k.case_id = c.id AND k.withdrawn = 0)"
        " GROUP BY n.id ORDER BY n.to_date, n.id"
    )


def batches(store: Store) -> list[Row]:
    """Sealed batches with lines that are not answered: batch_no, sealed_on, row_count, amount, pending, read_on."""
    return store.rows(
        "SELECT b.batch_no, b.sealed_on, b.row_count, b.amount, COUNT(*) AS pending,"
        " (SELECT MAX(r.read_on) FROM reply r WHERE r.batch_id = b.id AND r.withdrawn = 0) AS read_on"
        " FROM batch b JOIN batch_line l ON l.batch_id = b.id AND l.withdrawn = 0 AND l.decision IS NULL"
        " JOIN relief_case c ON c.id = l.case_id AND c.withdrawn = 0 AND c.state IN (70, 85)"
        " WHERE b.withdrawn = 0 GROUP BY b.id ORDER BY b.id"
    )


def payments(store: Store) -> list[Row]:
    """The last payment of every case whose money has not arrived: case_no, name, payee, account, amount, result."""
    return store.rows(
        "SELECT c.case_no, p.name, y.payee_name, y.payee_account, y.amount, y.sent_on, y.result, y.failure_text"
        " FROM payment y JOIN relief_case c ON c.id = y.case_id AND c.withdrawn = 0 AND c.state IN (90, 95)"
        " JOIN person p ON p.id = c.person_id WHERE y.withdrawn = 0"
        " AND y.id = (SELECT MAX(z.id) FROM payment z WHERE z.case_id = c.id AND z.withdrawn = 0)"
        " ORDER BY y.result IS NULL, y.sent_on, c.case_no"
    )


def imports(store: Store) -> list[Row]:
    """Imports with problems that nobody decided: imported_on, kind, file_name, refused, doubtful."""
    return store.rows(
        "SELECT i.imported_on, i.kind, i.file_name, SUM(r.severity = 'block') AS refused,"
        " SUM(r.severity = 'warn') AS doubtful FROM import_problem r JOIN import_run i ON i.id = r.import_run_id"
        " WHERE r.withdrawn = 0 AND i.withdrawn = 0 AND r.decision IS NULL AND r.severity IN ('warn', 'block')"
        " GROUP BY i.id ORDER BY i.id"
    )


def late_milestones(store: Store, today: str) -> list[Row]:
    """What of a project was to be done before today and is not: project_no, name, stage (None: the end), planned_on."""
    return store.rows(
        "SELECT p.project_no, p.name, p.responsible, m.stage, m.planned_on FROM milestone m"
        " JOIN project p ON p.id = m.project_id AND p.withdrawn = 0"
        " WHERE m.withdrawn = 0 AND m.done_on IS NULL AND m.skipped_reason IS NULL AND m.planned_on < :today"
        " UNION ALL SELECT project_no, name, responsible, NULL, planned_finish FROM project"
        " WHERE withdrawn = 0 AND actual_finish IS NULL AND handed_on IS NULL AND planned_finish < :today"
        " ORDER BY 5, 1",
        {"today": today},
    )
