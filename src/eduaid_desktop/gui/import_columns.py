"""认列: every column with its guess and three of its values, and the menu that sets a column right."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from eduaid_desktop.gui.fixed_rows import FixedRows
from eduaid_desktop.gui.pieces import named
from eduaid_desktop.gui.record_list import RecordList
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.importing.columns import EMPTY, Guess, choices, guesses
from eduaid_desktop.services.importing.result import ImportResult, Source
from eduaid_desktop.services.list_columns import Column

Chosen = Callable[[str | None], object]
_STATES = {"known": "按表头", "set": "您指定", "unknown": "未识别", "off": "不读", "empty": "—"}
_COLUMNS = (
    Column("sheet", "工作表", width=110),
    Column("letters", "列", width=40),
    Column("heading", "表头", width=180),
    Column("words", "读作", width=160),
    Column("state", "认法", "words", 70, words=_STATES),
    Column("sample1", "样例", width=170),
    Column("sample2", "样例", width=170),
    Column("sample3", "样例", width=170),
)


class ColumnList(RecordList):
    """Enter or a double click on a column asks what it holds."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("importPreviewColumns", FixedRows(_COLUMNS, [], desk))
        self._desk = desk
        self.places: list[tuple[Source, Guess]] = []

    def show_columns(self, found: ImportResult) -> None:
        """The columns of the sheets that are read, or of all sheets where none is."""
        self.places = [
            (source, guess)
            for source in found.taken or found.sources
            for guess in guesses(found, source)
            if guess.state != EMPTY
        ]
        rows = [_row(source, guess) for source, guess in self.places]
        self.point_to(FixedRows(_COLUMNS, rows, self._desk, "这个工作表是空的。"))

    def unknown(self) -> int:
        """How many columns nobody reads though they hold something."""
        return sum(guess.state == "unknown" for _, guess in self.places)


def _row(source: Source, guess: Guess) -> dict[str, str]:
    samples = dict(zip(("sample1", "sample2", "sample3"), guess.samples, strict=False))
    head = {"sheet": source.sheet.name, "letters": guess.letters, "heading": guess.heading}
    return {**head, "words": guess.words, "state": guess.state, **samples}


def ask(
    parent: QWidget, found: ImportResult, source: Source, column: int, at: QPoint, chosen: Chosen
) -> QMenu:
    """Open the menu of all fields at a place of the screen; chosen(field) with None for a column that is not read."""
    menu = named(QMenu(parent), "fieldMenu")
    _add(menu, "不读这一列", partial(chosen, None), "none")
    menu.addSeparator()
    taken: list[tuple[str, str]] = []
    for field, letters in choices(found, source):
        if letters:
            taken.append((field.name, f"{field.label}（现在是 {letters} 列）"))
        else:
            _add(menu, field.label, partial(chosen, field.name), field.name)
    if taken:
        others = menu.addMenu("已有别的列的")
        for name, words in taken:
            _add(others, words, partial(chosen, name), name)
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(at)
    return menu


def _add(menu: QMenu, words: str, act: Callable[[], object], name: str) -> None:
    action = menu.addAction(words)
    action.setObjectName(f"field_{name}")
    action.triggered.connect(lambda: act())
