"""The recovery sheet as a real PDF: what stands on it can be typed back, and nobody else may print it."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from eduaid_desktop.documents import pages, recovery_sheet
from eduaid_desktop.documents.recovery_sheet import RecoverySheetData
from eduaid_desktop.domain import recovery_code
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import keys, logins, operators, sheets, slips
from eduaid_desktop.services.desk import Desk

from .conftest import ADMIN, CLERK

SHEET = RecoverySheetData("格桑镇", "513399101", "格桑镇.eduaid", "A1B2C3D4", "2018-06-12", ["W8MB"] * 10)


def words(path: Path) -> str:
    (text,) = pages.text(path)
    return re.sub(r"\s+", "", text)


def test_what_stands_on_the_sheet_opens_the_file(desk: Desk, office_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "密钥单.pdf"
    printed = sheets.write_recovery_sheet(desk, path)
    assert (printed.pages, printed.complete) == (1, True)
    # It opens everything: no number leads to it, and no list of papers knows of it.
    assert printed.placed == ()
    assert desk.store.select("slip") == []
    assert path.stat().st_mode & 0o077 == 0
    assert [each.name for each in tmp_path.glob(".*")] == []
    text = words(path)
    for said in ("恢复密钥单", "格桑镇", "513399101", "格桑镇.eduaid", keys.mark_of(desk), "2018年6月12日",
                 "第1页共1页", "打印人（签字）", "封存人（签字）", "保管人（签字）", "分管领导保管"):  # fmt: skip
        assert said in text
    (line,) = desk.store.select("disclosure")
    assert (line["kind"], line["content"]) == ("sheet", f"恢复密钥单（编号 {keys.mark_of(desk)}）")
    desk.close()
    logins.recover(office_file, "".join(read_groups(path)), ADMIN, "一只羊两只羊三只羊").close()


def read_groups(path: Path) -> list[str]:
    """The ten groups as they stand, by their place on the page: everything in the large type."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path.read_bytes())
    page = document[0].get_textpage()
    large = []
    for number in range(page.count_chars()):
        left, bottom, _, top = page.get_charbox(number)
        char = page.get_text_range(number, 1)
        if top - bottom > 12 and char in recovery_code._ALPHABET:
            large.append((-round(bottom / 20), left, char))
    document.close()
    line = "".join(char for *_, char in sorted(large))
    return recovery_code.groups(line)


@pytest.mark.parametrize("office", ["镇", "云岭县格桑藏族自治乡人民政府教育资助与控辍保学工作领导小组办公室"])
def test_any_code_and_office_stand_whole(office: str, tmp_path: Path) -> None:
    alphabet = recovery_code._ALPHABET + "WWWWMMMM"
    sheet = replace(SHEET, office=office, groups=recovery_code.groups(alphabet))
    printed = recovery_sheet.write(sheet, tmp_path / "x.pdf", printed_on=recovery_sheet.date(2018, 6, 12))
    assert (printed.overflows, printed.missing_glyphs) == ([], [])
    assert read_groups(tmp_path / "x.pdf") == recovery_code.groups(alphabet)
    text = words(tmp_path / "x.pdf")
    for reading in "零一二三四五六七八九abcdefghjkmnpqrstvwxyz":
        assert reading in text


def test_who_may_not_print_it(enter: Callable[..., Desk], template: Path, tmp_path: Path) -> None:
    path = tmp_path / "密钥单.pdf"
    with enter(CLERK) as desk:
        with pytest.raises(Refused, match="由管理员打印"):
            sheets.write_recovery_sheet(desk, path)
        with enter(ADMIN, writable=False) as admin:
            assert keys.mark_of(desk) == keys.mark_of(admin)
    with Desk.open(template, writable=False) as plain, pytest.raises(Refused, match="没有加密"):
        sheets.write_recovery_sheet(plain, path)
    assert not path.exists()


def test_a_place_that_takes_no_file(desk: Desk, tmp_path: Path) -> None:
    for place, said in ((tmp_path, "不能用作文件名"), (tmp_path / "没有" / "x.pdf", "没有文件夹")):
        with pytest.raises(UserError, match=said):
            sheets.write_recovery_sheet(desk, place)


def test_an_office_whose_name_has_no_glyph_gets_its_sheet(desk: Desk, tmp_path: Path) -> None:
    with desk.store.change("拥珍", "改名") as change:
        change.update("office", 1, {"name": "\ue000镇" * 60})
    printed = sheets.write_recovery_sheet(desk, tmp_path / "x.pdf")
    assert printed.missing_glyphs
    assert "".join(read_groups(tmp_path / "x.pdf")) == keys.code_of(desk)


def test_a_new_key_has_a_new_number(desk: Desk, tmp_path: Path) -> None:
    sheets.write_recovery_sheet(desk, tmp_path / "一.pdf")
    after = operators.change_keys(desk, new_code=True)
    sheets.write_recovery_sheet(after, tmp_path / "二.pdf")
    assert keys.mark_of(desk) != keys.mark_of(after)
    assert keys.mark_of(after) in words(tmp_path / "二.pdf")
    assert read_groups(tmp_path / "一.pdf") != read_groups(tmp_path / "二.pdf")
    assert slips.page_count(tmp_path / "二.pdf") == 1
