"""Importing workbooks: every row has its place, nothing twice, and what the sample files must give."""

import json
import shutil
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from eduaid_desktop.errors import UserError
from eduaid_desktop.services import checking, imports, lists, people
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.imports import ImportResult

ROLL, BASE = "1_学籍名册_2018年春季.xlsx", "2_户籍与建档立卡人员_2018.xlsx"
OUTCOMES = ("accepted", "parked", "refused", "skipped", "unchanged")


def take_in(desk: Desk, path: Path, **how: Any) -> ImportResult:
    return imports.apply(desk, imports.preview(desk, path, **how))


def expected(samples: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((samples / "expected.json").read_text(encoding="utf-8"))["files"][name]
    return found


@pytest.fixture(scope="module")
def imported(template: Path, samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office file with the roll of the sample township."""
    path = Path(shutil.copy(template, tmp_path_factory.mktemp("imports") / "a.eduaid"))
    with Desk.open(path) as desk:
        take_in(desk, samples / ROLL)
    return path


@pytest.mark.parametrize("name", [ROLL, BASE])
def test_every_row_has_its_place_and_the_right_codes(clerk: Desk, samples: Path, name: str) -> None:
    truth = expected(samples, name)
    answer = take_in(clerk, samples / name).as_json()
    assert answer["read"] == truth["rows"] == sum(answer[o] for o in OUTCOMES)
    assert (answer["accepted"], answer["refused"]) == (truth["accepted_rows"], truth["refused_rows"])
    codes: dict[tuple[str, int], set[str]] = defaultdict(set)
    for problem in answer["problems"]:
        if problem["rule"]:
            codes[problem["sheet"], problem["row"]].add(problem["rule"])
    listed = [*truth["refused"], *truth["warned"], *truth["noted"]]
    assert codes == {(r["sheet"], r["row"]): set(r["codes"]) for r in listed}
    assert checking.check(clerk)["findings"] == []


def test_what_the_office_holds_after_both_files(clerk: Desk, samples: Path) -> None:
    take_in(clerk, samples / ROLL)
    take_in(clerk, samples / BASE)
    roll, base = expected(samples, ROLL)["totals"], expected(samples, BASE)
    store, rules = clerk.store, clerk.rules()
    by_stage: dict[str, int] = defaultdict(int)
    for row in store.select("enrolment"):
        by_stage[rules.label("stage", row["stage"])] += 1
    refused = 1
    assert sum(by_stage.values()) == sum(roll["by_stage"].values()) - refused
    assert len(store.select("household")) == base["households"]
    assert len(store.select("region", level="village")) == 11
    assert {s["name"] for s in store.select("school")} == set(roll["by_school"])
    numbers = [p["id_number"] for p in store.select("person") if p["id_number"]]
    assert len(numbers) == len(set(numbers))


def test_the_lines_that_are_no_rows_are_listed(clerk: Desk, samples: Path) -> None:
    truth = expected(samples, ROLL)
    ignored = {(i["kind"], i["row"]) for i in imports.preview(clerk, samples / ROLL).as_json()["ignored"]}
    assert {
        ("title", truth["title_row"]),
        ("total", truth["total_row"]),
        ("footer", truth["footer_row"]),
    } <= ignored
    assert ("header", truth["header_rows"][0]) in ignored


def test_a_preview_writes_nothing(clerk: Desk, samples: Path) -> None:
    before = clerk.store.rows("SELECT * FROM change")
    preview = imports.preview(clerk, samples / ROLL)
    assert preview.count("accepted") == 1285
    assert clerk.store.rows("SELECT * FROM change") == before
    assert clerk.store.select("person") == []
    assert people.find(clerk, "扎西") == []


@pytest.mark.parametrize("name", [ROLL, BASE])
def test_reading_a_file_again_changes_nothing(clerk: Desk, samples: Path, name: str) -> None:
    first = take_in(clerk, samples / name)
    changes = clerk.store.value("SELECT COUNT(*) FROM change")
    again = take_in(clerk, samples / name)
    assert (again.count("unchanged"), again.count("accepted")) == (first.count("accepted"), 0)
    assert again.count("refused") == first.count("refused")
    assert again.change_id is None
    assert clerk.store.value("SELECT COUNT(*) FROM change") == changes


def test_the_same_pupils_as_a_text_file_are_the_same_pupils(
    imported: Path, samples: Path, tmp_path: Path
) -> None:
    with Desk.open(Path(shutil.copy(imported, tmp_path / "b.eduaid"))) as desk:
        before = {p["id_number"] for p in desk.store.select("person")}
        result = take_in(desk, samples / "8_学籍名册_GBK.csv", term="2018S")
        assert len(result.lines) == 200
        assert {p["id_number"] for p in desk.store.select("person")} == before


def test_damaged_numbers_are_refused_with_advice(clerk: Desk, samples: Path) -> None:
    answer = take_in(clerk, samples / "5_学籍名册_号码损坏.xlsx").as_json()
    assert (answer["accepted"], answer["refused"]) == (5, 55)
    precision = [p for p in answer["problems"] if p["rule"] == "B_ID_PRECISION"]
    assert len({p["row"] for p in precision}) == 55
    assert "文本" in precision[0]["message"]
    assert precision[0]["column"].split()[0].isalpha()


def test_the_term_comes_from_the_caller_then_the_title(clerk: Desk, samples: Path) -> None:
    assert imports.preview(clerk, samples / ROLL).term == "2018S"
    assert imports.preview(clerk, samples / ROLL, term="2017秋").term == "2017A"
    with pytest.raises(UserError, match="不是学期"):
        imports.preview(clerk, samples / ROLL, term="春天")


def roll(tmp_path: Path, *rows: str, name: str = "名册.csv") -> Path:
    path = tmp_path / name
    path.write_text(
        "\n".join(["姓名,身份证件号,学籍号,学校名称,年级,联系电话,行政村", *rows]), encoding="utf-8"
    )
    return path


def test_a_pupil_without_an_id_number_gets_it_later(clerk: Desk, tmp_path: Path) -> None:
    take_in(clerk, roll(tmp_path, "曾多吉,,G51339920060312123X,一小,五年级,,达瓦村"))
    result = take_in(
        clerk, roll(tmp_path, "曾多吉,51339920060312123X,G51339920060312123X,一小,五年级,,达瓦村")
    )
    assert result.count("accepted") == 1
    (person,) = clerk.store.select("person")
    assert (person["id_number"], person["birth_date"]) == ("51339920060312123X", "2006-03-12")
    assert [p["id"] for p in people.find(clerk, "123X")] == [person["id"]]


def test_contact_follows_the_newer_file_and_identity_is_asked_about(clerk: Desk, tmp_path: Path) -> None:
    take_in(clerk, roll(tmp_path, "曾多吉,51339920060312123X,,一小,五年级,16400000001,达瓦村"))
    result = take_in(clerk, roll(tmp_path, "曾多杰,51339920060312123X,,一小,六年级,16400000002,绒巴村"))
    (person,) = clerk.store.select("person")
    assert (person["name"], person["phone"]) == ("曾多吉", "16400000002")
    assert {p.problem.rule for p in result.problems} >= {"X_NAME_VARIANT", "X_MOVED"}
    assert clerk.store.select("enrolment")[0]["grade"] == "六年级"


def test_two_rows_of_one_pupil_do_not_swing_back_and_forth(clerk: Desk, tmp_path: Path) -> None:
    rows = (
        "曾多吉,51339920060312123X,,一小,五年级,16400000001,达瓦村",
        "曾多吉,51339920060312123X,,二小,五年级,16400000002,达瓦村",
    )
    first = take_in(clerk, roll(tmp_path, *rows))
    assert first.count("accepted") == 2
    assert take_in(clerk, roll(tmp_path, *rows)).count("unchanged") == 2
    assert clerk.store.select("person")[0]["phone"] == "16400000001"


def test_what_an_import_leaves_open_stays_in_the_file(imported: Path, samples: Path) -> None:
    with Desk.open(imported, writable=False) as desk:
        (run,) = desk.store.select("import_run")
        assert (run["read"], run["accepted"], run["refused"]) == (1286, 1285, 1)
        problems = lists.open_list(desk, "import_problems", import_run=run["id"], severity="block")
        assert [r["row"] for r in problems.raw(problems.ids())] == [238]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("照片.xlsx", b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "照片.xlsx"),
        ("空.xlsx", b"", "空.xlsx"),
        ("别的.csv", "商品,价格\n茶,10\n".encode(), "没有认出"),
    ],
)
def test_a_file_that_is_no_table_of_ours_is_refused(
    clerk: Desk, tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UserError, match=words):
        imports.preview(clerk, path)


class _Stopped(Exception):
    """What a window raises inside the import when its user has cancelled it."""


def test_an_import_stopped_in_the_middle_leaves_nothing(clerk: Desk, samples: Path) -> None:
    def content() -> dict[str, Any]:
        tables = (
            "change",
            "change_log",
            "person",
            "enrolment",
            "school",
            "region",
            "import_run",
            "search_key",
            "name_key",
        )
        return {table: clerk.store.rows(f"SELECT * FROM {table}") for table in tables}

    def stop(stage: str, done: int, total: int) -> None:
        if stage == "writing" and done > 700:
            assert clerk.store.value("SELECT COUNT(*) FROM school")
            raise _Stopped

    before = content()
    with pytest.raises(_Stopped):
        imports.read(clerk, samples / ROLL, progress=stop_at("checking", 700))
    read = imports.read(clerk, samples / ROLL)
    with pytest.raises(_Stopped):
        imports.apply(clerk, read, progress=stop)
    assert content() == before
    assert checking.check(clerk)["findings"] == []
    assert take_in(clerk, samples / ROLL).count("accepted") == 1285


def stop_at(stage: str, number: int) -> Any:
    def stop(now: str, done: int, total: int) -> None:
        if now == stage and done > number:
            raise _Stopped

    return stop


def test_a_workbook_that_is_not_there(clerk: Desk, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"没有\.xlsx"):
        imports.preview(clerk, tmp_path / "没有.xlsx")
