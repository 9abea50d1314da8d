"""Which papers belong to which register, in the term, the order and under the filter that it shows."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from eduaid_desktop.domain import terms
from eduaid_desktop.gui.printing.paper_menu import Offer

if TYPE_CHECKING:
    from eduaid_desktop.gui.register import Register

_OF_TERM = ("summary_sheet", "application_roster", "result_list", "rejection_list")


def of_relief(register: "Register") -> list[Offer]:
    """The ledger as the register shows it; the lists of the term, of all terms those of this year."""
    term = register.term.term if register.term else None
    model = register.list.model
    answers = {
        "sort": model.sorted_by,
        "descending": "是" if model.sorted_by and model.descending else "",
        "filter": model.filter,
    }
    if term is None:
        year = str(register.shell.desk.today().year)
        of_year: dict[str, Any] = {"what": year}
        return [
            Offer("relief_ledger", f"{year}年", of_year | {"answers": answers}),
            Offer("summary_sheet", f"{year}年", of_year),
        ]
    of_term: dict[str, Any] = {"term": term}
    ledger = Offer("relief_ledger", terms.label(term), of_term | {"answers": answers})
    return [ledger, *(Offer(document, terms.label(term), of_term) for document in _OF_TERM)]


def of_payments(register: "Register") -> list[Offer]:
    """The list on which the chosen payment stands, and what was recovered in the term."""
    chosen, term = register.list.current(), register.term.term if register.term else None
    found = []
    desk = register.shell.desk
    list_id = desk.store.get("payment", chosen)["payment_list_id"] if chosen is not None else None
    if list_id is not None:
        number = desk.store.get("payment_list", list_id)["list_no"]
        found.append(Offer("payment_sheet", number, {"what": number}))
    if term:
        found.append(Offer("recovery_record", terms.label(term), {"term": term}))
    return found


def of_rare_names(register: "Register") -> list[Offer]:
    """The names that other systems cannot write, for whom they are handed to."""
    return [Offer("rare_names", register.shell.desk.today().isoformat())]


PAPERS: Mapping[str, Callable[["Register"], list[Offer]]] = {
    "relief_register": of_relief,
    "payments": of_payments,
    "rare_names": of_rare_names,
}
