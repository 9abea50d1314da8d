"""The tables of the fund on paper: every figure adds up to the records, and says what it counts."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from eduaid_desktop.documents import pages
from eduaid_desktop.domain import workflow
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import dated_names, fund, print_ledger, relief, slips
from eduaid_desktop.services.list_kinds import KINDS_OF_LIST
from eduaid_desktop.services.villages import VILLAGE
from eduaid_desktop.store.store import Row

from .conftest import TERM, Office

STAGES = ("学前", "小学", "初中", "普高", "中职", "大专", "本科")
_PLACES = (("小学", "三年级", "2"), ("初中", "七年级", "2"), ("本科", "二年级", "4"))
LONG = ("泽仁·扎西" * 12)[:47] + "䶮㑇𠅤"


def lines(office: Office, path: Path, document: str, **of: str) -> list[str]:
    """The lines of all pages; what is answered for the paper goes by its name with an underscore in front."""
    answers = {name[1:]: value for name, value in of.items() if name.startswith("_")}
    about = {name: value for name, value in of.items() if not name.startswith("_")}
    slips.write(office.desk, document, path, answers=answers, **about)  # type: ignore[arg-type]
    return [line for text in pages.text(path) for line in text.splitlines()]


def row_of(found: Iterable[str], name: str) -> list[str]:
    """The cells behind a name in the row that it begins, after its number."""
    return next(w[w.index(name) + 1 :] for w in map(str.split, found) if name in w[:2] and len(w) > 3)


def some_cases(office: Office) -> list[Row]:
    """Cases of two villages and three stages in many states."""
    states = (
        workflow.DRAFT, workflow.ACCEPTED, workflow.TOWN_REVIEW, workflow.READY, workflow.REPORTED,
        workflow.APPROVED, workflow.PAID,
    )  # fmt: skip
    for n, state in enumerate(states * 2):
        stage, grade, purpose = _PLACES[n % 3]
        office.to(
            state, stage=stage, grade=grade, purpose=purpose, village=("上格桑村", "下格桑村")[n % 2],
            applied=str(800 + 50 * n), household_type="一般农户" if n % 4 == 0 else "低保贫困户",
        )  # fmt: skip
    refused = office.to(workflow.VILLAGE_REVIEW, applied="700")
    office.act(refused, "reject", on_date="2018-05-04", reason="收入已超过标准", signer="四郎")
    return [relief.load(office.desk, row["id"]) for row in office.desk.store.select("relief_case")]


def counted(cases: Iterable[Row]) -> list[Row]:
    return [case for case in cases if case["state"] not in (workflow.DRAFT, workflow.REJECTED)]


@pytest.mark.parametrize("amount", ["applied", "proposed", "approved"])
def test_the_summary_is_the_sum_of_its_cases(office: Office, tmp_path: Path, amount: str) -> None:
    cases = [case for case in counted(some_cases(office)) if case[amount] is not None]
    found = lines(office, tmp_path / "x.pdf", "summary_sheet", term=TERM, _amount=amount)
    label = office.desk.rules().label
    for village in ("上格桑村", "下格桑村", "合计"):
        own = [c for c in cases if village in ("合计", label("village", c["village"]))]
        groups = [[c for c in own if label("stage", c["stage"]) == stage] for stage in STAGES]
        groups += [own, [c for c in own if c["household_type"] == "低保贫困户"]]
        expected = [
            word
            for group in groups
            for word in ((str(len(group)), yuan(sum(c[amount] for c in group))) if group else ("—", "—"))
        ]
        assert row_of(found, village) == expected, village


def test_by_stage_it_adds_up_to_the_same(office: Office, tmp_path: Path) -> None:
    cases = counted(some_cases(office))
    found = lines(office, tmp_path / "x.pdf", "summary_sheet", term=TERM, _rows="按学段")
    sums = [[c for c in cases if c[name] is not None] for name in ("applied", "proposed", "approved")]
    names = ("applied", "proposed", "approved")
    expected = [
        word
        for name, own in zip(names, sums, strict=True)
        for word in (str(len(own)), yuan(sum(c[name] for c in own)))
    ]
    assert row_of(found, "合计")[:6] == expected
    assert len([line for line in found if line.split()[1:2] and line.split()[1] in STAGES]) == 3


def test_a_year_has_a_subtotal_for_each_term(office: Office, tmp_path: Path) -> None:
    office.to(workflow.ACCEPTED, applied="800")
    office.to(workflow.ACCEPTED, applied="900", village="下格桑村")
    found = lines(office, tmp_path / "x.pdf", "summary_sheet", what="2018")
    assert row_of(found, "春季学期小计") == row_of(found, "合计")
    assert row_of(found, "合计")[-4:-2] == ["2", "1,700.00"]
    assert any("全年不重复的学生 2 人" in line for line in found)


def test_a_long_sum_takes_the_larger_paper(office: Office, tmp_path: Path) -> None:
    first = office.to(workflow.ACCEPTED, applied="800")
    slips.write(office.desk, "summary_sheet", tmp_path / "a4.pdf", term=TERM)
    with office.desk.change("更正") as change:
        change.update("relief_case", first, {"applied": 123_456_700})
    slips.write(office.desk, "summary_sheet", tmp_path / "a3.pdf", term=TERM)
    sizes = [tuple(map(round, pages.size_mm(tmp_path / name, 0))) for name in ("a4.pdf", "a3.pdf")]
    assert sizes == [(297, 210), (420, 297)]


def test_the_roster_holds_every_case_once_and_its_subtotals_add_up(office: Office, tmp_path: Path) -> None:
    cases = counted(some_cases(office))
    found = lines(office, tmp_path / "x.pdf", "application_roster", term=TERM)
    numbers = Counter(word for line in found for word in line.split() if word.startswith("JYJZ"))
    assert numbers == Counter(case["case_no"] for case in cases)
    label = office.desk.rules().label
    for village in ("上格桑村", "下格桑村"):
        own = [c["applied"] for c in cases if label("village", c["village"]) == village]
        assert row_of(found, f"{village}小计") == [str(len(own)), "份", yuan(sum(own))]
    assert yuan(sum(c["applied"] for c in cases)) in row_of(found, "合计")
    texts = ["".join(text.split()) for text in pages.text(tmp_path / "x.pdf")]
    assert all("内部资料注意保密" in text for text in texts)
    assert all(case["id_number"] in "".join(texts) for case in cases)


def test_one_village_of_the_roster(office: Office, tmp_path: Path) -> None:
    cases = counted(some_cases(office))
    own = [c for c in cases if c["village"].endswith("201")]
    whole = "".join(lines(office, tmp_path / "x.pdf", "application_roster", term=TERM, what="下格桑村"))
    assert [c["case_no"] for c in cases if c["case_no"] in whole] == [c["case_no"] for c in own]
    assert "小计" not in whole
    with pytest.raises(UserError, match="没有名为“无村”的村"):
        lines(office, tmp_path / "y.pdf", "application_roster", term=TERM, what="无村")


def test_the_longest_name_stands_whole_in_every_list(office: Office, tmp_path: Path) -> None:
    names = dict.fromkeys(("name", "head_name", "guardian_name", "payee_name"), LONG)
    office.to(workflow.PAID, **names, payee_relation="本人")
    for document in ("application_roster", "result_list", "relief_ledger"):
        whole = "".join(lines(office, tmp_path / "x.pdf", document, term=TERM))
        assert LONG in "".join(whole.split()), document


def test_the_results_say_who_got_what_and_why_not(office: Office, tmp_path: Path) -> None:
    agreed = relief.load(office.desk, office.to(workflow.APPROVED))
    sent = office.to(workflow.REPORTED)
    office.act(sent, "reject", on_date="2018-05-25", reason="重复申请", document="云教〔2018〕9号")
    office.to(workflow.REPORTED)
    found = lines(office, tmp_path / "x.pdf", "result_list", term=TERM)
    assert row_of(found, agreed["case_no"])[2:] == ["1,000.00", "1,000.00", "同意", "云教〔2018〕9号"]
    assert row_of(found, relief.load(office.desk, sent)["case_no"])[2:] == [
        "1,000.00", "不予救助", "重复申请", "云教〔2018〕9号",
    ]  # fmt: skip
    assert row_of(found, "合计") == ["2", "件", "2,000.00", "1,000.00"]


def test_a_decision_on_another_batch_is_not_told_of_this_one(office: Office, tmp_path: Path) -> None:
    case_id = office.to(workflow.REPORTED)
    first = office.desk.store.select("batch")[-1]["batch_no"]
    assert any("还没有批复" in line for line in lines(office, tmp_path / "x.pdf", "result_list", what=first))
    office.act(case_id, "send_back", on_date="2018-05-20", reason="缺材料")
    office.act(case_id, "accept", on_date="2018-05-21")
    second = office.seal(case_id)
    while office.state(case_id) != workflow.REPORTED:
        office.act(
            case_id,
            *{
                workflow.TOWN_REVIEW: ("township_agree",),
                workflow.READY: ("report",),
            }[office.state(case_id)],
            on_date="2018-05-22",
        )
    office.act(case_id, "decide", on_date="2018-05-25", amount=100_000, document="云教〔2018〕9号")
    of_first = lines(office, tmp_path / "x.pdf", "result_list", what=first)
    of_second = lines(office, tmp_path / "y.pdf", "result_list", what=second)
    assert any("退回补正" in line for line in of_first)
    assert not any("同意" in line for line in of_first)
    assert any("同意" in line for line in of_second)


def test_who_was_refused_and_whether_the_family_was_told(office: Office, tmp_path: Path) -> None:
    some_cases(office)
    (case,) = [c for c in office.desk.store.select("relief_case") if c["state"] == workflow.REJECTED]
    found = "".join(lines(office, tmp_path / "x.pdf", "rejection_list", term=TERM))
    assert case["case_no"] in found
    assert "上格桑村初审（民主评议）2018年5月4日" in found.replace(" ", "")
    assert "收入已超过标准" in found
    assert "还没有打印告知书" in found
    letter = slips.write(office.desk, "rejection_letter", tmp_path / "l.pdf", case=case["case_no"])
    print_ledger.register(office.desk, letter.placed)
    found = "".join(lines(office, tmp_path / "x.pdf", "rejection_list", term=TERM))
    assert "2018年6月12日" in found.partition("收入已超过标准")[2]
    assert "还没有打印告知书" not in found


def test_nobody_refused_is_said(office: Office, tmp_path: Path) -> None:
    office.to(workflow.PAID)
    for document, words in (("rejection_list", "没有不予救助的申请"), ("result_list", "还没有县级批复")):
        with pytest.raises(Refused, match=words):
            lines(office, tmp_path / "x.pdf", document, term="2017A")


def test_the_ledger_holds_every_date_and_agrees_with_the_fund(office: Office, tmp_path: Path) -> None:
    fund.save(office.desk, {"kind": "期初结余", "amount": "10000", "on_date": "2018-01-03"})
    paid = relief.load(office.desk, office.to(workflow.PAID))
    office.to(workflow.ACCEPTED)
    found = lines(office, tmp_path / "x.pdf", "relief_ledger", term=TERM)
    cells = row_of(found, paid["case_no"])
    assert [word for word in cells if word.endswith("日")] == [
        "5月2日", "5月2日", "5月3日", "5月9日", "5月11日", "5月14日", "5月25日", "6月1日", "6月5日",
    ]  # fmt: skip
    assert row_of(found, "合计") == ["2", "份", "2,000.00", "1,000.00", "1,000.00", "1,000.00"]
    year = fund.year(office.desk, 2018)
    words = "".join(found)
    assert "上年结转 0.00 元，收入 10,000.00 元（含期初结余 10,000.00 元）" in words
    assert f"支出 {yuan(year.outgo)} 元，结余 {yuan(year.closing)} 元" in words
    assert (yuan(year.outgo), yuan(year.closing)) == ("1,000.00", "9,000.00")


def test_the_ledger_stands_in_the_order_of_the_register(office: Office, tmp_path: Path) -> None:
    for name in ("乙", "甲", "丙"):
        office.to(workflow.ACCEPTED, name=name, applied={"甲": "900", "乙": "800", "丙": "700"}[name])

    def names(**of: str) -> list[str]:
        found = lines(office, tmp_path / "x.pdf", "relief_ledger", term=TERM, **of)
        return [w[2] for w in map(str.split, found) if len(w) > 2 and w[1].startswith("JYJZ")]

    assert names() == ["乙", "甲", "丙"]
    assert names(_sort="申请金额") == ["丙", "乙", "甲"]
    assert names(_sort="申请金额", _descending="是") == ["甲", "乙", "丙"]
    assert names(_filter="甲") == ["甲"]
    with pytest.raises(UserError, match="排列"):
        names(_sort="身高")
    orders = {code.code for code in office.desk.rules().codes["ledger_order"].codes}
    assert orders == {"place", *(column.name for column in KINDS_OF_LIST["relief_register"].columns)}


def test_an_answer_that_cannot_be_read_is_refused(office: Office, tmp_path: Path) -> None:
    office.to(workflow.ACCEPTED)
    with pytest.raises(UserError, match="按哪个金额"):
        lines(office, tmp_path / "x.pdf", "summary_sheet", term=TERM, _amount="多少")


def test_a_closed_village_counts_with_the_one_that_took_it_over(office: Office, tmp_path: Path) -> None:
    office.to(workflow.ACCEPTED, applied="800")
    office.to(workflow.ACCEPTED, applied="900", village="下格桑村")
    store = office.desk.store
    upper, lower = (store.select("region", name=name)[0]["id"] for name in ("上格桑村", "下格桑村"))
    dated_names.close(office.desk, VILLAGE, lower, upper, date(2018, 6, 1))
    found = lines(office, tmp_path / "x.pdf", "summary_sheet", term=TERM)
    assert row_of(found, "上格桑村")[-4:-2] == ["2", "1,700.00"]
    assert not any("下格桑村" in line for line in found)
    roster = "".join(lines(office, tmp_path / "y.pdf", "application_roster", term=TERM, what="上格桑村"))
    assert "合计 2 份" in roster


def test_an_old_term_is_counted_as_it_was_called_then(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.to(workflow.ACCEPTED, household_type="低保贫困户")
    monkeypatch.setenv("EDUAID_TODAY", "2022-03-01")
    found = lines(office, tmp_path / "x.pdf", "summary_sheet", term=TERM)
    assert "其中：建档立卡" in "".join(found)
    assert row_of(found, "合计")[-2:] == ["1", "1,000.00"]
