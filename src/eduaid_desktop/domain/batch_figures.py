"""What is counted while the lines of a batch go by: what 汇总表 says of every village, and the seal."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eduaid_desktop.domain.batch import Line

FIELD_MARK, ROW_MARK = "\x1f", "\x1e"

# People and their sum in fen.
Figure = tuple[int, int]


@dataclass(frozen=True)
class Village:
    """What 汇总表 says of one village: its name, every stage by its label, and the registered poor among them."""

    name: str
    stages: Mapping[str, Figure]
    poor: Figure

    @property
    def whole(self) -> Figure:
        """All stages."""
        return total(self.stages.values())


def total(figures: Iterable[Figure]) -> Figure:
    """The sum of both."""
    people = amount = 0
    for each in figures:
        people, amount = people + each[0], amount + each[1]
    return people, amount


def village(name: str, parts: Mapping[tuple[str, bool], Figure]) -> Village:
    """What a village's people and fen by stage and by whether they are registered poor come to."""
    stages = {stage: total(f for (s, _), f in parts.items() if s == stage) for stage, _ in sorted(parts)}
    return Village(name, stages, total(figure for (_, poor), figure in parts.items() if poor))


@dataclass(frozen=True)
class Totals:
    """What is known of a batch when its lines were gone through once. amount: what is proposed, applied: what is
    asked for, both in fen.

    first, last: 申请编号; sha256: the seal over all machine cells; villages by their code, in its order.
    """

    rows: int
    amount: int
    applied: int
    first: str
    last: str
    sha256: str
    villages: Mapping[str, Village]


class Tally:
    """Counts lines, which must stand in the order of 申请编号, while somebody goes through them."""

    def __init__(self) -> None:
        self._whole = hashlib.sha256()
        self._rows = self._amount = self._applied = 0
        self._first = self._last = ""
        self._villages: dict[str, tuple[str, dict[tuple[str, bool], Figure]]] = {}

    def through(self, lines: "Iterable[Line]") -> "Iterator[Line]":
        """The same lines. Raises ValueError for one that does not stand in order."""
        for line in lines:
            self._count(line)
            yield line

    def _count(self, line: "Line") -> None:
        number = line["申请编号"]
        if number <= self._last:
            raise ValueError(f"{number} does not stand in order")
        self._whole.update(((ROW_MARK if self._last else "") + FIELD_MARK.join(line.cells)).encode())
        self._first, self._last = self._first or number, number
        self._rows, self._amount = self._rows + 1, self._amount + line.amount
        self._applied += line.applied
        _, parts = self._villages.setdefault(line.village, (line["村名称"], {}))
        part = line["学段"], line.registered_poor
        parts[part] = total((parts.get(part, (0, 0)), (1, line.amount)))

    def totals(self) -> Totals:
        """What was counted so far."""
        villages = {code: village(*self._villages[code]) for code in sorted(self._villages)}
        seal = self._whole.hexdigest()
        return Totals(self._rows, self._amount, self._applied, self._first, self._last, seal, villages)
