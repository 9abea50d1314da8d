"""What a relief case is compared with: the other cases of the child and family, the policies of its day."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from eduaid_desktop.domain import agents, dates, relief_bands, signatures, terms, workflow
from eduaid_desktop.domain.fields import Values
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.domain.problems import BLOCK, WARN, Problem, blocking
from eduaid_desktop.domain.relief import NONE, RELIEF
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.domain.workflow_guards import Circumstances, limit_words
from eduaid_desktop.services import archiving, evidence_due, fund_checks, notices, opinions, relief_aid
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.records import retyped
from eduaid_desktop.store import payment_queries, people
from eduaid_desktop.store import relief_queries as queries
from eduaid_desktop.store.store import Change, Row

_DUPLICATE = "B_DUP_CASE"
# The states in which a form is judged, an amount weighed against the limits, money sent, a list hangs.
_ENTERING = (workflow.DRAFT, workflow.COUNTY_RETURNED)
_WEIGHING = (*_ENTERING, workflow.TOWN_REVIEW, workflow.REPORTED, workflow.OVERCAP_PENDING)
_PAYING = (workflow.APPROVED, workflow.PAY_FAILED)
_NOTICED = (workflow.VILLAGE_NOTICE, workflow.OBJECTION, workflow.TOWN_NOTICE)


def rules_for(desk: Desk, values: Values) -> Rules:
    """The rules a case is judged by: bands, caps and eligibility of its application date, today's calendar.

    Worked out once for a day: a batch asks for every case.
    """
    today = desk.today()
    try:
        day = min(date.fromisoformat(values.get("application_date") or ""), today)
    except ValueError:
        return desk.rules()
    found: Rules = desk.store.remembered(
        ("rules of a case", day, today), lambda: replace(desk.rules(day), today=today)
    )
    return found


def problems(desk: Desk, case: Row, rules: Rules) -> list[Problem]:
    """What the other records of the office say about a case; case: its columns with its child's identity.

    id 0 or None for one that is not stored yet. What decides on entry only warns later.
    """
    return [*apart_from_limits(desk, case, rules), *_year(desk, case, rules)]


def apart_from_limits(desk: Desk, case: Row, rules: Rules) -> list[Problem]:
    """The same without what the year adds up to."""
    entering = case.get("state", workflow.DRAFT) == workflow.DRAFT
    found = [*_entry(desk, case, rules, BLOCK if entering else WARN)]
    return [*found, *_received(desk, case), *_shared(desk, case), *_family(desk, case)]


def _entry(desk: Desk, case: Row, rules: Rules, severity: str) -> Iterator[Problem]:
    term, village = case.get("term"), case.get("village")
    for other in queries.duplicates(desk.store, case) if case.get("person_id") else []:
        text = f"该生本学期已有救助申请 {other['case_no']}（{workflow.standing(other)}），不能重复申请。"
        yield Problem("id_number", text, severity, _DUPLICATE, "F02")
    if term in desk.rules().settings["closed_terms"]:
        text = f"{terms.label(str(term))}已经关闭，不再受理；请改选开放的学期。"
        yield Problem("term", text, severity, "B_TERM_CLOSED", "F16")
    code = desk.store.get("office", 1)["code"]
    if village and not village.startswith(code):
        yield Problem("village", "行政村不属于本单位，请向户籍所在乡镇申请。", BLOCK, "B_VILLAGE", "F20")
    yield from _eligible(desk, case, rules, severity if rules.settings["eligibility"] == "block" else WARN)


def _eligible(desk: Desk, case: Row, rules: Rules, severity: str) -> Iterator[Problem]:
    """F04: the status on the application date, in the words of its era."""
    kind, day = case.get("household_type"), case.get("application_date") or rules.today.isoformat()
    offered = rules.policy["relief_eligibility"]
    if kind and kind not in offered:
        label = rules.label("household_type", kind)
        among = f"（{'、'.join(offered)}）" if offered else "（当时还没有这项基金）"
        text = f"户类型“{label}”在{dates.spoken(day)}不属于救助对象{among}。"
        yield Problem("household_type", text, severity, "X_NOT_ELIGIBLE", "F04")
    household = queries.household_by_number(desk.store, case.get("household_number"))
    if kind in offered and household is None and queries.any_household(desk.store):
        text = "户编号不在本乡镇的建档立卡名册里，无法核对户类型，请核对户编号。"
        yield Problem("household_number", text, severity, "X_NOT_REGISTERED", "F04")
    known = people.status_on(desk.store, household["id"], day) if household else None
    if known and kind and known["household_type"] != kind:
        text = f"名册里这一户在{dates.spoken(day)}是“{known['household_type']}”，与填写的不一致，请核对。"
        yield Problem("household_type", text, WARN, "X_NOT_REGISTERED", "F04")


def _received(desk: Desk, case: Row) -> Iterator[Problem]:
    """F10: 无 against what the registers of aid know."""
    if case.get("aid_received") != NONE or not case.get("person_id") or not case.get("term"):
        return
    if told := relief_aid.words(relief_aid.known(desk, case["person_id"], case["term"])):
        text = f"台账里该生本学期有{told}，与填写的“无”不一致，请核对。"
        yield Problem("aid_received", text, WARN, clause="F10")


def _shared(desk: Desk, case: Row) -> Iterator[Problem]:
    """F12."""
    if case.get("payee_account") and (other := queries.sharing_account(desk.store, case)):
        whose = f"收款人{other['payee_name']}{'，另一户' if other['other_family'] else ''}"
        text = f"这个账号也是{other['name']}（{whose}）的收款账号，请核对。"
        yield Problem("payee_account", text, WARN, "W_ACCT_SHARED", "F12")


def _family(desk: Desk, case: Row) -> Iterator[Problem]:
    if case.get("id_number") and (other := queries.namesake(desk.store, case)):
        text = (
            f"另有同名同生日的“{other['name']}”（身份证号尾号 {other['id_number'][-4:]}），请核对是否同一人。"
        )
        yield Problem("id_number", text, WARN, "X_ID_REISSUED", "F03")
    if case.get("household_id") and case.get("population"):
        members = queries.members(desk.store, case["household_id"])
        if members > case["population"]:
            text = f"家庭人口填 {case['population']} 人，名册里这一户有 {members} 人，请核对。"
            yield Problem("population", text, WARN, "W_POP", "F19")
    if died := who_died(desk, case):
        text = f"{died}，发放时会被拦下，请改为其他收款人。"
        yield Problem("payee_name", text, WARN, "X_DECEASED")


def _year(desk: Desk, case: Row, rules: Rules) -> Iterator[Problem]:
    """F08 and F09: what the year adds up to, siblings summed."""
    amount = case.get("proposed") or case.get("applied")
    if not amount or not case.get("term") or not case.get("person_id"):
        return
    now = limits_around(desk, case, rules)
    student = replace(now, band=None, household_cap=None)
    household = replace(now, band=None, student_cap=None)
    for limit, rule, clause in ((student, "W_STUDENT_CAP", "F08"), (household, "W_HH_CAP", "F09")):
        cap = limit.student_cap or limit.household_cap
        if cap and (words := limit_words(amount, limit)):
            text = f"{words}；请填写超标准理由，将标记为超限额，报{cap.above}批准。"
            yield Problem("applied", text, WARN, rule, clause)


def who_died(desk: Desk, case: Row) -> str:
    """曲批培初已于2018年2月10日去世 when the child or the payee is recorded so, else ""."""
    found = queries.died(desk.store, case)
    return f"{found['name']}已于{dates.spoken(found['death_date'])}去世" if found else ""


def _not_found(desk: Desk, case: Row) -> str:
    found = people.not_found(desk.store, case["person_id"])
    return f"{dates.spoken(found['decided_on'])}核对的结论是“查无此人”" if found else ""


def limits_around(desk: Desk, case: Row, rules: Rules) -> Circumstances:
    """Only the limits an amount of this case is held against."""
    return Circumstances(today=rules.today.isoformat(), **_limits(desk, case, rules))


def _limits(desk: Desk, case: Row, rules: Rules) -> dict[str, Any]:
    student = relief_bands.cap(rules, relief_bands.STUDENT)
    household = relief_bands.cap(rules, relief_bands.HOUSEHOLD)
    decided = case.get("state") in (workflow.REPORTED, workflow.OVERCAP_PENDING)
    return {
        "band": relief_bands.band(case, rules),
        "student_cap": student,
        "household_cap": household,
        "student_others": queries.student_sum(
            desk.store, case, _year_of(case, student), approved_only=decided
        ),
        "household_others": queries.household_sum(
            desk.store, case, _year_of(case, household), approved_only=decided
        ),
    }


def _year_of(case: Row, cap: relief_bands.Cap | None) -> tuple[str, str]:
    """The terms that a cap adds up."""
    return terms.of_year(case["term"], cap.year_basis if cap else "calendar") if case["term"] else ("", "")


def circumstances(desk: Desk, case: Row, change: Change | None = None) -> Circumstances:
    """Everything the workflow asks about a stored case, as it is at this moment, or within a change under way.

    What no step of the present state depends on is left out: a batch takes hundreds of cases at once.
    """
    rules = rules_for(desk, case)
    steps = queries.step_rows(desk.store, case["id"])
    notice = queries.notice_of(desk.store, case["id"])
    settings, state, money = rules.settings, case["state"], _money(desk, case, steps)
    # What is asked of a case is what held when the family applied; how strict the office is, what holds today.
    strict = desk.rules().settings
    return Circumstances(
        today=desk.today().isoformat(),
        actor=desk.actor,
        roles=desk.roles,
        last_date=steps[-1]["on_date"] if steps else case["application_date"] or "",
        blocking=_blocking(desk, case, rules) if state in _ENTERING else (),
        duplicate=_duplicate(desk, case) if state in _ENTERING else "",
        term_closed=case["term"] in strict["closed_terms"],
        missing_evidence=evidence_due.before_next_step(
            desk, case, rules, notice, paid=money.get("paid", 0) > 0
        ),
        evidence_blocks=strict["evidence_check"] == "block",
        signature_due=agents.signature_due(case, settings["late_signature_until"]),
        township_notice=bool(settings["township_notice"]),
        notice=(notice["from_date"], notice["to_date"]) if notice else None,
        open_objections=len(queries.open_objections(desk.store, case["id"])) if state in _NOTICED else 0,
        came_from=workflow.before_objections(steps),
        batches=tuple(queries.waiting_batches(desk.store, case["id"])) if state == workflow.READY else (),
        not_found=_not_found(desk, case),
        voided=_voided(desk, case),
        missing_archive=archiving.missing(desk, case, rules),
        archive_blocks=strict["archive_check"] == "block",
        died=who_died(desk, case) if state in _PAYING else "",
        fund_left=fund_checks.left(desk, case, steps, change),
        fund_kept=not fund_checks.unkept(desk, state),
        fund_blocks=strict["fund_check"] == "block",
        **(_limits(desk, case, rules) if state in _WEIGHING else {}),
        **money,
        corrected_by=_corrected_by(desk, case) if state == workflow.PAY_FAILED else frozenset(),
    )


def _corrected_by(desk: Desk, case: Row) -> frozenset[str]:
    return payment_queries.corrected_by(desk.store, case["id"], workflow.PAYEE)


def _blocking(desk: Desk, case: Row, rules: Rules) -> tuple[str, ...]:
    """What blocks acceptance, without what has a guard of its own."""
    _, found = RELIEF.clean(retyped(RELIEF, case), rules)
    found += _entry(desk, case, rules, BLOCK)
    return tuple(p.message for p in blocking(found) if p.clause not in ("F02", "F16"))


def _duplicate(desk: Desk, case: Row) -> str:
    found = queries.duplicates(desk.store, case)
    return (found[0]["case_no"] or f"第 {found[0]['id']} 号") if found else ""


def _voided(desk: Desk, case: Row) -> tuple[str, ...]:
    needed = signatures.NEEDED.get(case["state"])
    found = opinions.newest_voided(queries.opinions(desk.store, case["id"])) if needed else []
    return tuple(signatures.voided_words(o) for o in found if o["box"] in (needed or ()))


def _money(desk: Desk, case: Row, steps: Sequence[Row]) -> dict[str, Any]:
    if case["state"] < workflow.APPROVED:
        return {}
    payments = queries.payments(desk.store, case["id"])
    waiting = [p for p in payments if p["result"] is None]
    failed = [p for p in payments if p["result"] == "failed"]
    return {
        "open_payment": bool(waiting),
        "sent": sum(p["amount"] for p in waiting),
        "paid": sum(p["amount"] for p in payments if p["result"] == "paid"),
        "recovered": sum(s["amount"] or 0 for s in steps if s["action"] == "recover"),
        "failed_account": failed[-1]["payee_account"] if failed else "",
    }


def remarks(desk: Desk, case: Row, now: Circumstances) -> list[str]:
    """What deserves a look at this step and yet does not close it, one sentence each."""
    found = []
    if now.missing_archive:
        found.append(f"归档材料还缺：{'、'.join(now.missing_archive)}。")
    if case["state"] == workflow.TOWN_REVIEW and now.actor == _accepted_by(desk, case):
        found.append(f"受理和审核都是“{now.actor}”，请尽量由另一人审核。")
    if case["state"] in (workflow.VILLAGE_NOTICE, workflow.TOWN_NOTICE) and now.notice:
        remark = notices.period(desk.rules(date.fromisoformat(now.notice[0])), now.notice[0]).remark
        found += [remark] if remark else []
    if 0 < now.recovered < now.paid:
        left = yuan(now.paid - now.recovered)
        more = "再追回的先归档，归档后可以继续办理追回。" if case["state"] == workflow.RECOVERED else ""
        found.append(
            f"已发放 {yuan(now.paid)} 元，追回 {yuan(now.recovered)} 元，还有 {left} 元没有追回。{more}"
        )
    return [*found, *_papers(desk, case, now)]


def _papers(desk: Desk, case: Row, now: Circumstances) -> Iterator[str]:
    if now.missing_evidence:
        yield f"佐证材料还缺：{'、'.join(now.missing_evidence)}。"
    if unsigned := agents.remark(case, rules_for(desk, case)):
        yield unsigned


def _accepted_by(desk: Desk, case: Row) -> str:
    keyed = [s["actor"] for s in queries.steps(desk.store, case["id"]) if s["action"] == "accept"]
    return keyed[-1] if keyed else ""
