"""Asking for a file or a folder with the system's own dialog, beginning where the last one was."""

from pathlib import Path

from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from eduaid_desktop import paths, settings

OFFICES = "教育资助数据文件 (*.eduaid)"
PACKAGES = "政策包 (*.toml);;所有文件 (*)"
PICTURES = "照片和 PDF (*.jpg *.jpeg *.png *.pdf *.JPG *.JPEG *.PNG *.PDF);;所有文件 (*)"
WORKBOOK = "表格 (*.xlsx)"
WORKBOOKS = "表格 (*.xlsx *.xls *.csv *.ods *.et *.xlsm *.xlsb *.html *.htm *.xml *.mht);;所有文件 (*)"


def known_folder(purpose: str) -> Path | None:
    """The folder last used for this, when it is still there."""
    kept = settings.load().get("folders", {}).get(purpose)
    return Path(kept) if kept and Path(kept).is_dir() else None


def remember(purpose: str, folder: Path) -> None:
    """Begin there next time."""
    settings.save(folders={**settings.load().get("folders", {}), purpose: str(folder)})


def dropped(event: QDropEvent) -> list[Path]:
    """The files and folders of this machine that are being dropped, or dragged over."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]


def choose_workbook(parent: QWidget, title: str, purpose: str, kinds: str = WORKBOOKS) -> Path | None:
    """A workbook, or a file of another of the kinds above, to read; or None."""
    begin = known_folder(purpose) or paths.documents_folder()
    chosen, _ = QFileDialog.getOpenFileName(parent, title, str(begin), kinds)
    if not chosen:
        return None
    remember(purpose, Path(chosen).parent)
    return Path(chosen)


def choose_workbooks(parent: QWidget, title: str, purpose: str) -> list[Path]:
    """Several workbooks to read; none when nothing was chosen."""
    begin = known_folder(purpose) or paths.documents_folder()
    chosen, _ = QFileDialog.getOpenFileNames(parent, title, str(begin), WORKBOOKS)
    if chosen:
        remember(purpose, Path(chosen[0]).parent)
    return [Path(each) for each in chosen]


def choose_office(parent: QWidget) -> Path | None:
    """An office file to open, or None."""
    begin = known_folder("office") or paths.documents_folder()
    chosen, _ = QFileDialog.getOpenFileName(parent, "打开数据文件", str(begin), OFFICES)
    if not chosen:
        return None
    remember("office", Path(chosen).parent)
    return Path(chosen)


def choose_pictures(parent: QWidget) -> list[Path]:
    """Photographs and PDFs to be added; none when nothing was chosen."""
    begin = known_folder("pictures") or paths.documents_folder()
    chosen, _ = QFileDialog.getOpenFileNames(parent, "添加照片或文件", str(begin), PICTURES)
    if chosen:
        remember("pictures", Path(chosen[0]).parent)
    return [Path(each) for each in chosen]


def choose_new(parent: QWidget, title: str, name: str, kinds: str) -> Path | None:
    """Where to write a file of this name that leaves the office, or None; one that is there may be written over."""
    begin = known_folder("out") or paths.documents_folder()
    chosen, _ = QFileDialog.getSaveFileName(parent, title, str(begin / name), kinds)
    if not chosen:
        return None
    remember("out", Path(chosen).parent)
    return Path(chosen)


def choose_folder(parent: QWidget, title: str, purpose: str) -> Path | None:
    """A folder to write to, or None."""
    begin = known_folder(purpose) or paths.documents_folder()
    chosen = QFileDialog.getExistingDirectory(parent, title, str(begin))
    if not chosen:
        return None
    remember(purpose, Path(chosen))
    return Path(chosen)


def choose_text(parent: QWidget, title: str, name: str) -> Path | None:
    """Where to save a text under a proposed name, or None."""
    begin = known_folder("text") or paths.documents_folder()
    chosen, _ = QFileDialog.getSaveFileName(parent, title, str(begin / name), "文本 (*.txt)")
    if not chosen:
        return None
    remember("text", Path(chosen).parent)
    return Path(chosen)
