"""What stood in a cell before it was changed, proven by the checksum of its row.

A batch workbook says most things twice: 花名册 repeats half of a row, rows of a file share their batch, term, school
and bank, the cover has the sum. Each of these offers an old value; the row's 校验码 tells whether it was that one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from eduaid_desktop.domain import batch
from eduaid_desktop.domain.batch import BY_NAME, CASE_NO, CHECKSUM, NAMES, PLACES

Cells = tuple[str, ...]
# A column with more different values than this (names, accounts) offers none to other rows.
_SHARED = 40
_AMOUNT = PLACES["乡镇建议金额"]


def offers(rows: Sequence[Cells], gone: Iterable[str], lacking: int) -> list[set[str]]:
    """For each column the values that a changed cell may have had.

    gone: case numbers that the file should hold and does not; lacking: the sum on the cover less that of the rows,
    in fen.
    """
    found: list[set[str]] = []
    for place in range(CHECKSUM):
        values = {row[place] for row in rows}
        found.append({"", *(values if len(values) <= _SHARED else ())})
    found[CASE_NO].update(gone)
    if lacking:
        found[_AMOUNT].update(batch.with_decimals(batch.fen_of(row[_AMOUNT]) + lacking) for row in rows)
    return found


def proven(cells: Cells, witness: Mapping[str, object], offered: Sequence[set[str]]) -> dict[str, str]:
    """By column what a row said before it was changed; {} where nothing offered makes its checksum fit.

    witness: what 花名册 says of it, by machine column.
    """
    told = {PLACES[column]: batch.canonical(BY_NAME[column], value) for column, value in witness.items()}
    differing = {place: old for place, old in told.items() if old != cells[place]}
    for start in (differing, {}):
        for more in ({}, *_single(cells, offered)):
            tried = {**start, **more}
            if tried and _fits(cells, tried):
                return {NAMES[place]: old for place, old in sorted(tried.items())}
        if not differing:
            break
    return {}


def _single(cells: Cells, offered: Sequence[set[str]]) -> Iterator[dict[int, str]]:
    """One cell otherwise: as offered, or as another cell of the row (the payee is often the guardian)."""
    own = {*cells[:CHECKSUM]}
    for place, values in enumerate(offered):
        for value in (values | own) - {cells[place]}:
            yield {place: value}


def _fits(cells: Cells, old: Mapping[int, str]) -> bool:
    row = list(cells)
    for place, value in old.items():
        row[place] = value
    return batch.row_checksum(row) == cells[CHECKSUM]
