"""A document as PDF in the preview: written as a task, under a name a clerk knows it by when she saves it."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from eduaid_desktop.domain import masks
from eduaid_desktop.gui import temporary
from eduaid_desktop.gui.page import Shell
from eduaid_desktop.gui.tasks import unless_cancelled

if TYPE_CHECKING:
    from eduaid_desktop.documents.paper import Printed

_HIDDEN, _NOT_IN_NAMES = re.compile(r"\*+"), re.compile(r'[\\/:*?"<>|\x00-\x1f]')
# Of a name that is longer no system takes the file.
_LONGEST = 40


def preview_document(
    shell: Shell,
    owner: QObject,
    document: str,
    about: str,
    words: str = "",
    failed: Callable[[Exception], None] | None = None,
    **wanted: Any,
) -> None:
    """Write a document (a key of services.papers.catalogue.DOCUMENTS) into the folder of its owner and show it.

    about: behind the title in the name of the file; words: behind it over the preview. failed: as Tasks.start.
    wanted: as services.slips.write.
    """
    from eduaid_desktop.services import slips

    def write(target: Path) -> "Printed":
        return slips.write(shell.desk, document, target, **wanted)

    preview_written(shell, owner, document, about, write, words, failed)


def preview_written(
    shell: Shell,
    owner: QObject,
    document: str,
    about: str,
    write: Callable[[Path], "Printed"],
    words: str = "",
    failed: Callable[[Exception], None] | None = None,
) -> None:
    """The same for a document that is written in a way of its own. write(path) does it."""
    from eduaid_desktop.services.papers import catalogue

    title = catalogue.DOCUMENTS[document].title
    target = temporary.folder_of(owner) / f"{title}_{_for_a_name(about)}.pdf"
    shell.tasks.start(
        f"正在生成{title}",
        unless_cancelled(lambda: write(target)),
        lambda made: shell.preview(made.path, f"{title}　{words}" if words else title, document, made),
        failed,
    )


def _for_a_name(about: str) -> str:
    """What a file can be called: without the signs that no system takes, not too long, and no ID number in it."""
    shown = _HIDDEN.sub("…", masks.in_text(about))
    return _NOT_IN_NAMES.sub("_", shown)[:_LONGEST]
