"""How the window looks: Fusion, one style sheet, the fonts, and every colour under its name."""

import re
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from eduaid_desktop.paths import resources

COLOURS: Final = {
    "paper": "#F6F5F1",
    "card": "#FFFFFF",
    "hair": "#F0EEE8",
    "line": "#E2DFD6",
    "edge": "#C6C3BA",
    "faint": "#9AA3A8",
    "quiet": "#5E6B73",
    "ink": "#1F2A30",
    "tint": "#E4ECF3",
    "focus": "#3F719C",
    "accent": "#0E7A6B",
    "accent_dark": "#0A6256",
    "problem": "#B3372B",
    "problem_tint": "#FCEFED",
    "problem_deep": "#F3C6C0",
    "warning": "#7A5200",
    "warning_edge": "#C98F1B",
    "warning_tint": "#FBF4E2",
    "done": "#2B6A3C",
}
POINTS: Final = 10.5
# The later ones hold what the first lacks: Tibetan names and rare characters.
FAMILIES: Final = ("Noto Sans SC", "Noto Serif Tibetan", "LXGW WenKai", "HanaMinB")
_FIRST: Final = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf")
_LATER: Final = ("NotoSerifTibetan-Regular.ttf", "LXGWWenKai-Regular.ttf", "HanaMinB.ttf")


# Handed over as an argument: QApplication.setStyle would load all of QStyle's names into Python first.
FUSION: Final = ("-style", "fusion")


def dress(application: QApplication) -> None:
    """Give an application that was made with the arguments FUSION its look."""
    _load(_FIRST)
    font = QFont()
    font.setFamilies(list(FAMILIES))
    font.setPointSizeF(POINTS)
    application.setFont(font)
    application.setPalette(_palette())
    application.setStyleSheet(sheet())
    application.setWindowIcon(QIcon(str(resources() / "icons" / "eduaid.svg")))


def load_rare_fonts() -> None:
    """The fonts for rare characters and Tibetan; large, so they come after the first paint."""
    _load(_LATER)


def _load(files: tuple[str, ...]) -> None:
    for name in files:
        QFontDatabase.addApplicationFont(str(resources() / "fonts" / name))


def sheet() -> str:
    """The style sheet with colours and icon folder put in."""
    text = (resources() / "style" / "app.qss").read_text(encoding="utf-8")
    names = {**COLOURS, "icons": (resources() / "icons").as_posix()}
    return re.sub(r"@(\w+)", lambda found: names[found[1]], text)


def colour(name: str) -> QColor:
    """One of the named colours."""
    return QColor(COLOURS[name])


def restyle(widget: QWidget, **properties: str) -> None:
    """Set dynamic properties that the style sheet looks at, and let it look again."""
    if all(widget.property(name) == value for name, value in properties.items()):
        return
    for name, value in properties.items():
        widget.setProperty(name, value)
    # A widget that was never shown is looked at when it is.
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def _palette() -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: "paper",
        QPalette.ColorRole.Base: "card",
        QPalette.ColorRole.AlternateBase: "paper",
        QPalette.ColorRole.Button: "card",
        QPalette.ColorRole.Text: "ink",
        QPalette.ColorRole.WindowText: "ink",
        QPalette.ColorRole.ButtonText: "ink",
        QPalette.ColorRole.PlaceholderText: "faint",
        QPalette.ColorRole.Highlight: "focus",
        QPalette.ColorRole.HighlightedText: "card",
        QPalette.ColorRole.Link: "focus",
    }
    for role, name in roles.items():
        palette.setColor(role, colour(name))
    return palette
