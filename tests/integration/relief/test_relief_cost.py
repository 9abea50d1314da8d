"""What a term would cost if the bands changed; nothing is written."""

from pathlib import Path

from eduaid_desktop.domain import workflow
from eduaid_desktop.paths import resources
from eduaid_desktop.services import relief_cost
from eduaid_desktop.services.relief_cost import Cost

from .conftest import Office

FUND = resources() / "sample" / "云岭县救助基金标准包.toml"
SENIOR = {"stage": "普高", "grade": "高一", "purpose": "3"}


def test_the_cases_of_a_term_by_another_preset(office: Office) -> None:
    office.to(workflow.ACCEPTED, applied="1000")
    office.to(workflow.APPROVED, applied="1500")
    office.to(workflow.ACCEPTED, **SENIOR, applied="3000", relief_category="孤儿")
    office.act(office.to(workflow.ACCEPTED, applied="700"), "withdraw", reason="转学")
    office.draft(applied="900")
    changes = len(office.desk.store.select("relief_case"))
    costs = relief_cost.compare(office.desk, "2018S", relief_cost.with_preset(office.desk, "C"))
    assert costs == [Cost("小学", 2, 200_000, 200_000, 2), Cost("普高", 1, 300_000, 500_000, 0)]
    assert relief_cost.words("2018S", costs) == (
        "按2018年春季学期的 3 件算：现在合计 5,000.00 元，按这个标准 7,000.00 元，多 2,000.00 元"
        "；其中 2 件没有标准可比，仍按现在的金额算。"
    )
    fixed = relief_cost.compare(office.desk, "2018S", relief_cost.with_preset(office.desk, "B"))
    assert sum(c.then for c in fixed) == 60_000
    same = relief_cost.compare(office.desk, "2018S", relief_cost.with_preset(office.desk, "A"))
    assert relief_cost.words("2018S", same).endswith("不变。")
    assert relief_cost.words("2018A", relief_cost.compare(office.desk, "2018A", office.desk.rules())) == ""
    assert len(office.desk.store.select("relief_case")) == changes


def test_the_cases_of_a_term_by_a_package(office: Office) -> None:
    """A range moves what lies outside to its nearer end, costs take the place of an amount."""
    office.to(workflow.ACCEPTED, applied="1800", relief_category="单亲")
    office.to(workflow.ACCEPTED, applied="800", relief_category="孤儿")
    office.to(workflow.ACCEPTED, **SENIOR, applied="3000", cost_lodging="600", cost_tuition="850")
    office.to(workflow.ACCEPTED, **SENIOR, applied="3000")
    other = relief_cost.with_package(office.desk, Path(FUND).read_text(encoding="utf-8"), FUND.name)
    assert relief_cost.compare(office.desk, "2018S", other) == [
        Cost("小学", 2, 260_000, 250_000, 0),
        Cost("普高", 2, 600_000, 445_000, 1),
    ]
