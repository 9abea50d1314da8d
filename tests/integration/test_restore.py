"""Restoring: what is replaced is kept, numbers go on, nothing happens by halves."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zipfile import ZipFile

import pytest

from eduaid_desktop.errors import Conflict, UserError
from eduaid_desktop.services import backups, office, people
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import backup, history
from eduaid_desktop.store.store import Store


def child(number: int) -> dict[str, str]:
    return {
        "name": f"扎西{number}",
        "no_id_reason": "未办理",
        "sex": "男",
        "birth_date": "19900101",
        "ethnic": "藏",
    }


def serials(desk: Desk, series: str, count: int) -> list[int]:
    """Give out numbers as accepting cases does."""
    with desk.store.change("拥珍", "受理") as change:
        change.insert("school", {"name": f"{series}{change.next_serial('school')}"})
        return [change.next_serial(series) for _ in range(count)]


def children(file: Path) -> list[str]:
    with Desk.open(file) as desk:
        assert history.check(desk.store) == []
        return [person["name"] for person in desk.store.select("person")]


@pytest.fixture
def made(office_file: Path, tmp_path: Path) -> Path:
    """A backup with 扎西1 and two numbers; the office file has 扎西2 and five numbers since."""
    usb = tmp_path / "usb"
    usb.mkdir()
    with Desk.open(office_file) as desk:
        people.save(desk, child(1))
        assert serials(desk, "relief", 2) == [1, 2]
        path = backups.back_up(desk, usb).path
        people.save(desk, child(2))
        assert serials(desk, "relief", 3) == [3, 4, 5]
        assert serials(desk, "batch", 1) == [1]
    return path


def test_what_is_replaced_is_kept_and_can_come_back(office_file: Path, made: Path) -> None:
    done = backups.restore(made, office_file)
    assert children(office_file) == ["扎西1"]
    assert done.kept
    assert done.kept.parent == backup.folder_of(office_file)
    assert done.kept.name.startswith("格桑镇-恢复前-")
    backups.restore(done.kept, office_file)
    assert children(office_file) == ["扎西1", "扎西2"]
    assert (
        len([b for b in backups.listing(office_file) if b.manifest and b.manifest.reason == "restore"]) == 2
    )


def test_numbers_are_never_given_twice(office_file: Path, made: Path) -> None:
    done = backups.restore(made, office_file)
    assert done.continued == {"relief": 5, "batch": 1, "school": 3, "temporary-513399101": 2}
    with Desk.open(office_file) as desk:
        assert serials(desk, "relief", 1) == [6]
        assert serials(desk, "batch", 1) == [2]


def test_numbers_are_known_from_other_backups_when_the_file_is_lost(office_file: Path, made: Path) -> None:
    with Desk.open(office_file) as desk:
        backups.automatic(desk, backups.TIMED)
    office_file.write_bytes(b"\xff" * 50_000)
    done = backups.restore(made, office_file)
    assert not done.numbers_known
    assert done.continued == {"relief": 5, "batch": 1, "school": 3, "temporary-513399101": 2}
    assert children(office_file) == ["扎西1"]


def test_a_damaged_file_is_kept_byte_for_byte(office_file: Path, made: Path) -> None:
    damaged = office_file.read_bytes()[:30_000]
    office_file.write_bytes(damaged)
    done = backups.restore(made, office_file)
    assert done.kept
    with ZipFile(done.kept) as archive:
        assert archive.read("office.eduaid") == damaged
    assert children(office_file) == ["扎西1"]
    (kept,) = backups.listing(office_file)
    assert kept.state == "raw"
    with pytest.raises(UserError, match="不能直接使用"):
        backups.restore(done.kept, office_file)
    assert children(office_file) == ["扎西1"]


def test_whatever_became_of_the_file_a_backup_comes_back(office_file: Path, made: Path) -> None:
    """Bytes changed anywhere, the end missing: restoring works, and what was there is kept."""
    whole = office_file.read_bytes()
    chance = random.Random(20180612)
    for number in range(60):
        data = bytearray(whole)
        for _ in range(chance.choice((1, 3, 20, 300))):
            data[chance.randrange(100 if chance.random() < 0.3 else len(data))] = chance.randrange(256)
        if chance.random() < 0.2:
            del data[chance.randrange(len(data)) :]
        office_file.write_bytes(data)
        done = backups.restore(made, office_file)
        assert done.kept, number
        assert done.kept.stat().st_size >= len(data) // 2
        assert children(office_file) == ["扎西1"]


def test_to_a_place_where_there_is_nothing_yet(made: Path, tmp_path: Path) -> None:
    place = tmp_path / "新电脑"
    place.mkdir()
    done = backups.restore(made, place / "格桑镇.eduaid")
    assert (done.kept, done.numbers_known) == (None, True)
    assert children(place / "格桑镇.eduaid") == ["扎西1"]


def test_a_leftover_log_never_meets_the_restored_file(office_file: Path, made: Path, tmp_path: Path) -> None:
    """The program crashed with changes in the log alone: they are kept, and gone from the file."""
    crashed = tmp_path / "crashed" / office_file.name
    crashed.parent.mkdir()
    with Desk.open(office_file) as desk:
        people.save(desk, child(3))
        for ending in ("", "-wal", "-shm"):
            shutil.copy(f"{office_file}{ending}", f"{crashed}{ending}")
    done = backups.restore(made, crashed)
    assert not Path(f"{crashed}-wal").exists()
    assert children(crashed) == ["扎西1"]
    assert done.kept
    backups.restore(done.kept, crashed)
    assert children(crashed) == ["扎西1", "扎西2", "扎西3"]


def test_a_window_that_has_the_file_open_stops_it(office_file: Path, made: Path) -> None:
    with Desk.open(office_file) as window:
        with pytest.raises(Conflict, match=r"请先关闭那个窗口"):
            backups.restore(made, office_file)
        people.save(window, child(3))
    with Desk.open(office_file, writable=False) as reader:
        assert len(reader.store.select("person")) == 3
        with pytest.raises(Conflict, match=r"请先关闭那个窗口"):
            backups.restore(made, office_file)
        assert len(reader.store.select("person")) == 3
    assert children(office_file) == ["扎西1", "扎西2", "扎西3"]
    assert not office_file.with_name(f"{office_file.name}-restoring").exists()


def test_another_office_is_not_overwritten(made: Path, tmp_path: Path) -> None:
    other = tmp_path / "白玛镇.eduaid"
    office.create(other, name="白玛镇", code="513399102").close()
    before = other.read_bytes()
    with pytest.raises(UserError, match=r"“格桑镇”的备份.*“白玛镇”的数据"):
        backups.restore(made, other)
    assert other.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "words"), [("工资.xlsx", "eduaid 结尾"), ("没有/格桑镇.eduaid", "文件夹"), ("夹.eduaid", "位置")]
)
def test_places_that_are_none(made: Path, tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "夹.eduaid").mkdir()
    (tmp_path / "工资.xlsx").write_bytes(b"PK")
    with pytest.raises(UserError, match=words):
        backups.restore(made, tmp_path / name)
    assert (tmp_path / "工资.xlsx").read_bytes() == b"PK"


def test_an_older_restore_is_not_thinned_away(office_file: Path, made: Path) -> None:
    """Restoring makes a backup; it pushes none of the others out."""
    with Desk.open(office_file) as desk:
        folder = backup.folder_of(office_file)
        moments = [datetime(2018, 1, 1, hour) for hour in range(6)]
        old = [backup.make(desk.store, folder, reason=backups.TIMED, now=now).path for now in moments]
    backups.restore(made, office_file)
    assert all(path.exists() for path in old)


def test_a_flawed_backup_comes_back_with_its_findings(office_file: Path, made: Path) -> None:
    connection = sqlite3.connect(office_file)
    connection.execute("UPDATE person SET name = '改了' WHERE id = 1")
    connection.commit()
    connection.close()
    done = backups.restore(made, office_file)
    assert done.kept
    assert children(office_file) == ["扎西1"]
    again = backups.restore(done.kept, office_file)
    assert again.manifest.findings == 1
    with Store(office_file) as store:
        assert len(history.check(store)) == 1


RESTORING = """
import sys
from pathlib import Path
from eduaid_desktop.services import backups
print("begin", flush=True)
backups.restore(Path(sys.argv[1]), Path(sys.argv[2]))
"""


def test_killed_while_restoring(office_file: Path, made: Path) -> None:
    """The file is the old one or the new one, whole; what was there is never lost."""
    chance = random.Random(20180612)
    present = children(office_file)
    seen = set()
    for _ in range(12):
        program = [sys.executable, "-c", RESTORING, str(made), str(office_file)]
        with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            assert process.stdout.readline() == "begin\n"
            try:
                process.wait(chance.random() * 0.4)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
        found = children(office_file)
        seen.add(tuple(found))
        assert found in (["扎西1"], present)
        kept = backups.listing(office_file)
        assert {each.state for each in kept} <= {"proven"}
        if found == ["扎西1"]:
            first = [each for each in kept if each.manifest and each.manifest.records > 16]
            assert first
            backups.restore(first[0].path, office_file)
            assert children(office_file) == present
    assert len(seen) == 2


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of four megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)]
    if sys.platform != "linux" or os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("a small disk can only be mounted by root on Linux")
    yield place
    subprocess.run(["umount", "-l", place], capture_output=True)


@pytest.mark.parametrize("room", [0, 200_000, 1_600_000])
def test_a_full_disk_leaves_the_file_as_it_was(
    office_file: Path, made: Path, small_disk: Path, room: int
) -> None:
    file = Path(shutil.copy(office_file, small_disk / office_file.name))
    free = shutil.disk_usage(small_disk).free
    (small_disk / "ballast").write_bytes(bytes(free - room))
    with pytest.raises(UserError) as told:
        backups.restore(made, file)
    assert "请" in told.value.sentence
    (small_disk / "ballast").unlink()
    assert children(file) == ["扎西1", "扎西2"]
    assert not list(small_disk.rglob("*-restoring"))
    backups.restore(made, file)
    assert children(file) == ["扎西1"]
