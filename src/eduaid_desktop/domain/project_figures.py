"""Figures of projects as tables show them: 万元 with one number of decimals a column, how far money and works are."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

# 10,000 yuan in fen.
_WAN = 1_000_000
_LEAST, _MOST = 2, 4


def wans(fens: Iterable[int | None]) -> list[str]:
    """A column of 万元 without its unit; "" where nothing is known.

    As many decimals as its most exact figure needs, two at least and four (one yuan) at most, half up, so that the
    points stand under each other (domain 10.3).
    """
    unit = Decimal(1).scaleb(-_MOST)
    amounts = [None if fen is None else (Decimal(fen) / _WAN).quantize(unit, ROUND_HALF_UP) for fen in fens]
    places = max([_LEAST, *(_decimals(amount) for amount in amounts if amount is not None)])
    return ["" if amount is None else f"{amount:,.{places}f}" for amount in amounts]


def total(fens: Iterable[int | None]) -> int | None:
    """The sum of what is known, None where nothing is."""
    known = [fen for fen in fens if fen is not None]
    return sum(known) if known else None


def _decimals(amount: Decimal) -> int:
    exponent = amount.normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def percent(part: int | None, whole: int | None) -> Decimal | None:
    """part of whole in per cent with one decimal, half up; None where either is not known or whole is 0."""
    if part is None or not whole:
        return None
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)


def shown(share: Decimal | int | None) -> str:
    """45.5 or 45, "" for what is not known."""
    return "" if share is None else str(share).removesuffix(".0")


@dataclass(frozen=True)
class Month:
    """A project in a month. now: its record of that month or, where reported is False, of the last one before.

    before: the record before that; both None where there is none.
    """

    project: Mapping[str, Any]
    now: Mapping[str, Any] | None
    before: Mapping[str, Any] | None
    reported: bool

    def known(self, name: str) -> Any:
        """A figure of the record, None where there is none."""
        return self.now[name] if self.now else None

    @property
    def added(self) -> int | None:
        """Invested in this month, in fen; None where this or the month before does not say how much there was."""
        if not self.reported or self.known("invested") is None:
            return None
        if self.before is None:
            return int(self.known("invested"))
        earlier = self.before["invested"]
        return None if earlier is None else int(self.known("invested")) - int(earlier)

    @property
    def invested_share(self) -> Decimal | None:
        """Invested so far, of the total investment."""
        return percent(self.known("invested"), self.project["total_investment"])

    @property
    def paid_share(self) -> Decimal | None:
        """Paid so far, of the contract or, where there is none, of the total investment."""
        return percent(
            self.known("paid"), self.project["contract_amount"] or self.project["total_investment"]
        )

    def doubts(self) -> Iterator[str]:
        """What should be looked at: money ahead of the works, more than the contract, works going back."""
        physical = self.known("physical")
        if self.paid_share is not None and physical is not None and self.paid_share > physical:
            yield f"支付进度 {shown(self.paid_share)}% 快于形象进度 {physical}%"
        contract = self.project["contract_amount"]
        if contract is not None and (self.known("invested") or 0) > contract:
            yield "累计完成投资大于合同金额"
        if self.before and physical is not None and physical < self.before["physical"]:
            yield f"形象进度低于上次的 {self.before['physical']}%"


def month_of(project: Mapping[str, Any], records: Sequence[Mapping[str, Any]], month: str) -> Month:
    """A project in a month (2018-05), of its records oldest first; what came later is not known yet."""
    until = [record for record in records if record["month"] <= month]
    before, now = [None, None, *until][-2:]
    return Month(project, now, before, bool(until) and until[-1]["month"] == month)
