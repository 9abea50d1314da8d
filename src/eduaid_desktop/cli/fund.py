"""The verb of the relief fund's money: how it stands, the ledger of a year, and registering an entry."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from eduaid_desktop.cli.group import FILE, JSON, answer, main, open_desk, problem_lines, problem_rows
from eduaid_desktop.domain.fund import FIGURES
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.errors import UserError
from eduaid_desktop.services.desk import Desk

if TYPE_CHECKING:
    from eduaid_desktop.domain.fund import Standing
    from eduaid_desktop.services.fund import YearLedger


@main.command()
@FILE
@click.argument("action", required=False, type=click.Choice(["add"]))
@click.option("--year", type=click.IntRange(2010, 2099), help="列出这一年的明细账")
@click.option("--on", "day", help="按哪一天的结余和占用，如 2018-05-31；不给为今天")
@click.option("--kind", help="种类：期初结余、财政拨入、捐赠、利息、其他收入、其他支出")
@click.option("--amount", help="金额，元")
@click.option("--date", "on_date", help="日期；不给为今天")
@click.option("--from", "party", help="对方单位或个人")
@click.option("--document", help="文号或凭证号")
@click.option("--remark", help="备注")
@JSON
def fund(
    file: Path, action: str | None, year: int | None, day: str | None, as_json: bool, **entry: str | None
) -> None:
    """基金收支：结余、在途、已批、待批复和可用；--year 列出明细账；add 登记一笔。"""
    if not action and any(entry.values()):
        raise click.UsageError("登记一笔收支请写 eduaid fund 文件 add --kind 种类 --amount 元。")
    if action and (year or day):
        raise click.UsageError("add 只登记一笔收支，不和 --year、--on 一起用。")
    with open_desk(file, write=bool(action)) as desk:
        if action:
            _add(desk, entry, as_json)
        else:
            _show(desk, year, _day(day), as_json)


def _add(desk: Desk, entry: dict[str, str | None], as_json: bool) -> None:
    from eduaid_desktop.services import fund as service

    saved = service.save(desk, {"on_date": desk.today().isoformat()} | {k: v for k, v in entry.items() if v})
    left = service.standing(desk)
    data = {"id": saved.id, "problems": problem_rows(saved.problems), "standing": _standing(left)}
    lines = [f"已登记，编号 {saved.id}。基金结余 {left.shown('balance')}，可用 {left.shown('available')}。"]
    answer(as_json, data, [*lines, *problem_lines(saved.problems)])


def _show(desk: Desk, year: int | None, day: date | None, as_json: bool) -> None:
    from eduaid_desktop.services import fund as service

    now, scope = service.standing(desk, day), service.scope(desk)
    ledger = service.year(desk, year) if year else None
    data = {"on": (day or desk.today()).isoformat(), "standing": _standing(now), "scope": scope}
    lines = [*(_ledger_lines(ledger) if ledger else ()), *_standing_lines(now), scope]
    answer(as_json, data | ({"ledger": _ledger(ledger)} if ledger else {}), lines)


def _day(written: str | None) -> date | None:
    from eduaid_desktop.domain import dates

    found = dates.parse(written) if written else None
    if written and found is None:
        raise UserError(f"日期“{written}”读不懂，请写成 2018-05-31 这样的形式。")
    return found


def _standing(now: "Standing") -> dict[str, Any]:
    return {"kept": now.kept} | {f"{name}_fen": getattr(now, name) for name in FIGURES}


def _standing_lines(now: "Standing") -> list[str]:
    return [f"{label}　{now.shown(name)}" for name, label in FIGURES.items()]


def _ledger(ledger: "YearLedger") -> dict[str, Any]:
    sums = {f"{name}_fen": getattr(ledger, name) for name in ("carried", "income", "outgo", "closing")}
    named = ("on_date", "kind", "party", "document", "remark")
    rows = [
        {name: line[name] for name in named} | {"amount_fen": line["amount"], "balance_fen": line["balance"]}
        for line in ledger.lines
    ]
    return {"year": ledger.year, **sums, "count": len(rows), "rows": rows}


def _ledger_lines(ledger: "YearLedger") -> list[str]:
    from eduaid_desktop.services.money_lists import fund_kind

    told = [f"{ledger.year - 1}年结转　{yuan(ledger.carried)} 元"]
    for line in ledger.lines:
        about = (line["on_date"], fund_kind(line["kind"]), line["party"], line["document"])
        words = "　".join(filter(None, about))
        told.append(f"{words}　{yuan(line['amount'])}　结余 {yuan(line['balance'])} 元")
    sums = f"收入 {yuan(ledger.income)} 元，支出 {yuan(ledger.outgo)} 元，年末结余 {yuan(ledger.closing)} 元"
    return [*told, f"{ledger.year}年{len(ledger.lines)}笔：{sums}。"]
