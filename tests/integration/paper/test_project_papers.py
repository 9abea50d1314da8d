"""The papers of projects: every column, sums that are those of the records, and what may not hang in public."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from eduaid_desktop.documents import pages
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import bilingual, office, office_settings, projects, slips
from eduaid_desktop.services.desk import Desk

FULL = {
    "project_no": "XM-2018-001", "name": "格桑镇中心小学食堂", "kind": "宿舍食堂", "plan_year": "2018",
    "village": "达瓦村", "school": "格桑镇中心小学", "content": "食堂一栋两层", "area": "430.5", "quantity": "1 栋",
    "total_investment": "1014万", "budget_before": "1080万", "budget_after": "1014万", "contract_amount": "9900001",
    "contractor": "云岭建筑公司", "supervisor": "州监理公司", "designer": "省设计院", "planned_start": "2018-03-01",
    "planned_finish": "2018-11-30", "actual_start": "2018-03-12", "actual_finish": "2018-06-01",
    "acceptance": "合格", "handed_to": "中心小学",
    "handed_on": "2018-06-05", "settled": "985万", "audited": "980万", "responsible": "曲批", "phone": "16400001234",
    "problems": "雨季运不进材料", "next_step": "抢修道路", "remark": "省重点",
}  # fmt: skip
OTHERS = (
    ("XM-2017-001", "达瓦村幼儿园", "2017", "70万"),
    ("XM-2018-002", "绒巴村健身路径", "2018", "5万"),
    ("XM-2018-003", "没有总投资的项目", "2018", ""),
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    head = {"name": "格桑镇", "code": "513399101", "county": "云岭县", "fixed_date": "2018-06-12"}
    villages = (("513399101200", "达瓦村"), ("513399101201", "绒巴村"))
    with office.create(tmp_path / "格桑镇.eduaid", villages=villages, **head) as made:  # type: ignore[arg-type]
        full = projects.save(made, FULL).id
        for source, amount, partner in (
            ("中央", "500万", ""),
            ("对口援建", "300.5万", "广东"),
            ("县", "213.5万", ""),
        ):
            raw = {"source": source, "amount": amount, "partner": partner}
            projects.save_part(made, "funding", raw, project_id=full)
        projects.save_part(made, "milestone", {"stage": "在建", "done_on": "2018-04-01"}, project_id=full)
        for month, physical, invested, paid in (
            ("201804", "20", "150万", "100万"),
            ("201805", "35", "450万", "400万"),
        ):
            raw = {
                "month": month,
                "physical": physical,
                "invested": invested,
                "paid": paid,
                "problems": "缺水泥",
            }
            projects.save_part(made, "progress", raw, project_id=full)
        for number, name, year, whole in OTHERS:
            raw = {
                "project_no": number,
                "name": name,
                "kind": "其他",
                "plan_year": year,
                "total_investment": whole,
            }
            projects.save(made, raw)
        yield made


def lines(desk: Desk, folder: Path, document: str, **wanted: Any) -> list[str]:
    target = folder / f"{document}.pdf"
    assert slips.write(desk, document, target, **wanted).complete
    return [line.strip() for page in pages.text(target) for line in page.splitlines()]


def joined(found: list[str]) -> str:
    return "".join("".join(found).split())


def test_the_ledger_has_every_column_of_a_project_on_a3(desk: Desk, tmp_path: Path) -> None:
    found = joined(lines(desk, tmp_path, "project_ledger"))
    for words in (
        "XM-2018-001", "食堂一栋两层", "430.50㎡", "1栋", "1,014.00", "中央500", "对口援建（广东）300.5", "县213.5",
        "1,080.00", "990.0001", "985.00", "980.00", "施工：云岭建筑公司", "监理：州监理公司", "设计：省设计院",
        "2018年3月1日", "2018年11月30日", "2018年3月12日", "在建", "35", "44.4", "450.00", "400.00", "合格",
        "2018年6月5日", "缺水泥", "抢修道路", "曲批", "16400001234", "省重点", "达瓦村格桑镇中心小学",
        "合计4个1,089.00",
    ):  # fmt: skip
        assert words in found, words
    assert round(pages.size_mm(tmp_path / "project_ledger.pdf", 0)[0]) == 420


def test_stages_count_each_project_once(desk: Desk, tmp_path: Path) -> None:
    found = lines(desk, tmp_path, "project_ledger")
    assert "在建 1 1,014.00" in found
    assert "还没有登记节点 3 75.00" in found
    assert "合计 4 1,089.00" in found


def test_a_year_has_its_own_projects(desk: Desk, tmp_path: Path) -> None:
    found = joined(lines(desk, tmp_path, "project_ledger", what="2017"))
    assert "格桑镇2017年教育项目台账" in found
    assert "达瓦村幼儿园" in found
    assert "XM-2018" not in found
    with pytest.raises(Refused, match="2015年还没有登记项目"):
        lines(desk, tmp_path, "project_ledger", what="2015年")
    with pytest.raises(UserError, match="“去年”不是年度"):
        lines(desk, tmp_path, "project_ledger", what="去年")


def test_the_ledger_of_all_years_is_found_again_by_its_number(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "X.pdf"
    numbers = [
        slips.write(desk, "project_ledger", target, what=what).placed[0].slip.number for what in (None, "0")
    ]
    assert numbers[0] == numbers[1]


def test_sources_add_up_by_row_and_by_column(desk: Desk, tmp_path: Path) -> None:
    found = lines(desk, tmp_path, "project_funding")
    own = next(n for n in found if "500.00" in n and "300.50" in n and not n.startswith("合计"))
    assert own.split()[-7:] == ["500.00", "213.50", "300.50", "1,014.00", "1,014.00", "0.00", "广东"]
    foot = next(n for n in found if n.startswith("合计"))
    assert foot.split()[2:] == ["个", "500.00", "213.50", "300.50", "1,014.00", "1,089.00", "0.00"]


def test_the_month_tells_what_was_added_and_what_runs_ahead(desk: Desk, tmp_path: Path) -> None:
    found = joined(lines(desk, tmp_path, "project_progress", what="2018-05"))
    for words in (
        "格桑镇2018年5月教育项目进度月报",
        "300.00450.0044.435400.0040.4",
        "缺水泥",
        "支付进度40.4%快于形象进度35%",
    ):
        assert words in found, words
    assert "XM-2018-002" not in found
    april = joined(lines(desk, tmp_path, "project_progress", what="2018年4月"))
    assert "150.00150.0014.820100.0010.1" in april
    june = joined(lines(desk, tmp_path, "project_progress"))
    assert "本月没有报，取2018年5月的进度" in june
    assert "本月没有报进度的1个：XM-2018-001" in june
    with pytest.raises(Refused, match="2017年1月没有在建的项目"):
        lines(desk, tmp_path, "project_progress", what="2017-01")
    with pytest.raises(UserError, match="“五月”不是月份"):
        lines(desk, tmp_path, "project_progress", what="五月")


def test_what_hangs_in_public_names_nobody(desk: Desk, tmp_path: Path) -> None:
    found = joined(lines(desk, tmp_path, "project_notice", what="2018"))
    for words in (
        "序号项目名称建设地点建设内容投资规模（万元）责任单位",
        "格桑镇人民政府",
        "12317",
        "1,014.00",
        "公示日期：2018年6月12日",
    ):
        assert words in found, words
    for hidden in ("曲批", "16400001234", "云岭建筑公司", "雨季", "缺水泥"):
        assert hidden not in found, hidden


@pytest.mark.parametrize(
    "private", ["513399200812319926", "16400001234", "6299 9057 7027 0170 596", "０８３６－８１２３４５６"]
)
@pytest.mark.parametrize("column", ["name", "content", "school"])
def test_no_number_of_a_person_hangs_in_public(desk: Desk, tmp_path: Path, column: str, private: str) -> None:
    projects.save(desk, {**FULL, "project_no": "XM-2018-009", column: f"食堂（联系曲批{private}）"})
    with pytest.raises(Refused, match="公示名单不得出现身份证号、电话或账号"):
        lines(desk, tmp_path, "project_notice", what="2018")
    assert not (tmp_path / "project_notice.pdf").exists()


def test_no_number_gets_into_public_by_an_answer_a_label_or_a_setting(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="公示名单不得出现"):
        lines(desk, tmp_path, "project_notice", answers={"responsible_body": "曲批 16400001234"})
    bilingual.save(desk, bilingual.Entry("教育项目公示", "མིང་ ༡༦༤༠༠༠༠༡༢༣༤"))
    office_settings.set_(desk, "bilingual_labels", True)
    with pytest.raises(Refused, match="公示名单不得出现"):
        lines(desk, tmp_path, "project_notice")
    assert list(tmp_path.glob("*.pdf")) == []


def test_telephones_of_offices_hang_in_public(desk: Desk, tmp_path: Path) -> None:
    office_settings.set_(desk, "phones.township_government", "0836-7000001、0836-7000002")
    assert "格桑镇人民政府0836-7000001、0836-7000002" in joined(lines(desk, tmp_path, "project_notice"))


def test_the_poverty_hotline_hangs_only_in_its_years(desk: Desk, tmp_path: Path) -> None:
    for day, there in (
        ("2013-12-31", False),
        ("2014-01-01", True),
        ("2020-12-31", True),
        ("2021-01-01", False),
    ):
        found = joined(
            lines(
                desk,
                tmp_path,
                "project_notice",
                answers={"noticed_on": day, "responsible_body": "云岭县教育局"},
            )
        )
        assert ("12317" in found) == there, day
        assert "云岭县教育局" in found


def test_an_office_without_projects_says_so(tmp_path: Path) -> None:
    with office.create(
        tmp_path / "空.eduaid", name="格桑镇", code="513399101", fixed_date="2018-06-12"
    ) as desk:
        for document in ("project_ledger", "project_funding", "project_notice", "project_progress"):
            with pytest.raises(Refused, match="还没有登记项目"):
                lines(desk, tmp_path, document)


def test_the_longest_texts_stand_under_the_table_and_are_never_cut(desk: Desk, tmp_path: Path) -> None:
    texts = {"problems": "问" * 200, "next_step": "步" * 200, "remark": "注" * 200, "content": "内" * 300}
    long = {"project_no": "XM-2019-001", "name": "项" * 100, "plan_year": "2019", **texts}
    number = projects.save(desk, {**FULL, **long}).id
    for source in ("中央", "省", "州", "县", "对口援建", "东西部协作", "社会捐赠", "自筹"):
        raw = {"source": source, "amount": "99999999.99", "partner": "援" * 60, "document": "文" * 60}
        projects.save_part(desk, "funding", raw, project_id=number)
    found = joined(lines(desk, tmp_path, "project_ledger", what="2019"))
    assert found.count("见表后附注") == 3
    for char, count in (("问", 200), ("步", 200), ("内", 300), ("项", 100), ("援", 480)):
        assert found.count(char) >= count, char
    for document in ("project_funding", "project_notice"):
        lines(desk, tmp_path, document, what="2019")
