"""A village's bundle of applications: it closes only when what was keyed agrees with its paper cover."""

from typing import Any

import pytest

from eduaid_desktop.domain import workflow
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import checking, packets, relief
from eduaid_desktop.services.lists import open_list
from eduaid_desktop.store.store import Row

from .conftest import TERM, Office

COVER = {"village": "上格桑村", "term": TERM, "cover_count": "2", "received_on": "2018-05-02"}


def begin(office: Office, **values: str) -> Row:
    return packets.begin(office.desk, {**COVER, **values})


def key(office: Office, packet: Row, **values: Any) -> int:
    """A new application of the bundle."""
    return relief.save(office.desk, office.form(**values), packet_id=packet["id"]).id


def packet_of(office: Office, case_id: int) -> Any:
    return relief.load(office.desk, case_id)["packet_id"]


def last_change(office: Office) -> Row:
    return office.desk.store.rows("SELECT * FROM change ORDER BY id DESC LIMIT 1")[0]


def keyed(office: Office, packet: Row) -> tuple[int, int]:
    found = packets.progress(office.desk, packet["id"])
    return found.count, found.amount


def test_a_packet_is_numbered_keyed_and_closed(office: Office) -> None:
    packet = begin(office, cover_amount="2000", brought_by="四郎")
    assert packet["packet_no"] == "CB-513399101-2018S-001"
    assert last_change(office)["sentence"] == (
        "新开村包 CB-513399101-2018S-001（上格桑村 2018年春季学期，封面 2 份）"
    )
    key(office, packet)
    assert packets.progress(office.desk, packet["id"]).words == "已录 1/2 份，1,000.00/2,000.00 元"
    key(office, packet)
    assert packets.close(office.desk, packet["id"])["closed_on"] == "2018-06-12"
    assert packets.still_open(office.desk) == []
    assert checking.check(office.desk)["findings"] == []


def test_a_packet_that_lacks_a_form_names_what_was_keyed(office: Office) -> None:
    packet = begin(office)
    key(office, packet)
    with pytest.raises(Refused, match=r"封面 2 份，已录 1 份，还差 1 份，不能收齐。已录：曲批1。"):
        packets.close(office.desk, packet["id"])
    for _ in range(2):
        key(office, packet)
    with pytest.raises(Refused, match=r"多出 1 份.*曲批1、曲批2、曲批3"):
        packets.close(office.desk, packet["id"])
    assert packets.find(office.desk, packet["packet_no"])["closed_on"] is None


def test_the_sum_on_the_cover_counts_too(office: Office) -> None:
    packet = begin(office, cover_amount="2500")
    for _ in range(2):
        key(office, packet)
    with pytest.raises(Refused, match=r"封面 2,500.00 元，已录 2,000.00 元，还差 500.00 元"):
        packets.close(office.desk, packet["id"])


def test_a_wrong_cover_is_corrected_with_its_reason(office: Office) -> None:
    packet = begin(office)
    key(office, packet)
    with pytest.raises(Refused, match="请写明封面为什么要改") as refused:
        packets.correct_cover(office.desk, packet["id"], {"cover_count": "1"}, " ")
    assert refused.value.field == "reason"
    with pytest.raises(Refused, match="1 份以上"):
        packets.correct_cover(office.desk, packet["id"], {"cover_count": "0"}, "数错")
    with pytest.raises(Refused, match="都没有变"):
        packets.correct_cover(office.desk, packet["id"], {"cover_count": "2"}, "数错")
    row = packets.correct_cover(office.desk, packet["id"], {"cover_count": "1"}, "少交一份")
    assert row["remark"] == "封面2 份改为 1 份：少交一份"
    assert packets.close(office.desk, packet["id"])["closed_on"]


def test_a_closed_packet_is_opened_again_for_a_reason_and_undone(office: Office) -> None:
    packet = begin(office, cover_count="1")
    case = key(office, packet)
    packets.close(office.desk, packet["id"])
    with pytest.raises(Refused, match="已收齐关闭"):
        packets.take_out(office.desk, case)
    with pytest.raises(Refused, match="请写明为什么"):
        packets.reopen(office.desk, packet["id"], "")
    packets.reopen(office.desk, packet["id"], "又补交一份")
    assert last_change(office)["sentence"].endswith("（又补交一份）")
    with pytest.raises(Refused, match="还没有关闭"):
        packets.reopen(office.desk, packet["id"], "再来")
    checking.undo(office.desk, last_change(office)["id"])
    assert packets.packet(office.desk, packet["id"])["closed_on"] == "2018-06-12"


def test_existing_cases_are_put_in_and_taken_out(office: Office) -> None:
    first, second = office.draft(), office.to(workflow.ACCEPTED)
    other = office.draft(village="下格桑村")
    packet = begin(office)
    with pytest.raises(Refused, match="不是上格桑村 2018年春季学期的申请"):
        packets.put_in(office.desk, packet["id"], [first, other])
    assert packet_of(office, first) is None
    assert packets.put_in(office.desk, packet["id"]) == 2
    assert (packet_of(office, first), packet_of(office, second)) == (packet["id"], packet["id"])
    assert packet_of(office, other) is None
    with pytest.raises(Refused, match="没有可以放进的申请"):
        packets.put_in(office.desk, packet["id"])
    packets.take_out(office.desk, first)
    with pytest.raises(Refused, match="不在村包里"):
        packets.take_out(office.desk, first)
    checking.undo(office.desk, last_change(office)["id"])
    assert keyed(office, packet) == (2, 200_000)


def test_a_case_lies_in_one_packet_only(office: Office) -> None:
    packet = begin(office, cover_count="1")
    case = key(office, packet)
    packets.close(office.desk, packet["id"])
    second = begin(office)
    assert second["packet_no"].endswith("-002")
    with pytest.raises(Refused, match="已在村包 CB-513399101-2018S-001 里"):
        packets.put_in(office.desk, second["id"], [case])


def test_one_open_packet_for_a_village_and_term(office: Office) -> None:
    begin(office)
    with pytest.raises(Refused, match="还没有收齐，请先接着录完它") as refused:
        begin(office)
    assert refused.value.field == "village"
    assert begin(office, village="下格桑村")["packet_no"].endswith("-002")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"cover_count": ""}, "cover_count"),
        ({"cover_count": "0"}, "cover_count"),
        ({"cover_count": "两份"}, "cover_count"),
        ({"cover_amount": "0"}, "cover_amount"),
        ({"village": "没有的村"}, "village"),
        ({"received_on": "2018-06-13"}, "received_on"),
    ],
)
def test_a_cover_that_cannot_be_is_refused_under_its_field(
    office: Office, wrong: dict[str, str], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        begin(office, **wrong)
    assert refused.value.field == field
    assert office.desk.store.select("packet") == []


def test_drafts_that_go_leave_the_packet(office: Office) -> None:
    packet = begin(office)
    deleted, given_up, accepted = (key(office, packet) for _ in range(3))
    relief.delete_draft(office.desk, deleted)
    office.act(given_up, "withdraw", reason="不申请了", on_date="2018-05-02")
    office.to(workflow.ACCEPTED, accepted)
    office.act(accepted, "withdraw", reason="不申请了", on_date="2018-05-03")
    found = packets.progress(office.desk, packet["id"])
    assert found.names == ("曲批3",)


def test_a_form_of_another_village_stays_out_and_says_so(office: Office) -> None:
    packet = begin(office)
    saved = relief.save(office.desk, office.form(village="下格桑村"), packet_id=packet["id"])
    assert packet_of(office, saved.id) is None
    assert any("没有放进这个村包" in p.message for p in saved.problems if p.field == "village")
    inside = key(office, packet)
    before = relief.load(office.desk, inside)["revision"]
    changed = relief.save(office.desk, {"village": "下格桑村"}, inside, before)
    assert packet_of(office, inside) is None
    assert changed.revision == relief.load(office.desk, inside)["revision"]
    assert any("没有放进" in p.message for p in changed.problems)
    assert keyed(office, packet) == (0, 0)


def test_an_office_without_packets_notices_nothing(office: Office) -> None:
    saved = relief.save(office.desk, office.form())
    assert packet_of(office, saved.id) is None
    relief.save(office.desk, {"village": "下格桑村"}, saved.id, saved.revision)


def test_undoing_the_keying_empties_the_packet(office: Office) -> None:
    packet = begin(office)
    key(office, packet)
    checking.undo(office.desk, last_change(office)["id"])
    assert keyed(office, packet) == (0, 0)
    opening = office.desk.store.value("SELECT id FROM change WHERE sentence LIKE '新开村包%'")
    checking.undo(office.desk, opening)
    with pytest.raises(UserError, match="找不到村包"):
        packets.find(office.desk, packet["packet_no"])
    assert begin(office)["packet_no"].endswith("-002")
    assert checking.check(office.desk)["findings"] == []


def test_the_register_shows_keyed_against_the_cover(office: Office) -> None:
    packet = begin(office, cover_amount="2000")
    case = key(office, packet)
    shown = open_list(office.desk, "packets", term=TERM).rows([packet["id"]])[packet["id"]]
    assert (shown["keyed"], shown["cover_count"], shown["amount"], shown["closed"]) == (
        "1",
        "2",
        "1,000.00",
        "还没收齐",
    )
    assert list(open_list(office.desk, "relief", packet=packet["id"]).ids()) == [case]
