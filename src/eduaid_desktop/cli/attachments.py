"""Verbs about attachments: attach, attachments."""

from pathlib import Path
from typing import Any

import click

from eduaid_desktop.cli.group import FILE, JSON, PURPOSE, RECIPIENT, answer, main, open_desk
from eduaid_desktop.services.desk import Desk

PATH = click.Path(path_type=Path)
FORM, RECORD = click.argument("form"), click.argument("record")


@main.command()
@FILE
@FORM
@RECORD
@click.argument("photo", type=PATH)
@click.option("--name", default="", help="附件的名称，不给为文件名")
@JSON
def attach(file: Path, form: str, record: str, photo: Path, name: str, as_json: bool) -> None:
    """给一条记录添加照片（JPEG、PNG）或 PDF；照片会缩小，并去掉拍摄信息。"""
    from eduaid_desktop.services import attachments

    with open_desk(file, write=True) as desk:
        added = attachments.add(desk, *_owner(desk, form, record), photo, name)
    answer(as_json, added, [f"已添加“{added['name']}”，{_size(added)}。"])


@main.command()
@FILE
@FORM
@RECORD
@click.option("--out", type=PATH, help="把附件写到这个文件夹外发，要写明用途")
@PURPOSE
@RECIPIENT
@JSON
def attachments(
    file: Path, form: str, record: str, out: Path | None, purpose: str, recipient: str, as_json: bool
) -> None:
    """列出一条记录的附件；给 --out 则写出来。"""
    from eduaid_desktop.services import attachments as service
    from eduaid_desktop.services.exports import Reason

    with open_desk(file, write=out is not None) as desk:
        rows = service.of(desk, *_owner(desk, form, record))
        for row in rows if out is not None else ():
            service.save_copy(desk, row["id"], out / row["name"], Reason(purpose, recipient))
    lines = [f"{row['id']}　{row['at'][:10]}　{row['actor']}　{row['name']}　{_size(row)}" for row in rows]
    answer(as_json, {"count": len(rows), "rows": rows}, lines or ["还没有附件。"])


def _owner(desk: Desk, form: str, record: str) -> tuple[str, int]:
    from eduaid_desktop.services import forms

    door = forms.door(form)
    return door.spec.table, door.find(desk, record)


def _size(row: dict[str, Any]) -> str:
    return f"{max(row['size'] // 1024, 1)} KB"
