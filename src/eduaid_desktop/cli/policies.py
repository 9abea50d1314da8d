"""The verb policies: the rates in force on a day, and a county's package added from a file."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from eduaid_desktop.cli.group import FILE, JSON, answer, main, open_desk
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.services.rate_table import RateLine


@main.command()
@FILE
@click.option("--add", "package", type=click.Path(path_type=Path), help="加入县里的政策包（TOML 文件）")
@click.option("--dry-run", is_flag=True, help="只看政策包说什么，不加入")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="看哪一天的标准，如 2018-03-01")
@JSON
def policies(file: Path, package: Path | None, dry_run: bool, day: datetime | None, as_json: bool) -> None:
    """列出某一天执行的资助标准（金额、条文、可信程度、来自哪个政策包），或加入县里的政策包。"""
    from eduaid_desktop.services import policies as service
    from eduaid_desktop.services import rate_table

    with open_desk(file, write=package is not None and not dry_run) as desk:
        if package is not None:
            found = service.read(desk, package)
            number = None if dry_run else service.add(desk, found)
            head = f"{'可以加入' if dry_run else '已加入'}《{found.name}》（{found.document}）："
            told = [head, *found.says, *(f"请核对：{each}" for each in found.doubts)]
            about = {"id": number, "name": found.name, "document": found.document}
            answer(as_json, about | {"says": found.says, "doubts": found.doubts}, told)
            return
        lines = rate_table.lines(desk, day.date() if day else None)
        packages = [
            {k: row[k] for k in ("id", "name", "document", "added_on")} for row in service.listed(desk)
        ]
    data = {"count": len(lines), "rows": [_row(line) for line in lines], "packages": packages}
    answer(as_json, data, [*map(_told, lines), f"共 {len(lines)} 条标准，加入了 {len(packages)} 个政策包。"])


def _row(line: RateLine) -> dict[str, object]:
    return {f"{k}_fen" if k in ("amount", "per_term") else k: v for k, v in asdict(line).items()}


def _told(line: RateLine) -> str:
    until = f"至 {line.valid_to}" if line.valid_to else "起"
    paid = f"每次 {yuan(line.per_term)} 元" if line.per_term is not None else ""
    return "　".join(
        filter(
            None,
            (
                line.programme_name, line.who, f"{yuan(line.amount)} 元/{line.unit}", paid,
                f"{line.valid_from} {until}", line.clause, line.sure, f"来自：{line.package}",
            ),
        )
    )  # fmt: skip
