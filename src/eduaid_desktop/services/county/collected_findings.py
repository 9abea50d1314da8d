"""What stands out among everything that a county collected in a term: found anew each time, never stored."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from eduaid_desktop.domain import (
    batch,
    collected,
    collected_limits,
    collected_rules,
    dates,
    masks,
    relief_bands,
    terms,
    text,
)
from eduaid_desktop.domain.batch import PLACES
from eduaid_desktop.domain.collected import Found, Line, Sum
from eduaid_desktop.domain.relief_bands import HOUSEHOLD, STUDENT, Band
from eduaid_desktop.services import fund
from eduaid_desktop.services.county import collected_file
from eduaid_desktop.services.county.collecting import require_county
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import collected_queries, fund_queries
from eduaid_desktop.store.store import Row

_BOTH = ("calendar", "school")
# The same sums stand in thousands of rows.
_fen = lru_cache(maxsize=4096)(batch.fen_of)


@dataclass(frozen=True)
class Judged:
    """A term as the county sees it. lines: those that count; gone: those replaced by a correction.

    found: the findings, gravest first. by_township, by_stage: sums, the whole at the end. kinds: by batch number.
    """

    term: str
    lines: tuple[Line, ...]
    gone: tuple[Line, ...]
    found: tuple[Found, ...]
    by_township: tuple[Sum, ...]
    by_stage: tuple[Sum, ...]
    kinds: Mapping[str, str]

    @property
    def total(self) -> Sum:
        """The sum of all."""
        return self.by_township[-1]


def known_terms(desk: Desk) -> list[str]:
    """The terms of which batches were collected, newest first."""
    return terms.newest_first(collected_queries.terms(desk.store))


def standing_on(desk: Desk, term: str) -> tuple[Any, ...]:
    """What a judgement stands on: equal as long as nothing was written and the day is the same."""
    return term, fund_queries.last_change(desk.store), desk.today()


def judge(desk: Desk, term: str, step: Callable[[], object] = lambda: None) -> Judged:
    """Look at everything of a term and, for what adds up over a year, of the other terms of that year.

    step is called now and then; what it raises stops the work. Raises Refused in a township's office.
    """
    require_county(desk)
    step()
    every = _lines(desk, sorted({each for basis in _BOTH for each in terms.of_year(term, basis)}))
    step()
    own = [line for line in every if line.term == term]
    count, gone = collected.standing(own)
    found = [*_sealed(desk, term, own), *_unread(count), *_alike(count)]
    step()
    found += _limits(desk, term, count, every)
    faulty = frozenset(line.id for each in found for line in each.lines if line.term == term)
    stages = [code.label for code in desk.rules().codes["stage"].codes]
    by_township = collected.totals((), count, gone, faulty, "township")
    by_stage = collected.totals(stages, count, gone, faulty, "stage")
    kinds = collected_queries.kinds(desk.store, term)
    return Judged(term, tuple(count), tuple(gone), tuple(found), by_township, by_stage, kinds)


def _lines(desk: Desk, wanted: Sequence[str]) -> list[Line]:
    return [_line(row) for row in collected_queries.lines(desk.store, wanted)]


def _line(row: Row) -> Line:
    cells = json.loads(row["cells"])
    said = {name: cells[PLACES[column]] for name, column in _FROM_CELLS.items()}
    number = collected.number
    return Line(
        row["id"], row["batch_id"], row["batch_no"], row["term"], row["township_code"], row["township"],
        row["position"], row["case_no"], row["name"], number(row["id_number"] or ""),
        number(row["household_number"] or ""), row["payee_name"] or "", number(row["payee_account"] or ""),
        row["amount"], row["differences"] or "", said["village"], number(text.compact(said["student_number"])),
        said["stage"], said["school"], said["head_name"], said["purpose"], _fen(said["costs"]),
        said["over_limit"] == "是", said["notice_from"],
    )  # fmt: skip


_FROM_CELLS = {
    "village": "村名称", "student_number": "学籍号", "stage": "学段", "school": "学校名称", "head_name": "户主姓名",
    "purpose": "救助用途", "costs": "就学费用合计", "over_limit": "超限标志", "notice_from": "公示开始",
}  # fmt: skip


def _sealed(desk: Desk, term: str, lines: Sequence[Line]) -> list[Found]:
    rows = desk.store.select("collected_batch", term=term)
    batches = [(row["batch_no"], row["township"], row["differences"]) for row in rows]
    return list(collected_rules.altered(lines, batches))


def _unread(lines: Sequence[Line]) -> list[Found]:
    lost = [line for line in lines if any(words in line.differences for words in collected_file.LOST)]
    return [
        collected.found("unread", f"{line.words}（第 {line.row} 行）：{line.differences}。", [line])
        for line in lost
    ]


def _alike(lines: Sequence[Line]) -> list[Found]:
    rules = collected_rules
    return [*rules.doubles(lines), *rules.names(lines), *rules.accounts(lines)]


def _limits(desk: Desk, term: str, count: Sequence[Line], every: Sequence[Line]) -> list[Found]:
    found: list[Found] = []
    day = min(date.fromisoformat(terms.last_day(term)), desk.today())
    for whose in (STUDENT, HOUSEHOLD):
        cap = relief_bands.cap(desk.rules(day), whose)
        if cap is not None:
            year = terms.of_year(term, cap.year_basis)
            others = [line for line in every if line.term != term and line.term in year]
            of_year = [*collected.standing(others)[0], *count]
            found += collected_limits.caps(of_year, term, whose, cap)
    band_of = _bands(desk)
    found += collected_limits.bands(count, band_of)
    found += collected_limits.unflagged(count, found, band_of)
    now = fund.standing(desk)
    if now.kept:
        found += collected_limits.fund(count, now.available)
    return found


def _bands(desk: Desk) -> Callable[[Line], Band | None]:
    """The band a row is held against: of the day on which its notice began, because the batch does not tell when the
    family applied. Category is in no column: a band that asks for one does not judge."""
    today = desk.today()
    known: dict[tuple[Any, ...], Band | None] = {}

    def of(line: Line) -> Band | None:
        key = (line.notice_from, line.stage, line.purpose, line.costs)
        if key not in known:
            rules = desk.rules(min(dates.parse(line.notice_from) or today, today))
            stage, purpose = (
                rules.codes[table].find(word)
                for table, word in (("stage", line.stage), ("relief_purpose", line.purpose))
            )
            values = {
                "stage": stage.code if stage else None,
                "purpose": purpose.code if purpose else None,
                "cost_total": line.costs,
            }
            known[key] = relief_bands.band(values, rules)
        return known[key]

    return of


def wanted_terms(desk: Desk, term: str | None, taken: Sequence[str]) -> list[str]:
    """The terms to look at: the one that is named, else those just taken, else the newest that was collected."""
    require_county(desk)
    if term:
        return [terms.require(term)]
    return terms.newest_first({each for each in taken if each}) or known_terms(desk)[:1]


def as_json(judged: Judged) -> dict[str, Any]:
    """A term for scripts: sums, findings with their rows (numbers masked), amounts in fen."""
    return {
        "term": judged.term,
        **_sum(judged.total),
        "townships": [{"township": each.label, **_sum(each)} for each in judged.by_township[:-1]],
        "stages": [{"stage": each.label, **_sum(each)} for each in judged.by_stage[:-1]],
        "findings": [_found(each) for each in judged.found],
        "kinds": dict(judged.kinds),
    }


def _sum(part: Sum) -> dict[str, int]:
    return {
        "rows": part.rows, "sound": part.sound, "found": part.found, "replaced": part.replaced,
        "children": part.children, "sum_fen": part.amount,
    }  # fmt: skip


def _found(each: Found) -> dict[str, Any]:
    rule = collected.RULES[each.rule]
    return {
        "rule": each.rule, "title": rule.title, "sure": each.sure, "sentence": each.sentence, "next": rule.advice,
        "batches": each.batches, "townships": each.townships, "sum_fen": each.amount,
        "rows": [_row(line) for line in each.lines],
    }  # fmt: skip


def _row(line: Line) -> dict[str, Any]:
    return {
        "id": line.id, "batch_no": line.batch_no, "township": line.township, "row": line.row, "case_no": line.case_no,
        "name": line.name, "id_number": masks.shown("id_number", line.id_number),
        "payee_account": masks.shown("account", line.payee_account), "amount_fen": line.amount,
    }  # fmt: skip
