"""村包: a bundle of relief applications that a village brought, under one paper cover with their count.

Source: census practice, where a bundle is closed only when what was keyed agrees with its cover.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from eduaid_desktop.domain import checks
from eduaid_desktop.domain.fields import Field, FormSpec, Values
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.domain.problems import Problem
from eduaid_desktop.domain.rules import Rules

COUNT = Field("cover_count", "封面份数", "integer", required=True, length=4)
SUM = Field("cover_amount", "封面金额（元）", "money", hint="封面上没写的不填")


def _something_on_the_cover(values: Values, rules: Rules) -> Iterator[Problem]:
    if values["cover_count"] is not None and values["cover_count"] < 1:
        yield Problem("cover_count", "封面份数要在 1 份以上，请照封面填写。")
    if values["cover_amount"] == 0:
        yield Problem("cover_amount", "封面金额要大于 0；封面上没写金额的，请空着。")


PACKET = FormSpec(
    "packet",
    "村包",
    "packet",
    (
        Field("village", "行政村", "choice", required=True, choices="village"),
        Field("term", "学期", "choice", required=True, choices="term"),
        COUNT,
        SUM,
        Field("brought_by", "送交人", length=50),
        Field("received_on", "收到日期", "date", required=True),
        Field("remark", "备注", "note", length=200),
    ),
    (_something_on_the_cover, checks.not_in_future(received_on="收到日期")),
    called=lambda values, rules: str(values.get("packet_no") or ""),
)


@dataclass(frozen=True)
class Keyed:
    """How far a packet is keyed. Amounts in fen; names in the order in which they were keyed.

    cover_amount: None where the cover names no sum.
    """

    count: int
    amount: int
    cover_count: int
    cover_amount: int | None
    names: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """已录 5/7 份，5,000.00/7,000.00 元; the sum only where the cover names one."""
        both = "" if self.cover_amount is None else f"，{yuan(self.amount)}/{yuan(self.cover_amount)} 元"
        return f"已录 {self.count}/{self.cover_count} 份{both}"

    @property
    def difference(self) -> str:
        """What keeps the packet open, in words; "" when what was keyed agrees with the cover."""
        told = []
        if self.count != self.cover_count:
            apart = abs(self.cover_count - self.count)
            way = "还差" if self.count < self.cover_count else "多出"
            told.append(f"封面 {self.cover_count} 份，已录 {self.count} 份，{way} {apart} 份")
        if self.cover_amount is not None and self.amount != self.cover_amount:
            apart = abs(self.cover_amount - self.amount)
            way = "还差" if self.amount < self.cover_amount else "多出"
            told.append(
                f"封面 {yuan(self.cover_amount)} 元，已录 {yuan(self.amount)} 元，{way} {yuan(apart)} 元"
            )
        return "；".join(told)
