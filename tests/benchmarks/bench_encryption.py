"""What encryption costs: the same office file plain and encrypted, both sides taking turns in one run.

Search, save, import and check of a township of 20,000 people (bench_encryption.py N for another number), the
time of a log-in, of a backup, and of writing the file anew under another key.
"""

import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from eduaid_desktop.domain import roles
from eduaid_desktop.domain.id_number import check_digit
from eduaid_desktop.services import (
    aid,
    backups,
    checking,
    encryption,
    imports,
    keys,
    logins,
    office,
    people,
)
from eduaid_desktop.services.desk import Desk

PEOPLE = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
SAVES, KEYSTROKES, ROUNDS = 500, 2000, 5
PASSWORD = "correct horse battery"
ROLL = Path(__file__).parents[1] / "data" / "samples" / "1_学籍名册_2018年春季.xlsx"
_SURNAMES = "扎西卓玛次仁多吉白玛央金旺堆格桑尼玛达瓦洛桑丹增"


def main() -> None:
    """Print medians in ms and the ratio encrypted to plain."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CONFIG_HOME"] = folder
        plain, locked = _township(Path(folder) / "plain"), Path(folder) / "locked" / "格桑镇.eduaid"
        locked.parent.mkdir()
        shutil.copy(plain, locked)
        first = encryption.First("拥珍", PASSWORD, roles.EVERY)
        with Desk.open(plain) as one, encryption.encrypt(Desk.open(locked), first) as other:
            print(f"{PEOPLE:,} people            plain ms  encrypted ms  ratio")
            for name, times, act in (
                ("search, a keystroke (p95)", KEYSTROKES, _keystroke),
                ("save, child known", SAVES, _save),
                ("import of 1,286 pupils", 1, _import),
                ("check", ROUNDS, lambda desk, n: checking.check(desk)),
                ("backup, proven", ROUNDS, lambda desk, n: backups.back_up(desk, desk.store.path.parent)),
            ):
                _compare(name, one, other, times, act)
            _alone("new key for the whole file", ROUNDS, lambda: keys.change_keys(other, new_code=False))
        _alone("log-in", ROUNDS, lambda: logins.log_in(locked, "拥珍", PASSWORD).close())
        _alone("opening the plain file", ROUNDS, lambda: Desk.open(plain).close())


def _compare(name: str, one: Desk, other: Desk, times: int, act: Callable[[Desk, int], object]) -> None:
    taken: tuple[list[float], list[float]] = ([], [])
    for number in range(times):
        for desk, found in zip((one, other), taken, strict=True):
            begin = perf_counter()
            act(desk, number)
            found.append(perf_counter() - begin)
    plain, encrypted = (_p95(found) if "p95" in name else statistics.median(found) for found in taken)
    print(f"{name:28}  {plain * 1000:9.3f}  {encrypted * 1000:9.3f}  {encrypted / plain:5.2f}")


def _alone(name: str, times: int, act: Callable[[], object]) -> None:
    found = []
    for _ in range(times):
        begin = perf_counter()
        act()
        found.append(perf_counter() - begin)
    print(f"{name:28}  {statistics.median(found) * 1000:9.1f}")


def _township(folder: Path) -> Path:
    folder.mkdir()
    path = folder / "格桑镇.eduaid"
    about = {"name": "格桑镇", "code": "513399101", "fixed_date": "2018-06-12"}
    made = office.create(path, villages=[("513399101200", "上格桑村")], **about)  # type: ignore[arg-type]
    with made as desk, desk.change("登记全镇人口") as change:
        for number in range(PEOPLE):
            name, id_number = _name(number), _id_number(number)
            person = change.insert(
                "person", {"name": name, "id_number": id_number, "village": "513399101200"}
            )
            change.set_search_keys(person, name)
    return path


def _name(number: int) -> str:
    return "".join(_SURNAMES[(number // 24**k + 7 * k) % 24] for k in range(4))


def _id_number(number: int) -> str:
    day, serial = divmod(number, 1000)
    head = f"513399{1990 + day // 336}{1 + day // 28 % 12:02d}{1 + day % 28:02d}{serial:03d}"
    return head + check_digit(head)


def _keystroke(desk: Desk, number: int) -> None:
    name = _name(number * 37 % PEOPLE)
    people.find(desk, (name[: 1 + number % 4], _id_number(number)[-4:], "zx", "gs")[number % 4])


def _save(desk: Desk, number: int) -> None:
    aid.save(desk, {
        "name": _name(number), "id_number": _id_number(number), "ethnic": "藏族", "term": "2018S", "stage": "小学",
        "school": "格桑镇中心小学", "grade": "三年级", "village": "上格桑村",
        "hardship_category": "建档立卡", "hardship_level": "困难",
        "guardian_name": "尼玛", "guardian_relation": "父亲", "programme": "营养改善计划", "amount": "400",
        "application_date": "2018-06-01",
    })  # fmt: skip


def _import(desk: Desk, number: int) -> None:
    imports.apply(desk, imports.preview(desk, ROLL))


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[18]


if __name__ == "__main__":
    main()
