"""The change log: what it tells, and that nothing can be changed behind its back."""

import shutil
import sqlite3
import threading
from pathlib import Path

import pytest

from eduaid_desktop.domain.person import PERSON
from eduaid_desktop.errors import Damaged
from eduaid_desktop.services import checking, people, records
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import history
from eduaid_desktop.store.store import Store

CHILD = {"name": "扎西", "id_number": "51339920060312123X", "ethnic": "藏", "guardian_name": "多吉"}


@pytest.fixture(scope="module")
def written(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two people, one of them edited, one withdrawn and one never more than a draft."""
    path = Path(shutil.copy(template, tmp_path_factory.mktemp("log") / "a.eduaid"))
    with Desk(Store(path), "拥珍") as desk:
        people.save(desk, CHILD)
        people.save(desk, {"phone": "16400000001"}, 1)
        people.save(desk, {**CHILD, "name": "卓玛", "id_number": "513399201103071234"})
        with desk.store.change("拥珍", "撤回卓玛") as change:
            change.withdraw("person", 2)
        with desk.store.change("拥珍", "登记一小") as change:
            change.insert("school", {"name": "一小"})
            draft = change.insert("school", {"name": "二小"})
        with desk.store.change("拥珍", "删除草稿") as change:
            change.delete_draft("school", draft)
        assert history.check(desk.store) == []
    return path


@pytest.mark.parametrize(
    ("deed", "told"),
    [
        ("UPDATE person SET phone = '16400000002' WHERE id = 1", "人员第 1 号记录的“联系电话”"),
        ("UPDATE person SET remark = '悄悄写的' WHERE id = 1", "人员第 1 号记录的“备注”"),
        ("UPDATE person SET remark = CAST(X'FF' AS TEXT) WHERE id = 1", "人员第 1 号记录的“备注”"),
        ("UPDATE change_log SET after = '{' WHERE change_id = 3", "第 3 条"),
        ("UPDATE person SET withdrawn = 0 WHERE id = 2", "人员第 2 号记录的“撤回标记”"),
        ("UPDATE person SET revision = 9 WHERE id = 1", "人员第 1 号记录的“修改次数”"),
        ("UPDATE school SET former_names = '老校' WHERE id = 1", "学校 一小 的“曾用名”"),
        ("INSERT INTO school (id, name) VALUES (7, '假学校')", "学校 假学校 在操作日志里没有"),
        ("INSERT INTO school (id, name) VALUES (2, '二小')", "学校 二小 被程序以外改动过"),
        ("DELETE FROM school WHERE id = 1", "学校 一小 被程序以外删除"),
        (
            "DELETE FROM change_log WHERE table_name = 'person' AND action = 'update' AND row_id = 1",
            "第 3 条",
        ),
        ("UPDATE change_log SET after = replace(after, '16400000001', '16400000009')", "第 3 条"),
        ("UPDATE change_log SET row_id = 5 WHERE change_id = 4", "第 4 条"),
        ("UPDATE change SET sentence = '别的事' WHERE id = 3", "第 3 条"),
        ("UPDATE change SET actor = '别人' WHERE id = 2", "第 2 条"),
        ("UPDATE change SET at = '2018-06-11' || substr(at, 11) WHERE id = 2", "第 2 条"),
        ("UPDATE change SET final = 0 WHERE id = 1", "第 1 条"),
        ("DELETE FROM change WHERE id = 3", "第 4 条"),
        ("DELETE FROM change WHERE id = 7", "操作日志第"),
        (
            "INSERT INTO enrolment (person_id, term, school_id, stage) VALUES (99, '2018S', 1, '2')",
            "不存在的记录",
        ),
    ],
)
def test_what_is_changed_behind_the_program_is_found(
    written: Path, tmp_path: Path, deed: str, told: str
) -> None:
    path = Path(shutil.copy(written, tmp_path / "b.eduaid"))
    with sqlite3.connect(path) as connection:
        assert connection.execute(deed).rowcount >= 1
    connection.close()
    with Desk.open(path, writable=False) as desk:
        report = checking.check(desk)
    assert not report["ok"]
    assert any(told in finding for finding in report["findings"])
    assert not any(name in finding for finding in report["findings"] for name in ("扎西", "卓玛", "51339920"))


def test_a_log_rewritten_with_its_own_hash_breaks_the_chain(written: Path, tmp_path: Path) -> None:
    from eduaid_desktop.store.change import FIRST_HASH, Line, digest

    path = Path(shutil.copy(written, tmp_path / "b.eduaid"))
    with sqlite3.connect(path) as connection:
        names = ("at", "actor", "undoes", "final", "role", "machine")
        found = connection.execute(f"SELECT {', '.join(names)} FROM change WHERE id = 1").fetchone()
        head = dict(zip(names, found, strict=True)) | {"sentence": "新的说法"}
        lines = connection.execute(
            "SELECT table_name, row_id, action, before, after FROM change_log WHERE change_id = 1 ORDER BY id"
        )
        forged = digest(FIRST_HASH, head, [Line(*line) for line in lines])
        connection.execute("UPDATE change SET sentence = '新的说法', hash = ? WHERE id = 1", (forged,))
    connection.close()
    with Store(path) as store:
        (finding,) = history.check(store)
    assert finding.startswith("操作日志第 2 条（2018-06-12，拥珍，涉及人员）与前一条接不上")


def test_a_deleted_draft_comes_back_by_undo_and_the_log_still_fits(clerk: Desk) -> None:
    with clerk.store.change("拥珍", "登记一小") as change:
        school_id = change.insert("school", {"name": "一小"})
    with clerk.store.change("拥珍", "改名") as change:
        change.update("school", school_id, {"name": "二小"})
    with clerk.store.change("拥珍", "删除草稿") as change:
        change.delete_draft("school", school_id)
    history.undo(clerk.store, "拥珍", change.id or 0)
    assert [(s["id"], s["name"], s["revision"]) for s in clerk.store.select("school")] == [
        (school_id, "二小", 2)
    ]
    assert history.check(clerk.store) == []


def test_a_check_beside_a_busy_window_raises_no_false_alarm(clerk: Desk) -> None:
    finished = threading.Event()

    def write() -> None:
        for number in range(150):
            with clerk.store.change("拥珍", "登记") as change:
                change.insert("school", {"name": f"{number}小"})
        clerk.store.end_thread()
        finished.set()

    writer = threading.Thread(target=write)
    writer.start()
    with Store(clerk.store.path, writable=False) as reader:
        checks = 0
        while not finished.is_set() or not checks:
            assert history.check(reader) == []
            checks += 1
    writer.join()


def test_the_history_of_a_record_reads_as_a_person_would_say_it(clerk: Desk) -> None:
    saved = people.save(clerk, CHILD)
    people.save(clerk, {"sex": "女", "phone": "16400000001"}, saved.id, saved.revision)
    created, edited = records.history(clerk, PERSON, saved.id)
    assert (created["actor"], created["sentence"], created["action"]) == ("拥珍", "登记学生扎西", "insert")
    assert created["at"].startswith("2018-06-12T")
    by_name = {f["name"]: f for f in edited["fields"]}
    assert by_name["sex"] == {"name": "sex", "label": "性别", "before": "男", "after": "女"}
    assert by_name["phone"]["before"] == ""
    assert set(by_name) == {"sex", "phone"}


def test_an_attachment_stands_in_the_log_by_its_digest(clerk: Desk) -> None:
    row = {
        "name": "证明.pdf",
        "media_type": "application/pdf",
        "sha256": "",
        "owner_table": "person",
        "owner_id": 1,
    }
    with clerk.store.change("拥珍", "添加附件") as change:
        change.insert("attachment", {**row, "content": b"%PDF-1.7"})
    assert history.check(clerk.store) == []
    clerk.store.connection.execute("UPDATE attachment SET content = x'00'")
    assert history.check(clerk.store) == ["附件第 1 号记录的“内容”被程序以外改动过，与操作日志不一致。"]


@pytest.mark.parametrize("deed", ["RENAME COLUMN remark TO remerk", "DROP COLUMN remark", "RENAME TO parson"])
def test_other_tables_than_ours_are_refused(written: Path, tmp_path: Path, deed: str) -> None:
    path = Path(shutil.copy(written, tmp_path / "a.eduaid"))
    connection = sqlite3.connect(path)
    connection.execute(f"ALTER TABLE person {deed}")
    connection.close()
    with pytest.raises(Damaged):
        Desk.open(path)
