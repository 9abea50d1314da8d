"""基金收支明细账: the ledger of a year as a sheet of the office."""

from datetime import date

from eduaid_desktop.domain import dates
from eduaid_desktop.domain.fund import FIGURES
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.domain.sheet import Column, Section, Sheet
from eduaid_desktop.errors import UserError
from eduaid_desktop.services import fund, office
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.money_lists import fund_kind
from eduaid_desktop.services.papers.kinds import TABLES, YEAR, Document, Page, Wanted, drawn
from eduaid_desktop.services.papers.subjects import of_year
from eduaid_desktop.store.store import Row

_COLUMNS = (
    Column("日期", 27), Column("种类", 18), Column("对方", 30), Column("文号、编号", 44),
    Column("收入（元）", 24, right=True), Column("支出（元）", 24, right=True), Column("结余（元）", 26, right=True),
    Column("备注", 34),
)  # fmt: skip


def _sheet(desk: Desk, year: int) -> Sheet:
    ledger = fund.year(desk, year)
    last = min(date(ledger.year, 12, 31), desk.today())
    carried = ("", "上年结转", "", "", "", "", yuan(ledger.carried), "")
    foot = ("", "合计", "", "", yuan(ledger.income), yuan(ledger.outgo), yuan(ledger.closing), "")
    begun = f"收入合计含期初结余 {yuan(ledger.opening)} 元。" if ledger.opening else ""
    rows = [*([carried] if ledger.carried else []), *map(_row, ledger.lines)]
    return Sheet(
        title=f"{ledger.year}年教育扶贫救助基金收支明细账",
        above=(f"单位：{office.info(desk)['name']}", f"截至{dates.spoken(last.isoformat())}　单位：元"),
        sections=(Section(columns=_COLUMNS, rows=rows, foot=foot), Section(words=_stands(desk, last))),
        closing=f"　　口径：{fund.scope(desk)}{begun}",
        signed=("经办人", "审核人", "分管领导"),
        landscape=True,
    )


def _year(desk: Desk, what: str | None) -> int:
    """The year that is named, this year when nothing is. Raises UserError for what is no year."""
    if not what:
        return desk.today().year
    if not what.isdecimal() or not 2000 <= int(what) <= 2099:
        raise UserError(f"“{what}”不是年度。请写明哪一年的明细账，如 2018。")
    return int(what)


def _row(line: Row) -> tuple[str, ...]:
    amount = line["amount"]
    income, outgo = (yuan(amount), "") if amount >= 0 else ("", yuan(-amount))
    said = (
        dates.spoken(line["on_date"]),
        fund_kind(line["kind"]),
        line["party"] or "",
        line["document"] or "",
    )
    return (*said, income, outgo, yuan(line["balance"]), line["remark"] or "")


def _stands(desk: Desk, day: date) -> str:
    now = fund.standing(desk, day)
    told = "，".join(f"{label} {now.shown(name)}" for name, label in FIGURES.items())
    return f"　　{told}。"


def _pages(desk: Desk, wanted: Wanted) -> list[Page]:
    year = _year(desk, wanted.what)
    return [(_sheet(desk, year), of_year(year))]


DOCUMENTS = {
    "fund_ledger": Document(
        "基金收支明细账", drawn("fund_ledger", _pages), TABLES, what=(YEAR,), whole="今年"
    ),
}
