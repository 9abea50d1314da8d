"""项目: projects with their funding, milestones and monthly progress, and the ledger."""

from collections.abc import Mapping
from typing import Any

from eduaid_desktop.domain.fields import FormSpec, Values
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.domain.problems import WARN, Problem
from eduaid_desktop.domain.project import FUNDING, MILESTONE, PROGRESS, PROJECT
from eduaid_desktop.errors import UserError
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.records import Saved, merged, require_valid
from eduaid_desktop.store.store import Change, Row

PARTS: dict[str, FormSpec] = {spec.name: spec for spec in (FUNDING, MILESTONE, PROGRESS)}


def save(desk: Desk, raw: Mapping[str, Any], project_id: int | None = None, revision: int | None = None) -> Saved:
    """Save a project. Raises Invalid, or Conflict when the record moved on."""
    stored = desk.store.get("project", project_id) if project_id else {}
    values, problems = PROJECT.clean(merged(PROJECT, stored, raw), desk.rules())
    require_valid(problems)
    with desk.store.change(desk.actor, f"{'修改' if project_id else '录入'}项目“{values['name']}”") as change:
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
    spec = PARTS[part]
    stored = desk.store.get(part, part_id) if part_id else {}
    project = _project(desk, stored.get("project_id") or project_id or raw.get("project_id"))
    values, problems = spec.clean(merged(spec, stored, raw), desk.rules())
    require_valid(problems)
    with desk.store.change(desk.actor, f"登记{spec.title}（{project['name']}）") as change:
        same = part_id or _same_part(change, part, project["id"], values)
        if same is None:
            part_id, now = change.insert(part, {"project_id": project["id"], **values}), 1
        else:
            part_id, now = same, change.update(part, same, values, revision=revision)
        problems += _after_part(change, part, project, values)
    return Saved(part_id, now, problems)


def remove_part(desk: Desk, part: str, part_id: int) -> None:
    """Withdraw a funding source, milestone or month that was keyed by mistake; the history keeps it."""
    row = desk.store.get(part, part_id)
    project = _project(desk, row["project_id"])
    with desk.store.change(desk.actor, f"撤回{PARTS[part].title}（{project['name']}）") as change:
        change.withdraw(part, part_id)
        _after_part(change, part, project, row)


def _project(desk: Desk, project_id: Any) -> Row:
    if not project_id:
        raise UserError("请先选择项目，再登记它的资金来源、节点或进度。")
    return desk.store.get("project", int(project_id))


def _same_part(change: Change, part: str, project_id: int, values: Values) -> int | None:
    key = {"milestone": "stage", "progress": "month"}.get(part)
    same = change.select(part, project_id=project_id, **{key: values[key]}) if key else []
    return same[0]["id"] if same else None


def _after_part(change: Change, part: str, project: Row, values: Values) -> list[Problem]:
    if part == "funding":
        return _sources_cover_total(change, project["id"], project["total_investment"])
    if part == "milestone":
        done = [m["stage"] for m in change.select("milestone", project_id=project["id"]) if m["done_on"]]
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
    earlier = [m for m in change.select("progress", project_id=project_id) if m["month"] < values["month"]]
    last = max(earlier, key=lambda m: m["month"], default=None)
    if last and values["physical"] < last["physical"]:
        text = f"形象进度低于 {last['month']} 的 {last['physical']}%，请核对。"
        return [Problem("physical", text, WARN)]
    return []


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
