"""The papers that hang on what a clerk types, drawn once to learn their boxes and labels."""

from collections.abc import Callable
from dataclasses import fields
from datetime import date
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from eduaid_desktop.documents import approval_form, approval_slip, notice_list
from eduaid_desktop.documents.approval_data import ApprovalFormData, Item
from eduaid_desktop.documents.approval_slip import ApprovalSlipData
from eduaid_desktop.documents.labels import Labels, using
from eduaid_desktop.documents.notice_list import NoticeListData, NoticeRow

_DAY = date(2018, 1, 1)
# Stands in every box of words.
FILLER = "一"
_OTHERWISE = {"name_bo", "village_bo", "filled_on", "birth", "signed_later_on", "approved_on", "issued_on"}


@cache
def boxes(document: str) -> Labels:
    """What stands where on a paper that is filled: the boxes that take a text, and the labels."""
    with TemporaryDirectory() as folder, using(Labels(listening=True)) as heard:
        _DRAWN[document](Path(folder) / "measured.pdf")
    return heard


def documents() -> tuple[str, ...]:
    """The papers that boxes knows."""
    return tuple(_DRAWN)


def _form(with_school: bool, path: Path) -> None:
    """Beside the opinions of all bodies the rows of the first page are lower."""
    words = _words(ApprovalFormData) | {"costs": (Item("其他", 100),), "applied_fen": 100}
    form = ApprovalFormData(**words, with_school=with_school, over_cap=True)
    approval_form.write(form, path, printed_on=_DAY)


def _slip(path: Path) -> None:
    words = _words(ApprovalSlipData) | {"account_last4": "1234", "approved_fen": 100}
    approval_slip.write(ApprovalSlipData(**words), path, printed_on=_DAY)


def _notice(path: Path) -> None:
    row = NoticeRow(*(FILLER,) * 5, amount_fen=100)
    words = _words(NoticeListData) | {"rows": (row,), "days": 7, "phones": ()}
    words |= {"period_from": "2018-01-01", "period_to": "2018-01-07", "announced_on": "2018-01-01"}
    words |= {"day_kind": "自然日"}
    notice_list.write(NoticeListData(**words), path, printed_on=_DAY)


def _words(data: type) -> dict[str, Any]:
    """One character in every text of a paper."""
    return {f.name: FILLER for f in fields(data) if f.type in (str, "str") and f.name not in _OTHERWISE}


_DRAWN: dict[str, Callable[[Path], None]] = {
    "approval_form": partial(_form, False),
    "approval_form_school": partial(_form, True),
    "approval_slip": _slip,
    "notice_list": _notice,
}
