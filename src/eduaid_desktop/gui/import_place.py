"""What an import is read as: which kind of table, for which term, from whom; and what is to be known about that."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from eduaid_desktop.domain import terms
from eduaid_desktop.gui.pieces import button, empty, label, named
from eduaid_desktop.gui.style import restyle
from eduaid_desktop.services import imports
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.importing import mappings
from eduaid_desktop.services.imports import ImportResult

_LONGEST_SENDER = 40


class PlaceLine(QWidget):
    """changed(what): one of kind, term, sender is wanted otherwise, as a dictionary."""

    changed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._sender = ""
        self.kind, self.term, self.sent_by = (
            _box("importKind", "认作哪一种表"),
            _box("importTerm", "学期"),
            _sender(),
        )
        self.term_words = label("记入")
        for kind in imports.KINDS.values():
            self.kind.addItem(kind.title, kind.name)
        self.sent_by.addItems(mappings.senders(desk))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in (label("认作"), self.kind, self.term_words, self.term, label("报送单位")):
            row.addWidget(widget)
        row.addWidget(self.sent_by, 1)
        self.kind.activated.connect(lambda: self.changed.emit({"kind": self.kind.currentData()}))
        self.term.activated.connect(lambda: self.changed.emit({"term": self.term.currentData()}))
        self.sent_by.activated.connect(lambda: self._sent())
        line = self.sent_by.lineEdit()
        assert line is not None
        line.editingFinished.connect(self._sent)

    def show_result(self, found: ImportResult) -> None:
        """Say how the workbook was read, without anybody having wanted it."""
        self.kind.setCurrentIndex(self.kind.findData(found.kind.name))
        self.term.clear()
        offered = {code.code for code in self._desk.rules().codes["term"].codes} | {found.term}
        for term in terms.newest_first(offered):
            self.term.addItem(terms.label(term), term)
        self.term.setCurrentIndex(self.term.findData(found.term))
        for widget in (self.term_words, self.term):
            widget.setVisible(found.kind.by_term)
        self._sender = found.sender
        self.sent_by.setEditText(found.sender)

    def _sent(self) -> None:
        typed = self.sent_by.currentText().strip()
        if typed != self._sender:
            self._sender = typed
            self.changed.emit({"sender": typed})


class Notes(QWidget):
    """Lines about an import, each with what can be done about it."""

    def __init__(self) -> None:
        super().__init__()
        named(self, "importNotes")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)

    def clear(self) -> None:
        """Say nothing."""
        empty(self._column)
        self.hide()

    def add(
        self,
        sentence: str,
        state: str = "",
        act: Callable[[], object] | None = None,
        words: str = "",
        name: str = "",
    ) -> None:
        """One line; state: block or warn; words and name: of the link that acts."""
        told = label(sentence, "quiet", "importNote")
        told.setWordWrap(True)
        told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        if state:
            told.setProperty("role", "problem")
            restyle(told, state=state)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(told, 1)
        if act is not None:
            row.addWidget(button(words, act, name, "link"))
        self._column.addLayout(row)
        self.show()


def tell(
    notes: Notes,
    found: ImportResult,
    sentence: str,
    forget: Callable[[int], None],
    read: Callable[[str], None],
) -> None:
    """Everything to be known of a preview. forget(mapping id), read(kind): what its links do."""
    notes.clear()
    if sentence:
        notes.add(f"✕ {sentence}可在下面的表头点一下，指明哪一列是什么。", "block")
    for each in found.remembered:
        notes.add(each.told(), "", partial(forget, each.id), "忘掉这样的认列", "forgetMapping")
    others = [s for s in found.sources if s.table is not None and s.table.kind is not found.kind]
    for source in others:
        assert source.table is not None
        kind = source.table.kind
        words = f"工作表“{source.sheet.name}”是{kind.title}（{len(source.table.rows)} 行），这次不读。"
        notes.add(words, "", partial(read, kind.name), f"改读{kind.title}", "readOther")
    unknown = (
        [s.sheet.name for s in found.sources if s.table is None and s.sheet.rows] if not sentence else []
    )
    if unknown:
        notes.add(f"没有认出表头，不读：工作表“{'”“'.join(unknown)}”。")
    if found.blind:
        notes.add(f"▲ {found.blind}", "warn")


def _box(name: str, accessible: str) -> QComboBox:
    box = named(QComboBox(), name)
    box.setMinimumWidth(144)
    box.setAccessibleName(accessible)
    return box


def _sender() -> QComboBox:
    box = named(QComboBox(), "importSender")
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    box.setMinimumWidth(180)
    box.setAccessibleName("报送单位")
    line = box.lineEdit()
    assert line is not None
    line.setMaxLength(_LONGEST_SENDER)
    line.setPlaceholderText("谁交来的，如 格桑镇中心小学")
    return box
