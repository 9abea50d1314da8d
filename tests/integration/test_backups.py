"""Backups: made beside the work, proven before they take their name, told apart when they are spoilt, thinned."""

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest

from eduaid_desktop.errors import UserError
from eduaid_desktop.services import backups, imports, people
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import backup, backup_file, history
from eduaid_desktop.store.store import Store

ROLL = "1_学籍名册_2018年春季.xlsx"


def child(number: int) -> dict[str, str]:
    return {
        "name": f"扎西{number}",
        "no_id_reason": "未办理",
        "sex": "男",
        "birth_date": "19900101",
        "ethnic": "藏",
    }


@pytest.fixture
def usb(tmp_path: Path) -> Path:
    place = tmp_path / "usb"
    place.mkdir()
    return place


@pytest.fixture
def made(clerk: Desk, usb: Path) -> Path:
    """A proven backup of an office with one child."""
    people.save(clerk, child(1))
    return backups.back_up(clerk, usb).path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def own_folder(desk: Desk) -> Path:
    return backup.folder_of(desk.store.path)


def test_a_backup_is_one_file_that_says_what_was_counted(clerk: Desk, usb: Path, tmp_path: Path) -> None:
    people.save(clerk, child(1))
    made = backups.back_up(clerk, usb)
    assert names(usb) == [made.path.name]
    assert made.path.name.startswith("格桑镇-备份-20")
    assert made.state == "proven"
    assert made.manifest
    counted = history.counts(clerk.store)
    assert (made.manifest.records, made.manifest.changes) == (counted["records"], counted["changes"])
    with ZipFile(made.path) as archive:
        plain = Path(archive.extract("office.eduaid", tmp_path / "unzipped"))
        assert json.loads(archive.read("backup.json"))["office"] == "格桑镇"
    with Desk.open(plain) as copy:
        assert [p["name"] for p in copy.store.select("person")] == ["扎西1"]
        assert history.check(copy.store) == []


def test_work_goes_on_meanwhile_and_the_copy_is_one_moment(clerk: Desk, usb: Path) -> None:
    """Each change brings a person; the copy holds as many people as its changes say."""
    stop = threading.Event()

    def work() -> None:
        number = 0
        while not stop.is_set():
            people.save(clerk, child(number))
            number += 1
        clerk.store.end_thread()

    before = history.counts(clerk.store)["changes"]
    worker = threading.Thread(target=work)
    worker.start()
    try:
        found = [backups.back_up(clerk, usb) for _ in range(3)]
    finally:
        stop.set()
        worker.join()
    assert history.counts(clerk.store)["changes"] > before + 3
    assert [each.state for each in found] == ["proven"] * 3
    assert len(names(usb)) == 3


def test_a_reader_backs_up_beside_an_open_window(clerk: Desk, usb: Path) -> None:
    people.save(clerk, child(1))
    with Desk.open(clerk.store.path, writable=False) as reader:
        assert backups.back_up(reader, usb).state == "proven"
    people.save(clerk, child(2))


def test_a_cancelled_backup_leaves_nothing(clerk: Desk, usb: Path) -> None:
    class Stop(Exception):
        pass

    def cancel(done: int, total: int) -> None:
        raise Stop

    with pytest.raises(Stop):
        backups.back_up(clerk, usb, cancel)
    assert names(usb) == []


def test_an_office_file_with_findings_is_copied_and_not_called_proven(office_file: Path, usb: Path) -> None:
    connection = sqlite3.connect(office_file)
    connection.execute("UPDATE region SET name = '别村' WHERE id = 1")
    connection.commit()
    connection.close()
    with Desk.open(office_file) as desk:
        made = backups.back_up(desk, usb)
        assert made.state == "flawed"
        assert backups.last(desk) is None
        assert backups.automatic(desk, backups.TIMED)
        assert "核对有 1 处问题" in desk.store.backup_failed


def cut(at: float) -> Callable[[bytes], bytes]:
    return lambda data: data[: int(len(data) * at)]


def flip(at: float) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        place = int(len(data) * at)
        return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]

    return change


SPOILED: tuple[tuple[str, Callable[[bytes], bytes], str], ...] = (
    ("empty", lambda data: b"", "零字节"),
    ("truncated", cut(0.5), "不完整"),
    ("truncated", cut(0.999), "不完整"),
    ("truncated", lambda data: data[:10], "不完整"),
    ("altered", flip(0.2), "损坏"),
    ("altered", flip(0.8), "损坏"),
    ("altered", lambda data: data[:5000] + bytes(5000) + data[10000:], "损坏"),
    ("foreign", lambda data: b"%PDF-1.4" * 1000, "不是本程序的备份"),
    ("foreign", lambda data: bytes(len(data)), "不是本程序的备份"),
)


@pytest.mark.parametrize(("state", "spoil", "words"), SPOILED)
def test_spoilt_backups_are_told_apart_and_never_restored(
    clerk: Desk, made: Path, state: str, spoil: Callable[[bytes], bytes], words: str
) -> None:
    clerk.close()
    file = clerk.store.path
    made.write_bytes(spoil(made.read_bytes()))
    (found,) = backups.listing(file, made.parent)
    assert found.state == state
    before = file.read_bytes()
    with pytest.raises(UserError, match=words):
        backups.restore(made, file)
    assert file.read_bytes() == before


def test_a_backup_of_a_newer_program_and_one_that_is_gone(clerk: Desk, made: Path) -> None:
    clerk.close()
    with ZipFile(made) as archive:
        said = json.loads(archive.read("backup.json"))
        data = archive.read("office.eduaid")
    with ZipFile(made, "w") as archive:
        archive.writestr("office.eduaid", data)
        archive.writestr("backup.json", json.dumps(said | {"format": 2}))
    with pytest.raises(UserError, match="请先升级"):
        backups.restore(made, clerk.store.path)
    made.unlink()
    with pytest.raises(UserError, match="不在那里"):
        backups.restore(made, clerk.store.path)


def test_no_mutation_gets_through(clerk: Desk, made: Path, tmp_path: Path) -> None:
    """Whatever bytes change, a backup reads back as the same database, or it is not called proven."""
    clerk.close()
    whole = made.read_bytes()
    with ZipFile(made) as archive:
        database = archive.read("office.eduaid")
    chance = random.Random(20180612)
    tail = len(whole) - len(database)
    for _ in range(400):
        data = bytearray(whole)
        for _ in range(chance.choice((1, 1, 2, 8))):
            near = chance.random() < 0.8
            place = len(data) - 1 - chance.randrange(tail) if near else chance.randrange(len(data))
            data[place] = chance.randrange(256)
        if chance.random() < 0.2:
            start = chance.randrange(len(data))
            del data[start : start + chance.randrange(1, 500)]
        made.write_bytes(data)
        with (tmp_path / "out").open("wb") as out:
            found = backup_file.verify(made, out)
        assert found.state != "proven" or (tmp_path / "out").read_bytes() == database


def test_by_itself_before_an_import_and_not_twice_for_nothing(clerk: Desk, samples: Path) -> None:
    preview = imports.preview(clerk, samples / ROLL)
    assert not own_folder(clerk).exists()
    before = history.counts(clerk.store)
    imports.apply(clerk, preview)
    (kept,) = backups.listing(clerk.store.path)
    assert kept.manifest
    assert (kept.state, kept.manifest.reason) == ("proven", "import")
    assert kept.manifest.records == before["records"]
    assert backups.automatic(clerk, backups.TIMED)
    assert len(backups.listing(clerk.store.path)) == 2
    assert backups.automatic(clerk, backups.EXIT)
    assert len(backups.listing(clerk.store.path)) == 2


def test_a_rotten_newest_one_does_not_count_as_up_to_date(clerk: Desk) -> None:
    people.save(clerk, child(1))
    first = backups.automatic(clerk, backups.TIMED)
    assert first
    first.path.write_bytes(flip(0.5)(first.path.read_bytes()))
    assert backups.last(clerk) is None
    second = backups.automatic(clerk, backups.TIMED)
    assert second
    assert second.path != first.path
    assert [each.state for each in backups.listing(clerk.store.path)] == ["proven", "altered"]


def test_a_failed_automatic_backup_is_told_and_stops_nothing(clerk: Desk, samples: Path) -> None:
    own_folder(clerk).write_text("在路上", encoding="utf-8")
    imports.apply(clerk, imports.preview(clerk, samples / ROLL))
    assert len(clerk.store.select("person")) > 1000
    assert clerk.store.backup_failed.startswith("自动备份没有成功，稍后再试：")
    assert clerk.store.backup_failed.endswith("。")
    own_folder(clerk).unlink()
    assert backups.automatic(clerk, backups.TIMED)
    assert clerk.store.backup_failed == ""


def test_a_read_only_window_makes_none_by_itself(clerk: Desk) -> None:
    with Desk.open(clerk.store.path) as second:
        assert backups.automatic(second, backups.TIMED) is None
    assert not own_folder(clerk).exists()


def test_the_line_names_the_last_one_wherever_it_is(clerk: Desk, usb: Path) -> None:
    assert backups.last(clerk) is None
    now = datetime.now()
    assert backups.sentence(None, now) == "还没有验证过的备份"
    made = backups.back_up(clerk, usb).manifest
    found = backups.last(clerk)
    assert found
    assert made
    assert (found.folder, found.records, found.made_at) == (usb, made.records, made.moment)
    (own_folder(clerk) / "places.json").write_text("[1", encoding="utf-8")
    assert backups.last(clerk) is None


@pytest.mark.parametrize(
    ("ago", "words"),
    [(timedelta(), "今天 09:14"), (timedelta(days=1), "昨天 09:14"), (timedelta(days=20), "5月23日 09:14"),
     (timedelta(days=200), "2017年11月24日 09:14")],
)  # fmt: skip
def test_how_the_line_speaks_of_days(ago: timedelta, words: str) -> None:
    now = datetime(2018, 6, 12, 17, 0)
    at = datetime(2018, 6, 12, 9, 14) - ago
    told = backups.sentence(backups.Last(at, 3211, Path()), now)
    assert told == f"最近一次验证过的备份：{words}，3,211 条记录"


def shelf_of(desk: Desk, moments: list[datetime], reason: str = backups.TIMED) -> dict[datetime, Path]:
    """Automatic backups as the clock would have made them."""
    folder = own_folder(desk)
    folder.mkdir(exist_ok=True)
    return {now: backup.make(desk.store, folder, reason=reason, now=now).path for now in moments}


def test_thinning_leaves_the_newest_sound_one_of_each_day(clerk: Desk) -> None:
    now = datetime(2018, 6, 12, 17, 0)
    yesterday = [datetime(2018, 6, 11, hour) for hour in (9, 11, 14, 16)]
    made = shelf_of(clerk, [*yesterday, now])
    kept = shelf_of(clerk, [datetime(2018, 6, 11, 10)], backup.RESTORE)
    newest, second = made[yesterday[3]], made[yesterday[2]]
    newest.write_bytes(flip(0.5)(newest.read_bytes()))
    gone = backups.thin(own_folder(clerk), now)
    assert set(gone) == {made[yesterday[0]], made[yesterday[1]]}
    assert set(own_folder(clerk).iterdir()) == {newest, second, made[now], *kept.values()}


def test_thinning_never_removes_the_last_proven_one(clerk: Desk) -> None:
    """All that is left of a year is one sound backup among rotten ones."""
    days = [datetime(2018, 6, 11) - timedelta(days=n) for n in (0, 0, 1, 20, 21, 100, 101)]
    moments = [day + timedelta(hours=n) for n, day in enumerate(days)]
    made = shelf_of(clerk, moments)
    sound = made[moments[4]]
    for path in made.values():
        if path != sound:
            path.write_bytes(flip(0.5)(path.read_bytes()))
    backups.thin(own_folder(clerk), datetime(2018, 6, 12))
    assert sound in set(own_folder(clerk).iterdir())
    assert backups.thin(own_folder(clerk), datetime(2030, 1, 1)) == []


def test_what_a_killed_backup_left_is_swept_away_later(clerk: Desk, usb: Path) -> None:
    old, young = usb / "格桑镇-备份-1.eduaid-backup.part", usb / "格桑镇-备份-2.eduaid-backup.copy"
    other = usb / "照片.part"
    for path in (old, young, other):
        path.write_bytes(b"x")
    os.utime(old, (1, 1))
    os.utime(other, (1, 1))
    made = backups.back_up(clerk, usb)
    assert names(usb) == sorted([young.name, other.name, made.path.name])


BACKING_UP = """
import sys
from pathlib import Path
from eduaid_desktop.services import backups, people
from eduaid_desktop.services.desk import Desk
with Desk.open(Path(sys.argv[1])) as desk:
    print("open", flush=True)
    for number in range(10_000):
        people.save(desk, {"name": f"扎西{number}", "no_id_reason": "未办理", "sex": "男",
                           "birth_date": "19900101", "ethnic": "藏"})
        print(number, flush=True)
        backups.back_up(desk, Path(sys.argv[2]))
"""


def test_killed_while_backing_up(office_file: Path, usb: Path) -> None:
    """Nothing half written stands under a final name, and nothing that was acknowledged is lost."""
    chance = random.Random(20180612)
    for _ in range(8):
        said = 0
        program = [sys.executable, "-c", BACKING_UP, str(office_file), str(usb)]
        with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            assert process.stdout.readline() == "open\n"
            for _ in range(chance.randrange(1, 4)):
                said = int(process.stdout.readline())
            try:
                process.wait(chance.random() * 0.15)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
        assert {each.state for each in backups.listing(office_file, usb)} <= {"proven"}
        with Store(office_file) as store:
            assert history.check(store) == []
            assert store.value("SELECT COUNT(*) FROM person WHERE name = ?", (f"扎西{said}",)) > 0
    assert backups.listing(office_file, usb)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A stick of four megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)]
    if sys.platform != "linux" or os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("a small disk can only be mounted by root on Linux")
    yield place
    subprocess.run(["umount", "-l", place], capture_output=True)


def refused(desk: Desk, folder: Path) -> str:
    with pytest.raises(UserError) as told:
        backups.back_up(desk, folder)
    assert told.value.sentence.endswith("。")
    assert "请" in told.value.sentence
    return told.value.sentence


def test_no_room_is_said_before_anything_is_written(clerk: Desk, small_disk: Path) -> None:
    (small_disk / "ballast").write_bytes(bytes(3 << 20))
    assert "MB" in refused(clerk, small_disk)
    assert names(small_disk) == ["ballast"]
    (small_disk / "ballast").unlink()
    assert backups.back_up(clerk, small_disk).state == "proven"


def test_a_disk_that_fills_up_meanwhile(
    clerk: Desk, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = clerk.store.path.stat().st_size
    for spare in (0, size // 2, size * 3 // 2):
        monkeypatch.setattr(backup, "_require_room", lambda folder, needed: None)
        (small_disk / "ballast").write_bytes(bytes(shutil.disk_usage(small_disk).free - spare))
        assert "磁盘满了" in refused(clerk, small_disk)
        assert names(small_disk) == ["ballast"]
        (small_disk / "ballast").unlink()
    assert history.check(clerk.store) == []


def test_a_stick_that_is_pulled_out_meanwhile(clerk: Desk, small_disk: Path) -> None:
    def pull(done: int, total: int) -> None:
        subprocess.run(["umount", "-l", small_disk], capture_output=True)

    with pytest.raises(UserError, match=r"请插好 U 盘|请检查 U 盘"):
        backups.back_up(clerk, small_disk, pull)
    assert names(small_disk) == []
    assert history.check(clerk.store) == []


def test_a_folder_that_is_not_there_or_read_only(clerk: Desk, usb: Path, small_disk: Path) -> None:
    assert "请插好 U 盘" in refused(clerk, usb / "没有")
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    assert "不能写入" in refused(clerk, small_disk)
    people.save(clerk, child(2))
