"""责任书 and 限期返校通知书: for whom there is one, what stands on it, and who is meant by a name."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from eduaid_desktop.documents import pages
from eduaid_desktop.domain import slip
from eduaid_desktop.domain.id_number import check_digit
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import office, policies, print_ledger, slips
from eduaid_desktop.services.desk import Desk

TERM = "2018S"
VILLAGES = (("513399101200", "达瓦村"), ("513399101201", "绒巴村"))
# name, birth, village, household, guardian, school, grade and class
CHILDREN = (
    ("扎西", "2008-05-29", 0, 1, "次仁", "中心小学", "三年级", "1班"),
    ("卓玛", "2010-11-19", 0, 1, "次仁", "中心小学", "一年级", "2班"),
    ("曲批", "2009-06-22", 0, None, "白玛", "中心小学", "三年级", "1班"),
    ("拉姆", "2009-07-01", 0, None, "白玛", "", "", ""),
    ("没有家长", "2007-07-01", 0, None, None, "中心小学", "三年级", "2班"),
    ("扎西", "2007-03-04", 1, None, "多吉", "县中学", "七年级", "1班"),
    ("大学生", "1999-03-04", 1, None, "多吉", "", "", ""),
)


def id_number(serial: int, born: str) -> str:
    head = f"513399{born.replace('-', '')}{serial:03d}"
    return head + check_digit(head)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    head = {"name": "格桑镇", "code": "513399101", "county": "云岭县", "fixed_date": "2018-06-12"}
    with office.create(tmp_path / "格桑镇.eduaid", villages=VILLAGES, **head) as made:  # type: ignore[arg-type]
        with made.change("登记") as change:
            row = {"household_number": "5133991099", "head_name": "次仁", "village": VILLAGES[0][0]}
            change.insert("household", row)
            schools = {
                name: change.insert("school", {"name": name, "place": "in_county"})
                for name in ("中心小学", "县中学")
            }
            for serial, (name, born, village, household, guardian, school, grade, class_) in enumerate(
                CHILDREN, 1
            ):
                person = {"name": name, "birth_date": born, "sex": "1", "village": VILLAGES[village][0]}
                person |= {
                    "household_id": household,
                    "guardian_name": guardian,
                    "id_number": id_number(serial, born),
                }
                pid = change.insert("person", person)
                if school:
                    roll = {
                        "person_id": pid,
                        "term": TERM,
                        "school_id": schools[school],
                        "place": "in_county",
                    }
                    stage = "2" if school == "中心小学" else "3"
                    roll |= {"stage": stage, "grade": grade, "class_name": class_, "placement": "普通就读"}
                    change.insert("enrolment", roll)
        yield made


def letters(desk: Desk, folder: Path, document: str = "duty_letter", **wanted: Any) -> dict[str, str]:
    """Every letter by its number, its text on one line."""
    target = folder / f"{document}.pdf"
    made = slips.write(desk, document, target, **wanted)
    text = ["".join(page.split()) for page in pages.text(target)]
    print_ledger.register(desk, made.placed)
    return {each.slip.number: "".join(text[each.first : each.first + each.pages]) for each in made.placed}


def test_every_village_signs_with_the_township(desk: Desk, tmp_path: Path) -> None:
    found = [*letters(desk, tmp_path, term=TERM).values()]
    assert len(found) == 2
    assert "甲方：格桑镇人民政府乙方：达瓦村村民委员会" in found[0]
    assert "按现有记录5人" in found[0]
    assert "按现有记录1人" in found[1]
    for words in (
        "2017-2018学年",
        "第五条、第十一条、第十三条",
        "第五十八条",
        "教育局局长",
        "村主任",
        "年月日",
    ):
        assert words in found[0]
    assert not {"{", "}"} & set("".join(found))


def test_every_family_of_a_village_has_one_letter_that_names_its_children(desk: Desk, tmp_path: Path) -> None:
    asked = {"level": "village_family", "responsible": "四郎·扎西", "signed_on": "2018-3-5"}
    found = letters(desk, tmp_path, term=TERM, what="达瓦村", answers=asked)
    texts = [*found.values()]
    assert len(found) == len(texts) == 3
    by_head = {
        name: next(t for t in texts if f"乙方（家长）：{name}" in t) for name in ("次仁", "白玛", "＿＿＿＿")
    }
    assert all(name in by_head["次仁"] for name in ("扎西", "卓玛", "2008年5月29日", "中心小学", "三年级1班"))
    assert all(name in by_head["白玛"] for name in ("曲批", "拉姆"))
    assert "没有家长" in by_head["＿＿＿＿"]
    assert all("四郎·扎西" in text and "2018年3月5日" in text for text in texts)
    assert not any(id_number(n, c[1]) in text for n, c in enumerate(CHILDREN, 1) for text in texts)
    alone = letters(desk, tmp_path, term=TERM, what="5133991099", answers=asked)
    assert [*alone] == [number for number, text in found.items() if "乙方（家长）：次仁" in text]


def test_guardians_of_one_name_are_told_apart(desk: Desk, tmp_path: Path) -> None:
    with desk.change("另一个白玛") as change:
        row = {
            "name": "别家的孩子",
            "birth_date": "2009-01-02",
            "village": VILLAGES[0][0],
            "guardian_name": "白玛",
        }
        change.insert("person", {**row, "phone": "16400009999"})
    found = letters(desk, tmp_path, term=TERM, what="达瓦村", answers={"level": "village_family"})
    with_name = [text for text in found.values() if "乙方（家长）：白玛" in text]
    named = sorted(("曲批" in text, "别家的孩子" in text) for text in with_name)
    assert named == [(False, True), (True, False)]


def test_a_letter_printed_again_keeps_its_number_and_one_changed_gets_another(
    desk: Desk, tmp_path: Path
) -> None:
    first = letters(desk, tmp_path, term=TERM, what="达瓦村", answers={"level": "village_family"})
    again = letters(desk, tmp_path, term=TERM, what="达瓦村", answers={"level": "village_family"})
    assert [*first] == [*again]
    with desk.change("新生") as change:
        row = {
            "name": "新来的",
            "birth_date": "2010-01-02",
            "village": VILLAGES[0][0],
            "guardian_name": "白玛",
        }
        change.insert("person", row)
    changed = letters(desk, tmp_path, term=TERM, what="达瓦村", answers={"level": "village_family"})
    assert len({*changed} - {*first}) == 1


def test_each_class_of_a_school_signs_for_its_pupils(desk: Desk, tmp_path: Path) -> None:
    found = letters(desk, tmp_path, "class_duty_letter", term=TERM, what="中心小学")
    assert len(found) == 3
    texts = "".join(found.values())
    for title, pupils in (("一年级2班", 1), ("三年级1班", 2), ("三年级2班", 1)):
        assert f"乙方：{title}班主任" in texts
        assert (
            next(t for t in found.values() if f"乙方：{title}班主任" in t).count(f"按学籍名册{pupils}人") == 1
        )
    assert all(slip.read(number) == number for number in found)


def test_a_letter_is_found_again_by_what_its_number_stands_for(desk: Desk, tmp_path: Path) -> None:
    """As the print ledger asks for it: a family by the number of a child, a class by one of its enrolments."""
    families = letters(desk, tmp_path, term=TERM, what="达瓦村", answers={"level": "village_family"})
    classes = letters(desk, tmp_path, "class_duty_letter", term=TERM, what="中心小学")
    for document, found in (("duty_letter", families), ("class_duty_letter", classes)):
        for number in found:
            (row,) = desk.store.select("slip", slip_no=number)
            again = letters(desk, tmp_path, document, term=TERM, what=str(row["record_id"]))
            assert [*again] == [number]


def test_what_a_level_needs_is_said(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="请选一个村"):
        letters(desk, tmp_path, term=TERM, answers={"level": "village_family"})
    with pytest.raises(Refused, match="请选一所学校"):
        letters(desk, tmp_path, "class_duty_letter", term=TERM)
    with pytest.raises(UserError, match="找不到“天上村”"):
        letters(desk, tmp_path, term=TERM, what="天上村")
    with pytest.raises(Refused, match="哪一级的责任书"):
        letters(desk, tmp_path, term=TERM, answers={"level": "省与县"})


def test_a_day_that_no_rule_is_about_is_said(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"1990年3月5日没有“.*”的控辍保学用语"):
        letters(desk, tmp_path, term=TERM, answers={"signed_on": "1990-03-05"})
    with pytest.raises(UserError, match=r"没有义务教育适龄范围的规定"):
        letters(desk, tmp_path, term="1990S")
    with pytest.raises(UserError, match=r"没有义务教育适龄范围的规定"):
        letters(desk, tmp_path, "return_notice", what="曲批", answers={"issued_on": "1990-03-05"})


def test_the_wording_of_a_county_goes_before_ours(desk: Desk, tmp_path: Path) -> None:
    package = tmp_path / "云岭县.toml"
    package.write_text(
        'name = "云岭县控辍保学文本"\ndocument = "云教〔2018〕3号"\n[[attendance_texts]]\n'
        'key = "township_village.closing"\nwording = "云岭县统一文本，{year}学年。"\nvalid_from = "2018-01-01"\n'
        'valid_to = ""\nsource = "云教〔2018〕3号"\ncertainty = "H"\n',
        encoding="utf-8",
    )
    policies.add(desk, policies.read(desk, package))
    found = "".join(letters(desk, tmp_path, term=TERM).values())
    assert "云岭县统一文本，2017-2018学年。" in found
    assert "双方各执一份" not in found
    package.write_text(package.read_text("utf-8").replace("{year}", "{yaer}").replace("3号", "4号"), "utf-8")
    with pytest.raises(UserError, match="wording 写得不对"):
        policies.read(desk, package)


def notice(desk: Desk, folder: Path, what: str, **answers: str) -> str:
    (text,) = letters(desk, folder, "return_notice", what=what, answers=answers).values()
    return text


def test_the_order_cites_the_law_and_names_child_day_school_and_guardian(desk: Desk, tmp_path: Path) -> None:
    text = notice(desk, tmp_path, "拉姆", deadline="2018-6-25", school="格桑镇中心小学", server="四郎、曲批")
    for words in (
        "白玛：拉姆（2009年7月1日出生）属于义务教育适龄儿童、少年",
        "第五条第二款规定：“适龄儿童、少年的父母或者其他法定监护人应当依法保证其按时入学接受并完成义务教育。”",
        "第五十八条规定：“适龄儿童、少年的父母或者其他法定监护人无正当理由未依照本法规定送适龄儿童、少年入学接受义务教育的，"
        "由当地乡镇人民政府或者县级人民政府教育行政部门给予批评教育，责令限期改正。”",
        "责令您在2018年6月25日以前送拉姆到格桑镇中心小学返校上学",
        "格桑镇人民政府2018年6月12日", "送达回证", "（手印）", "四郎、曲批", "见证人",
    ):  # fmt: skip
        assert words in text, words
    assert id_number(4, "2009-07-01") not in text


def test_what_is_not_known_yet_stays_to_be_written_in(desk: Desk, tmp_path: Path) -> None:
    assert "责令您在年月日以前送拉姆到＿＿＿＿＿＿＿＿返校上学" in notice(desk, tmp_path, "拉姆")
    assert "到中心小学返校上学" in notice(desk, tmp_path, "卓玛")


def test_a_name_that_several_bear_lists_them_and_a_number_settles_it(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        notice(desk, tmp_path, "扎西")
    told = refused.value.sentence
    assert "有 2 个“扎西”" in told
    assert "达瓦村，2008年5月29日生，513399********" in told
    assert "绒巴村，2007年3月4日生" in told
    assert "多吉：扎西（2007年3月4日出生）" in notice(desk, tmp_path, id_number(6, "2007-03-04"))
    assert "次仁：扎西（2008年5月29日出生）" in notice(desk, tmp_path, "1")
    with pytest.raises(UserError, match="找不到“谁也不是”"):
        notice(desk, tmp_path, "谁也不是")
    with pytest.raises(UserError, match="请指明一个孩子"):
        letters(desk, tmp_path, "return_notice")


def test_nobody_is_ordered_back_who_need_not_go_or_by_a_day_that_is_past(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"大学生现在 19 周岁，不在义务教育适龄 6 至 15 周岁"):
        notice(desk, tmp_path, "大学生")
    with pytest.raises(Refused, match="返校期限早于签发日期"):
        notice(desk, tmp_path, "拉姆", deadline="2018-6-11")
    with pytest.raises(Refused, match="返校期限"):
        notice(desk, tmp_path, "拉姆", deadline="下周")
