"""The verb labels: the Tibetan of the labels of forms, out to the county's translators and back."""

from pathlib import Path
from typing import Any

import click

from eduaid_desktop.cli.group import FILE, JSON, answer, main, open_desk
from eduaid_desktop.errors import UserError
from eduaid_desktop.services.desk import Desk

_PATH = click.Path(dir_okay=False, path_type=Path)


@main.command()
@FILE
@click.option("--export", "target", type=_PATH, help="写出对照表（.xlsx），交县里填写藏文")
@click.option("--import", "source", type=_PATH, help="读入填好的对照表（表格或 CSV）")
@click.option("--remove", "gone", default="", help="从对照里删去一个中文标签")
@JSON
def labels(file: Path, target: Path | None, source: Path | None, gone: str, as_json: bool) -> None:
    """列出单据用到的标签和对照里的藏文；导出给县里填写，读入填好的。"""
    from eduaid_desktop.services import bilingual

    if sum(map(bool, (target, source, gone))) > 1:
        raise UserError("导出、读入、删去请分几次办。")
    with open_desk(file, write=bool(source or gone)) as desk:
        if source:
            count, left_out = bilingual.read(desk, source)
            answer(as_json, {"count": count, "left_out": left_out}, [*left_out, f"读入 {count} 条。"])
            return
        if gone:
            bilingual.withdraw(desk, gone)
        data, lines = _told(desk, target)
    answer(as_json, data, lines)


def _told(desk: Desk, target: Path | None) -> tuple[dict[str, Any], list[str]]:
    from eduaid_desktop.services import bilingual, label_list

    if target:
        count = label_list.export(desk, target)
        return {"count": count, "path": str(target)}, [f"已写出 {count} 个标签：{target}"]
    found = label_list.used(desk)
    rows = [{**vars(each.entry), "documents": each.documents} for each in found]
    on = "已开" if bilingual.is_on(desk) else f"没有开（设置 {bilingual.SETTING}）"
    filled = sum(each.filled for each in found)
    lines = [f"{e.entry.chinese}　{e.entry.tibetan or '—'}　{'、'.join(e.documents)}" for e in found]
    return {"count": len(rows), "on": bilingual.is_on(desk), "rows": rows}, [
        *lines,
        f"共 {len(rows)} 个标签，{filled} 个有藏文；加印藏文{on}。",
    ]
