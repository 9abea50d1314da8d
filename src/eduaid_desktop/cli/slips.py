"""Verbs about printed papers: slips lists them, slip says what one is, marks it back, voids it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from eduaid_desktop.cli.group import FILE, JSON, answer, main, open_desk
from eduaid_desktop.domain.slip import STATES
from eduaid_desktop.errors import UserError

if TYPE_CHECKING:
    from eduaid_desktop.services.desk import Desk
    from eduaid_desktop.services.slip_desk import Paper


@main.command()
@FILE
@click.option("--term", help="只看某学期，如 2018S")
@click.option(
    "--state", type=click.Choice([*STATES]), help="只看一种：未收回、已收回、已作废、已有新版、不用收回"
)
@JSON
def slips(file: Path, term: str | None, state: str | None, as_json: bool) -> None:
    """列出打印登记：每张单据的单号、打印几次、收回没有；头一行是合计。"""
    from eduaid_desktop.domain import terms
    from eduaid_desktop.services import lists, slip_desk

    with open_desk(file, write=False) as desk:
        source = lists.open_list(desk, "slips", term=term, standing=state)
        ids = source.ids()
        shown, raw = source.rows(ids), source.raw(ids)
        said = slip_desk.summary(desk, terms.require(term) if term else None)
    lines = [said, "　".join(c.title for c in source.columns)]
    lines += ["　".join(shown[i][c.name] for c in source.columns) for i in ids]
    answer(as_json, {"count": len(ids), "summary": said, "rows": raw}, lines)


@main.command()
@FILE
@click.argument("number")
@click.option("--back", is_flag=True, help="登记收回")
@click.option("--on", "on_date", default="", help="收回日期，如 2018-06-12；不给为今天")
@click.option("--note", default="", help="收回的说明")
@click.option("--not-back", is_flag=True, help="取消登记错的收回")
@click.option("--void", "reason", help="作废，写明原因；作废的单号不再打印")
@JSON
def slip(
    file: Path,
    number: str,
    back: bool,
    on_date: str,
    note: str,
    not_back: bool,
    reason: str | None,
    as_json: bool,
) -> None:
    """按单号看一张单据是谁的、何时打印、收回没有；登记收回、取消收回、作废。"""
    if back + not_back + (reason is not None) > 1:
        raise click.UsageError("--back、--not-back、--void 一次只能用一个。")
    if (on_date or note) and not back:
        raise click.UsageError("--on、--note 和 --back 一起用。")
    with open_desk(file, write=back or not_back or reason is not None) as desk:
        paper = _done(desk, number, back=back, on_date=on_date, note=note, not_back=not_back, reason=reason)
    answer(as_json, _data(paper), [paper.words])


def _done(desk: "Desk", number: str, **asked: Any) -> "Paper":
    from eduaid_desktop.services import slip_desk

    if asked["not_back"]:
        return slip_desk.take_back(desk, number)
    if asked["reason"] is not None:
        return slip_desk.void(desk, number, asked["reason"])
    if asked["back"]:
        (outcome,) = slip_desk.mark_back(desk, [number], asked["on_date"], asked["note"])
        if not outcome.done:
            raise UserError(outcome.words)
    return slip_desk.find(desk, number)


def _data(paper: "Paper") -> dict[str, Any]:
    """For JSON."""
    about = {"number": paper.number, "title": paper.title, "words": paper.words}
    row = {name: value for name, value in paper.row.items() if name not in ("slip_no", "withdrawn", "digest")}
    prints = ("on_date", "copies", "pages", "reprint", "printer", "actor")
    return {**about, **row, "prints": [{name: each[name] for name in prints} for each in paper.prints]}
