"""The county's Tibetan under labels and titles, names in Tibetan, and names with rare characters."""

from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from openpyxl import load_workbook

from eduaid_desktop.documents import approval_slip, pages
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import (
    bilingual,
    box_fit,
    checking,
    label_list,
    office_settings,
    people,
    relief,
    slips,
)
from eduaid_desktop.services.bilingual import Entry
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.lists import open_list
from eduaid_desktop.services.papers import case_data
from eduaid_desktop.services.papers.catalogue import DOCUMENTS

NAME, FORM = Entry("姓名", "མིང་", "县编译局"), Entry("教育扶贫救助基金申请审批表", "སློབ་གསོ་", "县编译局")
GREETING = "བཀྲ་ཤིས་བདེ་ལེགས"


@pytest.fixture
def number(desk: Desk) -> str:
    """The number of a case that can be printed."""
    return str(desk.store.value("SELECT case_no FROM relief_case WHERE case_no IS NOT NULL ORDER BY id"))


@pytest.fixture
def printed(desk: Desk, number: str, tmp_path: Path) -> Callable[..., Path]:
    """Print a paper of the case and return the file."""

    def print_(document: str = "approval_form") -> Path:
        return slips.write(desk, document, tmp_path / "单.pdf", case=number).path

    return print_


def _place(path: Path, text: str) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of a text on the first page, in points."""
    document = pypdfium2.PdfDocument(path)
    page = document[0].get_textpage()
    found = page.search(text, match_whole_word=False).get_next()
    assert found, text
    boxes = [page.get_charbox(found[0] + place) for place in range(found[1])]
    document.close()
    return (
        min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes),
    )  # fmt: skip


def test_the_example_that_is_shipped_never_prints(desk: Desk, printed: Callable[..., Path]) -> None:
    office_settings.typed(desk, bilingual.SETTING, "是")
    assert bilingual.example().chinese == "姓名"
    assert "默认不用" in bilingual.example().remark
    assert bilingual.entries(desk) == []
    assert bilingual.example().tibetan not in pages.text(printed())[0]


def test_labels_print_only_while_the_setting_is_on(desk: Desk, printed: Callable[..., Path]) -> None:
    bilingual.save(desk, NAME)
    assert NAME.tibetan not in pages.text(printed())[0]
    office_settings.typed(desk, bilingual.SETTING, "是")
    assert NAME.tibetan in pages.text(printed())[0]


def test_the_tibetan_stands_under_its_label_and_its_title(desk: Desk, printed: Callable[..., Path]) -> None:
    for entry in (NAME, FORM):
        bilingual.save(desk, entry)
    office_settings.typed(desk, bilingual.SETTING, "是")
    path = printed()
    label, under = _place(path, "姓名"), _place(path, "མིང")
    assert under[3] < label[1] + 1
    assert abs((label[0] + label[2]) - (under[0] + under[2])) < 8
    title, below = _place(path, "教育扶贫救助基金申请审批表"), _place(path, "སློབ་གསོ")
    assert below[3] < title[1] + 1
    assert "民族" in pages.text(path)[0]
    assert pages.text(path)[0].count("མིང་") == 1


def test_tibetan_without_room_is_named_and_nothing_is_printed(
    desk: Desk, printed: Callable[..., Path]
) -> None:
    bilingual.save(desk, Entry("姓名", GREETING.replace("་", "") * 3))
    office_settings.typed(desk, bilingual.SETTING, "是")
    with pytest.raises(slips.Incomplete) as refused:
        printed()
    assert "姓名（藏文）：" in refused.value.sentence


def test_of_a_whole_term_a_label_without_room_is_named_once(desk: Desk, tmp_path: Path) -> None:
    bilingual.save(desk, Entry("姓名", GREETING.replace("་", "") * 3))
    office_settings.typed(desk, bilingual.SETTING, "是")
    with pytest.raises(slips.Incomplete) as refused:
        slips.write(desk, "approval_form", tmp_path / "单.pdf", term="2018S")
    assert len(refused.value.overflows) == 9
    assert refused.value.sentence.count("姓名（藏文）：") == 1


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (Entry("", "མིང་"), "chinese"),
        (Entry("姓名", ""), "tibetan"),
        (Entry("姓名", "name"), "tibetan"),
        (Entry("姓名", "ྐམིང་"), "tibetan"),
        (Entry("姓名", "མིང་" * 40), "tibetan"),
    ],
)
def test_what_is_no_label_or_no_tibetan_is_refused(desk: Desk, entry: Entry, field: str) -> None:
    with pytest.raises(Refused) as refused:
        bilingual.save(desk, entry)
    assert refused.value.field == field
    assert bilingual.entries(desk) == []


def test_a_label_is_changed_withdrawn_and_brought_back(desk: Desk) -> None:
    before = checking.check(desk)["findings"]
    bilingual.save(desk, NAME)
    with pytest.raises(Refused, match="没有改动"):
        bilingual.save(desk, NAME)
    bilingual.save(desk, Entry(" 姓名 ", "མིང", "州编译局"))
    assert bilingual.entries(desk) == [Entry("姓名", "མིང", "州编译局")]
    bilingual.withdraw(desk, "姓名")
    assert bilingual.entries(desk) == []
    with pytest.raises(UserError, match="没有“姓名”"):
        bilingual.withdraw(desk, "姓名")
    checking.undo(desk, desk.store.value("SELECT max(id) FROM change"))
    assert bilingual.entries(desk) == [Entry("姓名", "མིང", "州编译局")]
    bilingual.withdraw(desk, "姓名")
    bilingual.save(desk, NAME)
    assert bilingual.entries(desk) == [NAME]
    assert checking.check(desk)["findings"] == before


def test_every_label_goes_out_and_comes_back_with_its_tibetan(desk: Desk, tmp_path: Path) -> None:
    bilingual.save(desk, NAME)
    target = tmp_path / "对照.xlsx"
    count = label_list.export(desk, target)
    book = load_workbook(target)
    sheet = book.worksheets[0]
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=4) if row[0].value}
    assert len(rows) == count > 80
    for words in ("姓名", "乡(镇)审核意见", "主要致贫(困难)原因", "批准金额", "教育扶贫救助基金申请审批表"):
        assert words in rows
    assert rows["姓名"][1].value == NAME.tibetan
    assert "申请审批表" in rows["姓名"][4].value
    assert not [words for words in rows if "云岭县" in words or any(c.isdigit() for c in words)]
    rows["民族"][1].value = "མི་རིགས་"
    rows["性别"][1].value = "no Tibetan"
    book.save(target)
    read, left_out = bilingual.read(desk, target)
    assert read == 1
    assert [line for line in left_out if "“性别”没有读入" in line]
    assert [e.chinese for e in bilingual.entries(desk)] == ["姓名", "民族"]
    assert bilingual.read(desk, target)[0] == 0


def test_a_csv_is_read_too_and_another_table_is_refused(desk: Desk, tmp_path: Path) -> None:
    written = tmp_path / "对照.csv"
    written.write_text("藏文,中文标签\nམིང་,姓名\n,民族\n", encoding="utf-8")
    assert bilingual.read(desk, written) == (1, [])
    written.write_text("姓名,年龄\n扎西,9\n", encoding="utf-8")
    with pytest.raises(UserError, match="两列"):
        bilingual.read(desk, written)


def test_names_stand_in_tibetan_under_the_chinese_when_the_office_wants_it(
    desk: Desk, number: str, printed: Callable[..., Path]
) -> None:
    case = desk.store.row("SELECT person_id FROM relief_case WHERE case_no = ?", (number,))
    assert case
    with desk.change("登记藏文姓名") as change:
        person = change.get("person", case["person_id"])
        change.update("person", person["id"], {"name_bo": GREETING})
    assert GREETING not in pages.text(printed())[0]
    office_settings.typed(desk, "print_tibetan_names", "是")
    path = printed()
    assert GREETING in pages.text(path)[0]
    name, under = _place(path, person["name"]), _place(path, GREETING)
    assert under[3] < name[1] + 1


def test_the_county_s_table_names_the_village_on_the_slip(desk: Desk, number: str, tmp_path: Path) -> None:
    village = str(
        desk.store.value(
            "SELECT v.name FROM relief_case c JOIN region v ON v.code = c.village WHERE c.case_no = ?",
            (number,),
        )
    )
    assert village in [each.entry.chinese for each in label_list.used(desk)]
    bilingual.save(desk, Entry(village, "བཀྲ་ཤིས་གྲོང་"))
    office_settings.typed(desk, "print_tibetan_names", "是")
    case = desk.store.row("SELECT * FROM relief_case WHERE case_no = ?", (number,))
    data = case_data.slip(desk, {**relief.load(desk, case["id"]), "approved": 100_000})
    assert data.village_bo == "བཀྲ་ཤིས་གྲོང་"
    printed = approval_slip.write(data, tmp_path / "审批单.pdf", printed_on=desk.today())
    assert printed.complete
    assert _place(printed.path, "བཀྲ་ཤིས་གྲོང")[3] < _place(printed.path, village)[1] + 1


def test_a_text_without_room_is_told_before_it_prints(desk: Desk) -> None:
    assert box_fit.will_fit(desk, "guardian_name", "泽" * 50) == ""
    office_settings.typed(desk, "school_opinion", "是")
    assert "申请审批表的“监护人姓名”一栏写不下" in box_fit.will_fit(desk, "guardian_name", "泽" * 50)
    assert box_fit.will_fit(desk, "reason", "家庭困难") == ""
    assert "“申请理由”一栏写不下" in box_fit.will_fit(desk, "reason", "家庭困难\n" * 12)
    assert box_fit.will_fit(desk, "name", "") == ""


def test_what_is_said_of_a_box_is_what_the_paper_says(desk: Desk, number: str, tmp_path: Path) -> None:
    """The same text that is told to have no room, printed."""
    long = "家庭困难\n" * 12
    with desk.change("改理由") as change:
        case = change.select("relief_case", case_no=number)[0]
        change.update("relief_case", case["id"], {"reason": long})
    assert box_fit.will_fit(desk, "reason", long)
    with pytest.raises(slips.Incomplete, match="申请理由"):
        slips.write(desk, "approval_form", tmp_path / "单.pdf", case=number)


def test_rare_names_are_listed_with_their_codes_and_print(desk: Desk, tmp_path: Path) -> None:
    for name, number_ in (("泽仁䶮", "513399200805295270"), ("扎西·卓玛", "513399200911197623")):
        raw = {"name": name, "id_number": number_, "sex": "1" if "䶮" in name else "2", "ethnic": "藏族"}
        people.save(desk, raw | {"guardian_name": "次仁\U00030000", "guardian_relation": "父亲"})
    source = open_list(desk, "rare_names")
    rows = list(source.rows(source.ids()).values())
    assert sorted((row["name"], row["rare"], row["codes"]) for row in rows) == [
        ("扎西·卓玛", "\U00030000", "U+30000"),
        ("泽仁䶮", "䶮\U00030000", "U+4DAE、U+30000"),
    ]
    written = pages.text(slips.write(desk, "rare_names", tmp_path / "罕.pdf").path)[0]
    for words in ("泽仁䶮", "U+4DAE", "次仁〓", "印不出"):
        assert words in written


def _rename(desk: Desk, name: str, numbers: list[str]) -> None:
    """Give the children of these cases, and all who are named with them, one name."""
    with desk.change("改名") as change:
        for number in numbers:
            case = change.select("relief_case", case_no=number)[0]
            change.update("person", case["person_id"], {"name": name, "guardian_name": name})
            change.update("relief_case", case["id"], dict.fromkeys(("head_name", "payee_name"), name))


def test_every_paper_of_a_case_takes_names_of_fifty_rare_characters(
    desk: Desk, number: str, tmp_path: Path
) -> None:
    long = ("泽仁·扎西" * 12)[:46] + "䶮㑇𠅤𬱖"
    assert len(long) == 50
    _rename(desk, long, [number])
    drawn = []
    for key, document in DOCUMENTS.items():
        if "case" not in document.about:
            continue
        try:
            printed = slips.write(desk, key, tmp_path / f"{key}.pdf", case=number)
        except slips.Incomplete:
            raise
        except UserError:
            continue
        assert printed.complete
        drawn.append(key)
        written = "".join(pages.text(printed.path)).replace("\r\n", "")
        assert long in written or key in ("notice_list", "evidence_list", "notice_result"), key
    assert {"approval_form", "household_page"} <= set(drawn)


def test_a_batch_names_every_slip_that_would_not_print(desk: Desk, tmp_path: Path) -> None:
    numbers = list(desk.store.column("SELECT case_no FROM relief_case WHERE case_no IS NOT NULL ORDER BY id"))
    _rename(desk, "扎\U00030000", [numbers[1], numbers[4]])
    target = tmp_path / "全部.pdf"
    with pytest.raises(slips.Incomplete) as refused:
        slips.write(desk, "approval_form", target, term="2018S")
    for number_ in numbers:
        named = f"{number_} 姓名：扎\U00030000（U+30000）" in refused.value.sentence
        assert named == (number_ in (numbers[1], numbers[4]))
    assert not target.exists()


def test_of_a_long_text_only_what_stands_about_the_character_is_told(
    desk: Desk, number: str, tmp_path: Path
) -> None:
    with desk.change("改理由") as change:
        case = change.select("relief_case", case_no=number)[0]
        change.update("relief_case", case["id"], {"reason": "难" * 80 + "\U00030000" + "苦" * 40})
    with pytest.raises(slips.Incomplete) as refused:
        slips.write(desk, "approval_form", tmp_path / "单.pdf", case=number)
    assert f"申请理由：…{'难' * 12}\U00030000{'苦' * 11}…（U+30000）" in refused.value.sentence
