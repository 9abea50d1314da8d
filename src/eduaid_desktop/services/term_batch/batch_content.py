"""What goes into a term batch: the cases of a term as lines of forty columns."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from importlib import metadata
from typing import Any

from eduaid_desktop.domain import batch, batch_figures, reply, serials, terms, text
from eduaid_desktop.domain.batch import Batch, Line, Lines
from eduaid_desktop.domain.batch_fields import CODED, COPIED
from eduaid_desktop.domain.batch_figures import Figure, Village, total
from eduaid_desktop.domain.batch_kinds import CORRECTION, REGULAR, marked
from eduaid_desktop.domain.relief import total_cost
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.services import office
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.term_batch import batch_kinds
from eduaid_desktop.store import batch_queries, schema
from eduaid_desktop.store.store import Row

_LIMITS = ("over_band", "over_student_cap", "over_household_cap")


def gather(
    desk: Desk,
    term: str,
    cases: Sequence[Row],
    kind: str = REGULAR,
    tell: Callable[[], object] = lambda: None,
) -> Batch:
    """The batch as it will be sealed, under the next number of the series. kind: of batch_kinds.KINDS.

    tell is called for every line that is made, each time.
    """
    info, rules = office.info(desk), desk.rules()
    name = series(info, term)
    batch_no = serials.batch_no(name, batch_queries.last_serial(desk.store, name) + 1)
    poor = rules.policy["registered_household"]
    used = {case["stage"] for case in cases}
    stages = rules.codes["stage"].codes

    def make(case: Row) -> Line:
        tell()
        return line_of(case, batch_no, info["code"], rules)

    return Batch(
        batch_no=batch_no,
        term=terms.label(term),
        county=info["county"] or "",
        township=info["name"],
        bureau=office.organisation(desk, "education_bureau"),
        phone=office.phone(desk, "township_government"),
        sealed_at=desk.store.moment()[:19].replace("T", " "),
        sealed_by=desk.actor,
        program=metadata.version("eduaid-desktop"),
        schema=schema.VERSION,
        lines=Lines(cases, make),
        # 研究生 stands in the summary only when there is one.
        stages=tuple(s.label for s in stages if s.code != "8" or s.code in used),
        outcomes={
            code.label: reply.needed(code.code)
            for code in rules.codes["relief_decision"].offered(rules.today)
        },
        poor_heading=next((entry["heading"] for entry in poor.values()), "其中：建档立卡户"),
        kind=kind,
        corrects=batch_kinds.corrected(desk, [c["id"] for c in cases]) if kind == CORRECTION else (),
    )


def counted(desk: Desk, case_ids: Sequence[int]) -> tuple[int, int, dict[str, Village]]:
    """What the database counts of cases: their proposed and their applied sum in fen, and every village by its code."""
    rules, found = desk.rules(), batch_queries.counted(desk.store, case_ids)
    stage, village_name = batch.BY_NAME["学段"], batch.BY_NAME["村名称"]
    poor = rules.policy["registered_household"]
    names: dict[str, str] = {}
    parts: dict[str, dict[tuple[str, bool], Figure]] = defaultdict(dict)
    for row in found:
        names[row["village"]] = batch.canonical(village_name, row["village_name"])
        part = batch.canonical(stage, rules.label("stage", row["stage"])), row["household_type"] in poor
        village = parts[row["village"]]
        village[part] = total((village.get(part, (0, 0)), (row["count"], row["amount"])))
    villages = {code: batch_figures.village(names[code], parts[code]) for code in parts}
    return sum(row["amount"] for row in found), sum(row["applied"] for row in found), villages


def series(info: Row, term: str) -> str:
    """The series in which the batches of an office and a term are numbered."""
    return serials.batch_series(info["code"], term)


def line_of(case: Row, batch_no: str, code: str, rules: Rules) -> Line:
    """A case, as batch_queries.ready gives it, as a line of a batch; code: of the township."""
    amount = _proposed(case)
    return Line(
        case["id"],
        amount,
        batch.sealed(_cells(case, batch_no, code, amount, rules)),
        case["village"] or "",
        case["group_name"] or "",
        case["household_type"] in rules.policy["registered_household"],
    )


def _proposed(case: Row) -> int:
    return int(case["applied"] or 0) if case["proposed"] is None else int(case["proposed"])


def _cells(case: Row, batch_no: str, code: str, amount: int, rules: Rules) -> list[Any]:
    """The first 39 columns of a case, in order, and an empty fortieth."""
    cells: dict[str, Any] = {name: case[source] for name, source in COPIED.items()}
    cells |= {name: rules.label(table, case[column]) for name, (table, column) in CODED.items()}
    cells |= {
        "批次号": batch_no,
        "学期": terms.label(case["term"]),
        "乡镇代码": code,
        "是否寄宿": {1: "是", 0: "否"}.get(case["boarding"]),
        "人均年收入": batch.with_decimals(case["per_capita_income"]),
        "已享受资助": case["aid_received"] or "无",
        "就学费用合计": batch.with_decimals(total_cost(case) or None),
        "申请金额": batch.with_decimals(case["applied"]),
        "乡镇建议金额": batch.with_decimals(amount),
        "超限标志": "是" if any(case[limit] for limit in _LIMITS) else "否",
    }
    if case["payee_name"] == case["name"]:
        cells["收款人与学生关系"] = cells["收款人与学生关系"] or "本人"
    return [cells.get(name) for name in batch.NAMES]


def file_name(content: Batch) -> str:
    """What the workbook of a batch is called on a stick."""
    township = text.in_file_names(content.township)
    return f"{content.batch_no}_{township}{content.term}{marked('教育扶贫救助基金申请', content.kind)}.xlsx"
