"""A county takes the batches of its townships, and finds what no township alone can see."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import checking, fund, office
from eduaid_desktop.services.county import collected_findings, collected_notes, collecting
from eduaid_desktop.services.county.collected_findings import Judged
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.term_batch import batches

from .. import spreadsheets, townships

FIRST, SECOND, FIFTH = "513399101", "513399102", "513399105"
Made = dict[str, Path]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The batch files of the five townships; read only."""
    return townships.planted(tmp_path_factory.mktemp("townships"))


@pytest.fixture
def county(tmp_path: Path) -> Iterator[Desk]:
    with office.create(tmp_path / "云岭县教育局.eduaid", **townships.COUNTY) as opened:  # type: ignore[arg-type]
        yield Desk(opened.store, "县局甲")


def findings(judged: Judged, rule: str) -> list[tuple[str, tuple[str, ...], set[str]]]:
    """How sure, which townships, and the ends of the case numbers."""
    return [
        (each.sure, each.townships, {line.case_no[-4:] for line in each.lines})
        for each in judged.found
        if each.rule == rule
    ]


def results(taken: list[collecting.Outcome]) -> list[str]:
    return [each.result for each in taken]


def test_what_was_planted_is_found_and_nothing_else(county: Desk, made: Made) -> None:
    taken = collecting.collect(county, [*made.values()])
    assert results(taken) == ["collected"] * 6
    assert [each.township for each in taken[:5]] == [*townships.NAMES.values()]
    judged = collected_findings.judge(county, "2018S")
    both = ("格桑镇", "达瓦乡")
    assert findings(judged, "double") == [
        ("确定", both, {"0006", "0005"}), ("确定", both, {"0007", "0006"}), ("很可能", ("绒巴乡",), {"0005", "0006"}),
    ]  # fmt: skip
    assert findings(judged, "name") == [("确定", both, {"0007", "0006"})]
    assert findings(judged, "account") == [("确定", ("格桑镇", "亚曲乡"), {"0008", "0004"})]
    assert findings(judged, "household_cap") == [("确定", ("亚曲乡",), {"0001", "0002", "0003"})]
    assert findings(judged, "band") == [("确定", ("仁真乡",), {"0005"})]
    assert Counter(each.rule for each in judged.found)["flag"] == 4
    assert {each.rule for each in judged.found} == {
        "double",
        "name",
        "account",
        "household_cap",
        "band",
        "flag",
    }
    assert checking.check(county)["findings"] == []


def test_every_row_is_sound_or_found_or_replaced_by_its_correction(county: Desk, made: Made) -> None:
    collecting.collect(county, [*made.values()])
    judged = collected_findings.judge(county, "2018S")
    assert judged.total.equation == "收到 30 行 = 无误 17 + 有问题 12 + 已补正 1"
    for part in (*judged.by_township, *judged.by_stage):
        assert part.rows == part.sound + part.found + part.replaced
    for parts in (judged.by_township, judged.by_stage):
        assert sum(each.amount for each in parts[:-1]) == parts[-1].amount
        assert sum(each.rows for each in parts[:-1]) == 30
    # The corrected case counts with its new amount, and once.
    second = next(each for each in judged.by_township if each.label == "达瓦乡")
    assert (second.rows, second.children, second.amount) == (7, 6, 610_000)
    assert judged.kinds["PC-513399102-2018S-002"] == "correction"
    assert not any("0001" in cases and "达瓦乡" in places for _, places, cases in findings(judged, "double"))


def test_the_same_files_again_change_nothing(county: Desk, made: Made, tmp_path: Path) -> None:
    collecting.collect(county, [made[FIRST].parent])
    before = county.store.value("SELECT MAX(id) FROM change")

    def fill(sheet: Any, at: dict[str, int]) -> None:
        sheet.cell(2, at["审批结果"]).value = "同意"
        sheet.move_range(f"A3:AS{sheet.max_row}", rows=1)

    filled = spreadsheets.edited(made[FIRST], tmp_path / "县里填过的.xlsx", fill)
    taken = collecting.collect(county, [*made.values(), filled])
    assert results(taken) == ["unchanged"] * 7
    assert county.store.value("SELECT MAX(id) FROM change") == before


def test_other_content_under_a_collected_number_is_refused_and_named(
    county: Desk, made: Made, tmp_path: Path
) -> None:
    collecting.collect(county, [made[FIRST]])
    other = townships.cell(made[FIRST], tmp_path / "又一份.xlsx", 3, "乡镇建议金额", 1500)
    (refused,) = collecting.collect(county, [other])
    assert (refused.result, refused.clash) == ("refused", True)
    assert "第 3 行 乡镇建议金额：原为“1000.00”，现为“1500.00”" in refused.message
    assert refused.check_code in refused.message
    assert [each["amount"] for each in county.store.select("collected_batch")] == [800_000]
    (replaced,) = collecting.collect(county, [other], reason="乡镇来电话更正")
    assert replaced.result == "replaced"
    (kept,) = county.store.select("collected_batch")
    assert (kept["amount"], kept["row_count"], kept["file_name"]) == (850_000, 8, "又一份.xlsx")
    assert len(county.store.select("collected_line")) == 8
    assert "理由：乡镇来电话更正" in county.store.value(
        "SELECT sentence FROM change ORDER BY id DESC LIMIT 1"
    )
    assert checking.check(county)["findings"] == []


def test_two_different_copies_at_once(county: Desk, made: Made, tmp_path: Path) -> None:
    other = townships.cell(made[FIRST], tmp_path / "又一份.xlsx", 3, "备注", "改过")
    taken = collecting.collect(county, [made[FIRST], other, made[FIRST]], reason="随便")
    assert results(taken) == ["collected", "refused"]
    assert taken[0].check_code in taken[1].message


def test_a_tampered_file_is_taken_and_marked(county: Desk, made: Made, tmp_path: Path) -> None:
    touched = townships.cell(made[FIFTH], tmp_path / "仁真.xlsx", 4, "账号", "6299000011112222")
    (taken,) = collecting.collect(county, [touched])
    assert taken.result == "collected"
    assert taken.differences
    (line,) = [row for row in county.store.select("collected_line") if row["differences"]]
    assert (line["position"], line["payee_account"]) == (4, "6299000011112222")
    (found,) = [each for each in collected_findings.judge(county, "2018S").found if each.rule == "sealed"]
    assert found.townships == ("仁真乡",)
    assert [line.row for line in found.lines] == [4]
    assert "第 4 行" in found.sentence
    assert "6299000011112222" not in found.sentence
    exact = batches.verify(made[FIFTH], county)
    assert (exact.against, exact.ok) == (batches.BY_COUNTY, False)
    assert (4, "账号", "6299000011112222") in [(f.row, f.column, f.old) for f in exact.findings]


def test_a_row_that_is_gone_tells_at_the_file(county: Desk, made: Made, tmp_path: Path) -> None:
    cut = spreadsheets.edited(made[FIFTH], tmp_path / "少.xlsx", lambda sheet, at: sheet.delete_rows(3))
    (taken,) = collecting.collect(county, [cut])
    assert any("缺此行" in each.new for each in taken.differences)
    (found,) = [each for each in collected_findings.judge(county, "2018S").found if each.rule == "sealed"]
    assert "有行或列被删去、加入，或封面、花名册被改动" in found.sentence


def bad_files(made: Made, folder: Path) -> dict[str, str]:
    """What nobody can take, by what is said of it."""

    def rename(sheet: Any, at: dict[str, int]) -> None:
        sheet.cell(1, at["乡镇建议金额"]).value = "建议"

    def of_another(sheet: Any, at: dict[str, int]) -> None:
        for row in range(2, sheet.max_row + 1):
            sheet.cell(row, at["乡镇代码"]).value = "513301101"

    def no_term(sheet: Any, at: dict[str, int]) -> None:
        for row in range(2, sheet.max_row + 1):
            sheet.cell(row, at["学期"]).value = "=1+1"

    folder.mkdir()
    (folder / "坏的.xlsx").write_bytes(b"PK\x03\x04" + b"\x00" * 99)
    (folder / "别的.xlsx").write_bytes(b"")
    spreadsheets.edited(made[FIRST], folder / "少列.xlsx", rename)
    spreadsheets.edited(made[FIRST], folder / "外县.xlsx", of_another)
    spreadsheets.edited(made[FIRST], folder / "学期.xlsx", no_term)
    spreadsheets.edited(made[FIRST], folder / "空的.xlsx", lambda sheet, at: sheet.delete_rows(2, 99))
    return {
        "坏的.xlsx": "已损坏", "别的.xlsx": "", "少列.xlsx": "缺“乡镇建议金额”列", "外县.xlsx": "不是本县",
        "学期.xlsx": "不是学期", "空的.xlsx": "没有一行申请",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("sheet", "old", "new", "words"),
    [
        ("封面", "PC-513399101-2018S-001", "PC-513399101-2018S-002", "封面上的批次号"),
        ("花名册", 1000, 9000, "花名册上 JYJZ-513399101-2018S-0001 的申请金额"),
    ],
)
def test_a_cover_or_a_roster_that_was_altered_is_told_and_the_sound_file_takes_its_place(
    county: Desk, made: Made, tmp_path: Path, sheet: str, old: Any, new: Any, words: str
) -> None:
    """The rows tell the number of the batch; the seal is over them."""

    def edit(machine: Any, at: dict[str, int]) -> None:
        cells = [cell for row in machine.parent[sheet].iter_rows() for cell in row if cell.value == old]
        cells[0].value = new

    path = spreadsheets.edited(made[FIRST], tmp_path / "改.xlsx", edit)
    assert [each.column for each in batches.verify(path).findings] == [words]
    (outcome,) = collecting.collect(county, [path])
    assert (outcome.batch_no, outcome.result) == ("PC-513399101-2018S-001", "collected")
    judged = collected_findings.judge(county, "2018S")
    assert [f.batches for f in judged.found if f.rule == "sealed"] == [("PC-513399101-2018S-001",)]
    assert results(collecting.collect(county, [made[FIRST]])) == ["replaced"]
    assert findings(collected_findings.judge(county, "2018S"), "sealed") == []
    assert results(collecting.collect(county, [path, made[FIRST]])) == ["unchanged", "unchanged"]
    assert checking.check(county)["findings"] == []


def test_a_row_twice_in_the_collected_file_is_told_by_the_sums(
    county: Desk, made: Made, tmp_path: Path
) -> None:
    twice = spreadsheets.edited(
        made[FIFTH], tmp_path / "多.xlsx", lambda sheet, at: sheet.append([c.value for c in sheet[3]])
    )
    collecting.collect(county, [twice])
    (outcome,) = collecting.collect(county, [made[FIFTH]])
    assert "内容不同：已收的 6 行 8,000.00 元，这一份 5 行 7,000.00 元。" in outcome.message


def test_what_cannot_be_read_is_named_and_stops_no_other(county: Desk, made: Made, tmp_path: Path) -> None:
    folder = tmp_path / "交来的"
    said = bad_files(made, folder)
    (folder / "~$临时.xlsx").write_bytes(b"")
    with pytest.raises(UserError, match="一个也没有收"):
        collecting.collect(county, [folder, made[SECOND]], strict=True)
    assert county.store.select("collected_batch") == []
    taken = collecting.collect(county, [folder, made[SECOND]])
    told = {Path(each.file).name: each for each in taken}
    assert [each.result for each in taken] == ["refused"] * len(said) + ["collected"]
    for name, words in said.items():
        assert words in told[name].message
        assert name in told[name].message
    assert checking.check(county)["findings"] == []


def test_hostile_cells_are_kept_and_marked(county: Desk, made: Made, tmp_path: Path) -> None:
    def edit(sheet: Any, at: dict[str, int]) -> None:
        sheet.cell(2, at["乡镇建议金额"]).value = "9" * 40
        sheet.cell(3, at["乡镇建议金额"]).value = "一千"
        sheet.cell(4, at["乡镇建议金额"]).value = None
        sheet.cell(5, at["姓名"]).value = "'; DROP TABLE collected_line; --"
        sheet.cell(5, at["身份证号"]).value = "无"
        sheet.cell(6, at["身份证号"]).value = "无"

    (taken,) = collecting.collect(county, [spreadsheets.edited(made[FIRST], tmp_path / "x.xlsx", edit)])
    assert (taken.rows, taken.sum_fen) == (8, 500_000)
    judged = collected_findings.judge(county, "2018S")
    assert [cases for _, _, cases in findings(judged, "unread")] == [{"0001"}, {"0002"}, {"0003"}]
    # Two who have no number are not one child.
    assert findings(judged, "double") == []
    assert checking.check(county)["findings"] == []


def test_a_password_is_asked_for_and_opens(county: Desk, made: Made, tmp_path: Path) -> None:
    from msoffcrypto.format.ooxml import OOXMLFile

    with made[FIRST].open("rb") as plain, (tmp_path / "锁.xlsx").open("wb") as target:
        OOXMLFile(plain).encrypt("云岭 2018", target)
    (locked,) = collecting.collect(county, [tmp_path / "锁.xlsx"])
    assert (locked.result, locked.locked) == ("refused", True)
    (taken,) = collecting.collect(county, [tmp_path / "锁.xlsx"], password="云岭 2018")
    assert (taken.result, taken.rows) == ("collected", 8)
    assert batches.verify(tmp_path / "锁.xlsx", password="云岭 2018").ok
    assert checking.check(county)["findings"] == []


def test_a_township_collects_nothing(made: Made, tmp_path: Path) -> None:
    with townships.open_township(tmp_path, FIRST) as desk:
        for ask in (
            lambda: collecting.collect(desk, [made[SECOND]]),
            lambda: collected_findings.judge(desk, "2018S"),
        ):
            with pytest.raises(Refused, match="批次由县里收"):
                ask()


def test_stopped_half_way_nothing_is_written(county: Desk, made: Made) -> None:
    def stop(done: int, total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        collecting.collect(county, [*made.values()], progress=stop)
    assert county.store.select("collected_batch") == []


def test_a_collection_can_be_undone_and_taken_anew(county: Desk, made: Made) -> None:
    collecting.collect(county, [made[FIRST]])
    checking.undo(county, county.store.value("SELECT MAX(id) FROM change"))
    assert county.store.select("collected_line") == []
    assert results(collecting.collect(county, [made[FIRST]])) == ["collected"]
    assert checking.check(county)["findings"] == []


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("UPDATE collected_line SET amount = 1 WHERE position = 3", "合计"),
        ("UPDATE collected_line SET payee_account = '1' WHERE position = 3", "第 3 行的明细"),
        ("UPDATE attachment SET content = x'00', sha256 = 'x'", "原文件被改动过"),
        ("DELETE FROM collected_line WHERE position = 3", "明细有 7 行"),
    ],
)
def test_the_check_names_what_was_touched(county: Desk, made: Made, sql: str, words: str) -> None:
    collecting.collect(county, [made[FIRST]])
    county.store.connection.execute(sql)
    told = checking.check(county)["findings"]
    assert any(each.startswith("收到的批次 PC-513399101-2018S-001") and words in each for each in told)
    assert not any("6299" in each for each in told)


def test_each_township_gets_its_own_list(county: Desk, made: Made, tmp_path: Path) -> None:
    collecting.collect(county, [*made.values()])
    folder = tmp_path / "退回"
    written = collected_notes.write(county, collected_findings.judge(county, "2018S"), folder)
    assert len(written) == 5
    rows = [
        [cell.value for cell in row]
        for row in load_workbook(folder / "核对问题_亚曲乡_2018年春季学期.xlsx").worksheets[0].iter_rows()
    ]
    assert [row[1] for row in rows[4:9]] == ["共用账号", "超每户封顶", "超限未标", "超限未标", "超限未标"]
    assert "JYJZ-513399104-2018S-0001\n" in rows[5][3]
    assert rows[5][5] == 6000
    whole = "\n".join(str(cell) for row in rows for cell in row)
    assert "核对码" in rows[2][0]
    assert townships.SHARED not in whole
    assert [row["recipient"] for row in county.store.select("disclosure")] == sorted(townships.NAMES.values())


def test_what_was_asked_in_the_autumn_counts_for_the_year(county: Desk, made: Made, tmp_path: Path) -> None:
    """The caps of a year add up both terms; the batch of the other term is the same one under another number."""

    def autumn(sheet: Any, at: dict[str, int]) -> None:
        for row in range(2, sheet.max_row + 1):
            sheet.cell(row, at["学期"]).value = "2018年秋季学期"
            sheet.cell(row, at["批次号"]).value = "PC-513399101-2018A-001"
            sheet.cell(row, at["乡镇建议金额"]).value = 4500

    def without_cover(sheet: Any, at: dict[str, int]) -> None:
        autumn(sheet, at)
        del sheet.parent["封面"]

    collecting.collect(county, [made[FIRST]])
    assert findings(collected_findings.judge(county, "2018S"), "student_cap") == []
    collecting.collect(county, [spreadsheets.edited(made[FIRST], tmp_path / "秋.xlsx", without_cover)])
    found = findings(collected_findings.judge(county, "2018S"), "student_cap")
    assert len(found) == 8
    assert collected_findings.known_terms(county) == ["2018A", "2018S"]
    spring = collected_findings.judge(county, "2018S")
    assert spring.total.rows == 8


# By row what is changed in it; half of it stands on 花名册 too, the rest is told by other rows, the cover, the row.
CHANGED = {
    2: ("乡镇建议金额", 1500), 3: ("申请金额", 5000), 4: ("身份证号", "513399200101010029"), 5: ("备注", "加一句"),
    6: ("开户银行", "别的银行"), 7: ("户编号", None), 8: ("收款人", "别人"), 9: ("申请编号", "JYJZ-1"),
}  # fmt: skip


def test_the_file_alone_proves_what_stood_in_changed_cells(made: Made, tmp_path: Path) -> None:
    old: dict[int, str] = {}

    def edit(sheet: Any, at: dict[str, int]) -> None:
        for row, (column, value) in CHANGED.items():
            before = sheet.cell(row, at[column]).value
            old[row] = f"{before:.2f}" if isinstance(before, int) else before or ""
            sheet.cell(row, at[column]).value = value

    found = batches.verify(spreadsheets.edited(made[FIRST], tmp_path / "x.xlsx", edit)).findings
    told = {each.row: (each.column, each.old) for each in found if each.row and each.column != "校验码"}
    assert told == {row: (column, old[row]) for row, (column, _) in CHANGED.items()}


def test_an_account_that_stands_nowhere_else_is_named_by_its_row(made: Made, tmp_path: Path) -> None:
    touched = townships.cell(made[FIRST], tmp_path / "x.xlsx", 4, "账号", "6299000011112222")
    assert [(f.row, f.column) for f in batches.verify(touched).findings] == [(4, "校验码"), (0, "校验值")]


def test_a_cover_may_call_the_township_what_it_likes(county: Desk, made: Made, tmp_path: Path) -> None:
    """The name of a township becomes part of a file name."""

    def rename(sheet: Any, at: dict[str, int]) -> None:
        for row in sheet.parent["封面"].iter_rows():
            if row[0].value == "填报单位":
                row[1].value = "../../=cmd|'/c calc'!A1\n" * 30

    collecting.collect(county, [spreadsheets.edited(made[FIFTH], tmp_path / "x.xlsx", rename)])
    folder = tmp_path / "深" / "清单"
    folder.mkdir(parents=True)
    (written,) = collected_notes.write(county, collected_findings.judge(county, "2018S"), folder)
    assert written.parent == folder
    assert len(written.name) < 80
    assert load_workbook(written).worksheets[0]["A2"].data_type == "s"


def test_more_than_the_fund_has_is_told(county: Desk, made: Made) -> None:
    collecting.collect(county, [made[FIRST]])
    fund.save(county, {"kind": "期初结余", "amount": "9000", "on_date": "2018-01-01"})
    assert not [each for each in collected_findings.judge(county, "2018S").found if each.rule == "fund"]
    collecting.collect(county, [made[SECOND]])
    (found,) = [each for each in collected_findings.judge(county, "2018S").found if each.rule == "fund"]
    assert "建议 14,200.00 元，县基金可用余额 9,000.00 元，差 5,200.00 元" in found.sentence
