"""What may be seen of a number, wherever it stands."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduaid_desktop.domain import masks, open_phrase
from eduaid_desktop.domain.aid import AID
from eduaid_desktop.domain.household import HOUSEHOLD_BASE
from eduaid_desktop.domain.person import PERSON
from eduaid_desktop.domain.project import PROJECT
from eduaid_desktop.domain.relief import RELIEF
from eduaid_desktop.domain.roll import ROLL

DIGITS = st.text("0123456789", min_size=1, max_size=24)


@pytest.mark.parametrize(
    ("kind", "number", "seen"),
    [
        ("id_number", "513399200911197623", "513399********7623"),
        ("id_number", "51339920060312123X", "513399********123X"),
        ("student_number", "G513399200911197623", "G513399********7623"),
        ("student_number", "20180012345", "****2345"),
        ("phone", "16471413517", "164****3517"),
        ("phone", "08368123456", "083****3456"),
        ("phone", "16471413517/16471413518", "164****3517/164****3518"),
        ("phone", "8123456", "****456"),
        ("account", "6299905770270170596", "尾号 0596"),
        ("account", "1234", "尾号 34"),
        ("code", "5133991004", "5133991004"),
        ("money", "1,000.00", "1,000.00"),
    ],
)
def test_a_number_by_its_kind(kind: str, number: str, seen: str) -> None:
    assert masks.shown(kind, number) == seen


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("不认识“513399200911197623”，请选择", "不认识“513399********7623”，请选择"),
        ("５１３３９９２００９１１１９７６２３", "513399********7623"),
        ("卡号6299 9057 7027 0170 596", "卡号****0596"),
        ("电话164-7141-3517或16471413518", "电话164****3517或164****3518"),
        ("原号 513399 20091119 762X", "原号 513399********762X"),
        ("学籍号G513399200911197623", "学籍号G513399********7623"),
        ("残疾证51339920091119762342", "残疾证513399**********2342"),
    ],
)
def test_numbers_inside_a_text(written: str, seen: str) -> None:
    assert masks.in_text(written) == seen


@pytest.mark.parametrize(
    "written",
    [
        "受理救助申请 JYJZ-513399101-2018S-0001（扎西）",
        "已封存批次 PC-513399101-2018S-001，核对码 0417 3390",
        "格桑镇-备份-20180612-091400.eduaid-backup",
        "公示 20180601-20180607，2018-06-01 至 2018-06-07",
        "2016 2017 2018 三年，户编号 5133991004，云教助〔2018〕7号",
        "共 1,286 条，合计 1234567.50 元",
    ],
)
def test_what_is_nobodys_secret_stays(written: str) -> None:
    assert masks.in_text(written) == written


@given(st.sampled_from(["id_number", "student_number", "account", "phone"]), DIGITS)
def test_no_mask_shows_more_than_its_ends(kind: str, number: str) -> None:
    seen = masks.shown(kind, number)
    longest = max(map(len, re.findall(r"\d+", seen)), default=0)
    assert longest <= (6 if kind in ("id_number", "student_number") else 5)
    assert number not in seen or len(number) == 1


@given(
    st.text("户名电 话。", max_size=5),
    st.from_regex(r"\A[1-9][0-9]{10,20}\Z"),
    st.text("户名电 话。", max_size=5),
)
def test_a_long_number_never_survives_in_a_text(before: str, number: str, after: str) -> None:
    assert number not in masks.in_text(before + number + after)


@given(st.text())
def test_any_text_is_taken_and_masking_twice_changes_nothing(text: str) -> None:
    once = masks.in_text(text)
    assert masks.in_text(once) == once


def test_every_field_that_holds_a_number_has_a_masked_kind() -> None:
    """A new field for a telephone, an account or an ID number is masked by its kind, or this fails."""
    fields = [f for spec in (PERSON, AID, RELIEF, PROJECT) for f in spec.fields]
    fields += [f for kind in (ROLL, HOUSEHOLD_BASE) for f in kind.fields]
    private = [f for f in fields if re.search(r"身份证件?号|证件号|电话|账号|学籍号", f.label)]
    assert {f.kind for f in private} == {"id_number", "phone", "account", "student_number"}


@pytest.mark.parametrize("digits", range(8, 16))
def test_the_password_of_a_file_is_told_whole_and_a_card_beside_it_is_not(digits: int) -> None:
    """Made of digits, it looks like a card; who does not read it can never open the file."""
    told = open_phrase.told(open_phrase.make()[:digits])
    assert masks.in_text(f"已写出 名单.xlsx。{told}") == f"已写出 名单.xlsx。{told}"
    assert "6299900000000001118" not in masks.in_text(f"{told}账号 6299900000000001118")
    assert "622 848 001 234 567 8901" not in masks.in_text("打开密码 622 848 001 234 567 8901")
