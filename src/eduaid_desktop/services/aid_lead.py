"""资助申请, the way to it: 家庭, 困难认定, 项目, each as one sentence that says what is there or what to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eduaid_desktop.domain import aid_terms, terms
from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.domain.hardship import NOT, RECOGNISED
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.services import hardship, households
from eduaid_desktop.services.aid_offers import Offer
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store.store import Row

_ENTER = "请在“学生”里导入户籍与建档立卡人员表，或在下面“家庭经济”里填写户类型、家庭人口和年收入。"


@dataclass(frozen=True)
class Line:
    """One step of the way. done: whether it is there."""

    done: bool
    words: str


def household(desk: Desk, person_id: int | None, term: str, raw: Mapping[str, Any]) -> Line:
    """The household on the first day of the term, its size and its income; what is missing and where it is entered."""
    day = aid_terms.first_day(term, desk.rules())
    found = households.of(desk, person_id)
    types = households.types(desk, found, day)
    typed = [str(raw.get(name) or "") for name in ("household_type", "population", "annual_income")]
    if found is None:
        told = "没有登记所在户。" if person_id else "这名学生还没有登记，先按 Ctrl+F 查找。"
        return Line(True, "按表上所填。") if all(typed) else Line(False, told + _ENTER)
    head = f"户编号 {found['household_number'] or '—'}，"
    if not types and not typed[0]:
        return Line(False, f"{head}{spoken(day.isoformat())}没有户类型。请在下面填写户类型。")
    lacking = [
        label
        for label, name, own in (("家庭人口", "population", typed[1]), ("年收入", "annual_income", typed[2]))
        if found[name] is None and not own
    ]
    if lacking:
        return Line(False, f"{head}{'、'.join(types)}；还没有{'和'.join(lacking)}，请在下面填写。")
    return Line(True, f"{head}{spoken(day.isoformat())}为{'、'.join(types) or typed[0]}{_economy(found)}。")


def _economy(found: Row) -> str:
    people = f"，{found['population']} 人" if found["population"] else ""
    income = f"，年收入 {yuan(found['annual_income'])} 元" if found["annual_income"] is not None else ""
    return people + income


def recognition(desk: Desk, person_id: int | None, term: str) -> tuple[Line, Row | None]:
    """The recognition of the school year, and its record; None where there is none yet."""
    rules, year = desk.rules(), terms.school_year(term)
    found = hardship.of(desk, person_id, year)
    if found is None:
        return Line(False, f"{year}学年还没有困难认定。"), None
    category = rules.label("hardship_category", found["hardship_category"])
    if found["review"] == RECOGNISED:
        level = rules.label("hardship_level", found["hardship_level"])
        words = f"{year}学年认定为{level}（{category}），{spoken(found['reviewed_on'])}。"
    elif found["review"] == NOT:
        words = f"{year}学年不予认定：{found['review_opinion']}"
    else:
        words = f"{year}学年已登记（{category}），待评议。"
    return Line(found["review"] == RECOGNISED, words), found


def choice(offers: Sequence[Offer]) -> Line:
    """How many programmes are open."""
    open_ = sum(not each.closed for each in offers)
    return Line(open_ > 0, f"可申请 {open_} 项，不符合 {len(offers) - open_} 项。")
