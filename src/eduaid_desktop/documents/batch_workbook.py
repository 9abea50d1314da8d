"""上报批次工作簿: five sheets as one file, whose bytes depend on nothing but what is in it."""

from eduaid_desktop.documents import batch_sheets, batch_summary
from eduaid_desktop.documents.sheet_writer import Book
from eduaid_desktop.domain.batch import Batch


def build(content: Batch) -> bytes:
    """The workbook of a batch as the bytes of an .xlsx file.

    Raises UserError for a text that no workbook can hold.
    """
    title = f"{content.township}{content.term}教育扶贫救助基金上报批次 {content.batch_no}"
    with Book(title, content.township, content.sealed_at) as book:
        cover, summary = batch_summary.sheets(book, content)
        batch_sheets.lines(book, content)
        batch_sheets.guide(book, content)
        batch_summary.cover(cover, content)
        batch_summary.summary(summary, content)
        return book.bytes()
