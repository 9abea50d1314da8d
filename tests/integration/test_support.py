"""The support bundle holds figures and kinds, and not one byte of what the office knows about anybody."""

import json
import shutil
import traceback
import zipfile
from pathlib import Path
from typing import Any

import pytest

from eduaid_desktop.domain import id_number
from eduaid_desktop.errors import UserError
from eduaid_desktop.services import backups, exports, office, support
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.exports import Reason
from eduaid_desktop.store.tables import recorded_tables

NAME, PHONE, ACCOUNT = "扎西标记·卓玛", "16471413517", "6299905770270170596"
NUMBER = "51339920081231992" + id_number.check_digit("51339920081231992")
PARTS = (NAME, "标记", "卓玛", PHONE, ACCOUNT, NUMBER, PHONE[3:], ACCOUNT[-6:], NUMBER[6:14], "zhaxibiaoji")
MARK = f"{NAME} {NUMBER} {PHONE} {ACCOUNT} zhaxibiaoji"


def unpacked(path: Path) -> bytes:
    """Every byte of a bundle, its names too."""
    with zipfile.ZipFile(path) as bundle:
        assert bundle.testzip() is None
        return b"\n".join(each.filename.encode() + bundle.read(each) for each in bundle.infolist())


def said(path: Path) -> dict[str, Any]:
    with zipfile.ZipFile(path) as bundle:
        return dict(json.loads(bundle.read("support.json")))


def leaks(path: Path) -> list[str]:
    content = unpacked(path)
    return [part for part in PARTS for coded in (part.encode(), part.encode("utf-16-le"), ascii(part)[1:-1].encode())
            if coded in content]  # fmt: skip


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "LOCALAPPDATA", "APPDATA"):
        monkeypatch.setenv(name, str(tmp_path / NAME))
    log = tmp_path / NAME / "eduaid" / "faults.log"
    log.parent.mkdir(parents=True)
    try:
        raise ValueError(MARK)
    except ValueError as error:
        log.write_text("2018-06-12 09:14:00\n" + "".join(traceback.format_exception(error)), encoding="utf-8")
    return log


@pytest.fixture
def marked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An office in which a person is marked in every text column of every table, and in every name outside."""
    monkeypatch.setenv("EDUAID_OPERATOR", NAME)
    folder = tmp_path / f"{NAME}的文件"
    folder.mkdir()
    path = folder / f"{NAME}.eduaid"
    about = {"name": NAME, "code": "513399101", "county": NAME, "fixed_date": "2018-06-12"}
    with office.create(path, villages=[NAME], **about) as desk:
        office.set_setting(desk, "phones", {"education_bureau": MARK})
        for key in ("closed_terms", "evidence_required", "own_workdays", "notice_columns"):
            office.set_setting(desk, key, [MARK, PHONE])
        office.set_setting(desk, "person_ethnic", NUMBER)
        office.set_setting(desk, "notice_days", int(PHONE))
        office.set_setting(desk, "form_copies", 4)
        _mark_every_column(desk)
        exports.write(desk, folder / f"{NAME}.xlsx", MARK.encode(), Reason(MARK, MARK))
        desk.store.keep({f"person:{NAME}": json.dumps({"fields": MARK}, ensure_ascii=False)})
        backups.back_up(desk, folder)
        backups.automatic(desk, backups.EXIT)
    return path


def _mark_every_column(desk: Desk) -> None:
    """One row in every table, its text columns marked; foreign keys point at the first rows."""
    store = desk.store
    for table in recorded_tables(store):
        if table in ("office", "change"):
            continue
        keys = {row["from"] for row in store.rows(f"PRAGMA foreign_key_list({table})")}
        values: dict[str, Any] = {}
        for column in store.rows(f"PRAGMA table_info({table})"):
            if column["name"] in ("id", "revision", "withdrawn"):
                continue
            kind = {"TEXT": MARK, "INTEGER": int(PHONE), "BLOB": MARK.encode()}[column["type"]]
            values[column["name"]] = kind if column["name"] not in keys else None
        village = store.value("SELECT code FROM region")
        firsts = (
            "household_id", "person_id", "case_id", "school_id", "notice_id", "batch_id", "project_id",
            "import_run_id", "slip_id", "collected_batch_id",
        )  # fmt: skip
        targets = {"village": village, **dict.fromkeys(firsts, 1)}
        values |= {name: target for name, target in targets.items() if name in keys}
        # Payments come before the lists that they may stand on; a bank's answer cannot do without.
        values |= {"payment_list_id": 1} if table == "bank_result" else {}
        values |= {
            name: 10 for name in ("state", "from_state", "to_state") if isinstance(values.get(name), int)
        }
        # A past case takes no step, and here every table has one.
        values |= {"historical": 0} if "historical" in values else {}
        with desk.change(MARK) as change:
            change.insert(table, values)


def test_no_byte_of_anybody_stands_in_the_bundle(marked: Path, tmp_path: Path) -> None:
    tables = said(support.write(marked, tmp_path / "支持.zip"))["office"]["counts"]
    assert all(tables[table] for table in tables if table not in ("serial", "search_key", "name_key"))
    assert leaks(tmp_path / "支持.zip") == []


def test_the_marks_would_be_found(marked: Path, tmp_path: Path) -> None:
    """The same eyes see them in the office file itself."""
    with zipfile.ZipFile(tmp_path / "whole.zip", "w") as bundle:
        bundle.write(marked, "office")
    assert set(PARTS) - set(leaks(tmp_path / "whole.zip")) == set()


def test_what_support_needs_stands_in_it(marked: Path, tmp_path: Path) -> None:
    found = said(support.write(marked, tmp_path / "支持.zip", scale=1.5))
    assert found["program"]["version"]
    assert found["program"]["sqlite"].startswith("3.")
    assert found["program"]["qt"].startswith("6.")
    assert found["system"]["scale"] == 1.5
    assert (found["file"]["plain"], found["office"]["schema"]) == (True, found["program"]["schema"])
    assert found["office"]["counts"]["person"] == 1
    assert found["office"]["settings"] == {
        "phones": "（不写出）", "closed_terms": "（不写出）", "evidence_required": "（不写出）",
        "own_workdays": "（不写出）", "notice_columns": "（不写出）", "person_ethnic": "（不写出）",
        "notice_days": "（不写出）", "form_copies": 4, "others": 1,
    }  # fmt: skip
    assert found["office"]["last_changes"]["insert person"] == 1
    assert {"case", "batch"} <= set(found["office"]["check"])
    assert "failed" not in found["office"]["check"]
    assert found["backups"] == {"proven": 1}
    (fault,) = found["faults"]
    assert (fault["at"], fault["raised"]) == ("2018-06-12 09:14:00", ["ValueError"])
    assert fault["frames"][0].endswith(" own_settings")


def test_a_check_that_finds_something_is_told_by_kind(marked: Path, tmp_path: Path) -> None:
    import sqlite3

    connection = sqlite3.connect(marked)
    connection.execute("UPDATE household SET cause = 'x'")
    connection.execute("DELETE FROM project")
    connection.execute("UPDATE change SET sentence = 'x' WHERE id = 3")
    connection.commit()
    connection.close()
    found = said(support.write(marked, tmp_path / "支持.zip"))
    assert {kind: found["office"]["check"][kind] for kind in ("altered", "deleted", "chain")} == {
        "altered": 1, "deleted": 1, "chain": 1,
    }  # fmt: skip
    assert leaks(tmp_path / "支持.zip") == []


@pytest.mark.parametrize("damage", ["header", "middle", "empty", "gone", "folder"])
def test_a_damaged_file_gives_a_bundle_all_the_same(marked: Path, tmp_path: Path, damage: str) -> None:
    data = bytearray(marked.read_bytes())
    if damage == "header":
        data[:100] = b"\0" * 100
    elif damage == "middle":
        for place in range(4096, len(data), 512):
            data[place : place + 64] = b"\xff" * 64
    marked.write_bytes(b"" if damage == "empty" else data)
    if damage in ("gone", "folder"):
        marked.unlink()
    if damage == "folder":
        marked.mkdir()
    found = said(support.write(marked, tmp_path / "支持.zip"))
    assert "counts" not in found["office"] or "failed" in str(found["office"])
    assert found["program"]["version"]
    assert len(found["faults"]) == 1
    assert leaks(tmp_path / "支持.zip") == []


def test_it_is_made_beside_an_open_window_and_changes_nothing(marked: Path, tmp_path: Path) -> None:
    with Desk.open(marked) as window:
        before = window.store.value("SELECT COUNT(*) FROM change")
        assert said(support.write(marked, tmp_path / "支持.zip"))["office"]["counts"]["change"] == before
        assert window.store.value("SELECT COUNT(*) FROM change") == before


def test_where_it_cannot_be_written_is_one_sentence(marked: Path, tmp_path: Path) -> None:
    before = marked.read_bytes()
    for out in (marked, tmp_path / "没有" / "这里" / "x.zip", marked / "x.zip"):
        with pytest.raises(UserError):
            support.write(marked, out)
    assert marked.read_bytes() == before


def test_the_sample_township_gives_no_name_away(township: Path, tmp_path: Path) -> None:
    path = shutil.copy(township, tmp_path / township.name)
    content = unpacked(support.write(path, tmp_path / "支持.zip")).decode()
    with Desk.open(shutil.copy(path, tmp_path / "b.eduaid")) as desk:
        people = desk.store.select("person")
    words = {
        str(row[name]) for row in people for name in ("name", "id_number", "phone", "address") if row[name]
    }
    assert len(words) > 3000
    assert [word for word in words if word in content] == []
