"""Questions about the documents of relief cases: which came, for one case or for all of a term."""

from eduaid_desktop.store.lists import UNDER
from eduaid_desktop.store.store import Row, Store

# Whether a photograph lies with the notice of a notice_case n.
_POSTED = (
    "EXISTS (SELECT 1 FROM attachment a WHERE a.owner_table = 'notice' AND a.owner_id = n.notice_id"
    " AND a.withdrawn = 0)"
)
# The school year of a term: 2017A and 2018S are of 2017.
_YEAR = "(CAST(substr({0}.term, 1, 4) AS INTEGER) - ({0}.term LIKE '%S'))"
# What came with the other cases of the child of a case c in the same school year.
_EARLIER = (
    "(SELECT group_concat(x.code) FROM relief_case o JOIN evidence x ON x.case_id = o.id AND x.present = 1"
    " AND x.withdrawn = 0 WHERE o.person_id = c.person_id AND o.id <> c.id AND o.withdrawn = 0"
    f" AND {_YEAR.format('o')} = {_YEAR.format('c')})"
)
# What a case is asked for depends on these of its columns.
_CASES = (
    "SELECT c.id, c.case_no, c.term, c.state, c.village, c.place, c.cause, c.relief_category, c.application_date,"
    " c.agent_name, c.agent_phone, c.signed_by_applicant, c.phone, c.head_name, c.school, c.grade,"
    " c.cost_insurance, c.cost_materials, c.cost_uniform, c.cost_meals, c.cost_lodging, c.cost_travel,"
    " c.cost_tuition, c.cost_other, p.name, v.name AS village_name,"
    " EXISTS (SELECT 1 FROM notice_case n WHERE n.case_id = c.id AND n.withdrawn = 0) AS noticed,"
    f" EXISTS (SELECT 1 FROM notice_case n WHERE n.case_id = c.id AND n.withdrawn = 0 AND {_POSTED}) AS posted,"
    " EXISTS (SELECT 1 FROM payment y WHERE y.case_id = c.id AND y.withdrawn = 0 AND y.result = 'paid') AS paid,"
    " (SELECT group_concat(e.code) FROM evidence e WHERE e.case_id = c.id AND e.present = 1 AND e.withdrawn = 0)"
    f" AS present, {_EARLIER} AS earlier"
    " FROM relief_case c JOIN person p ON p.id = c.person_id LEFT JOIN region v ON v.code = c.village"
    " WHERE c.withdrawn = 0"
)


def cases(store: Store, term: str | None, village: str | None = None) -> list[Row]:
    """The cases of a term (None: of all) that still go on, of one village where it is given, village by village.

    noticed, posted and paid (0 or 1); present, earlier: the codes that came, with this case
    or with another of the child in the same school year, joined by commas, or None.
    """
    return store.rows(
        f"{_CASES} AND (:term IS NULL OR c.term = :term) AND c.state < 110"
        f" AND (:village IS NULL OR c.village IN {UNDER.format(':village')}) ORDER BY c.village, c.id",
        {"term": term, "village": village},
    )


def posted(store: Store, notice_id: int) -> bool:
    """Whether a photograph lies with a notice."""
    return bool(store.value(f"SELECT {_POSTED} FROM (SELECT ? AS notice_id) n", (notice_id,)))


def earlier(store: Store, case_id: int) -> frozenset[str]:
    """The codes of the documents that came with other cases of the child in the same school year."""
    found = store.value(f"SELECT {_EARLIER} FROM relief_case c WHERE c.id = ?", (case_id,))
    return frozenset(found.split(",") if found else ())


def case(store: Store, case_id: int) -> Row | None:
    """One case in the same columns."""
    return store.row(f"{_CASES} AND c.id = ?", (case_id,))


def rows(store: Store, case_id: int) -> dict[str, Row]:
    """By code what is known of each document of a case: id, present, note, received_on, and count of its files."""
    found = store.rows(
        "SELECT e.id, e.code, e.present, e.note, e.received_on, (SELECT COUNT(*) FROM attachment a"
        " WHERE a.owner_table = 'evidence' AND a.owner_id = e.id AND a.withdrawn = 0) AS count"
        " FROM evidence e WHERE e.case_id = ? AND e.withdrawn = 0",
        (case_id,),
    )
    return {row["code"]: row for row in found}


def ticked_by_file(store: Store, evidence_id: int) -> bool:
    """Whether the tick of a document came with one of its files: the same change brought both."""
    return bool(
        store.value(
            "SELECT 1 FROM change_log a WHERE a.table_name = 'attachment'"
            " AND (a.action = 'insert' OR json_extract(a.after, '$.withdrawn') = 0)"
            " AND a.row_id IN (SELECT t.id FROM attachment t WHERE t.owner_table = 'evidence' AND t.owner_id = :id)"
            " AND a.change_id = (SELECT MAX(l.change_id) FROM change_log l WHERE l.table_name = 'evidence'"
            " AND l.row_id = :id AND json_extract(l.after, '$.present') = 1) LIMIT 1",
            {"id": evidence_id},
        )
    )


def unsigned(store: Store, term: str) -> list[int]:
    """The ids of the cases of a term that an agent filed and the applicant has not signed, oldest first."""
    found = store.column(
        "SELECT id FROM relief_case WHERE withdrawn = 0 AND term = ? AND agent_name IS NOT NULL"
        " AND signed_by_applicant IS NULL AND state < 110 ORDER BY id",
        (term,),
    )
    return list(found)
