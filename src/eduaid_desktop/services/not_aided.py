"""应助未助: poor children of the roll to whom a programme is open and who have it neither here nor on a list, and why.

Sources: section 14 of the domain rules; a registered-poor pupil without aid must have a reason.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from eduaid_desktop.domain import programmes, terms
from eduaid_desktop.domain.aid import DRAFT
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import aid_bulk, aid_facts, office
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import aid_queries, aid_watch_queries
from eduaid_desktop.store.store import Change, Row

# Stands for every programme: a child who got nothing at all, or the reason for all of them.
ALL = "all"
NOTHING = "本学期一项资助也没有"
_OTHER = "other"
_ASK_PLACE = "按名册没有一项向其开放：请核实就读地、学段，或记下原因"


@dataclass(frozen=True)
class Left:
    """One programme that a child should have and has not; programme ALL: she has nothing at all.

    pupil: the row of store.aid_queries.roll. fen: what a term pays, None when it is typed; why: the sentence
    of the rate, or what wants a look first. open: whether it can simply be registered.
    """

    pupil: Row
    programme: str
    name: str
    fen: int | None
    why: str
    open: bool


@dataclass(frozen=True)
class _Term:
    """What is known of a term: by child the programmes that count, those in draft, and the reasons."""

    rules: Rules
    entries: Sequence[programmes.Entry]
    had: Mapping[int, set[str]]
    drafts: Mapping[int, set[str]]
    excused: set[tuple[int, str]]


def left(desk: Desk, term: str, programme: str | None = None) -> list[Left]:
    """Who is left of a term, by school and class; of one programme, or of all that are a right and of nothing at all.

    A right is what is paid every term at a rate and open by roll and household alone. Raises UserError when the
    term has no roll, or the programme is not in force.
    """
    rules = aid_bulk.of_term(desk, term)
    entries = [aid_bulk.in_force(rules, programme, term)] if programme else rights(rules)
    roll = aid_queries.roll(desk.store, term, rules.today.isoformat(), terms.school_year(term))
    if not roll:
        raise UserError(f"{terms.label(term)}还没有学籍名册。请先在“学生”里导入，再看应助未助。")
    known = _known(desk, term, rules, entries)
    found: dict[tuple[int, str], Left] = {}
    for pupil in roll:
        for each in _of(pupil, known, whole=programme is None):
            found.setdefault((pupil["person_id"], each.programme), each)
    return list(found.values())


def rights(rules: Rules) -> list[programmes.Entry]:
    """The programmes of which a child has simply to be given her part each term."""
    return [e for e in rules.policy["programme"].values() if e["period"] == "term" and e["rate"] == "fixed"]


def _known(desk: Desk, term: str, rules: Rules, entries: Sequence[programmes.Entry]) -> _Term:
    had: dict[int, set[str]] = defaultdict(set)
    drafts: dict[int, set[str]] = defaultdict(set)
    for aid in aid_queries.given(desk.store, (term,)):
        (drafts if aid["status"] == DRAFT else had)[aid["person_id"]].add(aid["programme"])
    for row in aid_watch_queries.received(desk.store, term):
        had[row["person_id"]].add(row["programme"])
    excused = {(row["person_id"], row["programme"]) for row in desk.store.select("not_aided", term=term)}
    return _Term(rules, entries, had, drafts, excused)


def _of(pupil: Row, known: _Term, *, whole: bool) -> Iterator[Left]:
    """What one child is left without. whole: every right is looked at, so that nothing at all can be told."""
    person, facts = pupil["person_id"], aid_facts.of_pupil(pupil, known.rules)
    if not facts["hardship"] or pupil["death_date"] or pupil["not_found"] or (person, ALL) in known.excused:
        return
    had = known.had.get(person, set())
    entries = [e for e in known.entries if facts["stage"] in e["stages"] and e["key"] not in had]
    owed = [e for e in entries if not _excluded(e["key"], had, known.rules)]
    found = [each for entry in owed if (each := _open(pupil, entry, known))]
    unexplained = [each for each in found if (person, each.programme) not in known.excused]
    if whole and facts["registered"] and not had and (unexplained or not found):
        why = "请逐项登记，或记下原因" if found else _ASK_PLACE
        yield Left(pupil, ALL, NOTHING, None, "；".join(aid_bulk.gone(pupil)) or why, False)
    yield from unexplained


def _excluded(programme: str, had: set[str], rules: Rules) -> bool:
    """Whether what she has takes the place of the programme."""
    found = (programmes.stacking(rules, programme, other) for other in had)
    return any(rule and rule["rule"] == "exclusive" for rule in found)


def _open(pupil: Row, entry: programmes.Entry, known: _Term) -> Left | None:
    found = aid_bulk.candidate(pupil, entry, known.rules, ())
    if found.state not in (aid_bulk.OPEN, aid_bulk.ASK):
        return None
    draft = entry["key"] in known.drafts.get(pupil["person_id"], ())
    why = "有一份草稿，还没有登记" if draft else "；".join(found.reasons) or found.why
    return Left(
        pupil, entry["key"], entry["name"], found.fen, why, found.state == aid_bulk.OPEN and not draft
    )


def record(desk: Desk, term: str, wanted: Sequence[tuple[int, str]], reason: str, note: str = "") -> int:
    """Say in one change why children have not a programme (person, programme or ALL); returns how many.

    reason: code or label of resources/codes/not_aided_reason.toml; a reason that stands is replaced. Raises
    UserError for another word or 其他 without a note, Refused for a child who has the programme already.
    """
    office.require_township(desk)
    rules = desk.rules()
    code = rules.codes["not_aided_reason"].find(reason.strip())
    if code is None:
        offered = "、".join(c.label for c in rules.codes["not_aided_reason"].codes)
        raise UserError(f"没有原因“{reason}”。可用：{offered}。")
    note = note.strip()
    if code.code == _OTHER and not note:
        raise UserError("原因选“其他”的，请在说明里写明是什么。")
    row = {"term": term, "reason": code.code, "note": note or None, "decided_on": desk.today().isoformat()}
    sentence = f"记下未资助原因：{code.label}（{terms.label(term)}，{len(wanted)} 条）"
    with desk.change(sentence) as change:
        for person, programme in dict.fromkeys(wanted):
            _keep(change, {**row, "person_id": person, "programme": programme}, rules)
    return len(set(wanted))


def _keep(change: Change, row: Row, rules: Rules) -> None:
    where = {"person_id": row["person_id"], "term": row["term"]}
    own = {} if row["programme"] == ALL else {"programme": row["programme"]}
    names = change.select("person", id=row["person_id"])
    if not names:
        raise UserError(f"没有第 {row['person_id']} 号学生，请用 eduaid find 查编号。")
    if any(aid["status"] != DRAFT for aid in change.select("aid", **where, **own)):
        what = f"“{rules.label('programme', row['programme'])}”" if own else "资助"
        raise Refused(f"{names[0]['name']}本学期已经登记了{what}，不用记原因。请刷新后再选。")
    known = change.select("not_aided", **where, programme=row["programme"])
    if known:
        change.update("not_aided", known[0]["id"], row)
    else:
        change.insert("not_aided", row)
