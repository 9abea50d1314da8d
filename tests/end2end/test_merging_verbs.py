"""merge, split, rename and close from the command line."""

from pathlib import Path

import pytest

from .conftest import Run, pairs, refused

FIRST, SECOND = "51339920060312123X", "513399200911197623"
CHILD = {
    "name": "曾多吉",
    "ethnic": "藏",
    "village": "达瓦村",
    "guardian_name": "多吉",
    "guardian_relation": "父亲",
}


@pytest.fixture
def twins(run: Run, office_file: Path) -> Path:
    for more in ({"id_number": FIRST}, {"id_number": SECOND, "name": "曾多杰", "phone": "16471413517"}):
        assert run("save", office_file, "person", *pairs(CHILD | more)).status == 0
    return office_file


def test_two_people_are_merged_and_split(run: Run, twins: Path) -> None:
    tried = run("merge", twins, FIRST, SECOND, "--dry-run")
    assert "将把曾多杰（第 2 号）并入曾多吉（第 1 号）" in tried.out
    assert "姓名：保留“曾多吉”，另一方“曾多杰”" in tried.out
    assert SECOND not in tried.out
    assert run("find", twins, "曾", "--json").data["count"] == 2
    done = run("merge", twins, FIRST, "2", "--take", "name", "--json").data
    assert (done["keep"], done["gone"], done["fields"]["name"]) == (1, 2, "曾多杰")
    found = run("find", twins, SECOND, "--json").data
    assert [(row["id"], row["former"]) for row in found["rows"]] == [(1, SECOND)]
    assert "（原为 513399********7623）" in run("find", twins, SECOND).out
    assert "曾多杰（第 2 号）恢复为单独的人员" in run("split", twins, FIRST, "--dry-run").out
    split = run("split", twins, "2", "--json").data
    assert (split["keep"], split["gone"], split["later"]) == (1, 2, [])
    assert run("find", twins, "曾多吉", "--json").data["count"] == 1
    assert run("check", twins).status == 0
    refused(run("split", twins, "2"), "没有并入别人")
    refused(run("merge", twins, "1", "99"), "没有这个人")
    refused(run("merge", twins, "1", "513399200911190000"), "请核对编号或号码")
    refused(run("merge", twins, "1", "2", "--take", "revision"), "没有可选的字段")


def test_a_village_is_renamed_and_closed(run: Run, office_file: Path) -> None:
    said = run(
        "rename", office_file, "village", "达瓦村", "达瓦新村", "--from", "2018-05-01", "--document", "3号"
    )
    assert said.out.splitlines() == ["达瓦村　到2018年4月30日", "达瓦新村　2018年5月1日起　3号"]
    said = run(
        "close", office_file, "village", "达瓦村", "--into", "绒巴村", "--from", "2018-06-01", "--json"
    )
    assert said.data == {"id": 3, "name": "达瓦新村", "into": "绒巴村", "from": "2018-06-01"}
    rows = {row["name"]: row for row in run("list", office_file, "villages", "--json").data["rows"]}
    assert (rows["达瓦新村"]["successor"], rows["达瓦新村"]["former"]) == ("绒巴村", "达瓦村")
    assert run("save", office_file, "person", *pairs({**CHILD, "id_number": FIRST})).status == 0
    assert run("show", office_file, "person", "1", "--json").data["village"] == "513399101205"
    assert run("check", office_file).status == 0
    refused(
        run("close", office_file, "village", "绒巴村", "--into", "达瓦村", "--from", "2018-06-02"), "并入别处"
    )
    refused(
        run("rename", office_file, "school", "一中", "二中", "--from", "2018-06-02"), "没有名为“一中”的学校"
    )
    refused(run("rename", office_file, "village", "绒巴村", "新村", "--from", "明天"), "不是日期")
    assert run("rename", office_file, "town", "绒巴村", "新村", "--from", "2018-06-02").status == 2
