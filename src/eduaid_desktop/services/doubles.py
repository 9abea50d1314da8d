"""What one child has twice: said before and after a merge, and on her card until somebody has decided."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from eduaid_desktop.domain import terms, workflow
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store.store import Row

_OVER = (workflow.REJECTED, workflow.WITHDRAWN, workflow.RECOVERED)


def of_person(desk: Desk, person_id: int) -> list[str]:
    """One sentence for each term in which she has two relief cases (F02) or the same aid twice."""
    return [*_cases(desk, person_id), *_aid(desk, person_id), *_received(desk, person_id)]


def _cases(desk: Desk, person_id: int) -> Iterator[str]:
    standing = [c for c in desk.store.select("relief_case", person_id=person_id) if c["state"] not in _OVER]
    for (term,), cases in _twice(standing, "term"):
        named = "、".join(
            f"{c['case_no'] or '第 ' + str(c['id']) + ' 号'}（{workflow.standing(c)}）" for c in cases
        )
        yield f"{terms.label(term)}有 {len(cases)} 份救助申请：{named}。同一学期只能救助一次，请撤回多出的。"


def _aid(desk: Desk, person_id: int) -> Iterator[str]:
    rules = desk.rules()
    for (term, programme), rows in _twice(desk.store.select("aid", person_id=person_id), "term", "programme"):
        named = "、".join(f"第 {row['id']} 号" for row in rows)
        title = rules.label("programme", programme)
        yield f"{terms.label(term)}的“{title}”有 {len(rows)} 份资助申请：{named}。请核对，不要重复发放。"


def _received(desk: Desk, person_id: int) -> Iterator[str]:
    open_ = [r for r in desk.store.select("received_aid", person_id=person_id) if r["decision"] is None]
    for (term, title), rows in _twice(open_, "term", "programme_name"):
        named = "、".join(f"{yuan(row['amount'])} 元" for row in rows)
        yield f"{terms.label(term)}已享受的“{title}”有 {len(rows)} 笔：{named}。请核对是否重复发放。"


def _twice(rows: list[Row], *columns: str) -> Iterator[tuple[tuple[Any, ...], list[Row]]]:
    found: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        found[tuple(row[c] for c in columns)].append(row)
    yield from ((key, same) for key, same in found.items() if len(same) > 1)
