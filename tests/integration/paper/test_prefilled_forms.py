"""预填表: whom a bundle is for, what stands on it, its numbers in the print ledger, and what a scanner then finds."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from eduaid_desktop.documents import pages
from eduaid_desktop.documents.paper import Printed
from eduaid_desktop.domain import slip
from eduaid_desktop.domain.id_number import check_digit
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import office as offices
from eduaid_desktop.services import print_ledger, relief, slips
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.papers import pupils

VILLAGES = (("513399101200", "上格桑村"), ("513399101201", "下格桑村"))
UP, DOWN = VILLAGES[0][0], VILLAGES[1][0]
PRIMARY, JUNIOR = "格桑镇中心小学", "云岭县第二中学"
RARE = ("泽仁·扎西" * 12)[:47] + "䶮㑇𠅤"


def number(serial: int) -> str:
    """An ID number of the unassigned county 513399."""
    head = f"51339920090412{serial:03d}"
    return head + check_digit(head)


class Town:
    """An office with pupils; they are given names, villages and classes one by one."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.schools: dict[str, int] = {}

    def pupil(self, name: str, grade: str = "三年级", class_name: str = "1班", **given: Any) -> int:
        """Her id. given: village, group_name, school, head_name, placement, term and columns of the person."""
        school, head = given.pop("school", PRIMARY), given.pop("head_name", None)
        enrolled = {"term": given.pop("term", "2018S"), "placement": given.pop("placement", None)}
        with self.desk.store.change("拥珍", f"登记{name}") as change:
            if school not in self.schools:
                self.schools[school] = change.insert("school", {"name": school})
            home = None
            if head:
                row = {
                    "head_name": head,
                    "household_number": f"5133991{len(head)}{ord(head[0])}",
                    "population": 5,
                }
                found = change.select("household", household_number=row["household_number"])
                home = found[0]["id"] if found else change.insert("household", row)
                status = {"household_id": home, "household_type": "一般贫困户", "valid_from": "2014-01-01"}
                change.insert("household_status", status)
            person = {"name": name, "village": UP, "sex": "2", "ethnic": "04", "household_id": home, **given}
            person_id = change.insert("person", person)
            stage = "2" if school == PRIMARY else "3"
            row = {"person_id": person_id, "school_id": self.schools[school], "stage": stage, "grade": grade}
            change.insert(
                "enrolment",
                {**row, "class_name": class_name, "place": "in_county", "boarding": 1, **enrolled},
            )
        return person_id

    def print(
        self,
        path: Path,
        what: str | None,
        document: str = "prefilled_form",
        term: str = "2018S",
        **answers: str,
    ) -> Printed:
        return slips.write(self.desk, document, path, term=term, what=what, answers=answers)


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    monkeypatch.setenv("EDUAID_OPERATOR", "拥珍")
    head = {"name": "格桑镇", "code": "513399101", "county": "云岭县", "fixed_date": "2018-06-12"}
    with offices.create(tmp_path / "格桑镇.eduaid", villages=VILLAGES, **head) as desk:
        yield Town(desk)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "预填表.pdf"


def words(path: Path) -> list[str]:
    """Each page without white space."""
    return [re.sub(r"\s", "", page) for page in pages.text(path)]


def apply(town: Town, person_id: int, **values: str) -> int:
    """A draft of the child's own application; the id of the case."""
    person = town.desk.store.get("person", person_id)
    raw = {
        "name": person["name"], "id_number": person["id_number"], "ethnic": "藏", "term": "2018S", "stage": "小学",
        "school": PRIMARY, "place": "县内", "grade": "三年级", "boarding": "是", "village": "上格桑村",
        "head_name": "拉姆", "household_type": "一般贫困户", "population": "4", "guardian_name": "拉姆",
        "guardian_relation": "母亲", "phone": "16400000001", "aid_received": "无", "reason": "家庭困难", "purpose": "2",
        "applied": "1000", "application_date": "2018-05-02", "payee_name": "拉姆", "payee_relation": "母亲",
        "payee_bank": "云岭县农村信用社", "payee_account": "62990000000000018", **values,
    }  # fmt: skip
    return relief.save(town.desk, raw, person_id=person_id).id


def test_a_form_holds_what_the_office_knows_and_nothing_that_the_family_has_to_say(
    town: Town, out: Path
) -> None:
    town.pupil(
        "泽仁·扎西", group_name="二组", id_number=number(7), head_name="洛桑", guardian_name="拉姆",
        guardian_relation="52", phone="16400000001", birth_date="2009-04-12",
    )  # fmt: skip
    printed = town.print(out, "上格桑村")
    assert printed.complete
    first, back, listed = words(out)
    for known in (
        "云岭县教育扶贫救助基金申请审批表", "2018年春季学期", "泽仁·扎西", number(7), "2009年4月", "格桑镇中心小学",
        "三年级", "1班", "县内", "格桑镇上格桑村二组", "洛桑", "一般贫困户", "拉姆", "母亲", "16400000001",
    ):  # fmt: skip
        assert known in first, known
    assert "填表日期：年月日" in first
    assert "¥人民币(大写)" in first
    assert "√" not in first
    assert "家庭年收入(元)人均年收入(元)" in first
    assert "学生：泽仁·扎西" in back
    assert back.count("(公章)年月日") == 5
    assert "上格桑村救助申请预填表发放收回清单" in listed


def test_a_village_is_handed_out_from_group_to_group_and_door_to_door(town: Town, out: Path) -> None:
    town.pupil("丁", group_name="十一组")
    town.pupil("丙", group_name="二组", head_name="洛桑", birth_date="2010-01-01")
    town.pupil("乙", group_name="一组")
    town.pupil(
        "甲", group_name="二组", head_name="洛桑", birth_date="2008-01-01", school=JUNIOR, grade="七年级"
    )
    town.pupil("外", village=DOWN)
    printed = town.print(out, "上格桑村")
    shown = words(out)
    assert printed.pages == 2 * 4 + 1
    order = ["乙", "甲", "丙", "丁"]
    assert [shown[2 * n + 1].split("学生：")[1][0] for n in range(4)] == order
    at = [shown[-1].index(f"{n}{name}") for n, name in enumerate(order, 1)]
    assert at == sorted(at)
    assert "外" not in shown[-1]


def test_who_has_an_application_already_is_marked_and_gets_no_form(town: Town, out: Path) -> None:
    town.pupil("甲", id_number=number(1))
    case = apply(town, town.pupil("乙", id_number=number(2)))
    relief.act(town.desk, case, "accept", on_date="2018-05-02")
    apply(town, town.pupil("丙", id_number=number(3)))
    printed = town.print(out, "上格桑村")
    assert printed.pages == 2 + 1
    listed = words(out)[-1]
    assert "发出预填表1份，每份两页，另有2人本学期已有申请，不再发表" in listed
    assert listed.count("□") == 2
    serial = relief.load(town.desk, case)["case_no"].rsplit("-", 1)[-1]
    assert f"已有申请（{serial}号）" in listed
    assert "已有申请（草稿）" in listed
    relief.act(town.desk, case, "withdraw", on_date="2018-05-03", reason="家长撤回")
    assert town.print(out, "上格桑村").pages == 2 * 2 + 1
    assert town.print(out, "上格桑村", term="2018A").pages == 2 * 3 + 1


def test_one_child_is_named_by_her_number_and_gets_her_form_again(town: Town, out: Path) -> None:
    child = town.pupil("甲", id_number=number(1))
    nameless = town.pupil("乙")
    first = slip.number("prefilled_form", child, 1)
    for what in (number(1), str(child)):
        printed = town.print(out, what)
        assert (printed.pages, [placed.slip.number for placed in printed.placed]) == (2, [first])
    assert town.print(out, str(nameless)).placed[0].slip.subject.record_id == nameless
    apply(town, child)
    assert town.print(out, number(1)).pages == 2
    with pytest.raises(UserError, match="这个村、班级或孩子"):
        town.print(out, number(9))


def test_a_village_that_was_closed_counts_under_the_one_that_took_it_over(town: Town, out: Path) -> None:
    town.pupil("甲")
    town.pupil("乙", village=DOWN)
    with town.desk.store.change("拥珍", "并村") as change:
        region = change.select("region", code=DOWN)[0]["id"]
        change.update("region", region, {"successor": UP, "valid_to": "2018-01-01"})
    assert town.print(out, "上格桑村").pages == 2 * 2 + 1


def test_on_request_only_households_that_can_apply_get_forms(town: Town, out: Path) -> None:
    town.pupil("甲", head_name="洛桑")
    town.pupil("乙")
    assert town.print(out, "上格桑村").pages == 2 * 2 + 1
    assert town.print(out, "上格桑村", able="是").pages == 2 + 1
    listed = words(out)[-1]
    assert "发出预填表1份，每份两页，1人不在可以申请的户，没有列入" in listed
    assert "乙" not in listed
    town.pupil("丙", village=DOWN)
    with pytest.raises(Refused, match="都不在可以申请的户"):
        town.print(out, "下格桑村", able="是")


def test_where_everybody_has_applied_there_is_only_the_checklist(town: Town, out: Path) -> None:
    apply(town, town.pupil("甲", id_number=number(1)))
    with pytest.raises(Refused, match="都已有申请"):
        town.print(out, "上格桑村")
    assert town.print(out, "上格桑村", "prefilled_list").pages == 1


@pytest.mark.parametrize(
    ("what", "names"),
    [
        (PRIMARY, ["大", "丙", "甲", "乙"]),
        (f"{PRIMARY} 三年级", ["丙", "甲", "乙"]),
        (f"{PRIMARY} 三年级 2班", ["乙"]),
        (f"{PRIMARY}三年级2班", ["乙"]),
        (f"{PRIMARY}　三年级　２班", ["乙"]),
        (f"{PRIMARY} 三年级 2", ["乙"]),
    ],
)
def test_a_class_is_named_as_people_write_it(town: Town, what: str, names: list[str]) -> None:
    town.pupil("乙", class_name="2班")
    town.pupil("甲", class_name="1班")
    town.pupil("丙", class_name="1班", village=DOWN)
    town.pupil("大", grade="一年级", class_name="1班")
    town.pupil("他", school=JUNIOR, grade="七年级")
    assert [row["name"] for row in pupils.wanted(town.desk, "2018S", what).rows] == names


def test_what_is_not_there_is_answered_with_what_is(town: Town, out: Path) -> None:
    town.pupil("甲")
    town.pupil("乙", school=JUNIOR, grade="七年级", class_name="3班")
    for what, said in (
        (f"{PRIMARY} 四年级", f"这所学校有：{PRIMARY} 三年级 1班。"),
        ("上格桑", "行政村有：上格桑村、下格桑村。"),
        ("第三中学", f"有学生的学校：{JUNIOR}、{PRIMARY}。"),
        (None, "请写明给哪个村或哪个班印"),
    ):
        with pytest.raises(UserError, match=said):
            town.print(out, what)
    with pytest.raises(Refused, match="下格桑村没有在读学生"):
        town.print(out, "下格桑村")
    assert not out.exists()


def test_classes_can_be_chosen_by_the_value_that_names_them(town: Town) -> None:
    town.pupil("乙", class_name="10班")
    town.pupil("甲", class_name="2班")
    town.pupil("丙", class_name="2班")
    offered = pupils.classes(town.desk, "2018S")
    second, tenth = f"{PRIMARY} 三年级 2班", f"{PRIMARY} 三年级 10班"
    assert offered == [(second, f"{second}　2 人"), (tenth, f"{tenth}　1 人")]
    assert len(pupils.wanted(town.desk, "2018S", offered[0][0]).rows) == 2


def test_who_left_school_or_died_gets_no_form(town: Town, out: Path) -> None:
    town.pupil("甲")
    town.pupil("乙", placement="毕业")
    town.pupil("丙", death_date="2018-01-01")
    assert town.print(out, "上格桑村").pages == 3


def test_the_school_of_the_term_counts_and_the_newest_where_it_is_not_known_yet(
    town: Town, out: Path
) -> None:
    child = town.pupil("甲", term="2017A", grade="二年级")
    assert "二年级" in words(town.print(out, "上格桑村").path)[0]
    with town.desk.store.change("拥珍", "升级") as change:
        school = change.select("school")[0]["id"]
        row = {"person_id": child, "term": "2018S", "school_id": school, "stage": "2", "grade": "三年级"}
        change.insert("enrolment", row)
    assert "三年级" in words(town.print(out, "上格桑村").path)[0]


def test_a_form_is_numbered_by_the_child_and_stands_in_the_ledger(town: Town, out: Path) -> None:
    child = town.pupil("甲")
    printed = town.print(out, "上格桑村")
    paper, listed = printed.placed
    assert paper.slip.number == slip.number("prefilled_form", child, 1)
    about = paper.slip.subject
    assert (about.record, about.record_id, about.term) == ("person", child, "2018S")
    assert (paper.first, paper.pages, listed.first, listed.pages) == (0, 2, 2, 1)
    assert listed.slip.number.startswith("17-")
    print_ledger.register(town.desk, printed.placed)
    rows = town.desk.store.select("slip", document="prefilled_form")
    assert [(row["record"], row["record_id"], row["state"]) for row in rows] == [("person", child, "out")]


def test_the_same_form_is_a_reprint_and_one_with_other_content_a_new_issue(town: Town, out: Path) -> None:
    child = town.pupil("甲")
    print_ledger.register(town.desk, town.print(out, "上格桑村").placed)
    again = town.print(out, "上格桑村").placed[0].slip
    assert (again.number, again.reprint) == (slip.number("prefilled_form", child, 1), True)
    assert "补打" in words(out)[0]
    with town.desk.store.change("拥珍", "改电话") as change:
        change.update("person", child, {"phone": "16400000009"})
    changed = town.print(out, "上格桑村").placed[0].slip
    assert (changed.number, changed.reprint) == (slip.number("prefilled_form", child, 2), False)
    other = town.print(out, "上格桑村", term="2018A").placed[0].slip
    assert other.reprint is False


def test_the_code_on_the_paper_reads_as_the_number_of_the_child(town: Town, out: Path) -> None:
    import zxingcpp

    child = town.pupil("甲")
    document = pypdfium2.PdfDocument(town.print(out, "上格桑村").path)
    picture = document[0].render(scale=200 / 72, grayscale=True).to_pil()
    document.close()
    (code,) = zxingcpp.read_barcodes(picture)
    assert slip.read(code.text) == slip.number("prefilled_form", child, 1)


def test_lists_of_two_schools_and_terms_have_numbers_of_their_own(town: Town, out: Path) -> None:
    town.pupil("甲")
    town.pupil("乙", school=JUNIOR, grade="七年级")
    asked = [(PRIMARY, "2018S"), (JUNIOR, "2018S"), (PRIMARY, "2018A"), ("上格桑村", "2018S")]
    found = [town.print(out, what, "prefilled_list", term).placed[0].slip.number for what, term in asked]
    assert len(set(found)) == 4


def test_two_children_of_one_name_are_told_apart_and_the_longest_name_stands_whole(
    town: Town, out: Path
) -> None:
    town.pupil("达瓦", guardian_name="洛桑", group_name="一组")
    town.pupil("达瓦", guardian_name="拉姆", group_name="二组")
    town.pupil(RARE, guardian_name=RARE, head_name=RARE)
    printed = town.print(out, "上格桑村")
    assert printed.complete
    listed = words(out)[-1]
    assert "一组；监护人洛桑" in listed
    assert "二组；监护人拉姆" in listed
    assert listed.count(RARE) == 2


def test_a_large_village_fills_its_checklist_and_no_form_begins_on_the_back(town: Town, out: Path) -> None:
    for n in range(60):
        town.pupil(f"学{n:02d}生", group_name=f"{n // 20 + 1}组")
    printed = town.print(out, "上格桑村")
    shown = words(out)
    listed = [page for page in shown if "序号姓名户主学校年级班级发出收回备注" in page]
    assert len(listed) == printed.pages - 120 > 1
    assert all(placed.first % 2 == 0 for placed in printed.placed)
    assert "".join(listed).count("□") == 120
    assert "预填表60份已如数领取" in listed[-1]
    assert "领表人" in listed[-1]


def test_printing_writes_nothing_until_it_is_printed(town: Town, out: Path) -> None:
    town.pupil("甲")
    before = town.desk.store.value("SELECT COUNT(*) FROM change")
    town.print(out, "上格桑村")
    assert town.desk.store.value("SELECT COUNT(*) FROM change") == before
