"""A batch holds one kind: the first of a term, latecomers (补发), or what was sent back and mended (补正)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eduaid_desktop.documents import reader
from eduaid_desktop.domain.batch_kinds import CORRECTION, SUPPLEMENT
from eduaid_desktop.domain.id_number import check_digit
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import lists, merging, people, relief
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.term_batch import (
    batch_audit,
    batch_kinds,
    batch_worklist,
    batches,
    replies,
    sealed_case,
)
from eduaid_desktop.services.term_batch.batches import Exported
from eduaid_desktop.store import batch_queries, integrity, undo

Answered = Callable[..., Path]
ACCOUNT = "账号与户名不符"
TERM = "2018S"
GUARDIAN = {"guardian_name": "多吉", "guardian_relation": "父亲"}
OTHER = "51339920060101900" + check_digit("51339920060101900")


def case_no(serial: int) -> str:
    return f"JYJZ-513399101-2018S-{serial:04d}"


def case(desk: Desk, serial: int) -> Any:
    return relief.find_case(desk, case_no(serial))


def mend(desk: Desk, serial: int) -> None:
    """The clerk puts a returned case right, and the township agrees once more."""
    found = case(desk, serial)
    relief.save(desk, {"payee_account": "6299901234560001"}, found["id"], found["revision"])
    relief.act(desk, found["id"], "accept")
    relief.act(desk, found["id"], "township_agree", signer="次仁", reason="票据有零头")


@pytest.fixture
def returned(desk: Desk, exported: Exported, answered: Answered) -> Exported:
    """The county returned case 3 and refused case 4."""
    no = {"amount": None, "document": None}
    decided = {
        5: {"result": "不同意", "reason": "已享受同类资助", **no},
        4: {"result": "退回", "reason": ACCOUNT, **no},
    }
    replies.apply(desk, answered(decided))
    return exported


def test_what_was_mended_goes_up_in_a_correction_of_its_own(
    desk: Desk, returned: Exported, tmp_path: Path, add_case: Callable[..., int]
) -> None:
    mend(desk, 3)
    add_case(desk, 10)
    waiting = {kind: count for kind, (count, _) in batch_kinds.waiting(desk)[TERM].items()}
    assert waiting == {SUPPLEMENT: 1, CORRECTION: 1}
    with pytest.raises(
        Refused, match=r"补发 1 人、补正 1 人.*--kind supplement（补发），或 --kind correction"
    ):
        batches.export(desk, TERM, tmp_path)
    made = batches.export(desk, TERM, tmp_path, kind=CORRECTION)
    assert (made.rows, made.kind) == (1, CORRECTION)
    assert [line["case_no"] for line in batch_queries.lines(desk.store, made.batch_id)] == [case_no(3)]
    rest = batches.export(desk, TERM, tmp_path)
    assert (rest.rows, rest.kind) == (1, SUPPLEMENT)
    assert [row["kind"] for row in desk.store.select("batch")] == ["regular", CORRECTION, SUPPLEMENT]
    assert integrity.check(desk.store) == batch_audit.faults(desk) == []


def test_a_correction_says_on_its_cover_what_it_corrects(
    desk: Desk, returned: Exported, tmp_path: Path
) -> None:
    mend(desk, 3)
    made = batches.export(desk, TERM, tmp_path)
    sheets = {sheet.name: sheet.rows for sheet in reader.read(made.path).sheets}
    cover = {row[0]: row[1] for row in sheets["封面"] if len(row) > 1}
    assert (cover["种类"], cover["补正的批次"]) == ("补正", returned.batch_no)
    assert cover[f"{case_no(3)}\n扎西·卓玛3"] == f"{returned.batch_no} 退回：{ACCOUNT}"
    for name in ("封面", "汇总表", "花名册"):
        assert sheets[name][0][0].endswith("（补正）")
    assert "（补正）" in made.path.name
    assert batches.verify(made.path, desk).ok


def test_a_kind_that_does_not_wait_is_refused_by_name(
    desk: Desk, exported: Exported, tmp_path: Path, add_case: Callable[..., int]
) -> None:
    add_case(desk, 10)
    with pytest.raises(Refused, match="没有补正要上报，待上报的是补发 1 人"):
        batches.export(desk, TERM, tmp_path, kind=CORRECTION)
    with pytest.raises(UserError, match="没有“again”这种批次"):
        batches.export(desk, TERM, tmp_path, kind="again")


def test_a_return_keyed_by_hand_is_mended_and_goes_up_again(
    desk: Desk, exported: Exported, answered: Answered, tmp_path: Path
) -> None:
    relief.act(desk, case(desk, 3)["id"], "send_back", reason=ACCOUNT)
    mend(desk, 3)
    second = batches.export(desk, TERM, tmp_path)
    assert (second.kind, second.rows) == (CORRECTION, 1)
    assert batch_queries.in_two(desk.store) == []
    # The first batch's reply comes late: it is not taken for an answer to the second.
    found = replies.apply(desk, answered({4: {}}))
    assert [entry.case_no for entry in found.missing if second.batch_no in entry.reason] == [case_no(3)]
    assert case(desk, 3)["state"] == 70


def test_a_case_stands_in_one_open_batch_only(
    desk: Desk, exported: Exported, tmp_path: Path, add_case: Callable[..., int]
) -> None:
    last = desk.store.value("SELECT MAX(id) FROM change")
    with pytest.raises(UserError):
        undo.undo(desk.store, last, "经办人甲")
    keep = add_case(desk, 10)
    other = add_case(desk, 11)
    persons = [desk.store.get("relief_case", each)["person_id"] for each in (keep, other)]
    batches.export(desk, TERM, tmp_path)
    with pytest.raises(Refused):
        batches.export(desk, TERM, tmp_path)
    with Desk.open(desk.store.path, writable=False) as second, pytest.raises(UserError, match="只"):
        batches.export(second, TERM, tmp_path)
    with pytest.raises(UserError):
        merging.merge(desk, persons[0], persons[1])
    assert batch_queries.in_two(desk.store) == []


def test_the_audit_names_a_kind_that_is_not_true(
    desk: Desk, returned: Exported, tmp_path: Path, add_case: Callable[..., int]
) -> None:
    add_case(desk, 10)
    made = batches.export(desk, TERM, tmp_path)
    with desk.store.change("别人", "改坏") as change:
        change.update("batch", made.batch_id, {"kind": "regular"})
    assert any("记为首次上报，本学期已有更早的批次" in words for words in batch_audit.faults(desk))


def test_what_is_corrected_after_sealing_stays_with_the_office(
    desk: Desk, exported: Exported, answered: Answered
) -> None:
    found = case(desk, 1)
    note = f"已封存于批次 {exported.batch_no}，改动不随本批上报"
    assert sealed_case.words(desk, found) == f"{note}。"
    people.save(desk, GUARDIAN | {"name": "扎西·卓玛"}, found["person_id"])
    assert f"{note}；封存后改过：姓名，" in relief.status(desk, found["id"])["sealed"]
    with pytest.raises(UserError, match="已经锁定"):
        relief.save(desk, {"payee_account": "6299901234560001"}, found["id"])
    with pytest.raises(UserError, match="身份证号不能改动"):
        people.save(desk, GUARDIAN | {"id_number": OTHER}, found["person_id"])
    replies.apply(desk, answered({2: {}}))
    assert case(desk, 1)["state"] == 80
    assert sealed_case.words(desk, case(desk, 1)) == ""
    assert batch_audit.faults(desk) == []


def test_the_worklist_follows_a_case_until_it_moved_on(
    desk: Desk, returned: Exported, tmp_path: Path
) -> None:
    def shown() -> list[tuple[str, ...]]:
        source = lists.open_list(desk, "worklist")
        rows = source.rows(source.ids())
        return [(r["case_no"][-1], r["stands"], r["reason"], r["meant"]) for r in rows.values()]

    refused = ("4", "不予，待告知家庭", "已享受同类资助", "已享受资助")
    assert shown() == [("3", "退回，待更正", ACCOUNT, "账号、收款人"), refused]
    assert batch_worklist.field_meant(desk, case(desk, 3)["id"]) == "payee_account"
    assert batch_worklist.counts(desk).words == "待更正 1，不予待告知 1"
    mend(desk, 3)
    assert shown() == [("3", "已更正，待上报", ACCOUNT, "账号、收款人"), refused]
    batches.export(desk, TERM, tmp_path)
    relief.act(desk, case(desk, 4)["id"], "archive", reason="告知书已送达")
    assert shown() == []
