"""A removed tail of the log: the chain holds, the backups beside the file know better; nobody is accused wrongly."""

import json
import shutil
import sqlite3
import threading
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest

from eduaid_desktop.services import backups, checking, office
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import backup, backup_file
from eduaid_desktop.store.backup import TIMED
from eduaid_desktop.store.change import decode

NOW = datetime.now().replace(microsecond=0)


def work(desk: Desk, changes: int) -> None:
    """So many changes more."""
    for _ in range(changes):
        done = desk.store.value("SELECT COUNT(*) FROM change")
        with desk.store.change("拥珍", f"第 {done + 1} 次") as change:
            change.insert("school", {"name": f"{done + 1}小"})
            change.next_serial("relief-513399101-2018S")
            if done > 1:
                change.update("school", 1, {"contact": str(done)})


def keep(desk: Desk, at: datetime = NOW) -> Path:
    """A backup beside the file, by a clock that says at."""
    folder = backup.folder_of(desk.store.path)
    folder.mkdir(exist_ok=True)
    return backup.make(desk.store, folder, reason=TIMED, now=at).path


def found(path: Path) -> list[str]:
    with Desk.open(path, writable=False) as desk:
        findings: list[str] = checking.check(desk)["findings"]
        return findings


def take_away(path: Path, count: int, *, serials: bool = False) -> None:
    """Remove the last changes with their log, and set the rows back, as one who knows the file would."""
    with closing(sqlite3.connect(path)) as connection, connection:
        last = connection.execute("SELECT MAX(id) FROM change").fetchone()[0]
        lines = connection.execute(
            "SELECT table_name, row_id, action, before FROM change_log WHERE change_id > ? ORDER BY id DESC",
            (last - count,),
        ).fetchall()
        for table, row_id, action, before in lines:
            if action == "insert":
                connection.execute(f"DELETE FROM {table} WHERE id = ?", (row_id,))
            else:
                values = decode(before)
                assignments = ", ".join(f"{column} = ?" for column in values)
                connection.execute(
                    f"UPDATE {table} SET {assignments}, revision = revision - 1 WHERE id = ?",
                    (*values.values(), row_id),
                )
        connection.execute("DELETE FROM change_log WHERE change_id > ?", (last - count,))
        connection.execute("DELETE FROM change WHERE id > ?", (last - count,))
        if serials:
            connection.execute("UPDATE serial SET last = last - ?", (count,))


@pytest.fixture
def path(office_file: Path) -> Path:
    """An office file with six changes and a backup of that state."""
    with Desk.open(office_file) as desk:
        work(desk, 5)
        keep(desk)
    return office_file


def test_a_removed_tail_is_found_by_the_backup_alone(path: Path) -> None:
    assert found(path) == []
    take_away(path, 2)
    (finding,) = found(path)
    when = f"{NOW:%Y-%m-%d %H:%M}"
    assert finding.startswith(
        f"备份“{path.stem}-备份-{NOW:%Y%m%d-%H%M%S}.eduaid-backup”（{when}）里有 6 次操作，"
    )
    assert "数据文件里只有 4 次：后面的操作被程序以外去掉了" in finding
    shutil.rmtree(backup.folder_of(path))
    assert found(path) == []


def test_a_tail_that_was_replaced_by_other_work_is_found(path: Path) -> None:
    take_away(path, 2)
    with Desk.open(path) as desk:
        work(desk, 4)
        keep(desk, NOW + timedelta(minutes=1))
    (finding,) = found(path)
    assert "里的最后一次操作，与操作日志第 6 条不是同一次：" in finding


def test_numbers_set_back_are_found(path: Path) -> None:
    take_away(path, 1, serials=True)
    shorter, numbers = found(path)
    assert "只有 5 次" in shorter
    assert "申请编号 JYJZ-513399101-2018S-…在备份“" in numbers
    assert "里已编到 5 号，数据文件里只到 4 号" in numbers


def test_an_older_copy_put_in_place_by_hand_is_told_with_what_to_do(path: Path, tmp_path: Path) -> None:
    older = Path(shutil.copy(path, tmp_path / "旧.eduaid"))
    with Desk.open(path) as desk:
        work(desk, 1)
        kept = keep(desk, NOW + timedelta(minutes=1))
    shutil.copy(older, path)
    finding, numbers = found(path)
    assert "已编到 6 号，数据文件里只到 5 号，再编会重号。" in numbers
    assert (
        "或者打开的是较旧的一份文件。请用这个备份恢复；确认现在这份是对的，就把这个备份移到别的文件夹。"
        in finding
    )
    kept.rename(tmp_path / kept.name)
    assert found(path) == []


def test_only_what_a_backup_says_is_read(path: Path) -> None:
    """An encrypted backup tells as much as a plain one: its database is never opened."""
    (kept,) = backup.folder_of(path).glob("*.eduaid-backup")
    with ZipFile(kept) as archive:
        said, size = archive.read("backup.json"), archive.getinfo("office.eduaid").file_size
    with ZipFile(kept, "w") as archive:
        archive.writestr("office.eduaid", b"?" * size)
        archive.writestr("backup.json", said)
    take_away(path, 1)
    assert len(found(path)) == 1


def restored(path: Path, source: Path) -> None:
    backups.restore(source, path)
    assert found(path) == []


@pytest.fixture
def behind(path: Path) -> tuple[Path, Path]:
    """The file two backups further, and the oldest backup: restoring it makes the others differ."""
    oldest = next(backup.folder_of(path).glob("*.eduaid-backup"))
    with Desk.open(path) as desk:
        for minute in (1, 2):
            work(desk, 2)
            keep(desk, NOW + timedelta(minutes=minute) - timedelta(days=1))
    return path, oldest


def test_after_a_restore_the_newer_backups_may_differ_and_new_ones_count(behind: tuple[Path, Path]) -> None:
    path, oldest = behind
    restored(path, oldest)
    with Desk.open(path) as desk:
        work(desk, 2)
        assert found(path) == []
        keep(desk, datetime.now() + timedelta(minutes=1))
    assert found(path) == []
    take_away(path, 1)
    (finding,) = found(path)
    assert "里有 8 次操作，数据文件里只有 7 次" in finding


def test_a_second_restore_starts_anew(behind: tuple[Path, Path]) -> None:
    path, oldest = behind
    restored(path, oldest)
    with Desk.open(path) as desk:
        work(desk, 1)
        keep(desk, datetime.now() + timedelta(minutes=1))
    restored(path, oldest)


@pytest.mark.parametrize("note", [None, "", "[]", '{"at": 7}', '{"at": "gestern"}'])
def test_without_its_note_the_backup_of_what_was_replaced_tells_of_the_restore(
    behind: tuple[Path, Path], note: str | None
) -> None:
    path, oldest = behind
    restored(path, oldest)
    place = backup.folder_of(path) / "beginning.json"
    if note is None:
        place.unlink()
    else:
        place.write_text(note, encoding="utf-8")
    assert found(path) == []


def test_a_clock_that_was_ahead_before_the_restore_accuses_nobody(path: Path) -> None:
    oldest = next(backup.folder_of(path).glob("*.eduaid-backup"))
    with Desk.open(path) as desk:
        work(desk, 2)
        keep(desk, NOW + timedelta(days=300))
    restored(path, oldest)


def test_a_clock_set_back_after_the_restore_accuses_nobody(behind: tuple[Path, Path]) -> None:
    path, oldest = behind
    restored(path, oldest)
    with Desk.open(path) as desk:
        work(desk, 2)
        keep(desk, NOW - timedelta(days=300))
    assert found(path) == []
    with Desk.open(path) as desk:
        work(desk, 1)
        keep(desk, datetime.now() + timedelta(minutes=1))
    take_away(path, 1)
    assert len(found(path)) == 1


def test_a_clock_set_back_without_a_restore_hides_nothing(path: Path) -> None:
    with Desk.open(path) as desk:
        work(desk, 2)
        keep(desk, NOW - timedelta(days=300))
    take_away(path, 1)
    (finding,) = found(path)
    assert "里有 8 次操作，数据文件里只有 7 次" in finding


def test_a_damaged_file_replaced_by_a_backup(path: Path) -> None:
    oldest = next(backup.folder_of(path).glob("*.eduaid-backup"))
    with Desk.open(path) as desk:
        work(desk, 2)
        keep(desk, NOW - timedelta(days=1))
    path.write_bytes(path.read_bytes()[:5000])
    restored(path, oldest)


def test_a_lost_file_restored_from_an_older_backup(behind: tuple[Path, Path]) -> None:
    path, oldest = behind
    path.unlink()
    restored(path, oldest)


def test_a_backup_restored_onto_a_new_name(behind: tuple[Path, Path]) -> None:
    path, oldest = behind
    restored(path.with_name("新名字.eduaid"), oldest)
    assert found(path) == []


def test_a_new_file_under_an_old_name(path: Path) -> None:
    path.unlink()
    office.create(path, name="格桑镇", code="513399101").close()
    assert found(path) == []


def test_backups_of_another_office_in_the_folder_say_nothing(path: Path, tmp_path: Path) -> None:
    with office.create(tmp_path / "邻镇.eduaid", name="邻镇", code="513399102") as desk:
        work(desk, 20)
        kept = keep(desk, NOW + timedelta(days=1))
    shutil.copy(kept, backup.folder_of(path) / "邻镇-备份.eduaid-backup")
    assert found(path) == []


def test_damaged_backups_say_nothing_and_the_sound_one_still_counts(path: Path) -> None:
    folder = backup.folder_of(path)
    (kept,) = folder.glob("*.eduaid-backup")
    data = kept.read_bytes()
    (folder / "a.eduaid-backup").write_bytes(b"")
    (folder / "b.eduaid-backup").write_bytes(data[: len(data) // 2])
    (folder / "c.eduaid-backup").write_bytes(data.replace(b'"changes": 6', b'"changes": x'))
    (folder / "d.eduaid-backup").write_bytes(data[:-400] + bytes(400))
    (folder / "e.eduaid-backup").mkdir()
    assert {backup_file.look(p).state for p in folder.glob("?.eduaid-backup")}.isdisjoint({"proven"})
    assert found(path) == []
    take_away(path, 1)
    assert len(found(path)) == 1


def test_a_check_beside_a_window_that_backs_up_accuses_nobody(path: Path) -> None:
    finished = threading.Event()

    with Desk.open(path) as desk, Desk.open(path, writable=False) as reader:

        def write() -> None:
            for number in range(12):
                work(desk, 3)
                keep(desk, NOW + timedelta(hours=number + 1))
            desk.store.end_thread()
            finished.set()

        writer = threading.Thread(target=write)
        writer.start()
        while not finished.is_set():
            assert checking.check(reader)["findings"] == []
        writer.join()
        assert checking.check(reader)["findings"] == []


def test_the_note_of_a_restore_stands_beside_the_backups(behind: tuple[Path, Path]) -> None:
    path, oldest = behind
    restored(path, oldest)
    note = json.loads((backup.folder_of(path) / "beginning.json").read_text(encoding="utf-8"))
    newest = max(m.moment for b in backups.listing(path) if (m := b.manifest))
    assert datetime.fromisoformat(note["at"]) >= newest
