"""The numbers an office gives out: 申请编号 and 批次号, each counted on in a series of its office and term."""

import re

_NUMBER = re.compile(r"(JYJZ|PC)-([0-9]+)-([0-9]{4}[SA])-([0-9]{1,9})")


def case_series(code: str, term: str) -> str:
    """The series in which the relief cases of an office (code) and a term are counted."""
    return f"relief-{code}-{term}"


def case_no(code: str, term: str, serial: int) -> str:
    """JYJZ-513399101-2018S-0007."""
    return f"JYJZ-{code}-{term}-{serial:04d}"


def batch_series(code: str, term: str) -> str:
    """The series in which the batches of an office and a term are counted."""
    return f"PC-{code}-{term}"


def batch_no(series: str, serial: int) -> str:
    """PC-513399101-2018S-001."""
    return f"{series}-{serial:03d}"


def counted(number: object) -> tuple[str, int] | None:
    """The series of a number given out and its place there; None for one that was never counted."""
    found = _NUMBER.fullmatch(number) if isinstance(number, str) else None
    if found is None:
        return None
    series = case_series if found[1] == "JYJZ" else batch_series
    return series(found[2], found[3]), int(found[4])


def spoken(series: str) -> str:
    """What numbers of a series look like: 申请编号 JYJZ-513399101-2018S-…."""
    kind, _, rest = series.partition("-")
    known = {"relief": f"申请编号 JYJZ-{rest}-…", "PC": f"批次号 {series}-…"}
    return known.get(kind, f"编号 {series}")
