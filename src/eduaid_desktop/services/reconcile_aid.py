"""The views of reconciliation about money: aid received and relief applications against roll and base."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from eduaid_desktop.domain import dates
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.services.reconcile_drafts import (
    NO_ROLL,
    NOT_IN_BASE,
    ROLL_STAGES,
    Asked,
    Draft,
    Said,
    in_base,
    in_case,
    on_roll,
)
from eduaid_desktop.services.reconcile_proofs import Place
from eduaid_desktop.store import reconcile_aid_queries as queries
from eduaid_desktop.store.store import Row

# What an application counts as aid received: money that was paid out, not what was waived or given in kind.
_PAID_OUT = ("补", "subsidy")


def _aid(row: Row) -> Said:
    place = Place(row["run"], row["sheet"] or "", row["row"], record=("received_aid", row["id"]))
    return Said("资助登记", f"{row['programme_name']} {yuan(row['amount'])} 元", place)


def _known_by(row: Row) -> dict[str, Any]:
    """Who it is about, where no person is known."""
    return {"name": row["name"], "id_number": row["id_number"] or "", "school": row["school"] or ""}


def _person(row: Row) -> tuple[int, ...]:
    return (row["pid"],) if row["pid"] else ()


def unknown(asked: Asked) -> Iterator[Draft]:
    """X_AID_UNKNOWN, all of a child's aid together."""
    rows = queries.unknown_receivers(asked.desk.store, asked.term)
    rows.sort(key=_child)
    for _, found in groupby(rows, _child):
        aid = list(found)
        sides = [*map(_aid, aid), NO_ROLL]
        yield Draft("X_AID_UNKNOWN", _person(aid[0]), sides, f"A{aid[0]['id']}", **_known_by(aid[0]))


def _child(row: Row) -> tuple[int, str, str]:
    return row["pid"] or 0, row["id_number"] or "", row["name"]


def boarding(asked: Asked) -> Iterator[Draft]:
    """X_AID_BOARD."""
    programmes = asked.programmes("boarding")
    for row in queries.boarding_aid(asked.desk.store, asked.term, programmes):
        roll = on_roll(row["pid"], "是否寄宿“否”", row["enrolment_id"], row["on_roll"])
        yield Draft("X_AID_BOARD", _person(row), [_aid(row), roll], f"A{row['id']}")


def not_poor(asked: Asked) -> Iterator[Draft]:
    """X_AID_NOT_POOR."""
    programmes = asked.programmes("registered")
    for row in queries.aid_for_the_poor(asked.desk.store, asked.term, programmes, asked.poor, asked.today):
        sides = [_aid(row), NOT_IN_BASE]
        yield Draft("X_AID_NOT_POOR", _person(row), sides, f"A{row['id']}", **_known_by(row))


def doubled(asked: Asked) -> Iterator[Draft]:
    """W_DUP_AID."""
    rows = queries.doubled_aid(asked.desk.store, asked.term)
    for _, found in groupby(rows, itemgetter("child", "programme_name")):
        aid = list(found)
        yield Draft("W_DUP_AID", _person(aid[0]), [*map(_aid, aid)], f"A{aid[0]['id']}", **_known_by(aid[0]))


def received(asked: Asked) -> Iterator[Draft]:
    """X_RECEIVED: what the application says of aid received against what was paid out."""
    for row in queries.other_sums(asked.desk.store, asked.term, _PAID_OUT, ROLL_STAGES):
        said = in_case(row["id"], row["pid"], f"{yuan(row['told'])} 元" if row["told"] else "无")
        record = ("received_aid", row["first"]) if row["first"] else None
        paid = Said("资助登记", f"合计 {yuan(row['paid'])} 元", Place(record=record))
        yield Draft("X_RECEIVED", (row["pid"],), [said, paid], f"C{row['id']}")


def deceased(asked: Asked) -> Iterator[Draft]:
    """X_DECEASED."""
    for row in queries.dead_payees(asked.desk.store, asked.term):
        payee = in_case(row["id"], row["pid"], f"收款人{row['payee_name'] or '未写'}")
        died = in_base(row["died_id"], f"{row['died']}已于{dates.spoken(row['death_date'])}去世")
        yield Draft("X_DECEASED", (row["pid"],), [payee, died], f"C{row['id']}")


def unregistered(asked: Asked) -> Iterator[Draft]:
    """X_NOT_REGISTERED."""
    for row in queries.unregistered_applicants(asked.desk.store, asked.term):
        number = f"户编号 {row['household_number']}" if row["household_number"] else "没有户编号"
        sides = [in_case(row["id"], row["pid"], number), NOT_IN_BASE]
        yield Draft("X_NOT_REGISTERED", (row["pid"],), sides, f"C{row['id']}")


def grades(asked: Asked) -> Iterator[Draft]:
    """X_GRADE between application and roll."""
    for row in queries.other_grades(asked.desk.store, asked.term):
        sides = [
            in_case(row["id"], row["pid"], row["grade"]),
            on_roll(row["pid"], row["on_roll"], row["enrolment_id"]),
        ]
        yield Draft("X_GRADE", (row["pid"],), sides, f"C{row['id']}")
