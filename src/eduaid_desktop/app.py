"""The door to the window: builds everything once."""

import sys
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import (
    QDeadlineTimer,
    QLibraryInfo,
    QLocale,
    QMessageLogContext,
    QTimer,
    QtMsgType,
    QTranslator,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication

from eduaid_desktop.gui import style
from eduaid_desktop.gui.page import PROBLEM
from eduaid_desktop.gui.tabs import TABS
from eduaid_desktop.gui.window import MainWindow

_PATIENCE_MS = 10_000
# What comes into sight after the first paint, and the layout that follows.
_SETTLING_MS = 200


def run(file: Path | None, *, sample: bool = False) -> int:
    """Open the window on an office file, on the sample township, or on the start page. Returns the exit status."""
    application, window = prepare()
    sys.excepthook = lambda kind, error, trace: _tell(window, error, trace)
    window.show()
    if file is not None:
        QTimer.singleShot(0, lambda: window.open_file(file))
    elif sample:
        QTimer.singleShot(0, window.open_sample)
    else:
        window.show_start()
    return application.exec()


def prepare() -> tuple[QApplication, MainWindow]:
    """The application, dressed and speaking Chinese, with its window not yet shown."""
    application = QApplication([*sys.argv[:1], *style.FUSION])
    application.setApplicationName("eduaid")
    application.setDesktopFileName("eduaid")
    _speak_chinese(application)
    style.dress(application)
    return application, MainWindow()


def take_pictures(file: Path, folder: Path, width: int, height: int) -> dict[str, Path]:
    """A PNG of every tab of an office file (title -> path), from a window of that size in pixels.

    Needs no display: without one, set QT_QPA_PLATFORM=offscreen before. A page that breaks raises its error.
    """
    broken: list[BaseException] = []
    sys.excepthook = lambda kind, error, trace: broken.append(error)
    qInstallMessageHandler(_without_harmless)
    application, window = prepare()
    window.resize(width, height)
    window.show()
    window.open_file(file)
    pictures = {}
    for number, tab in enumerate(TABS, 1):
        window.go(tab.key)
        patience = QDeadlineTimer(_PATIENCE_MS)
        settled = QDeadlineTimer(_SETTLING_MS)
        while not settled.hasExpired() or (window.tasks.running and not patience.hasExpired()):
            application.processEvents()
        pictures[tab.title] = folder / f"{number}_{tab.title}.png"
        window.grab().save(str(pictures[tab.title]))
    window.close()
    application.processEvents()
    if broken:
        raise broken[0]
    return pictures


def _without_harmless(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    """What Qt says, without the two remarks that every window without a display draws from it."""
    if "does not support" not in message:
        print(message, file=sys.stderr)


def _speak_chinese(application: QApplication) -> None:
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(application)
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(translator)


def _tell(window: MainWindow, error: BaseException, trace: TracebackType | None) -> None:
    """An error that nobody caught: the user gets one sentence, the log the rest."""
    if isinstance(error, KeyboardInterrupt):
        QApplication.quit()
    elif isinstance(error, Exception):
        window.fail(error)
    else:
        window.say("程序出了意外，请关闭后重新打开；已录入的内容仍在草稿里。", PROBLEM)
