"""A term goes up: sealed in the office file, written whole into a folder, and checked again."""

import hashlib
import io
import os
import random
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from eduaid_desktop.documents import batch_workbook, delivery, reader
from eduaid_desktop.domain.money import amount_in_words, yuan
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.importing.wanted import CHECKING, READING, SEALING, WRITING
from eduaid_desktop.services.term_batch import batch_content, batch_progress, batch_sealing, batches, replies
from eduaid_desktop.services.term_batch.batches import Exported
from eduaid_desktop.store import batch_queries, integrity, undo

Edited = Callable[..., Path]
NINE = sum(100050 + 10000 * (serial % 5) for serial in range(1, 10))


def states(desk: Desk) -> set[int]:
    return {case["state"] for case in desk.store.select("relief_case")}


def table(path: Path, name: str) -> list[list[Any]]:
    return next(sheet.rows for sheet in reader.read(path).sheets if sheet.name == name)


def test_all_ready_cases_go_up_in_one_batch(desk: Desk, exported: Exported) -> None:
    assert (exported.batch_no, exported.rows, exported.sum_fen) == ("PC-513399101-2018S-001", 9, NINE)
    assert states(desk) == {70}
    lines = desk.store.select("batch_line", batch_id=exported.batch_id)
    assert sum(line["amount"] for line in lines) == NINE
    assert [step["document"] for step in desk.store.select("relief_step", action="report")] == [
        exported.batch_no
    ] * 9
    assert integrity.check(desk.store) == []


class Stopped(Exception):
    """What a progress raises when somebody presses 停止."""


def test_an_export_tells_how_far_it_is(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_progress, "EVERY", 2)
    told: list[tuple[str, int, int]] = []
    batches.export(desk, "2018S", tmp_path / "上报", progress=lambda *how_far: told.append(how_far))
    assert list(dict.fromkeys(stage for stage, _, _ in told)) == [CHECKING, WRITING, READING, SEALING]
    for stage, lines in ((CHECKING, 9), (WRITING, 9), (READING, 18), (SEALING, 18)):
        done, totals = zip(*((done, total) for name, done, total in told if name == stage), strict=True)
        assert (list(done), set(totals)) == (sorted(done), {lines})
        assert lines - 2 < done[-1] <= lines


@pytest.mark.parametrize("stage", [CHECKING, WRITING, READING, SEALING])
@pytest.mark.parametrize("place", ["at its beginning", "in its midst"])
def test_an_export_that_is_stopped_seals_nothing_and_leaves_no_file(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str, place: str
) -> None:
    monkeypatch.setattr(batch_progress, "EVERY", 2)
    before = desk.store.value("SELECT MAX(id) FROM change")

    def stop(at: str, done: int, total: int) -> None:
        if at == stage and (not done or place == "in its midst") and done >= 4 * (place == "in its midst"):
            raise Stopped

    with pytest.raises(Stopped):
        batches.export(desk, "2018S", tmp_path / "上报", progress=stop)
    assert (states(desk), desk.store.value("SELECT MAX(id) FROM change")) == ({60}, before)
    assert [*(tmp_path / "上报").glob("*")] == []
    assert batches.export(desk, "2018S", tmp_path / "上报").batch_no == "PC-513399101-2018S-001"


def test_the_sealed_change_cannot_be_undone(desk: Desk, exported: Exported) -> None:
    last = desk.store.value("SELECT MAX(id) FROM change")
    with pytest.raises(UserError):
        undo.undo(desk.store, "经办人甲", last)
    assert states(desk) == {70}


def test_the_cover_says_number_sum_words_and_code(exported: Exported) -> None:
    cover = {row[0]: row[1] for row in table(exported.path, "封面") if len(row) > 1}
    assert cover["批次号"] == exported.batch_no
    assert (cover["人数"], cover["金额合计（元）"]) == ("9", yuan(NINE))
    assert cover["金额大写"] == amount_in_words(NINE)
    assert cover["核对码"] == exported.check_code


def test_numbers_are_text_and_amounts_are_numbers(desk: Desk, exported: Exported) -> None:
    header, first = table(exported.path, "导入数据")[:2]
    row = dict(zip(header, first, strict=False))
    assert len(header) == 45
    assert row["身份证号"] == desk.store.get("person", 1)["id_number"]
    assert row["账号"] == "62999012345678001"
    assert (row["申请金额"], row["乡镇建议金额"]) == (1100.5, 1100.5)
    assert row["公示结束"] == "2018-05-26"


def test_the_bytes_depend_on_nothing_but_the_batch(desk: Desk) -> None:
    cases = batch_queries.ready(desk.store, "2018S", 60)
    content = batch_content.gather(desk, "2018S", cases)
    data = batch_workbook.build(content)
    assert batch_workbook.build(content) == data
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 31, 0, 0, 0)}
        core = parts.read("docProps/core.xml").decode()
        assert core.count(content.sealed_at.replace(" ", "T") + "Z") == 2


def test_no_macro_and_nothing_outside_the_file(exported: Exported) -> None:
    with zipfile.ZipFile(exported.path) as parts:
        assert sorted(n for n in parts.namelist() if not n.startswith("xl/worksheets/sheet")) == [
            "[Content_Types].xml", "_rels/.rels", "docProps/app.xml", "docProps/core.xml",
            "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/theme/theme1.xml", "xl/workbook.xml",
        ]  # fmt: skip
        said = b"".join(parts.read(name) for name in parts.namelist())
    assert b"TargetMode" not in said
    assert b"<hyperlink" not in said


def test_exporting_again_gives_the_same_bytes(desk: Desk, exported: Exported, tmp_path: Path) -> None:
    again = batches.write_again(desk, exported.batch_no, tmp_path / "再次")
    assert again.path.read_bytes() == exported.path.read_bytes()
    assert (again.check_code, again.rows) == (exported.check_code, 9)


def test_a_second_export_has_nothing_to_seal(desk: Desk, exported: Exported, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="没有“待上报”的申请"):
        batches.export(desk, "2018S", tmp_path)


def test_latecomers_go_up_in_a_batch_of_their_own(
    desk: Desk, exported: Exported, tmp_path: Path, add_case: Callable[..., int]
) -> None:
    add_case(desk, 10)
    second = batches.export(desk, "2018S", tmp_path)
    assert (second.batch_no, second.rows) == ("PC-513399101-2018S-002", 1)
    assert [b["kind"] for b in desk.store.select("batch")] == ["regular", "supplement"]


def test_hostile_text_goes_out_and_comes_back(
    desk: Desk, tmp_path: Path, add_case: Callable[..., int]
) -> None:
    texts = ("=1+1", "+86", "@SUM(A1)", "-1", "_x0041_", "<a>&\"'", "𠮷野\n第二行", "'前引号", "00123")
    for serial, text in enumerate(texts, 20):
        add_case(desk, serial, remark=text, class_name=text.split("\n")[0])
    exported = batches.export(desk, "2018S", tmp_path)
    header, *rows = table(exported.path, "导入数据")
    place = header.index("备注")
    assert [row[place] for row in rows if row[place]] == list(texts)
    assert batches.verify(exported.path, desk).ok


def test_an_untouched_file_verifies_with_and_without_the_office(desk: Desk, exported: Exported) -> None:
    for found in (batches.verify(exported.path), batches.verify(exported.path, desk)):
        assert (found.ok, found.findings) == (True, [])
        assert (found.batch_no, found.rows, found.sum_fen) == (exported.batch_no, 9, NINE)


def test_sorted_rows_moved_columns_and_decisions_verify(
    desk: Desk, exported: Exported, edited: Edited
) -> None:
    def mix(sheet: Any, columns: dict[str, int]) -> None:
        rows = list(sheet.iter_rows(values_only=True))
        order = list(range(45))
        random.Random(3).shuffle(order)
        body = rows[1:]
        random.Random(4).shuffle(body)
        sheet.delete_rows(1, sheet.max_row)
        for row in (rows[0], *body):
            sheet.append([row[n] for n in order])
        sheet.title = "Sheet1 (2)"
        sheet.cell(1, 46).value = "县局备注"

    path = edited(mix)
    assert batches.verify(path).findings == []
    assert batches.verify(path, desk).findings == []


@pytest.mark.parametrize(
    ("column", "new"), [("乡镇建议金额", 1101.5), ("身份证号", "513399200601010029"), ("备注", "加一句")]
)
def test_a_changed_cell_is_named(
    desk: Desk, exported: Exported, edited: Edited, column: str, new: Any
) -> None:
    old: list[Any] = []

    def touch(sheet: Any, columns: dict[str, int]) -> None:
        old.append(sheet.cell(2, columns[column]).value)
        sheet.cell(2, columns[column]).value = new

    path = edited(touch)
    alone = batches.verify(path)
    assert not alone.ok
    assert (2, "校验码") in [(f.row, f.column) for f in alone.findings]
    written = "1101.50" if new == 1101.5 else new
    before = "1100.50" if new == 1101.5 else (old[0] or "")
    exact = [(f.row, f.column, f.old, f.new) for f in batches.verify(path, desk).findings]
    assert (2, column, before, written) in exact


def test_a_second_column_of_the_same_name_is_named(desk: Desk, exported: Exported, edited: Edited) -> None:
    """Whoever looks at the sheet may read the amounts on the right."""

    def double(sheet: Any, columns: dict[str, int]) -> None:
        sheet.cell(1, 47).value = "乡镇建议金额（元）"
        sheet.cell(2, 47).value = 9000

    path = edited(double)
    for known in (None, desk):
        found = batches.verify(path, known).findings
        assert [(f.column, f.new) for f in found] == [("乡镇建议金额", "同名的有几列")]


def test_a_row_gone_and_a_row_doubled_are_named(desk: Desk, exported: Exported, edited: Edited) -> None:
    def drop(sheet: Any, columns: dict[str, int]) -> None:
        sheet.delete_rows(5)

    def double(sheet: Any, columns: dict[str, int]) -> None:
        sheet.append([cell.value for cell in sheet[3]])

    gone = batches.verify(edited(drop, "少.xlsx")).findings
    assert any(f.old.startswith("JYJZ-513399101-2018S-0004") and f.new == "缺此行" for f in gone)
    twice = batches.verify(edited(double, "多.xlsx")).findings
    assert (11, "申请编号") in [(f.row, f.column) for f in twice]


def test_sums_that_the_database_counts_otherwise_are_not_sealed(desk: Desk) -> None:
    """A case is given another amount, or moved to another village, after its line was made."""
    cases = batch_queries.ready(desk.store, "2018S", 60)
    content = batch_content.gather(desk, "2018S", cases)
    data = batch_workbook.build(content)
    batch_sealing.require_same(desk, data, content, cases)
    for column, value in (("proposed", 1), ("applied", 1), ("village", "513399101200"), ("stage", "7")):
        with desk.store.change("经办人甲", "改") as change:
            before = change.get("relief_case", 2)[column]
            change.update("relief_case", 2, {column: value})
        with pytest.raises(UserError, match="重新合计的不一致"):
            batch_sealing.require_same(desk, data, content, cases)
        with desk.store.change("经办人甲", "改回") as change:
            change.update("relief_case", 2, {column: before})


def test_a_text_that_no_workbook_holds_is_named_and_nothing_is_sealed(
    desk: Desk, tmp_path: Path, add_case: Callable[..., int]
) -> None:
    add_case(desk, 20, remark="前\x0b后")
    with pytest.raises(UserError, match=r"前□后.*U\+000B"):
        batches.export(desk, "2018S", tmp_path / "上报")
    assert states(desk) == {60}


@pytest.mark.parametrize("number", [{"账号": "62990000000000001"}, {}])
def test_a_row_put_below_without_any_number_is_named_and_a_line_of_sums_is_not(
    desk: Desk, exported: Exported, edited: Edited, number: dict[str, str]
) -> None:
    def add(sheet: Any, columns: dict[str, int]) -> None:
        row = sheet.max_row + 1
        for name, value in {"姓名": "多吉", "乡镇建议金额": 5000, **number}.items():
            sheet.cell(row, columns[name]).value = value

    def sum_up(sheet: Any, columns: dict[str, int]) -> None:
        for row, column in (
            (sheet.max_row + 2, "批次号"),
            (sheet.max_row + 3, "申请编号"),
            (sheet.max_row + 4, "姓名"),
        ):
            sheet.cell(row, columns[column]).value = "合 计"
            sheet.cell(row, columns["乡镇建议金额"]).value = NINE / 100

    path = edited(add, "多.xlsx")
    for known in (None, desk):
        assert (0, "人数", "9", "10") in [
            (f.row, f.column, f.old, f.new) for f in batches.verify(path, known).findings
        ]
    assert [(each.row, "多吉" in each.message) for each in replies.preview(desk, path).unknown] == [
        (11, True)
    ]
    assert batches.verify(edited(sum_up, "合计.xlsx"), desk).findings == []


def test_another_sheet_with_other_rows_is_named_and_a_copy_of_some_is_not(
    desk: Desk, exported: Exported, edited: Edited
) -> None:
    """Whoever opens the file reads the sheet in sight."""

    def copy(changed: Any) -> Callable[[Any, dict[str, int]], None]:
        def edit(sheet: Any, columns: dict[str, int]) -> None:
            other = sheet.parent.copy_worksheet(sheet)
            other.title, sheet.sheet_state = "批次", "hidden"
            other.delete_rows(4, 3)
            other.delete_cols(columns["备注"])
            other.cell(2, columns["乡镇建议金额"]).value = (
                changed or other.cell(2, columns["乡镇建议金额"]).value
            )

        return edit

    same, other = edited(copy(None), "一样.xlsx"), edited(copy(9999), "不同.xlsx")
    for known in (None, desk):
        assert batches.verify(same, known).findings == []
        (found,) = batches.verify(other, known).findings
        assert (found.row, found.column) == (0, "另一张表“批次”第 2 行")
        assert found.new == "JYJZ-513399101-2018S-0001 扎西·卓玛1 9999.00"


def test_other_files_are_no_batch(desk: Desk, tmp_path: Path) -> None:
    other = tmp_path / "别的.csv"
    other.write_text("姓名,身份证号\n张三,1\n", encoding="utf-8")
    with pytest.raises(UserError, match="没有上报批次的“导入数据”表"):
        batches.verify(other)


def test_a_path_that_is_no_folder_seals_nothing(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "文件").write_text("")
    for folder in (tmp_path / "文件", tmp_path / "没有" / "这里"):
        with pytest.raises(UserError, match="不是文件夹"):
            batches.export(desk, "2018S", folder)
    assert states(desk) == {60}
    assert desk.store.select("batch") == []


def test_a_file_of_that_name_is_never_written_over(desk: Desk, exported: Exported, edited: Edited) -> None:
    def fill(sheet: Any, columns: dict[str, int]) -> None:
        sheet.cell(2, columns["审批结果"]).value = "同意"

    shutil.copy(edited(fill), exported.path)
    filled = exported.path.read_bytes()
    with pytest.raises(UserError, match="已有同名文件"):
        batches.write_again(desk, exported.batch_no, exported.path.parent)
    assert exported.path.read_bytes() == filled


def test_a_file_open_in_another_program_is_told(desk: Desk, exported: Exported) -> None:
    exported.path.with_name(f".~lock.{exported.path.name}#").write_text("")
    with pytest.raises(UserError, match="关闭它"):
        batches.write_again(desk, exported.batch_no, exported.path.parent)


def test_a_sealed_batch_whose_file_found_no_place_can_be_written_again(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that takes the name between the check and the rename; only the system call is replaced."""

    def taken(source: Path, target: Path) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", taken)
        with pytest.raises(UserError, match=r"已经封存.*再写出一次"):
            batches.export(desk, "2018S", tmp_path)
    assert states(desk) == {70}
    again = batches.write_again(desk, "PC-513399101-2018S-001", tmp_path)
    assert batches.verify(again.path, desk).ok
    assert [p.name for p in tmp_path.iterdir() if p.name.endswith(".part")] == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 KiB; only root may mount one."""
    folder = tmp_path / "小盘"
    folder.mkdir()
    if shutil.which("mount") is None or os.name != "posix" or os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("this system does not let us mount a small disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_seals_nothing(desk: Desk, small_disk: Path) -> None:
    with pytest.raises(UserError, match="空间不够"):
        batches.export(desk, "2018S", small_disk)
    assert states(desk) == {60}
    assert list(small_disk.iterdir()) == []


def test_a_disk_that_fills_up_while_writing_seals_nothing(
    desk: Desk, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "_SPARE", -(10**9))
    (small_disk / "别的").write_bytes(b"0" * 60_000)
    with pytest.raises(UserError, match="空间不够"):
        batches.export(desk, "2018S", small_disk)
    assert states(desk) == {60}
    assert [p.name for p in small_disk.iterdir()] == ["别的"]


def test_a_read_only_folder_seals_nothing(desk: Desk, small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro,size=8m", str(small_disk)], check=True)
    with pytest.raises(UserError, match="不能写入文件夹"):
        batches.export(desk, "2018S", small_disk)
    assert states(desk) == {60}


def test_the_kept_file_is_the_one_that_went_out(desk: Desk, exported: Exported) -> None:
    kept = desk.store.select("attachment", owner_table="batch", owner_id=exported.batch_id)
    assert [row["content"] for row in kept] == [exported.path.read_bytes()]
    assert kept[0]["sha256"] == hashlib.sha256(exported.path.read_bytes()).hexdigest()
