"""Encrypting an office that was plain, and back; and nothing plain lies about afterwards."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from eduaid_desktop.errors import Conflict, Refused, UserError
from eduaid_desktop.services import backups, checking, encryption, office, operators, people
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.encryption import First
from eduaid_desktop.store import driver, keyring, schema
from eduaid_desktop.store.keyring import WrongPassword

from .conftest import ADMIN, CHILD, CLERK, PASSWORDS

FIRST = First(ADMIN, PASSWORDS[ADMIN])
WORDS = [word.encode() for word in (CHILD["name"], CHILD["id_number"], CHILD["guardian_name"], "上格桑村")]


@pytest.fixture
def plain(cheap: None, township: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(township, tmp_path / "示例.eduaid"))


@pytest.fixture
def small(cheap: None, template: Path, tmp_path: Path) -> Path:
    """A plain office without people."""
    return Path(shutil.copy(template, tmp_path / "小.eduaid"))


def content(desk: Desk) -> dict[str, list[dict[str, object]]]:
    """Every row of every table but those of operators, and the shape."""
    names = desk.store.column("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    tables = [name for name in names if name not in ("operator", "change", "change_log") and name[0] != "_"]
    return {name: sorted(desk.store.rows(f"SELECT * FROM {name}"), key=repr) for name in tables}


def test_there_and_back_with_all_records_and_history(plain: Path, enter: Callable[..., Desk]) -> None:
    with Desk.open(plain) as desk:
        before, log = content(desk), desk.store.rows("SELECT * FROM change ORDER BY id")
        lines = desk.store.rows("SELECT * FROM change_log ORDER BY id")
        after = encryption.encrypt(desk, FIRST)
        assert (after.actor, after.roles) == (ADMIN, {"clerk", "admin"})
        assert operators.sheet_pending(after)
    assert not schema.is_plain(plain)
    with enter(path=plain) as desk:
        assert content(desk) == before
        assert desk.store.rows("SELECT * FROM change ORDER BY id")[:-1] == log
        assert desk.store.rows("SELECT * FROM change_log ORDER BY id")[: len(lines)] == lines
        assert desk.store.value("PRAGMA application_id") == driver.APPLICATION_ID
        assert checking.check(desk)["findings"] == []
        with pytest.raises(WrongPassword):
            encryption.decrypt(desk, PASSWORDS[CLERK])
        with pytest.raises(Refused, match="已经加密"):
            encryption.encrypt(desk, FIRST)
        desk = encryption.decrypt(desk, PASSWORDS[ADMIN])
        assert (desk.roles, desk.keys) == (None, None)
        people.save(desk, CHILD)
    assert schema.is_plain(plain)
    assert not keyring.path_of(plain).exists()
    with Desk.open(plain) as desk:
        assert {**content(desk), "person": [], "name_key": []} == {**before, "person": [], "name_key": []}
        assert checking.check(desk)["findings"] == []
        again = encryption.encrypt(desk, First(CLERK, PASSWORDS[CLERK]))
        assert [each.name for each in operators.listing(again) if not each.valid_to] == [CLERK]
        assert checking.check(again)["findings"] == []


def test_only_an_administrator_takes_the_encryption_away(
    enter: Callable[..., Desk], office_file: Path
) -> None:
    with enter(CLERK) as desk, pytest.raises(Refused, match="管理员"):
        encryption.decrypt(desk, PASSWORDS[CLERK])
    assert not schema.is_plain(office_file)


@pytest.mark.parametrize("what", ["window", "disk"])
def test_what_comes_between_leaves_the_plain_file(
    small: Path, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Desk.open(small) as desk:
        before = content(desk)
        if what == "window":
            with Desk.open(small, writable=False) as other:
                other.store.rows("SELECT 1 FROM office")
                with pytest.raises(Conflict, match="另一个窗口"):
                    encryption.encrypt(desk, FIRST)
        else:
            with monkeypatch.context() as patch:
                patch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(9, 9, 1000))
                with pytest.raises(UserError, match="没有改动"):
                    encryption.encrypt(desk, FIRST)
        assert (desk.roles, content(desk)) == (None, before)
        assert sorted(path.name for path in small.parent.glob("*-keys*")) == []
        assert encryption.encrypt(desk, FIRST).keys
        assert content(desk) == before


def test_a_plain_draft_that_a_kill_left_goes_at_the_next_opening(
    enter: Callable[..., Desk], office_file: Path
) -> None:
    draft = schema.draft_of(office_file)
    draft.write_bytes(b"SQLite format 3\x00" + WORDS[0])
    enter(CLERK, writable=False).close()
    assert draft.exists()
    enter(CLERK).close()
    assert not draft.exists()


def test_a_new_office_never_writes_over_the_slots_of_another(cheap: None, tmp_path: Path) -> None:
    path = tmp_path / "新.eduaid"
    keyring.path_of(path).write_text("别的文件的钥匙", encoding="utf-8")
    with pytest.raises(UserError, match="它属于另一个同名的数据文件"):
        office.create(path, name="新镇", code="513399102", operator=FIRST)
    with pytest.raises(Refused, match="至少 8 个字符"):
        office.create(tmp_path / "二.eduaid", name="新镇", code="513399102", operator=First("甲", "短"))
    assert [path.name for path in tmp_path.iterdir()] == ["新.eduaid-keys"]
    assert keyring.path_of(path).read_text(encoding="utf-8") == "别的文件的钥匙"


def plain_words_in(folder: Path) -> list[str]:
    """The files of a folder and below in which a word of the child can be read."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if any(word in path.read_bytes() for word in WORDS)]


def test_nothing_plain_lies_beside_an_encrypted_office(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (usb := tmp_path / "usb").mkdir()
    seen: dict[str, list[str]] = {}

    def look(done: int, total: int) -> None:
        seen["while a backup is made"] = plain_words_in(tmp_path)

    people.save(desk, {**CHILD, "name": f"{CHILD['name']}二", "id_number": "", "no_id_reason": "未办理",
                       "birth_date": "20090412", "sex": "女"})  # fmt: skip
    desk.store.drafts.keep("person:new", {"fields": {"name": CHILD["name"]}})
    assert desk.store.drafts.settle()
    assert (tmp_path / "格桑镇.eduaid-wal").stat().st_size > 0
    seen["with a log"] = plain_words_in(tmp_path)
    backups.back_up(desk, usb, look)
    real = driver.copy_under_key

    def watched(*given: object) -> None:
        real(*given)  # type: ignore[arg-type]
        seen["while the keys change"] = plain_words_in(tmp_path)

    monkeypatch.setattr(driver, "copy_under_key", watched)
    after = operators.remove(desk, CLERK)
    backups.automatic(after, backups.TIMED)
    seen["with backups"] = plain_words_in(tmp_path)
    after.close()
    seen["closed"] = plain_words_in(tmp_path)
    assert {when: names for when, names in seen.items() if names} == {}
    assert len(seen) == 5
    # What the search would have found.
    with Desk.open(restored_plain(after, tmp_path)):
        assert plain_words_in(tmp_path) != []


def restored_plain(desk: Desk, folder: Path) -> Path:
    """The same file without encryption."""
    path = folder / "明.eduaid"
    assert desk.keys
    connection = driver.connect(desk.store.path, desk.keys.data)
    driver.copy_under_key(connection, path, None)
    connection.close()
    return path


def test_plain_backups_of_before_are_named_and_removed(small: Path, tmp_path: Path) -> None:
    (usb := tmp_path / "usb").mkdir()
    with Desk.open(small) as desk:
        backups.automatic(desk, backups.TIMED)
        elsewhere = backups.back_up(desk, usb).path
        assert encryption.plain_backups(desk) == []
        desk = encryption.encrypt(desk, FIRST)
        (found,) = encryption.plain_backups(desk)
        with pytest.raises(Refused, match="管理员"):
            encryption.remove_plain_backups(replace(desk, roles=frozenset({"clerk"})))
        assert encryption.remove_plain_backups(desk) == 1
        assert not found.path.exists()
        assert elsewhere.exists()
        (left,) = backups.listing(small)
        assert (left.state, left.manifest and left.manifest.encrypted) == (backups.PROVEN, True)
