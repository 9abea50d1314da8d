"""整校登记: a programme for a whole school or class at once, from the roll, explained child by child."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from eduaid_desktop.domain import aid_terms, checks, dates, programmes, terms
from eduaid_desktop.domain.aid import ACCEPTED, AID, AWAY, DRAFT
from eduaid_desktop.domain.money import plain_yuan, yuan
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import aid_facts, office
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import aid_queries
from eduaid_desktop.store.store import Change, Row

OPEN, ASK, CLOSED, GIVEN = "open", "ask", "closed", "given"
STATES = {OPEN: "可以登记", ASK: "请核实", CLOSED: "不符合", GIVEN: "已登记"}
_PAID = {"year": "一学年只发一次", "once": "只发一次"}
_COPIED = (
    "village", "stage", "school", "grade", "class_name", "boarding", "place", "household_type",
    "hardship_category", "hardship_level", "guardian_name", "guardian_relation", "phone",
)  # fmt: skip


@dataclass(frozen=True)
class Candidate:
    """A child of the roll and what the programme means for her.

    pupil: the row of store.aid_queries.roll. state: one of STATES; reasons: why it is not simply open.
    fen: what a term pays her, None when it is typed; why: the sentence of the rate; aid_id: what she has.
    """

    pupil: Row
    state: str
    reasons: list[str] = field(default_factory=list)
    fen: int | None = None
    why: str = ""
    rate: str = ""
    aid_id: int | None = None


@dataclass(frozen=True)
class Chosen:
    """A child that is to be given the programme: fen, and why it is not what the rate says ("" when it is).

    school_id: the school where she was chosen, for a child on two rolls.
    """

    person_id: int
    fen: int | None
    reason: str = ""
    school_id: int | None = None


def candidates(
    desk: Desk, programme: str, term: str, chosen: Mapping[str, Any] | None = None
) -> list[Candidate]:
    """Every child of the roll (of a school, grade or class) with what the programme means for her.

    chosen: school_id, stage, grade, class_name. Raises UserError when the term has no roll, or the programme
    is not in force.
    """
    rules = of_term(desk, term)
    entry = in_force(rules, programme, term)
    found = aid_queries.roll(desk.store, term, rules.today.isoformat(), terms.school_year(term), chosen)
    if not found and aid_queries.schools(desk.store, term):
        raise UserError(f"{terms.label(term)}的学籍名册上没有这样的学校、年级或班级，请改选后再登记。")
    if not found:
        raise UserError(f"{terms.label(term)}还没有这里的学籍名册。请先在“学生”里导入，再登记资助。")
    given: dict[int, list[Row]] = {}
    for aid in aid_queries.given(desk.store, _paid_with(entry, term, rules)):
        if aid["term"] == term or aid["programme"] == programme:
            given.setdefault(aid["person_id"], []).append(aid)
    excused = _reasons(desk, programme, term)
    return _once(
        candidate(pupil, entry, rules, given.get(pupil["person_id"], []), excused.get(pupil["person_id"], ""))
        for pupil in found
    )


def _paid_with(entry: programmes.Entry, term: str, rules: Rules) -> list[str]:
    """The terms in which the programme may have been given so that it is not due again."""
    every = (code.code for code in rules.codes["term"].codes)
    return [each for each in every if aid_terms.paid_together(entry["period"], term, each)]


def _once(found: Iterable[Candidate]) -> list[Candidate]:
    """Who stands on two rolls is offered in one place, and counted there."""
    told: list[Candidate] = []
    offered: dict[int, str] = {}
    for each in found:
        person = each.pupil["person_id"]
        if each.state in (OPEN, ASK) and person in offered:
            why = f"同时在{offered[person]}的名册上，已列在那里；请核对现在在哪一所就读"
            each = replace(each, state=CLOSED, reasons=[why])
        elif each.state in (OPEN, ASK):
            offered[person] = each.pupil["school"]
        told.append(each)
    return told


def _reasons(desk: Desk, programme: str, term: str) -> dict[int, str]:
    """Why children are to do without the programme, in words, by person."""
    rows = [r for r in desk.store.select("not_aided", term=term) if r["programme"] in (programme, "all")]
    label = desk.rules().codes["not_aided_reason"].label
    return {r["person_id"]: "，".join(filter(None, (label(r["reason"]), r["note"]))) for r in rows}


def schools(desk: Desk, term: str) -> list[Row]:
    """The schools on the roll of a term: school_id, school, stage, pupils."""
    return aid_queries.schools(desk.store, term)


def classes(desk: Desk, term: str, school_id: int) -> list[Row]:
    """The grades and classes of a school in a term: grade, class_name, pupils."""
    return aid_queries.classes(desk.store, term, school_id)


def of_term(desk: Desk, term: str) -> Rules:
    """The rules on the first day of a term."""
    return desk.rules(aid_terms.first_day(term, desk.rules()))


def in_force(rules: Rules, programme: str, term: str) -> programmes.Entry:
    """The programme in a term. Raises UserError when it is not in force then."""
    try:
        return programmes.programme(rules, programme)
    except KeyError:
        name = rules.label("programme", programme)
        raise UserError(f"“{name}”在{terms.label(term)}没有实行，请改选资助项目或学期。") from None


def candidate(
    pupil: Row, entry: programmes.Entry, rules: Rules, given: Sequence[Row], excused: str = ""
) -> Candidate:
    """What a programme means for a child of the roll.

    given: her aid of the term, the newest last, and of the programme whatever is one payment with it; excused: why
    she is to do without.
    """
    same = next((aid for aid in reversed(given) if aid["programme"] == entry["key"]), None)
    if same:
        had = "本学期有一份结转的草稿，核对后登记那一份" if same["status"] == DRAFT else "本学期已经登记过"
        if same["term"] != pupil["term"] and same["status"] != DRAFT:
            had = f"{terms.label(same['term'])}已经登记过，{_PAID[entry['period']]}"
        return Candidate(pupil, GIVEN, [had], same["amount"], aid_id=same["id"])
    known = aid_facts.of_pupil(pupil, rules)
    closed = [*gone(pupil), *programmes.closed_because(entry, known, rules)]
    try:
        priced = programmes.price(entry, known, rules)
    except programmes.NoRate as unclear:
        priced = programmes.Priced(None, "")
        closed = closed or [str(unclear)]
    state, reasons = CLOSED, closed
    if not closed:
        reasons = [f"已记未资助的原因：{excused}"] if excused else []
        reasons += _to_ask(pupil, entry, rules, given)
        state = ASK if reasons else OPEN
    return Candidate(pupil, state, reasons, priced.fen, priced.why, priced.rate)


def gone(pupil: Row) -> Iterator[str]:
    """Why a child of the roll goes to no school, in words."""
    if pupil["death_date"]:
        yield "户籍库记有去世，请核实"
    if pupil["not_found"]:
        yield "核对的结论是“查无此人”"
    if pupil["placement"] in AWAY:
        yield f"学籍记为“{pupil['placement']}”，不在校"


def _to_ask(pupil: Row, entry: programmes.Entry, rules: Rules, given: Sequence[Row]) -> Iterator[str]:
    for aid in given:
        rule = programmes.stacking(rules, entry["key"], aid["programme"])
        if rule and rule["rule"] != "both":
            name = rules.label("programme", aid["programme"])
            yield f"本学期已有“{name}”。{programmes.grounds(rule)}"
    window = rules.policy["age_window"].get(pupil["stage"])
    if window and pupil["birth_date"]:
        age = dates.age_on(date.fromisoformat(pupil["birth_date"]), checks.school_year_start(rules.today))
        if not window["min"] <= age <= window["max"]:
            yield f"年满 {age} 周岁，与学段的常见年龄（{window['min']} 至 {window['max']}）不符"


def register(
    desk: Desk, programme: str, term: str, wanted: Sequence[Chosen], *, dry_run: bool = False
) -> int:
    """Give the programme to many children in one change that can be undone; returns how many got it.

    Who has it already by now is passed over. Raises Refused for a child that is not on the roll, one to whom
    the programme is closed, or an amount that differs from the rate without a reason.
    """
    office.require_township(desk)
    rules = of_term(desk, term)
    entry = in_force(rules, programme, term)
    people = {each.person_id: each for each in wanted}
    schools = {each.person_id: each.school_id for each in wanted if each.school_id is not None}
    found = aid_queries.pupils(
        desk.store, list(people), term, rules.today.isoformat(), terms.school_year(term), schools
    )
    if missing := people.keys() - found.keys():
        raise Refused(
            f"有 {len(missing)} 人不在{terms.label(term)}的学籍名册上，不能整校登记，请刷新后再选。"
        )
    sentence = f"整校登记{entry['name']}（{terms.label(term)}，{len(people)} 人）"
    with desk.change(sentence, dry_run=dry_run) as change:
        have = {row["person_id"] for row in change.select("aid", term=term, programme=programme)}
        rows = [
            _row(found[each.person_id], each, entry, rules, desk.today().isoformat(), term)
            for each in people.values()
            if each.person_id not in have
        ]
        insert(change, rows)
        change.sentence = sentence.replace(f"{len(people)} 人", f"{len(rows)} 人")
    return len(rows)


def insert(change: Change, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write aid inside a change."""
    for row in rows:
        change.insert("aid", row)


def _row(
    pupil: Row, each: Chosen, entry: programmes.Entry, rules: Rules, today: str, term: str
) -> dict[str, Any]:
    found = candidate(pupil, entry, rules, ())
    for wrong in AID["amount"].clean(plain_yuan(each.fen), rules)[1]:
        raise Refused(f"{pupil['name']}：{wrong.message}请改正金额。")
    if found.state == CLOSED and not each.reason:
        raise Refused(f"{pupil['name']}：{found.reasons[0]}。确要登记的，请写明理由。")
    if entry["rate"] == "fixed" and each.fen != found.fen and not each.reason:
        rate = "没有标准" if found.fen is None else f"标准是 {yuan(found.fen)} 元"
        raise Refused(f"{pupil['name']}：金额 {yuan(each.fen)} 元，{rate}。请写明与标准不同的理由。")
    head = {"person_id": pupil["person_id"], "term": term, "programme": entry["key"], "status": ACCEPTED}
    what = {"amount": each.fen, "rate": found.rate or None, "amount_reason": each.reason or None}
    return head | {name: pupil[name] for name in _COPIED} | what | {"application_date": today}
