"""An encrypted office with an administrator, a clerk and a reviewer; passwords are cheap to stretch."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from eduaid_desktop.domain import roles
from eduaid_desktop.services import logins, office, operators, people
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.encryption import First
from eduaid_desktop.store import keyring

VILLAGES = (("513399101200", "上格桑村"), ("513399101201", "下格桑村"))
# 拥珍 keys and administers, 卓玛 keys, 扎西 reviews.
ADMIN, CLERK, REVIEWER = "拥珍", "卓玛", "扎西"
PASSWORDS = {ADMIN: "雪山下的格桑花开", CLERK: "青稞熟了就要收割", REVIEWER: "河边有三棵老柳树"}
CHILD = {
    "name": "曲批达瓦", "id_number": "513399200904120011", "ethnic": "藏", "village": "上格桑村",
    "guardian_name": "拉姆措", "guardian_relation": "母亲",
}  # fmt: skip


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wrong passwords are counted in the user's settings: every test has its own."""
    for name in ("XDG_CONFIG_HOME", "LOCALAPPDATA", "APPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "config"))
    for name in ("EDUAID_OPERATOR", "EDUAID_PASSWORD", "EDUAID_TODAY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def encrypted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The office with one child; copied, never opened."""
    path = tmp_path_factory.mktemp("encrypted") / "格桑镇.eduaid"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keyring, "_PASSES", 1)
        patch.setattr(keyring, "_MEMORY_KIB", 64)
        head = {"name": "格桑镇", "code": "513399101", "county": "云岭县", "fixed_date": "2018-06-12"}
        first = First(ADMIN, PASSWORDS[ADMIN])
        with office.create(path, villages=VILLAGES, operator=first, **head) as desk:  # type: ignore[arg-type]
            people.save(desk, CHILD)
            operators.add(desk, CLERK, [roles.CLERK], PASSWORDS[CLERK])
            operators.add(desk, REVIEWER, [roles.REVIEWER], PASSWORDS[REVIEWER])
    return path


@pytest.fixture
def office_file(cheap: None, encrypted: Path, tmp_path: Path) -> Path:
    """A copy of the encrypted office, and its key slots, that belongs to one test."""
    copy_pair(encrypted, tmp_path / encrypted.name)
    return tmp_path / encrypted.name


def copy_pair(path: Path, to: Path) -> Path:
    """An office file and its key slots under another name."""
    shutil.copy(keyring.path_of(path), keyring.path_of(to))
    return Path(shutil.copy(path, to))


@pytest.fixture
def enter(office_file: Path) -> Callable[..., Desk]:
    """enter(name) logs her in to the office."""

    def log_in(
        name: str = ADMIN, password: str = "", path: Path = office_file, writable: bool = True
    ) -> Desk:
        return logins.log_in(path, name, password or PASSWORDS[name], writable=writable)

    return log_in


@pytest.fixture
def desk(enter: Callable[..., Desk]) -> Iterator[Desk]:
    """The administrator at her desk."""
    with enter() as opened:
        yield opened
