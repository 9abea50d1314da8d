"""What the five cells of the county say, as people write them; and what is left open rather than guessed."""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduaid_desktop.domain import alike, decision_cells, money, money_words
from eduaid_desktop.domain.decision_cells import Read
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.services.rules import shipped_codes

RULES = Rules(date(2018, 7, 2), codes=shipped_codes())
PROPOSED = 120050


def read(
    result: Any, amount: Any = None, reason: Any = None, day: Any = None, sealed_on: str = "2018-06-12"
) -> Read:
    cells = {
        "审批结果": result,
        "审批金额": amount,
        "不予原因": reason,
        "审批文号": "文〔2018〕1号",
        "审批日期": day,
    }
    return decision_cells.read(cells, RULES, PROPOSED, sealed_on)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("approve", ["同意", " 同 意 ", "同意。", "“同意”", "批准", "通过", "准予", "符合", "√", "✓", "是", "Y", "ｙ",
                     "1", 1.0, True, "合格", "拟同意"]),
        ("reject", ["不同意", "不予", "不批准", "未通过", "不符合", "×", "✗", "否", "N", "0", 0, 0.0,
                    False, "不合格", "x"]),
        ("return", ["退回", "补正", "退补材料", "退 回"]),
        ("over_cap", ["超限额待批", "报县政府", "待县政府批准"]),
    ],
)  # fmt: skip
def test_the_words_of_the_counties(code: str, words: list[Any]) -> None:
    assert {read(word).raw["decision"] for word in words} == {code}
    assert [read(word).faults for word in words if read(word).faults] == []


@pytest.mark.parametrize(
    "word", ["看情况", "同意/不同意", "同意800元", "同", "不", "2", "同意退回", "待定", "未审"]
)
def test_other_words_are_no_decision(word: str) -> None:
    assert read(word).raw["decision"] not in ("approve", "reject", "return", "over_cap")


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("不同意：重复享受", "重复享受"),
        ("不予救助（不在学籍）", "不在学籍"),
        ("退回，账号错", "账号错"),
        ("× 超龄", "超龄"),
    ],
)
def test_a_reason_behind_the_result(word: str, reason: str) -> None:
    found = read(word)
    assert (found.raw["decided_reason"], found.faults) == (reason, [])
    assert reason in found.notes[0][1]
    assert read(word, reason=reason).raw["decided_reason"] == reason
    assert read(word, reason="另见附件").raw["decided_reason"] == f"另见附件；{reason}"


@pytest.mark.parametrize(
    "word",
    [
        "同意，按800元",
        "同意 捌佰元",
        "同意（不同意）",
        "同意，但须补交材料",
        "同意；暂缓发放",
        "同意 退回",
        "批准：核减200",
        "同意，核定八百",
        "同意（一千一百）",
        "同意，折半发放",
    ],
)
def test_a_consent_with_more_behind_it_is_left_open(word: str) -> None:
    assert read(word, amount=1200.5).faults


def test_an_amount_behind_the_consent_that_agrees_is_no_fault() -> None:
    assert read("同意，按800元", amount=800).faults == []
    assert read("同意，资料齐全", amount=800).faults == []


def test_a_sum_beside_a_refusal_is_a_contradiction() -> None:
    for result, amount in (("不同意", 800), ("退回：账号错", "八百元"), ("×", 0.08)):
        (fault,) = read(result, amount=amount, reason="重复享受").faults
        assert fault[0] == "审批金额"
        assert "没有采用" in fault[1]
    assert read("不同意", amount=0, reason="重复享受").faults == []
    left = read("不同意", amount=1200.5, reason="重复享受")
    assert left.faults == []
    assert "1,200.50（建议金额）" in left.notes[0][1]
    assert read("超限额待批", amount=800).faults == []


@pytest.mark.parametrize("amount", [0.12, "0.12", 120051, "120万", 1.2])
def test_a_sum_in_another_unit_is_left_open(amount: Any) -> None:
    (fault,) = read("同意", amount=amount).faults
    assert "可能单位不是元" in fault[1]


def test_a_sum_far_from_the_proposed_one_is_still_a_sum() -> None:
    assert [read("同意", amount=amount).faults for amount in (12.01, 120050, 50)] == [[], [], []]


def test_a_reason_beside_a_consent_is_worth_a_look() -> None:
    told = read("同意", amount=800, reason="不符合条件")
    assert told.faults == []
    assert "不予原因却写着“不符合条件”" in told.notes[0][1]


@pytest.mark.parametrize(
    ("written", "fen"),
    [
        (800, 80000), (800.5, 80050), ("800", 80000), ("８００．５０", 80050), ("￥1,200.00", 120000), ("¥ 800", 80000),
        ("800元", 80000), ("800.00 元整", 80000), ("0.08万", 80000), ("0.08万元", 80000), ("1 200.50", 120050),
        ("捌佰元整", 80000), ("人民币壹仟贰佰元伍角", 120050), ("八百", 80000), ("RMB800", 80000), ("800元/人", 80000),
        ("1,200", 120000), ("1，200元", 120000), (1166.6666666666667, None), ("800.005", None), ("一千二", None),
        ("800左右", None), ("800-1000", None), ("约800元", None), (True, None), ("8百", None), ("nan", None),
        ("1100,50", None), ("11,00.50", None), ("1,1000", None), (",800", None), ("1100 50", None), ("800 300", None),
        ("800\n300", None), ("\n800\n", 80000), ("12 000", 1200000), ("1\u00a0200", 120000),
    ],
)  # fmt: skip
def test_amounts_as_people_write_them(written: Any, fen: int | None) -> None:
    assert decision_cells.amount_of(written) == fen


@given(st.integers(100, 10**13))
def test_what_is_written_in_words_is_read_again(fen: int) -> None:
    assert money_words.parse(money.amount_in_words(fen)) == fen
    assert decision_cells.amount_of(money.yuan(fen)) == fen


def test_as_proposed_in_the_amount_is_the_proposed_sum() -> None:
    assert read("同意", amount="同建议金额").raw["decided_amount"] == "1200.50"
    assert read("同意", amount="/").raw["decided_amount"] is None


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2018-06-28", "2018-06-28"), ("20180628", "2018-06-28"), (20180628.0, "2018-06-28"),
        ("2018.6.28", "2018-06-28"),
        ("2018/6/28", "2018-06-28"), ("6月28日", "2018-06-28"), (43279, "2018-06-28"), ("43279", "2018-06-28"),
        (43279.4, "2018-06-28"), ("二〇一八年六月二十八日", "2018-06-28"), (datetime(2018, 6, 28, 9), "2018-06-28"),
        (date(2018, 6, 28), "2018-06-28"), ("2018/6/28 9:30", "2018-06-28"), ("06/28/2018", "06/28/2018"),
        ("28/6/2018", "28/6/2018"), ("18.6.28", "18.6.28"), ("1月5日", "1月5日"), ("8月1日", "8月1日"),
    ],
)  # fmt: skip
def test_days_as_people_write_them(written: Any, day: str) -> None:
    """The batch went up on 2018-06-12 and today is 2018-07-02: 1月5日 and 8月1日 lie in no year between them."""
    assert read("同意", day=written).raw["decided_on"] == day


def test_a_day_without_a_year_that_may_be_two_is_left_open() -> None:
    assert read("同意", day="6月28日", sealed_on="2017-06-12").raw["decided_on"] == "6月28日"


ID = "513399200601010029"


@pytest.mark.parametrize(
    ("column", "old", "cell"),
    [
        ("申请金额", "1200.00", 1200), ("申请金额", "1200.00", "1,200元"), ("姓名", "扎西·卓玛", "扎西•卓玛 "),
        ("姓名", "扎西", "扎 西"), ("公示开始", "2018-05-20", 43240), ("公示开始", "2018-05-20", datetime(2018, 5, 20)),
        ("公示开始", "2018-05-20", "2018年5月20日"), ("联系电话", "16400000001", 16400000001.0),
        ("身份证号", "51339920060101002X", "51339920060101002x"), ("身份证号", ID, f"'{ID}"),
        ("申请编号", "JYJZ-513399101-2018S-0001", "ｊｙｊｚ—513399101 – 2018s‐0001"), ("班级", "3班", "３班"),
        ("学校名称", "云岭县第二中学", "云岭县\n第二中学"), ("备注", "", "  "),
    ],
)  # fmt: skip
def test_the_same_thing_written_otherwise_is_unchanged(column: str, old: str, cell: Any) -> None:
    assert alike.same(column, old, cell)


@pytest.mark.parametrize(
    ("column", "old", "cell", "harmless"),
    [
        ("申请金额", "1200.00", 1200.01, False), ("姓名", "扎西", "扎西多吉", False), ("备注", "", "无", False),
        ("公示开始", "2018-05-20", "2018-05-21", False), ("班级", "3班", "", False),
        ("身份证号", ID, 5.1339920060101e17, True), ("身份证号", ID, "5.13399E+17", True),
        ("身份证号", ID, "513399200601010000", True), ("身份证号", ID, "513399200601010028", False),
        ("身份证号", ID, "513399200601020029", False), ("身份证号", ID, None, True),
        ("账号", "0123456789012", 123456789012, True),
        ("账号", "62999012345678001", 62999012345678000.0, True),
        ("账号", "62999012345678001", "62999012345679001", False),
        ("账号", "62999012345678001", None, False), ("姓名", "扎西䶮", "扎西?", True),
        ("姓名", "扎西䶮", "扎东?", False),
        ("申请编号", "JYJZ-513399101-2018S-0001", datetime(2018, 1, 1), True),
        ("申请编号", "JYJZ-513399101-2018S-0001", "JYJZ-513399101-2018S-0002", False),
        ("申请编号", "JYJZ-513399101-2018S-0001", "2018S-0001", True),
    ],
)  # fmt: skip
def test_a_cell_that_says_something_else(column: str, old: str, cell: Any, harmless: bool) -> None:
    """harmless: no one can have meant it; a program did it."""
    assert not alike.same(column, old, cell)
    assert bool(alike.damage(column, old, cell)) == harmless
