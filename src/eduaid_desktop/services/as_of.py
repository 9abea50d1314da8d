"""As it was on that day: a relief case with all that hangs on it, read back from the change log."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from eduaid_desktop.domain import dates, signatures, workflow
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.domain.person import IDENTITY
from eduaid_desktop.domain.relief import RELIEF
from eduaid_desktop.domain.relief_past import REASON, RELIEF_PAST
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.errors import Refused
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.relief_writing import case_of
from eduaid_desktop.store import history
from eduaid_desktop.store import relief_queries as queries
from eduaid_desktop.store.store import Row

_IDENTITY = ("id_type", "temporary_number", *(f.name for f in IDENTITY))
# What belongs to a case, each row naming it in case_id.
_PARTS = ("relief_step", "opinion", "evidence", "notice_case", "objection", "payment")
_RESULTS = {None: "等银行结果", "paid": "已到账", "failed": "失败"}


@dataclass(frozen=True)
class Then:
    """A case at the end of a day (ISO). case: with the identity of its child, as services.relief.load gives it.

    parts: by table the rows that counted then, oldest first; notice and aid: the notices it hung on, the aid of
    the child in its term.
    """

    day: str
    case: Row
    parts: dict[str, list[Row]] = field(default_factory=dict)

    @property
    def present(self) -> set[str]:
        """The codes of the documents that had come in."""
        return {row["code"] for row in self.parts["evidence"] if row["present"]}


@dataclass(frozen=True)
class Line:
    """One thing then and now, as a person reads it; part: under which heading it stands."""

    part: str
    label: str
    then: str
    now: str

    @property
    def differs(self) -> bool:
        """Whether it reads otherwise now."""
        return self.then != self.now


def case_on(desk: Desk, case_id: int, day: str) -> Then:
    """A case as it stood at the end of a day (ISO). Raises Refused for a day on which it did not stand there."""
    case = case_of(desk, case_id)
    called = case["case_no"] or f"第 {case_id} 号草稿"
    if day > desk.today().isoformat():
        raise Refused(f"{dates.spoken(day)}还没有到，看不了那一天的内容。请填今天或以前的日期。", "as_of")
    found = cases_on(desk, [case_id], day)
    if not found:
        keyed = queries.keyed(desk.store, case_id)["at"][:10]
        why = f"{dates.spoken(keyed)}才录入" if keyed > day else "那一天它是撤回的"
        raise Refused(f"{called}在{dates.spoken(day)}还看不到：{why}。请换一个日期。", "as_of")
    return found[0]


def cases_on(desk: Desk, case_ids: Sequence[int], day: str) -> list[Then]:
    """The same for many; those that did not stand there on that day are left out."""
    store, on = desk.store, date.fromisoformat(day)
    cases = _live(history.rows_as_of(store, "relief_case", case_ids, on))
    people = history.rows_as_of(store, "person", {c["person_id"] for c in cases}, on)
    parts = {
        table: _of_cases(_live(history.rows_as_of(store, table, queries.ids_of(store, table, case_ids), on)))
        for table in _PARTS
    }
    links = [link for rows in parts["notice_case"].values() for link in rows]
    notices = history.rows_as_of(store, "notice", {link["notice_id"] for link in links}, on)
    return [
        Then(
            day,
            {**case, **{n: people[case["person_id"]][n] for n in _IDENTITY}, "died": ""},
            {table: rows.get(case["id"], []) for table, rows in parts.items()}
            | {"notice": [notices[x["notice_id"]] for x in parts["notice_case"].get(case["id"], [])]}
            | {"aid": _aid(desk, case, on)},
        )
        for case in cases
    ]


def compare(desk: Desk, then: Then) -> list[Line]:
    """The case then beside the case now, in paper order; where it stands and what was done first."""
    (now,) = cases_on(desk, [then.case["id"]], desk.today().isoformat())
    rules, old = desk.rules(), desk.rules(date.fromisoformat(then.day))
    found = [Line("办理", label, tell(then), tell(now)) for label, tell in _STANDING]
    found += [
        Line(f.part, f.label, f.shown(then.case.get(f.name), old), f.shown(now.case.get(f.name), rules))
        for f in (RELIEF_PAST if now.case["historical"] else RELIEF).fields
        if f.name != REASON
    ]
    found += _opinions(then, now)
    found.append(Line("材料", "佐证材料", _evidence(then, old), _evidence(now, rules)))
    return found


def _opinions(then: Then, now: Then) -> Iterable[Line]:
    both = [{o["box"]: o for o in side.parts["opinion"]} for side in (then, now)]
    for box, label in signatures.BOXES.items():
        if any(box in side for side in both):
            yield Line("意见", label, *(_opinion(side.get(box)) for side in both))


def _opinion(row: Row | None) -> str:
    if row is None:
        return ""
    day = dates.spoken(row["signed_on"]) if row["signed_on"] else ""
    return "　".join(filter(None, (row["signer"], day, row["text"] or row["decision"])))


def _evidence(side: Then, rules: Rules) -> str:
    return "、".join(rules.label("evidence", code) for code in sorted(side.present))


def _amount(name: str) -> Callable[[Then], str]:
    return lambda side: yuan(side.case[name])


def _notices(side: Then) -> str:
    spans = (f"{dates.spoken(n['from_date'])}至{dates.spoken(n['to_date'])}" for n in side.parts["notice"])
    return "；".join(spans)


def _payments(side: Then) -> str:
    return "；".join(
        f"{dates.spoken(p['sent_on'])}送银行 {yuan(p['amount'])} 元，{_RESULTS[p['result']]}"
        for p in side.parts["payment"]
    )


def _objections(side: Then) -> str:
    return "；".join(
        f"{dates.spoken(o['received_on'])}：{o['content']}（{'已核查' if o['resolved_on'] else '核查中'}）"
        for o in side.parts["objection"]
    )


_STANDING: tuple[tuple[str, Callable[[Then], str]], ...] = (
    ("状态", lambda side: workflow.standing(side.case)),
    ("本状态起", lambda side: dates.spoken(side.case["since"])),
    ("申请编号", lambda side: side.case["case_no"] or ""),
    ("办理步骤", lambda side: f"{len(side.parts['relief_step'])} 步"),
    ("乡镇建议金额", _amount("proposed")),
    ("批准金额", _amount("approved")),
    ("批准文号", lambda side: side.case["approval_document"] or ""),
    ("公示", _notices),
    ("异议", _objections),
    ("发放", _payments),
)


def _live(rows: dict[int, Row]) -> list[Row]:
    return [rows[row_id] for row_id in sorted(rows) if not rows[row_id]["withdrawn"]]


def _of_cases(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row["case_id"], []).append(row)
    return found


def _aid(desk: Desk, case: Row, on: date) -> list[Any]:
    ids = queries.aid_of_child(desk.store, case["person_id"])
    return [a for a in _live(history.rows_as_of(desk.store, "aid", ids, on)) if a["term"] == case["term"]]
