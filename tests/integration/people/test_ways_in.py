"""Logging in: what is wrong is said apart, and guessing is slow."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from eduaid_desktop.errors import Conflict, Damaged, LoginNeeded, Refused, UserError
from eduaid_desktop.services import checking, logins, office, operators, people
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.encryption import First
from eduaid_desktop.store import driver, keyring
from eduaid_desktop.store.keyring import WrongPassword

from .conftest import ADMIN, CHILD, CLERK, PASSWORDS, copy_pair

NEW = {"name": "格桑镇", "code": "513399101", "county": "云岭县", "fixed_date": "2018-06-12"}


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_an_office_at_the_real_cost(tmp_path: Path) -> None:
    """The one test in which a password costs what it costs a clerk."""
    path = tmp_path / "格桑镇.eduaid"
    with office.create(path, operator=First(ADMIN, PASSWORDS[ADMIN]), **NEW) as desk:  # type: ignore[arg-type]
        people.save(desk, {**CHILD, "village": ""})
        assert operators.sheet_pending(desk)
    slot = keyring.load(path).slots[ADMIN]
    assert (slot.passes, slot.memory, slot.lanes) == (3, 65536, 1)
    with logins.log_in(path, ADMIN, PASSWORDS[ADMIN]) as desk:
        assert checking.check(desk)["findings"] == []
        assert (desk.actor, desk.roles) == (ADMIN, {"clerk", "admin"})
    with pytest.raises(WrongPassword):
        logins.log_in(path, ADMIN, PASSWORDS[CLERK])


def test_the_variables_log_in(office_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(LoginNeeded, match="EDUAID_OPERATOR"):
        Desk.open(office_file)
    monkeypatch.setenv("EDUAID_OPERATOR", CLERK)
    with pytest.raises(LoginNeeded):
        Desk.open(office_file)
    monkeypatch.setenv("EDUAID_PASSWORD", PASSWORDS[CLERK])
    with Desk.open(office_file) as desk:
        assert (desk.actor, desk.roles) == (CLERK, {"clerk"})


def test_guessing_is_counted_and_slow(
    enter: Callable[..., Desk], office_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1_000_000.0]
    monkeypatch.setattr(logins.time, "time", lambda: now[0])
    for wrong in ("猜一个密码试试看", "再猜一个密码试试"):
        with pytest.raises(WrongPassword, match=r"密码不对。请检查大小写和输入法，再试一次。"):
            enter(ADMIN, wrong)
    waits = []
    for _ in range(8):
        with pytest.raises(WrongPassword, match=r"等 \d+ 秒再试"):
            enter(ADMIN, "还是猜一个密码")
        waits.append(logins.seconds_to_wait(office_file, ADMIN))
        # Not even the right one is looked at meanwhile.
        with pytest.raises(WrongPassword, match="密码输错了几次"):
            enter(ADMIN)
        now[0] += waits[-1]
    assert waits == [2, 4, 8, 16, 32, 60, 60, 60]
    assert logins.seconds_to_wait(office_file, CLERK) == 0
    enter(ADMIN).close()
    assert logins.seconds_to_wait(office_file, ADMIN) == 0
    with pytest.raises(WrongPassword, match="再试一次"):
        enter(ADMIN, "猜一个密码试试看")


def test_a_clock_set_back_locks_nobody_out(
    enter: Callable[..., Desk], office_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        with pytest.raises(WrongPassword):
            enter(ADMIN, "猜一个密码试试看")
    monkeypatch.setattr(logins.time, "time", lambda: 1000.0)
    assert logins.seconds_to_wait(office_file, ADMIN) <= 2


def test_a_password_that_is_no_text(enter: Callable[..., Desk]) -> None:
    """What a console of another code page hands over is a wrong password and no fault."""
    with pytest.raises(WrongPassword):
        enter(ADMIN, os.fsdecode(b"\xff\xfe12345678"))


def spoil(path: Path, at: int) -> None:
    written = bytearray(path.read_bytes())
    written[at] ^= 1
    path.write_bytes(written)


def without_slots(path: Path) -> None:
    keyring.path_of(path).unlink()


def with_slots_of_another(path: Path) -> None:
    other = path.with_name("别的镇.eduaid")
    first = First(ADMIN, PASSWORDS[ADMIN])
    office.create(other, operator=first, **NEW).close()  # type: ignore[arg-type]
    shutil.move(keyring.path_of(other), keyring.path_of(path))


def with_spoilt_slots(path: Path) -> None:
    slots = keyring.path_of(path)
    slots.write_bytes(slots.read_bytes()[:-200])


def with_a_spoilt_seal(path: Path) -> None:
    ring = keyring.load(path)
    (salt,) = ring.seals
    sealed = bytearray(ring.seals[salt][ADMIN])
    sealed[-1] ^= 1
    keyring.save(path, keyring.Keyring(ring.slots, {salt: {ADMIN: bytes(sealed)}}))


def spoilt(path: Path) -> None:
    spoil(path, 100)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def of_another_program(path: Path) -> None:
    without_slots(path)
    path.write_bytes(b"%PDF-1.7\n" + b"1 0 obj << >> endobj\n" * 1000)


@pytest.mark.parametrize(
    ("harm", "kind", "words"),
    [
        (without_slots, UserError, "旁边缺少钥匙文件“格桑镇.eduaid-keys”"),
        (with_slots_of_another, UserError, "不是一对"),
        (with_spoilt_slots, Damaged, "钥匙文件“格桑镇.eduaid-keys”已损坏，数据文件本身没有动"),
        (with_a_spoilt_seal, Damaged, "密码对，里面的钥匙却打不开"),
        (spoilt, Damaged, "密码正确，但数据文件“格桑镇.eduaid”已损坏"),
        (cut_off, Damaged, "密码正确，但数据文件“格桑镇.eduaid”已损坏"),
        (empty, Damaged, "是空的"),
        (of_another_program, UserError, "不是本程序的数据文件"),
    ],
)
def test_what_is_wrong_is_told_apart(
    harm: Callable[[Path], None],
    kind: type[UserError],
    words: str,
    office_file: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    harm(office_file)
    before = bytes_of(office_file.parent)
    monkeypatch.setenv("EDUAID_OPERATOR", ADMIN)
    monkeypatch.setenv("EDUAID_PASSWORD", PASSWORDS[ADMIN])
    with pytest.raises(kind, match=words) as told:
        Desk.open(office_file)
    assert isinstance(told.value, Damaged) == (kind is Damaged)
    assert not isinstance(told.value, WrongPassword)
    assert "请" in told.value.sentence
    after = bytes_of(office_file.parent)
    assert {name: after[name] for name in before} == before


def test_a_page_that_is_spoilt_is_found(enter: Callable[..., Desk], office_file: Path) -> None:
    spoil(office_file, office_file.stat().st_size - 2000)
    with enter() as desk, pytest.raises(Damaged, match="已损坏"):
        checking.check(desk)


def test_slots_of_a_newer_program(enter: Callable[..., Desk], office_file: Path) -> None:
    slots = keyring.path_of(office_file)
    slots.write_bytes(slots.read_bytes().replace(b'"format": 1', b'"format": 2'))
    with pytest.raises(UserError, match="更新版本"):
        enter()


def test_a_second_window_only_reads(desk: Desk, enter: Callable[..., Desk]) -> None:
    with enter(CLERK) as second:
        assert second.store.read_only
        people.save(desk, {**CHILD, "name": "德吉", "id_number": "", "no_id_reason": "未办理",
                           "birth_date": "20100101", "sex": "女"})  # fmt: skip
        assert [row["name"] for row in people.find(second, "deji")] == ["德吉"]
        with pytest.raises(Refused, match="本窗口只能查看"):
            people.save(second, CHILD)
    with enter(ADMIN) as second:
        for act in (
            lambda: operators.set_password(second, ADMIN, "一只羊两只羊三只羊", PASSWORDS[ADMIN]),
            lambda: operators.remove(second, CLERK),
            lambda: operators.confirm_sheet(second, "00000000"),
            lambda: operators.change_keys(second, new_code=True),
        ):
            with pytest.raises(Refused, match="本窗口只能查看"):
                act()
    assert enter(CLERK).actor == CLERK


def test_slots_that_are_taken_away_meanwhile_come_back(desk: Desk, enter: Callable[..., Desk]) -> None:
    keyring.path_of(desk.store.path).unlink()
    assert [each.way_in for each in operators.listing(desk)] == [True] * 3
    operators.add(desk, "次仁", ["clerk"], "一只羊两只羊三只羊")
    desk.close()
    for name, password in (*PASSWORDS.items(), ("次仁", "一只羊两只羊三只羊")):
        enter(name, password).close()


def test_a_password_changed(desk: Desk, enter: Callable[..., Desk]) -> None:
    operators.set_password(desk, ADMIN, "一只羊两只羊三只羊", PASSWORDS[ADMIN])
    operators.set_password(desk, CLERK, "两只羊三只羊四只羊")
    for name, old, words in (
        (ADMIN, PASSWORDS[ADMIN], "密码不对"),
        (CLERK, "短", "至少 8 个字符"),
        (CLERK, "11111111", "太容易猜到"),
    ):
        with pytest.raises(UserError, match=words):
            operators.set_password(desk, name, old if name == CLERK else "三只羊四只羊五只羊", old)
    desk.close()
    for name in (ADMIN, CLERK):
        with pytest.raises(WrongPassword):
            enter(name)
    enter(CLERK, "两只羊三只羊四只羊").close()
    with enter(ADMIN, "一只羊两只羊三只羊") as desk:
        operators.change_keys(desk, new_code=False)
    enter(CLERK, "两只羊三只羊四只羊").close()


def test_a_password_changed_half_locks_nobody_out(
    desk: Desk, enter: Callable[..., Desk], office_file: Path
) -> None:
    """The slots were written, the power went before the file was: the file knows the password before."""
    keys = desk.keys
    assert keys
    slot = keyring.new_slot(ADMIN, "一只羊两只羊三只羊")
    holder = keyring.Holder(ADMIN, slot.public.hex(), admin=True)
    ring = keyring.load(office_file).with_slot(ADMIN, slot)
    keyring.save(office_file, ring.sealed(keyring.salt_of(office_file), keys, [holder]))
    desk.close()
    with enter(ADMIN, "一只羊两只羊三只羊") as desk:
        with pytest.raises(Conflict, match="密码上次没有改完"):
            operators.remove(desk, CLERK)
        assert not [each for each in operators.listing(desk) if each.name == CLERK and not each.valid_to]
        operators.set_password(desk, ADMIN, "两只羊三只羊四只羊", "一只羊两只羊三只羊")
        operators.settle(desk)
    assert keyring.load(office_file).change_due == ""
    enter(ADMIN, "两只羊三只羊四只羊").close()


def test_a_file_cut_short_while_its_log_was_closed(
    enter: Callable[..., Desk], office_file: Path, tmp_path: Path
) -> None:
    """A rollback journal lies beside it, and has to be taken back before anything can be read."""
    with enter() as desk:
        assert desk.keys
        key, before = desk.keys.data, desk.store.rows("SELECT * FROM change")
    assert driver.close_log(office_file, key)
    (killed := tmp_path / "断电").mkdir()
    connection = driver._opened(office_file, key, mode="rw")
    connection.execute("PRAGMA cache_size = 1")
    connection.execute("BEGIN IMMEDIATE")
    for number in range(500):
        connection.execute("INSERT INTO school (name) VALUES (?)", (f"没写完 {number}",))
    for path in (office_file, office_file.with_name(f"{office_file.name}-journal")):
        shutil.copy(path, killed)
    connection.close()
    shutil.copy(keyring.path_of(office_file), killed)
    with enter(CLERK, path=killed / office_file.name) as desk:
        assert desk.store.rows("SELECT * FROM change") == before
        assert checking.check(desk)["findings"] == []


def test_another_name_for_the_same_file(desk: Desk, enter: Callable[..., Desk], tmp_path: Path) -> None:
    """A link to the office file finds its slots; the file stays where it is when its keys change."""
    desk.close()
    link = tmp_path / "桌面.eduaid"
    link.symlink_to(desk.store.path)
    with enter(ADMIN, path=link) as linked:
        operators.remove(linked, CLERK)
    assert link.is_symlink()
    enter().close()


def test_a_copied_pair_opens_under_another_name(office_file: Path, enter: Callable[..., Desk]) -> None:
    copy = copy_pair(office_file, office_file.with_name("给县里看.eduaid"))
    with enter(CLERK, path=copy) as desk:
        assert people.find(desk, "qupi")
