"""What a batch takes along on paper says the same as its workbook, whatever became of its cases."""

from pathlib import Path

from openpyxl import load_workbook

from eduaid_desktop.documents import pages
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.services import slips
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.term_batch.batches import Exported


def printed(desk: Desk, path: Path, document: str, batch_no: str) -> list[list[str]]:
    """The words of every line."""
    slips.write(desk, document, path, what=batch_no)
    return [line.split() for text in pages.text(path) for line in text.splitlines()]


def test_the_summary_of_a_batch_is_that_of_its_workbook(
    desk: Desk, exported: Exported, tmp_path: Path
) -> None:
    with desk.change("更正") as change:
        for case in change.select("relief_case"):
            change.update("relief_case", case["id"], {"household_type": "一般农户", "applied": 1})
    sheet = load_workbook(exported.path, data_only=False)["汇总表"]
    values = load_workbook(exported.path, data_only=True)["汇总表"]
    found = printed(desk, tmp_path / "x.pdf", "summary_sheet", exported.batch_no)
    compared = 0
    for row in range(5, sheet.max_row):
        cells = [values.cell(row, column).value for column in range(1, sheet.max_column + 1)]
        name = cells[1] or cells[0]
        numbers = list(zip(cells[2::2], cells[3::2], strict=True))
        expected = [
            word
            for count, amount in numbers
            for word in ((f"{count:,}", yuan(round(amount * 100))) if count else ("—", "—"))
        ]
        (line,) = [words for words in found if name in words[:2] and len(words) > 5]
        assert line[line.index(name) + 1 :] == expected
        compared += 1
    assert compared == 4


def test_the_roster_of_a_batch_is_what_was_sealed(desk: Desk, exported: Exported, tmp_path: Path) -> None:
    with desk.change("更正") as change:
        for case in change.select("relief_case"):
            change.update("relief_case", case["id"], {"phone": "16499999999"})
    text = "\n".join(
        " ".join(words)
        for words in printed(desk, tmp_path / "x.pdf", "application_roster", exported.batch_no)
    )
    assert "16499999999" not in text
    assert text.count("16400000001") == 9
    assert yuan(exported.sum_fen) in text
    assert "内部资料" in text
