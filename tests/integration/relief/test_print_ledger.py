"""打印登记: numbers, prints, what came back, what was voided, and what the check says of a ledger that was touched."""

import re
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from eduaid_desktop.documents import pages
from eduaid_desktop.documents.paper import Printed
from eduaid_desktop.domain import masks, public_notice, slip, workflow
from eduaid_desktop.domain.slip import PERIOD, Placed, Slip, Subject
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import (
    checking,
    home,
    lists,
    merging,
    people,
    print_ledger,
    relief,
    slip_desk,
    slip_records,
    slips,
)
from eduaid_desktop.services import office as offices
from eduaid_desktop.services.slip_records import Place
from eduaid_desktop.store import slip_audit

from .conftest import TERM, VILLAGES, Office, id_number

Prints = Callable[..., Printed]


@pytest.fixture
def prints(office: Office, tmp_path: Path) -> Prints:
    """A function that prints the form of a case, or another document, and enters it."""

    def print_(case_id: int, document: str = "approval_form", **how: Any) -> Printed:
        case = relief.load(office.desk, case_id)
        about = {"case": case["case_no"] or str(case_id)}
        printed = slips.write(office.desk, document, tmp_path / "纸.pdf", **about)
        print_ledger.register(office.desk, printed.placed, **how)
        return printed

    return print_


def number_of(printed: Printed) -> str:
    (placed,) = printed.placed
    return placed.slip.number


def last_sentence(office: Office) -> str:
    return str(office.desk.store.value("SELECT sentence FROM change ORDER BY id DESC"))


def standing(office: Office, number: str) -> str:
    return slip_desk.find(office.desk, number).standing


def test_a_printed_paper_is_found_by_what_a_scanner_types(office: Office, prints: Prints) -> None:
    case = office.to(workflow.VILLAGE_REVIEW, name="泽仁措")
    number = number_of(prints(case, copies=3, printer="办公室 HP"))
    for typed in (
        number,
        number.replace("-", ""),
        f" {number} ",
        number.translate({48 + n: 0xFF10 + n for n in range(10)}),
    ):
        paper = slip_desk.find(office.desk, typed)
        assert paper.number == number
    case_no = relief.load(office.desk, case)["case_no"]
    assert (
        paper.words
        == f"这张申请审批表 {number} 已打印于2018年6月12日，泽仁措 {case_no}，共 3 份。还没有收回。"
    )
    assert [(each["actor"], each["printer"], each["reprint"]) for each in paper.prints] == [
        ("拥珍", "办公室 HP", 0)
    ]
    assert last_sentence(office) == (
        f"打印申请审批表 {number}（泽仁措 {case_no}），共 2 页，印 3 份，打印机 办公室 HP"
    )


def test_a_wrong_digit_and_a_number_of_elsewhere_are_told_apart(office: Office, prints: Prints) -> None:
    number = number_of(prints(office.to(workflow.VILLAGE_REVIEW)))
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    with pytest.raises(UserError, match="不是单号"):
        slip_desk.find(office.desk, wrong)
    with pytest.raises(UserError, match="申请审批表）没有打印登记"):
        slip_desk.find(office.desk, slip.number("approval_form", 4711, 1))


def test_printed_again_as_it_was_it_keeps_its_number(office: Office, prints: Prints, tmp_path: Path) -> None:
    case = office.to(workflow.VILLAGE_REVIEW)
    number = number_of(prints(case))
    again = prints(case)
    assert number_of(again) == number
    assert again.placed[0].slip.reprint
    paper = slip_desk.find(office.desk, number)
    assert [each["reprint"] for each in paper.prints] == [0, 1]
    assert "共 2 份，补打 1 次" in paper.words
    third = slip_records.print_again(office.desk, number, tmp_path / "再.pdf")
    assert slip_records.told_again(paper, third) == f"内容没有变，仍是 {number}（补打）。"


def test_a_form_with_empty_opinion_boxes_is_printed_again_with_them_empty(
    office: Office, tmp_path: Path
) -> None:
    case = relief.load(office.desk, office.to(workflow.TOWN_REVIEW))
    first = slips.write(office.desk, "approval_form", tmp_path / "空.pdf", case=case["case_no"], filled=False)
    print_ledger.register(office.desk, first.placed)
    again = slip_records.print_again(office.desk, number_of(first), tmp_path / "再.pdf")
    assert number_of(again) == number_of(first)


def test_changed_content_is_a_new_issue_and_nobody_waits_for_the_old_one(
    office: Office, prints: Prints
) -> None:
    case = office.to(workflow.ACCEPTED)
    old = number_of(prints(case))
    relief.save(office.desk, {"reason": "父亲生病，生活困难"}, case)
    new = number_of(prints(case))
    assert new.split("-")[:2] == old.split("-")[:2]
    assert new.split("-")[2] == "02"
    assert (standing(office, old), standing(office, new)) == ("old", "out")
    assert f"已有新版 {new}" in slip_desk.find(office.desk, old).words
    assert slip_desk.summary(office.desk, TERM) == "本学期发出 2 份，收回 0，作废 0，已有新版 1，未收回 1。"
    slip_desk.void(office.desk, new, "印坏")
    assert standing(office, old) == "out"


def test_content_that_went_back_to_what_it_was_is_a_new_issue_too(office: Office, prints: Prints) -> None:
    case = office.to(workflow.ACCEPTED)
    reason = relief.load(office.desk, case)["reason"]
    first = number_of(prints(case))
    relief.save(office.desk, {"reason": "父亲生病，生活困难"}, case)
    prints(case)
    relief.save(office.desk, {"reason": reason}, case)
    third = number_of(prints(case))
    assert third.split("-")[2] == "03"
    assert standing(office, first) == "old"


def test_papers_come_back_by_the_stack(office: Office, prints: Prints) -> None:
    numbers = [number_of(prints(office.to(workflow.VILLAGE_REVIEW))) for _ in range(3)]
    slip_desk.void(office.desk, numbers[2], "撕坏")
    unknown = slip.number("approval_slip", 99, 1)
    before = office.desk.store.value("SELECT COUNT(*) FROM change")
    told = slip_desk.mark_back(
        office.desk,
        [numbers[0], numbers[1].replace("-", ""), numbers[2], unknown, "12"],
        "2018-06-12",
        "村里交来",
    )
    assert [each.done for each in told] == [True, True, False, False, False]
    assert "已作废，没有登记收回：撕坏" in told[2].words
    assert office.desk.store.value("SELECT COUNT(*) FROM change") == before + 1
    assert last_sentence(office) == f"登记收回单据 2 张（{numbers[0]}、{numbers[1]}）"
    assert "2018年6月12日收回（村里交来）。" in slip_desk.find(office.desk, numbers[0]).words
    (again,) = slip_desk.mark_back(office.desk, [numbers[0]])
    assert (again.done, "已在2018年6月12日登记收回" in again.words) == (False, True)
    assert slip_desk.summary(office.desk, TERM) == "本学期发出 3 份，收回 2，作废 1，未收回 0。"


@pytest.mark.parametrize(("day", "told"), [("2018-06-13", "还没有到"), ("昨天", "收回日期")])
def test_a_paper_does_not_come_back_on_a_day_that_is_none(
    office: Office, prints: Prints, day: str, told: str
) -> None:
    number = number_of(prints(office.to(workflow.VILLAGE_REVIEW)))
    with pytest.raises(Refused, match=told):
        slip_desk.mark_back(office.desk, [number], day)
    (before,) = slip_desk.mark_back(office.desk, [number], "2018-06-11")
    assert not before.done


def test_a_wrong_back_is_taken_back(office: Office, prints: Prints) -> None:
    number = number_of(prints(office.to(workflow.VILLAGE_REVIEW)))
    with pytest.raises(Refused, match="未收回"):
        slip_desk.take_back(office.desk, number)
    slip_desk.mark_back(office.desk, [number], note="看错了")
    assert slip_desk.take_back(office.desk, number).standing == "out"
    assert slip_audit.faults(office.desk.store) == []


def test_a_voided_number_is_never_printed_again(office: Office, prints: Prints, tmp_path: Path) -> None:
    case = office.to(workflow.VILLAGE_REVIEW)
    printed = prints(case)
    number = number_of(printed)
    with pytest.raises(Refused, match="原因"):
        slip_desk.void(office.desk, number, "  ")
    assert slip_desk.void(office.desk, number, "盖章前撕毁").standing == "void"
    with pytest.raises(Refused, match="早已作废：盖章前撕毁"):
        slip_desk.void(office.desk, number, "再来")
    with pytest.raises(Refused, match="已经作废，不能再打印"):
        print_ledger.require_valid(office.desk, printed.placed)
    with pytest.raises(Refused, match="已经作废，不能再打印"):
        print_ledger.register(office.desk, printed.placed)
    paper = slip_desk.find(office.desk, number)
    again = slip_records.print_again(office.desk, number, tmp_path / "再.pdf")
    assert number_of(again).split("-")[2] == "02"
    assert not again.placed[0].slip.reprint
    assert slip_records.told_again(paper, again) == f"原来的已作废，印成新的 {number_of(again)}。"


def test_a_number_is_not_used_for_two_contents_by_two_previews(
    office: Office, prints: Prints, tmp_path: Path
) -> None:
    case = office.to(workflow.ACCEPTED)
    about = {"case": relief.load(office.desk, case)["case_no"]}
    waiting = slips.write(office.desk, "approval_form", tmp_path / "早.pdf", **about)
    relief.save(office.desk, {"reason": "父亲生病，生活困难"}, case)
    assert number_of(prints(case)) == number_of(waiting)
    with pytest.raises(Refused, match="内容不同"):
        print_ledger.require_valid(office.desk, waiting.placed)


def test_the_step_before_a_print_can_still_be_undone(office: Office, prints: Prints) -> None:
    case = office.to(workflow.VILLAGE_REVIEW)
    office.act(case, "village_agree", on_date="2018-05-03", signer="四郎")
    step = office.desk.store.value("SELECT MAX(id) FROM change")
    number = number_of(prints(case))
    registered = office.desk.store.value("SELECT MAX(id) FROM change")
    with pytest.raises(Refused, match="打印、外发或县里的决定一类操作，不能撤销；请用更正、作废"):
        checking.undo(office.desk, registered)
    checking.undo(office.desk, step)
    assert office.state(case) == workflow.VILLAGE_REVIEW
    assert standing(office, number) == "out"
    assert checking.check(office.desk)["findings"] == []


def test_an_application_of_which_a_form_was_printed_is_taken_back_like_any_other(
    office: Office, prints: Prints
) -> None:
    saved, deleted = office.draft(name="泽仁措"), office.draft()
    keyed = office.desk.store.value("SELECT MIN(change_id) FROM change_log WHERE table_name = 'relief_case'")
    numbers = [number_of(prints(each)) for each in (saved, deleted)]
    checking.undo(office.desk, keyed)
    relief.delete_draft(office.desk, deleted)
    for number in numbers:
        paper = slip_desk.find(office.desk, number)
        assert paper.words.endswith("还没有收回。所属的记录已撤回。")
        with pytest.raises(Refused, match="已撤回，不能打开"):
            slip_records.place(office.desk, paper.row)
        with pytest.raises(Refused, match="已撤回，不能再打印"):
            slip_records.wanted(office.desk, paper.row)
    slip_desk.void(office.desk, numbers[0], "申请撤回")
    assert checking.check(office.desk)["findings"] == []


def test_undoing_a_return_and_a_voiding_in_any_order_leaves_the_ledger_sound(
    office: Office, prints: Prints
) -> None:
    number = number_of(prints(office.to(workflow.VILLAGE_REVIEW)))
    slip_desk.mark_back(office.desk, [number], note="村里交来")
    back = office.desk.store.value("SELECT MAX(id) FROM change")
    slip_desk.void(office.desk, number, "签错")
    voided = back + 1
    with pytest.raises(Refused, match="之后都改过"):
        checking.undo(office.desk, back)
    checking.undo(office.desk, voided)
    assert standing(office, number) == "back"
    checking.undo(office.desk, back)
    assert standing(office, number) == "out"
    assert checking.check(office.desk)["findings"] == []


def many(office: Office, count: int) -> list[Placed]:
    cases = [office.draft() for _ in range(3)]
    subjects = [Subject("relief_case", cases[n % 3], f"曲批{n}", TERM, cases[n % 3]) for n in range(count)]
    return [
        Placed(
            Slip(
                slip.number("approval_form", each.record_id, n // 3 % 99 + 1), "approval_form", each, str(n)
            ),
            n,
            1,
        )
        for n, each in enumerate(subjects)
    ]


def test_a_whole_batch_is_one_change_and_takes_no_second(office: Office) -> None:
    placed = many(office, 297)
    before = office.desk.store.value("SELECT COUNT(*) FROM change")
    began = perf_counter()
    print_ledger.register(office.desk, placed, printer="HP")
    assert perf_counter() - began < 1
    assert office.desk.store.value("SELECT COUNT(*) FROM change") == before + 1
    assert last_sentence(office) == "打印申请审批表 297 份，共 297 页，每份印 1 份，打印机 HP"
    assert office.desk.store.value("SELECT COUNT(*) FROM slip") == 297


def test_what_was_typed_for_a_paper_is_kept_for_its_reprint(office: Office, tmp_path: Path) -> None:
    case = relief.load(office.desk, office.to(workflow.VILLAGE_REVIEW))["case_no"]
    typed = {"document_no": "格府〔2018〕3号"}
    printed = slips.write(office.desk, "approval_form", tmp_path / "纸.pdf", case=case, answers=typed)
    print_ledger.register(office.desk, printed.placed)
    row = slip_desk.find(office.desk, number_of(printed)).row
    assert slip_records.wanted(office.desk, row) == {"case": case, "answers": typed}


def test_the_list_is_narrowed_by_state_village_document_and_reprint(office: Office, prints: Prints) -> None:
    upper = number_of(prints(office.to(workflow.VILLAGE_REVIEW)))
    lower = number_of(prints(office.to(workflow.VILLAGE_REVIEW, village="下格桑村")))
    prints(1)
    slip_desk.mark_back(office.desk, [lower])

    def shown(**filters: Any) -> list[str]:
        source = lists.open_list(office.desk, "slips", **filters)
        ids = source.ids()
        rows = source.rows(ids)
        return [rows[i]["slip_no"] for i in ids]

    assert shown() == [lower, upper]
    assert shown(standing="out") == [upper]
    assert shown(standing="back", term=TERM) == [lower]
    assert shown(village=VILLAGES[1][0]) == [lower]
    assert shown(document="approval_slip") == []
    assert shown(reprint=1) == [upper]
    assert shown(term="2017A") == []
    source = lists.open_list(office.desk, "slips", standing="out")
    (row,) = source.rows(source.ids()).values()
    assert (row["document"], row["standing"], row["times"], row["village"]) == (
        "申请审批表", "未收回", "2", "上格桑村",
    )  # fmt: skip


def test_the_first_tab_reminds_of_what_is_out_too_long(office: Office, prints: Prints) -> None:
    prints(office.to(workflow.VILLAGE_REVIEW))

    def due() -> list[str]:
        return [each.text for each in home.overview(office.desk)["due"] if "单据" in each.text]

    assert due() == []
    offices.set_setting(office.desk, "slip_out_days", 0)
    with office.desk.store.change("拥珍", "倒回日期") as change:
        change.update("slip", 1, {"issued_on": "2018-05-12"})
        change.update("slip_print", 1, {"on_date": "2018-05-12"})
    assert due() == []
    offices.set_setting(office.desk, "slip_out_days", 30)
    assert due() == ["1 张单据打印后超过 30 天还没有收回"]


@pytest.mark.parametrize(
    ("subject", "place", "asked"),
    [
        (
            Subject(PERIOD, slip.of_term(TERM), "2018年春季学期", TERM),
            Place("relief", filters={"term": TERM}),
            {"term": TERM},
        ),
        (
            Subject(PERIOD, slip.of_year(2018), "2018年"),
            Place("registers", filters={"register": "slips"}),
            {"what": "2018"},
        ),
        (
            Subject(PERIOD, slip.of_month(2018, 6), "2018年6月"),
            Place("registers", filters={"register": "slips"}),
            {"what": "2018-06"},
        ),
    ],
)
def test_a_paper_of_a_period_leads_to_it(
    office: Office, subject: Subject, place: Place, asked: dict[str, str]
) -> None:
    made = Slip(slip.number("deadline_board", subject.record_id, 1), "deadline_board", subject, "x")
    print_ledger.register(office.desk, [Placed(made, 0, 1)])
    row = slip_desk.find(office.desk, made.number).row
    assert row["standing"] == "given"
    assert row["term"] == TERM
    found = slip_records.place(office.desk, row)
    assert (found.tab, found.filters) == (place.tab, place.filters)
    assert slip_records.wanted(office.desk, row) == asked
    (outcome,) = slip_desk.mark_back(office.desk, [made.number])
    assert (outcome.done, "不用收回" in outcome.words) == (False, True)


def test_a_paper_of_who_was_merged_leads_to_whom_she_went_into(office: Office) -> None:
    about_her = {"name": "泽仁措", "ethnic": "藏", "guardian_name": "次仁", "guardian_relation": "父亲"}
    kept, gone = (people.save(office.desk, about_her | {"id_number": id_number(n)}).id for n in (901, 902))
    household = office.household("5133991099")
    about = (Subject("person", gone, "泽仁措"), Subject("household", household, "拉姆家"))
    made = [
        Slip(slip.number("household_page", each.record_id, n), "household_page", each, "x")
        for n, each in enumerate(about, 1)
    ]
    print_ledger.register(office.desk, [Placed(each, 0, 1) for each in made])
    merging.merge(office.desk, kept, gone)
    person, family = (slip_desk.find(office.desk, each.number) for each in made)
    assert slip_records.place(office.desk, person.row) == Place("students", kept)
    assert "已撤回" not in person.words
    assert slip_records.place(office.desk, family.row).tab == "students"
    assert slip_records.wanted(office.desk, family.row) == {"what": "5133991099"}
    assert slip_audit.faults(office.desk.store) == []


def test_a_village_of_a_term_is_found_by_its_number(office: Office) -> None:
    region = office.desk.store.select("region", code=VILLAGES[1][0])[0]["id"]
    subject = Subject(PERIOD, slip.of_term(TERM, region), "2018年春季学期下格桑村", TERM)
    made = Slip(slip.number("archive_cover", subject.record_id, 1), "archive_cover", subject, "x")
    print_ledger.register(office.desk, [Placed(made, 0, 1)])
    row = slip_desk.find(office.desk, made.number).row
    assert slip_records.place(office.desk, row).filters == {"term": TERM, "village": VILLAGES[1][0]}
    assert slip_records.wanted(office.desk, row) == {"term": TERM, "what": VILLAGES[1][0]}
    assert len(lists.open_list(office.desk, "slips", village=VILLAGES[1][0]).ids()) == 1


@pytest.mark.parametrize(
    ("table", "values", "told"),
    [
        ("slip", {"slip_no": "01-0000000001-01-00"}, "校验位对不上"),
        ("slip", {"issue": 2}, "校验位对不上"),
        ("slip", {"document": "approval_slip"}, "校验位对不上"),
        ("slip", {"record_id": 77}, "所属的记录不在文件里"),
        ("slip", {"record": "dog"}, "所属的记录不在文件里"),
        ("slip", {"case_id": None}, "两种说法"),
        ("slip", {"state": "lost"}, "不是这个程序写的"),
        ("slip", {"state": "back"}, "状态与收回日期不一致"),
        ("slip", {"back_on": "2018-06-12"}, "状态与收回日期不一致"),
        ("slip", {"state": "back", "back_on": "2018-06-01"}, "收回日期早于打印日期"),
        ("slip", {"state": "void", "voided_on": "2018-06-12"}, "作废日期、作废原因不一致"),
        ("slip", {"voided_on": "2018-06-12"}, "作废日期、作废原因不一致"),
        ("slip", {"issued_on": "2018-06-11"}, "首次打印日期"),
        ("slip_print", {"reprint": 1}, "补打"),
        ("slip_print", {"copies": 0}, "没有份数或页数"),
        ("slip_print", {"withdrawn": 1}, "没有任何一次打印"),
    ],
)
def test_the_check_names_a_paper_that_does_not_hold_together(
    office: Office, prints: Prints, table: str, values: dict[str, Any], told: str
) -> None:
    number = number_of(prints(office.to(workflow.VILLAGE_REVIEW, name="泽仁措")))
    assert checking.check(office.desk)["findings"] == []
    with office.desk.store.change("拥珍", "改") as change:
        change.update(table, 1, values)
    findings = checking.check(office.desk)["findings"]
    assert any(told in each for each in findings)
    shown = values.get("slip_no", number)
    assert all(each.startswith(f"打印单据 {shown}：") and "泽仁措" not in each for each in findings)


def test_a_number_of_a_paper_is_no_secret() -> None:
    for document, record in (
        ("approval_form", 42),
        ("approval_slip", 10**10 - 1),
        ("summary_sheet", slip.of_term(TERM, 7)),
    ):
        number = slip.number(document, record, 1)
        for text in (
            number,
            f"单号 {number}，2018年6月12日打印",
            f"JYJZ-513399101-2018S-0001 {number} 尾号 1234",
        ):
            assert masks.in_text(text) == text
            public_notice.require_heading(text)
    assert masks.in_text("账号 6217000012345678") != "账号 6217000012345678"


def test_what_is_still_out_is_printed_village_by_village(
    office: Office, prints: Prints, tmp_path: Path
) -> None:
    long = "阿旺洛桑次仁扎西德勒尼玛多吉平措旺堆曲珍卓玛央金格桑梅朵𠅤䶮"
    upper = [
        number_of(prints(office.to(workflow.VILLAGE_REVIEW, name=name), copies=3))
        for name in ("泽仁措", long)
    ]
    lower = number_of(prints(office.to(workflow.VILLAGE_REVIEW, village="下格桑村")))
    back = number_of(prints(office.to(workflow.VILLAGE_REVIEW)))
    slip_desk.mark_back(office.desk, [back])
    printed = slips.write(office.desk, "slip_register", tmp_path / "清单.pdf", term=TERM)
    text = re.sub(r"\s", "", "".join(pages.text(printed.path)))
    assert "2018年春季学期打印的单据，还有3份没有收回" in text
    assert (
        text.index("上格桑村（2份）")
        < text.index(upper[0])
        < text.index("下格桑村（1份）")
        < text.index(lower)
    )
    assert back not in text
    assert long in text
    assert "第1页共1页" in text
    assert printed.placed[0].slip.number.startswith("70-2018100000-01-")
    one = slips.write(office.desk, "slip_register", tmp_path / "村.pdf", term=TERM, what="下格桑村")
    assert upper[0] not in pages.text(one.path)[0]
    print_ledger.register(office.desk, printed.placed)
    assert standing(office, printed.placed[0].slip.number) == "given"
    with pytest.raises(UserError, match="没有名为“月球村”的村"):
        slips.write(office.desk, "slip_register", tmp_path / "无.pdf", term=TERM, what="月球村")


def test_two_hundred_papers_are_listed_and_none_says_so(office: Office, tmp_path: Path) -> None:
    empty = slips.write(office.desk, "slip_register", tmp_path / "无.pdf", term=TERM)
    assert "2018年春季学期打印的单据，都已收回。" in pages.text(empty.path)[0]
    subjects = [
        Subject(PERIOD, slip.of_month(2000 + n // 12, n % 12 + 1), f"第{n}月", TERM) for n in range(200)
    ]
    numbers = [slip.number("approval_form", each.record_id, 1) for each in subjects]
    made = [Slip(number, "approval_form", each, "x") for number, each in zip(numbers, subjects, strict=True)]
    print_ledger.register(office.desk, [Placed(each, 0, 1) for each in made])
    full = slips.write(office.desk, "slip_register", tmp_path / "满.pdf", term=TERM)
    sheets = pages.text(full.path)
    assert len(sheets) > 5
    assert [number for number in numbers if number not in "".join(sheets)] == []
    assert all("收回签字" in sheet for sheet in sheets[:-1])
    assert "不分村的（200 份）" in sheets[0]
