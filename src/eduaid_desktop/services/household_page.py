"""家庭一页: every child of a household with its programmes and terms, gathered from all that the office knows."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from eduaid_desktop.domain import dates, family, masks, relief_bands, terms, text, workflow
from eduaid_desktop.domain.family import Family, Item, Member, Year
from eduaid_desktop.domain.hardship import RECOGNISED
from eduaid_desktop.errors import UserError
from eduaid_desktop.services import households, villages
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import family_queries, people
from eduaid_desktop.store import relief_queries as queries
from eduaid_desktop.store.store import Row

_KEYS = ("household_id", "household_number", "head_id_number", "person_id")
_ABOUT = {"head_name": "head_name", "group": "group_name", "phone": "phone"}
_PLACE = ("school", "grade", "class_name")
_AT_SCHOOL = ("2", "3")


def by_number(desk: Desk, written: str) -> Family:
    """The family with a household number. Raises UserError where nobody has it."""
    number = text.half_width(written).strip()
    keys = family_queries.by_number(desk.store, number)
    if keys is None:
        raise UserError(f"找不到户编号“{written}”，请核对；没有户编号的，在“学生”里打开孩子，点“全家”。")
    return gather(desk, keys)


def of_person(desk: Desk, person_id: int) -> Family:
    """The family of a child: by its household, else by what its newest application says."""
    person = desk.store.get("person", person_id)
    cases = desk.store.select("relief_case", person_id=person_id)
    keys = {name: cases[-1][name] for name in _KEYS if name != "person_id"} if cases else {}
    if person["household_id"]:
        household = desk.store.get("household", person["household_id"])
        keys = {"household_id": household["id"], **{n: household[n] or keys.get(n) for n in _KEYS[1:3]}}
    return gather(desk, {**keys, "person_id": person_id})


def of_case(desk: Desk, case_id: int) -> Family:
    """The family of the child of a relief case."""
    return of_person(desk, desk.store.get("relief_case", case_id)["person_id"])


def gather(desk: Desk, keys: Row) -> Family:
    """The family that belongs to keys: household_id, household_number, head_id_number, person_id, as far as known."""
    keys = {name: keys.get(name) for name in _KEYS}
    ids = family_queries.family(desk.store, keys)
    cases = family_queries.relief_cases(desk.store, ids)
    base = desk.store.select("household", id=keys["household_id"]) if keys["household_id"] else []
    known = _known(base, cases)
    members = tuple(_member(desk, person_id, cases) for person_id in ids)
    years = tuple(_years(desk, members))
    number, population = str(known.get("household_number") or ""), known.get("population")
    asked = (*family.questions(number, population, members, years), *_accounts(desk, cases))
    village = villages.name_on(desk.store, known.get("village"), desk.today().isoformat())
    about = {name: known.get(column) or "" for name, column in _ABOUT.items()}
    types = tuple(_types(desk, base, known))
    return Family(
        keys["household_id"], number, village=village, population=population, types=types, members=members, years=years,
        questions=asked, **about,
    )  # fmt: skip


def _known(base: Sequence[Row], cases: Sequence[Row]) -> Row:
    """What the household base says, and where it says nothing the newest application."""
    newest = cases[-1] if cases else {}
    return {**newest, **{name: value for row in base for name, value in row.items() if value is not None}}


def _types(desk: Desk, found: list[Row], known: Row) -> list[str]:
    """What the household counts as today; where no base has it, what its newest application says."""
    rules = desk.rules()
    kinds = households.types(desk, found[0] if found else None, desk.today())
    if not kinds and not found:
        kinds = [known[name] for name in ("household_type", "monitor_kind") if known.get(name)]
    return [rules.label("household_type", kind) for kind in kinds]


def _member(desk: Desk, person_id: int, cases: Sequence[Row]) -> Member:
    person, now = desk.store.get("person", person_id), terms.of(desk.today())
    rolls = people.enrolments(desk.store, person_id)
    own = [case for case in cases if case["person_id"] == person_id]
    items, born = tuple(_items(desk, person_id, own)), dates.parse(person["birth_date"] or "")
    age = dates.age_on(born, desk.today()) if born else None
    last = next(iter((*rolls, *reversed(own))), {})
    return Member(
        id=person_id,
        name=person["name"],
        relation=desk.rules().label("relation", person["relation_to_head"]),
        birth_date=person["birth_date"] or "",
        age=age,
        place="　".join(str(last[name]) for name in _PLACE if last.get(name)),
        enrolled=any(roll["term"] == now for roll in rolls),
        pupil=bool(rolls or items or _of_age(desk, age)),
        dead=bool(person["death_date"]),
        items=items,
    )


def _of_age(desk: Desk, age: int | None) -> bool:
    """Whether somebody may be at a primary or junior school (F05)."""
    windows = [desk.rules().policy["age_window"].get(stage) for stage in _AT_SCHOOL]
    return age is not None and any(w and w["min"] <= age <= w["max"] for w in windows)


def _items(desk: Desk, person_id: int, cases: Sequence[Row]) -> Iterator[Item]:
    """Everything a child was given or applied for, the newest first."""
    found = [
        *_relief(cases),
        *_aid(desk, person_id),
        *_received(desk, person_id),
        *_hardship(desk, person_id),
    ]
    order = terms.newest_first({item.term for item in found})
    yield from sorted(found, key=lambda item: order.index(item.term))


def _relief(cases: Sequence[Row]) -> Iterator[Item]:
    for case in cases:
        counted = case["comes_to"] if case["counted"] else None
        amounts = (counted, case["approved"], case["proposed"], case["applied"])
        fen = next((amount for amount in amounts if amount is not None), None)
        state = workflow.state_name(case["state"]) + ("（历史补录）" if case["historical"] else "")
        when = terms.label(case["term"])
        yield Item("relief", case["term"], when, "救助基金", state, case["id"], fen, bool(case["counted"]))


def _aid(desk: Desk, person_id: int) -> Iterator[Item]:
    rules = desk.rules()
    for row in desk.store.select("aid", person_id=person_id):
        title, state = (
            rules.label("programme", row["programme"]),
            "草稿" if row["status"] == "draft" else "已登记",
        )
        yield Item("aid", row["term"], terms.label(row["term"]), title, state, row["id"], row["amount"])


def _received(desk: Desk, person_id: int) -> Iterator[Item]:
    for row in desk.store.select("received_aid", person_id=person_id):
        state = f"{dates.spoken(row['paid_on'])}已享受" if row["paid_on"] else "已享受"
        when = terms.label(row["term"])
        yield Item("received", row["term"], when, row["programme_name"], state, row["id"], row["amount"])


def _hardship(desk: Desk, person_id: int) -> Iterator[Item]:
    """A recognition holds for both terms of its school year; it stands with the autumn it begins with."""
    rules = desk.rules()
    for row in desk.store.select("hardship", person_id=person_id):
        level = rules.label("hardship_level", row["hardship_level"]) if row["review"] == RECOGNISED else ""
        state = "　".join(filter(None, (rules.label("hardship_review", row["review"]), level)))
        year = rules.label("school_year", row["school_year"])
        yield Item("hardship", f"{row['school_year'][:4]}A", year, "困难认定", state, row["id"])


def _years(desk: Desk, members: Sequence[Member]) -> Iterator[Year]:
    """The newest year first. Cap: of the last day of the year, or of today; none where it is one of school years."""
    items = [item for member in members for item in member.items if item.amount_fen]
    for year in sorted({item.term[:4] for item in items}, reverse=True):
        own = [item for item in items if item.term[:4] == year]
        rules = desk.rules(min(date(int(year), 12, 31), desk.today()))
        cap = relief_bands.cap(rules, relief_bands.HOUSEHOLD)
        relief = sum(item.amount_fen or 0 for item in own if item.counted)
        aid = sum(item.amount_fen or 0 for item in own if item.kind == "aid" and item.state != "草稿")
        yield Year(year, relief, cap.fen if cap and cap.year_basis == "calendar" else None, aid)


def _accounts(desk: Desk, cases: Sequence[Row]) -> Iterator[str]:
    """Accounts that another family uses too; whose it is stays out of a paper that goes to this one."""
    seen: dict[str, Any] = {case["payee_account"]: case for case in cases if case["payee_account"]}
    for account, case in seen.items():
        if queries.sharing_account(desk.store, case):
            yield f"{case['payee_name'] or ''}的账号（{masks.account(account)}）也是另一户的收款账号，请核对。"
