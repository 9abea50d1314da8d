"""The shape of the office file: created whole, upgraded after a backup, never touched when newer."""

import re
import shutil
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from eduaid_desktop.errors import UserError
from eduaid_desktop.services import (
    aid_totals,
    backups,
    checking,
    hardship,
    people,
    print_ledger,
    relief,
    slips,
)
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import driver, history, migrations, schema
from eduaid_desktop.store.store import Store

if TYPE_CHECKING:
    from sqlite_utils import Database

STORED = sorted((Path(__file__).parents[1] / "data").glob("office_v*.eduaid"))


def shape(path: Path) -> list[tuple[str, str]]:
    connection = sqlite3.connect(path)
    found = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"
    ).fetchall()
    connection.close()
    return [(name, re.sub(r"\s+", " ", sql)) for name, sql in found]


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir()}


def set_version(path: Path, version: int) -> None:
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {version}")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def test_the_version_counts_the_steps(template: Path) -> None:
    assert len(migrations.STEPS._migrations) == schema.VERSION
    connection = sqlite3.connect(template)
    assert connection.execute("PRAGMA user_version").fetchone()[0] == schema.VERSION
    assert schema.shape_of(connection) == schema.SHAPE
    connection.close()


def test_step_1_first_release_makes_strict_tables_with_records(template: Path) -> None:
    tables = [
        sql for name, sql in shape(template) if sql.startswith("CREATE TABLE") and not name.startswith("_")
    ]
    assert len(tables) > 25
    assert [sql for sql in tables if "STRICT" not in sql] == []


def test_step_2_operators_keeps_old_changes_and_their_hashes(tmp_path: Path) -> None:
    """A change of the first version has no role and no machine, and its link in the chain stays what it was."""
    path = Path(shutil.copy(STORED[0], tmp_path / "旧.eduaid"))
    connection = sqlite3.connect(path)
    before = connection.execute("SELECT id, hash FROM change ORDER BY id").fetchall()
    connection.close()
    with Store(path) as store:
        assert store.rows("SELECT * FROM operator") == []
        with store.change("拥珍", "登记学校", role="clerk") as change:
            change.insert("school", {"name": "一小"})
        changes = store.rows("SELECT id, hash, role, machine FROM change ORDER BY id")
        assert [(c["id"], c["hash"]) for c in changes[:-1]] == before
        assert {c["role"] for c in changes[:-1]} == {None}
        assert changes[-1]["role"] == "clerk"
        assert history.check(store) == []


def test_step_3_imports_leaves_people_and_schools_as_they_were(tmp_path: Path) -> None:
    """A file of the second version: nobody is merged, nothing is parked, and a school goes on under its name."""
    path = Path(shutil.copy(STORED[1], tmp_path / "旧.eduaid"))
    with Desk.open(path) as desk:
        (child,) = desk.store.select("person")
        assert (child["temporary_number"], child["merged_into"]) == (None, None)
        with desk.store.change("拥珍", "登记学校") as change:
            change.insert("school", {"name": "一小"})
        (school,) = desk.store.select("school")
        assert (school["valid_from"], school["valid_to"], school["successor"]) == ("", "", None)
        assert desk.store.rows("SELECT * FROM parked_row") == []
        assert checking.check(desk)["findings"] == []


def test_step_4_student_aid_keeps_the_aid_and_its_sums(tmp_path: Path) -> None:
    """A file of the third version: its aid has no rate yet, counts as before, and takes a recognition of hardship."""
    path = Path(shutil.copy(STORED[2], tmp_path / "旧.eduaid"))
    with Desk.open(path) as desk:
        (aid,) = desk.store.select("aid")
        assert (aid["rate"], aid["renewal"], aid["amount"]) == (None, None, 100_000)
        assert aid_totals.whole(desk, [aid["term"]]).fen == 100_000
        raw = {"school_year": "2017-2018", "hardship_category": "registered_poor", "review": "待评议"}
        raw |= {
            "applied_on": "20180601",
            "population": "4",
            "annual_income": "8000",
            "reason": "母亲长期患病",
        }
        hardship.save(desk, {**raw, "person_id": aid["person_id"]})
        assert checking.check(desk)["findings"] == []


def test_step_5_relief_fund_leaves_old_aid_and_begins_an_empty_ledger(tmp_path: Path) -> None:
    """A file of the fourth version: a case keyed in it afterwards is of no packet, has no agent and is no past one."""
    path = Path(shutil.copy(STORED[3], tmp_path / "旧.eduaid"))
    with Desk.open(path) as desk:
        (aid,) = desk.store.select("aid")
        assert aid["amount"] == 100_000
        empty = ("fund_entry", "packet", "payment_list", "bank_result", "template")
        assert [desk.store.select(table) for table in empty] == [[]] * len(empty)
        raw = {"name": "曾多吉", "id_number": "51339920060312123X", "applied": "800", "agent_name": "多吉"}
        case = relief.load(desk, relief.save(desk, raw).id)
        assert (case["historical"], case["packet_id"], case["agent_name"]) == (0, None, "多吉")
        assert checking.check(desk)["findings"] == []


def test_step_6_paper_begins_an_empty_print_ledger(tmp_path: Path) -> None:
    """A file of the fifth version: what is printed in it afterwards is entered, what was before is not known."""
    path = Path(shutil.copy(STORED[4], tmp_path / "旧.eduaid"))
    with Desk.open(path) as desk:
        empty = ("slip", "slip_print", "bilingual_label")
        assert [desk.store.select(table) for table in empty] == [[]] * len(empty)
        raw = {"name": "曾多吉", "id_number": "51339920060312123X", "applied": "800"}
        case = relief.save(desk, raw).id
        printed = slips.write(desk, "approval_form", tmp_path / "a.pdf", case=str(case))
        print_ledger.register(desk, printed.placed, copies=2)
        (entered,) = desk.store.select("slip")
        assert entered["slip_no"] == printed.placed[0].slip.number
        assert [row["copies"] for row in desk.store.select("slip_print")] == [2]
        assert checking.check(desk)["findings"] == []


def test_step_7_term_batch_begins_without_checks_and_collected_batches(tmp_path: Path) -> None:
    """A file of the sixth version: nothing was learned from the county yet, and nothing collected."""
    path = Path(shutil.copy(STORED[5], tmp_path / "旧.eduaid"))
    with Desk.open(path) as desk:
        empty = ("county_check", "collected_batch", "collected_line")
        assert [desk.store.select(table) for table in empty] == [[]] * len(empty)
        asked = {
            "batch_column": "开户银行",
            "test": "contains",
            "value": "农村商业银行",
            "sentence": "县里只收农商行账户",
        }
        with desk.change("记下县级要求") as change:
            change.insert("county_check", asked)
        assert [row["enabled"] for row in desk.store.select("county_check")] == [1]
        assert checking.check(desk)["findings"] == []


@pytest.mark.parametrize("stored", STORED, ids=lambda path: path.stem)
def test_a_stored_file_of_every_version_opens_with_all_it_holds(
    stored: Path, tmp_path: Path, template: Path
) -> None:
    path = Path(shutil.copy(stored, tmp_path / "旧.eduaid"))
    with Desk.open(path) as desk:
        assert checking.check(desk)["findings"] == []
        (child,) = people.find(desk, "zengduoji")
        assert child["name"] == "曾多吉"
        for typed in ("吉", "zdj", child["id_number"][:8], child["id_number"][-4:]):
            assert people.find(desk, typed) == [child]
        assert people.card(desk, child["id"])["aid"][0]["amount"] == 100_000
        assert desk.store.select("project")[0]["total_investment"] == 50_000_000
    assert shape(path) == shape(template)


@pytest.mark.parametrize("writable", [True, False])
def test_a_newer_file_is_refused_and_not_touched(office_file: Path, writable: bool) -> None:
    set_version(office_file, schema.VERSION + 1)
    before = bytes_of(office_file.parent)
    with pytest.raises(UserError, match="更新版本"):
        Store(office_file, writable=writable)
    assert bytes_of(office_file.parent) == before


def test_a_newer_file_that_crashed_is_known_by_its_log(office_file: Path, tmp_path: Path) -> None:
    """The new version number may still stand in the log alone."""
    connection = sqlite3.connect(office_file)
    connection.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    for ending in ("", "-wal"):
        shutil.copy(f"{office_file}{ending}", crashed / f"a.eduaid{ending}")
    connection.close()
    before = bytes_of(crashed)
    with pytest.raises(UserError, match="更新版本"):
        Store(crashed / "a.eduaid")
    after = bytes_of(crashed)
    assert {name: after[name] for name in before} == before


NEXT = schema.VERSION + 1


@pytest.fixture
def next_step(monkeypatch: pytest.MonkeyPatch) -> type[migrations.Migrations]:
    """A program one step further on."""
    steps = migrations.Migrations("eduaid")
    for step in migrations.STEPS._migrations:
        steps(name=step.name)(step.fn)

    @steps()
    def add_a_motto(db: "Database") -> None:
        db.execute("ALTER TABLE school ADD COLUMN motto TEXT NOT NULL DEFAULT ''")

    monkeypatch.setattr(migrations, "STEPS", steps)
    monkeypatch.setattr(schema, "VERSION", NEXT)
    monkeypatch.setattr(schema, "SHAPE", "a9")
    monkeypatch.setattr(schema, "shape_of", lambda connection: "a9")
    return migrations.Migrations


@pytest.mark.usefixtures("next_step")
def test_an_older_file_is_backed_up_and_upgraded(office_file: Path) -> None:
    before = office_file.read_bytes()
    with pytest.raises(UserError, match="旧版本"):
        Store(office_file, writable=False)
    assert office_file.read_bytes() == before
    with Store(office_file) as store:
        assert store.value("PRAGMA user_version") == NEXT
        assert store.value("PRAGMA foreign_keys") == 1
        with store.change("拥珍", "登记") as change:
            change.insert("school", {"name": "一小"})
        assert store.select("school")[0]["motto"] == ""
    with Desk.open(office_file) as desk:
        assert checking.check(desk)["findings"] == []
    (backup,) = (office_file.parent / "格桑镇-备份").glob("格桑镇-升级前-*.eduaid-backup")
    assert [(b.path, b.state) for b in backups.listing(office_file)] == [(backup, "proven")]
    with ZipFile(backup) as archive:
        before_it = Path(archive.extract("office.eduaid", office_file.parent))
    connection = sqlite3.connect(before_it)
    assert connection.execute("PRAGMA user_version").fetchone()[0] == NEXT - 1
    assert connection.execute("SELECT COUNT(*) FROM region").fetchone()[0] == 11
    connection.close()


@pytest.mark.usefixtures("next_step")
def test_a_backup_of_an_older_file_is_restored_and_upgraded_again(office_file: Path) -> None:
    Store(office_file).close()
    (before_it,) = backups.listing(office_file)
    backups.restore(before_it.path, office_file)
    with Store(office_file) as store:
        assert store.value("PRAGMA user_version") == NEXT
        assert history.check(store) == []


@pytest.mark.usefixtures("next_step")
def test_without_a_backup_there_is_no_upgrade(office_file: Path) -> None:
    (office_file.parent / "格桑镇-备份").write_text("在路上", encoding="utf-8")
    before = office_file.read_bytes()
    with pytest.raises(UserError, match="没有升级"):
        Store(office_file)
    assert office_file.read_bytes() == before


@pytest.mark.usefixtures("next_step")
def test_a_step_that_fails_leaves_the_file_as_it_was(
    office_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    @migrations.STEPS()
    def fail_halfway(db: "Database") -> None:
        db.execute("CREATE TABLE half (id INTEGER PRIMARY KEY)")
        raise ZeroDivisionError

    monkeypatch.setattr(schema, "VERSION", NEXT + 1)
    before = shape(office_file)
    with pytest.raises(ZeroDivisionError):
        Store(office_file)
    assert shape(office_file) == before
    monkeypatch.undo()
    with Store(office_file) as store:
        assert not store.read_only


@pytest.mark.usefixtures("next_step")
def test_broken_references_stop_an_upgrade(office_file: Path) -> None:
    connection = sqlite3.connect(office_file)
    connection.execute(
        "INSERT INTO enrolment (person_id, term, school_id, stage) VALUES (9, '2018S', 9, '2')"
    )
    connection.commit()
    connection.close()
    before = shape(office_file)
    with pytest.raises(UserError, match="不能升级"):
        Store(office_file)
    assert shape(office_file) == before


def test_a_file_that_exists_is_not_made_again(office_file: Path) -> None:
    before = office_file.read_bytes()
    with pytest.raises(UserError, match="已经存在"):
        Store.create(office_file, lambda store: None)
    assert office_file.read_bytes() == before


def test_a_file_that_cannot_be_finished_never_takes_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrations.STEPS._migrations[0], "fn", lambda db: db.execute("CREATE NONSENSE"))
    with pytest.raises(driver.OperationalError):
        Store.create(tmp_path / "新.eduaid", lambda store: None)
    assert list(tmp_path.iterdir()) == []
