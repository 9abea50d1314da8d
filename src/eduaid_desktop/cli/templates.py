"""Verbs of outside templates: somebody else's empty workbooks, put in, listed, taken away, and filled."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from eduaid_desktop.cli.group import FILE, JSON, PURPOSE, RECIPIENT, answer, main, open_desk
from eduaid_desktop.cli.workbook_password import PHRASE_FILE, PROTECT, wanted_phrase
from eduaid_desktop.domain import open_phrase
from eduaid_desktop.services.desk import Desk

if TYPE_CHECKING:
    from eduaid_desktop.services.exports import Reason
    from eduaid_desktop.services.templates.reading import Read

PATH = click.Path(path_type=Path)
_NAME = click.argument("name")
_KIND = click.option(
    "--for", "kind", default="batch", help="用于：batch 上报批次、payment 银行代发，或列表名"
)
_HOW = {"guessed": "", "remembered": "（按上次更正）", "said": "（本次指明）", "": ""}


@main.group()
@FILE
@click.pass_context
def template(ctx: click.Context, file: Path) -> None:
    """外单位模板：add 放入对方的空表，list 列出，remove 撤下，fill 往里填。"""
    ctx.obj = file


@template.command()
@click.argument("workbook", type=PATH)
@_KIND
@click.option("--name", default="", help="模板叫什么；不给用文件名")
@click.option("--sender", help="对方单位；更正过的列按单位记住。不给的，上报批次为县教育局")
@click.option(
    "--column", "columns", multiple=True, help="认错的列：表头=栏目；E=不读；省份==四川省 为每行都填"
)
@click.option("--drop-examples", is_flag=True, help="表头下面有内容的行是示例，写出时换掉")
@click.option("--dry-run", is_flag=True, help="只看每一列填什么，不放入")
@JSON
@click.pass_obj
def add(
    file: Path,
    workbook: Path,
    kind: str,
    name: str,
    sender: str | None,
    columns: tuple[str, ...],
    drop_examples: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """放入对方给的空表（.xlsx），认出每一列填什么；同一单位同名的被替换。"""
    from eduaid_desktop.services.templates import reading

    said = dict(each.partition("=")[::2] for each in columns)
    with open_desk(file, write=not dry_run) as desk:
        given: dict[str, Any] = {"sender": _sender(desk, kind, sender), "drop_examples": drop_examples}
        found = reading.look(desk, kind, workbook, said, **given)
        called = name or workbook.stem
        if not dry_run:
            called = reading.add(desk, kind, workbook, name, said, **given).name
    rows = [
        {"column": m.column, "heading": m.heading, "field": m.field, "how": m.how, "required": m.required}
        for m in found.matches
    ]
    data = {"name": called, "kind": kind, "columns": rows, "why_not": found.why_not}
    answer(as_json, {**data, "told": list(found.told())}, _told(found))


def _sender(desk: Desk, kind: str, sender: str | None) -> str:
    from eduaid_desktop.services import office

    return (
        office.organisation(desk, "education_bureau") if sender is None and kind == "batch" else sender or ""
    )


def _told(found: "Read") -> list[str]:
    from eduaid_desktop.services.templates.kept import called
    from eduaid_desktop.services.templates.kinds import kind_of

    labels = kind_of(found.template.kind).labels
    lines = [
        f"{m.heading} → {called(labels, m.field) if m.field else '不填'}{_HOW[m.how]}" for m in found.matches
    ]
    return [*lines, *found.told(), *([found.why_not] if found.why_not else [])]


@template.command("list")
@click.option("--for", "kind", default="", help="只看一种：batch、payment 或列表名")
@JSON
@click.pass_obj
def list_(file: Path, kind: str, as_json: bool) -> None:
    """列出已放入的和出厂的模板，以及每一列填什么。"""
    from eduaid_desktop.services.templates import kept
    from eduaid_desktop.services.templates.kinds import kind_of

    with open_desk(file, write=False) as desk:
        found = kept.templates(desk, kind_of(kind).name if kind else "")
    rows: list[dict[str, Any]] = [
        {
            "key": t.key, "kind": t.kind, "name": t.name, "sender": t.sender, "own": t.id is not None,
            "sheet": t.place.sheet, "columns": {str(c): n for c, n in t.columns.items()},
        }
        for t in found
    ]  # fmt: skip
    told = [f"{t.name}（{kind_of(t.kind).title}）：{t.told()}" for t in found]
    answer(as_json, {"count": len(rows), "rows": rows}, told or ["还没有模板。"])


@template.command()
@_NAME
@_KIND
@JSON
@click.pass_obj
def remove(file: Path, name: str, kind: str, as_json: bool) -> None:
    """撤下一个放入的模板。"""
    from eduaid_desktop.services.templates import kept

    with open_desk(file, write=True) as desk:
        kept.remove(desk, kept.find(desk, name, kind))
    answer(as_json, {"removed": name}, [f"已撤下模板“{name}”。"])


@template.command()
@_NAME
@_KIND
@click.option("--what", default="", help="批次号或发放表编号")
@click.option("--term", help="列表：只写一个学期，如 2018S")
@click.option("--filter", "text", default="", help="列表：筛选文字")
@click.option("--full", is_flag=True, help="列表：带完整号码")
@click.option("--out", type=PATH, required=True, help="写到哪个文件夹；列表为文件名")
@click.option("--anyway", is_flag=True, help="有模板不允许的值也照写")
@PROTECT
@PHRASE_FILE
@PURPOSE
@RECIPIENT
@JSON
@click.pass_obj
def fill(
    file: Path, /, name: str, kind: str, as_json: bool, protect: bool, phrase_file: Path | None, **given: Any
) -> None:
    """按模板写出一个封存的批次、一张发放表或一个列表：逐格读回核对，记入外发记录。"""
    from eduaid_desktop.services import places
    from eduaid_desktop.services.exports import Reason

    why = Reason(given.pop("purpose"), given.pop("recipient"))
    wanted = wanted_phrase(protect, phrase_file)
    with open_desk(file, write=True) as desk:
        path, again, phrase = _fill(desk, name, kind, why, wanted, **given)
    told = "（与上次写出的完全一样）" if again else "，已逐格读回核对"
    once = "打开密码 {}，也印在批次封面的裁切联上；请与文件分开传递。" if kind == "batch" else ""
    shown = once.format(open_phrase.grouped(phrase)) if once and phrase else open_phrase.told(phrase)
    data = {"path": str(path), "again": again} | ({"phrase": phrase} if phrase else {})
    answer(as_json, data, filter(None, (f"已写出：{path}{told}", shown, places.pull_out(path))))


def _fill(
    desk: Desk,
    name: str,
    kind: str,
    why: "Reason",
    wanted: str | None,
    *,
    what: str,
    out: Path,
    anyway: bool,
    full: bool,
    **listed: Any,
) -> tuple[Path, bool, str]:
    """The path, whether it is the very file of before, and its password."""
    from eduaid_desktop.services import bank_files, list_export, lists
    from eduaid_desktop.services.templates import kept
    from eduaid_desktop.services.term_batch import batch_files

    if kind == "batch":
        batch = batch_files.write(desk, what, out, why, name, anyway=anyway, phrase=wanted)
        return batch.path, batch.again, batch.phrase
    phrase = open_phrase.chosen(wanted)
    why = replace(why, phrase=phrase)
    if kind == "payment":
        payment = bank_files.write(desk, what, out, why, name, anyway=anyway)
        return payment.path, payment.again, phrase
    chosen, source = kept.find(desk, name, kind), lists.open_list(desk, kind, term=listed["term"])
    given = {"filter": listed["text"], "full": full, "anyway": anyway}
    return list_export.save_in(desk, source, chosen, out, why, **given), False, phrase
