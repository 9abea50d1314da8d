"""Reading a date and a month, as cells and text hold them."""

from datetime import date, datetime
from typing import Any

from eduaid_desktop.domain import dates, text
from eduaid_desktop.domain.reading import Cleaned, Remark, Unreadable, blank, whole
from eduaid_desktop.domain.rules import Rules


def clean_date(raw: Any, table: str, rules: Rules) -> Cleaned:
    """A day, kept as 2018-06-12."""
    if blank(raw):
        return None, []
    if isinstance(raw, (date, datetime)):
        raw = raw.isoformat()[:10]
    written = text.half_width(text.tidy(whole(raw)))
    if day := dates.parse(written):
        return day.isoformat(), []
    if day := dates.of_serial(written):
        return day.isoformat(), [_from_serial(written, dates.spoken(day.isoformat()))]
    if month := dates.parse_month(written):
        raise Unreadable(f"只写到{dates.spoken(month)}，缺少日，请补全，如 {month.replace('-', '')}12。")
    raise Unreadable("请填写日期，如 20180612 或 2018-6-12。")


def _from_serial(written: str, read: str) -> Remark:
    return Remark(f"“{written}”是 Excel 的日期序号，已读作{read}，请核对。")


def shown_date(value: Any, table: str, rules: Rules) -> str:
    """2018年6月12日."""
    return dates.spoken(value)


def clean_month(raw: Any, table: str, rules: Rules) -> Cleaned:
    """A month such as 201709; kept as 2017-09."""
    if blank(raw):
        return None, []
    if isinstance(raw, (date, datetime)):
        return raw.isoformat()[:7], []
    written = text.half_width(text.tidy(whole(raw)))
    if month := dates.parse_month(written):
        return month, []
    if day := dates.of_serial(written):
        month = day.isoformat()[:7]
        return month, [_from_serial(written, dates.spoken(month))]
    raise Unreadable("请填写年月，如 201709。")
