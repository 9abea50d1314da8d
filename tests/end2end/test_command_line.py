"""The command line as scripts and checks use it: keys that stay, exit codes that mean something."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from eduaid_desktop.store.store import Store

from .conftest import Run, pairs, refused

ROLL = "1_学籍名册_2018年春季.xlsx"
CHILD = {
    "name": "曾多吉", "id_number": "51339920060312123X", "ethnic": "藏", "village": "上格桑村",
    "guardian_name": "多吉", "guardian_relation": "父亲",
}  # fmt: skip
APPLICATION = {
    **CHILD, "term": "2018春", "stage": "初中", "school": "云岭县第二中学", "grade": "七年级",
    "hardship_category": "建档立卡", "programme": "P19", "amount": "1000", "application_date": "20180601",
}  # fmt: skip
PROJECT = {
    "project_no": "XM-2018-001", "name": "食堂", "kind": "其他", "plan_year": "2018", "area": "390.5",
    "total_investment": "500000", "contract_amount": "480000",
}  # fmt: skip


@pytest.fixture
def keyed(run: Run, office_file: Path) -> Path:
    """An office with one application and one project."""
    for form, values in (("aid", APPLICATION), ("project", PROJECT)):
        said = run("save", office_file, form, *pairs(values))
        assert (said.status, said.err) == (0, "")
    return office_file


def test_a_new_office(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EDUAID_TODAY", raising=False)
    file = tmp_path / "新.eduaid"
    said = run(
        "new",
        file,
        "--name",
        "新镇",
        "--code",
        "513399102",
        "--fixed-date",
        "2018-06-12",
        "--plain",
        "--json",
    )
    assert said.data == {"file": str(file), "name": "新镇", "code": "513399102"}
    before = file.read_bytes()
    refused(run("new", file, "--name", "新镇", "--code", "513399102", "--plain"), "已经存在")
    assert file.read_bytes() == before
    said = run("check", file, "--json")
    assert said.data == {"ok": True, "findings": [], "mendable": 0, "records": 1, "changes": 1}


def test_saving_showing_and_editing(run: Run, keyed: Path) -> None:
    shown = run("show", keyed, "aid", "1", "--json").data
    assert (shown["id"], shown["amount_fen"], shown["name"], shown["term"]) == (1, 100_000, "曾多吉", "2018S")
    assert "amount" not in shown
    said = run("save", keyed, "aid", "1", "--set", "amount=900.5", "--revision", "1", "--json").data
    assert (said["id"], said["revision"], said["saved"]) == (1, 2, True)
    assert run("show", keyed, "aid", "1", "--json").data["amount_fen"] == 90_050
    assert "金额（元）：900.50" in run("show", keyed, "aid", "1").out
    refused(run("save", keyed, "aid", "1", "--set", "amount=800", "--revision", "1"), "别处改过")


def test_a_form_from_a_json_file(run: Run, office_file: Path, tmp_path: Path) -> None:
    source = tmp_path / "form.json"
    source.write_text(json.dumps({**APPLICATION, "amount": 1000.5, "boarding": True}), encoding="utf-8")
    assert run("save", office_file, "aid", "--input", source, "--json").data["saved"] is True
    shown = run("show", office_file, "aid", "1", "--json").data
    assert (shown["amount_fen"], shown["boarding"]) == (100_050, 1)
    for wrong in ("[1]", "{", '{"amount": 1e400}'):
        source.write_text(wrong, encoding="utf-8")
        assert run("save", office_file, "aid", "--input", source).status == 1
    refused(run("save", office_file, "aid", "--input", tmp_path / "没有.json"), "读不了")


def test_a_form_that_cannot_be_saved_says_why_field_by_field(run: Run, office_file: Path) -> None:
    wrong = pairs({**APPLICATION, "id_number": "513399200603121231", "amount": "一千"})
    said = run("save", office_file, "aid", *wrong, "--json")
    refused(said, "还不能保存：身份证号")
    assert "另有 3 处" in said.err
    assert (said.data["id"], said.data["saved"]) == (None, False)
    assert {p["field"] for p in said.data["problems"] if p["severity"] == "block"} == {
        "id_number",
        "amount",
        "sex",
        "birth_date",
    }
    assert set(said.data["problems"][0]) == {"field", "message", "severity", "rule", "clause"}
    said = run("save", office_file, "aid", *wrong)
    assert said.out.count("必须改：") == 4
    assert run("list", office_file, "aid", "--json").data == {"count": 0, "rows": []}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("save", "FILE", "aid", "--set", "gender=男"), "没有字段 gender"),
        (("save", "FILE", "花名册", "--set", "name=扎西"), "没有名为“花名册”的表单"),
        (("save", "FILE", "aid", "99", "--set", "amount=1"), "找不到这条记录"),
        (("save", "FILE", "aid", "②", "--set", "amount=1"), "找不到“②”"),
        (("save", "FILE", "funding", "--set", "source=县", "--set", "amount=1"), "请先选择项目"),
        (
            ("save", "FILE", "funding", "--set", "project_id=无", "--set", "source=县", "--set", "amount=1"),
            "找不到项目",
        ),
        (("show", "FILE", "person", "9" * 30), "找不到"),
        (("show", "FILE", "project", "XM-1"), "找不到“XM-1”"),
        (("history", "FILE", "aid", "7"), "找不到"),
        (("list", "FILE", "朋友"), "没有名为“朋友”的列表"),
        (("list", "FILE", "aid", "--term", "春天"), "不是学期"),
        (("list", "FILE", "projects", "--term", "2018S"), "不能按"),
        (("undo", "FILE", "99"), "没有编号为 99"),
        (("undo", "FILE", "1"), "不能撤销"),
        (("import", "FILE", "没有.xlsx"), "没有.xlsx"),
        (("print", "FILE", "情书", "--out", "x.pdf"), "情书"),
        (("relief", "FILE", "JYJZ-1", "accept"), "JYJZ-1"),
    ],
)
def test_refusals_are_one_sentence_and_change_nothing(
    run: Run, office_file: Path, words: tuple[str, ...], told: str
) -> None:
    before = office_file.read_bytes()
    refused(run(*(office_file if word == "FILE" else word for word in words)), told)
    assert office_file.read_bytes() == before


@pytest.mark.parametrize(
    "words",
    [
        ("save",), ("save", "FILE", "aid", "--set", "amount"), ("undo", "FILE", "一"), ("undo", "FILE", "0"),
        ("new", "FILE"), ("import", "FILE", "x.xlsx", "--kind", "poem"), ("list", "FILE", "aid", "--nonsense"),
    ],
)  # fmt: skip
def test_wrong_usage_ends_with_2(run: Run, office_file: Path, words: tuple[str, ...]) -> None:
    assert run(*(office_file if word == "FILE" else word for word in words)).status == 2


def test_finding_a_child(run: Run, keyed: Path) -> None:
    for typed in ("曾多吉", "zdj", "zengduoji", "123X"):
        found = run("find", keyed, typed, "--json").data
        assert found["count"] == 1
        assert {"id", "name", "id_number", "village", "school", "guardian_name"} <= set(found["rows"][0])
    assert run("find", keyed, "没有这人", "--json").data == {"count": 0, "rows": []}
    assert "曾多吉" in run("find", keyed, "zdj").out


def test_the_history_of_an_application(run: Run, keyed: Path) -> None:
    run("save", keyed, "aid", "1", "--set", "amount=900")
    found = run("history", keyed, "aid", "1", "--json").data
    assert found["count"] == 2
    last = found["rows"][-1]
    assert {k: last[k] for k in ("actor", "sentence", "action")} == {
        "actor": "拥珍", "sentence": "修改资助申请（曾多吉）", "action": "update",
    }  # fmt: skip
    assert last["fields"] == [
        {"name": "amount", "label": "金额（元）", "before": "1,000.00", "after": "900.00"}
    ]
    assert "金额（元）：1,000.00 → 900.00" in run("history", keyed, "aid", "1").out


def test_lists_carry_amounts_in_fen(run: Run, keyed: Path) -> None:
    (row,) = run("list", keyed, "aid", "--term", "2018S", "--json").data["rows"]
    assert (row["amount_fen"], row["name"], row["programme"]) == (100_000, "曾多吉", "P19")
    assert run("list", keyed, "aid", "--term", "2018年秋季学期", "--json").data["count"] == 0
    (row,) = run("list", keyed, "projects", "--json").data["rows"]
    assert (row["total_investment_fen"], row["contract_amount_fen"], row["funded_fen"]) == (
        50_000_000,
        48_000_000,
        None,
    )
    assert row["area"] == 390.5
    assert "共 1 条" in run("list", keyed, "students").out


@pytest.mark.parametrize(
    ("text", "count"), [("多吉", 1), ("xm-2018", 0), ("云岭 上格桑", 1), ("%", 0), ("_", 0), ("12123x", 1)]
)
def test_the_filter_line(run: Run, keyed: Path, text: str, count: int) -> None:
    assert run("list", keyed, "aid", "--filter", text, "--json").data["count"] == count


def test_a_project_by_its_number_with_all_its_parts(run: Run, keyed: Path) -> None:
    part = run(
        "save", keyed, "funding", "--set", "project_id=XM-2018-001", "--set", "source=县", "--set", "amount=1"
    )
    assert part.status == 0
    assert "请核对" in part.out
    shown = run("show", keyed, "project", "XM-2018-001", "--json").data
    assert (shown["area"], shown["total_investment_fen"]) == (390.5, 50_000_000)
    assert [(f["source"], f["amount_fen"]) for f in shown["funding"]] == [("county", 100)]
    assert (shown["milestone"], shown["progress"]) == ([], [])


def test_undoing_and_what_was_kept(run: Run, keyed: Path) -> None:
    run("save", keyed, "aid", "1", "--set", "amount=900")
    number = str(run("history", keyed, "aid", "1", "--json").data["rows"][-1]["change_id"])
    before = keyed.read_bytes()
    said = run("undo", keyed, number, "--dry-run")
    assert said.out.startswith("将撤销“修改资助申请（曾多吉）”：撤回 0 条，恢复 1 条")
    assert keyed.read_bytes() == before
    assert run("undo", keyed, number).out.startswith("已撤销")
    assert run("show", keyed, "aid", "1", "--json").data["amount_fen"] == 100_000
    refused(run("undo", keyed, number), "已经撤销过了")


def test_an_import_and_its_equation(run: Run, office_file: Path, samples: Path) -> None:
    before = office_file.read_bytes()
    dry = run("import", office_file, samples / ROLL, "--dry-run", "--json").data
    assert office_file.read_bytes() == before
    done = run("import", office_file, samples / ROLL, "--json").data
    assert {k: v for k, v in done.items() if k != "change"} == {k: v for k, v in dry.items() if k != "change"}
    assert (dry["change"], done["change"]) == (None, 2)
    keys = {
        "kind",
        "sheets",
        "read",
        "accepted",
        "parked",
        "refused",
        "skipped",
        "unchanged",
        "ignored",
        "problems",
    }
    assert keys <= set(done)
    outcomes = [done[k] for k in ("accepted", "parked", "refused", "skipped", "unchanged")]
    assert (done["kind"], done["read"], outcomes) == ("roll", 1286, [1285, 0, 1, 0, 0])
    assert {"sheet", "row", "column", "rule", "clause", "message"} <= set(done["problems"][0])
    assert run("list", office_file, "students", "--json").data["count"] == 1284
    again = run("import", office_file, samples / ROLL)
    assert again.out.startswith("学籍名册：读入 1286 = 接收 0 + 待定 0 + 拒收 1 + 跳过 0 + 未变 1285")
    assert run("undo", office_file, "2").status == 0
    assert run("list", office_file, "students", "--json").data["count"] == 0
    assert run("check", office_file).out.startswith("完好：")


def test_a_check_that_finds_something(run: Run, keyed: Path) -> None:
    connection = sqlite3.connect(keyed)
    connection.execute("UPDATE aid SET amount = 999900")
    connection.commit()
    connection.close()
    said = run("check", keyed, "--json")
    refused(said, "核对发现 1 处问题")
    assert said.data["ok"] is False
    told = "资助第 1 号记录（人员第 1 号）的“金额（元）”被程序以外改动过，与操作日志不一致。"
    assert said.data["findings"] == [told]
    assert run("check", keyed).out == told + "\n"


def test_a_child_whom_the_search_lost_is_found_again(run: Run, keyed: Path) -> None:
    connection = sqlite3.connect(keyed)
    connection.execute("DELETE FROM name_key WHERE name = (SELECT name FROM person WHERE id = 1)")
    connection.commit()
    connection.close()
    refused(run("check", keyed), "记录完好，只是有人检索不到。请加上 --mend 再运行一次，重建检索。")
    mended = run("check", keyed, "--mend")
    assert (mended.status, mended.err) == (0, "已为 1 人重建检索。\n")
    assert mended.out.startswith("完好：")


def test_a_file_in_a_synchronised_folder_is_written_with_a_warning(
    run: Run, office_file: Path, samples: Path
) -> None:
    folder = office_file.parent / "坚果云"
    folder.mkdir()
    file = office_file.rename(folder / office_file.name)
    written = run("import", file, samples / ROLL)
    assert written.status == 0
    assert written.err.startswith("“格桑镇.eduaid”放在“坚果云”的同步文件夹里：同步软件会在写到一半时复制")
    assert written.err.count("\n") == 1
    assert run("list", file, "students").err == ""


READING = (("find", "FILE", "曾"), ("list", "FILE", "aid"), ("show", "FILE", "aid", "1"),
           ("history", "FILE", "aid", "1"), ("check", "FILE"))  # fmt: skip
WRITING = (("save", "FILE", "aid", "1", "--set", "amount=1"), ("undo", "FILE", "2"), ("import", "FILE", "x.xlsx"),
           ("relief", "FILE", "1", "accept"))  # fmt: skip


def test_beside_an_open_window_verbs_read_and_do_not_write(run: Run, keyed: Path) -> None:
    with Store(keyed) as window:
        changes = window.value("SELECT COUNT(*) FROM change")
        for words in READING:
            said = run(*(keyed if word == "FILE" else word for word in words))
            assert (said.status, said.err) == (0, ""), words
        for words in WRITING:
            refused(run(*(keyed if word == "FILE" else word for word in words)), "本窗口只能查看")
        assert window.value("SELECT COUNT(*) FROM change") == changes
        with window.change("拥珍", "照常") as change:
            change.update("aid", 1, {"amount": 1})


def test_nothing_is_left_beside_the_file(run: Run, keyed: Path) -> None:
    run("find", keyed, "曾")
    assert {p.name for p in keyed.parent.iterdir()} == {keyed.name, f"{keyed.name}-lock"}


def test_the_installed_command(office_file: Path) -> None:
    """One verb as an office would call it, with a console that cannot show every character."""
    program = shutil.which("eduaid", path=str(Path(sys.executable).parent))
    assert program
    environment = {**os.environ, "PYTHONIOENCODING": "gbk", "EDUAID_OPERATOR": "拥珍"}
    words = pairs({**CHILD, "name": "𠮷·扎西"})
    done = subprocess.run(
        [program, "save", office_file, "person", *words], capture_output=True, env=environment
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert "已保存，编号 1。".encode("gbk") in done.stdout
    done = subprocess.run([program, "show", office_file, "person", "1"], capture_output=True, env=environment)
    assert done.returncode == 0
    assert "扎西".encode("gbk") in done.stdout


def test_bytes_that_are_no_text_end_in_a_sentence(office_file: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("arguments are always text on Windows")
    words = [b"find", os.fsencode(office_file), b"\xff\xfe"]
    done = subprocess.run([sys.executable, "-m", "eduaid_desktop", *words], capture_output=True)
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr
