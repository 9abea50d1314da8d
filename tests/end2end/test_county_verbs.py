"""eduaid verify and eduaid collect, as a county's script calls them."""

from pathlib import Path

import pytest

from eduaid_desktop.documents import protecting
from eduaid_desktop.services import office

from .. import townships
from .conftest import Run

FIRST, SECOND = "513399101", "513399102"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two batch files; the child of the second case is in both."""
    folder = tmp_path_factory.mktemp("townships")
    twice = {"id_number": townships.TWICE, "name": "央金", "student_number": None}
    return {code: townships.export(folder, code, [{}, twice]) for code in (FIRST, SECOND)}


@pytest.fixture
def county(tmp_path: Path) -> Path:
    path = tmp_path / "云岭县.eduaid"
    office.create(path, **townships.COUNTY).close()  # type: ignore[arg-type]
    return path


def test_a_batch_is_verified_by_itself_and_by_the_office_that_sealed_it(
    run: Run, made: dict[str, Path], tmp_path: Path
) -> None:
    sound = run("verify", made[FIRST])
    assert (sound.status, sound.err) == (0, "")
    touched = townships.cell(made[FIRST], tmp_path / "动过.xlsx", 2, "账号", "6299000011112222")
    alone = run("verify", touched)
    assert alone.status == 1
    assert "请不要采用" in alone.err
    sealed_by = made[FIRST].parent / "格桑镇.eduaid"
    exact = run("verify", touched, "--office", sealed_by, "--json")
    (found,) = [each for each in exact.data["findings"] if each["column"] == "账号"]
    assert (exact.status, exact.data["against"], found["row"]) == (1, "office", 2)
    assert (found["old"], found["new"]) == ("629951339910100001", "6299000011112222")
    # What two clerks read to each other differs, and is that of the cover for the sound file.
    code = run("verify", made[FIRST], "--json").data["check_code"]
    assert code in sound.out
    assert code != exact.data["check_code"]
    # Numbers are masked where a person reads.
    said = run("verify", touched, "--office", sealed_by)
    assert "6299000011112222" not in said.out + said.err


def test_many_files_are_verified_at_once(run: Run, made: dict[str, Path], tmp_path: Path) -> None:
    (tmp_path / "坏.xlsx").write_bytes(b"x")
    assert run("verify", *made.values()).status == 0
    said = run("verify", *made.values(), tmp_path / "坏.xlsx")
    assert said.status == 1
    assert said.out.count("完好：") == 2
    assert "3 个文件里有 1 个不能采用：坏.xlsx" in said.err
    data = run("verify", *made.values(), tmp_path / "坏.xlsx", "--json").data
    assert [each["ok"] for each in data["files"]] == [True, True, False]


def test_a_county_collects_a_folder_and_is_told_what_to_do(
    run: Run, made: dict[str, Path], county: Path, tmp_path: Path
) -> None:
    said = run("collect", county, made[FIRST].parent, "--notes", tmp_path / "清单")
    assert (said.status, said.err) == (0, "")
    assert "收到 4 行 = 无误 2 + 有问题 2 + 已补正 0；3 名学生" in said.out
    assert "【重复申报·确定】央金（513399********9008）在 2 个乡镇申报了 2 次" in said.out
    assert townships.TWICE not in said.out
    assert len([*(tmp_path / "清单").glob("*.xlsx")]) == 2
    again = run("collect", county, *made.values(), "--json").data
    assert (again["collected"], again["unchanged"], again["refused"]) == (0, 2, 0)
    (term,) = again["terms"]
    assert term["rows"] == term["sound"] + term["found"] + term["replaced"] == 4
    assert term["findings"][0]["rows"][0]["case_no"] == "JYJZ-513399101-2018S-0002"
    listed = run("list", county, "collected_lines", "--term", "2018S", "--json").data
    assert listed["count"] == 4
    assert run("check", county).status == 0


def test_what_is_there_can_be_looked_at_without_a_file(run: Run, made: dict[str, Path], county: Path) -> None:
    assert run("collect", county, "--json").data["terms"] == []
    run("collect", county, made[FIRST])
    assert run("collect", county, "--json").data["terms"][0]["rows"] == 2
    assert "没有发现问题" in run("collect", county).out


def test_a_file_that_is_not_taken_ends_with_one(
    run: Run, made: dict[str, Path], county: Path, tmp_path: Path
) -> None:
    (tmp_path / "坏.xlsx").write_bytes(b"x")
    said = run("collect", county, made[FIRST], tmp_path / "坏.xlsx")
    assert said.status == 1
    assert said.err.count("\n") == 1
    assert "2 个文件里有 1 个没有收：坏.xlsx" in said.err
    strict = run("collect", county, made[SECOND], tmp_path / "坏.xlsx", "--strict")
    assert strict.status == 1
    assert "一个也没有收" in strict.err
    assert run("collect", county, tmp_path / "没有这个文件.xlsx").status == 1
    assert run("collect", made[FIRST].parent / "格桑镇.eduaid", made[SECOND]).status == 1


def test_a_county_takes_a_protected_file_with_its_password(
    run: Run, made: dict[str, Path], county: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = tmp_path / "加了密码.xlsx"
    locked.write_bytes(protecting.protected(made[FIRST].read_bytes(), "Kele-2018"))
    refused = run("collect", county, locked)
    assert refused.status == 1
    assert "打开密码" in refused.out
    monkeypatch.setenv("EDUAID_WORKBOOK_PASSWORD", "Kele-2018")
    assert run("collect", county, locked, "--json").data["collected"] == 1
