"""Whether a batch workbook still says what was sealed, and if not, where it differs."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from eduaid_desktop.domain import batch, former_cells
from eduaid_desktop.domain.batch import BY_NAME, COLUMNS, NAMES, PLACES

# Where more rows than this were changed, each is named, and no longer each cell.
_PROVEN = 100
UNREAD = "（没有算出的公式，或错误值）"


@dataclass(frozen=True)
class FileRow:
    """A row of a batch workbook: its Excel row number, and its cells by the name of every column that its sheet has.

    unread: columns whose cell is a formula that was never calculated, or an error. sheet: its name, where rows of
    more than one are read. doubts: column to what keeps its cell from being used.
    """

    number: int
    cells: Mapping[str, Any]
    unread: frozenset[str] = frozenset()
    sheet: str = ""
    doubts: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, column: str) -> str:
        # Such a cell is not empty: somebody put it there.
        if column in self.unread:
            return UNREAD
        return batch.canonical(BY_NAME[column], self.cells.get(column))

    def machine(self) -> tuple[str, ...]:
        """The forty machine columns, canonical; a column that is missing is empty."""
        return self._machine

    @cached_property
    def _machine(self) -> tuple[str, ...]:
        return tuple(self[name] for name in NAMES)


@dataclass(frozen=True)
class Cover:
    """What 封面 says, "" or None where it says nothing: batch number, rows, sum in fen, seal, check code, sender."""

    batch_no: str = ""
    rows: int | None = None
    sum_fen: int | None = None
    sha256: str = ""
    check_code: str = ""
    sender: str = ""


@dataclass(frozen=True)
class BatchFile:
    """A batch workbook as read. columns: those that were found; listed: 申请编号 to name in 花名册.

    roster: 申请编号 to what 花名册 says of a row, by machine column.
    others: rows of further sheets on which the county decided. common: what stands once for all rows (审批文号 in the
    title). notes: how the file was read, in sentences. aside: Excel row and words of rows that are no case. twice:
    columns that stand on the sheet again.
    """

    cover: Cover
    columns: frozenset[str]
    rows: tuple[FileRow, ...]
    listed: Mapping[str, str] = field(default_factory=dict)
    sha256: str = ""
    roster: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    others: tuple[FileRow, ...] = ()
    common: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    aside: tuple[tuple[int, str], ...] = ()
    decided: bool = False
    twice: tuple[str, ...] = ()

    @property
    def batch_no(self) -> str:
        """The number that most rows carry, which the seal covers; of equals, or without any, the one on the cover."""
        found = Counter(row["批次号"] for row in self.rows if row["批次号"])
        most = max(found.values(), default=0)
        if found[self.cover.batch_no] == most:
            return self.cover.batch_no
        return found.most_common(1)[0][0]

    @property
    def digest(self) -> str:
        """The seal over its rows as they are now, whatever the cover says."""
        return batch.sha256(row.machine() for row in self.rows)


@dataclass(frozen=True)
class Finding:
    """A difference. row: Excel row in 导入数据, 0 for the file as a whole or a row that is gone."""

    row: int
    column: str
    old: str
    new: str


Sealed = Mapping[str, Sequence[str]]


def against_itself(file: BatchFile) -> list[Finding]:
    """What the file alone can tell: row checksums, rows doubled or gone, and the figures of its cover.

    Of a row whose checksum fails the cells are named that were changed, where their old values can be proven.
    """
    found = [*_columns(file), *_doubled(file.rows), *_missing(file.rows, file.listed)]
    found += _elsewhere(file)
    if file.columns.issuperset(NAMES):
        broken = [row for row in file.rows if batch.row_checksum(row.machine()) != row["校验码"]]
        found += _broken(file, broken)
    return [*found, *_roster(file, found), *_cover(file)]


def _broken(file: BatchFile, rows: Sequence[FileRow]) -> Iterator[Finding]:
    """The rows whose checksum fails, each with its cells of which the old value is proven."""
    if not rows:
        return
    machine = [row.machine() for row in file.rows]
    gone = file.listed.keys() - {row["申请编号"] for row in file.rows}
    lacking = file.cover.sum_fen - _total(machine) if file.cover.sum_fen is not None else 0
    offered = former_cells.offers(machine, gone, lacking)
    for number, row in enumerate(rows):
        yield Finding(row.number, "校验码", row["校验码"], batch.row_checksum(row.machine()))
        if number < _PROVEN:
            old = former_cells.proven(row.machine(), file.roster.get(row["申请编号"], {}), offered)
            yield from (Finding(row.number, column, was, row[column]) for column, was in old.items())


def _total(machine: Sequence[Sequence[str]]) -> int:
    """The sum of 乡镇建议金额, in fen."""
    return sum(batch.fen_of(row[PLACES["乡镇建议金额"]]) for row in machine)


def against_sealed(file: BatchFile, sealed: Sealed, seal: str) -> list[Finding]:
    """Every cell that differs from what the office sealed: 申请编号 to its forty cells, and their SHA-256."""
    found = [*_columns(file), *_doubled(file.rows), *_elsewhere(file)]
    found += _missing(file.rows, {number: cells[PLACES["姓名"]] for number, cells in sealed.items()})
    for row in file.rows:
        sent = sealed.get(row["申请编号"])
        if sent is None:
            found.append(Finding(row.number, "申请编号", "", row["申请编号"]))
        else:
            found += altered(sent, row, file.columns)
    if file.cover.sha256 and file.cover.sha256 != seal:
        found.append(Finding(0, "封面上的校验值", seal, file.cover.sha256))
    return [*found, *_roster(file, found), *_cover(file)]


def altered(sent: Sequence[str], row: FileRow, columns: frozenset[str]) -> list[Finding]:
    """The machine cells of a row that differ from what was sent, among the columns the file still has."""
    return [
        Finding(row.number, name, old, new)
        for name, old, new in zip(NAMES, sent, row.machine(), strict=True)
        if name in columns and old != new
    ]


def _columns(file: BatchFile) -> Iterator[Finding]:
    """Columns that are gone, and those that somebody may read in another place."""
    for column in COLUMNS:
        if column.name not in file.columns:
            yield Finding(0, column.name, "有此列", "缺此列")
        if column.name in file.twice:
            yield Finding(0, column.name, "一列", "同名的有几列")


def _doubled(rows: Sequence[FileRow]) -> Iterator[Finding]:
    first: dict[str, int] = {}
    for row in rows:
        number = row["申请编号"]
        if number in first:
            yield Finding(row.number, "申请编号", f"第 {first[number]} 行", f"{number} 重复")
        first.setdefault(number, row.number)


def _elsewhere(file: BatchFile) -> Iterator[Finding]:
    """Rows of another sheet like 导入数据: whoever opens the file may read that one."""
    for row in file.others[:_PROVEN]:
        words = " ".join(filter(None, (row["申请编号"], row["姓名"], row["乡镇建议金额"])))
        yield Finding(0, f"另一张表“{row.sheet}”第 {row.number} 行", "", words)


def _roster(file: BatchFile, found: Sequence[Finding]) -> Iterator[Finding]:
    """Cells of 花名册 that say something else than 导入数据, of the rows in which nothing else was found."""
    wrong = {each.row for each in found}
    for row in file.rows:
        if row.number not in wrong:
            for name, cell in file.roster.get(row["申请编号"], {}).items():
                if name in file.columns and (new := batch.canonical(BY_NAME[name], cell)) != row[name]:
                    yield Finding(0, f"花名册上 {row['申请编号']} 的{name}", row[name], new)


def _missing(rows: Sequence[FileRow], expected: Mapping[str, str]) -> Iterator[Finding]:
    present = {row["申请编号"] for row in rows}
    for number, name in expected.items():
        if number not in present:
            yield Finding(0, "申请编号", f"{number} {name}", "缺此行")


def _cover(file: BatchFile) -> Iterator[Finding]:
    cover, machine = file.cover, [row.machine() for row in file.rows]
    total = _total(machine)
    if not cover.sha256:
        yield Finding(0, "封面", "有封面", "缺封面或封面上的校验值")
        return
    if all(row["批次号"] != cover.batch_no for row in file.rows):
        yield Finding(0, "封面上的批次号", file.batch_no, cover.batch_no)
    if cover.rows != len(machine):
        yield Finding(0, "人数", str(cover.rows), str(len(machine)))
    if cover.sum_fen != total:
        yield Finding(0, "金额合计", batch.with_decimals(cover.sum_fen), batch.with_decimals(total))
    computed = batch.sha256(machine)
    if computed != cover.sha256:
        yield Finding(0, "校验值", cover.sha256, computed)
    if cover.check_code != batch.check_code(cover.sha256):
        yield Finding(0, "核对码", batch.check_code(cover.sha256), cover.check_code)
