"""The white list of public notices, and the last door before paper."""

from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from eduaid_desktop.documents import notice_list, pages
from eduaid_desktop.documents.notice_list import NoticeListData, NoticeRow
from eduaid_desktop.domain import public_notice
from eduaid_desktop.errors import Refused

DAY = date(2018, 6, 12)
ROW = NoticeRow("扎西", "泽仁多吉", "格桑镇中心小学校", "二年级1班", "生活费补助", 120_000)
NOTICE = NoticeListData(
    number="2018S-001", place="格桑镇达瓦村", term="2018年春季学期", basis="2018年5月8日村民主评议会议决定",
    rows=(ROW,), period_from="2018-05-10", period_to="2018-05-16", days=7, day_kind="自然日",
    phones=(("格桑镇人民政府", "0836-7000001"),), organisation="达瓦村村民委员会", announced_on="2018-05-10",
)  # fmt: skip
PRIVATE = (
    "513399200812319926", "51339920081231992X", "５１３３９９２００８１２３１９９２６", "513399 20081231 9926",
    "16471413517", "0836-8123456", "8123456", "6299 9057 7027 0170 596", "2008-12-31", "2008.12.31", "20081231",
    "2008年12月31日", "二〇〇八年十二月", "达瓦村三组12号", "人民路23号", "2栋3单元",
)  # fmt: skip


def refused(path: Path, notice: NoticeListData, words: str = "公示名单") -> None:
    with pytest.raises(Refused, match=words):
        notice_list.write(notice, path, printed_on=DAY)
    assert not path.exists()


@pytest.mark.parametrize(
    "column",
    ["id_number", "phone", "address", "birth_date", "payee_account", "village", "group_name", "学号", ""],
)
def test_a_column_that_is_not_allowed_stops_everything(tmp_path: Path, column: str) -> None:
    refused(tmp_path / "n.pdf", replace(NOTICE, columns=("student_name", column)), "教财厅函〔2017〕28号")


@pytest.mark.parametrize("columns", ["student_name", None, 7, ("school",), ()])
def test_a_setting_that_is_no_list_of_columns_prints_nothing(tmp_path: Path, columns: Any) -> None:
    refused(tmp_path / "n.pdf", replace(NOTICE, columns=columns))


@pytest.mark.parametrize("private", PRIVATE)
@pytest.mark.parametrize("column", ["student_name", "head_name", "school", "grade_class", "purpose"])
def test_private_words_are_refused_in_every_column(tmp_path: Path, column: str, private: str) -> None:
    with pytest.raises(Refused, match="公示名单不得出现"):
        replace(ROW, **{column: f"扎西{private}"})
    # Whoever builds rows without asking meets the last door.
    texts = {f.name: getattr(ROW, f.name) for f in fields(ROW)} | {column: private}
    refused(tmp_path / "n.pdf", replace(NOTICE, rows=(ROW, SimpleNamespace(**texts))))  # type: ignore[arg-type]


@pytest.mark.parametrize("place", ["number", "place", "term", "basis", "organisation"])
def test_a_number_does_not_get_in_by_the_heading_or_the_foot(tmp_path: Path, place: str) -> None:
    refused(tmp_path / "n.pdf", replace(NOTICE, **{place: "达瓦村 16471413517"}))


@pytest.mark.parametrize("phone", ["513399200812319926", "扎西 0836-7000001", "6299905770270170596"])
def test_a_telephone_is_a_telephone(tmp_path: Path, phone: str) -> None:
    refused(tmp_path / "n.pdf", replace(NOTICE, phones=(("格桑镇人民政府", phone),)), "监督电话")


def test_usual_schools_grades_and_names_pass(tmp_path: Path) -> None:
    rows = [
        replace(ROW, school=school, grade_class=grade)
        for school, grade in (
            ("达瓦村幼儿园", "大班"), ("北京市第101中学", "2018级3班"), ("锦川市八一路小学", "七年级12班"),
            ("云岭县第二中学（北校区）", "高一"), ("格桑镇达瓦村教学点", "二年级1班"),
        )
    ]  # fmt: skip
    assert notice_list.write(replace(NOTICE, rows=tuple(rows)), tmp_path / "n.pdf", printed_on=DAY).complete


def test_a_group_stands_only_behind_a_name_that_is_shared(tmp_path: Path) -> None:
    assert public_notice.named("扎西", "二组", {"扎西"}) == "扎西（二组）"
    assert public_notice.named("扎西", "二组", {"卓玛"}) == "扎西"
    assert public_notice.named("扎西", None, {"扎西"}) == "扎西"
    row = replace(ROW, student_name="扎西（二组）")
    refused(tmp_path / "n.pdf", replace(NOTICE, rows=(row,)), "没有同名")
    shared = replace(NOTICE, rows=(row,), namesakes=frozenset({"扎西"}))
    notice_list.write(shared, tmp_path / "n.pdf", printed_on=DAY)
    assert "扎西（二组）" in "".join(pages.text(tmp_path / "n.pdf")[0].split())


def test_fewer_columns_share_the_room_and_keep_the_order_of_the_paper(tmp_path: Path) -> None:
    few = replace(NOTICE, columns=("amount_fen", "school", "student_name"))
    assert notice_list.write(few, tmp_path / "n.pdf", printed_on=DAY).complete
    text = "".join(pages.text(tmp_path / "n.pdf")[0].split())
    assert "序号学生姓名就读学校拟救助金额(元)" in text
    assert "1扎西格桑镇中心小学校1,200.00" in text
    assert "泽仁多吉" not in text
