"""The documents of relief cases from the command line: listed, ticked, scanned, printed."""

from pathlib import Path

import pytest
from PIL import Image

from eduaid_desktop.documents import pages

from .conftest import Run, pairs, refused

FORM = {
    "name": "曲批", "id_number": "513399200911197623", "ethnic": "藏", "term": "2018S", "stage": "小学",
    "school": "格桑镇中心小学", "place": "省外", "grade": "三年级", "boarding": "是", "village": "达瓦村",
    "head_name": "拉姆", "household_type": "一般贫困户", "population": "4", "guardian_name": "拉姆",
    "guardian_relation": "母亲", "phone": "16400000001", "aid_received": "无", "reason": "家庭收入低",
    "purpose": "2", "applied": "1000", "application_date": "2018-05-02", "payee_name": "拉姆",
    "payee_relation": "母亲", "payee_bank": "云岭县农村信用社", "payee_account": "62990000000000001",
}  # fmt: skip


@pytest.fixture
def case(run: Run, office_file: Path) -> str:
    saved = run("save", office_file, "relief", *pairs(FORM), "--json")
    assert saved.status == 0, saved.err
    return str(saved.data["id"])


def test_documents_are_listed_and_ticked(run: Run, office_file: Path, case: str, tmp_path: Path) -> None:
    missing = run("evidence", office_file, case, "--missing", "--json").data
    assert [row["code"] for row in missing["rows"]] == ["E05"]
    scan = tmp_path / "户口簿.jpg"
    Image.new("RGB", (60, 40), "white").save(scan)
    words = ("--received", "E05", "--received", "E01", "--date", "2018-5-4", "--scan", "E02", scan)
    done = run("evidence", office_file, case, *words, "--json").data
    came = {row["code"]: (row["received_on"], row["count"]) for row in done["rows"] if row["present"]}
    assert came == {"E01": ("2018-05-04", 0), "E02": ("2018-06-12", 1), "E05": ("2018-05-04", 0)}
    assert "必备的材料都齐了" in run("evidence", office_file, case, "--missing").out
    assert "E02　户口簿复印件　视情况　已收到　2018-06-12　1 件" in run("evidence", office_file, case).out
    assert "没有缺材料" in run("evidence", office_file, "--term", "2018春").out


def test_a_term_is_listed_and_printed_for_the_villages(
    run: Run, office_file: Path, case: str, tmp_path: Path
) -> None:
    agent = {"agent_name": "泽仁旺姆", "agent_relation": "其他亲属", "agent_phone": "16400009999"}
    assert run("save", office_file, "relief", case, *pairs(agent)).status == 0
    rows = run("evidence", office_file, "--term", "2018S", "--village", "达瓦村", "--json").data["rows"]
    assert [(row["name"], row["missing"], row["unsigned"]) for row in rows] == [
        ("曲批", ["在读或学籍证明", "委托书"], True)
    ]
    assert run("evidence", office_file, "--term", "2018S", "--village", "绒巴村", "--json").data["count"] == 0
    assert (
        "达瓦村　曲批　缺：在读或学籍证明、委托书　待补签"
        in run("evidence", office_file, "--term", "2018S").out
    )
    pdf = tmp_path / "清单.pdf"
    printed = run(
        "print", office_file, "evidence_list", "--term", "2018S", "--what", "达瓦村", "--out", pdf, "--json"
    )
    assert printed.data["pages"] == 1
    assert "待补签" in pages.text(pdf)[0]
    assert run("print", office_file, "evidence_list", "--case", case, "--out", pdf).status == 0


def test_what_cannot_be_is_one_sentence(run: Run, office_file: Path, case: str, tmp_path: Path) -> None:
    refused(run("evidence", office_file), "给一份申请的编号")
    refused(run("evidence", office_file, "--term", "2018S", "--received", "E02"), "要给申请的编号")
    refused(run("evidence", office_file, case, "--received", "E77"), "没有代码为“E77”的材料")
    refused(run("evidence", office_file, case, "--received", "E02", "--date", "2018-6-13"), "今天之后")
    refused(run("evidence", office_file, case, "--scan", "E02", tmp_path / "没有.jpg"), "没有添加")
    refused(run("evidence", office_file, "--term", "2018S", "--village", "别村"), "没有名为“别村”的村")
