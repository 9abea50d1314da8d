"""Mangled replies as LibreOffice saves them: what merged cells, dates and long numbers become there."""

from pathlib import Path

import pytest

from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.term_batch import replies

from .. import libreoffice, mangler
from ..mangler import Mess
from .test_replies_mangled import damaged, desk, filled, require

__all__ = ["desk", "filled"]
MIX = (
    (mangler.title_above, mangler.merged_decisions, mangler.words, mangler.reformatted),
    (mangler.two_header_rows, mangler.hidden, mangler.subtotals, mangler.days, mangler.amounts),
    (mangler.dressed_heads, mangler.contradicting, mangler.damaged_numbers, mangler.note_at_the_end),
)


@pytest.mark.libreoffice
@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods"])
def test_a_mangled_reply_saved_anew(desk: Desk, filled: Mess, tmp_path: Path, suffix: str) -> None:
    made = [damaged(filled, *damages) for damages in MIX]
    paths = [mess.xlsx(tmp_path / f"回执{n}.xlsx") for n, mess in enumerate(made)]
    libreoffice.save(paths, tmp_path / "另存", suffix)
    for path, mess in zip(paths, made, strict=True):
        require(replies.preview(desk, tmp_path / "另存" / f"{path.stem}.{suffix}"), mess)
