"""What stands on each document, gathered from the records; documents/ puts it on paper."""

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any

from eduaid_desktop.domain import notices, public_notice, terms, workflow
from eduaid_desktop.domain.letter import TO_WRITE
from eduaid_desktop.domain.relief import COSTS, RELIEF
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.services import office, opinions, relief, schools, villages
from eduaid_desktop.services.as_of import Then
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import people
from eduaid_desktop.store.store import Row

if TYPE_CHECKING:
    from eduaid_desktop.documents.approval_data import ApprovalFormData, Item, Opinion
    from eduaid_desktop.documents.approval_slip import ApprovalSlipData
    from eduaid_desktop.documents.notice_list import NoticeListData, NoticeRow

_AGENCIES = {
    "township": "township_government",
    "poverty": "poverty_office",
    "education": "education_bureau",
    "finance": "finance_bureau",
    "government": "county_government",
}
# The boxes of the form that print a field under the field's own name.
_SAME = (
    "name", "sex", "ethnic", "id_number", "student_number", "stage", "school", "place", "grade", "class_name",
    "boarding", "address", "head_name", "head_id_number", "cause", "guardian_name", "guardian_relation",
    "guardian_id_number", "reason", "purpose", "payee_name", "payee_relation",
)  # fmt: skip


def form(desk: Desk, case: Row, *, filled: bool, then: Then | None = None) -> "ApprovalFormData":
    """The approval form of a case; with filled, the opinions given so far stand in their boxes.

    then: the case as it stood on a day, with the settings and the bodies of that day.
    """
    from eduaid_desktop.documents.approval_data import ApprovalFormData

    rules = desk.rules(_day(then))
    words = _words(desk, case, case["application_date"])
    return ApprovalFormData(
        case_no=case["case_no"] or "",
        county=office.info(desk)["county"],
        term=terms.label(case["term"]) if case["term"] else "",
        filled_on=case["application_date"] or "",
        birth=case["birth_date"] or "",
        guardian_phone=words["phone"],
        received=_received(desk, case, rules, then),
        costs=_costs(case),
        applied_fen=case["applied"],
        agent=_agent(words),
        signed_later_on=case["signed_by_applicant"] or "",
        bank=words["payee_bank"],
        account=words["payee_account"],
        opinions=_opinions(desk, case, then) if filled else (),
        sentences=_sentences(rules),
        agencies=_agencies(desk, words["village"], _day(then)),
        with_school=bool(rules.settings["school_opinion"]),
        over_cap=any(case[flag] for flag in ("over_band", "over_student_cap", "over_household_cap")),
        two_sided=bool(rules.settings["form_two_sided"]),
        copies=rules.settings["form_copies"],
        name_bo=_name_bo(desk, case),
        **_household(case, words),
        **{name: words[name] for name in _SAME},
    )


def _name_bo(desk: Desk, case: Row) -> str:
    """The child's name in Tibetan, where the office prints it."""
    if not desk.rules().settings["print_tibetan_names"]:
        return ""
    return str(desk.store.get("person", case["person_id"])["name_bo"] or "")


def _village_bo(desk: Desk, case: Row) -> str:
    """The village's name in Tibetan: its own, or what the county's table of labels has beside its name."""
    if not (case["village"] and desk.rules().settings["print_tibetan_names"]):
        return ""
    row = desk.store.select("region", code=case["village"])[0]
    known = desk.store.select("bilingual_label", chinese=row["name"])
    return str(row["name_bo"] or (known[0]["tibetan"] if known else ""))


def _day(then: Then | None) -> date | None:
    return date.fromisoformat(then.day) if then else None


def _agent(words: dict[str, Any]) -> str:
    """Row 19 of the form: who filed for the applicant, "" where she filed herself."""
    named = (("代办人", "agent_name"), ("与学生关系", "agent_relation"), ("电话", "agent_phone"))
    return "　".join(
        f"{title}：{words[name]}" for title, name in named if words["agent_name"] and words[name]
    )


def _words(desk: Desk, case: Row, day: str | None) -> dict[str, Any]:
    """day: of the paper, which names village and school as they were called then."""
    rules, day = desk.rules(), day or desk.today().isoformat()
    words = {f.name: f.shown(case.get(f.name), rules) for f in RELIEF.fields}
    words["village"] = villages.name_on(desk.store, case["village"], day)
    words["school"] = schools.name_on(desk.store, words["school"], day) or ""
    if not words["id_number"] and case.get("temporary_number"):
        words["id_number"] = case["temporary_number"]
    return words


def _household(case: Row, words: dict[str, Any]) -> dict[str, Any]:
    return {
        "household_no": words["household_number"],
        "household_status": "·".join(w for w in (words["household_type"], words["monitor_kind"]) if w),
        "household_size": case["population"],
        "household_income_fen": case["annual_income"],
        "income_per_head_fen": case["per_capita_income"],
    }


def _agencies(desk: Desk, village: str, day: date | None) -> tuple[tuple[str, str], ...]:
    named = ((step, office.organisation(desk, role, day)) for step, role in _AGENCIES.items())
    return (("village", f"{village}村民委员会"), *named)


def _received(desk: Desk, case: Row, rules: Rules, then: Then | None) -> "tuple[Item, ...] | None":
    """None while not asked, () for 无, else the aid records of the term or what the paper says."""
    from eduaid_desktop.documents.approval_data import Item

    if case["aid_received"] is None and case["aid_received_amount"] is None:
        return None
    if case["aid_received"] == "无":
        return ()
    about = {"person_id": case["person_id"], "term": case["term"]}
    rows = then.parts["aid"] if then else desk.store.select("aid", **about)
    known = [Item(rules.label("programme", a["programme"]), a["amount"]) for a in rows]
    return tuple(known) or (Item(case["aid_received"] or "其他", case["aid_received_amount"]),)


def _costs(case: Row) -> "tuple[Item, ...]":
    from eduaid_desktop.documents.approval_data import Item

    return tuple(Item(f.label, case[f.name]) for f in COSTS if case[f.name] is not None)


def _sentences(rules: Rules) -> tuple[tuple[str, str], ...]:
    """What is printed in the boxes that are left for the pen, as the office words it."""
    from eduaid_desktop.documents.approval_data import STEPS

    printed = ((step, opinions.sentence(rules, f"{step}.空白", {})) for step in STEPS)
    return tuple((step, words) for step, words in printed if words)


def _opinions(desk: Desk, case: Row, then: Then | None) -> "tuple[Opinion, ...]":
    """Those that stand; a voided one is none."""
    from eduaid_desktop.documents.approval_data import Opinion

    return tuple(
        Opinion(
            step=o["box"],
            text=o["text"] or "",
            # The sentence says the decision and the amount itself; without one they stand alone.
            decision="" if o["text"] else o["decision"] or "",
            amount_fen=None if o["text"] else o["amount"],
            signer1=o["signer"] or "",
            signer2=o["second_signer"] or "",
            date=o["signed_on"] or "",
        )
        for o in (then.parts["opinion"] if then else desk.store.select("opinion", case_id=case["id"]))
        if not o["voided_on"]
    )


def slip(desk: Desk, case: Row, then: Then | None = None) -> "ApprovalSlipData":
    """The slip of an approved case; of the account only its last four digits. then: as form takes it."""
    from eduaid_desktop.documents.approval_slip import ApprovalSlipData

    words = _words(desk, case, case["approved_on"])
    return ApprovalSlipData(
        case_no=case["case_no"],
        county=office.info(desk)["county"],
        township=office.organisation(desk, "township_government", _day(then)),
        term=terms.label(case["term"]),
        approved_fen=case["approved"],
        approved_doc_no=case["approval_document"] or "",
        approved_on=case["approved_on"] or "",
        account_last4=words["payee_account"][-4:],
        name_bo=_name_bo(desk, case),
        village_bo=_village_bo(desk, case),
        **{n: words[n] for n in ("name", "school", "stage", "grade", "village", "purpose", "payee_name")},
    )


def notice(desk: Desk, row: Row) -> "NoticeListData":
    """A notice with its children; only the columns that 教财厅函〔2017〕28号 allows."""
    from eduaid_desktop.documents.notice_list import NoticeListData

    day = date.fromisoformat(row["from_date"])
    info, rules = office.info(desk), desk.rules(day)
    village = villages.name_on(desk.store, row["village"], row["from_date"])
    government = office.organisation(desk, "township_government", day)
    step = "村级民主评议" if village else "乡镇审核"
    cases = _noticed(desk, row["id"])
    namesakes = people.namesakes(desk.store, {case["village"] for case in cases})
    return NoticeListData(
        number=f"{row['term']}-{row['id']:03d}",
        place=f"{info['name']}{village}",
        term=terms.label(row["term"]),
        basis=f"教育扶贫救助基金管理规定和{step}结果",
        rows=tuple(_notice_row(desk, case, row["from_date"], namesakes) for case in cases),
        period_from=row["from_date"],
        period_to=row["to_date"],
        days=row["days"],
        day_kind=notices.DAY_KINDS[row["day_kind"]],
        phones=phones(desk, government, day),
        organisation=f"{village}村民委员会" if village else government,
        announced_on=row["from_date"],
        columns=public_notice.require_columns(rules.settings["notice_columns"]),
        namesakes=frozenset(name for _, name in namesakes),
    )


def phones(desk: Desk, government: str, day: date) -> tuple[tuple[str, str], ...]:
    """Who supervises a notice, and the number to call.

    day: on which it is hung up; the bodies as they were called then, with the telephones of today.
    """
    bureau = office.organisation(desk, "education_bureau", day)
    bodies = ((government, "township_government"), (bureau, "education_bureau"))
    return tuple((name, office.phone(desk, role) or TO_WRITE) for name, role in bodies)


def _noticed(desk: Desk, notice_id: int) -> list[Row]:
    joined = desk.store.select("notice_case", notice_id=notice_id)
    cases = [relief.load(desk, row["case_id"]) for row in joined]
    return [c for c in cases if c["state"] not in (workflow.REJECTED, workflow.WITHDRAWN)]


def _notice_row(desk: Desk, case: Row, day: str, namesakes: Collection[tuple[str, str]]) -> "NoticeRow":
    """day: on which it is hung up. namesakes: (village, name) of the names that several people of a village bear."""
    from eduaid_desktop.documents.notice_list import NoticeRow

    shared = {name for village, name in namesakes if village == case["village"]}
    return NoticeRow(
        student_name=public_notice.named(case["name"], case["group_name"], shared),
        head_name=case["head_name"] or "",
        school=schools.name_on(desk.store, case["school"], day) or "",
        grade_class=f"{case['grade'] or ''}{case['class_name'] or ''}",
        purpose=desk.rules().label("relief_purpose", case["purpose"]),
        amount_fen=case["proposed"] if case["proposed"] is not None else case["applied"],
    )
