"""上报函 and 批次封面: what goes up to the county with a sealed batch, and comes back with its receipt.

Everything on them is read from the sealed lines, so that paper and file say the same for good.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eduaid_desktop.domain import batch, letter, open_phrase, terms
from eduaid_desktop.domain.batch_kinds import (
    CORRECTION,
    KINDS,
    REGULAR,
    SUPPLEMENT,
    Corrected,
    batch_numbers,
    marked,
)
from eduaid_desktop.domain.dates import BLANK_DATE, spoken
from eduaid_desktop.domain.fields import Field
from eduaid_desktop.domain.letter import TO_WRITE, Letter, Part
from eduaid_desktop.domain.money import amount_in_words, yuan
from eduaid_desktop.domain.slip import Subject
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import office, print_ledger
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.papers.answers import answered
from eduaid_desktop.services.papers.headings import batch_of, reporting
from eduaid_desktop.services.papers.kinds import BATCH, LETTERS, Document, Page, Wanted, drawn
from eduaid_desktop.services.papers.subjects import of_batch
from eduaid_desktop.services.term_batch import batch_kinds, batches
from eduaid_desktop.store import batch_queries
from eduaid_desktop.store.store import Row

if TYPE_CHECKING:
    from eduaid_desktop.documents.cover_sheet import CoverSheetData
    from eduaid_desktop.documents.paper import Printed

_SYMBOL_TO_WRITE = "　　　　〔　　　　〕　　号"
_UNSEALED = "封面和上报函跟着封存的批次走。请先在“上报批次”里导出批次，封存以后再打印。"
# So many corrections a letter tells one by one.
_MOST_TOLD = 10
_MATERIAL = {REGULAR: "", SUPPLEMENT: "补充", CORRECTION: "补正"}
_ASKS = (
    Field("symbol", "发文字号", length=40, hint="如 格府函〔2018〕12号；不填的留空手写"),
    Field("to", "主送机关", length=60, hint="不填的是县教育局"),
    Field("issued_on", "签发日期", "date", hint="不填的留空手写"),
    Field("contact", "联系人", "name", length=50, hint="不填的是封存批次的人"),
    Field("phone", "联系电话", length=40, hint="不填的是设置里的电话"),
)


@dataclass(frozen=True)
class _Sealed:
    """A sealed batch and its lines as columns."""

    row: Row
    lines: Sequence[Row]

    @cached_property
    def cells(self) -> list[dict[str, str]]:
        """The machine columns of every line, by their names."""
        return [dict(zip(batch.NAMES, batches.cells_of(line), strict=False)) for line in self.lines]

    @property
    def subject(self) -> Subject:
        """What its papers are about."""
        return of_batch(self.row)

    def corrects(self, desk: Desk) -> tuple[Corrected, ...]:
        """Of a correction, what the county had sent back."""
        if self.row["kind"] != CORRECTION:
            return ()
        return batch_kinds.corrected(desk, [line["case_id"] for line in self.lines], self.row["batch_no"])

    def stages(self, desk: Desk) -> list[tuple[str, int, int]]:
        """(stage, persons, fen) in the order of the stages."""
        found: dict[str, list[int]] = {}
        for line, cells in zip(self.lines, self.cells, strict=True):
            found.setdefault(cells.get("学段") or "未注明学段", []).append(line["amount"])
        order = [code.label for code in desk.rules().codes["stage"].codes]
        known = sorted(found, key=lambda s: order.index(s) if s in order else len(order))
        return [(stage, len(found[stage]), sum(found[stage])) for stage in known]


def _batches(desk: Desk, wanted: Wanted) -> list[_Sealed]:
    """The one that is named, the last one with a case, or all of a term. Raises Refused where nothing is sealed."""
    if wanted.what:
        rows = [batches.find(desk, wanted.what)]
    elif wanted.case:
        last = batch_of(desk, wanted)
        rows = [last] if last else []
    elif wanted.term:
        rows = desk.store.select("batch", term=wanted.term)
    else:
        raise UserError("请指明批次号、一份申请或一个学期。")
    if not rows:
        whose = (
            "这份申请还没有纳入批次。"
            if wanted.case
            else f"{terms.label(wanted.term or '')}还没有封存的批次。"
        )
        raise Refused(whose + _UNSEALED)
    return [_Sealed(row, batch_queries.lines(desk.store, row["id"])) for row in rows]


def _letters(desk: Desk, wanted: Wanted) -> list[Page]:
    asked = answered(desk, wanted, _ASKS)
    return [(_letter(desk, each, asked), each.subject) for each in _batches(desk, wanted)]


def _letter(desk: Desk, sealed: _Sealed, asked: Mapping[str, Any]) -> Letter:
    government = office.organisation(desk, "township_government")
    term, kind = terms.label(sealed.row["term"]), sealed.row["kind"]
    phone = asked["phone"] or office.phone(desk, "township_government") or TO_WRITE
    head = f"{reporting(desk)}{term}教育扶贫救助基金申请"
    return Letter(
        f"{government}\n关于报送{term}\n教育扶贫救助基金申请{_MATERIAL[kind]}材料的函",
        tuple(_parts(desk, sealed)),
        government,
        spoken(asked["issued_on"]) or BLANK_DATE,
        asked["to"] or office.organisation(desk, "education_bureau"),
        attachments=(
            marked(f"{head}汇总表", kind),
            marked(f"{head}花名册", kind),
            f"批次封面（{sealed.row['batch_no']}）和电子文件",
        ),
        note=f"联系人：{asked['contact'] or sealed.row['sealed_by']}，联系电话：{phone}",
        masthead=government,
        symbol=_symbol(asked["symbol"]),
        number=sealed.row["batch_no"],
    )


def _symbol(written: str | None) -> str:
    try:
        return letter.symbol(written) if written else _SYMBOL_TO_WRITE
    except ValueError:
        raise Refused(f"发文字号“{written}”读不懂，请写成“格府函〔2018〕12号”这样。", "symbol") from None


def _parts(desk: Desk, sealed: _Sealed) -> list[Part]:
    row, term = sealed.row, terms.label(sealed.row["term"])
    last = office.info(desk)["name"][-1]
    us = last if last in "乡镇" else "单位"
    corrects = sealed.corrects(desk)
    opening = (
        f"根据教育扶贫救助基金管理规定，我{us}{term}教育扶贫救助申请已经村级初审、公示和乡镇审核。"
        f"{_now(row['kind'], corrects)}报送贵局（批次号{row['batch_no']}），请予审批。"
    )
    return [
        Part("", (opening,)),
        Part("一、申请情况", (_figures(sealed), _by_stage(desk, sealed), *_corrections(corrects))),
        Part("二、审核和公示情况", (_reviewed(desk, sealed),)),
        Part("三、材料核对", (_checking(row), "特此函达，请予审批。")),
    ]


def _now(kind: str, corrects: tuple[Corrected, ...]) -> str:
    """What is sent: the first batch, those that came after it, or what the county had sent back."""
    if kind == CORRECTION:
        return f"现将批次{batch_numbers(corrects)}里贵局退回、已经补正的申请重新"
    return "现将申请材料" if kind == REGULAR else "现将前面的批次上报以后办完的申请补充"


def _corrections(corrects: tuple[Corrected, ...]) -> list[str]:
    """Line by line why the county had sent it back."""
    if not corrects:
        return []
    if len(corrects) > _MOST_TOLD:
        return [f"补正的申请共{len(corrects)}件，逐件的退回原因列在电子文件的“封面”上，均已更正并重新审核。"]
    told = "；".join(f"{each.name}（{each.case_no}）因“{each.reason}”退回" for each in corrects)
    return [f"补正的申请：{told}，均已更正并重新审核。"]


def _figures(sealed: _Sealed) -> str:
    amount, villages = sealed.row["amount"], {c["村名称"] for c in sealed.cells if c.get("村名称")}
    spread = f"，涉及{len(villages)}个村" if villages else ""
    return (
        f"本批次共{sealed.row['row_count']}人{spread}，建议救助金额合计{amount_in_words(amount)}"
        f"（¥{yuan(amount)}）。"
    )


def _by_stage(desk: Desk, sealed: _Sealed) -> str:
    told = (f"{stage}{count}人、{yuan(fen)}元" for stage, count, fen in sealed.stages(desk))
    return f"其中：{'；'.join(told)}。"


def _reviewed(desk: Desk, sealed: _Sealed) -> str:
    objections = batch_queries.objections(desk.store, sealed.row["id"])
    said = f"公示期间收到异议{objections}件，均已核查办结" if objections else "公示期间没有收到异议"
    over = sum(cells.get("超限标志") == "是" for cells in sealed.cells)
    limits = f"其中{over}人超出救助标准或者累计上限，请按规定的程序审批。" if over else ""
    return f"上述申请的名单已按规定公示，{said}。{limits}"


def _checking(row: Row) -> str:
    # The two halves of the code stay on one line.
    code = row["check_code"].replace(" ", "\u00a0")
    return (
        f"电子文件的核对码为{code}，已于{spoken(row['sealed_on'])}封存。"
        "请与收到的文件核对，相符的请在封面下联签收后退回。"
    )


def _cover_sheet(desk: Desk, path: Path, wanted: Wanted) -> "Printed":
    from eduaid_desktop.documents import cover_sheet

    covers = [
        print_ledger.numbered(
            desk,
            "cover_sheet",
            _cover(desk, each),
            each.subject,
        )
        for each in _batches(desk, wanted)
    ]
    return cover_sheet.write(covers, path, printed_on=desk.today(), reprint=wanted.reprint)


def _cover(desk: Desk, sealed: _Sealed) -> "CoverSheetData":
    from eduaid_desktop.documents.cover_sheet import CoverSheetData, ProtectedCover

    row, numbers = sealed.row, [line["case_no"] for line in sealed.lines]
    phrase = open_phrase.grouped(row["phrase"] or "")
    made = partial(ProtectedCover, phrase=phrase) if phrase else CoverSheetData
    return made(
        batch_no=row["batch_no"],
        kind=_kind_words(sealed, desk),
        term=terms.label(row["term"]),
        township=office.info(desk)["name"],
        sender=office.organisation(desk, "township_government"),
        receiver=office.organisation(desk, "education_bureau"),
        count=row["row_count"],
        amount_fen=row["amount"],
        first_no=min(numbers, default=""),
        last_no=max(numbers, default=""),
        check_code=row["check_code"],
        sha256=row["sha256"],
        file_name=row["file_name"],
        sealed_on=row["sealed_on"],
        sealed_by=row["sealed_by"],
        stages=tuple(sealed.stages(desk)),
    )


def _kind_words(sealed: _Sealed, desk: Desk) -> str:
    """补正（更正 PC-…-001）; the box has room for one number."""
    words, numbers = KINDS[sealed.row["kind"]], {each.batch_no for each in sealed.corrects(desk)}
    if not numbers:
        return words
    return f"{words}（{numbers.pop() if len(numbers) == 1 else f'更正 {len(numbers)} 个批次'}）"


DOCUMENTS = {
    "report_letter": Document(
        "上报函", drawn("report_letter", _letters), LETTERS, ("case", "term"), (BATCH,), _ASKS
    ),
    "cover_sheet": Document("批次封面", _cover_sheet, LETTERS, ("case", "term"), (BATCH,), returns=True),
}
