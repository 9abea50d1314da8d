"""Verbs of student aid: a whole school at once, the roll-over to the next term, totals."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from eduaid_desktop.cli.group import FILE, JSON, answer, main, open_desk
from eduaid_desktop.domain.money import plain_yuan
from eduaid_desktop.errors import UserError
from eduaid_desktop.services.desk import Desk

if TYPE_CHECKING:
    from eduaid_desktop.services.aid_bulk import Candidate
    from eduaid_desktop.services.aid_totals import Figure
    from eduaid_desktop.services.not_aided import Left


@main.command()
@FILE
@click.argument("programme")
@click.option("--term", required=True, help="学期，如 2018S")
@click.option("--school", help="学校名称；不给为名册上的全部学校")
@click.option("--grade", help="年级")
@click.option("--class", "class_name", help="班级")
@click.option("--dry-run", is_flag=True, help="只看哪些学生符合，不登记")
@JSON
def grant(
    file: Path,
    programme: str,
    term: str,
    school: str | None,
    grade: str | None,
    class_name: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """按学籍名册整校登记一个资助项目：符合的全部登记，其余说明原因。"""
    from eduaid_desktop.domain import terms
    from eduaid_desktop.services import aid_bulk

    with open_desk(file, write=not dry_run) as desk:
        key, term = _programme(desk, programme), terms.require(term)
        where = {"school_id": _school(desk, term, school), "grade": grade, "class_name": class_name}
        found = aid_bulk.candidates(desk, key, term, where)
        wanted = [
            aid_bulk.Chosen(c.pupil["person_id"], c.fen, school_id=c.pupil["school_id"])
            for c in found
            if c.state == aid_bulk.OPEN
        ]
        given = len(wanted) if dry_run else aid_bulk.register(desk, key, term, wanted)
    data = {"programme": key, "term": term, "registered": 0 if dry_run else given}
    data |= {"count": len(found), "states": Counter(c.state for c in found), "rows": [_row(c) for c in found]}
    word = "可以登记" if dry_run else "已登记"
    sum_fen = sum(w.fen or 0 for w in wanted)
    lines = [f"{word} {given} 人，共 {plain_yuan(sum_fen)} 元；名册上 {len(found)} 人。"]
    if typed := sum(w.fen is None for w in wanted):
        lines.append(f"其中 {typed} 人没有统一标准或不计金额；要计金额的，请在申请里逐人填写。")
    reasons = Counter(c.reasons[0] for c in found if c.reasons)
    answer(as_json, data, [*lines, *(f"  {count} 人：{why}" for why, count in reasons.most_common())])


def _programme(desk: Desk, written: str) -> str:
    code = desk.rules().codes["programme"].find(written)
    if code is None:
        raise UserError(f"没有资助项目“{written}”，请用 eduaid policies 文件 查看名称和代码。")
    return code.code


def _school(desk: Desk, term: str, name: str | None) -> int | None:
    from eduaid_desktop.services import aid_bulk

    if name is None:
        return None
    known = {s["school"]: s["school_id"] for s in aid_bulk.schools(desk, term)}
    if name not in known:
        offered = "、".join(sorted(known)[:12]) or "（没有名册）"
        raise UserError(f"名册上没有“{name}”，有的是：{offered}。")
    return int(known[name])


def _row(candidate: "Candidate") -> dict[str, Any]:
    pupil = candidate.pupil
    named = {name: pupil[name] for name in ("person_id", "name", "school", "grade", "class_name")}
    return named | {
        "state": candidate.state,
        "reasons": candidate.reasons,
        "amount_fen": candidate.fen,
        "rate": candidate.rate,
        "why": candidate.why,
    }


@main.command()
@FILE
@click.option("--term", required=True, help="学期，如 2018S")
@click.option("--programme", help="只看这一个资助项目；不给为按学期发放的全部项目")
@JSON
def unaided(file: Path, term: str, programme: str | None, as_json: bool) -> None:
    """应助未助：名册上的贫困学生，该享受而没有登记、名单里也没有、又没有写原因的。"""
    from eduaid_desktop.domain import terms
    from eduaid_desktop.services import not_aided

    with open_desk(file, write=False) as desk:
        key = _programme(desk, programme) if programme else None
        found = not_aided.left(desk, terms.require(term), key)
    children = len({each.pupil["person_id"] for each in found})
    lines = [
        "　".join(filter(None, (e.pupil["school"], e.pupil["grade"], e.pupil["name"], e.name, e.why)))
        for e in found
    ]
    data = {"count": len(found), "children": children, "rows": [_left_row(each) for each in found]}
    answer(as_json, data, [*lines, f"应助未助 {children} 人，{len(found)} 条。"])


def _left_row(each: "Left") -> dict[str, Any]:
    named = {name: each.pupil[name] for name in ("person_id", "name", "school", "grade", "class_name")}
    about = {"programme": each.programme, "programme_name": each.name, "amount_fen": each.fen}
    return named | about | {"why": each.why, "open": each.open}


@main.command()
@FILE
@click.argument("person", type=int)
@click.argument("programme")
@click.argument("reason")
@click.option("--term", required=True, help="学期，如 2018S")
@click.option("--note", default="", help="说明；原因为“其他”时必填")
@JSON
def excuse(file: Path, person: int, programme: str, reason: str, term: str, note: str, as_json: bool) -> None:
    """为应助未助的学生（学生编号）记下原因：资助项目的名称或代码，“全部”为各项都不享受。"""
    from eduaid_desktop.domain import terms
    from eduaid_desktop.services import not_aided

    with open_desk(file, write=True) as desk:
        key = not_aided.ALL if programme in ("全部", not_aided.ALL) else _programme(desk, programme)
        not_aided.record(desk, terms.require(term), [(person, key)], reason, note)
        name = desk.store.get("person", person)["name"]
    data = {"person_id": person, "programme": key, "term": terms.require(term), "reason": reason}
    answer(as_json, data, [f"已记下{name}未资助的原因：{reason}。"])


@main.command()
@FILE
@click.option("--from", "source", required=True, help="上一学期，如 2018S")
@click.option("--to", "target", required=True, help="新学期，如 2018A")
@click.option("--programme", help="只结转这一个资助项目")
@click.option("--dry-run", is_flag=True, help="只看四组各有多少，不起草")
@JSON
def rollover(
    file: Path, source: str, target: str, programme: str | None, dry_run: bool, as_json: bool
) -> None:
    """学期结转：上学期的资助起草到新学期，分照旧、毕业或升学、重新核实、已离开四组；草稿不计数。"""
    from eduaid_desktop.domain import terms
    from eduaid_desktop.services import aid_rollover

    with open_desk(file, write=not dry_run) as desk:
        key = _programme(desk, programme) if programme else None
        plan = aid_rollover.plan(desk, terms.require(source), terms.require(target), key)
        written = 0 if dry_run else aid_rollover.write(desk, plan)
    groups = Counter(r.group for r in plan)
    rows = [
        {"person_id": r.aid["person_id"], "name": r.name, "group": r.group}
        | {"programme": r.aid["programme"], "why": r.why, "amount_fen": r.draft["amount"]}
        for r in plan
    ]
    lines = [f"{aid_rollover.GROUPS[group]} {groups[group]} 份" for group in aid_rollover.GROUPS]
    lines.append("没有起草。" if dry_run else f"已起草 {written} 份，核对后再登记。")
    answer(as_json, {"drafted": written, "groups": groups, "rows": rows}, lines)


@main.command()
@FILE
@click.option("--term", help="学期，如 2018S")
@click.option("--year", type=click.IntRange(2010, 2099), help="自然年度（春、秋两学期）")
@click.option(
    "--by",
    default="heading",
    type=click.Choice(["heading", "programme", "stage", "school", "village", "household_type", "term"]),
    help="按什么汇总，不给按汇总归口",
)
@JSON
def totals(file: Path, term: str | None, year: int | None, by: str, as_json: bool) -> None:
    """资助汇总：人数、人次和金额，附口径。"""
    from eduaid_desktop.domain import aid_terms, terms
    from eduaid_desktop.services import aid_totals

    if (term is None) == (year is None):
        raise click.UsageError("--term 和 --year 给其中一个。")
    wanted = aid_terms.of_year(year) if year else (terms.require(term or ""),)
    with open_desk(file, write=False) as desk:
        split = aid_totals.of_terms(desk, wanted, "programme")
        found = aid_totals.table(desk, wanted, by, split)
        whole = aid_totals.whole(desk, wanted)
        scope, forms = aid_totals.scope(desk, wanted, split), aid_totals.by_form(desk, wanted, split)
    data = {"terms": wanted, "by": by, "rows": [_figure(f) for f in found], "total": _figure(whole)}
    lines = [f"{f.label}　{f.counted}　{f.money}" for f in found]
    lines.append(f"合计　{whole.persons:,} 人　{whole.times:,} 人次　{whole.money}")
    answer(as_json, {**data, "forms_fen": forms, "scope": scope}, [*lines, scope])


def _figure(figure: "Figure") -> dict[str, Any]:
    return {
        "label": figure.label,
        "persons": figure.persons,
        "person_times": figure.times,
        "amount_fen": figure.fen,
        "unknown": figure.unknown,
        "counts": figure.counts,
    }
