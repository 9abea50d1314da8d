"""The sample files of applications, aid received and projects: row by row and to the fen, alone and together."""

import json
import shutil
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from eduaid_desktop.domain import workflow
from eduaid_desktop.errors import UserError
from eduaid_desktop.services import checking, imports, lists, office, people, projects, relief
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.imports import ImportResult

ROLL, BASE = "1_学籍名册_2018年春季.xlsx", "2_户籍与建档立卡人员_2018.xlsx"
RELIEF, LEDGER, AID = (
    "3_救助基金申请_各村汇总.xlsx",
    "6_项目台账_2018.xlsx",
    "7_已享受资助_2018年春季.xlsx",
)
KINDS = {
    ROLL: "roll",
    BASE: "household_base",
    RELIEF: "relief",
    "4_学籍名册_旧格式.xls": "roll",
    "5_学籍名册_号码损坏.xlsx": "roll",
    LEDGER: "project_ledger",
    AID: "received_aid",
    "8_学籍名册_GBK.csv": "roll",
}


@pytest.fixture
def bare(tmp_path: Path) -> Any:
    """An office that holds nothing, not even its villages."""
    with office.create(
        tmp_path / "空.eduaid", name="格桑镇", code="513399101", county="云岭县", fixed_date="2018-06-12"
    ) as desk:
        yield desk


@pytest.fixture(scope="module")
def township(template: Path, samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office file with the roll, the household base, the aid received and the applications."""
    path = Path(shutil.copy(template, tmp_path_factory.mktemp("kinds") / "a.eduaid"))
    with Desk.open(path) as desk:
        for name in (ROLL, BASE, AID, RELIEF):
            take_in(desk, samples / name)
    return path


@pytest.fixture
def filled(township: Path, tmp_path: Path) -> Any:
    with Desk.open(Path(shutil.copy(township, tmp_path / "b.eduaid"))) as desk:
        yield desk


def take_in(desk: Desk, path: Path, **how: Any) -> ImportResult:
    return imports.apply(desk, imports.preview(desk, path, **how))


def expected(samples: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((samples / "expected.json").read_text(encoding="utf-8"))["files"][name]
    return found


def codes(result: ImportResult) -> dict[tuple[str, int], set[str]]:
    found: dict[tuple[str, int], set[str]] = defaultdict(set)
    for line in result.lines:
        for problem in line.problems:
            if problem.rule:
                found[line.sheet, line.row].add(problem.rule)
    return found


@pytest.mark.parametrize("name", [RELIEF, AID, LEDGER])
def test_a_file_alone_in_an_empty_office(bare: Desk, samples: Path, name: str) -> None:
    truth = expected(samples, name)
    result = take_in(bare, samples / name)
    assert result.kind.name == KINDS[name]
    assert len(result.lines) == truth["rows"]
    assert (result.count("accepted"), result.count("refused")) == (
        truth["accepted_rows"],
        truth["refused_rows"],
    )
    listed = [r for how in ("refused", "warned", "noted") for r in truth.get(how, [])]
    assert codes(result) == {(r["sheet"], r["row"]): set(r["codes"]) for r in listed}
    assert checking.check(bare)["findings"] == []


@pytest.mark.parametrize("name", KINDS)
def test_every_sample_is_taken_for_its_own_kind(clerk: Desk, samples: Path, name: str) -> None:
    assert imports.read(clerk, samples / name).kind.name == KINDS[name]


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("kind", ["roll", "household_base", "relief", "received_aid", "project_ledger"])
def test_no_sample_is_taken_for_another_kind(clerk: Desk, samples: Path, name: str, kind: str) -> None:
    if kind == KINDS[name]:
        assert imports.read(clerk, samples / name, kind=kind).lines
    else:
        with pytest.raises(UserError, match=f"不是{imports.KINDS[kind].title}"):
            imports.read(clerk, samples / name, kind=kind)


def test_a_list_of_payments_is_no_list_of_applications(clerk: Desk, workbook: Any) -> None:
    head = ["序号", "学生姓名", "身份证号", "收款人", "与学生关系", "开户行", "账号", "金额", "备注"]
    row = [1, "扎西", "513399201103079922", "登巴", "父亲", "信用社", "6299902258639703664", 500, None]
    with pytest.raises(UserError, match="没有认出"):
        imports.read(clerk, workbook([["发放表"], head, row]))


def test_a_sheet_of_another_term_is_told(clerk: Desk, workbook: Any) -> None:
    head = ["姓名", "身份证号", "班级"]
    one, two = ["扎西", "513399201103079922", "1班"], ["次仁", "51339920080901996X", "1班"]
    more = {"秋": [["2017年秋季学期名册"], head, two]}
    result = imports.read(clerk, workbook([["2018年春季学期名册"], head, one], more=more))
    assert any("“秋”的表题写的是2017年秋季学期" in words for words in result.remarks())


def test_printed_totals_that_do_not_add_up_are_told(clerk: Desk, samples: Path) -> None:
    answer = imports.preview(clerk, samples / RELIEF).as_json()
    wrong = {(p["sheet"], p["row"]): p for p in answer["problems"] if p["rule"] == "W_SUBTOTAL"}
    assert wrong.keys() == {("措卡村", 12), ("热柯村", 13), ("热柯村", 14), ("白玛塘村", 11)}
    assert "9,400.00" in wrong["措卡村", 12]["message"]
    assert "9,200.00" in wrong["措卡村", 12]["message"]
    assert "文字" not in wrong["措卡村", 12]["message"]
    assert "第 7 行" in wrong["白玛塘村", 11]["message"]
    assert wrong["热柯村", 13]["column"].startswith("L ")


def test_every_application_is_read_as_it_is_meant(clerk: Desk, samples: Path) -> None:
    rules = clerk.rules()
    read = {(x.sheet, x.row): x.values for x in imports.read(clerk, samples / RELIEF).lines}
    for truth in expected(samples, RELIEF)["applications"]:
        values = read[truth["sheet"], truth["row"]]
        assert values["village"] == truth["village"]
        assert values["school"] == truth["school"]
        assert rules.label("stage", values["stage"]) == truth["stage"]
        assert values["grade"] == truth["grade"]
        assert (values["class_name"] or "") == truth["klass"]
        assert values["applied"] == 100 * truth["amount_yuan"]
        received = values["aid_received_amount"] or (0 if values["aid_received"] else None)
        assert received == (truth["received_yuan"] and 100 * truth["received_yuan"]) or not received
        assert (values["household_number"] or "") == (truth["household_no"] or "")
        assert values["payee_account"] == truth["account"] or "W_ACCT_FORMAT" in truth["codes"]
        assert values["application_date"].startswith("2018-05-")


def test_totals_of_the_applications(bare: Desk, samples: Path) -> None:
    truth = expected(samples, RELIEF)["totals"]
    lines = imports.read(bare, samples / RELIEF).lines
    assert sum(x.values["applied"] for x in lines) == 100 * truth["amount_yuan_all_rows"]
    assert sum(x.values["aid_received_amount"] or 0 for x in lines) == 100 * truth["received_yuan_as_written"]
    take_in(bare, samples / RELIEF)
    stages: dict[str, list[int]] = defaultdict(list)
    for case in bare.store.select("relief_case"):
        stages[bare.rules().label("stage", case["stage"])].append(case["applied"])
    found = {s: {"rows": len(a), "amount_yuan": sum(a) // 100} for s, a in stages.items()}
    assert found == truth["by_stage_accepted"]
    assert len(bare.store.select("region", level="village")) == 11
    assert all(case["village"] for case in bare.store.select("relief_case"))


def test_what_the_office_knows_completes_an_application(filled: Desk) -> None:
    """Who is on the roll and in the base enters as 已受理 with a number, the others wait as drafts."""
    states = Counter(c["state"] for c in filled.store.select("relief_case"))
    assert states == {workflow.ACCEPTED: 61, workflow.DRAFT: 9}
    numbered = [c["case_no"] for c in filled.store.select("relief_case", state=workflow.ACCEPTED)]
    assert len(set(numbered)) == 61
    assert numbered[0] == "JYJZ-513399101-2018S-0001"
    (person,) = people.find(filled, "513399200908214437")
    (case,) = filled.store.select("relief_case", person_id=person["id"])
    assert (case["boarding"], case["place"], case["household_type"]) == (1, "in_county", "低保贫困户")
    assert [s["action"] for s in relief.story(filled, case["id"])] == ["accept"]
    assert relief.status(filled, case["id"])["next"].action == "send_village"
    assert checking.check(filled)["findings"] == []


def test_a_name_written_otherwise_keeps_the_child_and_is_asked_about(filled: Desk, samples: Path) -> None:
    (person,) = people.find(filled, "513399201005213008")
    assert person["name"] == "扎西曲珍"
    assert len(filled.store.select("relief_case", person_id=person["id"])) == 1
    (run,) = filled.store.select("import_run", kind="relief")
    found = filled.store.select("import_problem", import_run_id=run["id"], rule="X_NAME_VARIANT")
    assert [(p["sheet"], p["row"]) for p in found] == [("下格桑村", 9)]


@pytest.mark.parametrize("name", [RELIEF, AID])
def test_the_same_file_again_changes_nothing(filled: Desk, samples: Path, name: str) -> None:
    changes = filled.store.value("SELECT COUNT(*) FROM change")
    again = take_in(filled, samples / name)
    assert again.count("unchanged") == expected(samples, name)["accepted_rows"]
    assert again.count("accepted") == 0
    assert filled.store.value("SELECT COUNT(*) FROM change") == changes


def test_an_application_said_otherwise_is_not_a_second_one(filled: Desk, workbook: Any) -> None:
    path = workbook(
        [["学生姓名", "身份证号", "申请金额", "已享受资助"], ["巴登格乃", "513399200908214437", 900, "无"]]
    )
    result = take_in(filled, path, term="2018S")
    assert [p.rule for p in result.lines[0].problems if p.blocking] == ["B_DUP_CASE"]
    assert take_in(filled, path, term="2017A").count("accepted") == 1


def test_what_was_refused_and_archived_does_not_stand_in_the_way(filled: Desk, workbook: Any) -> None:
    row = ["巴登格乃", "513399200908214437", 900, "无"]
    path = workbook([["学生姓名", "身份证号", "申请金额", "已享受资助"], row])
    (child,) = filled.store.select("person", id_number=row[1])
    (case,) = filled.store.select("relief_case", person_id=child["id"], term="2018S")
    relief.act(filled, case["id"], "withdraw", reason="家长放弃")
    relief.act(filled, case["id"], "archive", reason="申请表在村里")
    assert take_in(filled, path, term="2018S").count("accepted") == 1
    assert len(filled.store.select("relief_case", person_id=child["id"], term="2018S")) == 2


def test_undoing_the_import_takes_the_applications_back(clerk: Desk, samples: Path) -> None:
    result = take_in(clerk, samples / RELIEF)
    assert result.change_id is not None
    checking.undo(clerk, result.change_id)
    assert clerk.store.select("relief_case") == []
    assert take_in(clerk, samples / RELIEF).count("accepted") == 70


def test_totals_of_the_aid_received(bare: Desk, samples: Path) -> None:
    take_in(bare, samples / AID)
    truth, rows = expected(samples, AID)["totals"], bare.store.select("received_aid")
    assert bare.store.select("person") == []
    assert sum(r["amount"] for r in rows) == round(100 * truth["amount_yuan"])
    for column, total in (
        ("programme_name", "by_programme"),
        ("channel", "by_form"),
        ("school", "by_school"),
    ):
        found: dict[str, list[int]] = defaultdict(list)
        for row in rows:
            found[row[column]].append(row["amount"])
        assert {k: (len(v), sum(v)) for k, v in found.items()} == {
            k: (v["rows"], round(100 * v["amount_yuan"])) for k, v in truth[total].items()
        }
    assert {r["programme"] for r in rows} == {
        *("P01", "P02", "P03a", "P03b", "P04b", "P05", "P06", "P07", "P08", "P09", "P10", "P11"),
        *("P12", "P13", "P16", "P19"),
    }
    (run,) = bare.store.select("import_run")
    assert {r["import_run_id"] for r in rows} == {run["id"]}
    assert (run["read"], run["accepted"]) == (3915, 3915)


def test_aid_stands_beside_its_pupil_and_a_stranger_is_listed(filled: Desk) -> None:
    unknown = filled.store.select("received_aid", person_id=None)
    assert {r["id_number"] for r in unknown} == {"51339920110621347X"}
    source = lists.open_list(filled, "received_aid", matched=0)
    assert [row["matched"] for row in source.rows(source.ids()).values()] == ["未匹配"] * len(unknown)
    assert people.find(filled, "51339920110621347X") == []
    without = [r for r in filled.store.select("received_aid") if not r["id_number"]]
    assert len(without) == 9
    assert all(r["person_id"] for r in without)


def test_a_doubled_row_is_kept_as_often_as_it_is_written(clerk: Desk, workbook: Any) -> None:
    head = ["姓名", "身份证号", "资助项目", "发放金额(元)"]
    row = ["扎西", "513399201103079922", "营养餐", 400]
    assert take_in(clerk, workbook([head, row, row])).count("accepted") == 2
    assert take_in(clerk, workbook([head, row, row])).count("unchanged") == 2
    result = take_in(clerk, workbook([head, row, row, row, [*row[:3], 500]]))
    assert (result.count("unchanged"), result.count("accepted")) == (2, 2)
    assert [r["programme"] for r in clerk.store.select("received_aid")] == ["P05"] * 4


def test_an_unknown_programme_is_kept_by_its_name(clerk: Desk, workbook: Any) -> None:
    rows = [["姓名", "身份证号", "资助项目", "发放金额"], ["扎西", "513399201103079922", "某某奖学金", 400]]
    result = take_in(clerk, workbook(rows))
    assert "W_PROGRAMME" in {p.rule for p in result.lines[0].problems}
    (row,) = clerk.store.select("received_aid")
    assert (row["programme"], row["programme_name"]) == (None, "某某奖学金")


def test_the_project_ledger_keeps_what_is_blank_blank(bare: Desk, samples: Path) -> None:
    truth = expected(samples, LEDGER)
    result = take_in(bare, samples / LEDGER)
    assert any("健身工程明细" in words and "project_sites" in words for words in result.remarks())
    stored = {p["project_no"]: p for p in bare.store.select("project")}
    for each in truth["projects"]:
        row = stored[each["no"]]
        assert row["name"] == each["name"]
        assert row["total_investment"] == (each["invest_wan"] and each["invest_wan"] * 1_000_000)
        assert row["area"] == (each["area_sqm"] and each["area_sqm"] * 100)
        assert row["stage"] == (each["stage_code"] and str(each["stage_code"]))
        assert row["plan_year"] == each["year"]
        assert (row["quantity"] or "").startswith(str(each["count"] or ""))
        assert each["source"] is None or f"资金来源：{each['source']}" in row["remark"]
    known = [p["total_investment"] for p in stored.values() if p["total_investment"] is not None]
    assert sum(known) == truth["totals"]["investment_wan"] * 1_000_000
    assert stored["XM-2017-005"]["total_investment"] is None
    assert bare.store.select("funding") == []


def test_a_milestone_of_the_ledger_counts_until_a_later_one_is_dated(bare: Desk, samples: Path) -> None:
    take_in(bare, samples / LEDGER)
    (project,) = bare.store.select("project", project_no="XM-2017-001")
    (milestone,) = bare.store.select("milestone", project_id=project["id"])
    assert (milestone["stage"], milestone["done_on"]) == ("100", None)
    assert milestone["remark"] == "已完成新建、改建工程"
    projects.save_part(bare, "milestone", {"stage": "20", "done_on": "20170301"}, project_id=project["id"])
    assert bare.store.get("project", project["id"])["stage"] == "100"
    projects.save_part(bare, "milestone", {"stage": "110", "done_on": "20180301"}, project_id=project["id"])
    assert bare.store.get("project", project["id"])["stage"] == "110"


def test_a_planned_milestone_is_reached_when_a_ledger_says_so(clerk: Desk, workbook: Any) -> None:
    head = ["项目编号", "项目名称", "当前阶段"]
    project = projects.save(
        clerk, {"project_no": "XM-1", "name": "宿舍", "kind": "宿舍食堂", "plan_year": 2018}
    ).id
    planned = {"stage": "70", "planned_on": "20180501"}
    projects.save_part(clerk, "milestone", planned, project_id=project)
    projects.save_part(clerk, "milestone", {"stage": "80", "document": "月报"}, project_id=project)
    take_in(clerk, workbook([head, ["XM-1", "宿舍", "已开工"]]))
    assert clerk.store.get("project", project)["stage"] == "70"
    (line,) = take_in(clerk, workbook([head, ["XM-1", "宿舍", "在建"]])).lines
    assert any("完成日期" in p.message for p in line.problems)
    assert clerk.store.get("project", project)["stage"] == "70"
    assert checking.check(clerk)["findings"] == []


def test_the_villages_of_the_projects(bare: Desk, samples: Path) -> None:
    first = imports.preview(bare, samples / LEDGER, kind="project_sites")
    assert first.count("refused") == 58
    assert "先导入" in first.lines[0].problems[0].message
    take_in(bare, samples / LEDGER)
    result = take_in(bare, samples / LEDGER, kind="project_sites")
    sites, truth = bare.store.select("project_site"), expected(samples, LEDGER)["totals"]
    assert (result.count("accepted"), len(sites)) == (58, 58)
    years = Counter(s["year"] for s in sites)
    assert years == {2017: truth["fitness_villages_2017"], 2018: truth["fitness_villages_2018"]}
    assert sum(s["amount"] or 0 for s in sites) == truth["fitness_wan_2018"] * 1_000_000
    assert {s["amount"] for s in sites if s["year"] == 2017} == {None}
    assert take_in(bare, samples / LEDGER, kind="project_sites").count("unchanged") == 58
    assert take_in(bare, samples / LEDGER).count("unchanged") == 7


def test_a_newer_ledger_is_followed_and_said(clerk: Desk, workbook: Any) -> None:
    head = ["项目编号", "项目名称", "项目类别", "总投资(万元)", "资金来源", "当前阶段"]
    take_in(clerk, workbook([head, ["XM-1", "宿舍", "宿舍食堂", 10, "中央6万元、县4万元", "开工"]]))
    newer = [head, ["XM-1", "宿舍", None, 12.5, None, "快好了"]]
    result = take_in(clerk, workbook(newer))
    (project,) = clerk.store.select("project")
    assert (project["total_investment"], project["kind"]) == (12_500_000, "dormitory_canteen")
    assert project["stage"] == "70"
    assert project["remark"] == "当前阶段：快好了"
    assert any("总投资" in p.message for p in result.lines[0].problems)
    assert sorted((f["source"], f["amount"]) for f in clerk.store.select("funding")) == [
        ("central", 6_000_000),
        ("county", 4_000_000),
    ]


def test_a_newer_amount_of_a_source_takes_the_place_of_the_older_one(clerk: Desk, workbook: Any) -> None:
    head = ["项目编号", "项目名称", "资金来源", "当前阶段"]
    take_in(clerk, workbook([head, ["XM-1", "宿舍", "中央6万元、县4万元", "开工"]]))
    newer = workbook([head, ["XM-1", "宿舍", "中央8万元、县4万元、省1万元", "开工"]])
    result = take_in(clerk, newer)
    assert "“中央”已登记 60,000.00 元，按本表改为 80,000.00 元" in result.lines[0].reason()
    assert sorted((f["source"], f["amount"]) for f in clerk.store.select("funding")) == [
        ("central", 8_000_000),
        ("county", 4_000_000),
        ("province", 1_000_000),
    ]
    assert take_in(clerk, newer).count("unchanged") == 1


def test_several_entries_of_one_source_are_left_to_the_clerk(clerk: Desk, workbook: Any) -> None:
    head = ["项目编号", "项目名称", "资金来源", "当前阶段"]
    take_in(clerk, workbook([head, ["XM-1", "宿舍", "中央6万元", "开工"]]))
    with clerk.change("登记资金来源") as change:
        change.insert("funding", {"project_id": 1, "source": "central", "amount": 2_000_000})
    for amount, told in (("8", False), ("9", True)):
        result = take_in(clerk, workbook([head, ["XM-1", "宿舍", f"中央{amount}万元", "开工"]]))
        assert ("合计不符，没有改动" in result.lines[0].reason()) is told
    assert sorted(f["amount"] for f in clerk.store.select("funding")) == [2_000_000, 6_000_000]


WATCHED = [
    "户编号",
    "姓名",
    "证件号码",
    "与户主关系",
    "监测对象类别",
    "识别监测时间",
    "风险是否已消除",
    "消除监测时间",
]


def watched(*told: Any) -> list[Any]:
    return ["5133991001", "扎西", "513399201103079922", "子", *told]


@pytest.mark.parametrize(
    ("told", "day", "kind"),
    [
        (("脱贫不稳定户", "202105", "否", None), "2021-04-30", None),
        (("脱贫不稳定户", "202105", "否", None), "2021-05-01", "脱贫不稳定户"),
        (("脱贫不稳定户", "2021年5月", "是", "202203"), "2022-03-30", "脱贫不稳定户"),
        (("脱贫不稳定户", "202105", "是", "202203"), "2022-04-01", "脱贫户"),
        (("边缘易致贫户", "202105", "是", "202203"), "2022-04-01", "一般农户"),
        (("突发严重困难户", "202105", "是", "202203"), "2022-04-01", None),
        (("无", None, None, None), "2022-04-01", None),
    ],
)
def test_a_household_is_watched_for_a_while(
    clerk: Desk, workbook: Any, told: tuple[Any, ...], day: str, kind: str | None
) -> None:
    from eduaid_desktop.store.people import status_on

    take_in(clerk, workbook([WATCHED, watched(*told)]))
    assert take_in(clerk, workbook([WATCHED, watched(*told)])).count("unchanged") == 1
    found = status_on(clerk.store, clerk.store.select("household")[0]["id"], day)
    assert (found and found["household_type"]) == kind


def test_a_risk_that_went_ends_the_watching_that_stands_there(clerk: Desk, workbook: Any) -> None:
    take_in(clerk, workbook([WATCHED, watched("边缘易致贫户", "202105", "否", None)]))
    take_in(clerk, workbook([WATCHED, watched("边缘易致贫户", "202105", "是", "202203")]))
    spans = [
        (s["household_type"], s["valid_from"], s["valid_to"]) for s in clerk.store.select("household_status")
    ]
    assert spans == [("边缘易致贫户", "2021-05-01", "2022-03-31"), ("一般农户", "2022-03-31", "")]
