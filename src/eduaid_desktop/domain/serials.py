"""The numbers an office gives out, each counted on in a series of its own.

申请编号, 批次号, 村包编号, 发放表编号 and 临时编号.
"""

import re

_NUMBER = re.compile(r"(JYJZ|PC|CB|FF)-([0-9]+)-([0-9]{4}[SA])-(L?)([0-9]{1,9})")
_TEMPORARY = re.compile(r"[A-Z]{2,3}-([0-9]{6}|[0-9]{9})-([0-9]{4,7})")


def case_series(code: str, term: str) -> str:
    """The series in which the relief cases of an office (code) and a term are counted."""
    return f"relief-{code}-{term}"


def case_no(code: str, term: str, serial: int) -> str:
    """JYJZ-513399101-2018S-0007."""
    return f"JYJZ-{code}-{term}-{serial:04d}"


def past_series(code: str, term: str) -> str:
    """The series in which the past cases of an office and a term are counted, apart from the living ones."""
    return f"past-{code}-{term}"


def past_no(code: str, term: str, serial: int) -> str:
    """JYJZ-513399101-2016A-L0001; L: 历史补录."""
    return f"JYJZ-{code}-{term}-L{serial:04d}"


def batch_series(code: str, term: str) -> str:
    """The series in which the batches of an office and a term are counted."""
    return f"PC-{code}-{term}"


def batch_no(series: str, serial: int) -> str:
    """PC-513399101-2018S-001."""
    return f"{series}-{serial:03d}"


def packet_series(code: str, term: str) -> str:
    """The series in which the village packets of an office and a term are counted."""
    return f"CB-{code}-{term}"


def packet_no(series: str, serial: int) -> str:
    """CB-513399101-2018S-001."""
    return f"{series}-{serial:03d}"


def payment_series(code: str, term: str) -> str:
    """The series in which the payment lists of an office and a term are counted."""
    return f"FF-{code}-{term}"


def payment_list_no(series: str, serial: int) -> str:
    """FF-513399101-2018S-001."""
    return f"{series}-{serial:03d}"


def temporary_series(code: str) -> str:
    """The series in which the temporary numbers of an office's people are counted."""
    return f"temporary-{code}"


def temporary_number(prefix: str, code: str, serial: int) -> str:
    """LS-513399101-0001; prefix: the setting temporary_prefix, so short that the number fits 18 boxes."""
    return f"{prefix}-{code}-{serial:04d}"


def is_temporary(number: str) -> bool:
    """Whether this has the shape of a temporary number, which is nobody's secret."""
    return bool(_TEMPORARY.fullmatch(number))


def counted(number: object) -> tuple[str, int] | None:
    """The series of a number given out and its place there; None for one that was never counted."""
    if isinstance(number, str) and (own := _TEMPORARY.fullmatch(number)):
        return temporary_series(own[1]), int(own[2])
    found = _NUMBER.fullmatch(number) if isinstance(number, str) else None
    if found is None:
        return None
    series = {"JYJZ": case_series, "PC": batch_series, "CB": packet_series, "FF": payment_series}[found[1]]
    return (past_series if found[4] else series)(found[2], found[3]), int(found[5])


def spoken(series: str) -> str:
    """What numbers of a series look like: 申请编号 JYJZ-513399101-2018S-…."""
    kind, _, rest = series.partition("-")
    known = {
        "relief": f"申请编号 JYJZ-{rest}-…",
        "past": f"历史补录编号 JYJZ-{rest}-L…",
        "PC": f"批次号 {series}-…",
        "CB": f"村包编号 {series}-…",
        "FF": f"发放表编号 {series}-…",
        "temporary": f"临时编号 {rest}-…",
    }
    return known.get(kind, f"编号 {series}")
