"""The white list of public notices, and the last door before paper."""

from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from eduaid_desktop.documents import notice_list, pages
from eduaid_desktop.documents.notice_list import AidNoticeRow, NoticeListData, NoticeRow
from eduaid_desktop.documents.paper import VALUE
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


@pytest.mark.parametrize(
    "private",
    [
        "1647​1413517", "①⑥④⑦①④①③⑤①⑦", "༡༦༤༧༡༤༡༣༥༡༧", "1.6.4.7.1.4.1", "1647/1413/517",
        "一六四七一四一三五一七", "幺六四七幺四幺", "08年12月生", "１６４７　１４１３　５１７",
    ],
)  # fmt: skip
def test_a_number_in_another_dress_is_a_number(tmp_path: Path, private: str) -> None:
    with pytest.raises(Refused, match="公示名单不得出现"):
        replace(ROW, school=f"中心小学{private}")


SPELT = ("1 6 4 7 1 4 1 3 5 1 7", "51-33-99-20-08-12-31-99-26", "༡་༦་༤་༧་༡་༤་༡་༣་༥་༡་༧")


@pytest.mark.parametrize("dressed", ["16471413517", "༡༦༤༧༡༤༡༣༥༡༧", "1647​1413517", *SPELT])
@pytest.mark.parametrize("place", ["place", "basis", "organisation", "subject"])
def test_a_number_in_another_dress_does_not_stand_around_the_rows(
    tmp_path: Path, place: str, dressed: str
) -> None:
    refused(tmp_path / "n.pdf", replace(NOTICE, **{place: f"达瓦村{dressed}"}))


@pytest.mark.parametrize(
    "name", ["扎西(残疾)", "扎西（孤儿）", "扎西[父亲坐牢]", "扎西〔三组〕", "扎西【12】"]
)
@pytest.mark.parametrize("column", ["student_name", "head_name"])
def test_nothing_is_said_about_somebody_behind_the_name(tmp_path: Path, column: str, name: str) -> None:
    refused(tmp_path / "n.pdf", replace(NOTICE, rows=(replace(ROW, **{column: name}),)))


def test_a_head_bears_no_group(tmp_path: Path) -> None:
    row = replace(ROW, head_name="扎西（二组）")
    refused(tmp_path / "n.pdf", replace(NOTICE, rows=(row,), namesakes=frozenset({"扎西"})))


@pytest.mark.parametrize("amount", [16_471_413_517_00, -1, "16471413517", 1.5])
def test_an_amount_is_an_amount(tmp_path: Path, amount: Any) -> None:
    refused(tmp_path / "n.pdf", replace(NOTICE, rows=(replace(ROW, amount_fen=amount),)))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("period_from", "16471413517"), ("period_to", "扎西"), ("announced_on", "20081231-1"), ("days", "16471413517"),
        ("days", 0), ("day_kind", "自然日，电话8123456"),
    ],
)  # fmt: skip
def test_the_days_of_a_notice_are_days(tmp_path: Path, field: str, value: Any) -> None:
    refused(tmp_path / "n.pdf", replace(NOTICE, **{field: value}), "公示")


def test_what_a_template_or_a_label_adds_is_read_on_the_finished_paper(tmp_path: Path) -> None:
    """Nothing looks at the words of a kind of notice before they are drawn."""
    for kind in (
        replace(public_notice.RELIEF, listed="名单 16471413517"),
        replace(public_notice.RELIEF, opening="根据{basis}，联系 6299905770270170596。"),
        replace(public_notice.RELIEF, columns={**public_notice.COLUMNS, "school": "学校\n16471413517"}),
    ):
        refused(tmp_path / "n.pdf", replace(NOTICE, kind=kind), "身份证号、电话或账号")


def test_what_is_drawn_past_the_data_is_read_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = notice_list._foot

    def foot(board: Any, y: float, notice: NoticeListData) -> None:
        drawn(board, y, notice)
        board.block(28, 10, 60, 6, "513399200812319926", VALUE, "标签")

    monkeypatch.setattr(notice_list, "_foot", foot)
    refused(tmp_path / "n.pdf", NOTICE, "身份证号、电话或账号")


def test_an_aid_notice_has_no_room_for_a_head_or_a_level(tmp_path: Path) -> None:
    aid = replace(
        NOTICE, kind=public_notice.AID, rows=(AidNoticeRow("扎西", "格桑镇中心小学校", "二年级1班", "国家助学金"),),
        columns=("student_name", "school", "grade_class", "programme"), subject="国家助学金",
    )  # fmt: skip
    assert notice_list.write(aid, tmp_path / "n.pdf", printed_on=DAY).complete
    (tmp_path / "n.pdf").unlink()
    for column in ("head_name", "hardship_level", "household_type", "id_number"):
        refused(tmp_path / "n.pdf", replace(aid, columns=("student_name", column)), "教财厅函〔2017〕28号")


def test_every_page_of_a_notice_says_what_it_belongs_to(tmp_path: Path) -> None:
    many = replace(NOTICE, rows=NOTICE.rows[:1] * 40)
    notice_list.write(many, tmp_path / "n.pdf", printed_on=DAY)
    texts = ["".join(text.split()) for text in pages.text(tmp_path / "n.pdf")]
    assert len(texts) > 1
    assert all(f"{NOTICE.place}教育扶贫救助基金拟救助学生公示名单（续）" in text for text in texts[1:])


def test_the_title_of_a_long_village_breaks_after_its_name(tmp_path: Path) -> None:
    place = "格桑镇上格桑玛尼热柯达瓦扎西岗亚曲村"
    notice_list.write(replace(NOTICE, place=place), tmp_path / "n.pdf", printed_on=DAY)
    shown = pages.text(tmp_path / "n.pdf")[0].splitlines()
    assert [line.strip() for line in shown if line.strip() in (place, "教育扶贫救助基金")] == [
        place,
        "教育扶贫救助基金",
    ]


@pytest.mark.parametrize("spelt", SPELT)
def test_a_number_that_is_spelt_out_does_not_stand_on_the_paper(spelt: str) -> None:
    with pytest.raises(Refused, match="公示名单不得出现"):
        public_notice.require_paper([f"学生姓名 {spelt}"], ["0836-7000001"])


def test_days_sums_and_counts_stand_on_the_paper() -> None:
    for line in (
        "公示期：2018-05-10 至 2018-05-16，共 7 个自然日", "12 扎西 二年级1班 1,200.00", "第1页　共12页 2018年6月12日",
        "08-12 09-12 10-12 7 1,014.00 1,014.00",
    ):  # fmt: skip
        public_notice.require_paper([line], [])
