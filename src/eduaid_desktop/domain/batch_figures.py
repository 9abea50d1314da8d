"""What 汇总表 of a batch says of every village."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

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
