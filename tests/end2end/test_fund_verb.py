"""eduaid fund: registering the fund's money, its ledger and what is free of it, by the command line."""

import re
from pathlib import Path
from typing import Any

import pytest

from eduaid_desktop.documents import pages
from eduaid_desktop.services.desk import Desk

from .conftest import Run, refused


def add(run: Run, file: Path, *more: str) -> Any:
    return run("fund", file, "add", *more)


APPROPRIATION = ("--kind", "财政拨入", "--amount", "5000", "--date", "2018-03-15", "--from", "云岭县财政局")


def test_money_is_registered_and_stands_in_the_ledger(run: Run, office_file: Path) -> None:
    opening = add(
        run, office_file, "--kind", "上年结转", "--amount", "1200.50", "--date", "2018-01-01", "--json"
    )
    assert (opening.status, opening.data["standing"]["balance_fen"]) == (0, 120_050)
    said = add(run, office_file, *APPROPRIATION, "--document", "云财教〔2018〕12号")
    assert (said.status, said.out) == (0, "已登记，编号 2。基金结余 6,200.50 元，可用 6,200.50 元。\n")
    told = run("fund", office_file, "--year", "2018")
    assert told.status == 0
    for line in (
        "2017年结转　0.00 元",
        "2018-03-15　财政拨入　云岭县财政局　云财教〔2018〕12号　5,000.00　结余 6,200.50 元",
        "2018年2笔：收入 6,200.50 元，支出 0.00 元，年末结余 6,200.50 元。",
        "可用　6,200.50 元",
    ):
        assert line in told.out.splitlines()
    assert "口径" not in told.out
    assert "发放按到账日期、追回按追回日期从救助申请自动取" in told.out
    before = run("fund", office_file, "--on", "2018-03-14", "--json").data
    assert (before["on"], before["standing"]["balance_fen"]) == ("2018-03-14", 120_050)
    listed = run("list", office_file, "fund", "--json").data
    assert [(row["kind"], row["income_fen"], row["balance_fen"]) for row in listed["rows"]] == [
        ("opening", 120_050, 120_050),
        ("appropriation", 500_000, 620_050),
    ]


def test_an_entry_is_corrected_through_the_door_of_every_form(run: Run, office_file: Path) -> None:
    add(run, office_file, *APPROPRIATION, "--document", "云财教〔2018〕12号")
    assert run("save", office_file, "fund_entry", "1", "--set", "amount=4000").status == 0
    assert run("show", office_file, "fund_entry", "1", "--json").data["amount_fen"] == 400_000
    assert "5,000.00 → 4,000.00" in run("history", office_file, "fund_entry", "1").out
    assert "结余　4,000.00 元" in run("fund", office_file).out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (APPROPRIATION, "财政拨入要写拨款文号或凭证号"),
        (("--kind", "捐赠", "--amount", "0", "--from", "某人"), "大于 0"),
        (("--kind", "捐赠", "--amount", "五百", "--from", "某人"), "金额"),
        (("--kind", "发放", "--amount", "5"), "种类"),
        (("--amount", "5"), "种类还没有填写"),
    ],
)
def test_a_wrong_entry_is_refused_in_a_sentence(
    run: Run, office_file: Path, words: tuple[str, ...], told: str
) -> None:
    refused(add(run, office_file, *words), told)
    assert run("list", office_file, "fund", "--json").data["count"] == 0


def test_words_that_make_no_sense_together_are_wrong_usage(run: Run, office_file: Path) -> None:
    assert run("fund", office_file, "--amount", "5").status == 2
    assert run("fund", office_file, "add", "--year", "2018", *APPROPRIATION).status == 2
    refused(run("fund", office_file, "--on", "前天"), "读不懂")


def test_a_fund_that_nobody_registered_says_so(run: Run, office_file: Path) -> None:
    said = run("fund", office_file)
    assert "结余　未登记" in said.out
    assert "还没有登记基金收入" in said.out
    assert run("fund", office_file, "--json").data["standing"]["kept"] is False


def test_the_sample_township_accounts_for_every_yuan(run: Run, township: Path, tmp_path: Path) -> None:
    data = run("fund", township, "--year", "2018", "--json").data
    now, ledger = data["standing"], data["ledger"]
    with Desk.open(township, writable=False) as desk:
        paid = sum(p["amount"] for p in desk.store.select("payment", result="paid"))
        back = sum(s["amount"] for s in desk.store.select("relief_step", action="recover"))
        entries = sum(e["amount"] for e in desk.store.select("fund_entry"))
    assert now["balance_fen"] == entries - paid + back == ledger["closing_fen"]
    bound = now["in_transit_fen"] + now["approved_fen"] + now["reserved_fen"]
    assert now["available_fen"] == now["balance_fen"] - bound > 0
    assert sum(row["amount_fen"] for row in ledger["rows"]) == ledger["closing_fen"] - ledger["carried_fen"]
    out = tmp_path / "明细账.pdf"
    assert run("print", township, "fund_ledger", "--what", "2018", "--out", out).status == 0
    text = re.sub(r"\s", "", "".join(pages.text(out)))
    assert "2018年教育扶贫救助基金收支明细账" in text
    assert f"{ledger['closing_fen'] / 100:,.2f}" in text
    assert "口径：发放按到账日期" in text
    refused(run("print", township, "fund_ledger", "--what", "去年", "--out", out), "不是年度")
