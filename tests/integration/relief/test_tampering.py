"""Every way of touching an office file with another program: found, and named without a child's name."""

import hashlib
import io
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from eduaid_desktop.domain import batch, workflow
from eduaid_desktop.services import checking, imports, people, print_ledger, projects, slips
from eduaid_desktop.services import office as offices
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.term_batch import batches, replies
from eduaid_desktop.store.store import Change

from ... import spreadsheets
from .conftest import TERM, VILLAGES, Office, id_number

BATCH = "PC-513399101-2018S-001"
FIRST = "JYJZ-513399101-2018S-0001"
SLIP = "01-0000000001-01-33"
LINE = f"明细第 1 行（{FIRST}）"
ROLL = """云岭县格桑镇2018年春季学期在校学生学籍名册
序号,学校名称,学籍号,姓名,性别,民族,身份证件类型,身份证件号,学段,年级,班级,就读地,是否寄宿,行政村
1,一小,G1,泽仁措,女,藏族,居民身份证,{0},小学,一年级,1班,县内,否,上格桑村
2,一小,G2,泽仁旺堆,男,藏族,居民身份证,{1},小学,一年级,1班,县内,否,上格桑村
3,一小,G3,泽仁多吉,男,藏族,居民身份证,51339920090412000X,小学,一年级,1班,县内,否,上格桑村
"""


@pytest.fixture(scope="module")
def township(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A roll, three cases sent up, answered and partly paid, a project; copied, never opened."""
    folder = tmp_path_factory.mktemp("township")
    about = {"name": "格桑镇", "code": "513399101", "county": "云岭县", "fixed_date": "2018-06-12"}
    with offices.create(folder / "格桑镇.eduaid", villages=VILLAGES, **about) as opened:
        office = Office(Desk(opened.store, "拥珍"))
        roll = folder / "名册.csv"
        roll.write_text(ROLL.format(id_number(901), id_number(902)), encoding="utf-8")
        imports.apply(office.desk, imports.preview(office.desk, roll))
        cases = [office.to(workflow.READY) for _ in range(3)]
        reply = answered(batches.export(office.desk, TERM, folder).path)
        assert len(replies.apply(office.desk, reply).new) == 3
        for case_id, action in ((cases[0], "pay"), (cases[0], "paid"), (cases[1], "pay")):
            office.act(case_id, action, on_date="2018-06-12")
        offices.set_setting(office.desk, "notice_days", 7)
        project = {"project_no": "XM-1", "name": "食堂", "kind": "其他", "plan_year": "2018"}
        number = projects.save(office.desk, project).id
        milestone = {"stage": "立项", "done_on": "2018-03-01"}
        projects.save_part(office.desk, "milestone", milestone, project_id=number)
        printed = slips.write(office.desk, "approval_form", folder / "纸.pdf", case=FIRST)
        print_ledger.register(office.desk, printed.placed, printer="HP")
        return office.desk.store.path


def answered(sent: Path) -> Path:
    """The county agrees, agrees to less, and refuses."""
    paper = {"审批文号": "云教〔2018〕9号", "审批日期": "2018-06-12"}
    rows = {
        2: {"审批结果": "同意", "审批金额": 1000, **paper},
        3: {"审批结果": "同意", "审批金额": 800, **paper},
        4: {"审批结果": "不同意", "不予原因": "收入高", **paper},
    }
    return spreadsheets.filled(sent, sent.with_name("批复.xlsx"), rows)


@pytest.fixture
def file(township: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(township, tmp_path / township.name))


@pytest.fixture
def found(file: Path) -> Callable[[], list[str]]:
    """A function that says what the check finds; no finding may name a child."""

    def check() -> list[str]:
        with Desk.open(file, writable=False) as desk:
            findings: list[str] = checking.check(desk)["findings"]
            secrets = {p[column] for p in desk.store.select("person") for column in ("name", "id_number")}
        assert [f for f in findings if any(secret in f for secret in secrets)] == []
        assert [f for f in findings if not f.endswith("。")] == []
        return findings

    return check


def edit(path: Path, *statements: str | tuple[str, tuple[Any, ...]]) -> None:
    """What somebody does with another program."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for each in statements:
            statement, given = (each, ()) if isinstance(each, str) else each
            assert connection.execute(statement, given).rowcount >= 1


def one(path: Path, sql: str) -> Any:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchone()[0]


def test_nothing_is_found_where_nothing_was_touched(found: Callable[[], list[str]]) -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("deed", "told"),
    [
        (
            "UPDATE relief_case SET payee_account = '629900000009999' WHERE id = 1",
            f"救助申请 {FIRST} 的“社保卡/一卡通账号”被程序以外改动过，与操作日志不一致。",
        ),
        (
            "UPDATE payment SET amount = amount + 100 WHERE id = 1",
            f"发放第 1 号记录（救助申请 {FIRST}）的“金额”",
        ),
        ("UPDATE person SET id_number = '513399200001019999' WHERE id = 2", "人员第 2 号记录的“身份证号”"),
        ("UPDATE setting SET value = '1' WHERE key = 'notice_days'", "设置 notice_days 的“设置值”"),
        ("UPDATE slip SET state = 'back', back_on = '2018-06-12'", f"打印单据 {SLIP} 的“状态”、“收回日期”"),
        ("UPDATE slip_print SET copies = 9", f"打印第 1 号记录（打印单据 {SLIP}）的“份数”"),
        ("DELETE FROM slip_print", f"打印第 1 号记录（打印单据 {SLIP}）被程序以外删除。"),
        ("UPDATE region SET name = '假村' WHERE code = '513399101201'", "行政区划 假村 的“名称”"),
        ("UPDATE office SET code = '513399109'", "单位第 1 号记录的“代码”"),
        ("DELETE FROM payment WHERE id = 1", f"发放第 1 号记录（救助申请 {FIRST}）被程序以外删除。"),
        (
            "INSERT INTO payment (case_id, payee_name, payee_account, amount, sent_on)"
            " VALUES (1, '多吉', '629900000009999', 100, '2018-06-01')",
            f"（救助申请 {FIRST}）在操作日志里没有，是程序以外添加的。",
        ),
        (
            "UPDATE change_log SET after = replace(after, '同意', '不同意') WHERE change_id = 7",
            "操作日志第 7 条",
        ),
        ("UPDATE change SET actor = '别人' WHERE id = 5", "操作日志第 5 条"),
        (
            "DELETE FROM change_log WHERE id = (SELECT MIN(id) FROM change_log WHERE change_id = 12)",
            "操作日志第 12 条",
        ),
    ],
)
def test_a_touched_row_or_log_is_named(
    file: Path, found: Callable[[], list[str]], deed: str, told: str
) -> None:
    edit(file, deed)
    assert any(told in finding for finding in found()), found()


@pytest.mark.parametrize("which", ["within a change", "of two changes"])
def test_swapped_log_lines_are_found(file: Path, found: Callable[[], list[str]], which: str) -> None:
    last = one(file, "SELECT MAX(id) FROM change_log WHERE change_id = 1")
    first = last - 1 if which == "within a change" else last
    edit(
        file,
        f"UPDATE change_log SET id = -1 WHERE id = {first}",
        f"UPDATE change_log SET id = {first} WHERE id = {first + 1}",
        f"UPDATE change_log SET id = {first + 1} WHERE id = -1",
    )
    (finding,) = found()
    number, words = (1, "起被程序以外改动过") if first < last else (2, "调换过次序")
    assert finding.startswith(f"操作日志第 {number} 条")
    assert words in finding


def test_swapped_changes_are_found(file: Path, found: Callable[[], list[str]]) -> None:
    edit(
        file,
        "UPDATE change SET id = 9998 WHERE id = 10",
        "UPDATE change SET id = 10 WHERE id = 11",
        "UPDATE change SET id = 11 WHERE id = 9998",
        "UPDATE change_log SET change_id = 21 - change_id WHERE change_id IN (10, 11)",
    )
    assert found()[0].startswith("操作日志第 10 条")


def test_a_removed_change_in_the_middle_is_found(file: Path, found: Callable[[], list[str]]) -> None:
    edit(file, "DELETE FROM change_log WHERE change_id = 10", "DELETE FROM change WHERE id = 10")
    assert found()[0].startswith("操作日志第 11 条")
    assert "与前一条接不上：中间有操作被程序以外删除、插入、调换或改动过。" in found()[0]


def test_a_change_added_by_hand_is_found_however_right_its_hash_looks(
    file: Path, found: Callable[[], list[str]]
) -> None:
    last = one(file, "SELECT MAX(id) FROM change")
    edit(
        file,
        "INSERT INTO change (at, actor, sentence, previous_hash, hash)"
        " SELECT at, actor, '发放', hash, lower(hex(randomblob(32))) FROM change ORDER BY id DESC LIMIT 1",
        f"INSERT INTO change_log (change_id, table_name, row_id, action, before, after)"
        f" VALUES ({last + 1}, 'payment', 1, 'update', '{{\"result\": null}}', '{{\"result\": \"paid\"}}')",
        "UPDATE payment SET revision = revision + 1, result = 'paid' WHERE id = 1",
    )
    assert f"操作日志第 {last + 1} 条" in found()[0]


def test_a_changed_amount_in_a_batch_line_is_named_with_batch_line_and_column(
    file: Path, found: Callable[[], list[str]]
) -> None:
    edit(file, "UPDATE batch_line SET amount = amount + 100000 WHERE id = 1")
    findings = found()
    assert f"上报明细第 1 号记录（上报批次 {BATCH}，救助申请 {FIRST}）的“金额”被程序以外改动过" in findings[0]
    assert f"批次 {BATCH} 封存的合计是 3000.00 元，明细合计 4000.00 元。" in findings
    assert f"批次 {BATCH} {LINE}的“乡镇建议金额”封存时是 1000.00 元，明细记 2000.00 元。" in findings


def altered_workbook(data: bytes, row: int, values: dict[str, Any]) -> bytes:
    book = load_workbook(io.BytesIO(data))
    sheet = book["导入数据"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for column, value in values.items():
        sheet.cell(row, columns[column]).value = value
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def test_changed_bytes_of_a_sealed_workbook_are_named_cell_by_cell(
    file: Path, found: Callable[[], list[str]]
) -> None:
    data = one(file, "SELECT content FROM attachment WHERE owner_id = 1")
    forged = altered_workbook(data, 2, {"乡镇建议金额": 9000, "账号": "629900000009999"})
    edit(file, ("UPDATE attachment SET content = ? WHERE owner_id = 1", (forged,)))
    findings = found()
    assert "附件第 1 号记录的“内容”被程序以外改动过，与操作日志不一致。" in findings
    assert f"批次 {BATCH} 的上报文件被改动过，与存入时的校验值不一致。" in findings
    place = f"批次 {BATCH} 的上报文件第 2 行（{FIRST}）的"
    assert f"{place}“乡镇建议金额”封存时是 1000.00 元，文件里是 9000.00 元。" in findings
    assert f"{place}“账号”与封存时不一致。" in findings


def test_a_workbook_that_cannot_be_read_and_one_that_is_gone(
    file: Path, found: Callable[[], list[str]]
) -> None:
    edit(file, "UPDATE attachment SET content = x'504b0304' WHERE owner_id = 1")
    assert f"批次 {BATCH} 的上报文件读不出来，已损坏。" in found()
    edit(file, "DELETE FROM attachment WHERE owner_id = 1")
    assert f"批次 {BATCH} 的上报文件不在数据文件里。" in found()


def test_a_batch_touched_everywhere_does_not_fill_the_screen(
    file: Path, found: Callable[[], list[str]]
) -> None:
    data = one(file, "SELECT content FROM attachment WHERE owner_id = 1")
    for row in (2, 3, 4):
        data = altered_workbook(data, row, dict.fromkeys(("班级", "备注", "学校名称", "联系电话"), "改"))
    edit(file, ("UPDATE attachment SET content = ? WHERE owner_id = 1", (data,)))
    told = [f for f in found() if "上报文件第" in f]
    assert len(told) == 10
    assert f"批次 {BATCH} 另有 3 处同样的问题。" in found()


def test_lines_whose_content_is_gone_are_named(file: Path, found: Callable[[], list[str]]) -> None:
    edit(file, "UPDATE batch_line SET cells = 'nothing' WHERE id = 1")
    assert f"批次 {BATCH} {LINE}的“上报内容”读不出来。" in found()


def _cells(change: Change) -> dict[str, Any]:
    """The first line sealed anew with another amount, its checksum too."""
    cells = json.loads(change.select("batch_line", id=1)[0]["cells"])
    cells[batch.NAMES.index("乡镇建议金额")] = "9000.00"
    return {"cells": json.dumps(batch.sealed(cells), ensure_ascii=False), "amount": 900_000}


Signed = tuple[str, int, dict[str, Any] | Callable[[Change], dict[str, Any]], str]
SIGNED: list[Signed] = [
    ("batch_line", 1, _cells, f"批次 {BATCH} 的明细与封存的校验值对不上"),
    ("batch_line", 1, {"amount": 1}, f"批次 {BATCH} {LINE}的“乡镇建议金额”封存时是 1000.00 元，明细记 0.01 元。"),
    ("batch_line", 1, {"id_number": "513399200001019999"}, f"批次 {BATCH} {LINE}的“身份证号”与封存的内容不一致。"),
    ("batch_line", 1, {"name": "某某某"}, f"批次 {BATCH} {LINE}的“姓名”与封存的内容不一致。"),
    ("batch_line", 1, {"case_id": 2}, f"批次 {BATCH} {LINE}指向另一件救助申请 JYJZ-513399101-2018S-0002。"),
    (
        "batch_line", 1, {"decided_amount": 90_000},
        f"批次 {BATCH} {LINE}批复的“审批金额”是 900.00 元，申请的批准金额是 1000.00 元。",
    ),
    ("batch_line", 1, {"withdrawn": 1}, f"批次 {BATCH} 封存时 3 人，明细有 2 行。"),
    ("batch_line", 1, {"decision": None}, f"批次 {BATCH} 记为已全部批复，明细里还有没批复的。"),
    ("batch", 1, {"amount": 1}, f"批次 {BATCH} 封存的合计是 0.01 元，明细合计 3000.00 元。"),
    ("batch", 1, {"row_count": 4}, f"批次 {BATCH} 封存时 4 人，明细有 3 行。"),
    ("batch", 1, {"sha256": "0" * 64}, f"批次 {BATCH} 的核对码与校验值对不上。"),
    ("batch", 1, {"check_code": "0000 0000"}, f"批次 {BATCH} 的核对码与校验值对不上。"),
    ("attachment", 1, {"name": "别的.xlsx"}, f"批次 {BATCH} 的文件名与封存时不一致。"),
    ("relief_case", 1, {"approved": 90_000}, f"救助申请 {FIRST}：批准金额与批复时的金额不等。"),
    ("relief_case", 1, {"proposed": 90_000}, f"救助申请 {FIRST}：乡镇建议金额与审核同意时的金额不等。"),
    ("relief_case", 1, {"approval_document": "云教〔2018〕99号"}, f"救助申请 {FIRST}：批准文号或批准日期"),
    ("relief_case", 1, {"since": "2018-01-01"}, f"救助申请 {FIRST}：“本状态起”是 2018-01-01"),
    ("relief_case", 1, {"version": 2}, f"救助申请 {FIRST}：“版次”与更正的次数不一致。"),
    ("payment", 1, {"amount": 90_000}, f"救助申请 {FIRST}：发放金额与批准金额不等。"),
    ("import_run", 1, {"read": 4}, "2018-06-12 的导入（第 1 号记录）读入 4 行，各项相加却是 3 行。"),
    ("import_run", 1, {"read": 4, "refused": 2}, "记拒收 2 行，导入问题里有 1 行。"),
    ("import_run", 1, {"read": 2, "accepted": 1}, "记接收 1 行，那次操作却登记了 2 条人员或在读。"),
    ("reply", 1, {"matched": 9}, f"批次 {BATCH} 的回执（第 1 号记录）各项件数相加是 11，批次只有 3 件。"),
    ("reply", 1, {"matched": 0}, f"批次 {BATCH} 的回执（第 1 号记录）记一致 0 件，登记的却有 1 件。"),
    ("reply", 1, {"changed": 0}, f"批次 {BATCH} 的回执（第 1 号记录）记金额有变 0 件，登记的却有 1 件。"),
    ("reply", 1, {"rejected": 0}, f"批次 {BATCH} 的回执（第 1 号记录）记不予或退回 0 件，登记的却有 1 件。"),
    ("notice", 1, {"days": 3}, "公示第 1 号记录从 "),
    ("project", 1, {"stage": "70"}, "项目 XM-1 的“现在节点”与办完的节点不一致。"),
    ("office", 1, {"county_code": "513300"}, "单位的县代码、级别与单位代码不一致。"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "row_id", "values", "told"), SIGNED)
def test_what_is_signed_like_a_change_of_the_program_still_has_to_add_up(
    file: Path,
    found: Callable[[], list[str]],
    table: str,
    row_id: int,
    values: dict[str, Any] | Callable[[Change], dict[str, Any]],
    told: str,
) -> None:
    """Whoever can write the log and its hashes, too, leaves a chain that holds: the totals tell."""
    with Desk.open(file) as desk, desk.store.change("某人", "某事") as change:
        change.update(table, row_id, values(change) if callable(values) else values)
    findings = found()
    assert any(told in finding for finding in findings), findings
    assert not any("操作日志" in finding for finding in findings)


def test_a_workbook_exchanged_with_its_digest_and_signed_is_found(
    file: Path, found: Callable[[], list[str]]
) -> None:
    with Desk.open(file) as desk, desk.store.change("某人", "某事") as change:
        data = change.select("attachment", id=1)[0]["content"]
        forged = altered_workbook(data, 2, {"乡镇建议金额": 9000})
        change.update("attachment", 1, {"content": forged, "sha256": hashlib.sha256(forged).hexdigest()})
    place = f"批次 {BATCH} 的上报文件第 2 行（{FIRST}）的"
    assert found()[0] == f"{place}“乡镇建议金额”封存时是 1000.00 元，文件里是 9000.00 元。"


def test_a_sum_recovered_beyond_what_was_paid_is_found(file: Path, found: Callable[[], list[str]]) -> None:
    with Desk.open(file) as desk, desk.store.change("某人", "追回") as change:
        case = desk.store.row("SELECT * FROM relief_case WHERE state = 100 ORDER BY id DESC") or {}
        step = {"action": "recover", "from_state": 100, "to_state": 220, "on_date": "2018-06-12"}
        change.insert("relief_step", {"case_id": case["id"], "amount": case["approved"] + 1, **step})
        change.update("relief_case", case["id"], {"state": 220, "since": "2018-06-12"})
    assert found() == [f"救助申请 {case['case_no']}：追回的金额超过了已发放的金额。"]


def test_an_attachment_with_another_digest_is_found(file: Path, found: Callable[[], list[str]]) -> None:
    with Desk.open(file) as desk, desk.store.change("某人", "附件") as change:
        row = {"name": "证明.pdf", "media_type": "application/pdf", "owner_table": "person", "owner_id": 1}
        made = change.insert("attachment", {**row, "sha256": "0" * 64, "content": b"%PDF-1.7"})
    assert found() == [f"附件第 {made} 号记录的内容与校验值不一致。"]


@pytest.mark.parametrize(
    ("series", "told"),
    [
        ("relief-513399101-2018S", "申请编号 JYJZ-513399101-2018S-…已经编到 3 号，记下的最后一号却是 2"),
        ("PC-513399101-2018S", "批次号 PC-513399101-2018S-…已经编到 1 号，记下的最后一号却是 0"),
    ],
)
def test_a_series_set_back_is_found(
    file: Path, found: Callable[[], list[str]], series: str, told: str
) -> None:
    edit(file, ("UPDATE serial SET last = last - 1 WHERE name = ?", (series,)))
    (finding,) = found()
    assert told in finding


@pytest.fixture
def lost(file: Path) -> Iterator[Desk]:
    """A desk at a file in which three people lost search keys: all, those of the sound, those of a former number."""
    with Desk.open(file) as desk, desk.change("登记原号码") as change:
        change.insert(
            "former_number", {"person_id": 3, "kind": "student_number", "value": "G513399200001010017"}
        )
        people.index(change, 3, change.get("person", 3))
    of_name = "DELETE FROM name_key WHERE name = (SELECT name FROM person WHERE id = ?)"
    edit(
        file,
        (of_name, (1,)),
        (f"{of_name} AND key LIKE 'p%'", (2,)),
        "DELETE FROM search_key WHERE person_id = 3",
    )
    with Desk.open(file) as desk:
        yield desk


def test_people_whom_the_search_box_lost_are_found_again(lost: Desk) -> None:
    told = "检索里找不到 3 人（人员第 1、2、3 号）。请“重建检索”，记录本身没有问题。"
    assert checking.check(lost)["findings"] == [told]
    child = lost.store.get("person", 1)
    assert child["id"] not in [row["id"] for row in people.find(lost, child["name"])]
    changes = lost.store.value("SELECT COUNT(*) FROM change")
    assert checking.mend_search(lost) == 3
    assert checking.check(lost)["findings"] == []
    assert [row["id"] for row in people.find(lost, child["name"])] == [1]
    assert lost.store.value("SELECT COUNT(*) FROM change") == changes


def test_a_check_tells_how_far_it_is_and_can_be_stopped(file: Path) -> None:
    class Stopped(Exception):
        pass

    said: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        said.append((done, total))
        if done == 20:
            raise Stopped

    with Desk.open(file, writable=False) as desk:
        with pytest.raises(Stopped):
            checking.check(desk, stop)
        assert [done for done, _ in said] == list(range(21))
        assert {total for _, total in said} == {59}
        said.clear()
        assert checking.check(desk, lambda *at: said.append(at))["ok"]
    assert said[-1] == (58, 59)
