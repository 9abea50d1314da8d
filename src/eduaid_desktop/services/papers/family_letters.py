"""告知单: why a family was refused, where its application stands, what is to be put right; plain words on paper.

A letter is about one application and names no other family; of an account it shows the last four digits.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from eduaid_desktop.domain import family_words, masks, terms, workflow
from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.domain.fields import Field
from eduaid_desktop.domain.letter import TO_WRITE, Letter, Part, Receipt
from eduaid_desktop.domain.money import amount_in_words, yuan
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import deadlines, office, relief, relief_checks, villages
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.family_duties import duties
from eduaid_desktop.services.papers.answers import answered
from eduaid_desktop.services.papers.kinds import LETTERS, VILLAGE, Document, Page, Wanted, drawn
from eduaid_desktop.services.papers.subjects import of_case
from eduaid_desktop.store import family_queries
from eduaid_desktop.store import relief_queries as queries
from eduaid_desktop.store.store import Row

_ASKS = (Field("issued_on", "落款日期", "date", hint="不填的是今天；补打以前的，填那一天"),)
_NUMERALS = "一二三四五"
_ENDED = (workflow.REJECTED, workflow.ARCHIVED)
_NOTICED = (workflow.VILLAGE_NOTICE, workflow.OBJECTION, workflow.TOWN_NOTICE)


@dataclass(frozen=True)
class Kind:
    """title; states: of the cases it may be about; letter: what stands on it, or why there is none (Refused)."""

    title: str
    states: tuple[int, ...]
    letter: "Callable[[Desk, Row], Letter]"
    none: str


def _pages(desk: Desk, wanted: Wanted, kind: Kind) -> list[Page]:
    """The letter of a case, or one each for the cases of a term (and a village) that it is about.

    Raises Refused where there is nothing to tell.
    """
    issued = answered(desk, wanted, _ASKS)["issued_on"] or desk.today().isoformat()
    return [
        (replace(kind.letter(desk, case), date=spoken(issued)), of_case(case))
        for case in _cases(desk, wanted, kind)
    ]


def _cases(desk: Desk, wanted: Wanted, kind: Kind) -> list[Row]:
    if wanted.case:
        return [relief.load(desk, relief.find_case(desk, wanted.case)["id"])]
    if not (wanted.term or wanted.what):
        raise UserError("请指明一份申请、一个学期或一个村。")
    term = wanted.term or terms.of(desk.today())
    ids = family_queries.cases(desk.store, term, villages.code_of(desk, wanted.what), kind.states)
    cases = [relief.load(desk, case_id) for case_id in ids]
    found = [case for case in cases if not why_not(desk, case, kind)]
    if not found:
        raise Refused(f"{terms.label(term)}{wanted.what or ''}没有要打印{kind.title}的申请。")
    return found


def why_not(desk: Desk, case: Row, kind: Kind) -> str:
    """Why there is no such letter for a case, "" when there is one."""
    if kind is REJECTION:
        return "" if _refusal(desk, case) else kind.none
    if kind is CORRECTION:
        return "" if _sent_back(desk, case) else kind.none
    return "" if case["state"] in kind.states else kind.none


def _refusal(desk: Desk, case: Row) -> Row | None:
    """The step that refused a case, while it still counts as refused."""
    steps = [s for s in queries.step_rows(desk.store, case["id"]) if s["action"] != "archive"]
    refused = bool(steps) and steps[-1]["to_state"] == workflow.REJECTED and case["state"] in _ENDED
    return steps[-1] if refused else None


def _sent_back(desk: Desk, case: Row) -> Row | None:
    """The step that sent a case back, while nobody has put it right."""
    steps = queries.step_rows(desk.store, case["id"])
    return steps[-1] if steps and steps[-1]["action"] == "send_back" else None


def _rejection(desk: Desk, case: Row) -> Letter:
    step = _refusal(desk, case)
    if step is None:
        raise Refused(REJECTION.none)
    by = family_words.refused_by(step["from_state"], office.info(desk)["name"], _village_name(desk, case))
    opening = (
        f"您家为{case['name']}{_applied(case)}，在{spoken(step['on_date'])}的{by}中没有批准。"
        "我们知道孩子上学不容易，现在把原因和您还可以做的事告诉您。"
    )
    sections = [
        _part(
            0,
            "没有批准的原因",
            [f"{_plain(desk, case, step['reason'])}。".replace("。。", "。"), *_rule(desk, case, step)],
        ),
        _part(1, "您还可以做什么", _still_open(desk, case)),
    ]
    return _letter(desk, case, REJECTION.title, opening, sections)


def _rule(desk: Desk, case: Row, step: Row) -> Iterator[str]:
    """The paper and the rule behind a refusal, where there are any."""
    if step["document"]:
        yield f"文件：{step['document']}。"
    rules = relief_checks.rules_for(desk, case)
    offered = rules.policy["relief_eligibility"]
    if case["household_type"] and case["household_type"] not in offered and offered:
        clause = next((f"（{each['clause']}）" for each in offered.values() if each.get("clause")), "")
        kind = rules.label("household_type", case["household_type"])
        yield f"按规定，这项救助给{'、'.join(offered)}，登记的户类型是“{kind}”{clause}。"


def _still_open(desk: Desk, case: Row) -> list[str]:
    closed = case["term"] in desk.rules().settings["closed_terms"]
    when = "下一个学期" if closed else "本学期还在受理的时候，或者下一个学期"
    return [
        "对结果有疑问的，请带上这份告知书来问：",
        *_whom(desk),
        f"家里的情况有变化，或者有了新的证明材料，可以在{when}再申请。",
        "学校的其他资助另外申请，不受这次结果的影响。",
    ]


def _waiting(desk: Desk, case: Row) -> Letter:
    if case["state"] not in WAITING.states:
        raise Refused(WAITING.none)
    town, state = office.info(desk)["name"], case["state"]
    stand = relief.status(desk, case["id"])
    opening = f"您家为{case['name']}{_applied(case)}，现在办到这一步，告诉您一声。"
    here = [
        f"{family_words.where(state, town)}。",
        _lasted(case, stand["days"]),
    ]
    if stand["holder"]:
        here.append(f"现在由{stand['holder']}办理。")
    if case["approved"] is not None:
        here.append(f"批准的救助金：{yuan(case['approved'])} 元（{amount_in_words(case['approved'])}）。")
    needed = duties(desk, case) or ["现在不用再交什么。请保持电话畅通，收款的卡不要停用。"]
    sections = [
        _part(0, "现在到哪一步", here),
        _part(1, "接下来", _coming(desk, case, town)),
        _part(2, "要请您做的", [_plain(desk, case, words) for words in needed]),
        _part(3, "有事问谁", _whom(desk)),
    ]
    return _letter(desk, case, WAITING.title, opening, sections)


def _lasted(case: Row, days: int) -> str:
    return f"从{spoken(case['since'])}起，到今天 {days} 天。" if days else "今天刚办到这一步。"


def _coming(desk: Desk, case: Row, town: str) -> Iterator[str]:
    """What comes next, and by when the timetable wants it; nothing is promised that the time left does not allow."""
    notice = queries.notice_of(desk.store, case["id"])
    to_date = notice["to_date"] if notice and case["state"] in _NOTICED else None
    yield f"{family_words.what_next(case['state'], town, spoken(to_date))}。"
    plan = deadlines.timetable(desk, case["term"])
    step = plan.last_of(case["state"])
    if step is None or plan.risk({**case, "to_date": to_date}):
        yield "这一步比原来的时间安排晚了，我们会抓紧办，有了结果马上告诉您。"
        return
    yield f"按时间安排，这一步在{spoken(step[1].isoformat())}前办完。"
    yield f"按规定，批准的救助金在{spoken(plan.deadline.isoformat())}前发到卡上。"


def _correction(desk: Desk, case: Row) -> Letter:
    step = _sent_back(desk, case)
    if step is None:
        raise Refused(CORRECTION.none)
    to_village = step["to_state"] == workflow.VILLAGE_REVIEW
    whose = f"{case['name']}{_applied(case)}" if to_village else f"您家为{case['name']}{_applied(case)}"
    opening = f"{whose}，审核时发现还要补正，在{spoken(step['on_date'])}退了回来。补正以后马上接着办。"
    lacking = [words for words in duties(desk, case) if step["reason"] not in words]
    plan = deadlines.timetable(desk, case["term"])
    last = plan.last_of(case["state"])
    by = f"请在{spoken(last[1].isoformat())}前" if last and last[1] > plan.today else "请尽快"
    sections = [
        _part(0, "要补正的", [_plain(desk, case, f"{step['reason']}。".replace("。。", "。")), *lacking]),
        _part(1, "交到哪里", [f"{by}交到{_whom(desk)[0]}"]),
    ]
    to = f"{_village_name(desk, case)}村民委员会" if to_village else ""
    return _letter(desk, case, CORRECTION.title, opening, sections, to)


def _letter(desk: Desk, case: Row, title: str, opening: str, parts: Sequence[Part], to: str = "") -> Letter:
    """to: whom it is addressed to, the family when "". What a family must have received brings its receipt."""
    number = case["case_no"] or "（还没有编号）"
    receipt = Receipt(f"{title}（{number}）", to or _family(case), fingerprint=not to)
    return Letter(
        title,
        (Part("", (opening,)), *parts),
        office.organisation(desk, "township_government"),
        to=to or _family(case),
        above=(f"申请编号：{number}", ""),
        signed=("经办人",),
        number=case["case_no"] or "",
        small=True,
        receipt=None if title == WAITING.title else receipt,
    )


def _family(case: Row) -> str:
    return case["guardian_name"] or case["head_name"] or f"{case['name']}的家长"


def _applied(case: Row) -> str:
    amount = f"（申请 {yuan(case['applied'])} 元）" if case["applied"] else ""
    return f"申请的{terms.label(case['term'])}教育扶贫救助基金{amount}"


def _part(number: int, title: str, lines: "Sequence[str] | Iterator[str]") -> Part:
    return Part(f"{_NUMERALS[number]}、{title}", tuple(lines))


def _village_name(desk: Desk, case: Row) -> str:
    return villages.name_on(desk.store, case["village"], desk.today().isoformat())


def _whom(desk: Desk) -> list[str]:
    """格桑镇人民政府，电话 …。 and the same of the county's education bureau."""
    named = [(office.organisation(desk, role), office.phone(desk, role)) for role in _BODIES]
    return [f"{name}，电话 {phone or TO_WRITE}。" for name, phone in named]


def _plain(desk: Desk, case: Row, words: str) -> str:
    """What somebody wrote, without the names of other families and without long numbers."""
    own = {case[n] for n in ("name", "head_name", "guardian_name", "payee_name", "agent_name") if case[n]}
    kept = own | family_queries.places(desk.store)
    hidden = family_queries.names_beside(desk.store, case)
    return masks.in_text(family_words.without_others(words or "", hidden, kept))


_BODIES = ("township_government", "education_bureau")
REJECTION = Kind(
    "不予救助告知书", _ENDED, _rejection, "只有不予救助的申请才有告知书；在办的请打印“办理进度告知单”。"
)
WAITING = Kind(
    "办理进度告知单",
    tuple(s for s in workflow.STATES if s <= workflow.PAY_FAILED),
    _waiting,
    "这份申请已经办结，没有进度可以告知；不予救助的请打印“不予救助告知书”。",
)
CORRECTION = Kind(
    "补正通知",
    (workflow.DRAFT, workflow.VILLAGE_REVIEW, workflow.COUNTY_RETURNED),
    _correction,
    "这份申请现在没有退回补正，没有补正通知可以打印。",
)
_OF = {"rejection_letter": REJECTION, "waiting_letter": WAITING, "correction_letter": CORRECTION}
DOCUMENTS = {
    key: Document(
        kind.title,
        drawn(key, partial(_pages, kind=kind)),
        LETTERS,
        ("case", "term"),
        (VILLAGE,),
        _ASKS,
        returns=kind is not WAITING,
    )
    for key, kind in _OF.items()
}
