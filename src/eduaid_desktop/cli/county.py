"""Verbs of the county: verify a batch, collect the batches of all townships."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from eduaid_desktop.cli.group import FILE, JSON, answer, fail, main, open_desk
from eduaid_desktop.cli.workbook_password import PASSWORD_FILE, given_password, looked
from eduaid_desktop.domain import masks
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.errors import UserError

if TYPE_CHECKING:
    from eduaid_desktop.domain.batch_check import Finding
    from eduaid_desktop.services.county.collected_findings import Judged
    from eduaid_desktop.services.county.collecting import Outcome
    from eduaid_desktop.services.term_batch.batches import Verified

PATH = click.Path(path_type=Path)
_AGAINST = {
    "office": "与本单位封存的内容逐格比过",
    "county": "与县里已收的内容逐格比过",
    "itself": "只核对了封面和各行的校验码",
}


@main.command()
@click.argument("batch", type=PATH, nargs=-1, required=True)
@click.option("--office", type=PATH, help="封存它的乡镇（或收过它的县）的数据文件：逐格比较，说出原来是什么")
@PASSWORD_FILE
@JSON
def verify(batch: tuple[Path, ...], office: Path | None, password_file: Path | None, as_json: bool) -> None:
    """核对上报文件有没有被改动，给出打电话核对用的核对码；可以一次给几个。有改动或读不了的，退出状态为 1。"""
    from eduaid_desktop.services.term_batch import batches

    found: list[tuple[Path, Verified | None, str]] = []
    with open_desk(office, write=False) if office else nullcontext() as desk:
        for path in batch:
            try:
                found.append((path, looked(partial(batches.verify, path, desk), password_file), ""))
            except UserError as wrong:
                if len(batch) == 1:
                    raise
                found.append((path, None, wrong.sentence))
    told = [_verified(*each) for each in found]
    bad = [path.name for path, seen, _ in found if seen is None or not seen.ok]
    data = told[0] if len(told) == 1 else {"ok": not bad, "files": told}
    answer(as_json, data, (line for each in found for line in _words(*each, many=len(found) > 1)))
    if bad:
        _fail(found, bad)


def _verified(path: Path, seen: "Verified | None", message: str) -> dict[str, Any]:
    if seen is None:
        return {"file": str(path), "ok": False, "message": message}
    return {"file": str(path), **asdict(seen), "findings": [asdict(each) for each in seen.findings]}


def _words(path: Path, seen: "Verified | None", message: str, *, many: bool) -> Iterator[str]:
    head = f"{path.name}：" if many else ""
    if seen is None:
        yield head + message
        return
    how = f"（{_AGAINST[seen.against]}）"
    known = f"{seen.batch_no}，{seen.rows} 人，{yuan(seen.sum_fen)} 元，核对码 {seen.check_code}{how}"
    yield f"{head}完好：{known}。" if seen.ok else f"{head}有 {len(seen.findings)} 处不同：{known}。"
    for each in seen.findings:
        yield f"  {_difference(each)}"


def _difference(found: "Finding") -> str:
    row = f"第 {found.row} 行 " if found.row else ""
    return masks.in_text(f"{row}{found.column}：原为“{found.old}”，现为“{found.new}”")


def _fail(found: "list[tuple[Path, Verified | None, str]]", bad: list[str]) -> None:
    path, seen, _ = found[0]
    if len(found) > 1 or seen is None:
        fail(f"{len(found)} 个文件里有 {len(bad)} 个不能采用：{'、'.join(bad)}。请向出具单位要原来的文件。")
        return
    first = _difference(seen.findings[0])
    count = f"“{path.name}”与封存时有 {len(seen.findings)} 处不同（第一处：{first}）"
    fail(f"{count}。请不要采用，向出具单位要原来的文件。")


@main.command()
@FILE
@click.argument("batches", type=PATH, nargs=-1)
@click.option("--term", help="看哪个学期的，如 2018S；不给的为刚收的学期，没有收的为最近的学期")
@PASSWORD_FILE
@click.option("--strict", is_flag=True, help="有一个文件不能收的，就一个也不收")
@click.option(
    "--replace", "reason", default="", metavar="理由", help="批次收过而内容不同的，换成这一份，写明理由"
)
@click.option("--notes", type=PATH, help="把发现的问题按乡镇各写一个表格，放到这个文件夹")
@JSON
def collect(
    file: Path,
    batches: tuple[Path, ...],
    term: str | None,
    password_file: Path | None,
    strict: bool,
    reason: str,
    notes: Path | None,
    as_json: bool,
) -> None:
    """县级：收各乡镇的上报文件（文件或文件夹），指出重复申报、共用账号、超限和改动；不给文件的，只看已收的。"""
    from eduaid_desktop.services.county import collected_findings, collected_notes, collecting

    taken: list[Outcome] = []
    password = given_password(password_file)
    with open_desk(file, write=bool(batches or notes)) as desk:
        if batches:
            taken = collecting.collect(desk, batches, password=password, strict=strict, reason=reason)
        wanted = collected_findings.wanted_terms(desk, term, [each.term for each in taken])
        judged = [collected_findings.judge(desk, each) for each in wanted]
        written = [path for each in judged if notes for path in collected_notes.write(desk, each, notes)]
    data = {**_counts(taken), "terms": [collected_findings.as_json(each) for each in judged]}
    data["notes"] = [str(path) for path in written]
    lines = [*map(_taken, taken), *(line for each in judged for line in _told(each))]
    answer(as_json, data, [*lines, *(f"已写出：{path}" for path in written)])
    refused = [each for each in taken if each.result == collecting.REFUSED]
    if refused:
        names = "、".join(Path(each.file).name for each in refused)
        fail(f"{len(taken)} 个文件里有 {len(refused)} 个没有收：{names}。原因见上；其余的已经办好。")


def _counts(taken: "Iterable[Outcome]") -> Mapping[str, Any]:
    from eduaid_desktop.services.county.collecting import RESULTS

    files = [{**asdict(each), "differences": [asdict(d) for d in each.differences]} for each in taken]
    return {"files": files, **{name: sum(f["result"] == name for f in files) for name in RESULTS}}


def _taken(each: "Outcome") -> str:
    from eduaid_desktop.services.county.collecting import REFUSED, RESULTS

    head = f"{RESULTS[each.result]} {Path(each.file).name}"
    if each.result == REFUSED:
        return f"{head}：{each.message}"
    differs = f"，与封存时有 {len(each.differences)} 处不同" if each.differences else ""
    known = (
        f"{each.township} {each.batch_no}，{each.rows} 行，{yuan(each.sum_fen)} 元，核对码 {each.check_code}"
    )
    return f"{head}：{known}{differs}。{each.message}"


def _told(judged: "Judged") -> Iterator[str]:
    from eduaid_desktop.domain import terms
    from eduaid_desktop.domain.collected import RULES

    yield f"{terms.label(judged.term)}：{judged.total.equation}；{judged.total.children} 名学生"
    for each in judged.by_township:
        yield f"  {each.label}：{each.children} 人 {yuan(each.amount)} 元（{each.equation}）"
    for each in judged.by_stage[:-1]:
        yield f"  {each.label}：{each.children} 人 {yuan(each.amount)} 元"
    for found in judged.found:
        yield f"  【{RULES[found.rule].title}·{found.sure}】{found.sentence}"
        yield f"      {RULES[found.rule].advice}"
    if not judged.found:
        yield "  没有发现问题。"
