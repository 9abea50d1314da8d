"""The watch over registered aid, where many children stand for one thing: rates, missing places, lists of payments.

What is wrong with a whole school in the same way is one finding, with the children it is about.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eduaid_desktop.domain import aid_terms, programmes, terms
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.services import aid_facts, households
from eduaid_desktop.services.aid_facts import Facts
from eduaid_desktop.services.reconcile_drafts import GIVEN_SIDE, RECEIVED_SIDE, Asked, Draft, Said
from eduaid_desktop.services.reconcile_proofs import Place
from eduaid_desktop.store import aid_watch_queries as queries
from eduaid_desktop.store.store import Row

_MOST_NAMES = 12
_RATE, _MISSING = "标准", "缺少"


# rule, programme, school, amount as shown, what is wrong with it.
_What = tuple[str, str, str, str, str]


@dataclass(frozen=True)
class _One:
    """One registered aid of a lot."""

    aid_id: int
    person_id: int
    name: str


def against_rates(asked: Asked) -> Iterator[Draft]:
    """W_AID_RATE and W_AID_UNPLACED."""
    rules = aid_facts.rules_for(asked.desk, asked.term)
    day = aid_terms.first_day(asked.term, rules).isoformat()
    rows = queries.alike(asked.desk.store, asked.term, day, terms.school_year(asked.term))
    lots: dict[_What, list[_One]] = defaultdict(list)
    for row in rows:
        for rule, about in _wrong(row, rules):
            lots[rule, row["programme"], row["school"] or "", *about] += [
                _One(*a) for a in json.loads(row["aid"])
            ]
    for what, children in lots.items():
        yield _lot(asked, rules, what, children)


def _wrong(row: Row, rules: Rules) -> Iterator[tuple[str, tuple[str, str]]]:
    """Rule, what was given, and what it should be."""
    known = _facts(row, rules)
    if missing := _missing(row, known):
        yield "W_AID_UNPLACED", ("", "；".join(missing))
    amount = "没有填金额" if row["amount"] is None else f"{yuan(row['amount'])} 元"
    if known["stage"] and not row["explained"] and (fault := _off(row, known, rules)):
        yield "W_AID_RATE", (amount, fault)


def _facts(row: Row, rules: Rules) -> Facts:
    """As services.aid_facts has them: the household base before the form, the form before the roll."""
    counted = [t for t in (row["base_type"], row["monitor_kind"]) if t] or [
        t for t in (row["said_type"],) if t
    ]
    registered = households.registered(counted, rules, row["registered_poor"])
    return {name: row[name] for name in aid_facts.SCHOOLING} | aid_facts.needy(
        registered, row, row["said_level"]
    )


def _missing(row: Row, known: Facts) -> list[str]:
    """What is not recorded, and where it is entered."""
    found = []
    if not row["school"]:
        found.append("就读学校（在“资助申请”或学籍名册里补）")
    if not known["stage"]:
        found.append("学段（在“资助申请”或学籍名册里补）")
    if row["registered_poor"] is None and not (row["base_type"] or row["monitor_kind"] or row["said_type"]):
        found.append("户类型（导入建档立卡人员表，或在“资助申请”的“家庭经济”里填）")
    return found


def _off(row: Row, known: Facts, rules: Rules) -> str:
    """What the rate says, where that is not what was given; "" where it is, or where there is no rate."""
    entry = rules.policy["programme"].get(row["programme"])
    if entry is None:
        return "这个项目在本学期没有实行"
    if entry["rate"] != "fixed":
        return ""
    try:
        priced = programmes.price(entry, known, rules)
    except programmes.NoRate as gap:
        return str(gap)
    return "" if priced.fen == row["amount"] else f"{yuan(priced.fen)} 元：{priced.why}"


def _lot(asked: Asked, rules: Rules, what: _What, children: Sequence[_One]) -> Draft:
    rule, programme, school, amount, fault = what
    own = list({one.aid_id: one for one in children}.values())
    says = f"{rules.label('programme', programme)}{' ' + amount if amount else ''}，{_names([o.name for o in own])}"
    place = Place(record=("aid", own[0].aid_id))
    sides = [Said(GIVEN_SIDE, says, place), Said(_RATE if rule == "W_AID_RATE" else _MISSING, fault, Place())]
    key = amount if rule == "W_AID_RATE" else "+".join(part.partition("（")[0] for part in fault.split("；"))
    subject = "-".join(filter(None, (programme, school, key.replace(" ", ""), asked.term)))
    return _draft(rule, [(o.person_id, o.name) for o in own], sides, subject, school)


def _draft(
    rule: str, people: Sequence[tuple[int, str]], sides: Sequence[Said], subject: str, school: str
) -> Draft:
    """About the child where it is one, else about the lot."""
    if len({pid for pid, _ in people}) == 1:
        return Draft(rule, (people[0][0],), sides, subject, school=school)
    return Draft(rule, (), sides, subject, name=f"{people[0][1]}等 {len(people)} 人", school=school)


def _names(names: Sequence[str]) -> str:
    if len(names) <= _MOST_NAMES:
        return "、".join(names)
    return f"{'、'.join(names[:_MOST_NAMES])}等 {len(names)} 人"


def crossed(asked: Asked) -> Iterator[Draft]:
    """X_GIVEN_ONLY, X_RECEIVED_ONLY and X_AID_SUM: what is registered here against the lists of payments.

    A programme of which nothing at all is registered is one finding, not one for each school.
    """
    rules = aid_facts.rules_for(asked.desk, asked.term)
    known = queries.registered_programmes(asked.desk.store, asked.term)
    lots: dict[tuple[str, str, str, int | None, int | None], list[Row]] = defaultdict(list)
    for row in queries.crossed(asked.desk.store, asked.term):
        school = row["school"] or "" if row["programme"] in known else ""
        rule = (
            "X_GIVEN_ONLY"
            if row["received"] is None
            else "X_RECEIVED_ONLY"
            if row["given"] is None
            else "X_AID_SUM"
        )
        sums = (row["given"], row["received"]) if rule == "X_AID_SUM" else (None, None)
        lots[rule, row["programme"], school, *sums].append(row)
    for (rule, programme, school, *_), rows in lots.items():
        own = f"-{rows[0]['given']}-{rows[0]['received']}" if rule == "X_AID_SUM" else ""
        sides = _both(rows, rules.label("programme", programme))
        subject = "-".join(filter(None, (programme, school, asked.term))) + own
        yield _draft(rule, [(row["pid"], row["name"]) for row in rows], sides, subject, school)


def _both(rows: Sequence[Row], programme: str) -> list[Said]:
    """What each side says of the children of a lot."""
    names = _names([row["name"] for row in rows])
    first = rows[0]
    sides = []
    for side, fen, table, number in (
        (GIVEN_SIDE, "given", "aid", first["given_id"]),
        (RECEIVED_SIDE, "received", "received_aid", first["received_id"]),
    ):
        there = number is not None
        says = f"{programme} {_sums(rows, fen)}，{names}" if there else f"{programme}没有这{_how_many(rows)}"
        sides.append(Said(side, says, Place(record=(table, number)) if there else Place()))
    return sides


def _how_many(rows: Sequence[Row]) -> str:
    return "名学生" if len(rows) == 1 else f" {len(rows)} 人"


def _sums(rows: Sequence[Row], column: str) -> str:
    """每人 400.00 元 where all got the same, else the sum."""
    different = {row[column] for row in rows}
    if len(different) == 1:
        return f"{'每人 ' if len(rows) > 1 else ''}{yuan(rows[0][column])} 元"
    return f"合计 {yuan(sum(row[column] for row in rows))} 元"
