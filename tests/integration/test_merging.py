"""合并与拆分: everything of two records comes together in one change, and apart again exactly."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eduaid_desktop.domain import id_number
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import aid, checking, forms, imports, merging, people, records, relief, splitting
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import history, merges
from eduaid_desktop.store.tables import recorded_tables

PHOTO = {"name": "证明.pdf", "media_type": "application/pdf", "sha256": "0" * 64, "content": b"%PDF"}


def number(serial: int) -> str:
    first = f"51339920060312{serial:03d}"
    return first + id_number.check_digit(first)


# A row of every table that points at a person; a new table that does has to be added here, and is then merged too.
SAMPLES: dict[str, dict[str, Any]] = {
    "person": {"name": "卓嘎", "withdrawn": 1},
    "enrolment": {"term": "2018S", "stage": "3", "grade": "七年级"},
    "aid": {"term": "2018S", "programme": "P19", "status": "accepted", "amount": 100000},
    "relief_case": {"term": "2018S", "state": 10, "since": "2018-06-01"},
    "import_problem": {"sheet": "1", "row": 2, "severity": "warn", "message": "请核对"},
    "former_number": {"kind": "id_number", "value": "513399200603120001"},
    "identity_decision": {"subject": "甲", "decision": "same", "decided_on": "2018-06-12"},
    "parked_row": {
        "kind": "roll", "sheet": "1", "row": 2, "rule": "X", "message": "x", "subject": "x", "content": "{}",
        "candidates": "[]", "decision": "same",
    },
    "finding": {"rule": "X_GHOST", "subject": "a", "facts": "{}", "decision": "ok", "decided_on": "2018-06-12"},
    "received_aid": {"term": "2018S", "programme_name": "营养改善", "name": "扎西", "amount": 50000},
}  # fmt: skip


def add_row(change: Any, table: str, column: str, person: int, about: dict[str, int], **more: Any) -> int:
    needs = {
        "enrolment": {"school_id": about["school"]},
        "import_problem": {"import_run_id": about["run"]},
        "parked_row": {"import_run_id": about["run"]},
    }
    return int(change.insert(table, {**SAMPLES[table], **needs.get(table, {}), column: person, **more}))


def surroundings(desk: Desk) -> dict[str, int]:
    head: dict[str, Any] = {"kind": "roll", "file_name": "a.xlsx", "sha256": "", "imported_on": "2018-06-01"}
    head |= dict.fromkeys(("read", "accepted", "parked", "refused", "skipped", "unchanged"), 0)
    with desk.change("登记学校、导入和户") as change:
        return {
            "school": change.insert("school", {"name": "云岭县第二中学"}),
            "run": change.insert("import_run", head),
            "household": change.insert("household", {"household_number": "5133990001"}),
        }


@pytest.fixture
def twins(clerk: Desk) -> tuple[int, int]:
    """扎西 with an ID number, and once more as 扎西·多吉 with another one."""
    base = {"ethnic": "藏", "guardian_name": "多吉"}
    first = people.save(clerk, {**base, "name": "扎西", "id_number": number(1), "village": "达瓦村"}).id
    second = people.save(
        clerk,
        {**base, "name": "扎西·多吉", "id_number": number(3), "phone": "16400000001", "village": "绒巴村"},
    ).id
    return first, second


@pytest.fixture(autouse=True)
def _sound(clerk: Desk) -> Iterator[None]:
    yield
    assert checking.check(clerk)["findings"] == []


def everything(desk: Desk) -> dict[str, list[dict[str, Any]]]:
    """All live rows and everyone, without revisions."""
    found = {}
    for table in recorded_tables(desk.store):
        rows = desk.store.rows(
            f"SELECT * FROM {table} WHERE withdrawn = 0 OR '{table}' = 'person' ORDER BY id"
        )
        found[table] = [{**row, "revision": 0} for row in rows]
    return found


def test_every_table_that_points_at_a_person_is_merged(clerk: Desk, twins: tuple[int, int]) -> None:
    keep, gone = twins
    store = clerk.store
    links = merges.links(store)
    assert {table for table, _ in links} == set(SAMPLES)
    about = surroundings(clerk)
    with clerk.change("登记") as change:
        for table, column in links:
            add_row(change, table, column, gone, about)
        change.insert("attachment", {**PHOTO, "owner_table": "person", "owner_id": gone, "sha256": _sha()})
        waiting = add_row(change, "parked_row", "person_id", keep, about, decision=None)
        change.update("parked_row", waiting, {"candidates": json.dumps([gone, keep]), "person_id": None})
    merging.merge(clerk, keep, gone)
    for table, column in links:
        left = store.rows(f"SELECT id FROM {table} WHERE {column} = ?", (gone,))
        assert left == [], table
        assert store.rows(f"SELECT id FROM {table} WHERE {column} = ?", (keep,)), table
    assert store.select("attachment")[0]["owner_id"] == keep
    assert json.loads(store.get("parked_row", waiting)["candidates"]) == [keep]


def _sha() -> str:
    import hashlib

    return hashlib.sha256(PHOTO["content"]).hexdigest()


def test_no_column_names_a_person_without_saying_so(clerk: Desk) -> None:
    """A column called like a person's id is a foreign key; a table that says in words whose it is, is known."""
    known = set(merges.links(clerk.store))
    for table in recorded_tables(clerk.store):
        columns = {row["name"] for row in clerk.store.rows(f"PRAGMA table_info({table})")}
        assert {(table, c) for c in columns if c.endswith("person_id")} <= known
        assert "owner_table" not in columns or table in merges.OWNED


def test_what_would_be_done_is_said_first_and_nothing_is_written(clerk: Desk, twins: tuple[int, int]) -> None:
    before = everything(clerk)
    shown = merging.side_by_side(clerk, *twins)
    assert everything(clerk) == before
    sides = {s.name: (s.keep, s.gone, s.takes_gone) for s in shown.fields}
    assert sides["name"] == ("扎西", "扎西·多吉", False)
    assert sides["phone"] == ("", "16400000001", True)
    assert sides["village"] == ("达瓦村", "绒巴村", False)
    assert shown.change_id is None


def test_the_clerk_chooses_field_by_field(clerk: Desk, twins: tuple[int, int]) -> None:
    keep, gone = twins
    merging.merge(clerk, keep, gone, ["name", "id_number"])
    person = clerk.store.get("person", keep)
    assert (person["name"], person["id_number"], person["phone"]) == ("扎西·多吉", number(3), "16400000001")
    assert clerk.store.rows("SELECT withdrawn, merged_into FROM person WHERE id = ?", (gone,)) == [
        {"withdrawn": 1, "merged_into": keep}
    ]


@pytest.mark.parametrize(
    ("typed", "former"), [(number(3), number(3)), ("扎西·多吉", "扎西·多吉"), ("zxdj", "扎西·多吉")]
)
def test_the_old_number_and_name_stay_findable_and_are_told(
    clerk: Desk, twins: tuple[int, int], typed: str, former: str
) -> None:
    keep, gone = twins
    merging.merge(clerk, keep, gone)
    assert [(row["id"], row["former"]) for row in people.find(clerk, typed)] == [(keep, former)]
    assert [(row["id"], row["former"]) for row in people.find(clerk, number(1))] == [(keep, "")]
    splitting.split(clerk, gone)
    assert [(row["id"], row["former"]) for row in people.find(clerk, typed)] == [(gone, "")]


def test_an_import_with_the_old_number_finds_the_one_that_was_kept(
    clerk: Desk, twins: tuple[int, int], tmp_path: Path
) -> None:
    keep, gone = twins
    merging.merge(clerk, keep, gone)
    path = tmp_path / "名册.csv"
    path.write_text(
        f"学校名称,姓名,性别,身份证件号,学段,年级\n二中,扎西·多吉,男,{number(3)},初中,七年级\n", "utf-8"
    )
    result = imports.apply(clerk, imports.preview(clerk, path))
    assert result.lines[0].person_id == keep
    assert clerk.store.get("person", keep)["id_number"] == number(1)
    assert "N_FORMER" in {p.problem.rule for p in result.problems}
    assert len(clerk.store.select("person")) == 2 - 1


def test_an_enrolment_that_both_have_stays_once(clerk: Desk, twins: tuple[int, int]) -> None:
    keep, gone = twins
    about = surroundings(clerk)
    with clerk.change("登记在读") as change:
        add_row(change, "enrolment", "person_id", keep, about)
        add_row(change, "enrolment", "person_id", gone, about, class_name="3班")
        add_row(change, "enrolment", "person_id", gone, about, term="2017A")
    done = merging.merge(clerk, keep, gone)
    found = clerk.store.select("enrolment")
    assert {(e["person_id"], e["term"], e["class_name"]) for e in found} == {
        (keep, "2018S", "3班"),
        (keep, "2017A", None),
    }
    assert [table for table, _ in done.dropped] == ["enrolment"]
    splitting.split(clerk, gone)
    assert len(clerk.store.select("enrolment", person_id=gone)) == 2


CASE = {
    "ethnic": "藏", "guardian_name": "多吉", "guardian_relation": "父亲", "term": "2018春", "stage": "初中",
    "grade": "七年级", "school": "云岭县第二中学", "village": "达瓦村", "phone": "16400000001",
}  # fmt: skip


def test_two_cases_and_two_aids_of_a_term_are_said_before_and_after(
    clerk: Desk, twins: tuple[int, int]
) -> None:
    application = {
        "hardship_category": "建档立卡",
        "programme": "P19",
        "amount": "1000",
        "application_date": "20180601",
    }
    for person, name, serial in zip(twins, ("扎西", "扎西·多吉"), (1, 3), strict=True):
        raw = {**CASE, "name": name, "id_number": number(serial)}
        relief.save(clerk, raw, person_id=person)
        aid.save(clerk, {**raw, **application}, person_id=person)
    before = merging.side_by_side(clerk, *twins).doubles
    after = merging.merge(clerk, *twins).doubles
    assert before == after
    assert "2 份救助申请：第 1 号（草稿）、第 2 号（草稿）" in after[0]
    assert "2 份资助申请：第 1 号、第 2 号" in after[1]
    assert len(clerk.store.select("aid", person_id=twins[0])) == 2


def _case(desk: Desk, person: int, state: int) -> int:
    with desk.change("登记申请") as change:
        serial = change.next_serial("relief-513399101-2018S")
        case = {"person_id": person, "case_no": f"JYJZ-513399101-2018S-{serial:04d}", "term": "2018S"}
        return int(change.insert("relief_case", {**case, "state": state, "since": "2018-06-01"}))


@pytest.mark.parametrize(
    ("whose", "taken", "words"), [(1, (), "反过来合并"), (0, ("id_number",), "保留这一方")]
)
def test_a_case_with_the_county_keeps_its_child(
    clerk: Desk, twins: tuple[int, int], whose: int, taken: tuple[str, ...], words: str
) -> None:
    case = _case(clerk, twins[whose], 70)
    with pytest.raises(Refused, match=f"JYJZ-513399101-2018S.*已上报.*{words}"):
        merging.merge(clerk, *twins, taken)
    with clerk.change("清理") as change:
        change.withdraw("relief_case", case)


def test_a_merge_is_not_split_while_a_case_that_moved_is_with_the_county(
    clerk: Desk, twins: tuple[int, int]
) -> None:
    keep, gone = twins
    case = _case(clerk, gone, 10)
    merging.merge(clerk, keep, gone)
    with clerk.change("上报") as change:
        change.update("relief_case", case, {"state": 70})
    with pytest.raises(Refused, match=r"已上报.*申请人"):
        splitting.split(clerk, gone)
    with clerk.change("清理") as change:
        change.withdraw("relief_case", case)


def test_a_split_days_later_keeps_what_was_edited_since(
    clerk: Desk, twins: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    keep, gone = twins
    merge = merging.merge(clerk, keep, gone).change_id
    monkeypatch.setenv("EDUAID_TODAY", "2018-06-20")
    people.save(clerk, {"phone": "16400000009", "group_name": "二组"}, keep)
    about = surroundings(clerk)
    with clerk.change("登记在读") as change:
        added = add_row(change, "enrolment", "person_id", keep, about)
    preview = splitting.split(clerk, gone, dry_run=True)
    assert clerk.store.get("person", keep)["phone"] == "16400000009"
    done = splitting.split(clerk, gone)
    assert done == preview
    assert done.later == [("enrolment", added)]
    assert ("person", keep) in done.stays
    person = clerk.store.get("person", keep)
    assert (person["phone"], person["group_name"], person["name"]) == ("16400000009", "二组", "扎西")
    assert clerk.store.get("person", gone)["id_number"] == number(3)
    assert clerk.store.value("SELECT sentence FROM change ORDER BY id DESC LIMIT 1").startswith(
        "拆分：合并重复的人员"
    )
    stood = history.as_of(clerk.store, "person", gone, date(2018, 6, 12))
    assert stood is not None
    assert (stood["withdrawn"], stood["merged_into"]) == (1, keep)
    assert merge is not None
    with pytest.raises(Refused, match="不用拆分"):
        splitting.split(clerk, gone)


def test_the_last_of_a_chain_is_split_first(clerk: Desk, twins: tuple[int, int]) -> None:
    first, second = twins
    third = people.save(
        clerk, {"name": "扎多", "id_number": number(5), "ethnic": "藏", "guardian_name": "多吉"}
    ).id
    before = everything(clerk)
    merging.merge(clerk, second, third)
    merging.merge(clerk, first, second)
    assert clerk.store.value("SELECT merged_into FROM person WHERE id = ?", (third,)) == first
    with pytest.raises(Refused, match="先拆分那一次"):
        splitting.split(clerk, third)
    splitting.split(clerk, second)
    splitting.split(clerk, third)
    assert everything(clerk) == before


def test_a_number_given_anew_since_stops_a_split(clerk: Desk, twins: tuple[int, int]) -> None:
    keep, gone = twins
    merging.merge(clerk, keep, gone)
    people.save(clerk, {"name": "另一人", "id_number": number(3), "ethnic": "藏", "guardian_name": "多吉"})
    with pytest.raises(Refused, match="重号"):
        splitting.split(clerk, gone)


def test_the_old_number_keyed_for_the_same_name_is_not_a_new_child(
    clerk: Desk, twins: tuple[int, int]
) -> None:
    keep, gone = twins
    merging.merge(clerk, keep, gone)
    for name in ("扎西", "扎西·多吉"):
        with pytest.raises(UserError, match=f"扎西（第 {keep} 号）的原号码"):
            people.save(
                clerk, {"name": name, "id_number": number(3), "ethnic": "藏", "guardian_name": "多吉"}
            )
    people.save(clerk, {"id_number": number(3)}, keep)
    assert clerk.store.get("person", keep)["id_number"] == number(3)


def test_an_import_that_brought_the_kept_one_is_not_undone_under_the_other(clerk: Desk) -> None:
    with clerk.change("导入") as change:
        keep = people.create(change, {"name": "扎西", "id_number": number(1)})
    made = change.id
    with clerk.change("再导入") as change:
        gone = people.create(change, {"name": "扎西", "id_number": number(3)})
    merging.merge(clerk, keep, gone)
    assert made is not None
    with pytest.raises(Refused):
        history.undo(clerk.store, "拥珍", made)
    assert clerk.store.get("person", keep)


def test_who_cannot_be_merged(clerk: Desk, twins: tuple[int, int]) -> None:
    keep, gone = twins
    with pytest.raises(Refused, match="同一条"):
        merging.merge(clerk, keep, keep)
    with pytest.raises(UserError, match="没有可选的字段"):
        merging.merge(clerk, keep, gone, ["withdrawn"])
    merging.merge(clerk, keep, gone)
    with pytest.raises(UserError, match="找不到"):
        merging.merge(clerk, keep, gone)


def test_the_history_of_the_kept_one_tells_of_the_merge(clerk: Desk, twins: tuple[int, int]) -> None:
    keep, gone = twins
    merging.merge(clerk, keep, gone)
    told = records.history(clerk, forms.door("person").spec, keep)[-1]
    assert told["sentence"] == f"合并重复的人员：扎西·多吉（第 {gone} 号）并入扎西（第 {keep} 号）"


_TABLES = [name for name in SAMPLES if name != "person"]
_LINK = st.tuples(st.integers(0, 3), st.sampled_from(_TABLES), st.integers(0, 2))


@settings(max_examples=15)
@given(
    links=st.lists(_LINK, max_size=14),
    taken=st.sets(st.sampled_from(["name", "id_number", "phone", "village"])),
    blank=st.sets(st.sampled_from(["id_number", "phone", "village"])),
    pair=st.permutations([0, 1, 2, 3]),
)
def test_merged_and_split_everything_is_as_it_was(
    template: Path, tmp_path_factory: pytest.TempPathFactory, links: Any, taken: Any, blank: Any, pair: Any
) -> None:
    path = tmp_path_factory.mktemp("merge") / "a.eduaid"
    path.write_bytes(template.read_bytes())
    with Desk.open(path) as desk:
        about = surroundings(desk)
        with desk.change("登记") as change:
            ids = []
            for n in range(4):
                values = {"name": f"扎西{n}", "id_number": number(2 * n + 1), "phone": f"1640000000{n}",
                          "village": f"51339910120{n}", "household_id": about["household"]}  # fmt: skip
                kept = {k: v for k, v in values.items() if n % 2 == 0 or k not in blank}
                ids.append(people.create(change, kept))
            for n, (who, table, kind) in enumerate(links):
                own = {"enrolment": {"term": f"201{kind}S"}, "identity_decision": {"subject": f"甲{kind}"},
                       "finding": {"subject": f"f{n}"}}  # fmt: skip
                column = "person_id"
                if table in ("enrolment", "identity_decision") and (who, table, kind) in links[:n]:
                    continue
                add_row(change, table, column, ids[who], about, **own.get(table, {}))
            for person in ids:
                people.index(change, person, change.select("person", id=person)[0])
        before, keys = everything(desk), _keys(desk)
        first, second = ids[pair[0]], ids[pair[1]]
        merging.merge(
            desk, first, second, [t for t in taken if desk.store.get("person", second)[t] is not None]
        )
        assert checking.check(desk)["findings"] == []
        assert not any(
            desk.store.select(table, **{column: second}) for table, column in merges.links(desk.store)
        )
        splitting.split(desk, second)
        assert everything(desk) == before
        assert _keys(desk) == keys
        assert checking.check(desk)["findings"] == []


def _keys(desk: Desk) -> list[dict[str, Any]]:
    return desk.store.rows("SELECT * FROM search_key ORDER BY key, person_id")
