"""学期结转: last term's recipients as drafts for the new term, in four groups; nothing is approved by copying."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eduaid_desktop.domain import aid_terms, programmes, terms
from eduaid_desktop.domain.aid import ACCEPTED, DRAFT
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import aid_bulk, aid_facts, office, schools
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.reconcile_drafts import ROLL_STAGES
from eduaid_desktop.store import aid_queries
from eduaid_desktop.store.store import Row

UNCHANGED, GRADUATED, VERIFY, LEFT = "unchanged", "graduated", "verify", "left"
GROUPS = {UNCHANGED: "照旧", GRADUATED: "毕业或升学", VERIFY: "重新核实", LEFT: "已离开"}
_HERE = "in_county"
_FROM_ROLL = ("stage", "grade", "class_name", "school", "boarding", "place", "household_type", "village")


@dataclass(frozen=True)
class Renewal:
    """What becomes of one aid of last term: the child's name, its group, why, and the columns of the draft."""

    aid: Row
    name: str
    group: str
    why: str
    draft: Mapping[str, Any]


def plan(desk: Desk, source: str, target: str, programme: str | None = None) -> list[Renewal]:
    """What rolling over from one term to another would make; who has the programme already is left out.

    Paid once or once a year: not rolled over into the same school year. Raises UserError when the terms do
    not follow each other, or nothing was given in the first.
    """
    if aid_terms.next_term(source) != target:
        raise UserError(
            f"只能从上一学期结转：{terms.label(aid_terms.next_term(source))}接{terms.label(source)}。"
        )
    rules = aid_bulk.of_term(desk, target)
    old = _as_called_now(
        desk, [a for a in _given(desk, source, target) if programme in (None, a["programme"])]
    )
    if not old:
        raise UserError(f"{terms.label(source)}还没有登记资助，没有可以结转的。")
    have = {(a["person_id"], a["programme"]) for a in aid_queries.given(desk.store, (target,))}
    people = {a["person_id"] for a in old}
    now = aid_queries.pupils(desk.store, people, target, rules.today.isoformat(), terms.school_year(target))
    with_roll = bool(aid_queries.schools(desk.store, target))
    known = {p["id"]: p for p in desk.store.select("person") if p["id"] in people}
    return [
        _renewal(a, known[a["person_id"]], now.get(a["person_id"]), rules, (source, target), with_roll)
        for a in old
        if (a["person_id"], a["programme"]) not in have and _again(a, rules, source, target)
    ]


def _given(desk: Desk, source: str, target: str) -> list[Row]:
    """What counts of last term, and over the summer of the autumn before it; of one programme the newest each.

    What is paid once a year is mostly paid in autumn.
    """
    wanted = [source]
    if terms.school_year(source) != terms.school_year(target):
        wanted.insert(0, f"{int(source[:4]) - 1}A")
    found: dict[tuple[int, str], Row] = {}
    for term in wanted:
        for aid in desk.store.select("aid", term=term):
            if aid["status"] != DRAFT:
                found[aid["person_id"], aid["programme"]] = aid
    return list(found.values())


def _as_called_now(desk: Desk, old: Sequence[Row]) -> list[Row]:
    """The same with today's names of schools: one that was renamed is no other school."""
    day = desk.today().isoformat()
    now = {name: schools.name_on(desk.store, name, day) for name in {aid["school"] for aid in old}}
    return [{**aid, "school": now[aid["school"]]} for aid in old]


def _again(aid: Row, rules: Rules, source: str, target: str) -> bool:
    """A programme that is no longer in force ends; one paid by the year comes again in the next school year."""
    entry = rules.policy["programme"].get(aid["programme"])
    if entry is None or entry["period"] == "once":
        return False
    if entry["period"] == "term":
        return bool(aid["term"] == source)
    return bool(terms.school_year(aid["term"]) != terms.school_year(target))


def _renewal(
    aid: Row, person: Row, pupil: Row | None, rules: Rules, between: tuple[str, str], with_roll: bool
) -> Renewal:
    source, target = between
    summer = terms.school_year(source) != terms.school_year(target)
    place = aid_terms.next_place(aid["stage"] or "", aid["grade"] or "", rules) if summer else None
    expected = place or ((aid["stage"], aid["grade"]) if not summer else None)
    head = {
        name: aid[name]
        for name in aid
        if name
        not in (
            "id",
            "revision",
            "withdrawn",
            "paid_on",
            "application_date",
            "amount",
            "rate",
            "amount_reason",
        )
    }
    head |= {"term": target, "status": DRAFT, "renewed_from": aid["id"]}
    if pupil:
        head |= {name: pupil[name] for name in _FROM_ROLL}
    elif expected:
        head |= {"stage": expected[0], "grade": expected[1], "class_name": aid["class_name"]}
    if person["death_date"]:
        group, why = LEFT, "户籍库记有去世"
    else:
        group, why = _group(aid, pupil, expected, rules, with_roll)
    head |= _priced(head, pupil, rules)
    return Renewal(aid, person["name"], group, why, {**head, "renewal": group})


def _group(
    aid: Row, pupil: Row | None, expected: tuple[str | None, str | None] | None, rules: Rules, with_roll: bool
) -> tuple[str, str]:
    if pupil and (why := next(aid_bulk.gone(pupil), "")):
        return LEFT, why
    finished = expected is None or expected[0] != aid["stage"]
    known = aid["grade"] in rules.policy["grade_order"].get(aid["stage"], {}).get("grades", ())
    stays = pupil is not None and pupil["stage"] == aid["stage"]
    was = f"上学期在{rules.label('stage', aid['stage'])}{aid['grade'] or ''}"
    # Of a mixed class, or a grade that nobody wrote down, only the roll can say whether the stage is over.
    if finished and not stays and (known or pupil):
        return GRADUATED, f"{was}，已读完这一学段"
    if pupil is None:
        return _not_on_roll(aid, with_roll)
    if finished and known:
        return VERIFY, f"{was}，新学期名册仍在{pupil['grade'] or '同一学段'}，请核实"
    return _compared(aid, pupil, rules)


def _not_on_roll(aid: Row, with_roll: bool) -> tuple[str, str]:
    if not with_roll:
        return VERIFY, "新学期的学籍名册还没有导入"
    if aid["stage"] not in ROLL_STAGES or (aid["place"] or _HERE) != _HERE:
        return VERIFY, "不在这里的学籍名册上，要交新学期的在读证明"
    return LEFT, "不在新学期的学籍名册上"


def _compared(aid: Row, pupil: Row, rules: Rules) -> tuple[str, str]:
    """A child of the new roll against what last term's aid says of her."""
    entry, known = rules.policy["programme"][aid["programme"]], aid_facts.of_pupil(pupil, rules)
    closed = programmes.closed_because(entry, known, rules)
    if closed:
        return VERIFY, closed[0]
    if pupil["place"] != _HERE:
        return VERIFY, "在县外就读，要交新学期的在读证明"
    if pupil["school"] != aid["school"]:
        return VERIFY, f"上学期在{aid['school'] or '未登记的学校'}，现在在{pupil['school']}"
    types = [row["household_type"] or "未登记" for row in (aid, pupil)]
    if types[0] != types[1]:
        return VERIFY, f"户类型由“{types[0]}”变为“{types[1]}”"
    try:
        priced = programmes.price(entry, known, rules)
    except programmes.NoRate as unclear:
        return VERIFY, str(unclear)
    if priced.fen is None and entry["rate"] == "free":
        return VERIFY, priced.why
    return UNCHANGED, "学校、学段和条件都没有变"


def _priced(draft: Mapping[str, Any], pupil: Row | None, rules: Rules) -> dict[str, Any]:
    """The amount by the rate of the new term; what has none keeps blank until somebody types it."""
    entry = rules.policy["programme"][draft["programme"]]
    known = aid_facts.of_pupil(pupil, rules) if pupil else dict(draft)
    try:
        priced = programmes.price(entry, known, rules)
    except programmes.NoRate:
        return {"amount": None, "rate": None}
    return {"amount": priced.fen, "rate": priced.rate or None}


def write(desk: Desk, renewals: Sequence[Renewal]) -> int:
    """Keep the drafts of unchanged and to-be-verified children in one change; returns how many.

    Who graduated or left gets none: they stay in the list that plan gives, each with its reason.
    """
    office.require_township(desk)
    kept = [r for r in renewals if r.group in (UNCHANGED, VERIFY)]
    if not kept:
        raise Refused("没有可以结转的：都已毕业、离开，或新学期已经登记过。")
    target = kept[0].draft["term"]
    with desk.change(f"学期结转：为{terms.label(target)}起草 {len(kept)} 份资助") as change:
        have = {(row["person_id"], row["programme"]) for row in change.select("aid", term=target)}
        fresh = [r for r in kept if (r.draft["person_id"], r.draft["programme"]) not in have]
        for renewal in fresh:
            change.insert("aid", {**renewal.draft, "application_date": desk.today().isoformat()})
    return len(fresh)


def drafted(desk: Desk, term: str) -> dict[str, list[int]]:
    """The drafts of a term that were carried over, by group."""
    found: dict[str, list[int]] = {UNCHANGED: [], VERIFY: []}
    for row in desk.store.select("aid", term=term, status=DRAFT):
        found.setdefault(row["renewal"] or VERIFY, []).append(row["id"])
    return found


def accept(desk: Desk, drafts: Collection[int]) -> int:
    """Make drafts count, in one change; returns how many. Raises Refused for one that still has to be verified.

    Of a child who has been given the programme meanwhile the draft does not count: it is left to be verified.
    """
    rows = [desk.store.get("aid", number) for number in drafts]
    for row in rows:
        if row["status"] != DRAFT:
            raise Refused("选中的里面有已经登记的，请刷新列表后再选。")
        if row["renewal"] == VERIFY:
            name = desk.store.get("person", row["person_id"])["name"]
            raise Refused(f"{name}还要核实：请先打开这一份，核对后保存，再登记。")
    given = aid_queries.given(desk.store, {row["term"] for row in rows}, {row["person_id"] for row in rows})
    have = {_key(each) for each in given if each["status"] != DRAFT}
    count = sum(_key(row) not in have for row in rows)
    with desk.change(f"登记结转的资助 {count} 份") as change:
        for row in rows:
            made = {"renewal": VERIFY} if _key(row) in have else {"status": ACCEPTED}
            change.update("aid", row["id"], made, revision=row["revision"])
    return count


def _key(aid: Row) -> tuple[int, str, str]:
    return aid["person_id"], aid["programme"], aid["term"]
