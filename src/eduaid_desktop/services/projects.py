"""项目: projects with their funding, milestones and monthly progress, and the ledger."""

import re
from collections.abc import Mapping
from typing import Any

from eduaid_desktop.domain.fields import FormSpec, Values
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.domain.problems import WARN, Problem
from eduaid_desktop.domain.project import FUNDING, MILESTONE, PROGRESS, PROJECT, reached
from eduaid_desktop.errors import UserError
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.records import Saved, merged, require_valid
from eduaid_desktop.store.store import Change, Row

PARTS: dict[str, FormSpec] = {spec.name: spec for spec in (FUNDING, MILESTONE, PROGRESS)}


def save(
    desk: Desk, raw: Mapping[str, Any], project_id: int | None = None, revision: int | None = None
) -> Saved:
    """Save a project. Raises Invalid, or Conflict when the record moved on."""
    stored = desk.store.get("project", project_id) if project_id else {}
    values, problems = PROJECT.clean(merged(PROJECT, stored, raw), desk.rules())
    require_valid(problems)
    with desk.change(f"{'修改' if project_id else '录入'}项目“{values['name']}”") as change:
        same = change.select("project", project_no=values["project_no"])
        if same and same[0]["id"] != project_id:
            require_valid([Problem("project_no", f"项目编号已用于“{same[0]['name']}”，请换一个编号。")])
        if project_id is None:
            project_id = change.insert("project", values)
            now = 1
        else:
            now = change.update("project", project_id, values, revision=revision)
        problems += _sources_cover_total(change, project_id, values["total_investment"])
    return Saved(project_id, now, problems)


def save_part(
    desk: Desk,
    part: str,
    raw: Mapping[str, Any],
    part_id: int | None = None,
    revision: int | None = None,
    *,
    project_id: int | None = None,
) -> Saved:
    """Save one funding source, milestone or month of progress (part: the FormSpec's name).

    A new one needs project_id. A milestone or month that exists already is taken as the same record.
    Raises Invalid, UserError without a project, Conflict when the record moved on.
    """
    spec, rules = PARTS[part], desk.rules()
    stored = desk.store.get(part, part_id) if part_id else {}
    project = _project(desk, stored.get("project_id") or project_id or raw.get("project_id"))
    with desk.change(f"登记{spec.title}（{project['name']}）") as change:
        values, problems = spec.clean(merged(spec, stored, raw), rules)
        if same := _same_part(change, part, project["id"], values, part_id):
            part_id = same["id"]
            values, problems = spec.clean(merged(spec, same, raw), rules)
        require_valid(problems)
        if part_id is None:
            part_id, now = change.insert(part, {"project_id": project["id"], **values}), 1
        else:
            now = change.update(part, part_id, values, revision=revision)
        problems += _after_part(change, part, project, values)
    return Saved(part_id, now, problems)


def remove_part(desk: Desk, part: str, part_id: int) -> None:
    """Withdraw a funding source, milestone or month that was keyed by mistake; the history keeps it."""
    row = desk.store.get(part, part_id)
    project = _project(desk, row["project_id"])
    with desk.change(f"撤回{PARTS[part].title}（{project['name']}）") as change:
        change.withdraw(part, part_id)
        _after_part(change, part, project, row)


def _project(desk: Desk, project_id: Any) -> Row:
    if not project_id:
        raise UserError("请先选择项目，再登记它的资金来源、节点或进度。")
    if named := desk.store.select("project", project_no=str(project_id)):
        return named[0]
    if not re.fullmatch(r"[0-9]{1,18}", str(project_id)):
        raise UserError(f"找不到项目“{project_id}”，请核对项目编号。")
    return desk.store.get("project", int(project_id))


def _same_part(change: Change, part: str, project_id: int, values: Values, part_id: int | None) -> Row | None:
    """The milestone or month that this one is, when it stands there already."""
    name = {"milestone": "stage", "progress": "month"}.get(part)
    same = change.select(part, project_id=project_id, **{name: values[name]}) if name and values[name] else []
    if same and part_id and same[0]["id"] != part_id:
        label = PARTS[part][name or ""].label
        require_valid([Problem(name or "", f"这个{label}已经登记过，请直接修改那一条。")])
    return same[0] if same else None


def _after_part(change: Change, part: str, project: Row, values: Values) -> list[Problem]:
    if part == "funding":
        return _sources_cover_total(change, project["id"], project["total_investment"])
    if part == "milestone":
        done = [m["stage"] for m in change.select("milestone", project_id=project["id"]) if reached(m)]
        change.update("project", project["id"], {"stage": max(done, key=int, default=None)})
        return []
    return _progress_rises(change, project["id"], values)


def _sources_cover_total(change: Change, project_id: int, total: int | None) -> list[Problem]:
    sources = sum(row["amount"] for row in change.select("funding", project_id=project_id))
    if total is None or not sources or sources == total:
        return []
    text = f"资金来源合计 {yuan(sources)} 元，与总投资 {yuan(total)} 元不等，请核对。"
    return [Problem("total_investment", text, WARN)]


def _progress_rises(change: Change, project_id: int, values: Values) -> list[Problem]:
    months = sorted(change.select("progress", project_id=project_id), key=lambda m: m["month"])
    before = [m for m in months if m["month"] < values["month"]][-1:]
    after = [m for m in months if m["month"] > values["month"]][:1]
    here = values["physical"]
    wrong = [f"低于 {m['month']} 的 {m['physical']}%" for m in before if here < m["physical"]]
    wrong += [f"高于 {m['month']} 的 {m['physical']}%" for m in after if here > m["physical"]]
    return [Problem("physical", f"形象进度{words}，请核对。", WARN) for words in wrong]


def load(desk: Desk, project_id: int) -> dict[str, Any]:
    """The project with its funding, milestones and progress as lists."""
    project = desk.store.get("project", project_id)
    parts = {name: desk.store.select(name, project_id=project_id) for name in PARTS}
    parts["milestone"].sort(key=lambda m: int(m["stage"]))
    parts["progress"].sort(key=lambda m: m["month"])
    return {**project, **parts}


def next_number(desk: Desk) -> str:
    """The next free project number of the year, such as XM-2018-003."""
    year = desk.today().year
    head = f"XM-{year}-"
    taken = [p["project_no"] for p in desk.store.select("project") if p["project_no"].startswith(head)]
    last = max((int(n[len(head) :]) for n in taken if n[len(head) :].isdigit()), default=0)
    return f"{head}{last + 1:03d}"


def years(desk: Desk) -> list[int]:
    """The years for which projects are planned, newest first."""
    found = {row["plan_year"] for row in desk.store.select("project") if row["plan_year"]}
    return sorted(found, reverse=True)
