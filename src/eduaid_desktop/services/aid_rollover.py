"""学期结转: last term's recipients as drafts for the new term, in four groups; nothing is approved by copying."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eduaid_desktop.domain import aid_terms, programmes, terms
from eduaid_desktop.domain.aid import ACCEPTED, DRAFT
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import aid_bulk, aid_facts, office
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import aid_queries
from eduaid_desktop.store.store import Row

UNCHANGED, GRADUATED, VERIFY, LEFT = "unchanged", "graduated", "verify", "left"
GROUPS = {UNCHANGED: "照旧", GRADUATED: "毕业或升学", VERIFY: "重新核实", LEFT: "已离开"}
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
    old = [
        a
        for a in desk.store.select("aid", term=source)
        if a["status"] != DRAFT and programme in (None, a["programme"])
    ]
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


def _again(aid: Row, rules: Rules, source: str, target: str) -> bool:
    """A programme that is no longer in force ends; one paid by the year comes again in the next school year."""
    entry = rules.policy["programme"].get(aid["programme"])
    if entry is None or entry["period"] == "once":
        return False
    return bool(entry["period"] == "term" or terms.school_year(source) != terms.school_year(target))


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
        if name not in ("id", "revision", "withdrawn", "paid_on", "application_date", "amount", "rate")
    }
    head |= {"term": target, "status": DRAFT, "renewed_from": aid["id"]}
    if pupil:
        head |= {name: pupil[name] for name in _FROM_ROLL}
    elif expected:
        head |= {"stage": expected[0], "grade": expected[1], "class_name": aid["class_name"]}
    gone = "户籍库记有去世" if person["death_date"] else ""
    group, why = _group(aid, pupil, expected, rules, with_roll, gone)
    head |= _priced(head, pupil, rules)
    return Renewal(aid, person["name"], group, why, {**head, "renewal": group})


def _group(
    aid: Row,
    pupil: Row | None,
    expected: tuple[str | None, str | None] | None,
    rules: Rules,
    with_roll: bool,
    gone: str,
) -> tuple[str, str]:
    if gone:
        return LEFT, gone
    if expected is None or (expected[0] != aid["stage"]):
        return GRADUATED, f"上学期在{rules.label('stage', aid['stage'])}{aid['grade'] or ''}，已读完这一学段"
    if pupil is None:
        if with_roll:
            return LEFT, "不在新学期的学籍名册上"
        return VERIFY, "新学期的学籍名册还没有导入"
    entry = rules.policy["programme"][aid["programme"]]
    closed = programmes.closed_because(entry, aid_facts.of_pupil(pupil, rules), rules)
    if closed:
        return VERIFY, closed[0]
    if pupil["place"] != "in_county":
        return VERIFY, "在县外就读，要交新学期的在读证明"
    if pupil["school"] != aid["school"]:
        return VERIFY, f"上学期在{aid['school'] or '未登记的学校'}，现在在{pupil['school']}"
    if pupil["household_type"] != aid["household_type"]:
        return (
            VERIFY,
            f"户类型由“{aid['household_type'] or '未登记'}”变为“{pupil['household_type'] or '未登记'}”",
        )
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
    """Make drafts count, in one change. Raises Refused for one that still has to be verified or has no amount."""
    rows = [desk.store.get("aid", number) for number in drafts]
    for row in rows:
        if row["status"] != DRAFT:
            raise Refused("选中的里面有已经登记的，请刷新列表后再选。")
        if row["renewal"] == VERIFY:
            name = desk.store.get("person", row["person_id"])["name"]
            raise Refused(f"{name}还要核实：请先打开这一份，核对后保存，再登记。")
    with desk.change(f"登记结转的资助 {len(rows)} 份") as change:
        for row in rows:
            change.update("aid", row["id"], {"status": ACCEPTED}, revision=row["revision"])
    return len(rows)
