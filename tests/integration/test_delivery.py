"""Carried by hand: a stick that is pulled out, full, locked or worn, and a file that is open in another program.

The stick is a real file system in a file of its own; pulling it out is EXT4_IOC_SHUTDOWN, after which it answers
everything with an input/output error, as one that is gone does. Only root on Linux can have that.
"""

import errno
import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from eduaid_desktop.documents import delivery, delivery_words
from eduaid_desktop.errors import UserError
from eduaid_desktop.services import exports, mounts, places
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.exports import Reason
from eduaid_desktop.services.term_batch import batch_sealing, batches
from eduaid_desktop.services.term_batch.batches import Exported

DATA = os.urandom(300_000)
_SHUTDOWN, _WITHOUT_LOG = 0x8004587D, struct.pack("I", 2)


class Stick:
    """A stick of eight megabytes: put in, pulled out, put in again."""

    def __init__(self, folder: Path) -> None:
        self.image, self.place = folder / "image", folder / "U盘"
        self.place.mkdir()
        with self.image.open("wb") as file:
            file.truncate(8 << 20)
        self.ready = self._run("mkfs.ext4", "-q", "-F", str(self.image)) and self.put_in()

    def put_in(self, options: str = "loop") -> bool:
        return self._run("mount", "-o", options, str(self.image), str(self.place))

    def pull_out(self) -> None:
        import fcntl

        place = os.open(self.place, os.O_RDONLY)
        fcntl.ioctl(place, _SHUTDOWN, _WITHOUT_LOG)
        os.close(place)

    def take_away(self) -> None:
        subprocess.run(["umount", str(self.place)], check=True)

    def names(self) -> list[str]:
        return sorted(each.name for each in self.place.iterdir() if each.name != "lost+found")

    def _run(self, *command: str) -> bool:
        return subprocess.run(command, capture_output=True).returncode == 0


@pytest.fixture
def stick(tmp_path: Path) -> Iterator[Stick]:
    if sys.platform != "linux" or os.geteuid() != 0 or shutil.which("mkfs.ext4") is None:
        pytest.skip("only root on Linux can put in a stick that is a file")
    made = Stick(tmp_path)
    if not made.ready:
        pytest.skip("this system does not let us mount a file")
    yield made
    made.take_away()


def after(
    monkeypatch: pytest.MonkeyPatch, where: Any, call: str, then: Callable[[], object], of: Any = None
) -> None:
    """Do something right after a call was made; of: what its last argument begins with, where that matters."""
    real = getattr(where, call)

    def called(*arguments: Any) -> Any:
        answer = real(*arguments)
        if of is None or str(arguments[-1]).startswith(str(of)):
            then()
        return answer

    monkeypatch.setattr(where, call, called)


def sentence(work: Callable[[], object]) -> str:
    with pytest.raises(UserError) as refused:
        work()
    return refused.value.sentence


MOMENTS = {
    "while writing": (shutil, "disk_usage"), "before the reading": (delivery, "_write"),
    "before the name": (batch_sealing, "require_same"), "with the name": (os, "replace"),
}  # fmt: skip


@pytest.mark.parametrize("moment", ["before", *MOMENTS])
def test_a_stick_pulled_out_at_any_moment(
    desk: Desk, stick: Stick, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is told is what is: unsealed it is exported again, sealed it is written again, and no half file stays."""
    with monkeypatch.context() as patch:
        if moment == "before":
            stick.pull_out()
        else:
            where, call = MOMENTS[moment]
            after(patch, where, call, stick.pull_out, stick.place if call == "replace" else None)
        told = sentence(lambda: batches.export(desk, "2018S", stick.place))
    assert "U 盘可能拔出了" in told
    sealed = desk.store.select("batch")
    assert ("已经封存" in told) == bool(sealed) == (moment in ("before the name", "with the name"))
    stick.take_away()
    assert stick.put_in()
    if sealed:
        done = batches.write_again(desk, sealed[0]["batch_no"], stick.place)
    else:
        done = batches.export(desk, "2018S", stick.place)
    assert batches.verify(done.path, desk).ok
    assert stick.names() == [done.path.name]


def test_an_export_whose_stick_goes_while_it_gets_its_name_is_not_logged(
    desk: Desk, stick: Stick, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        after(patch, os, "replace", stick.pull_out, stick.place)
        told = sentence(lambda: exports.write(desk, stick.place / "名单.xlsx", DATA, Reason("核对")))
    assert "没有写成" in told
    assert desk.store.select("disclosure") == []
    stick.take_away()
    stick.put_in()
    exports.write(desk, stick.place / "名单.xlsx", DATA, Reason("核对"))
    assert stick.names() == ["名单.xlsx"]


def test_what_is_compared_is_what_the_medium_holds(stick: Stick, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worn stick that keeps other bytes than it was given: memory still holds the right ones."""

    def wear() -> None:
        with stick.image.open("r+b") as image:
            at = image.read().index(DATA[200_000:200_064])
            image.seek(at)
            image.write(b"worn")
            image.flush()

    with monkeypatch.context() as patch:
        after(patch, delivery, "_write", wear)
        told = sentence(lambda: delivery.prepare(stick.place, "名单.xlsx", DATA))
    assert "读回来不一样" in told
    assert stick.names() == []


def test_a_stick_with_its_switch_on_and_one_without_room(stick: Stick) -> None:
    full = sentence(lambda: delivery.prepare(stick.place, "名单.xlsx", b"0" * (8 << 20)))
    assert "空间不够" in full
    stick.take_away()
    assert stick.put_in("loop,ro")
    told = sentence(lambda: delivery.prepare(stick.place, "名单.xlsx", DATA))
    assert "写保护开关" in told
    assert stick.names() == []


@pytest.mark.parametrize("lock", ["~${}", ".~lock.{}#", ".~{}"])
@pytest.mark.parametrize("over", [False, True])
def test_a_file_open_in_excel_wps_or_libreoffice_is_not_written_over(
    tmp_path: Path, lock: str, over: bool
) -> None:
    target = tmp_path / "名单.xlsx"
    target.write_bytes(b"open")
    mark = tmp_path / lock.format(target.name)
    mark.touch()
    told = sentence(lambda: delivery.prepare(tmp_path, target.name, DATA, over=over))
    assert "请先在 Excel 或 WPS 里关闭它" in told
    assert mark.name in told
    mark.unlink()
    delivery.put_in_place(delivery.prepare(tmp_path, target.name, DATA, over=True), target.name)
    assert target.read_bytes() == DATA


def windows(number: int, code: int = errno.EACCES) -> OSError:
    wrong = PermissionError(code, "Access is denied") if code == errno.EACCES else OSError(code, "错误")
    wrong.winerror = number  # type: ignore[attr-defined]
    return wrong


def test_windows_refuses_the_name_while_excel_holds_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sharing violation of Windows comes with the renaming; only the system call is replaced."""
    (tmp_path / "名单.xlsx").write_bytes(b"open")
    prepared = delivery.prepare(tmp_path, "名单.xlsx", DATA, over=True)

    def held(*_: Any) -> None:
        raise windows(32)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", held)
        told = sentence(lambda: delivery.put_in_place(prepared, "名单.xlsx"))
    assert "“名单.xlsx”正在别的程序里打开" in told
    assert [each.name for each in tmp_path.iterdir()] == ["名单.xlsx"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (OSError(errno.ENOSPC, ""), "空间不够"), (windows(112, errno.EINVAL), "空间不够"),
        (windows(19), "写保护开关"), (windows(21), "拔出"), (windows(1167, errno.EINVAL), "拔出"),
        (windows(5), "不能写入文件夹"), (PermissionError(errno.EACCES, "denied"), "检查写入权限"),
        (OSError(errno.EFBIG, ""), "FAT32 最多 4 GB"), (windows(123, errno.EINVAL), "不接受文件名"),
        (FileNotFoundError(errno.ENOENT, ""), "杀毒软件"),
    ],
)  # fmt: skip
def test_each_refusal_of_the_system_has_its_sentence(tmp_path: Path, wrong: OSError, said: str) -> None:
    assert said in delivery_words.cannot_write(tmp_path, "名单.xlsx", wrong)
    deep = delivery_words.cannot_write(tmp_path, "长" * 250, FileNotFoundError(errno.ENOENT, ""))
    assert "路径太长" in deep
    assert "拔出" in delivery_words.cannot_write(tmp_path / "不在了", "名单.xlsx", OSError(errno.EINVAL, ""))


@pytest.mark.parametrize(
    "name",
    ["名单?.xlsx", "a:b.xlsx", "名单.xlsx.", "名单 ", "con.xlsx", "a\nb.xlsx", "", "名" * 84 + ".xlsx"],
)
def test_a_name_that_a_stick_cannot_hold_is_refused_before_anything_is_written(
    tmp_path: Path, name: str
) -> None:
    assert "文件名" in sentence(lambda: delivery.prepare(tmp_path, name, DATA)).replace("名称", "文件名")
    assert list(tmp_path.iterdir()) == []


def test_the_longest_name_and_a_half_file_of_an_earlier_try(tmp_path: Path) -> None:
    name = "名" * 83 + ".xlsx"
    left = delivery.prepare(tmp_path, name, b"half")
    outside = tmp_path / "别处"
    outside.write_bytes(b"kept")
    left.unlink()
    left.symlink_to(outside)
    assert delivery.put_in_place(delivery.prepare(tmp_path, name, DATA), name).read_bytes() == DATA
    assert outside.read_bytes() == b"kept"
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted([name, "别处"])


def test_another_file_of_the_name_is_nobodys_fault_and_an_equal_one_is_no_other(
    desk: Desk, exported: Exported, tmp_path: Path
) -> None:
    again = batches.write_again(desk, exported.batch_no, exported.path.parent)
    assert again.path == exported.path
    (tmp_path / "FF-1_工商银行.xlsx").write_bytes(b"other")
    told = sentence(lambda: delivery.prepare(tmp_path, "FF-1_工商银行.xlsx", DATA))
    assert "县" not in told
    assert "移走或改名" in told


def test_a_disk_that_cannot_flush_a_folder_is_flushed_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared, flushed, real = delivery.prepare(tmp_path, "名单.xlsx", DATA), [], os.fsync
    folder = os.stat(tmp_path).st_ino

    def fsync(number: int) -> None:
        if os.fstat(number).st_ino == folder:
            raise OSError(errno.EINVAL, "Invalid argument")
        real(number)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fsync)
        patch.setattr(os, "sync", lambda: flushed.append(1))
        assert delivery.put_in_place(prepared, "名单.xlsx").read_bytes() == DATA
    assert flushed


def test_how_a_stick_is_taken_out_is_said_of_sticks_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert places.pull_out(tmp_path / "名单.xlsx") == ""
    monkeypatch.setattr(mounts, "kind_of", lambda path, network: mounts.REMOVABLE)
    assert "安全弹出" in places.pull_out(tmp_path / "名单.xlsx")
