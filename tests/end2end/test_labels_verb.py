"""eduaid labels: the labels of the documents out to the translators and back, by the command line."""

from pathlib import Path

from openpyxl import load_workbook

from .conftest import Run, refused


def test_labels_go_out_and_come_back(run: Run, office_file: Path, tmp_path: Path) -> None:
    listed = run("labels", office_file, "--json")
    assert listed.status == 0, listed.err
    assert not listed.data["on"]
    found = {row["chinese"]: row for row in listed.data["rows"]}
    assert found["姓名"]["tibetan"] == ""
    assert "申请审批表" in found["姓名"]["documents"]
    target = tmp_path / "对照.xlsx"
    assert run("labels", office_file, "--export", target).status == 0
    book = load_workbook(target)
    row = next(r for r in book.worksheets[0].iter_rows(min_row=4) if r[0].value == "姓名")
    row[1].value = "མིང་"
    book.save(target)
    assert run("labels", office_file, "--import", target, "--json").data == {"count": 1, "left_out": []}
    assert "姓名　མིང་　" in run("labels", office_file).out
    assert run("labels", office_file, "--remove", "姓名").status == 0
    refused(run("labels", office_file, "--remove", "姓名"), "对照里没有“姓名”")
    refused(run("labels", office_file, "--remove", "姓名", "--export", target), "请分几次办")


def test_rare_names_are_a_list_and_nothing_is_printed_of_none(
    run: Run, office_file: Path, tmp_path: Path
) -> None:
    assert run("list", office_file, "rare_names", "--json").status == 0
    refused(run("print", office_file, "rare_names", "--out", tmp_path / "罕.pdf"), "没有带罕见字的姓名")
