"""Several threads at one encrypted file: everybody reads and writes, and none falls over a change of keys."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from eduaid_desktop.errors import Conflict, UserError
from eduaid_desktop.services import backups, checking, operators, people
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.logins import WayIn
from eduaid_desktop.store import driver

from .conftest import ADMIN, CLERK, PASSWORDS


def school(desk: Desk, name: str) -> None:
    with desk.change(f"登记{name}") as change:
        change.insert("school", {"name": name})


def test_two_write_and_two_read(desk: Desk) -> None:
    done = threading.Event()

    def write(who: int) -> None:
        for number in range(40):
            school(desk, f"{who}-{number}")
        desk.store.end_thread()

    def read() -> int:
        counts = []
        while not done.is_set():
            counts.append(desk.store.value("SELECT COUNT(*) FROM school"))
            assert people.find(desk, "qupi")
        desk.store.end_thread()
        assert counts == sorted(counts)
        return len(counts)

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        for writer in [pool.submit(write, who) for who in range(2)]:
            writer.result()
        done.set()
        assert all(reader.result() > 0 for reader in readers)
    assert desk.store.value("SELECT COUNT(*) FROM school") == 80
    assert checking.check(desk)["findings"] == []


@pytest.fixture
def at_work(desk: Desk) -> Iterator[list[BaseException]]:
    """Three threads that read all the time; what went wrong with them."""
    wrong: list[BaseException] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            try:
                assert people.find(desk, "qupi")
                with desk.store.snapshot():
                    assert list(desk.store.each("SELECT * FROM change"))
            except BaseException as error:
                wrong.append(error)
        desk.store.end_thread()

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    yield wrong
    done.set()
    for thread in threads:
        thread.join()


def test_keys_change_under_those_who_read(
    desk: Desk, at_work: list[BaseException], enter: Callable[..., Desk]
) -> None:
    """A connection that is closed under a reading thread would end the program."""
    for number in range(6):
        desk = operators.change_keys(desk, new_code=number % 2 == 0)
        school(desk, f"{number}")
    assert at_work == []
    assert checking.check(desk)["findings"] == []
    desk.store.drafts.keep("aid:new", {"fields": {}})
    assert desk.store.drafts.settle()


def test_a_file_is_closed_under_those_who_read(desk: Desk, at_work: list[BaseException]) -> None:
    desk.close()
    assert {type(error) for error in at_work} <= {RuntimeError}


def test_a_query_that_never_ends_only_delays_the_keys(
    desk: Desk, enter: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver, "BUSY_SECONDS", 0.05)
    reading, done = threading.Event(), threading.Event()

    def read() -> None:
        with desk.store.snapshot():
            reading.set()
            done.wait(10)
        desk.store.end_thread()

    with ThreadPoolExecutor(1) as pool:
        reader = pool.submit(read)
        assert reading.wait(10)
        with pytest.raises(Conflict, match="本窗口还在查询或备份"):
            operators.remove(desk, CLERK)
        done.set()
        reader.result()
    after = operators.settle(desk)
    assert after.keys != desk.keys
    assert checking.check(after)["findings"] == []


def test_backups_while_the_keys_change_are_whole(
    desk: Desk, enter: Callable[..., Desk], tmp_path: Path
) -> None:
    (usb := tmp_path / "usb").mkdir()
    made: list[Path] = []
    done = threading.Event()

    def back_up() -> None:
        while not done.is_set():
            made.append(backups.back_up(desk, usb).path)
        desk.store.end_thread()

    with ThreadPoolExecutor(1) as pool:
        maker = pool.submit(back_up)
        after, changed = desk, 0
        while (changed < 3 or len(made) < 3) and not maker.done():
            after, changed = operators.change_keys(after, new_code=False), changed + 1
        done.set()
        maker.result()
    for number, path in enumerate(made):
        target = tmp_path / f"{number}.eduaid"
        backups.restore(path, target, way_in=WayIn(ADMIN, PASSWORDS[ADMIN]))
        enter(CLERK, path=target).close()


def test_a_thread_finds_the_new_keys(desk: Desk) -> None:
    """A thread that was reading before the keys changed reads on through a connection of its own."""
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(people.find, desk, "qupi").result()
        after = operators.change_keys(desk, new_code=True)
        assert pool.submit(people.find, after, "qupi").result()
        pool.submit(desk.store.end_thread).result()
    desk.store.path.unlink()
    with pytest.raises(UserError, match="已被移走"):
        school(after, "没有文件")
