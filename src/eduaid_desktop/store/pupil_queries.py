"""The pupils that forms are printed for: of a village, of a school, with who among them has a case in the term."""

from eduaid_desktop.store.lists import UNDER
from eduaid_desktop.store.relief_counting import OUTCOME
from eduaid_desktop.store.store import Row, Store

# A draft is an application too; one that was refused or taken back is none any more.
# Her school in the term; where nobody knows it yet, the newest that is known.
_PUPILS = (
    "SELECT p.id, p.name, p.village, p.group_name, p.birth_date, p.guardian_name, p.household_id,"
    " h.head_name, h.household_number, e.school_id, s.name AS school, e.stage, e.grade, e.class_name, e.place,"
    " e.boarding, e.student_number, e.placement,"
    " (SELECT COALESCE(c.case_no, '') FROM relief_case c WHERE c.person_id = p.id AND c.term = :term"
    f" AND c.withdrawn = 0 AND {OUTCOME} NOT IN (200, 210) ORDER BY c.id LIMIT 1) AS case_no"
    " FROM person p JOIN enrolment e ON e.id = (SELECT id FROM enrolment WHERE person_id = p.id AND withdrawn = 0"
    " ORDER BY term = :term DESC, current DESC, substr(term, 1, 4) DESC, substr(term, 5), id DESC LIMIT 1)"
    " JOIN school s ON s.id = e.school_id LEFT JOIN household h ON h.id = p.household_id AND h.withdrawn = 0"
    " WHERE p.withdrawn = 0 AND p.death_date IS NULL"
)


def of_village(store: Store, term: str, village: str) -> list[Row]:
    """The living people of a village (code), and of those closed into it, who are on a roll.

    case_no: of the application that each has in the term, "" for one without a number yet, None for none.
    """
    return store.rows(
        f"{_PUPILS} AND p.village IN {UNDER.format(':village')}", {"term": term, "village": village}
    )


def of_person(store: Store, term: str, person_id: int) -> list[Row]:
    """The same of one person, nobody where she is on no roll."""
    return store.rows(f"{_PUPILS} AND p.id = :person", {"term": term, "person": person_id})


def of_schools(store: Store, term: str) -> list[Row]:
    """The same of every school and village."""
    return store.rows(_PUPILS, {"term": term})
