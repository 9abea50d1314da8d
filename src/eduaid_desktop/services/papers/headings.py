"""What the lists and tables of the office share: who reports, who signs, which batch, village or year is meant."""

from eduaid_desktop.domain import dates
from eduaid_desktop.services import office, relief
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.papers.kinds import Wanted
from eduaid_desktop.store.store import Row

ROLES = ("填报人", "审核人", "负责人", "联系电话", "填报日期")


def reporting(desk: Desk) -> str:
    """Whose table it is: 云岭县格桑镇."""
    about = office.info(desk)
    return f"{about['county'] or ''}{about['name']}"


def above(desk: Desk, day: str = "", unit: str = "单位：元、人") -> tuple[str, str]:
    """The line under a title: who fills it in and seals it, of which day (ISO, today when "") and in which unit."""
    when = dates.spoken(day or desk.today().isoformat())
    return f"填报单位（盖章）：{office.info(desk)['name']}", f"{when}　{unit}"


def batch_of(desk: Desk, wanted: Wanted) -> Row | None:
    """The batch that is named, or the last one with the case that is named; None for anything else."""
    if wanted.what:
        return next(iter(desk.store.select("batch", batch_no=wanted.what)), None)
    if not wanted.case:
        return None
    lines = desk.store.select("batch_line", case_id=relief.find_case(desk, wanted.case)["id"])
    return desk.store.get("batch", lines[-1]["batch_id"]) if lines else None


def year_of(written: str | None) -> int | None:
    """The calendar year that was named, None for what is no year."""
    said = (written or "").removesuffix("年")
    return int(said) if said.isdecimal() and len(said) == 4 and 2000 <= int(said) <= 2099 else None
