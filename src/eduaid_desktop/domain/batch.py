"""上报批次: the forty machine columns, and the seal that shows when one character of them has changed.

The seal looks at what the cells say, not at the file: a workbook that was saved anew by another program,
or sorted, still carries it. Columns after section 11.3 of the rules of the field.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from eduaid_desktop.domain import money, text
from eduaid_desktop.domain.batch_figures import FIELD_MARK, ROW_MARK, Tally, Totals
from eduaid_desktop.domain.batch_kinds import REGULAR, Corrected

YES, NO, CONDITIONAL = "必填", "选填", "有则必填"


@dataclass(frozen=True)
class Column:
    """One column of the sheet 导入数据. kind: text, date (kept as text) or money (a number of yuan).

    frozen: who the child is, how much, to which account. A reply that alters such a cell is not trusted.
    """

    name: str
    kind: str
    length: int
    required: str
    meaning: str
    frozen: bool = False


COLUMNS = (
    Column("批次号", "text", 30, YES, "本次上报的编号，每行相同", frozen=True),
    Column("学期", "text", 12, YES, "如 2018年春季学期"),
    Column("乡镇代码", "text", 9, YES, "行政区划代码 9 位"),
    Column("村名称", "text", 40, YES, "户籍所在行政村"),
    # Section 11.3 says 24, but the numbers of section 7.7 have 25 characters and grow with their serial.
    Column("申请编号", "text", 30, YES, "每件申请一个编号，不重复", frozen=True),
    Column("姓名", "text", 50, YES, "学生姓名，间隔号用“·”", frozen=True),
    Column("身份证号", "text", 18, YES, "18 位，文本格式；无证的空着", frozen=True),
    Column("性别", "text", 4, YES, "男、女"),
    Column("民族", "text", 20, YES, "如 藏族"),
    Column("学籍号", "text", 20, CONDITIONAL, "全国学籍号，G、J 或 L 开头"),
    Column("学段", "text", 8, YES, "学前、小学、初中、普高、中职、大专、本科"),
    Column("学校标识码", "text", 10, NO, "教育部学校标识码 10 位"),
    Column("学校名称", "text", 80, YES, "就读学校全称"),
    Column("年级", "text", 20, YES, "本学期所在年级"),
    Column("班级", "text", 20, NO, "本学期所在班级"),
    Column("是否寄宿", "text", 2, YES, "是、否"),
    Column("就读地", "text", 8, YES, "县内、县外省内、省外"),
    Column("户主姓名", "text", 50, YES, "与户口簿一致"),
    Column("户编号", "text", 24, CONDITIONAL, "建档立卡户的户编号"),
    Column("户类型", "text", 20, YES, "申请时的户类型"),
    Column("监测类别", "text", 20, CONDITIONAL, "监测对象填写"),
    Column("家庭人口", "text", 4, YES, "人数"),
    Column("人均年收入", "money", 14, NO, "元，两位小数"),
    Column("监护人姓名", "text", 50, CONDITIONAL, "未成年学生必填"),
    Column("监护人与学生关系", "text", 20, CONDITIONAL, "如 父亲"),
    Column("联系电话", "text", 20, YES, "能打通的电话"),
    Column("救助用途", "text", 40, YES, "按学段规定的用途"),
    Column("已享受资助", "text", 200, YES, "本学期已享受的资助，没有的填“无”"),
    Column("就学费用合计", "money", 14, NO, "仍需家庭负担的费用，元"),
    Column("申请金额", "money", 14, YES, "元，两位小数", frozen=True),
    Column("乡镇建议金额", "money", 14, YES, "乡镇审核后建议的金额，元", frozen=True),
    Column("超限标志", "text", 2, YES, "超出标准或累计上限的填“是”"),
    Column("收款人", "text", 50, YES, "与银行户名一致", frozen=True),
    Column("收款人与学生关系", "text", 20, YES, "学生本人的填“本人”"),
    Column("开户银行", "text", 60, YES, "开户银行及网点", frozen=True),
    Column("账号", "text", 40, YES, "文本格式，不要改成数字", frozen=True),
    Column("公示开始", "date", 10, YES, "如 2018-06-01"),
    Column("公示结束", "date", 10, YES, "如 2018-06-07"),
    Column("备注", "text", 200, NO, ""),
    Column("校验码", "text", 16, YES, "由程序算出，前 39 列任何一格改动后即对不上"),
)
DECISIONS = (
    Column("审批结果", "text", 10, YES, "从下拉框选：同意、不同意、退回、超限额待批"),
    Column("审批金额", "money", 14, CONDITIONAL, "同意的必填，元；可与建议金额不同"),
    Column("不予原因", "text", 200, CONDITIONAL, "不同意、退回的必填"),
    Column("审批文号", "text", 60, CONDITIONAL, "同意的必填"),
    Column("审批日期", "date", 10, CONDITIONAL, "填了审批结果的必填，不晚于当天"),
)
BY_NAME: Mapping[str, Column] = {c.name: c for c in (*COLUMNS, *DECISIONS)}
NAMES = tuple(c.name for c in COLUMNS)
PLACES: Mapping[str, int] = {name: place for place, name in enumerate(NAMES)}
CASE_NO, ID_NUMBER, APPLIED, CHECKSUM = (PLACES[n] for n in ("申请编号", "身份证号", "申请金额", "校验码"))
# An amount that is written as with_decimals writes it.
_WRITTEN_AMOUNT = re.compile(r"(?:0|[1-9][0-9]{0,11})\.[0-9]{2}")


@dataclass(frozen=True)
class Line:
    """One case in a batch. amount: what is proposed, in fen. cells: its forty columns, canonical."""

    case_id: int
    amount: int
    cells: tuple[str, ...]
    village: str
    group_name: str = ""
    registered_poor: bool = False

    def __getitem__(self, column: str) -> str:
        return self.cells[PLACES[column]]

    @property
    def applied(self) -> int:
        """What is asked for, in fen."""
        return fen_of(self.cells[APPLIED])


@dataclass(frozen=True)
class Lines(Collection[Line]):
    """The lines of a batch, each made anew from its source whenever they are gone through.

    All the forty texts of a county's cases at once would fill the memory.
    """

    sources: Sequence[Any]
    make: Callable[[Any], Line]

    def __len__(self) -> int:
        return len(self.sources)

    def __iter__(self) -> Iterator[Line]:
        return map(self.make, self.sources)

    def __contains__(self, line: object) -> bool:
        return any(each == line for each in self)


@dataclass(frozen=True)
class Batch:
    """A batch before it is sealed. lines stand in the order of 申请编号 and can be gone through again and again.

    stages: labels of the column groups of the summary; outcomes: words the county chooses from, each with the
    columns it then fills; poor_heading: what registered-poor households are called in this year; schema: the
    office file's version; kind: of batch_kinds.KINDS; corrects: of a correction, what the county had sent back.
    """

    batch_no: str
    term: str
    county: str
    township: str
    bureau: str
    phone: str
    sealed_at: str
    sealed_by: str
    program: str
    schema: int
    lines: Collection[Line]
    stages: tuple[str, ...]
    outcomes: Mapping[str, Sequence[str]]
    poor_heading: str
    kind: str = REGULAR
    corrects: tuple[Corrected, ...] = ()

    @cached_property
    def totals(self) -> Totals:
        """Counted once."""
        for _ in (tally := Tally()).through(self.lines):
            pass
        return tally.totals()

    def lines_counted(self) -> Iterator[Line]:
        """The lines; behind the last of them the totals are known without going through them once more."""
        tally = Tally()
        yield from tally.through(self.lines)
        self.__dict__["totals"] = tally.totals()

    @property
    def amount(self) -> int:
        """The sum of what is proposed, in fen."""
        return self.totals.amount

    @property
    def sha256(self) -> str:
        """The seal over all machine cells."""
        return self.totals.sha256


def sealed(cells: Sequence[str]) -> tuple[str, ...]:
    """Thirty-nine values made canonical, and their checksum as the fortieth."""
    row = tuple(canonical(column, cell) for column, cell in zip(COLUMNS, cells, strict=False))
    return (*row[:CHECKSUM], row_checksum(row))


def row_checksum(cells: Sequence[str]) -> str:
    """校验码: the first 16 hex digits of the SHA-256 over the other 39 columns."""
    return hashlib.sha256(FIELD_MARK.join(cells[:CHECKSUM]).encode()).hexdigest()[:16]


def sha256(rows: Iterable[Sequence[str]]) -> str:
    """The seal: columns 1 to 40 of all rows in the order of 申请编号."""
    whole = hashlib.sha256()
    for number, row in enumerate(sorted(rows, key=lambda r: (r[CASE_NO], tuple(r)))):
        whole.update(((ROW_MARK if number else "") + FIELD_MARK.join(row)).encode())
    return whole.hexdigest()


def check_code(digest: str) -> str:
    """Eight digits of a SHA-256 that two clerks can compare by telephone: 0417 3390."""
    number = f"{int(digest[:16], 16) % 100_000_000:08d}"
    return f"{number[:4]} {number[4:]}"


def canonical(column: Column, cell: Any) -> str:
    """A cell as the seal reads it, whatever a spreadsheet program made of it: trimmed NFC text,
    dates in ISO, money with two decimals."""
    if type(cell) is str and column.kind != "money":
        return (cell if cell.isascii() else unicodedata.normalize("NFC", cell)).strip()
    if cell is None:
        return ""
    if isinstance(cell, (date, datetime)):
        # A day without an hour; an hour was never sent, and somebody typed it.
        return cell.isoformat().removesuffix("T00:00:00").replace("T", " ")
    if column.kind == "money":
        return _money(cell)
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    # Beyond 15 digits a number in a workbook is no longer the number that was typed.
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        cell = int(cell)
    return unicodedata.normalize("NFC", str(cell)).strip()


def _money(cell: Any) -> str:
    if isinstance(cell, str) and _WRITTEN_AMOUNT.fullmatch(cell):
        return cell
    try:
        if isinstance(cell, (int, float)):
            return with_decimals(money.yuan_to_fen(round(cell, 6)))
        return with_decimals(money.parse_yuan(text.half_width(text.tidy(cell))))
    except ValueError:
        return unicodedata.normalize("NFC", str(cell)).strip()


def with_decimals(fen: int | None) -> str:
    """Fen as the machine columns write them: 1200.50; "" for none."""
    if fen is None:
        return ""
    yuan, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{yuan}.{rest:02}"


def fen_of(cell: str) -> int:
    """Fen of a canonical money cell; 0 when it is empty or no amount."""
    try:
        return money.parse_yuan(cell)
    except ValueError:
        return 0
