"""Verbs about records: save, show, history, find, list. Any FormSpec, the same clean, the same change."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from eduaid_desktop.cli import workbook_password
from eduaid_desktop.cli.group import (
    FILE,
    JSON,
    PURPOSE,
    RECIPIENT,
    answer,
    main,
    open_desk,
    problem_lines,
    problem_rows,
    with_fen,
)
from eduaid_desktop.cli.workbook_password import PHRASE_FILE, PROTECT
from eduaid_desktop.domain import open_phrase
from eduaid_desktop.errors import UserError
from eduaid_desktop.services.desk import Desk

if TYPE_CHECKING:
    from eduaid_desktop.services.lists import ListSource

FORM = click.argument("form")


@main.command()
@FILE
@FORM
@click.argument("record", required=False)
@click.option("--set", "pairs", multiple=True, help="字段=值，可重复")
@click.option("--input", "source", type=click.Path(path_type=Path), help="从 JSON 文件读取字段")
@click.option("--revision", type=int, help="修改所依据的版本号，不符则拒绝")
@JSON
def save(
    file: Path,
    form: str,
    record: str | None,
    pairs: tuple[str, ...],
    source: Path | None,
    revision: int | None,
    as_json: bool,
) -> None:
    """录入或修改一份表单；不给编号为新建。"""
    from eduaid_desktop.services import forms
    from eduaid_desktop.services.records import Invalid

    raw = {**_from_file(source), **_from_pairs(pairs)}
    with open_desk(file, write=True) as desk:
        door = forms.door(form)
        door.require_fields(raw)
        record_id = door.find(desk, record) if record else None
        try:
            saved = door.save(desk, raw, record_id, revision)
        except Invalid as invalid:
            data = {
                "id": record_id,
                "revision": None,
                "saved": False,
                "problems": problem_rows(invalid.problems),
            }
            answer(as_json, data, problem_lines(invalid.problems))
            raise
    data = {
        "id": saved.id,
        "revision": saved.revision,
        "saved": True,
        "problems": problem_rows(saved.problems),
    }
    answer(as_json, data, [f"已保存，编号 {saved.id}。", *problem_lines(saved.problems)])


def _from_pairs(pairs: tuple[str, ...]) -> dict[str, Any]:
    for pair in pairs:
        if "=" not in pair:
            raise click.UsageError(f"--set 要写成 字段=值，现为 {pair}")
    return dict(pair.split("=", 1) for pair in pairs)


def _from_file(source: Path | None) -> dict[str, Any]:
    if source is None:
        return {}
    try:
        raw = json.loads(source.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise UserError(f"读不了“{source}”：请检查它是否是 UTF-8 的 JSON 文件。") from error
    if not isinstance(raw, dict):
        raise UserError(f"“{source}”里应是一个 JSON 对象，字段名对字段值。")
    nested = "、".join(name for name, value in raw.items() if isinstance(value, (dict, list)))
    if nested:
        raise UserError(f"“{source}”里 {nested} 的值应是文字或数字，不能是列表或对象，请改正后再试。")
    return raw


@main.command()
@FILE
@FORM
@click.argument("record")
@JSON
def show(file: Path, form: str, record: str, as_json: bool) -> None:
    """显示一条记录。"""
    from eduaid_desktop.services import forms

    with open_desk(file, write=False) as desk:
        door = forms.door(form)
        row = door.load(desk, door.find(desk, record))
        rules = desk.rules()
    lines = [f"{f.label}：{f.shown(row.get(f.name), rules)}" for f in door.spec.fields]
    if row.get("temporary_number"):
        lines.append(f"临时编号：{row['temporary_number']}")
    parts = {name: [with_fen(part, spec) for part in row[name]] for name, spec in door.parts.items()}
    answer(as_json, {**with_fen(row, door.spec), **parts}, lines)


@main.command()
@FILE
@FORM
@click.argument("record")
@JSON
def history(file: Path, form: str, record: str, as_json: bool) -> None:
    """显示一条记录的全部修改；号码遮住，--json 是原样。"""
    from eduaid_desktop.services import forms, privacy, records

    with open_desk(file, write=False) as desk:
        door = forms.door(form)
        rows = records.history(desk, door.spec, door.find(desk, record))
        shown = privacy.history(desk, door.spec, rows)
    lines = []
    for row in shown:
        lines.append(
            f"{row['change_id']}　{row['at'][:16].replace('T', ' ')}　{row['actor']}　{row['sentence']}"
        )
        lines += [
            f"    {f['label']}：{f['before'] or '（空）'} → {f['after'] or '（空）'}" for f in row["fields"]
        ]
    answer(as_json, {"count": len(rows), "rows": rows}, lines)


@main.command()
@FILE
@click.argument("text")
@JSON
def find(file: Path, text: str, as_json: bool) -> None:
    """按姓名、拼音、首字母、身份证号或其末几位找人；号码遮住，--json 是原样。"""
    from eduaid_desktop.services import people, privacy

    with open_desk(file, write=False) as desk:
        rows = people.find(desk, text)
        shown = [privacy.person(desk, row) for row in rows]
    columns = ("id", "name", "id_number", "village", "school", "guardian_name")
    lines = ["　".join(str(row[c] or "") for c in columns) + _formerly(row) for row in shown]
    answer(as_json, {"count": len(rows), "rows": rows}, lines or [f"没有找到“{text}”。"])


def _formerly(row: Mapping[str, Any]) -> str:
    return f"（原为 {row['former']}）" if row["former"] else ""


@main.command("list")
@FILE
@click.argument("what")
@click.option("--term", help="只看某学期，如 2018S")
@click.option("--filter", "text", default="", help="筛选文字")
@click.option("--out", type=click.Path(path_type=Path), help="写成外发的表格（xlsx），要写明用途；号码遮住")
@click.option("--full", is_flag=True, help="外发的表格带完整号码")
@PROTECT
@PHRASE_FILE
@PURPOSE
@RECIPIENT
@JSON
def list_(
    file: Path, what: str, term: str | None, text: str, out: Path | None, as_json: bool, **about: Any
) -> None:
    """列出 students、aid、relief、projects、payments、notices、batches、imports、changes、disclosures 等。

    屏幕上号码遮住，--json 是原样。
    """
    from eduaid_desktop.services import lists

    with open_desk(file, write=out is not None) as desk:
        source = lists.open_list(desk, what, term=term)
        if out is not None:
            _save_list(desk, source, out, text, as_json, **about)
            return
        ids = source.ids(filter=text)
        totals = source.totals(filter=text)
        if as_json:
            kinds = source.value_kinds
            answer(True, {"count": len(ids), "rows": [with_fen(r, kinds) for r in source.raw(ids)]}, [])
            return
        shown = source.rows(ids)
    lines = ["　".join(["序号", *(c.title for c in source.columns)])]
    lines += ["　".join([str(i), *(shown[i][c.name] for c in source.columns)]) for i in ids if i in shown]
    sums = [f"{c.title} {totals[c.name]}" for c in source.columns if c.name in totals]
    answer(False, {}, [*lines, "　".join([f"共 {totals['count']} 条", *sums])])


def _save_list(
    desk: Desk,
    source: "ListSource",
    out: Path,
    text: str,
    as_json: bool,
    *,
    full: bool,
    protect: bool,
    phrase_file: Path | None,
    purpose: str,
    recipient: str,
) -> None:
    from eduaid_desktop.services import list_export, places
    from eduaid_desktop.services.exports import Reason

    why = Reason(purpose, recipient, phrase=workbook_password.phrase(protect, phrase_file))
    path = list_export.save(desk, source, out, why, filter=text, full=full)
    count = len(source.ids(filter=text))
    data = {"file": str(path), "count": count} | ({"phrase": why.phrase} if why.phrase else {})
    told = f"已写出 {count} 条：{path}，已记入外发记录。"
    answer(as_json, data, filter(None, (told, open_phrase.told(why.phrase), places.pull_out(path))))
