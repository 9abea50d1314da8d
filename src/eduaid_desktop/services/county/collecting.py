"""收批次: many townships' batch files into a county office: all that can be taken in one change, nothing half done."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from eduaid_desktop.domain import batch, batch_check, masks, roles
from eduaid_desktop.domain.batch_check import Finding
from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.errors import PasswordNeeded, Refused, Stopped, UserError
from eduaid_desktop.services import kept_files, office
from eduaid_desktop.services.county import collected_file
from eduaid_desktop.services.county.collected_file import Brought
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import attachments, collected_queries
from eduaid_desktop.store.store import Change, Row

COLLECTED, UNCHANGED, REPLACED, REFUSED = "collected", "unchanged", "replaced", "refused"
RESULTS = {COLLECTED: "已收", UNCHANGED: "收过了", REPLACED: "已换", REFUSED: "没有收"}
Progress = Callable[[int, int], object]
_WORKBOOKS = frozenset({".xlsx", ".xls", ".xlsm", ".xlsb", ".et", ".ods"})
_SOUNDER = "各行相同，这一份与封存时一致"
_NAMED = 3
_AT_ONCE = 2


@dataclass(frozen=True)
class Outcome:
    """What became of a file. message: why it was not taken, or that it was there already.

    rows, sum_fen: what it holds; check_code: of what it says now, to be compared by telephone. differences: from
    its own seal, or, of a file that was refused because its batch was collected already, from that. locked: it
    asks for a password, or for another one. clash: its batch was collected with other content.
    """

    file: str
    result: str
    batch_no: str = ""
    township_code: str = ""
    township: str = ""
    term: str = ""
    rows: int = 0
    sum_fen: int = 0
    check_code: str = ""
    differences: list[Finding] = field(default_factory=list)
    message: str = ""
    locked: bool = False
    clash: bool = False


def require_county(desk: Desk) -> None:
    """Raises Refused in a township's office: batches are collected by the county."""
    about = office.info(desk)
    if about["level"] != "county":
        raise Refused(
            f"“{about['name']}”是乡镇的数据文件，批次由县里收。请打开县级（6 位代码）的数据文件再收。"
        )


def files_of(paths: Iterable[Path]) -> list[Path]:
    """The files that are meant, each once; of a folder the workbooks in it and below it, without what is hidden."""
    found: dict[Path, None] = {}
    for path in paths:
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        for each in inside:
            hidden = each.name.startswith((".", "~$"))
            if each is path or (each.suffix.lower() in _WORKBOOKS and each.is_file() and not hidden):
                found[each] = None
    return [*found]


def collect(
    desk: Desk,
    paths: Sequence[Path],
    *,
    password: str | None = None,
    strict: bool = False,
    reason: str = "",
    progress: Progress = lambda done, total: None,
) -> list[Outcome]:
    """Take the batches of townships into the county office: what became of each file, in their order.

    A file that cannot be read, or is of another county, is named and does not stop the others; with strict nothing
    is taken then. reason: why a batch that was collected before is replaced by one of other content; without
    it such a file is refused. progress(done, total) counts files; what it raises stops the work, nothing is written.
    Raises Refused in a township's office, UserError where there is no file at all.
    """
    require_county(desk)
    desk.store.require_writer()
    files = files_of(paths)
    if not files:
        raise UserError("这里没有工作簿文件。请选择乡镇交来的批次文件，或放着它们的文件夹。")
    read = list(_read_all(desk, files, password, progress))
    return _take(desk, read, strict, reason.strip())


def _read_all(
    desk: Desk, files: Sequence[Path], password: str | None, progress: Progress
) -> Iterator[Brought | Outcome]:
    """Two at a time: most of the work is done by the process that reads."""
    about, ended = office.info(desk), Event()

    def read(path: Path) -> Brought | Outcome:
        return _read(path, about, password, ended.is_set)

    progress(0, len(files))
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        try:
            for number, each in enumerate(pool.map(read, files), 1):
                progress(number, len(files))
                yield each
        finally:
            ended.set()
            pool.shutdown(cancel_futures=True)


def _read(path: Path, about: Row, password: str | None, cancelled: Callable[[], bool]) -> Brought | Outcome:
    try:
        brought = collected_file.read(path, about["county"] or about["name"], password, cancelled)
        _require_own(brought, about)
    except Stopped:
        raise
    except UserError as wrong:
        return Outcome(str(path), REFUSED, message=wrong.sentence, locked=isinstance(wrong, PasswordNeeded))
    return brought


def _require_own(brought: Brought, about: Row) -> None:
    if brought.township_code[:6] != about["code"]:
        raise UserError(
            f"“{brought.path.name}”是 {brought.township_code[:6]} 的批次（{brought.township}），"
            f"不是本县（{about['code']}）的，没有收。请退给送来的人。"
        )


def _take(desk: Desk, read: Sequence[Brought | Outcome], strict: bool, reason: str) -> list[Outcome]:
    """One change for all; a rehearsal of it first would only read the same again."""
    result: list[Outcome] = []
    known: dict[str, str] = {}
    new: list[tuple[Brought, Row | None]] = []
    for each in read:
        outcome = each if isinstance(each, Outcome) else _placed(desk, each, known, new, reason)
        result.append(outcome)
    refused = [each for each in result if each.result == REFUSED]
    if strict and refused:
        raise UserError(f"有 {len(refused)} 个文件不能收，一个也没有收。第一个：{refused[0].message}")
    if new:
        _write(desk, new, reason)
    return result


def _placed(
    desk: Desk,
    brought: Brought,
    known: dict[str, str],
    new: list[tuple[Brought, Row | None]],
    reason: str,
) -> Outcome:
    """Whether a batch is new, the same as before, or another of the same number. known: digests taken in this run."""
    before = next(iter(desk.store.select("collected_batch", batch_no=brought.batch_no)), None)
    digest = known.get(brought.batch_no) or (_digest(desk, before["id"]) if before else "")
    same, twice = digest == brought.digest, brought.batch_no in known
    # The same rows under a sound cover go in place of those under a damaged one.
    sounder = same and not twice and before is not None and before["differences"] > len(brought.findings)
    if same and not sounder:
        return _outcome(brought, UNCHANGED, message="内容与已收的相同，没有再收。")
    if twice:
        return _outcome(brought, REFUSED, message=_two_at_once(brought, digest), clash=True)
    if before and not reason and not sounder:
        found = _changes(desk, brought, before)
        message = _clash(brought, before, found, digest)
        return _outcome(brought, REFUSED, message=message, differences=found, clash=True)
    known[brought.batch_no] = brought.digest
    new.append((brought, before))
    return _outcome(brought, REPLACED if before else COLLECTED)


def _outcome(brought: Brought, result: str, **more: object) -> Outcome:
    values: dict[str, object] = {
        "file": str(brought.path), "result": result, "batch_no": brought.batch_no,
        "township_code": brought.township_code, "township": brought.township, "term": brought.term,
        "rows": len(brought.file.rows), "sum_fen": brought.amount, "check_code": brought.check_code,
        "differences": brought.findings,
    }  # fmt: skip
    return Outcome(**(values | more))  # type: ignore[arg-type]


def _digest(desk: Desk, batch_id: int) -> str:
    return batch.sha256(json.loads(row["cells"]) for row in collected_queries.cells(desk.store, batch_id))


def _changes(desk: Desk, brought: Brought, before: Row) -> list[Finding]:
    """Every cell in which a file differs from what was collected under its number."""
    rows = collected_queries.cells(desk.store, before["id"])
    sealed = {row["case_no"]: tuple(json.loads(row["cells"])) for row in rows}
    found = batch_check.against_sealed(brought.file, sealed, brought.file.cover.sha256)
    # What its own cover says is no difference between the two.
    return [each for each in found if each.column in batch.NAMES]


def _clash(brought: Brought, before: Row, found: Sequence[Finding], digest: str) -> str:
    shown = "；".join(words_of(each) for each in found[:_NAMED])
    more = f"等 {len(found)} 处" if len(found) > _NAMED else ""
    if not found:
        had, has = before["row_count"], len(brought.file.rows)
        shown = f"已收的 {had} 行 {yuan(before['amount'])} 元，这一份 {has} 行 {yuan(brought.amount)} 元"
    return masks.in_text(
        f"批次 {brought.batch_no} {spoken(before['collected_on'])}已经收过，这一份内容不同：{shown}{more}。"
        f"两份的核对码是 {batch.check_code(digest)}（已收）和 {brought.check_code}（这一份），"
        "请打电话与乡镇核对哪一份作准；要换成这一份的，写明理由再收。"
    )


def _two_at_once(brought: Brought, digest: str) -> str:
    return (
        f"这次交来的文件里有两份批次 {brought.batch_no}，内容不同，核对码是 {batch.check_code(digest)} 和"
        f" {brought.check_code}，收了前一份。请打电话与乡镇核对哪一份作准。"
    )


def words_of(found: Finding) -> str:
    """A difference with its row in front: 第 5 行 账号：原为“…”，现为“…”."""
    row = f"第 {found.row} 行 " if found.row else ""
    return f"{row}{collected_file.difference(found)}"


def _write(desk: Desk, new: Sequence[tuple[Brought, Row | None]], reason: str) -> None:
    """All files in one change."""
    count, total = sum(len(each.file.rows) for each, _ in new), sum(each.amount for each, _ in new)
    townships = len({each.township_code for each, _ in new})
    replaced = [each.batch_no for each, before in new if before]
    why = f"；换掉 {'、'.join(replaced)}，理由：{reason or _SOUNDER}" if replaced else ""
    sentence = f"收批次 {len(new)} 个（{townships} 个乡镇，{count} 行，{yuan(total)} 元）{why}"
    with desk.change(sentence, role=(roles.CLERK, roles.REVIEWER)) as change:
        for brought, before in new:
            if before:
                _withdraw(change, desk, before["id"])
            _insert(change, desk, brought)


def _withdraw(change: Change, desk: Desk, batch_id: int) -> None:
    lines = [row["id"] for row in change.select("collected_line", collected_batch_id=batch_id)]
    change.withdraw_all("collected_line", lines)
    if kept := attachments.first(desk.store, "collected_batch", batch_id):
        change.withdraw("attachment", kept["id"])
    change.withdraw("collected_batch", batch_id)


def _insert(change: Change, desk: Desk, brought: Brought) -> None:
    batch_id = change.insert("collected_batch", collected_file.batch_row(brought, desk.today().isoformat()))
    for row in collected_file.line_rows(brought, batch_id):
        change.add("collected_line", row)
    kept_files.keep(change, "collected_batch", batch_id, brought.path.name, brought.data)
