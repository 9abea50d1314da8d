"""Filling an empty workbook of somebody else: rows go below its header, everything else stays as it is to the byte.

The parts of the file are patched as text, because openpyxl would drop text boxes, controls, extended rules and
calculated values of a workbook that it loads (measured). Whoever calls reads the result back and compares.
"""

import io
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from eduaid_desktop.documents import template_shift
from eduaid_desktop.documents.template_package import BOOK, STYLES, Package, attribute, plain_text
from eduaid_desktop.documents.template_sheet import Rows, SheetText
from eduaid_desktop.documents.template_shift import Stretch
from eduaid_desktop.documents.template_styles import Look, Styles, Value

_BLIND = re.compile(r"<(?:\w+:)?f\b[^>]*>[^<]*\b(?:INDIRECT|OFFSET)\(")


@dataclass(frozen=True)
class Place:
    """Where rows go: from row first (from 0) of a sheet on, down to the row before foot where there is one.

    cleared: rows of examples, whose content goes.
    """

    sheet: str
    first: int
    foot: int | None = None
    cleared: frozenset[int] = frozenset()

    def stretch(self, count: int) -> Stretch:
        """What so many rows do to the sheet."""
        by = 0 if self.foot is None else max(count - (self.foot - self.first), 0)
        return Stretch(self.sheet, self.first, self.first + max(count, 1) - 1, self.foot, by)


def blank(headings: Sequence[str], widths: Sequence[float]) -> bytes:
    """An empty workbook with one header row, for an office whose bank gave none."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "代发明细"
    sheet.append(list(headings))
    for place, wide in enumerate(widths, 1):
        cell = sheet.cell(1, place)
        cell.font, cell.alignment = Font(bold=True), Alignment(horizontal="center")
        sheet.column_dimensions[get_column_letter(place)].width = wide
    sheet.freeze_panes = "A2"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def fill(data: bytes, name: str, place: Place, rows: Sequence[Mapping[int, Value]]) -> bytes:
    """The workbook with rows (column from 0 to value) at a place; what stands below them is moved down.

    Text stays text, amounts are numbers; each cell keeps the format that the template gives its place, or its first
    row, unless the value would not be seen whole in it. Raises UserError for a workbook that cannot be filled.
    """
    package = Package(data, name)
    part, change = package.sheet(place.sheet), place.stretch(len(rows))
    styles = Styles(package.text(STYLES), name)
    sheet = SheetText(package.text(part), styles, name)
    since_1904 = bool(re.search(r'\bdate1904="(?:1|true)"', package.text(BOOK)))
    filled = sheet.fill(Rows(change, rows, place.cleared, since_1904))
    package.put(part, filled)
    package.put(STYLES, styles.text)
    _others(package, part, change)
    _forget_results(package, place.sheet)
    sheets = (package.text(each) for each in package.sheets().values())
    if any(re.search(r"<(?:\w+:)?f[ >/]", each) for each in sheets):
        package.recalculate()
    if change.by or place.cleared:
        package.drop_calculation_order()
    return package.zipped()


def _others(package: Package, part: str, change: Stretch) -> None:
    """What other parts of the file say about rows of the sheet."""
    for each in package.related(part):
        text = package.text(each)
        if each.endswith(".vml"):
            package.put(each, template_shift.in_notes(text, change))
        elif "/drawings/" in each:
            package.put(each, template_shift.in_anchors(text, change))
        elif "/tables/" in each:
            package.put(each, template_shift.in_tags(text, "table|autoFilter", "ref", change))
        elif "omment" in each:
            package.put(
                each,
                template_shift.in_tags(text, "comment|threadedComment", "ref", change, widened=False),
            )
        elif "/ctrlProps/" in each:
            package.put(each, template_shift.in_tags(text, "formControlPr", "fmlaLink|fmlaRange", change))
        elif "/pivotTables/" in each:
            package.put(each, template_shift.in_tags(text, "location", "ref", change, widened=False))
    book = package.text(BOOK)
    package.put(BOOK, template_shift.in_formulas(book, "definedName", change, here=False))
    for each in package.names("xl/worksheets/"):
        if each.endswith(".xml") and each != part:
            tags = "f|formula|formula1|formula2"
            package.put(each, template_shift.in_formulas(package.text(each), tags, change, here=False))
    for each in package.names("xl/charts/"):
        if each.endswith(".xml"):
            package.put(each, template_shift.in_formulas(package.text(each), "f", change, here=False))
    for each in package.names("xl/pivotCache/"):
        text = package.text(each)
        source = re.search(r"<(?:\w+:)?worksheetSource\b[^>]*>", text)
        if source is None:
            continue
        if plain_text(attribute(source[0], "sheet")) == change.sheet:
            text = template_shift.in_tags(text, "worksheetSource", "ref", change)
        # What it counted of the empty table is no longer true; one over a named area may be ours.
        package.put(each, _refreshed(text))


def _refreshed(cache: str) -> str:
    """A pivot table's store that is made anew by whoever opens the file."""
    bare = re.sub(r'\s*\brefreshOnLoad="[^"]*"', "", cache)
    return re.sub(r"(<(?:\w+:)?pivotCacheDefinition\b)", r'\1 refreshOnLoad="1"', bare, count=1)


def _forget_results(package: Package, sheet: str) -> None:
    """What other sheets worked out of the empty table is no longer true; whoever opens the file calculates it."""
    named = package.named()
    told, left = {sheet}, {n: p for n, p in package.sheets().items() if n != sheet}
    while True:
        told |= {name for name, words in named if _speaks(words, told)}
        found = [name for name, part in left.items() if _speaks_in_formulas(package.text(part), told)]
        if not found:
            return
        for name in found:
            part = left.pop(name)
            package.put(part, template_shift.without_results(package.text(part)))
        told.update(found)


def _speaks_in_formulas(text: str, names: Collection[str]) -> bool:
    written = re.findall(r"<(?:\w+:)?f\b[^>]*>([^<]+)<", text)
    return any(_speaks(plain_text(words), names) for words in written)


def _speaks(formula: str, names: Collection[str]) -> bool:
    return any(name in formula for name in names)


@dataclass(frozen=True)
class Shape:
    """formulas: row and column (from 0) to what is calculated there; headings, cells: looks of the header and of the
    first row by column; signed: the workbook bears a digital signature, which ends with any change; filtered: a filter
    hides rows of the sheet; blind: a formula somewhere speaks of cells in a way that no inserted row can follow."""

    formulas: Mapping[tuple[int, int], str]
    headings: Mapping[int, Look]
    cells: Mapping[int, Look]
    signed: bool = False
    filtered: bool = False
    blind: bool = False


def shape(data: bytes, name: str, sheet: str, header: int, first: int, columns: Sequence[int]) -> Shape:
    """What a sheet says by its formats. header: the last row of the header, first: that of the data (from 0)."""
    package = Package(data, name)
    styles = Styles(package.text(STYLES), name)
    found = SheetText(package.text(package.sheet(sheet)), styles, name)
    return Shape(
        found.formulas(),
        {c: styles.look(found.format(header, c)) for c in columns},
        {c: styles.look(found.format(first, c)) for c in columns},
        bool(package.names("_xmlsignatures/")),
        bool(re.search(r"<(?:\w+:)?filterColumn\b", found.after)),
        any(_BLIND.search(package.text(part)) for part in package.sheets().values()),
    )


def formulas(data: bytes, name: str, sheets: Iterable[str]) -> dict[str, dict[tuple[int, int], str]]:
    """Name of each of these sheets to the row and column (from 0) of its cells that are calculated, and what is."""
    package = Package(data, name)
    styles = Styles(package.text(STYLES), name)
    return {sheet: SheetText(package.text(package.sheet(sheet)), styles, name).formulas() for sheet in sheets}
