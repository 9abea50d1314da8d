"""The seal of a batch: what it looks through, and what it notices."""

import random
import unicodedata
from dataclasses import replace
from datetime import date, datetime

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
        ("公示开始", datetime(2018, 5, 20), "2018-05-20"),
        ("公示开始", datetime(2018, 5, 20, 8, 30), "2018-05-20 08:30:00"),
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


def resealed(rows: list[tuple[str, ...]]) -> BatchFile:
    """A file whose cover was worked out anew by somebody who knows the rule, down to the check code."""
    seal = batch.sha256(rows)
    total = sum(batch.fen_of(row[NAMES.index("乡镇建议金额")]) for row in rows)
    return replace(file_of(rows), cover=Cover("批次号1", len(rows), total, seal, batch.check_code(seal)))


def forged(row: tuple[str, ...], **cells: str) -> tuple[str, ...]:
    """A row with other cells, and a row checksum that fits them."""
    return batch.sealed([cells.get(name, cell) for name, cell in zip(NAMES, row, strict=True)])


def told(findings: list[batch_check.Finding]) -> set[tuple[int, str]]:
    return {(found.row, found.column) for found in findings}


def test_a_cover_with_a_new_seal_is_told_by_its_code_and_by_the_office() -> None:
    rows = [forged(SEALED[0], 账号="62990000000000000"), *SEALED[1:]]
    file = resealed(rows)
    assert batch_check.against_itself(file) == []
    assert file.cover.check_code != batch.check_code(batch.sha256(SEALED))
    kept = replace(file, cover=replace(file.cover, check_code=batch.check_code(batch.sha256(SEALED))))
    assert told(batch_check.against_itself(kept)) == {(0, "核对码")}
    for each in (file, kept):
        known = told(batch_check.against_sealed(each, by_number(), batch.sha256(SEALED)))
        assert {(2, "账号"), (2, "校验码"), (0, "封面上的校验值")} <= known


@pytest.mark.parametrize(
    "columns", [("姓名",), ("身份证号",), ("申请编号",), ("收款人", "账号"), ("乡镇建议金额",)]
)
@pytest.mark.parametrize("checksums", [False, True], ids=["as they were", "made to fit"])
def test_two_rows_that_exchange_cells_are_told(columns: tuple[str, ...], checksums: bool) -> None:
    """Count and sum stay; so do all words of the sheet."""
    first, second = (dict(zip(NAMES, row, strict=True)) for row in SEALED[:2])
    for name in columns:
        first[name], second[name] = second[name], first[name]
    pair = [tuple(row.values()) for row in (first, second)]
    file = file_of([*(batch.sealed(row) if checksums else row for row in pair), *SEALED[2:]])
    alone, seal = told(batch_check.against_itself(file)), batch.sha256(SEALED)
    assert (0, "校验值") in alone
    assert ({(2, "校验码"), (3, "校验码")} <= alone) is not checksums
    known = told(batch_check.against_sealed(file, by_number(), seal))
    # Rows that exchanged their numbers exchanged everything else.
    expected = columns if columns != ("申请编号",) else ("姓名", "身份证号", "账号")
    assert {(row, name) for row in (2, 3) for name in expected} <= known


def test_a_row_doubled_in_place_of_another_is_told_though_count_and_sum_stay() -> None:
    same = [forged(row, 乡镇建议金额="1000.00") for row in SEALED]
    other = file_of([*same[:2], same[1], *same[3:]])
    file = replace(other, cover=resealed(same).cover)
    for findings in (
        batch_check.against_itself(file),
        batch_check.against_sealed(file, {row[batch.CASE_NO]: row for row in same}, batch.sha256(same)),
    ):
        assert [(f.row, f.column, f.old, f.new) for f in findings if f.column == "申请编号"] == [
            (4, "申请编号", "第 3 行", "JYJZ-0002 重复"),
            (0, "申请编号", "JYJZ-0003 姓名3", "缺此行"),
        ]
        assert {(0, "校验值")} == {(f.row, f.column) for f in findings if f.column != "申请编号"}


@pytest.mark.parametrize("column", ["监测类别", "备注", "人均年收入"])
def test_a_formula_or_an_error_in_an_empty_cell_is_a_change(column: str) -> None:
    """It reads as nothing, but it is not the empty cell that was sent."""
    sent = forged(SEALED[0], **{column: ""})
    cells = {name: cell or None for name, cell in zip(NAMES, sent, strict=True)}
    rows = [
        replace(file_of([sent]).rows[0], cells=cells, unread=frozenset({column})),
        *file_of(SEALED).rows[1:],
    ]
    file = replace(resealed([sent, *SEALED[1:]]), rows=tuple(rows))
    assert (2, "校验码") in told(batch_check.against_itself(file))
    known = batch_check.against_sealed(file, by_number() | {sent[batch.CASE_NO]: sent}, "")
    assert (2, column, "", batch_check.UNREAD) in [(f.row, f.column, f.old, f.new) for f in known]


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
