"""Whoever signed signed for what the form said then: a change of it voids the signature, and everybody sees why."""

from pathlib import Path

import pytest

from eduaid_desktop.documents import pages
from eduaid_desktop.domain import signatures, workflow
from eduaid_desktop.domain.relief import RELIEF
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import merging, people, relief, signing, slips
from eduaid_desktop.services.records import Invalid
from eduaid_desktop.services.term_batch import batches
from eduaid_desktop.store import history

from .conftest import TERM, Office, id_number


def boxes(office: Office, case_id: int) -> list[str]:
    """The boxes in which an opinion stands."""
    return [o["box"] for o in office.desk.store.select("opinion", case_id=case_id)]


def last_change(office: Office) -> int:
    return int(office.desk.store.value("SELECT MAX(id) FROM change"))


def form_text(office: Office, case_id: int, path: Path) -> str:
    number = relief.load(office.desk, case_id)["case_no"]
    slips.write(office.desk, "approval_form", path, case=number)
    return "".join("".join(pages.text(path)).split())


def test_every_field_of_the_form_is_either_signed_for_or_not() -> None:
    assert sorted((*signatures.SIGNED, *signatures.UNSIGNED)) == sorted(RELIEF.by_name)


def test_a_changed_amount_voids_the_villages_signature_and_the_next_step_waits(office: Office) -> None:
    case_id = office.to(workflow.TOWN_REVIEW, applied="800")
    saved = relief.save(office.desk, {"applied": "1000"}, case_id)
    told = "村级初审意见（2018年5月3日签）已作废：签字后，申请金额由 800.00 改为 1,000.00"
    assert f"{told}。请重新签字。" in [p.message for p in saved.problems]
    step = relief.status(office.desk, case_id)["next"]
    assert (step.open, step.why) == (False, f"{told}。重新签字后登记，或退回村里补正。")
    with pytest.raises(Refused, match="签字后，申请金额"):
        office.act(case_id, "township_agree", on_date="2018-05-12")
    (opinion,) = office.desk.store.rows("SELECT * FROM opinion WHERE case_id = ?", (case_id,))
    assert (opinion["withdrawn"], opinion["voided_on"]) == (1, "2018-06-12")
    assert signing.asked(office.desk, case_id, "village").endswith("要重新公示的请改办“退回村里补正”。")
    (shown,) = signing.voided(office.desk, case_id)
    assert (shown["needed"], shown["differences"]) == (True, [("申请金额", "800.00", "1,000.00")])


def test_the_village_signs_anew_and_the_case_goes_on(office: Office, tmp_path: Path) -> None:
    case_id = office.to(workflow.TOWN_REVIEW)
    assert "公示7天" in form_text(office, case_id, tmp_path / "a.pdf")
    relief.save(office.desk, {"population": "5"}, case_id)
    assert "公示7天" not in form_text(office, case_id, tmp_path / "b.pdf")
    with pytest.raises(Refused, match="签字人"):
        signing.sign_again(office.desk, case_id, "village", signer=" ")
    with pytest.raises(Refused, match="早于上一步"):
        signing.sign_again(office.desk, case_id, "village", signer="四郎", on_date="2018-05-01")
    case = signing.sign_again(office.desk, case_id, "village", signer="降措", on_date="2018-05-12")
    assert case["state"] == workflow.TOWN_REVIEW
    text = form_text(office, case_id, tmp_path / "c.pdf")
    assert "公示7天" in text
    assert "降措" in text
    assert "四郎" not in text
    assert office.act(case_id, "township_agree", on_date="2018-05-12")["state"] == workflow.READY
    with pytest.raises(Refused, match="不用重新签字"):
        signing.sign_again(office.desk, case_id, "village", signer="降措")


@pytest.mark.parametrize(
    ("field", "value"),
    [("phone", "16400008888"), ("remark", "家里没人"), ("class_name", "2班"), ("address", "二组"), ("reason", "别的")],
)  # fmt: skip
def test_how_a_family_is_reached_voids_nothing(office: Office, field: str, value: str) -> None:
    case_id = office.to(workflow.READY)
    relief.save(office.desk, {field: value}, case_id)
    assert boxes(office, case_id) == ["village", "township"]


def test_another_account_concerns_the_township_and_not_the_village(office: Office) -> None:
    case_id = office.to(workflow.READY)
    relief.save(office.desk, {"payee_account": "629900000000777"}, case_id)
    assert boxes(office, case_id) == ["village"]
    signing.sign_again(office.desk, case_id, "township", signer="扎西")
    (opinion,) = office.desk.store.select("opinion", case_id=case_id, box="township")
    assert (opinion["amount"], opinion["signed_on"]) == (100_000, "2018-06-12")


def test_a_case_that_waits_for_signatures_is_in_no_batch(office: Office, tmp_path: Path) -> None:
    changed, ready = office.to(workflow.READY), office.to(workflow.READY)
    relief.save(office.desk, {"population": "6"}, changed)
    assert len(signing.voided(office.desk, changed)) == 2
    made = batches.export(office.desk, TERM, tmp_path)
    assert made.rows == 1
    assert (office.state(changed), office.state(ready)) == (workflow.READY, workflow.REPORTED)
    for box in ("village", "township"):
        signing.sign_again(office.desk, changed, box, signer="扎西")
    assert batches.export(office.desk, TERM, tmp_path).rows == 1


def test_undoing_the_edit_brings_the_signature_back(office: Office) -> None:
    case_id = office.to(workflow.TOWN_REVIEW)
    relief.save(office.desk, {"applied": "900"}, case_id)
    history.undo(office.desk.store, "拥珍", last_change(office))
    assert boxes(office, case_id) == ["village"]
    (opinion,) = office.desk.store.select("opinion", case_id=case_id)
    assert (opinion["voided_on"], opinion["void_reason"]) == (None, None)
    assert office.act(case_id, "township_agree", on_date="2018-05-12")["state"] == workflow.READY


def test_an_edit_is_not_undone_under_a_signature_given_since(office: Office) -> None:
    case_id = office.to(workflow.TOWN_REVIEW)
    relief.save(office.desk, {"applied": "900"}, case_id)
    edit = last_change(office)
    signing.sign_again(office.desk, case_id, "village", signer="四郎")
    with pytest.raises(Refused, match="请先撤销后来的修改和签字"):
        history.undo(office.desk.store, "拥珍", edit)
    assert (relief.load(office.desk, case_id)["applied"], boxes(office, case_id)) == (90_000, ["village"])


def test_sending_back_says_when_and_why_the_boxes_are_void(office: Office) -> None:
    case_id = office.to(workflow.TOWN_REVIEW)
    office.act(case_id, "send_back", target="30", reason="缺户口簿", on_date="2018-05-12")
    (shown,) = signing.voided(office.desk, case_id)
    assert shown["words"] == "村级初审意见（2018年5月3日签）已作废：退回村里补正：缺户口簿"
    assert not shown["needed"]


def test_what_is_changed_after_reporting_is_shown_and_voids_nothing(office: Office) -> None:
    case_id = office.to(workflow.APPROVED)
    relief.save(office.desk, {"guardian_name": "拉姆措"}, case_id)
    assert boxes(office, case_id) == ["village", "township", "education"]
    said = signing.changed_since(office.desk, case_id)
    assert len(said) == 3
    assert "监护人姓名由 拉姆1 改为 拉姆措，见村级初审意见（2018年5月3日签）" in said[0]


def test_a_name_put_right_on_the_childs_own_form_voids_what_was_signed(office: Office) -> None:
    case_id = office.to(workflow.READY)
    person_id = relief.load(office.desk, case_id)["person_id"]
    people.save(office.desk, {"phone": "16400007777"}, person_id)
    assert boxes(office, case_id) == ["village", "township"]
    people.save(office.desk, {"name": "曲批措"}, person_id)
    assert boxes(office, case_id) == []
    assert "姓名由 曲批1 改为 曲批措" in signing.voided(office.desk, case_id)[0]["words"]
    history.undo(office.desk.store, "拥珍", last_change(office))
    assert boxes(office, case_id) == ["village", "township"]


def test_a_number_that_comes_later_is_no_other_child(office: Office) -> None:
    case_id = office.to(
        workflow.TOWN_REVIEW, id_number="", no_id_reason="正在补办", sex="男", birth_date="2009-04-12"
    )
    relief.save(office.desk, {"id_number": id_number(901)}, case_id)
    assert boxes(office, case_id) == ["village"]


def test_a_merge_voids_what_was_signed_for_another_name(office: Office) -> None:
    case_id = office.to(workflow.TOWN_REVIEW)
    gone = relief.load(office.desk, case_id)["person_id"]
    keep = people.save(office.desk, {"name": "曲批甲", "sex": "男", "birth_date": "2009-04-12", "ethnic": "藏",
                                     "no_id_reason": "正在补办", "guardian_name": "拉姆"}).id  # fmt: skip
    merging.merge(office.desk, keep, gone)
    assert boxes(office, case_id) == []
    assert "姓名由 曲批1 改为 曲批甲" in signing.voided(office.desk, case_id)[0]["words"]


@pytest.mark.parametrize("state", [workflow.REPORTED, workflow.APPROVED, workflow.IN_PAYMENT, workflow.PAID])
def test_what_is_frozen_is_frozen_through_every_door(office: Office, state: int) -> None:
    case_id = office.to(state)
    case = relief.load(office.desk, case_id)
    person_id, stored = case["person_id"], office.desk.store.get("relief_case", case_id)
    other = people.save(office.desk, {"name": "曲批1", "id_number": id_number(902), "ethnic": "藏",
                                      "guardian_name": "拉姆"}).id  # fmt: skip
    for attempt in (
        lambda: people.save(office.desk, {"id_number": id_number(903)}, person_id),
        lambda: relief.save(office.desk, {"applied": "1"}, case_id),
        lambda: relief.save(office.desk, {"payee_account": "629900000000777"}, case_id),
        lambda: merging.merge(office.desk, other, person_id),
        lambda: merging.merge(office.desk, person_id, other, taken=["id_number"]),
    ):
        with pytest.raises(UserError):
            attempt()
    assert office.desk.store.get("relief_case", case_id) == stored
    assert relief.load(office.desk, case_id)["id_number"] == case["id_number"]


@pytest.mark.parametrize("where", ["case", "person"])
def test_what_was_changed_while_the_county_had_the_paper_is_signed_anew_when_it_comes_back(
    office: Office, where: str
) -> None:
    case_id = office.to(workflow.REPORTED)
    if where == "case":
        relief.save(office.desk, {"head_name": "卓玛"}, case_id)
    else:
        people.save(office.desk, {"name": "曲批甲"}, relief.load(office.desk, case_id)["person_id"])
    assert boxes(office, case_id) == ["village", "township"]
    office.act(case_id, "send_back", reason="户主不符", on_date="2018-05-25")
    assert boxes(office, case_id) == []
    office.act(case_id, "accept", on_date="2018-05-26")
    with pytest.raises(Refused, match="村级初审意见（2018年5月3日签）已作废：签字后，"):
        office.act(case_id, "township_agree", on_date="2018-05-27", signer="扎西")
    signing.sign_again(office.desk, case_id, "village", signer="四郎", on_date="2018-05-27")
    office.act(case_id, "township_agree", on_date="2018-05-27", signer="扎西")
    assert boxes(office, case_id) == ["village", "township"]


def test_what_hangs_or_was_agreed_to_is_taken_back_before_it_is_changed(office: Office) -> None:
    """The list on the board would name another village, the township would have agreed to another sum."""
    case_id = office.to(workflow.VILLAGE_NOTICE)
    with pytest.raises(Invalid, match="正在村里公示，行政村不能改"):
        relief.save(office.desk, {"village": "下格桑村"}, case_id)
    office.to(workflow.READY, case_id)
    with pytest.raises(Invalid, match="请撤销“乡镇审核同意”，改好后重新审核"):
        relief.save(office.desk, {"applied": "800"}, case_id)
    history.undo(office.desk.store, "拥珍", office.desk.store.value("SELECT MAX(id) FROM change"))
    relief.save(office.desk, {"applied": "800"}, case_id)
    assert relief.load(office.desk, case_id)["applied"] == 80_000
