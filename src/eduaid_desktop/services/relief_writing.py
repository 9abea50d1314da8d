"""Writing a relief case: what a form or an imported row becomes in the office file, and what may be written when."""

from collections.abc import Mapping
from typing import Any

from eduaid_desktop.domain import workflow
from eduaid_desktop.domain.fields import Values
from eduaid_desktop.domain.person import IDENTITY
from eduaid_desktop.domain.problems import Problem
from eduaid_desktop.domain.relief import RELIEF
from eduaid_desktop.domain.workflow import STATES, state_name
from eduaid_desktop.domain.workflow_guards import limits
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import opinions, people, relief_checks
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.records import Invalid, Saved, require_valid
from eduaid_desktop.store import relief_queries as queries
from eduaid_desktop.store.store import Change, Row

_OWN = tuple(f.name for f in RELIEF.fields if f not in IDENTITY)


def enter(change: Change, desk: Desk, raw: Values, person_id: int) -> Saved:
    """Save a new case of a known child, as save does, within a change that is under way (an import)."""
    values, problems = RELIEF.clean(raw, relief_checks.rules_for(desk, raw))
    require_savable({}, values, problems)
    return write(change, desk, ({}, values, problems), (person_id, None))


def write(
    change: Change,
    desk: Desk,
    form: tuple[Row, Values, list[Problem]],
    picked: tuple[int | None, int | None],
    revision: int | None = None,
) -> Saved:
    """Write a case. form: what was stored, the cleaned values, and what is to be said about them."""
    stored, values, problems = form
    signed = change.select("opinion", case_id=stored["id"]) if stored else []
    columns = _links(change, desk, stored, values, picked) | {n: values[n] for n in _OWN}
    case_id: int | None = stored.get("id")
    if case_id is None:
        head = {"state": workflow.DRAFT, "since": values["application_date"] or desk.today().isoformat()}
        case_id = change.insert("relief_case", columns | head)
    else:
        columns |= _stale_proposal(desk, stored, columns)
        change.update("relief_case", case_id, columns, revision=revision)
        case = case_of(desk, case_id)
        problems += opinions.follow(change, case, relief_checks.rules_for(desk, case), signed)
    problems += _compare(change, desk, case_id)
    if stored.get("state", workflow.DRAFT) != workflow.DRAFT:
        require_valid(problems)
    _drop_orphan(change, desk, stored, columns)
    return Saved(case_id, change.select("relief_case", id=case_id)[0]["revision"], problems)


def _stale_proposal(desk: Desk, stored: Row, columns: Mapping[str, Any]) -> dict[str, None]:
    """What the township proposed on another amount is proposed anew when it is its turn again.

    It is not after an objection to the township's own notice: from there the case goes on with what hung there.
    """
    ahead = stored["state"] <= workflow.TOWN_REVIEW or stored["state"] == workflow.COUNTY_RETURNED
    if stored["state"] == workflow.OBJECTION:
        steps = queries.step_rows(desk.store, stored["id"])
        ahead = workflow.before_objections(steps) == workflow.VILLAGE_NOTICE
    return {"proposed": None} if ahead and columns["applied"] != stored["applied"] else {}


def require_savable(stored: Row, values: Values, problems: list[Problem]) -> None:
    """A name is the least a record needs; after the draft nothing may block, and what is frozen stays."""
    if not values.get("name"):
        raise Invalid([p for p in problems if p.field == "name"])
    if not stored:
        return
    if stored["historical"]:
        raise Refused(f"{stored['case_no']} 是历史补录，请在历史补录里更正。")
    if stored["state"] == workflow.ARCHIVED:
        raise Refused("这个申请已归档，只能查看。确有差错的，请办理追回或另行登记。")
    _require_frozen(stored, values)
    if stored["state"] != workflow.DRAFT:
        require_valid(problems)


# What somebody agreed to or what hangs on a board: the step is taken back before it is changed.
_AGREED = {"applied": "乡镇已经审核同意，申请金额不能改；确需改的请撤销“乡镇审核同意”，改好后重新审核。"}
_HELD = {
    workflow.VILLAGE_NOTICE: {
        "village": "正在村里公示，行政村不能改；录错的请撤销“村初审同意”，改好后重新公示。"
    },
    workflow.TOWN_NOTICE: _AGREED,
    workflow.READY: _AGREED,
}


def held_words(case: Mapping[str, Any]) -> str:
    """Why a field that is not frozen yet is held all the same; "" where none is."""
    return next(iter(_HELD.get(case["state"], {}).values()), "")


def frozen(case: Mapping[str, Any]) -> set[str]:
    """The fields of a case, as load gives it, that may not be edited now."""
    if case["state"] == workflow.ARCHIVED:
        return set(RELIEF.by_name)
    found = {*workflow.frozen_fields(case["state"], bool(case["case_no"])), *_HELD.get(case["state"], ())}
    if case["state"] == workflow.APPROVED and case["died"]:
        found -= set(workflow.PAYEE)
    return found


def _require_frozen(stored: Row, values: Values) -> None:
    closed = frozen(stored)
    touched = [n for n in values if n in closed and values[n] != stored[n]]
    if touched:
        raise Invalid([Problem(name, _frozen_words(name, stored), rule="B_FROZEN") for name in touched])


def _frozen_words(name: str, stored: Row) -> str:
    label, state = RELIEF[name].label, state_name(stored["state"])
    if name in _HELD.get(stored["state"], {}):
        return held_words(stored)
    if name == "term":
        return f"申请已按学期编号，{label}不能再改；学期录错的请撤回后重新申请。"
    if name in workflow.PAYEE:
        return f"申请现在是“{state}”，{label}已经锁定；要等县级退回，或银行退回后在更正账号时修改。"
    return f"申请现在是“{state}”，{label}已经锁定；要由县级退回更正，才能修改。"


def _links(
    change: Change, desk: Desk, stored: Row, values: Values, picked: tuple[int | None, int | None]
) -> dict[str, int | None]:
    """The child and the household of a case; picked: the id and the revision of the child on the form."""
    known, revision = stored.get("person_id") or picked[0], picked[1]
    number = values.get("id_number")
    if known and number and desk.store.get("person", known)["id_number"] is None:
        # A draft keyed before its ID number was known may turn out to be about a child of the roll.
        known, revision = (None, None) if change.select("person", id_number=number) else (known, revision)
    household = queries.household_by_number(desk.store, values.get("household_number"))
    child = people.find_or_create(change, values, known, revision)
    return {"person_id": child, "household_id": household["id"] if household else None}


def _drop_orphan(change: Change, desk: Desk, stored: Row, columns: Mapping[str, Any]) -> None:
    """The nameless stand-in that a draft registered goes when the draft finds the child itself."""
    before = stored.get("person_id")
    if before and before != columns["person_id"] and queries.is_unused(desk.store, before, stored["id"]):
        change.withdraw("person", before)


def _compare(change: Change, desk: Desk, case_id: int) -> list[Problem]:
    """What the rest of the office says about a case just written; keeps its limit flags up to date."""
    case = case_of(desk, case_id)
    rules = relief_checks.rules_for(desk, case)
    amount = case["proposed"] or case["applied"]
    if amount and not set(workflow.AMOUNTS) & set(STATES[case["state"]].frozen):
        change.update("relief_case", case_id, limits(amount, relief_checks.limits_around(desk, case, rules)))
    return relief_checks.problems(desk, case, rules)


def case_of(desk: Desk, case_id: int) -> Row:
    """A case with the identity of its child. Raises UserError when it is gone."""
    case = queries.case(desk.store, case_id)
    if case is None:
        raise UserError("找不到这个救助申请，可能已被撤回。请刷新列表后再选。")
    return case
