"""Questions about public notices: who hangs on one, what was said against it, which should have come down."""

from eduaid_desktop.store.store import Row, Store

# The states in which a case hangs on a notice of its kind; an objection keeps it there until there is a finding.
_WAITING = "CASE n.kind WHEN 'village' THEN 40 ELSE 55 END"
_PHOTOS = "(SELECT COUNT(*) FROM attachment a WHERE a.owner_table = 'notice' AND a.owner_id = n.id AND a.withdrawn = 0)"


def cases(store: Store, notice_id: int) -> list[Row]:
    """The cases on a notice, in the order of its list: id, case_no, name, state, amount (fen), passed.

    passed: its 公示期满 was registered. One that went to a notice with new dates is no longer among them.
    """
    return store.rows(
        "SELECT c.id, c.case_no, p.name, c.state, COALESCE(c.proposed, c.applied) AS amount,"
        " EXISTS (SELECT 1 FROM relief_step s WHERE s.case_id = c.id AND s.withdrawn = 0"
        f"  AND s.action = 'notice_end' AND s.from_state = {_WAITING} AND s.on_date > n.to_date) AS passed"
        " FROM notice_case k JOIN notice n ON n.id = k.notice_id JOIN relief_case c ON c.id = k.case_id"
        " JOIN person p ON p.id = c.person_id WHERE k.notice_id = ? AND k.withdrawn = 0 AND c.withdrawn = 0"
        " ORDER BY k.id",
        (notice_id,),
    )


def objections(store: Store, notice_id: int) -> list[Row]:
    """The objections against cases of a notice, oldest first, each with name, case_no, state, led_to and hangs.

    led_to: the state that its finding led to, None before. hangs: the case is still on this notice's list.
    """
    return store.rows(
        "SELECT o.*, c.case_no, c.state, p.name, (SELECT s.to_state FROM relief_step s WHERE s.case_id = o.case_id"
        "  AND s.withdrawn = 0 AND s.action = 'objection_done' AND s.on_date = o.resolved_on"
        "  ORDER BY s.id DESC LIMIT 1) AS led_to,"
        " EXISTS (SELECT 1 FROM notice_case k WHERE k.notice_id = o.notice_id AND k.case_id = o.case_id"
        "  AND k.withdrawn = 0) AS hangs"
        " FROM objection o JOIN relief_case c ON c.id = o.case_id JOIN person p ON p.id = c.person_id"
        " WHERE o.notice_id = ? AND o.withdrawn = 0 ORDER BY o.received_on, o.id",
        (notice_id,),
    )


def standing(store: Store) -> list[Row]:
    """The notices with somebody on them that still hang: id, kind, village (name), from_date, to_date, photos."""
    return store.rows(
        f"SELECT n.id, n.kind, v.name AS village, n.from_date, n.to_date, {_PHOTOS} AS photos FROM notice n"
        " LEFT JOIN region v ON v.code = n.village WHERE n.withdrawn = 0 AND n.taken_down IS NULL"
        " AND EXISTS (SELECT 1 FROM notice_case k JOIN relief_case c ON c.id = k.case_id AND c.withdrawn = 0"
        "  WHERE k.notice_id = n.id AND k.withdrawn = 0) ORDER BY n.to_date, n.id"
    )


def photos(store: Store, notice_id: int) -> int:
    """How many photographs of a notice there are."""
    return int(store.value(f"SELECT {_PHOTOS} FROM notice n WHERE n.id = ?", (notice_id,)))
