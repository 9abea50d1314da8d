"""控辍保学表册 and the list of pupils outside the county: every figure counted again by hand from the records."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from eduaid_desktop.documents import pages
from eduaid_desktop.domain import terms
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import office, slips
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store.store import Row

TERM = "2018S"
# Six to fifteen on 31 August 2017, section 9.2.
FIRST, LAST = "2001-09-01", "2011-08-31"
VILLAGE, OTHER = "513399101200", "513399101201"

Print = Callable[..., list[str]]


@pytest.fixture
def township(township: Path, tmp_path: Path) -> Iterator[Desk]:
    with Desk.open(Path(shutil.copy(township, tmp_path / township.name))) as desk:
        yield desk


def printed(desk: Desk, folder: Path, document: str, **wanted: Any) -> list[str]:
    """The lines of a paper, in reading order."""
    target = folder / f"{document}.pdf"
    made = slips.write(desk, document, target, **wanted)
    assert sum(each.pages for each in made.placed) == made.pages
    return [line.strip() for page in pages.text(target) for line in page.splitlines()]


def row(lines: list[str], first: str, after: str = "") -> list[str]:
    """The cells of the first line that begins so, below a line that begins with after."""
    start = next(n for n, line in enumerate(lines) if line.startswith(after)) if after else 0
    return next(line.split()[1:] for line in lines[start:] if line.split()[:1] == [first])


def of_age(desk: Desk) -> list[Row]:
    """Every child of age with her one enrolment, by plain loops over the tables."""
    roll = {}
    for enrolment in desk.store.select("enrolment", term=TERM):
        roll[enrolment["person_id"]] = enrolment
    people = [p for p in desk.store.select("person") if p["birth_date"] and FIRST <= p["birth_date"] <= LAST]
    return [{**p, "roll": roll.get(p["id"])} for p in people if not p["death_date"]]


def test_the_sums_of_the_township_are_those_of_its_records(township: Desk, tmp_path: Path) -> None:
    lines = printed(township, tmp_path, "attendance_table", term=TERM)
    children = of_age(township)
    enrolled = [c for c in children if c["roll"]]
    excused = [c for c in enrolled if c["roll"]["placement"] in ("免学", "缓学", "休学")]
    places = Counter(c["roll"]["place"] for c in enrolled)
    figures = [places[p] for p in ("in_county", "in_province", "other_province")]
    looked_for = len(children) - len(enrolled)
    assert row(lines, "合计", "一、各村情况") == [
        str(n) for n in (len(children), len(enrolled), *figures, 0, len(excused), looked_for)
    ]
    for stage, code in (("小学", "2"), ("初中", "3"), ("普高", "4"), ("中职", "5")):
        at = [c for c in enrolled if c["roll"]["stage"] == code and c not in excused]
        counted = Counter((c["roll"]["place"], c["sex"]) for c in at)
        wanted = [
            [counted[place, sex] for sex in "12"] for place in ("in_county", "in_province", "other_province")
        ]
        wanted.append([sum(column) for column in zip(*wanted, strict=True)])
        cells = [n for pair in wanted for n in (*pair, sum(pair))]
        assert row(lines, stage, "二、分学段") == [str(n) for n in cells]
    assert f"在册 {len(enrolled)} ＋ 待核实 {looked_for} ＝ 适龄 {len(children)}，相符。" in "".join(lines)


def test_every_village_has_its_book_and_together_they_hold_every_child(
    township: Desk, tmp_path: Path
) -> None:
    lines = printed(township, tmp_path, "attendance_table", term=TERM)
    heads = [line for line in lines if line.endswith("义务教育适龄儿童控辍保学表册") and "（续）" not in line]
    assert len(heads) == 1 + 11
    per_village = Counter(c["village"] for c in of_age(township))
    for region in township.store.select("region", level="village"):
        assert row(lines, region["name"], "一、各村情况")[0] == str(per_village[region["code"]])
    books = [int(line.split()[1]) for line in lines if line.startswith("合计 ") and line.endswith(" 人")]
    assert len(books) == 11
    assert sum(books) == len([c for c in of_age(township) if c["roll"]])


def test_what_a_table_means_stands_on_the_page_of_the_table(township: Desk, tmp_path: Path) -> None:
    printed(township, tmp_path, "attendance_table", term=TERM)
    told = [page for page in pages.text(tmp_path / "attendance_table.pdf") if "口径：" in page]
    assert len(told) == 12
    assert all("小计" in page for page in told)


def test_registered_pupils_and_placements_add_up(township: Desk, tmp_path: Path) -> None:
    lines = printed(township, tmp_path, "attendance_table", term=TERM)
    children = of_age(township)
    poor = {s["household_id"] for s in township.store.select("household_status")}
    registered = [c for c in children if c["household_id"] in poor]
    said = [
        c for c in children if c["household_id"] not in poor and c["roll"] and c["roll"]["registered_poor"]
    ]
    cells = (len(registered), len(said), len(children) - len(registered) - len(said), len(children))
    assert row(lines, "合计", "四、建档立卡") == [str(n) for n in cells]
    own_ways = Counter(c["roll"]["placement"] for c in children if c["roll"])
    ways = ("随班就读", "特教学校", "普校特教班", "送教上门", "免学", "缓学")
    assert row(lines, "合计", "三、残疾儿童")[:6] == [str(own_ways[way]) for way in ways]


def test_the_book_of_a_school_has_its_pupils_of_age_and_no_other(township: Desk, tmp_path: Path) -> None:
    lines = printed(township, tmp_path, "attendance_table", term=TERM, what="锦川市实验小学")
    (school,) = township.store.select("school", name="锦川市实验小学")
    own = [c["name"] for c in of_age(township) if c["roll"] and c["roll"]["school_id"] == school["id"]]
    assert row(lines, "合计", "一、在册儿童") == [str(len(own)), "人"]
    text = " ".join(lines)
    assert own
    assert all(name in text for name in own)
    assert "行政村" in text


def test_numbers_are_masked_unless_they_are_asked_for_whole(township: Desk, tmp_path: Path) -> None:
    child = next(c for c in of_age(township) if c["village"] == VILLAGE and c["roll"] and c["id_number"])
    asked = {"term": TERM, "what": "上格桑村"}
    masked = "".join(printed(township, tmp_path, "attendance_table", **asked))
    whole = "".join(printed(township, tmp_path, "attendance_table", **asked, answers={"whole_numbers": "是"}))
    assert child["id_number"] not in masked
    assert f"{child['id_number'][:6]}********{child['id_number'][-4:]}" in masked
    assert child["id_number"] in whole
    assert "内部资料　注意保密" in masked


def test_pupils_outside_the_county_are_listed_with_their_proofs(township: Desk, tmp_path: Path) -> None:
    roll = [e for e in township.store.select("enrolment", term=TERM) if e["place"] != "in_county"]
    cases = [
        c for c in township.store.select("relief_case") if c["person_id"] in {e["person_id"] for e in roll}
    ]
    (proven, *_) = [c for c in cases if terms.school_year(c["term"]) == "2017-2018"]
    with township.change("登记证明") as change:
        for case in cases:
            for evidence in change.select("evidence", case_id=case["id"], code="E05"):
                change.update("evidence", evidence["id"], {"present": 0})
        known = change.select("evidence", case_id=proven["id"], code="E05")
        came = {"present": 1, "received_on": "2018-04-03"}
        if known:
            change.update("evidence", known[0]["id"], came)
        else:
            change.insert("evidence", {"case_id": proven["id"], "code": "E05", **came})
    lines = printed(township, tmp_path, "out_of_county_list", term=TERM)
    assert row(lines, "合计") == [str(len(roll)), "人"]
    text = "".join(lines)
    assert text.count("已收　2018年4月3日") + text.count("已收2018年4月3日") == 1
    assert f"已收 1 人，未收 {len(roll) - 1} 人" in text
    with pytest.raises(UserError, match="没有名为“天上村”的村"):
        printed(township, tmp_path, "out_of_county_list", term=TERM, what="天上村")


# An office whose records have every gap there is.

ODD = (
    # name, birth, sex, village, school of her first enrolment, placement of it; "" for none
    ("甲生日不明", None, "1", VILLAGE, "中心校", "普通就读"),
    ("乙没有村", "2009-05-01", "2", None, "中心校", "普通就读"),
    ("丙两处学籍", "2009-05-02", "1", VILLAGE, "中心校", "普通就读"),
    ("丁性别不明", "2009-05-03", None, VILLAGE, "中心校", "普通就读"),
    ("戊已辍学", "2005-05-04", "2", VILLAGE, "中心校", "辍学"),
    ("己不在册", "2006-05-05", "1", OTHER, "", ""),
    ("庚休学", "2006-05-06", "1", OTHER, "中心校", "休学"),
    ("辛超龄", "1999-05-07", "1", VILLAGE, "中心校", "普通就读"),
    ("壬成人", "1980-05-08", "1", VILLAGE, "", ""),
    ("癸去世", "2009-05-09", "1", VILLAGE, "中心校", "普通就读"),
    ("子生日不明也不在册", None, "1", VILLAGE, "", ""),
    ("丑查无此人", "2009-05-10", "1", VILLAGE, "", ""),
)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Desk]:
    villages = ((VILLAGE, "达瓦村"), (OTHER, "绒巴村"))
    head = {"name": "格桑镇", "code": "513399101", "county": "云岭县", "fixed_date": "2018-06-12"}
    with office.create(tmp_path / "空.eduaid", villages=villages, **head) as desk:  # type: ignore[arg-type]
        yield desk


@pytest.fixture
def odd(empty: Desk) -> Desk:
    desk = empty
    with desk.change("登记") as change:
        for name, place in (("中心校", "in_county"), ("外省学校", "other_province")):
            change.insert("school", {"name": name, "place": place})
        schools = {s["name"]: s["id"] for s in change.select("school")}
        for name, born, sex, village, school, placement in ODD:
            person = {
                "name": name,
                "birth_date": born,
                "sex": sex,
                "village": village,
                "remark": f"备注{name}",
            }
            dead = {"death_date": "2018-01-05"} if name == "癸去世" else {}
            pid = change.insert("person", {**person, **dead})
            if name == "丑查无此人":
                found = {"rule": "X_GHOST", "subject": name, "facts": "{}", "decision": "查无此人"}
                change.insert("finding", {**found, "person_id": pid, "decided_on": "2018-06-01"})
            if school:
                roll = {
                    "person_id": pid,
                    "term": TERM,
                    "stage": "2",
                    "grade": "三年级",
                    "placement": placement,
                }
                change.insert("enrolment", {**roll, "school_id": schools[school], "place": "in_county"})
            if name == "丙两处学籍":
                roll |= {"school_id": schools["外省学校"], "place": "other_province", "current": 0}
                change.insert("enrolment", roll)
    return desk


def test_records_with_gaps_are_counted_once_and_nobody_is_lost(odd: Desk, tmp_path: Path) -> None:
    lines = printed(odd, tmp_path, "attendance_table", term=TERM)
    text = "".join(lines)
    # 甲 乙 丙 丁 are at school, 庚 is on leave, 戊 and 己 are looked for; the others are not of age, or have died.
    assert row(lines, "合计", "一、各村情况") == ["7", "5", "5", "0", "0", "0", "1", "2"]
    assert row(lines, "达瓦村") == ["4", "3", "3", "0", "0", "0", "0", "1"]
    assert row(lines, "绒巴村") == ["2", "1", "1", "0", "0", "0", "1", "1"]
    assert row(lines, "村没有登记") == ["1", "1", "1", "0", "0", "0", "0", "0"]
    assert "五、村没有登记的在册儿童" in text
    for name, *_ in ODD:
        found = name in text
        assert found == (name[0] in "甲乙丙丁戊己庚"), name
    assert "小学、初中在读而没有登记出生日期的 1 人计入在内" in text
    assert "小学、初中在读而不在这个年龄的 1 人不计入" in text
    assert "另在外省学校有学籍，请核对" in text
    assert "名册写“辍学”" in text
    # Boys, girls, sex unknown, sum; in the county and of all places.
    assert row(lines, "小学", "二、分学段")[:4] == ["2", "1", "1", "4"]


def test_an_office_without_children_says_what_to_do(empty: Desk, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="先导入学籍名册和户籍"):
        printed(empty, tmp_path, "attendance_table", term=TERM)
    with pytest.raises(Refused, match="没有在县外就读的学生"):
        printed(empty, tmp_path, "out_of_county_list", term=TERM)


def test_the_longest_names_and_numbers_stand_whole(empty: Desk, tmp_path: Path) -> None:
    name = ("𠅤䶮扎西·" * 10)[:50]
    with empty.change("登记") as change:
        head = {"household_number": "5" * 24, "head_name": name, "village": VILLAGE}
        household = change.insert("household", head)
        school = change.insert("school", {"name": "云岭县" + "民族" * 38, "place": "other_province"})
        person = {"name": name, "birth_date": "2009-11-30", "village": VILLAGE, "household_id": household}
        for placement in ("普校特教班", ""):
            pid = change.insert("person", {**person, "disability_kind": "7", "remark": "备注" * 100})
            roll = {"person_id": pid, "term": TERM, "school_id": school, "stage": "2", "grade": "一年级"}
            if placement:
                change.insert("enrolment", {**roll, "class_name": "级" * 20, "placement": placement})
    for document in ("attendance_table", "out_of_county_list", "duty_letter"):
        text = "".join(printed(empty, tmp_path, document, term=TERM))
        assert document == "duty_letter" or "𠅤䶮扎西" in text
    printed(empty, tmp_path, "duty_letter", term=TERM, what="5" * 24)
    printed(empty, tmp_path, "return_notice", what="1")
