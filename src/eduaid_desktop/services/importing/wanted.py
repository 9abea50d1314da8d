"""How somebody wants a workbook to be read; what is not said is guessed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

# By sheet: column (from 0) -> the field that the clerk says it holds, None for none.
Corrections = Mapping[str, Mapping[int, str | None]]
# progress(stage, done, total): what it raises ends the work, and nothing is written.
Progress = Callable[[str, int, int], object]

READING, CHECKING, WRITING, SEALING = "reading", "checking", "writing", "sealing"
EVERY = 200


@dataclass(frozen=True)
class Wanted:
    """kind: a key of KINDS. term: 2018S or 2018春; else the title's, then today's. sender: who sent the workbook.

    left_out: (sheet, Excel row) of the rows that are skipped. sheets: only these, all when empty. columns: heading
    or letters of a column -> name or label of its field, "" for none. recall: whether what the office remembers of
    this sender's headings is used.
    """

    kind: str | None = None
    term: str | None = None
    sender: str | None = None
    corrections: Corrections = field(default_factory=dict)
    left_out: frozenset[tuple[str, int]] = frozenset()
    sheets: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    recall: bool = True


def unwatched(stage: str, done: int, total: int) -> None:
    """A Progress that nobody follows."""
