"""The place itself gives way: disk full, folder read-only, file gone, clock set back. One sentence, nothing lost."""

import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from eduaid_desktop.services import checking, people, relief
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import history

from .work import Clerk, id_number, said

Times = Callable[[int, int], int]


def child(serial: int) -> dict[str, str]:
    return {"name": f"曲批{serial}", "id_number": id_number(serial), "ethnic": "藏",
            "guardian_name": "拉姆", "guardian_relation": "母亲"}  # fmt: skip


def mounted(place: Path, options: str) -> bool:
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)]
    return (
        sys.platform == "linux"
        and os.geteuid() == 0
        and not subprocess.run(command, capture_output=True).returncode
    )


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of four megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    if not mounted(place, "size=4m"):
        pytest.skip("a small disk can only be mounted by root on Linux")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def leave_free(place: Path, free: int) -> Path:
    """Fill the disk but for some bytes."""
    ballast = place / "ballast"
    ballast.unlink(missing_ok=True)
    used = shutil.disk_usage(place).free - free
    with ballast.open("wb") as file:
        if used > 0:
            os.posix_fallocate(file.fileno(), 0, used)
    return ballast


def test_a_disk_that_fills(
    office_file: Path, small_disk: Path, tmp_path: Path, times: Times, figures: Counter[str],
    dice: random.Random,
) -> None:  # fmt: skip
    """Everything a clerk does with some kilobytes left, and with none: done whole, or refused whole."""
    path = Path(shutil.copy(office_file, small_disk / office_file.name))
    desk = Desk.open(path)
    clerk = Clerk(desk, small_disk, dice, tmp_path)
    for number in range(times(60, 3000)):
        ballast = leave_free(small_disk, dice.choice([0, 0, 4096, 20_000, 100_000, 600_000]))
        before = desk.store.value("SELECT MAX(id) FROM change")
        sentence = said(dice.choice(clerk.jobs))
        if sentence:
            assert desk.store.value("SELECT MAX(id) FROM change") in (before, before + 1)
            figures["full disk"] += "磁盘" in sentence or "空间" in sentence
        figures["jobs"] += 1
        if number % 10 == 9:
            desk.close()
            assert said(lambda: Desk.open(path).close()) == "" or shutil.disk_usage(small_disk).free < 200_000
            ballast.unlink()
            figures["openings"] += 1
            desk = clerk.desk = Desk.open(path)
            assert checking.check(desk)["findings"] == []
        ballast.unlink(missing_ok=True)
        for paper in small_disk.glob("*.pdf"):
            paper.unlink()
        if desk.store.path.stat().st_size > 2_000_000:
            desk.close()
            for leftover in small_disk.iterdir():
                leftover.unlink()
            desk = clerk.desk = Desk.open(Path(shutil.copy(office_file, path)))
    desk.close()
    assert figures["full disk"]


def test_a_stick_that_turns_read_only(office_file: Path, small_disk: Path, figures: Counter[str]) -> None:
    path = Path(shutil.copy(office_file, small_disk / office_file.name))
    with Desk.open(path) as desk:
        people.save(desk, child(1))
    remount = ["mount", "-o", "remount,ro", str(small_disk)]
    assert subprocess.run(remount, capture_output=True).returncode == 0
    assert "不能写入" in said(lambda: Desk.open(path).close())
    sentence = said(lambda: Desk.open(path, writable=False).close())
    assert sentence == "" or "可以写入" in sentence
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    with Desk.open(path) as desk:
        assert checking.check(desk)["ok"]
        assert len(desk.store.select("person")) == 1
    figures["remounts"] += 2


@pytest.mark.parametrize("what", ["removed", "replaced", "folder moved"])
@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps an open file from being moved")
def test_a_file_that_goes_under_the_program(office_file: Path, tmp_path: Path, what: str) -> None:
    """A save into a file that nobody will find again must not be acknowledged."""
    folder = tmp_path / "U盘"
    folder.mkdir()
    path = Path(shutil.copy(office_file, folder / office_file.name))
    desk = Desk.open(path)
    people.save(desk, child(1))
    if what == "removed":
        path.unlink()
    elif what == "replaced":
        path.unlink()
        shutil.copy(office_file, path)
    else:
        folder.rename(tmp_path / "搬走")
    sentence = said(lambda: people.save(desk, child(2)))
    assert "移走" in sentence
    if what == "removed":
        desk.store.drafts.keep("person:new", {"name": "扎"})
        assert not desk.store.drafts.settle(1)
        assert "移走" in desk.store.drafts.failed
    desk.close()
    if what == "folder moved":
        path = tmp_path / "搬走" / path.name
    if what != "removed":
        with Desk.open(path) as again:
            assert checking.check(again)["ok"]
            assert len(again.store.select("person")) == (what == "folder moved")


def test_a_file_that_comes_back(office_file: Path, tmp_path: Path) -> None:
    """A stick that was pulled and put in again, or a folder renamed and named back: work goes on."""
    with Desk.open(office_file) as desk:
        elsewhere = office_file.rename(tmp_path / "别处.eduaid")
        assert "移走" in said(lambda: people.save(desk, child(1)))
        elsewhere.rename(office_file)
        people.save(desk, child(1))
        assert checking.check(desk)["ok"]


def test_a_clock_that_is_set_back(
    office_file: Path, tmp_path: Path, figures: Counter[str], dice: random.Random, times: Times,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The office's date jumps to and fro between changes: refused or done, never half, the log stays whole."""
    days = ("2018-06-12", "2018-06-13", "2018-05-01", "2017-01-01", "1999-12-31", "2030-01-01", "2018-06-12")
    with Desk.open(office_file) as desk:
        clerk = Clerk(desk, tmp_path, dice)
        for _ in range(times(120, 3000)):
            monkeypatch.setenv("EDUAID_TODAY", dice.choice(days))
            figures["refused"] += said(dice.choice(clerk.jobs)) != ""
            figures["jobs"] += 1
        assert checking.check(desk)["findings"] == []
        monkeypatch.setenv("EDUAID_TODAY", "2018-06-12")
        for case in desk.store.select("relief_case"):
            relief.status(desk, case["id"])
        for row in desk.store.select("person")[:20]:
            assert history.of_record(desk.store, "person", row["id"])
