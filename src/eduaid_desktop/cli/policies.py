"""The verb policies: rates and bands in force on a day, a county's package added from a file, the preset followed."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from eduaid_desktop.cli.group import FILE, JSON, answer, main, open_desk
from eduaid_desktop.domain import terms
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.domain.relief_bands import PRESETS
from eduaid_desktop.services.band_table import BandLine
from eduaid_desktop.services.rate_table import RateLine


@main.command()
@FILE
@click.option("--add", "package", type=click.Path(path_type=Path), help="加入县里的政策包（TOML 文件）")
@click.option("--dry-run", is_flag=True, help="只看政策包说什么，不加入")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="看哪一天的标准，如 2018-03-01")
@click.option("--preset", type=click.Choice([*PRESETS]), help="从 --on 那天（不写就是今天）起按哪个救助预设")
@click.option("--cost", "term", help="只算一算：某学期的救助按 --preset 或 --add 的标准要多少钱，不改动")
@JSON
def policies(
    file: Path,
    package: Path | None,
    dry_run: bool,
    day: datetime | None,
    preset: str | None,
    term: str | None,
    as_json: bool,
) -> None:
    """列出某一天执行的资助标准和救助标准（金额、条文、可信程度、来自哪里），加入县里的政策包，或换救助预设。"""
    from eduaid_desktop.services import band_table, rate_table
    from eduaid_desktop.services import policies as service

    if term:
        _tell_cost(file, term, preset, package, as_json)
        return
    with open_desk(file, write=bool(preset) or (package is not None and not dry_run)) as desk:
        on = day.date() if day else desk.today()
        if preset:
            band_table.follow(desk, preset, on)
            told = [f"从 {on} 起，救助标准按预设 {preset}（{PRESETS[preset]}）。"]
            answer(as_json, {"preset": preset, "from": on.isoformat()}, told)
            return
        if package is not None:
            found = service.read(desk, package)
            number = None if dry_run else service.add(desk, found)
            head = f"{'可以加入' if dry_run else '已加入'}《{found.name}》（{found.document}）："
            told = [head, *found.says, *(f"请核对：{each}" for each in found.doubts)]
            about = {"id": number, "name": found.name, "document": found.document}
            answer(as_json, about | {"says": found.says, "doubts": found.doubts}, told)
            return
        lines, bands = rate_table.lines(desk, on), band_table.lines(desk, on)
        followed = band_table.preset(desk, on)
        packages = [
            {k: row[k] for k in ("id", "name", "document", "added_on")} for row in service.listed(desk)
        ]
    data = {"count": len(lines), "rows": [_row(line) for line in lines], "packages": packages}
    data |= {"preset": followed, "relief": [asdict(line) for line in bands]}
    total = f"共 {len(lines)} 条资助标准、{len(bands)} 条救助标准和封顶，加入了 {len(packages)} 个政策包。"
    answer(as_json, data, [*map(_told, lines), *map(_told_band, bands), total])


def _tell_cost(file: Path, term: str, preset: str | None, package: Path | None, as_json: bool) -> None:
    from eduaid_desktop.services import policies as service
    from eduaid_desktop.services import relief_cost

    if bool(preset) == bool(package):
        raise click.UsageError("--cost 要写明按什么标准算：--preset 或 --add，写一个")
    key = terms.require(term)
    with open_desk(file, write=False) as desk:
        if package:
            found = service.read(desk, package)
            other = relief_cost.with_package(desk, found.content, found.file_name)
        else:
            other = relief_cost.with_preset(desk, str(preset))
        costs = relief_cost.compare(desk, key, other)
    rows = [
        {"stage": c.stage, "cases": c.cases, "now_fen": c.now, "then_fen": c.then, "open": c.open}
        for c in costs
    ]
    told = [f"{c.stage}　{c.cases} 件　现在 {yuan(c.now)} 元　按这个标准 {yuan(c.then)} 元" for c in costs]
    total = relief_cost.words(key, costs) or f"{terms.label(key)}还没有已受理的救助申请。"
    answer(as_json, {"term": key, "rows": rows}, [*told, total])


def _row(line: RateLine) -> dict[str, object]:
    return {f"{k}_fen" if k in ("amount", "per_term") else k: v for k, v in asdict(line).items()}


def _told_band(line: BandLine) -> str:
    until = f"至 {line.valid_to}" if line.valid_to else "起"
    words = (f"救助{line.what}", line.who, line.amount, f"{line.valid_from} {until}", line.clause, line.sure)
    return "　".join((*words, f"来自：{line.package}"))


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
