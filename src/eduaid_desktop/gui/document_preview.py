"""A document as PDF in the preview: written as a task, under a name a clerk knows it by when she saves it."""

from pathlib import Path
from typing import Any

from eduaid_desktop.gui.page import Shell
from eduaid_desktop.gui.tasks import unless_cancelled


def preview_document(
    shell: Shell, folder: str, document: str, about: str, words: str = "", **wanted: Any
) -> None:
    """Write a document (a key of services.document_kinds.DOCUMENTS) into a folder and show it.

    about: behind the title in the name of the file; words: behind it over the preview. wanted: as services.slips.write.
    """
    from eduaid_desktop.services import document_kinds, slips

    title = document_kinds.DOCUMENTS[document].title
    target = Path(folder) / f"{title}_{about}.pdf"

    def work() -> Path:
        slips.write(shell.desk, document, target, **wanted)
        return target

    shell.tasks.start(
        f"正在生成{title}",
        unless_cancelled(work),
        lambda pdf: shell.preview(pdf, f"{title}　{words}" if words else title),
    )
