"""打印登记: which paper left the office, when, how often, and which of them came back signed.

A number is worked out from what is on the paper, so that looking at a preview writes nothing; it is entered when the
paper is printed or saved. What becomes of it afterwards is written by services.slip_desk.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, TypeVar

from eduaid_desktop.domain import roles, slip, terms
from eduaid_desktop.domain.slip import BACK, GIVEN, OUT, VOID, Placed, Slip, Subject
from eduaid_desktop.errors import Refused
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import slip_queries
from eduaid_desktop.store.store import Change, Row

Data = TypeVar("Data")

__all__ = ["BACK", "GIVEN", "OUT", "VOID", "numbered", "register", "require_valid", "title_of"]


def numbered(
    desk: Desk, document: str, data: Data, subject: Subject | None, *, of_day: bool = False, after: int = 0
) -> Data:
    """The data of a paper (a dataclass with the field slip) with its number; without one where it has no subject.

    What stands on the newest issue is a reprint of it, anything else a new issue. Whichever issue bore it is reprinted
    where nobody waits for the paper, and with of_day, the content of some day past. What was voided is not reprinted.
    after: the last issue of it that stands in the same PDF already. What cannot be entered gets no number of its own:
    it would be given once more, to other content.
    Raises Refused where all issues are used up; a paper that nobody waits for has no number then.
    """
    if subject is None:
        return data
    digest, returns = _digest(data), _documents()[document].returns
    issues = slip_queries.issues(desk.store, document, subject.record_id)
    valid = [row for row in issues if row["state"] != VOID and slip.same_paper(row, subject)]
    if returns and not of_day:
        valid = [row for row in valid if row["state"] != GIVEN][-1:]
    known = next((row for row in valid if row["digest"] == digest), None)
    if known is None and desk.store.read_only:
        return data
    issue = known["issue"] if known else max(after, *(row["issue"] for row in issues), 0) + 1
    if issue > slip.ISSUES:
        if returns:
            raise Refused(_used_up(document, subject))
        return data
    typed = slip.number(document, subject.record_id, issue)
    made = Slip(typed, document, subject, digest, reprint=bool(known), past=of_day)
    return replace(data, slip=made)  # type: ignore[type-var]


def _used_up(document: str, about: Subject) -> str:
    return (
        f"{about.words}的{title_of(document)}已经印过 {slip.ISSUES} 个不同的版本，单号用完了，没有打印。"
        "请手写一份。"
    )


def require_valid(desk: Desk, placed: Sequence[Placed]) -> None:
    """To be asked before paper is used. Raises Refused where a number went to other content, or was voided, since."""
    _known(desk, placed)


def require_marked(desk: Desk, placed: Sequence[Placed]) -> None:
    """To be asked before papers are printed anew. Raises Refused where one that a printer printed does not say 补打."""
    bare = slip_queries.on_paper(desk.store, [each.slip.number for each in placed if not each.slip.reprint])
    if bare:
        several = f"等 {len(bare)} 份" if len(bare) > 1 else ""
        raise Refused(
            f"单号 {bare[0]} {several}已经打印过，再打印的要注明“补打”。请返回，重新打开预览再打印，就会注明。"
        )


def register(
    desk: Desk,
    placed: Sequence[Placed],
    *,
    copies: int = 1,
    printer: str = "",
) -> None:
    """Enter the numbered papers that were printed, in one change that stays.

    copies: of each. printer: "" for a file. Raises Refused as require_valid does.
    """
    if not placed:
        return
    words = f"{'打印' if printer else '存为 PDF：'}{_said(placed)}，{_amount(placed, copies, printer)}"
    with desk.change(words, role=tuple(roles.NAMES), final=True) as change:
        known = _known(desk, placed)
        for each in placed:
            _enter(desk, change, each, known, {"copies": copies, "printer": printer or None})


def title_of(document: str) -> str:
    """What menus call a document; of one that this version does not make a plain word."""
    found = _documents().get(document)
    return str(found.title) if found else "单据"


def _enter(
    desk: Desk,
    change: Change,
    placed: Placed,
    known: dict[str, Row],
    how: Mapping[str, Any],
) -> None:
    made, today = placed.slip, desk.today().isoformat()
    row, again = known.get(made.number), made.number in known
    if row is None:
        row = _row(desk, made, today)
        row["id"] = change.add("slip", row)
        known[made.number] = row
    line = {"slip_id": row["id"], "on_date": today, "pages": placed.pages, "reprint": int(again)}
    change.add("slip_print", {**line, **how})


def _require_subjects(desk: Desk, placed: Sequence[Placed]) -> None:
    """A draft may have been deleted while its form was in the preview."""
    subjects = [each.slip.subject for each in placed]
    for table in {about.record for about in subjects} - {slip.PERIOD}:
        own = [about for about in subjects if about.record == table]
        gone = slip_queries.missing(desk.store, table, (about.record_id for about in own))
        if words := [about.words for about in own if about.record_id in gone]:
            raise Refused(f"{words[0]}的记录在预览之后删除了，没有打印。请返回。")


def _known(desk: Desk, placed: Sequence[Placed]) -> dict[str, Row]:
    """The entries there are of these papers, by number."""
    _require_subjects(desk, placed)
    found = slip_queries.by_numbers(desk.store, [each.slip.number for each in placed])
    for each in placed:
        row = found.get(each.slip.number)
        if row and row["state"] == VOID:
            raise Refused(f"单号 {row['slip_no']} 已经作废，不能再打印。请重新打开预览，会换成新的单号。")
        if row and row["digest"] != each.slip.digest:
            raise Refused(
                f"预览之后，单号 {row['slip_no']} 已用在内容不同的一份上。请重新打开预览，会换成新的单号。"
            )
    return found


def _row(desk: Desk, made: Slip, today: str) -> dict[str, Any]:
    """What is about no term of its own counts in the term in which it is printed."""
    about = made.subject
    return {
        "slip_no": made.number, "document": made.document, "record": about.record, "record_id": about.record_id,
        "case_id": about.case_id, "term": about.term or terms.of(desk.today()), "subject": about.words,
        "issue": made.issue, "digest": made.digest, "issued_on": today,
        "state": OUT if _documents()[made.document].returns and not made.past else GIVEN,
        "answers": json.dumps(dict(made.answers), ensure_ascii=False) if made.answers else None,
    }  # fmt: skip


def _said(placed: Sequence[Placed]) -> str:
    """申请审批表 01-…（扎西 JYJZ-…）, of many 申请审批表 719 份."""
    made = placed[0].slip
    if len(placed) == 1:
        return f"{title_of(made.document)} {made.number}（{made.subject.words}）"
    keys = [each.slip.document for each in placed]
    return "、".join(f"{title_of(key)} {keys.count(key)} 份" for key in dict.fromkeys(keys))


def _amount(placed: Sequence[Placed], copies: int, printer: str) -> str:
    pages = f"共 {sum(each.pages for each in placed)} 页"
    return (
        f"{pages}，{'每份' if len(placed) > 1 else ''}印 {copies} 份，打印机 {printer}" if printer else pages
    )


def _documents() -> Mapping[str, Any]:
    from eduaid_desktop.services.papers.catalogue import DOCUMENTS

    return DOCUMENTS


def _digest(data: Any) -> str:
    plain = json.dumps(asdict(data), default=_plain, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()


def _plain(value: Any) -> Any:
    return sorted(value, key=repr) if isinstance(value, Iterable) else str(value)
