"""One writer per office file; everyone else reads."""

import getpass
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from eduaid_desktop.errors import Refused
from eduaid_desktop.store.store import Store

HOLDING = """
import sys
from pathlib import Path
from eduaid_desktop.store.store import Store
store = Store(Path(sys.argv[1]))
print("read only" if store.read_only else "writer", flush=True)
sys.stdin.read()
store.close()
"""


class Window:
    """Another program with the file open."""

    def __init__(self, path: Path) -> None:
        command = [sys.executable, "-c", HOLDING, str(path)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        self.says = self.process.stdout.readline().strip()

    def end(self) -> int:
        if self.process.stdin and not self.process.stdin.closed:
            self.process.communicate()
        return self.process.returncode


@pytest.fixture
def window(office_file: Path) -> Iterator[Window]:
    opened = Window(office_file)
    yield opened
    opened.end()


def test_a_second_window_reads_and_says_who_writes(office_file: Path) -> None:
    with Store(office_file) as first, Store(office_file) as second:
        assert (first.read_only, second.read_only) == (False, True)
        with first.change("拥珍", "登记") as change:
            change.insert("school", {"name": "一小"})
        assert [s["name"] for s in second.select("school")] == ["一小"]
        with (
            pytest.raises(Refused, match=f"正由 {getpass.getuser()}（电脑 .* 起） 打开"),
            second.change("拥珍", "登记"),
        ):
            raise AssertionError("unreachable")


def test_a_read_only_window_cannot_write_by_any_way(office_file: Path) -> None:
    with Store(office_file), Store(office_file) as second, pytest.raises(Exception, match="readonly"):
        second.connection.execute("DELETE FROM office")


def test_the_first_to_close_frees_the_file(office_file: Path) -> None:
    Store(office_file).close()
    with Store(office_file) as store:
        assert not store.read_only


def test_a_window_of_another_program_holds_the_file(window: Window, office_file: Path) -> None:
    assert window.says == "writer"
    with Store(office_file) as second:
        assert second.read_only
    assert window.end() == 0
    with Store(office_file) as third:
        assert not third.read_only


def test_a_killed_window_frees_the_file(window: Window, office_file: Path) -> None:
    window.process.send_signal(signal.SIGKILL)
    assert window.end() == -signal.SIGKILL
    with Store(office_file) as store:
        assert not store.read_only
        assert getpass.getuser() in store.lock.holder()


def test_a_reader_takes_no_lock(office_file: Path) -> None:
    with Store(office_file, writable=False), Store(office_file) as writer:
        assert not writer.read_only


def test_a_link_to_the_file_is_the_same_file(office_file: Path) -> None:
    link = office_file.with_name("快捷方式.eduaid")
    link.symlink_to(office_file)
    with Store(office_file), Store(link) as second:
        assert second.read_only
