"""The verbs of payments: what waits, the lists that go to the bank, its own workbooks, and what it answers."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from eduaid_desktop.cli import workbook_password
from eduaid_desktop.cli.group import FILE, JSON, PURPOSE, RECIPIENT, answer, main, open_desk
from eduaid_desktop.cli.workbook_password import PHRASE_FILE, PROTECT
from eduaid_desktop.domain import masks, open_phrase, payment_list, terms
from eduaid_desktop.domain.bank_result import Preview
from eduaid_desktop.domain.money import yuan

if TYPE_CHECKING:
    from eduaid_desktop.services.payment_lists import Proposal

PATH = click.Path(path_type=Path)
LIST = click.argument("list_no")
_KIND = click.option(
    "--kind", type=click.Choice(list(payment_list.KINDS)), default="regular", help="regular 发放；resend 补发"
)
_TERM = click.option("--term", required=True, help="学期，如 2018S")
_DAY = click.option("--date", "on_date", default="", help="日期，如 2018-06-12；不给为今天")
_WORDS = {
    "paid": "到账", "failed": "失败", "amount": "金额不符", "unknown": "名单里没有", "missing": "回盘里没有",
}  # fmt: skip


@main.group()
@FILE
@click.pass_context
def payments(ctx: click.Context, file: Path) -> None:
    """发放表：waiting 待发放，make 生成，write 写出银行文件，result 读回盘，templates 银行模板，lists 已有的表。"""
    ctx.obj = file


@payments.command()
@click.option("--term", help="只看一个学期，连同不能列入的和要核对的")
@_KIND
@JSON
@click.pass_obj
def waiting(file: Path, term: str | None, kind: str, as_json: bool) -> None:
    """待发放的申请：各学期多少人多少元；给了学期的，逐人说明能不能列入。"""
    from eduaid_desktop.services import payment_lists

    with open_desk(file, write=False) as desk:
        if term is not None:
            _tell(payment_lists.propose(desk, term, kind), as_json)
            return
        found = payment_lists.waiting(desk)
    told = [
        f"{terms.label(w.term)}：待发放 {w.regular[0]} 人 {yuan(w.regular[1])} 元，"
        f"待补发 {w.resend[0]} 人 {yuan(w.resend[1])} 元"
        for w in found
    ]
    answer(as_json, {"count": len(found), "rows": [asdict(w) for w in found]}, told or ["没有待发放的申请。"])


def _tell(proposal: "Proposal", as_json: bool) -> None:
    rows = [
        {"case_no": r["case_no"], "payee_name": r["payee_name"], "amount_fen": r["approved"]}
        for r in proposal.rows
    ]
    data = {"count": len(rows), "rows": rows, "sum_fen": proposal.amount, "words": proposal.words}
    out = [f"不能列入 {each.case_no} {each.name}：{each.why}" for each in proposal.excluded]
    head = f"可以列入 {len(rows)} 人，{yuan(proposal.amount)} 元，{proposal.words}。"
    more = {"excluded": [asdict(each) for each in proposal.excluded], "remarks": list(proposal.remarks)}
    answer(as_json, data | more, [head, *out, *proposal.remarks])


@payments.command()
@_TERM
@_KIND
@click.option("--case", "cases", multiple=True, help="只列这些申请编号；不给为全部能列入的")
@_DAY
@click.option("--by", "signer", default="", help="补发：复核人")
@click.option("--basis", default="", help="补发：更正账户的依据；超出基金余额的：理由")
@JSON
@click.pass_obj
def make(
    file: Path,
    term: str,
    kind: str,
    cases: tuple[str, ...],
    on_date: str,
    signer: str,
    basis: str,
    as_json: bool,
) -> None:
    """生成一张发放表；生成后不能撤销。"""
    from eduaid_desktop.services import payment_lists, relief

    with open_desk(file, write=True) as desk:
        chosen = [relief.find_case(desk, each)["id"] for each in cases] or None
        given = {"on_date": on_date, "signer": signer, "basis": basis}
        made = payment_lists.make(desk, term, kind=kind, case_ids=chosen, **given)
    told = [f"已生成 {made.list_no}：{made.rows} 人，{yuan(made.sum_fen)} 元，{made.words}。"]
    told += [f"没有列入 {each.case_no} {each.name}：{each.why}" for each in made.excluded]
    answer(as_json, asdict(made), [*told, *made.remarks])


@payments.command()
@LIST
@click.option("--out", type=PATH, required=True, help="写到哪个文件夹")
@click.option("--template", default="", help="银行模板的名称；不给为第一个")
@PROTECT
@PHRASE_FILE
@PURPOSE
@RECIPIENT
@JSON
@click.pass_obj
def write(
    file: Path, list_no: str, out: Path, template: str, protect: bool, phrase_file: Path | None, purpose: str,
    recipient: str, as_json: bool,
) -> None:  # fmt: skip
    """把发放表按银行模板写成表格（账号是完整的，须写明用途）。"""
    from eduaid_desktop.services import bank_files, places
    from eduaid_desktop.services.exports import Reason

    why = Reason(purpose, recipient, phrase=workbook_password.phrase(protect, phrase_file))
    with open_desk(file, write=True) as desk:
        done = bank_files.write(desk, list_no, out, why, template)
    again = "（与上次写出的完全一样）" if done.again else ""
    told = f"已写出 {done.rows} 人，{yuan(done.sum_fen)} 元：{done.path}{again}"
    more = open_phrase.told(why.phrase), places.pull_out(done.path)
    data = {**asdict(done), "path": str(done.path)} | ({"phrase": why.phrase} if why.phrase else {})
    answer(as_json, data, filter(None, (told, *more)))


@payments.command()
@click.argument("workbook", type=PATH)
@click.option("--list", "list_no", default="", help="是哪张发放表的；不给按文件里的编号或账号认")
@_DAY
@click.option("--rest-paid", is_flag=True, help="银行只给了失败清单，其余按到账登记")
@click.option("--dry-run", is_flag=True, help="只预览，不写入")
@JSON
@click.pass_obj
def result(
    file: Path, workbook: Path, list_no: str, on_date: str, rest_paid: bool, dry_run: bool, as_json: bool
) -> None:
    """读银行回盘：到账、失败、金额不符、名单里没有、回盘里没有。"""
    from eduaid_desktop.services import bank_results

    with open_desk(file, write=not dry_run) as desk:
        read = bank_results.preview if dry_run else bank_results.apply
        found = read(desk, workbook, list_no, on_date, rest_paid=rest_paid)
    answer(as_json, found.as_json(), map(masks.in_text, _told(found)))


def _told(found: Preview) -> Iterator[str]:
    yield f"发放表 {found.list_no}：" + "，".join(
        f"{w} {len(getattr(found, n))} 笔" for n, w in _WORDS.items()
    )
    for name in ("failed", "amount", "unknown", "missing"):
        for entry in getattr(found, name):
            who = entry.sent.payee_name if entry.sent else entry.answer.name if entry.answer else ""
            yield f"  {_WORDS[name]} {who}：{entry.reason}"
    for problem in found.problems:
        yield f"  {f'第 {problem.row} 行 ' if problem.row else ''}{problem.message}"


@payments.command()
@click.option("--add", "workbook", type=PATH, help="放入银行给的空表（.xlsx）")
@click.option("--name", default="", help="模板叫什么；不给用文件名")
@click.option("--column", "columns", multiple=True, help="认错的列：表头=栏目，如 客户=户名、E=不读")
@click.option("--remove", help="撤下一个模板")
@JSON
@click.pass_obj
def templates(
    file: Path, workbook: Path | None, name: str, columns: tuple[str, ...], remove: str | None, as_json: bool
) -> None:
    """列出银行模板，放入银行自己的空表，或撤下一个。"""
    from eduaid_desktop.services import bank_templates

    with open_desk(file, write=bool(workbook or remove)) as desk:
        if workbook:
            said = dict(each.partition("=")[::2] for each in columns)
            bank_templates.add(desk, workbook, name, said)
        if remove:
            bank_templates.remove(desk, bank_templates.find(desk, remove))
        found = bank_templates.templates(desk)
    rows: list[dict[str, Any]] = [
        {"key": t.key, "name": t.name, "own": t.id is not None, "sheet": t.sheet, "columns": dict(t.columns)}
        for t in found
    ]
    answer(as_json, {"count": len(rows), "rows": rows}, [f"{t.name}：{t.told()}" for t in found])


@payments.command("lists")
@JSON
@click.pass_obj
def lists_(file: Path, as_json: bool) -> None:
    """已有的发放表。"""
    with open_desk(file, write=False) as desk:
        found = desk.store.select("payment_list")
    names = ("list_no", "kind", "term", "made_on", "row_count", "amount", "template", "status")
    rows = [{("amount_fen" if n == "amount" else n): row[n] for n in names} for row in found]
    told = [
        f"{row['list_no']}　{payment_list.KINDS[row['kind']]}　{row['row_count']} 人　{yuan(row['amount'])} 元　"
        f"{payment_list.STATUSES[row['status']]}"
        for row in found
    ]
    answer(as_json, {"count": len(rows), "rows": rows}, told or ["还没有发放表。"])
