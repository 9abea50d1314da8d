"""A clerk's term through the command line, on the sample workbooks, from an empty file to money paid."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from eduaid_desktop.cli import main
from eduaid_desktop.documents import pages

from .. import spreadsheets
from ..libreoffice import resaved

SAMPLES = Path(__file__).parent.parent / "data" / "samples"
EXPECTED = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))["files"]
ROLL, BASE = "1_学籍名册_2018年春季.xlsx", "2_户籍与建档立卡人员_2018.xlsx"
CHILD = "513399200908214437"
PAPER = {
    "send_village": "2018-05-15", "village_agree": "2018-05-16", "notice_end": "2018-05-24",
    "township_agree": "2018-05-25",
}  # fmt: skip


class Clerk:
    """Runs verbs as a script would and keeps what they answered."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "格桑镇.eduaid"

    def run(self, verb: str, *words: object, status: int = 0) -> Result:
        result = CliRunner(env={"EDUAID_TODAY": "2018-06-12", "EDUAID_OPERATOR": "卓玛"}).invoke(
            main, [verb, *map(str, words)], catch_exceptions=False
        )
        assert result.exit_code == status, result.output
        return result

    def ask(self, verb: str, *words: object) -> Any:
        return json.loads(self.run(verb, *words, "--json").stdout)

    def refused(self, verb: str, *words: object) -> str:
        result = self.run(verb, *words, status=1)
        assert "Traceback" not in result.output
        return result.stderr.strip()


@pytest.fixture(scope="module")
def township(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A township with both base workbooks imported, made once; every test gets a copy."""
    clerk = Clerk(tmp_path_factory.mktemp("township"))
    clerk.run("new", clerk.file, "--plain", "--name", "格桑镇", "--code", "513399101", "--county", "云岭县")
    for workbook in (ROLL, BASE):
        told = clerk.ask("import", clerk.file, SAMPLES / workbook)
        outcomes = ("accepted", "parked", "refused", "skipped", "unchanged")
        assert told["read"] == sum(told[o] for o in outcomes) == EXPECTED[workbook]["rows"]
        # After the roll one row of the base waits: child D04 has another ID number there.
        assert told["parked"] == (1 if workbook == BASE else 0)
        assert told["accepted"] + told["parked"] == EXPECTED[workbook]["accepted_rows"]
        assert told["refused"] == EXPECTED[workbook]["refused_rows"]
    return clerk.file


@pytest.fixture
def clerk(tmp_path: Path, township: Path) -> Clerk:
    clerk = Clerk(tmp_path)
    shutil.copy(township, clerk.file)
    return clerk


def application(clerk: Clerk, **given: str) -> int:
    """Key one relief application; returns its id."""
    fields = {
        "name": "巴登格乃", "id_number": CHILD, "ethnic": "藏族", "term": "2018S", "stage": "小学",
        "school": "格桑镇中心小学", "place": "县内", "grade": "三年级", "class_name": "1班", "boarding": "是",
        "village": "上格桑村", "head_name": "尼玛·洛布", "household_number": "5133991036",
        "household_type": "一般贫困户", "population": "7", "guardian_name": "尼玛·洛布", "guardian_relation": "父亲",
        "phone": "16407469236", "aid_received": "无", "reason": "单亲家庭，老人年迈，无稳定收入", "purpose": "2",
        "applied": "800", "application_date": "2018-05-14", "payee_name": "尼玛·洛布", "payee_relation": "父亲",
        "payee_bank": "云岭县农村信用合作联社格桑分社", "payee_account": "6299903245885431594", **given,
    }  # fmt: skip
    pairs = [word for name, value in fields.items() for word in ("--set", f"{name}={value}")]
    return int(clerk.ask("save", clerk.file, "relief", *pairs)["id"])


def ready(clerk: Clerk, **given: str) -> str:
    """Key a case and carry it to 待上报; returns its number."""
    case_id = application(clerk, **given)
    case_no = clerk.ask("relief", clerk.file, case_id, "accept", "--date", "2018-05-14")["case_no"]
    for action, day in PAPER.items():
        clerk.run("relief", clerk.file, case_no, action, "--date", day, "--by", "多吉次仁")
    return str(case_no)


def county_fills(batch: Path, reply: Path, decisions: Mapping[str, Mapping[str, object]]) -> None:
    """What the bureau does in Excel: the five decision columns, row by row."""

    def fill(sheet: Any, columns: dict[str, int]) -> None:
        for row in range(2, sheet.max_row + 1):
            for name, value in decisions.get(sheet.cell(row, columns["申请编号"]).value, {}).items():
                sheet.cell(row, columns[name]).value = value

    spreadsheets.edited(batch, reply, fill)


AGREED = {"审批结果": "同意", "审批金额": 800, "审批文号": "云教发〔2018〕21号", "审批日期": "2018-06-12"}


def test_one_case_from_draft_to_paid_through_the_county_and_back(clerk: Clerk) -> None:
    case_no = ready(clerk)
    assert clerk.ask("list", clerk.file, "relief", "--term", "2018S")["rows"][0]["state"] == 60

    batch = Path(clerk.ask("export", clerk.file, "--term", "2018S", "--out", clerk.folder / "上报")["path"])
    assert clerk.ask("verify", batch) | {"findings": []} == clerk.ask("verify", batch)
    reply = clerk.folder / "批复.xlsx"
    county_fills(batch, reply, {case_no: AGREED})

    told = clerk.ask("reply", clerk.file, reply)
    assert [row["case_no"] for row in told["matched"]] == [case_no]
    assert not told["changed"]
    assert not told["rejected"]
    assert not told["missing"]
    before = clerk.file.read_bytes()
    again = clerk.ask("reply", clerk.file, reply)
    assert not any(again[k] for k in ("changed", "rejected", "missing"))
    assert clerk.file.read_bytes() == before

    clerk.run("relief", clerk.file, case_no, "pay", "--date", "2018-06-12")
    paid = clerk.ask("relief", clerk.file, case_no, "paid", "--date", "2018-06-12")
    assert (paid["state"], paid["approved_fen"]) == (100, 80000)
    assert clerk.ask("list", clerk.file, "payments")["rows"][0]["amount_fen"] == 80000

    slip = clerk.folder / "审批单.pdf"
    assert clerk.ask("print", clerk.file, "approval_slip", "--case", case_no, "--out", slip)["pages"] == 1
    text = "".join(pages.text(slip))
    assert "人民币捌佰元整" in text
    assert "云教发〔2018〕21号" in text
    assert "1594" in text
    assert "6299903245885431594" not in text
    assert CHILD not in text
    assert clerk.ask("check", clerk.file)["ok"]


def test_wrong_moves_say_what_would_make_them_right(clerk: Clerk) -> None:
    case_id = application(clerk)
    assert "受理" in clerk.refused("relief", clerk.file, case_id, "township_agree", "--by", "泽仁")
    case_no = clerk.ask("relief", clerk.file, case_id, "accept", "--date", "2018-05-14")["case_no"]
    assert clerk.refused("relief", clerk.file, case_no, "send_village", "--date", "2018-06-13")
    assert clerk.refused("relief", clerk.file, case_no, "send_village", "--date", "2018-05-13")
    clerk.run("relief", clerk.file, case_no, "send_village", "--date", "2018-05-15")
    clerk.run("relief", clerk.file, case_no, "village_agree", "--date", "2018-06-08", "--by", "多吉次仁")
    early = clerk.refused("relief", clerk.file, case_no, "notice_end", "--date", "2018-06-12")
    assert "公示" in early
    assert "2018年6月14日" in early
    assert "审批单" in clerk.refused(
        "print", clerk.file, "approval_slip", "--case", case_no, "--out", clerk.folder / "x.pdf"
    )
    assert clerk.ask("show", clerk.file, "relief", case_no)["state"] == 40


def test_the_county_changes_rejects_and_forgets(clerk: Clerk) -> None:
    children = {
        "康珠德吉": ("513399200504237149", "初中", "七年级"),
        "丹增·江措": (None, "小学", "四年级"),
    }
    first = ready(clerk)
    found = {n: clerk.ask("find", clerk.file, n)["rows"][0] for n in children}
    others = [
        ready(
            clerk, name=name, id_number=found[name]["id_number"], stage=stage, grade=grade, applied="500",
            household_number=f"51339910{serial}", payee_account=f"62999032458854315{serial}",
        )
        for serial, (name, (_, stage, grade)) in enumerate(children.items(), 60)
    ]  # fmt: skip
    batch = Path(clerk.ask("export", clerk.file, "--term", "2018S", "--out", clerk.folder)["path"])
    reply = clerk.folder / "批复.xlsx"
    refused = {
        "审批结果": "不同意",
        "不予原因": "本学期已领取同类救助",
        "审批文号": "云教发〔2018〕21号",
        "审批日期": "2018-06-12",
    }
    county_fills(batch, reply, {first: AGREED | {"审批金额": 600}, others[0]: refused})
    preview = clerk.ask("reply", clerk.file, reply, "--dry-run")
    assert clerk.ask("show", clerk.file, "relief", first)["state"] == 70
    assert clerk.ask("reply", clerk.file, reply) == preview
    assert [r["case_no"] for r in preview["changed"]] == [first]
    assert [r["case_no"] for r in preview["rejected"]] == [others[0]]
    assert [r["case_no"] for r in preview["missing"]] == [others[1]]
    states = {r["case_no"]: r["state"] for r in clerk.ask("list", clerk.file, "relief")["rows"]}
    assert states == {first: 80, others[0]: 200, others[1]: 70}
    _asked_for_and_corrected(clerk, batch, first, others)


def _asked_for_and_corrected(clerk: Clerk, batch: Path, first: str, others: list[str]) -> None:
    """The same term goes on: the refused family is told, the missing one asked for, returned, mended and sent again."""
    number = batch.name.split("_")[0]
    assert [r["case_no"] for r in clerk.ask("list", clerk.file, "unanswered")["rows"]] == [others[1]]
    (told,) = clerk.ask("list", clerk.file, "worklist")["rows"]
    assert (told["case_no"], told["stands"], told["reason"]) == (others[0], "tell", "本学期已领取同类救助")
    asked, slips = clerk.folder / "催办.pdf", clerk.folder / "金额有变.pdf"
    clerk.run("print", clerk.file, "missing_list", "--what", number, "--out", asked)
    assert others[1] in "".join(pages.text(asked))
    clerk.run(
        "print", clerk.file, "approval_slip", "--what", number, "--answer", "changed=是", "--out", slips
    )
    assert first in "".join(pages.text(slips))
    letter = clerk.folder / "告知书.pdf"
    clerk.run("print", clerk.file, "rejection_letter", "--case", others[0], "--out", letter)
    assert clerk.ask("list", clerk.file, "worklist")["rows"] == []

    clerk.run("relief", clerk.file, others[1], "send_back", "--reason", "学籍号不对", "--date", "2018-06-12")
    assert "学籍号" in clerk.run("list", clerk.file, "worklist").output.split("退回，待更正")[1]
    for action, more in (("accept", []), ("township_agree", ["--by", "多吉次仁"])):
        clerk.run("relief", clerk.file, others[1], action, "--date", "2018-06-12", *more)
    # Whoever was refused may apply anew: under a new number, which goes up as a supplement.
    anew = ready(
        clerk, name="康珠德吉", id_number="513399200504237149", stage="初中", grade="七年级", applied="500",
        household_number="5133991060", payee_account="6299903245885431560",
    )  # fmt: skip
    assert anew not in (first, *others)
    export = ("export", clerk.file, "--term", "2018S", "--out", clerk.folder)
    assert "--kind correction（补正）" in clerk.refused(*export)
    made = clerk.ask(*export, "--kind", "correction")
    assert (made["kind"], made["rows"]) == ("correction", 1)
    assert clerk.ask(*export)["kind"] == "supplement"
    assert clerk.ask("check", clerk.file)["ok"]


def test_an_altered_batch_is_found_out(clerk: Clerk) -> None:
    ready(clerk)
    batch = Path(clerk.ask("export", clerk.file, "--term", "2018S", "--out", clerk.folder)["path"])
    spreadsheets.filled(batch, clerk.folder / "动过.xlsx", {2: {"乡镇建议金额": 801}})
    assert "2" in clerk.refused("verify", clerk.folder / "动过.xlsx")


@pytest.mark.libreoffice
def test_libreoffice_adds_up_the_same_and_its_file_still_verifies(clerk: Clerk) -> None:
    case_no = ready(clerk)
    batch = Path(clerk.ask("export", clerk.file, "--term", "2018S", "--out", clerk.folder)["path"])
    county_fills(batch, clerk.folder / "填好.xlsx", {case_no: AGREED})
    reply = resaved(clerk.folder / "填好.xlsx", clerk.folder / "另存")
    assert clerk.ask("verify", reply)["ok"]
    values = [c.value for row in load_workbook(reply, data_only=True)["汇总表"].iter_rows() for c in row]
    assert 800 in values
    assert [r["case_no"] for r in clerk.ask("reply", clerk.file, reply)["matched"]] == [case_no]
