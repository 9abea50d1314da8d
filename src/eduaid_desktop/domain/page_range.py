"""Page numbers as people type them (1-20, 25), and a long job cut into portions that can be printed one by one."""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise

from eduaid_desktop.domain.slip import Placed
from eduaid_desktop.domain.text import half_width
from eduaid_desktop.errors import Refused

_PART = re.compile(r"(\d{1,6})(?:-(\d{0,6}))?")
_SAME = str.maketrans("、；;至到~～—–", ",,,------")


def read(typed: str, total: int) -> tuple[int, ...]:
    """The pages meant by "1-20, 25" or "25-" of so many, counted from 0, in their order; all for nothing typed.

    Raises Refused for what is no page number, and for a page that the document does not have.
    """
    tidy = "".join(half_width(typed).translate(_SAME).split()).strip(",")
    if not tidy:
        return tuple(range(total))
    pages: set[int] = set()
    for part in tidy.split(","):
        found = _PART.fullmatch(part)
        if found is None:
            raise Refused(f"页码“{part}”看不懂。请写成 1-20, 25 这样；不写就是全部页。", "pages")
        first = int(found[1])
        last = int(found[2]) if found[2] else total if found[2] == "" else first
        if not 1 <= first <= last <= total:
            raise Refused(f"没有第 {part} 页：这份文件共 {total} 页，请写 1 到 {total}，小的在前。", "pages")
        pages.update(range(first - 1, last))
    return tuple(sorted(pages))


def words(pages: Iterable[int]) -> str:
    """Pages counted from 0 as 1-20,25."""
    runs = groupby(enumerate(sorted(pages)), key=lambda each: each[1] - each[0])
    ends = [(run[0][1] + 1, run[-1][1] + 1) for run in (list(group) for _, group in runs)]
    return ",".join(f"{first}-{last}" if first < last else f"{first}" for first, last in ends)


def papers(total: int, placed: Sequence[Placed], *, whole: bool = False) -> list[tuple[int, ...]]:
    """The pages of each paper in a PDF of so many: those of a numbered one belong together.

    whole: pages without a number belong together, too, as one paper, else each stands for itself.
    """
    if not placed:
        return [tuple(range(total))] if whole else [(page,) for page in range(total)]
    starts = sorted({0, *(each.first for each in placed), total})
    return [tuple(range(start, end)) for start, end in pairwise(starts)]


def portions(
    pages: Sequence[int], papers: Sequence[Sequence[int]], at_most: int, *, backwards: bool = False
) -> list[tuple[int, ...]]:
    """Pages in the order they are printed, in portions that never cut a paper; one longer than at_most stays whole."""
    wanted = set(pages)
    kept = [tuple(page for page in paper if page in wanted) for paper in papers]
    cut: list[tuple[int, ...]] = []
    for paper in filter(None, reversed(kept) if backwards else kept):
        paper = paper[::-1] if backwards else paper
        if cut and len(cut[-1]) + len(paper) <= at_most:
            cut[-1] += paper
        else:
            cut.append(paper)
    return cut
