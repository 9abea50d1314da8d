"""单号 across documents, terms and names: no two papers share one, none is called old by another, each prints again."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eduaid_desktop.documents.paper import Printed
from eduaid_desktop.domain import slip
from eduaid_desktop.domain.slip import Placed, Slip, Subject
from eduaid_desktop.errors import Refused
from eduaid_desktop.services import (
    checking,
    dated_names,
    print_ledger,
    relief,
    schools,
    slip_desk,
    slip_records,
    slips,
)
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.papers import choices

TERM, OTHER_TERM = "2018S", "2017A"


@pytest.fixture
def township(township: Path, tmp_path: Path) -> Iterator[Desk]:
    with Desk.open(Path(shutil.copy(township, tmp_path / township.name))) as desk:
        yield desk


def printed(desk: Desk, folder: Path, document: str, **wanted: Any) -> list[Slip]:
    """Print and enter; the numbered papers in it."""
    made: Printed = slips.write(desk, document, folder / "纸.pdf", **wanted)
    print_ledger.register(desk, made.placed)
    return [each.slip for each in made.placed]


def again(desk: Desk, folder: Path, number: str) -> list[Slip]:
    return [each.slip for each in slip_records.print_again(desk, number, folder / "再.pdf").placed]


def standing(desk: Desk, number: str) -> str:
    return slip_desk.find(desk, number).standing


def test_a_family_and_a_child_who_bear_the_same_record_number_have_two_numbers(
    township: Desk, tmp_path: Path
) -> None:
    child = township.store.row(
        "SELECT id, id_number FROM person WHERE household_id IS NULL AND withdrawn = 0"
        " AND id IN (SELECT id FROM household) AND id_number IS NOT NULL"
    )
    assert child
    household = township.store.get("household", child["id"])["household_number"]
    (hers,) = printed(township, tmp_path, "household_page", what=child["id_number"])
    (theirs,) = printed(township, tmp_path, "household_page", what=household)
    assert hers.number.split("-")[:3] == [*theirs.number.split("-")[:2], "01"]
    assert theirs.issue == 2
    for made in (hers, theirs):
        assert [each.number for each in again(township, tmp_path, made.number)] == [made.number]
    assert checking.check(township)["findings"] == []


def test_the_lists_of_two_classes_do_not_take_each_other_for_older(township: Desk, tmp_path: Path) -> None:
    every = [name for name, _ in choices.offered(township, "class", TERM) or ()]
    one = next(name for name in every if sum(each.split()[0] == name.split()[0] for each in every) > 1)
    other = next(name for name in every if name != one and name.split()[0] == one.split()[0])
    ((first,), (second,)) = (
        printed(township, tmp_path, "prefilled_list", term=TERM, what=name) for name in (one, other)
    )
    assert first.number != second.number
    (third,) = printed(township, tmp_path, "prefilled_list", term=TERM, what=one)
    assert (third.number, third.reprint) == (first.number, True)
    for made in (first, second):
        (same,) = again(township, tmp_path, made.number)
        assert (same.number, same.reprint) == (made.number, True)


def test_a_class_is_printed_again_after_its_school_was_renamed(township: Desk, tmp_path: Path) -> None:
    name = (choices.offered(township, "class", TERM) or [])[0][0]
    school = dated_names.find(township, schools.SCHOOL, name.split()[0])
    (made,) = printed(township, tmp_path, "prefilled_list", term=TERM, what=name)
    dated_names.rename(township, schools.SCHOOL, school["id"], "新起名中学", date(2018, 6, 1))
    (renamed,) = again(township, tmp_path, made.number)
    assert renamed.subject.words == made.subject.words.replace(school["name"], "新起名中学")
    assert renamed.issue == 2


def test_the_book_of_another_term_makes_none_old(township: Desk, tmp_path: Path) -> None:
    school = "格桑镇中心小学"
    if not township.store.select("school", name=school):
        school = township.store.select("school")[0]["name"]
    with township.change("上学期也在") as change:
        for row in township.store.select("enrolment", term=TERM):
            kept = {n: v for n, v in row.items() if n not in ("id", "revision", "withdrawn")}
            if not township.store.select("enrolment", term=OTHER_TERM, person_id=row["person_id"]):
                change.insert("enrolment", {**kept, "term": OTHER_TERM})
    (now,) = printed(township, tmp_path, "attendance_table", term=TERM, what=school)
    (before,) = printed(township, tmp_path, "attendance_table", term=OTHER_TERM, what=school)
    assert now.number != before.number
    assert [standing(township, each.number) for each in (now, before)] == ["out", "out"]
    for made, term in ((now, TERM), (before, OTHER_TERM)):
        (same,) = printed(township, tmp_path, "attendance_table", term=term, what=school)
        assert (same.number, same.reprint) == (made.number, True)
    assert checking.check(township)["findings"] == []


def aid(desk: Desk, programme: str, school: str, people: list[int]) -> None:
    with desk.change("登记资助") as change:
        for person in people:
            change.insert(
                "aid",
                {
                    "person_id": person, "term": TERM, "programme": programme, "school": school, "amount": 50_000,
                    "status": "approved",
                },
            )  # fmt: skip


def test_the_sheet_of_one_programme_does_not_end_that_of_another(township: Desk, tmp_path: Path) -> None:
    school = township.store.select("school")[0]["name"]
    for programme in ("P04", "P05"):
        aid(township, programme, school, [each["id"] for each in township.store.select("person")[:3]])
    made = [
        printed(
            township, tmp_path, "aid_payment_sheet", term=TERM, what=school, answers={"programme": programme}
        )[0]
        for programme in ("P04", "P05")
    ]
    assert [standing(township, each.number) for each in made] == ["out", "out"]
    assert len({each.number for each in made}) == 2
    for each in made:
        (same,) = again(township, tmp_path, each.number)
        assert (same.number, same.reprint) == (each.number, True)


def test_schools_that_no_table_knows_have_a_sheet_and_a_number_each(township: Desk, tmp_path: Path) -> None:
    people = [each["id"] for each in township.store.select("person")[:2]]
    for school in ("外县甲学校", "外县乙学校"):
        aid(township, "P04", school, people)
    made = printed(township, tmp_path, "aid_roster", term=TERM, answers={"programme": "P04", "apart": "是"})
    assert len({each.number for each in made}) == len(made) >= 2
    assert checking.check(township)["findings"] == []


def test_the_aid_of_a_school_is_found_by_its_new_name(township: Desk, tmp_path: Path) -> None:
    school = township.store.select("school")[0]
    aid(township, "P04", school["name"], [each["id"] for each in township.store.select("person")[:3]])
    about = {"term": TERM, "answers": {"programme": "P04"}}
    (made,) = printed(township, tmp_path, "aid_roster", what=school["name"], **about)
    dated_names.rename(township, schools.SCHOOL, school["id"], "新起名中学", date(2018, 6, 1))
    (same,) = printed(township, tmp_path, "aid_roster", what="新起名中学", **about)
    assert (same.number, same.reprint) == (made.number, True)


def test_the_record_of_an_objection_is_printed_again_by_its_number(township: Desk, tmp_path: Path) -> None:
    made = printed(township, tmp_path, "objection_record", term=TERM)
    for each in made:
        assert each.number in [found.number for found in again(township, tmp_path, each.number)]


def test_after_ninety_nine_issues_it_says_so(township: Desk, tmp_path: Path) -> None:
    case = township.store.rows("SELECT id, case_no FROM relief_case WHERE case_no IS NOT NULL")[0]
    about = Subject("relief_case", case["id"], "扎西", TERM, case["id"])
    for issue in range(1, slip.ISSUES + 1):
        made = Slip(slip.number("approval_form", case["id"], issue), "approval_form", about, str(issue))
        print_ledger.register(township, [Placed(made, 0, 1)])
    with pytest.raises(Refused, match=r"99 个不同的版本.*请手写"):
        slips.write(township, "approval_form", tmp_path / "满.pdf", case=case["case_no"])


def test_a_paper_nobody_waits_for_is_printed_after_ninety_nine_issues(township: Desk, tmp_path: Path) -> None:
    about = Subject("period", slip.of_term(TERM), "2018年春季学期", TERM)
    for issue in range(1, slip.ISSUES + 1):
        made = Slip(
            slip.number("deadline_board", about.record_id, issue), "deadline_board", about, str(issue)
        )
        print_ledger.register(township, [Placed(made, 0, 1)])
    assert printed(township, tmp_path, "deadline_board", term=TERM) == []


def test_a_form_of_a_day_past_ends_none_that_is_out(township: Desk, tmp_path: Path) -> None:
    case = "JYJZ-513399101-2018S-0010"
    (now,) = printed(township, tmp_path, "approval_form", case=case)
    (past,) = printed(township, tmp_path, "approval_form", case=case, as_of="2018-06-01")
    assert now.number != past.number
    assert [standing(township, each.number) for each in (now, past)] == ["out", "given"]
    (same,) = printed(township, tmp_path, "approval_form", case=case)
    assert (same.number, same.reprint) == (now.number, True)
    (twice,) = printed(township, tmp_path, "approval_form", case=case, as_of="2018-06-01")
    assert (twice.number, twice.reprint) == (past.number, True)
    assert checking.check(township)["findings"] == []


def test_the_form_of_a_draft_that_was_deleted_meanwhile_is_not_printed(
    township: Desk, tmp_path: Path
) -> None:
    draft = township.store.rows("SELECT id FROM relief_case WHERE case_no IS NULL ORDER BY id DESC")[0]["id"]
    made = slips.write(township, "approval_form", tmp_path / "稿.pdf", case=str(draft))
    relief.delete_draft(township, draft)
    for ask in (print_ledger.require_valid, print_ledger.register):
        with pytest.raises(Refused, match="预览之后删除了，没有打印"):
            ask(township, made.placed)
    assert checking.check(township)["findings"] == []


def test_whoever_may_not_enter_a_paper_gives_it_no_number(township: Desk, tmp_path: Path) -> None:
    case = township.store.rows("SELECT id, case_no FROM relief_case WHERE state = 40")[0]
    about: dict[str, Any] = {"case": case["case_no"]}
    with Desk.open(township.store.path, writable=False) as reader:
        made = slips.write(reader, "approval_form", tmp_path / "读.pdf", **about)
        assert made.placed == ()
        (own,) = printed(township, tmp_path, "approval_form", **about)
    with Desk.open(township.store.path, writable=False) as reader:
        (same,) = slips.write(reader, "approval_form", tmp_path / "读.pdf", **about).placed
        assert (same.slip.number, same.slip.reprint) == (own.number, True)
