"""The five columns of 导入数据 that the county fills: lists, hints and colours; and a hand on the other forty.

The sheet is not protected: Excel sorts no locked cells, adds no column beside them, and a county that cannot sort
copies the rows elsewhere. What is typed into the forty columns is refused with a sentence instead.
"""

from collections.abc import Sequence

from eduaid_desktop.documents.sheet_writer import SheetWriter, letter
from eduaid_desktop.domain.batch import COLUMNS, DECISIONS, Batch

_FIRST = len(COLUMNS)
_OUTCOME = f"${letter(_FIRST + 1)}2"
_STYLES = {"money": "decision_money", "date": "decision_date"}
_OPEN, _DONE, _LACKS = "#FFF2B3", "#E2EFDA", "#F4B183"


def finish(writer: SheetWriter, content: Batch) -> None:
    """Everything that depends on how many rows there are."""
    last = writer.count - 1
    for place, column in enumerate(DECISIONS, _FIRST + 1):
        writer.style_column(place, _STYLES.get(column.kind, "decision"))
    _validate(writer, content, last)
    _colour(writer, content, last)
    writer.sheet.ignore_errors({"number_stored_as_text": f"A2:{letter(_FIRST)}{last + 1}"})


def _validate(writer: SheetWriter, content: Batch, last: int) -> None:
    """The outcome is chosen from a list; an amount is a number. A date is only explained: text serves too."""
    said = f"请从下拉框中选择：{'、'.join(content.outcomes)}"
    outcome = {
        "validate": "list",
        "source": list(content.outcomes),
        "error_title": "审批结果",
        "error_message": said,
    }
    amount = {
        "validate": "decimal", "criteria": ">=", "value": 0, "error_title": "审批金额",
        "error_message": "请填数字，单位为元，如 1000.00",
    }  # fmt: skip
    day = {"validate": "any", "input_title": "审批日期", "input_message": "如 2018-06-28"}
    theirs = {
        "validate": "custom", "value": "=FALSE()", "error_title": "乡镇填报的内容",
        "error_message": "这 40 列是乡镇封存的数据，改动一格，整行就对不上。有误的请在“审批结果”选“退回”，写明原因。",
    }  # fmt: skip
    for first, end, rule in (
        (_FIRST, _FIRST, outcome),
        (_FIRST + 1, _FIRST + 1, amount),
        (_FIRST + 4, _FIRST + 4, day),
        (0, _FIRST - 1, theirs),
    ):
        writer.sheet.data_validation(1, first, last, end, rule)


def _colour(writer: SheetWriter, content: Batch, last: int) -> None:
    """Yellow where nothing is decided, green where something is, orange where a decision lacks what it needs."""
    for place, column in enumerate(DECISIONS[1:], _FIRST + 1):
        words = [word for word, needed in content.outcomes.items() if column.name in needed]
        empty = f"LEN({letter(place + 1)}2)=0"
        _rule(writer, (place, place), last, f"AND({empty},{_any_of(words)})", _LACKS)
    everywhere = (_FIRST, _FIRST + len(DECISIONS) - 1)
    _rule(writer, everywhere, last, f"LEN({_OUTCOME})>0", _DONE)
    _rule(writer, everywhere, last, f"LEN({_OUTCOME})=0", _OPEN)


def _any_of(words: Sequence[str]) -> str:
    asked = ",".join(f'{_OUTCOME}="{word}"' for word in words)
    return f"OR({asked})" if asked else "FALSE()"


def _rule(writer: SheetWriter, columns: tuple[int, int], last: int, formula: str, colour: str) -> None:
    style = writer.rule_style(colour)
    first, end = columns
    rule = {"type": "formula", "criteria": f"={formula}", "format": style, "stop_if_true": True}
    writer.sheet.conditional_format(1, first, last, end, rule)
