"""Who is at the keyboard, and what she can do about it and about the file: one button in the head of the window."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton

from eduaid_desktop import paths
from eduaid_desktop.domain import roles
from eduaid_desktop.errors import UserError
from eduaid_desktop.gui.page import DONE
from eduaid_desktop.gui.pieces import named

if TYPE_CHECKING:
    from eduaid_desktop.gui.page_panel import PagePanel
    from eduaid_desktop.gui.window import MainWindow
    from eduaid_desktop.services.desk import Desk

Act = Callable[[], object]


class OperatorMenu(QPushButton):
    """The menu is made when it is first opened: nobody needs it to begin work."""

    def __init__(self, window: "MainWindow", desk: "Desk") -> None:
        super().__init__(_words(desk))
        named(self, "operatorMenu").setProperty("role", "link")
        self.setToolTip("锁定、密码、操作员、核对和恢复")
        self._window, self._desk = window, desk
        menu = QMenu(self)
        menu.aboutToShow.connect(lambda: self.fill(menu))
        self.setMenu(menu)

    def fill(self, menu: QMenu) -> None:
        """Offer what this person can do; what she cannot do says who can."""
        menu.clear()
        entries = self._protected() if self._desk.keys else self._plain()
        for name, words, act, why in [*entries, *self._always()]:
            action = QAction(f"{words}　{why}" if why else words, menu)
            action.setObjectName(name)
            action.setEnabled(not why)
            action.triggered.connect(lambda checked=False, act=act: act())
            menu.addAction(action)

    def _protected(self) -> Iterator[tuple[str, str, Act, str]]:
        admins = "" if roles.ADMIN in (self._desk.roles or ()) else "（由管理员办理）"
        writer = "（本窗口只能查看）" if self._desk.store.read_only else ""
        yield "menuLock", "锁定窗口　Ctrl+L", self._window.entry.lock, ""
        yield "menuPassword", "修改我的密码…", self._password, writer
        yield "menuOperators", "操作员…", self._operators, admins or writer
        yield "menuHandover", "工作交接…", self._handover, admins or writer
        yield (
            "menuSheet",
            "恢复密钥单…",
            lambda: self._window.entry.ask_for_sheet(self._desk),
            admins or writer,
        )
        yield "menuPlainBackups", "删除未加密的旧备份", self._remove_plain_backups, admins or writer
        yield "menuDecrypt", "取消密码和加密…", self._decrypt, admins or writer

    def _plain(self) -> Iterator[tuple[str, str, Act, str]]:
        writer = "（本窗口只能查看）" if self._desk.store.read_only else ""
        yield "menuEncrypt", "为这个文件设置密码…", self._encrypt, writer

    def _always(self) -> Iterator[tuple[str, str, Act, str]]:
        yield "menuCheck", "核对数据文件…", self._check, ""
        yield "menuRestore", "从备份恢复…", self._restore, ""
        yield "menuSupport", "给技术支持的资料…", self._support, ""
        yield "menuOther", "打开其他文件…", self._window.open_other, ""

    def _check(self) -> None:
        from eduaid_desktop.gui import check_panel

        check_panel.start(self._window)

    def _support(self) -> None:
        """Figures and kinds without anybody's name, written where the person says."""
        from eduaid_desktop.services import support

        begin = paths.documents_folder() / "支持.zip"
        chosen, _ = QFileDialog.getSaveFileName(
            self, "资料保存到哪里（不含任何人的信息）", str(begin), "*.zip"
        )
        if chosen:
            path, desk, scale = Path(chosen), self._desk, self.devicePixelRatioF()
            self._window.tasks.start(
                "正在整理资料",
                lambda job: support.write(desk.store.path, path, scale=scale, desk=desk),
                lambda made: self._window.say(
                    f"已写好 {made.name}，里面没有任何人的信息，可以交给技术支持。", DONE
                ),
            )

    def _cover(self, build: Callable[[], "PagePanel"]) -> None:
        """A panel over the page in sight; one that stands there already gives way."""
        page = self._window.page
        if page.panel_open:
            page.panel_open.close_panel()
        build().open_panel()

    def _password(self) -> None:
        from eduaid_desktop.gui.password_panel import PasswordPanel

        self._cover(lambda: PasswordPanel(self._window.page))

    def _operators(self) -> None:
        from eduaid_desktop.gui.operators_panel import OperatorsPanel

        self._cover(lambda: OperatorsPanel(self._window.page, self._window.use_again))

    def _handover(self) -> None:
        from eduaid_desktop.gui.handover_panel import HandoverPanel

        window = self._window
        self._cover(lambda: HandoverPanel(window.page, window.use_again, window.log_in_again))

    def _encrypt(self) -> None:
        from eduaid_desktop.gui.encrypt_panel import EncryptPanel

        self._cover(lambda: EncryptPanel(self._window.page, self._window.use_again))

    def _remove_plain_backups(self) -> None:
        from eduaid_desktop.services import encryption

        try:
            gone = encryption.remove_plain_backups(self._desk)
        except UserError as error:
            self._window.fail(error)
        else:
            words = f"已删除 {gone} 个未加密的旧备份，加密的备份已验证。" if gone else "没有未加密的旧备份。"
            self._window.say(words, DONE)

    def _decrypt(self) -> None:
        from eduaid_desktop.gui.encrypt_panel import DecryptPanel

        self._cover(lambda: DecryptPanel(self._window.page, self._window.use_again))

    def _restore(self) -> None:
        from eduaid_desktop.gui.restore_panel import RestorePanel

        self._cover(lambda: RestorePanel(self._window.page, self._window.restore_backup))


def _words(desk: "Desk") -> str:
    """拥珍（录入员、审核员）; in a file without operators who the computer says it is."""
    return f"{desk.actor}（{roles.named(desk.roles)}）" if desk.roles is not None else f"经办人 {desk.actor}"
