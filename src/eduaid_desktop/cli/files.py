"""Verbs about the office file: new, check, undo, selftest."""

from pathlib import Path

import click

from eduaid_desktop.cli import prompts
from eduaid_desktop.cli.group import FILE, JSON, answer, fail, main, open_desk
from eduaid_desktop.cli.keys import REVIEWER, SHEET, finish_setting_up


@main.command()
@FILE
@click.option("--name", required=True, help="单位名称，如 格桑镇")
@click.option("--code", required=True, help="9 位乡镇代码，或 6 位县代码")
@click.option("--county", default="", help="县名，如 云岭县")
@click.option("--village", "villages", multiple=True, help="行政村，可重复；也可以以后随名册导入")
@click.option("--fixed-date", help="固定日期（演示和核对用），如 2018-06-12")
@click.option("--plain", is_flag=True, help="不加密、不设操作员")
@SHEET
@REVIEWER
@JSON
def new(
    file: Path,
    name: str,
    code: str,
    county: str,
    villages: tuple[str, ...],
    fixed_date: str | None,
    plain: bool,
    sheet: Path | None,
    reviewer: bool,
    as_json: bool,
) -> None:
    """新建一个乡镇（或县）的数据文件，加密并登记第一位操作员。"""
    from eduaid_desktop.services import office, slips

    if plain and (sheet or reviewer):
        raise click.UsageError("--plain 不加密，不用 --sheet 和 --reviewer。")
    first = None if plain else prompts.first_operator(reviewer=reviewer)
    if sheet:
        slips.require_place(sheet)
    data = {"file": str(file), "name": name, "code": code}
    with office.create(
        file, name=name, code=code, county=county, villages=villages, fixed_date=fixed_date, operator=first
    ) as desk:
        lines, more = finish_setting_up(desk, sheet) if first else ([], {})
    said = f"已建立 {file}（{name}）{'' if plain else f'，已加密，操作员是{desk.actor}'}。"
    answer(as_json, data | more, [said, *lines])


@main.command()
@FILE
@click.option("--mend", is_flag=True, help="先重建检索（按姓名、拼音、号码找人用的索引）；记录不变")
@JSON
def check(file: Path, mend: bool, as_json: bool) -> None:
    """核对数据文件：结构、操作日志链、每条记录、上报批次、合计，以及旁边的备份。"""
    from eduaid_desktop.services import checking

    with open_desk(file, write=mend) as desk:
        if mend and (count := checking.mend_search(desk)):
            click.echo(f"已为 {count} 人重建检索。", err=True)
        report = checking.check(desk)
    findings = report["findings"]
    answer(as_json, report, findings or [checking.headline(report)])
    if len(findings) > report["mendable"]:
        fail(f"核对发现 {len(findings)} 处问题。请停止录入，用最近的备份核对。")
    elif findings:
        fail("记录完好，只是有人检索不到。请加上 --mend 再运行一次，重建检索。")


@main.command()
@FILE
@click.argument("change", type=click.IntRange(1, 2**62))
@click.option("--dry-run", is_flag=True, help="只看会撤销什么，不写入")
@JSON
def undo(file: Path, change: int, dry_run: bool, as_json: bool) -> None:
    """撤销一次操作（编号见 history），保留之后的修改。"""
    from eduaid_desktop.services import checking

    with open_desk(file, write=True) as desk:
        result = checking.undo(desk, change, dry_run=dry_run)
    word = "将撤销" if dry_run else "已撤销"
    lines = [
        f"{word}“{result['sentence']}”：撤回 {result['withdrawn']} 条，恢复 {result['restored']} 条，"
        f"因之后有修改而保留 {result['kept']} 条。"
    ]
    answer(as_json, result, lines)


@main.command()
@JSON
def selftest(as_json: bool) -> None:
    """检查这一份程序是否完整：窗口表单、资料、字体、读表进程。"""
    from eduaid_desktop.services import selftest as test

    results = test.run()
    lines = [f"{'通过' if ok else '失败'}　{name}　{detail}" for name, ok, detail in results]
    ok = all(passed for _, passed, _ in results)
    answer(as_json, {"ok": ok, "parts": [list(r) for r in results]}, lines)
    if not ok:
        fail("程序不完整，请重新安装。")


@main.command()
@FILE
@click.argument("out", type=click.Path(path_type=Path))
@JSON
def support(file: Path, out: Path, as_json: bool) -> None:
    """做一个技术支持包（zip），不含任何人的信息；数据文件损坏时也能做。"""
    from eduaid_desktop.services import support as service

    path = service.write(file, out)
    said = f"已写出 {path}。里面没有姓名、号码和任何记录的内容，可以交给技术支持。"
    answer(as_json, {"file": str(path)}, [said])
