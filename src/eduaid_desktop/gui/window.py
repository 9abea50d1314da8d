"""The window: head with search and tabs, one page per tab, the line at the foot."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from eduaid_desktop import settings
from eduaid_desktop.errors import Damaged, LoginNeeded, Refused, UserError
from eduaid_desktop.gui import faults
from eduaid_desktop.gui.entry import Entry
from eduaid_desktop.gui.page import DONE, NOTE, PROBLEM, Page
from eduaid_desktop.gui.pieces import named
from eduaid_desktop.gui.printing.slip_bar import SlipBar
from eduaid_desktop.gui.strip import Strip
from eduaid_desktop.gui.style import load_rare_fonts
from eduaid_desktop.gui.tabs import TABS, titles
from eduaid_desktop.gui.tasks import Tasks
from eduaid_desktop.gui.window_keys import WindowKeys

if TYPE_CHECKING:
    from eduaid_desktop.documents.paper import Printed
    from eduaid_desktop.gui.header import Header
    from eduaid_desktop.gui.printing.preview import Preview
    from eduaid_desktop.gui.start_page import StartPage
    from eduaid_desktop.services.desk import Desk
    from eduaid_desktop.services.logins import WayIn
    from eduaid_desktop.services.unsaved import Draft

_TITLE = "乡镇教育资助"
# Large files that no first page needs: after the window stands, and before anybody has typed a name.
_RARE_FONTS_AFTER_MS = 1500
_SWEEP_AFTER_MS = 5000


def _let_go(widget: QWidget) -> None:
    """Nobody finds it in the window any more, and none of its timers fires, before the event loop deletes it."""
    for timer in widget.findChildren(QTimer):
        timer.stop()
    widget.hide()
    widget.setParent(None)
    widget.deleteLater()


def _sweep() -> None:
    from eduaid_desktop.gui import temporary

    temporary.sweep()


class MainWindow(QMainWindow):
    """A page.Shell. Without an office file it shows the start page.

    What a first paint does not need is imported later: the frame stands first, then the file opens.
    """

    desk: "Desk"

    def __init__(self) -> None:
        super().__init__()
        named(self, "mainWindow")
        self.setWindowTitle(_TITLE)
        self.resize(1366, 728)
        self.restoreGeometry(QByteArray.fromBase64(settings.load().get("geometry", "").encode()))
        self._open_desk: Desk | None = None
        self._pages: dict[str, Page] = {}
        self._preview: Preview | None = None
        self.strip = Strip()
        self.tasks = Tasks(self, self.fail)
        self.strip.watch(self.tasks)
        self.head: Header | None = None
        self.stack = named(QStackedWidget(), "pages")
        self._start: StartPage | None = None
        self._middle = QVBoxLayout()
        self._middle.setContentsMargins(0, 0, 0, 0)
        self._middle.setSpacing(0)
        self.slips = SlipBar(self)
        self.slips.wrote.connect(lambda: self.page.refresh())
        self._middle.addWidget(self.stack, 1)
        self._middle.addWidget(self.slips)
        self._middle.addWidget(self.strip)
        whole = named(QWidget(), "window")
        whole.setLayout(self._middle)
        self.setCentralWidget(whole)
        self.entry = Entry(self)
        WindowKeys(self)
        QTimer.singleShot(_RARE_FONTS_AFTER_MS, self, load_rare_fonts)
        QTimer.singleShot(_SWEEP_AFTER_MS, self, _sweep)

    def open_file(self, path: Path) -> None:
        """Open an office file and show its first tab; say what is wrong otherwise."""
        from eduaid_desktop.services.desk import Desk

        if self._open_desk and path.resolve() == self._open_desk.store.path.resolve():
            self.say(f"“{path.name}”已经打开了。")
            return
        try:
            desk = Desk.open(path)
        except LoginNeeded:
            self.leave_file()
            self.entry.ask(path)
        except UserError as error:
            self._refuse_file(path, error)
        else:
            self.use(desk)

    def use(self, desk: "Desk") -> None:
        """Work on an open office file from here on."""
        self.leave_file()
        self._begin(self.entry.begin(desk))

    def use_again(self, desk: "Desk", sentence: str) -> None:
        """The same open file, for somebody else or under another key; its pages are built anew."""
        self._drop_pages()
        self._begin(desk)
        self.say(sentence, DONE)

    def _begin(self, desk: "Desk") -> None:
        self._open_desk = self.desk = desk
        self.tasks.at_end = desk.store.end_thread
        self._show_head(desk)
        self.setWindowTitle(f"{self.head.office.text() if self.head else ''} - {_TITLE}")
        settings.save(last_file=str(desk.store.path))
        self.go(TABS[0].key)
        if first := self._pages.get(TABS[0].key):
            first.begin()
        self.entry.watch(desk)

    def log_in_again(self, sentence: str) -> None:
        """Somebody else takes the place of the person at the desk."""
        path = self.desk.store.path
        self.leave_file()
        self.entry.ask(path)
        self.say(sentence, DONE)

    def restore_backup(self, source: Path, way_in: "WayIn | None") -> None:
        """Put a backup in the place of the open file, and open it again, restored or as it was."""
        path = self.desk.store.path
        self.leave_file()
        self.show_start()
        self.restore_to(source, path, way_in)

    def restore_to(self, source: Path, path: Path, way_in: "WayIn | None") -> None:
        """Restore a backup as this office file and open it."""
        from eduaid_desktop.services import backups

        def opened(words: str, kind: str) -> None:
            if path.exists():
                self.open_file(path)
            self.say(words, kind)

        self.tasks.start(
            "正在恢复",
            lambda job: backups.restore(source, path, job, way_in),
            lambda done: opened(backups.restored_words(done), DONE),
            lambda error: opened(faults.sentence(error), PROBLEM),
            final=True,
        )

    def _refuse_file(self, path: Path, error: UserError) -> None:
        from eduaid_desktop.services import logins
        from eduaid_desktop.store.keyring import WrongPassword

        if path.is_file() and logins.is_encrypted(path):
            self.leave_file()
            # A wrong name or password in the environment is no lost slot file.
            wrong = isinstance(error, (WrongPassword, Refused))
            self.entry.ask(path, "" if wrong else error.sentence)
        elif self._open_desk:
            self.fail(error)
        else:
            self.show_start(error.sentence)
            if isinstance(error, Damaged) and self._start:
                self._start.offer_backups(path)

    def show_start(self, problem: str = "") -> None:
        """Offer a new office, a file, the sample; say why the last try failed."""
        from eduaid_desktop.gui.start_page import StartPage

        if self._start is None:
            self._start = StartPage()
            self._start.picked.connect(self.open_file)
            self._start.made.connect(self.use)
            self._start.restore_wanted.connect(self.restore_to)
            self._start.sample_wanted.connect(self.open_sample)
            self.stack.addWidget(self._start)
        self._start.tell(problem)
        self.stack.setCurrentWidget(self._start)
        self._start.take_focus()

    def open_sample(self) -> None:
        """Open the sample township, building it the first time."""
        from eduaid_desktop.services import sample

        if sample.place().exists():
            self.open_file(sample.place())
        elif not self.tasks.running:
            self.show_start()
            self.tasks.start("正在准备示例乡镇", sample.open_sample, self.open_file)

    def say(self, sentence: str, kind: str = NOTE) -> None:
        self.strip.say(sentence, kind)

    def fail(self, error: Exception) -> None:
        self.say(faults.sentence(error), PROBLEM)

    def go(self, tab: str, record_id: int | None = None) -> None:
        if self.entry.bars:
            return
        number = next((n for n, t in enumerate(TABS) if t.key == tab), None)
        if number is None or self.head is None:
            self.say("这项内容还没有自己的页面。", PROBLEM)
            return
        if self.head.tabs.currentIndex() == number:
            self._show_tab(number)
        self.head.tabs.setCurrentIndex(number)
        if record_id is not None:
            self._leave_panel()
            self._pages[tab].open_record(record_id)

    def show_only(
        self, tab: str, words: str, filters: Mapping[str, Any], record_id: int | None = None
    ) -> None:
        self.go(tab)
        self._leave_panel()
        self.page.show_only(words, filters, record_id)

    def restore(self, draft: "Draft") -> None:
        self.go(draft.tab)
        self._leave_panel()
        self.page.restore(draft)

    def apply_for(self, person_id: int) -> None:
        self.go("aid")
        self.page.find_person(person_id)

    def preview(self, pdf: Path, title: str, document: str = "", made: "Printed | None" = None) -> None:
        if self.entry.locked:
            return
        from eduaid_desktop.gui.printing.preview import Preview

        if self._preview is None:
            self._preview = Preview(self)
            self._preview.closed.connect(self._leave_preview)
            self.stack.addWidget(self._preview)
        try:
            self._preview.show_pdf(pdf, title, document, made)
        except UserError as error:
            self.fail(error)
        else:
            self.stack.setCurrentWidget(self._preview)

    def _leave_preview(self) -> None:
        if not self.entry.back():
            self.show_tab()

    @property
    def previewing(self) -> "Preview | None":
        """The preview while it covers the page."""
        return self._preview if self.stack.currentWidget() is self._preview else None

    @property
    def page(self) -> Page:
        """The page of the current tab."""
        assert self.head is not None
        return self._pages[TABS[self.head.tabs.currentIndex()].key]

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nothing is asked: what was typed is a draft, and is offered again."""
        settings.save(geometry=bytes(self.saveGeometry().toBase64().data()).decode())
        self.leave_file()
        super().closeEvent(event)

    def _show_head(self, desk: "Desk") -> None:
        from eduaid_desktop.gui import place_bar
        from eduaid_desktop.gui.header import Header
        from eduaid_desktop.gui.operator_menu import OperatorMenu
        from eduaid_desktop.gui.unmask_button import UnmaskButton
        from eduaid_desktop.services import people

        ends = (UnmaskButton(self), OperatorMenu(self, desk))
        self.head = Header(titles(desk), lambda typed: people.find_shown(desk, typed), ends)
        self.head.show_office(desk)
        self.head.chosen.connect(self._show_tab)
        self.head.search.found.connect(self._found)
        self.head.search.paper.connect(self.slips.take)
        self.head.search.left.connect(lambda: self.page.take_focus())
        place_bar.hang_below(self.head, desk.store.path)
        self._middle.insertWidget(0, self.head)

    def show_tab(self) -> None:
        """Show the current tab, read anew."""
        self._show_tab(self.head.tabs.currentIndex() if self.head else 0)

    def _show_tab(self, number: int) -> None:
        if self.entry.locked:
            return
        tab = TABS[number]
        self.say("")
        try:
            if tab.key not in self._pages:
                self._pages[tab.key] = named(tab.build(self), f"{tab.key}Page")
                self.stack.addWidget(self._pages[tab.key])
            self._pages[tab.key].refresh()
        except UserError as error:
            self.fail(error)
        if page := self._pages.get(tab.key):
            # Asked for before the stack puts the focus anywhere by itself.
            before = page.focusWidget()
            been_here = bool(before) and page.remembers_focus
            self.stack.setCurrentWidget(page)
            if been_here:
                before.setFocus()
            elif not page.take_focus():
                self.focus_search()

    def _found(self, person_id: int) -> None:
        self._leave_panel()
        if not self.page.find_person(person_id):
            self.go("students", person_id)

    def open_other(self) -> None:
        """Ask for another office file and open it."""
        from eduaid_desktop.gui.files import choose_office

        if chosen := choose_office(self):
            self.open_file(chosen)

    def leave_file(self) -> None:
        """Close the office file, after a last backup."""
        self.entry.leave()
        self._drop_pages()
        if self._open_desk:
            self._back_up_last(self._open_desk)
            self._open_desk.close()
            self._open_desk = None

    def _drop_pages(self) -> None:
        # Work under way has nobody to tell its result to.
        self.tasks.stop()
        self.slips.close_bar()
        for page in self._pages.values():
            self.stack.removeWidget(page)
            _let_go(page)
        self._pages.clear()
        if self.head:
            self._middle.removeWidget(self.head)
            _let_go(self.head)
            self.head = None

    def _back_up_last(self, desk: "Desk") -> None:
        from eduaid_desktop.services import backups

        self.say("正在做关闭前的备份……")
        self.strip.repaint()
        backups.automatic(desk, backups.EXIT)
        self.say("")

    def _leave_panel(self) -> None:
        """A question that covers the page gives way to what was looked for; nothing was written by it."""
        if self.page.panel_open:
            self.page.panel_open.close_panel()

    def focus_search(self) -> None:
        """Put the focus on the search box."""
        if self.head:
            self.head.search.setFocus()
            self.head.search.selectAll()
