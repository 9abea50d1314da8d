"""已享受资助: what the office already knows that a child received in the term of a relief case (F10)."""

from collections.abc import Mapping
from typing import Any

from eduaid_desktop.domain.money import yuan
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import relief_queries as queries


def known(desk: Desk, person_id: int, term: str) -> dict[str, int | None]:
    """By name of the programme the fen a child received in a term; None where no amount is known.

    What a list of the county says was paid goes before what was registered for the same programme.
    """
    rows = queries.aid_of(desk.store, person_id, term)
    paid = {row["programme"] for row in rows if row["paid"] and row["programme"]}
    names = desk.rules().codes["programme"]
    found: dict[str, int | None] = {}
    for row in rows:
        if row["paid"] or row["programme"] not in paid:
            name = names.label(row["programme"]) or row["programme_name"]
            before, amount = found.get(name), row["amount"]
            found[name] = amount if before is None else before + (amount or 0)
    return found


def words(received: Mapping[str, int | None]) -> str:
    """寄宿生生活补助 850.00 元、普高国家助学金; "" for nothing."""
    return "、".join(f"{name} {yuan(fen)} 元" if fen else name for name, fen in received.items())


def answer(received: Mapping[str, int | None]) -> dict[str, Any]:
    """What the form says then: aid_received in words, and the sum of the amounts known."""
    total = sum(fen or 0 for fen in received.values())
    return {"aid_received": words(received), "aid_received_amount": total or None}
