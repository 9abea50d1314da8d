"""The verbs of what an office decides for itself: settings and workdays."""

from pathlib import Path
from typing import Any

import click

from eduaid_desktop.cli.group import FILE, JSON, answer, main, open_desk
from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.errors import UserError
from eduaid_desktop.services.office_settings import Setting


@main.command()
@FILE
@click.argument("key", required=False)
@click.argument("value", required=False)
@click.option("--from", "valid_from", help="从哪一天起，如 2018-09-01；不给为今天")
@JSON
def settings(file: Path, key: str | None, value: str | None, valid_from: str | None, as_json: bool) -> None:
    """列出本单位的设置；给出设置项和值则修改，旧日期的申请仍按旧值。"""
    from eduaid_desktop.services import office_settings as service

    if valid_from and value is None:
        raise click.UsageError("--from 要和新的值一起写，如 settings 文件 notice_days 5 --from 2018-09-01。")
    with open_desk(file, write=value is not None) as desk:
        if key is None:
            rows = [_row(each) for each in service.listing(desk)]
            answer(as_json, {"count": len(rows), "rows": rows}, map(_told, service.listing(desk)))
            return
        found = service.get(desk, key)
        if value is not None:
            found = service.typed(desk, found.about.key, value, valid_from)
        data = {**_row(found), "past": service.past(desk, found.about.key)}
    answer(as_json, data, [_told(found), found.about.help])


def _row(found: Setting) -> dict[str, Any]:
    about = {name: getattr(found.about, name) for name in ("key", "title", "group", "kind")}
    later = [{"valid_from": day, "value": value} for day, value in found.later]
    shipped = {"shipped": found.shipped, "since": found.since, "own": found.own, "later": later}
    return {**about, "value": found.value, "words": found.words, **shipped}


def _told(found: Setting) -> str:
    from eduaid_desktop.domain import setting_values

    since = f"（{spoken(found.since)}起）" if found.since else ""
    later = "；".join(
        f"{spoken(day)}起 {setting_values.words(found.about, value)}" for day, value in found.later
    )
    words = f"{found.about.group}　{found.about.title}　{found.words or '空'}{since}"
    return f"{words}{f'　以后：{later}' if later else ''}　[{found.about.key}]"


@main.command()
@FILE
@click.argument("year", type=click.IntRange(2004, 2099))
@click.option("--holiday", multiple=True, help="登记放假：2027-02-11~2027-02-17；可重复")
@click.option("--workday", multiple=True, help="登记上班：2027-02-13；可重复")
@click.option("--remove", "gone", multiple=True, help="删去本单位登记的日子；可重复")
@JSON
def workdays(
    file: Path,
    year: int,
    holiday: tuple[str, ...],
    workday: tuple[str, ...],
    gone: tuple[str, ...],
    as_json: bool,
) -> None:
    """列出一年的放假和调休上班的日子、各从哪里来；登记或删去本单位的。"""
    from eduaid_desktop.domain import setting_values, workday_table
    from eduaid_desktop.services import workdays as service

    new = {day: False for each in holiday for day in setting_values.days_of(each)}
    new |= {day: True for each in workday for day in setting_values.days_of(each)}
    removed = [day for each in gone for day in setting_values.days_of(each)]
    if other := next((day for day in (*new, *removed) if not str(day).startswith(f"{year}-")), ""):
        raise UserError(f"{other} 不在 {year} 年，没有登记。请核对日子，或换成那一年再登记。")
    with open_desk(file, write=bool(new or removed)) as desk:
        if removed:
            service.remove(desk, removed)
        if new:
            service.set_days(desk, new)
        days, told = service.year(desk, year), service.told(desk, year)
    rows = [{"day": d.day.isoformat(), "works": d.works, "source": d.source, "name": d.name} for d in days]
    lines = [
        f"{d.day}　周{workday_table.WEEK[d.day.weekday()]}　{'上班' if d.works else '放假'}　{d.name}"
        f"　{workday_table.SOURCES[d.source]}"
        for d in days
    ]
    answer(as_json, {"year": year, "told": told, "rows": rows}, [told, *lines])
