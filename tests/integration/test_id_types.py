"""证件类型: numbers of residence permits, travel permits and passports are judged by the shape of their kind."""

from pathlib import Path
from typing import Any

import pytest

from eduaid_desktop.domain import id_number, masks
from eduaid_desktop.services import aid, checking, imports, people, relief
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.papers import case_data
from eduaid_desktop.services.records import Invalid

CHILD = {"name": "陈小明", "sex": "男", "birth_date": "20060312", "ethnic": "汉", "guardian_name": "陈强"}


def permit(prefix: str, serial: int = 1) -> str:
    first = f"{prefix}20060312{serial:03d}"
    return first + id_number.check_digit(first)


NUMBERS = {
    "港澳台居民居住证": [permit("810000"), permit("820000"), permit("830000")],
    "港澳居民来往内地通行证": ["H12345678", "M1234567801"],
    "台湾居民来往大陆通行证": ["12345678", "1234567801"],
    "护照": ["E12345678", "PA0123456"],
    "外国人永久居留身份证": ["CHN510006031201", permit("911013")],
}
WRONG = {
    "港澳台居民居住证": [
        permit("810000")[:17] + ("0" if permit("810000")[17] != "0" else "1"),
        "51339920060312123X",
    ],
    "港澳居民来往内地通行证": ["12345678", "H1234567", "H123456789"],
    "台湾居民来往大陆通行证": ["T1234567", "1234567"],
    "护照": ["E1234", "PASSPORT"],
    "外国人永久居留身份证": ["CH5100060312", "811013200603121234"],
}


def save(desk: Desk, **values: Any) -> int:
    return people.save(desk, {**CHILD, **values}).id


@pytest.mark.parametrize(("kind", "number"), [(k, n) for k, every in NUMBERS.items() for n in every])
def test_a_number_of_its_kind_is_taken(clerk: Desk, kind: str, number: str) -> None:
    person = clerk.store.get("person", save(clerk, id_type=kind, id_number=f" {number.lower()} "))
    assert (person["id_type"], person["id_number"], person["temporary_number"]) == (kind, number, None)
    assert people.find(clerk, number)[0]["id"] == person["id"]
    assert people.find(clerk, number[-4:])[0]["id"] == person["id"]
    assert checking.check(clerk)["findings"] == []


@pytest.mark.parametrize(("kind", "number"), [(k, n) for k, every in WRONG.items() for n in every])
def test_a_number_of_another_shape_is_refused(clerk: Desk, kind: str, number: str) -> None:
    with pytest.raises(Invalid) as refused:
        save(clerk, id_type=kind, id_number=number)
    assert [p.field for p in refused.value.problems if p.blocking] == ["id_number"]


def test_birth_date_and_sex_follow_from_18_digits_only(clerk: Desk) -> None:
    bare = {"sex": "", "birth_date": ""}
    person = clerk.store.get("person", save(clerk, **bare, id_type="居住证", id_number=permit("810000")))
    assert (person["birth_date"], person["sex"]) == ("2006-03-12", "1")
    with pytest.raises(Invalid) as refused:
        save(clerk, **bare, id_type="护照", id_number="E12345678")
    assert {p.field for p in refused.value.problems if p.blocking} == {"sex", "birth_date"}


def test_an_id_card_is_meant_where_nothing_is_said(clerk: Desk) -> None:
    with_card = save(clerk, id_number="51339920060312123X")
    without = save(clerk, no_id_reason="未办理")
    types = [clerk.store.get("person", each)["id_type"] for each in (with_card, without)]
    assert types == ["身份证", None]
    with pytest.raises(Invalid, match="18 位"):
        save(clerk, id_number="H12345678")
    saved = people.save(clerk, {**CHILD, "id_number": permit("830000")})
    assert [p.rule for p in saved.problems] == ["W_ID_TYPE"]


CASE = {"term": "2018春", "stage": "初中", "grade": "七年级", "school": "二中", "village": "达瓦村"}
AID = {"hardship_category": "建档立卡", "programme": "P19", "amount": "1000", "application_date": "20180601"}


def test_forms_that_do_not_ask_know_the_kind_of_a_stored_child(clerk: Desk) -> None:
    child = save(clerk, id_type="护照", id_number="E12345678")
    raw = {**CHILD, **CASE, "id_number": "e12345678", "guardian_relation": "父亲"}
    application = aid.save(clerk, {**raw, **AID}, person_id=child).id
    aid.save(clerk, {"amount": "900"}, application)
    case = relief.save(clerk, {**raw, "application_date": "20180601"}).id
    relief.save(clerk, {"reason": "家庭困难"}, case)
    assert "id_number" not in [p.field for p in relief.problems(clerk, case) if p.blocking]
    assert clerk.store.get("relief_case", case)["person_id"] == child
    assert case_data.form(clerk, relief.load(clerk, case), filled=False).id_number == "E12345678"
    with pytest.raises(Invalid, match="18 位"):
        aid.save(clerk, {**raw, **AID, "name": "李四", "id_number": "E87654321"})


def test_the_column_of_an_import_decides_how_the_number_is_read(clerk: Desk, tmp_path: Path) -> None:
    head = "学校名称,姓名,性别,出生日期,身份证件类型,身份证件号,学段,年级\n"
    rows = (
        "二中,陈小明,男,2006-03-12,港澳居民来往内地通行证,h12345678,初中,七年级\n"
        "二中,林小红,女,2006-03-13,台胞证,12345678,初中,七年级\n"
        "二中,扎西,男,2006-03-12,居民身份证,51339920060312123X,初中,七年级\n"
        "二中,王小二,男,2006-03-12,护照,510,初中,七年级\n"
        "二中,李小三,男,2006-03-12,居民身份证,E12345678,初中,七年级\n"
    )
    path = tmp_path / "名册.csv"
    path.write_text(head + rows, "utf-8")
    result = imports.apply(clerk, imports.preview(clerk, path))
    assert [line.outcome for line in result.lines] == [*["accepted"] * 3, *["refused"] * 2]
    found = {p["name"]: (p["id_type"], p["id_number"]) for p in clerk.store.select("person")}
    assert found == {
        "陈小明": ("港澳居民来往内地通行证", "H12345678"),
        "林小红": ("台湾居民来往大陆通行证", "12345678"),
        "扎西": ("身份证", "51339920060312123X"),
    }
    assert [p.problem.rule for p in result.problems if p.problem.blocking] == ["B_ID_SHAPE", "B_ID_CHECK"]


@pytest.mark.parametrize(
    ("number", "seen"),
    [("H12345678", "****5678"), ("12345678", "****5678"), ("CHN510006031201", "CHN510*****1201")],
)
def test_lists_mask_these_numbers_too(number: str, seen: str) -> None:
    assert masks.shown("id_number", number) == seen


def test_a_sentence_does_not_tell_a_passport_number() -> None:
    assert (
        masks.in_text("陈小明的护照是 E12345678，通行证 H1234567801。")
        == "陈小明的护照是 ****5678，通行证 ****7801。"
    )
    assert masks.in_text("P19 项目 XM-2018-001，2018年") == "P19 项目 XM-2018-001，2018年"
