"""归档: what a case lacks before it is archived, and the papers on top of its file: cover and contents."""

from collections.abc import Iterable, Iterator
from datetime import date

from eduaid_desktop.domain import archive, dates, signatures, terms, workflow
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.domain.sheet import Column, Section, Sheet
from eduaid_desktop.errors import Refused
from eduaid_desktop.services import evidence_due, office, villages
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import relief_queries as queries
from eduaid_desktop.store.store import Row

_ENDED = (workflow.PAID, workflow.ARCHIVED, workflow.REJECTED, workflow.WITHDRAWN, workflow.RECOVERED)
_COLUMNS = (
    Column("序号", 10), Column("文件名称", 52), Column("编号（文号）", 47), Column("日期", 28), Column("页数", 9),
    Column("存放", 16),
)  # fmt: skip
_COVER = (Column("项目", 40), Column("内容", 116))
_PAPER, _HERE, _LACKING = "纸质", "数据文件", "缺"


def missing(desk: Desk, case: Row, rules: Rules) -> tuple[str, ...]:
    """What an ended case lacks to be archived, by name; empty where the setting archive_check is off today."""
    if case["state"] not in _ENDED or case["state"] == workflow.ARCHIVED:
        return ()
    if desk.rules().settings["archive_check"] == "off":
        return ()
    paid = any(p["result"] == "paid" for p in queries.payments(desk.store, case["id"]))
    boxes = {o["box"] for o in queries.opinions(desk.store, case["id"]) if not o["withdrawn"]}
    own = archive.missing(case["state"], archive.Held(boxes, paid, bool(case["approval_document"])))
    notice = queries.notice_of(desk.store, case["id"])
    return (*own, *evidence_due.to_archive(desk, case, rules, notice, paid=paid))


def chosen(desk: Desk, case: Row | None, term: str | None, village: str | None) -> list[Row]:
    """The ended cases of one file: that case, or all of a term, of one village (name or code) where it is given.

    Raises Refused while there is none.
    """
    if case:
        rows = [case]
    else:
        code = villages.code_of(desk, village)
        rows = queries.of_term(desk.store, term or "", code)
    ended = [case for case in rows if case["state"] in _ENDED]
    if not ended:
        raise Refused(
            "没有办结的申请可以立卷：已发放、不予救助、撤回、追回和已归档的才有档案封面和卷内目录。"
        )
    return ended


def cover(desk: Desk, cases: list[Row]) -> Sheet:
    """档案封面 of a file: whose it is, of which term and village, from when to when, how many pieces, kept how long."""
    rules, about = desk.rules(), office.info(desk)
    first, last = _span(cases)
    years = rules.settings["archive_years"]
    until = f"{int(last[:4]) + years}年12月31日"
    amount = sum(case["approved"] or 0 for case in cases)
    rows = (
        ("立卷单位", f"{about['county'] or ''}{about['name']}"),
        ("案卷题名", f"{_title(desk, cases)}教育扶贫救助基金申请和发放材料"),
        ("起止日期", f"{dates.spoken(first)}至{dates.spoken(last)}"),
        ("申请份数", f"{len(cases)} 份{_outcomes(cases)}"),
        ("批准金额", f"{yuan(amount)} 元"),
        ("卷内件数", f"{len(_entries(desk, cases))} 件，见卷内目录"),
        ("保管期限", f"{years} 年，至{until}（{rules.settings['archive_source']}）"),
        ("档案号", "、".join(_file_numbers(desk, cases))),
    )
    return Sheet("档案封面", (Section(columns=_COVER, rows=rows),), signed=("立卷人", "检查人", "立卷日期"))


def contents(desk: Desk, cases: list[Row]) -> Sheet:
    """卷内目录 of a file, in the order of section 5.6: what lies in it, its number and date, and where it lies."""
    rows = [[str(n), *entry] for n, entry in enumerate(_entries(desk, cases), 1)]
    above = (_title(desk, cases), office.info(desk)["name"])
    closing = "“数据文件”里的可以随时再打印；“缺”的补齐后放入本卷，在本目录上注明日期。页数装订后手填。"
    sections = (Section(columns=_COLUMNS, rows=rows),)
    return Sheet("卷内目录", sections, above=above, closing=closing, signed=("立卷人", "检查人"))


Entry = tuple[str, str, str, str, str]


def _entries(desk: Desk, cases: list[Row]) -> list[Entry]:
    """name, number, date, pages (to be written by hand), where; each paper of several cases once."""
    found = list[Entry]()
    told = [_of_case(desk, case, _rules(desk, case)) for case in cases]
    for key in archive.ORDER:
        found += dict.fromkeys(entry for case in told for entry in case.get(key, ()))
    return found


def _rules(desk: Desk, case: Row) -> Rules:
    """What documents a case needs is what held when the family applied, as for the step itself."""
    day = case["application_date"]
    return desk.rules(date.fromisoformat(day)) if day else desk.rules()


def _of_case(desk: Desk, case: Row, rules: Rules) -> dict[str, list[Entry]]:
    called = case["name"]
    found = {code: [entry] for code, entry in _documents(desk, case, rules, called)}
    if case["historical"]:
        day = dates.spoken(case["past_paid_on"])
        basis = f"历史补录　{called}　{yuan(case['approved'])} 元　{case['past_source']}"
        found["payment"] = [(basis, case["case_no"], day, "", _HERE)]
        return found | _attached(desk, case, called)
    day = dates.spoken(case["application_date"]) if case["application_date"] else ""
    found["form"] = [(f"申请审批表　{case['name']}", case["case_no"] or "", day, "", _HERE)]
    found["decision"] = [
        ("县级批复", number, dates.spoken(case["approved_on"] or case["since"]), "", _PAPER)
        for number in [case["approval_document"]]
        if number
    ]
    found["notice"] = [_notice(desk, row) for row in queries.notices_of(desk.store, case["id"])]
    found["opinions"] = [_opinion(row, case) for row in desk.store.select("opinion", case_id=case["id"])]
    found["payment"] = [_payment(row, case) for row in queries.payments(desk.store, case["id"])]
    found["recovery"] = [
        (f"追回登记　{called}", row["document"] or case["case_no"], dates.spoken(row["on_date"]), "", _HERE)
        for row in queries.step_rows(desk.store, case["id"])
        if row["action"] == "recover"
    ]
    return found | _attached(desk, case, called)


def _documents(desk: Desk, case: Row, rules: Rules, called: str) -> Iterator[tuple[str, Entry]]:
    """The checklist: what came in lies on paper; what the archive asks for and is not there is said to lack."""
    present, lacking = queries.evidence(desk.store, case["id"]), missing(desk, case, rules)
    for code in rules.codes["evidence"].codes:
        if code.code in present or code.label in lacking:
            where = _PAPER if code.code in present else _LACKING
            yield code.code, (f"{code.label}　{called}", case["case_no"] or "", "", "", where)


def _attached(desk: Desk, case: Row, called: str) -> dict[str, list[Entry]]:
    names = queries.attached(desk.store, case["id"])
    return {
        "attachments": [(f"附件：{name}　{called}", case["case_no"] or "", "", "", _HERE) for name in names]
    }


def _notice(desk: Desk, row: Row) -> Entry:
    place = villages.name_on(desk.store, row["village"], row["from_date"]) if row["village"] else "乡镇"
    words = f"公示名单　{place}（至{dates.spoken(row['to_date'])}）"
    return (words, f"{row['term']}-{row['id']:03d}", dates.spoken(row["from_date"]), "", _HERE)


def _opinion(row: Row, case: Row) -> Entry:
    day = dates.spoken(row["signed_on"]) if row["signed_on"] else ""
    by = f"（{row['signer']}）" if row["signer"] else ""
    return (f"{signatures.BOXES[row['box']]}{by}　{case['name']}", case["case_no"], day, "", _PAPER)


def _payment(row: Row, case: Row) -> Entry:
    result = {"paid": "到账回单", "failed": "退回记录"}.get(row["result"], "发放记录")
    day = dates.spoken(row["paid_on"] or row["sent_on"])
    words = f"{result}　{case['name']}　{yuan(row['amount'])} 元"
    return (words, row["receipt_no"] or case["case_no"], day, "", _HERE)


def _title(desk: Desk, cases: Iterable[Row]) -> str:
    """2018年春季学期上格桑村; of one case with the child's name, of several villages without any."""
    rows = list(cases)
    found = [terms.label(term) for term in sorted({case["term"] for case in rows})]
    places = [*{case["village"] for case in rows}]
    day = desk.today().isoformat()
    place = villages.name_on(desk.store, places[0], day) if len(places) == 1 else ""
    return "、".join(found) + place + (rows[0]["name"] if len(rows) == 1 else "")


def _outcomes(cases: Iterable[Row]) -> str:
    counted: dict[str, int] = {}
    for case in cases:
        word = workflow.standing(case)
        counted[word] = counted.get(word, 0) + 1
    return f"（{'，'.join(f'{word} {n} 份' for word, n in counted.items())}）"


def _span(cases: Iterable[Row]) -> tuple[str, str]:
    days = [day for case in cases for day in (case["application_date"] or case["since"], case["since"])]
    return min(days), max(days)


def _file_numbers(desk: Desk, cases: Iterable[Row]) -> list[str]:
    """What was keyed when the cases were archived, each once."""
    steps = (row for case in cases for row in queries.step_rows(desk.store, case["id"]))
    return [
        *dict.fromkeys(row["document"] for row in steps if row["action"] == "archive" and row["document"])
    ]
