"""Which relief cases count in the caps of a year and against a second one in a term, and what each comes to.

Sources: F02, F08 and F09 of section 5.10 of the domain rules. SQL over relief_case c.
"""

from eduaid_desktop.store.store import Store

# An archived case counts as what it was before; one that came straight from the past was paid.
OUTCOME = (
    "CASE WHEN c.state = 110 THEN COALESCE((SELECT s.from_state FROM relief_step s WHERE s.case_id = c.id"
    " AND s.withdrawn = 0 AND s.to_state = 110 ORDER BY s.id DESC LIMIT 1), 100) ELSE c.state END"
)
# What a child keeps of money that was recovered in part, in fen.
_KEPT = (
    "((SELECT COALESCE(SUM(y.amount), 0) FROM payment y WHERE y.case_id = c.id AND y.withdrawn = 0"
    " AND y.result = 'paid') - (SELECT COALESCE(SUM(s.amount), 0) FROM relief_step s WHERE s.case_id = c.id"
    " AND s.withdrawn = 0 AND s.action = 'recover'))"
)
# What is with the family now of what was paid, in fen; a past case was paid before this office kept payments.
ARRIVED = f"(CASE WHEN c.historical = 1 THEN c.approved ELSE 0 END + {_KEPT})"
COUNTS = (
    f"c.withdrawn = 0 AND (c.state <> 10 OR c.case_no IS NOT NULL) AND {OUTCOME} NOT IN (200, 210)"
    f" AND ({OUTCOME} <> 220 OR {_KEPT} > 0)"
)
# The county agreed and its government is still to: the amount stands in the step.
_PENDING = (
    "(SELECT s.amount FROM relief_step s WHERE s.case_id = c.id AND s.withdrawn = 0 AND s.action = 'decide'"
    " ORDER BY s.id DESC LIMIT 1)"
)
# What a case that counts comes to, in fen.
COMES_TO = (
    f"CASE WHEN {OUTCOME} = 220 THEN {_KEPT} WHEN c.state = 85 THEN {_PENDING}"
    " ELSE COALESCE(c.approved, c.proposed, c.applied) END"
)
APPROVED = f"CASE WHEN {OUTCOME} = 220 THEN {_KEPT} ELSE c.approved END"


def counts(store: Store, case_id: int) -> bool:
    """Whether a case counts in the caps and against a second one in its term."""
    return bool(store.value(f"SELECT 1 FROM relief_case c WHERE c.id = ? AND {COUNTS}", (case_id,)))
