"""backup, backups and restore as scripts use them."""

import json
from pathlib import Path
from typing import Any

import pytest

from eduaid_desktop import __main__ as front_door
from eduaid_desktop.store.store import Store

CHILD = ("name=扎西", "no_id_reason=未办理", "sex=男", "birth_date=19900101", "ethnic=藏")


class Verbs:
    """eduaid with these words, inside this process: status, stdout, stderr of the last one."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.err = ""

    def __call__(self, *words: str | Path) -> tuple[int, str]:
        try:
            status = front_door.main([str(word) for word in words])
        except SystemExit as end:
            status = int(end.code or 0)
        out, self.err = self._capsys.readouterr()
        return status, out

    def data(self, *words: str | Path) -> Any:
        status, out = self(*words, "--json")
        assert status == 0, self.err
        return json.loads(out)

    def refused(self, *words: str | Path) -> str:
        assert self(*words)[0] == 1
        assert self.err.count("\n") == 1
        assert "请" in self.err
        return self.err


@pytest.fixture
def eduaid(capsys: pytest.CaptureFixture[str]) -> Verbs:
    return Verbs(capsys)


@pytest.fixture
def usb(tmp_path: Path) -> Path:
    place = tmp_path / "usb"
    place.mkdir()
    return place


def save_child(eduaid: Verbs, file: Path) -> None:
    words = [word for pair in CHILD for word in ("--set", pair)]
    assert eduaid("save", file, "person", *words)[0] == 0


def test_there_and_back(eduaid: Verbs, office_file: Path, usb: Path) -> None:
    made = eduaid.data("backup", office_file, usb)
    assert set(made) == {"path", "state", "made_at", "reason", "records", "changes", "findings"}
    assert (made["state"], made["reason"], made["records"]) == ("proven", "asked", 12)
    save_child(eduaid, office_file)
    done = eduaid.data("restore", made["path"], office_file)
    assert set(done) == {
        "file", "backup", "kept", "made_at", "records", "changes", "findings", "continued", "numbers_known",
    }  # fmt: skip
    assert (done["records"], done["numbers_known"]) == (12, True)
    assert eduaid.data("list", office_file, "students")["count"] == 0
    assert eduaid.data("check", office_file)["ok"] is True
    status, told = eduaid("restore", done["kept"], office_file)
    assert status == 0
    assert "13 条记录" in told
    listed = eduaid.data("backups", office_file)
    assert listed["count"] == 2
    assert {row["reason"] for row in listed["rows"]} == {"restore"}


def test_beside_an_open_window(eduaid: Verbs, office_file: Path, usb: Path) -> None:
    with Store(office_file):
        made = eduaid.data("backup", office_file, usb)
        assert "请先关闭那个窗口" in eduaid.refused("restore", made["path"], office_file)


def test_the_list_tells_spoilt_ones_apart(eduaid: Verbs, office_file: Path, usb: Path) -> None:
    assert eduaid("backups", office_file)[1].startswith("还没有备份")
    made = Path(eduaid.data("backup", office_file, usb)["path"])
    whole = made.read_bytes()
    flipped = whole[:9000] + bytes([whole[9000] ^ 1]) + whole[9001:]
    for name, data in (("空", b""), ("短", whole[:9000]), ("翻", flipped)):
        made.with_name(f"{name}.eduaid-backup").write_bytes(data)
    _, told = eduaid("backups", office_file, "--in", usb)
    assert len(told.splitlines()) == 4
    for words in ("验证过　12 条记录　手动", "空文件", "不完整", "损坏或被改动"):
        assert words in told
    for name in ("空", "短", "翻"):
        eduaid.refused("restore", made.with_name(f"{name}.eduaid-backup"), office_file)


def test_refusals(eduaid: Verbs, office_file: Path, usb: Path, tmp_path: Path) -> None:
    eduaid.refused("backup", office_file, usb / "没有")
    eduaid.refused("backup", tmp_path / "没有.eduaid", usb)
    eduaid.refused("backups", office_file, "--in", usb / "没有")
    eduaid.refused("restore", usb / "没有.eduaid-backup", office_file)
    eduaid.refused("restore", office_file, tmp_path / "新.eduaid")
    eduaid.refused("restore", usb, office_file)
    assert list(usb.iterdir()) == []


def test_an_import_keeps_what_was_before(eduaid: Verbs, office_file: Path, samples: Path) -> None:
    words = ("import", office_file, samples / "1_学籍名册_2018年春季.xlsx")
    assert eduaid(*words, "--dry-run")[0] == 0
    assert eduaid.data("backups", office_file)["count"] == 0
    assert eduaid(*words)[0] == 0
    (kept,) = eduaid.data("backups", office_file)["rows"]
    assert (kept["reason"], kept["records"]) == ("import", 12)
    eduaid("restore", kept["path"], office_file)
    assert eduaid.data("list", office_file, "students")["count"] == 0


def test_a_backup_that_fails_does_not_stop_an_import(eduaid: Verbs, office_file: Path, samples: Path) -> None:
    office_file.with_name("格桑镇-备份").write_text("在路上", encoding="utf-8")
    status, _ = eduaid("import", office_file, samples / "1_学籍名册_2018年春季.xlsx")
    assert status == 0
    assert eduaid.err.startswith("自动备份没有成功，稍后再试：")
    assert eduaid.err.count("\n") == 1
