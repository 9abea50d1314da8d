"""Questions about school attendance: who is of age, where she is on the roll, who studies outside the county."""

import json
from collections.abc import Sequence

from eduaid_desktop.store.people import NOT_FOUND
from eduaid_desktop.store.store import Row, Store

# One enrolment of a term where there are two, the current one first, so that a child counts once.
_ROLL = (
    "(SELECT x.id FROM enrolment x WHERE x.person_id = p.id AND x.term = :term AND x.withdrawn = 0"
    " ORDER BY x.current DESC, x.id DESC LIMIT 1)"
)
_STATUS = (
    "(SELECT y.id FROM household_status y WHERE y.household_id = p.household_id AND y.withdrawn = 0"
    " AND y.valid_from <= :day AND (y.valid_to = '' OR y.valid_to >= :day)"
    " ORDER BY y.valid_from DESC, y.id DESC LIMIT 1)"
)
_OTHERS = (
    "(SELECT GROUP_CONCAT(n.name, '、') FROM enrolment x JOIN school n ON n.id = x.school_id"
    " WHERE x.person_id = p.id AND x.term = :term AND x.withdrawn = 0 AND x.id <> e.id)"
)
_COLUMNS = (
    "p.id, p.name, p.id_number, p.temporary_number, p.sex, p.birth_date, p.ethnic, p.health,"
    " p.disability_kind, p.disability_number, p.household_id, p.guardian_name,"
    " p.guardian_id_number, p.phone, p.student_state, p.remark,"
    " COALESCE(p.village, h.village) AS village, p.group_name, h.household_number, h.head_name,"
    " t.household_type, t.monitor_kind, e.id AS enrolment_id, e.stage, e.grade, e.class_name,"
    " COALESCE(e.place, s.place) AS place, e.boarding, e.placement, e.registered_poor, e.school_id,"
    f" s.name AS school, {_OTHERS} AS other_schools"
)
_CHILDREN = (
    " FROM person p LEFT JOIN household h ON h.id = p.household_id AND h.withdrawn = 0"
    f" LEFT JOIN household_status t ON t.id = {_STATUS}"
    f" LEFT JOIN enrolment e ON e.id = {_ROLL} LEFT JOIN school s ON s.id = e.school_id"
    " WHERE p.withdrawn = 0 AND (p.death_date IS NULL OR p.death_date > :day)"
    f" AND NOT {NOT_FOUND.format('p.id')}"
)
_OF_STAGES = "e.stage IN (SELECT value FROM json_each(:stages))"
_ORDER = " ORDER BY h.household_number IS NULL, h.household_number, p.group_name, p.birth_date, p.id"
# What proves where a child studies, in an application of hers of these terms.
_PROOF = (
    "(SELECT {} FROM evidence v JOIN relief_case c ON c.id = v.case_id WHERE c.person_id = p.id"
    " AND c.withdrawn = 0 AND v.withdrawn = 0 AND v.code = :code AND v.present = 1"
    " AND c.term IN (SELECT value FROM json_each(:terms)))"
)


def of_age(store: Store, term: str, born: tuple[str, str], day: str, stages: Sequence[str]) -> list[Row]:
    """Living people born between two days (ISO), and pupils of these stages whose birth date nobody knows.

    Each once, with what the roll of the term says (enrolment_id None: nothing) and what her household counted as on
    a day (ISO). other_schools: where else she is on the roll of the term, or None.
    """
    return store.rows(
        f"SELECT {_COLUMNS}{_CHILDREN} AND (p.birth_date BETWEEN :first AND :last"
        f" OR (p.birth_date IS NULL AND {_OF_STAGES})){_ORDER}",
        _given(term, born, day, stages),
    )


def not_of_age(store: Store, term: str, born: tuple[str, str], day: str, stages: Sequence[str]) -> int:
    """How many pupils of these stages were born before or after."""
    sql = f"SELECT COUNT(*){_CHILDREN} AND {_OF_STAGES} AND p.birth_date NOT BETWEEN :first AND :last"
    return int(store.value(sql, _given(term, born, day, stages)))


def outside_county(store: Store, term: str, day: str, terms: Sequence[str], code: str) -> list[Row]:
    """Everybody on a roll of the term outside the county, in the columns of of_age.

    proof: whether this document (code) came with an application of hers of these terms; received_on: when, or None.
    """
    has, when = _PROOF.format("COUNT(*) > 0"), _PROOF.format("MAX(v.received_on)")
    return store.rows(
        f"SELECT {_COLUMNS}, {has} AS proof, {when} AS received_on{_CHILDREN}"
        f" AND COALESCE(e.place, s.place) <> 'in_county'{_ORDER}",
        {"term": term, "day": day, "terms": json.dumps([*terms]), "code": code},
    )


def _given(term: str, born: tuple[str, str], day: str, stages: Sequence[str]) -> Row:
    first, last = born
    return {"term": term, "day": day, "first": first, "last": last, "stages": json.dumps([*stages])}
