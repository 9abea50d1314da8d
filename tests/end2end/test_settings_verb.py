"""Settings, working days and public notices by the command line, as a script uses them."""

from pathlib import Path

import pytest
from PIL import Image

from .conftest import Run, pairs, refused

FORM = {
    "name": "曲批", "id_number": "513399200904120011", "ethnic": "藏", "term": "2018S", "stage": "小学",
    "school": "格桑镇中心小学", "place": "县内", "grade": "三年级", "boarding": "是", "village": "达瓦村",
    "head_name": "拉姆", "household_number": "5133991001", "household_type": "一般贫困户", "population": "4",
    "guardian_name": "拉姆", "guardian_relation": "母亲", "phone": "16400000001", "aid_received": "无",
    "reason": "家庭收入低，生活用品困难", "purpose": "2", "applied": "1000", "application_date": "2018-05-02",
    "payee_name": "拉姆", "payee_relation": "母亲", "payee_bank": "云岭县农村信用社",
    "payee_account": "62990000000000001",
}  # fmt: skip


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CONFIG_HOME", "LOCALAPPDATA", "APPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "config"))


@pytest.fixture
def noticed(run: Run, office_file: Path) -> Path:
    """An office in which one case hangs on a notice from 3 to 9 May."""
    saved = run("save", office_file, "relief", *pairs(FORM), "--json")
    assert saved.data["saved"], saved.out
    number = saved.data["id"]
    for action, day in (
        ("accept", "2018-05-02"),
        ("send_village", "2018-05-02"),
        ("village_agree", "2018-05-03"),
    ):
        said = run("relief", office_file, number, action, "--date", day, "--by", "四郎")
        assert said.status == 0, said.err
    return office_file


def test_settings_are_listed_and_set_from_a_day(run: Run, office_file: Path) -> None:
    listed = run("settings", office_file)
    assert "公示　公示天数　7 天　[notice_days]" in listed.out
    set_ = run("settings", office_file, "notice_days", "5", "--from", "2018-09-01", "--json").data
    assert (set_["value"], set_["later"]) == (7, [{"valid_from": "2018-09-01", "value": 5}])
    assert "以后：2018年9月1日起 5 天" in run("settings", office_file, "公示天数").out
    run("settings", office_file, "evidence_required", "E01、户口簿复印件")
    rows = run("settings", office_file, "--json").data["rows"]
    (required,) = [row for row in rows if row["key"] == "evidence_required"]
    assert (required["value"], required["since"]) == (["E01", "E02"], "2018-06-12")


def test_a_setting_that_cannot_be_is_one_sentence(run: Run, office_file: Path) -> None:
    refused(run("settings", office_file, "notice_days", "很多"), "整数")
    refused(run("settings", office_file, "notice_days", "61"), "1 至 60")
    refused(run("settings", office_file, "archive_years", "0"), "1 至 100")
    refused(run("settings", office_file, "notice_columns", "户主姓名"), "不能是“户主姓名”")
    refused(run("settings", office_file, "colour", "blue"), "没有名为“colour”的设置")
    refused(run("settings", office_file, "notice_days", "5", "--from", "秋天"), "读不懂")
    assert run("settings", office_file, "notice_days", "--from", "2018-09-01").status == 2


def test_the_swap_days_of_a_year_decide_the_end_of_a_notice(run: Run, office_file: Path) -> None:
    assert "2027年调休未录入" in run("workdays", office_file, "2027").out
    said = run(
        "workdays", office_file, "2027", "--holiday", "2027-02-11~2027-02-17", "--workday", "2027-02-20"
    )
    assert "2027-02-20　周六　上班" in said.out
    assert "2027年调休未录入（本单位登记了 8 天，没有元旦）" in said.out
    run("workdays", office_file, "2027", "--remove", "2027-02-20")
    assert len(run("workdays", office_file, "2027", "--json").data["rows"]) == 7
    refused(run("workdays", office_file, "2027", "--remove", "2027-03-01"), "只有本单位登记的")
    refused(run("workdays", office_file, "2027", "--holiday", "2026-02-11"), "2026-02-11 不在 2027 年")
    assert not any(r["source"] == "own" for r in run("workdays", office_file, "2026", "--json").data["rows"])


def test_a_notice_from_its_photograph_to_its_end(run: Run, noticed: Path, tmp_path: Path) -> None:
    looked = run("notice", noticed, "1")
    assert "达瓦村村级公示　2018年5月3日至2018年5月9日（7天，自然日）" in looked.out
    assert "▲ 已期满 34 天，还没有撤下" in looked.out
    refused(run("notice", noticed, "1", "takedown", "--date", "2018-05-09"), "公示到2018年5月9日才结束")
    refused(run("notice", noticed, "2"), "没有第 2 号公示")
    assert run("notice", noticed, "1", "photo").status == 2
    Image.new("RGB", (600, 400), "white").save(tmp_path / "公示.jpg")
    assert run("notice", noticed, "1", "photo", tmp_path / "公示.jpg", "--json").data["photos"] == 1
    down = run("notice", noticed, "1", "takedown", "--date", "2018-05-10", "--json").data
    assert (down["taken_down"], down["result"]) == ("2018-05-10", "公示期满，无异议。")
    refused(run("notice", noticed, "1", "takedown"), "已于2018年5月10日撤下")


def test_an_objection_with_its_finding(run: Run, noticed: Path) -> None:
    told = ("--reason", "家里有车", "--by", "邻居", "--contact", "16471413517", "--date", "2018-05-08")
    assert run("relief", noticed, "1", "objection", *told).status == 0
    refused(run("relief", noticed, "1", "objection_done", "--date", "2018-05-11"), "请写明核查结果")
    assert "异议：2018-05-08　曲批　家里有车　待核查" in run("notice", noticed, "1").out
    done = ("--finding", "车是借的", "--date", "2018-05-11", "--from", "2018-05-12")
    assert run("relief", noticed, "1", "objection_done", *done).status == 0
    old, new = run("notice", noticed, "1", "--json").data, run("notice", noticed, "2", "--json").data
    assert [(o["result"], o["finding"], o["contact"]) for o in old["objections"]] == [
        ("重新公示", "车是借的", "16471413517")
    ]
    assert (old["cases"], [c["name"] for c in new["cases"]]) == ([], ["曲批"])
    assert "16471413517" not in run("notice", noticed, "1").out
