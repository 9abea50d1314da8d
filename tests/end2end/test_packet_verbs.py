"""packet and advance: a village's bundle, and a village taken one step further, as a script does it."""

from pathlib import Path

import pytest

from .conftest import Run, pairs, refused

FORM = {
    "ethnic": "藏", "stage": "小学", "school": "格桑镇中心小学", "place": "县内", "grade": "三年级", "boarding": "是",
    "village": "达瓦村", "term": "2018S", "household_type": "一般贫困户", "population": "4", "phone": "16400000001",
    "aid_received": "无", "reason": "家庭收入低", "purpose": "2", "applied": "1000", "application_date": "2018-05-02",
    "payee_name": "次仁", "payee_relation": "父亲", "payee_bank": "云岭县农村信用社", "guardian_name": "次仁",
    "guardian_relation": "父亲", "head_name": "次仁",
}  # fmt: skip
CHILDREN = (("扎西", "513399200805295270"), ("卓玛", "513399200911197623"), ("曾小红", "513399200906222062"))


@pytest.fixture
def file(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An office of one village with three drafts."""
    monkeypatch.setenv("EDUAID_TODAY", "2018-06-12")
    path = tmp_path / "格桑镇.eduaid"
    made = run("new", path, "--plain", "--name", "格桑镇", "--code", "513399101", "--county", "云岭县",
               "--village", "达瓦村")  # fmt: skip
    assert made.status == 0, made.err
    for n, (name, number) in enumerate(CHILDREN):
        own = {
            "name": name,
            "id_number": number,
            "payee_account": f"6299{n:011d}",
            "household_number": str(n),
        }
        assert run("save", path, "relief", *pairs(FORM | own)).status == 0
    return path


def test_a_packet_closes_only_when_it_agrees(file: Path, run: Run) -> None:
    opened = run(
        "packet", file, "open", "--village", "达瓦村", "--term", "2018S", "--count", "4", "--json"
    ).data
    number = opened["packet_no"]
    assert (number, opened["cover_count"], opened["keyed"]) == ("CB-513399101-2018S-001", 4, 0)
    assert "已放进 3 份" in run("packet", file, "add", number).out
    refused(run("packet", file, "close", number), "封面 4 份，已录 3 份，还差 1 份")
    refused(run("packet", file, "cover", number, "--count", "3"), "请写明封面为什么要改")
    assert run("packet", file, "cover", number, "--count", "3", "--reason", "村里数错").status == 0
    assert "已收齐关闭" in run("packet", file, "close", number).out
    refused(run("packet", file, "remove", "1"), "已收齐关闭")
    assert run("packet", file, "reopen", number, "--reason", "少一份").status == 0
    assert run("packet", file, "remove", "1").status == 0
    (row,) = run("packet", file, "--json").data["rows"]
    assert (row["keyed"], row["closed_on"], row["amount_fen"]) == (2, None, 200_000)
    assert row["names"] == ["卓玛", "曾小红"]
    assert run("check", file).status == 0


def test_a_village_goes_on_with_exceptions(file: Path, run: Run) -> None:
    go = ("--village", "达瓦村", "--term", "2018S")
    looked = run(
        "advance", file, "accept", *go, "--except", "2", "--date", "2018-05-02", "--dry-run", "--json"
    )
    assert looked.data["count"] == 2
    assert looked.data["applied"] is False
    assert {r["name"]: r["state"] for r in looked.data["rows"]}["卓玛"] == "out"
    assert run("list", file, "relief", "--json").data["rows"][0]["case_no"] is None
    done = run("advance", file, "accept", *go, "--except", "2", "--date", "2018-05-02")
    assert done.out.startswith("已办理。达瓦村：受理（2 份），共 2,000.00 元。\n")
    assert "这次不办　卓玛（2）" in done.out
    assert run("advance", file, "send_village", *go, "--date", "2018-05-02").status == 0
    refused(run("advance", file, "village_agree", *go, "--date", "2018-05-03"), "请填写签字人姓名")
    said = run("advance", file, "village_agree", *go, "--date", "2018-05-03", "--by", "四郎",
               "--reject", "JYJZ-513399101-2018S-0002=已迁出", "--json").data  # fmt: skip
    assert said["sentence"] == "达瓦村：村初审同意，开始公示（1 份）；村初审不同意（1 份）"
    assert said["total_fen"] == 100_000
    states = {r["name"]: r["state"] for r in run("list", file, "relief", "--json").data["rows"]}
    assert states == {"扎西": 40, "卓玛": 10, "曾小红": 200}
    change = run("list", file, "changes", "--json").data["rows"][0]["id"]
    assert run("undo", file, change).status == 0
    assert run("check", file).status == 0


def test_wrong_words_are_said(file: Path, run: Run) -> None:
    refused(run("advance", file, "pay", "--village", "达瓦村", "--term", "2018S"), "不能整村办理")
    refused(run("advance", file, "accept"), "请指明哪个村")
    refused(run("advance", file, "accept", "--village", "没有村"), "没有行政村“没有村”")
    assert run("advance", file, "accept", "--village", "达瓦村", "--reject", "1").status == 2
    assert run("packet", file, "close").status == 2
    refused(run("packet", file, "close", "CB-1"), "找不到村包“CB-1”")
