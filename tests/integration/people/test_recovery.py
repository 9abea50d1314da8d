"""The sealed sheet: the way in when a password or the slots are lost, and for nobody else."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from eduaid_desktop.domain import recovery_code, roles
from eduaid_desktop.errors import Refused
from eduaid_desktop.services import backups, checking, logins, operators, people
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import driver, keyring, migrations, schema
from eduaid_desktop.store.keyring import WrongPassword
from eduaid_desktop.store.store import Store

from .conftest import ADMIN, CLERK, PASSWORDS, REVIEWER

NEW = "一只羊两只羊三只羊"


@pytest.fixture
def code(enter: Callable[..., Desk]) -> str:
    """What stands on the sheet."""
    with enter() as desk:
        assert desk.keys
        return desk.keys.code


def typed(code: str) -> str:
    """As somebody types it who reads it from paper."""
    return (
        " - ".join(group.lower() for group in recovery_code.groups(code)).replace("0", "o").replace("1", "l")
    )


def test_the_sheet_has_to_be_read_from_paper(desk: Desk) -> None:
    assert desk.keys
    groups = recovery_code.groups(desk.keys.code)
    assert operators.sheet_pending(desk)
    for wrong in ("", "00000000", groups[0] + groups[1], desk.keys.code):
        with pytest.raises(Refused, match="第 2 组和第 7 组"):
            operators.confirm_sheet(desk, wrong)
    operators.confirm_sheet(desk, f"{groups[1].lower()} {groups[6]}")
    assert not operators.sheet_pending(desk)
    assert operators.sheet_confirmed(desk) == "2018-06-12"


def test_only_the_password_is_lost(enter: Callable[..., Desk], office_file: Path, code: str) -> None:
    for _ in range(3):
        with pytest.raises(WrongPassword):
            enter(ADMIN, "猜一个密码试试看")
    with logins.recover(office_file, typed(code), ADMIN, NEW) as desk:
        assert people.find(desk, "qupi")
        sentence = "SELECT sentence FROM change ORDER BY id DESC LIMIT 1"
        assert desk.store.value(sentence) == "用恢复密钥为拥珍设置新密码"
        assert operators.sheet_confirmed(desk)
    enter(ADMIN, NEW).close()
    for name in (CLERK, REVIEWER):
        enter(name).close()
    with pytest.raises(WrongPassword):
        enter(ADMIN)


@pytest.mark.parametrize("harm", ["lost", "spoilt", "of another file"])
def test_the_slots_are_lost(
    enter: Callable[..., Desk], office_file: Path, code: str, harm: str, tmp_path: Path
) -> None:
    slots = keyring.path_of(office_file)
    another = b""
    if harm == "lost":
        slots.unlink()
    elif harm == "spoilt":
        another = b"{" + slots.read_bytes()
        slots.write_bytes(another)
    else:
        another = slots.read_bytes().replace(keyring.salt_of(office_file).hex().encode(), b"0" * 32)
        slots.write_bytes(another)
    with logins.recover(office_file, code, ADMIN, NEW) as desk:
        assert checking.check(desk)["findings"] == []
        assert {each.name: each.way_in for each in operators.listing(desk)} == {
            ADMIN: True, CLERK: False, REVIEWER: False,
        }  # fmt: skip
        assert not operators.sheet_pending(desk)
        operators.set_password(desk, CLERK, PASSWORDS[CLERK])
        # She may be all there is: nobody without a way in is anybody to leave the office to.
        with pytest.raises(Refused, match="唯一能登录的管理员"):
            operators.set_roles(desk, ADMIN, [roles.CLERK])
    enter(CLERK).close()
    enter(ADMIN, NEW).close()
    with pytest.raises(Refused, match="没有名为“扎西”的操作员"):
        enter(REVIEWER)
    # The slots of another file were somebody's, and spoilt ones may still be mended: they are kept.
    kept = [path.read_bytes() for path in tmp_path.glob("*-另存")]
    assert kept == ([another] if another else [])


def test_what_the_sheet_does_not_open(enter: Callable[..., Desk], office_file: Path, code: str) -> None:
    wrong_group = code[:8] + ("A" if code[8] != "A" else "B") + code[9:]
    for given, name, words in (
        (code[:30], ADMIN, "恢复密钥是 10 组"),
        (wrong_group, ADMIN, "第 3 组"),
        (recovery_code.make(), ADMIN, "这张恢复密钥单打不开"),
        (code, CLERK, "本单位的管理员是：拥珍"),
        (code, "路人", "本单位的管理员是：拥珍"),
    ):
        with pytest.raises(Refused, match=words):
            logins.recover(office_file, given, name, NEW)
    with pytest.raises(Refused, match="至少 8 个字符"):
        logins.recover(office_file, code, ADMIN, "短")
    with enter(CLERK), pytest.raises(Refused, match="本窗口只能查看"):
        logins.recover(office_file, code, ADMIN, NEW)
    enter(ADMIN).close()


def test_an_older_file_is_upgraded_though_its_slots_are_lost(
    office_file: Path, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The backup before the upgrade has no slots to take along; the sheet opens it."""
    steps = migrations.Migrations("eduaid")
    for step in migrations.STEPS._migrations:
        steps(name=step.name)(step.fn)

    @steps()
    def add_a_motto(db: "migrations.Database") -> None:
        db.execute("ALTER TABLE school ADD COLUMN motto TEXT NOT NULL DEFAULT ''")

    monkeypatch.setattr(migrations, "STEPS", steps)
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    monkeypatch.setattr(schema, "SHAPE", "a9")
    monkeypatch.setattr(schema, "shape_of", lambda connection: "a9")
    keyring.path_of(office_file).unlink()
    with logins.recover(office_file, code, ADMIN, NEW) as desk:
        assert desk.store.value("PRAGMA user_version") == schema.VERSION
        assert people.find(desk, "qupi")
    (made,) = backups.listing(office_file)
    assert (made.state, made.manifest and made.manifest.encrypted) == (backups.PROVEN, True)
    backups.restore(made.path, office_file.with_name("旧.eduaid"), way_in=logins.WayIn(code=code))


def test_an_encrypted_file_of_the_first_version(cheap: None, tmp_path: Path) -> None:
    """None was ever released; should one turn up it is backed up and upgraded as a plain one is."""
    stored = Path(__file__).parents[2] / "data" / "office_v1.eduaid"
    code, salt = recovery_code.make(), b"0123456789abcdef"
    key, path = keyring.data_key(code, salt), tmp_path / "旧.eduaid"
    plain = driver.connect(Path(shutil.copy(stored, tmp_path / "明.eduaid")))
    driver.copy_under_key(plain, path, key + salt)
    plain.close()
    slot = keyring.new_slot(ADMIN, NEW)
    holder = keyring.Holder(ADMIN, slot.public.hex(), admin=True)
    ring = keyring.Keyring().with_slot(ADMIN, slot).sealed(salt, keyring.Keys(key, code), [holder])
    keyring.save(path, ring)
    # The first version knew no operators, so nobody is one; but the file is whole and of today's shape.
    with pytest.raises(Refused, match="已经不是"):
        logins.log_in(path, ADMIN, NEW)
    (made,) = backups.listing(path)
    assert made.manifest
    assert (made.state, made.manifest.schema, made.manifest.encrypted) == (backups.PROVEN, 1, True)
    with Store(path, key=key) as store:
        assert store.value("PRAGMA user_version") == schema.VERSION
        assert store.value("SELECT COUNT(*) FROM person") > 0
