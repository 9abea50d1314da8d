"""What leaves the office: for a purpose, logged in the same change as the file, masked unless asked otherwise."""

import os
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from eduaid_desktop.domain import roles
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import checking, exports, list_export, privacy
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.exports import Reason
from eduaid_desktop.services.lists import open_list
from eduaid_desktop.services.term_batch import batches
from eduaid_desktop.services.term_batch.batches import Exported
from eduaid_desktop.store import history

WHY = Reason("报县教育局核对", "云岭县教育局")


def log(desk: Desk) -> list[dict[str, Any]]:
    return desk.store.select("disclosure")


def changes(desk: Desk) -> int:
    return int(desk.store.value("SELECT COUNT(*) FROM change"))


def cells(path: Path) -> list[list[Any]]:
    return [list(row) for row in load_workbook(path).worksheets[0].iter_rows(values_only=True)]


def test_a_batch_is_logged_in_the_change_that_seals_it(desk: Desk, exported: Exported) -> None:
    (line,) = log(desk)
    assert {name: line[name] for name in ("kind", "content", "row_count", "purpose", "recipient", "on_date")} == {
        "kind": "export", "content": exported.path.name, "row_count": 9, "purpose": "2018年春季学期上报",
        "recipient": "云岭县教育局", "on_date": "2018-06-12",
    }  # fmt: skip
    touched = desk.store.rows(
        "SELECT table_name FROM change_log WHERE change_id = (SELECT change_id FROM change_log"
        " WHERE table_name = 'disclosure')"
    )
    assert {"batch", "batch_line", "attachment", "disclosure"} <= {row["table_name"] for row in touched}
    assert open_list(desk, "disclosures").rows([line["id"]])[line["id"]]["actor"] == "经办人甲"


def test_another_purpose_is_kept_as_said(desk: Desk, tmp_path: Path) -> None:
    batches.export(desk, "2018S", tmp_path, purpose=" 县里要求重报 ", recipient="县资助中心")
    assert [(line["purpose"], line["recipient"]) for line in log(desk)] == [("县里要求重报", "县资助中心")]


def test_writing_again_is_another_line(desk: Desk, exported: Exported, tmp_path: Path) -> None:
    batches.write_again(desk, exported.batch_no, tmp_path / "再次")
    assert [line["purpose"] for line in log(desk)] == ["2018年春季学期上报"] * 2
    assert log(desk)[1]["row_count"] == 9


def test_a_batch_that_finds_no_place_is_not_logged_and_leaves_nothing(
    desk: Desk, exported: Exported, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = changes(desk)

    def taken(source: Path, target: Path) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", taken)
        with pytest.raises(UserError, match="不能写入"):
            batches.write_again(desk, exported.batch_no, tmp_path / "再次")
    assert (len(log(desk)), changes(desk)) == (1, before)
    assert list((tmp_path / "再次").iterdir()) == []


def test_a_file_whose_line_cannot_be_written_does_not_go_out(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise UserError("磁盘已满")

    monkeypatch.setattr("eduaid_desktop.store.change.Change.seal", full)
    with pytest.raises(UserError, match="磁盘已满"):
        exports.write(desk, tmp_path / "花名册.xlsx", b"x", WHY)
    assert [path.name for path in tmp_path.iterdir() if "花名册" in path.name] == []
    assert log(desk) == []


@pytest.mark.parametrize("purpose", ["", "   ", "\u3000"])
def test_without_a_purpose_nothing_goes_out(desk: Desk, tmp_path: Path, purpose: str) -> None:
    with pytest.raises(Refused, match="用途"):
        exports.write(desk, tmp_path / "花名册.xlsx", b"x", Reason(purpose))
    with pytest.raises(Refused, match="用途"):
        list_export.save(desk, open_list(desk, "relief"), tmp_path / "表.xlsx", Reason(purpose))
    assert [path.suffix for path in tmp_path.iterdir() if path.suffix == ".xlsx"] == []
    assert log(desk) == []


def test_a_window_that_may_only_read_gives_nothing_out(
    desk: Desk, exported: Exported, tmp_path: Path
) -> None:
    with Desk.open(desk.store.path) as second:
        with pytest.raises(Refused, match="只能查看"):
            exports.write(second, tmp_path / "花名册.xlsx", b"x", WHY)
        with pytest.raises(Refused, match="只能查看"):
            batches.write_again(second, exported.batch_no, tmp_path / "再次")
        with pytest.raises(Refused, match="只能查看"):
            privacy.unmask(second)
        assert not second.session.unmasked
    assert not (tmp_path / "再次").exists()


def test_a_line_of_the_log_cannot_be_undone(desk: Desk, tmp_path: Path) -> None:
    exports.write(desk, tmp_path / "花名册.xlsx", b"x", WHY)
    with pytest.raises(Refused, match="不能撤销"):
        checking.undo(desk, changes(desk))
    assert history.check(desk.store) == []


def test_an_administrator_alone_gives_nothing_out_but_may_look(desk: Desk, tmp_path: Path) -> None:
    admin = Desk(desk.store, "管理员乙", frozenset({roles.ADMIN}))
    with pytest.raises(Refused, match="录入员或审核员"):
        exports.write(admin, tmp_path / "花名册.xlsx", b"x", WHY)
    assert not (tmp_path / "花名册.xlsx").exists()
    privacy.unmask(admin)
    assert [line["kind"] for line in log(desk)] == ["unmask"]


def test_showing_numbers_is_one_line_until_they_are_masked_again(desk: Desk) -> None:
    before = changes(desk)
    for _ in range(3):
        privacy.unmask(desk)
    assert (len(log(desk)), changes(desk)) == (1, before + 1)
    privacy.mask_again(desk)
    assert open_list(desk, "payments").totals() == {"count": "0", "amount": "0.00"}
    privacy.unmask(desk)
    assert len(log(desk)) == 2


def test_a_list_goes_out_masked_even_where_the_screen_is_not(desk: Desk, tmp_path: Path) -> None:
    people = desk.store.select("person")
    privacy.unmask(desk)
    path = list_export.save(desk, open_list(desk, "students"), tmp_path / "名册.xlsx", WHY)
    text = "\n".join(str(cell) for row in cells(path) for cell in row)
    assert "号码已遮住" in text
    assert "513399********" in text
    assert [p["id_number"] for p in people if p["id_number"] in text] == []
    assert log(desk)[-1]["row_count"] == 9


def test_a_list_with_full_numbers_says_so_on_every_page(desk: Desk, tmp_path: Path) -> None:
    source = open_list(desk, "students")
    path = list_export.save(desk, source, tmp_path / "名册.xlsx", WHY, filter="卓玛1", full=True)
    rows = cells(path)
    number = desk.store.select("person", name="扎西·卓玛1")[0]["id_number"]
    assert number in rows[3]
    assert load_workbook(path).worksheets[0].oddHeader.right.text == "内部资料"


def test_money_goes_out_as_numbers_that_add_up(desk: Desk, tmp_path: Path) -> None:
    source = open_list(desk, "relief", term="2018S")
    rows = cells(list_export.save(desk, source, tmp_path / "救助.xlsx", WHY))
    place = rows[2].index("申请（元）")
    assert sum(row[place] for row in rows[3:-1]) == rows[-1][place]
    assert f"{rows[-1][place]:,.2f}" == source.totals()["applied"]


def test_an_inner_list_and_an_empty_one_do_not_go_out(desk: Desk, tmp_path: Path) -> None:
    for kind, filter_ in (("changes", ""), ("import_problems", ""), ("students", "没有这个人")):
        with pytest.raises(Refused):
            list_export.save(desk, open_list(desk, kind), tmp_path / "x.xlsx", WHY, filter=filter_)
    assert log(desk) == []


def test_a_pdf_is_copied_and_logged(desk: Desk, tmp_path: Path) -> None:
    pdf = tmp_path / "审批单.pdf"
    pdf.write_bytes(b"%PDF-1.4")
    (tmp_path / "U盘").mkdir()
    exports.copy(desk, pdf, tmp_path / "U盘" / "审批单_扎西.pdf", WHY)
    assert (tmp_path / "U盘" / "审批单_扎西.pdf").read_bytes() == pdf.read_bytes()
    assert log(desk)[0]["content"] == "审批单_扎西.pdf"
    with pytest.raises(UserError, match="已不在了"):
        exports.copy(desk, tmp_path / "没有.pdf", tmp_path / "U盘" / "x.pdf", WHY)
    assert len(log(desk)) == 1
