"""The verb import: a workbook read and written, or only looked at; the rows that failed come back as a workbook."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from eduaid_desktop.cli.group import FILE, JSON, PURPOSE, RECIPIENT, answer, main, open_desk
from eduaid_desktop.cli.workbook_password import PASSWORD_FILE, looked
from eduaid_desktop.domain import masks

if TYPE_CHECKING:
    from eduaid_desktop.services.desk import Desk
    from eduaid_desktop.services.imports import ImportResult

_PATH = click.Path(path_type=Path)


def _known_kind(ctx: click.Context, option: click.Parameter, value: str | None) -> str | None:
    from eduaid_desktop.services.importing.kinds import KINDS

    if value is not None and value not in KINDS:
        offered = "、".join(f"{kind.name}（{kind.title}）" for kind in KINDS.values())
        raise click.BadParameter(f"没有“{value}”这种表格。可写：{offered}。")
    return value


def _by_column(ctx: click.Context, option: click.Parameter, value: tuple[str, ...]) -> dict[str, str]:
    columns = {}
    for each in value:
        heading, equals, field = each.rpartition("=")
        if not equals or not heading.strip():
            raise click.BadParameter("请写成 列名=字段，如 学号=学籍号；不读这一列的写成 列名=不读。")
        columns[heading.strip()] = field.strip()
    return columns


@main.command("import")
@FILE
@click.argument("workbook", type=_PATH)
@click.option("--kind", callback=_known_kind, help="表格种类，如 roll、household_base；不给则自动辨认")
@click.option("--term", help="学期，如 2018S；不给则看表题，再看今天")
@click.option("--sheet", "sheets", multiple=True, help="只读这个工作表，可重复")
@click.option("--sender", help="报送单位；不给则看表题，再看上次")
@click.option("--column", "columns", multiple=True, callback=_by_column, help="更正认列：列名=字段，可重复")
@PASSWORD_FILE
@click.option("--dry-run", is_flag=True, help="只预览，不写入")
@click.option("--errors", type=_PATH, help="把拒收的行写成表格（.xlsx），改好后再导入")
@click.option("--with-parked", is_flag=True, help="--errors 里也写待定的行")
@PURPOSE
@RECIPIENT
@JSON
def import_(
    file: Path,
    workbook: Path,
    password_file: Path | None,
    dry_run: bool,
    errors: Path | None,
    with_parked: bool,
    purpose: str,
    recipient: str,
    as_json: bool,
    **how: Any,
) -> None:
    """导入学籍名册、建档立卡人员等表格。"""
    from eduaid_desktop.services import imports

    look = imports.preview if dry_run else imports.read
    with open_desk(file, write=True) as desk:
        result = looked(lambda word: look(desk, workbook, password=word, **how), password_file)
        result = result if dry_run else imports.apply(desk, result)
        written = _give_back(desk, result, errors, with_parked, purpose, recipient) if errors else None
        updates = result.updates(desk.rules())
    back = {"errors": str(written) if written else None} if errors else {}
    answer(as_json, result.as_json() | back | {"updates": updates}, _lines(result, updates, written))


def _give_back(
    desk: "Desk", result: "ImportResult", target: Path, with_parked: bool, purpose: str, recipient: str
) -> Path | None:
    from eduaid_desktop.services.exports import Reason
    from eduaid_desktop.services.importing import errors_back

    outcomes = ("refused", "parked") if with_parked else ("refused",)
    if not errors_back.count(result, outcomes):
        return None
    why = Reason(purpose or errors_back.PURPOSE, recipient or result.sender)
    return errors_back.save(desk, result, target, why, outcomes)


def _lines(result: "ImportResult", updates: list[dict[str, Any]], written: Path | None) -> list[str]:
    from eduaid_desktop.services.importing import columns

    told = [f"  {u['sheet']} 第 {u['row']} 行 {u['name']}　{masks.in_text(u['message'])}" for u in updates]
    problems = [f"  {p.place()}：{masks.in_text(p.message)}" for p in result.problems]
    back = [f"失败的行已写出 {written}，改好后再导入一次。"] if written else []
    remarks = [*result.remarks(), *columns.unread(result)]
    return [result.equation(), *remarks, *told, *problems, *back]
