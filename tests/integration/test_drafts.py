"""Drafts: kept from the first character, wrong values too, off the window's thread, whatever happens."""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from time import monotonic

import pytest

from eduaid_desktop.errors import UserError
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store.store import Store

Wait = Callable[[Callable[[], bool]], None]


def on_disk(desk: Desk) -> list[str]:
    with Store(desk.store.path, writable=False) as reader:
        return reader.drafts.keys()


def count_writes(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The moments at which drafts are written from now on."""
    moments: list[float] = []
    write = desk.store.keep

    def keep(drafts: Mapping[str, str | None]) -> None:
        write(drafts)
        moments.append(monotonic())

    monkeypatch.setattr(desk.store, "keep", keep)
    return moments


def test_what_is_typed_is_on_disk_within_a_moment(
    clerk: Desk, wait_until: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes = count_writes(clerk, monkeypatch)
    start = monotonic()
    clerk.store.drafts.keep("aid:new", {"name": "扎"})
    assert monotonic() - start < 0.2
    wait_until(lambda: bool(writes))
    assert 0.25 < writes[0] - start < 2
    assert on_disk(clerk) == ["aid:new"]


def test_fast_typing_is_written_at_most_once_in_300_ms(
    clerk: Desk, wait_until: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes = count_writes(clerk, monkeypatch)
    typed = 0
    while len(writes) < 4:
        typed += 1
        clerk.store.drafts.keep("aid:new", {"name": f"扎西{typed}"})
    assert min(b - a for a, b in pairwise(writes)) > 0.25
    assert typed > 20
    assert clerk.store.drafts.settle()
    assert clerk.store.drafts.load("aid:new") == {"name": f"扎西{typed}"}


def test_leaving_a_field_writes_at_once(
    clerk: Desk, wait_until: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eduaid_desktop.store.drafts.WRITE_AFTER_SECONDS", 600)
    clerk.store.drafts.keep("aid:new", {"name": "扎西"})
    clerk.store.drafts.flush()
    wait_until(lambda: on_disk(clerk) == ["aid:new"])


def test_a_flush_of_nothing_hurries_nothing(clerk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eduaid_desktop.store.drafts.WRITE_AFTER_SECONDS", 600)
    clerk.store.drafts.flush()
    clerk.store.drafts.keep("aid:new", {"name": "扎西"})
    assert on_disk(clerk) == []
    assert clerk.store.drafts.settle()
    assert on_disk(clerk) == ["aid:new"]


def test_wrong_values_are_kept_as_they_were_typed(clerk: Desk) -> None:
    content = {
        "id_number": "5133",
        "amount": "一千多",
        "application_date": "2018-13-45",
        "name": "𠮷·\u0f4f",
        "x": None,
    }
    clerk.store.drafts.keep("aid:7", content)
    assert clerk.store.drafts.load("aid:7") == content
    assert clerk.store.drafts.settle()
    assert clerk.store.drafts.load("aid:7") == content
    assert clerk.store.value("SELECT COUNT(*) FROM change") == 1


def test_a_saved_form_is_forgotten(clerk: Desk) -> None:
    drafts = clerk.store.drafts
    drafts.keep("aid:new", {"name": "扎西"})
    drafts.keep("project:new", {"name": "食堂"})
    assert drafts.settle()
    drafts.keep("aid:new", None)
    assert drafts.load("aid:new") is None
    assert drafts.settle()
    assert drafts.keys("aid") == []
    assert drafts.keys() == ["project:new"]


def test_what_was_typed_last_comes_first_wherever_it_is_kept(
    clerk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eduaid_desktop.store.drafts.WRITE_AFTER_SECONDS", 600)
    drafts = clerk.store.drafts
    drafts.keep("aid:new~2", {"at": "2018-06-12T09:00:00"})
    assert drafts.settle()
    drafts.keep("aid:new~1", {"at": "2018-06-11T09:00:00"})
    drafts.keep("aid:new", {"at": "2018-06-12T09:30:00"})
    drafts.keep("aid:7", {"name": "扎西"})
    newest_first = ["aid:new", "aid:new~2", "aid:new~1", "aid:7"]
    assert drafts.keys() == newest_first
    drafts.keep("aid:new~1", {"at": "2018-06-11T09:00:00"})
    assert drafts.settle()
    assert drafts.keys() == newest_first == on_disk(clerk)


def test_a_draft_is_seen_while_it_is_on_its_way_to_disk(
    clerk: Desk, wait_until: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_its_way, go_on = threading.Event(), threading.Event()
    write = clerk.store.keep

    def slow(drafts: Mapping[str, str | None]) -> None:
        on_its_way.set()
        assert go_on.wait(10)
        write(drafts)

    monkeypatch.setattr(clerk.store, "keep", slow)
    clerk.store.drafts.keep("aid:new", {"name": "扎西"})
    assert on_its_way.wait(10)
    assert clerk.store.drafts.load("aid:new") == {"name": "扎西"}
    go_on.set()
    assert clerk.store.drafts.settle()


def test_a_draft_waits_behind_a_long_change_without_holding_up_the_window(clerk: Desk) -> None:
    with clerk.store.change("拥珍", "登记") as change:
        change.insert("school", {"name": "一小"})
        start = monotonic()
        clerk.store.drafts.keep("aid:new", {"name": "扎西"})
        clerk.store.drafts.flush()
        assert monotonic() - start < 0.2
        assert not clerk.store.drafts.settle(0.4)
    assert clerk.store.drafts.settle()
    assert on_disk(clerk) == ["aid:new"]


def test_a_failing_disk_is_told_and_tried_again(
    clerk: Desk, wait_until: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = clerk.store.keep

    def fail(drafts: Mapping[str, str | None]) -> None:
        raise UserError("磁盘已满。")

    monkeypatch.setattr(clerk.store, "keep", fail)
    clerk.store.drafts.keep("aid:new", {"name": "扎"})
    wait_until(lambda: clerk.store.drafts.failed == "磁盘已满。")
    clerk.store.drafts.keep("aid:new", {"name": "扎西"})
    assert clerk.store.drafts.load("aid:new") == {"name": "扎西"}
    monkeypatch.setattr(clerk.store, "keep", write)
    assert clerk.store.drafts.settle()
    assert clerk.store.drafts.failed == ""
    assert clerk.store.value("SELECT content FROM draft") == '{"name": "扎西"}'


def test_closing_writes_what_was_typed_last(clerk: Desk) -> None:
    clerk.store.drafts.keep("aid:new", {"name": "扎西"})
    clerk.close()
    assert on_disk(clerk) == ["aid:new"]


def test_a_read_only_window_keeps_nothing(clerk: Desk) -> None:
    with Store(clerk.store.path) as second:
        second.drafts.keep("aid:new", {"name": "扎西"})
        assert second.drafts.settle()
        assert second.drafts.load("aid:new") is None


TYPING = """
import sys
from itertools import pairwise
from pathlib import Path
from eduaid_desktop.store.store import Store
store = Store(Path(sys.argv[1]))
store.drafts.keep("aid:new", {"name": "扎西", "id_number": "51x"})
assert store.drafts.settle()
print("kept", flush=True)
sys.stdin.read()
"""


def test_what_was_kept_outlives_a_kill(office_file: Path) -> None:
    typing = subprocess.Popen(
        [sys.executable, "-c", TYPING, office_file], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with typing:
        assert typing.stdout
        assert typing.stdout.readline() == b"kept\n"
        typing.send_signal(signal.SIGKILL)
    with Store(office_file) as store:
        assert store.drafts.load("aid:new") == {"name": "扎西", "id_number": "51x"}
