"""The views of reconciliation about people: roll against household base, and each against itself."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from eduaid_desktop.domain import dates, reconciling, text
from eduaid_desktop.domain.reconciling import (
    BASE_RIGHT,
    BASE_SIDE,
    MENDED,
    ROLL_RIGHT,
    ROLL_SIDE,
    Choice,
    Write,
)
from eduaid_desktop.services.reconcile_drafts import (
    NO_ROLL,
    NOT_IN_BASE,
    ROLL_STAGES,
    Asked,
    Draft,
    Said,
    in_base,
    in_case,
    on_roll,
    source_of,
)
from eduaid_desktop.services.reconcile_proofs import ROLL, Place, at_row
from eduaid_desktop.store import reconcile_queries as queries
from eduaid_desktop.store.reconcile_queries import BASE
from eduaid_desktop.store.store import Row

_NO_SCHOOL = "（未写学校）"
_ORDER = {ROLL: 0, BASE: 1}
_DECIDES = {ROLL: ROLL_RIGHT, BASE: BASE_RIGHT}
_PID = itemgetter("pid")


def numbers(asked: Asked) -> Iterator[Draft]:
    """X_ID_DIGIT and X_ID_REISSUED: one child under two numbers, or one of whom a row was refused."""
    store, term = asked.desk.store, asked.term
    for pid, rows in groupby(queries.refused_numbers(store, term), _PID):
        slips = [row for row in rows if reconciling.is_slip(row["id_number"], row["known"])]
        if slips:
            yield _slip(pid, slips)
    for row in queries.two_numbers(store, term):
        sides = (
            on_roll(row["pid"], row["id_number"], row["enrolment_id"]),
            in_base(row["other"], row["other_number"]),
        )
        remark = f"户里有监护人{row['guardian_name']}" if row["same_guardian"] else ""
        yield Draft("X_ID_REISSUED", (row["pid"], row["other"]), sides, remark=remark)
    yield from _parked(asked)


def _slip(pid: int, rows: Sequence[Row]) -> Draft:
    first = rows[0]
    places = "、".join(str(p) for p in reconciling.differing_digits(first["id_number"], first["known"]))
    sides = [Said(source_of(r["kind"]), f"{r['id_number']}（校验不对）", at_row(r)) for r in rows]
    known = in_base(pid, first["known"]) if first["kind"] != BASE else on_roll(pid, first["known"])
    return Draft("X_ID_DIGIT", (pid,), [*sides, known], remark=f"第 {places} 位")


def _parked(asked: Asked) -> Iterator[Draft]:
    """Rows that wait for somebody to say whether they are about somebody known."""
    for row in queries.parked_numbers(asked.desk.store, asked.term):
        values, people = json.loads(row["content"]), tuple(json.loads(row["candidates"]))
        if not people:
            continue
        says = f"{values.get('id_number') or '没有号码'}（待定）"
        sides = [Said(source_of(row["kind"]), says, at_row(row))]
        for person in asked.desk.store.select("person", id=people[0]):
            number = person["id_number"] or "没有号码"
            known = on_roll if row["kind"] == BASE else in_base
            sides.append(known(person["id"], number))
        yield Draft(row["rule"], people[:1], sides)


def words(asked: Asked) -> Iterator[Draft]:
    """X_NAME_DOT, X_NAME_VARIANT and X_MOVED: what the newest statements of each source say differently."""
    for pid, found in groupby(
        queries.differing_words(asked.desk.store, asked.term, asked.differing), itemgetter("pid")
    ):
        rows = sorted(found, key=lambda row: _ORDER.get(row["kind"], len(_ORDER)))
        newest = [row for row in rows if row["n"] == 1]
        yield from _names(pid, newest + _older_rolls(rows))
        yield from _villages(pid, [row for row in newest if row["village"]])


def _older_rolls(rows: Sequence[Row]) -> list[Row]:
    """The roll before the newest one, where that writes another name."""
    newest = {row["name"] for row in rows if row["kind"] == ROLL and row["n"] == 1}
    return [r for r in rows if r["kind"] == ROLL and r["n"] == 2 and r["name"] not in newest]


def _names(pid: int, rows: Sequence[Row]) -> Iterator[Draft]:
    written = [row for row in rows if row["name"]]
    if rule := reconciling.name_rule([row["name"] for row in written]):
        sides = [Said(source_of(r["kind"]), r["name"], at_row(r)) for r in written]
        chosen = [
            (r["kind"], "name", text.name(r["name"]), text.name(r["name"])) for r in written if r["n"] == 1
        ]
        yield Draft(rule, (pid,), sides, choices=_corrections(pid, "姓名", chosen))


def _villages(pid: int, rows: Sequence[Row]) -> Iterator[Draft]:
    if len({row["village"] for row in rows}) > 1:
        sides = [Said(source_of(r["kind"]), r["village_name"], at_row(r)) for r in rows]
        chosen = [(r["kind"], "village", r["village"], r["village_name"]) for r in rows]
        yield Draft("X_MOVED", (pid,), sides, choices=_corrections(pid, "行政村", chosen))


def _corrections(pid: int, label: str, chosen: Sequence[tuple[str, str, str, str]]) -> tuple[Choice, ...]:
    """What it means that roll or base is right; chosen: (kind, column, value, as shown)."""
    return tuple(
        Choice(
            _DECIDES[kind],
            _DECIDES[kind],
            (Write("person", pid, {column: value}),),
            f"{label}登记为“{shown}”",
        )
        for kind, column, value, shown in chosen
        if kind in _DECIDES
    )


def missing(asked: Asked) -> Iterator[Draft]:
    """X_GHOST, X_AWAY, X_NO_ROLL: in the household base or in an application, on no roll of the term."""
    if not queries.has_roll(asked.desk.store, asked.term):
        return
    born = asked.born(asked.policy["age_window"]["compulsory"])
    rows = queries.on_no_roll(asked.desk.store, asked.term, born, ROLL_STAGES)
    for pid, found in groupby(rows, _PID):
        same = list(found)
        cases = [row["case_id"] for row in same if row["case_id"]]
        row, remark = same[0], same[0]["remark"] or ""
        age = (
            dates.age_on(date.fromisoformat(row["birth_date"]), asked.school_year)
            if row["birth_date"]
            else None
        )
        says = "，".join(
            part
            for part in (f"{age} 周岁" if age is not None else "", row["student_state"] or "", remark)
            if part
        )
        sides = [in_base(pid, says)] if row["household_id"] else []
        sides += [in_case(case, pid, "有申请") for case in cases]
        rule = reconciling.without_roll(applied=bool(cases), remark=remark)
        yield Draft(rule, (pid,), [*sides, NO_ROLL])


def poor_flags(asked: Asked) -> Iterator[Draft]:
    """X_POOR_FLAG: the flag of the roll against the household base, in both directions."""
    if not asked.desk.store.value("SELECT 1 FROM household WHERE withdrawn = 0 LIMIT 1"):
        return
    for row in queries.poor_flags(asked.desk.store, asked.term, asked.poor, asked.today):
        pid, known = row["pid"], row["in_base"]
        flag = on_roll(pid, f"建档立卡“{'否' if known else '是'}”", row["enrolment_id"])
        base = in_base(pid, f"户编号 {row['household_number']}") if known else NOT_IN_BASE
        yield Draft("X_POOR_FLAG", (pid,), [flag, base])


def two_schools(asked: Asked) -> Iterator[Draft]:
    """W_DUP_ENROL: which one is current is kept with the enrolments, so that she counts once."""
    rows = queries.two_schools(asked.desk.store, asked.term, _NO_SCHOOL)
    for pid, found in groupby(rows, _PID):
        same = list(found)
        sides = [
            on_roll(
                pid, f"{e['school']}{e['grade'] or ''}{e['class_name'] or ''}", e["enrolment_id"], e["school"]
            )
            for e in same
        ]
        yield Draft("W_DUP_ENROL", (pid,), sides, choices=tuple(_current(same, e) for e in same))


def _current(all_: Sequence[Row], chosen: Row) -> Choice:
    writes = tuple(Write("enrolment", e["enrolment_id"], {"current": int(e is chosen)}) for e in all_)
    return Choice(f"现在就读{chosen['school']}", MENDED, writes, "另一处不再计入在读")


def ages(asked: Asked) -> Iterator[Draft]:
    """W_AGE: the age on 31 August of the school year against the window of the stage."""
    rules, windows = asked.desk.rules(), asked.policy["age_window"]
    bounds = [
        (stage, *asked.born(window)) for stage, window in windows.items() if rules.codes["stage"].find(stage)
    ]
    for row in queries.odd_ages(asked.desk.store, asked.term, bounds):
        stage, window = rules.label("stage", row["stage"]), windows[row["stage"]]
        age = dates.age_on(date.fromisoformat(row["birth_date"]), asked.school_year)
        says = f"{stage}{row['grade'] or ''}，{dates.spoken(row['birth_date'])}生，学年开始时 {age} 周岁"
        usual = Said("常见年龄", f"{stage} {window['min']} 至 {window['max']} 周岁", Place())
        yield Draft("W_AGE", (row["pid"],), [on_roll(row["pid"], says, row["enrolment_id"]), usual])


def states(asked: Asked) -> Iterator[Draft]:
    """X_STATE: 在校生状况 of the household base against stage and grade of the roll."""
    expected = reconciling.states(asked.desk.rules())
    for row in queries.odd_states(asked.desk.store, asked.term, expected, reconciling.OUT_OF_SCHOOL):
        pid, state = row["pid"], row["expected"]
        stage = asked.desk.rules().label("stage", row["stage"])
        base = in_base(pid, row["student_state"])
        roll = on_roll(pid, f"{stage}{row['grade']}", row["enrolment_id"])
        right = Write("person", pid, {"student_state": state})
        choice = Choice(ROLL_RIGHT, ROLL_RIGHT, (right,), f"在校生状况登记为“{state}”")
        yield Draft("X_STATE", (pid,), [base, roll], choices=(choice,))


def classes(asked: Asked) -> Iterator[Draft]:
    """X_GRADE and X_CLASS between the last two rolls of the term."""
    for pid, found in groupby(
        queries.changed_classes(asked.desk.store, asked.term, asked.differing), itemgetter("pid")
    ):
        rows = list(found)
        rule = "X_CLASS" if len({row["grade"] for row in rows}) == 1 else "X_GRADE"
        sides = [Said(ROLL_SIDE, f"{r['grade'] or ''}{r['class_name'] or ''}", at_row(r)) for r in rows]
        yield Draft(rule, (pid,), sides)


def two_households(asked: Asked) -> Iterator[Draft]:
    """W_DUP_PERSON: which household is hers is kept with the person."""
    for pid, found in groupby(
        queries.two_households(asked.desk.store, asked.term, asked.differing), itemgetter("pid")
    ):
        rows = list(found)
        sides = [Said(BASE_SIDE, _household(row), at_row(row)) for row in rows]
        choices = tuple(
            Choice(
                f"现属{_household(row)}",
                MENDED,
                (Write("person", pid, {"household_id": row["household_id"]}),),
            )
            for row in rows
            if row["household_id"]
        )
        yield Draft("W_DUP_PERSON", (pid,), sides, choices=choices)


def _household(row: dict[str, Any]) -> str:
    return f"户编号 {row['household_number']}（户主{row['head_name'] or '未写'}）"


def populations(asked: Asked) -> Iterator[Draft]:
    """W_POP: the population of a household against the members listed."""
    for row in queries.small_households(asked.desk.store):
        number = row["household_number"] or ""
        listed = in_base(row["pid"], f"列出 {row['members']} 人", number)
        sides = [replace(listed, says=f"人口 {row['population']} 人"), replace(listed, source="成员")]
        head, village = row["head_name"] or "", row["village"] or ""
        subject, remark = f"H{number or row['id']}", f"户编号 {number}" if number else ""
        yield Draft("W_POP", (), sides, subject, remark=remark, name=head, village=village)
