"""The words of banks, and accounts as spreadsheets damage them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduaid_desktop.domain import serials
from eduaid_desktop.domain.bank_matching import agrees, compare, damaged
from eduaid_desktop.domain.bank_result import Answer, Sent
from eduaid_desktop.domain.bank_words import failure_code, outcome
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.services.rules import shipped_codes

RULES = Rules(date(2018, 6, 12), codes=shipped_codes())
LINE = Sent(1, 1, "JYJZ-513399101-2018S-0001", 1, "曲批", "拉姆", "6222801234567891234", 100_000)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("账号不存在", "01"), ("查无此账号", "01"), ("户名不符", "02"), ("账户未激活", "03"), ("已挂失", "04"),
        ("账户状态异常（已销户）", "04"), ("该卡已注销", "05"), ("身份证号不符", "06"), ("Ⅱ类户限额", "07"),
        ("系统超时", "08"), ("其他", "09"), ("对方行暂停受理", "09"), ("", "09"),
    ],
)  # fmt: skip
def test_the_longest_known_wording_decides(words: str, code: str) -> None:
    assert failure_code(RULES.codes["payment_failure"], words) == code


@pytest.mark.parametrize(
    ("result", "failure", "found"),
    [
        ("成功", "", "paid"), ("处理 成功", "交易成功", "paid"), ("失败", "已销户", "failed"), ("", "已销户", "failed"),
        ("账号不存在", "", "failed"), ("成功", "已销户", ""), ("处理中", "", ""), ("0", "", ""), ("", "", ""),
    ],
)  # fmt: skip
def test_a_decision_is_paid_failed_or_not_understood(result: str, failure: str, found: str) -> None:
    assert outcome(RULES, result, failure)[0] == found


def test_no_wording_means_two_things() -> None:
    for name in ("bank_result", "payment_failure"):
        words = [w for code in RULES.codes[name].codes for w in {code.label, *code.aliases}]
        assert len(words) == len(set(words)), name


@given(st.from_regex(r"[1-9][0-9]{15,18}", fullmatch=True))
def test_a_long_account_is_known_after_a_spreadsheet_had_it(account: str) -> None:
    assert damaged(f"{float(account):.14E}", account)
    assert damaged(account[:15] + "0" * (len(account) - 15), account) or account[15:].strip("0") == ""


@given(st.from_regex(r"[1-9][0-9]{11,18}", fullmatch=True), st.integers(0, 11), st.integers(1, 9))
def test_an_account_with_another_digit_is_another(account: str, place: int, more: int) -> None:
    other = account[:place] + str((int(account[place]) + more) % 10) + account[place + 1 :]
    assert not damaged(other, account)
    assert not agrees(Answer(2, name="拉姆", account=other, amount=LINE.amount), LINE)


def test_a_name_alone_is_nobody() -> None:
    assert not agrees(Answer(2, name="拉姆", amount=100_000), LINE)
    assert agrees(Answer(2, name="拉姆", amount=100_000, position=1), LINE)
    assert not agrees(Answer(2, name="拉姆", amount=99_999, position=1), LINE)
    assert agrees(Answer(2, name="拉*", account=LINE.account), LINE)
    assert not agrees(Answer(2, name="*", account=LINE.account), LINE)


def test_every_row_of_the_list_ends_in_one_list() -> None:
    lines = [LINE, Sent(2, 2, "JYJZ-513399101-2018S-0002", 2, "曲批", "多吉", "629911112222333", 50_000)]
    found = compare(
        "FF-513399101-2018S-001", lines, [Answer(2, account=LINE.account, amount=100_000, outcome="paid")]
    )
    assert ([e.sent for e in found.paid], [e.sent for e in found.missing]) == ([lines[0]], [lines[1]])


def test_numbers_of_lists_are_counted_on() -> None:
    series = serials.payment_series("513399101", "2018S")
    assert serials.payment_list_no(series, 7) == "FF-513399101-2018S-007"
    assert serials.counted("FF-513399101-2018S-007") == (series, 7)
    assert serials.spoken(series) == "发放表编号 FF-513399101-2018S-…"
