"""A generated county of 2017: 14,467 pupils and every person-time of its yearly summary, to the fen.

The figures are those that one county's work summary states; the people behind them are made up.
"""

from collections.abc import Iterator
from itertools import islice, product
from typing import Any, NamedTuple

from eduaid_desktop.domain import id_number
from eduaid_desktop.services.desk import Desk

TERMS = ("2017S", "2017A")


class Group(NamedTuple):
    """pupils of a stage share these programmes over both terms: so many person-times, so many fen."""

    heading: str
    stages: tuple[tuple[str, str], ...]
    pupils: int
    programmes: tuple[str, ...]
    times: int
    fen: int


GROUPS = (
    Group("学前一免一补", (("1", "大班"),), 3_242, ("P01", "P02"), 11_251, 518_414_000),
    Group("义务教育三免一补", (("2", "三年级"), ("3", "八年级")), 8_839, ("P03a", "P03b", "P04b", "P05"), 58_660,
          2_353_547_000),
    Group("高中两免一补一助", (("4", "高一"),), 2_386, ("P06", "P07", "P08", "P09"), 14_630, 953_345_000),
    Group("非义务教育阶段学生资助", (("5", "一年级"),), 76, ("P16",), 76, 19_950_000),
    Group("建档立卡贫困大学新生学费资助", (("7", "一年级"),), 56, ("P17",), 56, 22_400_000),
)  # fmt: skip
PUPILS = 14_467
PERSON_TIMES = 84_541
_NAMES = ("扎西", "卓玛", "多吉", "央金", "平措", "曲珍", "洛布", "德吉", "泽仁", "拥忠")
_VILLAGES = 12


def person(serial: int) -> dict[str, Any]:
    """A made-up child; region 513399 is unassigned, so that nobody is hit."""
    day = f"{2000 + serial % 14:04d}{serial // 14 % 12 + 1:02d}{serial // 168 % 28 + 1:02d}"
    first = f"513399{day}{serial // 4704 * 37 % 1000:03d}"
    name = (
        _NAMES[serial % 10] + _NAMES[serial // 10 % 10] + ("" if serial % 3 else _NAMES[serial // 100 % 10])
    )
    number = first + id_number.check_digit(first)
    return {"name": name, "id_number": number, "sex": id_number.sex(number)}


def fill(desk: Desk) -> None:
    """Write pupils and aid in a few changes, as imports and whole-school registrations would."""
    with desk.store.change("经办人甲", "登记全县学生") as change:
        people = [change.insert("person", person(n)) for n in range(sum(g.pupils for g in GROUPS))]
    start = 0
    for group in GROUPS:
        own = people[start : start + group.pupils]
        start += group.pupils
        with desk.store.change("经办人甲", f"登记{group.heading}") as change:
            for row in rows(group, own):
                change.insert("aid", row)


def rows(group: Group, people: list[int]) -> Iterator[dict[str, Any]]:
    """The aid of a group: one programme after the other over everybody, until the person-times are reached."""
    each, more = divmod(group.fen, group.times)
    terms = TERMS if len(group.programmes) > 1 else TERMS[1:]
    places = islice(product(terms, group.programmes, enumerate(people)), group.times)
    for number, (term, programme, (n, person_id)) in enumerate(places):
        stage, grade = group.stages[n % len(group.stages)]
        where = {
            "school": f"第{n % 19 + 1}学校",
            "household_type": "一般贫困户" if n % 10 == 0 else "一般农户",
        }
        head = {"person_id": person_id, "term": term, "programme": programme, "status": "accepted"}
        yield head | where | {"stage": stage, "grade": grade, "amount": each + (number < more)}
