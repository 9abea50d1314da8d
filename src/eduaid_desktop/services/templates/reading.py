"""Looking at somebody else's empty workbook: which column is which, what it demands, and what is in the way."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from eduaid_desktop.documents import reader, template_workbook
from eduaid_desktop.documents.reader import Sheet, Workbook
from eduaid_desktop.documents.template_styles import Look
from eduaid_desktop.documents.template_workbook import Place
from eduaid_desktop.domain import header, text
from eduaid_desktop.domain.batch import DECISIONS
from eduaid_desktop.domain.header import Header, plain
from eduaid_desktop.domain.template_layout import Below, Layout, covered
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.importing import mappings
from eduaid_desktop.services.templates import kept, noticed
from eduaid_desktop.services.templates.kept import FIXED, Template
from eduaid_desktop.services.templates.kinds import TemplateKind, kind_of
from eduaid_desktop.services.templates.memory import learned, remembered

# How the field of a column was found.
GUESSED, REMEMBERED, SAID = "guessed", "remembered", "said"
_NOT_READ = ("", "不读", "不填")
STARS = re.compile(r"[*＊★☆※]")
_FEWEST = 3
# No sheet keeps a heading deeper than this.
_SEARCHED_ROWS = 40


@dataclass(frozen=True)
class Match:
    """A column of theirs. field: "" for none. how: GUESSED, REMEMBERED or SAID. required, conditional: by its heading.

    calculated: the template works it out itself.
    """

    column: int
    heading: str
    field: str
    how: str = ""
    required: bool = False
    conditional: bool = False
    calculated: bool = False


@dataclass(frozen=True)
class Read:
    """A workbook that was looked at. missing: labels of what no column takes; lacking: required columns of theirs
    that we do not fill; layout: where rows go. data: its bytes. signed: digitally. noticed: what is easily
    overlooked in it, in sentences.
    """

    template: Template
    matches: tuple[Match, ...]
    missing: tuple[str, ...]
    layout: Layout
    data: bytes = field(repr=False)
    signed: bool = False
    noticed: tuple[str, ...] = ()

    @property
    def in_the_way(self) -> tuple[str, ...]:
        """Cells below the header that rows would be written over."""
        return self.layout.in_the_way

    @property
    def empty(self) -> tuple[str, ...]:
        """Headings that no field fills."""
        serial = {plain(word) for word in ("序号", "NO")}
        return tuple(
            m.heading for m in self.matches if not (m.field or m.calculated or plain(m.heading) in serial)
        )

    @property
    def lacking(self) -> tuple[str, ...]:
        """Required headings that no field fills, but for those of the county's own decision."""
        theirs = {plain(column.name) for column in DECISIONS}
        return tuple(
            m.heading
            for m in self.matches
            if m.required
            and not (m.field or m.calculated)
            and plain(m.heading.rpartition("/")[2]) not in theirs
        )

    @property
    def why_not(self) -> str:
        """Why it cannot be taken, "" when it can."""
        if self.missing:
            return f"没有认出{'、'.join(self.missing)}的列。请指明哪一列是它，或改好模板的表头。"
        if self.layout.in_the_way:
            return (
                f"表头下面还有内容：{'、'.join(self.layout.in_the_way)}。请在模板里删去这些行再放进来；"
                "是示例行的，可以选“示例行换掉”。"
            )
        return ""

    def told(self) -> tuple[str, ...]:
        """What a person should know before it is used, in sentences."""
        place, said = self.template.place, [*self.noticed]
        if place.foot is not None:
            room = place.foot - place.first
            said.append(
                f"表头下有 {room} 个空行；人多时在第 {place.foot + 1} 行（表尾）前插入行，公式和区域随之扩展。"
            )
        if place.cleared:
            said.append(f"第 {'、'.join(str(r + 1) for r in sorted(place.cleared))} 行是示例，写出时换掉。")
        if self.signed:
            said.append("模板带有数字签名，填写后签名失效，请向对方说明。")
        if self.lacking:
            said.append(f"必填而没有可填的：{'、'.join(self.lacking)}。请指明填什么，或写出后手工补上。")
        if conditional := [m.heading for m in self.matches if m.conditional and not m.field]:
            said.append(f"红字（有则必填）而没有可填的：{'、'.join(conditional)}。")
        if calculated := [m.heading for m in self.matches if m.calculated]:
            said.append(f"由模板的公式计算、不填的：{'、'.join(calculated)}。")
        return tuple(said)


def look(
    desk: Desk,
    kind: str,
    path: Path,
    columns: Mapping[str, str] | None = None,
    *,
    sender: str = "",
    drop_examples: bool = False,
) -> Read:
    """What an empty workbook asks for, before it is taken in.

    columns: heading or letters of a column → field, its label, 不读, or "=" and a text for every row, where the guess
    is wrong; what was said of this sender's headings before is remembered. drop_examples: rows below the header
    that hold something are examples. Raises UserError for a file that cannot be filled.
    """
    what, book, data = kind_of(kind), reader.read(path), path.read_bytes()
    said = _said(book, what, columns or {})
    found = [
        (head, sheet)
        for sheet in book.sheets
        if sheet.visible and (head := _head(desk, what, sender, sheet, columns or {}))
    ]
    if not found:
        example = "、".join(f.label for f in what.table.fields[1:4])
        raise UserError(f"“{path.name}”里没有认出表头（要有{example}等列）。请选择对方给的空表。")
    head, sheet = max(found, key=lambda pair: len(pair[0].columns))
    others = noticed.alike(head, sheet, found)
    one = _Reading(desk, what, path, data, sheet, head, sender, others)
    return one.read(said.get(sheet.name, {}), drop_examples)


def add(
    desk: Desk,
    kind: str,
    path: Path,
    name: str = "",
    columns: Mapping[str, str] | None = None,
    *,
    sender: str = "",
    drop_examples: bool = False,
) -> Template:
    """Take somebody's empty workbook in, with what stands in which column; one of the same name is replaced.

    Raises UserError as look does, Refused where it lacks a column or is not empty.
    """
    desk.store.require_writer()
    sender = text.tidy(sender)
    found = look(desk, kind, path, columns, sender=sender, drop_examples=drop_examples)
    if found.why_not:
        raise Refused(f"“{path.name}”{found.why_not}")
    return kept.put_in(desk, found.template, found.data, name or path.stem, path.name)


class _Reading:
    """One sheet whose header is known."""

    def __init__(
        self,
        desk: Desk,
        kind: TemplateKind,
        path: Path,
        data: bytes,
        sheet: Sheet,
        head: Header,
        sender: str,
        others: Sequence[str],
    ) -> None:
        self._others = others
        self._desk, self._kind, self._path, self._data = desk, kind, path, data
        self._sheet, self._head, self._sender = sheet, head, sender
        hidden = covered(sheet.merged, head.last + 1)
        self._headings = {c: h for c, h in head.headings.items() if c not in hidden}
        columns = [*head.headings]
        self._shape = template_workbook.shape(data, path.name, sheet.name, head.last, head.last + 1, columns)

    def read(self, said: Mapping[int, str | None], drop: bool) -> Read:
        known = remembered(self._desk, self._kind.name, self._sender, self._headings)
        fields = {c: n for n, c in self._head.columns.items() if c in self._headings}
        counted = self._kind.table.fields[0].name
        serial = next((c for c, n in fields.items() if n == counted), None)
        layout = self._layout(serial, drop)
        for column, name in {**known, **said}.items():
            fields[column] = name or ""
        matches = tuple(
            self._match(c, fields.get(c, ""), known, said, layout) for c in sorted(self._headings)
        )
        filled = {m.column: m.field for m in matches if m.field and not m.calculated}
        missing = [n for n in self._kind.labels if n in self._kind.needed - {*filled.values()}]
        place = Place(self._sheet.name, layout.first, layout.foot, frozenset(layout.examples))
        # Told now, not when the list is to be sent.
        template_workbook.fill(self._data, self._path.name, place, [])
        words = mappings.names(self._headings)
        corrected = {words[c]: n for c, n in {**known, **said}.items() if c in words}
        made = Template(
            "", self._kind.name, self._path.stem, place, filled, dict(self._headings),
            suffix=kept.suffix_of(self._path), sender=self._sender, said=corrected,
        )  # fmt: skip
        return Read(
            made,
            matches,
            tuple(self._kind.labels[n] for n in missing),
            layout,
            self._data,
            self._shape.signed,
            noticed.told(self._sheet, self._others, {c: self._headings[c] for c in filled}, self._shape),
        )

    def _layout(self, serial: int | None, drop: bool) -> Layout:
        sheet, formulas = self._sheet, self._shape.formulas
        return Below(sheet.rows, sheet.merged, formulas, self._head, serial, sheet.hidden_rows).layout(drop)

    def _match(
        self,
        column: int,
        name: str,
        known: Mapping[int, str | None],
        said: Mapping[int, str | None],
        layout: Layout,
    ) -> Match:
        how = SAID if column in said else REMEMBERED if column in known else GUESSED if name else ""
        look_ = self._shape.headings.get(column, Look())
        starred = any(
            isinstance(cell, str) and STARS.search(cell)
            for row in self._sheet.rows[self._head.first : self._head.last + 1]
            for cell in row[column : column + 1]
        )
        required = starred or (look_.red and look_.grey)
        conditional = look_.red and not required
        calculated = column in layout.calculated
        return Match(column, self._headings[column], name, how, required, conditional, calculated)


def _said(book: Workbook, kind: TemplateKind, columns: Mapping[str, str]) -> dict[str, dict[int, str | None]]:
    """Columns by heading or letters with what they are said to hold, by sheet."""
    plainly = {words: wanted for words, wanted in columns.items() if not wanted.startswith(FIXED)}
    plainly = {words: "不读" if wanted in _NOT_READ else wanted for words, wanted in plainly.items()}
    found = mappings.resolve(book.sheets, plainly, kind.table, {})
    for words, wanted in columns.items():
        if wanted.startswith(FIXED):
            # Only where the column is: what it holds is no field.
            for sheet, places in mappings.resolve(book.sheets, {words: "不读"}, kind.table, {}).items():
                found.setdefault(sheet, {}).update(dict.fromkeys(places, wanted))
    return found


def _head(
    desk: Desk, kind: TemplateKind, sender: str, sheet: Sheet, columns: Mapping[str, str]
) -> Header | None:
    """The header by what is said, was said of it before, and its words; of one in unknown words the widest row."""
    rows = [[_plainer(cell) for cell in row] for row in sheet.rows[:_SEARCHED_ROWS]]
    fields = (*learned(desk, kind, sender, columns), *kind.table.fields)
    return header.find(rows, sheet.merged, [replace(kind.table, fields=fields)]) or _widest(rows, kind)


def _plainer(cell: object) -> object:
    return STARS.sub("", cell) if isinstance(cell, str) else cell


def _widest(rows: Iterable[Iterable[object]], kind: TemplateKind) -> Header | None:
    texts = [
        {c: text.tidy(cell) for c, cell in enumerate(row) if isinstance(cell, str) and text.tidy(cell)}
        for row in rows
    ]
    found = max(enumerate(texts), key=lambda pair: len(pair[1]), default=(0, dict[int, str]()))
    return Header(kind.table, found[0], found[0], {}, found[1]) if len(found[1]) >= _FEWEST else None
