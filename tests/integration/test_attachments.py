"""Attachments live in the office file: copied in, told when they are there already, given out for a purpose."""

from pathlib import Path

import pytest
from PIL import Image

from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import attachments, checking, relief
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.exports import Reason
from eduaid_desktop.services.term_batch import batches
from eduaid_desktop.services.term_batch.batches import Exported
from eduaid_desktop.store import history

WHY = Reason("县纪委核查", "云岭县教育局")


@pytest.fixture
def photograph(tmp_path: Path) -> Path:
    path = tmp_path / "公示照片.JPG"
    exif = Image.Exif()
    exif[0x010F] = "SECRET"
    Image.effect_noise((2400, 1800), 40).convert("RGB").save(path, "JPEG", exif=exif)
    return path


def changes(desk: Desk) -> int:
    return int(desk.store.value("SELECT COUNT(*) FROM change"))


def test_a_photograph_is_copied_in_and_read_back_without_its_file(desk: Desk, photograph: Path) -> None:
    added = attachments.add(desk, "relief_case", 1, photograph)
    photograph.unlink()
    assert (added["name"], added["media_type"], added["actor"]) == ("公示照片.jpg", "image/jpeg", "经办人甲")
    assert attachments.of(desk, "relief_case", 1) == [added]
    kept = attachments.read(desk, added["id"])
    assert (len(kept["content"]), kept["content"][:2]) == (added["size"], b"\xff\xd8")
    assert b"SECRET" not in kept["content"]
    sentence = desk.store.value("SELECT sentence FROM change ORDER BY id DESC LIMIT 1")
    assert sentence == "添加附件“公示照片.jpg”（扎西·卓玛1）"
    assert history.check(desk.store) == []


def test_the_same_picture_twice_is_told_and_another_record_may_have_it(desk: Desk, photograph: Path) -> None:
    attachments.add(desk, "relief_case", 1, photograph)
    again = photograph.rename(photograph.with_name("另一个名字.jpg"))
    before = changes(desk)
    with pytest.raises(Refused, match=r"2018年6月12日添加的“公示照片\.jpg”是同一份"):
        attachments.add(desk, "relief_case", 1, again)
    assert changes(desk) == before
    attachments.add(desk, "relief_case", 2, again)
    attachments.add(desk, "person", 1, again)
    assert len(attachments.of(desk, "relief_case", 1)) == 1


def test_two_pictures_of_one_name_keep_apart(desk: Desk, photograph: Path, tmp_path: Path) -> None:
    Image.new("L", (50, 50)).save(tmp_path / "b.png")
    first = attachments.add(desk, "relief_case", 1, photograph, "入户/照片")
    second = attachments.add(desk, "relief_case", 1, tmp_path / "b.png", "入户照片.png")
    third = attachments.add(desk, "relief_case", 1, _other(tmp_path), "入户照片")
    assert [each["name"] for each in (first, second, third)] == [
        "入户照片.jpg",
        "入户照片.png",
        "入户照片_2.jpg",
    ]


def _other(folder: Path) -> Path:
    Image.effect_noise((60, 60), 90).convert("RGB").save(folder / "c.jpg")
    return folder / "c.jpg"


def test_withdrawn_it_is_gone_from_the_list_and_comes_back_by_undo(desk: Desk, photograph: Path) -> None:
    added = attachments.add(desk, "relief_case", 1, photograph)
    attachments.withdraw(desk, added["id"])
    assert attachments.of(desk, "relief_case", 1) == []
    with pytest.raises(UserError):
        attachments.read(desk, added["id"])
    checking.undo(desk, changes(desk))
    assert [each["id"] for each in attachments.of(desk, "relief_case", 1)] == [added["id"]]
    assert history.check(desk.store) == []


def test_given_out_it_is_the_kept_one_and_logged(desk: Desk, photograph: Path, tmp_path: Path) -> None:
    added = attachments.add(desk, "relief_case", 1, photograph)
    with pytest.raises(Refused, match="用途"):
        attachments.save_copy(desk, added["id"], tmp_path / "给县里.jpg", Reason(""))
    assert not (tmp_path / "给县里.jpg").exists()
    attachments.save_copy(desk, added["id"], tmp_path / "给县里.jpg", WHY)
    assert (tmp_path / "给县里.jpg").read_bytes() == attachments.read(desk, added["id"])["content"]
    (line,) = desk.store.select("disclosure")
    assert (line["content"], line["row_count"], line["purpose"]) == ("给县里.jpg", 1, "县纪委核查")


def test_who_takes_none(desk: Desk, exported: Exported, photograph: Path) -> None:
    for table, owner in (("batch", exported.batch_id), ("payment", 1), ("sqlite_master", 1)):
        with pytest.raises(Refused, match="不能添加"):
            attachments.add(desk, table, owner, photograph)
    with pytest.raises(UserError, match="找不到"):
        attachments.add(desk, "relief_case", 999, photograph)
    (kept,) = desk.store.select("attachment")
    with pytest.raises(Refused, match="不能添加或撤下"):
        attachments.withdraw(desk, kept["id"])
    assert batches.write_again(desk, exported.batch_no, photograph.parent / "再").path.exists()


def test_an_archived_case_takes_none_and_loses_none(desk: Desk, photograph: Path) -> None:
    added = attachments.add(desk, "relief_case", 1, photograph)
    with desk.change("归档") as change:
        change.update("relief_case", 1, {"state": 110})
    assert relief.load(desk, 1)["state"] == 110
    with pytest.raises(Refused, match="已归档"):
        attachments.add(desk, "relief_case", 1, _other(photograph.parent))
    with pytest.raises(Refused, match="已归档"):
        attachments.withdraw(desk, added["id"])


def test_a_file_that_is_no_picture_leaves_no_trace(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"\xff\xd8\xff" + b"\0" * 99)
    before = changes(desk)
    with pytest.raises(UserError, match="打不开"):
        attachments.add(desk, "relief_case", 1, tmp_path / "a.jpg")
    assert (changes(desk), desk.store.select("attachment")) == (before, [])


def test_a_window_that_may_only_read_adds_none(desk: Desk, photograph: Path) -> None:
    with Desk.open(desk.store.path) as second, pytest.raises(Refused, match="只能查看"):
        attachments.add(second, "relief_case", 1, photograph)
