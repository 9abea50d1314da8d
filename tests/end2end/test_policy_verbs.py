"""困难认定 and 政策 by the command line, as a script uses them."""

from pathlib import Path

import pytest

from eduaid_desktop.paths import resources

from .conftest import Run, pairs, refused

FUND = resources() / "sample" / "云岭县救助基金标准包.toml"
CHILD = {"name": "曾多吉", "id_number": "51339920060312123X", "ethnic": "藏", "guardian_name": "多吉",
         "guardian_relation": "父亲"}  # fmt: skip
PACKAGE = resources() / "sample" / "云岭县政策包.toml"


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CONFIG_HOME", "LOCALAPPDATA", "APPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "config"))


def test_a_recognition_by_script(run: Run, office_file: Path) -> None:
    person = run("save", office_file, "person", *pairs(CHILD), "--json").data["id"]
    form = {"person_id": str(person), "school_year": "2017学年", "hardship_category": "低保户",
            "hardship_level": "困难", "applied_on": "2018-06-01", "population": "4",
            "annual_income": "9000.5"}  # fmt: skip
    saved = run("save", office_file, "hardship", *pairs(form), "--json").data
    assert (saved["saved"], saved["problems"]) == (True, [])
    refused(run("save", office_file, "hardship", *pairs(form)), "第 1 号，待评议")
    decided = {"review": "认定", "reviewer": "评议小组", "reviewed_on": "2018-06-10"}
    run("save", office_file, "hardship", "1", *pairs(decided))
    shown = run("show", office_file, "hardship", "1", "--json").data
    assert (shown["review"], shown["annual_income_fen"], shown["name"]) == ("recognised", 900_050, "曾多吉")
    assert "认定结果：待评议 → 认定" in run("history", office_file, "hardship", "1").out
    (row,) = run("list", office_file, "hardship", "--json").data["rows"]
    assert (row["hardship_level"], row["school_year"]) == ("hard", "2017-2018")
    refused(run("save", office_file, "aid", "--set", "person_id=1"), "没有字段 person_id")


def test_rates_of_a_day_and_a_package(run: Run, office_file: Path) -> None:
    before = run("policies", office_file, "--on", "2018-09-01", "--json").data
    (lunch,) = [r for r in before["rows"] if r["programme"] == "P02"]
    assert (lunch["amount_fen"], lunch["package"]) == (40_000, "随程序")
    assert lunch["sure"].endswith("须核实")
    looked = run("policies", office_file, "--add", PACKAGE, "--dry-run", "--json").data
    assert (looked["id"], len(looked["says"])) == (None, 3)
    assert run("policies", office_file, "--json").data["packages"] == []
    added = run("policies", office_file, "--add", PACKAGE)
    assert "2018-09-01 起：学前午餐补助“云岭学前午餐” 420 元/学期" in added.out
    after = run("policies", office_file, "--on", "2018-09-01")
    assert "学前午餐补助　全部　420.00 元/学期　每次 420.00 元" in after.out
    assert "来自：云岭县学生资助标准（样例）" in after.out
    refused(run("policies", office_file, "--add", PACKAGE), "已经加入过")
    assert "云岭" not in run("policies", office_file, "--on", "2018-08-31").out


def test_the_rules_of_the_fund_and_the_preset_followed(run: Run, office_file: Path) -> None:
    data = run("policies", office_file, "--json").data
    assert data["preset"] == "A"
    assert [(r["what"], r["who"], r["amount"]) for r in data["relief"]][:2] == [
        ("标准", "学前", "500 至 1,000 元"),
        ("标准", "小学、初中", "500 至 2,000 元"),
    ]
    assert "救助封顶　每户　每年合计不超过 5,000 元，超过的报县人民政府" in run("policies", office_file).out
    told = run("policies", office_file, "--preset", "B", "--on", "2018-06-01")
    assert "从 2018-06-01 起，救助标准按预设 B（固定数，不分学段）。" in told.out
    (row,) = run("policies", office_file, "--json").data["relief"]
    assert (row["amount"], row["package"]) == ("固定 200 元", "随程序，预设 B")
    assert run("policies", office_file, "--on", "2018-05-31", "--json").data["preset"] == "A"
    assert run("policies", office_file, "--preset", "F").status == 2
    weighed = run("policies", office_file, "--cost", "2018S", "--preset", "A", "--json").data
    assert weighed == {"term": "2018S", "rows": []}
    assert "还没有已受理的救助申请" in run("policies", office_file, "--cost", "2018S", "--add", FUND).out
    assert run("policies", office_file, "--cost", "2018S").status == 2
    assert run("policies", office_file, "--json").data["preset"] == "B"
    run("policies", office_file, "--add", FUND)
    after = run("policies", office_file, "--on", "2018-09-01", "--json").data["relief"]
    assert {r["package"] for r in after} == {"云岭县教育扶贫救助基金标准（样例）"}


def test_a_package_that_is_none_is_refused(run: Run, office_file: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "错.toml"
    wrong.write_text('name = "错"\n[[rate]]\n', encoding="utf-8")
    refused(run("policies", office_file, "--add", wrong), "错.toml")
    refused(run("policies", office_file, "--add", tmp_path / "没有" / "错.toml"), "错.toml")
    assert run("policies", office_file, "--on", "去年").status == 2
