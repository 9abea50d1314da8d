"""Everything that is open in an office, whatever its term: what a successor must know."""

from datetime import date, datetime
from typing import Any

from eduaid_desktop.domain import dates, matching, roles, terms
from eduaid_desktop.domain.handover import Item
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.domain.sheet import Column
from eduaid_desktop.domain.workflow import ARCHIVED, PAID, STATES, state_name
from eduaid_desktop.errors import UserError
from eduaid_desktop.services import backups, forms, keys, lists, operators
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.term_batch import batch_worklist
from eduaid_desktop.store import open_items as queries

_SOON_DAYS = 3
_FIGURES = frozenset({"人数", "份数", "拒收", "没有批复", "要核对", "金额合计（元）", "金额（元）"})


def _columns(written: str) -> tuple[Column, ...]:
    """The columns of a list from their titles and widths: 表单 40 内容 56."""
    words = written.split()
    pairs = zip(words[::2], words[1::2], strict=True)
    return tuple(Column(title, float(wide), title in _FIGURES) for title, wide in pairs)


def items(desk: Desk) -> list[Item]:
    """All kinds of open things in the order in which they are handed over, also those of which there is none.

    The last backup is read to its end for it.
    """
    people = [_operators(desk)] if desk.roles is not None else []
    reported = [_batches(desk), _worklist(desk), _payments(desk)]
    cases = [_cases_by_state(desk), _cases(desk), _notices(desk), *reported]
    return [
        *cases,
        _drafts(desk),
        _imports(desk),
        _parked(desk),
        _projects(desk),
        _sheet(desk),
        _backup(desk),
        *people,
    ]


def _cases_by_state(desk: Desk) -> Item:
    found = [row for row in queries.cases_by_state(desk.store) if row["state"] != ARCHIVED]
    waiting = sum(row["count"] for row in found if row["state"] >= PAID)
    rows = tuple(
        (_state(row["state"]), str(row["count"]), dates.spoken(row["since"]), yuan(row["amount"]))
        for row in found
    )
    count = sum(row["count"] for row in found)
    words = f"其中没有办结的 {count - waiting} 份，办完待归档的 {waiting} 份" if found else "没有"
    columns = _columns("状态 56 份数 20 最早一份起自 45 金额合计（元） 35")
    return Item("cases_by_state", "救助申请的进度", count, words, "份", columns, rows)


def _state(code: int) -> str:
    """已发放（待归档）; a state before that by its name."""
    return f"{state_name(code)}（待归档）" if code >= PAID else STATES[code].label


def _cases(desk: Desk) -> Item:
    found = queries.cases(desk.store, PAID)
    rows = tuple(
        (
            row["case_no"] or f"草稿 {row['id']}", row["name"], row["village"] or "",
            state_name(row["state"]), _short(row["since"]), yuan(row["amount"]),
        )
        for row in found
    )  # fmt: skip
    words = "没有"
    if found:
        in_terms = "、".join(terms.label(term) for term in sorted({row["term"] for row in found}))
        words = f"{in_terms}的申请，停得最久的从{dates.spoken(min(row['since'] for row in found))}起"
    columns = _columns("申请编号 50 姓名 22 行政村 20 状态 24 起自 20 金额（元） 20")
    return Item("cases", "没有办结的救助申请", len(found), words, "份", columns, rows)


def _notices(desk: Desk) -> Item:
    found, today = queries.notices(desk.store), desk.today()
    rows = tuple(
        (
            row["village"] or "乡镇公示", dates.spoken(row["from_date"]), dates.spoken(row["to_date"]),
            str(row["count"]), _left(today, row["to_date"]),
        )
        for row in found
    )  # fmt: skip
    soon = sum((date.fromisoformat(row["to_date"]) - today).days <= _SOON_DAYS for row in found)
    words = f"其中 {soon} 批已期满或 {_SOON_DAYS} 天内期满" if found else "没有"
    columns = _columns("公示 40 开始 36 截止 36 人数 16 还有 28")
    return Item("notices", "正在公示的名单", len(found), words, "批", columns, rows)


def _left(today: date, to_date: str) -> str:
    days = (date.fromisoformat(to_date) - today).days
    return "已期满" if days < 0 else "今天期满" if days == 0 else f"{days} 天"


def _batches(desk: Desk) -> Item:
    found = queries.batches(desk.store)
    rows = tuple(
        (
            row["batch_no"], dates.spoken(row["sealed_on"]), str(row["row_count"]), yuan(row["amount"]),
            str(row["pending"]), dates.spoken(row["read_on"]) or "没有",
        )
        for row in found
    )  # fmt: skip
    pending = sum(row["pending"] for row in found)
    columns = _columns("批次号 46 上报日期 29 人数 12 金额（元） 23 没有批复 17 最近的批复 29")
    words = f"还有 {pending} 份等县里批复" if found else "没有"
    return Item("batches", "上报后没有批复完的批次", len(found), words, "批", columns, rows)


def _worklist(desk: Desk) -> Item:
    found = lists.open_list(desk, "worklist")
    ids = found.ids()
    shown = found.rows(ids)
    rows = tuple(
        tuple(shown[i][name] for name in ("case_no", "name", "stands", "reason", "batch_no")) for i in ids
    )
    columns = _columns("申请编号 46 姓名 20 进度 22 县里的原因 24 原批次 44")
    words = batch_worklist.counts(desk).words or "没有"
    return Item("worklist", "县里退回或不予、没有办完的申请", len(rows), words, "份", columns, rows)


def _payments(desk: Desk) -> Item:
    found = queries.payments(desk.store)
    rows = tuple(
        (
            row["case_no"], row["name"], row["payee_name"], f"尾号 {row['payee_account'][-4:]}", yuan(row["amount"]),
            f"失败：{row['failure_text']}" if row["result"] else f"{_short(row['sent_on'])}送银行",
        )
        for row in found
    )  # fmt: skip
    failed = sum(row["result"] is not None for row in found)
    columns = _columns("申请编号 50 姓名 21 收款人 21 账号 19 金额（元） 20 情况 25")
    words = f"其中发放失败 {failed} 笔，其余等银行回单" if found else "没有"
    return Item("payments", "没有到账的发放", len(found), words, "笔", columns, rows)


def _drafts(desk: Desk) -> Item:
    desk.store.drafts.settle()
    kept = desk.store.drafts.keys()
    rows = tuple(_draft(key, desk.store.drafts.load(key) or {}) for key in kept)
    columns = _columns("表单 40 内容 56 最后录入 36 录入人 24")
    words = "在原来的表单里打开，可以接着录入或放弃" if rows else "没有"
    return Item("drafts", "录入了没有保存的", len(rows), words, "份", columns, rows)


def _draft(key: str, content: dict[str, Any]) -> tuple[str, ...]:
    form, _, record = key.partition(":")
    try:
        title = forms.door(form).spec.title
    except UserError:
        title = form
    fields = content.get("fields")
    typed = fields if isinstance(fields, dict) else {}
    about = str(typed.get("name") or typed.get("project_no") or "")
    which = "" if record.startswith("new") else f"（编号 {record.rstrip('~')}）"
    at = str(content.get("at") or "")[:16].replace("T", " ")
    return title, f"{about}{which}" or "（新建）", at, str(content.get("actor") or "没有记")


def _imports(desk: Desk) -> Item:
    found = queries.imports(desk.store)
    rows = tuple(
        (row["file_name"], dates.spoken(row["imported_on"]), str(row["refused"]), str(row["doubtful"]))
        for row in found
    )
    count = sum(row["refused"] + row["doubtful"] for row in found)
    columns = _columns("文件 80 导入日期 36 拒收 20 要核对 20")
    words = f"在 {len(found)} 次导入里，没有处理" if found else "没有"
    return Item("imports", "导入时提出、没有处理的问题", count, words, "条", columns, rows)


def _parked(desk: Desk) -> Item:
    found = lists.open_list(desk, "parked")
    rows = tuple(
        (row["name"], matching.REASONS[row["rule"]], row["file_name"], str(row["row"]))
        for row in found.raw(found.ids())
    )
    words = "导入时拿不准是不是同一人，等着决定" if rows else "没有"
    columns = _columns("姓名 26 为什么 54 文件 60 行号 16")
    return Item("parked", "待定的行", len(rows), words, "行", columns, rows)


def _projects(desk: Desk) -> Item:
    found, rules = queries.late_milestones(desk.store, desk.today().isoformat()), desk.rules()
    rows = tuple(
        (
            row["project_no"], row["name"], rules.label("project_stage", row["stage"]) if row["stage"] else "完工",
            dates.spoken(row["planned_on"]), row["responsible"] or "",
        )
        for row in found
    )  # fmt: skip
    columns = _columns("项目编号 28 项目 48 节点 34 计划日期 28 责任人 18")
    words = f"涉及 {len({row['project_no'] for row in found})} 个项目" if found else "没有"
    return Item("projects", "过期没有完成的项目节点", len(found), words, "个", columns, rows)


def _sheet(desk: Desk) -> Item:
    mark = keys.mark_of(desk)
    day = keys.sheet_confirmed(desk) if mark else ""
    if not desk.keys:
        words = "数据文件没有加密，没有恢复密钥单"
    elif day:
        words = f"编号 {mark}，{dates.spoken(day)}核对过打印件；请一并移交装单的信封"
    else:
        words = f"编号 {mark}，还没有核对打印件；请由管理员打印、封存"
    return Item("sheet", "恢复密钥单", int(bool(day)), words, "张")


def _backup(desk: Desk) -> Item:
    found = backups.last(desk)
    words = backups.sentence(found, datetime.now())
    return Item(
        "backup", "备份", int(found is not None), f"{words}，在“{found.folder}”" if found else words, "份"
    )


def _operators(desk: Desk) -> Item:
    found = [each for each in operators.listing(desk) if not each.valid_to]
    rows = tuple(
        (
            each.name,
            roles.named(each.roles),
            dates.spoken(each.valid_from),
            "能" if each.way_in else "没有密码",
        )
        for each in found
    )
    columns = _columns("姓名 44 角色 52 起自 36 能否登录 24")
    return Item(
        "operators", "操作员", len(found), "、".join(each.name for each in found), "人", columns, rows
    )


def _short(iso: str) -> str:
    """2018.6.12, where a column is narrow."""
    return ".".join(str(int(part)) for part in iso.split("-"))
