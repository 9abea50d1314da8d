"""What a paper is about, as its number counts it and the print ledger lists it."""

from eduaid_desktop.domain import slip, terms
from eduaid_desktop.domain.slip import PERIOD, Subject
from eduaid_desktop.services import villages
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store.store import Row


def of_case(case: Row) -> Subject:
    """One relief case."""
    words = f"{case['name']} {case['case_no'] or ''}".strip()
    return Subject("relief_case", case["id"], words, case["term"], case["id"])


def of_notice(notice: Row) -> Subject:
    """One public notice."""
    return Subject("notice", notice["id"], f"第 {notice['id']} 号公示", notice["term"])


def of_list(payment_list: Row) -> Subject:
    """One payment list."""
    return Subject("payment_list", payment_list["id"], payment_list["list_no"], payment_list["term"])


def of_batch(batch: Row) -> Subject:
    """One batch that goes up to the county."""
    return of_record("batch", batch, batch["batch_no"], batch["term"])


def of_record(table: str, row: Row, words: str, term: str = "") -> Subject:
    """A row of any other table: a household, a person, a school, a project."""
    return Subject(table, row["id"], words, term)


def of_term(desk: Desk, term: str, village: str | None = None) -> Subject:
    """A term, or one village (code) of it."""
    if not village:
        return Subject(PERIOD, slip.of_term(term), terms.label(term), term)
    region = desk.store.select("region", code=village)[0]
    name = villages.name_on(desk.store, village, desk.today().isoformat())
    return Subject(PERIOD, slip.of_term(term, region["id"]), f"{terms.label(term)}{name}", term)


def of_school(term: str, school_id: int, words: str) -> Subject:
    """The pupils of a school, or of a class of it (words), in a term."""
    return Subject(PERIOD, slip.of_school(term, school_id), f"{terms.label(term)}{words}", term)


def of_year(year: int) -> Subject:
    """A calendar year."""
    return Subject(PERIOD, slip.of_year(year), f"{year}年")


def of_month(year: int, month: int) -> Subject:
    """A month."""
    return Subject(PERIOD, slip.of_month(year, month), f"{year}年{month}月")
