"""The watch over registered aid: what is doubled, excludes itself, goes astray or to whom it should not.

Nothing here blocks: each finding says what stands where, and a person concludes. Sources: sections 6.3, 8.5, 8.11
and 14 of the domain rules.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from eduaid_desktop.domain import aid_terms, dates, programmes, reconciling, terms
from eduaid_desktop.domain.aid import AWAY
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.services import aid_facts
from eduaid_desktop.services.reconcile_drafts import (
    GIVEN_SIDE,
    NO_ROLL,
    ROLL_STAGES,
    Asked,
    Draft,
    Said,
    in_base,
    on_roll,
)
from eduaid_desktop.services.reconcile_proofs import APPLICATION, Place
from eduaid_desktop.store import aid_watch_queries as queries
from eduaid_desktop.store.store import Row

_PID = itemgetter("pid")
_POLICY = "依据"
_STACKING = {"exclusive": "不能同时享受", "ask": "能否同时享受没有写明，须问县里"}
# More than can be read beside each other; the rest is counted.
_MOST_SIDES = 6


def given(row: Row, rules: Any, more: str = "") -> Said:
    """The side of one registered aid: programme, amount, number."""
    amount = "没有填金额" if row["amount"] is None else f"{yuan(row['amount'])} 元"
    says = f"{rules.label('programme', row['programme'])} {amount}（第 {row['id']} 号{more}）"
    return Said(GIVEN_SIDE, says, Place(record=("aid", row["id"])))


def twice(asked: Asked) -> Iterator[Draft]:
    """W_AID_TWICE: in the term, and as far as a programme is paid by the year or once, beyond it."""
    rules = aid_facts.rules_for(asked.desk, asked.term)
    of = {p: [k for k, e in rules.policy["programme"].items() if e["period"] == p] for p in ("year", "once")}
    first, second = terms.school_year(asked.term).split("-")
    rows = queries.twice(asked.desk.store, asked.term, of["year"], (f"{first}A", f"{second}S"), of["once"])
    for (pid, programme), found in groupby(rows, itemgetter("pid", "programme")):
        sides = [given(row, rules, f"，{terms.label(row['term'])}") for row in found]
        yield Draft("W_AID_TWICE", (pid,), sides, f"{pid}-{programme}-{asked.term}")


def exclusive(asked: Asked) -> Iterator[Draft]:
    """W_EXCLUSIVE: what the stacking rules of the term forbid, or say nothing certain about, with the clause."""
    rules = aid_facts.rules_for(asked.desk, asked.term)
    pairs = [(e["first"], e["second"]) for e in rules.policy["stacking"].values() if e["rule"] in _STACKING]
    for row in queries.side_by_side(asked.desk.store, asked.term, pairs):
        rule = programmes.stacking(rules, row["first"], row["second"])
        assert rule is not None
        sides = [
            given({"programme": row[n], "amount": row[f"{n}_amount"], "id": row[f"{n}_id"]}, rules)
            for n in ("first", "second")
        ]
        grounds = programmes.grounds(rule).removeprefix(f"{_POLICY}：")
        sides.append(Said(_POLICY, grounds, Place()))
        subject = f"{row['pid']}-{row['first']}+{row['second']}-{asked.term}"
        yield Draft("W_EXCLUSIVE", (row["pid"],), sides, subject, remark=_STACKING[rule["rule"]])


def accounts(asked: Asked) -> Iterator[Draft]:
    """W_AID_ACCOUNT: one account for children of several families; brothers and sisters are none."""
    rules = asked.desk.rules()
    for account, found in groupby(
        queries.shared_accounts(asked.desk.store, asked.term), itemgetter("account")
    ):
        rows = list(found)
        families = reconciling.families(rows)
        if len(families) > 1:
            sides = [_payment(family, account, rules) for family in families[:_MOST_SIDES]]
            if more := len(families) - _MOST_SIDES:
                sides += [Said("其余", f"另有 {more} 户", Place())] if more > 0 else []
            # The number itself is not for the eyes of whoever sees a subject.
            subject = f"K{hashlib.sha256(account.encode()).hexdigest()[:12]}-{asked.term}"
            people = tuple(dict.fromkeys(family[0]["pid"] for family in families))
            yield Draft("W_AID_ACCOUNT", people, sides, subject, remark=f"{len(families)} 户")


def _payment(rows: Sequence[Row], account: str, rules: Any) -> Said:
    """What goes from one family into the account."""
    whose = "、".join(dict.fromkeys(row["name"] for row in rows))
    paid = "、".join(f"{_called(row, rules)} {yuan(row['amount'] or 0)} 元" for row in rows)
    first = rows[0]
    relief = first["at_table"] == "relief_case"
    kind, person = (APPLICATION, first["pid"]) if relief else ("", None)
    place = Place(kind=kind, person=person, record=(first["at_table"], first["at_id"]))
    return Said(whose, f"{paid}，收款人{first['payee_name'] or '未写'}，账号 {account}", place)


def _called(row: Row, rules: Any) -> str:
    return "救助金" if row["at_table"] == "relief_case" else str(rules.label("programme", row["programme"]))


def left(asked: Asked) -> Iterator[Draft]:
    """W_AID_LEFT: aid of somebody on no roll of the term, marked as gone, or dead before it was given."""
    rules = aid_facts.rules_for(asked.desk, asked.term)
    first_day = aid_terms.first_day(asked.term, rules).isoformat()
    rows = queries.not_at_school(asked.desk.store, asked.term, first_day, ROLL_STAGES, AWAY)
    for pid, found in groupby(rows, _PID):
        aid = list(found)
        yield Draft(
            "W_AID_LEFT", (pid,), [*(given(row, rules) for row in aid), _gone(aid[0])], f"{pid}-{asked.term}"
        )


def _gone(row: Row) -> Said:
    if row["dead"]:
        return in_base(row["pid"], f"已于{dates.spoken(row['death_date'])}去世")
    if row["placement"]:
        return on_roll(row["pid"], f"记为“{row['placement']}”", row["enrolment_id"])
    return NO_ROLL


def ages(asked: Asked) -> Iterator[Draft]:
    """W_AID_AGE: the age on 31 August of the school year against the window of the stage of the aid."""
    rules, windows = asked.desk.rules(), asked.policy["age_window"]
    bounds = [(s, *asked.born(window)) for s, window in windows.items() if rules.codes["stage"].find(s)]
    for row in queries.odd_ages(asked.desk.store, asked.term, bounds):
        stage, window = rules.label("stage", row["stage"]), windows[row["stage"]]
        age = dates.age_on(date.fromisoformat(row["birth_date"]), asked.school_year)
        says = (
            f"按{stage}{row['grade'] or ''}登记，{dates.spoken(row['birth_date'])}生，学年开始时 {age} 周岁"
        )
        sides = [
            Said(GIVEN_SIDE, says, Place(record=("aid", row["id"]))),
            Said("常见年龄", f"{stage} {window['min']} 至 {window['max']} 周岁", Place()),
        ]
        yield Draft("W_AID_AGE", (row["pid"],), sides, f"{row['pid']}-{row['stage']}")


def siblings(asked: Asked) -> Iterator[Draft]:
    """W_AID_SIBLINGS: what one household got in the term over the sum of the setting, child by child."""
    rules = aid_facts.rules_for(asked.desk, asked.term)
    limit = rules.settings["aid_household_notice"] * 100
    if not limit:
        return
    loans = [k for k, e in rules.policy["programme"].items() if e["form"] == "loan"]
    rows = queries.households_over(asked.desk.store, asked.term, limit, loans)
    for household, found in groupby(rows, itemgetter("household_id")):
        children = list(found)
        total = yuan(sum(row["fen"] or 0 for row in children))
        sides = [_sum_of(row) for row in children]
        sides.append(Said("合计", f"{total} 元，提醒线 {yuan(limit)} 元（暂定，须向县里核实）", Place()))
        first, people = children[0], tuple(row["pid"] for row in children)
        number = f"户编号 {first['household_number']}" if first["household_number"] else ""
        yield Draft("W_AID_SIBLINGS", people, sides, f"H{household}-{asked.term}", remark=number)


def _sum_of(row: Row) -> Said:
    return Said(
        row["name"], f"{row['count']} 项，{yuan(row['fen'] or 0)} 元", Place(record=("aid", row["first"]))
    )
