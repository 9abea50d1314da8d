"""The lists of a county's page: findings, and the sums of townships and stages."""

from collections.abc import Sequence

from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from eduaid_desktop.domain.collected import RULES, Found, Sum
from eduaid_desktop.gui.fixed_rows import FixedRows
from eduaid_desktop.gui.record_list import RecordList
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.list_columns import Column

NOTHING_YET = "还没有收到这个学期的批次。"
_FINDINGS = (
    Column("title", "问题", width=110), Column("sure", "把握", width=60), Column("townships", "乡镇", width=130),
    Column("rows", "行数", "integer", 50), Column("amount", "金额（元）", "money", 90),
    Column("sentence", "说明", width=620),
)  # fmt: skip
_SUMS = (
    Column("rows", "收到", "integer", 70), Column("sound", "无误", "integer", 70),
    Column("found", "有问题", "integer", 70), Column("replaced", "已补正", "integer", 70),
    Column("children", "学生", "integer", 70), Column("amount", "建议（元）", "money", 130),
)  # fmt: skip


def findings(found: Sequence[Found], desk: Desk, *, sound: bool = False) -> FixedRows:
    """The findings of a term; sound: rows came, so that none means that nothing is wrong."""
    rows = [
        {
            "title": RULES[each.rule].title, "sure": each.sure, "townships": "、".join(each.townships),
            "rows": len(each.lines), "amount": each.amount, "sentence": each.sentence,
        }
        for each in found
    ]  # fmt: skip
    return FixedRows(_FINDINGS, rows, desk, "没有发现问题。" if sound else NOTHING_YET)


def sums(parts: Sequence[Sum], title: str, desk: Desk) -> FixedRows:
    """What each part (a township, a stage, as title says) comes to."""
    columns = (Column("label", title, width=150), *_SUMS)
    rows = [{column.name: getattr(each, column.name) for column in columns} for each in parts]
    return FixedRows(columns, rows, desk, NOTHING_YET, ("amount",))


def with_words(rows: RecordList, words: QLabel) -> QWidget:
    """A list, and below it the whole of what a row says."""
    words.setWordWrap(True)
    words.setContentsMargins(16, 6, 16, 6)
    words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(rows, 1)
    column.addWidget(words)
    return made
