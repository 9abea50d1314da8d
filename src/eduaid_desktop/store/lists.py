"""The lists that tabs and the command line show: which rows, in which order, with which sums."""

import json
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from eduaid_desktop.domain import text
from eduaid_desktop.store.people import NOT_FOUND
from eduaid_desktop.store.store import Row, Store

# More words than anybody types; SQLite refuses a condition of a thousand parts.
_MOST_WORDS = 20


@dataclass(frozen=True)
class Listing:
    """source: FROM with its WHERE; columns: name to SQL; searched: what the filter line looks into.

    numbers: columns that lists mask, and that the filter finds by the whole number only. filters: name of a
    filter to its SQL condition with one parameter.
    """

    source: str
    columns: Mapping[str, str]
    searched: Sequence[str]
    order: str
    numbers: Sequence[str] = ()
    id: str = "r.id"
    filters: Mapping[str, str] = field(default_factory=dict)
    summed: Sequence[str] = ()


@dataclass(frozen=True)
class Chosen:
    """What part of a listing is wanted: filters by name, and the text of the filter line."""

    filters: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""


def ids(
    store: Store,
    listing: Listing,
    chosen: Chosen,
    *,
    sort: str = "",
    descending: bool = False,
    codes: Sequence[str] = (),
) -> "array[int]":
    """The ids of all chosen rows in order: eight bytes a row, however long the list.

    codes: the order of the values of the sorted column where it is not their own; what is none of them comes last.
    """
    where, parameters = _where(listing, chosen)
    way = " DESC" if descending else ""
    order = f"{listing.columns[sort]}{way}, {listing.id}{way}" if sort else listing.order
    if sort and codes:
        places = " ".join(f"WHEN ? THEN {place}" for place in range(len(codes)))
        rank = f"CASE {listing.columns[sort]} {places} END"
        order = f"{rank}{way} NULLS LAST, {listing.id}{way}"
    sql = f"SELECT {listing.id} {listing.source}{where} ORDER BY {order}"
    return array("q", store.column(sql, (*parameters, *codes)))


def rows(store: Store, listing: Listing, wanted: Sequence[int]) -> list[Row]:
    """The rows of some ids, in the order asked for."""
    columns = ", ".join(f"{sql} AS {name}" for name, sql in listing.columns.items())
    among = f"{listing.id} IN (SELECT value FROM json_each(?))"
    found = store.rows(
        f"SELECT {listing.id} AS id, {columns} {listing.source} AND {among}", (json.dumps(list(wanted)),)
    )
    by_id = {row["id"]: row for row in found}
    return [by_id[i] for i in wanted if i in by_id]


def totals(store: Store, listing: Listing, chosen: Chosen) -> Row:
    """count, and the sum in fen of every summed column, over all chosen rows."""
    where, parameters = _where(listing, chosen)
    sums = "".join(f", COALESCE(SUM({listing.columns[c]}), 0) AS {c}" for c in listing.summed)
    return store.row(f"SELECT COUNT(*) AS count{sums} {listing.source}{where}", parameters) or {}


def _where(listing: Listing, chosen: Chosen) -> tuple[str, tuple[Any, ...]]:
    conditions = [listing.filters[name] for name, value in chosen.filters.items() if value is not None]
    parameters = [value for value in chosen.filters.values() if value is not None]
    for word in list(dict.fromkeys(text.tidy(chosen.text).split()))[:_MOST_WORDS]:
        found = [f"instr(upper({listing.columns[c]}), ?)" for c in listing.searched]
        found += [f"upper({listing.columns[c]}) = ?" for c in listing.numbers]
        conditions.append(f"({' OR '.join(found)})")
        parameters += [word.upper()] * len(found)
    return "".join(f" AND {c}" for c in conditions), tuple(parameters)


# A village and all that were closed into it; records of those keep their own code.
UNDER = (
    "(WITH RECURSIVE under(code) AS (SELECT {} UNION SELECT g.code FROM region g JOIN under u"
    " ON g.successor = u.code WHERE g.withdrawn = 0) SELECT code FROM under)"
)

_PERSON = {
    "name": "p.name",
    "id_number": "COALESCE(p.id_number, p.temporary_number)",
    "guardian_name": "p.guardian_name",
}

STUDENTS = Listing(
    source=(
        "FROM person r LEFT JOIN region v ON v.code = r.village"
        " LEFT JOIN household h ON h.id = r.household_id"
        " LEFT JOIN enrolment e ON e.id = (SELECT x.id FROM enrolment x WHERE x.person_id = r.id"
        " AND x.withdrawn = 0 ORDER BY x.current DESC, substr(x.term, 1, 4) DESC, substr(x.term, 5), x.id DESC LIMIT 1)"
        f" LEFT JOIN school s ON s.id = e.school_id WHERE r.withdrawn = 0 AND NOT {NOT_FOUND.format('r.id')}"
        " AND (e.id IS NOT NULL OR r.household_id IS NULL"
        " OR EXISTS (SELECT 1 FROM aid a WHERE a.person_id = r.id AND a.withdrawn = 0)"
        " OR EXISTS (SELECT 1 FROM relief_case c WHERE c.person_id = r.id AND c.withdrawn = 0))"
    ),
    columns={
        "name": "r.name", "sex": "r.sex", "birth_date": "r.birth_date",
        "id_number": "COALESCE(r.id_number, r.temporary_number)",
        "stage": "e.stage", "school": "s.name", "grade": "e.grade", "class_name": "e.class_name",
        "village": "v.name", "guardian_name": "r.guardian_name", "phone": "r.phone",
        "student_number": "r.student_number", "household_number": "h.household_number",
        "boarding": "e.boarding", "place": "e.place", "term": "e.term",
    },
    searched=("name", "id_number", "school", "village", "guardian_name", "class_name"),
    numbers=("phone", "student_number"),
    order="r.id",
    filters={
        "term": "EXISTS (SELECT 1 FROM enrolment t WHERE t.person_id = r.id AND t.withdrawn = 0 AND t.term = ?)",
        "village": f"r.village IN {UNDER.format('?')}",
        "stage": "e.stage = ?",
        "school": "s.name = ?",
    },
)  # fmt: skip

AID = Listing(
    source=(
        "FROM aid r JOIN person p ON p.id = r.person_id LEFT JOIN region v ON v.code = r.village"
        " WHERE r.withdrawn = 0"
    ),
    columns={
        **_PERSON, "term": "r.term", "programme": "r.programme", "stage": "r.stage", "school": "r.school",
        "grade": "r.grade", "village": "v.name", "hardship_category": "r.hardship_category",
        "amount": "r.amount", "application_date": "r.application_date", "status": "r.status",
    },
    searched=("name", "id_number", "school", "village"),
    order="r.id DESC",
    filters={
        "term": "r.term = ?", "programme": "r.programme = ?", "stage": "r.stage = ?", "school": "r.school = ?",
        "village": "r.village = ?", "household_type": "r.household_type = ?", "status": "r.status = ?",
        "renewal": "r.renewal = ?", "person": "r.person_id = ?",
        # What a figure counts: no drafts, of these terms (a JSON list), of these programmes, without those.
        "terms": "r.status <> 'draft' AND r.term IN (SELECT value FROM json_each(?))",
        "programmes": "r.programme IN (SELECT value FROM json_each(?))",
        "without": "r.programme NOT IN (SELECT value FROM json_each(?))",
        "blank": "CASE ? WHEN 'stage' THEN r.stage WHEN 'school' THEN r.school WHEN 'village' THEN r.village"
                 " WHEN 'household_type' THEN r.household_type ELSE r.programme END IS NULL",
    },
    summed=("amount",),
)  # fmt: skip

HARDSHIP = Listing(
    source=(
        "FROM hardship r JOIN person p ON p.id = r.person_id LEFT JOIN region v ON v.code = p.village"
        " WHERE r.withdrawn = 0"
    ),
    columns={
        **_PERSON, "village": "v.name", "school_year": "r.school_year", "hardship_category": "r.hardship_category",
        "hardship_level": "r.hardship_level", "causes": "r.causes", "review": "r.review",
        "applied_on": "r.applied_on", "reviewer": "r.reviewer", "reviewed_on": "r.reviewed_on",
        "population": "r.population", "annual_income": "r.annual_income", "person_id": "r.person_id",
    },
    searched=("name", "id_number", "village", "causes"),
    order="r.id DESC",
    filters={"school_year": "r.school_year = ?", "review": "r.review = ?", "hardship_level": "r.hardship_level = ?"},
)  # fmt: skip

RECEIVED_AID = Listing(
    source="FROM received_aid r WHERE r.withdrawn = 0",
    columns={
        "name": "r.name", "id_number": "r.id_number", "student_number": "r.student_number", "term": "r.term",
        "programme": "r.programme", "programme_name": "r.programme_name", "channel": "r.channel",
        "school": "r.school", "stage": "r.stage", "grade": "r.grade", "class_name": "r.class_name",
        "unit_amount": "r.unit_amount", "amount": "r.amount", "paid_on": "r.paid_on", "source": "r.source",
        "remark": "r.remark", "person_id": "r.person_id", "matched": "r.person_id IS NOT NULL",
    },
    searched=("name", "id_number", "school", "programme_name"),
    numbers=("student_number",),
    order="r.id",
    filters={
        "term": "r.term = ?", "programme": "r.programme = ?", "stage": "r.stage = ?", "school": "r.school = ?",
        "person": "r.person_id = ?", "matched": "(r.person_id IS NOT NULL) = ?",
    },
    summed=("amount",),
)  # fmt: skip

PROJECT_SITES = Listing(
    source="FROM project_site r JOIN project p ON p.id = r.project_id WHERE r.withdrawn = 0",
    columns={
        "project_no": "p.project_no", "year": "r.year", "township": "r.township", "village": "r.village",
        "poor_village": "r.poor_village", "amount": "r.amount", "content": "r.content",
        "progress": "r.progress", "remark": "r.remark",
    },
    searched=("project_no", "township", "village"),
    order="r.id",
    filters={"project": "r.project_id = ?"},
    summed=("amount",),
)  # fmt: skip

RELIEF = Listing(
    source=(
        "FROM relief_case r JOIN person p ON p.id = r.person_id LEFT JOIN region v ON v.code = r.village"
        " WHERE r.withdrawn = 0"
    ),
    columns={
        "case_no": "r.case_no", **_PERSON, "village": "v.name", "state": "r.state", "since": "r.since",
        "stage": "r.stage", "school": "r.school", "grade": "r.grade", "applied": "r.applied",
        "proposed": "r.proposed", "approved": "r.approved", "payee_name": "r.payee_name", "term": "r.term",
        "household_type": "r.household_type", "application_date": "r.application_date",
        "approval_document": "r.approval_document", "approved_on": "r.approved_on",
        "relief_category": "r.relief_category",
        "paid_on": (
            "COALESCE(r.past_paid_on,"
            " (SELECT MAX(y.paid_on) FROM payment y WHERE y.case_id = r.id AND y.withdrawn = 0))"
        ),
        "historical": "r.historical", "past_source": "r.past_source",
    },
    searched=("name", "case_no", "id_number", "school", "village", "payee_name"),
    order="r.id DESC",
    filters={
        "term": "r.term = ?",
        # One state, or a JSON list of them.
        "state": "r.state IN (SELECT value FROM json_each(?))",
        "village": f"r.village IN {UNDER.format('?')}",
        "person": "r.person_id = ?",
        "packet": "r.packet_id = ?",
        # "" for those without one.
        "relief_category": "COALESCE(r.relief_category, '') = ?",
        "historical": "r.historical = ?",
        # Just these cases, as a JSON list of their ids.
        "ids": "r.id IN (SELECT value FROM json_each(?))",
        # Filed by an agent, and the applicant has not signed since.
        "unsigned": "(r.agent_name IS NOT NULL AND r.signed_by_applicant IS NULL AND r.state < 110) = ?",
        # What binds the fund in these states (a JSON list): an objection to a village's notice does not.
        "bound": (
            "(r.state <> 45 OR 55 = (SELECT t.from_state FROM relief_step t WHERE t.case_id = r.id"
            " AND t.withdrawn = 0 AND t.from_state <> 45 ORDER BY t.id DESC LIMIT 1))"
            " AND r.state IN (SELECT value FROM json_each(?))"
        ),
        "notice": "EXISTS (SELECT 1 FROM notice_case n WHERE n.case_id = r.id AND n.notice_id = ? AND n.withdrawn = 0)",
    },
    summed=("applied", "proposed", "approved"),
)  # fmt: skip

PROJECTS = Listing(
    source="FROM project r LEFT JOIN region v ON v.code = r.village WHERE r.withdrawn = 0",
    columns={
        "project_no": "r.project_no", "name": "r.name", "kind": "r.kind", "plan_year": "r.plan_year",
        "village": "v.name", "stage": "r.stage", "area": "r.area", "total_investment": "r.total_investment",
        "contract_amount": "r.contract_amount",
        "funded": "(SELECT SUM(f.amount) FROM funding f WHERE f.project_id = r.id AND f.withdrawn = 0)",
        "physical": "(SELECT g.physical FROM progress g WHERE g.project_id = r.id AND g.withdrawn = 0"
                    " ORDER BY g.month DESC LIMIT 1)",
        "responsible": "r.responsible",
    },
    searched=("project_no", "name", "village", "responsible"),
    order="r.project_no",
    filters={"plan_year": "r.plan_year = ?", "kind": "r.kind = ?"},
    summed=("total_investment", "contract_amount", "funded"),
)  # fmt: skip

PAYMENTS = Listing(
    source=(
        "FROM payment r JOIN relief_case c ON c.id = r.case_id JOIN person p ON p.id = c.person_id"
        " WHERE r.withdrawn = 0"
    ),
    columns={
        "case_no": "c.case_no", "name": "p.name", "payee_name": "r.payee_name", "payee_bank": "r.payee_bank",
        "payee_account": "r.payee_account", "amount": "r.amount", "sent_on": "r.sent_on",
        "result": "r.result", "paid_on": "r.paid_on", "failure_text": "r.failure_text", "term": "c.term",
    },
    searched=("case_no", "name", "payee_name"),
    numbers=("payee_account",),
    order="r.id DESC",
    filters={"term": "c.term = ?"},
    summed=("amount",),
)  # fmt: skip

NOTICES = Listing(
    source="FROM notice r LEFT JOIN region v ON v.code = r.village WHERE r.withdrawn = 0",
    columns={
        "kind": "r.kind", "village": "v.name", "term": "r.term", "from_date": "r.from_date", "days": "r.days",
        "to_date": "r.to_date", "taken_down": "r.taken_down",
        "cases": "(SELECT COUNT(*) FROM notice_case n WHERE n.notice_id = r.id AND n.withdrawn = 0)",
        "photos": "(SELECT COUNT(*) FROM attachment a WHERE a.owner_table = 'notice' AND a.owner_id = r.id"
                  " AND a.withdrawn = 0)",
        "objections": "(SELECT COUNT(*) FROM objection o WHERE o.notice_id = r.id AND o.withdrawn = 0)",
    },
    searched=("village",),
    order="r.from_date DESC, r.id DESC",
    filters={"term": "r.term = ?"},
)  # fmt: skip

BATCHES = Listing(
    source="FROM batch r WHERE r.withdrawn = 0",
    columns={
        "batch_no": "r.batch_no", "term": "r.term", "kind": "r.kind", "row_count": "r.row_count",
        "amount": "r.amount", "check_code": "r.check_code", "sealed_on": "r.sealed_on",
        "sealed_by": "r.sealed_by", "status": "r.status",
        "answered": "(SELECT COUNT(*) FROM batch_line b WHERE b.batch_id = r.id AND b.decision IS NOT NULL)",
    },
    searched=("batch_no",),
    order="r.id DESC",
    filters={"term": "r.term = ?"},
    summed=("amount",),
)  # fmt: skip

IMPORTS = Listing(
    source="FROM import_run r WHERE r.withdrawn = 0",
    columns={
        "imported_on": "r.imported_on", "kind": "r.kind", "file_name": "r.file_name", "term": "r.term",
        "read": "r.read", "accepted": "r.accepted", "parked": "r.parked", "refused": "r.refused",
        "skipped": "r.skipped", "unchanged": "r.unchanged",
        "sender": "r.sender",
    },
    searched=("file_name", "sender"),
    order="r.id DESC",
)  # fmt: skip

IMPORT_PROBLEMS = Listing(
    source="FROM import_problem r JOIN import_run i ON i.id = r.import_run_id WHERE r.withdrawn = 0",
    columns={
        "file_name": "i.file_name", "sheet": "r.sheet", "row": "r.row", "severity": "r.severity",
        "rule": "r.rule", "message": "r.message", "person_id": "r.person_id",
    },
    searched=("file_name", "message", "rule"),
    order="r.id",
    filters={"import_run": "r.import_run_id = ?", "severity": "r.severity = ?"},
)  # fmt: skip

PARKED = Listing(
    source=(
        "FROM parked_row r JOIN import_run i ON i.id = r.import_run_id WHERE r.withdrawn = 0 AND r.decision IS NULL"
    ),
    columns={
        "name": "json_extract(r.content, '$.name')", "rule": "r.rule", "message": "r.message", "kind": "r.kind",
        "known": "(SELECT group_concat(p.name, '、') FROM person p WHERE p.id IN"
                 " (SELECT value FROM json_each(r.candidates)))",
        "file_name": "i.file_name", "sheet": "r.sheet", "row": "r.row", "imported_on": "i.imported_on",
    },
    searched=("name", "file_name", "message"),
    order="r.id",
)  # fmt: skip

DISCLOSURES = Listing(
    source="FROM disclosure r WHERE r.withdrawn = 0",
    columns={
        "on_date": "r.on_date", "kind": "r.kind", "content": "r.content", "row_count": "r.row_count",
        "purpose": "r.purpose", "recipient": "r.recipient",
        "actor": "(SELECT c.actor FROM change_log l JOIN change c ON c.id = l.change_id"
                 " WHERE l.table_name = 'disclosure' AND l.row_id = r.id AND l.action = 'insert')",
    },
    searched=("content", "purpose", "recipient"),
    order="r.id DESC",
)  # fmt: skip

CHANGES = Listing(
    source="FROM change r WHERE 1 = 1",
    columns={
        "at": "r.at", "actor": "r.actor", "sentence": "r.sentence",
        "lines": "(SELECT COUNT(*) FROM change_log l WHERE l.change_id = r.id)", "undoes": "r.undoes",
    },
    searched=("actor", "sentence"),
    order="r.id DESC",
)  # fmt: skip
