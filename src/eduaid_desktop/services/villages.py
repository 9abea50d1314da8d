"""行政村: their names by date, which one took over which, and what a name in a file means."""

from eduaid_desktop.domain import text
from eduaid_desktop.domain.problems import NOTE, Problem
from eduaid_desktop.errors import UserError
from eduaid_desktop.services import dated_names, office
from eduaid_desktop.services.dated_names import Kind, Reader
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store.store import Change

VILLAGE = Kind("region", "村", "code", {"level": "village"})


def resolve(change: Change, name: str, day: str) -> tuple[str, Problem | None]:
    """The code of the village that a name means on a day (ISO), and a note (N_ALIAS) where it is called otherwise.

    One that was closed by then means the one that took it over; a name not known yet gets a provisional code.
    """
    name = text.tidy(name)
    found = dated_names.called(change, VILLAGE, name, day)
    if found is None:
        return office.village_code(change, change.select("office")[0], name), None
    village, otherwise = found
    now = dated_names.name_on(change, VILLAGE, village, day)
    words = f"“{name}”现为“{now}”，已按“{now}”登记。"
    return str(village["code"]), Problem("village", words, NOTE, "N_ALIAS") if otherwise else None


def code_of(desk: Desk, written: str | None) -> str | None:
    """The code of a village given by name or code, None for nothing. Raises UserError for one that is none."""
    if not written:
        return None
    known = desk.rules().codes["village"].find(written)
    if known is None:
        raise UserError(f"没有名为“{written}”的村，请核对村名或代码。")
    return known.code


def name_on(reader: Reader, code: str | None, day: str) -> str:
    """The name that a village bore on a day (ISO); "" for none."""
    found = reader.select("region", code=code) if code else []
    return dated_names.name_on(reader, VILLAGE, found[0], day) if found else code or ""


def current(reader: Reader, code: str | None, day: str) -> str | None:
    """The code of the village that a village belongs to on a day (ISO): itself until it is closed."""
    rows = VILLAGE.all(reader)
    own = next((row for row in rows if row["code"] == code), None)
    return str(dated_names.current(rows, VILLAGE, own, day)["code"]) if own else code
