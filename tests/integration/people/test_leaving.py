"""Who leaves cannot come back, whatever she kept; who stays is never locked out."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from eduaid_desktop.domain import recovery_code, roles
from eduaid_desktop.errors import Conflict, Refused, UserError
from eduaid_desktop.services import checking, keys, logins, operators, people
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import driver, durable, keyring, rekey
from eduaid_desktop.store.store import Store

from .conftest import ADMIN, CHILD, CLERK, REVIEWER, copy_pair

NEXT, NEXT_PASSWORD = "次仁", "一只羊两只羊三只羊"


@pytest.fixture
def two_admins(desk: Desk) -> Desk:
    """拥珍 and 次仁 administer."""
    operators.add(desk, NEXT, [roles.CLERK, roles.ADMIN], NEXT_PASSWORD)
    return desk


def test_she_who_left_cannot_open_the_file_with_what_she_kept(
    desk: Desk, enter: Callable[..., Desk], office_file: Path, tmp_path: Path
) -> None:
    (kept := tmp_path / "自留").mkdir()
    old = copy_pair(office_file, kept / office_file.name)
    with enter(CLERK, path=old) as hers:
        assert hers.keys
        old_keys = hers.keys
    operators.remove(desk, CLERK)
    desk.close()
    with pytest.raises(Refused, match="没有名为“卓玛”的操作员"):
        enter(CLERK)
    # Her old slot file beside the new office file, and the data key itself.
    aside = copy_pair(office_file, tmp_path / "试.eduaid")
    shutil.copy(keyring.path_of(old), keyring.path_of(aside))
    with pytest.raises(UserError, match="不是一对"):
        enter(CLERK, path=aside)
    with pytest.raises(UserError, match="不是本程序的数据文件"):
        Store(office_file, key=old_keys.data)
    # Nor does she know what the new key is made from.
    assert old_keys.code == ""
    for name in (ADMIN, REVIEWER):
        with enter(name) as stays:
            assert checking.check(stays)["findings"] == []
            assert people.find(stays, "qupi")


def test_removing_leaves_everything_as_it_was(desk: Desk, office_file: Path) -> None:
    before = desk.store.rows("SELECT * FROM change ORDER BY id")
    desk.store.drafts.keep("aid:new", {"fields": {"name": "没写完"}})
    after = operators.remove(desk, CLERK)
    assert after.store.rows("SELECT * FROM change ORDER BY id")[:-1] == before
    assert after.store.drafts.settle()
    assert after.store.drafts.load("aid:new") == {"fields": {"name": "没写完"}}
    people.save(after, {**CHILD, "name": "德吉", "id_number": "", "no_id_reason": "未办理",
                        "birth_date": "20100101", "sex": "女"})  # fmt: skip
    assert checking.check(after)["findings"] == []
    assert {each.name: each.valid_to for each in operators.listing(after)} == {
        ADMIN: None, REVIEWER: None, CLERK: "2018-06-12",
    }  # fmt: skip
    assert sorted(path.name for path in office_file.parent.iterdir() if path.is_file()) == [
        "格桑镇.eduaid", "格桑镇.eduaid-keys", "格桑镇.eduaid-lock", "格桑镇.eduaid-shm", "格桑镇.eduaid-wal",
    ]  # fmt: skip


def test_nobody_removes_herself_or_the_last_administrator(desk: Desk) -> None:
    with pytest.raises(Refused, match="不能移除自己"):
        operators.remove(desk, ADMIN)
    with pytest.raises(Refused, match="唯一能登录的管理员"):
        operators.set_roles(desk, ADMIN, [roles.CLERK])
    with pytest.raises(Refused, match="没有名为“路人”的操作员"):
        operators.remove(desk, "路人")
    assert [each.name for each in operators.listing(desk) if each.way_in] == [ADMIN, CLERK, REVIEWER]


def test_an_administrator_who_cannot_log_in_does_not_count(two_admins: Desk, office_file: Path) -> None:
    keyring.save(office_file, keyring.load(office_file).without([NEXT]))
    with pytest.raises(Refused, match="唯一能登录的管理员"):
        operators.set_roles(two_admins, ADMIN, [roles.CLERK])


@pytest.mark.parametrize("how", ["removed", "other roles"])
def test_an_administrator_who_goes_takes_no_sheet_along(
    two_admins: Desk, enter: Callable[..., Desk], office_file: Path, how: str
) -> None:
    assert two_admins.keys
    old = two_admins.keys.code
    operators.confirm_sheet(
        two_admins, "".join(recovery_code.groups(old)[n - 1] for n in recovery_code.ASKED)
    )
    assert not operators.sheet_pending(two_admins)
    two_admins.close()
    with enter(NEXT, NEXT_PASSWORD) as desk:
        act = {"removed": operators.remove, "other roles": lambda d, n: operators.set_roles(d, n, ["clerk"])}
        desk = act[how](desk, ADMIN)
        assert desk.keys
        assert desk.keys.code != old
        assert operators.sheet_pending(desk)
        new = desk.keys.code
    with pytest.raises(Refused, match="打不开"):
        logins.recover(office_file, old, NEXT, NEXT_PASSWORD)
    if how == "other roles":
        with enter(ADMIN) as stays:
            assert stays.keys
            assert stays.keys.code == ""
            assert stays.roles == {"clerk"}
    logins.recover(office_file, new, NEXT, NEXT_PASSWORD).close()


def test_a_clerk_who_goes_leaves_the_sheet_valid(desk: Desk, office_file: Path) -> None:
    assert desk.keys
    code = desk.keys.code
    operators.confirm_sheet(desk, "".join(recovery_code.groups(code)[n - 1] for n in recovery_code.ASKED))
    after = operators.remove(desk, CLERK)
    assert not operators.sheet_pending(after)
    after.close()
    logins.recover(office_file, code, ADMIN, "两只羊三只羊四只羊").close()


def test_another_window_only_delays_the_keys(
    two_admins: Desk, enter: Callable[..., Desk], office_file: Path, tmp_path: Path
) -> None:
    other = enter(REVIEWER)
    other.store.rows("SELECT 1 FROM office")
    with pytest.raises(keys.KeysDue, match="卓玛已移除，但数据文件的钥匙还没有换") as due:
        operators.remove(two_admins, CLERK)
    assert due.value.desk.roles == two_admins.roles
    assert keyring.load(office_file).change_due == keyring.KEY
    assert [path.name for path in tmp_path.glob(".*")] == []
    with pytest.raises(Refused, match="没有名为“卓玛”"):
        enter(CLERK)
    # The next one is an administrator, whose sheet is to change as well: the greater change is remembered.
    with pytest.raises(keys.KeysDue):
        operators.remove(two_admins, NEXT)
    assert keyring.load(office_file).change_due == keyring.CODE
    other.close()
    before = keyring.salt_of(office_file)
    assert two_admins.keys
    after = operators.settle(two_admins)
    assert after.keys
    assert after.keys.code != two_admins.keys.code
    assert keyring.salt_of(office_file) != before
    assert keyring.load(office_file).change_due == ""
    assert operators.settle(after) is after


def test_she_who_gives_up_her_role_has_it_no_more_even_then(
    two_admins: Desk, enter: Callable[..., Desk]
) -> None:
    other = enter(REVIEWER)
    other.store.rows("SELECT 1 FROM office")
    with pytest.raises(Conflict) as due:
        operators.set_roles(two_admins, ADMIN, [roles.CLERK])
    assert isinstance(due.value, keys.KeysDue)
    assert due.value.desk.roles == {"clerk"}
    assert due.value.desk.keys
    assert due.value.desk.keys.code == ""
    with pytest.raises(Refused, match="管理员"):
        operators.remove(due.value.desk, CLERK)
    other.close()
    two_admins.close()
    with enter(NEXT, NEXT_PASSWORD) as desk:
        assert operators.settle(desk).keys != desk.keys


@pytest.mark.parametrize(
    "fail", [(rekey, "_write"), (driver, "copy_under_key"), (driver, "close_log"), (durable, "rename")],
    ids=lambda place: place[1],
)  # fmt: skip
def test_a_disk_that_fails_on_the_way_leaves_the_old_keys(
    desk: Desk, enter: Callable[..., Desk], office_file: Path, monkeypatch: pytest.MonkeyPatch,
    fail: tuple[object, str],
) -> None:  # fmt: skip
    def full(*given: object) -> None:
        raise OSError(28, "No space left on device")

    real = getattr(*fail)
    if fail[1] == "rename":
        # The slots may still be written, the file may not.
        monkeypatch.setattr(durable, "rename", lambda a, b: real(a, b) if b != office_file else full())
    else:
        monkeypatch.setattr(*fail, full)
    with pytest.raises(keys.KeysDue, match="磁盘满了"):
        operators.remove(desk, CLERK)
    monkeypatch.setattr(*fail, real)
    people.save(desk, {**CHILD, "name": "德吉", "id_number": "", "no_id_reason": "未办理",
                       "birth_date": "20100101", "sex": "女"})  # fmt: skip
    desk.close()
    assert list(office_file.parent.glob(".*")) == []
    enter(REVIEWER).close()
    with enter() as again:
        assert checking.check(again)["findings"] == []
        assert operators.settle(again).keys != again.keys
    enter(REVIEWER).close()


def test_slots_that_cannot_be_written_change_nobody(
    desk: Desk, enter: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    before, names = keyring.load(desk.store.path), operators.listing(desk)

    def full(temporary: Path, path: Path) -> None:
        raise OSError(28, "No space left on device")

    for act in (
        lambda: operators.add(desk, NEXT, [roles.CLERK], NEXT_PASSWORD),
        lambda: operators.set_password(desk, CLERK, NEXT_PASSWORD),
        lambda: operators.set_roles(desk, CLERK, [roles.ADMIN]),
        lambda: operators.remove(desk, CLERK),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(durable, "rename", full)
            with pytest.raises(UserError, match="写不了钥匙文件"):
                act()
        assert operators.listing(desk) == names
        assert keyring.load(desk.store.path) == before
    desk.close()
    enter(CLERK).close()


def test_a_slot_of_nobody_goes_and_the_keys_change(desk: Desk, office_file: Path) -> None:
    """Slots of a backup may hold somebody who was removed since."""
    assert desk.keys
    slot = keyring.new_slot("旧人", NEXT_PASSWORD)
    holder = keyring.Holder("旧人", slot.public.hex(), admin=False)
    ring = keyring.load(office_file).with_slot("旧人", slot)
    keyring.save(office_file, ring.sealed(keyring.salt_of(office_file), desk.keys, [holder]))
    after = operators.settle(desk)
    assert after.keys != desk.keys
    assert set(keyring.load(office_file).slots) == {ADMIN, CLERK, REVIEWER}
