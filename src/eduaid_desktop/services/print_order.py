"""What is to be printed and how; which printer can do what."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from eduaid_desktop.domain import page_range
from eduaid_desktop.domain.slip import Placed

# Order.sides, and what they are called.
ONE, LONG, SHORT = "one", "long", "short"
SIDES = {ONE: "单面", LONG: "双面长边", SHORT: "双面短边"}
# Short and long edge in mm.
PAPERS = {"A3": (297.0, 420.0), "A4": (210.0, 297.0), "A5": (148.0, 210.0)}
_NEAR_MM = 3.0
# report(pages of this portion that are printed, what is going on); it may raise to end the work.
Report = Callable[[int, str], object]


@dataclass(frozen=True)
class Printer:
    """papers: of PAPERS those it takes, empty where it does not say. problem: why nothing comes out now."""

    name: str
    papers: frozenset[str] = frozenset()
    duplex: bool = True
    problem: str = ""

    def takes(self, paper: str) -> bool:
        """Whether it has this paper, as far as one knows; "" is a size that is scaled anyway."""
        return not (self.papers and paper) or paper in self.papers


@dataclass(frozen=True)
class Order:
    """pages: counted from 0, in their order; total: all pages of the PDF. placed: the numbered papers in it.

    document: a key of DOCUMENTS, "" for anything else. paper: of PAPERS; fit: scaled to it, else drawn in its size.
    backwards: the last page comes out first.
    """

    pdf: Path
    title: str
    total: int
    pages: tuple[int, ...]
    printer: str
    document: str = ""
    placed: Sequence[Placed] = ()
    copies: int = 1
    sides: str = ONE
    backwards: bool = False
    paper: str = "A4"
    fit: bool = False

    def portions(self, at_most: int) -> list[tuple[int, ...]]:
        """The pages as they are sent, cut where a paper ends; several copies of a whole come out one after another."""
        papers = page_range.papers(self.total, self.placed, whole=self.copies > 1)
        return page_range.portions(self.pages, papers, at_most, backwards=self.backwards)

    def sheets(self, pages: Sequence[int]) -> list[int | None]:
        """The pages in reading order, and None for a back left empty, so that no paper begins on that of another."""
        made: list[int | None] = []
        if self.sides == ONE or not self.placed:
            return [*sorted(pages)]
        for paper in page_range.papers(self.total, self.placed):
            kept: list[int | None] = [page for page in paper if page in pages]
            made += kept + [None] * (len(kept) % 2)
        return made


def paper_of(size: tuple[float, float]) -> str:
    """Which of PAPERS a page of this width and height in mm is made for; "" for none of them."""
    short, long = sorted(size)
    fits = (
        name
        for name, (wide, high) in PAPERS.items()
        if abs(short - wide) <= _NEAR_MM and abs(long - high) <= _NEAR_MM
    )
    return next(fits, "")
