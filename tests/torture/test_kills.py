"""Killed at a random moment of saving, importing, exporting: what was acknowledged is there, nothing is half."""

import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from eduaid_desktop.services import backups, checking, people, slips
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.term_batch import batches
from eduaid_desktop.store import backup_file, schema

from .conftest import PASSWORD, copy_office
from .work import id_number

_CLERK = Path(__file__).with_name("clerk.py")
_LANES = 2
# A clerk works on the file that the clerk killed before her left, so often; then on a fresh one.
_CLERKS_PER_FILE = 20
# What was kept a second before the kill is to be on disk. On a machine that does several things at once a
# second is no time, so later ones are counted; what is missing after three seconds is lost.
_PROMISED_SECONDS, _LOST_SECONDS = 1.0, 3.0

Line = list[str]


@dataclass
class Office:
    """One office file under torture, and what its clerks were told about it."""

    path: Path
    folder: Path
    looked_at: set[str] = field(default_factory=set)
    figures: Counter[str] = field(default_factory=Counter)

    def kill_a_clerk(self, dice: random.Random) -> tuple[list[Line], float, str]:
        """Let a clerk work for a while; what she was told, when she was killed, what she said on stderr."""
        command = [sys.executable, str(_CLERK), str(self.path), str(self.folder), str(dice.random())]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as clerk:
            assert clerk.stdout
            assert clerk.stderr
            first = [] if dice.random() < 0.1 else [clerk.stdout.readline()]
            time.sleep(
                dice.uniform(0, 0.5) if not first or dice.random() < 0.5 else dice.uniform(0, 4) ** 2 / 4
            )
            moment = time.monotonic()
            clerk.kill()
            said, wrong = b"".join([*first, clerk.stdout.read()]), clerk.stderr.read().decode()
        lines = [line.split() for line in said.decode().splitlines(keepends=True) if line.endswith("\n")]
        return lines, moment, wrong

    def look(self, lines: list[Line], moment: float) -> None:
        """Everything that must hold after a kill."""
        with Desk.open(self.path) as desk:
            assert checking.check(desk)["findings"] == []
            self._acknowledged(desk, [line[1:] for line in lines if line[0] == "change"])
            self._drafts(desk, [line[1:] for line in lines if line[0] == "draft"], moment)
            self._exports(desk, [line[1] for line in lines if line[0] == "file"])
        assert not self.path.with_name(self.path.name + "-wal").exists()

    def _acknowledged(self, desk: Desk, changes: Iterable[Line]) -> None:
        """The log is a chain that the check has just held against every row: the newest links speak for all."""
        acknowledged = {int(number): digest for number, digest in changes}
        for number, digest in acknowledged.items():
            assert desk.store.value("SELECT hash FROM change WHERE id = ?", (number,)) == digest
        self.figures["acknowledged changes"] += len(acknowledged)

    def _drafts(self, desk: Desk, drafts: list[Line], moment: float) -> None:
        kept = {key: (desk.store.drafts.load(key) or {"number": 0})["number"] for key, *_ in drafts}
        due = {key: int(number) for key, number, at in drafts if moment - float(at) > _PROMISED_SECONDS}
        lost = {key: int(number) for key, number, at in drafts if moment - float(at) > _LOST_SECONDS}
        assert [key for key, number in lost.items() if kept[key] < number] == []
        self.figures["drafts"] += len(due)
        self.figures["late drafts"] += sum(kept[key] < number for key, number in due.items())

    def _exports(self, desk: Desk, acknowledged: list[str]) -> None:
        visible = {path.name for path in self.folder.iterdir() if not path.name.startswith(".")}
        assert set(acknowledged) <= visible
        for name in sorted(visible - self.looked_at):
            if name.endswith(".pdf"):
                assert slips.page_count(self.folder / name) > 0
            elif name.startswith("PC-"):
                assert batches.verify(self.folder / name, desk).ok
                assert desk.store.select("batch", file_name=name)
            elif name.endswith(backup_file.ENDING):
                assert backup_file.verify(self.folder / name).state == backup_file.PROVEN
        self.figures["exports"] += sum(name.startswith("PC-") for name in visible - self.looked_at)
        self.figures["backups"] += sum(name.endswith(backup_file.ENDING) for name in visible - self.looked_at)
        self.figures["papers"] += sum(name.endswith(".pdf") for name in visible - self.looked_at)
        self.looked_at |= visible


def torture(template: Path, place: Path, kills: int, dice: random.Random) -> Counter[str]:
    """Kill so many clerks one after the other."""
    figures: Counter[str] = Counter()
    office = None
    for number in range(kills):
        if number % _CLERKS_PER_FILE == 0:
            folder = place / str(number)
            (folder / "导出").mkdir(parents=True)
            office = Office(copy_office(template, folder), folder / "导出", figures=figures)
        assert office
        lines, moment, wrong = office.kill_a_clerk(dice)
        assert wrong == ""
        office.look(lines, moment)
        figures["kills"] += 1
    return figures


@pytest.mark.skipif(sys.platform == "win32", reason="killing works otherwise on Windows")
def test_killed_clerks(
    office: Path,
    tmp_path: Path,
    times: Callable[[int, int], int],
    figures: Counter[str],
    dice: random.Random,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    kills = times(8, 600)
    lanes = [(tmp_path / str(n), kills // _LANES, random.Random(dice.random())) for n in range(_LANES)]
    with ThreadPoolExecutor(_LANES) as pool:
        for found in pool.map(lambda lane: torture(office, *lane), lanes):
            figures.update(found)
    assert figures["kills"] == kills
    assert figures["acknowledged changes"] > kills


_MAKER = """
import sys
from pathlib import Path
from eduaid_desktop.services import office
import openpyxl
sys.stdout.write("ready\\n"); sys.stdout.flush()
for n in range(1000):
    office.create(Path(sys.argv[1]) / f"{n}.eduaid", name="新镇", code="513399102").close()
    sys.stdout.write(f"{n}\\n"); sys.stdout.flush()
"""


@pytest.mark.skipif(os.name == "nt", reason="killing works otherwise on Windows")
def test_killed_while_offices_are_made(
    tmp_path: Path, times: Callable[[int, int], int], figures: Counter[str], dice: random.Random
) -> None:
    """An office that was made is there; one that was not has no file."""
    for number in range(times(4, 100)):
        folder = tmp_path / str(number)
        folder.mkdir()
        command = [sys.executable, "-c", _MAKER, str(folder)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as maker:
            assert maker.stdout
            assert maker.stdout.readline() == "ready\n"
            time.sleep(dice.uniform(0, 1))
            maker.kill()
            made = [f"{line.strip()}.eduaid" for line in maker.stdout if line.endswith("\n")]
        for path in folder.glob("*.eduaid"):
            with Desk.open(path) as desk:
                assert checking.check(desk)["ok"]
        assert all((folder / name).exists() for name in made)
        figures["kills"] += 1
        figures["offices"] += len(made)


def killed_after(seconds: float, script: str, *words: object) -> bool:
    """Run a script, which says a line when it begins its work, and kill it; whether it had ended before."""
    command = [sys.executable, "-c", script, *map(str, words)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline() == "begin\n", process.stderr.read()
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
        else:
            assert process.returncode == 0, process.stderr.read()
            return True
    return False


_OPENING = """
import sys
from pathlib import Path
from eduaid_desktop.services import imports, backups
from eduaid_desktop.store import migrations
from eduaid_desktop.services.desk import Desk
print("begin", flush=True)
Desk.open(Path(sys.argv[1])).close()
"""
_STORED = sorted((Path(__file__).parents[1] / "data").glob("office_v*.eduaid"))


@pytest.mark.skipif(sys.platform == "win32", reason="killing works otherwise on Windows")
def test_killed_while_upgrading(
    tmp_path: Path, times: Callable[[int, int], int], figures: Counter[str], dice: random.Random
) -> None:
    """A file of an older version is the old one or the new one, and opens; its backup is proven or not there."""
    for number in range(times(4, 100)):
        folder = tmp_path / str(number)
        folder.mkdir()
        path = Path(shutil.copy(_STORED[0], folder / "旧.eduaid"))
        figures["ended before"] += killed_after(dice.uniform(0, 0.12), _OPENING, path)
        assert {each.state for each in backups.listing(path)} <= {backup_file.PROVEN}
        figures["upgraded"] += int.from_bytes(path.read_bytes()[60:64], "big") == schema.VERSION
        with Desk.open(path) as desk:
            assert checking.check(desk)["findings"] == []
            assert people.find(desk, "zengduoji")
        figures["kills"] += 1


_RESTORING = """
import sys
from pathlib import Path
from eduaid_desktop.services import backups, logins
way_in = logins.WayIn(*sys.argv[3:]) if sys.argv[3:] else None
print("begin", flush=True)
backups.restore(Path(sys.argv[1]), Path(sys.argv[2]), way_in=way_in)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="killing works otherwise on Windows")
def test_killed_while_restoring(
    office: Path, tmp_path: Path, times: Callable[[int, int], int], figures: Counter[str], dice: random.Random
) -> None:
    """The file is the old one or the restored one, whole, and opens; what it held is in a proven backup."""
    path = copy_office(office, tmp_path)
    with Desk.open(path) as desk:
        made = backups.back_up(desk, tmp_path).path
        people.save(desk, {"name": "曲批", "id_number": id_number(1), "ethnic": "藏",
                           "guardian_name": "拉姆", "guardian_relation": "母亲"})  # fmt: skip
        way_in = ["拥珍", PASSWORD] if desk.keys else []
    sound = {each: each.read_bytes() for each in tmp_path.glob(f"{path.name}*")}
    for _ in range(times(3, 100)):
        ended = killed_after(dice.uniform(0, 0.8 if way_in else 0.3), _RESTORING, made, path, *way_in)
        kept = backups.listing(path)
        assert {each.state for each in kept} <= {backup_file.PROVEN}
        with Desk.open(path) as desk:
            assert checking.check(desk)["findings"] == []
            restored = not desk.store.select("person")
        assert restored or not ended
        assert not restored or kept
        figures["restored"] += restored
        figures["kills"] += 1
        for each, data in sound.items():
            each.write_bytes(data)
