"""The office file: all or nothing, one connection per thread, whole when copied, nothing acknowledged lost."""

import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from eduaid_desktop.errors import Conflict, UserError
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import checkpoint, driver, history
from eduaid_desktop.store.store import Store


def school(name: str) -> dict[str, Any]:
    return {"name": name, "place": "in_county"}


def add_school(store: Store, name: str) -> int:
    with store.change("拥珍", f"登记{name}") as change:
        return change.insert("school", school(name))


Wait = Callable[[Callable[[], bool]], None]


def pragma(connection: sqlite3.Connection, name: str) -> Any:
    return connection.execute(f"PRAGMA {name}").fetchone()[0]


def settings_of(connection: sqlite3.Connection) -> tuple[Any, ...]:
    return tuple(pragma(connection, name) for name in ("journal_mode", "synchronous", "foreign_keys"))


def test_every_connection_is_durable_and_keeps_foreign_keys(clerk: Desk) -> None:
    seen = [settings_of(clerk.store.connection)]

    def look() -> None:
        seen.append(settings_of(clerk.store.connection))
        clerk.store.end_thread()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    with Store(clerk.store.path, writable=False) as reader:
        seen.append(settings_of(reader.connection))
    assert seen == [("wal", 2, 1)] * 3


def test_what_is_asked_again_and_again_is_prepared_once(clerk: Desk) -> None:
    """Also after a large change that used many other statements often."""
    prepared: list[int] = []

    def noted(action: int, *about: Any) -> int:
        prepared.append(action)
        return sqlite3.SQLITE_OK

    clerk.store.connection.set_authorizer(noted)
    for _ in range(3):
        for number in range(300):
            clerk.store.value(f"SELECT {number} FROM office")
    prepared.clear()
    for _ in range(5):
        clerk.store.value("SELECT name FROM office")
        once = len(prepared)
        clerk.store.value("SELECT code FROM office")
    assert len(prepared) == once == 4


def test_of_two_columns_of_one_name_the_first_counts(clerk: Desk) -> None:
    assert clerk.store.row("SELECT 1 AS a, 2 AS b, 3 AS a") == {"a": 1, "b": 2}
    assert clerk.store.rows("SELECT 1 AS a, 2 AS b") == [{"a": 1, "b": 2}]


def test_a_change_is_written_whole_or_not_at_all(clerk: Desk) -> None:
    store = clerk.store

    def half() -> None:
        with store.change("拥珍", "登记两所学校") as change:
            change.insert("school", school("一小"))
            change.next_serial("case")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    assert store.select("school") == []
    assert store.value("SELECT COUNT(*) FROM change WHERE sentence = '登记两所学校'") == 0
    with store.change("拥珍", "再来") as change:
        assert change.next_serial("case") == 1


def test_a_change_that_breaks_a_reference_writes_nothing(clerk: Desk) -> None:

    def enrol_nobody() -> None:
        with clerk.store.change("拥珍", "登记") as change:
            school_id = change.insert("school", school("一小"))
            change.insert(
                "enrolment", {"person_id": 99, "term": "2018S", "school_id": school_id, "stage": "2"}
            )

    with pytest.raises(driver.IntegrityError):
        enrol_nobody()
    assert clerk.store.select("school") == []


def test_a_rehearsal_leaves_nothing_behind(clerk: Desk) -> None:
    before = clerk.store.rows("SELECT * FROM change")
    with clerk.store.change("拥珍", "预演", dry_run=True) as change:
        change.insert("region", {"code": "513399101299", "name": "新村", "level": "village"})
        assert "513399101299" in {c.code for c in clerk.rules().codes["village"].codes}
    assert "513399101299" not in {c.code for c in clerk.rules().codes["village"].codes}
    assert clerk.store.rows("SELECT * FROM change") == before


def test_the_rules_follow_the_villages(clerk: Desk) -> None:
    assert clerk.rules().codes["village"].find("新村") is None
    with clerk.store.change("拥珍", "设新村") as change:
        change.insert("region", {"code": "513399101299", "name": "新村", "level": "village"})
    assert clerk.rules().codes["village"].find("新村") is not None


def test_the_rules_are_read_once_in_a_change_and_never_stale(clerk: Desk) -> None:
    day = date(2017, 3, 1)
    with clerk.change("办理一批"):
        assert clerk.rules(day) is clerk.rules(day)
    kept = clerk.rules(day)
    with clerk.change("设置", dry_run=True) as change:
        assert clerk.rules(day) is kept
        change.insert("setting", {"key": "notice_days", "value": "3"})
        assert clerk.rules(day).settings["notice_days"] == 3
    assert clerk.rules(day).settings["notice_days"] == kept.settings["notice_days"] != 3
    with clerk.change("设置") as change:
        change.insert("setting", {"key": "notice_days", "value": "3"})
    assert clerk.rules(day).settings["notice_days"] == 3


def test_a_change_without_a_difference_is_none(clerk: Desk) -> None:
    school_id = add_school(clerk.store, "一小")
    changes = clerk.store.value("SELECT COUNT(*) FROM change")
    with clerk.store.change("拥珍", "照旧") as change:
        assert change.update("school", school_id, school("一小")) == 1
    assert clerk.store.value("SELECT COUNT(*) FROM change") == changes


def test_two_forms_of_one_record_cannot_overwrite_each_other(clerk: Desk) -> None:
    school_id = add_school(clerk.store, "一小")
    with clerk.store.change("拥珍", "改名") as change:
        assert change.update("school", school_id, {"name": "二小"}, revision=1) == 2
    with pytest.raises(Conflict, match="别处改过"), clerk.store.change("拥珍", "改名") as change:
        change.update("school", school_id, {"name": "三小"}, revision=1)
    assert clerk.store.get("school", school_id)["name"] == "二小"


def test_threads_write_one_after_the_other(clerk: Desk) -> None:
    def work(letter: str) -> None:
        for number in range(40):
            add_school(clerk.store, f"{letter}{number}")
        clerk.store.end_thread()

    threads = [threading.Thread(target=work, args=(letter,)) for letter in "甲乙丙"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(clerk.store.select("school")) == 120
    assert history.check(clerk.store) == []


SAVING = """
import sys
from pathlib import Path
from eduaid_desktop.services import people
from eduaid_desktop.services.desk import Desk
with Desk.open(Path(sys.argv[1])) as desk:
    for number in range(200):
        raw = {"name": f"扎西{number}", "no_id_reason": "未办理", "sex": "男", "birth_date": "19900101", "ethnic": "藏"}
        print(people.save(desk, raw).id, flush=True)
"""


@pytest.mark.parametrize("acknowledged", [1, 60])
def test_no_acknowledged_save_is_lost_when_the_program_is_killed(
    office_file: Path, acknowledged: int
) -> None:
    saving = subprocess.Popen([sys.executable, "-c", SAVING, office_file], stdout=subprocess.PIPE)
    assert saving.stdout
    ids = [int(saving.stdout.readline()) for _ in range(acknowledged)]
    saving.send_signal(signal.SIGKILL)
    ids += [int(line) for line in saving.stdout.read().split()]
    saving.wait()
    saving.stdout.close()
    with Desk.open(office_file) as desk:
        assert {p["id"] for p in desk.store.select("person")} >= set(ids)
        assert history.check(desk.store) == []
        assert not desk.store.read_only


def is_whole(bare: Path, name: str) -> bool:
    with Store(bare) as copy:
        return bool(copy.select("school", name=name)) and history.check(copy) == []


def test_the_bare_file_of_an_idle_window_is_whole(clerk: Desk, tmp_path: Path, wait_until: Wait) -> None:
    start = monotonic()
    add_school(clerk.store, "一小")
    log = clerk.store.path.with_name(clerk.store.path.name + "-wal")
    assert log.stat().st_size > 0
    wait_until(lambda: log.stat().st_size == 0)
    assert monotonic() - start < 6
    assert is_whole(Path(shutil.copy(clerk.store.path, tmp_path / "拷贝.eduaid")), "一小")


def test_a_reader_delays_folding_the_log_only_while_it_reads(
    clerk: Desk, wait_until: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoint, "AFTER_SECONDS", 0.1)
    log = clerk.store.path.with_name(clerk.store.path.name + "-wal")
    with Store(clerk.store.path, writable=False) as reader:
        with reader.snapshot():
            reader.select("school")
            add_school(clerk.store, "一小")
            wait_until(lambda: clerk.store._checkpointer._due is None)
            add_school(clerk.store, "二小")
            assert log.stat().st_size > 0
        wait_until(lambda: log.stat().st_size == 0)
    assert len(clerk.store.select("school")) == 2


def test_closing_leaves_the_bare_file_alone(office_file: Path) -> None:
    before = {*threading.enumerate()}
    with Desk.open(office_file) as opened:
        add_school(opened.store, "一小")
        assert {t.name for t in {*threading.enumerate()} - before} == {"checkpoint"}
    assert sorted(p.name for p in office_file.parent.iterdir()) == ["格桑镇.eduaid", "格桑镇.eduaid-lock"]
    assert {*threading.enumerate()} <= before


def test_a_closed_file_is_not_opened_again_by_stragglers(clerk: Desk) -> None:
    clerk.close()
    clerk.store.drafts.keep("aid:new", {"name": "迟到"})
    with pytest.raises(RuntimeError):
        clerk.store.rows("SELECT 1")


def test_a_log_left_by_a_crash_is_read_and_cleared_by_a_reader(clerk: Desk, tmp_path: Path) -> None:
    add_school(clerk.store, "一小")
    for ending in ("", "-wal"):
        shutil.copy(f"{clerk.store.path}{ending}", tmp_path / f"断电.eduaid{ending}")
    with Store(tmp_path / "断电.eduaid", writable=False) as reader:
        assert [s["name"] for s in reader.select("school")] == ["一小"]
    assert [p.name for p in tmp_path.glob("断电*")] == ["断电.eduaid"]


def test_a_record_as_it_stood_on_a_day(clerk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    store = clerk.store
    monkeypatch.setenv("EDUAID_TODAY", "2018-06-13")
    school_id = add_school(store, "一小")
    for day, name in (("2018-06-15", "二小"), ("2018-06-18", "三小")):
        monkeypatch.setenv("EDUAID_TODAY", day)
        with store.change("拥珍", "改名") as change:
            change.update("school", school_id, {"name": name})

    def stood(day: str) -> tuple[str, int] | None:
        row = history.as_of(store, "school", school_id, date.fromisoformat(day))
        return (row["name"], row["revision"]) if row else None

    assert stood("2018-06-12") is None
    assert stood("2018-06-13") == stood("2018-06-14") == ("一小", 1)
    assert stood("2018-06-15") == ("二小", 2)
    assert stood("2018-12-31") == ("三小", 3)


def test_a_deleted_draft_as_it_stood(clerk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDUAID_TODAY", "2018-06-13")
    school_id = add_school(clerk.store, "一小")
    monkeypatch.setenv("EDUAID_TODAY", "2018-06-15")
    with clerk.store.change("拥珍", "删草稿") as change:
        change.delete_draft("school", school_id)
    assert history.as_of(clerk.store, "school", school_id, date(2018, 6, 15)) is None
    stood = history.as_of(clerk.store, "school", school_id, date(2018, 6, 14))
    assert stood
    assert stood["name"] == "一小"


def test_the_office_has_one_clock(clerk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert clerk.today() == date(2018, 6, 12)
    monkeypatch.setenv("EDUAID_TODAY", "2018-07-01")
    assert clerk.today() == date(2018, 7, 1)
    assert clerk.store.moment().startswith("2018-07-01T")
    monkeypatch.setenv("EDUAID_TODAY", "明天")
    with pytest.raises(UserError, match="EDUAID_TODAY"):
        clerk.today()
    monkeypatch.delenv("EDUAID_TODAY")
    with clerk.store.change("拥珍", "取消固定日期") as change:
        change.update("office", 1, {"fixed_date": None})
    assert clerk.today() == date.today()


def test_a_new_file_takes_its_name_only_when_it_is_whole(tmp_path: Path) -> None:
    seen: list[list[str]] = []

    def fill(store: Store) -> None:
        seen.append([p.name for p in tmp_path.iterdir() if p.suffix == ".eduaid"])

    Store.create(tmp_path / "新.eduaid", fill).close()
    assert seen == [[]]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["新.eduaid", "新.eduaid-lock"]
