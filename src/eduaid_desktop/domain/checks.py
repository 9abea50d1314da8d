"""Checks that several forms share; each looks at cleaned values and yields Problems."""

from collections.abc import Iterator
from datetime import date

from eduaid_desktop.domain import dates, id_number, terms
from eduaid_desktop.domain.fields import Check, Values
from eduaid_desktop.domain.problems import BLOCK, NOTE, WARN, Problem
from eduaid_desktop.domain.rules import Rules


def birth_and_sex(values: Values, rules: Rules) -> Iterator[Problem]:
    """Birth date and sex against the ID number (GB 11643-1999); the ID number wins."""
    if number := values.get("id_number"):
        yield from against_number(number, values)


def against_number(number: str, values: Values) -> Iterator[Problem]:
    """The same for a number that need not be a sound one."""
    born = id_number.birth_day(number)
    if not born and id_number.sex(number) is None:
        return
    written = values.get("birth_date")
    if born and written and written != born:
        yield Problem(
            "birth_date",
            f"出生日期与身份证号不一致，身份证号中为{dates.spoken(born)}，请核对。",
            WARN,
            "W_BIRTH",
        )
    if values.get("sex") in ("1", "2") and values["sex"] != id_number.sex(number):
        yield Problem("sex", "性别与身份证号第 17 位不一致，请核对。", WARN, "W_SEX")


def document_fits(values: Values, rules: Rules) -> Iterator[Problem]:
    """A number that can only be of another kind of document than the one that is named."""
    number, named = values.get("id_number") or "", values.get("id_type")
    for document in rules.codes["id_type"].codes:
        if document.checked and named in (None, "身份证") and not id_number.fault_of(number, document):
            yield Problem("id_type", f"这是{document.label}的号码，请改选证件类型。", WARN, "W_ID_TYPE")


def has_id_or_reason(values: Values, rules: Rules) -> Iterator[Problem]:
    """F01: an ID number, or the reason why there is none."""
    if not values.get("id_number") and not values.get("no_id_reason"):
        yield Problem("id_number", "请填写身份证号；确实没有的，请在“无证原因”里说明。", BLOCK, clause="F01")


def age_for_stage(values: Values, rules: Rules) -> Iterator[Problem]:
    """F05: age on 31 August of the school year against the window of the stage."""
    windows = rules.policy.get("age_window", {})
    window = windows.get(values.get("stage"))
    born = values.get("birth_date")
    if not window or not born:
        return
    age = dates.age_on(date.fromisoformat(born), _school_begins(values.get("term"), rules.today))
    if not window["min"] <= age <= window["max"]:
        stage = rules.label("stage", values["stage"])
        yield Problem(
            "stage",
            f"年满 {age} 周岁，与学段“{stage}”的常见年龄（{window['min']} 至 {window['max']} 周岁）不符，请核对。",
            WARN,
            "W_AGE",
            "F05",
        )


def _school_begins(term: str | None, day: date) -> date:
    """31 August of the school year of a term, of today's where the form has none."""
    return date(int(terms.school_year(term)[:4]), 8, 31) if term else school_year_start(day)


def school_year_start(day: date) -> date:
    """31 August of the school year that a day belongs to."""
    year = day.year if day.month >= 8 else day.year - 1
    return date(year, 8, 31)


def minor_has_guardian(values: Values, rules: Rules) -> Iterator[Problem]:
    """A pupil under 18 needs a guardian; F14: who is of age, and not the pupil himself."""
    minor = _is_minor(values.get("birth_date"), rules)
    if minor and not values.get("guardian_name"):
        yield Problem("guardian_name", "学生未满 18 周岁，请填写监护人姓名。")
    guardian = values.get("guardian_id_number")
    if not guardian:
        return
    if guardian == values.get("id_number"):
        if minor is not False:
            yield Problem("guardian_id_number", "监护人身份证号与学生相同，请核对。", WARN, clause="F14")
    elif _is_minor(id_number.birth_day(guardian), rules):
        yield Problem("guardian_id_number", "监护人未满 18 周岁，请核对。", WARN, clause="F14")


def _is_minor(born: str | None, rules: Rules) -> bool | None:
    """None where nobody knows."""
    return dates.age_on(date.fromisoformat(born), rules.today) < 18 if born else None


def known_school(values: Values, rules: Rules) -> Iterator[Problem]:
    """F15: a school of the county stands in the table; any other is written as it is called."""
    table = rules.codes.get("school")
    name = values.get("school")
    if name and values.get("place") == "in_county" and table and table.codes and table.find(name) is None:
        text = f"县内学校里没有“{name}”，请核对校名；县外的学校照录取通知书写。"
        yield Problem("school", text, NOTE, clause="F15")


def per_capita_income(values: Values, rules: Rules) -> Iterator[Problem]:
    """F18: household income = income per head x population, within one yuan."""
    total, head, people = (values.get(n) for n in ("annual_income", "per_capita_income", "population"))
    if total is not None and head is not None and people and abs(head * people - total) > 100:
        yield Problem(
            "annual_income", "家庭年收入与“人均年收入 × 人口”不符，请核对。", WARN, "W_INCOME", "F18"
        )


def not_in_future(**labels: str) -> Check:
    """A date on paper cannot lie after today. labels: the fields and what they are called."""

    def check(values: Values, rules: Rules) -> Iterator[Problem]:
        for name, label in labels.items():
            if values.get(name) and values[name] > rules.today.isoformat():
                today = dates.spoken(rules.today.isoformat())
                yield Problem(name, f"{label}在今天之后（今天是{today}），请核对。")

    return check
