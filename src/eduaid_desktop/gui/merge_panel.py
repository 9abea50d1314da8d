"""合并重复的人员: the second record is looked for, both stand side by side, and field by field one value stays."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from eduaid_desktop.errors import UserError
from eduaid_desktop.gui.page import DONE, PROBLEM, WARN, Page
from eduaid_desktop.gui.page_panel import PagePanel
from eduaid_desktop.gui.pieces import button, card, label, named
from eduaid_desktop.gui.search_box import SearchBox
from eduaid_desktop.gui.style import colour, restyle
from eduaid_desktop.services import merging, people, splitting
from eduaid_desktop.services.merging import Merge, Side

_KEEP, _GONE = 1, 2
_TOGGLE = (Qt.Key.Key_Space, Qt.Key.Key_Left, Qt.Key.Key_Right)


class SidesTable(QTableWidget):
    """chosen: another value stays. Only the fields that differ; Space, ← and → or a click choose."""

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__(0, 3)
        named(self, "sides").setAccessibleName("两条记录不同的栏目，用空格键选留哪一个")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.taken: set[str] = set()
        self._sides: list[Side] = []
        self.cellClicked.connect(self._click)

    def show_sides(self, found: Merge) -> None:
        """The fields of a merge that somebody may choose, and those that fill a blank."""
        self._sides = [side for side in found.fields if side.differs]
        row = max(self.currentRow(), 0)
        titles = (f"保留：第 {found.keep['id']} 号", f"并入：第 {found.gone['id']} 号")
        self.setHorizontalHeaderLabels(["栏目", *titles])
        self.setRowCount(len(self._sides))
        for number, side in enumerate(self._sides):
            self._put(number, 0, side.label, stays=False)
            self._put(number, _KEEP, _marked(side.keep, stays=not side.takes_gone), stays=not side.takes_gone)
            self._put(number, _GONE, _marked(side.gone, stays=side.takes_gone), stays=side.takes_gone)
        if self._sides:
            self.setCurrentCell(min(row, len(self._sides) - 1), 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _TOGGLE:
            side = self._sides[self.currentRow()] if self._sides else None
            wanted = {Qt.Key.Key_Left: False, Qt.Key.Key_Right: True}.get(Qt.Key(event.key()))
            if side is not None:
                self._choose(side, gone=not side.takes_gone if wanted is None else wanted)
        else:
            super().keyPressEvent(event)

    def _click(self, row: int, column: int) -> None:
        if column:
            self._choose(self._sides[row], gone=column == _GONE)

    def _choose(self, side: Side, *, gone: bool) -> None:
        """What is blank on one side is filled in any case."""
        if side.keep and side.takes_gone != gone:
            self.taken ^= {side.name}
            self.chosen.emit()

    def _put(self, row: int, column: int, words: str, *, stays: bool) -> None:
        item = QTableWidgetItem(words)
        font = item.font()
        font.setBold(stays)
        item.setFont(font)
        if not stays:
            item.setForeground(colour("quiet"))
        self.setItem(row, column, item)


class MergePanel(PagePanel):
    """Which record stays is the one that was open; 对调 turns it round."""

    def __init__(self, page: Page, person_id: int) -> None:
        super().__init__(page, "mergePanel", "合并重复的人员")
        desk = self.shell.desk
        self.keep_id, self.gone_id = person_id, 0
        self.search = named(SearchBox(lambda typed: people.find_shown(desk, typed)), "mergeSearch")
        self.search.setPlaceholderText("找另一条记录：姓名、拼音首字母、身份证号或尾号")
        self.search.setAccessibleName("找另一条记录")
        self.search.found.connect(self.compare)
        self.search.left.connect(self.close_panel)
        self.who = label(role="strong", name="mergeWho")
        self.table = SidesTable()
        self.table.chosen.connect(self._look)
        self.moves, self.doubles = (
            label(role="quiet", name="mergeMoves"),
            label(role="problem", name="mergeDoubles"),
        )
        for each in (self.who, self.moves, self.doubles):
            each.setWordWrap(True)
        restyle(self.doubles, state="warn")
        self.swap = button("对调", self._swap, "mergeSwap")
        self.add_actions(self.swap)
        self.body.addWidget(self.search)
        self.body.addWidget(self.who)
        self.body.addWidget(self.table, 1)
        self.below = card(self.moves, self.doubles)
        self.body.addWidget(self.below)
        self._show(None)

    def start(self) -> None:
        self.search.setFocus()

    def compare(self, person_id: int) -> None:
        """Lay another record beside the one that stays."""
        self.gone_id = person_id
        self.table.taken = set()
        self._look()
        self.table.setFocus()

    def merge(self) -> None:
        """Do it, and show the one that stayed."""
        try:
            done = merging.merge(self.shell.desk, self.keep_id, self.gone_id, self.table.taken)
        except UserError as error:
            self.shell.say(error.sentence, PROBLEM)
            return
        self._shown_again(self.keep_id)
        said = f"已合并为第 {self.keep_id} 号，原来的号码和姓名仍能查到；合并错了可以拆分。"
        self.shell.say(said + "".join(done.doubles), WARN if done.doubles else DONE)

    def _shown_again(self, person_id: int) -> None:
        self.close_panel()
        self.page.refresh()
        self.page.open_record(person_id)

    def _look(self) -> None:
        try:
            found = merging.side_by_side(self.shell.desk, self.keep_id, self.gone_id, self.table.taken)
        except UserError as error:
            self._show(None)
            self.shell.say(error.sentence, PROBLEM)
            return
        self.shell.say("")
        self._show(found)

    def _swap(self) -> None:
        self.keep_id, self.gone_id = self.gone_id, self.keep_id
        self.table.taken = set()
        self._look()

    def _show(self, found: Merge | None) -> None:
        for each in (self.table, self.below):
            each.setVisible(found is not None)
        self.swap.setVisible(self.gone_id != 0)
        self.offer("合并" if found else "", self.merge)
        if found is None:
            name = self.shell.desk.store.get("person", self.keep_id)["name"]
            self.who.setText(
                f"保留{name}（第 {self.keep_id} 号）。在上面找到同一个人的另一条记录，按 Enter 选定。"
            )
            return
        same = sum(not side.differs for side in found.fields)
        self.who.setText(
            f"{_called(found.gone)}并入{_called(found.keep)}。下面是不同的栏目，● 是保留的值，"
            f"按空格键或点另一边改选；空着的自动补上，其余 {same} 栏不用选。"
        )
        self.table.show_sides(found)
        self.moves.setText("\n".join(found.told()) or "没有要移动的在读、资助和申请。")
        self.doubles.setText("\n".join(f"▲ 请决定：{words}" for words in found.doubles))
        self.doubles.setVisible(bool(found.doubles))


class SplitPanel(PagePanel):
    """What goes back as it was, what was edited since and stays, what came later; then taking the merge apart."""

    def __init__(self, page: Page, keep_id: int, gone_id: int) -> None:
        super().__init__(page, "splitPanel", "拆分错误的合并")
        self._ids = keep_id, gone_id
        self.told = label(name="splitTold")
        self.told.setWordWrap(True)
        self.show_form(card(*_lines("拆分以后：", (self.told,))))
        self.offer("", self.split)
        try:
            found = splitting.split(self.shell.desk, gone_id, dry_run=True)
        except UserError as error:
            self.told.setText(error.sentence)
            return
        self.told.setText("\n".join(found.told()))
        self.offer("拆分", self.split)

    def split(self) -> None:
        """Do it, and show the one that was kept."""
        try:
            found = splitting.split(self.shell.desk, self._ids[1])
        except UserError as error:
            self.shell.say(error.sentence, PROBLEM)
            return
        self.close_panel()
        self.page.refresh()
        self.page.open_record(self._ids[0])
        later = "".join(f"{words}。" for words in found.told()[1:] if "核对归谁" in words)
        self.shell.say(f"已拆分：{found.told()[0]}。{later}", WARN if later else DONE)


def _lines(title: str, widgets: Collection[QWidget]) -> Sequence[QWidget]:
    return [label(title, "heading"), *widgets]


def _marked(words: str, *, stays: bool) -> str:
    return f"{'●' if stays else '○'} {words or '（空）'}"


def _called(person: dict[str, object]) -> str:
    return f"{person['name']}（第 {person['id']} 号）"
