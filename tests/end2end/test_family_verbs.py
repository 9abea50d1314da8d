"""deadlines, household, and the papers of families from the command line, on the sample township."""

from pathlib import Path

from eduaid_desktop.documents import pages

from .conftest import Run, refused


def test_deadlines_tells_steps_villages_and_who_is_late(run: Run, township: Path) -> None:
    found = run("deadlines", township, "--json").data
    assert (found["term"], found["deadline"], found["missing"]) == ("2018S", "2018-06-30", ["仁真村"])
    assert sum(line["count"] for line in found["lines"]) == found["open"] == 47
    assert len(found["at_risk"]) == found["at_risk_count"] > 0
    assert all(case["why"] and case["holder"] and case["since"] for case in found["at_risk"])
    said = run("deadlines", township)
    assert said.status == 0
    assert "村级初审：6 份，最迟2018年5月29日" in said.out
    assert "还没有交来申请的村：仁真村" in said.out


def test_deadlines_of_another_term_and_of_none(run: Run, township: Path) -> None:
    assert run("deadlines", township, "--term", "2018秋", "--json").data["deadline"] == "2018-12-31"
    refused(run("deadlines", township, "--term", "去年"), "不是学期")


def test_household_tells_children_and_sums_with_a_masked_phone(run: Run, township: Path) -> None:
    found = run("household", township, "5133991207", "--json").data
    assert (found["head_name"], len(found["members"])) == ("登巴", 6)
    assert found["years"][0]["relief_fen"] == 700_000
    said = run("household", township, "5133991207")
    assert "救助基金　2,000.00 元　村级公示中" in said.out
    assert "****" in said.out
    assert found["phone"] not in said.out
    refused(run("household", township, "1"), "找不到户编号")


def test_the_papers_are_printed(run: Run, township: Path, tmp_path: Path) -> None:
    wanted: dict[str, list[str]] = {
        "deadline_board": ["--term", "2018S"],
        "rejection_letter": ["--term", "2018S"],
        "waiting_letter": ["--what", "绒巴村"],
        "correction_letter": ["--term", "2018S"],
        "household_page": ["--what", "5133991207"],
    }
    for document, options in wanted.items():
        target = tmp_path / f"{document}.pdf"
        done = run("print", township, document, *options, "--out", target, "--json")
        assert done.status == 0, done.err
        assert done.data["pages"] == len(pages.text(target)) > 0
    assert len(pages.text(tmp_path / "waiting_letter.pdf")) == 6
    refused(run("print", township, "household_page", "--out", tmp_path / "x.pdf"), "请指明一户")
    refused(
        run("print", township, "waiting_letter", "--out", tmp_path / "x.pdf"),
        "一个村。写法：--case 申请编号，--term 学期，--what 行政村。",
    )
