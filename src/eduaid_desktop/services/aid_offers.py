"""资助申请: which programmes are open to a child in a term, what each pays, and what stands against one."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from eduaid_desktop.domain import programmes, terms
from eduaid_desktop.domain.hardship import RECOGNISED
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.domain.problems import NOTE, WARN, Problem
from eduaid_desktop.domain.programmes import NoRate
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.services import aid_facts, hardship
from eduaid_desktop.services.aid_facts import Facts
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store.store import Row

_STACKING = {"exclusive": "不能同时享受", "ask": "能否同时享受没有写明，请向县里核实"}


@dataclass(frozen=True)
class Offer:
    """A programme for one child in one term. closed: why it is not open, [] when it is.

    fen: its amount, None where it has none; why: rate, clause and certainty; gap: what to mend where no rate,
    or more than one, fits.
    """

    key: str
    name: str
    closed: list[str]
    fen: int | None = None
    why: str = ""
    rate: str = ""
    gap: str = ""


def offers(desk: Desk, person_id: int | None, term: str, raw: Mapping[str, Any]) -> list[Offer]:
    """Every programme in force in a term, the open ones first; raw: the fields of the application so far."""
    rules = aid_facts.rules_for(desk, term)
    known = aid_facts.facts(desk, person_id, term, raw)
    found = [offer(key, known, rules) for key in rules.policy["programme"]]
    return sorted(found, key=lambda each: bool(each.closed))


def offer(key: str, known: Facts, rules: Rules) -> Offer:
    """One programme that is in force, for a child of whom the facts are known."""
    entry = programmes.programme(rules, key)
    closed = programmes.closed_because(entry, known, rules)
    try:
        priced = programmes.price(entry, known, rules)
    except NoRate as gap:
        return Offer(key, entry["name"], closed, gap=str(gap))
    return Offer(key, entry["name"], closed, priced.fen, priced.why, priced.rate)


def complete(values: dict[str, Any], known: Facts, rules: Rules, *, new: bool) -> list[Problem]:
    """Put the rate, and for a new application without an amount that too, into its values; what wants a look.

    Nothing here blocks: the paper decides, and what differs from the rules is said with its clause.
    """
    if values["programme"] not in rules.policy["programme"]:
        values["rate"] = None
        name, term = (rules.label(n, values[n]) for n in ("programme", "term"))
        return [Problem("programme", f"“{name}”在{term}没有实行，请核对学期或项目。", WARN, "W_AID_CLOSED")]
    found = offer(values["programme"], known, rules)
    values["rate"] = found.rate or None
    if new and values["amount"] is None and found.fen is not None:
        values["amount"] = found.fen
        told = f"金额没有填，按标准填 {yuan(found.fen)} 元：{found.why}"
        return [*_closed(found), Problem("amount", told, NOTE, "N_AID_RATE")]
    return [*_closed(found), *amount_problems(found, values["amount"], values["amount_reason"])]


def _closed(found: Offer) -> Iterator[Problem]:
    if found.closed:
        words = f"“{found.name}”不向该生开放：{'；'.join(found.closed)}。请核对。"
        yield Problem("programme", words, WARN, "W_AID_CLOSED")


def amount_problems(found: Offer, amount: int | None, reason: str | None) -> Iterator[Problem]:
    """An amount in fen against the rate; off it, a reason is asked for, and with one it is only noted."""
    if found.gap:
        yield Problem("amount", found.gap, WARN, "W_AID_RATE")
    if found.fen is None or amount is None or amount == found.fen:
        return
    told = f"与标准 {yuan(found.fen)} 元不同：{found.why}"
    yield Problem("amount", told, NOTE if reason else WARN, "W_AID_AMOUNT")
    if not reason:
        yield Problem("amount_reason", "金额与标准不同，请写明原因。", WARN, "W_AID_AMOUNT")


def beside(values: Mapping[str, Any], others: Iterable[Row], rules: Rules) -> Iterator[Problem]:
    """The other aid of the child in the term: the same programme twice, and what may not stand side by side."""
    for other in others:
        if other["programme"] == values["programme"]:
            when = "本学期" if other["term"] == values["term"] else terms.label(other["term"])
            text = f"该生{when}已有同一资助项目的申请（第 {other['id']} 号），请核对是否重复。"
            yield Problem("programme", text, WARN, "W_DUP_AID")
            continue
        rule = programmes.stacking(rules, values["programme"], other["programme"])
        if rule and rule["rule"] in _STACKING:
            name = rules.label("programme", other["programme"])
            text = f"与本学期的“{name}”（第 {other['id']} 号）{_STACKING[rule['rule']]}：{rule['clause']}。"
            yield Problem("programme", text, WARN, "W_EXCLUSIVE")


def recognition(desk: Desk, person_id: int, values: Mapping[str, Any], rules: Rules) -> Iterator[Problem]:
    """The level on the form against the one that was recognised in the school year."""
    found = hardship.of(desk, person_id, terms.school_year(values["term"]))
    level = values["hardship_level"]
    if found and found["review"] == RECOGNISED and level and level != found["hardship_level"]:
        label = rules.label("hardship_level", found["hardship_level"])
        words = f"与本学年的困难认定（{label}，第 {found['id']} 号）不同，请核对。"
        yield Problem("hardship_level", words, WARN, "W_HARDSHIP_LEVEL")
