"""The tables of student aid on paper: rosters, sheets to be signed, the figures of a term and of a year."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from eduaid_desktop.documents import pages
from eduaid_desktop.domain.money import amount_in_words, yuan
from eduaid_desktop.domain.project_figures import wans
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import aid_totals, slips
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import aid_queries

TERM = "2018S"


@pytest.fixture
def given(enrolled: Desk) -> Desk:
    """A grant in two schools, boarding money, a waiver, a loan, a draft."""
    pupils = aid_queries.roll(enrolled.store, TERM, "2018-06-12", "2017-2018")[:7]
    schools = ["云岭县第一中学"] * 3 + ["云岭县第二中学"] * 4
    rows = [
        (pupil, school, "P09", 100_000 + n * 100, "accepted")
        for n, (pupil, school) in enumerate(zip(pupils, schools, strict=True))
    ]
    rows += [
        (pupils[0], schools[0], "P08", 50_000, "accepted"),
        (pupils[1], schools[1], "P06", 30_000, "accepted"),
    ]
    rows += [
        (pupils[2], schools[2], "P20", 800_000, "accepted"),
        (pupils[3], schools[3], "P08", 9_900, "draft"),
    ]
    with enrolled.store.change("经办人甲", "登记资助") as change:
        for pupil, school, programme, amount, status in rows:
            about = {"person_id": pupil["person_id"], "term": TERM, "programme": programme, "status": status}
            change.insert("aid", {**about, "school": school, "stage": "4", "grade": "高一", "amount": amount})
    return enrolled


def lines(
    desk: Desk, path: Path, document: str, answers: dict[str, str] | None = None, **of: Any
) -> list[str]:
    slips.write(desk, document, path, answers=answers, **of)
    return [line for text in pages.text(path) for line in text.splitlines()]


def test_a_roster_adds_up_by_school(given: Desk, tmp_path: Path) -> None:
    found = lines(given, tmp_path / "x.pdf", "aid_roster", {"programme": "普高国家助学金"}, term=TERM)
    sums = [line.split() for line in found if line.startswith(("小计", "合计"))]
    assert [words[-1] for words in sums] == [yuan(300_300), yuan(401_800), yuan(702_100)]
    assert [words[1] for words in sums] == ["3", "4", "7"]


def test_of_everything_a_draft_is_left_out(given: Desk, tmp_path: Path) -> None:
    whole = "".join(lines(given, tmp_path / "x.pdf", "aid_roster", term=TERM))
    assert "共 7 人、10 项" in whole
    assert "99.00" not in whole.replace("1,099.00", "")


def test_a_school_signs_on_its_own_sheet(given: Desk, tmp_path: Path) -> None:
    grant = {"programme": "P09"}
    made = slips.write(given, "aid_payment_sheet", tmp_path / "x.pdf", term=TERM, answers=grant)
    assert len(made.placed) == 2
    texts = pages.text(tmp_path / "x.pdf")
    for text, school, fen in zip(
        texts, ("云岭县第一中学", "云岭县第二中学"), (300_300, 401_800), strict=True
    ):
        assert f"{school}2018年春季学期普高国家助学金发放表" in text
        assert f"合计{amount_in_words(fen)}（¥{yuan(fen)}）" in text
        assert "内部资料" in text
    one = lines(given, tmp_path / "y.pdf", "aid_payment_sheet", grant, term=TERM, what="云岭县第二中学")
    assert not any("第一中学" in line for line in one)


def test_there_is_room_to_sign(given: Desk, tmp_path: Path) -> None:
    import pypdfium2  # type: ignore[import-untyped]

    slips.write(given, "aid_payment_sheet", tmp_path / "x.pdf", term=TERM, answers={"programme": "P09"})
    document = pypdfium2.PdfDocument(tmp_path / "x.pdf")
    page = document[1].get_textpage()
    tops = []
    for index in range(page.count_rects()):
        left, bottom, _, top = page.get_rect(index)
        if page.get_text_bounded(left, bottom, left + 20, top).strip() in ("1", "2", "3", "4") and left < 100:
            tops.append(top * 25.4 / 72)
    document.close()
    tops.sort(reverse=True)
    assert len(tops) == 4
    assert all(upper - lower >= 11.9 for upper, lower in pairwise(tops))


@pytest.mark.parametrize(
    ("programme", "words"),
    [("P06", "是减免，不发钱"), ("P20", "是贷款，由银行发放"), ("P19", "没有已登记的"), ("", "资助项目")],
)
def test_what_is_not_paid_by_hand_has_no_sheet(
    given: Desk, tmp_path: Path, programme: str, words: str
) -> None:
    with pytest.raises(UserError, match=words):
        slips.write(
            given, "aid_payment_sheet", tmp_path / "x.pdf", term=TERM, answers={"programme": programme}
        )


def test_an_amount_that_is_not_known_is_asked_for_first(given: Desk, tmp_path: Path) -> None:
    with given.store.change("经办人甲", "更正") as change:
        first = change.select("aid", programme="P08")[0]
        change.update("aid", first["id"], {"amount": None})
    with pytest.raises(Refused, match="有 1 人没有登记金额"):
        slips.write(given, "aid_payment_sheet", tmp_path / "x.pdf", term=TERM, answers={"programme": "P08"})


def test_the_table_of_a_term_restates_the_screen(given: Desk, tmp_path: Path) -> None:
    found = lines(given, tmp_path / "x.pdf", "term_table", term=TERM)
    whole = aid_totals.whole(given, (TERM,))
    (total,) = [line.split() for line in found if line.startswith("总计")]
    assert total[1:5] == [str(whole.persons), str(whole.times), yuan(whole.fen), *wans([whole.fen])]
    assert total[5:] == [str(whole.times), yuan(whole.fen)]
    for figure in aid_totals.of_terms(given, (TERM,), "programme"):
        stated = [line.split() for line in found if line.split()[:1] == [figure.label]]
        loan = figure.filters["programme"] == "P20"
        assert [words[1:4] for words in stated] == (
            [] if loan else [[str(figure.persons), str(figure.times), yuan(figure.fen)]]
        )
    words = "".join(found)
    assert "其中贷款8,000.00元不是资助，不计入合计" in words.replace(" ", "")
    assert "没有到账的教育扶贫救助基金" in words


def test_a_term_without_aid_has_no_table(given: Desk, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="还没有登记资助"):
        slips.write(given, "term_table", tmp_path / "x.pdf", term="2015S")
    with pytest.raises(UserError, match="不是年度"):
        slips.write(given, "year_table", tmp_path / "x.pdf", what="去年")


def test_the_longest_name_stands_whole_where_it_is_signed(given: Desk, tmp_path: Path) -> None:
    name = ("泽仁·扎西" * 12)[:47] + "䶮㑇𠅤"
    with given.store.change("经办人甲", "更正") as change:
        first = change.select("aid", programme="P09")[0]
        change.update("person", first["person_id"], {"name": name})
        change.update("aid", first["id"], {"payee_name": name})
    for document, answers in (
        ("aid_roster", {}),
        ("aid_payment_sheet", {"programme": "P09", "together": "是"}),
    ):
        made = slips.write(given, document, tmp_path / "x.pdf", term=TERM, answers=answers)
        assert made.complete
        assert name in "".join("".join(pages.text(tmp_path / "x.pdf")).split()), document
