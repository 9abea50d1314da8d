"""Which batch a reply answers: by the numbers on its rows, never by the name of the file."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eduaid_desktop.domain import alike, terms
from eduaid_desktop.domain.alike import code_key
from eduaid_desktop.domain.batch_check import BatchFile, FileRow
from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.errors import UserError
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.term_batch import batches
from eduaid_desktop.store import batch_queries
from eduaid_desktop.store.store import Row

_NO_NUMBER = (
    "“{name}”里没有批次号，{rows} 行的申请编号和身份证号也都不在本单位上报过的批次里。"
    "请核对是不是别的单位的文件，或请县级退回完整的文件。"
)


@dataclass(frozen=True)
class Answered:
    """The batch that a reply answers. about: which one and how it was known. notes: what does not fit, in sentences.

    others: the further batches of ours that its rows name, and how many rows each has.
    """

    batch: Row
    about: str
    notes: tuple[str, ...]
    others: dict[str, int]

    def elsewhere(self, row: FileRow) -> str:
        """The other batch of ours that a row names, "" for none."""
        key = code_key(row["批次号"])
        return next((number for number in self.others if code_key(number) == key), "")


def of(desk: Desk, file: BatchFile, name: str, wanted: str = "") -> Answered:
    """The batch that a file answers; wanted: the one that the user chose. Raises UserError when it is none of ours."""
    own = {code_key(row["batch_no"]): row["batch_no"] for row in desk.store.select("batch")}
    rows = (*file.rows, *file.others)
    named = Counter(own[key] for row in rows if (key := code_key(row["批次号"])) in own)
    how = "按各行的批次号认出"
    chosen = batches.find(desk, wanted)["batch_no"] if wanted else _most(named, file)
    if not chosen:
        chosen, how = _guessed(desk, file, rows, own, name)
    batch = batches.find(desk, chosen)
    others = {number: count for number, count in named.items() if number != chosen}
    return Answered(
        batch, _about(batch, "按您的选择" if wanted else how), tuple(_notes(file, batch, others)), others
    )


def _most(named: Counter[str], file: BatchFile) -> str:
    """The batch that most rows name; of equals the one on the cover."""
    best = max(named.values(), default=0)
    equal = [number for number, count in named.items() if count == best]
    on_cover = [number for number in equal if code_key(number) == code_key(file.cover.batch_no)]
    return next(iter(on_cover or equal), "")


def _guessed(
    desk: Desk, file: BatchFile, rows: Sequence[FileRow], own: dict[str, str], name: str
) -> tuple[str, str]:
    """By the rows themselves where none names a batch of ours; else by the cover."""
    numbers = {cell for row in rows for cell in (row["申请编号"], row["身份证号"]) if cell}
    numbers |= {alike.half_code(cell) for cell in numbers}
    found = batch_queries.lines_of(desk.store, sorted(numbers))
    open_lines = Counter(line["batch_no"] for line in found if line["decision"] is None)
    every = Counter(line["batch_no"] for line in found)
    if found:
        # The newest of equals: the lines come newest first.
        best = max(every, key=lambda number: (open_lines[number], every[number]))
        return best, f"文件里没有本单位的批次号，按申请编号和身份证号认出，{every[best]} 行对得上"
    if own_cover := own.get(code_key(file.cover.batch_no)):
        return own_cover, "按封面的批次号认出"
    if file.batch_no:
        batches.find(desk, file.batch_no)
    raise UserError(_NO_NUMBER.format(name=name, rows=len(rows)))


def _about(batch: Row, how: str) -> str:
    sealed = f"{terms.label(batch['term'])}，{spoken(batch['sealed_on'])}上报，{batch['row_count']} 人"
    return f"批次 {batch['batch_no']}（{sealed}），{how}。"


def _notes(file: BatchFile, batch: Row, others: dict[str, int]) -> Iterable[str]:
    cover, chosen = file.cover, batch["batch_no"]
    if cover.batch_no and code_key(cover.batch_no) != code_key(chosen):
        yield (
            f"封面写的是批次 {cover.batch_no}，数据行是批次 {chosen}，按数据行读。请与县级核对是不是拼在了一起。"
        )
    elif cover.sha256 and cover.sha256 != batch["sha256"]:
        yield "封面上的数据校验值不是这个批次上报时的，封面被换过或改过；各行已与上报的内容逐格比较，以清单为准。"
    for number, count in others.items():
        yield f"文件里还有批次 {number} 的 {count} 行，这次没有读；登记完这一批后，选批次 {number} 再读一次。"
