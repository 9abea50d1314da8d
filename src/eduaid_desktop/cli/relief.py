"""Verbs of the relief fund: relief (a step of a case) and print."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from eduaid_desktop.cli.group import FILE, JSON, answer, main, open_desk, with_fen
from eduaid_desktop.domain import text
from eduaid_desktop.domain.fields import Field
from eduaid_desktop.domain.relief import RELIEF
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.errors import Refused, UserError

if TYPE_CHECKING:
    from eduaid_desktop.documents.paper import Printed
    from eduaid_desktop.services.desk import Desk


@main.command()
@FILE
@click.argument("case")
@click.argument("action")
@click.option("--amount", help="金额，元")
@click.option("--reason", help="原因")
@click.option("--date", "on_date", help="纸上的日期，如 2018-06-12；不给为今天")
@click.option("--by", "signer", help="签字人")
@click.option("--document", help="文号")
@click.option("--account", help="更正后的账号")
@click.option("--finding", help="异议的核查结果")
@click.option("--contact", help="提出异议的人的联系方式，只供核查")
@click.option("--from", "from_date", help="公示从哪天开始，晚于签字日期时写")
@click.option("--failure", "failure_code", help="银行退回原因代码 01 至 09")
@click.option("--target", help="退回到哪一步")
@click.option("--override", is_flag=True, help="审核员同意越过可放行的限制（须写原因）")
@JSON
def relief(
    file: Path,
    case: str,
    action: str,
    amount: str | None,
    on_date: str | None,
    override: bool,
    as_json: bool,
    **given: str | None,
) -> None:
    """办理救助申请的一步，如 accept、village_agree、decide、paid。"""
    from eduaid_desktop.domain import workflow
    from eduaid_desktop.services import relief as service

    with open_desk(file, write=True) as desk:
        rules = desk.rules()
        fen = _clean(Field("amount", "金额", "money"), amount, rules)
        day = _clean(Field("date", "日期", "date"), on_date, rules)
        found = service.find_case(desk, case)
        row = service.act(desk, found["id"], action, amount=fen, on_date=day, override=override, **given)
    data = with_fen({**row, "state_name": workflow.state_name(row["state"])}, RELIEF)
    answer(as_json, data, [f"{row['case_no'] or row['id']}：{workflow.state_name(row['state'])}"])


def _clean(field: Field, raw: str | None, rules: Rules) -> Any:
    value, problems = field.clean(raw, rules)
    if problems and value is None and raw is not None:
        raise UserError(problems[0].message)
    return value


_ABOUT = {"case": "--case 申请编号", "term": "--term 学期"}


@main.command("print")
@FILE
@click.argument("document")
@click.option("--case", help="申请编号")
@click.option("--term", help="学期，如 2018S")
@click.option("--what", help="其他单据的对象：村、户编号、发放表编号等")
@click.option("--as-of", help="按哪一天的内容打印，如 2018-06-12（注明“补打”）")
@click.option("--blank-opinions", is_flag=True, help="意见栏留空，供手写签字盖章")
@click.option("--reprint", is_flag=True, help="标明“补打”")
@click.option(
    "--answer",
    "pairs",
    multiple=True,
    help="单据要填的内容，名称=内容，可重复，如 document_no=格府〔2018〕3号",
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="写到哪个 PDF")
@JSON
def print_(
    file: Path,
    document: str,
    case: str | None,
    term: str | None,
    what: str | None,
    as_of: str | None,
    blank_opinions: bool,
    reprint: bool,
    pairs: tuple[str, ...],
    out: Path,
    as_json: bool,
) -> None:
    """打印单据为 PDF：approval_form、approval_slip、notice_list 等；有单号的记入打印登记。"""
    from eduaid_desktop.services import slips

    typed = _typed(pairs)
    with open_desk(file, write=True, if_free=True) as desk:
        day = _clean(Field("as_of", "日期", "date"), as_of, desk.rules()) or ""
        asked: dict[str, Any] = {"case": case and text.tidy(case), "term": term, "as_of": day}
        asked["what"] = what and text.tidy(what)
        asked["answers"] = slips.answered(desk, document, typed)
        try:
            printed = slips.write(desk, document, out, **asked, filled=not blank_opinions, reprint=reprint)
        except slips.Incomplete as refused:
            if as_json:
                data = {"pages": 0, "missing_glyphs": refused.missing_glyphs, "overflows": refused.overflows}
                answer(True, data, [])
            raise
        except Refused:
            raise
        except UserError as error:
            raise error if case or term or what else UserError(error.sentence + _ways(document)) from error
        entered = _enter(desk, document, printed)
    data = {"pages": printed.pages, "missing_glyphs": [], "overflows": [], "file": str(out), "slips": entered}
    answer(as_json, data, [f"已写到 {out}（{printed.pages} 页）。", *_numbers(entered)])


def _typed(pairs: tuple[str, ...]) -> dict[str, str]:
    for pair in pairs:
        if "=" not in pair:
            raise click.UsageError(f"--answer 要写成 名称=内容，现为 {pair}")
    return dict(pair.split("=", 1) for pair in pairs)


def _ways(document: str) -> str:
    """The options that say what a document is printed of, behind a sentence that asks for it."""
    from eduaid_desktop.services.papers import choices
    from eduaid_desktop.services.papers.catalogue import DOCUMENTS

    if (found := DOCUMENTS.get(document)) is None:
        return ""
    what = "、".join(choices.TITLES[kind] for kind in found.what)
    ways = [*(_ABOUT[each] for each in found.about), *([f"--what {what}"] if what else [])]
    return f"写法：{'，'.join(ways)}。" if ways else ""


def _enter(desk: "Desk", document: str, printed: "Printed") -> list[dict[str, Any]]:
    """Enter what was written in the print ledger; where another program holds the file, say that it is not."""
    from eduaid_desktop.services import print_ledger
    from eduaid_desktop.services.papers.catalogue import DOCUMENTS

    free = not desk.store.read_only
    if free:
        print_ledger.register(desk, printed.placed)
    elif DOCUMENTS[document].numbered:
        click.echo(
            f"PDF 已写好，但没有记入打印登记：{_why(desk)}新印的没有单号；关闭后再打印一次，就有单号。",
            err=True,
        )
    return [
        {
            "number": each.slip.number, "document": each.slip.document, "subject": each.slip.subject.words,
            "first_page": each.first + 1, "pages": each.pages, "reprint": each.slip.reprint, "entered": free,
        }
        for each in printed.placed
    ]  # fmt: skip


def _why(desk: "Desk") -> str:
    holder = desk.store.lock.holder()
    return f"这个文件正由 {holder} 打开。" if holder else "这个文件现在不能写入。"


def _numbers(entered: list[dict[str, Any]]) -> list[str]:
    """The numbers, of many the first and the last."""
    if not entered or not entered[0]["entered"]:
        return []
    said = [each["number"] for each in entered]
    few = "、".join(said) if len(said) <= 3 else f"{said[0]} 至 {said[-1]}，共 {len(said)} 份"
    return [f"已记入打印登记：{few}。"]
