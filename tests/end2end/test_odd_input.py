"""Words, dates, amounts and files that nobody should type and somebody will."""

import json
from pathlib import Path

import pytest

from .conftest import Run, pairs, refused

CHILD = {
    "name": "曾多吉", "id_number": "51339920060312123X", "ethnic": "藏", "village": "上格桑村",
    "guardian_name": "多吉", "guardian_relation": "父亲", "phone": "16412345678",
}  # fmt: skip
CASE = {
    **CHILD, "term": "2018S", "stage": "初中", "school": "云岭县第二中学", "place": "县内", "grade": "七年级",
    "boarding": "是", "head_name": "多吉", "household_type": "一般贫困户", "population": "4", "aid_received": "无",
    "reason": "家庭困难", "purpose": "2", "applied": "1500", "application_date": "2018-05-01", "payee_name": "多吉",
    "payee_relation": "父亲", "payee_bank": "信用社", "payee_account": "6299901952175405798",
}  # fmt: skip
ROAD = (
    ("send_village", "--date", "20180503"), ("village_agree", "--date", "2018年5月4日", "--by", "村长"),
    ("notice_end", "--date", "2018.5.15"),
)  # fmt: skip


@pytest.fixture
def reviewed(run: Run, office_file: Path) -> Path:
    """An office with one case that waits for the township's review."""
    assert run("save", office_file, "relief", *pairs(CASE)).status == 0
    for words in (("accept", "--date", "20180502"), *ROAD):
        assert run("relief", office_file, "1", *words).status == 0
    return office_file


@pytest.mark.parametrize("term", ["春天", "2018X", "2018", " "])
def test_a_term_that_is_none(run: Run, office_file: Path, tmp_path: Path, term: str) -> None:
    for words in (
        ("export", office_file, "--term", term, "--out", tmp_path),
        ("print", office_file, "approval_form", "--term", term, "--out", tmp_path / "a.pdf"),
        ("print", office_file, "notice_list", "--term", term, "--out", tmp_path / "a.pdf"),
        ("list", office_file, "relief", "--term", term),
    ):
        refused(run(*words), "不是学期")


@pytest.mark.parametrize("term", ["2018S", "2018春", "2018年春季学期", "２０１８Ｓ"])
def test_a_term_in_any_words(run: Run, office_file: Path, tmp_path: Path, term: str) -> None:
    refused(run("export", office_file, "--term", term, "--out", tmp_path), "2018年春季学期没有“待上报”的申请")
    printed = run("print", office_file, "approval_slip", "--term", term, "--out", tmp_path / "a.pdf")
    refused(printed, "2018年春季学期还没有可以打印审批单的申请")


def test_printing_needs_a_place(run: Run, reviewed: Path, tmp_path: Path) -> None:
    def go(out: Path | str, *words: str) -> None:
        said = run("print", reviewed, "approval_form", "--case", "1", "--out", out)
        refused(said, words[0])

    before = sorted(tmp_path.rglob("*"))
    go("", "不能用作文件名")
    go(tmp_path, "不能用作文件名")
    go("/dev/null", "不能用作文件名")
    go(tmp_path / "没有" / "a.pdf", "没有文件夹")
    go(tmp_path / f"{'长' * 200}.pdf", "写不了")
    assert Path("/dev/null").is_char_device()
    refused(run("print", reviewed, "notice_list", "--out", tmp_path / "a.pdf"), "请指明一份申请")
    assert sorted(tmp_path.rglob("*")) == before
    for _ in range(2):
        said = run("print", reviewed, "approval_form", "--case", "1", "--out", tmp_path / "a.pdf", "--json")
        assert said.data["pages"] == 2


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('{"name": ["扎西"]}', "name 的值应是文字或数字"),
        ('{"name": {"姓": "曾"}, "ethnic": []}', "name、ethnic 的值应是文字或数字"),
        ("[" * 100_000, "读不了"),
        ("", "读不了"),
    ],
)
def test_a_file_of_fields_that_is_none(
    run: Run, office_file: Path, tmp_path: Path, content: str, told: str
) -> None:
    source = tmp_path / "form.json"
    source.write_text(content, encoding="utf-8")
    refused(run("save", office_file, "person", "--input", source), told)


def test_a_file_of_fields_from_notepad(run: Run, office_file: Path, tmp_path: Path) -> None:
    source = tmp_path / "form.json"
    source.write_text(json.dumps(CHILD), encoding="utf-8-sig")
    assert run("save", office_file, "person", "--input", source, "--json").data["saved"] is True


def test_a_filter_line_of_three_thousand_words(run: Run, office_file: Path) -> None:
    run("save", office_file, "person", *pairs(CHILD))
    for line, count in (("多吉 " * 3000, 1), (" ".join(map(str, range(3000))), 0)):
        assert run("list", office_file, "students", "--filter", line, "--json").data["count"] == count


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"applied": "0"}, "申请金额要大于 0"),
        ({"applied": "800.005"}, "最多两位小数"),
        ({"application_date": "1018-05-01"}, "请填写日期"),
        ({"application_date": "2018-07-01"}, "填表日期在今天之后（今天是2018年6月12日）"),
        ({"purpose": "生活"}, "请从 1 保教费、伙食；2 校服、学习用品、校内伙食；"),
        ({"village": "火星村"}, "请从 上格桑村、下格桑村、"),
    ],
)
def test_a_draft_says_what_is_wrong_and_is_not_accepted(
    run: Run, office_file: Path, given: dict[str, str], told: str
) -> None:
    saved = run("save", office_file, "relief", *pairs({**CASE, **given}), "--json").data
    assert told in "".join(p["message"] for p in saved["problems"] if p["severity"] == "block")
    refused(run("relief", office_file, "1", "accept"), "")
    assert run("show", office_file, "relief", "1", "--json").data["state"] == 10


@pytest.mark.parametrize("written", ["初 中", "初中。", "３", "　初中 "])
def test_a_choice_with_a_slip_of_the_key(run: Run, office_file: Path, written: str) -> None:
    run("save", office_file, "relief", *pairs({**CASE, "stage": written}))
    assert run("show", office_file, "relief", "1", "--json").data["stage"] == "3"


def test_a_draft_is_called_by_the_number_its_list_shows(run: Run, office_file: Path) -> None:
    run("save", office_file, "relief", *pairs(CASE))
    head, line, _ = run("list", office_file, "relief").out.splitlines()
    assert (head.split("　")[0], line.split("　")[0]) == ("序号", "1")
    assert run("relief", office_file, "１", "accept", "--date", "20180502").status == 0
    refused(run("relief", office_file, "ＪＹＪＺ-513399101-2018s-0001", "accept"), "现在是“已受理”")


def test_an_amount_applied_for_anew_is_proposed_anew(run: Run, reviewed: Path) -> None:
    """The village signs anew for the amount it had not seen, and nothing old is proposed again."""
    run("relief", reviewed, "1", "township_agree", "--date", "20180516")
    number = run("list", reviewed, "changes", "--json").data["rows"][0]["id"]
    assert run("undo", reviewed, str(number)).status == 0
    run("save", reviewed, "relief", "1", "--set", "applied=1600")
    refused(run("relief", reviewed, "1", "township_agree", "--date", "20180516"), "已作废")
    assert run("sign", reviewed, "1", "village", "--by", "四郎", "--date", "20180515").status == 0
    done = run("relief", reviewed, "1", "township_agree", "--date", "20180516", "--json").data
    assert done["proposed_fen"] == 160_000


def test_an_office_with_its_villages(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDUAID_TODAY", "2026-11-23")
    file = tmp_path / "新龙乡.eduaid"
    head = ("new", file, "--plain", "--name", "新龙乡", "--code", "５１３３９９１０２")
    assert run(*head, "--village", "达瓦村", "--village", "绒巴村", "--village", "达瓦村").status == 0
    assert run("save", file, "person", *pairs({**CHILD, "village": "绒巴村"})).status == 0
    assert run("show", file, "person", "1", "--json").data["village"] == "513399102201"
    bare = tmp_path / "空.eduaid"
    run("new", bare, "--plain", "--name", "空乡", "--code", "513399103")
    refused(run("save", bare, "person", *pairs(CHILD)), "本单位还没有登记行政村，请先导入")
    county = (
        "new",
        tmp_path / "县.eduaid",
        "--plain",
        "--name",
        "云岭县",
        "--code",
        "513399",
        "--village",
        "达瓦村",
    )
    refused(run(*county), "只有乡镇")
    assert not (tmp_path / "县.eduaid").exists()


@pytest.mark.parametrize("day", ["1970-01-01", "9999-12-31", "0001-01-01"])
def test_a_clock_that_cannot_be_right(
    run: Run, office_file: Path, monkeypatch: pytest.MonkeyPatch, day: str
) -> None:
    monkeypatch.setenv("EDUAID_TODAY", day)
    refused(run("save", office_file, "person", *pairs(CHILD)), "请先把电脑的日期")


def test_a_window_without_a_display(run: Run, office_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    refused(run(office_file), "没有图形桌面")


def test_a_county_keys_no_cases(run: Run, tmp_path: Path, samples: Path) -> None:
    file = tmp_path / "县.eduaid"
    run("new", file, "--plain", "--name", "云岭县", "--code", "513399", "--fixed-date", "2018-06-12")
    before = file.read_bytes()
    for words in (
        ("save", file, "relief", *pairs(CASE)),
        ("save", file, "aid", "--set", "name=曾多吉"),
        ("import", file, samples / "1_学籍名册_2018年春季.xlsx"),
        ("export", file, "--term", "2018S", "--out", tmp_path),
    ):
        refused(run(*words), "“云岭县”是县级单位")
    assert file.read_bytes() == before


def test_a_name_without_glyphs_is_named_once(run: Run, office_file: Path, tmp_path: Path) -> None:
    run("save", office_file, "relief", *pairs({**CASE, "name": "\ue000\ue001·扎西"}))
    said = run("print", office_file, "approval_form", "--case", "1", "--out", tmp_path / "a.pdf", "--json")
    refused(said, "（U+E000、U+E001）")
    assert said.err.count("扎西") == 1
    assert len(said.data["missing_glyphs"]) == 2
    assert not (tmp_path / "a.pdf").exists()
