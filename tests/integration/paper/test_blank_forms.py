"""空白表: in the order of the screen, with the names of place and term printed where they are wanted, about nobody."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from eduaid_desktop.documents import pages
from eduaid_desktop.documents.paper import Printed
from eduaid_desktop.domain.aid import AID
from eduaid_desktop.domain.hardship import HARDSHIP
from eduaid_desktop.errors import Refused
from eduaid_desktop.services import office as offices
from eduaid_desktop.services import slips
from eduaid_desktop.services.desk import Desk

VILLAGE, SCHOOL = "上格桑村", "格桑镇中心小学"
BLANKS = ("blank_form", "blank_roster", "blank_hardship_form", "blank_aid_form")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("EDUAID_OPERATOR", "拥珍")
    head = {"name": "格桑镇", "code": "513399101", "county": "云岭县", "fixed_date": "2018-06-12"}
    villages = (("513399101200", VILLAGE),)
    with offices.create(tmp_path / "格桑镇.eduaid", villages=villages, **head) as opened:
        with opened.store.change("拥珍", "登记学校") as change:
            change.insert("school", {"name": SCHOOL})
        yield opened


def made(
    desk: Desk, document: str, term: str | None = None, what: str | None = None, **answers: str
) -> Printed:
    path = Path(str(desk.store.path)).with_name(f"{document}.pdf")
    return slips.write(desk, document, path, term=term, what=what, answers=answers)


def words(printed: Printed) -> list[str]:
    return [re.sub(r"\s", "", page) for page in pages.text(printed.path)]


@pytest.mark.parametrize("document", BLANKS)
def test_a_blank_form_is_about_nobody_and_is_not_counted(desk: Desk, document: str) -> None:
    printed = made(desk, document, "2018S")
    assert printed.complete
    assert printed.placed == ()
    assert not re.search(r"\d\d-\d{10}", "".join(words(printed)))


@pytest.mark.parametrize("document", BLANKS)
def test_as_many_copies_as_are_wanted(desk: Desk, document: str) -> None:
    one = made(desk, document).pages
    assert made(desk, document, copies="3").pages == 3 * one


@pytest.mark.parametrize(("copies", "said"), [("0", "1 至 500"), ("501", "1 至 500"), ("很多", "份数")])
def test_a_number_of_copies_that_nobody_wants_is_refused(desk: Desk, copies: str, said: str) -> None:
    with pytest.raises(Refused, match=said) as refused:
        made(desk, "blank_form", copies=copies)
    assert refused.value.field == "copies"


def test_what_has_the_back_of_the_approval_form_is_printed_on_both_sides() -> None:
    """Its binding edge is at the right: on a sheet of its own it would be bound at the wrong one."""
    assert all(slips.DOCUMENTS[name].two_sided for name in ("approval_form", "blank_form", "prefilled_form"))


def test_the_form_has_every_box_empty(desk: Desk) -> None:
    first, back = words(made(desk, "blank_form"))
    assert "云岭县教育扶贫救助基金申请审批表编号：填表日期：年月日" in first
    assert "姓名性别民族" in first
    assert "户籍地址乡(镇)村组" in first
    assert "□县内□县外省内□省外" in first
    assert back.count("(公章)年月日") == 5
    assert "本表一式3份" in back
    assert "学期" not in first.replace("本学期已享受", "")


def test_village_school_term_and_the_box_above_the_cap_are_printed_on_request(desk: Desk) -> None:
    first, back = words(made(desk, "blank_form", "2018S", VILLAGE, over_cap="是"))
    assert "2018年春季学期" in first
    assert "户籍地址格桑镇上格桑村组" in first
    assert "县人民政府意见" in back.replace("\n", "")
    assert "上格桑村村民委员会" in back
    assert f"就读学校{SCHOOL}" in words(made(desk, "blank_form", what=SCHOOL))[0]
    with pytest.raises(Refused, match="没有名为“下格桑村”的村或学校"):
        made(desk, "blank_form", what="下格桑村")


def test_the_sentences_to_be_completed_are_the_office_s_own(desk: Desk) -> None:
    back = words(made(desk, "blank_form"))[1]
    assert "经入户核查、民主评议，并于______年____月____日" in back
    assert "经核实，该户______年____月在册状态为" in back


def test_a_roster_has_the_rows_that_are_wanted_with_heads_on_every_page(desk: Desk) -> None:
    printed = made(desk, "blank_roster", "2018S", VILLAGE, rows="40")
    shown = words(printed)
    assert printed.pages == 3
    assert all("序号姓名性别民族身份证号就读学校" in page for page in shown)
    assert "村（学校）：上格桑村2018年春季学期" in shown[0]
    assert shown[-1].count("填表人：") == 1
    assert "".join(shown).count("内部资料") == 3
    wide, high = pages.size_mm(printed.path, 0)
    assert wide > high
    assert made(desk, "blank_roster", rows="13").pages == 1


def _order(shown: str, labels: list[str]) -> list[int]:
    """Where each label stands, each looked for behind the one before."""
    found, start = [], 0
    for label in labels:
        start = shown.find(label, start)
        assert start >= 0, label
        found.append(start)
        start += len(label)
    return found


def test_the_hardship_form_asks_in_the_order_of_the_screen(desk: Desk) -> None:
    shown = "".join(words(made(desk, "blank_hardship_form", "2018S")))
    labels = ["姓名", "身份证号", "性别", "出生日期", "民族", "学籍号", "行政村", "家庭住址", "监护人姓名"]
    found = _order(shown, [*labels, *(f.label.split("（")[0] for f in HARDSHIP.fields)])
    assert found == sorted(found)
    assert "□特别困难□困难□一般困难" in shown
    assert "□认定□不予认定" in shown
    assert "待评议" not in shown
    assert "2017-2018学年" in shown
    assert "云岭县家庭经济困难学生认定申请表" in shown


@pytest.mark.parametrize("term", [None, "2018S"])
def test_the_aid_form_asks_in_the_order_of_the_screen_on_two_pages(desk: Desk, term: str | None) -> None:
    printed = made(desk, "blank_aid_form", what=SCHOOL, term=term)
    shown = "".join(words(printed))
    left_out = {"amount_reason", "paid_on", "consent_date"}
    asked = [f for f in AID.fields if f.name not in left_out]
    found = _order(shown, [re.split("[（与]", f.label)[0] for f in asked])
    assert found == sorted(found)
    assert printed.pages == 2
    assert f"就读学校{SCHOOL}" in shown
    assert "到账日期" not in shown
    assert "□男□女" in shown
    assert "未说明" not in shown
    assert "(手印)" in shown


def test_the_aid_form_of_one_programme_asks_only_what_it_needs(desk: Desk) -> None:
    programme = desk.rules().policy["programme"]["P09"]["name"]
    shown = "".join(words(made(desk, "blank_aid_form", programme=programme)))
    assert programme in shown
    assert "捐赠用途" not in shown
    assert "在园月数" not in shown
    assert "资助档次" in shown
