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
