"""What every column of a sheet is read as, with a few of its values, for whoever sets it right."""

from collections.abc import Iterator
from dataclasses import dataclass

from eduaid_desktop.domain.cells import as_text
from eduaid_desktop.domain.fields import Field
from eduaid_desktop.domain.header import column_letters, plain
from eduaid_desktop.domain.table_rows import is_blank
from eduaid_desktop.services.importing.errors_back import is_appended
from eduaid_desktop.services.importing.result import ImportResult, Source
from eduaid_desktop.services.importing.wanted import Corrections

# How a column is read: by its heading, as somebody said, not understood, left out, nothing in it.
KNOWN, SET, UNKNOWN, OFF, EMPTY = "known", "set", "unknown", "off", "empty"
_SAMPLES, _SEARCHED = 3, 400
_NO_FIELD = "未识别"


@dataclass(frozen=True)
class Guess:
    """column: from 0. heading: as in the sheet. field: None where it is read as none. words: what is shown of it."""

    column: int
    heading: str
    field: str | None
    words: str
    state: str
    samples: tuple[str, ...]

    @property
    def letters(self) -> str:
        """A, B, … AA."""
        return column_letters(self.column)


def guesses(found: ImportResult, source: Source) -> list[Guess]:
    """Every column of a sheet from the left; of a sheet that is not read, what was said of its columns."""
    table = source.table if found.takes(source) else None
    corrected = _corrected(found, source.sheet.name)
    fields = {column: name for name, column in table.columns.items()} if table else {}
    fields = fields or {column: name for column, name in corrected.items() if name}
    labels = {field.name: field.label for field in found.kind.fields}
    headings = table.headings if table else {}
    made = []
    for column in range(max((len(row) for row in source.sheet.rows), default=0)):
        heading, field, samples = (
            headings.get(column, ""),
            fields.get(column),
            _samples(source, found, column),
        )
        state = _state(heading, field, column in corrected, bool(samples))
        words = labels.get(field, field) if field else {UNKNOWN: _NO_FIELD, OFF: "不读"}.get(state, "—")
        made.append(Guess(column, heading, field, words, state, samples))
    return made


def unread(found: ImportResult) -> list[str]:
    """A sentence for every sheet with columns that were not understood: nothing of them is read."""
    told = []
    for source in found.taken:
        unknown = [guess for guess in guesses(found, source) if guess.state == UNKNOWN]
        if unknown:
            names = "、".join(f"{guess.letters} {guess.heading}".strip() for guess in unknown)
            told.append(f"工作表“{source.sheet.name}”有 {len(unknown)} 列没有认出，没有读：{names}。")
    return told


def choices(found: ImportResult, source: Source) -> Iterator[tuple[Field, str]]:
    """(field, letters of the column that holds it now or "") for every field of the kind."""
    taken = {guess.field: guess.letters for guess in guesses(found, source) if guess.field}
    for field in found.kind.fields:
        yield field, taken.get(field.name, "")


def corrected(found: ImportResult, sheet: str, column: int, field: str | None) -> Corrections:
    """The corrections so far, and that this column holds this field, None for none; a field is held once."""
    before = {c: f for c, f in found.corrected.get(sheet, {}).items() if f is None or f != field}
    return {**found.wanted.corrections, sheet: {**before, column: field}}


def _corrected(found: ImportResult, sheet: str) -> dict[int, str | None]:
    recalled = next((r.corrected for r in found.remembered if r.sheet == sheet), {})
    return {**recalled, **found.corrected.get(sheet, {})}


def _state(heading: str, field: str | None, was_set: bool, filled: bool) -> str:
    if field:
        return SET if was_set else KNOWN
    if was_set or is_appended(heading) or plain(heading) in ("序号", "编号", "行号", "NO", "NO."):
        return OFF
    return UNKNOWN if heading or filled else EMPTY


def _samples(source: Source, found: ImportResult, column: int) -> tuple[str, ...]:
    """The first three different values of the rows of data, or of any rows where none is known."""
    rows = source.sheet.rows
    known = (
        [row - 1 for row, _ in source.table.rows[:_SEARCHED]]
        if source.table and found.takes(source)
        else None
    )
    texts: dict[str, None] = {}
    for r in known if known is not None else range(min(len(rows), _SEARCHED)):
        if r < len(rows) and column < len(rows[r]) and not is_blank(rows[r][column]):
            texts.setdefault(as_text(rows[r][column]))
        if len(texts) == _SAMPLES:
            break
    return tuple(texts)
