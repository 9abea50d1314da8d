"""What a clerk is told about a reply that is not as it should be."""

from pathlib import Path

import pytest

from .. import spreadsheets
from .test_term_by_command_line import Clerk, clerk, county_fills, ready, township

__all__ = ["clerk", "township"]
DECIDED = {"审批结果": "同意", "审批金额": 800, "审批文号": "云教〔2018〕1号", "审批日期": "2018-06-12"}


@pytest.fixture
def batch(clerk: Clerk) -> Path:
    """A sealed batch with two children."""
    ready(clerk)
    ready(clerk, name="扎西曲珍", id_number="513399200903121231", payee_account="6299901952175405798")
    return Path(clerk.ask("export", clerk.file, "--term", "2018S", "--out", clerk.folder)["path"])


def test_returned_and_unreadable_lines_are_told(clerk: Clerk, batch: Path) -> None:
    first, second = "JYJZ-513399101-2018S-0001", "JYJZ-513399101-2018S-0002"
    reply = clerk.folder / "回执.xlsx"
    returned = {"审批结果": "退回", "不予原因": "学校名称写错", "审批日期": "2018-06-12"}
    county_fills(batch, reply, {first: returned, second: {**DECIDED, "审批结果": "驳回"}})
    told = clerk.run("reply", clerk.file, reply).stdout
    assert "一致 0 行，金额有改动 0 行，不予救助 0 行，退回 1 行，待县政府批准 0 行，没有批复 1 行" in told
    assert f"{first} 巴登格乃：学校名称写错" in told
    assert f"{second} 扎西曲珍：审批结果：不认识“驳回”" in told
    assert told.count("驳回") == 1


def test_cells_that_were_altered_are_told(clerk: Clerk, batch: Path) -> None:
    reply = clerk.folder / "回执.xlsx"
    county_fills(batch, reply, {f"JYJZ-513399101-2018S-000{n}": DECIDED for n in (1, 2)})
    spreadsheets.filled(reply, reply, {2: {"备注": "县里写的"}})
    told = clerk.run("reply", clerk.file, reply).stdout
    assert "一致 2 行" in told
    assert "第 2 行 备注：上报时是“”，回执里是“县里写的”，仍按上报的。" in told


def test_every_difference_stands_on_stdout_and_one_sentence_on_stderr(clerk: Clerk, batch: Path) -> None:
    spreadsheets.edited(batch, clerk.folder / "少.xlsx", lambda sheet, columns: sheet.delete_rows(3))
    said = clerk.run("verify", clerk.folder / "少.xlsx", status=1)
    assert said.stderr.count("\n") == 1
    assert "与封存时有" in said.stderr
    assert "第 0 行" not in said.stdout
    assert "缺此行" in said.stdout
