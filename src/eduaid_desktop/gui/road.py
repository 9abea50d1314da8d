"""The road of a relief case as a line of ten stages: what is behind, where it stands, what is to come."""

from collections.abc import Collection

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from eduaid_desktop.domain import workflow
from eduaid_desktop.gui.pieces import named
from eduaid_desktop.gui.style import colour

STAGES = (
    "草稿", "受理", "村级初审", "村级公示", "乡镇审核", "待上报", "已上报", "县批复", "发放", "归档",
)  # fmt: skip
_PLACES = {
    workflow.DRAFT: 0, workflow.ACCEPTED: 1, workflow.VILLAGE_REVIEW: 2, workflow.VILLAGE_NOTICE: 3,
    workflow.OBJECTION: 3, workflow.TOWN_REVIEW: 4, workflow.TOWN_NOTICE: 4, workflow.READY: 5,
    workflow.REPORTED: 6, workflow.COUNTY_RETURNED: 6, workflow.APPROVED: 7, workflow.OVERCAP_PENDING: 7,
    workflow.IN_PAYMENT: 8, workflow.PAY_FAILED: 8, workflow.PAID: 8, workflow.ARCHIVED: 9,
}  # fmt: skip
# State by sign and word, by colour only then.
_SIGNS = {
    workflow.VILLAGE_NOTICE: "◐", workflow.TOWN_NOTICE: "◐", workflow.REPORTED: "◐", workflow.OVERCAP_PENDING: "◐",
    workflow.OBJECTION: "▲", workflow.COUNTY_RETURNED: "▲", workflow.PAY_FAILED: "▲", workflow.PAID: "✓",
    workflow.ARCHIVED: "✓", workflow.REJECTED: "✕", workflow.WITHDRAWN: "✕", workflow.RECOVERED: "✕",
}  # fmt: skip
_RADIUS, _LINE, _WORDS, _HEIGHT = 7.0, 10.0, 22.0, 44
_GAP = 6.0


def sign(state: int) -> str:
    """The sign that stands before the name of a state."""
    return _SIGNS.get(state, "●")


def place(state: int, passed: Collection[int]) -> int:
    """The stage of a state; that of a case off the road is where it left it. passed: the states before."""
    if state in _PLACES:
        return _PLACES[state]
    return max((_PLACES[s] for s in passed if s in _PLACES), default=0)


class Road(QWidget):
    """show_road says where the case stands."""

    def __init__(self) -> None:
        super().__init__()
        named(self, "road")
        self._here, self._behind, self._sign = 0, frozenset[int](), ""
        self.setFixedHeight(_HEIGHT)

    def show_road(self, state: int, passed: Collection[int]) -> None:
        """state: the present one; passed: the states before it, drawn as done where they were."""
        self._here = place(state, passed)
        self._behind = frozenset(_PLACES[s] for s in passed if s in _PLACES)
        self._sign = sign(state)
        told = f"第 {self._here + 1} 步，共 {len(STAGES)} 步：{STAGES[self._here]}"
        self.setAccessibleName(told)
        self.setToolTip(told)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        slot = self.width() / len(STAGES)
        middles = [slot * (number + 0.5) for number in range(len(STAGES))]
        for number in range(1, len(STAGES)):
            painter.setPen(QPen(colour("faint" if number <= self._here else "line"), 1.5))
            left, right = middles[number - 1] + _RADIUS + 4, middles[number] - _RADIUS - 4
            painter.drawLine(QPointF(left, _LINE), QPointF(right, _LINE))
        for number, middle in enumerate(middles):
            self._mark(painter, number, QPointF(middle, _LINE))
        self._write(painter, middles)

    def _mark(self, painter: QPainter, number: int, middle: QPointF) -> None:
        here, done = number == self._here, number in self._behind and number < self._here
        radius = _RADIUS + 1 if here else _RADIUS - 2
        painter.setPen(QPen(colour("ink" if here else "faint" if done else "edge"), 1.5))
        painter.setBrush(colour("ink" if here else "faint" if done else "card"))
        painter.drawEllipse(middle, radius, radius)
        if done:
            painter.setPen(QPen(colour("card"), 1.5))
            painter.drawPolyline([middle + QPointF(x, y) for x, y in ((-2.5, 0), (-0.5, 2), (2.5, -2))])
        elif here:
            painter.setPen(colour("card"))
            painter.setFont(_sized(self.font(), 7))
            box = QRectF(middle.x() - 9, middle.y() - 9, 18, 18)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, {"●": ""}.get(self._sign, self._sign))

    def _write(self, painter: QPainter, middles: list[float]) -> None:
        """The present stage is always named, the others where there is room."""
        taken: list[QRectF] = []
        order = [*range(self._here, len(STAGES)), *reversed(range(self._here))]
        for number in order:
            font = _sized(self.font(), 9.5)
            font.setBold(number == self._here)
            width = QFontMetricsF(font).horizontalAdvance(STAGES[number])
            left = min(max(middles[number] - width / 2, 0), self.width() - width)
            box = QRectF(left, _WORDS, width + 1, _HEIGHT - _WORDS)
            if any(box.adjusted(-_GAP, 0, _GAP, 0).intersects(other) for other in taken):
                continue
            taken.append(box)
            painter.setFont(font)
            painter.setPen(colour("ink" if number == self._here else "quiet"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, STAGES[number])


def _sized(font: QFont, points: float) -> QFont:
    made = QFont(font)
    made.setPointSizeF(points)
    return made
