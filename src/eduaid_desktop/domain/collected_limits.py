"""What the rows of many townships are held against: bands, caps of a year, the county's fund.

Which bands and caps those are is dated data (relief_bands); here the rows of all townships are added up.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence

from eduaid_desktop.domain.collected import Found, Line, child, found, household, named
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.domain.relief_bands import HOUSEHOLD, STUDENT, Band, Cap

BandOf = Callable[[Line], Band | None]
_WHOSE: dict[str, tuple[str, str, Callable[[Line], Hashable]]] = {
    STUDENT: ("student_cap", "每生", child),
    HOUSEHOLD: ("household_cap", "每户", household),
}
_YEARS = {"calendar": "每年", "school": "每学年"}


def bands(lines: Sequence[Line], band_of: BandOf) -> Iterator[Found]:
    """F07: amounts outside the band of their stage; one without a band (an unknown stage) is not judged."""
    for line in lines:
        band = band_of(line)
        words = band.misfit(line.amount) if band and band.kind != "none" else ""
        if words:
            yield found("band", f"{line.words}（{line.stage}），{words}。", [line])


def caps(lines: Sequence[Line], term: str, whose: str, cap: Cap) -> Iterator[Found]:
    """F08 and F09: what a child or a family has over the year; lines: of all terms of that year that were collected."""
    rule, words, key = _WHOSE[whose]
    groups: dict[Hashable, list[Line]] = defaultdict(list)
    for line in lines:
        if own := key(line):
            groups[own].append(line)
    for group in groups.values():
        total = sum(line.amount for line in group)
        if total > cap.fen and any(line.term == term for line in group):
            year = _YEARS[cap.year_basis]
            who = group[0].name if whose == STUDENT else f"{group[0].head_name or group[0].name}家"
            over = f"{who}合计 {yuan(total)} 元，超过{words}{year} {yuan(cap.fen)} 元的封顶 {yuan(total - cap.fen)} 元"
            yield found(rule, f"{over}，须报{cap.above}批准：{named(group)}。", group)


def unflagged(lines: Sequence[Line], told: Sequence[Found], band_of: BandOf) -> Iterator[Found]:
    """Rows over a band or a cap whose 超限标志 is not 是; told: what bands and caps found.

    A cap that is passed only by what other townships claim is none that a township could have known.
    """
    own = [each for each in told if each.rule.endswith("_cap") and len(each.townships) == 1]
    capped = {line.id for each in own for line in each.lines}
    for line in lines:
        band = band_of(line)
        above = band is not None and band.kind not in ("none", "plausible") and line.amount > band.most
        if not line.over_limit and (above or line.id in capped):
            why = "超出标准" if above else "超出一年的封顶"
            yield found("flag", f"{line.words}，{why}，超限标志却不是“是”。", [line])


def fund(lines: Sequence[Line], available: int) -> Iterator[Found]:
    """What all rows ask for against what the county's fund still has, both in fen."""
    total = sum(line.amount for line in lines)
    if total > available:
        lacks = f"县基金可用余额 {yuan(available)} 元，差 {yuan(total - available)} 元"
        yield Found("fund", f"本学期各乡镇建议 {yuan(total)} 元，{lacks}。")
