"""Writing the rows of the project ledger and of its second sheet, the villages of a project."""

from typing import Any

from eduaid_desktop.domain import money
from eduaid_desktop.domain.problems import BLOCK, NOTE, WARN, Problem
from eduaid_desktop.domain.project import LEDGER, PROJECT, reached
from eduaid_desktop.domain.project_ledger import SITES, filled
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.importing.result import REFUSED, ImportResult, Line
from eduaid_desktop.store.store import Change, Row

_UNDATED = "这个节点已登记了依据文件，但没有完成日期，没有改动；请在项目里补上完成日期。"
_FUNDING = "资金来源“{}”已登记 {} 元，按本表改为 {} 元；原来的金额在修改记录里。"
_SUM = "资金来源“{}”本表是 {} 元，与已登记的几笔合计不符，没有改动；请在项目里核对。"
_NO_PROJECT = "项目台账里没有编号为“{}”的项目。请先导入或登记这个项目，再导入分村明细。"


class ProjectWriter:
    """Writes projects by their number; what the ledger leaves blank stays as it is known."""

    def __init__(self, change: Change, desk: Desk, result: ImportResult) -> None:
        self._change = change
        self._rules = desk.rules()
        self._known = {p["project_no"]: p for p in change.select("project")}
        self._villages = {v["name"]: v["code"] for v in change.select("region", level="village")}

    def write(self, line: Line) -> None:
        """Store one project with its stage and the funding whose amounts are given."""
        columns, funding = filled(line.values, self._rules)
        columns["village"] = self._villages.get(columns.get("village") or line.values.get("location"))
        stage = line.values.get("stage") and self._rules.codes["project_stage"].find(line.values["stage"])
        given: dict[str, Any] = {k: v for k, v in columns.items() if v is not None}
        known = self._known.get(columns["project_no"])
        if known:
            line.problems += _differences(known, given)
            self._change.update("project", known["id"], given)
        project_id = known["id"] if known else self._change.insert("project", given)
        if stage:
            self._milestone(project_id, stage.code, line)
        self._funding(project_id, funding, line)

    def _milestone(self, project_id: int, stage: str, line: Line) -> None:
        """The ledger tells no day: it stands for the document, and its words for what there is to say."""
        words = line.values.get("standing") or line.values["stage"]
        there = self._change.select("milestone", project_id=project_id, stage=stage)
        row = {"document": LEDGER, "remark": words}
        if not there:
            self._change.insert("milestone", {"project_id": project_id, "stage": stage, **row})
        elif there[0]["document"] in (None, LEDGER) and not there[0]["done_on"]:
            self._change.update("milestone", there[0]["id"], row)
        elif not reached(there[0]):
            line.problems.append(Problem("stage", _UNDATED, WARN))
        done = [
            int(m["stage"]) for m in self._change.select("milestone", project_id=project_id) if reached(m)
        ]
        self._change.update("project", project_id, {"stage": str(max(done)) if done else None})

    def _funding(self, project_id: int, funding: list[dict[str, Any]], line: Line) -> None:
        """What a ledger gives for a source is all that comes from it; several entries of one source are left alone."""
        there = self._change.select("funding", project_id=project_id)
        for row in funding:
            same = [f for f in there if f["source"] == row["source"]]
            if not same:
                self._change.insert("funding", {"project_id": project_id, **row})
            elif len(same) == 1 and same[0]["amount"] != row["amount"]:
                self._change.update("funding", same[0]["id"], {"amount": row["amount"]})
                line.problems.append(Problem("sources", _FUNDING.format(*self._told(same[0], row)), NOTE))
            elif sum(f["amount"] for f in same) != row["amount"]:
                line.problems.append(Problem("sources", _SUM.format(*self._told(row)), WARN))

    def _told(self, *rows: Row) -> list[str]:
        return [
            self._rules.codes["funding_source"].label(rows[0]["source"]),
            *(money.yuan(row["amount"]) for row in rows),
        ]


def _differences(known: Row, given: dict[str, Any]) -> list[Problem]:
    """What a newer ledger says otherwise, and is followed in."""
    changed = [
        f.label for f in PROJECT.fields if f.name in given and known[f.name] not in (None, given[f.name])
    ]
    words = f"已登记的项目，按本表更新了{'、'.join(changed)}；原来的内容在修改记录里。"
    return [Problem("", words, NOTE)] if changed else []


class SiteWriter:
    """Writes the villages of projects that the office knows by number."""

    def __init__(self, change: Change, desk: Desk, result: ImportResult) -> None:
        self._change = change
        self._projects = {p["project_no"]: p["id"] for p in change.select("project")}
        self._known = {_place(row): row for row in change.select("project_site")}

    def write(self, line: Line) -> None:
        """Store one village; one that stands there already is completed."""
        project_id = self._projects.get(line.values["project_no"])
        if project_id is None:
            words = _NO_PROJECT.format(line.values["project_no"])
            line.problems.append(Problem("project_no", words, BLOCK))
            line.outcome = REFUSED
            return
        row = {f.name: line.values.get(f.name) for f in SITES if f.name != "project_no"}
        row["project_id"] = project_id
        known = self._known.get(_place(row))
        if known:
            self._change.update("project_site", known["id"], {k: v for k, v in row.items() if v is not None})
        else:
            self._known[_place(row)] = {**row, "id": self._change.insert("project_site", row)}


def _place(row: Row) -> tuple[Any, ...]:
    return row["project_id"], row["year"], row["township"], row["village"]
