"""佐证材料清单 on paper: of one case with boxes to tick, or of a term, a sheet per village, with what is missing."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from eduaid_desktop.domain import agents, terms
from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.domain.sheet import Column, Section, Sheet
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import evidence, office, relief, schools, villages
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.papers import subjects
from eduaid_desktop.services.papers.kinds import FILE, VILLAGE, Document, Page, Wanted, drawn
from eduaid_desktop.store.store import Row

Piece = Mapping[str, Any]

_TITLE = "佐证材料清单"
_LACKING = (Column("代码", 14), Column("材料", 40), Column("应当有什么", 72), Column("收到打“√”", 22))
_THERE = (
    Column("代码", 14),
    Column("材料", 40),
    Column("收到日期", 30),
    Column("件数", 14),
    Column("说明", 50),
)
_OF_VILLAGE = (
    Column("序号", 12), Column("编号", 46), Column("学生", 26), Column("户主", 26), Column("就读学校", 44),
    Column("还缺的材料", 58), Column("补签", 18), Column("收到打“√”", 27),
)  # fmt: skip
_BOX = "□"


def _pages(desk: Desk, wanted: Wanted) -> list[Page]:
    """Of a case, or of a term and where wanted.what names one, of that village alone.

    Raises UserError when neither is named or there is no such village, Refused when nothing is missing.
    """
    if wanted.case:
        case = relief.load(desk, relief.find_case(desk, wanted.case)["id"])
        return [(of_case(desk, case), subjects.of_case(case))]
    if not wanted.term:
        raise UserError("请指明一份申请或一个学期（可以只打印一个村）。")
    sheets = of_term(desk, wanted.term, wanted.what or "")
    return [(sheet, subjects.of_term(desk, wanted.term, code)) for code, sheet in sheets]


def of_case(desk: Desk, case: Row) -> Sheet:
    """Every document of a case: what is missing on top, with boxes to tick, then what came, then what may come."""
    documents = evidence.of(desk, case["id"])
    there = [d for d in documents if d["present"]]
    lacks = [d for d in documents if d["required"] and not d["present"]]
    perhaps = [d for d in documents if not d["required"] and not d["present"]]
    number = case["case_no"] or "（还没有编号）"
    return Sheet(
        _TITLE,
        (
            Section(f"一、还缺的材料（必备，{len(lacks)} 件）", "" if lacks else "没有。", *_to_bring(lacks)),
            Section(f"二、已经收到（{len(there)} 件）", "" if there else "还没有。", *_there(there)),
            Section("三、视情况提供", "" if perhaps else "没有。", *_to_bring(perhaps)),
        ),
        above=(f"编号：{number}", f"{terms.label(case['term'])}　{desk.store.get('office', 1)['name']}"),
        opening=_about(desk, case),
        closing=agents.remark(case, desk.rules()),
        signed=("送交人", "接收人", "日期"),
        number=case["case_no"] or "",
    )


def of_term(desk: Desk, term: str, village: str = "") -> list[tuple[str | None, Sheet]]:
    """A sheet for every village of a term with what its cases lack; village: the name or code of the only one."""
    found = evidence.lacking(desk, term, villages.code_of(desk, village))
    if not found:
        raise Refused(f"{village or terms.label(term)}没有缺材料或待补签的救助申请，不用打印清单。")
    by_village = groupby(found, key=lambda case: case["village"])
    return [(code, _of_village(desk, term, code, list(cases))) for code, cases in by_village]


def _of_village(desk: Desk, term: str, code: str | None, cases: Sequence[Mapping[str, Any]]) -> Sheet:
    today = desk.today().isoformat()
    name = villages.name_on(desk.store, code, today) or "（未填行政村）"
    unsigned = sum(case["unsigned"] for case in cases)
    words = f"以下 {len(cases)} 份救助申请的材料还没有收齐，请通知各户补齐，由村里统一送来。"
    if unsigned:
        words += f"其中 {unsigned} 份由他人代办，请申请人回来后补签。{agents.season_words(desk.rules())}"
    return Sheet(
        f"{name}{_TITLE}",
        (Section(columns=_OF_VILLAGE, rows=[_line(desk, *each) for each in enumerate(cases, 1)]),),
        above=(terms.label(term), f"{office.info(desk)['name']}　{spoken(today)}"),
        opening=words,
        signed=("村经办人", "乡镇经办人", "送交日期"),
        landscape=True,
    )


def _line(desk: Desk, position: int, case: Mapping[str, Any]) -> Sequence[str]:
    school = schools.name_on(desk.store, case["school"], desk.today().isoformat()) or ""
    return (
        str(position),
        case["case_no"] or "（草稿）",
        case["name"],
        case["head_name"] or "",
        f"{school}{case['grade'] or ''}",
        "、".join(case["missing"]) or "材料已齐",
        "待补签" if case["unsigned"] else "",
        _BOX,
    )


def _to_bring(documents: Sequence[Piece]) -> tuple[Sequence[Column], Sequence[Sequence[str]]]:
    rows = [(d["code"], d["label"], _with_reason(d), _BOX) for d in documents]
    return (_LACKING, rows) if rows else ((), ())


def _with_reason(document: Piece) -> str:
    hint, why = str(document["hint"]), document["why"]
    return f"{hint}（{why}）" if why else hint


def _there(documents: Sequence[Piece]) -> tuple[Sequence[Column], Sequence[Sequence[str]]]:
    rows = [
        (
            d["code"],
            d["label"],
            spoken(d["received_on"]),
            str(d["count"]) if d["count"] else "",
            d["note"] or "",
        )
        for d in documents
    ]
    return (_THERE, rows) if rows else ((), ())


def _about(desk: Desk, case: Mapping[str, Any]) -> str:
    day = case["application_date"] or desk.today().isoformat()
    village = villages.name_on(desk.store, case["village"], day)
    school = schools.name_on(desk.store, case["school"], day) or ""
    parts = (("学生", case["name"]), ("户主", case["head_name"]), ("行政村", village), ("就读学校", school))
    return "　".join(f"{title}：{words}" for title, words in parts if words)


DOCUMENTS = {
    "evidence_list": Document(
        "佐证材料清单", drawn("evidence_list", _pages), FILE, ("case", "term"), (VILLAGE,)
    ),
}
