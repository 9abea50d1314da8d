"""公示结果证明 and 异议核查记录: what came of a notice, and how each objection against it was looked into."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eduaid_desktop.domain import family_words, masks, terms, workflow
from eduaid_desktop.domain.dates import BLANK_DATE, spoken
from eduaid_desktop.domain.fields import Field
from eduaid_desktop.domain.letter import Letter, Part
from eduaid_desktop.domain.money import amount_in_words, yuan
from eduaid_desktop.errors import Refused
from eduaid_desktop.services import notice_board, office, print_ledger, relief, villages
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.notice_board import Sheet
from eduaid_desktop.services.papers.answers import answered
from eduaid_desktop.services.papers.case_papers import notices
from eduaid_desktop.services.papers.kinds import LETTERS, NOTICE, Document, Page, Wanted, drawn
from eduaid_desktop.services.papers.subjects import of_notice, of_record
from eduaid_desktop.store import relief_queries
from eduaid_desktop.store.store import Row

if TYPE_CHECKING:
    from eduaid_desktop.documents.objection_record import ObjectionData
    from eduaid_desktop.documents.paper import Printed

_ISSUED = Field("issued_on", "出具日期", "date", hint="不填的留空手写")
_NAMED = Field("raiser_named", "写明提出人", "flag", default="否", hint="提出人愿意公开的才勾")
_SIGNED = {
    "village": ("村负责人", "驻村工作队（第一书记）", "村务监督"),
    "township": ("经办人", "分管领导", "监督人"),
}
_GONE = (workflow.REJECTED, workflow.WITHDRAWN)


def _sheets(desk: Desk, wanted: Wanted) -> list[Sheet]:
    return [notice_board.sheet(desk, row["id"]) for row in notices(desk, wanted)]


def _results(desk: Desk, wanted: Wanted) -> list[Page]:
    asked = answered(desk, wanted, (_ISSUED,))
    found = _sheets(desk, wanted)
    if not found:
        raise Refused("还没有公示，没有公示结果可以证明。村级初审同意后先公示。")
    whole = [each for each in found if not why_no_result(each)]
    if not whole:
        raise Refused(why_no_result(found[0]))
    return [(_result(desk, each, asked), of_notice(each.row)) for each in whole]


def why_no_result(found: Sheet) -> str:
    """Why there is no result of a notice yet, "" where there is one."""
    if not found.cases:
        return "这个公示的名单都已另行公示，结果看后来的公示。"
    if not found.over:
        return f"公示到{spoken(found.row['to_date'])}才结束，从次日起才有公示结果证明。"
    return ""


def _result(desk: Desk, found: Sheet, asked: Mapping[str, Any]) -> Letter:
    row = found.row
    village = villages.name_on(desk.store, row["village"], row["from_date"])
    sender = f"{village}村民委员会" if village else office.organisation(desk, "township_government")
    return Letter(
        "公示结果证明",
        (
            Part("", (_opening(desk, found),)),
            Part("一、异议和核查", tuple(_objections(desk, found))),
            Part("二、公示照片", (_photographs(found),)),
            Part("三、公示结果", (_conclusion(found), "特此证明。")),
        ),
        sender,
        spoken(asked["issued_on"]) or BLANK_DATE,
        above=(f"公示编号：{row['term']}-{row['id']:03d}", ""),
        signed=_SIGNED[row["kind"]],
        number=f"{row['term']}-{row['id']:03d}",
    )


def _opening(desk: Desk, found: Sheet) -> str:
    amount = sum(case["amount"] or 0 for case in found.cases)
    where = f"{office.info(desk)['name']}{villages.name_on(desk.store, found.row['village'], found.row['from_date'])}"
    down = f"，{spoken(found.row['taken_down'])}取下" if found.row["taken_down"] else ""
    return (
        f"{where}{terms.label(found.row['term'])}教育扶贫救助基金拟救助学生名单，于{found.period}张贴公示{down}。"
        f"名单共{len(found.cases)}人，拟救助金额合计{amount_in_words(amount)}（¥{yuan(amount)}）。"
    )


def _objections(desk: Desk, found: Sheet) -> Iterator[str]:
    if not found.objections:
        yield "公示期间没有收到异议。"
        return
    yield f"公示期间收到异议{len(found.objections)}件："
    for place, each in enumerate(found.objections, 1):
        said = f"{place}. {spoken(each['received_on'])}收到对{each['name']}的异议：{_plain(each, each['content'])}。"
        if each["resolved_on"] is None:
            yield f"{said}{each['result']}。"
            continue
        found_out = f"核查结果：{_plain(each, each['finding'])}（{spoken(each['resolved_on'])}）。"
        yield f"{said}{found_out}处理：{each['result']}。"


def _plain(objection: Row, words: str | None) -> str:
    """What somebody wrote, without its full stop, the name of whoever objected, and long numbers."""
    hidden = {objection["raised_by"]} if objection["raised_by"] else set()
    shown = family_words.without_others(words or "", hidden, {objection["name"]})
    return masks.in_text(shown).rstrip("。")


def _photographs(found: Sheet) -> str:
    if found.photos:
        return f"附公示照片{found.photos}张。"
    return "公示照片另附，共　　　张。"


def _conclusion(found: Sheet) -> str:
    """Who went through the notice, whatever became of the case since."""
    doubtful = {each["case_id"] for each in found.objections if each["result"] == "待核查"}
    left = [case for case in found.cases if not case["passed"]]
    gone = sum(case["state"] in _GONE for case in left)
    waiting = sum(case["id"] in doubtful for case in left)
    said = "公示期满" if found.objections else "公示期满，没有收到异议"
    off = f"，{gone}人公示期间不再列入" if gone else ""
    rest = f"，{waiting}人的异议还在核查，结果另行证明" if waiting else ""
    return f"{said}。名单上{len(found.cases) - gone - waiting}人通过公示{off}{rest}。"


def _objection_record(desk: Desk, path: Path, wanted: Wanted) -> "Printed":
    from eduaid_desktop.documents import objection_record

    named = bool(answered(desk, wanted, (_NAMED,))["raiser_named"])
    records = [
        print_ledger.numbered(
            desk, "objection_record", _record(desk, sheet, each, named),
            of_record("objection", each, f"{each['name']} {each['case_no'] or ''}".strip(), sheet.row["term"]),
        )
        for sheet, each in _raised(desk, wanted)
    ]  # fmt: skip
    return objection_record.write(records, path, printed_on=desk.today(), reprint=wanted.reprint)


def _raised(desk: Desk, wanted: Wanted) -> list[tuple[Sheet, dict[str, Any]]]:
    """The objections that are wanted, each with its notice. Raises Refused where there are none."""
    if wanted.case and not wanted.what:
        case_id = relief.find_case(desk, wanted.case)["id"]
        ids = {row["notice_id"] for row in desk.store.select("objection", case_id=case_id)}
        sheets = [notice_board.sheet(desk, notice_id) for notice_id in sorted(ids)]
        found = [(sheet, each) for sheet in sheets for each in sheet.objections if each["case_id"] == case_id]
    else:
        found = [(sheet, each) for sheet in _sheets(desk, wanted) for each in sheet.objections]
    if not found:
        raise Refused("没有登记过异议，没有异议核查记录可以打印。收到异议的，先在申请里登记“收到异议”。")
    return found


def _record(desk: Desk, sheet: Sheet, objection: dict[str, Any], named: bool) -> "ObjectionData":
    """named: whether it says who objected; how to reach her it never says."""
    from eduaid_desktop.documents.objection_record import ObjectionData

    step = _settled(desk, objection)
    shown = objection if not named else {**objection, "raised_by": None}
    return ObjectionData(
        number=f"{sheet.row['term']}-{sheet.row['id']:03d}-{objection['id']}",
        office=office.organisation(desk, "township_government"),
        notice=sheet.place,
        period=sheet.period,
        student=objection["name"],
        case_no=objection["case_no"] or "",
        received_on=objection["received_on"],
        raised_by=_raiser(objection, named),
        content=_plain(shown, objection["content"]),
        finding=_plain(shown, objection["finding"]),
        decision=_decision(desk, objection, step),
        resolved_on=objection["resolved_on"] or "",
        signer=(step or {}).get("signer") or "",
    )


def _raiser(objection: Mapping[str, Any], named: bool) -> str:
    if not objection["raised_by"]:
        return "没有留名"
    return str(objection["raised_by"]) if named else "不公开"


def _settled(desk: Desk, objection: Mapping[str, Any]) -> Row | None:
    """The step that settled an objection."""
    steps = relief_queries.step_rows(desk.store, objection["case_id"])
    done = [s for s in steps if s["action"] == "objection_done" and s["on_date"] == objection["resolved_on"]]
    return done[-1] if done else None


def _decision(desk: Desk, objection: Mapping[str, Any], step: Row | None) -> str:
    """What was decided, in a sentence; "" while nothing is."""
    if step is None:
        return objection["result"] if objection["resolved_on"] else ""
    if step["to_state"] == workflow.REJECTED:
        return f"异议属实，不予救助。原因：{_plain(dict(objection), step['reason'])}。"
    if objection["hangs"]:
        return "异议不影响名单，按原公示期继续公示。"
    later = relief_queries.notice_of(desk.store, objection["case_id"])
    period = f"（{spoken(later['from_date'])}至{spoken(later['to_date'])}）" if later else ""
    return f"名单有变，重新公示{period}。"


DOCUMENTS = {
    "notice_result": Document(
        "公示结果证明", drawn("notice_result", _results), LETTERS, ("case", "term"), (NOTICE,), (_ISSUED,),
        returns=True,
    ),
    "objection_record": Document(
        "异议核查记录", _objection_record, LETTERS, ("case", "term"), (NOTICE,), (_NAMED,), returns=True
    ),
}  # fmt: skip
