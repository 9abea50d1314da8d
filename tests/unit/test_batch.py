"""The seal of a batch: what it looks through, and what it notices."""

import random
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduaid_desktop.domain import batch, batch_check
from eduaid_desktop.domain.batch import BY_NAME, COLUMNS, NAMES
from eduaid_desktop.domain.batch_check import BatchFile, Cover, FileRow

MONEY = [n for n, column in enumerate(COLUMNS) if column.kind == "money"]


def cells(serial: int) -> list[str]:
    row = [f"{column.name}{serial}" for column in COLUMNS]
    row[batch.CASE_NO], row[batch.ID_NUMBER] = f"JYJZ-{serial:04d}", f"51339920060101{serial:04d}"
    for place in MONEY:
        row[place] = f"{1000 + serial}.50"
    return row


SEALED = [batch.sealed(cells(serial)) for serial in range(1, 6)]


def file_of(rows: list[tuple[str, ...]], *, first: int = 2) -> BatchFile:
    total = sum(batch.fen_of(row[NAMES.index("乡镇建议金额")]) for row in SEALED)
    seal = batch.sha256(SEALED)
    cover = Cover("批次号1", len(SEALED), total, seal, batch.check_code(seal))
    read = tuple(
        FileRow(number, dict(zip(NAMES, row, strict=True))) for number, row in enumerate(rows, first)
    )
    return BatchFile(cover, frozenset(NAMES), read, {row[batch.CASE_NO]: row[5] for row in SEALED})


def by_number() -> dict[str, tuple[str, ...]]:
    return {row[batch.CASE_NO]: row for row in SEALED}


def test_there_are_forty_columns_and_five_decisions() -> None:
    assert len(COLUMNS) == 40
    assert (NAMES[0], NAMES[39]) == ("批次号", "校验码")
    assert len(BY_NAME) == 45


def test_the_seal_is_the_sha256_of_the_written_rule() -> None:
    """Worked out by hand: fields by U+001F, rows by U+001E, in the order of 申请编号."""
    import hashlib

    rows = sorted(SEALED, key=lambda row: row[4])
    text = "\x1e".join("\x1f".join(row) for row in rows)
    assert batch.sha256(SEALED) == hashlib.sha256(text.encode()).hexdigest()
    assert SEALED[0][39] == hashlib.sha256("\x1f".join(SEALED[0][:39]).encode()).hexdigest()[:16]


def test_the_order_of_rows_does_not_matter() -> None:
    shuffled = SEALED[:]
    random.Random(7).shuffle(shuffled)
    assert shuffled != SEALED
    assert batch.sha256(shuffled) == batch.sha256(SEALED)
    assert batch_check.against_itself(file_of(shuffled)) == []


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        ("申请金额", 1200.5, "1200.50"),
        ("申请金额", 1200, "1200.00"),
        ("申请金额", "1,200.50", "1200.50"),
        ("申请金额", "１２００元", "1200.00"),
        ("申请金额", 0.1 + 0.2, "0.30"),
        ("申请金额", 1200.505, "1200.505"),
        ("申请金额", "约一千", "约一千"),
        ("家庭人口", 5.0, "5"),
        ("姓名", "  曲珍·扎西 ", "曲珍·扎西"),
        ("公示开始", date(2018, 5, 20), "2018-05-20"),
        ("账号", None, ""),
        ("账号", 6.2999e18, "6.2999e+18"),
    ],
)
def test_cells_read_alike_whatever_a_program_made_of_them(column: str, cell: object, expected: str) -> None:
    assert batch.canonical(BY_NAME[column], cell) == expected


@given(st.text())
def test_decomposed_text_reads_like_composed(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    composed = unicodedata.normalize("NFC", decomposed)
    assert batch.canonical(BY_NAME["备注"], decomposed) == batch.canonical(BY_NAME["备注"], composed)


def test_any_single_cell_changed_is_found_with_its_row() -> None:
    for number, row in enumerate(SEALED):
        for place, column in enumerate(COLUMNS):
            changed = [*SEALED]
            new = "1.00" if column.kind == "money" else row[place] + "改"
            changed[number] = (*row[:place], new, *row[place + 1 :])
            file = file_of(changed)
            alone = batch_check.against_itself(file)
            assert any(f.row == number + 2 and f.column == "校验码" for f in alone)
            if place != batch.CASE_NO:
                exact = batch_check.against_sealed(file, by_number(), batch.sha256(SEALED))
                assert (number + 2, column.name, row[place], new) in [
                    (f.row, f.column, f.old, f.new) for f in exact
                ]


def test_a_change_with_a_new_row_checksum_still_breaks_the_seal() -> None:
    forged = batch.sealed(["9999.00" if n in MONEY else cell for n, cell in enumerate(SEALED[2])])
    file = file_of([*SEALED[:2], forged, *SEALED[3:]])
    assert {f.column for f in batch_check.against_itself(file)} == {"金额合计", "校验值"}


def test_rows_gone_and_rows_doubled_are_named() -> None:
    gone = batch_check.against_itself(file_of(SEALED[1:]))
    assert ("申请编号", "JYJZ-0001 姓名1", "缺此行") in [(f.column, f.old, f.new) for f in gone]
    doubled = batch_check.against_itself(file_of([*SEALED, SEALED[1]]))
    assert (7, "JYJZ-0002 重复") in [(f.row, f.new) for f in doubled]


def test_the_check_code_is_eight_digits_in_two_groups() -> None:
    assert batch.check_code("0" * 64) == "0000 0000"
    code = batch.check_code(batch.sha256(SEALED))
    assert len(code) == 9
    assert code.replace(" ", "").isdigit()
    assert code != batch.check_code(batch.sha256(SEALED[1:]))


@given(st.integers(min_value=0, max_value=10**12))
def test_amounts_survive_the_way_out_and_back(fen: int) -> None:
    written = batch.with_decimals(fen)
    assert batch.canonical(BY_NAME["申请金额"], written) == written
    assert batch.fen_of(written) == fen
