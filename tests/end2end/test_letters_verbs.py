"""The letters and records of the office from the command line, on the sample township."""

from pathlib import Path

from eduaid_desktop.documents import pages

from .conftest import Run, refused


def test_the_letters_and_records_are_printed(run: Run, township: Path, tmp_path: Path) -> None:
    wanted: dict[str, tuple[list[str], str]] = {
        "report_letter": (["--term", "2018S"], "关于报送2018年春季学期"),
        "cover_sheet": (["--what", "PC-513399101-2018S-002"], "签收回执"),
        "notice_result": (["--what", "6"], "公示期间没有收到异议"),
        "objection_record": (["--term", "2018S"], "村民反映该户在县城有门面出租"),
        "aid_notice": (["--term", "2018S"], "拟资助学生公示名单"),
    }
    for document, (options, words) in wanted.items():
        target = tmp_path / f"{document}.pdf"
        done = run("print", township, document, *options, "--out", target, "--json")
        assert done.status == 0, done.err
        texts = pages.text(target)
        assert done.data["pages"] == len(texts) > 0
        assert words in "".join("".join(texts).split()), document
    refused(run("print", township, "notice_result", "--what", "7", "--out", tmp_path / "x.pdf"), "才结束")
    refused(run("print", township, "cover_sheet", "--what", "PC-1", "--out", tmp_path / "x.pdf"), "没有批次")
    assert run("check", township).status == 0
