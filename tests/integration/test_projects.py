"""项目: a project with its sources, milestones and monthly progress."""

from typing import Any

import pytest

from eduaid_desktop.errors import UserError
from eduaid_desktop.services import lists, projects
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.records import Invalid

PROJECT = {
    "project_no": "XM-2018-001", "name": "中心校食堂", "kind": "宿舍食堂", "plan_year": "2018", "area": "390.5",
    "total_investment": "500000",
}  # fmt: skip


@pytest.fixture
def project(clerk: Desk) -> int:
    return projects.save(clerk, PROJECT).id


def add(desk: Desk, project: int, part: str, **raw: Any) -> tuple[int, list[str]]:
    saved = projects.save_part(desk, part, raw, project_id=project)
    return saved.id, [p.message for p in saved.problems]


def test_amounts_and_areas_are_kept_exactly(clerk: Desk, project: int) -> None:
    row = projects.load(clerk, project)
    assert (row["total_investment"], row["area"], row["kind"]) == (50_000_000, 39_050, "dormitory_canteen")


def test_a_project_number_is_used_once(clerk: Desk, project: int) -> None:
    with pytest.raises(Invalid, match="已用于“中心校食堂”"):
        projects.save(clerk, {**PROJECT, "name": "宿舍"})
    projects.save(clerk, {"name": "中心校新食堂"}, project)
    assert projects.next_number(clerk) == "XM-2018-002"


def test_sources_that_do_not_make_up_the_total_are_said(clerk: Desk, project: int) -> None:
    _, said = add(clerk, project, "funding", source="县", amount="200000")
    assert said == ["资金来源合计 200,000.00 元，与总投资 500,000.00 元不等，请核对。"]
    second, said = add(clerk, project, "funding", source="县", amount="300000")
    assert said == []
    changed = projects.save(clerk, {"total_investment": "600000"}, project)
    assert [p.severity for p in changed.problems] == ["warn"]
    projects.remove_part(clerk, "funding", second)
    assert [f["amount"] for f in projects.load(clerk, project)["funding"]] == [20_000_000]


def test_the_furthest_milestone_is_where_the_project_stands(clerk: Desk, project: int) -> None:
    for stage, done in (("在建", "20180601"), ("立项", "20180301"), ("完工", None), ("竣工验收", "")):
        add(clerk, project, "milestone", stage=stage, planned_on="20181001", done_on=done)
    row = projects.load(clerk, project)
    assert row["stage"] == "80"
    assert [m["stage"] for m in row["milestone"]] == ["20", "80", "100", "110"]
    projects.remove_part(clerk, "milestone", row["milestone"][1]["id"])
    assert projects.load(clerk, project)["stage"] == "20"


def test_a_milestone_keyed_twice_is_one_record_and_keeps_what_it_said(clerk: Desk, project: int) -> None:
    first, _ = add(
        clerk, project, "milestone", stage="开工", planned_on="20180501", document="云发改〔2018〕3号"
    )
    again, _ = add(clerk, project, "milestone", stage="开工", done_on="20180503")
    assert again == first
    (row,) = projects.load(clerk, project)["milestone"]
    assert (row["planned_on"], row["done_on"], row["document"]) == (
        "2018-05-01",
        "2018-05-03",
        "云发改〔2018〕3号",
    )


def test_a_month_keyed_twice_is_one_record(clerk: Desk, project: int) -> None:
    first, _ = add(clerk, project, "progress", month="201805", physical="20")
    again, _ = add(clerk, project, "progress", month="2018年5月".replace("年5月", "05"), physical="30")
    assert again == first
    assert [p["physical"] for p in projects.load(clerk, project)["progress"]] == [30]


def test_a_milestone_cannot_become_another_that_stands_there(clerk: Desk, project: int) -> None:
    add(clerk, project, "milestone", stage="立项", done_on="20180301")
    second, _ = add(clerk, project, "milestone", stage="开工", done_on="20180501")
    with pytest.raises(Invalid, match="这个节点已经登记过"):
        projects.save_part(clerk, "milestone", {"stage": "立项"}, second)
    assert projects.load(clerk, project)["stage"] == "70"


def test_progress_may_not_fall(clerk: Desk, project: int) -> None:
    assert add(clerk, project, "progress", month="201803", physical="20")[1] == []
    assert add(clerk, project, "progress", month="201805", physical="60")[1] == []
    assert add(clerk, project, "progress", month="201806", physical="50")[1] == [
        "形象进度低于 2018-05 的 60%，请核对。"
    ]
    assert add(clerk, project, "progress", month="201804", physical="70")[1] == [
        "形象进度高于 2018-05 的 60%，请核对。"
    ]


@pytest.mark.parametrize(
    ("part", "raw", "words"),
    [
        ("progress", {"month": "201805", "physical": "101"}, "最多 100%"),
        ("progress", {"month": "2018", "physical": "10"}, "请填写年月"),
        ("funding", {"source": "县"}, "金额（元）还没有填写"),
        ("milestone", {"stage": "开工", "done_on": "20180613"}, "今天之后"),
    ],
)
def test_what_a_part_refuses(clerk: Desk, project: int, part: str, raw: dict[str, str], words: str) -> None:
    with pytest.raises(Invalid, match=words):
        projects.save_part(clerk, part, raw, project_id=project)
    assert projects.load(clerk, project)[part] == []


def test_a_part_is_hung_on_a_project_by_its_id_or_number(clerk: Desk, project: int) -> None:
    raw = {"source": "县", "amount": "1"}
    for named in (str(project), "XM-2018-001"):
        projects.save_part(clerk, "funding", {**raw, "project_id": named})
    assert len(projects.load(clerk, project)["funding"]) == 2
    for named, words in (("XM-9", "找不到项目"), ("99", "找不到"), ("", "请先选择项目")):
        with pytest.raises(UserError, match=words):
            projects.save_part(clerk, "funding", {**raw, "project_id": named})


def test_the_ledger_adds_up(clerk: Desk, project: int) -> None:
    second = {**PROJECT, "project_no": "XM-2018-002", "name": "围墙", "total_investment": "100000.50"}
    projects.save(clerk, second)
    add(clerk, project, "funding", source="县", amount="500000")
    add(clerk, project, "progress", month="201805", physical="40")
    ledger = lists.open_list(clerk, "projects", plan_year=2018)
    assert [r["name"] for r in ledger.raw(ledger.ids())] == ["中心校食堂", "围墙"]
    assert ledger.totals()["total_investment"] == "600,000.50"
    shown = ledger.rows(ledger.ids())
    assert (shown[project]["physical"], shown[project]["area"]) == ("40", "390.50")
