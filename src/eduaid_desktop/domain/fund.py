"""基金收支: what is registered of the relief fund's money, and what a case binds of it.

Source: section 5.1 of the domain rules (first sums, public money, donations), 5.5 for the states. Payments and
recoveries are never keyed here: the ledger takes them from the cases.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eduaid_desktop.domain import checks, workflow
from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.domain.fields import Field, FormSpec, Values
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.domain.problems import Problem
from eduaid_desktop.domain.rules import Rules

OPENING = "opening"
INCOME = (OPENING, "appropriation", "donation", "interest", "other_in")
SPENT = ("other_out",)
# What the ledger takes from the cases, and what it is called there.
PAYMENT, RECOVERY, PAST = "payment", "recovery", "past"
DERIVED = {PAYMENT: "发放", RECOVERY: "追回", PAST: "历史发放"}

# By what a state binds of the fund; an objection to the township's own notice binds what hung there.
RESERVED = (
    workflow.OBJECTION, workflow.TOWN_NOTICE, workflow.READY, workflow.REPORTED, workflow.COUNTY_RETURNED,
    workflow.OVERCAP_PENDING,
)  # fmt: skip
APPROVED = (workflow.APPROVED, workflow.PAY_FAILED)
IN_TRANSIT = (workflow.IN_PAYMENT,)
BINDING = (*RESERVED, *APPROVED, *IN_TRANSIT)
# The steps that say how much a case binds from then on.
SETS_AMOUNT = ("township_agree", "township_notice", "decide")

_NEEDS = {
    "appropriation": ("document", "财政拨入要写拨款文号或凭证号。"),
    "donation": ("party", "捐赠要写明捐赠人或捐赠单位。"),
    "other_in": ("remark", "其他收入要在备注里写明是什么钱。"),
    "other_out": ("remark", "其他支出要在备注里写明用途或去向。"),
}


def _grounds(values: Values, rules: Rules) -> Iterator[Problem]:
    name, words = _NEEDS.get(values.get("kind") or "", ("", ""))
    if name and not values.get(name):
        yield Problem(name, words)


def _something(values: Values, rules: Rules) -> Iterator[Problem]:
    if values.get("amount") is not None and values["amount"] <= 0:
        yield Problem("amount", "金额要大于 0；支出请选“其他支出”，写正数。")


def _called(values: Mapping[str, Any], rules: Rules) -> str:
    kind = rules.label("fund_kind", values.get("kind"))
    return "　".join(filter(None, (spoken(values.get("on_date")), kind)))


FUND_ENTRY = FormSpec(
    "fund_entry",
    "基金收支",
    "fund_entry",
    (
        Field("on_date", "日期", "date", required=True),
        Field("kind", "种类", "choice", required=True, choices="fund_kind"),
        Field("amount", "金额（元）", "money", required=True),
        Field("party", "对方单位或个人", length=60),
        Field("document", "文号或凭证号", length=60),
        Field("remark", "备注", "note", length=200),
    ),
    (_something, _grounds, checks.not_in_future(on_date="日期")),
    called=_called,
)


@dataclass(frozen=True)
class Standing:
    """The fund on a day, in fen. kept: something is registered in its ledger up to that day.

    reserved: proposed by the township and not decided; approved: not sent yet, or sent back by the bank;
    in_transit: sent, the bank has not answered. What is available is what nobody has a claim to.
    """

    kept: bool
    balance: int
    in_transit: int
    approved: int
    reserved: int

    def shown(self, figure: str) -> str:
        """A figure (a key of FIGURES) as read; what was never registered is no balance."""
        unknown = not self.kept and figure in ("balance", "available")
        return "未登记" if unknown else f"{yuan(getattr(self, figure))} 元"

    @property
    def unsent(self) -> int:
        """What lies in the account and is not on its way: what can be paid now."""
        return self.balance - self.in_transit

    @property
    def available(self) -> int:
        """What can still be proposed; negative when more is bound than there is."""
        return self.unsent - self.approved - self.reserved


# The figures in the order in which they are read, from what is there to what is free.
FIGURES = {
    "balance": "结余",
    "in_transit": "发放在途",
    "approved": "已批待发",
    "reserved": "待批复",
    "available": "可用",
}


def bound(state: int, steps: Sequence[Mapping[str, Any]]) -> int:
    """What a case in this state binds, in fen: the amount of the last step that set one. steps: oldest first."""
    if state not in BINDING or (
        state == workflow.OBJECTION and workflow.before_objections(steps) != workflow.TOWN_NOTICE
    ):
        return 0
    return next((s["amount"] or 0 for s in reversed(steps) if s["action"] in SETS_AMOUNT), 0)


def opening_problem(values: Mapping[str, Any], others: Sequence[Mapping[str, Any]]) -> Problem | None:
    """The opening balance is the one and first entry: the ledger carries over by itself. others: without values."""
    before = [e for e in others if e["on_date"] < values["on_date"]]
    opened = [e for e in others if e["kind"] == OPENING]
    if values["kind"] == OPENING and opened:
        return Problem(
            "kind", f"期初结余已在{spoken(opened[0]['on_date'])}登记，年度之间由账自动结转，不再登记。"
        )
    if values["kind"] == OPENING and before:
        first = spoken(before[0]["on_date"])
        return Problem(
            "on_date", f"期初结余要是最早的一笔，而{first}已有收支；请把日期改到它之前，或选其他种类。"
        )
    if opened and values["on_date"] < opened[0]["on_date"]:
        day = spoken(opened[0]["on_date"])
        return Problem("on_date", f"{day}以前的收支已包含在期初结余里，不再登记；要补记的请先更正期初结余。")
    return None
