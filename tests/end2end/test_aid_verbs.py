"""Student aid from the command line: a whole school, the totals, the roll-over."""

from pathlib import Path

import pytest

from .conftest import Run, refused


@pytest.fixture
def enrolled(run: Run, office_file: Path, samples: Path) -> Path:
    assert run("import", office_file, samples / "1_学籍名册_2018年春季.xlsx").status == 0
    return office_file


def test_a_school_is_looked_at_given_and_summed(run: Run, enrolled: Path) -> None:
    words = ("grant", enrolled, "学前午餐补助", "--term", "2018春", "--school", "格桑镇幼儿园", "--json")
    looked = run(*words, "--dry-run").data
    assert (looked["registered"], looked["states"]) == (0, {"open": looked["count"]})
    assert looked["rows"][0]["amount_fen"] == 40_000
    assert "每人每学期 400 元" in looked["rows"][0]["why"]
    given = run(*words).data
    assert given["registered"] == looked["count"]
    assert run(*words).data["states"] == {"given": looked["count"]}
    summed = run("totals", enrolled, "--term", "2018S", "--by", "school", "--json").data
    assert [r["label"] for r in summed["rows"]] == ["格桑镇幼儿园"]
    assert summed["total"]["person_times"] == looked["count"]
    assert summed["total"]["amount_fen"] == looked["count"] * 40_000
    said = run("totals", enrolled, "--year", "2018")
    assert f"学前一免一补　{looked['count']} 人次" in said.out
    assert "口径：2018年春季学期、2018年秋季学期" in said.out


def test_last_term_is_rolled_over_as_drafts(run: Run, enrolled: Path) -> None:
    run("grant", enrolled, "P02", "--term", "2018S")
    planned = run("rollover", enrolled, "--from", "2018S", "--to", "2018A", "--dry-run", "--json").data
    assert planned["drafted"] == 0
    done = run("rollover", enrolled, "--from", "2018S", "--to", "2018A", "--json").data
    assert done["drafted"] == planned["groups"]["verify"]
    assert planned["groups"]["graduated"] > 0
    assert run("totals", enrolled, "--term", "2018A", "--json").data["total"]["person_times"] == 0


def test_what_cannot_be_is_one_sentence(run: Run, enrolled: Path) -> None:
    refused(run("grant", enrolled, "P99", "--term", "2018S"), "没有资助项目“P99”")
    refused(run("grant", enrolled, "P02", "--term", "2018S", "--school", "别处小学"), "名册上没有“别处小学”")
    refused(run("grant", enrolled, "P02", "--term", "2018A"), "还没有这里的学籍名册")
    refused(run("rollover", enrolled, "--from", "2018S", "--to", "2019S"), "只能从上一学期结转")
    assert run("totals", enrolled).status == 2


@pytest.fixture
def poor(run: Run, enrolled: Path, samples: Path) -> Path:
    assert run("import", enrolled, samples / "2_户籍与建档立卡人员_2018.xlsx").status == 0
    return enrolled


def test_who_is_left_is_named_and_excused(run: Run, poor: Path) -> None:
    words = ("unaided", poor, "--term", "2018春", "--programme", "营养改善计划")
    before = run(*words, "--json").data
    child = before["rows"][0]
    assert child["programme"] == "P05"
    assert child["amount_fen"] == 40_000
    said = run(*words)
    assert child["name"] in said.out
    assert f"应助未助 {before['children']} 人，{before['count']} 条。" in said.out
    person = child["person_id"]
    done = run("excuse", poor, person, "P05", "本人或家长放弃", "--term", "2018S", "--note", "6 月电话")
    assert f"已记下{child['name']}未资助的原因：本人或家长放弃。" in done.out
    after = run(*words, "--json").data
    assert after["count"] == before["count"] - 1
    assert person not in [row["person_id"] for row in after["rows"]]
    everything = run("unaided", poor, "--term", "2018S", "--json").data
    assert "本学期一项资助也没有" in {row["programme_name"] for row in everything["rows"]}
    assert (
        run("excuse", poor, person, "全部", "已离校", "--term", "2018S", "--json").data["programme"] == "all"
    )
    left = run("unaided", poor, "--term", "2018S", "--json").data
    assert person not in [row["person_id"] for row in left["rows"]]


def test_a_wrong_reason_is_one_sentence(run: Run, poor: Path) -> None:
    refused(run("excuse", poor, "1", "P05", "忘了", "--term", "2018S"), "没有原因“忘了”")
    refused(run("excuse", poor, "1", "P05", "其他", "--term", "2018S"), "请在说明里写明")
    refused(run("excuse", poor, "999999", "P05", "papers", "--term", "2018S"), "没有第 999999 号学生")
    refused(run("unaided", poor, "--term", "2018A"), "还没有学籍名册")


def test_the_watch_is_read_and_concluded(run: Run, poor: Path) -> None:
    given = run("grant", poor, "P05", "--term", "2018S", "--json").data
    assert run("reconcile", poor, "--term", "2018S", "--view", "资助登记", "--json").data["count"] == 0
    child = next(row for row in given["rows"] if row["state"] == "open")
    change = ("--set", "amount=350", "--set", "hardship_category=other")
    assert run("save", poor, "aid", "1", *change).status == 0
    found = run("reconcile", poor, "--term", "2018S", "--view", "given", "--json").data
    (row,) = found["rows"]
    assert (row["rule"], found["open"]) == ("W_AID_RATE", 1)
    assert child["school"] in row["subject"]
    words = ("conclude", poor, row["rule"], row["subject"], "情况属实", "--term", "2018S")
    refused(run(*words), "要在说明里写明依据")
    assert run(*words, "--note", "四月转来").status == 0
    again = run("reconcile", poor, "--term", "2018S", "--view", "given", "--json").data
    assert (again["count"], again["open"]) == (1, 0)
