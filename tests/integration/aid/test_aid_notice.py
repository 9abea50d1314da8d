"""资助公示名单: names, schools and classes of who is given aid, and nothing that tells how poor a family is."""

from pathlib import Path
from typing import Any

import pytest

from eduaid_desktop.documents import pages
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import office, slips
from eduaid_desktop.services.desk import Desk

TERM = "2018S"
PRIVATE = {
    "hardship_level": "1", "hardship_category": "1", "reason": "父亲病故，欠债", "phone": "16471413517",
    "payee_account": "6299905770270170596", "payee_name": "索朗拉姆", "guardian_name": "索朗拉姆", "remark": "孤儿",
}  # fmt: skip


def give(desk: Desk, *given: tuple[str, str, str, int | None], status: str = "accepted") -> None:
    """(name, school, programme, fen) of children who are given aid."""
    with desk.store.change("经办人甲", "录入") as change:
        for name, school, programme, fen in given:
            person = change.insert("person", {"name": name, "id_number": None})
            aid: dict[str, Any] = {"person_id": person, "term": TERM, "programme": programme, "amount": fen}
            where = {"school": school, "stage": "2", "grade": "三年级", "class_name": "1班"}
            change.insert("aid", {**aid, **where, **PRIVATE, "status": status})


def text(desk: Desk, path: Path, **wanted: Any) -> str:
    printed = slips.write(desk, "aid_notice", path, term=TERM, **wanted)
    assert printed.complete
    return "".join("".join(page.split()) for page in pages.text(path))


def test_only_what_may_be_shown_is_shown(enrolled: Desk, tmp_path: Path) -> None:
    give(enrolled, ("扎西", "格桑镇中心小学校", "P15", 150_000), ("卓玛", "格桑镇中心小学校", "P20", 800_000))
    give(enrolled, ("草稿", "格桑镇中心小学校", "P15", 150_000), status="draft")
    whole = text(enrolled, tmp_path / "x.pdf", answers={"from_date": "2018-06-12"})
    assert "格桑镇学生资助拟资助学生公示名单" in whole
    assert "序号学生姓名就读学校年级/班级资助项目1扎西格桑镇中心小学校三年级1班" in whole
    assert "2018年6月12日至2018年6月18日，共7个自然日" in whole
    for hidden in (
        "卓玛",
        "草稿",
        "1,500.00",
        "资助金额",
        "索朗",
        "父亲",
        "孤儿",
        "困难",
        "16471413517",
        "0170596",
    ):
        assert hidden not in whole, hidden


def test_amounts_stand_only_where_the_office_says_so(enrolled: Desk, tmp_path: Path) -> None:
    give(enrolled, ("扎西", "格桑镇中心小学校", "P15", 150_000), ("次仁", "格桑镇中心小学校", "P15", None))
    whole = text(enrolled, tmp_path / "x.pdf", answers={"with_amount": "是"})
    assert "资助金额(元)" in whole
    assert "合计2人次，人民币壹仟伍佰元整1,500.00" in whole


def test_a_school_or_a_programme_has_its_own_list(enrolled: Desk, tmp_path: Path) -> None:
    schools = [row["name"] for row in enrolled.store.select("school")][:2]
    give(
        enrolled,
        ("扎西", schools[0], "P15", 100),
        ("卓玛", schools[1], "P15", 100),
        ("次仁", schools[0], "P19", 1),
    )
    whole = text(enrolled, tmp_path / "x.pdf", what=schools[0], answers={"programme": "P15"})
    assert "扎西" in whole
    assert "卓玛" not in whole
    assert "次仁" not in whole
    assert f"{schools[0]}{enrolled.rules().label('programme', 'P15')}拟资助学生公示名单" in whole
    loans = text(enrolled, tmp_path / "x.pdf", answers={"programme": "P15"})
    assert "卓玛" in loans
    with pytest.raises(Refused, match="没有登记过这样的资助"):
        text(enrolled, tmp_path / "x.pdf", answers={"programme": "P20"})
    with pytest.raises(UserError, match="没有名为“无名学校”的学校"):
        text(enrolled, tmp_path / "x.pdf", what="无名学校")


@pytest.mark.parametrize(
    ("name", "school"),
    [
        ("扎西16471413517", "格桑镇中心小学校"),
        ("扎西（孤儿）", "格桑镇中心小学校"),
        ("扎西", "格桑镇中心小学校2008年3月"),
    ],
)
def test_the_last_door_stands_before_this_notice_too(
    enrolled: Desk, tmp_path: Path, name: str, school: str
) -> None:
    give(enrolled, (name, school, "P15", 100))
    with pytest.raises(Refused, match="公示名单"):
        text(enrolled, tmp_path / "x.pdf")
    assert list(tmp_path.glob("*.pdf*")) == []


def test_what_is_answered_passes_the_door(enrolled: Desk, tmp_path: Path) -> None:
    give(enrolled, ("扎西", "格桑镇中心小学校", "P15", 100))
    with pytest.raises(Refused, match="身份证号、电话或账号"):
        text(enrolled, tmp_path / "x.pdf", answers={"basis": "家长电话16471413517"})
    with pytest.raises(Refused, match="最多 90 天"):
        text(enrolled, tmp_path / "x.pdf", answers={"days": "99999999"})
    with pytest.raises(Refused, match="公示开始"):
        text(enrolled, tmp_path / "x.pdf", answers={"from_date": "昨天"})
    with pytest.raises(UserError, match="请指明一个学期"):
        slips.write(enrolled, "aid_notice", tmp_path / "x.pdf")


def test_a_long_list_keeps_its_head_and_its_total(enrolled: Desk, tmp_path: Path) -> None:
    long = ("泽仁·扎西" * 12)[:47] + "䶮㑇𠅤"
    give(
        enrolled, *[(long if n % 50 == 0 else f"曲批{n}", "格桑镇中心小学校", "P15", 100) for n in range(200)]
    )
    office.set_setting(enrolled, "phones", {"education_bureau": "0836-7000001"})
    printed = slips.write(enrolled, "aid_notice", tmp_path / "x.pdf", term=TERM)
    texts = ["".join(page.split()) for page in pages.text(tmp_path / "x.pdf")]
    assert printed.complete
    assert printed.pages == len(texts) > 5
    assert all("学生姓名就读学校" in each for each in texts)
    assert "合计200人次" in texts[-1]
    assert "0836-7000001" in texts[-1]
