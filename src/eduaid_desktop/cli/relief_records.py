"""Verbs about what was signed and what is past: sign (an opinion anew), withdraw-past."""

from pathlib import Path

import click

from eduaid_desktop.cli.group import FILE, JSON, answer, main, open_desk, with_fen
from eduaid_desktop.domain.relief import RELIEF


@main.command()
@FILE
@click.argument("case")
@click.argument("box", type=click.Choice(["village", "township"]))
@click.option("--by", "signer", default="", help="签字人")
@click.option("--date", "on_date", help="签字日期，如 2018-06-12；不给为今天")
@JSON
def sign(file: Path, case: str, box: str, signer: str, on_date: str | None, as_json: bool) -> None:
    """申请表在签字以后改过的，登记村里或乡镇按现在的内容重新签字。"""
    from eduaid_desktop.services import relief, signing

    with open_desk(file, write=True) as desk:
        found = relief.find_case(desk, case)
        row = signing.sign_again(desk, found["id"], box, signer=signer, on_date=on_date)
    answer(as_json, with_fen(row, RELIEF), [f"{row['case_no']}：已登记重新签字。"])


@main.command("withdraw-past")
@FILE
@click.argument("case")
@click.option("--reason", default="", help="撤回的原因，记入操作日志")
@JSON
def withdraw_past(file: Path, case: str, reason: str, as_json: bool) -> None:
    """撤回一件录错的历史补录；补录和更正用 save 文件 relief_past，整表用 import --kind relief_past。"""
    from eduaid_desktop.services import relief, relief_past

    with open_desk(file, write=True) as desk:
        found = relief.find_case(desk, case)
        relief_past.withdraw(desk, found["id"], reason)
    data = {"case_no": found["case_no"], "withdrawn": True}
    answer(as_json, data, [f"{found['case_no']}：已撤回，不再计数。"])
