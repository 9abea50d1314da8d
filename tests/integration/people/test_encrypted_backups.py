"""Backups of an encrypted office: as closed as the office itself, and opened as it was on their day."""

from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest

from eduaid_desktop.domain import recovery_code, roles
from eduaid_desktop.errors import Conflict, LoginNeeded, Refused, UserError
from eduaid_desktop.services import backups, checking, encryption, keys, office, operators, people
from eduaid_desktop.services.backups import Backup
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.logins import WayIn
from eduaid_desktop.store import durable, keyring, restore, schema
from eduaid_desktop.store.keyring import WrongPassword

from .conftest import ADMIN, CHILD, CLERK, PASSWORDS, REVIEWER

NEW = "一只羊两只羊三只羊"
BY_PASSWORD = WayIn(ADMIN, PASSWORDS[ADMIN])
OTHER = {
    **CHILD,
    "name": "德吉",
    "id_number": "",
    "no_id_reason": "未办理",
    "birth_date": "20100101",
    "sex": "女",
}


@pytest.fixture
def made(desk: Desk, tmp_path: Path) -> Backup:
    """A backup on a stick; since then 德吉 was keyed, 卓玛 has another password, 次仁 has come."""
    (usb := tmp_path / "usb").mkdir()
    found = backups.back_up(desk, usb)
    people.save(desk, OTHER)
    operators.set_password(desk, CLERK, NEW)
    operators.add(desk, "次仁", [roles.CLERK], NEW)
    desk.close()
    return found


def children(desk: Desk) -> list[str]:
    assert checking.check(desk)["findings"] == []
    return [person["name"] for person in desk.store.select("person")]


def test_a_backup_says_what_it_is_and_no_more(made: Backup) -> None:
    assert (made.state, made.manifest and made.manifest.encrypted) == (backups.PROVEN, True)
    written = made.path.read_bytes()
    for word in (CHILD["name"], CHILD["id_number"], CHILD["guardian_name"]):
        assert word.encode() not in written
    with ZipFile(made.path) as archive:
        assert archive.namelist() == ["office.eduaid", "office.eduaid-keys", "backup.json"]


@pytest.mark.parametrize("by", ["password", "sheet"])
@pytest.mark.parametrize("onto", ["itself", "a new name", "what is lost"])
def test_restoring(
    made: Backup, desk: Desk, enter: Callable[..., Desk], office_file: Path, by: str, onto: str
) -> None:
    assert desk.keys
    way_in = BY_PASSWORD if by == "password" else WayIn(code=desk.keys.code)
    target = office_file.with_name("新.eduaid") if onto == "a new name" else office_file
    if onto == "what is lost":
        office_file.unlink()
        keyring.path_of(office_file).unlink()
    done = backups.restore(made.path, target, way_in=way_in)
    assert (done.numbers_known, done.kept is not None) == (True, onto == "itself")
    for name in (ADMIN, CLERK, REVIEWER):
        with enter(name, path=target) as again:
            assert children(again) == [CHILD["name"]]
    with pytest.raises(Refused, match="没有名为“次仁”"):
        enter("次仁", NEW, path=target)
    assert [path.name for path in target.parent.iterdir() if "restoring" in path.name] == []
    if done.kept:
        backups.restore(done.kept, target, way_in=way_in)
        with enter("次仁", NEW, path=target) as again:
            assert children(again) == [CHILD["name"], OTHER["name"]]


def test_who_may_not_restore(made: Backup, enter: Callable[..., Desk], office_file: Path) -> None:
    before = office_file.read_bytes(), keyring.path_of(office_file).read_bytes()
    for way_in, kind, words in (
        (None, LoginNeeded, "这个备份是加密的"),
        (WayIn(ADMIN, NEW), WrongPassword, "密码不对"),
        (WayIn(CLERK, PASSWORDS[CLERK]), Refused, "由管理员办理"),
        (WayIn("次仁", NEW), Refused, "当时可以登录的是：拥珍、卓玛、扎西"),
        (WayIn(code=recovery_code.make()), Refused, "打不开这个备份"),
        (WayIn(code="1234"), Refused, "恢复密钥的第 1 组"),
    ):
        with pytest.raises(kind, match=words):
            backups.restore(made.path, office_file, way_in=way_in)
    with enter("次仁", NEW), pytest.raises(Conflict, match="请先关闭那个窗口"):
        backups.restore(made.path, office_file, way_in=BY_PASSWORD)
    assert (office_file.read_bytes(), keyring.path_of(office_file).read_bytes()) == before
    assert not list(office_file.parent.glob("*restoring*"))


def test_a_restore_that_fails_leaves_the_slots_of_today(
    made: Backup, enter: Callable[..., Desk], office_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The backup has the same salt as the file, so only the database tells whether its slots are due."""
    real = durable.rename

    def full(a: Path, b: Path) -> None:
        if b == office_file:
            raise OSError(28, "No space left on device")
        real(a, b)

    monkeypatch.setattr(durable, "rename", full)
    with pytest.raises(UserError, match="磁盘空间不够"):
        backups.restore(made.path, office_file, way_in=BY_PASSWORD)
    monkeypatch.undo()
    assert not list(office_file.parent.glob("*restoring*"))
    for name in (CLERK, "次仁"):
        enter(name, NEW).close()


class Killed(BaseException):
    """The power went."""


@pytest.mark.parametrize("when", ["before the database", "before the slots"])
def test_a_restore_that_is_cut_short(
    made: Backup, enter: Callable[..., Desk], office_file: Path, when: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = durable.rename

    def cut(a: Path, b: Path) -> None:
        if (b == office_file) is (when == "before the database") and (b == office_file or "keys" in b.name):
            raise Killed
        real(a, b)

    monkeypatch.setattr(durable, "rename", cut)
    # A kill tidies nothing up.
    if when == "before the database":
        monkeypatch.setattr(restore.keyring, "end_restoring", lambda path: None)
    with pytest.raises(Killed):
        backups.restore(made.path, office_file, way_in=BY_PASSWORD)
    monkeypatch.undo()
    monkeypatch.setattr(keyring, "_MEMORY_KIB", 64)
    password = NEW if when == "before the database" else PASSWORDS[CLERK]
    with enter(CLERK, password) as desk:
        expected = [CHILD["name"], OTHER["name"]] if when == "before the database" else [CHILD["name"]]
        assert children(desk) == expected
    backups.restore(made.path, office_file, way_in=BY_PASSWORD)
    assert not list(office_file.parent.glob("*restoring*"))
    enter(CLERK).close()


def test_after_the_keys_changed_the_old_backup_has_its_old_ways_in(
    made: Backup, desk: Desk, enter: Callable[..., Desk], office_file: Path
) -> None:
    assert desk.keys
    old = desk.keys.code
    with enter() as desk:
        operators.change_keys(desk, new_code=True)
    done = backups.restore(made.path, office_file, way_in=WayIn(code=old))
    # Today's file has another sheet, so its last numbers could not be read; it is kept with its slots.
    assert not done.numbers_known
    assert done.kept
    with ZipFile(done.kept) as archive:
        assert "office.eduaid-keys" in archive.namelist()
    with enter(CLERK) as again:
        assert children(again) == [CHILD["name"]]


def test_slots_of_a_file_that_is_gone_are_kept(
    made: Backup, office_file: Path, enter: Callable[..., Desk]
) -> None:
    with enter() as desk:
        operators.change_keys(desk, new_code=False)
    today, slots = (
        office_file.rename(office_file.with_suffix(".搬走")),
        keyring.path_of(office_file).read_bytes(),
    )
    backups.restore(made.path, office_file, way_in=BY_PASSWORD)
    (kept,) = office_file.parent.glob("*-keys-另存")
    assert kept.read_bytes() == slots
    back = today.rename(office_file.with_name("回来.eduaid"))
    kept.rename(keyring.path_of(back))
    with enter("次仁", NEW, path=back) as desk:
        assert children(desk) == [CHILD["name"], OTHER["name"]]


def test_a_plain_backup_never_opens_an_encrypted_office(
    desk: Desk, enter: Callable[..., Desk], tmp_path: Path
) -> None:
    plain = tmp_path / "明" / "格桑镇.eduaid"
    plain.parent.mkdir()
    head = {"name": "格桑镇", "code": "513399101", "county": "云岭县", "fixed_date": "2018-06-12"}
    with office.create(plain, **head) as other:  # type: ignore[arg-type]
        made = backups.back_up(other, plain.parent)
    desk.close()
    with pytest.raises(UserError, match="先恢复到一个新的文件名"):
        backups.restore(made.path, desk.store.path)
    enter().close()


def test_an_encrypted_backup_over_a_plain_file(
    made: Backup, office_file: Path, enter: Callable[..., Desk]
) -> None:
    """What it replaces is kept as the plain backup it is, and named as one."""
    plain = office_file.with_name("明.eduaid")
    head = {"name": "格桑镇", "code": "513399101", "county": "云岭县", "fixed_date": "2018-06-12"}
    office.create(plain, **head).close()  # type: ignore[arg-type]
    done = backups.restore(made.path, plain, way_in=BY_PASSWORD)
    assert not schema.is_plain(plain)
    assert done.kept
    with enter(CLERK, path=plain) as desk:
        (found,) = encryption.plain_backups(desk)
        assert found.path == done.kept


def test_a_backup_of_another_office_never_takes_the_place_of_one_that_cannot_be_opened(
    made: Backup, office_file: Path, tmp_path: Path
) -> None:
    """Nobody restoring holds its password; only what both slot files share could tell that it is the same."""
    other = tmp_path / "别处" / office_file.name
    other.parent.mkdir()
    first = encryption.First("旺堆", NEW)
    office.create(other, name="热柯乡", code="513399102", operator=first).close()
    before = other.read_bytes(), keyring.path_of(other).read_bytes()
    with pytest.raises(Refused, match="不能确认它和备份是同一个单位"):
        backups.restore(made.path, other, way_in=BY_PASSWORD)
    assert (other.read_bytes(), keyring.path_of(other).read_bytes()) == before


def test_the_encrypted_bytes_that_a_restore_kept_are_no_plain_backup(
    enter: Callable[..., Desk], made: Backup, office_file: Path
) -> None:
    with enter() as desk:
        operators.set_password(desk, ADMIN, "又一只羊又一只羊", PASSWORDS[ADMIN])
        keys_changed = keys.change_keys(desk, new_code=False)
        keys_changed.close()
    backups.restore(made.path, office_file, way_in=BY_PASSWORD)
    (kept,) = [b for b in backups.listing(office_file) if b.manifest and b.manifest.reason == "restore"]
    assert kept.state == "raw"
    with enter() as desk:
        assert encryption.plain_backups(desk) == []
