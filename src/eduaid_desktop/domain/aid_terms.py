"""When a term's aid is looked at: the day whose rates and household status count, and the grade that follows."""

from collections.abc import Mapping
from datetime import date

from eduaid_desktop.domain import terms
from eduaid_desktop.domain.rules import Rules


def first_day(term: str, rules: Rules) -> date:
    """The first day of a term (key 2018S or 2018A) by the settings spring_begins and autumn_begins."""
    return date.fromisoformat(
        f"{term[:4]}-{rules.settings['spring_begins' if term[4] == 'S' else 'autumn_begins']}"
    )


def of_year(year: int) -> tuple[str, str]:
    """The two terms of a calendar year, as the yearly summary counts them: 2017S and 2017A."""
    return f"{year}S", f"{year}A"


def next_term(term: str) -> str:
    """2018S is followed by 2018A, 2018A by 2019S."""
    year = int(term[:4])
    return f"{year}A" if term[4] == "S" else f"{year + 1}S"


def paid_together(period: str, one: str, other: str) -> bool:
    """Whether two terms are one payment of a programme: the same term, school year, or for "once" any two."""
    if period == "year":
        return terms.school_year(one) == terms.school_year(other)
    return period == "once" or one == other


def next_place(stage: str, grade: str, rules: Rules) -> tuple[str, str] | None:
    """Stage and grade after a summer; None when the stage ends there and nobody can say what follows.

    The order is the policy grade_order; who leaves primary school goes on to junior school by law.
    """
    order: Mapping[str, Mapping[str, list[str]]] = rules.policy["grade_order"]
    grades = list(order.get(stage, {}).get("grades", ()))
    if grade in grades[:-1]:
        return stage, grades[grades.index(grade) + 1]
    follows = order.get(stage, {}).get("follows")
    if grade == (grades[-1] if grades else None) and follows:
        return str(follows), order[str(follows)]["grades"][0]
    return None
