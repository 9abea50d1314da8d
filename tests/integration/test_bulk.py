"""Changes of many records: written together, and no different from those written one by one."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduaid_desktop.services import checking, people
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import audit, schema

MANY = 9000
CELLS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(max_size=9)


@given(st.dictionaries(st.text(), CELLS, max_size=6))
def test_rows_encoded_together_read_as_those_encoded_alone(values: dict[str, Any]) -> None:
    assert audit.encoder(tuple(values))(tuple(values.values())) == audit.encode(values)


def number(serial: int) -> str:
    return f"G513399200601{serial:07d}"


def add_many(desk: Desk, first: int = 0) -> None:
    with desk.store.change("拥珍", "登记许多") as change:
        school = change.insert("school", {"name": f"第{first}小学"})
        for serial in range(first, first + MANY):
            # Every third has a telephone, so that rows of several shapes wait beside each other.
            phone = {"phone": f"164{serial:08d}"} if serial % 3 == 0 else {}
            row = {
                "name": f"扎西{'卓玛' if serial % 2 else '多吉'}",
                "student_number": number(serial),
                **phone,
            }
            person = change.add("person", row)
            change.add("enrolment", {"person_id": person, "term": "2018S", "school_id": school, "stage": "2"})
            people.index(change, person, row)


def test_many_records_are_found_are_in_the_log_and_point_at_each_other(clerk: Desk) -> None:
    shape = schema.shape_of(clerk.store.connection)
    for first in (0, MANY):
        add_many(clerk, first)
        assert clerk.store.value("SELECT COUNT(*) FROM enrolment") == first + MANY
        assert checking.check(clerk)["findings"] == []
        assert schema.shape_of(clerk.store.connection) == shape
    (found,) = people.find(clerk, number(MANY + 7)[-8:])
    assert found["name"] == "扎西卓玛"
    log = clerk.store.rows(
        "SELECT after FROM change_log WHERE table_name = 'person' AND row_id = ?", (found["id"],)
    )
    assert [json.loads(line["after"]) for line in log] == [
        {"name": "扎西卓玛", "student_number": number(MANY + 7)}
    ]


def test_a_change_sees_what_waits_in_it(clerk: Desk) -> None:
    with clerk.store.change("拥珍", "登记") as change:
        first = change.add("person", {"name": "扎西"})
        second = change.add("person", {"name": "卓玛"})
        change.update("person", first, {"phone": "16400000001"})
        third = change.insert("person", {"name": "多吉"})
        fourth = change.add("person", {"name": "白玛"})
        assert [p["name"] for p in change.select("person")] == ["扎西", "卓玛", "多吉", "白玛"]
        assert [*change.columns("person", "id", "phone", name="扎西")] == [(first, "16400000001")]
        assert change.get("person", fourth)["name"] == "白玛"
    assert (first, second, third, fourth) == (1, 2, 3, 4)
    assert checking.check(clerk)["findings"] == [
        "检索里找不到 4 人（人员第 1、2、3、4 号）。请“重建检索”，记录本身没有问题。"
    ]


def test_keys_follow_the_last_that_was_said(clerk: Desk) -> None:
    with clerk.store.change("拥珍", "登记") as change:
        person = change.add("person", {"name": "扎西"})
        change.set_search_keys(person, "多吉", [("temporary_number", "LS-1")])
        change.set_search_keys(person, "扎西", [("temporary_number", "LS-2")])
    with clerk.store.change("拥珍", "改名") as change:
        change.update("person", person, {"name": "卓玛"})
        change.set_search_keys(person, "卓玛", [("temporary_number", "LS-3")])
    found = {typed: len(people.find(clerk, typed)) for typed in ("扎西", "duoji", "zhuoma")}
    assert found == {"扎西": 0, "duoji": 0, "zhuoma": 1}
    assert [len(people.find(clerk, f"LS-{number}")) for number in (1, 2, 3)] == [0, 0, 1]


def test_a_sentence_cannot_change_once_lines_are_written(clerk: Desk) -> None:
    def say_otherwise() -> None:
        with clerk.store.change("拥珍", "登记") as change:
            change.add("school", {"name": "一小"})
            change.select("school")
            change.sentence = "别的事"
            change.add("school", {"name": "二小"})

    with pytest.raises(RuntimeError, match="sentence"):
        say_otherwise()
    assert clerk.store.select("school") == []
