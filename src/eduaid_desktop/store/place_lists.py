"""The lists of villages and schools: closed ones last, what belongs to them counted under what took them over."""

from eduaid_desktop.store.lists import UNDER, Listing

_SCHOOLS_UNDER = (
    "(WITH RECURSIVE under(id) AS (SELECT {} UNION SELECT g.id FROM school g JOIN under u"
    " ON g.successor = u.id WHERE g.withdrawn = 0) SELECT id FROM under)"
)
_FORMER = (
    "(SELECT GROUP_CONCAT(d.name, '、') FROM dated_name d WHERE d.withdrawn = 0 AND d.owner_table = '{}'"
    " AND d.owner_id = r.id AND d.name <> r.name)"
)

VILLAGES = Listing(
    source=(
        "FROM region r LEFT JOIN region t ON t.code = r.successor AND t.withdrawn = 0"
        " WHERE r.withdrawn = 0 AND r.level = 'village'"
    ),
    columns={
        "name": "r.name", "code": "r.code", "former": _FORMER.format("region"),
        "people": "CASE WHEN r.successor IS NULL THEN (SELECT COUNT(*) FROM person p WHERE p.withdrawn = 0"
                  f" AND p.village IN {UNDER.format('r.code')}) END",
        "cases": "CASE WHEN r.successor IS NULL THEN (SELECT COUNT(*) FROM relief_case c WHERE c.withdrawn = 0"
                 f" AND c.village IN {UNDER.format('r.code')}) END",
        "valid_to": "r.valid_to", "successor": "t.name",
    },
    searched=("name", "code", "former"),
    order="r.valid_to <> '', r.code",
)  # fmt: skip

SCHOOLS = Listing(
    source="FROM school r LEFT JOIN school t ON t.id = r.successor AND t.withdrawn = 0 WHERE r.withdrawn = 0",
    columns={
        "name": "r.name", "code": "r.code", "former": _FORMER.format("school"),
        "people": "CASE WHEN r.successor IS NULL THEN (SELECT COUNT(DISTINCT e.person_id) FROM enrolment e"
                  f" WHERE e.withdrawn = 0 AND e.school_id IN {_SCHOOLS_UNDER.format('r.id')}) END",
        "valid_to": "r.valid_to", "successor": "t.name",
    },
    searched=("name", "code", "former"),
    order="r.valid_to <> '', r.name",
)  # fmt: skip
