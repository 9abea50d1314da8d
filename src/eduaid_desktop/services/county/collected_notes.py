"""核对问题清单: the findings of a term as one workbook for each township they are about, to be sent back."""

from collections.abc import Sequence
from pathlib import Path

from eduaid_desktop.documents import findings_sheet
from eduaid_desktop.documents.findings_sheet import Note, Notes
from eduaid_desktop.domain import batch, terms, text
from eduaid_desktop.domain.collected import RULES, Found
from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.errors import UserError
from eduaid_desktop.services import exports, office
from eduaid_desktop.services.county.collected_findings import Judged
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.exports import Reason

_PURPOSE = "退乡镇核对上报批次的问题"


def write(desk: Desk, judged: Judged, folder: Path) -> list[Path]:
    """Write the findings of each township into a folder and log that they went out; numbers in them are masked.

    A list of the same name is written over: it says what is found now. Raises UserError where nothing is found
    that a township could answer, or the folder cannot take it.
    """
    desk.store.require_writer()
    named = sorted({township for each in judged.found for township in each.townships})
    if not named:
        raise UserError(f"{terms.label(judged.term)}没有要乡镇核对的问题，没有写出清单。")
    return [_write(desk, judged, township, folder) for township in named]


def _write(desk: Desk, judged: Judged, township: str, folder: Path) -> Path:
    about, term = office.info(desk), terms.label(judged.term)
    own = [each for each in judged.found if township in each.townships]
    content = Notes(
        title=f"{about['county'] or about['name']}{term}教育扶贫救助基金上报批次核对问题清单",
        township=township,
        known=_known(desk, judged, township),
        notes=[_note(each, township) for each in own],
        day=spoken(desk.today().isoformat()),
    )
    target = folder / f"核对问题_{text.in_file_names(township)}_{term}.xlsx"
    people = len({line.id for each in own for line in each.lines})
    return exports.write(desk, target, findings_sheet.build(content), Reason(_PURPOSE, township, people))


def _known(desk: Desk, judged: Judged, township: str) -> str:
    rows = desk.store.select("collected_batch", term=judged.term, township=township)
    told = [
        f"{row['batch_no']}（{row['row_count']} 行，{yuan(row['amount'])} 元{_code(row['seal'])}）"
        for row in rows
    ]
    return f"已收批次：{'；'.join(told)}。请在最后一列写明核实情况，签字盖章后交回。"


def _code(seal: str) -> str:
    try:
        return f"，核对码 {batch.check_code(seal)}"
    except ValueError:
        return ""


def _note(each: Found, township: str) -> Note:
    own = [line for line in each.lines if line.township == township]
    rule = RULES[each.rule]
    cases: Sequence[str] = [line.case_no or f"第 {line.row} 行" for line in own]
    amount = sum(line.amount for line in own)
    return Note(rule.title, each.sure, cases, [line.name for line in own], amount, each.sentence, rule.advice)
