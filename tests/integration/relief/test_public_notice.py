"""A public notice carries the allowed columns, whatever stands in the records or the settings of an office."""

import json
from pathlib import Path

import pytest

from eduaid_desktop.documents import pages
from eduaid_desktop.domain import workflow
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.paths import resources
from eduaid_desktop.services import slips
from eduaid_desktop.services.tables import settings

from .conftest import TERM, VILLAGES, Office, id_number

PRIVATE = {
    "phone": "16471413517", "address": "云岭县格桑镇上格桑村二组29号", "payee_account": "6299905770270170596",
    "head_id_number": "513399197312240234", "guardian_id_number": "513399197805066246",
    "payee_id_number": "513399197805066246", "student_number": f"G{id_number(1)}",
    "remark": "母亲残疾，电话16471413518",
    "reason": "父亲病故，银行卡6299905770270170596", "group_name": "二组", "class_name": "2班",
}  # fmt: skip


def text_of(office: Office, path: Path) -> str:
    slips.write(office.desk, "notice_list", path, term=TERM)
    return "".join("".join(pages.text(path)).split())


def test_nothing_private_of_a_case_reaches_the_board(office: Office, tmp_path: Path) -> None:
    case_id = office.to(workflow.VILLAGE_NOTICE, **PRIVATE)
    child = office.desk.store.get("person", office.desk.store.get("relief_case", case_id)["person_id"])
    text = text_of(office, tmp_path / "n.pdf")
    assert "1曲批1拉姆1格桑镇中心小学三年级2班" in text
    hidden = {name: value for name, value in PRIVATE.items() if name != "class_name"}
    hidden |= {
        "id_number": child["id_number"],
        "birth": "2009年4月12日",
        "born": "2009-04-12",
        "day": "20090412",
    }
    assert {name for name, value in hidden.items() if value in text} == set()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("school", f"格桑镇中心小学 {id_number(1)}"), ("school", "格桑镇人民路23号"), ("head_name", "拉姆16471413517"),
        ("class_name", "2008年12月31日生"), ("head_name", "拉姆6299905770270170596"),
    ],
)  # fmt: skip
def test_what_was_keyed_into_an_allowed_column_is_refused(
    office: Office, tmp_path: Path, field: str, value: str
) -> None:
    office.to(workflow.VILLAGE_NOTICE)
    office.to(workflow.VILLAGE_NOTICE, **{field: value})
    with pytest.raises(Refused, match="公示名单不得出现"):
        slips.write(office.desk, "notice_list", tmp_path / "n.pdf", term=TERM)
    assert list(tmp_path.glob("*.pdf*")) == []


@pytest.mark.parametrize(
    "column", ["id_number", "phone", "address", "birth_date", "payee_account", "group_name"]
)
def test_no_setting_adds_a_column(office: Office, tmp_path: Path, column: str) -> None:
    office.to(workflow.VILLAGE_NOTICE)
    office.set("notice_columns", json.dumps(["student_name", column]))
    with pytest.raises(Refused, match="教财厅函〔2017〕28号"):
        slips.write(office.desk, "notice_list", tmp_path / "n.pdf", term=TERM)
    assert list(tmp_path.glob("*.pdf*")) == []


def test_a_setting_may_leave_columns_out(office: Office, tmp_path: Path) -> None:
    office.to(workflow.VILLAGE_NOTICE)
    office.set("notice_columns", '["student_name", "amount_fen"]')
    text = text_of(office, tmp_path / "n.pdf")
    assert "1曲批11,000.00" in text
    assert "拉姆1" not in text


def test_a_settings_file_that_asks_for_more_is_refused(tmp_path: Path) -> None:
    shipped = (resources() / "settings.toml").read_text(encoding="utf-8")
    changed = tmp_path / "settings.toml"
    changed.write_text(shipped.replace('"purpose", "amount_fen"]', '"id_number"]'), encoding="utf-8")
    with pytest.raises(UserError, match="notice_columns"):
        settings(changed)


def test_the_supervision_telephone_takes_no_other_number(office: Office, tmp_path: Path) -> None:
    office.to(workflow.VILLAGE_NOTICE)
    office.set("phones", json.dumps({"education_bureau": id_number(1)}))
    with pytest.raises(Refused, match="监督电话"):
        slips.write(office.desk, "notice_list", tmp_path / "n.pdf", term=TERM)


def test_the_group_is_told_only_where_two_villagers_share_a_name(office: Office, tmp_path: Path) -> None:
    office.to(workflow.VILLAGE_NOTICE, name="扎西", group_name="二组")
    assert "二组" not in text_of(office, tmp_path / "a.pdf")
    with office.desk.change("登记同名的人") as change:
        change.insert("person", {"name": "扎西", "village": VILLAGES[1][0]})
    assert "二组" not in text_of(office, tmp_path / "b.pdf")
    with office.desk.change("登记同村同名的人") as change:
        change.insert("person", {"name": "扎西", "village": VILLAGES[0][0]})
    assert "扎西（二组）" in text_of(office, tmp_path / "c.pdf")


def test_where_amounts_are_left_out_their_sum_is_too(office: Office, tmp_path: Path) -> None:
    office.to(workflow.VILLAGE_NOTICE)
    office.set("notice_columns", '["student_name", "school"]')
    text = text_of(office, tmp_path / "n.pdf")
    assert "合计1人" in text
    assert "1,000.00" not in text
    assert "壹仟元" not in text
