"""A file that leaves behind a password: it opens with that alone, holds the same; only the cover tells it."""

import io
import json
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from eduaid_desktop.documents import batch_file, pages, protecting, reader, unlocking
from eduaid_desktop.domain import open_phrase
from eduaid_desktop.domain.batch_check import BatchFile
from eduaid_desktop.errors import PasswordNeeded, Refused, UserError
from eduaid_desktop.services import exports, list_export, slips, support
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.exports import Reason
from eduaid_desktop.services.lists import open_list
from eduaid_desktop.services.templates import reading
from eduaid_desktop.services.term_batch import batch_audit, batch_files, batch_phrases, batches, replies
from eduaid_desktop.services.term_batch.batches import Exported
from eduaid_desktop.store import integrity
from tests import bureau

OWN = "Kele-2018"


@pytest.fixture
def protected(desk: Desk, tmp_path: Path) -> Exported:
    return batches.export(desk, "2018S", tmp_path / "上报", phrase="")


def kept(desk: Desk, exported: Exported) -> bytes:
    (row,) = desk.store.select("attachment", owner_table="batch", owner_id=exported.batch_id)
    return bytes(row["content"])


def test_a_protected_batch_holds_the_kept_bytes_and_verifies(desk: Desk, protected: Exported) -> None:
    data = protected.path.read_bytes()
    assert not zipfile.is_zipfile(io.BytesIO(data))
    assert unlocking.unlocked(data, protected.phrase) == kept(desk, protected)
    assert batches.verify(protected.path, desk).ok
    assert batches.verify(protected.path, password=protected.phrase).ok
    assert batches.verify(protected.path, password=f" {open_phrase.grouped(protected.phrase)} ").ok
    assert integrity.check(desk.store) == batch_audit.faults(desk) == []


@pytest.mark.parametrize("typed", [None, "000 111 222 333 444"])
def test_nobody_reads_it_without_the_phrase(protected: Exported, typed: str | None) -> None:
    with pytest.raises(PasswordNeeded) as needed:
        batches.verify(protected.path, password=typed)
    assert needed.value.wrong == (typed is not None)


def test_written_again_it_has_other_bytes_and_the_same_phrase(
    desk: Desk, protected: Exported, tmp_path: Path
) -> None:
    before = protected.path.read_bytes()
    again = batches.write_again(desk, protected.batch_no, protected.path.parent, phrase="")
    assert (again.phrase, again.path) == (protected.phrase, protected.path)
    assert again.path.read_bytes() != before
    plain = batches.write_again(desk, protected.batch_no, tmp_path / "不加")
    assert (plain.phrase, plain.path.read_bytes()) == ("", kept(desk, protected))
    with pytest.raises(Refused, match="只用一个密码") as refused:
        batches.write_again(desk, protected.batch_no, tmp_path / "另填", phrase=OWN)
    assert refused.value.field == "phrase"
    assert not (tmp_path / "另填").exists()


def test_a_copy_that_opens_without_is_not_written_over_by_a_protected_one(
    desk: Desk, exported: Exported, tmp_path: Path
) -> None:
    """Left beside it nobody would know which of the two went to the county."""
    with pytest.raises(UserError, match="已有同名文件"):
        batches.write_again(desk, exported.batch_no, exported.path.parent, phrase="")
    assert desk.store.get("batch", exported.batch_id)["phrase"] is None
    made = batches.write_again(desk, exported.batch_no, tmp_path / "加密", phrase=OWN)
    assert (made.phrase, desk.store.get("batch", exported.batch_id)["phrase"]) == (OWN, OWN)


@pytest.mark.parametrize(
    "bad", ["123", "密码密码密码密码", "1234 abcd xyz", "11112222", "12345678", "x" * 16]
)
def test_a_phrase_that_is_none_seals_nothing(desk: Desk, tmp_path: Path, bad: str) -> None:
    with pytest.raises(Refused) as refused:
        batches.export(desk, "2018S", tmp_path, phrase=bad)
    assert refused.value.field == "phrase"
    assert desk.store.select("batch") == []


def test_phrases_are_told_in_groups_and_never_twice_the_same() -> None:
    made = {open_phrase.make() for _ in range(200)}
    assert len(made) == 200
    for phrase in made:
        shown = open_phrase.grouped(phrase)
        assert [len(group) for group in shown.split(" ")] == [3] * 5
        for typed in (shown, shown.replace(" ", "-"), shown.replace(" ", "\u3000")):
            assert open_phrase.require(typed) == phrase
    assert open_phrase.grouped(OWN) == OWN


def test_a_reply_behind_the_phrase_of_its_batch_opens_by_itself(
    desk: Desk, protected: Exported, tmp_path: Path
) -> None:
    book = load_workbook(io.BytesIO(kept(desk, protected)))
    sheet = book["导入数据"]
    column = {cell.value: cell.column for cell in sheet[1]}
    for name, value in {"审批结果": "同意", "审批金额": sheet.cell(2, column["乡镇建议金额"]).value,
                        "审批文号": "云教助〔2018〕7号", "审批日期": "2018-06-12"}.items():  # fmt: skip
        sheet.cell(2, column[name]).value = value
    answered = io.BytesIO()
    book.save(answered)
    path = tmp_path / "批复.xlsx"
    path.write_bytes(protecting.protected(answered.getvalue(), protected.phrase))
    assert len(replies.preview(desk, path).matched) == 1
    assert len(replies.apply(desk, path).new) == 1
    path.write_bytes(protecting.protected(answered.getvalue(), "county-2018"))
    with pytest.raises(PasswordNeeded):
        replies.preview(desk, path)
    assert replies.preview(desk, path, "county-2018").new == []


def test_the_protected_file_that_went_up_says_that_it_is_that(desk: Desk, protected: Exported) -> None:
    notes = replies.preview(desk, protected.path).notes
    assert "这就是上报时的原文件" in notes[0].message


def test_nothing_but_the_cover_sheet_tells_the_phrase(
    desk: Desk, protected: Exported, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    phrase, shown = protected.phrase, open_phrase.grouped(protected.phrase)
    printed = slips.write(desk, "cover_sheet", tmp_path / "封面.pdf", what=protected.batch_no)
    assert (printed.pages, printed.complete) == (1, True)
    (text,) = pages.text(printed.path)
    assert shown in text
    assert "请与文件分开传递" in text
    support.write(desk.store.path, tmp_path / "支持.zip", desk=desk)
    with zipfile.ZipFile(tmp_path / "支持.zip") as bundle:
        packed = "".join(bundle.read(name).decode() for name in bundle.namelist())
    listed = [open_list(desk, kind) for kind in ("batches", "disclosures", "changes", "slips")]
    told = json.dumps([source.raw(source.ids()) for source in listed], default=str, ensure_ascii=False)
    sentences = "".join(row["sentence"] for row in desk.store.rows("SELECT sentence FROM change"))
    for where in (packed, told, sentences, repr(protected), *capsys.readouterr()):
        assert phrase not in where
        assert shown not in where


def test_the_bureaus_own_workbook_goes_out_behind_the_password_of_the_batch(
    desk: Desk, exported: Exported, tmp_path: Path
) -> None:
    made = reading.add(desk, "batch", bureau.with_foot(tmp_path / "表样.xlsx"))
    out = batch_files.write(desk, exported.batch_no, tmp_path / "出", template=made.name, phrase="")
    (sealed,) = desk.store.select("batch")
    assert out.phrase == sealed["phrase"]
    with pytest.raises(PasswordNeeded):
        reader.read(out.path)
    assert reader.read(out.path, out.phrase).sheets[0].name == "救助申请"
    assert out.phrase not in repr(out)
    ours = batches.write_again(desk, exported.batch_no, tmp_path / "我们的", phrase="")
    assert ours.phrase == out.phrase
    assert batch_files.write(desk, exported.batch_no, tmp_path / "出", template=made.name, phrase="").again
    with pytest.raises(Refused, match="只用一个密码"):
        batch_files.write(desk, exported.batch_no, tmp_path / "三", template=made.name, phrase=OWN)


def test_a_cover_without_protection_says_nothing_of_one(
    desk: Desk, exported: Exported, tmp_path: Path
) -> None:
    slips.write(desk, "cover_sheet", tmp_path / "封面.pdf", what=exported.batch_no)
    (text,) = pages.text(tmp_path / "封面.pdf")
    assert "密码" not in text


def test_a_list_goes_out_behind_a_password_and_its_log_says_that_alone(desk: Desk, tmp_path: Path) -> None:
    why = Reason("报县教育局核对", phrase=OWN)
    path = list_export.save(desk, open_list(desk, "relief", term="2018S"), tmp_path / "救助.xlsx", why)
    with pytest.raises(PasswordNeeded):
        reader.read(path)
    assert len(reader.read(path, OWN).sheets[0].rows) > 9
    sentence = desk.store.value("SELECT sentence FROM change ORDER BY id DESC LIMIT 1")
    assert "加了打开密码" in sentence
    assert OWN not in json.dumps([sentence, desk.store.select("disclosure"), repr(why)])
    with pytest.raises(Refused, match="只有 Excel 表格"):
        exports.write(desk, tmp_path / "审批单.pdf", b"%PDF-1.4", why)
    assert not (tmp_path / "审批单.pdf").exists()


def written(fill: Callable[[Any], object]) -> bytes:
    book, target = Workbook(), io.BytesIO()
    fill(book.active)
    book.save(target)
    return target.getvalue()


def small() -> bytes:
    """A workbook of less than 4 KB, as a lean writer makes it."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(written(lambda sheet: sheet.append(["张三"])))) as whole,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for part in whole.namelist():
            if "theme" not in part:
                made.writestr(part, whole.read(part))
    assert len(target.getvalue()) < 4000
    return target.getvalue()


@pytest.mark.parametrize(
    "make", [small, lambda: written(lambda sheet: [sheet.append([n, "张三"] * 9) for n in range(4000)])]
)
def test_small_and_large_workbooks_read_back_equal(make: Callable[[], bytes]) -> None:
    data = make()
    locked = protecting.protected(data, OWN)
    assert [s.rows for s in reader.parse(locked, "x", OWN).sheets] == [
        s.rows for s in reader.parse(data, "x").sheets
    ]
    assert protecting.protected(data, OWN) != locked


def test_the_phrase_of_the_batch_after_which_a_file_is_called_is_tried_first(
    desk: Desk, protected: Exported, tmp_path: Path, add_case: Callable[..., int]
) -> None:
    add_case(desk, 10)
    second = batches.export(desk, "2018S", tmp_path / "上报", phrase=OWN)
    for made in (protected, second):
        tried: list[str | None] = []

        def look(password: str | None, path: Path = made.path, tried: list[str | None] = tried) -> BatchFile:
            tried.append(password)
            return batch_file.read(path, password)

        assert batch_phrases.opened(desk, made.path.name, look).batch_no == made.batch_no
        assert tried == [None, made.phrase]


_MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Opening" script:language="StarBasic">
Sub Resave(place As String, word As String)
  On Error Resume Next
  Dim how(1) As New com.sun.star.beans.PropertyValue
  how(0).Name = "Hidden" : how(0).Value = True
  how(1).Name = "Password" : how(1).Value = word
  Dim book As Object
  book = StarDesktop.loadComponentFromURL(place, "_blank", 0, how())
  book.setModified(True)
  book.store()
  book.close(True)
End Sub
</script:module>"""
_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"
 library:readonly="false" library:passwordprotected="false"><library:element library:name="Opening"/>
</library:library>"""


def resave(path: Path, folder: Path, password: str) -> None:
    """As LibreOffice opens the file with a password and saves it in its place."""
    office = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--norestore"]
    subprocess.run([*office, "--terminate_after_init"], check=True, capture_output=True, timeout=60)
    basic = folder / "profile/user/basic/Standard"
    (basic / "script.xlb").write_text(_LIBRARY, encoding="utf-8")
    (basic / "Opening.xba").write_text(_MACRO, encoding="utf-8")
    call = f'macro:///Standard.Opening.Resave("{path.as_uri()}","{password}")'
    subprocess.run([*office, call], check=True, capture_output=True, timeout=120)


@pytest.mark.libreoffice
def test_libreoffice_opens_it_with_the_phrase_and_saves_it_behind_the_same(
    desk: Desk, protected: Exported, tmp_path: Path
) -> None:
    """As a bureau does that fills in its columns: what it sends back opens by itself and is what was sealed."""
    sent = protected.path.read_bytes()
    resave(protected.path, tmp_path, protected.phrase)
    back = unlocking.unlocked(protected.path.read_bytes(), protected.phrase)
    assert unlocking.unlocked(sent, protected.phrase) != back
    with zipfile.ZipFile(io.BytesIO(back)) as parts:
        assert b"LibreOffice" in parts.read("docProps/app.xml")
    assert batches.verify(protected.path, desk).findings == []
