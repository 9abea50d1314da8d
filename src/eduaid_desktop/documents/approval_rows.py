"""The first page of the approval form: everything about the student, the household and the request."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from eduaid_desktop.documents.approval_data import ApprovalFormData, Item
from eduaid_desktop.documents.form_pieces import (
    FINGER_HIGH,
    FINGER_WIDE,
    digit_groups,
    fingerprint,
)
from eduaid_desktop.documents.paper import FINE, LABEL, LONG_VALUE, SMALL, VALUE, Board, Cell, label
from eduaid_desktop.domain import dates, money

RECEIVED = (
    ("幼儿保教费减免", "义教一补"),
    ("普高助学金", "普高免学费"),
    ("中职助学金", "中职免学费"),
    ("建档立卡中职/本专科特别资助", "雨露计划"),
)
COSTS = (("保险", "教辅材料", "校服"), ("校内伙食/\n营养补充", "住宿", "交通"), ("学费", "其他", "小计"))
_BLANK_ADDRESS = "　　　　　　乡(镇)　　　　　　村　　　　　　组"
_LEFT = replace(VALUE, align="left")
_TICK = replace(VALUE, size=9, smallest=6)
_AGENT = replace(SMALL, smallest=5)
_SAID = replace(SMALL, smallest=7, leading=1.35)
_BOXES = replace(SMALL, size=10, align="center")
_PLACES = ("县内", "县外省内", "省外")
_YES_NO = ("是", "否")
_WITNESS = "不会写字的按右侧手印，由见证人签名：　　　　　　　　　　与申请人关系："
_LIST = replace(SMALL, size=9.5, smallest=7)
_LIST_FIGURE = replace(VALUE, size=9.5, smallest=6, align="right")
# What rows 1 to 18 take, in mm, where none is tightened.
HIGH = 216.5
# Room around the fingerprint box, and the lines to sign on, in mm.
_AIR = 1.5
_SIGN, _FILED = 6.5, 6.0


@dataclass(frozen=True)
class Sheet:
    """Where the table stands: left edge and column in mm, and how much its rows are tightened."""

    board: Board
    x: float
    unit: float
    scale: float

    def row(self, y: float, high: float, *cells: Cell) -> float:
        """A row of cells; returns the y below."""
        return self.board.row(self.x, y, self.unit, high * self.scale, cells)

    def comb(self, y: float, first: str, text: str, count: int, *others: Cell, span: float = 6) -> float:
        """A row whose first value, span columns wide, has one cell per character."""
        after = self.row(y, 9, label(first, 2), Cell(span, "", name=first), *others)
        self.board.comb(self.x + 2 * self.unit, y, span * self.unit, after - y, text, count, first)
        return after


def draw(sheet: Sheet, y: float, data: ApprovalFormData) -> float:
    """Draw rows 1 to 19 from y downwards; returns the y below them. The last is as high as commitment_high says."""
    y = _student(sheet, y, data)
    y = _household(sheet, y, data)
    y = _received(sheet, y, data)
    y = _costs(sheet, y, data)
    y = _request(sheet, y, data)
    return _commitment(sheet, y, data)


def _student(sheet: Sheet, y: float, d: ApprovalFormData) -> float:
    name = (label("姓名", 1.5), Cell(5, d.name, VALUE, "姓名", d.name_bo))
    y = sheet.row(y, 9, *name, *_pairs((1.5, 1, "性别", d.sex), (1.5, 1.5, "民族", d.ethnic)))
    y = sheet.comb(y, "身份证号", d.id_number, 18, *_pairs((2, 2, "出生年月", _month(d.birth))))
    y = sheet.comb(y, "学籍号", d.student_number, 19, *_pairs((2, 2, "学段", d.stage)))
    y = sheet.row(
        y,
        9,
        *_pairs((2, 4, "就读学校", d.school)),
        label("学校所在地", 2),
        _ticked(4, "学校所在地", d.place, _PLACES),
    )
    return sheet.row(
        y,
        9,
        *_pairs((2, 2, "年级", d.grade), (2, 2, "班级", d.class_name)),
        label("是否寄宿", 2),
        _ticked(2, "是否寄宿", d.boarding, _YES_NO),
    )


def _household(sheet: Sheet, y: float, d: ApprovalFormData) -> float:
    address = Cell(10, d.address or _BLANK_ADDRESS, _LEFT if d.address else SMALL, "户籍地址")
    y = sheet.row(y, 9, label("户籍地址", 2), address)
    y = sheet.row(y, 9, *_pairs((2, 4, "户主姓名", d.head_name), (2, 4, "户主身份证号", d.head_id_number)))
    y = sheet.row(y, 9, *_pairs((2, 4, "户编号", d.household_no), (2, 4, "户类型", d.household_status)))
    size = "" if d.household_size is None else f"{d.household_size}"
    y = sheet.row(
        y,
        9,
        *_pairs(
            (2, 2, "家庭人口", size),
            (2, 2, "家庭年收入(元)", money.yuan(d.household_income_fen)),
            (2, 2, "人均年收入(元)", money.yuan(d.income_per_head_fen)),
        ),
    )
    y = sheet.row(y, 10, label("主要致贫(困难)\n原因", 2), Cell(10, d.cause, _LEFT, "主要致贫(困难)原因"))
    guardian = _pairs(
        (2, 3, "监护人姓名", d.guardian_name),
        (1.5, 2, "与学生关系", d.guardian_relation),
        (1.5, 2, "联系电话", d.guardian_phone),
    )
    y = sheet.row(y, 9, *guardian)
    return sheet.comb(y, "监护人身份证号", d.guardian_id_number, 18, span=10)


def _received(sheet: Sheet, y: float, d: ApprovalFormData) -> float:
    after = sheet.row(y, 27, label("本学期已享受\n的资助", 2), Cell(10, "", name="本学期已享受的资助"))
    step, x, half = (after - y - 1.6) / 5, sheet.x + 2 * sheet.unit, 5 * sheet.unit
    got = {item.label: item for item in d.received or ()}
    top = y + 0.8
    for pair in RECEIVED:
        for place, name in enumerate(pair):
            _choice(sheet.board, x + place * half, top, half, step, name, got.pop(name, None))
        top += step
    _others(sheet.board, x, top, 2 * half, step, list(got.values()))
    _tick(sheet.board, x + 2 * half - 12, top, step, d.received == (), "无")
    sheet.board.block(x + 2 * half - 9, top, 8, step, "无", _LIST, "无", padding=0.4)
    return after


def _choice(board: Board, x: float, y: float, wide: float, high: float, name: str, got: Item | None) -> None:
    """A box to tick, its name, and the amount above a line."""
    _tick(board, x + 1.5, y, high, got is not None, name)
    board.block(x + 4.8, y, wide - 24, high, name, _LIST, name, padding=0.4)
    _amount(board, x + wide - 21, y, 19, high, got.fen if got else None, name)


def _others(board: Board, x: float, y: float, wide: float, high: float, others: Sequence[Item]) -> None:
    _tick(board, x + 1.5, y, high, bool(others), "其他")
    board.block(x + 4.8, y, 12, high, "其他", _LIST, "其他", padding=0.4)
    board.rule(x + 13, y + high - 0.5, x + wide - 18, y + high - 0.5, FINE)
    text = "；".join(f"{i.label}{money.yuan(i.fen)}元" if i.fen is not None else i.label for i in others)
    style = replace(_LEFT, size=9.5, smallest=5.5)
    board.block(x + 13, y, wide - 31, high, text, style, "其他资助", padding=0.4)


def _tick(board: Board, x: float, y: float, high: float, ticked: bool, name: str) -> None:
    side = 2.9
    board.box(x, y + (high - side) / 2, side, side, FINE)
    if ticked:
        board.block(x, y + (high - side) / 2, side, side, "√", _TICK, name, padding=0)


def _amount(board: Board, x: float, y: float, wide: float, high: float, fen: int | None, name: str) -> None:
    board.rule(x, y + high - 0.5, x + wide - 3.6, y + high - 0.5, FINE)
    board.block(x, y, wide - 3.6, high, money.yuan(fen), _LIST_FIGURE, name, padding=0.4)
    board.block(x + wide - 3.6, y, 3.6, high, "元", _LIST, name, padding=0)


def _costs(sheet: Sheet, y: float, d: ApprovalFormData) -> float:
    after = sheet.row(y, 24, label("家庭仍需负担\n的就学费用(元)", 2), Cell(10, ""))
    costs = {item.label: item.fen for item in d.costs}
    known = [fen for fen in costs.values() if fen is not None]
    costs.setdefault("小计", sum(known) if known else None)
    unit, x = 10 * sheet.unit / 3, sheet.x + 2 * sheet.unit
    high = (after - y) / 3
    for line in COSTS:
        cells: list[Cell] = []
        for name in line:
            cells.append(Cell(0.56, name, replace(LABEL, size=9.5, smallest=6), name))
            cells.append(Cell(0.44, money.yuan(costs.get(name.replace("\n", ""))), _LIST_FIGURE, name))
        y = sheet.board.row(x, y, unit, high, cells)
    return after


def _request(sheet: Sheet, y: float, d: ApprovalFormData) -> float:
    y = sheet.row(y, 25, label("申请理由", 2), Cell(10, d.reason, LONG_VALUE, "申请理由"))
    words = "" if d.applied_fen is None else money.amount_in_words(d.applied_fen)
    amount = f"¥{money.yuan(d.applied_fen)}\n{words}" if words else "¥\n人民币(大写)"
    style = replace(_LEFT, size=10.5) if words else replace(SMALL, size=10.5)
    y = sheet.row(
        y,
        12,
        *_pairs((2, 4, "申请用途", d.purpose)),
        label("申请金额", 2),
        Cell(4, amount, style, "申请金额"),
    )
    payee = f"{d.payee_name}({d.payee_relation})" if d.payee_relation else d.payee_name
    y = sheet.row(y, 10.5, *_pairs((2, 4, "收款人(户名)\n及关系", payee), (2, 4, "开户银行", d.bank)))
    account = " ".join(d.account[start : start + 4] for start in range(0, len(d.account), 4))
    cell = Cell(10, account, replace(_LEFT, size=12), "账号")
    after = sheet.row(y, 9, label("社保卡/一卡通\n账号", 2), cell)
    if not account:
        digit_groups(sheet.board, sheet.x + 2 * sheet.unit, y, after - y, "账号")
    return after


def commitment_high(data: ApprovalFormData) -> float:
    """How high row 19 is in mm: the fingerprint box, and a line more for an agent."""
    return FINGER_HIGH + 2 * _AIR + (_FILED if data.agent else 0)


def _commitment(sheet: Sheet, y: float, d: ApprovalFormData) -> float:
    board, high = sheet.board, commitment_high(d)
    after = board.row(sheet.x, y, sheet.unit, high, [Cell(12, "")])
    wide = 12 * sheet.unit - FINGER_WIDE - 2 * _AIR
    signed = dates.spoken(d.signed_later_on) or dates.BLANK_DATE
    lines = [
        ("个人承诺", _SIGN, f"申请人(监护人)签名：{'　' * 12}{signed}", SMALL),
        ("见证人", _SIGN, _WITNESS, replace(SMALL, size=9)),
    ]
    if d.agent:
        lines.insert(0, ("代办人", _FILED, f"{d.agent}　代办人签名：", _AGENT))
    top = after - sum(tall for _, tall, _, _ in lines) - 0.5
    said = f"个人承诺：{d.commitment}"
    board.block(sheet.x, y + 0.5, wide, top - y - 0.5, said, _SAID, "个人承诺", padding=1.5)
    for name, tall, text, style in lines:
        board.block(sheet.x, top, wide, tall, text, style, name, padding=1.5)
        top += tall
    fingerprint(board, sheet.x + wide + _AIR, y + (high - FINGER_HIGH) / 2)
    return after


def _ticked(span: float, name: str, value: str, choices: Sequence[str]) -> Cell:
    """The value, or boxes to tick where nothing is known."""
    return Cell(span, value or "　".join(f"□{each}" for each in choices), VALUE if value else _BOXES, name)


def _pairs(*pairs: tuple[float, float, str, str]) -> list[Cell]:
    """Label and value cells from (columns of the label, columns of the value, label, value)."""
    cells: list[Cell] = []
    for label_span, span, name, text in pairs:
        cells += [label(name, label_span), Cell(span, text, VALUE, name.replace("\n", ""))]
    return cells


def _month(iso: str) -> str:
    return f"{iso[:4]}年{int(iso[5:7])}月" if iso else ""
