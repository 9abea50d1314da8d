"""Every table and column of the office file has a Chinese name, so that a finding can say it."""

from pathlib import Path

from eduaid_desktop.domain import glossary
from eduaid_desktop.services import office
from eduaid_desktop.store.tables import recorded_tables


def test_every_recorded_table_and_column_has_a_chinese_name(tmp_path: Path) -> None:
    with office.create(tmp_path / "a.eduaid", name="格桑镇", code="513399101") as desk:
        columns = [
            (table, row["name"])
            for table in recorded_tables(desk.store)
            for row in desk.store.rows(f"PRAGMA table_info({table})")
            if row["name"] != "id"
        ]
    assert [t for t in {t for t, _ in columns} if glossary.table(t).isascii()] == []
    assert [c for c in columns if glossary.column(*c).isascii()] == []


def test_a_word_means_what_its_table_means_by_it() -> None:
    names = [glossary.column("enrolment", "stage"), glossary.column("project", "stage")]
    assert names == ["学段", "节点"]
    assert glossary.column("relief_case", "payee_account") == "社保卡/一卡通账号"
