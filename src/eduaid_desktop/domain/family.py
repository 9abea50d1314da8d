"""全家: the children of a household, what each was given in which term, and what is to be asked on the home visit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eduaid_desktop.domain.money import yuan


@dataclass(frozen=True)
class Item:
    """One line of a child: kind is aid, received, relief or hardship; when: its term or school year in words.

    counted: whether amount_fen counts against the household's cap of year. record_id: in the list of its kind.
    """

    kind: str
    term: str
    when: str
    title: str
    state: str
    record_id: int
    amount_fen: int | None = None
    counted: bool = False


@dataclass(frozen=True)
class Member:
    """One of the family; place: school, grade and class of this term or the last one, "" where none is known.

    enrolled: on the roll of the present term. pupil: a child who was at school or was given something, or of the
    age for it.
    """

    id: int
    name: str
    relation: str
    birth_date: str
    age: int | None
    place: str
    enrolled: bool
    pupil: bool
    dead: bool
    items: tuple[Item, ...] = ()


@dataclass(frozen=True)
class Year:
    """What the family got of the relief fund in a calendar year, against the cap; aid_fen: registered aid besides."""

    year: str
    relief_fen: int
    cap_fen: int | None
    aid_fen: int

    @property
    def over(self) -> bool:
        """Whether the year's sum passes the cap."""
        return self.cap_fen is not None and self.relief_fen > self.cap_fen


@dataclass(frozen=True)
class Family:
    """household_id: None where no base has it. number: of the household, "" where it has none.

    types: what it counts as today. population: as registered. phone: in full, masked where it is shown. questions:
    what is missing or does not fit, one sentence each; they are asked, nothing is guessed.
    """

    household_id: int | None
    number: str
    head_name: str
    village: str
    group: str
    population: int | None
    phone: str
    types: tuple[str, ...]
    members: tuple[Member, ...]
    years: tuple[Year, ...]
    questions: tuple[str, ...]

    @property
    def children(self) -> tuple[Member, ...]:
        """Those who go, went or could go to school."""
        return tuple(member for member in self.members if member.pupil)

    @property
    def others(self) -> tuple[Member, ...]:
        """The other members."""
        return tuple(member for member in self.members if not member.pupil)


def questions(
    number: str, population: int | None, members: Sequence[Member], years: Sequence[Year]
) -> Iterator[str]:
    """What the home visit should ask about the household."""
    if not number:
        yield "没有户编号，是按户主和申请归到一起的，请问明是不是一家。"
    alive = [member for member in members if not member.dead]
    yield from _heads(population, len(alive))
    for member in alive:
        if member.pupil and not member.enrolled:
            age = f"（{member.age} 岁）" if member.age is not None else ""
            yield f"{member.name}{age}本学期没有学籍记录，请问明现在在哪里就读。"
    for year in (each for each in years if each.over):
        total, cap = yuan(year.relief_fen), yuan(year.cap_fen)
        yield f"{year.year}年全家救助金合计 {total} 元，超过每户封顶 {cap} 元。"


def _heads(population: int | None, known: int) -> Iterator[str]:
    if population is None:
        yield "家庭人口没有登记，请问明家里几口人、都是谁。"
    elif population > known:
        yield f"家庭人口登记 {population} 人，这里只知道 {known} 人，另外 {population - known} 人是谁，请问明。"
    elif population < known:
        yield f"家庭人口登记 {population} 人，这里有 {known} 人，请核对。"
