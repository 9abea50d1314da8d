"""What a county's reason is about, in the columns of the batch and the fields of the form."""

import pytest

from eduaid_desktop.domain import batch, batch_fields, reply_reasons
from eduaid_desktop.domain.relief import RELIEF
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.services import rules as shipped


@pytest.fixture(scope="module")
def rules() -> Rules:
    from datetime import date

    return Rules(date(2018, 6, 12), shipped.shipped_codes())


@pytest.mark.parametrize(
    ("reason", "columns"),
    [
        ("账号与户名不符", ("账号", "收款人")),
        ("收款人姓名写错", ("收款人",)),
        ("身份证号有误，请核对学籍", ("身份证号", "学籍号")),
        ("该生已享受同类资助", ("已享受资助",)),
        ("重复申请", ("身份证号",)),
        ("公示天数不够", ("公示开始",)),
        ("金 额 超 标 准", ("申请金额",)),
        ("超标", ("申请金额",)),
        ("卡号少一位", ("账号",)),
        ("监护人电话打不通", ("联系电话",)),
        ("监护人、户主都填错", ("监护人姓名", "户主姓名")),
        ("本学期已在学校所在县领取同类救助", ("已享受资助",)),
        ("材料不齐", ()),
        ("", ()),
    ],
)  # fmt: skip
def test_a_reason_names_columns(rules: Rules, reason: str, columns: tuple[str, ...]) -> None:
    assert reply_reasons.columns_of(reason, rules.codes["reply_reason"]) == columns


def test_a_reason_leads_to_fields_of_the_form(rules: Rules) -> None:
    assert reply_reasons.fields_of("账号与户名不符，公示太短", rules.codes["reply_reason"]) == (
        "payee_account",
        "payee_name",
    )


def test_every_word_is_about_a_column_and_every_field_stands_in_the_form(rules: Rules) -> None:
    assert {code.code for code in rules.codes["reply_reason"].codes} <= set(batch.NAMES)
    assert set(batch_fields.FIELD) <= set(batch.NAMES)
    assert set(batch_fields.FIELD.values()) <= set(RELIEF.by_name)
    assert (batch_fields.COLUMN["school"], batch_fields.COLUMN["applied"]) == ("学校名称", "申请金额")
